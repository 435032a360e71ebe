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

/// The oldest item of each circle of items that follow each other up. Two walks over all of them find the circles: one along what
/// they follow, and, in the order in which it leaves them, one back (Kosaraju and Sharir).
pub(super) fn circles(site: &Site, followers: &Followers) -> Vec<ItemId> {
    let mut left = Vec::new();
    let mut seen = BTreeSet::new();
    for first in site.ids().take(site.listed()) {
        let mut way = Vec::new();
        let mut enter = |id: ItemId, way: &mut Vec<(ItemId, _)>| {
            if seen.insert(id) {
                way.push((id, followed(site, id).into_iter()));
            }
        };
        enter(first, &mut way);
        while let Some((id, ahead)) = way.last_mut() {
            if let Some(next) = ahead.next() {
                enter(next, &mut way);
            } else {
                left.push(*id);
                way.pop();
            }
        }
    }
    let mut oldest = Vec::new();
    while let Some(first) = left.pop() {
        let mut circle = Vec::new();
        let mut waiting = vec![first];
        while let Some(id) = waiting.pop() {
            if seen.remove(&id) {
                circle.push(id);
                waiting.extend(followers.of_item(id));
            }
        }
        oldest.extend(circle.iter().max().filter(|_| circle.len() > 1));
    }
    oldest.sort_unstable();
    oldest
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
