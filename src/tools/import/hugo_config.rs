//! The settings of Hugo: one file or a folder of them, in TOML, YAML or JSON, with keys in any case.

use serde_json::{Map, Value};

use super::front::{Values, settings};
use super::input::InputFolder;
use super::loss::ImportLoss;
use super::values::{at, is_true, text};

/// A language of the site.
#[derive(Clone, Debug, Default)]
pub(super) struct HugoLanguage {
    /// The tag: the key in the settings.
    pub(super) key: String,
    /// The folder of its texts.
    pub(super) content: String,
    /// The prefix of its addresses: empty or `/en`.
    pub(super) prefix: String,
}

/// The settings of a Hugo site.
#[derive(Debug, Default)]
pub(super) struct HugoConfig {
    /// All values, with keys in lower case.
    pub(super) values: Values,
    /// The languages; the main one first.
    pub(super) languages: Vec<HugoLanguage>,
    /// What is lost.
    pub(super) losses: Vec<ImportLoss>,
}

const ENDINGS: &[&str] = &["toml", "yaml", "yml", "json"];

/// The settings files of a folder.
fn config_files(folder: &InputFolder) -> Vec<String> {
    let named = ["hugo", "config"].iter().flat_map(|name| ENDINGS.iter().map(move |ending| format!("{name}.{ending}")));
    let mut files: Vec<String> = named.filter(|file| folder.has(file)).take(1).collect();
    let below = folder.below("config/_default");
    files.extend(
        below.filter(|file| ENDINGS.iter().any(|ending| file.ends_with(&format!(".{ending}")))).map(str::to_owned),
    );
    files
}

/// Whether a folder is a Hugo site.
pub(super) fn is_one(folder: &InputFolder) -> bool {
    let is_hugo = |file: &String| {
        let is_named = file.starts_with("hugo.") || file.starts_with("config/");
        let text = || folder.read(file).map(|input| input.text.to_lowercase()).unwrap_or_default();
        is_named || (folder.has_folder("content") && text().contains("baseurl"))
    };
    config_files(folder).iter().any(is_hugo)
}

impl HugoConfig {
    /// Reads the settings of a folder.
    pub(super) fn read(folder: &InputFolder) -> Self {
        let mut config = Self::default();
        for file in config_files(folder) {
            let (values, losses) = match folder.read(&file) {
                Ok(input) => settings(&file, &input.text),
                Err(loss) => (Values::new(), vec![loss]),
            };
            config.losses.extend(losses);
            let values = lower(Value::Object(values.into_iter().collect()));
            config.merge(&file, values);
        }
        config.languages = config.read_languages();
        config
    }

    /// Adds the values of a file: `params.en.toml` are those of `params` in `languages.en`.
    fn merge(&mut self, file: &str, values: Value) {
        let name = file.rsplit('/').next().unwrap_or_default();
        let mut parts = name.split('.');
        let (first, second) = (parts.next().unwrap_or_default().to_lowercase(), parts.next().unwrap_or_default());
        let language = Some(second.to_lowercase()).filter(|second| !ENDINGS.contains(&second.as_str()));
        let first = if first == "menus" { "menu".to_owned() } else { first };
        let mut path: Vec<String> = Vec::new();
        match (first.as_str(), language) {
            ("hugo" | "config", _) => {}
            ("languages", Some(language)) => path.extend(["languages".to_owned(), language]),
            (_, Some(language)) => path.extend(["languages".to_owned(), language, first]),
            (_, None) => path.push(first),
        }
        let nested = path.into_iter().rev().fold(values, |value, key| Value::Object(Map::from_iter([(key, value)])));
        let Value::Object(map) = nested else { return };
        for (key, value) in map {
            add(self.values.entry(key).or_insert(Value::Null), value);
        }
    }

    fn read_languages(&self) -> Vec<HugoLanguage> {
        let content = self.text("contentdir").unwrap_or_else(|| "content".to_owned());
        let main = self.text("defaultcontentlanguage").unwrap_or_else(|| "en".to_owned()).to_lowercase();
        let in_folder = is_true(&self.values, "defaultcontentlanguageinsubdir");
        let known = self.values.get("languages").and_then(Value::as_object);
        let of = |key: &str, options: Option<&Value>| {
            let own = options.and_then(|options| options.get("contentdir")).and_then(text);
            let prefix = if key == main && !in_folder { String::new() } else { format!("/{key}") };
            HugoLanguage {
                key: key.to_owned(),
                content: own.unwrap_or_else(|| content.clone()).trim_matches('/').to_owned(),
                prefix,
            }
        };
        let mut languages = vec![of(&main, known.and_then(|known| known.get(&main)))];
        let is_used = |options: &Value| options.get("disabled").and_then(Value::as_bool) != Some(true);
        let others = known.into_iter().flatten().filter(|(key, options)| **key != main && is_used(options));
        languages.extend(others.map(|(key, options)| of(key, Some(options))));
        languages
    }

    /// The text at a path of keys, in lower case.
    pub(super) fn text(&self, path: &str) -> Option<String> {
        at(&self.values, path).and_then(text)
    }

    /// The text of a key for a language: its own, or that of the site.
    pub(super) fn text_in(&self, language: &str, path: &str) -> Option<String> {
        self.text(&format!("languages.{language}.{path}")).or_else(|| self.text(path))
    }
}

/// A value with all keys in lower case.
pub(super) fn lower(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            Value::Object(map.into_iter().map(|(key, value)| (key.to_lowercase(), lower(value))).collect())
        }
        Value::Array(values) => Value::Array(values.into_iter().map(lower).collect()),
        other => other,
    }
}

/// Adds a value to another: maps are joined, everything else is replaced.
fn add(there: &mut Value, new: Value) {
    match (there, new) {
        (Value::Object(there), Value::Object(new)) => {
            for (key, value) in new {
                add(there.entry(key).or_insert(Value::Null), value);
            }
        }
        (there, new) => *there = new,
    }
}
