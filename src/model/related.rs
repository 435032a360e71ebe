//! Related items: first those in the front matter, then those that share the most tags and dossiers, nearest in time.
//!
//! Only a few neighbours in each of the item's lists are compared, and newer ones only if there are too few older ones: a new item
//! must not change the pages of all items that share a tag with it.

use super::listing::{Group, ItemId};
use super::site::Site;

/// The most related items of an item.
const MOST: usize = 3;
/// The number of neighbours to compare in each list.
const NEIGHBOURS: usize = 8;

impl Site {
    /// The related items of a news item; `picked` are those in its front matter.
    pub fn related(&self, id: ItemId, picked: &[ItemId]) -> Vec<ItemId> {
        let mut related = picked.to_vec();
        if related.len() < MOST {
            let lists = self.lists_of(id);
            related.extend(best(
                id,
                &lists,
                |list, at| list.get(at + 1..(at + 1 + NEIGHBOURS).min(list.len())),
                picked,
            ));
            if related.len() < MOST {
                let known = related.clone();
                related.extend(best(id, &lists, |list, at| list.get(at.saturating_sub(NEIGHBOURS)..at), &known));
            }
        }
        related.truncate(MOST.max(picked.len()));
        related
    }

    /// The lists of its tags and dossiers in its language.
    fn lists_of(&self, id: ItemId) -> Vec<&[ItemId]> {
        let item = self.item(id);
        let lists = |group: Group| {
            let places = self.terms(group).of(item.terms(group.0));
            places.into_iter().map(move |term| self.term(group, term).items(item.language))
        };
        self.groups().filter(|group| *group != Group::AUTHORS).flat_map(lists).collect()
    }
}

/// The best candidates: by the number of shared lists, then by nearness in time.
fn best<'l>(
    id: ItemId,
    lists: &[&'l [ItemId]],
    window: impl Fn(&'l [ItemId], usize) -> Option<&'l [ItemId]>,
    known: &[ItemId],
) -> Vec<ItemId> {
    let mut shared: Vec<(ItemId, usize)> = Vec::new();
    for list in lists {
        let window = list.binary_search(&id).ok().and_then(|at| window(list, at)).unwrap_or_default();
        for other in window.iter().filter(|other| !known.contains(other)) {
            match shared.iter_mut().find(|(known, _)| known == other) {
                Some((_, count)) => *count += 1,
                None => shared.push((*other, 1)),
            }
        }
    }
    shared.sort_by_key(|(other, count)| (std::cmp::Reverse(*count), other.0.abs_diff(id.0)));
    shared.into_iter().map(|(other, _)| other).take(MOST).collect()
}
