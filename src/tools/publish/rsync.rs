//! A destination of the `rsync` command as a target: over SSH, a module of an rsync server, or a path. Files are put and removed
//! by name, so that nothing else there is touched. Readers see whole files only.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::listing::{ListedFile, Listing};
use super::lock::{self, LockOwner, is_locked};
use super::plan::{Put, Removal};
use super::release::ReleaseFile;
use super::rsync_output::{self, RsyncEntry};
use super::rsync_transfer::{RsyncTransfer, cannot_write, fetched};
use super::target::{OnPut, OnRead, PublishTarget};
use crate::base::{Error, disk};

/// The folder of files that are not yet in place, at the target.
const STAGING: &str = ".courant-tmp";
/// The lock file.
const LOCK: &str = ".courant-lock";
/// The start of the names of partial lock files, which killed runs leave.
const TORN_LOCK: &str = "..courant-lock.";
/// Files in one run of `rsync`: the journal grows after each run.
const AT_ONCE: usize = 2000;

/// A destination of the `rsync` command as a target.
#[derive(Debug)]
pub(super) struct RsyncTarget {
    transfer: RsyncTransfer,
    break_lock: bool,
    /// The contents of our lock at the target.
    note: Option<Vec<u8>>,
    /// The files and folders at the target.
    present: Mutex<BTreeSet<Box<str>>>,
    /// Partial lock files that killed runs left.
    torn: Vec<Box<str>>,
    /// The files to remove, which may go before their turn where others take their place.
    removals: Vec<Box<str>>,
}

impl RsyncTarget {
    /// Opens the target at a destination, with a working folder.
    ///
    /// # Errors
    /// The working folder cannot be made.
    pub(super) fn open(site: &Path, work: &Path, name: &str, break_lock: bool) -> Result<Self, Error> {
        Ok(Self {
            transfer: RsyncTransfer::open(site, work, name)?,
            break_lock,
            note: None,
            present: Mutex::default(),
            torn: Vec::new(),
            removals: Vec::new(),
        })
    }

    /// Removes files in the way that are to be removed anyway: a file where a folder is needed, or the files of a folder where a
    /// file is needed.
    fn clear_the_way(&self, puts: &[Put<'_>]) -> Result<(), Error> {
        let names: BTreeSet<&Path> = puts.iter().flat_map(|put| Path::new(&*put.file.name).ancestors()).collect();
        let files: BTreeSet<&Path> = puts.iter().map(|put| Path::new(&*put.file.name)).collect();
        let is_in_the_way = |old: &&str| {
            let old = Path::new(old);
            names.contains(old) || old.ancestors().any(|folder| files.contains(folder))
        };
        let old: Vec<&str> = self.removals.iter().map(|old| &**old).filter(is_in_the_way).collect();
        if old.is_empty() { Ok(()) } else { self.remove(&old) }
    }

    /// The folders that these removals leave empty, the deepest first.
    fn emptied(&self, files: &[&str]) -> Vec<Vec<Box<str>>> {
        let mut present = self.present.lock().unwrap_or_else(PoisonError::into_inner);
        let mut folders: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
        for file in files {
            present.remove(*file);
            for (end, _) in file.match_indices('/') {
                let folder = file.get(..end).unwrap_or_default();
                folders.entry(folder.matches('/').count()).or_default().insert(folder);
            }
        }
        let mut emptied = Vec::new();
        for (_, folders) in folders.into_iter().rev() {
            let is_empty = |present: &BTreeSet<Box<str>>, folder: &str| {
                let start = format!("{folder}/");
                let next = present.range::<str, _>((Bound::Included(&*start), Bound::Unbounded)).next();
                present.contains(folder) && next.is_none_or(|next| !next.starts_with(&*start))
            };
            let empty: Vec<Box<str>> =
                folders.into_iter().filter(|folder| is_empty(&present, folder)).map(Into::into).collect();
            for folder in &empty {
                present.remove(folder);
            }
            emptied.push(empty);
        }
        emptied.retain(|folders| !folders.is_empty());
        emptied
    }

    fn put_some(&self, puts: &[Put<'_>], on_put: OnPut<'_>) -> Result<(), Error> {
        for (from, files) in self.transfer.by_folder(puts.iter().map(|put| put.file))? {
            // A file is written to the staging folder and renamed.
            self.transfer.send(&from, names(&files), &["--temp-dir", STAGING])?;
            for file in files {
                self.present.lock().unwrap_or_else(PoisonError::into_inner).insert(file.name.clone());
                on_put(file, tag(&from.join(&*file.name))?)?;
            }
        }
        Ok(())
    }

    /// Refuses a lock of another run. Of two that started at once the first one learns of the second here.
    fn refuse_other_lock(&mut self, lock: Option<&[u8]>) -> Result<(), Error> {
        if lock.is_some() && lock == self.note.as_deref() {
            return Ok(());
        }
        self.note = None;
        let owner = lock.and_then(|note| LockOwner::read(&String::from_utf8_lossy(note)));
        Err(is_locked(&self.transfer.name, owner.as_ref()))
    }
}

fn names<'r>(files: &[&'r ReleaseFile]) -> Vec<&'r str> {
    files.iter().map(|file| &*file.name).collect()
}

