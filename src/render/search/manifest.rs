//! The manifest of a language: the one file of the index whose name stays. It says where all others are.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::facets::Facets;
use super::shard::{packed, unpacked};
use super::tier::{BLOCK, TierRecord, block_name, shard_name};
use crate::base::Error;

/// The version of the format, which the script of the page compares.
const VERSION: u32 = 2;

/// Manifest of a language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexManifest {
    version: u32,
    /// The sections, each with its key and its name.
    sections: Vec<(String, String)>,
    /// The tags that most items have.
    tags: Vec<(String, String)>,
    /// The tiers, that of the newest items last.
    pub tiers: Vec<IndexTier>,
}

/// Tier in a manifest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexTier {
    letter: char,
    /// The number of its items.
    pub items: u32,
    /// The number of the first item of each month, with year and month.
    pub months: Vec<(u32, i32, u32)>,
    /// The entries in a block.
    block: u32,
    /// The first stem of each shard, a line each.
    starts: String,
    /// The fingerprints of the shards, eight hexadecimal digits each.
    shards: String,
    /// The fingerprints of the blocks.
    blocks: String,
}

impl IndexManifest {
    /// The manifest of tiers.
    pub(super) fn of(tiers: &[&TierRecord], facets: Facets) -> Self {
        let Facets { sections, tags } = facets;
        Self { version: VERSION, sections, tags, tiers: tiers.iter().map(|tier| IndexTier::of(tier)).collect() }
    }

    /// Its bytes.
    ///
    /// # Errors
    /// They cannot be made, which is a defect.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, Error> {
        packed(&serde_json::to_vec(self).map_err(|error| Error::internal(error.to_string()))?)
    }

    /// Reads the bytes of a manifest; `None` where they are damaged, or of another version.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let manifest: Self = serde_json::from_slice(&unpacked(bytes)?).ok()?;
        (manifest.version == VERSION).then_some(manifest)
    }
}

impl IndexTier {
    fn of(record: &TierRecord) -> Self {
        let hexadecimal = |hashes: &mut dyn Iterator<Item = u32>| {
            hashes.fold(String::new(), |mut text, hash| {
                let _ = write!(text, "{hash:08x}");
                text
            })
        };
        let starts: Vec<&str> = record.shards.iter().map(|(start, _)| &**start).collect();
        Self {
            letter: record.letter,
            items: record.items,
            months: record.months.clone(),
            block: u32::try_from(BLOCK).unwrap_or(1),
            starts: starts.join("\n"),
            shards: hexadecimal(&mut record.shards.iter().map(|(_, hash)| *hash)),
            blocks: hexadecimal(&mut record.blocks.iter().copied()),
        }
    }

    /// The name of the shard that has a word, if any has it.
    pub fn shard(&self, word: &str) -> Option<String> {
        let (place, start) = self.starts.split('\n').enumerate().take_while(|(_, start)| *start <= word).last()?;
        Some(shard_name(self.letter, start, hash_at(&self.shards, place)?))
    }

    /// The name of the block that has the entry of an item, and its place there.
    pub fn block(&self, item: u32) -> Option<(String, usize)> {
        let number = item.checked_div(self.block)? as usize;
        let place = item.checked_rem(self.block)? as usize;
        Some((block_name(self.letter, number, hash_at(&self.blocks, number)?), place))
    }

    /// The year and the month of an item; `None` for a standing page.
    pub fn month(&self, item: u32) -> Option<(i32, u32)> {
        let (_, year, month) = self.months.iter().take_while(|(first, ..)| *first <= item).last()?;
        Some((*year, *month))
    }
}

fn hash_at(text: &str, place: usize) -> Option<u32> {
    u32::from_str_radix(text.get(place.checked_mul(8)?..)?.get(..8)?, 16).ok()
}
