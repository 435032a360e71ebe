//! Finds the place of a text in a list by a hash of it, so that the texts need not be kept twice.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use xxhash_rust::xxh3::xxh3_64;

/// The places of texts in a list. Of two texts that are equal (or, once in 10¹⁰ sites, have one hash) the first counts:
/// whoever looks a text up compares it with what stands at the place.
#[derive(Clone, Debug, Default)]
pub struct Index(HashMap<u64, u32>);

impl Index {
    /// The index of texts in their order.
    pub fn of<'t>(texts: impl ExactSizeIterator<Item = &'t str>) -> Self {
        let mut index = Self(HashMap::with_capacity(texts.len()));
        for (text, place) in texts.zip(0_u32..) {
            index.add(text, place);
        }
        index
    }

    /// Adds a text; gives the place of the one that was there before.
    pub fn add(&mut self, text: &str, place: u32) -> Option<u32> {
        match self.0.entry(xxh3_64(text.as_bytes())) {
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
