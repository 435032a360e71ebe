//! What a feed, a sitemap and `robots.txt` see: values like a page's view, rendered without templates.

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use crate::config::{ContentOfFeeds, FeedFormat};
use crate::model::ItemId;

use super::view_parts::ImageView;

/// A feed of the site, a tag, an author or a dossier.
#[derive(Debug, Serialize)]
pub struct FeedView<'s> {
    /// In which form it is written.
    pub format: FeedFormat,
    /// Whether entries have the whole text.
    pub content: ContentOfFeeds,
    /// The title: the site's, or the term's and the site's.
    pub title: String,
    /// What the site is; may be empty.
    pub description: &'s str,
    /// The BCP 47 tag of the language.
    pub language: &'s str,
    /// The whole address of the page that it is the feed of.
    pub page_url: String,
    /// The whole address of the feed itself.
    pub url: String,
    /// The addresses of hubs that tell readers of what is new: W3C WebSub §4.
    pub hubs: &'s [String],
    /// The name of the publisher: the author of a feed whose entries have none.
    pub publisher: &'s str,
    /// The whole address of the publisher's logo.
    pub logo: Option<String>,
    /// When the newest change of its entries was; the first moment there is where it has none.
    pub updated: DateTime<FixedOffset>,
    /// Its entries, newest first.
    pub entries: Vec<FeedEntry<'s>>,
}

/// An item in a feed.
#[derive(Debug, Serialize)]
pub struct FeedEntry<'s> {
    /// Its identity, a URI that stays: RFC 4287 §4.2.6.
    pub id: String,
    /// Its whole address.
    pub url: String,
    /// The title, plain text.
    pub title: &'s str,
    /// When it was published.
    pub published: DateTime<FixedOffset>,
    /// When it was last changed; when it was published, where it does not say.
    pub updated: DateTime<FixedOffset>,
    /// The summary, plain text.
    pub summary: &'s str,
    /// The lead as HTML, where the feed has whole texts.
    pub lead: Option<String>,
    /// The names of its authors.
    pub authors: Vec<&'s str>,
    /// The names of its tags.
    pub tags: Vec<&'s str>,
    /// The lead image.
    pub image: Option<ImageView<'s>>,
    /// Whose body it has.
    #[serde(skip)]
    pub item: ItemId,
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
    /// The whole address.
    pub url: String,
    /// The last change, `2013-12-03` or RFC 3339, where it is known.
    pub changed: Option<String>,
    /// The page in every language it has, itself included: tag and whole address. Empty where it has one language.
    pub alternates: Vec<(Box<str>, String)>,
}

/// The index of a sitemap of several parts.
#[derive(Debug, Serialize)]
pub struct SitemapIndexView {
    /// The whole addresses of the parts.
    pub parts: Vec<String>,
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
    /// The whole address.
    pub url: String,
    /// The name of the publication: the site's title in the item's language.
    pub publication: &'s str,
    /// The language, as ISO 639: `nl`.
    pub language: &'s str,
    /// When it was published.
    pub published: DateTime<FixedOffset>,
    /// The title.
    pub title: &'s str,
}

/// `robots.txt`.
#[derive(Debug, Serialize)]
pub struct RobotsView {
    /// The whole addresses of the sitemaps.
    pub sitemaps: Vec<String>,
}
