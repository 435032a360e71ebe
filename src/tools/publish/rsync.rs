//! A destination of the `rsync` command as a target: over SSH, a module of an rsync server, or a path. Files are put and removed
//! by name, so that nothing else there is touched. Readers see whole files only.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::listing::{ListedFile, NO_TAG, OTHER, TargetListing};
use super::lock::LockOwner;
use super::plan::{Put, Removal};
use super::release::ReleaseFile;
use super::remote_lock::{LockOptions, LockPlace, PlacedLock, RemoteLock};
use super::rsync_output::{self, RsyncEntry};
use super::rsync_transfer::{RsyncTransfer, fetched};
use super::state_error::cannot_write;
use super::target::{OnPut, OnRead, PublishTarget};
use crate::base::{Error, RootedFolder, disk};

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
    lock_options: LockOptions,
    lock: Option<RemoteLock>,
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
    pub(super) fn open(site: &Path, work: RootedFolder, name: &str, lock_options: LockOptions) -> Result<Self, Error> {
        Ok(Self {
            transfer: RsyncTransfer::open(site, work, name)?,
            lock_options,
            lock: None,
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
            self.check_lock()?;
            // A file is written to the staging folder and renamed.
            self.transfer.send(&from, names(&files), &["--temp-dir", STAGING])?;
            for file in files {
                self.present.lock().unwrap_or_else(PoisonError::into_inner).insert(file.name.clone());
                on_put(file, tag(&from.join(&*file.name))?)?;
            }
        }
        Ok(())
    }

    /// Refuses to change the target after another run took the lock.
    fn check_lock(&self) -> Result<(), Error> {
        self.lock.as_ref().map_or(Ok(()), RemoteLock::check)
    }
}

/// The lock file at a destination. Its transfers have a working folder of their own: renewals run beside those of the files.
struct RsyncLockPlace(RsyncTransfer);

impl LockPlace for RsyncLockPlace {
    fn read(&self) -> Result<Option<PlacedLock>, Error> {
        let note = fetched(&self.0.fetch([LOCK])?, LOCK)?;
        Ok(note.map(|note| PlacedLock { listed: ListedFile { size: note.len() as u64, tag: NO_TAG.into() }, note }))
    }

    fn put(&self, note: &[u8], replaces: Option<&PlacedLock>) -> Result<bool, Error> {
        let from = self.0.empty_folder("staged")?;
        from.create_folder(STAGING).and_then(|_| from.write_new(LOCK, note)).map_err(|error| cannot_write(&error))?;
        // A lock that appeared meanwhile stays.
        let more: &[&str] = if replaces.is_none() { &["--ignore-existing"] } else { &[] };
        self.0.send(from.path(), [STAGING, LOCK], more)?;
        Ok(self.read()?.is_some_and(|lock| lock.note == note))
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
    fn list(&mut self) -> Result<TargetListing, Error> {
        let (mut listing, mut present, mut torn) = (TargetListing::new(), BTreeSet::new(), Vec::new());
        for RsyncEntry { name, size, tag } in self.transfer.list()? {
            if name == LOCK || Path::new(&name).starts_with(STAGING) {
                continue;
            }
            if name.starts_with(TORN_LOCK) && !name.contains('/') {
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
        let is_file = |listed: &ListedFile| *listed.tag != *OTHER;
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
        let place = RsyncLockPlace(self.transfer.beside("lock")?);
        let lock = RemoteLock::acquire(Box::new(place), &self.transfer.name, owner, self.lock_options.clone())?;
        self.lock = Some(lock);
        Ok(())
    }

    fn begin(&mut self, removals: &[Removal]) -> Result<(), Error> {
        self.removals = removals.iter().map(|removal| removal.name.clone()).collect();
        // Of two runs that started at once the first one learns of the second here.
        self.lock.as_ref().map_or(Ok(()), RemoteLock::verify)
    }

    fn put(&self, puts: &[Put<'_>], on_put: OnPut<'_>) -> Result<(), Error> {
        self.clear_the_way(puts)?;
        puts.chunks(AT_ONCE).try_for_each(|some| self.put_some(some, on_put))
    }

    fn put_manifest(&self, bytes: &[u8]) -> Result<(), Error> {
        self.check_lock()?;
        let from = self.transfer.empty_folder("staged")?;
        from.write_new(super::manifest::NAME, bytes).map_err(|error| cannot_write(&error))?;
        self.transfer.send(from.path(), [super::manifest::NAME], &["--temp-dir", STAGING])
    }

    fn remove(&self, names: &[&str]) -> Result<(), Error> {
        // Files that were in the way are removed already.
        let present =
            |present: &BTreeSet<Box<str>>| names.iter().copied().filter(|name| present.contains(*name)).collect();
        let files: Vec<&str> = present(&self.present.lock().unwrap_or_else(PoisonError::into_inner));
        if files.is_empty() {
            return Ok(());
        }
        self.check_lock()?;
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
        if self.lock.take().is_some_and(RemoteLock::end) {
            // Where they cannot be removed now, the next run of this machine knows them as its own.
            let ours = [STAGING, LOCK].into_iter().chain(self.torn.iter().map(|torn| &**torn));
            let _ = self.transfer.remove(ours, &["--force"]);
        }
    }
}
