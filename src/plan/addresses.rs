//! The addresses of items, lists and feeds: each computed here and nowhere else.

use chrono::Datelike as _;
use rayon::prelude::*;

use super::paging::paging;
use crate::base::slug::slug_of_name;
use crate::base::{Address, Fingerprint};
use crate::config::{Config, FeedFormat, Fields, LanguageId, Stream, TermFolder};
use crate::content::{CONTENT, Item, ItemKind};
use crate::model::{Group, ItemId, Listing, Site, Week};

/// Computes the addresses of all items that have none yet.
pub(super) fn compute(site: &Site) {
    site.items.par_iter().for_each(|item| _ = item.address.get_or_init(|| of_item(site, item)));
}

fn of_item(site: &Site, item: &Item) -> Address {
    if let Some(own) = &item.rare().address {
        return own.clone();
    }
    if item.kind == ItemKind::Term {
        return of_text(site, item);
    }
    let language = site.config.language(item.language);
    if item.kind == ItemKind::Page {
        let parts = [folder_of(site, item).as_str(), &item.slug].map(|part| format!("{part}/"));
        let [folder, slug] = parts;
        let folder = if folder == "/" { "" } else { &folder };
        return language.home.join(&format!("{folder}{slug}")).unwrap_or_else(|_long| fallback(item));
    }
    let stream = site.config.stream(item.language, site.config.stream_of(&item.file));
    let day = item.date.day();
    let folder = if stream.items.has_folder() { folder_of(site, item) } else { String::new() };
    let fields = Fields { year: day.year(), month: day.month(), day: day.day(), slug: &item.slug, folder: &folder };
    stream.items.address(fields).unwrap_or_else(|_long| fallback(item))
}

/// The address of the list that a text is about.
fn of_text(site: &Site, item: &Item) -> Address {
    if let Some(listing) = site.list_of(item) {
        return list_address(site, item.language, listing, None);
    }
    // A text that is held back about a term that nothing else has.
    let Some(TermFolder::Taxonomy(number)) = site.config.term_folder(&item.file) else { return fallback(item) };
    let named = slug_of_name(&item.title, site.config.term_letters);
    let slug = if item.slug.is_empty() { &named } else { &*item.slug };
    fixed(&format!("{}{slug}/", group_folder(&site.config, item.language, Group(number))))
}

/// The folders of an item's file below `content/`, `content/pages/` or the folder of its section, slugified; its own folder is not among them.
fn folder_of(site: &Site, item: &Item) -> String {
    let below = item.folder().strip_prefix(CONTENT).unwrap_or_default();
    let section = site.config.section(site.config.stream_of(&item.file)).map(|section| &*section.folder);
    let section = section.and_then(|folder| item.folder().strip_prefix(folder));
    let below = match item.kind {
        ItemKind::Page => below.strip_prefix("pages/").unwrap_or(below),
        ItemKind::News | ItemKind::Term => section.unwrap_or(below),
    };
    let mut parts: Vec<String> =
        below.split('/').filter(|part| !part.is_empty()).map(|part| site.config.slug_of_file(part)).collect();
    if item.owns_folder() {
        parts.pop();
    }
    parts.join("/")
}

/// An address for what cannot have its own, because its parts are too long together.
fn fallback(item: &Item) -> Address {
    fixed(&format!("/{}/", Fingerprint::of(item.file.as_bytes()).short()))
}

/// The address of an item.
pub fn item_address(site: &Site, id: ItemId) -> &Address {
    let item = site.item(id);
    item.address.get_or_init(|| of_item(site, item))
}

/// The address that an item which is held back will have.
pub fn future_address(site: &Site, item: &Item) -> Address {
    of_item(site, item)
}

