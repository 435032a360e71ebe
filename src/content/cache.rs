//! The cache of a site's files from earlier runs: none, on disk, or in memory.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::load::load;
use super::{Content, ImageIndex, ItemCache, Ledger, SiteInput, SoundIndex};
use crate::base::{Checked, Error, SourceFile, Sources};

/// The cache of a site's files.
#[derive(Debug)]
pub enum Cache<'m> {
    /// No cache: every file is read.
    Empty,
    /// The ledger on disk, between builds.
    Ledger(&'m Ledger),
    /// The memory of a program that makes a site again and again, filled from the ledger the first time. The number is the
    /// moment before the files were walked, in nanoseconds since 1970.
    Memory(&'m Mutex<ItemCache>, &'m Ledger, i64),
}

impl Cache<'_> {
    /// Loads the content of a site.
    ///
    /// # Errors
    /// If an existing file cannot be read.
    pub fn content(&self, sources: &dyn Sources, site: &SiteInput<'_>) -> Result<Checked<Content>, Error> {
        match self {
            Self::Empty => load(sources, site, None),
            Self::Ledger(ledger) => load(sources, site, Some(ledger)),
            Self::Memory(kept, ledger, now) => locked(kept).load(sources, site, ledger, *now),
        }
    }

    /// Inspects the pictures among files.
    ///
    /// # Errors
    /// If an existing file cannot be read.
    pub fn image_index<'f>(
        &self,
        files: impl Iterator<Item = &'f SourceFile>,
        sources: &dyn Sources,
    ) -> Result<ImageIndex, Error> {
        match self {
            Self::Empty => ImageIndex::inspect(files, sources, None),
            Self::Ledger(ledger) => ImageIndex::inspect(files, sources, Some(ledger)),
            Self::Memory(kept, ledger, now) => locked(kept).image_index(files, sources, ledger, *now),
        }
    }

    /// Inspects the files of sound among files.
    ///
    /// # Errors
    /// If an existing file cannot be read.
    pub fn sound_index<'f>(
        &self,
        files: impl Iterator<Item = &'f SourceFile>,
        sources: &dyn Sources,
    ) -> Result<SoundIndex, Error> {
        match self {
            Self::Empty => SoundIndex::inspect(files, sources, None),
            Self::Ledger(ledger) => SoundIndex::inspect(files, sources, Some(ledger)),
            Self::Memory(kept, ledger, now) => locked(kept).sound_index(files, sources, ledger, *now),
        }
    }

    /// A file or folder beside the ledger, for other state.
    pub fn beside(&self, name: &str) -> Option<PathBuf> {
        match self {
            Self::Empty => None,
            Self::Ledger(ledger) | Self::Memory(_, ledger, _) => Some(ledger.beside(name)),
        }
    }
}

fn locked(cache: &Mutex<ItemCache>) -> std::sync::MutexGuard<'_, ItemCache> {
    // A panic leaves it whole: only whole files are ever put in.
    cache.lock().unwrap_or_else(PoisonError::into_inner)
}
