//! The time at the start of a heading: `14:05 Brug weer open`, `3 december, 14.05 uur – Brug weer open`.

use chrono::{NaiveDate, NaiveTime};

use crate::base::day_near;

/// Heading with a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TimedHeading {
    /// The day, if it is written.
    pub(super) day: Option<NaiveDate>,
    /// The time.
    pub(super) time: NaiveTime,
    /// The byte at which the text behind the time begins.
    pub(super) title_at: usize,
}

/// What a heading says of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HeadingTime {
    /// It begins with one.
    At(TimedHeading),
    /// It begins with what looks like one, and there is no such time: `25:10`.
    Impossible,
    /// It does not begin with one.
    None,
}

/// How many words of a day may stand before the time: `Tuesday, the 3rd of December 2018 at`.
const MOST_WORDS: usize = 8;
/// Signs between the time and the text, and around the time.
const SIGNS: &[char] =
    &[':', '-', '–', '—', '|', '·', '•', '/', '.', ',', ';', ')', ']', '(', '[', '»', '›', '>', '*', '\u{a0}', ' '];

/// The time of a heading. Of a day without a year, that of the day which is nearest to another.
pub(super) fn heading_time(text: &str, near: NaiveDate) -> HeadingTime {
    let found = candidates(text).find_map(|at| timed(text, at, near, true));
    // `3.12. 14:05` is a day and a time: a dot is looked at last.
    let found = found.or_else(|| candidates(text).find_map(|at| timed(text, at, near, false)));
    match found {
        Some(Ok(timed)) => HeadingTime::At(timed),
        Some(Err(())) => HeadingTime::Impossible,
        None => HeadingTime::None,
    }
}

/// The places at which a time may begin.
fn candidates(text: &str) -> impl Iterator<Item = usize> {
    let mut before = ' ';
    let mut words = 0;
    text.char_indices().filter_map(move |(at, c)| {
        let is_border = !before.is_alphanumeric() || (matches!(before, 'T' | 't') && words == 0);
        let is_start = c.is_ascii_digit() && is_border && !matches!(before, ':' | '.' | '-' | '/');
        words += usize::from(!before.is_whitespace() && c.is_whitespace());
        before = c;
        (is_start && words <= MOST_WORDS).then_some(at)
    })
}

/// The heading with the time at a place. An error is a time that does not exist.
fn timed(text: &str, at: usize, near: NaiveDate, is_strict: bool) -> Option<Result<TimedHeading, ()>> {
    let (before, rest) = text.split_at_checked(at)?;
    let before = before.trim_matches(SIGNS).trim_end_matches(['T', 't']);
    let (hours, minutes, rest) = clock(rest, is_strict)?;
    let day = if before.is_empty() {
        None
    } else {
        let words: Vec<&str> = before.split([' ', ',', '\u{a0}']).filter(|word| !word.is_empty()).collect();
        Some(day_near(&words, near)?)
    };
    let Some(time) = NaiveTime::from_hms_opt(hours, minutes, 0) else { return Some(Err(())) };
    let title = rest.trim_start_matches(SIGNS);
    Some(Ok(TimedHeading { day, time, title_at: text.len() - title.len() }))
}

/// The hours and minutes at the start of a text, and what is behind them with their unit: `14:05`, `14.05 uur`, `14u05`, `2:05 pm`,
/// `14 uur:`. With `is_strict`, a dot separates none.
fn clock(text: &str, is_strict: bool) -> Option<(u32, u32, &str)> {
    let (hours, rest) = digits(text, 1)?;
    let separators: &[char] = if is_strict { &[':', 'h', 'H', 'u'] } else { &['.'] };
    if let Some((minutes, rest)) = rest.strip_prefix(separators).and_then(|rest| digits(rest, 2)) {
        // `3.12.2018` and `3.12.` are days, and `14:05:30` has seconds.
        let rest = rest.strip_prefix(':').and_then(|rest| digits(rest, 2)).map_or(rest, |(_, rest)| rest);
        let is_day = !is_strict && rest.starts_with(['.', '-', '/']);
        let is_word = rest.starts_with(|c: char| c.is_alphanumeric());
        let (half, rest) = unit(rest);
        return (!is_day && (!is_word || half.is_some())).then(|| (of_half(hours, half), minutes, rest));
    }
    // Hours alone have a unit, and a sign behind it: `20 uur: het is stil`, and not `20 uur lang stil`.
    let (half, after) = unit(rest);
    let is_apart = after.is_empty() || after.trim_start().starts_with([':', '-', '–', '—', '|', '·']);
    let is_known = half == Some(Half::None) && is_apart || matches!(half, Some(Half::Am | Half::Pm));
    (is_strict && is_known).then(|| (of_half(hours, half), 0, after))
}

/// At most two digits at the start of a text, and at least so many.
fn digits(text: &str, least: usize) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end).filter(|(digits, _)| (least..=2).contains(&digits.len()))?;
    Some((digits.parse().ok()?, rest))
}

/// Which half of the day a unit is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Half {
    None,
    Am,
    Pm,
}

