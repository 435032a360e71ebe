//! The words of some items that follow each other. They are kept between builds, so that an edit has few items read again.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use serde::{Deserialize, Serialize};

use super::stems::KnownStems;
use super::weight::{counted, weight};
use super::word_group::WordGroup;
use super::words::folded_words;
use crate::base::Fingerprint;

/// Words of some items as they are kept.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StoredBatch<'f> {
    /// The fingerprint of its inputs.
    pub(super) inputs: Fingerprint,
    /// The number of its items.
    pub(super) items: u32,
    /// Its groups, in the order of their stems.
    #[serde(borrow)]
    pub(super) groups: Vec<StoredGroup<'f>>,
}

/// A word as it is kept: its items count from the first of the batch.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StoredGroup<'f> {
    pub(super) stem: &'f str,
    /// Its forms, in order.
    #[serde(borrow)]
    pub(super) forms: Vec<&'f str>,
    pub(super) postings: &'f [u8],
    /// The number after that of the last item.
    pub(super) next: u32,
}

/// Words of some items, while the items are read.
pub(super) struct BatchBuilder<'s> {
    stems: &'s KnownStems,
    of_form: HashMap<Box<str>, u32, RandomState>,
    of_stem: HashMap<Box<str>, u32, RandomState>,
    groups: Vec<WordGroup>,
    /// What each group counts in the item that is being read.
    counts: Vec<u32>,
    /// The groups that the item has.
    met: Vec<u32>,
    /// The number of its words.
    length: u32,
    /// The number of items before it.
    items: u32,
}

impl<'s> BatchBuilder<'s> {
    /// No items yet.
    pub(super) fn new(stems: &'s KnownStems) -> Self {
        Self {
            stems,
            of_form: HashMap::default(),
            of_stem: HashMap::default(),
            groups: Vec::new(),
            counts: Vec::new(),
            met: Vec::new(),
            length: 0,
            items: 0,
        }
    }

    /// Adds words of the item, each of which counts so much.
    pub(super) fn add(&mut self, text: &str, count: u32) {
        folded_words(text, |word| {
            self.length = self.length.saturating_add(1);
            let group = self.of_form.get(word).copied().unwrap_or_else(|| self.begin(word));
            self.count(group, count);
        });
    }

    /// Adds a key by which searches are narrowed: `tag:zorg`.
    pub(super) fn add_key(&mut self, key: &str) {
        let group = self.group_with(key);
        self.count(group, 1);
    }

    fn count(&mut self, group: u32, more: u32) {
        if let Some(count) = self.counts.get_mut(group as usize) {
            if *count == 0 {
                self.met.push(group);
            }
            *count = counted(*count, more);
        }
    }

    /// Ends an item; the next words are those of the next one.
    pub(super) fn end_item(&mut self) {
        for place in self.met.drain(..) {
            let place = place as usize;
            if let Some((group, count)) = self.groups.get_mut(place).zip(self.counts.get_mut(place)) {
                group.add(self.items, weight(std::mem::take(count), self.length));
            }
        }
        self.length = 0;
        self.items += 1;
    }

    fn begin(&mut self, form: &str) -> u32 {
        let place = self.group_with(&self.stems.stem(form));
        self.of_form.insert(form.into(), place);
        if let Some(group) = self.groups.get_mut(place as usize) {
            group.forms.push(form.into());
        }
        place
    }

    fn group_with(&mut self, stem: &str) -> u32 {
        if let Some(place) = self.of_stem.get(stem) {
            return *place;
        }
        let place = u32::try_from(self.groups.len()).unwrap_or(u32::MAX);
        self.of_stem.insert(stem.into(), place);
        self.groups.push(WordGroup::new(stem.into()));
        self.counts.push(0);
        place
    }

    /// The batch, with its groups in the order of their stems.
    pub(super) fn finish(self) -> (u32, Vec<WordGroup>) {
        let mut groups = self.groups;
        for group in &mut groups {
            group.forms.sort_unstable();
        }
        groups.sort_unstable_by(|one, other| one.stem.cmp(&other.stem));
        (self.items, groups)
    }
}

impl<'f> StoredBatch<'f> {
    /// A batch that was read from items.
    pub(super) fn of(inputs: Fingerprint, items: u32, groups: &'f [WordGroup]) -> Self {
        let stored = |group: &'f WordGroup| StoredGroup {
            stem: &group.stem,
            forms: group.forms.iter().map(|form| &**form).collect(),
            postings: &group.postings,
            next: group.next,
        };
        Self { inputs, items, groups: groups.iter().map(stored).collect() }
    }
}
