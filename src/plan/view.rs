//! Template variables: one view per page. `docs/variables.md` is generated from the doc comments. The same `Serialize` gives the
//! template context and the fingerprint of the page.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use super::entries::Entry;
use crate::config::FeedFormat;
use crate::theme::PageKind;

/// Variables of a page. A variable that does not apply to a page is `none`, so `{% if item %}` always works. A template also has
/// `content` (the body as HTML, or `none`), `structured_data` (JSON-LD, or `none`), and the variables of the site.
#[derive(Debug, Serialize, JsonSchema)]
pub struct View<'s> {
    /// The page itself; present on every page.
    pub page: PageView<'s>,
    /// The news item, or the standing page: on pages of kind `item` and `page`.
    pub item: Option<ItemView<'s>>,
    /// The items on the page: on pages of kind `home`, `index`, `year`, `month`, `tag`, `author` and `dossier`.
    pub list: Option<ListView<'s>>,
    /// All tags, authors, dossiers or years: on pages of kind `tags`, `authors`, `dossiers` and `archive`; on `home` the dossiers.
    pub terms: Vec<TermView<'s>>,
    /// The lists that the theme declares in `theme.yaml` for this kind of page, by name.
    pub lists: BTreeMap<&'s str, Vec<Entry<'s>>>,
    /// The target of a page of kind `redirect`.
    pub redirect: Option<RedirectView>,
}

/// The page itself.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PageView<'s> {
    /// The kind of page: `home`, `index`, `archive`, `year`, `month`, `tags`, `tag`, `authors`, `author`, `dossiers`,
    /// `dossier`, `item`, `page`, `not_found` or `redirect`.
    pub kind: PageKind,
    /// The title of the item, the term or the month; `none` if the theme has a word for it (home, index, overviews, 404).
    pub title: Option<String>,
    /// A sentence for search engines and share cards; `none` on lists.
    pub description: Option<&'s str>,
    /// The link to this page.
    pub href: String,
    /// The absolute URL of this page, for `canonical`.
    pub url: String,
    /// The same page in the other languages of the site; may be empty.
    pub translations: Vec<TranslationView<'s>>,
    /// The breadcrumb trail, without the home page and the page itself.
    pub breadcrumbs: Vec<CrumbView>,
    /// The feeds of this page.
    pub feeds: Arc<[FeedLink]>,
    /// The number of a list page, counted from the oldest; `none` on the newest list page and on all other pages.
    pub number: Option<usize>,
    /// The image for link previews: the cropped lead image of an item, or with `share_cards: true` in `site.yaml` a card with the
    /// title.
    pub share: Option<ShareView<'s>>,
}

/// Page in another language.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TranslationView<'s> {
    /// The BCP 47 tag of the language.
    pub language: Cow<'s, str>,
    /// The native name of the language.
    pub name: Cow<'s, str>,
    /// The link to the page.
    pub href: String,
    /// The absolute URL of the page, for `hreflang`.
    pub url: String,
}

/// Step of the breadcrumb trail.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CrumbView {
    /// The kind of page; if `title` is `none`, use the theme's word for this kind.
    pub kind: PageKind,
    /// The title of the page, or `none`.
    pub title: Option<String>,
    /// The link to the page.
    pub href: String,
}

/// Feed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FeedLink {
    /// `atom`, `rss` or `json`.
    pub format: FeedFormat,
    /// The media type: `application/atom+xml`.
    pub media_type: &'static str,
    /// The link to the feed.
    pub href: String,
}

/// News item or standing page.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ItemView<'s> {
    /// The title.
    pub title: &'s str,
    /// The date of publication; `none` on standing pages.
    pub date: Option<DateView>,
    /// The date of the last change, or `none`.
    pub updated: Option<DateView>,
    /// The lead paragraph as HTML, or `none`.
    pub lead: Option<String>,
    /// The summary as plain text; by default the first paragraph.
    pub summary: &'s str,
    /// The tags.
    pub tags: Vec<LinkView<'s>>,
    /// The authors.
    pub authors: Vec<LinkView<'s>>,
    /// The dossiers.
    pub dossiers: Vec<LinkView<'s>>,
    /// The lead image.
    pub image: Option<ImageView<'s>>,
    /// The headings of the body in order, for a table of contents.
    pub headings: Vec<HeadingView<'s>>,
    /// The number of words in the body.
    pub words: u32,
    /// The reading time in minutes, at 220 words a minute; at least 1.
    pub minutes: u32,
    /// The previous item by date, in the same language.
    pub previous: Option<Entry<'s>>,
    /// The next item by date, in the same language.
    pub next: Option<Entry<'s>>,
    /// The attachments.
    pub attachments: Vec<AttachmentView<'s>>,
    /// Related items: first those named in the front matter, then those that share the most tags and dossiers, nearest in time.
    pub related: Vec<Entry<'s>>,
    /// The link to the entry of the item on its list page; `none` on standing pages.
    pub back: Option<String>,
    /// Whether the item is a draft; drafts are only rendered with `--drafts`.
    pub draft: bool,
    /// The values under `extra` in the front matter.
    pub extra: &'s BTreeMap<String, serde_json::Value>,
}

/// Date.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DateView {
    /// The value for `<time datetime>`: `2013-12-03`, or with time and offset.
    pub iso: String,
    /// The day in the language of the page: "3 december 2013".
    pub text: Arc<str>,
    /// The time, `14:30`; `none` if the front matter has no time.
    pub time: Option<String>,
    /// The year.
    pub year: i32,
}

/// Link with a title.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LinkView<'s> {
    /// The link text.
    pub title: Cow<'s, str>,
    /// The target.
    pub href: Arc<str>,
}

