//! When something was published: read from a text, written as ISO 8601 and in the words of a language.

use std::fmt;

use chrono::{
    DateTime, Datelike, Days, FixedOffset, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Timelike,
};
use chrono_tz::Tz;
use icu_calendar::{Date, Gregorian};
use icu_datetime::fieldsets::{M, YM, YMD};
use icu_datetime::{DateTimeFormatterPreferences, FixedCalendarDateTimeFormatter};
use icu_locale_core::{Locale, locale};
use serde::{Deserialize, Serialize};

/// A moment as a writer gives it: a day, or a day with a time, in the site's time zone or with an offset of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct When {
    /// The moment; for a day alone its first one in the site's time zone.
    #[serde(with = "moment")]
    pub at: DateTime<FixedOffset>,
    /// Whether the writer gave a time.
    pub has_time: bool,
}

/// A moment as numbers: seconds since 1970 and nanoseconds, and the offset in seconds.
mod moment {
    use chrono::{DateTime, FixedOffset};
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    pub(super) fn serialize<S: Serializer>(at: &DateTime<FixedOffset>, to: S) -> Result<S::Ok, S::Error> {
        (at.timestamp(), at.timestamp_subsec_nanos(), at.offset().local_minus_utc()).serialize(to)
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<DateTime<FixedOffset>, D::Error> {
        let (seconds, rest, offset) = <(i64, u32, i32)>::deserialize(from)?;
        let at = DateTime::from_timestamp(seconds, rest).zip(FixedOffset::east_opt(offset));
        at.map(|(at, offset)| at.with_timezone(&offset)).ok_or_else(|| D::Error::custom("no moment"))
    }
}

/// Why a text is no date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateError {
    /// It is a date, but written for people: the ISO form to write instead.
    InWords(String),
    /// It has the right form, but there is no such day or time, such as 31 November or 25:00.
    Impossible,
    /// It is no date.
    Form,
}

impl When {
    /// Reads `2013-12-03`, `2013-12-03 14:30`, `2013-12-03T14:30:05` and the same with `Z` or `+01:00`.
    pub fn parse(text: &str, zone: Tz) -> Result<Self, DateError> {
        let text = text.trim();
        let day_text = text.get(..10).filter(|day| is_iso_day(day)).ok_or_else(|| in_words(text))?;
        let rest = text.get(10..).unwrap_or_default();
        let day = NaiveDate::parse_from_str(day_text, "%Y-%m-%d")
            .ok()
            .filter(|day| day.year() > 0)
            .ok_or(DateError::Impossible)?;
        if rest.is_empty() {
            return Ok(Self { at: local(day.and_time(NaiveTime::MIN), zone), has_time: false });
        }
        let time_text = rest.strip_prefix(['T', 't', ' ']).ok_or(DateError::Form)?.trim();
        let (time_text, offset) = split_offset(time_text)?;
        let time = read_time(time_text)?;
        let at = match offset {
            None => local(day.and_time(time), zone),
            Some(offset) => offset.from_local_datetime(&day.and_time(time)).single().ok_or(DateError::Impossible)?,
        };
        Ok(Self { at, has_time: true })
    }

    /// The form for `<time datetime>`: `2013-12-03`, or RFC 3339 where there is a time.
    pub fn iso(&self) -> String {
        if self.has_time {
            return self.at.to_rfc3339();
        }
        let day = self.day();
        format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
    }

    /// The day, as written.
    pub fn day(&self) -> NaiveDate {
        self.at.date_naive()
    }

    /// The time, `14:30`, where the writer gave one.
    pub fn time(&self) -> Option<String> {
        self.has_time.then(|| format!("{:02}:{:02}", self.at.hour(), self.at.minute()))
    }
}

/// The last day of the month of a day that the month does not have, in ISO form.
pub fn last_day_of_month(text: &str) -> Option<String> {
    let month = text.get(..8)?;
    let day: u32 = text.get(8..10)?.parse().ok().filter(|day| *day > 28)?;
    let there = |day: &u32| NaiveDate::parse_from_str(&format!("{month}{day}"), "%Y-%m-%d").is_ok();
    (28..day).rev().find(there).filter(|_| !there(&day)).map(|day| format!("{month}{day}"))
}

fn is_iso_day(text: &str) -> bool {
    text.bytes().enumerate().all(|(i, b)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() })
}

