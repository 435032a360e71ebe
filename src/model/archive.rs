//! Years and months of a language. Its items are sorted by date, so each is a range of that order.

use std::ops::Range;
use std::sync::Arc;

use chrono::Datelike as _;

use super::listing::ItemId;
use crate::config::Period;
use crate::content::Item;

/// The items of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Year {
    /// The year.
    pub year: i32,
    /// Its items, as a range of the language's order.
    pub range: Range<usize>,
    /// Its months that have items, newest first.
    pub months: Vec<Month>,
}

/// The items of a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// The month, 1 to 12.
    pub month: u8,
    /// Its items, as a range of the language's order.
    pub range: Range<usize>,
    /// Its days that have items, newest first, where days have pages.
    pub days: Vec<ArchiveDay>,
}

/// The items of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveDay {
    /// The day, 1 to 31.
    pub day: u8,
    /// Its items, as a range of the language's order.
    pub range: Range<usize>,
}

/// The items of a period, as a range of the order of its years.
pub(super) fn range_of(years: &[Year], period: Period) -> Option<Range<usize>> {
    let year_of = |year| years.iter().find(|it| it.year == year);
    let month_of = |year, month| year_of(year)?.months.iter().find(|it| it.month == month);
    Some(match period {
        Period::Year(year) => year_of(year)?.range.clone(),
        Period::Month(year, month) => month_of(year, month)?.range.clone(),
        Period::Day(year, month, day) => month_of(year, month)?.days.iter().find(|it| it.day == day)?.range.clone(),
    })
}

/// The years of an order of items, newest first.
pub(super) fn years(order: &[ItemId], items: &[Arc<Item>], has_days: bool) -> Vec<Year> {
    let mut years: Vec<Year> = Vec::new();
    for (at, id) in order.iter().enumerate() {
        let Some(item) = items.get(id.0 as usize) else { continue };
        let (year, month) = (item.date.day().year(), u8::try_from(item.date.day().month()).unwrap_or(1));
        if years.last().is_none_or(|last| last.year != year) {
            years.push(Year { year, range: at..at, months: Vec::new() });
        }
        let Some(last) = years.last_mut() else { continue };
        last.range.end = at + 1;
        if last.months.last().is_none_or(|last| last.month != month) {
            last.months.push(Month { month, range: at..at, days: Vec::new() });
        }
        let Some(last) = last.months.last_mut() else { continue };
        last.range.end = at + 1;
        if !has_days {
            continue;
        }
        let day = u8::try_from(item.date.day().day()).unwrap_or(1);
        if last.days.last().is_none_or(|last| last.day != day) {
            last.days.push(ArchiveDay { day, range: at..at });
        }
        if let Some(last) = last.days.last_mut() {
            last.range.end = at + 1;
        }
    }
    years
}
