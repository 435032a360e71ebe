//! `_config.yml` of Jekyll: collections, defaults of front matter, permalinks, and what the site is called.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use serde_json::Value;

use super::front::{Values, settings};
use super::input::InputFolder;
use super::loss::ImportLoss;
use super::values::{at, list_of, text, text_of};

/// The settings of a Jekyll site.
#[derive(Debug, Default)]
pub(super) struct JekyllConfig {
    /// All values.
    pub(super) values: Values,
    /// The folder of the sources, with a final `/`, or empty.
    pub(super) source: String,
    /// The time zone: that of the settings, or else UTC, as on most hosts.
    pub(super) zone: Option<Tz>,
    /// The collections by name, posts not among them: their permalinks. Only those with pages of their own.
    pub(super) collections: BTreeMap<String, Option<String>>,
    /// The names of collections without pages.
    pub(super) unpublished: Vec<String>,
    /// The folder of all collections, with a final `/`, or empty.
    pub(super) collections_dir: String,
    defaults: Vec<FrontDefault>,
    excluded: Vec<String>,
    included: Vec<String>,
    /// What is lost.
    pub(super) losses: Vec<ImportLoss>,
}

/// Values that front matter has by default, for some files.
#[derive(Debug)]
struct FrontDefault {
    path: String,
    kind: Option<String>,
    values: Values,
}

/// The names of the settings file.
pub(super) const FILES: &[&str] = &["_config.yml", "_config.yaml", "_config.toml"];

/// Files that Jekyll passes over by default.
const ALWAYS: &[&str] =
    &["Gemfile", "Gemfile.lock", "vendor", "node_modules", "Rakefile", "package.json", "package-lock.json"];

impl JekyllConfig {
    /// Reads the settings of a folder.
    pub(super) fn read(folder: &InputFolder) -> Self {
        let mut config = Self::default();
        if let Some(file) = FILES.iter().find(|file| folder.has(file)) {
            match folder.read(file) {
                Ok(input) => (config.values, config.losses) = settings(file, &input.text),
                Err(loss) => config.losses.push(loss),
            }
        }
        let values = &config.values;
        let folder_of = |key: &str| {
            let text = text_of(values, key).unwrap_or_default();
            let text = text.trim_matches(['.', '/']).to_owned();
            if text.is_empty() { text } else { format!("{text}/") }
        };
        let (source, collections_dir) = (folder_of("source"), folder_of("collections_dir"));
        let zone = text_of(values, "timezone").and_then(|zone| zone.parse().ok());
        let defaults =
            values.get("defaults").and_then(Value::as_array).map(|list| list.iter().filter_map(default_of).collect());
        let (excluded, included) = (list_of(values, "exclude"), list_of(values, "include"));
        let (collections, unpublished) = collections(values.get("collections"));
        Self {
            source,
            zone,
            collections,
            unpublished,
            collections_dir,
            defaults: defaults.unwrap_or_default(),
            excluded,
            included,
            ..config
        }
    }

    /// The values of a file, with those that it has by default; the settings with the longest path count most.
    pub(super) fn with_defaults(&self, path: &str, kind: &str, own: Values) -> Values {
        let mut matching: Vec<&FrontDefault> =
            self.defaults.iter().filter(|default| default.fits(path, kind)).collect();
        matching.sort_by_key(|default| (default.path.len(), default.kind.is_some()));
        let mut values = Values::new();
        for default in matching {
            values.extend(default.values.iter().map(|(key, value)| (key.clone(), value.clone())));
        }
        values.extend(own);
        values
    }

    /// Whether Jekyll passes over a file, relative to its source folder.
    pub(super) fn is_excluded(&self, path: &str) -> bool {
        let is_hidden = path.split('/').any(|part| part.starts_with(['_', '.', '#']) || part.ends_with('~'));
        let matches = |pattern: &String| {
            let pattern = pattern.trim_matches('/');
            path == pattern || path.starts_with(&format!("{pattern}/")) || fast_glob::glob_match(pattern, path)
        };
        if self.included.iter().any(matches) {
            return false;
        }
        let is_usual =
            path.split('/').next().is_some_and(|first| ALWAYS.contains(&first) || first.ends_with(".gemspec"));
        is_hidden || is_usual || self.excluded.iter().any(matches)
    }

    /// The text at a path of keys.
    pub(super) fn text(&self, path: &str) -> Option<String> {
        at(&self.values, path).and_then(text)
    }
}

impl FrontDefault {
    fn fits(&self, path: &str, kind: &str) -> bool {
        let is_kind = self.kind.as_deref().is_none_or(|own| own == kind);
        let is_path = self.path.is_empty()
            || path.starts_with(&format!("{}/", self.path))
            || path == self.path
            || self.path.contains('*') && fast_glob::glob_match(format!("{}**", self.path), path);
        is_kind && is_path
    }
}

fn default_of(value: &Value) -> Option<FrontDefault> {
    let scope = value.get("scope");
    let in_scope = |key: &str| scope.and_then(|scope| scope.get(key)).and_then(text);
    let kind = in_scope("type").map(|kind| match kind.as_str() {
        "post" => "posts".to_owned(),
        "page" => "pages".to_owned(),
        "draft" => "drafts".to_owned(),
        _ => kind,
    });
    let values = value.get("values")?.as_object()?.clone().into_iter().collect();
    Some(FrontDefault { path: in_scope("path").unwrap_or_default().trim_matches('/').to_owned(), kind, values })
}

fn collections(value: Option<&Value>) -> (BTreeMap<String, Option<String>>, Vec<String>) {
    let (mut published, mut unpublished) = (BTreeMap::new(), Vec::new());
    match value {
        Some(Value::Object(map)) => {
            for (name, options) in map.iter().filter(|(name, _)| *name != "posts") {
                if options.get("output").and_then(Value::as_bool) == Some(true) {
                    published.insert(name.clone(), options.get("permalink").and_then(text));
                } else {
                    unpublished.push(name.clone());
                }
            }
        }
        Some(Value::Array(names)) => unpublished.extend(names.iter().filter_map(text)),
        _ => {}
    }
    (published, unpublished)
}
