//! The index of the site's search, of which browsers fetch a few small files. The items of a tier are read (document), the text of
//! their bodies taken (`body_text`, plain) and cut into words (words), each with its weight (weight) and its inflections (stems): a
//! batch of items at a time (batch, `word_group`), which is kept between builds (`batch_cache`). The batches make a vocabulary, to
//! which halves of compounds are added (compounds). It is cut into shards of some kilobytes (shard), and written with the entries
//! that results show and a record of it all (tier). A tier whose inputs are those of its record is not written again (index, which
//! gives files to an output). The records make the manifest, by which everything is found (manifest), with what readers narrow a search by (facets).
//!
//! One file is fetched for all searches, then one of each tier for each word, then those of the entries that are shown. The page
//! needs no stemmer: shards list the forms of each group that the site has.

mod batch;
mod batch_cache;
mod body_text;
mod compounds;
mod document;
mod facets;
mod index;
mod manifest;
mod output;
mod plain;
mod shard;
mod stems;
mod tier;
mod vocabulary;
mod weight;
mod word_group;
mod words;

pub use batch_cache::BatchCache;
pub use document::term_key;
pub use index::{SearchIndex, index};
pub use manifest::{IndexManifest, IndexTier};
pub use output::IndexOutput;
pub use plain::plain;
pub use shard::{Postings, Shard, ShardGroup, entries};
pub use words::{fold, folded_words, words};
