//! A word with all its forms, and the items that have it.

use super::weight::{HIGHEST, WEIGHT_BITS};

/// A word with all its forms, and the items that have it.
#[derive(Debug, Default)]
pub(super) struct WordGroup {
    /// What its forms have in common, by which groups are ordered.
    pub(super) stem: Box<str>,
    /// Its forms, in the order in which they were met.
    pub(super) forms: Vec<Box<str>>,
    /// The numbers of the items, each as the distance from the one before, with weights.
    pub(super) postings: Vec<u8>,
    /// The number after that of the last item.
    pub(super) next: u32,
}

impl WordGroup {
    pub(super) fn new(stem: Box<str>) -> Self {
        Self { stem, forms: Vec::new(), postings: Vec::new(), next: 0 }
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
    let (mut bytes, mut next) = (bytes.iter(), 0_u32);
    std::iter::from_fn(move || {
        let value = number(&mut bytes)?;
        let number = next.checked_add(u32::try_from(value >> WEIGHT_BITS).ok()?)?;
        next = number.checked_add(1)?;
        Some((number, u32::try_from(value).unwrap_or_default() & HIGHEST))
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
        fn any_bytes_are_read(bytes: Vec<u8>) {
            let _ = postings(&bytes).count();
        }
    }
}
