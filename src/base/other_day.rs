//! A day in the words or the numbers of people: `3 december 2013`, `December 3, 2013`, `3-12-2013`, `12/03/2013`.

use chrono::{Datelike as _, NaiveDate};

/// A day as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    /// One day.
    One(NaiveDate),
    /// One of two days.
    Either {
        /// The day where the day is first.
        day_first: NaiveDate,
        /// The day where the month is first.
        month_first: NaiveDate,
    },
    /// A day that does not exist, and the last one of its month.
    None(Option<NaiveDate>),
}

/// Month names by which a date in words is recognised, from January on: nl, en, de, fr, fy, es, it, pt (first letters suffice).
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "gen"],
    &["feb", "fév", "fev"],
    &["maart", "mrt", "mar", "mär", "maa", "mrz"],
    &["apr", "avr", "abr"],
    &["mei", "may", "mai", "mag"],
    &["jun", "juin", "giu"],
    &["jul", "juil", "lug"],
    &["aug", "aoû", "aou", "ago"],
    &["sep", "set"],
    &["okt", "oct", "ott", "out"],
    &["nov"],
    &["dec", "dez", "déc", "des", "dic"],
];

/// Days of the week that start as a month does.
const WEEKDAYS: &[&str] = &["maandag", "mardi", "martes", "martedì"];

fn month(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    let is_weekday = WEEKDAYS.contains(&word.as_str());
    let starts = |names: &&[&str]| names.iter().any(|name| word.starts_with(name)) && !is_weekday;
    MONTHS.iter().zip(1..).find(|(names, _)| starts(names)).map(|(_, month)| month)
}

/// Days of the week, and words between the parts of a date: nl, en, de, fr, fy.
const FILLERS: &str = "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma di wo do vr za zo \
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun \
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo mi fr sa so \
    lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim \
    moandei tiisdei woansdei tongersdei freed sneon snein \
    de den der le the of op on am om at um à a kl";

/// The day that some words give, and nothing else: `dinsdag 4 december`, `4-12-2018`. Without a year, the one that is nearest to
/// another day; where the day and the month can be exchanged, the day is first.
pub fn day_near(words: &[&str], near: NaiveDate) -> Option<NaiveDate> {
    let is_part = |part: &str| {
        let lower = part.to_lowercase();
        let is_number = part.starts_with(|c: char| c.is_ascii_digit()) && part.len() <= 4;
        is_number || month(part).is_some() || FILLERS.split_whitespace().any(|filler| filler == lower)
    };
    let mut parts = words.iter().flat_map(|word| word.split(|c: char| !c.is_alphanumeric()));
    if !parts.all(|part| part.is_empty() || is_part(part)) {
        return None;
    }
    let one = |day: Day| match day {
        Day::One(day) | Day::Either { day_first: day, .. } => Some(day),
        Day::None(_) => None,
    };
    if let Some(day) = day_of(words) {
        return one(day);
    }
    let years = (near.year() - 1..=near.year() + 1).map(|year| year.to_string());
    let days = years.filter_map(|year| one(day_of(&[words, &[year.as_str()]].concat())?));
    days.min_by_key(|day| (*day - near).num_days().abs())
}

/// Whether a word is part of a date: the name of a month or of an English day.
pub(super) fn is_known(word: &str) -> bool {
    let word = word.to_lowercase();
    month(&word).is_some() || ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].contains(&word.as_str())
}

/// The day that some words give. `None` where they give none.
pub(super) fn day_of(words: &[&str]) -> Option<Day> {
    let parts: Vec<&str> = words
        .iter()
        .flat_map(|word| word.split(|c: char| !c.is_alphanumeric()))
        .filter(|part| !part.is_empty())
        .collect();
    // Of two names of months, as in `mar. 3 déc. 2013`, the first is that of a day of the week.
    let named = parts.iter().rev().find_map(|part| month(part));
    let number = |part: &&str| part.trim_end_matches(char::is_alphabetic).parse::<u32>().ok();
    let numbers: Vec<u32> = parts.iter().filter_map(number).collect();
    let is_slashed = words.iter().any(|word| word.contains('/'));
    match (named, numbers.as_slice()) {
        (Some(month), [day, year] | [year, day]) if is_year(*year) && !is_year(*day) => {
            Some(day_in(*year, month, *day))
        }
        (None, [year, month, day]) if is_year(*year) => Some(day_in(*year, *month, *day)),
        (None, [first, second, year]) if is_year(*year) => Some(of_numbers(*first, *second, *year, is_slashed)),
        _ => None,
    }
}

fn is_year(number: u32) -> bool {
    (1000..=9999).contains(&number)
}

/// The day of two numbers before a year. With dashes and dots the day is first; with slashes it depends on the country.
fn of_numbers(first: u32, second: u32, year: u32, is_slashed: bool) -> Day {
    match (day_in(year, second, first), day_in(year, first, second)) {
        (Day::One(day_first), Day::One(month_first)) if is_slashed && day_first != month_first => {
            Day::Either { day_first, month_first }
        }
        (Day::One(day), _) | (Day::None(_), Day::One(day)) => Day::One(day),
        (none, _) => none,
    }
}

fn day_in(year: u32, month: u32, day: u32) -> Day {
    let Ok(year) = i32::try_from(year) else { return Day::None(None) };
    let of = |day| NaiveDate::from_ymd_opt(year, month, day);
    match of(day) {
        Some(day) => Day::One(day),
        None if (29..=31).contains(&day) => Day::None((28..day).rev().find_map(of)),
        None => Day::None(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_does_not_exist_has_a_last_day_of_its_month() {
        let last = |words: &[&str]| match day_of(words) {
            Some(Day::None(last)) => last.map(|last| last.to_string()),
            other => panic!("{other:?}"),
        };
        assert_eq!(last(&["2013-02-31"]).as_deref(), Some("2013-02-28"));
        assert_eq!(last(&["31", "november", "2013"]).as_deref(), Some("2013-11-30"));
        assert_eq!(last(&["2013-13-03"]), None);
        assert_eq!(last(&["32-12-2013"]), None);
        assert_eq!(day_of(&["gisteren"]), None);
    }
}
