//! Views of the newsroom: events, corrections, promises to readers, and why an item is no longer news.

use super::addresses::{calendar_address, event_calendar_address};
use super::date_view::date_view;
use super::page::{Page, Subject};
use super::snapshot::Snapshot;
use super::view_parts::{CalendarLink, ClosingView, CorrectionView, EventView, FollowUpView};
use crate::base::Address;
use crate::base::date::When;
use crate::config::LanguageId;
use crate::content::{Closing, FollowUp, Item, NewsEvent};
use crate::model::{ItemId, Listing, Site};

/// The most dates of an event that are shown, from the next one on.
const MOST_DATES: usize = 12;

/// Why the item of a page is no longer news.
pub(super) fn closing<'p>(snapshot: &'p Snapshot, page: &Page) -> Option<ClosingView<'p>> {
    let closing = item_closing(snapshot, page)?;
    Some(ClosingView {
        kind: closing.kind.name(),
        date: closing.date.map(|date| date_view(snapshot, date, page.language)),
        reason: closing.reason.as_deref(),
        keep: closing.keep,
    })
}

/// The closing of the item of a page.
pub(super) fn item_closing<'p>(snapshot: &'p Snapshot, page: &Page) -> Option<&'p Closing> {
    match page.subject {
        Subject::Item(id) | Subject::Closed(id) => snapshot.site.closing(id),
        _ => None,
    }
}

/// The event of an item.
pub(super) fn event(snapshot: &Snapshot, id: ItemId) -> Option<EventView<'_>> {
    let (item, zone) = (snapshot.site.item(id), snapshot.config.time_zone);
    let event = item.newsroom().event.as_deref()?;
    let date = |when: When| date_view(snapshot, when, item.language);
    let calendar = &snapshot.config.language(item.language).calendar;
    let next = event.next(snapshot.site.at, zone);
    let start = next.unwrap_or_else(|| event.last());
    let end = event.end_of(start, zone);
    Some(EventView {
        start: date(start),
        day: calendar.day_alone(start.day()),
        month: calendar.month_short(start.day()),
        end: end.map(date),
        one_day: end.is_none_or(|end| end.day() == start.day()),
        state: match (event.cancelled, next, event.moved_from) {
            (true, ..) => "cancelled",
            (false, None, _) => "over",
            (false, Some(_), Some(_)) => "moved",
            (false, Some(_), None) => "to_come",
        },
        moved_from: event.moved_from.map(date),
        place: event.place.as_deref(),
        address: event.address.as_deref(),
        online: event.online,
        url: event.url.as_deref(),
        price: event.price.as_deref(),
        more_dates: more_dates(event, start).map(date).collect(),
        calendar: has_own_calendar(&snapshot.site, id)
            .then(|| link(snapshot, &event_calendar_address(&snapshot.site, id))),
    })
}

/// Whether an item has a calendar of its own: it has an event, and is not closed.
pub(super) fn has_own_calendar(site: &Site, id: ItemId) -> bool {
    let item = site.item(id);
    item.newsroom().event.is_some() && (site.closing(id).is_none() || item.is_shared_draft())
}

fn more_dates(event: &NewsEvent, start: When) -> impl Iterator<Item = When> {
    event.starts().iter().copied().filter(move |other| other.at > start.at).take(MOST_DATES)
}

fn link(snapshot: &Snapshot, address: &Address) -> CalendarLink {
    let url = snapshot.config.url(address);
    let webcal = url.split_once("://").map_or_else(|| url.clone(), |(_, rest)| format!("webcal://{rest}"));
    CalendarLink { href: snapshot.config.href(address), webcal }
}

/// The calendar of a list of a language.
pub(super) fn list_calendar(snapshot: &Snapshot, language: LanguageId, listing: Listing) -> CalendarLink {
    link(snapshot, &calendar_address(&snapshot.site, language, listing))
}

/// The corrections of an item.
pub(super) fn corrections<'p>(snapshot: &'p Snapshot, item: &'p Item) -> Vec<CorrectionView<'p>> {
    let shown = item.newsroom().corrections_at(snapshot.site.at);
    shown
        .map(|correction| CorrectionView {
            date: date_view(snapshot, correction.date, item.language),
            text: &correction.text,
            kind: correction.kind,
        })
        .collect()
}

/// The promise of an item, until another item keeps it.
pub(super) fn follow_up(snapshot: &Snapshot, id: ItemId) -> Option<FollowUpView<'_>> {
    let item = snapshot.site.item(id);
    if !snapshot.layout.followers.of_item(id).is_empty() {
        return None;
    }
    let calendar = &snapshot.config.language(item.language).calendar;
    Some(match item.newsroom().follow_up.as_ref()? {
        FollowUp::Month(year, month) => FollowUpView { text: calendar.month(*year, *month).into(), kind: "month" },
        FollowUp::Day(when) => FollowUpView { text: calendar.day(when.day()).into(), kind: "day" },
        FollowUp::Words(words) => FollowUpView { text: (&**words).into(), kind: "words" },
    })
}
