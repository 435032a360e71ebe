//! Which items follow which others up.

use std::collections::{BTreeMap, BTreeSet};

use super::paths::file_path;
use crate::model::{ItemId, Site};

/// The items that follow others up.
#[derive(Clone, Debug, Default)]
pub(super) struct Followers(BTreeMap<ItemId, Vec<ItemId>>);

impl Followers {
    /// Those of a site, oldest first.
    pub(super) fn of(site: &Site) -> Self {
        let mut followers: BTreeMap<ItemId, Vec<ItemId>> = BTreeMap::new();
        let is_follower = |id: &ItemId| !site.item(*id).newsroom().follows.is_empty() && !site.item(*id).is_version();
        let listed = site.ids().take(site.listed()).filter(is_follower);
        for id in listed.collect::<Vec<_>>().into_iter().rev() {
            for earlier in followed(site, id) {
                followers.entry(earlier).or_default().push(id);
            }
        }
        Self(followers)
    }

    /// The items that follow an item up, oldest first.
    pub(super) fn of_item(&self, id: ItemId) -> &[ItemId] {
        self.0.get(&id).map_or(&[], Vec::as_slice)
    }
}

/// The items that an item follows up, each once.
pub(super) fn followed(site: &Site, id: ItemId) -> BTreeSet<ItemId> {
    site.item(id).newsroom().follows.iter().filter_map(|file| earlier(site, id, file)).collect()
}

/// The item that an item follows up by naming its file.
pub(super) fn earlier(site: &Site, id: ItemId, file: &str) -> Option<ItemId> {
    named(site, id, file).filter(|found| *found != id && site.closing(*found).is_none())
}

/// The item that an item names by its file.
pub(super) fn named(site: &Site, id: ItemId, file: &str) -> Option<ItemId> {
    let path = file_path(&site.names, site.item(id).folder(), file)?;
    site.find(&path).or_else(|| site.find(&site.names.find(format!("{path}/index.md"))))
}
