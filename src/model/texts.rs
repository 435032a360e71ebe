//! Texts about terms and sections, before the terms are grouped.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::listing::ItemId;
use super::terms::TermText;
use crate::config::{Config, LanguageId, Stream, TermFolder};
use crate::content::{Item, ItemKind};

/// The texts of a site, before its terms are grouped.
#[derive(Debug, Default)]
pub(super) struct Texts {
    of_groups: BTreeMap<u8, Vec<TermText>>,
    /// Those of sections.
    pub(super) sections: HashMap<(LanguageId, Stream), ItemId>,
}

impl Texts {
    /// The texts among sorted items, of which so many come before them.
    pub(super) fn of(config: &Config, items: &[Arc<Item>], before: usize) -> Self {
        let mut texts = Self::default();
        for (item, place) in items.iter().zip(0..).skip(before) {
            texts.add(config, item, ItemId::of(place));
        }
        for of_group in texts.of_groups.values_mut() {
            of_group.sort_by_key(|text| (text.language, text.id));
        }
        texts
    }

    fn add(&mut self, config: &Config, item: &Item, id: ItemId) {
        match config.term_folder(&item.file) {
            Some(TermFolder::Sections) => {
                let stream = config.section_named(section_name(item));
                stream.map(|stream| *self.sections.entry((item.language, stream)).or_insert(id));
            }
            Some(TermFolder::Taxonomy(number)) => {
                let (name, slug) = (item.title.clone(), item.slug.clone());
                let text = TermText { id, language: item.language, name, slug };
                self.of_groups.entry(number).or_default().push(text);
            }
            None => {}
        }
    }

    /// Those about the terms of a group, the main language first.
    pub(super) fn of_group(&mut self, number: u8) -> Vec<TermText> {
        self.of_groups.remove(&number).unwrap_or_default()
    }
}

/// The name of the section that a file is about.
pub(super) fn section_name(item: &Item) -> &str {
    if item.owns_folder() {
        item.folder().trim_end_matches('/').rsplit('/').next().unwrap_or_default()
    } else {
        item.stem()
    }
}

/// Forgets the addresses of texts: they depend on the other terms, and so on other items.
pub(super) fn forget_addresses(items: &mut [Arc<Item>]) {
    for item in items.iter_mut().filter(|item| item.kind == ItemKind::Term) {
        if item.address.get().is_some() {
            *item = Arc::new(item.without_address());
        }
    }
}
