//! What the texts of a Jekyll site refer to: its settings, its files, the addresses of its texts, and its authors.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::data_files::DataFiles;
use super::front;
use super::input::InputFolder;
use super::item::ImportedItem;
use super::jekyll_config::JekyllConfig;
use super::template_tag::has_in_prose;
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
    /// What templates see of the texts of each collection.
    pub(super) documents: BTreeMap<String, Value>,
    /// What includes show in every text, by their files.
    pub(super) shown: RefCell<HashMap<String, String>>,
    /// The code of the site's own plugins.
    plugins: String,
    /// The moment that templates take for now.
    pub(super) at: DateTime<Utc>,
}

impl JekyllContext {
    /// The surroundings, still without addresses.
    pub(super) fn new(folder: InputFolder, config: JekyllConfig, at: DateTime<Utc>) -> Self {
        let mut data = DataFiles::default();
        data.add(&folder, &format!("{}_data", config.source));
        let code = folder.below(&format!("{}_plugins", config.source)).filter(|file| file.ends_with(".rb"));
        let plugins = code.filter_map(|file| Some(folder.read(file).ok()?.text)).collect();
        let (addresses, authors, documents) = (HashMap::new(), HashMap::new(), BTreeMap::new());
        let shown = RefCell::default();
        let mut context = Self { folder, config, addresses, authors, data, documents, shown, plugins, at };
        context.authors = context.author_names();
        context.read_unpublished();
        context
    }

    /// Notes what templates see of a text in the list of its collection, beside its text.
    pub(super) fn add_document(&mut self, collection: &str, below: &str, item: &ImportedItem) {
        let own = self.folder.read(&item.place.file).map(|input| front::read(below, &input.text).values);
        let values = self.config.with_defaults(below, collection, own.unwrap_or_default());
        let mut values: Map<String, Value> = values.into_iter().collect();
        values.insert("title".to_owned(), Value::from(item.title.as_str()));
        values.extend(item.address.as_ref().map(|address| ("url".to_owned(), Value::from(address.as_str()))));
        values.extend(item.date.as_ref().map(|date| ("date".to_owned(), Value::from(date.iso()))));
        let all = self.documents.entry(collection.to_owned()).or_insert_with(|| json!([]));
        all.as_array_mut().into_iter().for_each(|all| all.push(Value::Object(std::mem::take(&mut values))));
    }

    /// Whether a page lists a collection of dated texts, which is a stream of news.
    pub(super) fn lists_news(&self, body: &str) -> bool {
        let is_dated = |all: &Value| all.get(0).is_some_and(|first| first.get("date").is_some());
        let dated = self.documents.iter().filter(|(_, all)| is_dated(all)).map(|(name, _)| format!("site.{name}"));
        let names: Vec<String> = dated.collect();
        has_in_prose(body, &names.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Reads the texts of collections without pages: templates may list them.
    fn read_unpublished(&mut self) {
        for name in &self.config.unpublished {
            let root = format!("{}{}_{name}", self.config.source, self.config.collections_dir);
            let values = |file: &str| {
                let read = front::read(file, &self.folder.read(file).ok()?.text);
                read.is_there.then(|| Value::Object(read.values.into_iter().collect()))
            };
            self.documents.insert(name.clone(), Value::Array(self.folder.below(&root).filter_map(values).collect()));
        }
    }

    /// Whether a plugin of the site may give texts a value of this name.
    pub(super) fn is_of_plugin(&self, name: &str) -> bool {
        [format!("\"{name}\""), format!("'{name}'"), format!(":{name}")].iter().any(|word| self.plugins.contains(word))
    }

    fn author_names(&self) -> HashMap<String, String> {
        let data = ["authors", "people"].map(|name| self.data.at(name)).into_iter().find(|data| !data.is_null());
        let data = data.and_then(|data| data.as_object().cloned()).unwrap_or_default();
        let name =
            |value: &Value| ["name", "display_name", "full_name"].iter().find_map(|key| value.get(*key).and_then(text));
        data.into_iter().filter_map(|(key, value)| Some((key, name(&value)?))).collect()
    }
}