fn split_offset(text: &str) -> Result<(&str, Option<FixedOffset>), DateError> {
    if let Some(time) = text.strip_suffix(['Z', 'z']) {
        return Ok((time.trim_end(), FixedOffset::east_opt(0)));
    }
    let Some(at) = text.rfind(['+', '-']) else { return Ok((text, None)) };
    let (time, offset) = text.split_at(at);
    let (hours, minutes) = match offset.get(1..).unwrap_or_default() {
        digits if digits.len() == 5 => digits.split_once(':').ok_or(DateError::Form)?,
        digits if digits.len() == 4 && digits.is_ascii() => digits.split_at(2),
        _ => return Err(DateError::Form),
    };
    let number = |digits: &str| digits.parse::<u8>().map(i32::from).map_err(|_not_a_number| DateError::Form);
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    if hours > 14 || minutes > 59 {
        return Err(DateError::Impossible);
    }
    let seconds = (hours * 60 + minutes) * 60;
    let signed = if offset.starts_with('-') { -seconds } else { seconds };
    Ok((time.trim_end(), FixedOffset::east_opt(signed)))
}

fn read_time(text: &str) -> Result<NaiveTime, DateError> {
    let form = match text.len() {
        4 | 5 => "%H:%M",
        _ => "%H:%M:%S%.f",
    };
    if !text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.')) || !text.contains(':') {
        return Err(DateError::Form);
    }
    NaiveTime::parse_from_str(text, form).map_err(|_out_of_range| DateError::Impossible)
}

/// A wall-clock time in a zone. If the clock goes back and a time occurs twice, the first; if it goes forward and
/// the time is skipped, the first moment after the gap.
fn local(wall: NaiveDateTime, zone: Tz) -> DateTime<FixedOffset> {
    let mut wall = wall;
    for _ in 0..(24 * 4) {
        match zone.from_local_datetime(&wall) {
            MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => return at.fixed_offset(),
            MappedLocalTime::None => wall += chrono::Duration::minutes(15),
        }
    }
    wall.and_utc().fixed_offset()
}

/// Month names by which a date in words is recognised, from January on: nl, en, de, fr, fy (first letters suffice).
const MONTHS: [&[&str]; 12] = [
    &["jan"],
    &["feb", "fév", "fev"],
    &["maart", "mrt", "mar", "mär", "maa", "mrz"],
    &["apr", "avr"],
    &["mei", "may", "mai", "maa"],
    &["jun", "juin"],
    &["jul", "juil"],
    &["aug", "aoû", "aou"],
    &["sep"],
    &["okt", "oct"],
    &["nov"],
    &["dec", "dez", "déc", "des"],
];

/// The ISO form of a date in words: `3 december 2013`, `December 3, 2013`, `3-12-2013`, `2013/12/3`.
fn in_words(text: &str) -> DateError {
    let lower = text.to_lowercase();
    let parts: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let month_of = |part: &str| MONTHS.iter().position(|names| names.iter().any(|name| part.starts_with(name)));
    let number = |part: &str| part.trim_end_matches(char::is_alphabetic).parse::<i32>().ok();
    let numbers: Vec<i32> = parts.iter().filter_map(|part| number(part)).collect();
    let word = parts.iter().find_map(|part| month_of(part)).and_then(|month| i32::try_from(month + 1).ok());
    let (year, month, day) = match (word, numbers.as_slice()) {
        (Some(month), [day, year] | [_, day, year]) if *year > 31 && *day <= 31 => (*year, month, *day),
        (Some(month), [year, day]) if *year > 31 => (*year, month, *day),
        (None, [year, month, day]) if *year > 31 => (*year, *month, *day),
        (None, [day, month, year]) if *year > 31 => (*year, *month, *day),
        _ => return DateError::Form,
    };
    let date = u32::try_from(month).ok().zip(u32::try_from(day).ok());
    match date.and_then(|(month, day)| NaiveDate::from_ymd_opt(year, month, day)) {
        Some(date) => DateError::InWords(date.format("%Y-%m-%d").to_string()),
        None => DateError::Impossible,
    }
}

/// Writes dates in the words of one language.
pub struct Calendar {
    day: FixedCalendarDateTimeFormatter<Gregorian, YMD>,
    month: FixedCalendarDateTimeFormatter<Gregorian, YM>,
    month_alone: FixedCalendarDateTimeFormatter<Gregorian, M>,
}

impl fmt::Debug for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Calendar")
    }
}

