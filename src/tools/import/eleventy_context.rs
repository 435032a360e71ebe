//! What the texts of an Eleventy site refer to: data of folders and of the site, forms of dates, and templates.

use std::collections::{BTreeMap, HashMap};

use super::front::Values;

/// What the texts of a site refer to.
#[derive(Default)]
pub(super) struct EleventyContext {
    /// The folder of the texts, with a final `/`, or empty.
    pub(super) prefix: String,
    /// The folder of the data of the site, below that of the texts.
    pub(super) data_folder: String,
    /// The folders of templates and data, in which no texts stand.
    pub(super) parts: Vec<String>,
    /// The forms of the site's own filters for dates, by name.
    pub(super) date_filters: HashMap<String, String>,
    /// The data of each folder.
    pub(super) data: BTreeMap<String, Values>,
    /// The data of the site.
    pub(super) globals: Values,
    /// The templates that texts include, by their names in the folder of includes.
    pub(super) includes: HashMap<String, String>,
}

impl EleventyContext {
    /// The name of a template that a text includes; it may lack its ending.
    pub(super) fn include_name(&self, typed: &str) -> Option<String> {
        let name = typed.trim_start_matches("./");
        let mut names = ["", ".liquid", ".njk", ".html", ".md"].iter().map(|ending| format!("{name}{ending}"));
        names.find(|name| self.includes.contains_key(name))
    }
}
