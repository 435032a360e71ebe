//! When something was published: read from a text, written as ISO 8601, and as a day of the site.

use chrono::{
    DateTime, Datelike, Days, FixedOffset, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset as _, TimeZone,
    Timelike,
};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::other_date::{DateError, problem};
use super::other_zone;

/// A moment as a writer gives it: a day, or a day with a time, in the site's time zone or with an offset of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct When {
    /// The moment; for a day alone its first one in the site's time zone.
    #[serde(with = "moment")]
    pub at: DateTime<FixedOffset>,
    /// Whether the writer gave a time.
    pub has_time: bool,
    /// The offset of the site's time zone at that moment, in seconds.
    site_offset: i32,
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

impl When {
    /// A moment of a site. `has_time` is false for a day alone.
    pub fn new(at: DateTime<FixedOffset>, has_time: bool, zone: Tz) -> Self {
        let site_offset = zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc();
        Self { at, has_time, site_offset }
    }

    /// Reads `2013-12-03`, `2013-12-03 14:30`, `2013-12-03T14:30:05` and the same with `Z` or `+01:00`.
    pub fn parse(text: &str, zone: Tz) -> Result<Self, DateError> {
        let text = text.trim();
        match Self::read(text, zone) {
            Some(when) if (1..=9999).contains(&when.day().year()) => Ok(when),
            Some(_) => Err(DateError::Year),
            None => Err(problem(text)),
        }
    }

    fn read(text: &str, zone: Tz) -> Option<Self> {
        let (day, rest) = text.split_at_checked(10)?;
        let day = if is_iso_day(day) { NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()? } else { return None };
        if rest.is_empty() {
            return Some(Self::new(local(day.and_time(NaiveTime::MIN), zone), false, zone));
        }
        let (time, offset) = split_offset(rest.strip_prefix(['T', 't', ' '])?.trim())?;
        let at = day.and_time(read_time(time)?);
        let at = match offset {
            None => local(at, zone),
            Some(offset) => offset.from_local_datetime(&at).single()?,
        };
        Some(Self::new(at, true, zone))
    }

    /// The form for `<time datetime>`: `2013-12-03`, or RFC 3339 with the offset as written where there is a time.
    pub fn iso(&self) -> String {
        if self.has_time {
            return self.at.to_rfc3339();
        }
        let day = self.day();
        format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
    }

    /// The day, in the time zone of the site.
    pub fn day(&self) -> NaiveDate {
        self.on_site().date()
    }

    /// The time in the time zone of the site, `14:30`, where the writer gave one.
    pub fn time(&self) -> Option<String> {
        let time = self.on_site();
        self.has_time.then(|| format!("{:02}:{:02}", time.hour(), time.minute()))
    }

    /// A wall-clock time of the site.
    pub fn on_wall_clock(wall: NaiveDateTime, has_time: bool, zone: Tz) -> Self {
        Self::new(local(wall, zone), has_time, zone)
    }

    /// The moment that is later by a time on the wall clock of the site.
    pub fn shifted(self, by: chrono::Duration, has_time: bool, zone: Tz) -> Option<Self> {
        Some(Self::on_wall_clock(self.on_site().checked_add_signed(by)?, has_time, zone))
    }

    /// The wall-clock time of the site.
    pub fn on_site(&self) -> NaiveDateTime {
        let utc = self.at.naive_utc();
        utc.checked_add_signed(chrono::Duration::seconds(self.site_offset.into())).unwrap_or(utc)
    }
}

fn is_iso_day(text: &str) -> bool {
    text.bytes().enumerate().all(|(i, b)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() })
}

/// `14:30+01:00` → `14:30`, and the offset that it has.
fn split_offset(text: &str) -> Option<(&str, Option<FixedOffset>)> {
    if let Some(time) = text.strip_suffix(['Z', 'z']) {
        return Some((time.trim_end(), FixedOffset::east_opt(0)));
    }
    let Some(at) = text.rfind(['+', '-']) else { return Some((text, None)) };
    let (time, offset) = text.split_at(at);
    let digits = offset.get(1..).filter(|digits| matches!(digits.len(), 4 | 5))?;
    (digits.len() == 4 || digits.contains(':')).then_some(())?;
    Some((time.trim_end(), FixedOffset::east_opt(other_zone::offset(offset)?)))
}

fn read_time(text: &str) -> Option<NaiveTime> {
    let form = match text.len() {
        4 | 5 => "%H:%M",
        _ => "%H:%M:%S%.f",
    };
    let is_time = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.')) && text.contains(':');
    if is_time { NaiveTime::parse_from_str(text, form).ok() } else { None }
}

/// A wall-clock time in a zone. If the clock goes back and a time occurs twice, the first; if it goes forward and
/// the time is skipped, the first moment after the gap.
fn local(wall: NaiveDateTime, zone: Tz) -> DateTime<FixedOffset> {
    let mut wall = wall;
    for _ in 0..=(24 * 4) {
        match zone.from_local_datetime(&wall) {
            MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => return at.fixed_offset(),
            MappedLocalTime::None => wall += chrono::Duration::minutes(15),
        }
    }
    wall.and_utc().fixed_offset()
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
            assert_eq!(parse(text), Err(DateError::OtherForm("2013-12-03".to_owned())), "{text}");
        }
        assert_eq!(parse("2013-11-31"), Err(DateError::NoSuchDay(Some("2013-11-30".to_owned()))));
        assert_eq!(parse("2013-11-30 25:00"), Err(DateError::NoSuchTime("2013-11-30".to_owned())));
        assert_eq!(parse("gisteren"), Err(DateError::Form));
    }

    #[test]
    fn the_day_is_that_of_the_site_and_the_machine_form_is_as_written() {
        let shown = |text: &str| {
            let when = When::parse(text, Amsterdam).unwrap();
            (when.day().to_string(), when.time(), when.iso())
        };
        let of = |day: &str, time: &str, iso: &str| (day.to_owned(), Some(time.to_owned()), iso.to_owned());
        assert_eq!(shown("2024-06-30T22:30:00Z"), of("2024-07-01", "00:30", "2024-06-30T22:30:00+00:00"));
        assert_eq!(shown("2024-01-01 08:00 +09:00"), of("2024-01-01", "00:00", "2024-01-01T08:00:00+09:00"));
        assert_eq!(shown("2023-12-31 18:30 -05:00"), of("2024-01-01", "00:30", "2023-12-31T18:30:00-05:00"));
        assert_eq!(shown("2024-07-01"), ("2024-07-01".to_owned(), None, "2024-07-01".to_owned()));
    }
}
