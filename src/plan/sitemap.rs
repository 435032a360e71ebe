//! Views of sitemaps and `robots.txt`. Items stand oldest first, so that a new one changes only the last part; lists stand
//! after them.

use chrono::Duration;

use super::addresses::{fixed, item_address};
use super::feed_view::{NewsSitemapEntry, NewsSitemapView, RobotsView, SitemapEntry, SitemapIndexView, SitemapView};
use super::page::{Page, Subject};
use super::page_view::alternates;
use super::sitemap_parts::{LARGEST, address, count, is_listed};
use super::snapshot::Snapshot;
use super::woo::index_urls;
use crate::base::Address;
use crate::base::date::When;
use crate::content::ItemKind;
use crate::model::ItemId;

/// The most items that a news sitemap may have, and for how many days they are news.
const MOST_NEWS: usize = 1_000;
pub(super) const NEWS_DAYS: i64 = 2;

/// The view of a part of the sitemap.
pub fn sitemap(snapshot: &Snapshot, part: usize) -> SitemapView {
    let items = snapshot.site.listed();
    let of_items = items.div_ceil(LARGEST);
    let alone = count(&snapshot.site, snapshot.pages()) == 1;
    let mut entries = Vec::new();
    if alone || part < of_items {
        let range = if alone { 0..items } else { part * LARGEST..((part + 1) * LARGEST).min(items) };
        entries.extend(range.map(|from_oldest| item_entry(snapshot, from_oldest)));
    }
    if alone || part >= of_items {
        let skipped = if alone { 0 } else { (part - of_items) * LARGEST };
        let lists = snapshot.pages().iter().filter(|page| is_listed(page)).skip(skipped).take(LARGEST);
        entries.extend(lists.map(|page| entry(snapshot, page, None)));
    }
    SitemapView { entries }
}

fn item_entry(snapshot: &Snapshot, from_oldest: usize) -> SitemapEntry {
    let site = &snapshot.site;
    let id = ItemId(u32::try_from(site.listed() - 1 - from_oldest).unwrap_or(0));
    let item = site.item(id);
    let published = (item.kind == ItemKind::News).then_some(item.date);
    let changed = item.updated(site.at).or(published).map(|when: When| when.iso());
    let page = Page { address: item_address(site, id).clone(), language: item.language, subject: Subject::Item(id) };
    entry(snapshot, &page, changed)
}

fn entry(snapshot: &Snapshot, page: &Page, changed: Option<String>) -> SitemapEntry {
    let config = &snapshot.config;
    let alternates = alternates(&snapshot.site, page);
    let alternates = if alternates.len() > 1 { alternates } else { Vec::new() };
    let alternate = |(id, address): (_, Address)| (config.language(id).tag.clone(), config.url(&address));
    SitemapEntry {
        url: config.url(&page.address),
        changed,
        alternates: alternates.into_iter().map(alternate).collect(),
    }
}

/// The view of the index of the sitemap's parts.
pub fn sitemap_index(snapshot: &Snapshot) -> SitemapIndexView {
    let parts = 0..count(&snapshot.site, snapshot.pages());
    SitemapIndexView { parts: parts.map(|part| snapshot.config.url(&address(part))).collect() }
}

/// The view of the news sitemap: the items of the last two days.
pub fn news_sitemap(snapshot: &Snapshot) -> NewsSitemapView<'_> {
    let (site, config) = (&snapshot.site, &snapshot.config);
    let since = site.at - Duration::days(NEWS_DAYS);
    let recent = site.ids().take(site.news()).take_while(|id| site.item(*id).date.at > since);
    let entry = |id: ItemId| {
        let item = site.item(id);
        let language = config.language(item.language);
        NewsSitemapEntry {
            url: config.url(item_address(site, id)),
            publication: &language.title,
            language: language.tag.split('-').next().unwrap_or(&language.tag),
            published: item.date.at,
            title: &item.title,
        }
    };
    NewsSitemapView { entries: recent.take(MOST_NEWS).map(entry).collect() }
}

/// The view of `robots.txt`.
pub fn robots(snapshot: &Snapshot) -> RobotsView {
    let url = |address| snapshot.config.url(&fixed(address));
    // A sitemap without items is an error to search engines.
    let news = (!news_sitemap(snapshot).entries.is_empty()).then(|| url("/news-sitemap.xml"));
    let sitemaps = [url("/sitemap.xml")].into_iter().chain(news).chain(index_urls(snapshot)).collect();
    RobotsView { noindex: snapshot.config.noindex, sitemaps }
}