/// The tag of a file that was put, in later listings.
fn tag(path: &Path) -> Result<Box<str>, Error> {
    let stamp = disk::stamp(path).map_err(|error| Error::io(&format!("cannot read {}", path.display()), &error))?;
    let stamp = stamp.unwrap_or_default();
    Ok(rsync_output::tag(stamp.size, stamp.modified.div_euclid(1_000_000_000)))
}

impl PublishTarget for RsyncTarget {
    fn list(&mut self) -> Result<Listing, Error> {
        let (mut listing, mut present, mut torn) = (Listing::new(), BTreeSet::new(), Vec::new());
        for RsyncEntry { name, size, tag } in self.transfer.list()? {
            if name == LOCK || Path::new(&name).starts_with(STAGING) {
                continue;
            }
            if name.starts_with(TORN_LOCK) {
                torn.push(name.into());
                continue;
            }
            present.insert(name.clone().into_boxed_str());
            if let Some(tag) = tag {
                listing.insert(name.into(), ListedFile { size, tag });
            }
        }
        (self.present, self.torn) = (Mutex::new(present), torn);
        Ok(listing)
    }

    fn compare(&self, files: &[(&ListedFile, &ReleaseFile)]) -> Result<Vec<bool>, Error> {
        let is_file = |listed: &ListedFile| *listed.tag != *rsync_output::OTHER;
        let mut same: BTreeSet<String> = BTreeSet::new();
        let all = files.iter().filter(|(listed, _)| is_file(listed)).map(|(_, file)| *file);
        for (from, files) in self.transfer.by_folder(all)? {
            same.extend(self.transfer.same(&from, names(&files))?);
        }
        Ok(files.iter().map(|(listed, file)| is_file(listed) && same.contains(&*file.name)).collect())
    }

    fn read_one(&self, file: &str) -> Result<Option<Vec<u8>>, Error> {
        fetched(&self.transfer.fetch([file])?, file)
    }

    fn read(&self, names: &[&str], on_read: OnRead<'_>) -> Result<(), Error> {
        for some in names.chunks(AT_ONCE) {
            let folder = self.transfer.fetch(some.iter().copied())?;
            for name in some {
                fetched(&folder, name)?.map_or(Ok(()), |bytes| on_read(name, &bytes))?;
            }
        }
        Ok(())
    }

    fn lock(&mut self, owner: &LockOwner) -> Result<(), Error> {
        let (remembered, there) = (self.transfer.work.join("held"), self.read_one(LOCK)?);
        if let Some(there) = &there
            && !self.break_lock
            && !lock::is_ours(&remembered, there)
        {
            lock::refuse_live_lock(&self.transfer.name, there, owner)?;
        }
        let note = format!("{}{}\n", owner.note(), std::process::id()).into_bytes();
        let from = self.transfer.empty_folder("staged")?;
        disk::create_folder(&from.join(STAGING))
            .and_then(|()| disk::write(&from.join(LOCK), &note))
            .map_err(|error| cannot_write(&error))?;
        lock::remember(&remembered, &note)?;
        // A lock that appeared meanwhile stays.
        let more: &[&str] = if there.is_none() { &["--ignore-existing"] } else { &[] };
        self.transfer.send(&from, [STAGING, LOCK], more)?;
        let mut there = self.read_one(LOCK)?;
        if there.as_ref().is_some_and(|there| *there != note && lock::is_ours(&remembered, there)) {
            // The lock of a killed run arrived after all.
            self.transfer.send(&from, [STAGING, LOCK], &[])?;
            there = self.read_one(LOCK)?;
        }
        self.note = Some(note);
        self.refuse_other_lock(there.as_deref())
    }

    fn begin(&mut self, removals: &[Removal]) -> Result<(), Error> {
        self.removals = removals.iter().map(|removal| removal.name.clone()).collect();
        let there = self.read_one(LOCK).inspect_err(|_| self.note = None)?;
        self.refuse_other_lock(there.as_deref())
    }

    fn put(&self, puts: &[Put<'_>], on_put: OnPut<'_>) -> Result<(), Error> {
        self.clear_the_way(puts)?;
        puts.chunks(AT_ONCE).try_for_each(|some| self.put_some(some, on_put))
    }

    fn put_manifest(&self, bytes: &[u8]) -> Result<(), Error> {
        let from = self.transfer.empty_folder("staged")?;
        disk::write(&from.join(super::manifest::NAME), bytes).map_err(|error| cannot_write(&error))?;
        self.transfer.send(&from, [super::manifest::NAME], &["--temp-dir", STAGING])
    }

    fn remove(&self, names: &[&str]) -> Result<(), Error> {
        // Files that were in the way are removed already.
        let present =
            |present: &BTreeSet<Box<str>>| names.iter().copied().filter(|name| present.contains(*name)).collect();
        let files: Vec<&str> = present(&self.present.lock().unwrap_or_else(PoisonError::into_inner));
        if files.is_empty() {
            return Ok(());
        }
        self.transfer.remove(files.iter().copied(), &[])?;
        for folders in self.emptied(&files) {
            self.transfer.remove(folders.iter().map(|folder| &**folder), &[])?;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Error> {
        Ok(())
    }

    fn unlock(&mut self) {
        if self.note.take().is_some() {
            // Where they cannot be removed now, the next run of this machine knows them as its own.
            let ours = [STAGING, LOCK].into_iter().chain(self.torn.iter().map(|torn| &**torn));
            let _ = self.transfer.remove(ours, &["--force"]);
        }
    }
}
