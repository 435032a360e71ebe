//! A hash index over a list of texts, which are not stored a second time.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

/// The places of texts in a list. Of two texts that are equal (or, once in 10¹⁰ sites, have one hash) the first counts:
/// the caller compares the text with the one at that position.
#[derive(Clone, Debug, Default)]
pub struct Index(HashMap<u64, u32, BuildHasherDefault<AsItIs>>);

/// A hasher that passes its input on: the keys are hashes already.
#[derive(Clone, Copy, Debug, Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64(bytes);
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

impl Index {
    /// The index of texts in their order.
    pub fn of<'t>(texts: impl ExactSizeIterator<Item = &'t str>) -> Self {
        let mut index = Self::with_room_for(texts.len());
        for (text, place) in texts.zip(0_u32..) {
            index.add(xxh3_64(text.as_bytes()), place);
        }
        index
    }

    /// The index of texts that have yet to be made, in the order of what they are made of; with the texts that were
    /// there before, as the place of the later and that of the earlier.
    pub fn of_made<T: Sync>(all: &[T], text: impl Fn(&T) -> String + Sync) -> (Self, Vec<(u32, u32)>) {
        let hashes: Vec<u64> = all.par_iter().map(|made_of| xxh3_64(text(made_of).as_bytes())).collect();
        let mut index = Self::with_room_for(all.len());
        let doubles = hashes.into_iter().zip(0_u32..);
        let doubles = doubles.filter_map(|(hash, place)| Some((place, index.add(hash, place)?))).collect();
        (index, doubles)
    }

    fn with_room_for(count: usize) -> Self {
        Self(HashMap::with_capacity_and_hasher(count, BuildHasherDefault::default()))
    }

    /// Adds a text by its hash; gives the place of the one that was there before.
    fn add(&mut self, hash: u64, place: u32) -> Option<u32> {
        match self.0.entry(hash) {
            Entry::Occupied(there) => Some(*there.get()),
            Entry::Vacant(free) => {
                free.insert(place);
                None
            }
        }
    }

    /// The place at which a text should stand.
    pub fn find(&self, text: &str) -> Option<usize> {
        self.0.get(&xxh3_64(text.as_bytes())).map(|place| *place as usize)
    }
}
