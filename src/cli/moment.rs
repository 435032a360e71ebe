//! Dates and times given as options.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use courant::base::date::When;
use courant::base::other_date::DateError;
use courant::base::{Error, ErrorCode};

/// Parses the value of an option: a date or a date with a time, in the given time zone or with its own offset.
pub(crate) fn read(option: &str, typed: &str, zone: Tz) -> Result<When, Error> {
    When::parse(typed, zone).or_else(|problem| match DateTime::parse_from_rfc3339(typed.trim()) {
        Ok(at) => Ok(When::new(at, true, zone)),
        Err(_not_rfc3339) => Err(refused(option, typed, &problem)),
    })
}

/// A moment to the minute, on the wall clock of the site.
pub(crate) fn minute(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string()
}

fn refused(option: &str, typed: &str, problem: &DateError) -> Error {
    let write =
        |form: &str| if form.contains(' ') { format!("`{option} \"{form}\"`") } else { format!("`{option} {form}`") };
    let (message, hint) = problem.told(typed, write);
    Error::usage(ErrorCode::DateInvalid, format!("{option}: {message}")).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(typed: &str) -> String {
        read("--at", typed, Tz::Europe__Amsterdam).unwrap().at.to_utc().to_rfc3339()
    }

    #[test]
    fn a_time_is_in_the_time_zone_of_the_site_unless_it_has_an_offset() {
        assert_eq!(utc("2013-12-03"), "2013-12-02T23:00:00+00:00");
        assert_eq!(utc("2013-12-03 14:30"), "2013-12-03T13:30:00+00:00");
        assert_eq!(utc("2013-12-03T14:30:00Z"), "2013-12-03T14:30:00+00:00");
        assert_eq!(utc("2013-12-03t14:30:00.5-05:00"), "2013-12-03T19:30:00.500+00:00");
    }

    #[test]
    fn an_invalid_time_is_wrong_usage_with_a_hint() {
        for (typed, hint) in [
            ("3 december 2013", "2013-12-03"),
            ("2013-11-31", "`--at 2013-11-30`"),
            ("gisteren", "--at \"YYYY-MM-DD 14:30\""),
        ] {
            let error = read("--at", typed, Tz::UTC).unwrap_err();
            assert!(error.exit_status() == 2 && error.hints.concat().contains(hint), "{error:?}");
        }
    }
}
