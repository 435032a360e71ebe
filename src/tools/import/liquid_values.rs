//! The values of Liquid: those of the site, of its data and of the text, what the text assigns, and filters.

use serde_json::Value;

use super::data_files::element;
use super::jekyll_front::is_read;
use super::liquid::Liquid;
use super::rewrite::Replacement;
use super::template_tag::TagCall;
use super::values::text;

/// What templates see of a text beside the values of its front matter.
const OF_TEXTS: &[&str] =
    &["content", "excerpt", "output", "next", "previous", "collection", "relative_path", "dir", "name", "id"];

impl Liquid<'_> {
    /// An expression as it is shown. `None` where nobody knows its value.
    pub(super) fn shown(&self, expression: &str) -> Option<String> {
        match self.value(expression)? {
            Value::Array(_) | Value::Object(_) => None,
            other => word(&other),
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
            return self.element_of(self.operand(base.trim().trim_end_matches('.'))?, rest);
        }
        match name {
            "jekyll.environment" => return Some(Value::from("production")),
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
        let (first, rest) = name.split_once('.').unwrap_or((name, ""));
        let found = match first {
            "site" => self.of_site(rest)?,
            "page" => self.of_page(rest)?,
            "layout" | "content" | "paginator" | "jekyll" | "theme" => return None,
            _ => match self.variables.borrow().get(first) {
                Some(value) => at(value.as_ref()?, &keys(rest)),
                None => Value::Null,
            },
        };
        // Templates see more of a text than its values.
        let is_seen = !found.is_null() || !rest.rsplit('.').next().is_some_and(|key| OF_TEXTS.contains(&key));
        is_seen.then_some(found)
    }

    fn of_site(&self, path: &str) -> Option<Value> {
        if let Some(path) = path.strip_prefix("data.") {
            return Some(self.source.data.at(path));
        }
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        match self.source.documents.get(first) {
            Some(documents) => Some(at(documents, &keys(rest))),
            None if first == "time" => Some(Value::from(self.source.at.to_rfc3339())),
            None => Some(at(self.source.config.values.get(first)?, &keys(rest))),
        }
    }

    fn of_page(&self, path: &str) -> Option<Value> {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        if let Some(value) = self.item.extra.get(first) {
            return Some(at(value, &keys(rest)));
        }
        match first {
            "tags" => Some(at(&Value::from(self.item.tags.clone()), &keys(rest))),
            "categories" => Some(at(&Value::from(self.item.categories.clone()), &keys(rest))),
            "path" => Some(Value::from(self.item.place.file.as_str())),
            _ => (!is_read(first) && !self.source.is_of_plugin(first)).then_some(Value::Null),
        }
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

    /// `assign name = value`: it shows nothing.
    pub(super) fn assign(&self, inner: &str) -> Replacement {
        let assigned = inner.trim_start().strip_prefix("assign").and_then(|rest| rest.split_once('='));
        let Some((name, expression)) = assigned else { return Replacement::Left };
        let value = self.value(expression);
        let is_known = value.is_some();
        self.variables.borrow_mut().insert(name.trim().to_owned(), value);
        if is_known { Replacement::Nothing } else { Replacement::Left }
    }

    /// `capture name`: it shows nothing.
    pub(super) fn capture(&self, call: &TagCall, inner: &str) -> Replacement {
        let Some(name) = call.values.first() else { return Replacement::Left };
        match self.budget.keep(Value::from(inner)) {
            Some(value) => {
                self.variables.borrow_mut().insert(name.clone(), Some(value));
                Replacement::Nothing
            }
            None => Replacement::Left,
        }
    }
}

/// A value as a word: nothing is an empty one. `None` for lists and maps.
pub(super) fn word(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::String(text) => Some(text.clone()),
        value => text(value),
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
pub(super) fn at(value: &Value, keys: &[&str]) -> Value {
    let mut found = value;
    for key in keys {
        let next = match (found, *key) {
            (Value::Array(list), "size") => return Value::from(list.len()),
            (Value::Array(list), "first") => list.first(),
            (Value::Array(list), "last") => list.last(),
            (value, key) => element(value, key),
        };
        let Some(next) = next else { return Value::Null };
        found = next;
    }
    found.clone()
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
