//! The functions of Hugo that templates of shortcodes use, on values as JSON has them.

use chrono::NaiveDate;
use pulldown_cmark::{Parser, html};
use regex_lite::Regex;
use serde_json::{Map, Value};

use super::data_files::element;
use super::tag_budget::TagBudget;
use crate::base::calendar::Calendar;
use crate::base::slug::slugify;

/// Whether a value counts as true.
pub(super) fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !matches!(text.trim(), "" | "false" | "0"),
        Value::Array(values) => !values.is_empty(),
        Value::Object(map) => !map.is_empty(),
    }
}

/// A value as it is shown; `None` for lists and maps.
pub(super) fn shown(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// The value of a function with its arguments; `None` for one that is not known.
pub(super) fn call(name: &str, values: &[Value], budget: &TagBudget) -> Option<Value> {
    let name = ["strings.", "collections.", "transform.", "safe.", "urls.", "path.", "compare."]
        .iter()
        .find_map(|room| name.strip_prefix(room))
        .unwrap_or(name)
        .to_lowercase();
    logic(&name, values).or_else(|| of_lists(&name, values, budget)).or_else(|| of_texts(&name, values, budget))
}

fn logic(name: &str, values: &[Value]) -> Option<Value> {
    let number = |at: usize| shown(values.get(at)?)?.trim().parse::<f64>().ok();
    let compared = |is: fn(f64, f64) -> bool| Some(Value::Bool(is(number(0).unwrap_or_default(), number(1)?)));
    Some(match name {
        "not" => Value::Bool(!is_true(values.first()?)),
        "and" => values.iter().find(|value| !is_true(value)).or(values.last())?.clone(),
        "or" => values.iter().find(|value| is_true(value)).or(values.last())?.clone(),
        "eq" => {
            let (first, others) = values.split_first()?;
            let first = shown(first)?;
            Value::Bool(others.iter().any(|other| shown(other).as_ref() == Some(&first)))
        }
        "ne" => Value::Bool(shown(values.first()?)? != shown(values.get(1)?)?),
        "gt" => return compared(|one, other| one > other),
        "ge" => return compared(|one, other| one >= other),
        "lt" => return compared(|one, other| one < other),
        "le" => return compared(|one, other| one <= other),
        "default" => values.get(1).filter(|value| is_true(value)).or(values.first())?.clone(),
        "cond" => values.get(if is_true(values.first()?) { 1 } else { 2 })?.clone(),
        "add" if number(0).is_some() => whole(number(0)? + number(1)?),
        "sub" => whole(number(0)? - number(1)?),
        "mul" => whole(number(0)? * number(1)?),
        "div" => whole(number(0)? / number(1).filter(|by| *by != 0.0)?),
        "int" => whole(number(0)?.trunc()),
        "warnf" | "errorf" | "warnidf" | "erroridf" => Value::Null,
        _ => return None,
    })
}

/// A number without a fraction, where it has none.
#[expect(clippy::cast_possible_truncation, reason = "it is compared with what it was")]
fn whole(number: f64) -> Value {
    let rounded = number.round();
    if (number - rounded).abs() < 1e-9 && rounded.abs() < 1e15 {
        Value::from(rounded as i64)
    } else {
        Value::from(number)
    }
}

fn of_lists(name: &str, values: &[Value], budget: &TagBudget) -> Option<Value> {
    Some(match name {
        "dict" => {
            let pairs = values.chunks_exact(2).map(|pair| Some((shown(pair.first()?)?, pair.get(1)?.clone())));
            Value::Object(pairs.collect::<Option<Map<String, Value>>>()?)
        }
        "slice" => Value::Array(values.to_vec()),
        "append" => {
            let (list, new) = values.split_last()?;
            let mut list = list.as_array().cloned().unwrap_or_default();
            list.extend(new.iter().cloned());
            Value::Array(list)
        }
        "delimit" => {
            let texts = values.first()?.as_array()?.iter().map(shown).collect::<Option<Vec<_>>>()?;
            Value::from(budget.joined(&texts, &shown(values.get(1)?)?)?)
        }
        "len" => Value::from(match values.first()? {
            Value::Array(list) => list.len(),
            Value::Object(map) => map.len(),
            other => shown(other)?.chars().count(),
        }),
        "index" => {
            let (first, keys) = values.split_first()?;
            keys.iter().try_fold(first.clone(), |value, key| {
                Some(element(&value, &shown(key)?).cloned().unwrap_or_default())
            })?
        }
        "isset" => Value::Bool(element(values.first()?, &shown(values.get(1)?)?).is_some_and(|value| !value.is_null())),
        "in" => match values.first()? {
            Value::Array(list) => Value::Bool(list.contains(values.get(1)?)),
            other => Value::Bool(shown(other)?.contains(&shown(values.get(1)?)?)),
        },
        "where" => filtered(values)?,
        "split" => {
            let (text, by) = (shown(values.first()?)?, shown(values.get(1)?)?);
            Value::Array(budget.split(&text, &by)?)
        }
        "first" => {
            let most = shown(values.first()?)?.parse::<usize>().ok()?;
            Value::Array(values.get(1)?.as_array()?.iter().take(most).cloned().collect())
        }
        _ => return None,
    })
}

/// `where list "key" "value"`, `where list "key" "!=" "value"`.
fn filtered(values: &[Value]) -> Option<Value> {
    let (list, key, sign, wanted) = match values {
        [list, key, wanted] => (list, key, "eq".to_owned(), wanted),
        [list, key, sign, wanted] => (list, key, shown(sign)?, wanted),
        _ => return None,
    };
    if list.is_null() {
        return Some(Value::Null);
    }
    let key = shown(key)?;
    let is_one = |entry: &Value| {
        let own = key.trim_matches('.').split('.').try_fold(entry, element).unwrap_or(&Value::Null);
        let is_same = || Some(shown(own)? == shown(wanted)?);
        let is_in = |list: &Value, one: &Value| list.as_array().map(|list| list.contains(one));
        match sign.as_str() {
            "eq" | "=" | "==" => is_same(),
            "ne" | "!=" | "<>" => is_same().map(|is_same| !is_same),
            "in" => is_in(wanted, own),
            "not in" => is_in(wanted, own).map(|is_in| !is_in),
            _ => None,
        }
    };
    let mut found = Vec::new();
    for entry in list.as_array()? {
        if is_one(entry)? {
            found.push(entry.clone());
        }
    }
    Some(Value::Array(found))
}

fn of_texts(name: &str, values: &[Value], budget: &TagBudget) -> Option<Value> {
    let text = |at: usize| values.get(at).and_then(shown);
    let last = || values.last().and_then(shown);
    Some(Value::from(match name {
        "print" | "println" | "add" => values.iter().map(shown).collect::<Option<String>>()?,
        "printf" => formatted(values)?,
        "highlight" => code(&text(0)?, &text(1).unwrap_or_default()),
        "replacere" => {
            let (text, by) = (text(2)?, text(1)?);
            let pattern = Regex::new(&shown(values.first()?)?).ok()?;
            // Each match may be as long as the text, and `by` may name it at each byte.
            let count = pattern.find_iter(&text).count();
            budget.spend(count.saturating_add(text.len()).saturating_mul(by.len()))?;
            pattern.replace_all(&text, by.as_str()).into_owned()
        }
        "replace" => budget.replaced(&text(0)?, &text(1)?, &text(2)?)?,
        "lower" | "tolower" => text(0)?.to_lowercase(),
        "upper" | "toupper" => text(0)?.to_uppercase(),
        "trim" => {
            let marks = text(1).unwrap_or_else(|| " \n\t".to_owned());
            text(0)?.trim_matches(|c: char| marks.contains(c)).to_owned()
        }
        "trimspace" => text(0)?.trim().to_owned(),
        "trimsuffix" => last()?.trim_end_matches(&text(0)?).to_owned(),
        "trimprefix" => last()?.trim_start_matches(&text(0)?).to_owned(),
        "hasprefix" => return Some(Value::Bool(text(0)?.starts_with(&text(1)?))),
        "hassuffix" => return Some(Value::Bool(text(0)?.ends_with(&text(1)?))),
        "contains" => return Some(Value::Bool(text(0)?.contains(&text(1)?))),
        "base" => text(0)?.rsplit('/').next().unwrap_or_default().to_owned(),
        "ext" => text(0)?.rsplit_once('.').map(|(_, ending)| format!(".{ending}")).unwrap_or_default(),
        "urlize" | "anchorize" => slugify(&text(0)?),
        "markdownify" => markdown(&last()?),
        "relurl" | "absurl" | "rellangurl" | "abslangurl" => rooted(&last()?),
        "safehtml" | "safeurl" | "safehtmlattr" | "safecss" | "safejs" | "html" | "url" | "htmlattr" | "plainify"
        | "htmlescape" | "htmlunescape" | "string" | "title" | "humanize" | "emojify" | "urlquery" | "chomp"
        | "tostring" => last()?,
        _ => return None,
    }))
}

/// Code in a language as HTML.
fn code(text: &str, language: &str) -> String {
    let text = text.trim_matches('\n').replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<pre><code class=\"language-{}\">{text}</code></pre>", slugify(language))
}

