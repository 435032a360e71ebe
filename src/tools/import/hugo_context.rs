//! What the texts of a Hugo site refer to: settings, addresses, cascades, sections and the templates of shortcodes.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono_tz::Tz;
use serde_json::Value;

use super::front::Values;
use super::hugo_config::HugoConfig;
use super::hugo_data::HugoData;
use super::input::InputFolder;
use super::values::{at, text};

/// The surroundings of the texts of a site.
#[derive(Default)]
pub(super) struct HugoContext {
    /// The settings.
    pub(super) config: HugoConfig,
    /// The time zone.
    pub(super) zone: Option<Tz>,
    /// The address of each text, by language and by its path in lower case, without its ending: `en/blog/open-dag`.
    pub(super) addresses: HashMap<String, String>,
    /// The title of each text, by the same paths.
    pub(super) titles: HashMap<String, String>,
    /// The paths of texts by the last part, by language; `None` where there are several.
    pub(super) names: HashMap<String, Option<String>>,
    /// Values that a section gives to all below it, by language and folder.
    pub(super) cascades: BTreeMap<String, Vec<Cascade>>,
    /// The folders of leaf bundles, from the root of the source.
    pub(super) bundles: HashSet<String>,
    /// The sections whose texts are news.
    pub(super) news: HashSet<String>,
    /// The templates of shortcodes, by name.
    pub(super) templates: HashMap<String, String>,
    /// The templates that others include, by name.
    pub(super) partials: HashMap<String, String>,
    /// The data and words of the site.
    pub(super) data: HugoData,
}

/// Values that a section gives to the texts below it.
#[derive(Clone, Debug)]
pub(super) struct Cascade {
    /// The values.
    pub(super) values: Values,
    /// The path of the texts that get them; empty for all.
    pub(super) path: Option<String>,
    /// The kind of the texts that get them.
    pub(super) kind: Option<String>,
}

impl Cascade {
    /// The cascades in a value: one map, or a list of them.
    pub(super) fn all(value: &Value) -> Vec<Self> {
        let maps: Vec<&Value> = match value {
            Value::Array(maps) => maps.iter().collect(),
            other => vec![other],
        };
        maps.into_iter().filter_map(Self::of).collect()
    }

    fn of(value: &Value) -> Option<Self> {
        let mut values: Values = value.as_object()?.clone().into_iter().collect();
        let target = values.remove("_target").or_else(|| values.remove("target"));
        let of_target = |key: &str| target.as_ref().and_then(|target| target.get(key)).and_then(text);
        if let Some(Value::Object(params)) = values.remove("params") {
            values.extend(params);
        }
        Some(Self { path: of_target("path"), kind: of_target("kind"), values })
    }

    /// Whether a text gets the values.
    fn fits(&self, path: &str, kind: &str) -> bool {
        let is_path = self.path.as_ref().is_none_or(|pattern| {
            let pattern = pattern.trim_matches(['/', '{', '}']);
            fast_glob::glob_match(pattern, path.trim_matches('/'))
        });
        is_path && self.kind.as_deref().is_none_or(|own| own == kind)
    }
}

impl HugoContext {
    /// The values that sections above a text give to it; nearer ones count more.
    pub(super) fn cascaded(&self, language: &str, folder: &str, path: &str, kind: &str) -> Values {
        let mut values = Values::new();
        let mut above = vec![String::new()];
        for part in folder.split('/').filter(|part| !part.is_empty()) {
            let parent = above.last().cloned().unwrap_or_default();
            above.push(if parent.is_empty() { part.to_owned() } else { format!("{parent}/{part}") });
        }
        let of_site = self.config.values.get("cascade").map(Cascade::all).unwrap_or_default();
        let of_sections =
            above.iter().filter_map(|folder| self.cascades.get(&format!("{language}/{folder}"))).flatten();
        for cascade in of_site.iter().chain(of_sections).filter(|cascade| cascade.fits(path, kind)) {
            values.extend(cascade.values.iter().map(|(key, value)| (key.to_lowercase(), value.clone())));
        }
        values
    }

    /// The permalink pattern of a section.
    pub(super) fn permalink(&self, section: &str) -> Option<String> {
        let section = section.to_lowercase();
        let permalinks = self.config.values.get("permalinks")?;
        let of_page = permalinks.get("page").and_then(|of_page| of_page.get(&section)).and_then(text);
        of_page.or_else(|| permalinks.get(&section).and_then(text))
    }

    /// Whether addresses of a section end in `.html`.
    pub(super) fn is_ugly(&self, section: &str) -> bool {
        match self.config.values.get("uglyurls") {
            Some(Value::Bool(truth)) => *truth,
            Some(Value::Object(sections)) => {
                sections.get(&section.to_lowercase()).and_then(Value::as_bool).unwrap_or(false)
            }
            _ => false,
        }
    }

    /// The address of a text that another one refers to: `ref "blog/open-dag.md#kop"`.
    pub(super) fn reference(&self, language: &str, folder: &str, to: &str) -> Option<String> {
        let (path, fragment) = to.split_once('#').map_or((to, ""), |(path, fragment)| (path, fragment));
        let path = path.trim().trim_end_matches('/').to_lowercase();
        let path =
            [".md", ".markdown", ".html", ".org"].iter().find_map(|ending| path.strip_suffix(ending)).unwrap_or(&path);
        let path = ["/_index", "/index"].iter().find_map(|index| path.strip_suffix(index)).unwrap_or(path);
        let relative = joined(folder, path);
        let candidates = [path.trim_start_matches('/').to_owned(), relative];
        let known = candidates.iter().find_map(|path| self.addresses.get(&format!("{language}/{path}")));
        let by_name = || {
            let name = path.rsplit('/').next().unwrap_or_default();
            let path = self.names.get(&format!("{language}/{name}"))?.as_ref()?;
            self.addresses.get(path)
        };
        let address = known.or_else(by_name)?;
        Some(if fragment.is_empty() { address.clone() } else { format!("{address}#{fragment}") })
    }

    /// A value of the settings by a path such as `params.cdn`.
    pub(super) fn param(&self, path: &str) -> Option<String> {
        at(&self.config.values, &path.to_lowercase()).and_then(text)
    }

    /// Reads the templates of shortcodes and those that they include, of the theme and of the site.
    pub(super) fn read_templates(&mut self, folder: &InputFolder) {
        let theme = self.config.text("theme").unwrap_or_default();
        for root in [format!("themes/{theme}/layouts"), "layouts".to_owned()] {
            self.templates.extend(templates(folder, &root, ["shortcodes", "_shortcodes"]));
            self.partials.extend(templates(folder, &root, ["partials", "_partials"]));
        }
        self.data = HugoData::of(folder, &theme);
    }
}

/// The templates in folders of some names, also in those of a section, by their names in lower case.
fn templates(folder: &InputFolder, root: &str, kinds: [&str; 2]) -> Vec<(String, String)> {
    let named = |file: &str| {
        let below = file.strip_prefix(root)?;
        let (_, name) = kinds.iter().find_map(|kind| below.split_once(&format!("/{kind}/")))?;
        let name = name.strip_suffix(".html").or_else(|| name.strip_suffix(".md"))?;
        Some((name.to_lowercase(), folder.read(file).ok()?.text))
    };
    folder.below(root).filter_map(named).collect()
}

/// A path from a folder.
fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/").to_lowercase()
}
