//! The files of a tier: shards of words, blocks of entries, and the record by which they are found.

use chrono::Datelike as _;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::super::Failure;
use super::compounds::add_halves;
use super::document::{SearchedItem, document, fingerprint};
use super::output::IndexOutput;
use super::shard::{packed, packed_groups, shards};
use super::stems::Stems;
use super::vocabulary::{Vocabulary, WordGroup};
use crate::base::fingerprint::{ENGINE, Mixer};
use crate::base::{Error, Fingerprint};
use crate::plan::{SearchFile, Snapshot, Tier, index_address};

/// How many entries a block has.
pub(super) const BLOCK: usize = 32;

/// How many items are read before their words go to the vocabulary.
const BATCH: usize = 16 * BLOCK;

/// What was made of a tier.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TierRecord {
    /// The tag of its language.
    pub(super) language: Box<str>,
    /// The letter of its kind.
    pub(super) letter: char,
    /// The fingerprint of its inputs.
    pub(super) inputs: Fingerprint,
    /// The number of its items.
    pub(super) items: u32,
    /// The number of the first item of each month, with year and month; none for standing pages.
    pub(super) months: Vec<(u32, i32, u32)>,
    /// The first stem and the fingerprint of each shard.
    pub(super) shards: Vec<(Box<str>, u32)>,
    /// The fingerprint of each block.
    pub(super) blocks: Vec<u32>,
}

impl TierRecord {
    /// The names of its files.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        let shards = self.shards.iter().map(|(start, hash)| shard_name(self.letter, start, *hash));
        shards.chain(self.blocks.iter().enumerate().map(|(number, hash)| block_name(self.letter, number, *hash)))
    }
}

/// The name of a shard. The first letters of its first stem keep it apart from others that have the same fingerprint by chance.
pub(super) fn shard_name(letter: char, start: &str, hash: u32) -> String {
    let mut letters = start.chars().map(u32::from);
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) => format!("{letter}w{first:x}{second:x}-{hash:08x}.bin"),
        (Some(first), None) => format!("{letter}w{first:x}-{hash:08x}.bin"),
        (None, _) => format!("{letter}w-{hash:08x}.bin"),
    }
}

/// The name of a block.
pub(super) fn block_name(letter: char, number: usize, hash: u32) -> String {
    format!("{letter}d{number}-{hash:08x}.bin")
}

/// The fingerprint of the inputs of a tier.
pub(super) fn inputs(snapshot: &Snapshot, tier: &Tier) -> Fingerprint {
    let all: Vec<Fingerprint> = tier.items.par_iter().map(|id| fingerprint(snapshot, *id)).collect();
    let config = &snapshot.config;
    let mixer = Mixer::default().bytes(ENGINE.as_bytes()).bytes(config.language(tier.language).tag.as_bytes());
    let mixer = mixer.bytes(&[u8::from(config.untrusted)]).bytes(&config.markdown.as_bytes());
    all.into_iter().fold(mixer, Mixer::fingerprint).finish()
}

/// Writes the files of a tier.
///
/// # Errors
/// A text cannot be read, or a file cannot be written.
pub(super) fn write(
    snapshot: &Snapshot,
    tier: &Tier,
    inputs: Fingerprint,
    output: &impl IndexOutput,
) -> Result<TierRecord, Failure> {
    let language = snapshot.config.language(tier.language);
    let files = TierFiles { letter: tier.kind.letter(), output, language };
    let mut vocabulary = Vocabulary::new(Stems::of(&language.tag));
    let mut blocks = Vec::new();
    let mut number = 0;
    for batch in tier.items.chunks(BATCH) {
        let documents =
            batch.par_iter().map(|id| document(snapshot, *id)).collect::<Result<Vec<SearchedItem>, Failure>>()?;
        for document in &documents {
            vocabulary.add(number, document);
            number += 1;
        }
        for block in documents.chunks(BLOCK) {
            blocks.push(files.block(blocks.len(), block)?);
        }
    }
    let groups = add_halves(vocabulary.into_groups(), &language.tag);
    let shards = shards(&groups).into_par_iter().enumerate().map(|(place, groups)| files.shard(place, groups));
    Ok(TierRecord {
        language: language.tag.as_ref().into(),
        letter: tier.kind.letter(),
        inputs,
        items: number,
        months: months(snapshot, tier),
        shards: shards.collect::<Result<_, Error>>()?,
        blocks,
    })
}

struct TierFiles<'t, O> {
    letter: char,
    output: &'t O,
    language: &'t crate::config::Language,
}

impl<O: IndexOutput> TierFiles<'_, O> {
    fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), Error> {
        self.output.put(SearchFile { address: index_address(self.language, name), is_immutable: true }, bytes)
    }

    fn block(&self, number: usize, documents: &[SearchedItem]) -> Result<u32, Error> {
        let entries: Vec<_> = documents.iter().map(|document| &document.entry).collect();
        let text = serde_json::to_vec(&entries).map_err(|error| Error::internal(error.to_string()))?;
        let bytes = packed(&text)?;
        let hash = short(&bytes);
        self.put(&block_name(self.letter, number, hash), bytes).map(|()| hash)
    }

    /// The first shard is for all words before those of the second.
    fn shard(&self, place: usize, groups: &[WordGroup]) -> Result<(Box<str>, u32), Error> {
        let bytes = packed_groups(groups)?;
        let hash = short(&bytes);
        let start = groups.first().filter(|_| place > 0).map_or_else(Box::default, |group| group.stem.clone());
        self.put(&shard_name(self.letter, &start, hash), bytes).map(|()| (start, hash))
    }
}

/// The first four bytes of a fingerprint.
fn short(bytes: &[u8]) -> u32 {
    Fingerprint::of(bytes).bytes().first_chunk().map_or(0, |first| u32::from_be_bytes(*first))
}

fn months(snapshot: &Snapshot, tier: &Tier) -> Vec<(u32, i32, u32)> {
    let mut months: Vec<(u32, i32, u32)> = Vec::new();
    if tier.kind == crate::plan::TierKind::Pages {
        return months;
    }
    for (number, id) in (0..).zip(&tier.items) {
        let day = snapshot.site.item(*id).date.day();
        let month = (day.year(), day.month());
        if months.last().is_none_or(|(_, year, last)| (*year, *last) != month) {
            months.push((number, month.0, month.1));
        }
    }
    months
}
