//! What the texts of a Jekyll site refer to: its settings, its files, the addresses of its texts, and its authors.

use std::collections::HashMap;

use serde_json::Value;

use super::data_files::DataFiles;
use super::input::InputFolder;
use super::jekyll_config::JekyllConfig;
use super::values::text;

/// The surroundings of the texts of a site.
pub(super) struct JekyllContext {
    /// The folder.
    pub(super) folder: InputFolder,
    /// The settings.
    pub(super) config: JekyllConfig,
    /// The address of each text, by its path and, for posts, by its name: for `post_url` and `link`.
    pub(super) addresses: HashMap<String, String>,
    /// The names of authors, by their keys in `_data/authors.yml`.
    pub(super) authors: HashMap<String, String>,
    /// The files of data.
    pub(super) data: DataFiles,
}

impl JekyllContext {
    /// The surroundings, still without addresses.
    pub(super) fn new(folder: InputFolder, config: JekyllConfig) -> Self {
        let mut data = DataFiles::default();
        data.add(&folder, &format!("{}_data", config.source));
        let mut context = Self { folder, config, addresses: HashMap::new(), authors: HashMap::new(), data };
        context.authors = context.author_names();
        context
    }

    fn author_names(&self) -> HashMap<String, String> {
        let data = ["authors", "people"].map(|name| self.data.at(name)).into_iter().find(|data| !data.is_null());
        let data = data.and_then(|data| data.as_object().cloned()).unwrap_or_default();
        let name =
            |value: &Value| ["name", "display_name", "full_name"].iter().find_map(|key| value.get(*key).and_then(text));
        data.into_iter().filter_map(|(key, value)| Some((key, name(&value)?))).collect()
    }
}
