//! A word with all its forms, and the items that have it.

use super::weight::{FREQUENT, FREQUENT_IN_TITLE, HIGHEST, OF_TITLE, WEIGHT_BITS};

/// The fewest items of a tier in which words may be frequent.
const MANY_ITEMS: usize = 2048;

/// A word is frequent if more than one in so many items have it.
const FREQUENT_ONE_IN: usize = 4;

/// A word with all its forms, and the items that have it.
#[derive(Debug, Default)]
pub(super) struct WordGroup {
    /// What its forms have in common, by which groups are ordered.
    pub(super) stem: Box<str>,
    /// Its forms, in the order in which they were met.
    pub(super) forms: Vec<Box<str>>,
    /// The numbers of the items, each as the distance from the one before, with weights; or the bits of a frequent word.
    pub(super) postings: Vec<u8>,
    /// How many bytes of the postings of a frequent word are bits, one for each item of the tier: whether it has the word. Behind them
    /// are the distances of the items whose title has it. That takes half the room; such a word tells little about a text that has it.
    pub(super) bits: usize,
    /// The number after that of the last item.
    pub(super) next: u32,
}

impl WordGroup {
    pub(super) fn new(stem: Box<str>) -> Self {
        Self { stem, ..Self::default() }
    }

    /// Adds an item, whose number is higher than those before.
    pub(super) fn add(&mut self, number: u32, weight: u32) {
        let distance = number.saturating_sub(self.next);
        self.next = number + 1;
        push_number(&mut self.postings, (u64::from(distance) << WEIGHT_BITS) | u64::from(weight.clamp(1, HIGHEST)));
    }

    /// Adds the items of a batch whose first item has this number; `next` is the number after that of its last one.
    pub(super) fn append(&mut self, first: u32, postings: &[u8], next: u32) {
        let mut rest = postings.iter();
        let Some(value) = number(&mut rest) else { return };
        let distance = u64::from(first.saturating_sub(self.next)) + (value >> WEIGHT_BITS);
        push_number(&mut self.postings, (distance << WEIGHT_BITS) | (value & u64::from(HIGHEST)));
        self.postings.extend_from_slice(rest.as_slice());
        self.next = first + next;
    }
}

impl WordGroup {
    /// Writes the postings of a frequent word as bits: the last thing that is done with a group.
    pub(super) fn pack(&mut self, items: u32) {
        let items = items as usize;
        let is_frequent = |count: usize| items >= MANY_ITEMS && count * FREQUENT_ONE_IN > items;
        // No posting is shorter than a byte, and none of a frequent word has many.
        if !is_frequent(self.postings.len()) || !is_frequent(postings(&self.postings).count()) {
            return;
        }
        let mut bits = vec![0_u8; items.div_ceil(8)];
        let (mut titles, mut next) = (Vec::new(), 0);
        for (item, weight) in postings(&self.postings) {
            if let Some(byte) = bits.get_mut(item as usize / 8) {
                *byte |= 1 << (item % 8);
            }
            if weight >= OF_TITLE {
                push_number(&mut titles, u64::from(item - next));
                next = item + 1;
            }
        }
        self.bits = bits.len();
        bits.append(&mut titles);
        self.postings = bits;
    }
}

/// Reads the postings of a frequent word, of which so many bytes are bits.
pub(super) fn frequent_postings(bytes: &[u8], bits: usize) -> Vec<(u32, u32)> {
    let (bits, titles) = bytes.split_at(bits.min(bytes.len()));
    let end = u32::try_from(bits.len() * 8).unwrap_or(0);
    let has = |item: &u32| bits.get(*item as usize / 8).is_some_and(|byte| byte >> (item % 8) & 1 == 1);
    let (mut all, mut next) = (Vec::new(), 0);
    for (item, _) in numbers(titles, 0) {
        all.extend((next..item.min(end)).filter(has).map(|item| (item, FREQUENT)));
        all.push((item, FREQUENT_IN_TITLE));
        next = item.saturating_add(1);
    }
    all.extend((next..end).filter(has).map(|item| (item, FREQUENT)));
    all
}

