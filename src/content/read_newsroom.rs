//! The newsroom's keys of one file → their values; what is wrong with them is found.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::event_dates::{RepeatError, dates, rule};
use super::front_matter::one_line;
use super::newsroom::{Closing, ClosingKind, Correction, FollowUp, NewsEvent, Newsroom};
use super::newsroom_keys::{CorrectionFile, EventFile, ExpiresFile, ExpiryFile, Keep, WithdrawnFile};
use super::reference::is_web_url;
use crate::base::date::{When, next_day};
use crate::base::typed_date::read_date;
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic, Place};

/// The newsroom's keys, as parsed.
pub(super) struct NewsroomFile {
    pub(super) withdrawn: WithdrawnFile,
    pub(super) expires: Option<ExpiresFile>,
    pub(super) corrections: Vec<CorrectionFile>,
    pub(super) event: Option<EventFile>,
    pub(super) follow_up: Option<String>,
    pub(super) follows: Vec<String>,
}

/// Reads the newsroom's keys of a file.
pub(super) struct NewsroomReader<'a> {
    pub(super) mapping: &'a Mapping<'a>,
    pub(super) zone: Tz,
    /// The date of publication; `None` for a standing page.
    pub(super) published: Option<When>,
    pub(super) findings: &'a mut Vec<Diagnostic>,
}

