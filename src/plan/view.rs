//! Template variables: one view per page. `docs/variables.md` is generated from the doc comments. The same `Serialize` gives the
//! template context and the fingerprint of the page.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

pub use super::attachment_view::{AttachmentView, DocumentLanguage};
pub use super::audio::{AudioView, TranscriptView};
pub use super::board::{BoardEntryView, BoardLink, BoardView};
pub use super::contacts::ContactView;
use super::entries::Entry;
pub use super::follow_view::{FollowGroup, FollowList};
pub use super::live_view::{LiveUpdateView, LiveView};
pub use super::redirects::RedirectView;
pub use super::term_view::{AuthorView, ElsewhereView, TermPageView};
pub use super::version_view::VersionView;
pub use super::view_parts::{
    CalendarLink, ClosingView, CorrectionView, CrumbView, DateView, EntryView, EventView, FeedLink, FocusView,
    FollowUpView, HeadingView, IconsView, ImageSource, ImageView, ItemTaxonomyView, LinkView, MenuView, ShareView,
    SiteView, TaxonomyView, TranslationView,
};
use crate::content::DossierStatus;
use crate::theme::PageKind;

/// Variables of a page. A variable that does not apply to a page is `none`, so `{% if item %}` always works. A template also has
/// `content` (the body of an item, or the text about a term, as HTML; or `none`), `structured_data` (JSON-LD, or `none`), and the variables of the site.
#[derive(Debug, Serialize, JsonSchema)]
pub struct View<'s> {
    /// The page itself; present on every page.
    pub page: PageView<'s>,
    /// The news item, or the standing page: on pages of kind `item` and `page`.
    pub item: Option<ItemView<'s>>,
    /// The term or the section with its text: on the first page of kind `tag`, `author`, `dossier` and `term`, and on the first
    /// `index` page of a section.
    pub term: Option<TermPageView<'s>>,
    /// The items on the page: on pages of kind `home`, `index`, `year`, `month`, `day`, `tag`, `author`, `dossier`, `term`, `agenda`,
    /// `agenda_year`, `corrections` and `week`.
    pub list: Option<ListView<'s>>,
    /// All tags, authors, dossiers or years: on pages of kind `tags`, `authors`, `dossiers`, `terms` and `archive`; on `home` the dossiers, by their newest item, closed ones last; on `agenda` and `agenda_year` the years of past events.
    pub terms: Vec<TermView<'s>>,
    /// The sections with their newest items, without those that the declared lists of the page show: on `home`.
    pub sections: Vec<SectionView<'s>>,
    /// All that readers can follow, by kind: on pages of kind `follow`.
    pub follow: Vec<FollowGroup>,
    /// The lists that the theme declares in `theme.yaml` for this kind of page, by name.
    pub lists: BTreeMap<&'s str, Vec<Entry<'s>>>,
    /// The items and dates of a week for a notice board: on pages of kind `week`.
    pub board: Option<BoardView<'s>>,
    /// Why the item is no longer news: on pages of kind `closed`, and on those of items whose text stays.
    pub closing: Option<ClosingView<'s>>,
    /// The target of a page of kind `redirect`.
    pub redirect: Option<RedirectView>,
}

