//! Address patterns of archives: `/archief/{year}/{month}/`, in which the pages of years stand at `/archief/{year}/`.

use std::fmt::Write as _;

use chrono::{Datelike as _, NaiveDate};

use crate::base::Address;

/// A valid pattern: `{year}`, then `{month}`, then `{day}`, each a whole part of the path, and the last two only if wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchivePattern {
    /// What stands before the year, the month and the day.
    before: Vec<Box<str>>,
}

/// A year, a month or a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// A year.
    Year(i32),
    /// A month of a year, 1 to 12.
    Month(i32, u8),
    /// A day of a month, 1 to 31.
    Day(i32, u8, u8),
}

impl Period {
    /// The longer periods that it is a part of, the longest first.
    pub fn above(self) -> Vec<Self> {
        match self {
            Self::Year(_) => Vec::new(),
            Self::Month(year, _) => vec![Self::Year(year)],
            Self::Day(year, month, _) => vec![Self::Year(year), Self::Month(year, month)],
        }
    }

    /// The period of the same length that a day is in.
    #[must_use]
    pub fn around(self, day: NaiveDate) -> Self {
        let part = |number: u32| u8::try_from(number).unwrap_or(1);
        match self {
            Self::Year(_) => Self::Year(day.year()),
            Self::Month(..) => Self::Month(day.year(), part(day.month())),
            Self::Day(..) => Self::Day(day.year(), part(day.month()), part(day.day())),
        }
    }
}

const FIELDS: [&str; 3] = ["{year}", "{month}", "{day}"];

impl ArchivePattern {
    /// Parses and checks a pattern; the error describes the problem.
    pub fn parse(text: &str) -> Result<Self, String> {
        if !text.ends_with('/') {
            return Err("it must end in `/`".to_owned());
        }
        let mut before = Vec::new();
        let mut rest = text;
        for field in FIELDS {
            let Some((text, after)) = rest.split_once(field) else { break };
            rest = after.strip_prefix('/').ok_or_else(|| format!("`{field}` must be a whole part of the path"))?;
            if text.contains(['{', '}']) || !(text.is_empty() || text.ends_with('/')) {
                return Err(format!("`{field}` must be a whole part of the path"));
            }
            before.push(text.into());
        }
        if before.is_empty() {
            return Err("it has no `{year}`".to_owned());
        }
        if !rest.is_empty() {
            return Err("it must end in `{year}/`, `{month}/` or `{day}/`, in this order".to_owned());
        }
        let pattern = Self { before };
        pattern.text(Period::Day(2013, 12, 3)).map_err(|error| error.to_string())?;
        Ok(pattern)
    }

    /// Whether months have pages.
    pub fn has_months(&self) -> bool {
        self.before.len() > 1
    }

    /// Whether days have pages.
    pub fn has_days(&self) -> bool {
        self.before.len() > 2
    }

    /// The address of a period.
    pub fn address(&self, period: Period) -> Address {
        self.text(period).unwrap_or_else(|_checked_before| Address::root())
    }

    fn text(&self, period: Period) -> Result<Address, crate::base::address::AddressError> {
        let (year, month, day) = match period {
            Period::Year(year) => (year, None, None),
            Period::Month(year, month) => (year, Some(month), None),
            Period::Day(year, month, day) => (year, Some(month), Some(day)),
        };
        let mut text = String::new();
        let mut before = self.before.iter();
        // Writing to a String cannot fail.
        let _ = write!(text, "{}{year:04}/", before.next().map_or("/", |text| text));
        for (number, before) in [month, day].into_iter().flatten().zip(before) {
            let _ = write!(text, "{before}{number:02}/");
        }
        Address::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_gives_the_addresses_of_years_months_and_days() {
        let addresses = |text| {
            let pattern = ArchivePattern::parse(text).unwrap();
            let periods = [Period::Year(2013), Period::Month(2013, 2), Period::Day(2013, 2, 3)];
            (periods.map(|period| pattern.address(period).to_string()), pattern.has_months(), pattern.has_days())
        };
        let whole = ["/2013/", "/2013/02/", "/2013/02/03/"].map(str::to_owned);
        assert_eq!(addresses("/{year}/{month}/{day}/"), (whole, true, true));
        let (words, _, has_days) = addresses("/archief/{year}/maand/{month}/");
        assert_eq!((&*words[0], &*words[1], has_days), ("/archief/2013/", "/archief/2013/maand/02/", false));
        for wrong in [
            "/{year}",
            "/{month}/",
            "/{year}-{month}/",
            "/x{year}/",
            "/{year}/{day}/",
            "/{year}/x/",
            "/{year}/{slug}/{month}/",
            "{year}/",
            "/../{year}/",
        ] {
            assert!(ArchivePattern::parse(wrong).is_err(), "{wrong}");
        }
    }
}
