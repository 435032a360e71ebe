//! The search index of a generation, in memory: it is made when a search page first asks for it, from what the last one has and from the
//! words that builds keep.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::base::{Address, Error};
use crate::plan::{SearchFile, Snapshot};
use crate::render::Failure;
use crate::render::search::{BatchCache, IndexOutput, SearchIndex, index};

/// The index of a generation.
#[derive(Debug, Default)]
pub(super) struct PreviewIndex {
    made: SearchIndex,
    files: BTreeMap<Address, Arc<[u8]>>,
}

impl PreviewIndex {
    /// Makes the index of a site. What is as it was in the one before stays.
    ///
    /// # Errors
    /// A text was changed meanwhile, or cannot be read.
    pub(super) fn of(snapshot: &Snapshot, before: Option<&Self>) -> Result<Self, Failure> {
        let nothing = Self::default();
        let before = before.unwrap_or(&nothing);
        let output = IndexInMemory { before, files: Mutex::default() };
        let made = index(snapshot, &before.made, (&output, &BatchCache::of(snapshot)))?;
        Ok(Self { made, files: output.files.into_inner().unwrap_or_else(PoisonError::into_inner) })
    }

    /// The bytes of a file.
    pub(super) fn file(&self, address: &Address) -> Option<Arc<[u8]>> {
        self.files.get(address).map(Arc::clone)
    }
}

struct IndexInMemory<'b> {
    before: &'b PreviewIndex,
    files: Mutex<BTreeMap<Address, Arc<[u8]>>>,
}

impl IndexInMemory<'_> {
    fn add(&self, address: Address, bytes: Arc<[u8]>) {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).insert(address, bytes);
    }
}

impl IndexOutput for IndexInMemory<'_> {
    fn keep(&self, file: &SearchFile) -> bool {
        let kept = self.before.file(&file.address);
        kept.map(|bytes| self.add(file.address.clone(), bytes)).is_some()
    }

    fn put(&self, file: SearchFile, bytes: Vec<u8>) -> Result<(), Error> {
        self.add(file.address, bytes.into());
        Ok(())
    }
}
