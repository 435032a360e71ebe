//! What a template sees: one value per page, all of it here. The doc comments are the documentation of the variables
//! (`docs/variables.md` is made from them); the same `Serialize` gives the template's context and the page's fingerprint.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use super::entries::Entry;
use crate::config::FeedFormat;
use crate::theme::PageKind;

/// The variables of a page. A part that a page does not have is there as `none`, so `{% if item %}` always works.
/// Beside these a template has `content` (the body as HTML, or `none`), `structured_data` (JSON-LD, or `none`), and the
/// variables of the site.
#[derive(Debug, Serialize, JsonSchema)]
pub struct View<'s> {
    /// The page itself: every page has one.
    pub page: PageView<'s>,
    /// The news item, or the standing page: on pages of kind `item` and `page`.
    pub item: Option<ItemView<'s>>,
    /// The items that the page lists: on pages of kind `home`, `index`, `year`, `month`, `tag`, `author` and `dossier`.
    pub list: Option<ListView<'s>>,
    /// All tags, authors, dossiers or years: on pages of kind `tags`, `authors`, `dossiers` and `archive`; on `home` the dossiers.
    pub terms: Vec<TermView<'s>>,
    /// The lists that the theme declares in `theme.yaml` for this kind of page, by name.
    pub lists: BTreeMap<&'s str, Vec<Entry<'s>>>,
    /// Where a page of kind `redirect` leads.
    pub redirect: Option<RedirectView>,
}

/// The page itself.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PageView<'s> {
    /// What the page is: `home`, `index`, `archive`, `year`, `month`, `tags`, `tag`, `authors`, `author`, `dossiers`,
    /// `dossier`, `item`, `page`, `not_found` or `redirect`.
    pub kind: PageKind,
    /// The title: of the item, the term, the month; `none` where the theme has a word for it (home, index, overviews, 404).
    pub title: Option<String>,
    /// One sentence for search engines and cards; `none` on lists.
    pub description: Option<&'s str>,
    /// The link to this page on the site.
    pub href: String,
    /// The whole address of this page: for `canonical`.
    pub url: String,
    /// The same page in the other languages of the site; empty where there is none.
    pub translations: Vec<TranslationView<'s>>,
    /// The way to this page from home, without home and the page itself.
    pub breadcrumbs: Vec<CrumbView>,
    /// The feeds of what this page shows.
    pub feeds: Arc<[FeedLink]>,
    /// The number of a list page, counted from the oldest; `none` on the newest page and all others.
    pub number: Option<usize>,
    /// The picture of the page for where it is shared: the lead image of an item cut to size, or a card with its title where
    /// `site.yaml` says `share_cards: true`.
    pub share: Option<ShareView<'s>>,
}

/// A page in another language.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TranslationView<'s> {
    /// The BCP 47 tag of the language.
    pub language: Cow<'s, str>,
    /// The name of the language in itself.
    pub name: Cow<'s, str>,
    /// The link to the page.
    pub href: String,
    /// The whole address of the page: for `hreflang`.
    pub url: String,
}

/// A step on the way to a page.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CrumbView {
    /// The kind of the page at this step; gives the word for it where `title` is `none`.
    pub kind: PageKind,
    /// Its title, where it has one of its own.
    pub title: Option<String>,
    /// The link to it.
    pub href: String,
}

/// A feed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FeedLink {
    /// `atom`, `rss` or `json`.
    pub format: FeedFormat,
    /// Its media type: `application/atom+xml`.
    pub media_type: &'static str,
    /// The link to it.
    pub href: String,
}

/// A news item, or a standing page.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ItemView<'s> {
    /// The title.
    pub title: &'s str,
    /// When it was published; `none` on standing pages.
    pub date: Option<DateView>,
    /// When it was last changed, where the item says so.
    pub updated: Option<DateView>,
    /// The lead as HTML, where the item has one.
    pub lead: Option<String>,
    /// The summary: the item's own, or else its first paragraph, as plain text.
    pub summary: &'s str,
    /// Its tags.
    pub tags: Vec<LinkView<'s>>,
    /// Its authors.
    pub authors: Vec<LinkView<'s>>,
    /// Its dossiers.
    pub dossiers: Vec<LinkView<'s>>,
    /// The lead image.
    pub image: Option<ImageView<'s>>,
    /// The headings of the body, in order: for a table of contents.
    pub headings: Vec<HeadingView<'s>>,
    /// How many words the body has.
    pub words: u32,
    /// How many minutes reading it takes, at 220 words a minute, at least 1.
    pub minutes: u32,
    /// The item before it, by date, in its language.
    pub previous: Option<Entry<'s>>,
    /// The item after it, by date, in its language.
    pub next: Option<Entry<'s>>,
    /// The files that are offered with it.
    pub attachments: Vec<AttachmentView<'s>>,
    /// Related items: those that the item names, then those that share most tags and dossiers, nearest in time.
    pub related: Vec<Entry<'s>>,
    /// The link to the very list page on which the item stands, at its entry; `none` on standing pages.
    pub back: Option<String>,
    /// Whether it is a draft, shown because the build was asked to.
    pub draft: bool,
    /// What the item has under `extra`.
    pub extra: &'s BTreeMap<String, serde_json::Value>,
}

/// A moment.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DateView {
    /// The form for `<time datetime>`: `2013-12-03`, or with time and offset.
    pub iso: String,
    /// The day in the words of the page's language: "3 december 2013".
    pub text: Arc<str>,
    /// The time, `14:30`, where the writer gave one.
    pub time: Option<String>,
    /// The year.
    pub year: i32,
}

/// A link with a title.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LinkView<'s> {
    /// The text of the link.
    pub title: Cow<'s, str>,
    /// Where it leads.
    pub href: Arc<str>,
}

