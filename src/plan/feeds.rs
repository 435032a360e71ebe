//! Views of feeds: the newest items of a list, each with an identity that stays.

use super::addresses::{feed_address, item_address, list_address};
use super::attachments::attachments;
use super::entries::term_names;
use super::feed_view::{FeedEntry, FeedView};
use super::image_view::lead_image;
use super::lists::title_of_subscription;
use super::snapshot::Snapshot;
use super::term_view::author_in_feed;
use chrono::{DateTime, FixedOffset, Utc};

use crate::base::Address;
use crate::config::{Config, FeedFormat, LanguageId, Stream};
use crate::content::Item;
use crate::model::{Group, ItemId, Listing, Site};

/// The view of a feed of a list.
pub fn feed(snapshot: &Snapshot, language: LanguageId, listing: Listing, format: FeedFormat) -> FeedView<'_> {
    let (site, config) = (&snapshot.site, &snapshot.config);
    let known = config.language(language);
    let items = site.listing(language, listing);
    let entries: Vec<FeedEntry<'_>> =
        items.iter().take(config.feeds.items).map(|id| feed_entry(snapshot, *id)).collect();
    let page = match listing {
        Listing::Index(Stream::MAIN) => known.home.clone(),
        listing => list_address(site, language, listing, None),
    };
    let title = title_of_subscription(site, language, listing);
    FeedView {
        format,
        content: config.feeds.content,
        title,
        description: &known.description,
        language: &known.tag,
        page_url: config.url(&page),
        url: config.url(&feed_address(site, language, listing, format)),
        hubs: &config.publishing.hubs,
        publisher: config.publisher.name.as_deref().unwrap_or(&known.title),
        logo: logo(config),
        updated: entries.iter().map(|entry| entry.updated).max().unwrap_or_default(),
        entries,
    }
}

fn logo(config: &Config) -> Option<String> {
    let logo = config.publisher.logo.as_deref()?;
    Address::parse(logo).ok().map(|logo| config.url(&logo))
}

fn feed_entry(snapshot: &Snapshot, id: ItemId) -> FeedEntry<'_> {
    let site = &snapshot.site;
    let item = site.item(id);
    let author = |term| author_in_feed(snapshot, item.language, term);
    FeedEntry {
        id: identity(site, id),
        url: snapshot.config.url(item_address(site, id)),
        title: &item.title,
        published: item.date.at,
        updated: told_of(item, site.at),
        summary: item.shown_summary(),
        lead: None,
        authors: site.terms(Group::AUTHORS).of(&item.authors).into_iter().map(author).collect(),
        tags: site
            .groups()
            .filter(|group| *group == Group::TAGS || group.is_own())
            .flat_map(|group| term_names(site, group, item.terms(group.0)))
            .collect(),
        image: lead_image(snapshot, id),
        attachments: attachments(snapshot, item),
        item: id,
    }
}

/// When readers of feeds are told of an item again: where it says that it was updated, or corrected.
fn told_of(item: &Item, at: DateTime<Utc>) -> DateTime<FixedOffset> {
    let corrections = item.newsroom().corrections_at(at).filter(|correction| correction.notify);
    let updates = corrections.map(|correction| correction.date.at).chain(item.rare().updated.map(|updated| updated.at));
    let updates = updates.chain(item.last_update().map(|update| update.at));
    updates.fold(item.date.at, std::cmp::max)
}

/// The identity of an item in feeds: a tag URI (RFC 4151) of the `id` that it gives, and otherwise its address. The date of
/// the URI is the same for all items: one that is corrected is not a new item.
pub(super) fn identity(site: &Site, id: ItemId) -> String {
    let (config, item) = (&site.config, site.item(id));
    let Some(given) = &item.rare().id else { return config.url(item_address(site, id)) };
    let host = config.origin.split("://").nth(1).unwrap_or_default().split(':').next().unwrap_or_default();
    let given = percent_encoding::utf8_percent_encode(given, percent_encoding::NON_ALPHANUMERIC);
    format!("tag:{host},2000:{given}")
}
