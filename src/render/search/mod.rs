//! The index of the site's search, of which browsers fetch a few small files. The items of a tier are read (document), the text of their HTML taken (plain) and
//! cut into words (words) and these into groups of inflections (stems); the groups with their items make a vocabulary, to which
//! halves of compounds are added (compounds). It is cut into shards of some kilobytes (shard), and written with the entries that
//! results show and a record of it all (tier). A tier whose inputs are those of its record is not read again (index, which gives files to an output). The records
//! make the manifest, by which everything is found (manifest).
//!
//! One file is fetched for all searches, then one of each tier for each word, then those of the entries that are shown. The page
//! needs no stemmer: shards list the forms of each group that the site has.

mod compounds;
mod document;
mod index;
mod manifest;
mod output;
mod plain;
mod shard;
mod stems;
mod tier;
mod vocabulary;
mod words;

pub use document::term_key;
pub use index::{SearchIndex, index};
pub use manifest::{IndexManifest, IndexTier};
pub use output::IndexOutput;
pub use shard::{Postings, Shard, ShardGroup, entries};
pub use words::{fold, words};
