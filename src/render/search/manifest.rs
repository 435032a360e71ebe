//! The manifest of a language: the one file of the index whose name stays. It says where all others are. A line of JSON is followed by
//! the fingerprints of the files, in bytes: those of the shards of a tier, those of its blocks, then the next tier.

use serde::{Deserialize, Serialize};

use super::facets::Facets;
use super::shard::{packed, unpacked};
use super::tier::{BLOCK, BLOCKS, TierRecord, block_name, shard_name};
use crate::base::Error;

/// The version of the format, which the script of the page compares.
const VERSION: u32 = 3;

/// Manifest of a language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexManifest {
    version: u32,
    /// The entries in a block.
    block: u32,
    /// How many blocks share a fingerprint.
    blocks: u32,
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
    /// The start of each shard.
    starts: Vec<String>,
    /// The fingerprints of the shards.
    #[serde(skip)]
    shards: Vec<u32>,
    /// The fingerprints of the blocks.
    #[serde(skip)]
    blocks: Vec<u32>,
}

impl IndexManifest {
    /// The manifest of tiers.
    pub(super) fn of(tiers: &[&TierRecord], facets: Facets) -> Self {
        let Facets { sections, tags } = facets;
        let number = |number: usize| u32::try_from(number).unwrap_or(1);
        let tiers = tiers.iter().map(|tier| IndexTier::of(tier)).collect();
        Self { version: VERSION, block: number(BLOCK), blocks: number(BLOCKS), sections, tags, tiers }
    }

    /// Its bytes.
    ///
    /// # Errors
    /// They cannot be made, which is a defect.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, Error> {
        let mut bytes = serde_json::to_vec(self).map_err(|error| Error::internal(error.to_string()))?;
        bytes.push(b'\n');
        for tier in &self.tiers {
            bytes.extend(tier.shards.iter().flat_map(|hash| hash.to_be_bytes()));
            bytes.extend(tier.blocks.iter().flat_map(|hash| hash.to_be_bytes().into_iter().skip(1)));
        }
        packed(&bytes)
    }

    /// Reads the bytes of a manifest; `None` where they are damaged, or of another version.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let bytes = unpacked(bytes)?;
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let (line, hashes) = bytes.split_at_checked(end)?;
        let mut manifest: Self = serde_json::from_slice(line).ok().filter(|read: &Self| read.version == VERSION)?;
        let mut hashes = hashes.iter().skip(1).copied();
        let number = |some: Vec<u8>| some.iter().fold(0, |number, byte| number << 8 | u32::from(*byte));
        let mut next =
            |size: usize| Some(hashes.by_ref().take(size).collect()).filter(|some: &Vec<u8>| some.len() == size);
        for tier in &mut manifest.tiers {
            tier.shards = (0..tier.starts.len()).map(|_| next(4).map(number)).collect::<Option<_>>()?;
            let blocks = tier.items.div_ceil(manifest.block.checked_mul(manifest.blocks).filter(|items| *items > 0)?);
            tier.blocks = (0..blocks).map(|_| next(3).map(number)).collect::<Option<_>>()?;
        }
        Some(manifest)
    }

    /// The name of the block that has the entry of an item of a tier, and its place there.
    pub fn block(&self, tier: &IndexTier, item: u32) -> Option<(String, usize)> {
        let number = item.checked_div(self.block)?;
        let hash = tier.blocks.get(number.checked_div(self.blocks)? as usize)?;
        Some((block_name(tier.letter, number as usize, *hash), item.checked_rem(self.block)? as usize))
    }
}

impl IndexTier {
    fn of(record: &TierRecord) -> Self {
        Self {
            letter: record.letter,
            items: record.items,
            months: record.months.clone(),
            starts: record.shards.iter().map(|(start, _)| start.to_string()).collect(),
            shards: record.shards.iter().map(|(_, hash)| *hash).collect(),
            blocks: record.blocks.clone(),
        }
    }

    /// The names of the shard that has a word if any has, and of its neighbours where these have words that begin as `is_wanted` says of
    /// their starts: the one before ends at the start of its own.
    pub fn shards(&self, word: &str, is_wanted: impl Fn(&str) -> bool) -> Vec<String> {
        let after = self.starts.partition_point(|start| &**start <= word);
        let start = |place: usize| self.starts.get(place).map(|start| &**start);
        let is_wanted = |place: usize| start(place).is_some_and(&is_wanted);
        let Some(own) = after.checked_sub(1) else { return Vec::new() };
        let before = own.checked_sub(1).filter(|_| is_wanted(own));
        let places = before.into_iter().chain([own]).chain(Some(after).filter(|after| is_wanted(*after)));
        let name = |place: usize| Some(shard_name(self.letter, start(place)?, *self.shards.get(place)?));
        places.filter_map(name).collect()
    }

    /// The year and the month of an item; `None` for a standing page.
    pub fn month(&self, item: u32) -> Option<(i32, u32)> {
        let after = self.months.partition_point(|(first, ..)| *first <= item);
        self.months.get(after.checked_sub(1)?).map(|(_, year, month)| (*year, *month))
    }
}
