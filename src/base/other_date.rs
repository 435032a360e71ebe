//! Dates as people and other programs write them → the ISO form to write instead, and why a text is no date.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset as _, TimeZone as _};

use super::other_day::{Day, day_of};
use super::other_zone::{Zone, zone_of};

/// Why a text is no date. The forms are the date as it can be written instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateError {
    /// It is a date in another form.
    OtherForm(String),
    /// The day and the month can be exchanged.
    Ambiguous {
        /// The form where the day is first.
        day_first: String,
        /// The form where the month is first.
        month_first: String,
    },
    /// No place has its offset.
    Offset {
        /// The offset.
        offset: String,
        /// The form without it.
        without: String,
    },
    /// The name of its time zone is not known.
    Zone {
        /// The name.
        zone: String,
        /// The form without it.
        without: String,
    },
    /// There is no such day, such as 31 November: the last day of that month.
    NoSuchDay(Option<String>),
    /// Its year in the time zone of the site is not one of 0001 to 9999.
    Year,
    /// There is no such time, such as 25:00: the day.
    NoSuchTime(String),
    /// It is no date.
    Form,
}

impl DateError {
    /// What is wrong with a text, and what to write instead; `write` gives the line for a form.
    pub fn told(&self, typed: &str, write: impl Fn(&str) -> String) -> (String, String) {
        let sample = || format!("{}, or with a time {}", write("YYYY-MM-DD"), write("YYYY-MM-DD 14:30"));
        match self {
            Self::OtherForm(iso) => {
                let format = if iso.contains(':') { "YYYY-MM-DD HH:MM" } else { "YYYY-MM-DD" };
                (format!("`{typed}` is not in the format {format}"), format!("write {}", write(iso)))
            }
            Self::Ambiguous { day_first, month_first } => (
                format!("`{typed}` can be read in two ways: with the day or with the month first"),
                format!("write {} if the day is first, or {} if the month is", write(day_first), write(month_first)),
            ),
            Self::Offset { offset, without } => (
                format!("there is no offset `{offset}`: offsets run from `-12:00` to `+14:00`"),
                format!("write {}, for a time in the time zone of the site", write(without)),
            ),
            Self::Zone { zone, without } => (
                format!("the time zone `{zone}` in `{typed}` is not known, or there are several of that name"),
                format!(
                    "write {}, for a time in the time zone of the site, or add an offset such as `+01:00`",
                    write(without)
                ),
            ),
            Self::NoSuchDay(Some(last)) => (
                format!("the day `{typed}` does not exist"),
                format!("write {}, the last day of that month", write(last)),
            ),
            Self::NoSuchDay(None) => (
                format!("the day `{typed}` does not exist"),
                format!("months run from 01 to 12 and days from 01 to 31: write {}", sample()),
            ),
            Self::NoSuchTime(day) => (
                format!("the time in `{typed}` does not exist"),
                format!(
                    "hours run from 00 to 23: write {}, or with a time {}",
                    write(day),
                    write(&format!("{day} 14:30"))
                ),
            ),
            Self::Year => (
                format!("`{typed}` is not in the years 0001 to 9999 in the time zone of the site"),
                format!("write the year that is meant: {}", sample()),
            ),
            Self::Form => (format!("`{typed}` is not a date"), format!("write {}", sample())),
        }
    }
}

/// The problem of a text that is no date in ISO form.
pub(super) fn problem(text: &str) -> DateError {
    if let Some(moment) = since_1970(text) {
        return DateError::OtherForm(moment);
    }
    let mut parts = DateParts::default();
    let text = spread(text);
    for word in text.split([' ', ',', '(', ')', '[', ']']).filter(|word| !word.is_empty()) {
        parts.take(word);
    }
    parts.problem()
}

/// Seconds or milliseconds since 1970, as a moment.
fn since_1970(text: &str) -> Option<String> {
    let digits = text.strip_prefix('@').unwrap_or(text);
    let number: i64 = digits.parse().ok()?;
    let seconds = match digits.len() {
        9 | 10 => number,
        13 => number / 1000,
        _ => return None,
    };
    Some(DateTime::from_timestamp(seconds, 0)?.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// A text with a space between its date and its time: `2013-12-03T14:30Z` → `2013-12-03 14:30Z`.
fn spread(text: &str) -> String {
    let mut text = compact(text).unwrap_or_else(|| text.to_owned());
    let is_digit = |text: &str, at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    for at in (1..text.len()).rev() {
        let is_border = text.get(at..=at).is_some_and(|letter| letter.eq_ignore_ascii_case("t"));
        if is_border && is_digit(&text, at - 1) && is_digit(&text, at + 1) {
            text.replace_range(at..=at, " ");
        }
    }
    text
}

/// The basic form of ISO 8601 with its separators: `20131203T143000Z` → `2013-12-03 14:30:00Z`.
fn compact(text: &str) -> Option<String> {
    let (day, rest) = text.split_at_checked(8).filter(|(day, _)| day.bytes().all(|byte| byte.is_ascii_digit()))?;
    let (year, month_day) = day.split_at_checked(4)?;
    let (month, day) = month_day.split_at_checked(2)?;
    let rest = rest.strip_prefix(['T', 't', ' ']).unwrap_or(rest);
    let (time, rest) = rest.split_at_checked(rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()))?;
    let (hours, minutes) = time.split_at_checked(2).unwrap_or_default();
    match (minutes.len(), minutes.split_at_checked(2)) {
        (0, _) if time.is_empty() && !rest.starts_with(['-', '/', '.']) => Some(format!("{year}-{month}-{day} {rest}")),
        (2, _) => Some(format!("{year}-{month}-{day} {hours}:{minutes}{rest}")),
        (4, Some((minutes, seconds))) => Some(format!("{year}-{month}-{day} {hours}:{minutes}:{seconds}{rest}")),
        _ => None,
    }
}

/// Hours, minutes, and seconds if they were written.
type WrittenTime = (u32, u32, Option<u32>);

/// The parts of a date with a time.
#[derive(Default)]
struct DateParts<'t> {
    /// The words of the day.
    day: Vec<&'t str>,
    time: Option<WrittenTime>,
    zone: Option<Zone<'t>>,
}

