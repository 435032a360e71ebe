//! The values of expressions in a template of Hugo.

use serde_json::{Map, Value};

use super::data_files::element;
use super::go_expression::{HERE, INNER, PAGE, SITE, TemplateWord, split_pipes, words};
use super::go_functions::{self, call, shown};
use super::go_template::{DEEPEST, TemplateRun, run_for_value};

impl TemplateRun<'_> {
    /// The value of an expression with pipes.
    pub(super) fn value(&self, expression: &str, dot: &Value) -> Option<Value> {
        self.values.budget.spend(expression.len())?;
        if is_deep(expression) {
            return None;
        }
        let mut piped: Option<Value> = None;
        for part in split_pipes(expression) {
            let words = words(part)?;
            piped = Some(self.values.budget.keep(self.part(&words, dot, piped.take())?)?);
        }
        piped
    }

    /// The value of words: of one of them, or of a function with its arguments, the last of which is what was piped to it.
    fn part(&self, words: &[TemplateWord], dot: &Value, piped: Option<Value>) -> Option<Value> {
        let (first, rest) = words.split_first()?;
        let TemplateWord::Name(name) = first else { return self.word(first, dot).filter(|_| rest.is_empty()) };
        let mut values = rest.iter().map(|word| self.word(word, dot)).collect::<Option<Vec<Value>>>()?;
        values.extend(piped);
        match name.as_str() {
            ".Get" | "$.Get" => Some(self.argument(&shown(values.first()?)?)),
            "partial" | "partialCached" | "partials.Include" => {
                let name = shown(values.first()?)?;
                let dot = values.get(1).cloned().unwrap_or_default();
                let template = (self.values.partial)(name.trim_end_matches(".html")).filter(|_| self.depth < DEEPEST);
                let given = template.and_then(|template| run_for_value(&template, self.values, &dot, self.depth + 1));
                // An icon only decorates.
                given.or_else(|| name.contains("icon").then(|| Value::from("")))
            }
            "readFile" | "os.ReadFile" => (self.values.value)(&format!("readfile.{}", shown(values.first()?)?)),
            _ if name.ends_with("RenderString") => {
                call("markdownify", values.last().map(std::slice::from_ref)?, self.values.budget)
            }
            ".Site.GetPage" | "site.GetPage" | "$.Site.GetPage" | ".Page.GetPage" => self.page_of(&values),
            "dateFormat" | "time.Format" => {
                let language = (self.values.value)("site.language.lang").and_then(|tag| shown(&tag));
                let texts = values.iter().map(shown).collect::<Option<Vec<_>>>()?;
                let [form, date] = texts.as_slice() else { return None };
                go_functions::date(form, date, &language.unwrap_or_default()).map(Value::from)
            }
            _ if name.contains(".Scratch.") || name.contains(".Store.") => self.noticed(name, &values),
            get if get.starts_with('$') && get.ends_with(".Get") => {
                let variable = self.variables.get(get.trim_end_matches(".Get"))?;
                Some(element(variable, &shown(values.first()?)?).cloned().unwrap_or_default())
            }
            get if get.ends_with(".Site.GetPage") => self.page_of(&values),
            "i18n" | "T" | "lang.Translate" => (self.values.value)(&format!("i18n.{}", shown(values.first()?)?)),
            "isset" if matches!(rest.first(), Some(TemplateWord::Name(name)) if name.ends_with(".Params")) => {
                Some(Value::Bool(!self.argument(&shown(values.get(1)?)?).is_null()))
            }
            _ if values.is_empty() => self.name(name, dot),
            _ => call(name, &values, self.values.budget),
        }
    }

    /// A page that the template looks up.
    fn page_of(&self, values: &[Value]) -> Option<Value> {
        (self.values.value)(&format!("getpage.{}", shown(values.last()?)?))
    }

    /// An argument of the call, by its name or its place.
    fn argument(&self, key: &str) -> Value {
        let found = match key.parse::<usize>() {
            Ok(place) => self.values.call.values.get(place),
            Err(_name) => self.values.call.named.get(key),
        };
        found.map_or(Value::Null, |text| Value::from(text.as_str()))
    }

    /// The value of one word.
    pub(super) fn word(&self, word: &TemplateWord, dot: &Value) -> Option<Value> {
        let value = match word {
            TemplateWord::Value(value) => Some(Value::from(value.as_str())),
            TemplateWord::Nested(inner, path) => self.path(&self.value(inner, dot)?, path),
            TemplateWord::Name(name) => self.name(name, dot),
        };
        self.values.budget.keep(value?)
    }

    fn name(&self, name: &str, dot: &Value) -> Option<Value> {
        match name {
            "true" | "false" => return Some(Value::Bool(name == "true")),
            "slice" => return Some(Value::Array(Vec::new())),
            "dict" | "newScratch" => return Some(Value::Object(Map::new())),
            "site" => return Some(Value::from(SITE)),
            "page" => return Some(Value::from(PAGE)),
            _ => {}
        }
        if let Some(path) = name.strip_prefix("site.") {
            return self.path(&Value::from(SITE), path);
        }
        if let Some(path) = name.strip_prefix("hugo.Data.") {
            return (self.values.value)(&format!("site.data.{path}"));
        }
        if name.starts_with('$') {
            let (variable, path) = name.split_once('.').unwrap_or((name, ""));
            return self.path(self.variables.get(variable)?, path);
        }
        self.path(dot, name.strip_prefix('.')?)
    }

    /// What a path leads to, from a value.
    fn path(&self, from: &Value, path: &str) -> Option<Value> {
        let path = path.trim_matches('.');
        if path.is_empty() {
            return Some(from.clone());
        }
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        match from.as_str() {
            Some(HERE) => match first {
                "Inner" | "InnerDeindent" => Some(Value::from(INNER)),
                "Params" if rest.is_empty() => Some(Value::from(HERE)),
                "Params" => Some(self.argument(rest)),
                "IsNamedParams" => Some(Value::Bool(!self.values.call.named.is_empty())),
                "Site" => self.path(&Value::from(SITE), rest),
                "Page" => self.path(&Value::from(PAGE), rest),
                _ => None,
            },
            Some(SITE) if first == "Data" => (self.values.value)(&format!("site.data.{rest}")),
            Some(SITE) => (self.values.value)(&format!("site.{}", path.to_lowercase())),
            Some(PAGE) if first == "Site" => self.path(&Value::from(SITE), rest),
            Some(PAGE) if path == "Params" => (self.values.value)("page.params"),
            Some(PAGE) => (self.values.value)(&format!("page.{}", path.to_lowercase())),
            Some(_) => None,
            None => {
                let found = path.split('.').try_fold(from, element);
                Some(found.cloned().unwrap_or_default())
            }
        }
    }
}

/// Whether an expression has brackets in each other that are too many.
fn is_deep(expression: &str) -> bool {
    let mut depth = 0_usize;
    expression.bytes().any(|byte| {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST
    })
}