/// The address of a page of a list; without a number, that of the newest page.
pub(super) fn list_address(site: &Site, language: LanguageId, listing: Listing, number: Option<usize>) -> Address {
    let (id, language) = (language, site.config.language(language));
    let address = match listing {
        Listing::Index(stream) => site.config.stream(id, stream).index.clone(),
        Listing::Period(stream, period) => site.config.stream(id, stream).archive.address(period),
        Listing::Term(group, term) => {
            fixed(&format!("{}{}/", group_folder(&site.config, id, group), site.term(group, term).slug))
        }
        Listing::Agenda => fixed(&language.words.agenda),
        Listing::PastEvents(year) => fixed(&format!("{}{year}/", language.words.agenda)),
        Listing::Corrected => fixed(&language.words.corrections),
    };
    match number {
        None => address,
        Some(number) => fixed(&format!("{address}{}/{number}/", language.words.page)),
    }
}

/// The address of a feed of a list. The feeds of all news stand beside the home page.
pub fn feed_address(site: &Site, language: LanguageId, listing: Listing, format: FeedFormat) -> Address {
    fixed(&format!("{}{}", feed_folder(site, language, listing), site.config.feeds.name(format)))
}

/// The address of the calendar of an item's event.
pub(super) fn event_calendar_address(site: &Site, id: ItemId) -> Address {
    let address = item_address(site, id).as_str();
    let stem = address.rsplit_once('.').map_or(address, |(stem, _)| stem);
    fixed(&if address.ends_with('/') { format!("{address}event.ics") } else { format!("{stem}.ics") })
}

/// The address of the page of a week.
pub(super) fn week_address(config: &Config, language: LanguageId, week: Week) -> Address {
    fixed(&format!("{}{}-{:02}/", config.language(language).words.week, week.year, week.number))
}

/// The address of the file with the updates of a live item.
pub(super) fn live_address(site: &Site, id: ItemId) -> Address {
    let address = item_address(site, id).as_str();
    let stem = address.rsplit_once('.').map_or(address, |(stem, _)| stem);
    fixed(&if address.ends_with('/') { format!("{address}live.json") } else { format!("{stem}.live.json") })
}

/// The name of the calendar of a list.
pub(super) const CALENDAR: &str = "events.ics";

/// The address of the calendar of a list.
pub(super) fn calendar_address(site: &Site, language: LanguageId, listing: Listing) -> Address {
    fixed(&format!("{}{CALENDAR}", list_address(site, language, listing, None)))
}

/// More addresses of a feed of a list, for readers of an older site.
pub(super) fn feed_aliases(site: &Site, language: LanguageId, listing: Listing, format: FeedFormat) -> Vec<Address> {
    let is_main = language == LanguageId::default() && listing == Listing::Index(Stream::MAIN);
    site.config.feeds.aliases(format, feed_folder(site, language, listing).as_str(), is_main)
}

fn feed_folder(site: &Site, language: LanguageId, listing: Listing) -> Address {
    match listing {
        Listing::Index(Stream::MAIN) => site.config.language(language).home.clone(),
        listing => list_address(site, language, listing, None),
    }
}

/// The id of an item's entry on list pages: its address, with dots for slashes.
pub(super) fn entry_id(site: &Site, id: ItemId) -> String {
    id_of(item_address(site, id).as_str())
}

fn id_of(address: &str) -> String {
    address.trim_matches('/').replace('/', ".")
}

/// The link to the page of the news index on which an item stands, at its entry.
pub(super) fn back_link(site: &Site, id: ItemId) -> String {
    let language = site.item(id).language;
    let index = Listing::Index(site.stream_of(id));
    if site.closing(id).is_some() {
        return site.config.href(&list_address(site, language, index, None));
    }
    let number = paging(site, language, index).page_of(site.place(id));
    let page = list_address(site, language, index, number);
    format!("{}#{}", site.config.href(&page), id_of(&item_address(site, id).href()))
}

/// The folder of a group's addresses.
pub(super) fn group_folder(config: &Config, language: LanguageId, group: Group) -> &str {
    group.taxonomy(config).map_or("/", |taxonomy| taxonomy.folder(language))
}

/// An address that is made of checked parts.
pub(super) fn fixed(text: &str) -> Address {
    Address::parse(text).unwrap_or_else(|_checked_before| Address::root())
}
