//! The ledger: an append-only record of the items of all files, by which an unchanged file is not read again.
//!
//! Each file without findings has an entry: its stamp and its item. An entry is valid if the file still has that stamp, and
//! the stamp is not so fresh that another change could have kept it. New entries are appended; when most entries are
//! outdated, the ledger is rewritten.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::item::{Item, ItemTerms};
use super::site_input::SiteInput;
use crate::base::files::Stamp;
use crate::base::fingerprint::{ENGINE, Mixer};
use crate::base::{Fingerprint, Index, SourceFile, disk, frames};

/// How many entries a frame has.
const FRAME: usize = 256;

/// The ledger file of a site.
#[derive(Clone, Debug)]
pub struct Ledger {
    path: PathBuf,
    /// The moment of the file system's clock before the files were walked; `None` for a ledger that is only read.
    started: Option<i64>,
}

/// The entry of a file, filled in by any thread.
type Slot = Mutex<Option<(Arc<Item>, ItemTerms)>>;

/// The entries of a ledger for the current files.
#[derive(Debug, Default)]
pub(super) struct KnownItems {
    /// For each file its item, if it has a valid entry.
    pub(super) items: Vec<Option<(Arc<Item>, ItemTerms)>>,
    /// The number of entries in the file, valid or not.
    entries: usize,
    /// Whether entries can be appended.
    whole: bool,
}

#[derive(Deserialize)]
struct Frame {
    started: i64,
    entries: Vec<(Stamp, Item, ItemTerms)>,
}

#[derive(Serialize)]
struct FrameOf<'a> {
    started: i64,
    entries: Vec<(Stamp, &'a Item, &'a ItemTerms)>,
}

/// A file, its item, and whether the file was read in this run.
pub(super) type LedgerEntry<'a> = (&'a SourceFile, &'a (Arc<Item>, ItemTerms), bool);

impl Ledger {
    /// The ledger in a folder, which is there.
    ///
    /// # Errors
    /// If the folder cannot be written to.
    pub fn open(state: &Path) -> std::io::Result<Self> {
        let started = disk::now_at(&state.join("ledger.clock"))?;
        Ok(Self { path: state.join("ledger"), started: Some(started) })
    }

    /// The ledger in a folder, only to be read.
    pub fn to_read(state: &Path) -> Self {
        Self { path: state.join("ledger"), started: None }
    }

    /// The moment of the disk's clock before the files were walked, where it is known.
    pub fn started(&self) -> Option<i64> {
        self.started
    }

    /// A file in the same folder, for other state that depends on the stamps of files.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.path.with_file_name(name)
    }

    /// Items are made of their files, but also of the settings, by this program.
    fn version(site: &SiteInput<'_>) -> Fingerprint {
        Mixer::default().bytes(b"courant ledger 6").bytes(ENGINE.as_bytes()).fingerprint(site.fingerprint()).finish()
    }

    /// The entries for these files.
    pub(super) fn read(&self, files: &[SourceFile], site: &SiteInput<'_>) -> KnownItems {
        let places = Index::of(files.iter().map(|file| &*file.path));
        let slots: Vec<Slot> = files.iter().map(|_| Mutex::default()).collect();
        let entries = AtomicUsize::new(0);
        let mut frames = frames::Frames::open(&self.path, Self::version(site));
        let believe = |started: i64, (stamp, item, named): (Stamp, Item, ItemTerms)| {
            let place = places.find(&item.file)?;
            let file = files.get(place)?;
            let is_same = file.path == item.file && file.stamp == stamp && !stamp.is_fresh_at(started);
            let slot = slots.get(place).filter(|_| is_same)?;
            slot.lock().unwrap_or_else(PoisonError::into_inner).replace((Arc::new(item), named))
        };
        frames.by_ref().par_bridge().filter_map(|bytes| frames::value::<Frame>(&bytes)).for_each(|frame| {
            entries.fetch_add(frame.entries.len(), Ordering::Relaxed);
            for entry in frame.entries {
                believe(frame.started, entry);
            }
        });
        let items = slots.into_iter().map(|slot| slot.into_inner().unwrap_or_default()).collect();
        KnownItems { items, entries: entries.into_inner(), whole: frames.is_whole() }
    }

    /// Stores what was read. A ledger that cannot be written counts as missing: the next build is slower.
    pub(super) fn write(&self, known: &KnownItems, all: &[LedgerEntry<'_>], site: &SiteInput<'_>) {
        let Some(started) = self.started else { return };
        let new = all.iter().filter(|(.., is_new)| *is_new).count();
        let kept = all.len() - new;
        if new == 0 && known.whole {
            return;
        }
        // Each frame is half used at least.
        let written = if known.whole && known.entries + new <= 2 * kept.max(FRAME) {
            let entries: Vec<&LedgerEntry<'_>> = all.iter().filter(|(.., is_new)| *is_new).collect();
            entries.chunks(FRAME).try_for_each(|entries| disk::append(&self.path, &Self::frame(started, entries)?))
        } else {
            let entries: Vec<&LedgerEntry<'_>> = all.iter().collect();
            let frame = |entries: &[&LedgerEntry<'_>]| Self::frame(started, entries);
            let all = entries.chunks(FRAME * 16).map(|some| some.par_chunks(FRAME).map(frame).collect());
            frames::write(&self.path, Self::version(site), all)
        };
        if written.is_err() {
            let _ = disk::remove(&self.path);
        }
    }

    fn frame(started: i64, entries: &[&LedgerEntry<'_>]) -> std::io::Result<Vec<u8>> {
        let entries = entries.iter().map(|(file, (item, named), _)| (file.stamp, &**item, named)).collect();
        frames::frame(&FrameOf { started, entries })
    }
}

/// A frame of the ledger that is torn or forged reads as nothing, or as items.
#[cfg(any(test, fuzzing))]
pub(crate) fn fuzz_ledger(bytes: &[u8]) {
    let _ = frames::value::<Frame>(bytes);
}
