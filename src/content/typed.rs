//! Front matter as parsed, with every key optional. The documentation and the JSON Schema are generated from the doc comments.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::attachment_file::AttachmentFile;
use super::audio_file::AudioFile;
use super::author_file::AuthorFile;
use super::contact_file::ItemContactFile;
use super::newsroom_keys::{CorrectionFile, EventFile, ExpiresFile, WithdrawnFile};
use crate::base::yaml_values::any_values;
pub use crate::config::ITEM_KEYS as KEYS;

/// The folder of standing pages.
pub(super) const PAGES: &str = "content/pages/";

/// The keys that only news items have.
pub(super) const NEWS_KEYS: &[&str] = &[
    "date",
    "tags",
    "authors",
    "dossiers",
    "pinned_until",
    "related",
    "corrections",
    "event",
    "follow_up",
    "follows",
    "live",
];

/// Front matter of a news item or a standing page.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ItemFile {
    /// The title. Required.
    pub title: Option<String>,
    /// The date of publication: `2013-12-03`, `2013-12-03 14:30`, or with an offset. Required for news items, unless the file
    /// name starts with the date. An item with a date in the future is published on that date. A date without an offset is in
    /// the time zone of the site; a date with one is shown in it.
    pub date: Option<String>,
    /// The date of the last change that matters to readers.
    pub updated: Option<String>,
    /// A summary in at most 160 characters of plain text, for lists, feeds and search engines. Default: the lead, the text before `<!-- more -->`, or the first paragraph.
    pub summary: Option<String>,
    /// The lead paragraph above the text, in Markdown.
    pub lead: Option<String>,
    /// The last part of the address. Default: the file name without its date, or for an `index.md` the folder name.
    pub slug: Option<String>,
    /// The whole address, such as `/2015/04/old/`, for a page that had it in another system. Default: `item_address` in
    /// `site.yaml` with the slug; for a standing page its folder and its slug.
    pub address: Option<String>,
    /// A feed id that stays the same when the address or the date changes, such as a number or the old address. Default: the
    /// address of the item.
    pub id: Option<String>,
    /// Old addresses that redirect to this page.
    pub aliases: Vec<String>,
    /// The tags; each has a page and a feed.
    pub tags: Vec<String>,
    /// The authors; each has a page and a feed. One with a role for this item is `{name: Anna de Vries, role: photographer}`.
    pub authors: Vec<AuthorFile>,
    /// The dossiers; each has a page and a feed.
    pub dossiers: Vec<String>,
    /// The language, as one of the tags in `site.yaml`, or plain language: `nl-x-eenvoudig` (see [newsroom.md](newsroom.md#plain-language)).
    /// Default: the tag in the file name (`post.en.md`), or else the main language.
    pub language: Option<String>,
    /// The lead image.
    pub image: Option<ImageFile>,
    /// Whether the item is a draft. Drafts are not published, unless you pass `--drafts`. Default: `false`.
    pub draft: bool,
    /// The date until which the item is pinned to the home page, inclusive.
    pub pinned_until: Option<String>,
    /// Whether the item is withdrawn: `true` takes it off the site, and `{date: 2014-02-01, reason: "…", keep: notice}` leaves
    /// word at its address. Default: `false`.
    pub withdrawn: WithdrawnFile,
    /// The last day on which the item is news, or the moment at which it no longer is; or `{date: 2014-02-01, keep: gone}`.
    pub expires: Option<ExpiresFile>,
    /// Corrections of the text.
    pub corrections: Vec<CorrectionFile>,
    /// The event that the item announces.
    pub event: Option<EventFile>,
    /// When the item will be followed up: a month (`2014-04`), a day, or words: "in het voorjaar van 2014".
    pub follow_up: Option<String>,
    /// The files of earlier items that this one follows up, relative to this file.
    pub follows: Vec<String>,
    /// Whether the item is live: the headings of its text that begin with a time, `## 14:05 Brug weer open`, are updates, and pages that
    /// are open show new ones. `false` says that it was, and has ended. See [newsroom.md](newsroom.md#live).
    pub live: Option<bool>,
    /// Whom readers can reach: the key of a contact of the site, or `{name: Anna Lindeman, telephone: 050 123 45 67}`.
    pub contact: Option<ItemContactFile>,
    /// Files beside the item that are listed below it, with their type and size: `besluit.pdf`, or
    /// `{file: besluit.pdf, title: "Het besluit", date: 2013-11-28}`.
    pub attachments: Vec<AttachmentFile>,
    /// The recording of the item, which readers can play and podcast players fetch: `interview.mp3`, or `{file: interview.mp3, title:
    /// "The interview", transcript: interview.vtt}`. Its length and duration are read from the file.
    pub audio: Option<AudioFile>,
    /// The files of related items to show first, relative to this file.
    pub related: Vec<String>,
    /// The file name of another template of the theme for this page, with or without `.html`.
    pub template: Option<String>,
    /// Whether the search of the site finds this item. Default: `true`.
    pub search: Option<bool>,
    /// Extra values for the theme, available as `item.extra`.
    #[serde(deserialize_with = "any_values")]
    pub extra: BTreeMap<String, serde_json::Value>,
}

/// Lead image.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ImageFile {
    /// The file, relative to this file. Required.
    pub src: Option<String>,
    /// A description for people who cannot see the image. Required; use `""` only for decorative images.
    pub alt: Option<String>,
    /// The caption.
    pub caption: Option<String>,
    /// The credit: the photographer or other source.
    pub credit: Option<String>,
    /// The point that stays in view where the picture is cropped, from the left and from the top: `"50% 20%"`. Default: the middle,
    /// and for a tall picture its upper part.
    pub focus: Option<String>,
}
