//! What does not change while an import writes: the time zone, languages, patterns of addresses, and the addresses that are taken.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::item::ImportedItem;
use crate::config::Pattern;

/// What does not change while an import writes.
pub(super) struct WriterSettings {
    /// The time zone of the site.
    pub(super) zone: Tz,
    /// The main language.
    pub(super) language: String,
    /// The patterns of items, by language; `None` for the main one.
    pub(super) patterns: HashMap<Option<String>, Pattern>,
    /// The folders of sections, and the patterns of their items.
    pub(super) sections: Vec<(String, Option<Pattern>)>,
    /// The taxonomies that the site declares.
    pub(super) taxonomies: BTreeSet<String>,
    /// The addresses of all items, in lower case.
    pub(super) addresses: HashSet<String>,
    /// The addresses of lists that a new site has: no text has one of these.
    pub(super) lists: HashSet<String>,
    /// The addresses of the home pages.
    pub(super) homes: HashSet<String>,
    /// The moment of the import.
    pub(super) at: DateTime<Utc>,
}

impl WriterSettings {
    /// The pattern that gives an item its address; `None` where each has its own.
    pub(super) fn pattern(&self, item: &ImportedItem, path: &str) -> Option<&Pattern> {
        let section = self.sections.iter().find(|(folder, _)| path.starts_with(folder.as_str()));
        match section {
            Some((_, pattern)) => pattern.as_ref().filter(|_| item.language.is_none()),
            None => self.patterns.get(&item.language).or_else(|| self.patterns.get(&None)),
        }
    }
}
