//! A shard: some groups of words that follow each other, as a compressed file. Its head lists the groups, a line each; their postings
//! stand after it.

use std::cell::RefCell;
use std::io::Read as _;

use flate2::read::GzDecoder;
use flate2::{Compress, Compression, FlushCompress, Status};

use super::word_group::{WordGroup, frequent_postings, postings};
use crate::base::Error;

/// The bytes of groups that a shard has on average, before compression.
const USUAL: usize = 8 * 1024;

/// Stands between the length of postings and that of their bits.
const BITS: char = '*';

/// The most bytes that a file of the index is read as.
const LONGEST: u64 = 64 << 20;

/// The number of an item, and the weight of a word in it.
pub type Postings = Vec<(u32, u32)>;

/// A group of words as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShardGroup {
    /// What its forms have in common.
    pub stem: String,
    /// Its forms.
    pub forms: Vec<String>,
    /// Its items.
    pub postings: Postings,
    /// How many bytes they take.
    pub size: usize,
}

/// A shard as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shard {
    /// Its groups, in the order of their stems.
    pub groups: Vec<ShardGroup>,
}

impl Shard {
    /// Reads the bytes of a shard; `None` where they are damaged.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let bytes = unpacked(bytes)?;
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let (head, mut rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        let mut groups = Vec::new();
        for line in std::str::from_utf8(head).ok()?.lines() {
            let (words, length) = line.rsplit_once('\t')?;
            let mut words = words.split(' ');
            let stem = words.next()?.to_owned();
            let forms = words.map(|form| form_of(&stem, form)).collect::<Option<_>>()?;
            let own;
            let (length, bits) = length.split_once(BITS).unwrap_or((length, "0"));
            (own, rest) = rest.split_at_checked(length.parse().ok()?)?;
            let postings = match bits.parse().ok()? {
                0 => postings(own).collect(),
                bits => frequent_postings(own, bits),
            };
            groups.push(ShardGroup { stem, forms, postings, size: own.len() });
        }
        Some(Self { groups })
    }
}

/// A form as it is written after its stem: the number of letters of the stem that it lacks, and the letters that it has instead.
fn written(stem: &str, form: &str) -> String {
    let same = stem.chars().zip(form.chars()).take_while(|(one, other)| one == other).count();
    let rest: String = form.chars().skip(same).collect();
    format!("{}.{rest}", stem.chars().count() - same)
}

fn form_of(stem: &str, written: &str) -> Option<String> {
    let (lacks, rest) = written.split_once('.')?;
    let kept = stem.chars().count().checked_sub(lacks.parse().ok()?)?;
    Some(stem.chars().take(kept).chain(rest.chars()).collect())
}

/// Groups as a shard, before it is compressed.
pub(super) fn shard_of(groups: &[WordGroup]) -> Vec<u8> {
    let mut head = String::new();
    for group in groups {
        head.push_str(&group.stem);
        for form in &group.forms {
            head.push(' ');
            head.push_str(&written(&group.stem, form));
        }
        head.push('\t');
        head.push_str(&group.postings.len().to_string());
        if group.bits > 0 {
            head.push(BITS);
            head.push_str(&group.bits.to_string());
        }
        head.push('\n');
    }
    let length = u32::try_from(head.len()).unwrap_or(u32::MAX);
    let mut bytes = length.to_le_bytes().to_vec();
    bytes.extend_from_slice(head.as_bytes());
    for group in groups {
        bytes.extend_from_slice(&group.postings);
    }
    bytes
}

thread_local! {
    /// Its tables are larger than most files of an index: to clear them takes less time than to make them.
    static COMPRESSOR: RefCell<Compress> = RefCell::new(Compress::new_gzip(Compression::new(6), 15));
}

/// The byte of gzip's head that tells the system, and its value for any (RFC 1952 §2.3.1).
const SYSTEM: (usize, u8) = (9, 255);

/// Compressed bytes. Hosts do not compress files of types that they do not know, and browsers can take gzip apart themselves.
///
/// # Errors
/// They cannot be compressed, which is a defect.
pub(super) fn packed(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut packed = Vec::with_capacity(bytes.len() / 2 + 64);
    let pack = |compressor: &mut Compress| {
        compressor.reset();
        loop {
            let read = usize::try_from(compressor.total_in()).unwrap_or(usize::MAX);
            let rest = bytes.get(read..).unwrap_or_default();
            if compressor.compress_vec(rest, &mut packed, FlushCompress::Finish)? == Status::StreamEnd {
                return Ok(());
            }
            packed.reserve(bytes.len() / 2 + 64);
        }
    };
    let failed = |error: flate2::CompressError| Error::internal(format!("a file of the search index: {error}"));
    COMPRESSOR.with_borrow_mut(pack).map_err(failed)?;
    if let Some(system) = packed.get_mut(SYSTEM.0) {
        *system = SYSTEM.1;
    }
    Ok(packed)
}

