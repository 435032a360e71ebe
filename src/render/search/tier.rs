//! The files of a tier: shards of words, blocks of entries, and the record by which they are found.

use std::ops::Range;

use chrono::Datelike as _;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::super::Failure;
use super::batch::{BatchBuilder, StoredBatch};
use super::batch_cache::BatchCache;
use super::compounds::add_halves;
use super::document::{ShownEntry, add_words, fingerprint};
use super::output::IndexOutput;
use super::shard::{ShardGroups, packed, shard_of, shards};
use super::stems::{KnownStems, Stems};
use super::vocabulary::Vocabulary;
use crate::base::fingerprint::{ENGINE, Mixer};
use crate::base::{Error, Fingerprint, frames};
use crate::config::Language;
use crate::model::ItemId;
use crate::plan::{SearchFile, Snapshot, Tier, index_address};

/// How many entries a block has, and how many blocks share a fingerprint: the manifest, which all readers fetch, has a third of them.
pub(super) const BLOCK: usize = 12;
pub(super) const BLOCKS: usize = 3;

/// How many items a batch has at least, usually more, and at most. An edit has one batch read again.
const SHORTEST_BATCH: usize = 128;
const USUAL_BATCH: u64 = 256;
const LONGEST_BATCH: usize = 1024;

/// How many batches are read before their words go to the vocabulary.
const AT_ONCE: usize = 16;

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
    /// The start and the fingerprint of each shard.
    pub(super) shards: Vec<(Box<str>, u32)>,
    /// The fingerprints of the blocks.
    pub(super) blocks: Vec<u32>,
}

impl TierRecord {
    /// The names of its files.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        let shards = self.shards.iter().map(|(start, hash)| shard_name(self.letter, start, *hash));
        let numbers = 0..(self.items as usize).div_ceil(BLOCK);
        let hash = |number: usize| self.blocks.get(number / BLOCKS).copied().unwrap_or_default();
        shards.chain(numbers.map(move |number| block_name(self.letter, number, hash(number))))
    }
}

/// The name of a shard. The first letters of its start keep it apart from others that have the same fingerprint by chance.
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
    format!("{letter}d{number}-{hash:06x}.bin")
}

/// The inputs of a tier.
pub(super) struct TierInputs {
    /// The fingerprint of all.
    pub(super) whole: Fingerprint,
    batches: Vec<BatchInputs>,
}

impl TierInputs {
    /// The names of the batches.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.batches.iter().map(|batch| &*batch.name)
    }
}

/// The inputs of a batch: its name, the fingerprint of all that is read of its items, and the places of these.
struct BatchInputs {
    name: String,
    fingerprint: Fingerprint,
    items: Range<usize>,
}

/// The inputs of a tier.
pub(super) fn inputs(snapshot: &Snapshot, tier: &Tier) -> TierInputs {
    let config = &snapshot.config;
    let language = config.language(tier.language);
    let all: Vec<Fingerprint> = tier.items.par_iter().map(|id| fingerprint(snapshot, *id)).collect();
    let general = Mixer::default().bytes(ENGINE.as_bytes()).bytes(language.tag.as_bytes());
    let general = general.bytes(&[u8::from(config.untrusted)]).bytes(&config.markdown.as_bytes());
    let general = general.bytes(language.calendar.day(chrono::NaiveDate::default()).as_bytes()).finish();
    let mut batches = Vec::new();
    for items in batches_of(snapshot, tier) {
        let of_items = all.get(items.clone()).unwrap_or_default();
        let mixer = of_items.iter().fold(Mixer::default().fingerprint(general), |mixer, one| mixer.fingerprint(*one));
        let first = tier.items.get(items.start).map_or("", |id| &*snapshot.site.item(*id).file);
        let name = format!("{}-{}-{}", language.tag, tier.kind.letter(), Fingerprint::of(first.as_bytes()));
        batches.push(BatchInputs { name, fingerprint: mixer.finish(), items });
    }
    let whole = batches.iter().fold(Mixer::default(), |mixer, batch| mixer.fingerprint(batch.fingerprint));
    TierInputs { whole: whole.finish(), batches }
}

/// The batches of a tier. Whether one ends behind an item depends on its file alone, so that a new item changes one batch.
fn batches_of(snapshot: &Snapshot, tier: &Tier) -> Vec<Range<usize>> {
    let (mut batches, mut start) = (Vec::new(), 0);
    for (place, id) in (1..).zip(&tier.items) {
        let length = place - start;
        let ends = || xxhash_rust::xxh3::xxh3_64(snapshot.site.item(*id).file.as_bytes()).is_multiple_of(USUAL_BATCH);
        if length >= LONGEST_BATCH || (length >= SHORTEST_BATCH && ends()) || place == tier.items.len() {
            batches.push(start..place);
            start = place;
        }
    }
    batches
}

