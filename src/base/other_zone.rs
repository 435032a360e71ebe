//! Time zones as people and other programs write them: `CET`, `+02`, `GMT+2`, `Europe/Amsterdam`.

use chrono_tz::Tz;

use super::other_day::is_known;

/// The time zone of a time.
pub(super) enum Zone<'t> {
    /// An offset in seconds.
    Offset(i32),
    /// A name of the IANA database.
    Named(Tz),
    /// An offset that no place has.
    TooFar(&'t str),
    /// A name that is not known.
    Unknown(&'t str),
}

/// Names of time zones that mean one offset, in hours. `CST` and `IST` are those of several countries.
const ZONES: &[(&str, i32)] = &[
    ("Z", 0),
    ("UT", 0),
    ("UTC", 0),
    ("GMT", 0),
    ("WET", 0),
    ("WEST", 1),
    ("BST", 1),
    ("CET", 1),
    ("MET", 1),
    ("MEZ", 1),
    ("CEST", 2),
    ("MEST", 2),
    ("MESZ", 2),
    ("EET", 2),
    ("EEST", 3),
    ("MSK", 3),
    ("JST", 9),
    ("AEST", 10),
    ("AEDT", 11),
    ("EST", -5),
    ("EDT", -4),
    ("CDT", -5),
    ("MST", -7),
    ("MDT", -6),
    ("PST", -8),
    ("PDT", -7),
];

/// The time zone that a word behind a time names: `CET`, `+02`, `GMT+2`, `Europe/Amsterdam`.
pub(super) fn zone_of(word: &str) -> Option<Zone<'_>> {
    let upper = word.to_uppercase();
    if let Some((_, hours)) = ZONES.iter().find(|(name, _)| *name == upper) {
        return Some(Zone::Offset(hours * 3600));
    }
    let behind = ["UTC", "GMT"].iter().find_map(|name| upper.starts_with(name).then(|| word.get(name.len()..))?);
    let digits = behind.unwrap_or(word);
    if digits.starts_with(['+', '-', '−']) && digits.chars().skip(1).all(|c| c.is_ascii_digit() || c == ':') {
        return Some(offset(digits).map_or(Zone::TooFar(digits), Zone::Offset));
    }
    if word.contains('/') && word.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Some(word.parse().map_or(Zone::Unknown(word), Zone::Named));
    }
    let is_code = (2..=5).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_in_a_day = is_known(word);
    (is_code && !is_in_a_day).then_some(Zone::Unknown(word))
}

/// An offset in seconds: `+01:00`, `-0330`, `+02`. `None` for one that no place has.
pub(super) fn offset(text: &str) -> Option<i32> {
    let digits = text.strip_prefix(['+', '-', '−'])?;
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None if digits.len() > 2 => digits.split_at_checked(digits.len() - 2)?,
        None => (digits, "0"),
    };
    let number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<i32>().ok())?;
    let (hours, minutes) = (number(hours)?, number(minutes).filter(|minutes| *minutes < 60)?);
    let seconds = hours.checked_mul(60)?.checked_add(minutes)?.checked_mul(60)?;
    let seconds = if text.starts_with('+') { seconds } else { -seconds };
    (-12 * 3600..=14 * 3600).contains(&seconds).then_some(seconds)
}
