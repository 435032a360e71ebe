//! The weeks of a language (ISO 8601: from Monday to Sunday) that a notice board can have.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{Datelike as _, Days, NaiveDate, Weekday};

use super::listing::ItemId;
use super::newsroom_lists::NewsroomLists;
use crate::base::date::When;
use crate::content::Item;

/// How many weeks after that of the newest item have a page for the dates of the agenda. Without an end, an event that repeats would
/// have pages for years.
const AHEAD: u64 = 8;

/// Week, by the year and the number of ISO 8601.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week {
    /// The year that most of its days are in.
    pub year: i32,
    /// Its number, from 1.
    pub number: u8,
}

impl Week {
    /// The week of a day.
    pub fn of(day: NaiveDate) -> Self {
        let week = day.iso_week();
        Self { year: week.year(), number: u8::try_from(week.week()).unwrap_or(1) }
    }

    /// Its first and its last day.
    pub fn days(self) -> (NaiveDate, NaiveDate) {
        let monday = NaiveDate::from_isoywd_opt(self.year, self.number.into(), Weekday::Mon).unwrap_or_default();
        (monday, monday.checked_add_days(Days::new(6)).unwrap_or(monday))
    }
}

/// The weeks in which news was published, and those in which an event begins, from the first item until some weeks after the newest;
/// oldest first.
pub(super) fn weeks(news: &[ItemId], items: &[Arc<Item>], lists: &NewsroomLists) -> Vec<Week> {
    let item = |id: &ItemId| items.get(id.0 as usize);
    let day = |id: &ItemId| item(id).map(|item| item.date.day());
    let mut weeks: BTreeSet<Week> = news.iter().filter_map(day).map(Week::of).collect();
    let Some((first, last)) = weeks.first().copied().zip(weeks.last().copied()) else { return Vec::new() };
    let (first, last) = (first.days().0, last.days().1);
    let last = last.checked_add_days(Days::new(7 * AHEAD)).unwrap_or(last);
    let past = lists.past.iter().flat_map(|(_, ids)| ids);
    for event in lists.upcoming.iter().chain(past).filter_map(item).filter_map(|it| it.newsroom().event.as_ref()) {
        let starts = event.starts().iter().map(When::day);
        weeks.extend(starts.skip_while(|day| *day < first).take_while(|day| *day <= last).map(Week::of));
    }
    weeks.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_belongs_to_the_year_of_its_thursday() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        for (text, year, number) in
            [("2018-12-03", 2018, 49), ("2018-12-31", 2019, 1), ("2021-01-03", 2020, 53), ("2019-01-01", 2019, 1)]
        {
            let week = Week::of(day(text));
            assert_eq!(week, Week { year, number }, "{text}");
            assert!(week.days().0 <= day(text) && day(text) <= week.days().1, "{text}");
        }
        assert_eq!(Week::of(day("2018-12-06")).days(), (day("2018-12-03"), day("2018-12-09")));
    }
}