/// Adds a number, seven bits a byte, the lowest first.
fn push_number(bytes: &mut Vec<u8>, number: u64) {
    let mut rest = number;
    while rest > 0x7f {
        bytes.push(u8::try_from(rest & 0x7f).unwrap_or_default() | 0x80);
        rest >>= 7;
    }
    bytes.push(u8::try_from(rest).unwrap_or_default());
}

/// Reads a number; `None` where it is torn.
fn number(bytes: &mut std::slice::Iter<'_, u8>) -> Option<u64> {
    let (mut value, mut shift) = (0_u64, 0);
    loop {
        let byte = bytes.next()?;
        value |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(value);
        }
        shift += 7;
    }
}

/// Reads postings: the numbers of the items, with weights. What is torn ends early.
pub(super) fn postings(bytes: &[u8]) -> impl Iterator<Item = (u32, u32)> {
    numbers(bytes, WEIGHT_BITS)
}

/// Reads numbers of items, each as the distance from the one before above so many bits, and these bits.
fn numbers(bytes: &[u8], low: u32) -> impl Iterator<Item = (u32, u32)> {
    let (mut bytes, mut next) = (bytes.iter(), 0_u32);
    std::iter::from_fn(move || {
        let value = number(&mut bytes)?;
        let number = next.checked_add(u32::try_from(value >> low).ok()?)?;
        next = number.checked_add(1)?;
        Some((number, u32::try_from(value & ((1 << low) - 1)).unwrap_or_default()))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn group(numbers: &[(u32, u32)]) -> WordGroup {
        let mut group = WordGroup::default();
        for (number, weight) in numbers {
            group.add(*number, *weight);
        }
        group
    }

    proptest! {
        #[test]
        fn postings_are_read_as_they_were_written(
            numbers in prop::collection::btree_map(0_u32..5_000_000, 1_u32..8, 0..50),
            cut in 0_usize..50,
        ) {
            let numbers: Vec<(u32, u32)> = numbers.into_iter().collect();
            let whole = group(&numbers);
            prop_assert_eq!(postings(&whole.postings).collect::<Vec<_>>(), &numbers[..]);
            let (before, after) = numbers.split_at(cut.min(numbers.len()));
            let first = after.first().map_or(0, |(number, _)| number / 2).max(before.last().map_or(0, |(number, _)| number + 1));
            let own: Vec<(u32, u32)> = after.iter().map(|(number, weight)| (number - first, *weight)).collect();
            let (mut joined, own) = (group(before), group(&own));
            joined.append(first, &own.postings, own.next);
            prop_assert_eq!(joined.postings, whole.postings);
        }

        #[test]
        fn a_frequent_word_keeps_its_items_and_titles(weights in prop::collection::vec(0_u32..8, 2100..2200)) {
            let numbers: Vec<(u32, u32)> = (0..).zip(weights).filter(|(_, weight)| *weight > 0).collect();
            let mut packed = group(&numbers);
            packed.pack(2200);
            prop_assert_eq!(packed.bits, 2200 / 8);
            let read = frequent_postings(&packed.postings, packed.bits).into_iter();
            let read = read.map(|(item, weight)| (item, weight >= OF_TITLE));
            prop_assert_eq!(read.collect::<Vec<_>>(), numbers.iter().map(|(item, weight)| (*item, *weight >= OF_TITLE)).collect::<Vec<_>>());
            let mut rare = group(&numbers);
            rare.pack(4 * 2200);
            prop_assert_eq!(rare.bits, 0);
        }

        #[test]
        fn any_bytes_are_read(bytes: Vec<u8>) {
            let _ = postings(&bytes).count();
            frequent_postings(&bytes, bytes.len() / 2);
        }
    }
}
