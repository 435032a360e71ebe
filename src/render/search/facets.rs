//! What the items of a language have in common, by which readers narrow a search: sections, and the tags that most items have.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::document::{section, term_key};
use crate::model::Group;
use crate::plan::{Snapshot, Tier};

/// The most values of a facet.
const MOST: usize = 32;

/// The values of each facet: the key without its kind, and the name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Facets {
    pub(super) sections: Vec<(String, String)>,
    pub(super) tags: Vec<(String, String)>,
}

/// The facets of the items of some tiers.
pub(super) fn facets<'t>(snapshot: &Snapshot, tiers: impl Iterator<Item = &'t Tier>) -> Facets {
    let terms = snapshot.site.terms(Group::TAGS);
    let (mut sections, mut tags): (BTreeMap<&str, usize>, BTreeMap<&str, usize>) = Default::default();
    for id in tiers.flat_map(|tier| &tier.items) {
        let item = snapshot.site.item(*id);
        if let Some(title) = section(snapshot, item) {
            *sections.entry(title).or_default() += 1;
        }
        for term in terms.of(&item.tags) {
            *tags.entry(&terms.get(term).name).or_default() += 1;
        }
    }
    Facets { sections: most_used("section", sections), tags: most_used("tag", tags) }
}

fn most_used(kind: &str, names: BTreeMap<&str, usize>) -> Vec<(String, String)> {
    let mut names: Vec<(&str, usize)> = names.into_iter().collect();
    names.sort_by_key(|(name, count)| (Reverse(*count), *name));
    let key = |name: &str| term_key(kind, name).split_off(kind.len() + 1);
    names.into_iter().take(MOST).map(|(name, _)| (key(name), name.to_owned())).collect()
}
