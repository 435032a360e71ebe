//! Telephone numbers: checked, shown in the groups of their country, and called as E.164.

use rlibphonenumber::enums::Region;
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat};
use serde::{Deserialize, Serialize};

/// A telephone number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Telephone {
    /// The number as readers see it: in the groups of its country, with the country code if it is of another country than the site.
    pub shown: Box<str>,
    /// The number as it is called: `+31501234567` (ITU-T E.164), or a short number such as `112`.
    pub called: Box<str>,
}

/// The longest text that is read as a number, in bytes.
const LONGEST: usize = 60;
/// The most digits of a short number, which has no country code.
const SHORT: usize = 6;

/// The country of a time zone (IANA tz database, `zone.tab`), for those where a site is likely to write numbers without a country
/// code.
const ZONES: &[(&str, Region)] = &[
    ("Europe/Amsterdam", Region::NL),
    ("Europe/Brussels", Region::BE),
    ("Europe/Luxembourg", Region::LU),
    ("Europe/Berlin", Region::DE),
    ("Europe/Paris", Region::FR),
    ("Europe/London", Region::GB),
    ("Europe/Dublin", Region::IE),
    ("Europe/Vienna", Region::AT),
    ("Europe/Zurich", Region::CH),
    ("Europe/Madrid", Region::ES),
    ("Europe/Lisbon", Region::PT),
    ("Europe/Rome", Region::IT),
    ("Europe/Copenhagen", Region::DK),
    ("Europe/Stockholm", Region::SE),
    ("Europe/Oslo", Region::NO),
    ("Europe/Helsinki", Region::FI),
    ("Europe/Warsaw", Region::PL),
    ("Europe/Prague", Region::CZ),
    ("Europe/Budapest", Region::HU),
    ("Europe/Athens", Region::GR),
    ("America/Paramaribo", Region::SR),
    ("America/Curacao", Region::CW),
    ("America/Aruba", Region::AW),
    ("America/New_York", Region::US),
    ("America/Toronto", Region::CA),
    ("Australia/Sydney", Region::AU),
];

/// Reads a number. One without a country code is of the country of a time zone; `None` where it is no number, or where that country
/// is not known.
pub fn read(typed: &str, time_zone: &str) -> Option<Telephone> {
    let typed = typed.trim();
    let is_number = |c: char| c.is_ascii_digit() || " +-–().\u{a0}/".contains(c);
    if typed.len() > LONGEST || !typed.chars().all(is_number) {
        return None;
    }
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let is_short = !typed.starts_with(['+', '0', '(']) && !digits.is_empty() && digits.len() <= SHORT;
    let region = ZONES.iter().find(|(zone, _)| *zone == time_zone).map(|(_, region)| *region);
    let plain = typed.replace('–', "-").replace("(0)", "");
    let number = PHONE_NUMBER_UTIL.parse(&plain, region).ok().filter(rlibphonenumber::PhoneNumber::is_valid);
    let Some(number) = number else {
        return is_short.then(|| Telephone { shown: typed.into(), called: digits.into() });
    };
    let is_own = region.is_some() && number.get_region_code() == region;
    let form = if is_own { PhoneNumberFormat::National } else { PhoneNumberFormat::International };
    Some(Telephone {
        shown: number.format_as(form).into_owned().into(),
        called: number.format_as(PhoneNumberFormat::E164).into_owned().into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_shown_in_the_groups_of_its_country() {
        let cases = [
            ("0501234567", "050 123 4567", "+31501234567"),
            ("050 - 123 45 67", "050 123 4567", "+31501234567"),
            ("+31 (0)6 12345678", "06 12345678", "+31612345678"),
            ("+49 30 123456", "+49 30 123456", "+4930123456"),
            ("112", "112", "112"),
            ("14 050", "14 050", "+3114050"),
        ];
        for (typed, shown, called) in cases {
            let found = read(typed, "Europe/Amsterdam").unwrap_or_else(|| panic!("{typed}"));
            assert_eq!((&*found.shown, &*found.called), (shown, called), "{typed}");
        }
    }

    #[test]
    fn what_cannot_be_called_is_no_number() {
        for typed in ["", "bel ons", "050", "+31", "0501234567890123456", "050-12345", "06-1234567"] {
            assert_eq!(read(typed, "Europe/Amsterdam"), None, "{typed}");
        }
        assert_eq!(read("0501234567", "Etc/UTC"), None, "of which country is it?");
        assert!(read("+31501234567", "Etc/UTC").is_some());
    }
}