impl NewsroomReader<'_> {
    /// The values; `None` for an item without any.
    pub(super) fn read(&mut self, typed: NewsroomFile) -> Option<Box<Newsroom>> {
        let NewsroomFile { withdrawn, expires, corrections, event, follow_up, follows } = typed;
        let newsroom = Newsroom {
            withdrawal: self.withdrawal(withdrawn),
            expiry: expires.and_then(|typed| self.expiry(typed)),
            corrections: self.corrections(corrections),
            event: event.and_then(|typed| self.event(typed)).map(Box::new),
            follow_up: follow_up.and_then(|typed| self.follow_up(&one_line(&typed))),
            follows: follows.into_iter().map(Into::into).collect(),
        };
        (newsroom != Newsroom::default()).then(|| Box::new(newsroom))
    }

    /// A promise: a month, a day, or words. What begins as a date is one, or a mistake.
    fn follow_up(&mut self, typed: &str) -> Option<FollowUp> {
        let begins_as_date = typed.get(..5).is_some_and(|start| {
            start.ends_with('-') && start.trim_end_matches('-').bytes().all(|b| b.is_ascii_digit())
        });
        match month(typed) {
            None if begins_as_date => self.date("follow_up", typed).map(FollowUp::Day),
            None => (!typed.is_empty()).then(|| FollowUp::Words(typed.into())),
            month => month,
        }
    }

    fn withdrawal(&mut self, typed: WithdrawnFile) -> Option<Closing> {
        let WithdrawnFile::With(typed) = typed else { return None };
        let is_bare = typed.keep == Keep::default() && typed.date.is_none();
        if is_bare && typed.reason.as_ref().is_none_or(|reason| reason.trim().is_empty()) {
            let message = "`withdrawn` says neither when nor why".to_owned();
            let hint = "write `withdrawn: true` to take the item off the site without a word, or `withdrawn: {date: YYYY-MM-DD}` to leave word at its address";
            self.add(Code::WithdrawnBare, self.mapping.value("withdrawn", ""), message, hint);
        }
        let date = match typed.date {
            Some(date) => Some(self.date("withdrawn", &date)?),
            None => None,
        };
        let reason = typed.reason.map(|reason| one_line(&reason)).filter(|reason| !reason.is_empty());
        Some(Closing {
            kind: ClosingKind::Withdrawal,
            date,
            from: date.map(|date| date.at.to_utc()),
            reason,
            keep: typed.keep,
        })
    }

    fn expiry(&mut self, typed: ExpiresFile) -> Option<Closing> {
        let ExpiryFile { date, keep } = match typed {
            ExpiresFile::Date(date) => ExpiryFile { date, keep: Keep::default() },
            ExpiresFile::With(typed) => typed,
        };
        let date = self.date("expires", &date)?;
        if self.published.is_some_and(|published| date.day() < published.day()) {
            self.add(
                Code::DateOrder,
                self.mapping.key("expires"),
                "this item expires before it is published".to_owned(),
                "write a later date, or remove `expires`",
            );
        }
        let from = if date.has_time { date.at } else { next_day(date, self.zone) };
        Some(Closing { kind: ClosingKind::Expiry, date: Some(date), from: Some(from.to_utc()), reason: None, keep })
    }

    fn corrections(&mut self, typed: Vec<CorrectionFile>) -> Vec<Correction> {
        let mut corrections: Vec<Correction> = Vec::with_capacity(typed.len());
        for CorrectionFile { date, text, kind, notify } in typed {
            let place = self.mapping.value("corrections", &date);
            let Some(when) = self.date("corrections", &date) else { continue };
            if self.published.is_some_and(|published| when.day() < published.day()) {
                self.add(
                    Code::DateOrder,
                    place.clone(),
                    format!("this correction is dated {date}, before the item was published"),
                    "write the date on which the text was corrected",
                );
            }
            let text = one_line(&text);
            if text.is_empty() {
                let message = "this correction has no text".to_owned();
                self.add(Code::WrongType, place, message, "say what was wrong, and what is right");
            }
            corrections.push(Correction { date: when, text, kind, notify });
        }
        corrections.sort_by_key(|correction| std::cmp::Reverse(correction.date.at));
        corrections
    }

    fn event(&mut self, typed: EventFile) -> Option<NewsEvent> {
        let start = self.date("event", &typed.start)?;
        let end = match &typed.end {
            Some(end) => Some((self.date("event", end)?, end)),
            None => None,
        };
        if let Some((end, typed)) = end.filter(|(end, _)| ends_before(start, *end)) {
            let message = format!("this event ends before it starts: {typed} is before {}", start.iso());
            let hint = if end.has_time { "write the day of the end too" } else { "write a later `end`, or remove it" };
            self.add(Code::DateOrder, self.mapping.value("event", typed), message, hint);
            return None;
        }
        let (repeat, dates) = match typed.repeat.as_deref() {
            Some(repeat) => self.repeat(start, repeat)?,
            None => (None, Vec::new()),
        };
        let moved_from = typed.moved_from.and_then(|date| self.date("event", &date));
        let text = |typed: Option<String>| typed.map(|text| one_line(&text)).filter(|text| !text.is_empty());
        Some(NewsEvent {
            start,
            end: end.map(|(end, _)| end),
            place: text(typed.place),
            address: text(typed.address),
            online: typed.online,
            url: typed.url.and_then(|url| self.url(&url)),
            price: text(typed.price),
            repeat,
            dates,
            cancelled: typed.cancelled,
            moved_from,
        })
    }

    /// The rule of an event, and its dates.
    fn repeat(&mut self, start: When, typed: &str) -> Option<(Option<Box<str>>, Vec<When>)> {
        let found = rule(typed, start, self.zone).and_then(|rule| Ok((dates(&rule, start, self.zone)?, rule)));
        let place = || self.mapping.value("event", typed);
        let (message, hint) = match found {
            Ok((dates, rule)) => return Some((Some(rule.into()), dates)),
            Err(RepeatError::Syntax(reason)) => (
                format!("`{typed}` is not a recurrence rule: {reason}"),
                "write one as in calendars: `FREQ=WEEKLY;BYDAY=TU;COUNT=10` is every Tuesday, ten times; `FREQ=MONTHLY;BYDAY=1SA;UNTIL=2014-12-31` is each first Saturday until the end of 2014".to_owned(),
            ),
            Err(RepeatError::TooMany(limit)) => (
                format!("`{typed}` gives more than {limit} dates"),
                "end it sooner, with `COUNT=` or `UNTIL=`".to_owned(),
            ),
            Err(RepeatError::Start(first)) => (
                format!("the event starts on {}, and `{typed}` gives other dates", start.iso()),
                format!("write `start: {first}`, the first date that the rule gives, or correct the rule"),
            ),
        };
        let place = place();
        self.add(Code::EventRepeat, place, message, &hint);
        None
    }

    fn url(&mut self, typed: &str) -> Option<Box<str>> {
        if is_web_url(typed) {
            return Some(typed.into());
        }
        let is_other =
            typed.split_once(':').is_some_and(|(scheme, _)| url::Url::parse(typed).is_ok() && !scheme.contains('.'));
        let hint = if is_other {
            "write the address of a page on the web, such as `url: https://www.example.org/`".to_owned()
        } else {
            format!("write it in full: `url: https://{}`", typed.trim_start_matches(['/', ':']))
        };
        let place = self.mapping.value("event", typed);
        self.add(Code::AddressInvalid, place, format!("`{typed}` is not the URL of a page"), &hint);
        None
    }

    /// A date below a key.
    fn date(&mut self, key: &str, typed: &str) -> Option<When> {
        let date = read_date(self.mapping, (key, typed), self.zone, |form| format!("`{form}`"));
        date.map_err(|finding| self.findings.push(finding)).ok()
    }

    fn add(&mut self, code: Code, place: Place, message: String, hint: &str) {
        self.findings.push(Diagnostic::new(code, place, message).hint(hint));
    }
}

/// Whether an end is before the start. Of two days, or of a day and a moment, only the days are compared.
fn ends_before(start: When, end: When) -> bool {
    if start.has_time && end.has_time { end.at <= start.at } else { end.day() < start.day() }
}

/// `2014-04`.
fn month(typed: &str) -> Option<FollowUp> {
    let (year, month) = typed.split_once('-')?;
    let is_month = year.len() == 4 && month.len() == 2;
    let (year, month): (i32, u8) = (year.parse().ok()?, month.parse().ok()?);
    NaiveDate::from_ymd_opt(year, month.into(), 1).filter(|_| is_month).map(|_| FollowUp::Month(year, month))
}
