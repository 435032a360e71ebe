//! What news is and other content is not: withdrawal, expiry, corrections, events, and promises to come back to a subject.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::newsroom_keys::{CorrectionKind, Keep};
use crate::base::date::{When, next_day};

/// The newsroom's fields of an item.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Newsroom {
    /// Its withdrawal; one that leaves no page is [`super::Item::withdrawn`].
    pub withdrawal: Option<Closing>,
    /// Its expiry.
    pub expiry: Option<Closing>,
    /// Its corrections, newest first.
    pub corrections: Vec<Correction>,
    /// The event that it announces.
    pub event: Option<Box<NewsEvent>>,
    /// The promise to come back to its subject.
    pub follow_up: Option<FollowUp>,
    /// The files of the items that it follows up, as typed.
    pub follows: Vec<Box<str>>,
}

pub(super) static NO_NEWSROOM: Newsroom = Newsroom {
    withdrawal: None,
    expiry: None,
    corrections: Vec::new(),
    event: None,
    follow_up: None,
    follows: Vec::new(),
};

/// The end of an item as news: by withdrawal or expiry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// Its kind.
    pub kind: ClosingKind,
    /// The date that is shown.
    pub date: Option<When>,
    /// From when on; `None` for always.
    pub from: Option<DateTime<Utc>>,
    /// The reason.
    pub reason: Option<Box<str>>,
    /// What stays at the address.
    pub keep: Keep,
}

/// The kind of a closing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClosingKind {
    /// It is withdrawn.
    Withdrawal,
    /// It expires.
    Expiry,
    /// It is not news yet: a shared draft.
    Draft,
}

impl ClosingKind {
    /// Its name for templates, and that of its words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Withdrawal => "withdrawn",
            Self::Expiry => "expired",
            Self::Draft => "draft",
        }
    }
}

/// A correction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Its date.
    pub date: When,
    /// Its text.
    pub text: Box<str>,
    /// Its kind.
    pub kind: CorrectionKind,
    /// Whether feeds say that the item was updated.
    pub notify: bool,
}

/// What happens at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// An item is published.
    Release,
    /// An item is withdrawn.
    Withdrawal,
    /// An item expires.
    Expiry,
    /// A correction is shown.
    Correction,
    /// A date of an event is over.
    EventEnd,
    /// An item is no longer pinned to the home page.
    PinEnd,
    /// An item leaves the news sitemap: readers see no difference.
    NewsEnd,
    /// The address of a shared draft ends.
    DraftEnd,
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewsEvent {
    /// The start of its first date.
    pub start: When,
    /// The end of its first date, as typed.
    pub end: Option<When>,
    /// The place.
    pub place: Option<Box<str>>,
    /// The address of the place.
    pub address: Option<Box<str>>,
    /// Whether it is held online.
    pub online: bool,
    /// The page for tickets, registration or the broadcast.
    pub url: Option<Box<str>>,
    /// The price.
    pub price: Option<Box<str>>,
    /// The rule by which it repeats.
    pub repeat: Option<Box<str>>,
    /// The starts of all its dates where it repeats, the first included, at most 10,000.
    pub dates: Vec<When>,
    /// Whether it is cancelled.
    pub cancelled: bool,
    /// The start that was announced before.
    pub moved_from: Option<When>,
}

/// A promise to come back to a subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FollowUp {
    /// In a month.
    Month(i32, u8),
    /// On a day.
    Day(When),
    /// In words.
    Words(Box<str>),
}

impl Newsroom {
    /// The closing that is in force at a moment: a withdrawal before an expiry.
    pub fn closed_at(&self, at: DateTime<Utc>) -> Option<&Closing> {
        let is_in_force = |closing: &&Closing| closing.from.is_none_or(|from| from <= at);
        [&self.withdrawal, &self.expiry].into_iter().flatten().find(is_in_force)
    }

    /// The changes after a moment: a closing comes into force, a correction is shown, or a date of an event ends.
    pub fn changes_after(&self, at: DateTime<Utc>, zone: Tz) -> impl Iterator<Item = (Change, DateTime<Utc>)> {
        let closing = |change, closing: &Option<Closing>| Some((change, closing.as_ref()?.from?));
        let closings = [closing(Change::Withdrawal, &self.withdrawal), closing(Change::Expiry, &self.expiry)];
        let corrections = self.corrections.iter().map(|correction| (Change::Correction, correction.date.at.to_utc()));
        let ends = self.event.iter().filter_map(move |event| Some((Change::EventEnd, event.next_end(at, zone)?)));
        closings.into_iter().flatten().chain(corrections).chain(ends).filter(move |(_, moment)| *moment > at)
    }

    /// The corrections that are shown at a moment, newest first.
    pub fn corrections_at(&self, at: DateTime<Utc>) -> impl Iterator<Item = &Correction> {
        self.corrections.iter().filter(move |correction| correction.date.at <= at)
    }
}

impl NewsEvent {
    /// The starts of all dates, oldest first.
    pub fn starts(&self) -> &[When] {
        if self.dates.is_empty() { std::slice::from_ref(&self.start) } else { &self.dates }
    }

    /// The end of the date with a start, as it is shown.
    pub fn end_of(&self, start: When, zone: Tz) -> Option<When> {
        let length = self.end?.on_site() - self.start.on_site();
        start.shifted(length, self.end?.has_time, zone)
    }

    /// The moment at which the date with a start is over.
    pub fn over_at(&self, start: When, zone: Tz) -> DateTime<Utc> {
        match self.end_of(start, zone) {
            Some(end) if end.has_time => end.at.to_utc(),
            Some(end) => next_day(end, zone).to_utc(),
            None => next_day(start, zone).to_utc(),
        }
    }

    /// The first date that is not over at a moment.
    pub fn next(&self, at: DateTime<Utc>, zone: Tz) -> Option<When> {
        let starts = self.starts();
        // Dates have one length, so the ends are in the order of the starts.
        let over = starts.partition_point(|start| self.over_at(*start, zone) <= at);
        starts.get(over).copied()
    }

    /// The last date.
    pub fn last(&self) -> When {
        self.starts().last().copied().unwrap_or(self.start)
    }

    fn next_end(&self, at: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        self.next(at, zone).map(|start| self.over_at(start, zone))
    }
}

impl FollowUp {
    /// The first day after which it is overdue; `None` for one in words.
    pub fn is_due(&self, at: DateTime<Utc>, zone: Tz) -> bool {
        let today = at.with_timezone(&zone).date_naive();
        match self {
            Self::Month(year, month) => {
                let next = if *month == 12 { (year + 1, 1) } else { (*year, month + 1) };
                chrono::NaiveDate::from_ymd_opt(next.0, next.1.into(), 1).is_some_and(|first| today >= first)
            }
            Self::Day(when) => today > when.day(),
            Self::Words(_) => false,
        }
    }
}
