//! Items that belong together: translations, and versions in plain language, which follow the item that they are versions of.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::listing::ItemId;
use crate::config::LanguageId;
use crate::content::Item;

/// What an item shares with its versions: the folder, the stem of its file, and the language.
type VersionKey<'i> = (&'i str, &'i str, LanguageId);

fn key(item: &Item) -> VersionKey<'_> {
    let (folder, stem) = item.translation_key();
    (folder, stem, item.language)
}

/// Makes each item in plain language that stands beside a normal one a version of it.
pub(super) fn follow(items: &mut [Arc<Item>]) {
    let is_plain = |item: &Arc<Item>| item.rare().plain.is_some();
    if !items.iter().any(is_plain) {
        return;
    }
    let wanted: HashSet<VersionKey<'_>> = items.iter().filter(|item| is_plain(item)).map(|item| key(item)).collect();
    let mut normal: HashMap<VersionKey<'_>, &Item> = HashMap::new();
    for item in items.iter().filter(|item| !is_plain(item)) {
        if wanted.contains(&key(item)) {
            normal.entry(key(item)).or_insert(item);
        }
    }
    let versions = items.iter().enumerate().filter(|(_, item)| is_plain(item));
    let followed: Vec<(usize, Arc<Item>)> = versions
        .filter_map(|(place, item)| Some((place, Arc::new(item.as_version_of(normal.get(&key(item))?)))))
        .collect();
    for (place, version) in followed {
        if let Some(item) = items.get_mut(place) {
            *item = version;
        }
    }
}

/// All versions of each item that has some: itself, and those in plain language by their files.
pub(super) fn versions(shown: &[Arc<Item>]) -> HashMap<ItemId, Vec<ItemId>> {
    if !shown.iter().any(|item| item.is_version()) {
        return HashMap::new();
    }
    let wanted: HashSet<VersionKey<'_>> = shown.iter().filter(|item| item.is_version()).map(|item| key(item)).collect();
    let mut groups: HashMap<VersionKey<'_>, Vec<ItemId>> = HashMap::new();
    for (place, item) in shown.iter().enumerate().filter(|(_, item)| wanted.contains(&key(item))) {
        groups.entry(key(item)).or_default().push(ItemId::of(place));
    }
    let mut versions = HashMap::new();
    let groups: Vec<Vec<ItemId>> = groups.into_values().collect();
    for mut group in groups {
        let order = |id: &ItemId| shown.get(id.0 as usize).map(|item| (item.is_version(), item.file.clone()));
        group.sort_by_cached_key(order);
        versions.extend(group.iter().map(|id| (*id, group.clone())));
    }
    versions
}

/// Translations: items with the same folder and file name in different languages.
pub(super) fn translations(items: &[Arc<Item>]) -> HashMap<ItemId, Vec<ItemId>> {
    let mut groups: HashMap<(&str, &str), Vec<ItemId>> = HashMap::new();
    for (index, item) in items.iter().enumerate().filter(|(_, item)| !item.is_version()) {
        groups.entry(item.translation_key()).or_default().push(ItemId::of(index));
    }
    let mut translations = HashMap::new();
    let mut groups: Vec<Vec<ItemId>> = groups.into_values().filter(|group| group.len() > 1).collect();
    for group in &mut groups {
        group.sort_by_key(|id| items.get(id.0 as usize).map(|item| item.language));
        translations.extend(group.iter().map(|id| (*id, group.clone())));
    }
    translations
}
