//! Calendars: the events of an item, of a list, or of all items, as iCalendar has them.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::addresses::{calendar_address, item_address, list_address};
use super::entries::term_names;
use super::feeds::identity;
use super::lists::title_of_subscription;
use super::newsroom_view::list_calendar;
use super::page::{Page, Subject};
use super::snapshot::Snapshot;
use super::view_parts::CalendarLink;
use crate::config::{LanguageId, Stream};
use crate::content::{Item, NewsEvent};
use crate::model::{Group, ItemId, Listing, Site};

/// The most events of a calendar: those that start last.
const MOST_EVENTS: usize = 500;

/// A calendar.
#[derive(Debug, Serialize)]
pub struct CalendarView<'s> {
    /// The name: the title of the site, with that of the list.
    pub name: String,
    /// The BCP 47 tag of the language.
    pub language: &'s str,
    /// The name of the time zone: `Europe/Amsterdam`.
    pub zone: &'s str,
    /// The absolute URL of the page that it belongs to.
    pub url: String,
    /// Its events, by their first start.
    pub events: Vec<CalendarEvent<'s>>,
}

/// An event in a calendar.
#[derive(Debug, Serialize)]
pub struct CalendarEvent<'s> {
    /// The permanent id.
    pub id: String,
    /// The absolute URL of the item.
    pub url: String,
    /// The title of the item.
    pub title: &'s str,
    /// Its summary, as plain text.
    pub summary: &'s str,
    /// The names of its tags.
    pub tags: Vec<&'s str>,
    /// Its event.
    pub event: &'s NewsEvent,
    /// When the item was published.
    pub created: DateTime<Utc>,
    /// When it was last changed.
    pub changed: DateTime<Utc>,
    /// The number of the version, which grows with each change.
    pub version: i64,
}

/// Whether a list has a calendar: the agenda, and any section or term with an event.
pub(super) fn has_calendar(site: &Site, language: LanguageId, listing: Listing) -> bool {
    match listing {
        Listing::Agenda => true,
        Listing::Term(..) | Listing::Index(_) => {
            listing != Listing::Index(Stream::MAIN)
                && site.newsroom(language).has_events()
                && site.listing(language, listing).iter().any(|id| site.item(*id).newsroom().event.is_some())
        }
        Listing::Period(..) | Listing::PastEvents(_) | Listing::Corrected => false,
    }
}

/// The link to the calendar of a page.
pub(super) fn calendar(snapshot: &Snapshot, page: &Page) -> Option<CalendarLink> {
    let listing = match &page.subject {
        Subject::List { listing: Listing::PastEvents(_), .. } => Listing::Agenda,
        Subject::List { listing, .. } => *listing,
        _ => return None,
    };
    // The layout knows which lists have one: to look for an event again takes time with the length of the list, on each page of it.
    let known = snapshot.layout.page_at(&calendar_address(&snapshot.site, page.language, listing))?;
    (known.subject == Subject::Calendar(listing)).then(|| list_calendar(snapshot, page.language, listing))
}

/// The calendar of a list.
pub fn calendar_of_list(snapshot: &Snapshot, language: LanguageId, listing: Listing) -> CalendarView<'_> {
    let site = &snapshot.site;
    let lists = site.newsroom(language);
    let mut ids: Vec<ItemId> = match listing {
        Listing::Agenda => lists.upcoming.iter().chain(lists.past.iter().flat_map(|(_, ids)| ids)).copied().collect(),
        listing => site.listing(language, listing).to_vec(),
    };
    ids.retain(|id| site.item(*id).newsroom().event.is_some());
    let name = title_of_subscription(site, language, listing);
    let url = snapshot.config.url(&list_address(site, language, listing, None));
    view(snapshot, language, (name, url), ids)
}

/// The calendar of an item.
pub fn calendar_of_item(snapshot: &Snapshot, id: ItemId) -> CalendarView<'_> {
    let item = snapshot.site.item(id);
    let url = snapshot.config.url(item_address(&snapshot.site, id));
    view(snapshot, item.language, (item.title.to_string(), url), vec![id])
}

fn view(
    snapshot: &Snapshot,
    language: LanguageId,
    (name, url): (String, String),
    ids: Vec<ItemId>,
) -> CalendarView<'_> {
    let config = &snapshot.config;
    let mut events: Vec<CalendarEvent<'_>> = ids.into_iter().filter_map(|id| event(snapshot, id)).collect();
    events.sort_by(|one, other| (one.event.start.at, &one.id).cmp(&(other.event.start.at, &other.id)));
    events.drain(..events.len().saturating_sub(MOST_EVENTS));
    CalendarView { name, language: &config.language(language).tag, zone: config.time_zone.name(), url, events }
}

fn event(snapshot: &Snapshot, id: ItemId) -> Option<CalendarEvent<'_>> {
    let site = &snapshot.site;
    let item = site.item(id);
    let event = item.newsroom().event.as_deref()?;
    let changed = item.updated(site.at).map_or(item.date.at, |updated| updated.at);
    Some(CalendarEvent {
        id: identity(site, id),
        url: snapshot.config.url(item_address(site, id)),
        title: &item.title,
        summary: item.shown_summary(),
        tags: term_names(site, Group::TAGS, &item.tags),
        event,
        created: item.date.at.to_utc(),
        changed: changed.to_utc(),
        version: version(item, event, changed.to_utc()),
    })
}

/// The number of the version of an event (RFC 5545 §3.8.7.4): the minutes between publication and the last change, and one more
/// for a move and for a cancellation, which need not have a date of their own.
fn version(item: &Item, event: &NewsEvent, changed: DateTime<Utc>) -> i64 {
    let minutes = (changed - item.date.at.to_utc()).num_minutes().clamp(0, i64::from(i32::MAX) - 2);
    minutes + i64::from(event.moved_from.is_some()) + i64::from(event.cancelled)
}
