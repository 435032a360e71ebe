//! The dates of an event that repeats: a recurrence rule (RFC 5545 §3.3.10) → the starts of its dates.

use std::borrow::Cow;

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, TimeZone as _};
use chrono_tz::Tz;
use rrule::{RRule, RRuleSet, Unvalidated};

use crate::base::date::When;

/// The most dates of an event. One without an end has its first dates only.
pub(super) const MOST_DATES: u16 = 10_000;

/// The reason why an event cannot repeat so.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum RepeatError {
    /// The rule cannot be read.
    Syntax(String),
    /// A rule with an end gives more dates than [`MOST_DATES`].
    TooMany(u16),
    /// The start is not a date of the rule, of which this is the first.
    Start(String),
}

/// A rule in its one form: in capitals, with an end in universal time.
pub(super) fn rule(typed: &str, start: When, zone: Tz) -> Result<String, RepeatError> {
    let typed = typed.trim().to_uppercase();
    let parts = typed.trim_start_matches("RRULE:").split(';').filter(|part| !part.trim().is_empty());
    let mut rule = Vec::new();
    let mut has_frequency = false;
    for part in parts {
        let unknown = || RepeatError::Syntax(format!("`{part}` has no `=`"));
        let (name, value) = part.split_once('=').ok_or_else(unknown)?;
        let (name, value) = (name.trim(), value.trim());
        if name == "FREQ" && matches!(value, "SECONDLY" | "MINUTELY" | "HOURLY") {
            return Err(RepeatError::Syntax("an event repeats by the day, week, month or year".to_owned()));
        }
        // A line break would begin another property of the calendar.
        if let Some(sign) = part.chars().find(|c| !c.is_ascii_alphanumeric() && !" =,:+-".contains(*c)) {
            return Err(RepeatError::Syntax(format!("`{sign}` stands in no rule")));
        }
        has_frequency |= name == "FREQ";
        let value = if name == "UNTIL" { Cow::Owned(until(value, start, zone)?) } else { Cow::Borrowed(value) };
        rule.push(format!("{name}={value}"));
    }
    if !has_frequency {
        return Err(RepeatError::Syntax("it has no `FREQ=`, such as `FREQ=WEEKLY`".to_owned()));
    }
    Ok(rule.join(";"))
}

/// The end of a rule in universal time: of a day alone, its last moment.
fn until(typed: &str, start: When, zone: Tz) -> Result<String, RepeatError> {
    let plain = typed.replace(['-', ':'], "");
    let day = || NaiveDate::parse_from_str(&plain, "%Y%m%d").ok()?.and_hms_opt(23, 59, 59);
    let moment = || NaiveDateTime::parse_from_str(plain.trim_end_matches('Z'), "%Y%m%dT%H%M%S").ok();
    let unread = || RepeatError::Syntax(format!("`{typed}` is not a date: write `UNTIL=2014-12-31`"));
    let wall = day().or_else(moment).ok_or_else(unread)?;
    let end = if plain.ends_with('Z') { wall } else { When::on_wall_clock(wall, start.has_time, zone).at.naive_utc() };
    Ok(end.format("%Y%m%dT%H%M%SZ").to_string())
}

/// Days of the week as other languages write them, with those of a rule.
const DAYS: &[(&str, &str)] = &[
    ("MA", "MO"),
    ("DI", "TU"),
    ("WO", "WE"),
    ("DO", "TH"),
    ("VR", "FR"),
    ("ZA", "SA"),
    ("ZO", "SU"),
    ("MI", "WE"),
    ("SO", "SU"),
];
/// Frequencies as other languages write them, with those of a rule.
const FREQUENCIES: &[(&str, &str)] = &[
    ("DAGELIJKS", "DAILY"),
    ("WEKELIJKS", "WEEKLY"),
    ("MAANDELIJKS", "MONTHLY"),
    ("JAARLIJKS", "YEARLY"),
    ("TÄGLICH", "DAILY"),
    ("WÖCHENTLICH", "WEEKLY"),
    ("MONATLICH", "MONTHLY"),
    ("JÄHRLICH", "YEARLY"),
];

