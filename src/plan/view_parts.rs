//! Parts of views: the values that views, entries of lists and the view of the site are made of.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::config::FeedFormat;
use crate::content::{CorrectionKind, Keep};
use crate::theme::PageKind;

/// Page in another language.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TranslationView<'s> {
    /// The BCP 47 tag of the language.
    pub language: Cow<'s, str>,
    /// The native name of the language.
    pub name: Cow<'s, str>,
    /// The locale for `og:locale:alternate`: `nl_NL`.
    pub locale: String,
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

/// Taxonomy of a page.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TaxonomyView<'s> {
    /// Its key: `tags`, `authors`, `dossiers`, or one of `taxonomies` in `site.yaml`.
    pub name: &'s str,
    /// Its title; `none` if the theme has a word for it.
    pub title: Option<&'s str>,
    /// The link to its overview.
    pub href: String,
}

/// Terms of an item in a taxonomy.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ItemTaxonomyView<'s> {
    /// The title of the taxonomy.
    pub title: &'s str,
    /// The terms.
    pub terms: Vec<LinkView<'s>>,
}

/// Feed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FeedLink {
    /// `atom`, `rss`, `json` or `ninjs`.
    pub format: FeedFormat,
    /// The name of the format: "Atom", "RSS", "JSON Feed" or "ninjs".
    pub name: &'static str,
    /// The media type: `application/atom+xml`.
    pub media_type: &'static str,
    /// The link to the feed.
    pub href: String,
    /// The absolute URL of the feed, for feed readers.
    pub url: String,
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

/// Search of the site in a language.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SearchLinks {
    /// The link to the search page; it takes what is looked for as `?q=`.
    pub href: String,
    /// The link to the index, for the script of the search page.
    pub index: String,
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
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct ImageView<'s> {
    /// The link to a version of at most 1080 pixels wide (to the narrowest, if all are wider), or to the original if there are no
    /// resized versions (SVG, GIF, animations, images on other sites).
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
    /// The width of the largest version in pixels; `none` if the file does not specify it.
    pub width: Option<u32>,
    /// The height in pixels; `none` if the file does not specify it.
    pub height: Option<u32>,
    /// The point that stays in view where the picture is cropped: that of the front matter, or the upper part of a tall picture;
    /// `none` for the middle.
    pub focus: Option<FocusView>,
}

/// Point of an image that stays in view.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct FocusView {
    /// From the left, in percent.
    pub x: u8,
    /// From the top, in percent.
    pub y: u8,
}

/// Resized versions of an image in one format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ImageSource {
    /// The media type that a browser must support to use it: `image/avif`.
    #[serde(rename = "type")]
    pub media_type: &'static str,
    /// The versions, for `srcset`: `/foto-480-1a2b3c4d.avif 480w, …`. Wide ones of AVIF are WebP.
    pub srcset: String,
}

/// Heading of a body.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct HeadingView<'s> {
    /// The level, 2 to 6.
    pub level: u8,
    /// The id, for links to the heading.
    pub id: &'s str,
    /// The plain text, without that of images.
    pub text: &'s str,
    /// Whether a table of contents has it: it has a text, and no heading before it in its section has the same.
    pub listed: bool,
}

/// Why an item is no longer news.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ClosingView<'s> {
    /// `withdrawn` or `expired`; `draft` at the address of a shared draft.
    pub kind: &'static str,
    /// The date of the withdrawal, if it is given, or the last day; of a shared draft the day on which the link ends.
    pub date: Option<DateView>,
    /// The reason, or `none`.
    pub reason: Option<&'s str>,
    /// What stays: `notice`, `text` or `gone`.
    pub keep: Keep,
}

/// Event of an item.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EventView<'s> {
    /// The start of the next date, or of the last one if the event is over.
    pub start: DateView,
    /// The day of the month of that date, for the block of a calendar: `25`.
    pub day: String,
    /// The month of that date, for the block of a calendar: `sep`.
    pub month: String,
    /// The end of that date; `none` if it is not given.
    pub end: Option<DateView>,
    /// Whether it starts and ends on one day.
    pub one_day: bool,
    /// `to_come`, `moved` (and to come), `over` or `cancelled`.
    pub state: &'static str,
    /// The start that was announced before, if it was moved.
    pub moved_from: Option<DateView>,
    /// The place.
    pub place: Option<&'s str>,
    /// The address of the place.
    pub address: Option<&'s str>,
    /// Whether it is held online.
    pub online: bool,
    /// The page for tickets, registration or the broadcast.
    pub url: Option<&'s str>,
    /// The price, in words.
    pub price: Option<&'s str>,
    /// The dates to come after `start`, at most 12; empty if it does not repeat.
    pub more_dates: Vec<DateView>,
    /// The calendar of this event; `none` if the item is withdrawn or has expired.
    pub calendar: Option<CalendarLink>,
}

