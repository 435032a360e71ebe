//! The words of a tier with the items that have them.

use std::collections::{BTreeMap, HashMap};

use super::document::{SearchedItem, TITLE};
use super::stems::Stems;

/// The bits of a posting that say how well a word tells its item; the others say how far it is from the one before.
const WEIGHT_BITS: u32 = 3;

/// The highest weight.
const HIGHEST: u32 = (1 << WEIGHT_BITS) - 1;

/// What a word in a title adds to its weight: more than any text gives.
const OF_TITLE: u32 = 4;

/// The words of a text of usual length.
const USUAL_LENGTH: u32 = 320;

/// A word with all its forms, and the items that have it.
#[derive(Debug)]
pub(super) struct WordGroup {
    /// What its forms have in common, by which groups are ordered.
    pub(super) stem: Box<str>,
    /// Its forms, in the order in which they were met.
    pub(super) forms: Vec<Box<str>>,
    /// The numbers of the items, each as the distance from the one before, with weights.
    pub(super) postings: Vec<u8>,
    /// The number of items.
    pub(super) count: u32,
    /// The number after that of the last item.
    next: u32,
}

impl WordGroup {
    pub(super) fn new(stem: Box<str>) -> Self {
        Self { stem, forms: Vec::new(), postings: Vec::new(), count: 0, next: 0 }
    }

    /// Has these items instead of its own.
    pub(super) fn replace(&mut self, items: BTreeMap<u32, u32>) {
        (self.postings, self.count, self.next) = (Vec::new(), 0, 0);
        for (number, weight) in items {
            self.add(number, weight);
        }
    }

    /// Adds an item, whose number is higher than those before.
    pub(super) fn add(&mut self, number: u32, weight: u32) {
        let distance = number.saturating_sub(self.next);
        self.next = number + 1;
        self.count += 1;
        let mut rest = (u64::from(distance) << WEIGHT_BITS) | u64::from(weight.clamp(1, HIGHEST));
        while rest > 0x7f {
            self.postings.push(u8::try_from(rest & 0x7f).unwrap_or_default() | 0x80);
            rest >>= 7;
        }
        self.postings.push(u8::try_from(rest).unwrap_or_default());
    }
}

/// Reads postings: the numbers of the items, with weights. What is torn ends early.
pub(super) fn postings(bytes: &[u8]) -> impl Iterator<Item = (u32, u32)> {
    let (mut bytes, mut next) = (bytes.iter(), 0_u32);
    std::iter::from_fn(move || {
        let (mut value, mut shift) = (0_u64, 0);
        loop {
            let byte = bytes.next()?;
            value |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                break;
            }
            shift += 7;
        }
        let number = next.checked_add(u32::try_from(value >> WEIGHT_BITS).ok()?)?;
        next = number.checked_add(1)?;
        Some((number, u32::try_from(value).unwrap_or_default() & HIGHEST))
    })
}

/// How well a word tells a text of that length (BM25 with k₁ = 1.2 and b = 0.75, in whole numbers). The length counts by the power of
/// two below it, so that an edit changes the weights of few words.
fn weight(count: u32, length: u32) -> u32 {
    let (in_title, count) = (count / TITLE, u64::from(count % TITLE) * 100);
    let class = 1_u64 << length.max(1).ilog2();
    let norm = 120 * (25 + 75 * class / u64::from(USUAL_LENGTH)) / 100;
    let most = u64::from(HIGHEST - OF_TITLE);
    let of_text = u32::try_from((2 * count * most + count + norm) / (2 * (count + norm))).unwrap_or(1);
    if in_title > 0 { OF_TITLE + of_text } else { of_text }
}

/// All words of a tier, while its items are added.
pub(super) struct Vocabulary {
    stems: Stems,
    of_form: HashMap<Box<str>, u32>,
    of_stem: HashMap<Box<str>, u32>,
    groups: Vec<WordGroup>,
}

impl Vocabulary {
    /// No words yet.
    pub(super) fn new(stems: Stems) -> Self {
        Self { stems, of_form: HashMap::new(), of_stem: HashMap::new(), groups: Vec::new() }
    }

    /// Adds an item by its number.
    pub(super) fn add(&mut self, number: u32, document: &SearchedItem) {
        let mut found: Vec<(u32, u32)> = Vec::with_capacity(document.forms.len());
        for (form, count) in &document.forms {
            found.push((self.group_of(form), *count));
        }
        found.sort_unstable();
        for same in found.chunk_by(|(one, _), (other, _)| one == other) {
            let count = same.iter().fold(0_u32, |sum, (_, count)| sum.saturating_add(*count));
            let group = same.first().and_then(|(group, _)| self.groups.get_mut(*group as usize));
            if let Some(group) = group {
                group.add(number, weight(count, document.length));
            }
        }
        for key in &document.keys {
            let group = self.group_with(key.clone());
            if let Some(group) = self.groups.get_mut(group as usize) {
                group.add(number, 1);
            }
        }
    }

    fn group_of(&mut self, form: &str) -> u32 {
        if let Some(group) = self.of_form.get(form) {
            return *group;
        }
        let group = self.group_with(self.stems.stem(form));
        self.of_form.insert(form.into(), group);
        if let Some(known) = self.groups.get_mut(group as usize) {
            known.forms.push(form.into());
        }
        group
    }

    fn group_with(&mut self, stem: String) -> u32 {
        let next = u32::try_from(self.groups.len()).unwrap_or(u32::MAX);
        let stem = stem.into_boxed_str();
        let groups = &mut self.groups;
        *self.of_stem.entry(stem).or_insert_with_key(|stem| {
            groups.push(WordGroup::new(stem.clone()));
            next
        })
    }

    /// The groups in the order of their stems, with their forms in order.
    pub(super) fn into_groups(self) -> Vec<WordGroup> {
        let mut groups = self.groups;
        for group in &mut groups {
            group.forms.sort_unstable();
        }
        groups.sort_unstable_by(|one, other| one.stem.cmp(&other.stem));
        groups
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_title_counts_more_than_a_body_and_a_short_text_more_than_a_long_one() {
        assert!(weight(TITLE, 300) > weight(TITLE - 1, 300));
        assert!(weight(1, 20) > weight(1, 3000));
        assert_eq!(weight(TITLE + TITLE - 1, 1), HIGHEST);
    }

    proptest! {
        #[test]
        fn postings_are_read_as_they_were_written(numbers in prop::collection::btree_map(0_u32..5_000_000, 1_u32..8, 0..50)) {
            let mut group = WordGroup::new("a".into());
            for (number, weight) in &numbers {
                group.add(*number, *weight);
            }
            prop_assert_eq!(postings(&group.postings).collect::<Vec<_>>(), numbers.into_iter().collect::<Vec<_>>());
        }

        #[test]
        fn any_bytes_are_read(bytes: Vec<u8>) {
            let _ = postings(&bytes).count();
        }
    }
}
