//! What a feed sees: the newest items of a list, each with an identity that stays.

use super::Plan;
use super::feed::{FeedEntry, FeedView};
use crate::base::Address;
use crate::config::{FeedFormat, LanguageId};
use crate::content::Item;
use crate::model::{Group, ItemId, Listing};

impl<'s> Plan<'s> {
    /// The view of a feed of a list.
    pub fn feed(&self, language: LanguageId, listing: Listing, format: FeedFormat) -> FeedView<'s> {
        let config = self.site.config;
        let known = config.language(language);
        let items = self.site.listing(language, listing);
        let entries: Vec<FeedEntry<'s>> =
            items.iter().take(config.feeds.items).map(|id| self.feed_entry(*id)).collect();
        let page = match listing {
            Listing::Index => known.home.clone(),
            listing => self.list_address(language, listing, None),
        };
        let title = match self.list_title(language, listing) {
            None => known.title.to_string(),
            Some(title) => format!("{title} – {}", known.title),
        };
        FeedView {
            format,
            content: config.feeds.content,
            title,
            description: &known.description,
            language: &known.tag,
            page_url: config.url(&page),
            url: config.url(&self.feed_address(language, listing, format)),
            hubs: &config.publishing.hubs,
            publisher: config.publisher.name.as_deref().unwrap_or(&known.title),
            logo: config
                .publisher
                .logo
                .as_deref()
                .and_then(|logo| Address::parse(logo).ok())
                .map(|logo| config.url(&logo)),
            updated: entries.iter().map(|entry| entry.updated).max().unwrap_or_default(),
            entries,
        }
    }

    fn feed_entry(&self, id: ItemId) -> FeedEntry<'s> {
        let item = self.site.item(id);
        let names = |group: Group, ids| -> Vec<&'s str> {
            let terms = self.site.terms(group);
            terms.of(ids).into_iter().map(|term| &*terms.get(term).name).collect()
        };
        FeedEntry {
            id: self.identity(id, item),
            url: self.site.config.url(self.item_address(id)),
            title: &item.title,
            published: item.date.at,
            updated: item.rare().updated.map_or(item.date.at, |updated| updated.at),
            summary: item.shown_summary(),
            lead: None,
            authors: names(Group::Authors, &item.authors),
            tags: names(Group::Tags, &item.tags),
            image: self.image(item),
            item: id,
        }
    }

    /// The identity of an item in feeds: a tag URI (RFC 4151) of the `id` that it gives, and otherwise its address.
    fn identity(&self, id: ItemId, item: &Item) -> String {
        let config = self.site.config;
        let Some(given) = &item.rare().id else { return config.url(self.item_address(id)) };
        let host = config.origin.split("://").nth(1).unwrap_or_default().split(':').next().unwrap_or_default();
        let given = percent_encoding::utf8_percent_encode(given, percent_encoding::NON_ALPHANUMERIC);
        format!("tag:{host},{}:{given}", item.date.day().format("%Y-%m-%d"))
    }
}
