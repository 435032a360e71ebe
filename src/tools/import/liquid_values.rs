//! The values of Liquid: those of the site, of its data and of the text, what the text assigns, and filters.

use serde_json::Value;

use super::data_files::element;
use super::liquid::Liquid;
use super::rewrite::{InnerText, Replacement};
use super::template_tag::TagCall;
use super::values::text;

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
    fn value(&self, expression: &str) -> Option<Value> {
        let mut parts = split(expression);
        let mut value = self.operand(parts.next()?.trim())?;
        for filter in parts {
            value = self.filter(filter.trim(), &value)?;
        }
        Some(value)
    }

    fn operand(&self, name: &str) -> Option<Value> {
        let quoted = name.strip_prefix(['"', '\'']).and_then(|rest| rest.strip_suffix(['"', '\'']));
        if let Some(text) = quoted {
            return Some(Value::from(text));
        }
        if let Ok(number) = name.parse::<i64>() {
            return Some(Value::from(number));
        }
        match name {
            "true" | "false" => return Some(Value::Bool(name == "true")),
            "nil" | "null" => return Some(Value::Null),
            "site.baseurl" => return Some(Value::from("")),
            "site.url" => return Some(Value::from(self.source.config.text("url").unwrap_or_default())),
            "page.title" => return Some(Value::from(self.item.title.as_str())),
            "page.url" => return self.item.address.clone().map(Value::from),
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
            return Some(at(self.item.extra.get(first)?, rest));
        }
        let (first, rest) = name.split_once('.').unwrap_or((name, ""));
        Some(at(self.variables.borrow().get(first)?, rest))
    }

    fn filter(&self, filter: &str, value: &Value) -> Option<Value> {
        let (name, arguments) = filter.split_once(':').unwrap_or((filter, ""));
        let arguments: Vec<&str> = arguments.split(',').map(str::trim).filter(|text| !text.is_empty()).collect();
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
                return Some(Value::from(list.iter().filter_map(text).collect::<Vec<_>>().join(&by)));
            }
            ("default", value) if is_true(value) && value.as_str() != Some("") => return Some(value.clone()),
            ("default", _) => return argument(0),
            _ => {}
        }
        let shown = value.as_str().map(str::to_owned).or_else(|| text(value))?;
        let argument = || argument(0).and_then(|value| value.as_str().map(str::to_owned).or_else(|| text(&value)));
        Some(Value::from(match name {
            "relative_url" | "absolute_url" => format!("/{}", shown.trim_start_matches('/')),
            "prepend" => format!("{}{shown}", argument()?),
            "append" => format!("{shown}{}", argument()?),
            "downcase" => shown.to_lowercase(),
            "upcase" => shown.to_uppercase(),
            "strip" | "escape" | "xml_escape" | "markdownify" | "uri_escape" | "cgi_escape" | "smartify" => {
                shown.trim().to_owned()
            }
            "date" | "date_to_string" => shown,
            _ => return None,
        }))
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
        self.variables.borrow_mut().insert(name.clone(), Value::from(inner));
        Replacement::Nothing
    }

    /// `if value` and `unless value`, without an `else`.
    pub(super) fn branch(&self, condition: &str, inner: InnerText<'_>) -> Replacement {
        let has_else = ["else", "elsif"].iter().any(|word| inner.raw.contains(word));
        let (word, condition) = condition.trim().split_once(char::is_whitespace).unwrap_or((condition, ""));
        match self.condition(condition).filter(|_| !has_else) {
            Some(truth) if truth == (word == "if") => Replacement::Text(inner.markdown.to_owned()),
            Some(_) => Replacement::Nothing,
            None => Replacement::Left,
        }
    }

    fn condition(&self, condition: &str) -> Option<bool> {
        if condition.contains(" and ") || condition.contains(" or ") {
            return None;
        }
        let compared = ["==", "!="].into_iter().find_map(|sign| Some((sign, condition.split_once(sign)?)));
        match compared {
            Some((sign, (one, other))) => {
                let is_same = self.value(one)? == self.value(other)?;
                Some(is_same == (sign == "=="))
            }
            None if condition.contains([' ', '<', '>']) => None,
            None => self.value(condition).map(|value| is_true(&value)),
        }
    }
}

/// Whether Liquid takes a value for true: everything but nothing and `false`.
fn is_true(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false))
}

/// What a path leads to; nothing where it leads nowhere.
fn at(value: &Value, path: &str) -> Value {
    let mut keys = path.split('.').filter(|key| !key.is_empty());
    keys.try_fold(value, element).cloned().unwrap_or_default()
}

/// The parts of an expression between bars that stand in no quotes.
fn split(expression: &str) -> impl Iterator<Item = &str> {
    let mut quote = None;
    expression.split(move |c: char| {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            _ => {}
        }
        quote.is_none() && c == '|'
    })
}