/// What was compressed; `None` where it is damaged.
pub(super) fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut unpacked = Vec::new();
    GzDecoder::new(bytes).take(LONGEST).read_to_end(&mut unpacked).ok()?;
    Some(unpacked)
}

/// The entries of a block; `None` where its bytes are damaged.
pub fn entries(bytes: &[u8]) -> Option<Vec<serde_json::Value>> {
    serde_json::from_slice(&unpacked(bytes)?).ok()
}

/// The words of a shard: those from its start on, in the order of their letters, to the start of the next.
pub(super) struct ShardGroups<'g> {
    /// Not after the first of its stems and forms.
    pub(super) start: &'g str,
    pub(super) groups: &'g [WordGroup],
}

/// Cuts groups into those of each shard. Whether a shard ends before a group depends on its stem, and hardly on the groups before
/// it, so that a new word moves few others. No shard ends between the forms of a group.
pub(super) fn shards<'g>(groups: &'g [WordGroup]) -> Vec<ShardGroups<'g>> {
    let size = |group: &WordGroup| group.stem.len() + 4 * group.forms.len() + group.postings.len() + 4;
    let total: usize = groups.iter().map(size).sum();
    let one_in = (groups.len() * USUAL / total.max(1)).max(1).next_power_of_two() as u64;
    // Keys have no forms. Whoever looks for a form finds the shard by it, as by a stem.
    let own = |group: &'g WordGroup| group.forms.iter().chain([&group.stem]).map(|form| &**form);
    let mut first_after: Vec<&str> = groups.iter().map(|group| own(group).min().unwrap_or_default()).collect();
    for place in (1..first_after.len()).rev() {
        let [before, after] = &mut first_after[place - 1..=place] else { continue };
        *before = (*before).min(after);
    }
    let mut shards: Vec<ShardGroups<'g>> = Vec::new();
    let (mut start, mut bytes, mut last, mut label, mut is_apart) = (0, 0, "", "", false);
    for (place, (group, first)) in groups.iter().zip(&first_after).enumerate() {
        let ends_here = xxhash_rust::xxh3::xxh3_64(group.stem.as_bytes()).is_multiple_of(one_in);
        // Whoever looks for a rare word does not load a frequent one.
        let was_apart = std::mem::replace(&mut is_apart, group.bits > 0 || size(group) >= 2 * USUAL);
        let is_due = is_apart || was_apart || bytes >= 2 * USUAL || (bytes >= USUAL / 2 && ends_here);
        if is_due && last < *first && place > start {
            shards.extend(groups.get(start..place).map(|groups| ShardGroups { start: label, groups }));
            (start, bytes, label) = (place, 0, first);
        }
        bytes += size(group);
        last = last.max(own(group).max().unwrap_or_default());
    }
    let rest = groups.get(start..).filter(|rest| !rest.is_empty());
    shards.extend(rest.map(|groups| ShardGroups { start: label, groups }));
    shards
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_form_is_written_by_its_stem() {
        for (stem, form, expected) in
            [("gemeent", "gemeenten", "0.en"), ("boom", "bomen", "2.men"), ("é", "a.b", "1.a.b")]
        {
            assert_eq!(written(stem, form), expected);
            assert_eq!(form_of(stem, expected).as_deref(), Some(form));
        }
        assert_eq!(form_of("a", "2.x"), None);
    }

    #[test]
    fn shards_are_of_some_kilobytes_also_where_keys_follow() {
        let mut groups: Vec<WordGroup> = (0..4000).map(|number| group(&format!("woord{number:05}"), true)).collect();
        groups.push(group("zet:op", false));
        let shards = shards(&groups);
        assert!(shards.len() > 5, "{} shards", shards.len());
        assert_eq!(shards.iter().map(|shard| shard.groups.len()).sum::<usize>(), groups.len());
        assert!(shards.iter().all(|shard| shard.groups.len() < 1500));
    }

    fn group(stem: &str, has_form: bool) -> WordGroup {
        let mut group = WordGroup::new(stem.into());
        group.forms.extend(has_form.then(|| stem.into()));
        (0..20).for_each(|number| group.add(number, 1));
        group
    }

    proptest! {
        #[test]
        fn bytes_are_unpacked_as_they_were(bytes: Vec<u8>, other in prop::collection::vec(0_u8..3, 0..3000)) {
            let first = packed(&bytes).unwrap();
            prop_assert_eq!(unpacked(&packed(&other).unwrap()), Some(other));
            prop_assert_eq!(&packed(&bytes).unwrap(), &first, "what was packed before changes nothing");
            prop_assert_eq!(unpacked(&first), Some(bytes));
        }

        #[test]
        fn any_bytes_are_read(bytes: Vec<u8>) {
            Shard::read(&bytes);
            Shard::read(&packed(&bytes).unwrap());
        }
    }
}
