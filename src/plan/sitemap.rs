//! What sitemaps see. Items stand oldest first, so that a new one changes only the last part; lists stand after them.

use chrono::{DateTime, Duration, Utc};

use super::Plan;
use super::feed::{NewsSitemapEntry, NewsSitemapView, RobotsView, SitemapEntry, SitemapIndexView, SitemapView};
use super::layout::fixed;
use super::page::{Page, Subject};
use crate::base::Address;
use crate::base::date::When;
use crate::content::Item;
use crate::model::ItemId;

/// The most addresses that a sitemap has. It may have 50,000 (sitemaps.org/protocol.html); a smaller one takes less memory,
/// and less is written where one item is new.
const LARGEST: usize = 10_000;
/// The most items that a news sitemap may have, and for how long they are news.
const MOST_NEWS: usize = 1_000;
const NEWS_DAYS: i64 = 2;

/// How many parts the sitemap has: at least one.
pub(super) fn parts(plan: &Plan<'_>) -> usize {
    let items = plan.site.items.len();
    let lists = plan.layout.pages.iter().filter(|page| is_listed(page)).count();
    if items + lists <= LARGEST { 1 } else { items.div_ceil(LARGEST) + lists.div_ceil(LARGEST).max(1) }
}

/// The address of a part.
pub(super) fn part_address(part: usize) -> Address {
    fixed(&format!("/sitemap-{}.xml", part + 1))
}

/// Whether a page that is no item stands in the sitemap: the newest page of each list and the overviews.
fn is_listed(page: &Page) -> bool {
    matches!(page.subject, Subject::Home | Subject::Archive | Subject::Terms(_) | Subject::List { number: None, .. })
}

impl<'s> Plan<'s> {
    /// A part of the sitemap.
    pub fn sitemap(&self, part: usize) -> SitemapView {
        let items = self.site.items.len();
        let of_items = items.div_ceil(LARGEST);
        let alone = parts(self) == 1;
        let mut entries = Vec::new();
        if alone || part < of_items {
            let range = if alone { 0..items } else { part * LARGEST..((part + 1) * LARGEST).min(items) };
            entries.extend(range.map(|from_oldest| self.sitemap_item(from_oldest)));
        }
        if alone || part >= of_items {
            let lists = self.layout.pages.iter().filter(|page| is_listed(page));
            entries.extend(
                lists
                    .skip(if alone { 0 } else { (part - of_items) * LARGEST })
                    .take(LARGEST)
                    .map(|page| self.sitemap_entry(page, None)),
            );
        }
        SitemapView { entries }
    }

    fn sitemap_item(&self, from_oldest: usize) -> SitemapEntry {
        let id = ItemId(u32::try_from(self.site.items.len() - 1 - from_oldest).unwrap_or(0));
        let item = self.site.item(id);
        let changed = item
            .rare()
            .updated
            .or((item.kind == crate::content::ItemKind::News).then_some(item.date))
            .map(|when: When| when.iso());
        let page = Page { address: self.item_address(id).clone(), language: item.language, subject: Subject::Item(id) };
        self.sitemap_entry(&page, changed)
    }

    fn sitemap_entry(&self, page: &Page, changed: Option<String>) -> SitemapEntry {
        let config = self.site.config;
        let alternates = self.alternates(page);
        let alternates = if alternates.len() > 1 { alternates } else { Vec::new() };
        let alternate = |(id, address): (_, Address)| (config.language(id).tag.clone(), config.url(&address));
        SitemapEntry {
            url: config.url(&page.address),
            changed,
            alternates: alternates.into_iter().map(alternate).collect(),
        }
    }

    /// The index of the sitemap's parts.
    pub fn sitemap_index(&self) -> SitemapIndexView {
        SitemapIndexView { parts: (0..parts(self)).map(|part| self.site.config.url(&part_address(part))).collect() }
    }

    /// The items of the last two days.
    pub fn news_sitemap(&self) -> NewsSitemapView<'s> {
        let since = self.site.at - Duration::days(NEWS_DAYS);
        let recent = self.site.ids().take(self.site.news()).take_while(|id| self.site.item(*id).date.at >= since);
        let entry = |id: ItemId| {
            let item: &'s Item = self.site.item(id);
            let language = self.site.config.language(item.language);
            NewsSitemapEntry {
                url: self.site.config.url(self.item_address(id)),
                publication: &language.title,
                language: language.tag.split('-').next().unwrap_or(&language.tag),
                published: item.date.at,
                title: &item.title,
            }
        };
        NewsSitemapView { entries: recent.take(MOST_NEWS).map(entry).collect() }
    }

    /// The first moment at which the site would be another one: something is held back or pinned no longer, or is no
    /// longer in the news sitemap.
    pub fn next_change(&self) -> Option<DateTime<Utc>> {
        let recent = self.site.ids().take(self.site.news()).map(|id| self.site.item(id).date.at.to_utc());
        let leaving = recent.map(|at| at + Duration::days(NEWS_DAYS)).take_while(|end| *end >= self.site.at);
        leaving.chain(self.site.next_change()).min()
    }

    /// `robots.txt`.
    pub fn robots(&self) -> RobotsView {
        let url = |address| self.site.config.url(&fixed(address));
        RobotsView { sitemaps: vec![url("/sitemap.xml"), url("/news-sitemap.xml")] }
    }
}
