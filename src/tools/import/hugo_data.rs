//! What templates of a Hugo site read beside settings: files of data, and words of the theme in each language.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::data_files::{DataFiles, below};
use super::front::settings;
use super::input::InputFolder;
use super::values::text;

/// The data and the words of a site.
#[derive(Default)]
pub(super) struct HugoData {
    /// The data.
    pub(super) files: DataFiles,
    /// The words, by language.
    words: HashMap<String, Map<String, Value>>,
}

impl HugoData {
    /// Finds the files of a site and of its theme.
    pub(super) fn of(folder: &InputFolder, theme: &str) -> Self {
        let mut data = Self::default();
        for root in [format!("themes/{theme}/"), String::new()] {
            data.files.add(folder, &format!("{root}data"));
            for (language, file) in below(folder, &format!("{root}i18n")) {
                let input = folder.read(&file).map(|input| input.text).unwrap_or_default();
                let language = language.rsplit_once('.').map_or("", |(stem, _)| stem).to_lowercase();
                data.words.entry(language).or_default().extend(settings(&file, &input).0);
            }
        }
        data
    }

    /// A word of the theme in a language. `None` where it has none.
    pub(super) fn word(&self, language: &str, key: &str) -> Option<Value> {
        let word = self.words.get(&language.to_lowercase())?.get(key)?;
        let form = |form: &&str| text(word.get(*form)?);
        text(word).or_else(|| ["other", "one", "translation"].iter().find_map(form)).map(Value::from)
    }
}