/// Calendar file.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CalendarLink {
    /// The link to the file (iCalendar, RFC 5545).
    pub href: String,
    /// The absolute URL with the scheme `webcal`, with which calendars subscribe to it.
    pub webcal: String,
}

/// Correction of an item.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CorrectionView<'s> {
    /// The date.
    pub date: DateView,
    /// What was wrong, and what is right, as plain text.
    pub text: &'s str,
    /// `correction`, `clarification` or `update`.
    pub kind: CorrectionKind,
}

/// Promise to come back to the subject of an item.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FollowUpView<'s> {
    /// When: "april 2014", "3 april 2014", or the words of the writer.
    pub text: Cow<'s, str>,
    /// `month`, `day` or `words`: words of the writer say the whole, as "in het voorjaar van 2014".
    pub kind: &'static str,
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
    /// The date of publication; `none` for standing pages.
    pub date: Option<DateView>,
    /// The summary as plain text.
    pub summary: &'s str,
    /// The lead as plain text.
    pub lead: Option<Cow<'s, str>>,
    /// The lead image.
    pub image: Option<ImageView<'s>>,
    /// The tags.
    pub tags: Vec<LinkView<'s>>,
    /// The dossiers.
    pub dossiers: Vec<LinkView<'s>>,
    /// The names of the authors.
    pub authors: Vec<&'s str>,
    /// The title of the section; `none` in the main news.
    pub section: Option<&'s str>,
    /// The event that the item announces.
    pub event: Option<EventView<'s>>,
    /// Whether it is live now.
    pub live: bool,
    /// The corrections, newest first.
    pub corrections: Vec<CorrectionView<'s>>,
    /// The values under `extra` in the front matter.
    pub extra: &'s BTreeMap<String, serde_json::Value>,
}

/// Icons of the site, in the accent colour of the theme.
#[derive(Debug, Serialize, JsonSchema)]
pub struct IconsView {
    /// The link to the SVG, `/favicon.svg`.
    pub svg: String,
    /// The link to the ICO, `/favicon.ico`.
    pub ico: String,
    /// The link to the icon for the home screens of phones, `/apple-touch-icon.png`.
    pub touch: String,
}

/// Link in the masthead.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MenuView {
    /// The link text.
    pub title: String,
    /// The target.
    pub href: String,
    /// The links below it; may be empty.
    pub items: Vec<LinkView<'static>>,
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
    /// The locale of the language for `og:locale`: `nl_NL`.
    pub locale: String,
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
    /// The link to the agenda; `none` if no item has an event.
    pub agenda: Option<String>,
    /// The link to the list of corrections; `none` if no item has one.
    pub corrections: Option<String>,
    /// The link to the newest week for a notice board; `none` without `noticeboard: true` in `site.yaml`.
    pub noticeboard: Option<String>,
    /// The search of the site; `none` without `search: true` in `site.yaml`.
    pub search: Option<SearchLinks>,
    /// The link to the overview of tags; `none` if no item has a tag.
    pub tags: Option<String>,
    /// The link to the overview of authors; `none` if no item has an author.
    pub authors: Option<String>,
    /// The link to the overview of dossiers; `none` if no item has a dossier.
    pub dossiers: Option<String>,
    /// The sections that have items.
    pub sections: Vec<LinkView<'static>>,
    /// The overviews of the site's own taxonomies.
    pub taxonomies: Vec<LinkView<'static>>,
    /// The link to the page with all that readers can follow; `none` if the site has no feeds, or the theme no `follow.html`.
    pub follow: Option<String>,
    /// The absolute URL of the podcast; `none` without `podcast` in `site.yaml`, or without a recording.
    pub podcast: Option<String>,
    /// The feeds of the site in this language.
    pub feeds: Vec<FeedLink>,
    /// The languages of the site, including this one, with their home pages.
    pub languages: Vec<TranslationView<'static>>,
    /// The hosts from which pages may load images, from `external_images` in `site.yaml`.
    pub external_images: Vec<String>,
    /// The Content-Security-Policy of a page, from `sources` and `external_images` in `site.yaml`.
    pub content_security_policy: String,
    /// The links in the masthead.
    pub menu: Vec<MenuView>,
    /// The footer of every page, as HTML; may be empty.
    pub footer: String,
    /// The icons that Courant draws; `none` for a site or a theme with an icon of its own.
    pub icons: Option<IconsView>,
    /// The publisher of the site.
    pub publisher: PublisherView,
    /// The values under `extra` in `site.yaml`.
    pub extra: BTreeMap<String, serde_json::Value>,
}

/// Publisher of the site.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PublisherView {
    /// The name.
    pub name: Option<String>,
    /// The logo, as an address on the site: `/logo.png`.
    pub logo: Option<String>,
    /// The telephone number in the groups of its country.
    pub telephone: Option<String>,
    /// The link that calls it: `tel:+31501234567`.
    pub call: Option<String>,
    /// The email address.
    pub email: Option<String>,
    /// The postal address.
    pub address: Option<String>,
}
