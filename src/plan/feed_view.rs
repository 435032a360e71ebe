//! Views of feeds, sitemaps and `robots.txt`, which are rendered without templates.

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use crate::config::{ContentOfFeeds, FeedFormat, WooCategory};
use crate::model::ItemId;

use super::attachment_view::AttachmentView;
use super::audio::AudioView;
use super::view_parts::ImageView;

/// A feed of the site, a tag, an author or a dossier.
#[derive(Debug, Serialize)]
pub struct FeedView<'s> {
    /// The format.
    pub format: FeedFormat,
    /// Whether entries have the full text.
    pub content: ContentOfFeeds,
    /// The title: the site's, or the term's and the site's.
    pub title: String,
    /// The description of the site; may be empty.
    pub description: &'s str,
    /// The BCP 47 tag of the language.
    pub language: &'s str,
    /// Scheme and host of the site, before the links of attachments.
    pub origin: &'s str,
    /// The absolute URLs of the overviews of tags and of dossiers: the schemes of their names as categories.
    pub schemes: CategorySchemes,
    /// The absolute URL of the page that the feed belongs to.
    pub page_url: String,
    /// The absolute URL of the feed.
    pub url: String,
    /// The URLs of WebSub hubs: W3C WebSub §4.
    pub hubs: &'s [String],
    /// The name of the publisher: the author of a feed whose entries have none.
    pub publisher: &'s str,
    /// The absolute URL of the publisher's logo.
    pub logo: Option<String>,
    /// The time of the newest change; the earliest possible time for a feed without entries.
    pub updated: DateTime<FixedOffset>,
    /// Its entries, newest first.
    pub entries: Vec<FeedEntry<'s>>,
}

/// The schemes of categories: RFC 4287 §4.2.2.2, and `domain` in RSS.
#[derive(Debug, Default, Serialize)]
pub struct CategorySchemes {
    /// That of tags.
    pub tags: String,
    /// That of dossiers.
    pub dossiers: String,
}

/// An item in a feed.
#[derive(Debug, Serialize)]
pub struct FeedEntry<'s> {
    /// The permanent id, a URI: RFC 4287 §4.2.6.
    pub id: String,
    /// The absolute URL.
    pub url: String,
    /// The title, plain text.
    pub title: &'s str,
    /// The time of publication.
    pub published: DateTime<FixedOffset>,
    /// The time of the last change; by default the time of publication.
    pub updated: DateTime<FixedOffset>,
    /// The summary, plain text.
    pub summary: &'s str,
    /// The lead as HTML, if the feed has full texts.
    pub lead: Option<String>,
    /// Its authors.
    pub authors: Vec<FeedAuthor<'s>>,
    /// The names of its tags, and of its terms in the site's own taxonomies.
    pub tags: Vec<&'s str>,
    /// The names of its dossiers.
    pub dossiers: Vec<&'s str>,
    /// The number of words of its text.
    pub words: u32,
    /// The lead image.
    pub image: Option<ImageView<'s>>,
    /// The files that are offered with it.
    pub attachments: Vec<AttachmentView<'s>>,
    /// Its recording.
    pub audio: Option<AudioView<'s>>,
    /// The item with the body.
    #[serde(skip)]
    pub item: ItemId,
}

/// An author in a feed.
#[derive(Debug, Serialize)]
pub struct FeedAuthor<'s> {
    /// The name.
    pub name: &'s str,
    /// The absolute URL of the author's page, where there is a file about the author.
    pub url: Option<String>,
    /// The email address in that file.
    pub email: Option<&'s str>,
}

/// A part of the sitemap, at most 10,000 addresses; sitemaps.org/protocol.html allows 50,000.
#[derive(Debug, Serialize)]
pub struct SitemapView {
    /// The addresses, in the order of the site.
    pub entries: Vec<SitemapEntry>,
}

/// An address in the sitemap.
#[derive(Debug, Serialize)]
pub struct SitemapEntry {
    /// The absolute URL.
    pub url: String,
    /// The last change, `2013-12-03` or RFC 3339, if known.
    pub changed: Option<String>,
    /// All translations, including the page itself: language tag and absolute URL. Empty without translations.
    pub alternates: Vec<(Box<str>, String)>,
}

/// The index of a sitemap of several parts.
#[derive(Debug, Serialize)]
pub struct SitemapIndexView {
    /// The absolute URLs of the parts.
    pub parts: Vec<String>,
}

/// A part of the sitemap of documents of a category of the Wet open overheid.
#[derive(Debug, Serialize)]
pub struct WooSitemapView<'s> {
    /// The identifier of the organisation in TOOI.
    pub organisation: &'s str,
    /// The name of the organisation.
    pub publisher: &'s str,
    /// The category.
    pub category: WooCategory,
    /// The documents, those of the oldest items first.
    pub documents: Vec<WooDocument>,
}

/// A document in such a sitemap.
#[derive(Debug, Serialize)]
pub struct WooDocument {
    /// The absolute URL of the file.
    pub url: String,
    /// The last change of the item, `2013-12-03` or RFC 3339.
    pub changed: Option<String>,
    /// The day of the document: `2013-12-03`.
    pub created: Option<String>,
    /// The same as a moment, RFC 3339.
    pub adopted: Option<String>,
    /// The title.
    pub title: String,
}

/// The news sitemap: the items of the last two days, at most 1,000
/// (developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap).
#[derive(Debug, Serialize)]
pub struct NewsSitemapView<'s> {
    /// The items, newest first.
    pub entries: Vec<NewsSitemapEntry<'s>>,
}

/// An item in the news sitemap.
#[derive(Debug, Serialize)]
pub struct NewsSitemapEntry<'s> {
    /// The absolute URL.
    pub url: String,
    /// The name of the publication: the site's title in the item's language.
    pub publication: &'s str,
    /// The language, as ISO 639: `nl`.
    pub language: &'s str,
    /// The time of publication.
    pub published: DateTime<FixedOffset>,
    /// The title.
    pub title: &'s str,
}

/// `robots.txt`.
#[derive(Debug, Serialize)]
pub struct RobotsView {
    /// Whether search engines are asked to stay away.
    pub noindex: bool,
    /// The absolute URLs of the sitemaps.
    pub sitemaps: Vec<String>,
}
