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