/// Writes the files of a tier.
///
/// # Errors
/// A text cannot be read, or a file cannot be written.
pub(super) fn write(
    snapshot: &Snapshot,
    tier: &Tier,
    inputs: &TierInputs,
    (output, cache): (&impl IndexOutput, &BatchCache),
) -> Result<TierRecord, Failure> {
    let language = snapshot.config.language(tier.language);
    let files = TierFiles { letter: tier.kind.letter(), output, language };
    let stems = KnownStems::new(Stems::of(&language.tag));
    let mut vocabulary = Vocabulary::default();
    for some in inputs.batches.chunks(AT_ONCE) {
        let read = some.par_iter().map(|batch| words_of(snapshot, tier, batch, (&stems, cache)));
        for frame in read.collect::<Result<Vec<_>, Failure>>()? {
            let batch = frames::value(&frame).ok_or_else(|| Error::internal("a batch of words".to_owned()))?;
            vocabulary.add(&batch);
        }
    }
    let items = vocabulary.items;
    let mut groups = add_halves(vocabulary.into_groups(), &language.tag);
    groups.par_iter_mut().for_each(|group| group.pack(items));
    let shards = shards(&groups).into_par_iter().map(|shard| files.shard(&shard)).collect::<Result<_, Error>>()?;
    let blocks = tier.items.par_chunks(BLOCKS * BLOCK).enumerate().map(|(place, items)| {
        let entries = |items: &[ItemId]| items.iter().map(|id| ShownEntry::of(snapshot, *id)).collect();
        files.blocks(BLOCKS * place, &items.chunks(BLOCK).map(entries).collect::<Vec<_>>())
    });
    Ok(TierRecord {
        language: language.tag.as_ref().into(),
        letter: tier.kind.letter(),
        inputs: inputs.whole,
        items,
        months: months(snapshot, tier),
        shards,
        blocks: blocks.collect::<Result<_, Error>>()?,
    })
}

/// The words of a batch: those that were kept, or read anew.
fn words_of(
    snapshot: &Snapshot,
    tier: &Tier,
    batch: &BatchInputs,
    (stems, cache): (&KnownStems, &BatchCache),
) -> Result<Vec<u8>, Failure> {
    if let Some(kept) = cache.find(&batch.name, batch.fingerprint) {
        return Ok(kept);
    }
    let mut words = BatchBuilder::new(stems);
    for id in tier.items.get(batch.items.clone()).unwrap_or_default() {
        add_words(snapshot, *id, &mut words)?;
    }
    let (items, groups) = words.finish();
    let stored = StoredBatch::of(batch.fingerprint, items, &groups);
    let bytes = frames::bytes(&stored).map_err(|error| Error::internal(error.to_string()))?;
    cache.keep(&batch.name, &bytes);
    Ok(bytes)
}

struct TierFiles<'t, O> {
    letter: char,
    output: &'t O,
    language: &'t Language,
}

impl<O: IndexOutput> TierFiles<'_, O> {
    /// Puts a file, unless it is there already: its name has the fingerprint of what is compressed in it.
    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let file = SearchFile { address: index_address(self.language, name), is_immutable: true };
        if self.output.keep(&file) { Ok(()) } else { self.output.put(file, packed(bytes)?) }
    }

    /// Blocks that follow each other. Their fingerprint is that of them all, of 24 bits: their numbers keep them apart from others.
    fn blocks(&self, first: usize, blocks: &[Vec<ShownEntry<'_>>]) -> Result<u32, Error> {
        let bytes = blocks.iter().map(serde_json::to_vec).collect::<Result<Vec<_>, _>>();
        let bytes = bytes.map_err(|error| Error::internal(error.to_string()))?;
        let hash = short(&bytes.concat()) >> 8;
        for (number, bytes) in (first..).zip(&bytes) {
            self.put(&block_name(self.letter, number, hash), bytes)?;
        }
        Ok(hash)
    }

    fn shard(&self, shard: &ShardGroups<'_>) -> Result<(Box<str>, u32), Error> {
        let bytes = shard_of(shard.groups);
        let hash = short(&bytes);
        self.put(&shard_name(self.letter, shard.start, hash), &bytes).map(|()| (shard.start.into(), hash))
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
