//! The files of data of a site, which templates read: `_data/releases.yml`, `data/images/brug.yml`.

use std::cell::OnceCell;

use serde_json::{Map, Value};

use super::front::settings;
use super::input::InputFolder;

/// The endings of files of data.
const ENDINGS: &[&str] = &["yaml", "yml", "toml", "json"];

/// The data of a site, read when a text asks for it.
#[derive(Default)]
pub(super) struct DataFiles {
    /// The names below the folder of data, and the texts.
    files: Vec<(String, String)>,
    read: OnceCell<Value>,
}

impl DataFiles {
    /// Adds the files below a folder: those of one that is added later count more.
    pub(super) fn add(&mut self, folder: &InputFolder, root: &str) {
        for (path, file) in below(folder, root) {
            self.files.push((path, folder.read(&file).map(|input| input.text).unwrap_or_default()));
        }
    }

    /// The data at a path such as `images.brug`.
    pub(super) fn at(&self, path: &str) -> Value {
        let all = self.read.get_or_init(|| self.read_all());
        let mut found = all;
        for key in path.split('.').filter(|key| !key.is_empty()) {
            match element(found, key) {
                Some(inner) => found = inner,
                None => return Value::Null,
            }
        }
        found.clone()
    }

    fn read_all(&self) -> Value {
        let mut all = Map::new();
        for (path, text) in &self.files {
            let (stem, _) = path.rsplit_once('.').unwrap_or((path, ""));
            put(&mut all, stem, value(path, text));
        }
        Value::Object(all)
    }
}

/// Puts a value at a path of folders.
fn put(map: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('/') {
        None => _ = map.insert(path.to_owned(), value),
        Some((first, rest)) => {
            let below = map.entry(first).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = below {
                put(inner, rest, value);
            }
        }
    }
}

/// What a key or a place of a value has.
pub(super) fn element<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    match value {
        Value::Array(list) => list.get(key.parse::<usize>().ok()?),
        Value::Object(map) => map
            .get(key)
            .or_else(|| map.iter().find(|(known, _)| known.eq_ignore_ascii_case(key)).map(|(_, value)| value)),
        _ => None,
    }
}

/// The value of a file: a map or a list.
fn value(file: &str, text: &str) -> Value {
    if file.ends_with(".json") {
        return serde_json::from_str(text).unwrap_or_default();
    }
    let first =
        text.lines().map(str::trim_end).find(|line| !line.is_empty() && !line.starts_with('#') && *line != "---");
    let is_list = first.is_some_and(|line| line.starts_with("- ") || line == "-") && !file.ends_with(".toml");
    if is_list {
        let text = text.lines().filter(|line| line.trim_end() != "---").collect::<Vec<_>>().join("\n");
        let mut values = settings(file, &format!("list:\n{text}\n")).0;
        return values.remove("list").unwrap_or_default();
    }
    Value::Object(settings(file, text).0.into_iter().collect())
}

/// The files of data below a folder, by their names below it.
pub(super) fn below(folder: &InputFolder, root: &str) -> Vec<(String, String)> {
    let is_data = |file: &&str| ENDINGS.iter().any(|ending| file.ends_with(&format!(".{ending}")));
    let named = |file: &str| Some((file.strip_prefix(&format!("{root}/"))?.to_owned(), file.to_owned()));
    folder.below(root).filter(is_data).filter_map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_maps_or_lists() {
        let data = DataFiles {
            files: [
                ("a/b.yml", "# x\n- c: 1\n- c: 2\n"),
                ("d.json", "[1, 2]"),
                ("e.toml", "f = 1"),
                ("a/g.yaml", "h: i"),
            ]
            .map(|(file, text)| (file.to_owned(), text.to_owned()))
            .into(),
            read: OnceCell::new(),
        };
        assert_eq!(data.at("a.b.1.c"), 2);
        assert_eq!((data.at("d.0"), data.at("e.F"), data.at("a.g.h")), (1.into(), 1.into(), "i".into()));
        assert_eq!(data.at("x.y"), Value::Null);
    }
}