impl<'t> DateParts<'t> {
    fn take(&mut self, word: &'t str) {
        if self.time.is_none()
            && let Some((time, rest)) = time_of(word, !self.day.is_empty())
        {
            self.time = Some(time);
            if !rest.is_empty() {
                self.after_time(rest);
            }
        } else if self.time.is_some() {
            self.after_time(word);
        } else {
            self.day.push(word);
        }
    }

    /// A word behind the time: the half of the day, a time zone, or the rest of the day.
    fn after_time(&mut self, word: &'t str) {
        let plain = word.to_lowercase().replace('.', "");
        match plain.as_str() {
            "am" | "pm" => self.half(plain == "pm"),
            "u" | "uur" | "uhr" | "h" | "hrs" | "o'clock" => {}
            _ => match zone_of(word) {
                Some(zone) if self.zone.is_none() => self.zone = Some(zone),
                Some(_) => {}
                None => self.day.push(word),
            },
        }
    }

    fn half(&mut self, is_after_noon: bool) {
        if let Some((hours, ..)) = self.time.as_mut().filter(|(hours, ..)| (1..=12).contains(hours)) {
            *hours = *hours % 12 + if is_after_noon { 12 } else { 0 };
        }
    }

    fn problem(&self) -> DateError {
        match day_of(&self.day) {
            Some(Day::One(day)) => self.form(day).map_or_else(|error| error, DateError::OtherForm),
            Some(Day::Either { day_first, month_first }) => match (self.form(day_first), self.form(month_first)) {
                (Ok(day_first), Ok(month_first)) => DateError::Ambiguous { day_first, month_first },
                (Err(error), _) | (_, Err(error)) => error,
            },
            Some(Day::None(last)) => DateError::NoSuchDay(last.map(|last| last.to_string())),
            None => DateError::Form,
        }
    }

    /// The form of a day with the time that was written.
    fn form(&self, day: NaiveDate) -> Result<String, DateError> {
        let Some((hours, minutes, seconds)) = self.time else { return Ok(day.to_string()) };
        let no_such_time = || DateError::NoSuchTime(day.to_string());
        let time = NaiveTime::from_hms_opt(hours, minutes, seconds.unwrap_or(0)).ok_or_else(no_such_time)?;
        let at = day.and_time(time);
        let without = at.format(if seconds.is_some() { "%Y-%m-%d %H:%M:%S" } else { "%Y-%m-%d %H:%M" }).to_string();
        match self.zone {
            None => Ok(without),
            Some(Zone::Offset(seconds)) => Ok(with_offset(at, seconds)),
            Some(Zone::Named(zone)) => {
                let there = zone.from_local_datetime(&at).earliest().ok_or_else(no_such_time)?;
                Ok(with_offset(at, there.offset().fix().local_minus_utc()))
            }
            Some(Zone::TooFar(offset)) => Err(DateError::Offset { offset: offset.to_owned(), without }),
            Some(Zone::Unknown(zone)) => Err(DateError::Zone { zone: zone.to_owned(), without }),
        }
    }
}

fn with_offset(at: NaiveDateTime, seconds: i32) -> String {
    if seconds == 0 {
        return at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    }
    let there = FixedOffset::east_opt(seconds).and_then(|offset| offset.from_local_datetime(&at).single());
    there.map_or_else(|| at.to_string(), |there| there.to_rfc3339())
}

/// The time at the start of a word, and what is behind it: `14:30:05+01:00`, `14h30`, `2:30pm`, `9am`. `14.30` is a time only
/// where the day is known.
fn time_of(word: &str, is_day_known: bool) -> Option<(WrittenTime, &str)> {
    let (hours, rest) = number(word, 2)?;
    let is_half = |text: &str| matches!(text.to_lowercase().replace('.', "").as_str(), "am" | "pm" | "u" | "h");
    if is_day_known && is_half(rest) {
        return Some(((hours, 0, None), rest));
    }
    let separators: &[char] = if is_day_known { &[':', 'h', 'H', 'u', '.'] } else { &[':', 'h', 'H'] };
    let (minutes, rest) = number(rest.strip_prefix(separators)?, 2)?;
    let Some((seconds, rest)) = rest.strip_prefix([':', '.']).and_then(|rest| number(rest, 2)) else {
        return Some(((hours, minutes, None), rest));
    };
    let fraction = rest.strip_prefix('.').map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    Some(((hours, minutes, Some(seconds)), fraction.unwrap_or(rest)))
}

