//! What is known of a site's files from before, wherever it is kept.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::load::load;
use super::{Content, ImageIndex, ItemCache, Ledger};
use crate::base::{Checked, Error, SourceFile, Sources};
use crate::config::Config;

/// Where it is kept what is known from before.
#[derive(Debug)]
pub enum Cache<'m> {
    /// Nowhere: nothing is known.
    Empty,
    /// On disk, between builds.
    Ledger(&'m Ledger),
    /// In the memory of a program that makes a site again and again, which the ledger helps the first time. The number
    /// is the moment, in nanoseconds since 1970, before the files were walked.
    Memory(&'m Mutex<ItemCache>, &'m Ledger, i64),
}

impl Cache<'_> {
    /// Loads the content of a site.
    ///
    /// # Errors
    /// Where a file that is there cannot be read.
    pub fn content(&self, sources: &dyn Sources, config: &Config) -> Result<Checked<Content>, Error> {
        match self {
            Self::Empty => load(sources, config, None),
            Self::Ledger(ledger) => load(sources, config, Some(ledger)),
            Self::Memory(kept, ledger, now) => locked(kept).load(sources, config, ledger, *now),
        }
    }

    /// Looks at the pictures among files.
    ///
    /// # Errors
    /// Where a file that is there cannot be read.
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

    /// A file or folder beside the ledger, where something else is kept.
    pub fn beside(&self, name: &str) -> Option<PathBuf> {
        match self {
            Self::Empty => None,
            Self::Ledger(ledger) | Self::Memory(_, ledger, _) => Some(ledger.beside(name)),
        }
    }
}

fn locked(shelf: &Mutex<ItemCache>) -> std::sync::MutexGuard<'_, ItemCache> {
    // Whoever panicked with it left it whole: it only ever takes whole files.
    shelf.lock().unwrap_or_else(PoisonError::into_inner)
}