/// Image of a page for link previews.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ShareView<'s> {
    /// The absolute URL.
    pub url: String,
    /// The alternative text.
    pub alt: &'s str,
    /// The width in pixels; `none` if unknown.
    pub width: Option<u32>,
    /// The height in pixels; `none` if unknown.
    pub height: Option<u32>,
}

/// Image with its resized versions. The partial `partials/picture.html` of the theme writes the HTML.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ImageView<'s> {
    /// The link to a version of at most 960 pixels wide, or to the original if there are no resized versions (SVG, GIF,
    /// animations, images on other sites).
    pub src: String,
    /// The resized versions in the original format, for `srcset`; may be empty.
    pub srcset: String,
    /// The resized versions in other formats, one `source` each, best format first.
    pub sources: Vec<ImageSource>,
    /// The absolute URL of the largest version, for structured data.
    pub url: String,
    /// The alternative text; may be empty.
    pub alt: &'s str,
    /// The caption.
    pub caption: Option<&'s str>,
    /// The credit.
    pub credit: Option<&'s str>,
    /// The width in pixels, at most 1600; `none` if the file does not specify it.
    pub width: Option<u32>,
    /// The height in pixels; `none` if the file does not specify it.
    pub height: Option<u32>,
}

/// Resized versions of an image in one format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ImageSource {
    /// The media type: `image/avif`.
    #[serde(rename = "type")]
    pub media_type: &'static str,
    /// The versions, for `srcset`: `/foto-480-1a2b3c4d.avif 480w, …`.
    pub srcset: String,
}

/// Attachment of an item.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AttachmentView<'s> {
    /// The title, or else the file name.
    pub title: &'s str,
    /// The link to the file.
    pub href: String,
    /// The file type, for people: `PDF`; empty if the file name has no extension.
    #[serde(rename = "type")]
    pub kind: String,
    /// The file size in the language of the page: "1,2 MB".
    pub size: String,
}

/// Heading of a body.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct HeadingView<'s> {
    /// The level, 2 to 6.
    pub level: u8,
    /// The id, for links to the heading.
    pub id: &'s str,
    /// The plain text.
    pub text: &'s str,
}

/// Items on a page.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ListView<'s> {
    /// The items, newest first.
    pub entries: Vec<Entry<'s>>,
    /// The pinned items, on the home page; `entries` does not contain them.
    pub pinned: Vec<Entry<'s>>,
    /// The link to the page with newer items; `none` on the newest page.
    pub newer: Option<String>,
    /// The link to the page with older items; `none` on the oldest page.
    pub older: Option<String>,
}

/// Item in a list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EntryView<'s> {
    /// The id on the page, for back links.
    pub id: String,
    /// The title.
    pub title: &'s str,
    /// The link to the item.
    pub href: String,
    /// The date of publication.
    pub date: DateView,
    /// The summary as plain text.
    pub summary: &'s str,
    /// The lead image.
    pub image: Option<ImageView<'s>>,
    /// The tags.
    pub tags: Vec<LinkView<'s>>,
    /// The dossiers.
    pub dossiers: Vec<LinkView<'s>>,
}

/// Tag, author, dossier, year or month in an overview.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TermView<'s> {
    /// The name; for a month, only the name of the month.
    pub title: Cow<'s, str>,
    /// The link to the page of the term.
    pub href: String,
    /// The number of items.
    pub count: usize,
    /// The newest item.
    pub newest: Option<Entry<'s>>,
    /// The months of a year, newest first; empty for other terms.
    pub months: Vec<TermView<'s>>,
}

/// Target of a redirect.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RedirectView {
    /// The link to the new address.
    pub href: String,
    /// The absolute URL of the new address, for `canonical`.
    pub url: String,
}

/// Variables of the site, the same on every page of a language. In addition to `site`, a template has `words` (the words of the
/// theme in this language, and the function `word(key=…, count=…)` for words with a number), `options` (the options of the
/// theme), `assets` (the addresses of the files of the theme, by name) and `courant` (the version).
#[derive(Debug, Serialize, JsonSchema)]
pub struct SiteView {
    /// The title of the site in this language.
    pub title: String,
    /// The description of the site; may be empty.
    pub description: String,
    /// The BCP 47 tag of the language.
    pub language: String,
    /// The native name of the language.
    pub language_name: String,
    /// Whether the language is written from right to left.
    pub right_to_left: bool,
    /// The absolute URL of the site, without a final `/`.
    pub url: String,
    /// The link to the home page.
    pub home: String,
    /// The link to the news index.
    pub index: String,
    /// The link to the archive of years and months.
    pub archive: String,
    /// The link to the overview of tags; `none` if no item has a tag.
    pub tags: Option<String>,
    /// The link to the overview of authors; `none` if no item has an author.
    pub authors: Option<String>,
    /// The link to the overview of dossiers; `none` if no item has a dossier.
    pub dossiers: Option<String>,
    /// The feeds of the site in this language.
    pub feeds: Vec<FeedLink>,
    /// The languages of the site, including this one, with their home pages.
    pub languages: Vec<TranslationView<'static>>,
    /// The hosts from which pages may load images, from `external_images` in `site.yaml`.
    pub external_images: Vec<String>,
    /// The links in the masthead.
    pub menu: Vec<LinkView<'static>>,
    /// The footer of every page, as HTML; may be empty.
    pub footer: String,
    /// The publisher of the site: `name`, `logo`, `telephone`, `email`, `address`; all but `name` may be `none`.
    pub publisher: crate::config::Publisher,
    /// The values under `extra` in `site.yaml`.
    pub extra: BTreeMap<String, serde_json::Value>,
}
