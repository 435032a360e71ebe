//! The search index of a build: its files join those of the pages, and what was made of it is remembered.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::base::fingerprint::ENGINE;
use crate::base::{Address, Error, Fingerprint, frames};
use crate::plan::{SearchFile, Snapshot};
use crate::render::Failure;
use crate::render::search::{BatchCache, IndexOutput, SearchIndex, index};
use crate::save::{OutputWriter, PageInputs, PutFile};

/// The files of an index in the output.
struct WrittenIndex<'w> {
    writer: &'w OutputWriter,
    done: Mutex<Vec<(Address, PutFile)>>,
}

impl WrittenIndex<'_> {
    fn done(&self, address: Address, file: PutFile) {
        self.done.lock().unwrap_or_else(PoisonError::into_inner).push((address, file));
    }
}

impl IndexOutput for WrittenIndex<'_> {
    fn keep(&self, file: &SearchFile) -> bool {
        let kept = self.writer.holds(&file.address, inputs_of(&file.address));
        kept.map(|kept| self.done(file.address.clone(), kept)).is_some()
    }

    fn put(&self, file: SearchFile, bytes: Vec<u8>) -> Result<(), Error> {
        let put = self.writer.put(&file.address, inputs_of(&file.address), &bytes)?;
        self.done(file.address, put);
        Ok(())
    }
}

/// The inputs of a file of the index: its name tells its contents.
fn inputs_of(address: &Address) -> PageInputs {
    PageInputs { all: Fingerprint::of(address.as_str().as_bytes()), ..PageInputs::default() }
}

/// An index that was written.
pub(super) struct MadeIndex {
    /// What was made.
    pub(super) index: SearchIndex,
    /// The files that were put.
    pub(super) files: Vec<(Address, PutFile)>,
    /// Whether the last build made the same.
    is_known: bool,
    cache: BatchCache,
}

/// Writes the index of a site.
///
/// # Errors
/// A text cannot be read, or the disk fails.
pub(super) fn write(snapshot: &Snapshot, writer: &OutputWriter) -> Result<MadeIndex, Failure> {
    let output = WrittenIndex { writer, done: Mutex::default() };
    let known = known(snapshot);
    let cache = BatchCache::of(snapshot);
    let made = index(snapshot, &known, (&output, &cache))?;
    let mut done = output.done.into_inner().unwrap_or_else(PoisonError::into_inner);
    // A tier of which some files were gone was written anew.
    done.sort_by(|(one, _), (other, _)| one.cmp(other));
    done.dedup_by(|(one, _), (other, _)| one == other);
    Ok(MadeIndex { is_known: made == known, index: made, files: done, cache })
}

/// The file in which the index is remembered, beside the copies of pictures.
fn file(snapshot: &Snapshot) -> Option<PathBuf> {
    Some(snapshot.image_cache.as_ref()?.with_file_name("search"))
}

fn version() -> Fingerprint {
    Fingerprint::of(format!("courant search 1 {ENGINE}").as_bytes())
}

/// What was made by the last build.
fn known(snapshot: &Snapshot) -> SearchIndex {
    let frame = file(snapshot).and_then(|file| frames::Frames::open(&file, version()).next());
    frame.and_then(|frame| frames::value(&frame)).unwrap_or_default()
}

/// Remembers what was made. Without it the next build makes the same again.
pub(super) fn remember(snapshot: &Snapshot, made: &MadeIndex) {
    made.cache.sweep();
    if let Some(file) = file(snapshot).filter(|_| snapshot.config.search && !made.is_known) {
        let frame = frames::frame(&made.index).map(|frame| vec![frame]);
        let _ = frames::write(&file, version(), [frame]);
    }
}
