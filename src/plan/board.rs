//! The view of a week for a notice board: what fits on one sheet, and what is left.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use chrono::{Datelike as _, NaiveDate};
use schemars::JsonSchema;
use serde::Serialize;

use super::addresses::{item_address, week_address};
use super::date_view::date_view;
use super::entries::{Entry, entries};
use super::snapshot::Snapshot;
use super::view_parts::DateView;
use crate::base::date::When;
use crate::config::LanguageId;
use crate::model::{ItemId, Week};

/// The most entries that stand below each other, and are large.
const LARGE: usize = 4;
/// The rows of two entries that a sheet has, and how many of them the news has at least where there is some.
const ROWS: usize = 5;
const ROWS_OF_NEWS: usize = 3;

/// Week on a notice board.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BoardView<'s> {
    /// The year of the week (ISO 8601).
    pub year: i32,
    /// The number of the week.
    pub number: u8,
    /// The days in words: "3 – 9 december 2018".
    pub span: String,
    /// Whether there are so few entries that they are large, below each other.
    pub large: bool,
    /// The dates of events, by their start: those that fit.
    pub dates: Vec<BoardEntryView<'s>>,
    /// The items of the week, newest first, without those among the dates: those that fit.
    pub items: Vec<BoardEntryView<'s>>,
    /// The items and events that do not fit.
    pub left: Vec<Entry<'s>>,
    /// The week after this one that has a page.
    pub newer: Option<BoardLink>,
    /// The week before this one that has a page.
    pub older: Option<BoardLink>,
}

/// Link to another week.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BoardLink {
    /// The number of the week.
    pub number: u8,
    /// The link.
    pub href: String,
}

/// Item or date on a notice board.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BoardEntryView<'s> {
    /// The title.
    pub title: &'s str,
    /// The link to the item.
    pub href: String,
    /// The absolute URL of the item, for the filter `qr`.
    pub url: String,
    /// The summary as plain text.
    pub summary: &'s str,
    /// The start of the event, or the date of publication.
    pub date: DateView,
    /// The day of the week, 1 for Monday.
    pub weekday: u32,
    /// The place of the event.
    pub place: Option<&'s str>,
    /// Whether the event is cancelled.
    pub cancelled: bool,
}

/// The view of a week.
pub(super) fn board(snapshot: &Snapshot, language: LanguageId, week: Week) -> BoardView<'_> {
    let site = &snapshot.site;
    let mut dates = site.events_of_week(language, week);
    let on_dates: BTreeSet<ItemId> = dates.iter().map(|(id, _)| *id).collect();
    let mut items: Vec<ItemId> = site.news_of_week(language, week).to_vec();
    items.retain(|id| !on_dates.contains(id));
    let (most_dates, most_items) = fitting(dates.len(), items.len());
    let (cut_dates, cut_items) = (dates.len().min(most_dates), items.len().min(most_items));
    let left = left(dates.split_off(cut_dates).into_iter().map(|(id, _)| id).chain(items.split_off(cut_items)), &dates);
    let weeks = site.weeks(language);
    let place = weeks.binary_search(&week).unwrap_or_default();
    let link = |week: &Week| BoardLink {
        number: week.number,
        href: snapshot.config.href(&week_address(&snapshot.config, language, *week)),
    };
    let (monday, sunday) = week.days();
    BoardView {
        year: week.year,
        number: week.number,
        span: span(snapshot, language, monday, sunday),
        large: dates.len() + items.len() <= LARGE,
        dates: dates.iter().map(|(id, start)| entry(snapshot, *id, *start)).collect(),
        items: items.iter().map(|id| entry(snapshot, *id, site.item(*id).date)).collect(),
        left: entries(snapshot, &left),
        newer: weeks.get(place + 1).map(link),
        older: place.checked_sub(1).and_then(|before| weeks.get(before)).map(link),
    }
}

/// What does not fit, each item once: not where a date of it does.
pub(super) fn left(all: impl Iterator<Item = ItemId>, shown: &[(ItemId, When)]) -> Vec<ItemId> {
    let mut left: Vec<ItemId> = Vec::new();
    for id in all {
        if !left.contains(&id) && !shown.iter().any(|(known, _)| *known == id) {
            left.push(id);
        }
    }
    left
}

/// How many dates and items fit on a sheet.
fn fitting(dates: usize, items: usize) -> (usize, usize) {
    if dates + items <= LARGE {
        return (dates, items);
    }
    let rows_of_dates = dates.div_ceil(2).min(ROWS - items.div_ceil(2).min(ROWS_OF_NEWS));
    (2 * rows_of_dates, 2 * (ROWS - rows_of_dates))
}

fn entry(snapshot: &Snapshot, id: ItemId, when: When) -> BoardEntryView<'_> {
    let item = snapshot.site.item(id);
    let event = item.newsroom().event.as_deref();
    BoardEntryView {
        title: &item.title,
        href: snapshot.config.href(item_address(&snapshot.site, id)),
        url: snapshot.config.url(item_address(&snapshot.site, id)),
        summary: item.shown_summary(),
        date: date_view(snapshot, when, item.language),
        weekday: when.day().weekday().number_from_monday(),
        place: event.and_then(|event| event.place.as_deref()),
        cancelled: event.is_some_and(|event| event.cancelled),
    }
}

/// The days of a week in words: "3 – 9 december 2018", where the language has the day first.
fn span(snapshot: &Snapshot, language: LanguageId, monday: NaiveDate, sunday: NaiveDate) -> String {
    let calendar = &snapshot.config.language(language).calendar;
    let [first, last] = [monday, sunday].map(|day| calendar.day(day));
    let is_day_first = last.starts_with(&calendar.day_alone(sunday));
    let start = if is_day_first && monday.month() == sunday.month() { calendar.day_alone(monday) } else { first };
    let mut span = start;
    _ = write!(span, " – {last}");
    span
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_never_too_full_and_has_news_and_dates() {
        for (dates, items) in (0..40).flat_map(|dates| (0..40).map(move |items| (dates, items))) {
            let (most_dates, most_items) = fitting(dates, items);
            let (shown_dates, shown_items) = (dates.min(most_dates), items.min(most_items));
            let is_large = shown_dates + shown_items <= LARGE;
            assert!(is_large || shown_dates.div_ceil(2) + shown_items.div_ceil(2) <= ROWS, "{dates} {items}");
            assert!((dates == 0 || shown_dates > 0) && (items == 0 || shown_items > 0), "{dates} {items}");
            let is_full = shown_dates.div_ceil(2) + shown_items.div_ceil(2) == ROWS;
            assert!(is_full || (shown_dates, shown_items) == (dates, items), "{dates} {items}: room is left");
        }
    }
}
