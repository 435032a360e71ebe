//! The search index of a generation, in memory: it is made when a search page first asks for it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::base::{Address, Error};
use crate::plan::{SearchFile, Snapshot};
use crate::render::Failure;
use crate::render::search::{IndexOutput, SearchIndex, index};

/// The bytes of the files of an index, by address.
pub(super) type SearchFiles = BTreeMap<Address, Arc<[u8]>>;

#[derive(Default)]
struct IndexInMemory(Mutex<SearchFiles>);

impl IndexOutput for IndexInMemory {
    fn keep(&self, _: &SearchFile) -> bool {
        false
    }

    fn put(&self, file: SearchFile, bytes: Vec<u8>) -> Result<(), Error> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(file.address, bytes.into());
        Ok(())
    }
}

/// Makes the index of a site.
///
/// # Errors
/// A text was changed meanwhile, or cannot be read.
pub(super) fn search_files(snapshot: &Snapshot) -> Result<SearchFiles, Failure> {
    let files = IndexInMemory::default();
    index(snapshot, &SearchIndex::default(), &files)?;
    Ok(files.0.into_inner().unwrap_or_else(PoisonError::into_inner))
}
