//! Views of feeds: the newest items of a list, each with an identity that stays.

use super::addresses::{feed_address, fixed, group_folder, item_address, list_address};
use super::attachments::attachments;
use super::audio::audio;
use super::entries::term_names;
use super::feed_view::{CategorySchemes, FeedEntry, FeedView};
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
    let items = site.listing(language, listing);
    let page = match listing {
        Listing::Index(Stream::MAIN) => config.language(language).home.clone(),
        listing => list_address(site, language, listing, None),
    };
    FeedView {
        format,
        title: title_of_subscription(site, language, listing),
        page_url: config.url(&page),
        url: config.url(&feed_address(site, language, listing, format)),
        ..feed_of(snapshot, language, items.iter().take(config.feeds.items))
    }
}

/// The view of a feed of items as RSS, with the address of the home page only.
pub(super) fn episodes_feed<'p>(snapshot: &'p Snapshot, language: LanguageId, items: &[ItemId]) -> FeedView<'p> {
    feed_of(snapshot, language, items.iter())
}

fn feed_of<'p, 'i>(
    snapshot: &'p Snapshot,
    language: LanguageId,
    items: impl Iterator<Item = &'i ItemId>,
) -> FeedView<'p> {
    let config = &snapshot.config;
    let known = config.language(language);
    let entries: Vec<FeedEntry<'_>> = items.map(|id| feed_entry(snapshot, *id)).collect();
    let scheme = |group| config.url(&fixed(group_folder(config, language, group)));
    FeedView {
        format: FeedFormat::Rss,
        content: config.feeds.content,
        title: known.title.to_string(),
        description: &known.description,
        language: &known.tag,
        origin: &config.origin,
        schemes: CategorySchemes { tags: scheme(Group::TAGS), dossiers: scheme(Group::DOSSIERS) },
        page_url: config.url(&known.home),
        url: String::new(),
        hubs: &config.publishing.hubs,
        publisher: config.publisher.name.as_deref().unwrap_or(&known.title),
        logo: logo_url(config),
        updated: entries.iter().map(|entry| entry.updated).max().unwrap_or_default(),
        entries,
    }
}

/// The absolute URL of the publisher's logo.
pub(super) fn logo_url(config: &Config) -> Option<String> {
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
        dossiers: term_names(site, Group::DOSSIERS, &item.dossiers),
        words: item.facts.words,
        image: lead_image(snapshot, id),
        attachments: attachments(snapshot, item),
        audio: audio(snapshot, id),
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
