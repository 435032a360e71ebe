//! A folder on this machine as a target: swapped as a whole, or changed file by file.

use std::collections::BTreeSet;
use std::io;
use std::ops::Bound::{Included, Unbounded};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::listing::{ListedFile, TargetListing};
use super::lock::{self, LockOwner};
use super::manifest::NAME as MANIFEST;
use super::options::FolderOptions;
use super::plan::{Put, Removal};
use super::release::ReleaseFile;
use super::target::{OnPut, OnRead, PublishTarget};
use crate::base::files::Stamp;
use crate::base::{Error, ErrorCode, Fingerprint, disk};

/// The folder of files that are not yet in place, inside the changed one.
const STAGING: &str = ".courant-tmp";
/// The lock file, inside a folder that is changed file by file.
const LOCK: &str = ".courant-lock";

/// A folder as a target.
#[derive(Debug)]
pub(super) struct FolderTarget {
    /// The folder that readers see.
    root: PathBuf,
    is_swapped: bool,
    /// The changed folder: the one that readers see, or the one that will take its place.
    work: PathBuf,
    next: AtomicU32,
    lock: Option<disk::Lock>,
    /// The files to remove, which may go before their turn where others take their place.
    removals: BTreeSet<Box<str>>,
}

impl FolderTarget {
    /// Opens the target at a folder, which need not exist yet.
    ///
    /// # Errors
    /// The path is something else than a folder.
    pub(super) fn open(options: &FolderOptions) -> Result<Self, Error> {
        let path = &options.path;
        let root = disk::absolute(path).map_err(|error| failed("open", path, &error))?;
        if root.exists() && !root.is_dir() {
            let message = format!("{} is not a folder", root.display());
            return Err(
                Error::usage(ErrorCode::TargetUnusable, message).hint("name another under `path`, or move it away")
            );
        }
        let is_swapped = !options.in_place;
        let work = if is_swapped { beside(&root, "new") } else { root.clone() };
        Ok(Self { root, is_swapped, work, next: AtomicU32::new(0), lock: None, removals: BTreeSet::new() })
    }

    fn old(&self) -> PathBuf {
        beside(&self.root, "old")
    }

    /// Puts a file in place, whole: written beside it, and renamed.
    fn place(&self, file: &str, write: impl FnOnce(&Path) -> io::Result<()>) -> Result<Stamp, Error> {
        let path = self.work.join(file);
        let staged = self.work.join(STAGING).join(self.next.fetch_add(1, Ordering::Relaxed).to_string());
        let moved = write(&staged).and_then(|()| disk::rename(&staged, &path)).or_else(|error| {
            if !staged.exists() {
                return Err(error);
            }
            self.clear_the_way(file)?;
            disk::create_parent(&path)?;
            disk::rename(&staged, &path)
        });
        let stamp = moved.and_then(|()| disk::stamp(&path));
        stamp.map(Option::unwrap_or_default).map_err(|error| in_the_way(&path, &error))
    }

    /// Removes files in the way that are to be removed anyway: a file where a folder is needed, or the files of a folder where a
    /// file is needed.
    fn clear_the_way(&self, file: &str) -> io::Result<()> {
        let folders = file.match_indices('/').filter_map(|(end, _)| self.removals.get(file.get(..end)?));
        let inside = format!("{file}/");
        let files = self.removals.range::<str, _>((Included(&*inside), Unbounded));
        let mut in_the_way = folders.chain(files.take_while(|old| old.starts_with(&inside)));
        in_the_way.try_for_each(|old| self.drop_file(old))
    }

    fn drop_file(&self, file: &str) -> io::Result<()> {
        let path = self.work.join(file);
        if path.is_dir() {
            // It was in the way, and is removed already.
            return Ok(());
        }
        disk::remove(&path)?;
        let folders = path.ancestors().skip(1).take_while(|folder| *folder != self.work);
        let _ = folders.take_while(|folder| disk::remove_empty_folder(folder)).count();
        Ok(())
    }

    /// Removes a file, and the folders that this leaves empty.
    fn remove_one(&self, file: &str) -> Result<(), Error> {
        self.drop_file(file).map_err(|error| failed("remove", &self.work.join(file), &error))
    }

    fn swap(&self) -> Result<(), Error> {
        let old = self.old();
        let done = || -> io::Result<()> {
            disk::remove_folder(&old)?;
            if !self.root.exists() {
                return disk::rename(&self.work, &self.root);
            }
            disk::exchange(&self.work, &self.root)?;
            disk::rename(&self.work, &old)
        };
        done().map_err(|error| {
            let hint =
                "if the folder cannot be renamed, for example because it is mounted, set `mode: in-place` for this target";
            failed("swap", &self.root, &error).hint(hint)
        })
    }
}

/// A sibling of a folder: `/var/www/dorp` has `/var/www/.dorp.courant-new`.
fn beside(root: &Path, what: &str) -> PathBuf {
    let name = root.file_name().unwrap_or_default().to_string_lossy();
    root.with_file_name(format!(".{name}.courant-{what}"))
}

