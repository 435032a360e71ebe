//! The index of a site: tier by tier, each only where its inputs have changed, and the manifest of each language.

use serde::{Deserialize, Serialize};

use super::super::Failure;
use super::batch_cache::BatchCache;
use super::facets::facets;
use super::manifest::IndexManifest;
use super::output::IndexOutput;
use super::tier::{self, TierRecord};
use crate::config::{Config, Language};
use crate::plan::{INDEX, SearchFile, Snapshot, index_address, tiers};

/// What was made of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchIndex {
    tiers: Vec<TierRecord>,
}

impl SearchIndex {
    fn find(&self, tag: &str, letter: char) -> Option<&TierRecord> {
        self.tiers.iter().find(|tier| *tier.language == *tag && tier.letter == letter)
    }

    /// All files of the index, the manifests last.
    pub fn files(&self, config: &Config) -> Vec<SearchFile> {
        if !config.search {
            return Vec::new();
        }
        let languages = || config.language_ids().map(|id| config.language(id));
        let of = |language: &Language| -> Vec<SearchFile> {
            let own = self.tiers.iter().filter(|tier| tier.language == language.tag);
            own.flat_map(|tier| files_of(language, tier)).collect()
        };
        languages().flat_map(of).chain(languages().map(manifest_of)).collect()
    }
}

fn files_of(language: &Language, tier: &TierRecord) -> Vec<SearchFile> {
    tier.names().map(|name| SearchFile { address: index_address(language, &name), is_immutable: true }).collect()
}

fn manifest_of(language: &Language) -> SearchFile {
    SearchFile { address: index_address(language, INDEX), is_immutable: false }
}

/// Writes the index of a site. A tier whose inputs are those of `known`, and whose files are all there, is kept.
///
/// # Errors
/// A text cannot be read, or a file cannot be written.
pub fn index(
    snapshot: &Snapshot,
    known: &SearchIndex,
    (output, cache): (&impl IndexOutput, &BatchCache),
) -> Result<SearchIndex, Failure> {
    let config = &snapshot.config;
    if !config.search {
        return Ok(SearchIndex::default());
    }
    let mut made = SearchIndex::default();
    let tiers = tiers(snapshot);
    for tier in &tiers {
        let language = config.language(tier.language);
        let inputs = tier::inputs(snapshot, tier);
        let same = known.find(&language.tag, tier.kind.letter()).filter(|record| record.inputs == inputs.whole);
        let kept = same.filter(|record| files_of(language, record).iter().all(|file| output.keep(file)));
        made.tiers.push(match kept {
            Some(record) => {
                inputs.names().for_each(|name| cache.use_later(name));
                record.clone()
            }
            None => tier::write(snapshot, tier, &inputs, (output, cache))?,
        });
    }
    for id in config.language_ids() {
        let language = config.language(id);
        let own: Vec<&TierRecord> = made.tiers.iter().filter(|tier| tier.language == language.tag).collect();
        let facets = facets(snapshot, tiers.iter().filter(|tier| tier.language == id));
        output.put(manifest_of(language), IndexManifest::of(&own, facets).bytes()?)?;
    }
    Ok(made)
}
