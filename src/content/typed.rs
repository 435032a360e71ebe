//! Front matter as it is typed: every key optional. Its doc comments are the documentation and the schema.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

/// The keys, for "did you mean".
pub const KEYS: &[&str] = &[
    "title",
    "date",
    "updated",
    "summary",
    "lead",
    "slug",
    "id",
    "aliases",
    "tags",
    "authors",
    "dossiers",
    "language",
    "image",
    "draft",
    "pinned_until",
    "withdrawn",
    "corrections",
    "event",
    "contact",
    "attachments",
    "related",
    "template",
    "extra",
];

/// The front matter of a news item or a standing page.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ItemFile {
    /// The title. Required.
    pub title: Option<String>,
    /// When it was or will be published: `2013-12-03`, `2013-12-03 14:30`, or with an offset. Required for news, unless the
    /// file name starts with it. In the future: held back until then. A date alone is that day in the site's time zone.
    pub date: Option<String>,
    /// When it was last changed in a way that matters to readers.
    pub updated: Option<String>,
    /// What it says, in at most 160 characters of plain text: for lists, feeds and search engines. Default: the first
    /// paragraph.
    pub summary: Option<String>,
    /// The lead above the text, in Markdown.
    pub lead: Option<String>,
    /// Its part of the address. Default: the file name without its date, or the folder's name for an `index.md`.
    pub slug: Option<String>,
    /// An identity for feeds that stays when the address changes, such as a number or the old address. Default: the
    /// address at which the item stands.
    pub id: Option<String>,
    /// Old addresses that lead here from now on.
    pub aliases: Vec<String>,
    /// The tags; each has a page and a feed.
    pub tags: Vec<String>,
    /// The authors; each has a page and a feed.
    pub authors: Vec<String>,
    /// The dossiers; each has a page and a feed.
    pub dossiers: Vec<String>,
    /// The language, as a tag that `site.yaml` has. Default: from the file name (`post.en.md`), or the site's.
    pub language: Option<String>,
    /// The lead image.
    pub image: Option<ImageFile>,
    /// Whether it is a draft: then it is left out, unless the build is asked for drafts. Default: `false`.
    pub draft: bool,
    /// Until and including when it is pinned to the home page.
    pub pinned_until: Option<String>,
    /// Whether it is withdrawn: then it is left out. Default: `false`.
    pub withdrawn: bool,
    /// Reserved: corrections, newest first.
    pub corrections: Vec<CorrectionFile>,
    /// Reserved: the event that the item announces.
    pub event: Option<EventFile>,
    /// Reserved: whom to contact.
    pub contact: Option<ContactFile>,
    /// Files beside the item that are offered below it, with their type and size: `besluit.pdf`, or
    /// `{file: besluit.pdf, title: "Het besluit"}`.
    pub attachments: Vec<AttachmentFile>,
    /// Related items to show first: their files, relative to this one.
    pub related: Vec<String>,
    /// Another template of the theme for this page: the name of its file, with or without `.html`.
    pub template: Option<String>,
    /// Anything else that the theme wants, as `item.extra`.
    pub extra: BTreeMap<String, serde_json::Value>,
}

/// The lead image.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ImageFile {
    /// The file, beside the item. Required.
    pub src: Option<String>,
    /// What is to be seen, for people who do not see it. Required; `""` only for decoration.
    pub alt: Option<String>,
    /// The caption.
    pub caption: Option<String>,
    /// Who made it.
    pub credit: Option<String>,
}

/// A file that is offered with an item: its name alone, or with a title.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "an attachment is the name of a file, or `{file: besluit.pdf, title: \"Het besluit\"}`")]
pub enum AttachmentFile {
    /// The file, relative to this one.
    Name(String),
    /// The file, and what it is called.
    Titled(TitledFile),
}

/// A file with a title.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TitledFile {
    /// The file, relative to this one.
    pub file: String,
    /// What it is called.
    pub title: String,
}

/// Reserved: a correction.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectionFile {
    /// When it was made.
    pub date: String,
    /// What was wrong and what is right.
    pub text: String,
}

/// Reserved: an event.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventFile {
    /// When it starts.
    pub start: String,
    /// When it ends.
    pub end: Option<String>,
    /// Where it is.
    pub place: Option<String>,
}

/// Reserved: whom to contact.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactFile {
    /// The name.
    pub name: Option<String>,
    /// The telephone number, in international form.
    pub telephone: Option<String>,
    /// The mail address.
    pub email: Option<String>,
}
