//! A folder on this machine as a target: swapped as a whole, or changed file by file.

use std::collections::BTreeSet;
use std::io;
use std::ops::Bound::{Included, Unbounded};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::lock::{self, Holder};
use super::manifest::NAME as MANIFEST;
use super::plan::Removal;
use super::shelf::Piece;
use super::target::{Done, Each, Listing, Put, Target, There};
use crate::base::files::Stamp;
use crate::base::{Error, ErrorCode, Fingerprint, disk};
use crate::config::FolderMode;

/// The folder, in the one that is changed, of files that are not yet in place.
const STAGING: &str = ".courant-tmp";
/// The file, in a folder that is changed file by file, that is locked.
const LOCK: &str = ".courant-lock";

/// A folder.
#[derive(Debug)]
pub(super) struct Folder {
    /// The folder that readers see.
    root: PathBuf,
    mode: FolderMode,
    /// The folder that is changed: the one that readers see, or the one that will take its place.
    work: PathBuf,
    next: AtomicU32,
    lock: Option<disk::Lock>,
    /// What is to be removed, and may give way to what takes its place.
    removals: BTreeSet<Box<str>>,
}

impl Folder {
    /// The target at a folder, which need not be there yet.
    ///
    /// # Errors
    /// Where something else than a folder is there.
    pub(super) fn open(path: &Path, mode: FolderMode) -> Result<Self, Error> {
        let root = disk::absolute(path).map_err(|error| failed("open", path, &error))?;
        if root.exists() && !root.is_dir() {
            let message = format!("{} is not a folder", root.display());
            return Err(
                Error::usage(ErrorCode::TargetUnusable, message).hint("name another under `path`, or move it away")
            );
        }
        let work = match mode {
            FolderMode::Swap => beside(&root, "new"),
            FolderMode::InPlace => root.clone(),
        };
        Ok(Self { root, mode, work, next: AtomicU32::new(0), lock: None, removals: BTreeSet::new() })
    }

    fn old(&self) -> PathBuf {
        beside(&self.root, "old")
    }

    /// Puts bytes in place of what stands there, whole: written beside it, and renamed.
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

    /// Has files give way that stand where a folder is wanted now, or in a folder where a file is.
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
            // It gave way already.
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
                "where the folder cannot be renamed, such as a mounted one, write `mode: in-place` for this target";
            failed("swap", &self.root, &error).hint(hint)
        })
    }
}

/// A neighbour of a folder: `/var/www/dorp` has `/var/www/.dorp.courant-new`.
fn beside(root: &Path, what: &str) -> PathBuf {
    let name = root.file_name().unwrap_or_default().to_string_lossy();
    root.with_file_name(format!(".{name}.courant-{what}"))
}

fn failed(doing: &str, path: &Path, error: &io::Error) -> Error {
    let error = Error::io(&format!("cannot {doing} {}", path.display()), error);
    let hint = match error.code {
        ErrorCode::DiskFull => {
            "make room there, and publish again: it goes on where it stopped, and readers had only whole files"
        }
        ErrorCode::NotPermitted => "give yourself permission there: readers still have what they had",
        _ => "publish again when that is mended: it goes on where it stopped, and readers had only whole files",
    };
    error.hint(hint)
}

fn in_the_way(path: &Path, error: &io::Error) -> Error {
    use io::ErrorKind::{AlreadyExists, DirectoryNotEmpty, IsADirectory, NotADirectory};
    match error.kind() {
        AlreadyExists | DirectoryNotEmpty | IsADirectory | NotADirectory => {
            let message = format!("something that Courant did not put there stands in the way of {}", path.display());
            Error::usage(ErrorCode::TargetInTheWay, message).hint("move it away, and publish again")
        }
        _ => failed("write", path, error),
    }
}

fn tag(stamp: &Stamp) -> Box<str> {
    format!("{}-{}-{}", stamp.size, stamp.modified, stamp.inode).into()
}

impl Target for Folder {
    fn list(&mut self) -> Result<Listing, Error> {
        let mut listing = Listing::new();
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
                kind if kind.is_file() => There { size: metadata.len(), tag: tag(&Stamp::of(&metadata)) },
                // A link, or something else that is no file: never one of ours.
                _ => There { size: u64::MAX, tag: "other".into() },
            };
            listing.insert(path.to_string_lossy().into(), there);
        }
        Ok(listing)
    }

    fn hold(&self, files: &[(&There, &Piece)]) -> Result<Vec<bool>, Error> {
        let holds = |(_, piece): &(&There, &Piece)| {
            let path = self.root.join(&*piece.file);
            let bytes = disk::read(&path).map_err(|error| failed("read", &path, &error))?;
            Ok(Fingerprint::of(&bytes) == piece.bytes)
        };
        files.par_iter().map(holds).collect()
    }

    fn read_one(&self, file: &str) -> Result<Option<Vec<u8>>, Error> {
        let path = self.root.join(file);
        match disk::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed("read", &path, &error)),
        }
    }

    fn read(&self, files: &[&str], each: Each<'_>) -> Result<(), Error> {
        files.par_iter().try_for_each(|file| match self.read_one(file)? {
            Some(bytes) => each(file, &bytes),
            None => Ok(()),
        })
    }

    fn lock(&mut self, holder: &Holder) -> Result<(), Error> {
        let path = match self.mode {
            FolderMode::Swap => beside(&self.root, "lock"),
            FolderMode::InPlace => self.root.join(LOCK),
        };
        disk::create_parent(&path).map_err(|error| failed("make", &path, &error))?;
        self.lock = Some(lock::take(&path, &self.root.display().to_string(), holder)?);
        Ok(())
    }

    fn begin(&mut self, removals: &[Removal]) -> Result<(), Error> {
        self.removals = removals.iter().map(|removal| removal.file.clone()).collect();
        let is_swapped = self.mode == FolderMode::Swap;
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

    fn put(&self, puts: &[Put<'_>], done: Done<'_>) -> Result<(), Error> {
        puts.par_iter().try_for_each(|put| {
            let path = put.piece.path.as_deref().unwrap_or(Path::new(""));
            let stamp = self.place(&put.piece.file, |staged| disk::copy(path, staged))?;
            done(put.piece, tag(&stamp))
        })
    }

    fn put_manifest(&self, bytes: &[u8]) -> Result<(), Error> {
        self.place(MANIFEST, |staged| disk::write(staged, bytes)).map(|_| ())
    }

    fn remove(&self, files: &[&str]) -> Result<(), Error> {
        files.iter().try_for_each(|file| self.remove_one(file))
    }

    fn finish(&mut self) -> Result<(), Error> {
        let staging = self.work.join(STAGING);
        disk::remove_folder(&staging).map_err(|error| failed("remove", &staging, &error))?;
        if self.mode == FolderMode::Swap {
            self.swap()?;
        }
        Ok(())
    }

    fn unlock(&mut self) {
        if let Some(mut lock) = self.lock.take() {
            // Who had the lock is nobody's business any more; where that cannot be said, nothing is lost.
            let _ = lock.note("");
        }
    }

    fn previous(&self) -> Result<Option<PathBuf>, Error> {
        Ok(Some(self.old()).filter(|old| self.keeps_previous() && old.is_dir()))
    }

    fn keeps_previous(&self) -> bool {
        self.mode == FolderMode::Swap
    }
}
