//! The filters of Liquid: those of lists, of numbers, of dates and of texts.

use serde_json::{Map, Value, json};

use super::data_files::element;
use super::liquid::Liquid;
use super::liquid_values::{at, is_true, split_at, word};
use super::values::{date, in_form, one_line, text};
use crate::base::slug::slugify;

impl Liquid<'_> {
    /// A value with a filter; `None` for one that is not known.
    pub(super) fn filter(&self, filter: &str, value: &Value) -> Option<Value> {
        let (name, arguments) = filter.split_once(':').unwrap_or((filter, ""));
        let arguments: Vec<&str> = split_at(arguments, ',').map(str::trim).filter(|text| !text.is_empty()).collect();
        let arguments: Vec<Option<Value>> = arguments.into_iter().map(|text| self.value(text)).collect();
        let argument = |at: usize| arguments.get(at).cloned().flatten();
        let name = name.trim();
        match (name, value) {
            ("default", value) if is_true(value) && value.as_str() != Some("") => return Some(value.clone()),
            ("default", _) => return argument(0),
            ("split", value @ (Value::String(_) | Value::Null)) => {
                let (whole, by) = (word(value)?, word(&argument(0)?)?);
                let mut parts = self.budget.split(&whole, &by)?;
                parts.retain(|part| part != "");
                return Some(Value::Array(parts));
            }
            (
                "where" | "map" | "sort" | "uniq" | "compact" | "reverse" | "group_by" | "first" | "last",
                Value::Null,
            ) => {
                return Some(Value::Null);
            }
            ("join", Value::Array(list)) => {
                let by = argument(0).as_ref().and_then(word).unwrap_or_else(|| " ".to_owned());
                return self.budget.joined(&list.iter().filter_map(text).collect::<Vec<_>>(), &by).map(Value::from);
            }
            (_, Value::Array(list)) => return of_list(name, list, (argument(0), argument(1))),
            ("size", Value::Object(map)) => return Some(Value::from(map.len())),
            ("size", value) => return Some(Value::from(word(value)?.chars().count())),
            ("plus" | "minus" | "times" | "divided_by" | "modulo", value) => return number(name, value, &argument(0)?),
            ("jsonify", _) => return None,
            _ => {}
        }
        let known = |at: usize| argument(at).as_ref().and_then(word);
        let shown = word(value)?;
        match name {
            "replace" => self.budget.replaced(&shown, &known(0)?, &known(1).unwrap_or_default()).map(Value::from),
            _ => of_text(name, &shown, known(0), known(1)).map(Value::from),
        }
    }
}

/// A list with a filter.
fn of_list(name: &str, list: &[Value], (first, second): (Option<Value>, Option<Value>)) -> Option<Value> {
    let key = || first.as_ref().and_then(word);
    let of = |entry: &Value, key: &str| element(entry, key).cloned().unwrap_or_default();
    Some(match name {
        "where" => {
            let (key, wanted) = (key()?, second?);
            let is_one = |entry: &&Value| match of(entry, &key) {
                Value::Array(several) => several.contains(&wanted),
                one => !one.is_null() && word(&one) == word(&wanted),
            };
            Value::Array(list.iter().filter(is_one).cloned().collect())
        }
        "first" => list.first().cloned().unwrap_or_default(),
        "last" => list.last().cloned().unwrap_or_default(),
        "size" => Value::from(list.len()),
        "reverse" => Value::Array(list.iter().rev().cloned().collect()),
        "compact" => Value::Array(list.iter().filter(|entry| !entry.is_null()).cloned().collect()),
        "concat" => Value::Array(list.iter().chain(first?.as_array()?).cloned().collect()),
        "push" => Value::Array(list.iter().cloned().chain(first).collect()),
        "uniq" => {
            let mut unique: Vec<Value> = Vec::new();
            for entry in list {
                if !unique.contains(entry) {
                    unique.push(entry.clone());
                }
            }
            Value::Array(unique)
        }
        "map" => {
            let key = key()?;
            Value::Array(list.iter().map(|entry| at(entry, &[key.as_str()])).collect())
        }
        "sort" | "sort_natural" => {
            let by = |entry: &Value| key().map_or_else(|| entry.clone(), |key| of(entry, &key));
            let mut sorted: Vec<(f64, String, Value)> = Vec::new();
            for entry in list {
                let text = word(&by(entry))?;
                let text = if name == "sort" { text } else { text.to_lowercase() };
                sorted.push((text.parse().unwrap_or(f64::MAX), text, entry.clone()));
            }
            sorted.sort_by(|(one, a, _), (other, b, _)| one.total_cmp(other).then_with(|| a.cmp(b)));
            Value::Array(sorted.into_iter().map(|(.., entry)| entry).collect())
        }
        "group_by" => grouped(list, &key()?)?,
        _ => return None,
    })
}

