//! The words of a tier, while its batches are added.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::batch::StoredBatch;
use super::word_group::WordGroup;

/// All words of a tier.
#[derive(Default)]
pub(super) struct Vocabulary {
    of_stem: HashMap<Box<str>, u32, RandomState>,
    groups: Vec<WordGroup>,
    /// The number of items.
    pub(super) items: u32,
}

impl Vocabulary {
    /// Adds the next items.
    pub(super) fn add(&mut self, batch: &StoredBatch<'_>) {
        for stored in &batch.groups {
            let known = self.of_stem.get(stored.stem).copied();
            let place = known.unwrap_or_else(|| self.begin(stored.stem));
            let Some(group) = self.groups.get_mut(place as usize) else { continue };
            stored.forms.iter().for_each(|form| add_form(&mut group.forms, form));
            group.append(self.items, stored.postings, stored.next);
        }
        self.items += batch.items;
    }

    fn begin(&mut self, stem: &str) -> u32 {
        let place = u32::try_from(self.groups.len()).unwrap_or(u32::MAX);
        self.groups.push(WordGroup::new(stem.into()));
        self.of_stem.insert(stem.into(), place);
        place
    }

    /// The groups in the order of their stems, with their forms in order.
    pub(super) fn into_groups(self) -> Vec<WordGroup> {
        let mut groups = self.groups;
        groups.sort_unstable_by(|one, other| one.stem.cmp(&other.stem));
        groups
    }
}

/// Adds a form to those in order.
fn add_form(forms: &mut Vec<Box<str>>, form: &str) {
    if let Err(place) = forms.binary_search_by(|known| (**known).cmp(form)) {
        forms.insert(place, form.into());
    }
}