fn failed(doing: &str, path: &Path, error: &io::Error) -> Error {
    use io::ErrorKind::{PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    let hint = match error.kind() {
        StorageFull | QuotaExceeded => {
            "free some space there, and publish again: the run resumes where it stopped, and no file is incomplete"
        }
        PermissionDenied | ReadOnlyFilesystem => "check the permissions of the folder: the published site is unchanged",
        _ => "fix the problem, and publish again: the run resumes where it stopped, and no file is incomplete",
    };
    Error::io(&format!("cannot {doing} {}", path.display()), error).hint(hint)
}

fn in_the_way(path: &Path, error: &io::Error) -> Error {
    use io::ErrorKind::{AlreadyExists, DirectoryNotEmpty, IsADirectory, NotADirectory};
    match error.kind() {
        AlreadyExists | DirectoryNotEmpty | IsADirectory | NotADirectory => {
            let message = format!("something that Courant did not publish is at the place of {}", path.display());
            Error::usage(ErrorCode::TargetInTheWay, message).hint("move it, and publish again")
        }
        _ => failed("write", path, error),
    }
}

fn tag(stamp: &Stamp) -> Box<str> {
    format!("{}-{}-{}", stamp.size, stamp.modified, stamp.inode).into()
}

impl PublishTarget for FolderTarget {
    fn list(&mut self) -> Result<TargetListing, Error> {
        let mut listing = TargetListing::new();
        if !self.root.exists() {
            return Ok(listing);
        }
        let ours = |name: &std::ffi::OsStr| name == STAGING || name == LOCK;
        let walk =
            WalkDir::new(&self.root).into_iter().filter_entry(|entry| entry.depth() != 1 || !ours(entry.file_name()));
        for entry in walk {
            let listed = entry.and_then(|entry| entry.metadata().map(|metadata| (entry, metadata)));
            let (entry, metadata) = listed.map_err(|error| {
                let path = error.path().unwrap_or(&self.root).to_owned();
                failed("list", &path, &error.into())
            })?;
            let path = entry.path().strip_prefix(&self.root).unwrap_or(entry.path());
            let there = match metadata.file_type() {
                kind if kind.is_dir() => continue,
                kind if kind.is_file() => ListedFile { size: metadata.len(), tag: tag(&Stamp::of(&metadata)) },
                // A link, or something else that is no file: never one of ours.
                _ => ListedFile { size: u64::MAX, tag: "other".into() },
            };
            listing.insert(path.to_string_lossy().into(), there);
        }
        Ok(listing)
    }

    fn compare(&self, files: &[(&ListedFile, &ReleaseFile)]) -> Result<Vec<bool>, Error> {
        let is_same = |(_, file): &(&ListedFile, &ReleaseFile)| {
            let path = self.root.join(&*file.name);
            let bytes = disk::read(&path).map_err(|error| failed("read", &path, &error))?;
            Ok(Fingerprint::of(&bytes) == file.content)
        };
        files.par_iter().map(is_same).collect()
    }

    fn read_one(&self, file: &str) -> Result<Option<Vec<u8>>, Error> {
        let path = self.root.join(file);
        match disk::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed("read", &path, &error)),
        }
    }

    fn read(&self, names: &[&str], on_read: OnRead<'_>) -> Result<(), Error> {
        names.par_iter().try_for_each(|name| match self.read_one(name)? {
            Some(bytes) => on_read(name, &bytes),
            None => Ok(()),
        })
    }

    fn lock(&mut self, owner: &LockOwner) -> Result<(), Error> {
        let path = if self.is_swapped { beside(&self.root, "lock") } else { self.root.join(LOCK) };
        disk::create_parent(&path).map_err(|error| failed("make", &path, &error))?;
        self.lock = Some(lock::take(&path, &self.root.display().to_string(), owner)?);
        Ok(())
    }

    fn begin(&mut self, removals: &[Removal]) -> Result<(), Error> {
        self.removals = removals.iter().map(|removal| removal.name.clone()).collect();
        let is_swapped = self.is_swapped;
        let made = || -> io::Result<()> {
            if is_swapped {
                disk::remove_folder(&self.work)?;
            }
            match (is_swapped, self.root.exists()) {
                (true, true) => disk::clone_tree(&self.root, &self.work)?,
                _ => disk::create_folder(&self.work)?,
            }
            disk::remove_folder(&self.work.join(STAGING))?;
            disk::create_folder(&self.work.join(STAGING))
        };
        made().map_err(|error| failed("write to", &self.work, &error))
    }

    fn put(&self, puts: &[Put<'_>], on_put: OnPut<'_>) -> Result<(), Error> {
        puts.par_iter().try_for_each(|put| {
            let path = put.file.local.as_deref().unwrap_or(Path::new(""));
            let stamp = self.place(&put.file.name, |staged| disk::copy(path, staged))?;
            on_put(put.file, tag(&stamp))
        })
    }

    fn put_manifest(&self, bytes: &[u8]) -> Result<(), Error> {
        self.place(MANIFEST, |staged| disk::write(staged, bytes)).map(|_| ())
    }

    fn remove(&self, names: &[&str]) -> Result<(), Error> {
        names.iter().try_for_each(|name| self.remove_one(name))
    }

    fn finish(&mut self) -> Result<(), Error> {
        let staging = self.work.join(STAGING);
        disk::remove_folder(&staging).map_err(|error| failed("remove", &staging, &error))?;
        if self.is_swapped {
            self.swap()?;
        }
        Ok(())
    }

    fn unlock(&mut self) {
        if let Some(mut lock) = self.lock.take() {
            // The lock has no owner any more. Where that cannot be written, nothing is lost.
            let _ = lock.note("");
        }
    }

    fn previous(&self) -> Result<Option<PathBuf>, Error> {
        Ok(Some(self.old()).filter(|old| self.keeps_previous() && old.is_dir()))
    }

    fn keeps_previous(&self) -> bool {
        self.is_swapped
    }
}