/// The page itself.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PageView<'s> {
    /// The kind of page: `home`, `index`, `archive`, `year`, `month`, `day`, `tags`, `tag`, `authors`, `author`, `dossiers`,
    /// `dossier`, `terms`, `term`, `agenda`, `agenda_year`, `corrections`, `week`, `search`, `follow`, `item`, `page`, `closed`, `not_found` or `redirect`.
    pub kind: PageKind,
    /// The title of the item, the term or the month; `none` if the theme has a word for it (home, index, overviews, 404).
    pub title: Option<String>,
    /// A sentence for search engines and share cards; `none` on lists.
    pub description: Option<&'s str>,
    /// The link to this page.
    pub href: String,
    /// The absolute URL of this page, for `canonical`.
    pub url: String,
    /// The BCP 47 tag of the language of the text: that of the site, or for plain language `nl-simple`.
    pub language: Cow<'s, str>,
    /// Whether the page is a version in plain language of another one, the address of which search engines know for this language:
    /// it names no languages with `hreflang`.
    pub is_version: bool,
    /// The same page in the other languages of the site; may be empty.
    pub translations: Vec<TranslationView<'s>>,
    /// The breadcrumb trail, without the home page and the page itself.
    pub breadcrumbs: Vec<CrumbView>,
    /// The feeds of this page.
    pub feeds: Arc<[FeedLink]>,
    /// The number of a list page, counted from the oldest; `none` on the newest list page and on all other pages.
    pub number: Option<usize>,
    /// The taxonomy that the page is of: on pages of kind `tags`, `tag`, `authors`, `author`, `dossiers`, `dossier`, `terms` and `term`.
    pub taxonomy: Option<TaxonomyView<'s>>,
    /// The image for link previews: the cropped lead image of an item, with `share_cards: true` in `site.yaml` a card with the title,
    /// or else the card of the site.
    pub share: Option<ShareView<'s>>,
    /// Whether search engines should leave the page out: `<meta name="robots" content="noindex">`.
    pub noindex: bool,
    /// The calendar of the events on this page; `none` on pages without events.
    pub calendar: Option<CalendarLink>,
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
    /// The moment of publication with its offset, `2013-12-03T00:00:00+01:00`; `none` on standing pages.
    pub published_at: Option<String>,
    /// The moment of the last change, or else that of publication, with its offset; `none` on standing pages.
    pub updated_at: Option<String>,
    /// The lead paragraph as HTML, or `none`.
    pub lead: Option<String>,
    /// The summary as plain text; by default the lead, or the start of the text.
    pub summary: &'s str,
    /// The tags.
    pub tags: Vec<LinkView<'s>>,
    /// The authors, with what their files say.
    pub authors: Vec<AuthorView<'s>>,
    /// The dossiers.
    pub dossiers: Vec<LinkView<'s>>,
    /// The terms in the site's own taxonomies, by key: `item.taxonomies.categories.terms`.
    pub taxonomies: BTreeMap<&'s str, ItemTaxonomyView<'s>>,
    /// The lead image.
    pub image: Option<ImageView<'s>>,
    /// Crops of the lead image for structured data, 16:9, 4:3 and 1:1; may be empty.
    pub crops: Vec<ShareView<'s>>,
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
    /// The event that the item announces.
    pub event: Option<EventView<'s>>,
    /// The corrections, newest first.
    pub corrections: Vec<CorrectionView<'s>>,
    /// The promise to come back to the subject.
    pub follow_up: Option<FollowUpView<'s>>,
    /// The earlier items that this one follows up.
    pub follows: Vec<Entry<'s>>,
    /// The later items that follow this one up.
    pub followed_by: Vec<Entry<'s>>,
    /// Whom readers can reach.
    pub contact: Option<ContactView<'s>>,
    /// The attachments.
    pub attachments: Vec<AttachmentView<'s>>,
    /// The recording, or `none`.
    pub audio: Option<AudioView<'s>>,
    /// Related items: first those named in the front matter, then those that share the most tags and dossiers, nearest in time.
    pub related: Vec<Entry<'s>>,
    /// The section, with the link to its index; `none` on standing pages and in the main news.
    pub section: Option<LinkView<'s>>,
    /// The link to the entry of the item on its list page; `none` on standing pages.
    pub back: Option<String>,
    /// Its updates, where it is live, or was.
    pub live: Option<LiveView<'s>>,
    /// How plain its language is: `normal`, `plain` or `easy`.
    pub level: &'static str,
    /// The other versions of the item in this language: in plain language, or the normal one; may be empty.
    pub versions: Vec<VersionView<'s>>,
    /// Whether the item is a draft; drafts are only rendered with `--drafts`.
    pub draft: bool,
    /// The values under `extra` in the front matter.
    pub extra: &'s BTreeMap<String, serde_json::Value>,
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
    /// The next year, month or day with items, on the newest page of one; `none` for the newest.
    pub next_period: Option<LinkView<'s>>,
    /// The year, month or day with items before it, on the newest page of one.
    pub previous_period: Option<LinkView<'s>>,
}

/// Section with its newest items.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SectionView<'s> {
    /// The title.
    pub title: &'s str,
    /// The link to its index.
    pub href: String,
    /// The newest items, at most four.
    pub entries: Vec<Entry<'s>>,
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
    /// The summary of the file about the term; `none` without a file.
    pub summary: Option<&'s str>,
    /// The role of an author.
    pub role: Option<&'s str>,
    /// The picture of the term.
    pub image: Option<ImageView<'s>>,
    /// The state of a dossier: `open` or `closed`; `none` if its file does not say.
    pub status: Option<DossierStatus>,
    /// The newest item, with at most five of its tags and dossiers.
    pub newest: Option<Entry<'s>>,
    /// The months of a year, newest first; empty for other terms.
    pub months: Vec<TermView<'s>>,
}
