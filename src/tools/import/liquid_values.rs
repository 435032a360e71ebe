//! The values of Liquid: those of the site, of its data and of the text, what the text assigns, and filters.

use serde_json::Value;

use super::data_files::element;
use super::liquid::Liquid;
use super::rewrite::Replacement;
use super::template_tag::TagCall;
use super::values::{date, in_form, one_line, text};
use crate::base::slug::slugify;

impl Liquid<'_> {
    /// An expression as it is shown. `None` where nobody knows its value.
    pub(super) fn shown(&self, expression: &str) -> Option<String> {
        match self.value(expression)? {
            Value::String(text) => Some(text),
            Value::Array(_) | Value::Object(_) | Value::Null => None,
            other => text(&other),
        }
    }

    /// The value of an expression: a text in quotes, a number or a variable, with filters.
    pub(super) fn value(&self, expression: &str) -> Option<Value> {
        let mut parts = split(expression);
        let mut value = self.operand(parts.next()?.trim())?;
        for filter in parts {
            value = self.budget.keep(self.filter(filter.trim(), &value)?)?;
        }
        self.budget.keep(value)
    }

    fn operand(&self, name: &str) -> Option<Value> {
        let quoted = name.strip_prefix(['"', '\'']).and_then(|rest| rest.strip_suffix(['"', '\'']));
        if let Some(text) = quoted {
            return Some(Value::from(text));
        }
        if let Ok(number) = name.parse::<i64>() {
            return Some(Value::from(number));
        }
        if let Some((base, rest)) = name.find('[').and_then(|open| name.split_at_checked(open)) {
            return self.element_of(self.operand(base.trim())?, rest);
        }
        match name {
            "true" | "false" => return Some(Value::Bool(name == "true")),
            "nil" | "null" => return Some(Value::Null),
            "site.baseurl" => return Some(Value::from("")),
            "site.url" => return Some(Value::from(self.source.config.text("url").unwrap_or_default())),
            "page.title" => return Some(Value::from(self.item.title.as_str())),
            "page.url" => return self.item.address.clone().map(Value::from),
            "page.lang" | "page.language" | "page.locale" => {
                let of_site = || ["lang", "language", "locale"].iter().find_map(|key| self.source.config.text(key));
                return self.item.language.clone().or_else(of_site).map(Value::from);
            }
            "page.date" => return self.item.day().map(|day| Value::from(day.to_string())),
            _ => {}
        }
        if let Some(path) = name.strip_prefix("site.data.") {
            return Some(self.source.data.at(path));
        }
        if let Some(path) = name.strip_prefix("site.") {
            return self.source.config.text(path).map(Value::from);
        }
        if let Some(path) = name.strip_prefix("page.") {
            let (first, rest) = path.split_once('.').unwrap_or((path, ""));
            return Some(at(self.item.extra.get(first)?, &keys(rest)));
        }
        let (first, rest) = name.split_once('.').unwrap_or((name, ""));
        Some(at(self.variables.borrow().get(first)?, &keys(rest)))
    }

    /// What stands at the keys behind a value: `[0].url["gz"]`.
    fn element_of(&self, mut value: Value, mut keys: &str) -> Option<Value> {
        while !keys.is_empty() {
            let (key, rest) = if let Some(inside) = keys.strip_prefix('[') {
                let end = inside.find(']')?;
                (text(&self.value(inside.get(..end)?.trim())?)?, inside.get(end + 1..)?)
            } else {
                let keys = keys.strip_prefix('.')?;
                let end = keys.find(['.', '[']).unwrap_or(keys.len());
                (keys.get(..end)?.to_owned(), keys.get(end..)?)
            };
            value = self.budget.keep(at(&value, &[key.as_str()]))?;
            keys = rest;
        }
        Some(value)
    }

    fn filter(&self, filter: &str, value: &Value) -> Option<Value> {
        let (name, arguments) = filter.split_once(':').unwrap_or((filter, ""));
        let arguments: Vec<&str> = split_at(arguments, ',').map(str::trim).filter(|text| !text.is_empty()).collect();
        let argument = |at: usize| arguments.get(at).and_then(|text| self.value(text));
        let name = name.trim();
        match (name, value) {
            ("where", Value::Array(list)) => {
                let (key, wanted) = (text(&argument(0)?)?, text(&argument(1)?)?);
                let is_one = |entry: &&Value| element(entry, &key).and_then(text).as_ref() == Some(&wanted);
                return Some(Value::Array(list.iter().filter(is_one).cloned().collect()));
            }
            ("first", Value::Array(list)) => return Some(list.first().cloned().unwrap_or_default()),
            ("last", Value::Array(list)) => return Some(list.last().cloned().unwrap_or_default()),
            ("size", Value::Array(list)) => return Some(Value::from(list.len())),
            ("join", Value::Array(list)) => {
                let by = argument(0).and_then(|by| by.as_str().map(str::to_owned)).unwrap_or_else(|| " ".to_owned());
                return self.budget.joined(&list.iter().filter_map(text).collect::<Vec<_>>(), &by).map(Value::from);
            }
            ("sort" | "compact" | "uniq" | "jsonify", _) => return None,
            ("split", Value::String(whole)) => {
                let by = text(&argument(0)?)?;
                let mut parts = self.budget.split(whole, &by)?;
                parts.retain(|part| part != "");
                return Some(Value::Array(parts));
            }
            ("reverse", Value::Array(list)) => return Some(Value::Array(list.iter().rev().cloned().collect())),
            ("map", Value::Array(list)) => {
                let key = text(&argument(0)?)?;
                return Some(Value::Array(list.iter().map(|entry| at(entry, &[key.as_str()])).collect()));
            }
            ("plus" | "minus" | "times", value) => {
                let number = |value: &Value| text(value).and_then(|text| text.parse::<i64>().ok());
                let (one, other) = (number(value)?, number(&argument(0)?)?);
                return match name {
                    "plus" => one.checked_add(other),
                    "minus" => one.checked_sub(other),
                    _ => one.checked_mul(other),
                }
                .map(Value::from);
            }
            ("default", value) if is_true(value) && value.as_str() != Some("") => return Some(value.clone()),
            ("default", _) => return argument(0),
            _ => {}
        }
        let shown = value.as_str().map(str::to_owned).or_else(|| text(value))?;
        let known =
            |at: usize| argument(at).and_then(|value| value.as_str().map(str::to_owned).or_else(|| text(&value)));
        match name {
            "replace" => self.budget.replaced(&shown, &known(0)?, &known(1).unwrap_or_default()).map(Value::from),
            _ => of_text(name, &shown, known(0)).map(Value::from),
        }
    }

    /// `assign name = value`: it shows nothing.
    pub(super) fn assign(&self, inner: &str) -> Replacement {
        let assigned = inner.trim_start().strip_prefix("assign").and_then(|rest| rest.split_once('='));
        let Some((name, expression)) = assigned else { return Replacement::Left };
        match self.value(expression) {
            Some(value) => {
                self.variables.borrow_mut().insert(name.trim().to_owned(), value);
                Replacement::Nothing
            }
            None => Replacement::Left,
        }
    }

    /// `capture name`: it shows nothing.
    pub(super) fn capture(&self, call: &TagCall, inner: &str) -> Replacement {
        let Some(name) = call.values.first() else { return Replacement::Left };
        match self.budget.keep(Value::from(inner)) {
            Some(value) => {
                self.variables.borrow_mut().insert(name.clone(), value);
                Replacement::Nothing
            }
            None => Replacement::Left,
        }
    }
}