impl Calendar {
    /// The calendar of a BCP 47 language tag. A bare `en` is the world's English ("3 December 2013"), `en-US` is not.
    /// `None` for a tag that is not well formed.
    pub fn of(language: &str) -> Option<Self> {
        let tag: Locale = language.parse().ok()?;
        let tag = if tag == locale!("en") { locale!("en-001") } else { tag };
        let wanted = DateTimeFormatterPreferences::from(&tag);
        Some(Self {
            day: FixedCalendarDateTimeFormatter::try_new(wanted, YMD::long()).ok()?,
            month: FixedCalendarDateTimeFormatter::try_new(wanted, YM::long()).ok()?,
            month_alone: FixedCalendarDateTimeFormatter::try_new(wanted, M::long()).ok()?,
        })
    }

    /// "3 december 2013".
    pub fn day(&self, day: NaiveDate) -> String {
        self.day.format(&gregorian(day)).to_string()
    }

    /// "december 2013".
    pub fn month(&self, year: i32, month: u8) -> String {
        self.month.format(&first_of(year, month)).to_string()
    }

    /// "december".
    pub fn month_alone(&self, month: u8) -> String {
        self.month_alone.format(&first_of(2000, month)).to_string()
    }
}

fn gregorian(day: NaiveDate) -> Date<Gregorian> {
    let part = |number: u32| u8::try_from(number).unwrap_or(1);
    Date::try_new_gregorian(day.year(), part(day.month()), part(day.day()))
        .unwrap_or_else(|_impossible| first_of(day.year(), 1))
}

fn first_of(year: i32, month: u8) -> Date<Gregorian> {
    Date::try_new_gregorian(year, month.clamp(1, 12), 1)
        .unwrap_or_else(|_impossible| Date::from_rata_die(icu_calendar::types::RataDie::new(1), Gregorian))
}

/// The day after, for "until and including".
pub fn next_day(when: When, zone: Tz) -> DateTime<FixedOffset> {
    let next = when.day().checked_add_days(Days::new(1)).unwrap_or(when.day());
    local(next.and_time(NaiveTime::MIN), zone)
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Amsterdam;

    use super::*;

    fn parse(text: &str) -> Result<String, DateError> {
        When::parse(text, Amsterdam).map(|when| when.at.to_rfc3339())
    }

    #[test]
    fn a_day_alone_is_that_day_in_the_sites_time_zone() {
        assert_eq!(parse("2013-12-03").as_deref(), Ok("2013-12-03T00:00:00+01:00"));
        assert_eq!(parse("2013-07-03 14:30").as_deref(), Ok("2013-07-03T14:30:00+02:00"));
        assert_eq!(parse("2013-07-03T14:30:05Z").as_deref(), Ok("2013-07-03T14:30:05+00:00"));
        assert_eq!(parse("2013-07-03 14:30 +0530").as_deref(), Ok("2013-07-03T14:30:00+05:30"));
    }

    #[test]
    fn a_time_that_the_clock_skips_or_repeats_has_one_meaning() {
        assert_eq!(parse("2013-03-31 02:30").as_deref(), Ok("2013-03-31T03:00:00+02:00"));
        assert_eq!(parse("2013-10-27 02:30").as_deref(), Ok("2013-10-27T02:30:00+02:00"));
    }

    #[test]
    fn a_date_for_people_is_answered_with_its_iso_form() {
        for text in
            ["3 december 2013", "December 3, 2013", "3-12-2013", "2013/12/3", "3. Dezember 2013", "le 3 décembre 2013"]
        {
            assert_eq!(parse(text), Err(DateError::InWords("2013-12-03".to_owned())), "{text}");
        }
        assert_eq!(parse("2013-11-31"), Err(DateError::Impossible));
        assert_eq!(last_day_of_month("2013-02-31").as_deref(), Some("2013-02-28"));
        assert_eq!(last_day_of_month("2013-11-30 25:00"), None);
        assert_eq!(parse("2013-11-30 25:00"), Err(DateError::Impossible));
        assert_eq!(parse("gisteren"), Err(DateError::Form));
    }

    #[test]
    fn dates_are_written_in_the_readers_language() {
        let day = NaiveDate::from_ymd_opt(2013, 12, 3).unwrap();
        let words = |tag| Calendar::of(tag).map(|calendar| calendar.day(day)).unwrap();
        assert_eq!(words("nl"), "3 december 2013");
        assert_eq!(words("en"), "3 December 2013");
        assert_eq!(words("en-US"), "December 3, 2013");
        assert_eq!(words("de"), "3. Dezember 2013");
        assert_eq!(words("fr"), "3 décembre 2013");
        assert_eq!(words("fy"), "3 Desimber 2013");
    }
}