/// The entries of a list by a value of theirs, in the order in which the values come first.
fn grouped(list: &[Value], key: &str) -> Option<Value> {
    let mut groups: Map<String, Value> = Map::new();
    for entry in list {
        let name = word(element(entry, key).unwrap_or(&Value::Null))?;
        if let Value::Array(group) = groups.entry(name).or_insert_with(|| json!([])) {
            group.push(entry.clone());
        }
    }
    let group =
        |(name, items): (String, Value)| json!({"name": name, "size": items.as_array().map(Vec::len), "items": items});
    Some(Value::Array(groups.into_iter().map(group).collect()))
}

/// Whole numbers with a filter.
fn number(name: &str, value: &Value, other: &Value) -> Option<Value> {
    let number = |value: &Value| text(value).and_then(|text| text.parse::<i64>().ok());
    let (one, other) = (number(value)?, number(other)?);
    match name {
        "plus" => one.checked_add(other),
        "minus" => one.checked_sub(other),
        "times" => one.checked_mul(other),
        "divided_by" => one.checked_div_euclid(other),
        _ => one.checked_rem_euclid(other),
    }
    .map(Value::from)
}

/// A text with a filter; `None` for one that is not known.
fn of_text(name: &str, shown: &str, first: Option<String>, second: Option<String>) -> Option<String> {
    Some(match name {
        "relative_url" | "absolute_url" if shown.contains("://") => shown.to_owned(),
        "relative_url" | "absolute_url" => format!("/{}", shown.trim_start_matches('/')),
        "prepend" => format!("{}{shown}", first?),
        "append" => format!("{shown}{}", first?),
        "downcase" => shown.to_lowercase(),
        "upcase" => shown.to_uppercase(),
        "strip" | "escape" | "xml_escape" | "markdownify" | "uri_escape" | "cgi_escape" | "smartify"
        | "escape_once" => shown.trim().to_owned(),
        "lstrip" => shown.trim_start().to_owned(),
        "rstrip" => shown.trim_end().to_owned(),
        "date" => formatted(shown, &first?)?,
        "date_to_string" => formatted(shown, "%d %b %Y")?,
        "date_to_long_string" => formatted(shown, "%d %B %Y")?,
        "date_to_xmlschema" => formatted(shown, "%Y-%m-%dT%H:%M:%S+00:00")?,
        "replace_first" => shown.replacen(&first?, &second.unwrap_or_default(), 1),
        "remove" => shown.replace(&first?, ""),
        "remove_first" => shown.replacen(&first?, "", 1),
        "truncate" => truncated(shown, first.map_or(Some(50), |length| length.parse().ok())?, second.as_deref()),
        "capitalize" => capitalized(shown),
        "slugify" => slugify(shown),
        "strip_html" | "strip_newlines" | "normalize_whitespace" => one_line(&super::html_tag::plain_text(shown)),
        _ => return None,
    })
}

/// A text of at most some letters, with those that say that it goes on.
fn truncated(shown: &str, length: usize, end: Option<&str>) -> String {
    let end = end.unwrap_or("...");
    if shown.chars().count() <= length {
        return shown.to_owned();
    }
    let kept: String = shown.chars().take(length.saturating_sub(end.chars().count())).collect();
    format!("{kept}{end}")
}

/// A date in a form of `strftime`; `None` for one that is no date, and for a form that is none.
fn formatted(text: &str, form: &str) -> Option<String> {
    in_form(date(text, chrono_tz::Tz::UTC, true)?.at.format(form))
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
