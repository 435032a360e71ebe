//! Days and months in the words of a language.

use std::fmt;

use chrono::{Datelike as _, NaiveDate};
use icu_calendar::{Date, Gregorian};
use icu_datetime::fieldsets::{D, M, YM, YMD};
use icu_datetime::pattern::FixedCalendarDateTimeNames;
use icu_datetime::{DateTimeFormatterPreferences, FixedCalendarDateTimeFormatter};
use icu_locale_core::{Locale, locale};

/// Writes dates in the words of one language.
pub struct Calendar {
    day: FixedCalendarDateTimeFormatter<Gregorian, YMD>,
    month: FixedCalendarDateTimeFormatter<Gregorian, YM>,
    month_alone: FixedCalendarDateTimeFormatter<Gregorian, M>,
    month_short: FixedCalendarDateTimeFormatter<Gregorian, M>,
    day_alone: FixedCalendarDateTimeFormatter<Gregorian, D>,
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
        let month = FixedCalendarDateTimeFormatter::try_new(wanted, YM::long()).ok()?;
        // The formatter of Portuguese months lacks what it writes years with (icu_datetime 2.4).
        let mut names = FixedCalendarDateTimeNames::from_formatter(wanted, month);
        names.include_decimal_formatter().ok()?;
        Some(Self {
            day: FixedCalendarDateTimeFormatter::try_new(wanted, YMD::long()).ok()?,
            month: names.try_into_formatter(YM::long()).ok()?,
            month_alone: FixedCalendarDateTimeFormatter::try_new(wanted, M::long()).ok()?,
            month_short: FixedCalendarDateTimeFormatter::try_new(wanted, M::medium()).ok()?,
            day_alone: FixedCalendarDateTimeFormatter::try_new(wanted, D::short()).ok()?,
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

    /// "dec": the month as it stands on a block of a calendar.
    pub fn month_short(&self, day: NaiveDate) -> String {
        self.month_short.format(&gregorian(day)).to_string()
    }

    /// "3": the day of the month.
    pub fn day_alone(&self, day: NaiveDate) -> String {
        self.day_alone.format(&gregorian(day)).to_string()
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

#[cfg(test)]
mod tests {
    use super::*;

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
        let block =
            |tag| Calendar::of(tag).map(|calendar| (calendar.day_alone(day), calendar.month_short(day))).unwrap();
        assert_eq!(block("nl"), ("3".to_owned(), "dec".to_owned()));
        assert_eq!(block("en").1, "Dec");
    }

    #[test]
    fn no_language_lacks_what_its_dates_are_written_with() {
        let day = NaiveDate::from_ymd_opt(2013, 12, 3).unwrap();
        for tag in "ar bg bn bs ca cs cy da de el en es et eu fa fi fr fy ga gl gu he hi hr hu hy id is it ja ka kk km kn ko lt lv mk ml mn mr ms my nb ne nl nn or pa pl ps pt ro ru sd si sk sl sq sr sv sw ta te th tr uk ur uz vi zh-CN zh-TW zu".split(' ') {
            let calendar = Calendar::of(tag).unwrap();
            let words = [calendar.day(day), calendar.month(2013, 2), calendar.month_alone(2), calendar.month_short(day), calendar.day_alone(day)];
            assert!(words.iter().all(|words| !words.contains('{') && !words.is_empty()), "{tag}: {words:?}");
            assert!(tag != "pt" || words[1..3] == ["fevereiro de 2013", "fevereiro"], "{words:?}");
        }
    }
}