/// Whether Liquid takes a value for true: everything but nothing and `false`.
pub(super) fn is_true(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false))
}

/// The keys of a path.
fn keys(path: &str) -> Vec<&str> {
    path.split('.').filter(|key| !key.is_empty()).collect()
}

/// What keys lead to; nothing where they lead nowhere. Lists know their size and their ends.
fn at(value: &Value, keys: &[&str]) -> Value {
    let Some((key, rest)) = keys.split_first() else { return value.clone() };
    let inner = match (value, *key) {
        (Value::Array(list), "size") => return at(&Value::from(list.len()), rest),
        (Value::Array(list), "first") => list.first(),
        (Value::Array(list), "last") => list.last(),
        (value, key) => element(value, key),
    };
    inner.map_or(Value::Null, |inner| at(inner, rest))
}

/// A text with a filter; `None` for one that is not known.
fn of_text(name: &str, shown: &str, first: Option<String>) -> Option<String> {
    Some(match name {
        "relative_url" | "absolute_url" => format!("/{}", shown.trim_start_matches('/')),
        "prepend" => format!("{}{shown}", first?),
        "append" => format!("{shown}{}", first?),
        "downcase" => shown.to_lowercase(),
        "upcase" => shown.to_uppercase(),
        "strip" | "escape" | "xml_escape" | "markdownify" | "uri_escape" | "cgi_escape" | "smartify" => {
            shown.trim().to_owned()
        }
        "date" => formatted(shown, &first?)?,
        "date_to_string" => formatted(shown, "%d %b %Y")?,
        "date_to_long_string" => formatted(shown, "%d %B %Y")?,
        "date_to_xmlschema" => formatted(shown, "%Y-%m-%dT%H:%M:%S+00:00")?,
        "remove" => shown.replace(&first?, ""),
        "capitalize" => capitalized(shown),
        "slugify" => slugify(shown),
        "strip_html" | "strip_newlines" | "normalize_whitespace" => one_line(&super::html_tag::plain_text(shown)),
        "size" => shown.chars().count().to_string(),
        _ => return None,
    })
}

/// A date in a form of `strftime`; `None` for one that is no date, and for a form that is none.
fn formatted(text: &str, form: &str) -> Option<String> {
    in_form(date(text, chrono_tz::Tz::UTC, true)?.at.format(form))
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The parts of an expression between bars that stand in no quotes.
fn split(expression: &str) -> impl Iterator<Item = &str> {
    split_at(expression, '|')
}

/// The parts between marks that stand in no quotes.
pub(super) fn split_at(expression: &str, mark: char) -> impl Iterator<Item = &str> {
    let mut quote = None;
    expression.split(move |c: char| {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            _ => {}
        }
        quote.is_none() && c == mark
    })
}