/// The digits at the start of a text as a number, and the rest. `None` where there are none, or more than `most`.
fn number(text: &str, most: usize) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end).filter(|(digits, _)| digits.len() <= most)?;
    Some((digits.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;
    use crate::base::date::When;

    fn form(text: &str) -> String {
        match When::parse(text, Tz::Europe__Amsterdam) {
            Err(DateError::OtherForm(form)) => {
                assert!(When::parse(&form, Tz::Europe__Amsterdam).is_ok(), "{text}: {form}");
                form
            }
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn a_date_of_another_program_is_answered_with_its_own_iso_form() {
        for (text, iso) in [
            ("2014-01-02 03:04:05 UTC", "2014-01-02T03:04:05Z"),
            ("2014-01-02T03:04 GMT", "2014-01-02T03:04:00Z"),
            ("Tue, 03 Dec 2013 14:30:00 +0100", "2013-12-03T14:30:00+01:00"),
            ("Wed, 3 Dec 2013 14:30:00 +0100", "2013-12-03T14:30:00+01:00"),
            ("3 Dec 2013 14:30 EST", "2013-12-03T14:30:00-05:00"),
            ("2014-01-02 17:00:00 +02", "2014-01-02T17:00:00+02:00"),
            ("2014-01-02 17:00:00+2", "2014-01-02T17:00:00+02:00"),
            ("2014-01-02 17:00 GMT+2", "2014-01-02T17:00:00+02:00"),
            ("2013-12-03 14:30 CET", "2013-12-03T14:30:00+01:00"),
            ("2013-07-03 14:30 Europe/Amsterdam", "2013-07-03T14:30:00+02:00"),
            ("2013-07-03T14:30:00+02:00[Europe/Amsterdam]", "2013-07-03T14:30:00+02:00"),
            ("Tue Dec 3 14:30:00 2013", "2013-12-03 14:30:00"),
            ("Tue Dec 03 2013 14:30:00 GMT+0100 (CET)", "2013-12-03T14:30:00+01:00"),
            ("20131203T143000Z", "2013-12-03T14:30:00Z"),
            ("20131203", "2013-12-03"),
            ("1386077400", "2013-12-03T13:30:00Z"),
            ("1386077400123", "2013-12-03T13:30:00Z"),
            ("3-12-2013 9:05", "2013-12-03 09:05"),
            ("2013-1-5 9:00", "2013-01-05 09:00"),
            ("3 december 2013, 14.30 uur", "2013-12-03 14:30"),
            ("3 december 2013 om 14u30", "2013-12-03 14:30"),
            ("December 3, 2013 at 2:30 PM", "2013-12-03 14:30"),
            ("December 3, 2013 12:05 a.m.", "2013-12-03 00:05"),
            ("maandag 2 december 2013", "2013-12-02"),
            ("mardi 3 décembre 2013", "2013-12-03"),
            ("12/25/2013", "2013-12-25"),
            ("25/12/2013", "2013-12-25"),
        ] {
            assert_eq!(form(text), iso, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_decided_is_not_guessed() {
        let problem = |text: &str| When::parse(text, Tz::Europe__Amsterdam).unwrap_err();
        let both = |day_first: &str, month_first: &str| DateError::Ambiguous {
            day_first: day_first.to_owned(),
            month_first: month_first.to_owned(),
        };
        assert_eq!(problem("12/03/2013"), both("2013-03-12", "2013-12-03"));
        assert_eq!(problem("12/03/2013 14:30"), both("2013-03-12 14:30", "2013-12-03 14:30"));
        assert_eq!(form("12/12/2013"), "2013-12-12");
        let without = "2021-12-02 17:00:00".to_owned();
        assert_eq!(
            problem("2021-12-02 17:00:00+17:00"),
            DateError::Offset { offset: "+17:00".to_owned(), without: without.clone() }
        );
        assert_eq!(problem("2021-12-02 17:00:00 CST"), DateError::Zone { zone: "CST".to_owned(), without });
        assert_eq!(problem("gisteren"), DateError::Form);
        assert_eq!(problem(""), DateError::Form);
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_an_answer_that_can_be_pasted(text in ".{0,40}", date in "[0-9TZ:+ ./,CETdecpm-]{0,30}") {
            for text in [text, date] {
                match When::parse(&text, Tz::Europe__Amsterdam) {
                    Err(DateError::OtherForm(form)) => _ = When::parse(&form, Tz::Europe__Amsterdam).unwrap(),
                    Err(error) => _ = error.told(&text, str::to_owned),
                    Ok(_) => {}
                }
            }
        }
    }
}