/// The unit at the start of a text, and the rest.
fn unit(text: &str) -> (Option<Half>, &str) {
    const UNITS: &[(&str, Half)] = &[
        ("a.m.", Half::Am),
        ("p.m.", Half::Pm),
        ("am", Half::Am),
        ("pm", Half::Pm),
        ("uur", Half::None),
        ("oere", Half::None),
        ("uhr", Half::None),
        ("hrs", Half::None),
        ("h", Half::None),
        ("u", Half::None),
    ];
    let bare = text.trim_start_matches([' ', '\u{a0}']);
    let found = UNITS.iter().find_map(|(unit, half)| {
        let start = bare.get(..unit.len()).filter(|start| start.eq_ignore_ascii_case(unit))?;
        let rest = bare.get(start.len()..)?;
        (!rest.starts_with(char::is_alphanumeric)).then_some((*half, rest))
    });
    found.map_or((None, text), |(half, rest)| (Some(half), rest))
}

fn of_half(hours: u32, half: Option<Half>) -> u32 {
    match half {
        Some(Half::Am) if (1..=12).contains(&hours) => hours % 12,
        Some(Half::Pm) if (1..=12).contains(&hours) => hours % 12 + 12,
        _ => hours,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, &str)> {
        let near = NaiveDate::from_ymd_opt(2018, 12, 3)?;
        match heading_time(text, near) {
            HeadingTime::At(TimedHeading { day, time, title_at }) => {
                let day = day.map(|day| format!("{day} ")).unwrap_or_default();
                Some((format!("{day}{}", time.format("%H:%M")), text.get(title_at..)?))
            }
            HeadingTime::Impossible => Some(("impossible".to_owned(), "")),
            HeadingTime::None => None,
        }
    }

    #[test]
    fn times_are_read_as_writers_write_them() {
        for (text, time, title) in [
            ("14:05 Brug weer open", "14:05", "Brug weer open"),
            ("9:05 Brug", "09:05", "Brug"),
            ("14.05 Brug weer open", "14:05", "Brug weer open"),
            ("14.05 uur: Brug", "14:05", "Brug"),
            ("14:05 uur – Brug", "14:05", "Brug"),
            ("14u05 | Brug", "14:05", "Brug"),
            ("14h05 — Pont rouvert", "14:05", "Pont rouvert"),
            ("[14:05] Brug", "14:05", "Brug"),
            ("(14:05) Brug", "14:05", "Brug"),
            ("14:05:30 Brug", "14:05", "Brug"),
            ("14:05", "14:05", ""),
            ("14:05 Uhr", "14:05", ""),
            ("14 uur: Brug", "14:00", "Brug"),
            ("2:05 pm Bridge", "14:05", "Bridge"),
            ("12.05 a.m. - Bridge", "00:05", "Bridge"),
            ("2pm Bridge", "14:00", "Bridge"),
            ("3 december, 14:05 Brug", "2018-12-03 14:05", "Brug"),
            ("3 december 14.05 uur Brug", "2018-12-03 14:05", "Brug"),
            ("dinsdag 4 december om 00:10 uur: Brug", "2018-12-04 00:10", "Brug"),
            ("December 4, 2:05 pm: Bridge", "2018-12-04 14:05", "Bridge"),
            ("Tuesday, the 4th of December 2018 at 14:05 – Bridge", "2018-12-04 14:05", "Bridge"),
            ("Dienstag, 4. Dezember, 14:05 Uhr: Brücke", "2018-12-04 14:05", "Brücke"),
            ("mardi 4 décembre à 14h05 : pont", "2018-12-04 14:05", "pont"),
            ("4 desimber, 14:05 oere: brêge", "2018-12-04 14:05", "brêge"),
            ("2018-12-04 14:05 Brug", "2018-12-04 14:05", "Brug"),
            ("2018-12-04T14:05 Brug", "2018-12-04 14:05", "Brug"),
            ("4-12-2018, 14:05 Brug", "2018-12-04 14:05", "Brug"),
            ("4/12 14:05 Brug", "2018-12-04 14:05", "Brug"),
            ("3.12. 14:05 Brücke", "2018-12-03 14:05", "Brücke"),
            ("1 januari, 00:01 Vuurwerk", "2019-01-01 00:01", "Vuurwerk"),
            ("14.05 Trein van 15:10 rijdt", "14:05", "Trein van 15:10 rijdt"),
            ("25:10 Brug", "impossible", ""),
            ("14:75 Brug", "impossible", ""),
        ] {
            assert_eq!(read(text), Some((time.to_owned(), title)), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "Achtergrond",
            "Wat we weten om 14:05",
            "3.12.2018 Brug",
            "20 uur lang stil",
            "112 gebeld",
            "1405 Brug",
            "14:5 Brug",
            "2018: een jaar",
            "10 jaar brug",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_heading_has_an_answer(text in ".{0,40}", time in "[0-9:.uhamp ,]{0,12}") {
            for text in [text, time] {
                _ = read(&text);
            }
        }
    }
}
