//! The ledger: an append-only record of the items of all files, by which an unchanged file is not read again.
//!
//! Each file without findings has an entry: its stamp, the fingerprint of its bytes and its item. An entry is valid if the file
//! still has that stamp, and the stamp is not so fresh that another change could have kept it; or, as in a fresh clone, if it has
//! that size and these bytes. New entries are appended; when most entries are outdated, the ledger is rewritten.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::item::{Item, ItemTerms};
use super::site_input::SiteInput;
use crate::base::files::Stamp;
use crate::base::fingerprint::{ENGINE, Mixer};
use crate::base::{Fingerprint, Index, SourceFile, Sources, disk, frames};

/// How many entries a frame has.
const FRAME: usize = 256;

/// The ledger file of a site.
#[derive(Clone, Debug)]
pub struct Ledger {
    path: PathBuf,
    /// The moment of the file system's clock before the files were walked; `None` for a ledger that is only read.
    started: Option<i64>,
}

/// An item that is known from its file.
#[derive(Debug)]
pub(super) struct KnownItem {
    /// The item, and its terms by their names.
    pub(super) item: (Arc<Item>, ItemTerms),
    /// The fingerprint of the bytes of its file.
    pub(super) bytes: Fingerprint,
    /// Whether the ledger has it with the stamp that the file has now.
    pub(super) is_recorded: bool,
}

/// The entry of a file, filled in by any thread.
type Slot = Mutex<Option<KnownItem>>;

/// The entries of a ledger for the current files.
#[derive(Debug, Default)]
pub(super) struct KnownItems {
    /// For each file its item, if it has a valid entry.
    pub(super) items: Vec<Option<KnownItem>>,
    /// The number of entries in the file, valid or not.
    entries: usize,
    /// Whether entries can be appended.
    whole: bool,
}

#[derive(Deserialize)]
struct Frame {
    started: i64,
    entries: Vec<(Stamp, Fingerprint, Item, ItemTerms)>,
}

#[derive(Serialize)]
struct FrameOf<'a> {
    started: i64,
    entries: Vec<(Stamp, Fingerprint, &'a Item, &'a ItemTerms)>,
}

/// A file, and its item.
pub(super) type LedgerEntry<'a> = (&'a SourceFile, &'a KnownItem);

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
        Mixer::default().bytes(b"courant ledger 7").bytes(ENGINE.as_bytes()).fingerprint(site.fingerprint()).finish()
    }

    /// The entries for these files.
    pub(super) fn read(&self, sources: &dyn Sources, files: &[SourceFile], site: &SiteInput<'_>) -> KnownItems {
        let places = Index::of(files.iter().map(|file| &*file.path));
        let slots: Vec<Slot> = files.iter().map(|_| Mutex::default()).collect();
        let entries = AtomicUsize::new(0);
        let mut frames = frames::Frames::open(&self.path, Self::version(site));
        let believe = |started: i64, (stamp, bytes, item, named): (Stamp, Fingerprint, Item, ItemTerms)| {
            let place = places.find(&item.file)?;
            let file = files.get(place).filter(|file| file.path == item.file && file.stamp.size == stamp.size)?;
            let is_recorded = file.stamp == stamp && !stamp.is_fresh_at(started);
            let has_bytes = || sources.read(&file.path).is_ok_and(|now| Fingerprint::of(&now) == bytes);
            let slot = slots.get(place).filter(|_| is_recorded || has_bytes())?;
            let known = KnownItem { item: (Arc::new(item), named), bytes, is_recorded };
            let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
            // A file that was put back may have an older entry too.
            if slot.as_ref().is_none_or(|other| !other.is_recorded) {
                *slot = Some(known);
            }
            Some(())
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
        let new = all.iter().filter(|(_, known)| !known.is_recorded).count();
        let kept = all.len() - new;
        if new == 0 && known.whole {
            return;
        }
        // Each frame is half used at least.
        let written = if known.whole && known.entries + new <= 2 * kept.max(FRAME) {
            let entries: Vec<&LedgerEntry<'_>> = all.iter().filter(|(_, known)| !known.is_recorded).collect();
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
        let entries =
            entries.iter().map(|(file, known)| (file.stamp, known.bytes, &*known.item.0, &known.item.1)).collect();
        frames::frame(&FrameOf { started, entries })
    }
}

/// A frame of the ledger that is torn or forged reads as nothing, or as items.
#[cfg(any(test, fuzzing))]
pub(crate) fn fuzz_ledger(bytes: &[u8]) {
    let _ = frames::value::<Frame>(bytes);
}

#[cfg(test)]
mod tests {
    use super::super::ids::ReservedIds;
    use super::super::load::load;
    use super::*;
    use crate::base::files::MemoryFiles;
    use crate::base::{Diagnostic, Error};
    use crate::config::{self, BaseUrl, FILE};

    /// Files with the stamps of another clone.
    struct Clone(MemoryFiles, u64);

    impl Sources for Clone {
        fn walk(&self, folder: &str, findings: &mut Vec<Diagnostic>) -> Result<Vec<SourceFile>, Error> {
            let mut files = self.0.walk(folder, findings)?;
            for file in &mut files {
                file.stamp.inode = self.1;
            }
            Ok(files)
        }

        fn read(&self, path: &str) -> std::io::Result<Vec<u8>> {
            self.0.read(path)
        }

        fn has_folder(&self, path: &str) -> bool {
            self.0.has_folder(path)
        }

        fn root_names(&self) -> Vec<String> {
            self.0.root_names()
        }
    }

    fn clone(title: &str, number: u64) -> Clone {
        let item = format!("---\ntitle: {title}\ndate: 2020-01-01\n---\nTekst.\n");
        let files = [(FILE, "base_url: https://a.example\n".to_owned()), ("content/nieuws/a.md", item)];
        Clone(MemoryFiles(files.map(|(path, text)| (path.to_owned(), text.into_bytes())).into()), number)
    }

    #[test]
    fn a_file_with_another_stamp_is_known_by_its_bytes() {
        let state = tempfile::tempdir().unwrap();
        let known = |clone: &Clone, writes: bool| {
            let config = config::load(clone, BaseUrl::FromSettings).unwrap().value;
            let site = SiteInput { config: &config, reserved: &ReservedIds::default() };
            let ledger = Ledger::open(state.path()).unwrap();
            let (files, _) = super::super::load::walk(clone, &mut Vec::new()).unwrap();
            let known = ledger.read(clone, &files, &site).items.pop().flatten();
            if writes {
                load(clone, &site, Some(&ledger)).unwrap();
            }
            known.map(|known| (known.item.0.title.to_string(), known.is_recorded))
        };
        assert_eq!(known(&clone("Een", 1), true), None);
        assert_eq!(known(&clone("Een", 1), true), Some(("Een".to_owned(), true)));
        assert_eq!(known(&clone("Een", 2), false), Some(("Een".to_owned(), false)), "another stamp, the same bytes");
        assert_eq!(known(&clone("Elf", 2), true), None, "the same size, other bytes");
        assert_eq!(known(&clone("Elf", 2), false), Some(("Elf".to_owned(), true)));
        assert_eq!(known(&clone("Een", 3), false), Some(("Een".to_owned(), false)), "it was put back");
    }
}
