//! Notes and what is asked of them in a template of Hugo: `.Page.Scratch.Set`, `.Page.Store.Get`.

use serde_json::{Map, Value};

use super::go_expression::{INNER, TemplateWord, words};
use super::go_functions::shown;
use super::go_template::TemplateRun;

/// The function of a name such as `.Page.Scratch.Get`.
fn function(name: &str) -> Option<&str> {
    let name = name.trim_start_matches('$').trim_start_matches(".Page");
    name.strip_prefix(".Scratch.").or_else(|| name.strip_prefix(".Store."))
}

impl TemplateRun<'_> {
    /// Runs an action that notes something: `.Page.Scratch.SetInMap "words" $name $text`. Whether it is one; `None` where it fails.
    pub(super) fn note(&self, action: &str, dot: &Value) -> Option<bool> {
        let Some(words) = words(action) else { return Some(false) };
        let function = match words.first() {
            Some(TemplateWord::Name(name)) => function(name).filter(|name| matches!(*name, "Set" | "SetInMap" | "Add")),
            _ => None,
        };
        match function {
            Some(function) => self.noted(function, words.get(1..)?, dot).map(|()| true),
            None => Some(false),
        }
    }

    fn noted(&self, function: &str, arguments: &[TemplateWord], dot: &Value) -> Option<()> {
        let scratch = self.values.scratch;
        if scratch.is_off.get() {
            return None;
        }
        let arguments = arguments.iter().map(|word| self.word(word, dot)).collect::<Option<Vec<_>>>()?;
        let (value, keys) = arguments.split_last()?;
        let keys = keys.iter().map(shown).collect::<Option<Vec<_>>>()?;
        let value = self.with_inner(value.clone())?;
        let mut values = scratch.values.borrow_mut();
        match (function, keys.as_slice()) {
            ("Set", [key]) => _ = values.insert(key.clone(), value),
            ("SetInMap", [map, key]) => {
                let map = values.entry(map.clone()).or_insert_with(|| Value::Object(Map::new()));
                map.as_object_mut()?.insert(key.clone(), value);
            }
            ("Add", [key]) => {
                let list = values.entry(key.clone()).or_insert_with(|| Value::Array(Vec::new()));
                match value {
                    Value::Array(more) => list.as_array_mut()?.extend(more),
                    one => list.as_array_mut()?.push(one),
                }
            }
            _ => return None,
        }
        scratch.is_unread.set(true);
        Some(())
    }

    /// What was noted: the value of `.Page.Scratch.Get "words"`. `None` where it is no such function.
    pub(super) fn noticed(&self, name: &str, values: &[Value]) -> Option<Value> {
        let function = function(name)?;
        let scratch = self.values.scratch;
        let found = scratch.values.borrow().get(&shown(values.first()?)?).cloned().unwrap_or_default();
        let found = match function {
            "Get" => found,
            "GetSortedMapValues" => {
                let mut pairs: Vec<(String, Value)> = found.as_object()?.clone().into_iter().collect();
                pairs.sort_by(|one, other| one.0.cmp(&other.0));
                Value::Array(pairs.into_iter().map(|(_, value)| value).collect())
            }
            _ => return None,
        };
        scratch.is_unread.set(false);
        Some(found)
    }

    /// A value with the text of the call in the place of its mark: another call will show it.
    fn with_inner(&self, value: Value) -> Option<Value> {
        Some(match value {
            Value::String(text) if text.contains(INNER) => {
                Value::from(self.values.budget.replaced(&text, INNER, self.values.inner.trim())?)
            }
            Value::Array(values) => {
                values.into_iter().map(|value| self.with_inner(value)).collect::<Option<Vec<Value>>>()?.into()
            }
            Value::Object(map) => map
                .into_iter()
                .map(|(key, value)| Some((key, self.with_inner(value)?)))
                .collect::<Option<Map<String, Value>>>()?
                .into(),
            other => other,
        })
    }
}