/// The picture of a page for where it is shared.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ShareView<'s> {
    /// Its whole address.
    pub url: String,
    /// The text for people who do not see it.
    pub alt: &'s str,
    /// Its width in pixels; `none` where that is not known.
    pub width: Option<u32>,
    /// Its height in pixels; `none` where that is not known.
    pub height: Option<u32>,
}

/// An image, with the smaller copies that are made of it: `partials/picture.html` of the theme writes it out.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ImageView<'s> {
    /// The link to it: to a copy of at most 960 pixels wide, or to the image itself where no copies are made (SVG, GIF,
    /// what moves, images of other sites).
    pub src: String,
    /// Its copies in its own form, for `srcset`; empty where there are none.
    pub srcset: String,
    /// Its copies in better forms, for a `source` each, the best first.
    pub sources: Vec<ImageSource>,
    /// Its whole address: for structured data; that of the largest copy where there are copies.
    pub url: String,
    /// The text for people who do not see it; may be empty.
    pub alt: &'s str,
    /// The caption.
    pub caption: Option<&'s str>,
    /// Who made it.
    pub credit: Option<&'s str>,
    /// Its width in pixels, at most 1600; `none` where the file does not say.
    pub width: Option<u32>,
    /// Its height in pixels; `none` where the file does not say.
    pub height: Option<u32>,
}

/// The copies of an image in one form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ImageSource {
    /// The media type: `image/avif`.
    #[serde(rename = "type")]
    pub media_type: &'static str,
    /// The copies, for `srcset`: `/foto-480-1a2b3c4d.avif 480w, …`.
    pub srcset: String,
}

/// A file that is offered with an item.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AttachmentView<'s> {
    /// What it is called: its title, or else the name of the file.
    pub title: &'s str,
    /// The link to it.
    pub href: String,
    /// Its type, as people name it: `PDF`; empty where the file's name has no ending.
    #[serde(rename = "type")]
    pub kind: String,
    /// How large it is, in the words of the page's language: "1,2 MB".
    pub size: String,
}

/// A heading of a body.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct HeadingView<'s> {
    /// Its level, 2 to 6.
    pub level: u8,
    /// Its id: the fragment of a link to it.
    pub id: &'s str,
    /// Its text, plain.
    pub text: &'s str,
}

/// The items that a page lists.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ListView<'s> {
    /// The items, newest first.
    pub entries: Vec<Entry<'s>>,
    /// On home: the items that are pinned; they are not among `entries`.
    pub pinned: Vec<Entry<'s>>,
    /// The link to the page with newer items; `none` on the newest.
    pub newer: Option<String>,
    /// The link to the page with older items; `none` on the oldest.
    pub older: Option<String>,
}

/// An item as it stands in a list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EntryView<'s> {
    /// Its id on the page: what back links lead to.
    pub id: String,
    /// The title.
    pub title: &'s str,
    /// The link to the item.
    pub href: String,
    /// When it was published.
    pub date: DateView,
    /// The summary as plain text.
    pub summary: &'s str,
    /// The lead image.
    pub image: Option<ImageView<'s>>,
    /// Its tags.
    pub tags: Vec<LinkView<'s>>,
    /// Its dossiers.
    pub dossiers: Vec<LinkView<'s>>,
}

/// A tag, author, dossier, year or month in an overview.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TermView<'s> {
    /// Its name; for a month only the month's name.
    pub title: Cow<'s, str>,
    /// The link to its page.
    pub href: String,
    /// How many items it has.
    pub count: usize,
    /// The newest of its items.
    pub newest: Option<Entry<'s>>,
    /// The months of a year, newest first; empty for others.
    pub months: Vec<TermView<'s>>,
}

/// Where a redirect leads.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RedirectView {
    /// The link to the new address.
    pub href: String,
    /// The whole new address: for `canonical`.
    pub url: String,
}

/// The variables of the site, the same on every page of a language. Beside `site` there are `words` (the theme's words in
/// this language, and the function `word(key=…, count=…)` for those with a number), `options` (the theme's options),
/// `assets` (the addresses of the theme's own files, by name) and `courant` (the version).
#[derive(Debug, Serialize, JsonSchema)]
pub struct SiteView {
    /// The name of the site in this language.
    pub title: String,
    /// What the site is, in one sentence; may be empty.
    pub description: String,
    /// The BCP 47 tag of the language.
    pub language: String,
    /// The name of the language in itself.
    pub language_name: String,
    /// Whether the language is written from right to left.
    pub right_to_left: bool,
    /// The whole address of the site, without a final `/`.
    pub url: String,
    /// The link to the home page.
    pub home: String,
    /// The link to the news index.
    pub index: String,
    /// The link to the archive of years and months.
    pub archive: String,
    /// The link to the overview of tags; `none` where no item has one.
    pub tags: Option<String>,
    /// The link to the overview of authors; `none` where no item has one.
    pub authors: Option<String>,
    /// The link to the overview of dossiers; `none` where no item has one.
    pub dossiers: Option<String>,
    /// The feeds of the site in this language.
    pub feeds: Vec<FeedLink>,
    /// The languages of the site, this one included, with their home pages.
    pub languages: Vec<TranslationView<'static>>,
    /// The hosts from which pages may show images, as `external_images` in `site.yaml` has them.
    pub external_images: Vec<String>,
    /// The links of the masthead.
    pub menu: Vec<LinkView<'static>>,
    /// The text at the foot of every page, as HTML; may be empty.
    pub footer: String,
    /// Who publishes the site: `name`, `logo`, `telephone`, `email`, `address`, each of which may be `none` but the name.
    pub publisher: crate::config::Publisher,
    /// What the site has under `extra`.
    pub extra: BTreeMap<String, serde_json::Value>,
}