/// A date in the form of Go, whose letters are those of 2 January 2006, or in the usual one of a language.
pub(super) fn date(form: &str, date: &str, language: &str) -> Option<String> {
    let day = NaiveDate::parse_from_str(date.get(..10)?, "%Y-%m-%d").ok()?;
    if form.starts_with(":date") {
        return Calendar::of(language).map(|calendar| calendar.day(day));
    }
    let parts = [
        ("2006", "%Y"),
        ("January", "%B"),
        ("Monday", "%A"),
        ("Jan", "%b"),
        ("Mon", "%a"),
        ("01", "%m"),
        ("02", "%d"),
        ("_2", "%e"),
        ("2", "%-d"),
    ];
    let (mut pattern, mut rest) = (String::new(), form);
    while let Some(first) = rest.chars().next() {
        let part = parts.iter().find(|(part, _)| rest.starts_with(part));
        let (written, length) = part.map_or((None, first.len_utf8()), |(part, field)| (Some(*field), part.len()));
        match written {
            Some(field) => pattern.push_str(field),
            None if first.is_ascii_digit() || first == '%' => return None,
            None => pattern.push(first),
        }
        rest = rest.get(length..)?;
    }
    Some(day.format(&pattern).to_string())
}

/// An address from the root of the site; the URL of another one stays.
fn rooted(url: &str) -> String {
    if url.contains("//") || url.starts_with('#') {
        url.to_owned()
    } else {
        format!("/{}", url.trim_start_matches('/'))
    }
}

/// Markdown as HTML; one paragraph without its tags.
fn markdown(text: &str) -> String {
    if text.contains(super::go_expression::INNER) {
        return text.to_owned();
    }
    let mut written = String::new();
    html::push_html(&mut written, Parser::new(text));
    let whole = written.trim();
    let inner = whole.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>"));
    inner.filter(|inner| !inner.contains("<p>")).unwrap_or(whole).to_owned()
}

/// `printf "%s/%s" a b`.
fn formatted(arguments: &[Value]) -> Option<String> {
    let (form, values) = arguments.split_first()?;
    let form = shown(form)?;
    let mut values = values.iter();
    let (mut text, mut rest) = (String::new(), form.as_str());
    while let Some((before, after)) = rest.split_once('%') {
        text.push_str(before);
        let verb = after.chars().next()?;
        match verb {
            's' | 'v' | 'd' => text.push_str(&shown(values.next()?)?),
            '%' => text.push('%'),
            _ => return None,
        }
        rest = after.get(verb.len_utf8()..)?;
    }
    text.push_str(rest);
    Some(text)
}
