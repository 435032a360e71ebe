//! Dates that can be read and cannot be meant: a change before the publication, a year of two digits, a key without its date.

use chrono::Datelike as _;

use crate::base::date::When;
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic, Severity};

/// The first year of which anybody publishes news: a date before it has a year of two digits, or a slip of the pen.
const FIRST: i32 = 1000;

/// The findings on the dates of an item.
pub(super) fn odd_dates(mapping: &Mapping<'_>, date: Option<When>, updated: Option<When>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    let finding = |code, key: &str, message: String, hint: String| {
        Diagnostic::new(code, mapping.value(key, ""), message).hint(hint)
    };
    for (key, when) in [("date", date), ("updated", updated)] {
        let day = when.map(|when| when.day()).filter(|day| day.year() < FIRST && mapping.has(key));
        let Some(day) = day else { continue };
        let year = if day.year() < 100 { format!("20{:02}", day.year()) } else { "2014".to_owned() };
        let meant = format!("{key}: {year}-{:02}-{:02}", day.month(), day.day());
        let message = format!("this date is in the year {}", day.year());
        found.push(finding(Code::DateInvalid, key, message, format!("write `{meant}`")));
    }
    if let Some((date, updated)) = date.zip(updated).filter(|(date, updated)| updated.day() < date.day()) {
        let message = format!("this change of {} is before the publication on {}", updated.day(), date.day());
        let hint = "write the date of the last change, or remove `updated`".to_owned();
        let order = finding(Code::DateOrder, "updated", message, hint);
        // Systems that note every change have such dates: they do not stop a build.
        found.push(Diagnostic { severity: Severity::Warning, ..order });
    }
    for (key, when) in [("date", date), ("updated", updated)] {
        let Some((typed, shown)) = when.and_then(|when| skipped(mapping, key, when)) else { continue };
        let message = format!("there is no {typed} on this day: the clock goes forward, and readers see {shown}");
        let meant = when.map(|when| when.day().to_string()).unwrap_or_default();
        let gap = finding(Code::DateInvalid, key, message, format!("write `{key}: {meant} {shown}`"));
        found.push(Diagnostic { severity: Severity::Warning, ..gap });
    }
    let is_empty = |key: &str| {
        let span = mapping.span_of(key).and_then(|span| mapping.text.get(span));
        let value =
            span.and_then(|line| line.split_once(':')).map(|(_, value)| value.split(" #").next().unwrap_or(value));
        value.is_some_and(|value| matches!(value.trim(), "" | "~" | "null"))
    };
    if is_empty("expires") {
        let message = "`expires` has no date, so the item never expires".to_owned();
        let hint = "write `expires: YYYY-MM-DD`, or remove the line".to_owned();
        found.push(finding(Code::WrongType, "expires", message, hint));
    }
    found
}

/// The time that was written and the one that is shown, where the clock of the site skips the first: an hour in spring.
fn skipped(mapping: &Mapping<'_>, key: &str, when: When) -> Option<(String, String)> {
    const WITHOUT_SECONDS: usize = "2024-03-31 02:30".len();
    const WITH_SECONDS: usize = WITHOUT_SECONDS + ":00".len();
    let (_, value) = mapping.text.get(mapping.span_of(key)?)?.split_once(':')?;
    let value = value.split(" #").next()?.trim().trim_matches(['"', '\'']);
    // An offset says which moment is meant.
    let typed = value.get(WITHOUT_SECONDS - "02:30".len()..WITHOUT_SECONDS)?;
    let is_local = matches!(value.len(), WITHOUT_SECONDS | WITH_SECONDS) && !value.contains(['Z', '+']);
    let shown = when.time().filter(|shown| is_local && shown != typed)?;
    Some((typed.to_owned(), shown))
}
