//! The share of one machine, where several make the copies of a site's pictures. Pictures and cards are divided so that each share is
//! about as much work. The division follows from the site alone: machines that have the same files need not talk to each other.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use courant_pixels::Format;

use super::Images;
use crate::base::Fingerprint;
use crate::plan::{Rendition, Snapshot};

/// The most shares. Each is a process that plans the whole site.
const MOST: u32 = 100_000;

/// The work of a card, in pixels that are decoded.
const CARD: u64 = 1_000_000;

/// A share: its number, and how many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageShare {
    /// Its number, from 0.
    index: u32,
    count: u32,
}

impl ImageShare {
    /// A share by its number, from 1. `None` where there is no such share, or more than 100,000.
    pub fn new(number: u32, count: u32) -> Option<Self> {
        let index = number.checked_sub(1)?;
        (index < count && count <= MOST).then_some(Self { index, count })
    }

    /// Its number, from 1.
    pub fn number(self) -> u32 {
        self.index + 1
    }

    /// The number of shares.
    pub fn count(self) -> u32 {
        self.count
    }
}

/// The work of encoding a pixel in a format, where that of decoding one from a JPEG is 1: 0.4 µs for AVIF, 0.12 µs for WebP and 3 ns for
/// decoding, measured with photographs (docs/performance.md).
fn work(format: Format) -> u64 {
    match format {
        Format::Jpeg => 4,
        Format::Webp => 37,
        Format::Png => 30,
        Format::Avif => 120,
    }
}

impl<'p> Images<'p> {
    /// The pictures and cards of a share of a site; all of them without a share.
    pub fn share(snapshot: &'p Snapshot, shard: Option<ImageShare>) -> Self {
        let mut images = Self::of(snapshot);
        images.share = shard.map(|shard| divide(&images.weights(), shard));
        images
    }

    /// Whether something that is made of this fingerprint belongs to the share.
    pub(super) fn is_ours(&self, made_of: Fingerprint) -> bool {
        self.share.as_ref().is_none_or(|share| share.contains(&made_of))
    }

    /// The work of each picture and card, by its fingerprint: a picture is decoded once, and is never in two shares.
    fn weights(&self) -> BTreeMap<Fingerprint, u64> {
        let pictures = self.snapshot.pictures();
        let mut weights = BTreeMap::new();
        let mut counted = BTreeSet::new();
        for copy in self.renditions().filter(|copy| counted.insert(super::name(copy))) {
            let Rendition { width, height, format, .. } = copy;
            let weight = weights.entry(copy.fingerprint).or_insert_with(|| pictures.pixels(&copy.file));
            *weight += u64::from(*width) * u64::from(*height) * work(*format);
        }
        weights.extend(self.cards().into_iter().map(|(made_of, _)| (made_of, CARD)));
        weights
    }
}

/// The members of a share: the largest first, each goes to the share that has least work yet (LPT, Graham 1969). So two shares never
/// differ by more than the largest member.
fn divide(weights: &BTreeMap<Fingerprint, u64>, shard: ImageShare) -> BTreeSet<Fingerprint> {
    let mut sorted: Vec<(u64, Fingerprint)> = weights.iter().map(|(member, weight)| (*weight, *member)).collect();
    sorted.sort_unstable_by_key(|(weight, member)| (Reverse(*weight), *member));
    let mut loads: BinaryHeap<Reverse<(u64, u32)>> = (0..shard.count).map(|index| Reverse((0, index))).collect();
    let mut ours = BTreeSet::new();
    for (weight, member) in sorted {
        let Some(Reverse((load, index))) = loads.pop() else { break };
        loads.push(Reverse((load + weight, index)));
        if index == shard.index {
            ours.insert(member);
        }
    }
    ours
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_share_has_a_number_that_there_is() {
        assert_eq!(ImageShare::new(3, 16).map(|shard| (shard.number(), shard.count())), Some((3, 16)));
        for (number, count) in [(0, 16), (17, 16), (1, 0), (0, 0), (1, 100_001)] {
            assert_eq!(ImageShare::new(number, count), None, "{number}/{count}");
        }
    }

    proptest! {
        #[test]
        fn every_member_is_in_one_share_and_shares_are_equal_but_for_the_largest_member(
            weights in prop::collection::vec(1_u64..50_000_000, 0..300),
            count in 1_u32..20,
        ) {
            let weights: BTreeMap<Fingerprint, u64> =
                weights.iter().zip(0_u32..).map(|(weight, number)| (Fingerprint::of(&number.to_le_bytes()), *weight)).collect();
            let shares: Vec<BTreeSet<Fingerprint>> =
                (1..=count).map(|number| divide(&weights, ImageShare::new(number, count).unwrap())).collect();
            prop_assert_eq!(shares.iter().map(BTreeSet::len).sum::<usize>(), weights.len());
            prop_assert_eq!(shares.iter().flatten().collect::<BTreeSet<_>>().len(), weights.len());
            let loads = shares.iter().map(|share| share.iter().map(|member| weights[member]).sum::<u64>());
            let (most, least) = loads.fold((0, u64::MAX), |(most, least), load| (most.max(load), least.min(load)));
            prop_assert!(most - least <= weights.values().copied().max().unwrap_or_default());
        }
    }
}
