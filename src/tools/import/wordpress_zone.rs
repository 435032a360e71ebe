//! The time zone of a WordPress site: its export has the local time and that of Greenwich of each text, and the difference tells.

use std::collections::HashMap;

use chrono::{DateTime, FixedOffset, NaiveDateTime, Offset as _, TimeZone as _};
use chrono_tz::Tz;

use crate::base::date::When;

/// Time zones that are tried where the language does not tell.
const OTHERS: &[Tz] = &[
    Tz::Europe__Amsterdam,
    Tz::Europe__London,
    Tz::UTC,
    Tz::America__New_York,
    Tz::America__Chicago,
    Tz::America__Denver,
    Tz::America__Los_Angeles,
    Tz::Europe__Helsinki,
    Tz::Europe__Moscow,
    Tz::Australia__Sydney,
    Tz::Australia__Perth,
    Tz::Pacific__Auckland,
    Tz::Asia__Tokyo,
    Tz::Asia__Shanghai,
    Tz::Asia__Kolkata,
    Tz::America__Sao_Paulo,
    Tz::America__Halifax,
    Tz::Africa__Johannesburg,
    Tz::Africa__Lagos,
    Tz::America__Phoenix,
];

/// How often each zone has the offset of a text.
#[derive(Debug, Default)]
pub(super) struct ZoneGuess {
    counts: HashMap<Tz, usize>,
    dates: usize,
}

/// The zone of most readers of a language.
fn of_language(language: &str) -> Option<Tz> {
    let language = language.to_ascii_lowercase().replace('_', "-");
    let zone = match language.as_str() {
        "nl-be" => Tz::Europe__Brussels,
        "en-gb" => Tz::Europe__London,
        "en-au" => Tz::Australia__Sydney,
        "en-nz" => Tz::Pacific__Auckland,
        "en-ca" => Tz::America__Toronto,
        "de-ch" => Tz::Europe__Zurich,
        "de-at" => Tz::Europe__Vienna,
        "pt-br" => Tz::America__Sao_Paulo,
        "nb-no" => Tz::Europe__Oslo,
        "sv-se" => Tz::Europe__Stockholm,
        _ => match language.split('-').next()? {
            "nl" | "fy" => Tz::Europe__Amsterdam,
            "de" => Tz::Europe__Berlin,
            "fr" => Tz::Europe__Paris,
            "es" => Tz::Europe__Madrid,
            "it" => Tz::Europe__Rome,
            "da" => Tz::Europe__Copenhagen,
            "fi" => Tz::Europe__Helsinki,
            "pl" => Tz::Europe__Warsaw,
            "ja" => Tz::Asia__Tokyo,
            _ => return None,
        },
    };
    Some(zone)
}

impl ZoneGuess {
    /// Adds the times of a text.
    pub(super) fn add(&mut self, local: &str, gmt: &str) {
        let Some((_, offset, utc)) = moment(local, gmt) else { return };
        self.dates += 1;
        for zone in OTHERS {
            if zone.offset_from_utc_datetime(&utc).fix() == offset {
                *self.counts.entry(*zone).or_default() += 1;
            }
        }
    }

    /// The zone that fits most texts: that of the language, where it fits as well as any other.
    pub(super) fn best(&self, language: &str) -> Tz {
        let count = |zone: &Tz| self.counts.get(zone).copied().unwrap_or_default();
        let best = OTHERS
            .iter()
            .max_by_key(|zone| (count(zone), std::cmp::Reverse(OTHERS.iter().position(|other| other == *zone))));
        let own = of_language(language);
        let like = own.map(|own| OTHERS.iter().find(|zone| is_like(**zone, own)).copied().unwrap_or(own));
        match (own, like, best) {
            (Some(own), _, _) if self.dates == 0 => own,
            // A few texts were written before the setting was right.
            (Some(own), Some(like), Some(best)) if count(&like) * 10 >= count(best) * 9 => own,
            (_, _, Some(best)) if count(best) > 0 => *best,
            (own, ..) => own.unwrap_or(Tz::UTC),
        }
    }
}

