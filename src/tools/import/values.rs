//! Values of front matter and settings, read as what is meant by them.

use std::fmt::{Display, Write as _};

use chrono_tz::Tz;
use icu_locale_core::Locale;
use pulldown_cmark::{Event, Parser};
use serde_json::Value;

use super::front::Values;
use crate::base::date::When;
use crate::base::other_date::DateError;

/// A value as text: numbers and truths too. `None` for nothing, lists and maps.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// The text of a key.
pub(super) fn text_of(values: &Values, key: &str) -> Option<String> {
    values.get(key).and_then(text)
}

/// The first of some keys that has a text.
pub(super) fn first_text(values: &Values, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| text_of(values, key))
}

/// Whether a key is true.
pub(super) fn is_true(values: &Values, key: &str) -> bool {
    values
        .get(key)
        .and_then(text)
        .is_some_and(|text| matches!(text.to_lowercase().as_str(), "true" | "yes" | "on" | "1"))
}

/// Whether a key is false.
pub(super) fn is_false(values: &Values, key: &str) -> bool {
    values.get(key).and_then(text).is_some_and(|text| matches!(text.to_lowercase().as_str(), "false" | "no" | "off"))
}

/// The texts of a list, or of one value. In a list of maps, the text under one of the usual keys for a name.
pub(super) fn list(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().filter_map(name).collect(),
        other => name(other).into_iter().collect(),
    }
}

fn name(value: &Value) -> Option<String> {
    match value {
        Value::Object(map) => {
            ["name", "title", "display_name", "login", "id"].iter().find_map(|key| map.get(*key).and_then(text))
        }
        other => text(other).map(|text| one_line(&text)),
    }
}

/// The texts of a key.
pub(super) fn list_of(values: &Values, key: &str) -> Vec<String> {
    values.get(key).map(list).unwrap_or_default()
}

/// A text on one line.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text on one line, without the entities of HTML: `Zorg &amp; welzijn`.
pub(super) fn decoded(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        decoded.push_str(before);
        let length = from.find(';').filter(|end| *end <= 32).map_or(1, |end| end + 1);
        let (entity, after) = from.split_at_checked(length).unwrap_or((from, ""));
        match Parser::new(entity)
            .find_map(|event| if let Event::Text(text) = event { Some(text.into_string()) } else { None })
        {
            Some(letter) if length > 1 => decoded.push_str(&letter),
            _ => decoded.push_str(entity),
        }
        rest = after;
    }
    decoded.push_str(rest);
    one_line(&decoded)
}

/// The value at a path of keys: `params.description`.
pub(super) fn at<'v>(values: &'v Values, path: &str) -> Option<&'v Value> {
    let mut keys = path.split('.');
    let first = values.get(keys.next()?)?;
    keys.try_fold(first, |value, key| value.get(key))
}

/// A language tag in its usual capitals: `zh-cn` → `zh-CN`.
pub(super) fn canonical_tag(tag: &str) -> String {
    let tag = tag.replace('_', "-");
    tag.parse::<Locale>().map_or(tag, |locale| locale.to_string())
}

/// A date in any form that can be read in one way. A date with the month or the day first is read with the day first, except
/// where `month_first`.
pub(super) fn date(text: &str, zone: Tz, month_first: bool) -> Option<When> {
    let form = match When::parse(text, zone) {
        Ok(when) => return Some(when),
        Err(DateError::OtherForm(form)) => form,
        Err(DateError::Ambiguous { day_first, month_first: other }) => {
            if month_first {
                other
            } else {
                day_first
            }
        }
        Err(DateError::Offset { offset, without }) => return with_far_offset(&without, &offset, zone),
        Err(DateError::Zone { without, .. }) => without,
        Err(DateError::NoSuchTime(day)) => day,
        Err(DateError::NoSuchDay(_) | DateError::Year | DateError::Form) => return None,
    };
    When::parse(&form, zone).ok()
}

/// A date in a form of `strftime`. `None` for a form that is none, or that asks for what the date does not have.
pub(super) fn in_form(formatted: impl Display) -> Option<String> {
    let mut written = String::new();
    write!(written, "{formatted}").ok().map(|()| written)
}

/// A time with an offset that no place has, such as `+16:00`, means a moment all the same.
fn with_far_offset(without: &str, offset: &str, zone: Tz) -> Option<When> {
    let (sign, digits) = (if offset.starts_with('+') { 1 } else { -1 }, offset.get(1..)?);
    let (hours, minutes) = digits.split_once(':').or_else(|| digits.split_at_checked(2)).unwrap_or((digits, "0"));
    let seconds = sign * (hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().unwrap_or(0)) * 60;
    let wall = When::parse(&format!("{}Z", without.trim()), zone).ok()?;
    let at = wall.at.checked_sub_signed(chrono::Duration::try_seconds(seconds)?)?;
    Some(When::new(at.with_timezone(&zone).fixed_offset(), true, zone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_other_programs_are_read() {
        let read = |text: &str| date(text, Tz::Europe__Amsterdam, false).map(|when| when.iso());
        for (text, iso) in [
            ("2010-02-07 13:16:49+00:00", "2010-02-07T13:16:49+00:00"),
            ("2013-12-03", "2013-12-03"),
            ("3 december 2013", "2013-12-03"),
            ("03/04/2013", "2013-04-03"),
            ("2021-03-01 16:00:00+16:00", "2021-03-01T01:00:00+01:00"),
            ("2021-12-02 17:00 CST", "2021-12-02T17:00:00+01:00"),
        ] {
            assert_eq!(read(text).as_deref(), Some(iso), "{text}");
        }
        assert_eq!(read("gisteren"), None);
    }

    #[test]
    fn forms_of_dates_may_be_none() {
        let when = date("2013-12-03 10:05", Tz::Europe__Amsterdam, false).unwrap();
        assert_eq!(in_form(when.at.format("%Y/%m %H.%M")).as_deref(), Some("2013/12 10.05"));
        for form in ["%Q", "%", "%Y %H"] {
            assert_eq!(in_form(when.day().format(form)), None, "{form}");
        }
    }

    #[test]
    fn entities_are_decoded() {
        assert_eq!(decoded("Zorg &amp; welzijn &#8211; caf&eacute;  & &x; &"), "Zorg & welzijn – café & &x; &");
    }

    #[test]
    fn lists_have_many_forms() {
        let of = |json: &str| list(&serde_json::from_str(json).unwrap());
        assert_eq!(of("[\"a\", 2, {\"name\": \"c\"}, null]"), ["a", "2", "c"]);
        assert_eq!(of("\"a b\""), ["a b"]);
        assert!(of("null").is_empty());
    }
}