/// What the parser of rules says, in the words of a writer. It names the wrong value in quotes.
fn in_words(message: &str) -> String {
    let value = message.split('`').nth(1).unwrap_or_default().to_uppercase();
    let meant = |names: &[(&str, &str)]| {
        names.iter().find(|(name, _)| *name == value).map(|(_, meant)| format!(": write `{meant}`"))
    };
    let lower = message.to_lowercase();
    if lower.contains("weekday") {
        let meant =
            meant(DAYS).unwrap_or_else(|| ": the days are `MO`, `TU`, `WE`, `TH`, `FR`, `SA` and `SU`".to_owned());
        format!("`{value}` is no day of the week{meant}")
    } else if lower.contains("frequency") {
        let meant = meant(FREQUENCIES);
        let meant = meant.unwrap_or_else(|| ": write `DAILY`, `WEEKLY`, `MONTHLY` or `YEARLY`".to_owned());
        format!("`{value}` is no frequency{meant}")
    } else if lower.contains("count") {
        format!("`{value}` is no number of times")
    } else if lower.contains("interval") {
        format!("`{value}` is no interval, which is a number such as 2")
    } else {
        lower.rsplit_once("error: ").map_or(lower.as_str(), |(_, reason)| reason).trim_end_matches('.').to_owned()
    }
}

/// The starts of the dates that a rule gives.
pub(super) fn dates(rule: &str, start: When, zone: Tz) -> Result<Vec<When>, RepeatError> {
    let syntax = |error: &dyn std::fmt::Display| RepeatError::Syntax(in_words(&error.to_string()));
    let first = rrule::Tz::Tz(zone).from_utc_datetime(&start.at.naive_utc());
    let parsed: RRule<Unvalidated> = rule.parse().map_err(|error| syntax(&error))?;
    let has_end = rule.contains("COUNT=") || rule.contains("UNTIL=");
    let valid = parsed.validate(first).map_err(|error| syntax(&error))?;
    let found = RRuleSet::new(first).rrule(valid).all(MOST_DATES);
    if found.limited && has_end {
        return Err(RepeatError::TooMany(MOST_DATES));
    }
    let when = |at: &chrono::DateTime<rrule::Tz>| When::new(at.fixed_offset(), start.has_time, zone);
    let dates: Vec<When> = found.dates.iter().map(when).collect();
    match dates.first() {
        Some(own) if own.at == start.at => Ok(dates),
        Some(other) => Err(RepeatError::Start(other.iso())),
        None => Err(RepeatError::Syntax(format!("it gives no date from {} on", start.day().year()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: Tz = chrono_tz::Europe::Amsterdam;

    fn found(typed: &str, start: &str) -> Result<Vec<String>, RepeatError> {
        let start = When::parse(start, ZONE).unwrap();
        let dates = dates(&rule(typed, start, ZONE)?, start, ZONE)?;
        Ok(dates.iter().map(When::iso).collect())
    }

    #[test]
    fn dates_keep_their_time_where_the_clock_is_changed() {
        let tuesdays = found("freq=weekly;byday=tu;count=3", "2014-03-25 20:00").unwrap();
        assert_eq!(tuesdays, ["2014-03-25T20:00:00+01:00", "2014-04-01T20:00:00+02:00", "2014-04-08T20:00:00+02:00"]);
        assert_eq!(
            found("FREQ=DAILY;UNTIL=2014-03-31", "2014-03-29").unwrap(),
            ["2014-03-29", "2014-03-30", "2014-03-31"]
        );
    }

    #[test]
    fn a_rule_that_is_none_is_told() {
        for (typed, reason) in [
            ("elke dinsdag", "has no `=`"),
            ("FREQ=HOURLY", "by the day"),
            ("BYDAY=TU", "no `FREQ=`"),
            ("FREQ=DAILY;UNTIL=kerst", "is not a date"),
            ("FREQ=WEEKLY;BYDAY=DI;COUNT=3", "`DI` is no day of the week: write `TU`"),
            ("FREQ=WEKELIJKS", "`WEKELIJKS` is no frequency: write `WEEKLY`"),
            ("FREQ=WEEKLY;COUNT=x", "`X` is no number of times"),
            ("FREQ=WEEKLY;COUNT=2\nRRULE:FREQ=WEEKLY;COUNT=2", "stands in no rule"),
        ] {
            let Err(RepeatError::Syntax(found)) = found(typed, "2014-03-25") else { panic!("{typed}") };
            assert!(found.contains(reason), "{typed}: {found}");
        }
        assert_eq!(found("FREQ=DAILY;COUNT=20000", "2014-03-25"), Err(RepeatError::TooMany(MOST_DATES)));
        assert_eq!(found("FREQ=WEEKLY;BYDAY=MO;COUNT=2", "2014-03-25"), Err(RepeatError::Start("2014-03-31".into())));
        assert_eq!(found("FREQ=DAILY", "2014-03-25").unwrap().len(), usize::from(MOST_DATES));
    }
}