/// Whether two zones have the same time, in summer and in winter.
fn is_like(one: Tz, other: Tz) -> bool {
    [1_600_000_000, 1_610_000_000, 1_400_000_000].into_iter().all(|at| {
        let utc = DateTime::from_timestamp(at, 0).unwrap_or_default().naive_utc();
        one.offset_from_utc_datetime(&utc).fix() == other.offset_from_utc_datetime(&utc).fix()
    })
}

/// The moment of a text: its local time, the offset, and the time of Greenwich.
fn moment(local: &str, gmt: &str) -> Option<(NaiveDateTime, FixedOffset, NaiveDateTime)> {
    let parse = |text: &str| NaiveDateTime::parse_from_str(text.trim(), "%Y-%m-%d %H:%M:%S").ok();
    let (local, utc) = (parse(local)?, parse(gmt)?);
    let seconds = i32::try_from((local - utc).num_seconds()).ok()?;
    // Offsets are quarters of an hour; a second more or less is of the program.
    let quarter = (f64::from(seconds) / 900.0).round();
    let is_near = (f64::from(seconds) - quarter * 900.0).abs() <= 60.0;
    #[expect(clippy::cast_possible_truncation, reason = "a small whole number")]
    let offset =
        FixedOffset::east_opt(quarter as i32 * 900).filter(|offset| offset.local_minus_utc().abs() <= 14 * 3600);
    offset.filter(|_| is_near).map(|offset| (local, offset, utc))
}

/// The date of a text, from its local time and that of Greenwich. Where one of them is missing, the other counts.
pub(super) fn when(local: &str, gmt: &str, zone: Tz) -> Option<When> {
    if let Some((local, offset, _)) = moment(local, gmt) {
        return Some(When::new(offset.from_local_datetime(&local).single()?, true, zone));
    }
    let is_date = |text: &str| !text.trim().is_empty() && !text.starts_with("0000");
    if is_date(local) {
        return When::parse(local.trim().get(..16)?, zone).ok();
    }
    is_date(gmt).then(|| When::parse(&format!("{}Z", gmt.trim()), zone).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_to_greenwich_gives_the_zone() {
        let best = |language: &str, dates: &[(&str, &str)]| {
            let mut guess = ZoneGuess::default();
            for (local, gmt) in dates {
                guess.add(local, gmt);
            }
            guess.best(language)
        };
        let summer = ("2013-07-01 14:00:00", "2013-07-01 12:00:00");
        let winter = ("2013-12-03 14:00:00", "2013-12-03 13:00:00");
        assert_eq!(best("nl-NL", &[summer, winter]), Tz::Europe__Amsterdam);
        assert_eq!(best("en-US", &[summer, winter]), Tz::Europe__Amsterdam);
        assert_eq!(best("de-DE", &[summer, winter]), Tz::Europe__Berlin);
        assert_eq!(
            best(
                "en-US",
                &[("2013-07-01 08:00:00", "2013-07-01 12:00:00"), ("2013-12-03 08:00:00", "2013-12-03 13:00:00")]
            ),
            Tz::America__New_York
        );
        assert_eq!(best("nl-NL", &[("2013-07-01 12:00:00", "2013-07-01 12:00:00")]), Tz::UTC);
        assert_eq!((best("nl", &[]), best("en-US", &[])), (Tz::Europe__Amsterdam, Tz::UTC));
    }

    #[test]
    fn a_date_has_the_offset_of_its_site() {
        let iso = |local: &str, gmt: &str| when(local, gmt, Tz::Europe__Amsterdam).map(|when| when.iso());
        assert_eq!(iso("2013-12-03 14:30:00", "2013-12-03 13:30:00").as_deref(), Some("2013-12-03T14:30:00+01:00"));
        assert_eq!(iso("2013-12-03 14:30:00", "0000-00-00 00:00:00").as_deref(), Some("2013-12-03T14:30:00+01:00"));
        assert_eq!(iso("0000-00-00 00:00:00", "2013-12-03 13:30:00").as_deref(), Some("2013-12-03T13:30:00+00:00"));
        assert_eq!(iso("0000-00-00 00:00:00", "0000-00-00 00:00:00"), None);
        assert_eq!(iso("x", ""), None);
    }
}
