//! A time zone in a calendar (RFC 5545 §3.6.5): its offset on the first day, and each change of it until the last.

use std::collections::BTreeMap;
use std::io;

use chrono::{Datelike as _, Duration, NaiveDate, NaiveDateTime, Offset as _, TimeZone as _};
use chrono_tz::{OffsetComponents as _, OffsetName as _, Tz};

use super::content_lines::{ContentLines, LOCAL};

/// The most years that are described: calendars know the zone by its name too.
const MOST_YEARS: i32 = 30;

/// The offset of a zone in a part of the year.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Observance {
    is_summer: bool,
    /// The offset before it, and its own, in seconds.
    offsets: (i32, i32),
    name: [u8; 8],
}

/// Writes the zone for the days of some events.
pub(super) fn write(zone: &str, (first, last): (NaiveDate, NaiveDate), lines: &mut ContentLines<'_>) -> io::Result<()> {
    let Ok(known) = zone.parse::<Tz>() else { return Ok(()) };
    let from = NaiveDate::from_ymd_opt(first.year(), 1, 1).unwrap_or(first).and_time(chrono::NaiveTime::MIN);
    let until = last.year().min(first.year().saturating_add(MOST_YEARS)).saturating_add(1);
    lines.raw("BEGIN", &[], "VTIMEZONE")?;
    lines.text("TZID", zone)?;
    let mut starts: BTreeMap<Observance, Vec<NaiveDateTime>> = BTreeMap::new();
    let (mut at, mut before) = (from, offset(known, from));
    starts.entry(observance(known, from, before)).or_default().push(from + Duration::seconds(before.into()));
    while at.year() <= until {
        let next = at + Duration::days(1);
        let after = offset(known, next);
        if after != before {
            let change = change(known, at, next);
            // On the wall clock before the change.
            let wall = change + Duration::seconds(before.into());
            starts.entry(observance(known, change, before)).or_default().push(wall);
        }
        (at, before) = (next, after);
    }
    for (observance, starts) in starts {
        write_observance(observance, &starts, lines)?;
    }
    lines.raw("END", &[], "VTIMEZONE")
}

fn offset(zone: Tz, utc: NaiveDateTime) -> i32 {
    zone.offset_from_utc_datetime(&utc).fix().local_minus_utc()
}

fn observance(zone: Tz, utc: NaiveDateTime, before: i32) -> Observance {
    let known = zone.offset_from_utc_datetime(&utc);
    let mut name = [b' '; 8];
    let letters = known.abbreviation().unwrap_or_default().bytes().take(name.len());
    name.iter_mut().zip(letters).for_each(|(to, from)| *to = from);
    let is_summer = known.dst_offset() != Duration::zero();
    Observance { is_summer, offsets: (before, known.fix().local_minus_utc()), name }
}

/// The moment of a change between two others, to the second.
fn change(zone: Tz, mut before: NaiveDateTime, mut after: NaiveDateTime) -> NaiveDateTime {
    let old = offset(zone, before);
    while after - before > Duration::seconds(1) {
        let middle = before + (after - before) / 2;
        if offset(zone, middle) == old { before = middle } else { after = middle }
    }
    after
}

fn write_observance(it: Observance, starts: &[NaiveDateTime], lines: &mut ContentLines<'_>) -> io::Result<()> {
    let kind = if it.is_summer { "DAYLIGHT" } else { "STANDARD" };
    lines.raw("BEGIN", &[], kind)?;
    for (at, start) in starts.iter().enumerate() {
        lines.raw(if at == 0 { "DTSTART" } else { "RDATE" }, &[], &start.format(LOCAL).to_string())?;
    }
    lines.raw("TZOFFSETFROM", &[], &in_hours(it.offsets.0))?;
    lines.raw("TZOFFSETTO", &[], &in_hours(it.offsets.1))?;
    lines.text("TZNAME", String::from_utf8_lossy(&it.name).trim())?;
    lines.raw("END", &[], kind)
}

/// `+0100`, with seconds where there are any.
fn in_hours(offset: i32) -> String {
    let (sign, seconds) = (if offset < 0 { '-' } else { '+' }, offset.unsigned_abs());
    let rest = if seconds % 60 == 0 { String::new() } else { format!("{:02}", seconds % 60) };
    format!("{sign}{:02}{:02}{rest}", seconds / 3600, seconds / 60 % 60)
}
