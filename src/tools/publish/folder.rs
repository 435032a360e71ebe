//! A folder on this machine as a target: swapped as a whole, or changed file by file.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::ops::Bound::{Included, Unbounded};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;

use super::listing::{ListedFile, OTHER, TargetListing};
use super::lock::{self, LockOwner};
use super::manifest::NAME as MANIFEST;
use super::options::FolderOptions;
use super::plan::{Put, Removal};
use super::release::ReleaseFile;
use super::target::{OnPut, OnRead, PublishTarget};
use crate::base::files::Stamp;
use crate::base::site_path::shown_path;
use crate::base::{Error, ErrorCode, Fingerprint, RootedFolder, RootedKind, disk};

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
    /// The folder that readers see, as it was listed.
    seen: Option<RootedFolder>,
    /// The changed folder: the one that readers see, or the one that will take its place.
    work: Option<RootedFolder>,
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
        let next = AtomicU32::new(0);
        Ok(Self { root, is_swapped, seen: None, work: None, next, lock: None, removals: BTreeSet::new() })
    }

    /// The folder that the folder is in. It is the owner's, as the path is.
    fn above(&self) -> io::Result<RootedFolder> {
        RootedFolder::create(self.root.parent().unwrap_or(Path::new("/")))
    }

    /// The name of a sibling of the folder: `/var/www/dorp` has `/var/www/.dorp.courant-new`.
    fn beside(&self, what: &str) -> String {
        format!(".{}.courant-{what}", shown_path(Path::new(self.name())))
    }

    /// The name of the folder in the one that it is in.
    fn name(&self) -> &OsStr {
        self.root.file_name().unwrap_or_default()
    }

    fn work(&self) -> io::Result<&RootedFolder> {
        self.work.as_ref().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// The path of a changed file, for messages.
    fn path_of(&self, file: &str) -> PathBuf {
        self.work.as_ref().map_or_else(|| self.root.join(file), |work| work.path_of(file))
    }

    /// Opens a file on this machine. One of the previous version is in a folder that others may change.
    fn open_local(&self, path: &Path) -> io::Result<File> {
        let old = self.root.with_file_name(self.beside("old"));
        match path.strip_prefix(&old) {
            Ok(name) => self.above()?.folder(self.beside("old"))?.open_file(name),
            Err(_elsewhere) => disk::open(path).map(io::BufReader::into_inner),
        }
    }

    /// Puts a file in place, whole: written beside it, and renamed.
    fn place(&self, file: &str, write: impl FnOnce(&RootedFolder, &str) -> io::Result<Stamp>) -> Result<Stamp, Error> {
        let staged = format!("{STAGING}/{}", self.next.fetch_add(1, Ordering::Relaxed));
        let placed = || -> io::Result<Stamp> {
            let work = self.work()?;
            let stamp = write(work, &staged)?;
            if work.rename(&staged, file).is_err() {
                self.clear_the_way(file)?;
                work.create_parent(file)?;
                work.rename(&staged, file)?;
            }
            Ok(stamp)
        };
        placed().map_err(|error| in_the_way(&self.path_of(file), &error))
    }

    /// Removes files in the way that are to be removed anyway: a file where a folder is needed, or the files of a folder where a
    /// file is needed.
    fn clear_the_way(&self, file: &str) -> io::Result<()> {
        let folders = file.match_indices('/').filter_map(|(end, _)| self.removals.get(file.get(..end)?));
        let inside = format!("{file}/");
        let files = self.removals.range::<str, _>((Included(&*inside), Unbounded));
        let mut in_the_way = folders.chain(files.take_while(|old| old.starts_with(&inside)));
        in_the_way.try_for_each(|old| self.drop_file(old))?;
        // A run that was interrupted may have left an empty folder.
        let work = self.work()?;
        if work.kind(file)? == Some(RootedKind::Folder) {
            work.remove_empty_tree(file)?;
        }
        Ok(())
    }

    fn drop_file(&self, file: &str) -> io::Result<()> {
        let work = self.work()?;
        if work.kind(file)? == Some(RootedKind::Folder) {
            // It was in the way, and is removed already.
            return Ok(());
        }
        work.remove(file)?;
        let folders = Path::new(file).ancestors().skip(1).take_while(|folder| !folder.as_os_str().is_empty());
        let _ = folders.take_while(|folder| work.remove_empty_folder(folder)).count();
        Ok(())
    }

    /// Removes a file, and the folders that this leaves empty.
    fn remove_one(&self, file: &str) -> Result<(), Error> {
        self.drop_file(file).map_err(|error| failed("remove", &self.path_of(file), &error))
    }

    /// Puts the new version in place of the one that readers see. Where the file system cannot exchange them in one step,
    /// readers miss the folder for a moment.
    fn swap(&self) -> Result<(), Error> {
        let (new, old) = (self.beside("new"), self.beside("old"));
        let done = || -> io::Result<()> {
            let (above, root) = (self.above()?, self.name());
            let is_there = above.kind(root)?.is_some();
            let is_exchanged = is_there && above.try_exchange(&new, root)?;
            if is_there && !is_exchanged {
                above.remove_tree(&old)?;
                above.rename(root, &old)?;
            }
            if !is_exchanged {
                // Where it fails, readers see the old version again. The first error is the one to report.
                above.rename(&new, root).inspect_err(|_| drop(is_there.then(|| above.rename(&old, root))))?;
            }
            self.settle(&above)
        };
        done().map_err(|error| {
            let hint =
                "if the folder cannot be renamed, for example because it is mounted or a program has it open, set `mode: in-place` for this target";
            failed("swap", &self.root, &error).hint(hint)
        })
    }

    /// Ends a swap, also one of a run that was interrupted: the replaced version gets the name of the previous one.
    fn settle(&self, above: &RootedFolder) -> io::Result<()> {
        let (new, old, root) = (self.beside("new"), self.beside("old"), self.name());
        if self.is_replaced(above)? {
            above.remove_tree(&old)?;
            above.rename(&new, &old)?;
        }
        let has = |name: &str| above.kind(name).map(|kind| kind == Some(RootedKind::Folder));
        if above.kind(root)?.is_none() && has(&new)? && has(&old)? {
            above.rename(&old, root)?;
        }
        match above.folder(root) {
            Ok(seen) => seen.remove_tree(STAGING),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            // The owner's folder may be a link, which is exchanged itself.
            Err(_link) => Ok(()),
        }
    }

    /// Whether the folder of the new version has the replaced one: a version that is not in place yet has the folder of files
    /// that are not in place, before it has any file.
    fn is_replaced(&self, above: &RootedFolder) -> io::Result<bool> {
        let new = self.beside("new");
        if above.kind(&new)? != Some(RootedKind::Folder) {
            return Ok(false);
        }
        let new = above.folder(&new)?;
        Ok(new.kind(STAGING)?.is_none() && !new.walk(|_| false)?.is_empty())
    }

    /// Makes the folder of the new version, with all that readers see now.
    fn begin_swap(&self) -> io::Result<RootedFolder> {
        let (above, new) = (self.above()?, self.beside("new"));
        above.remove_tree(&new)?;
        let work = above.create_folder(&new)?;
        work.create_folder(STAGING)?;
        if let Some(seen) = &self.seen {
            seen.clone_into(&work)?;
        }
        Ok(work)
    }

    /// Opens the changed folder of a target that is changed file by file.
    fn begin_in_place(&self) -> io::Result<RootedFolder> {
        let work = RootedFolder::create(&self.root)?;
        work.remove_tree(STAGING)?;
        work.create_folder(STAGING)?;
        Ok(work)
    }
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
    let error = Error::io(&format!("cannot {doing} {}", told_path(path).display()), error);
    if error.code == ErrorCode::LinkInTheWay {
        return error.hint("Courant writes only below the folder of the target: remove the link, and publish again");
    }
    error.hint(hint)
}

/// The path with the separators of this system alone: names of files of a site have `/` everywhere.
fn told_path(path: &Path) -> PathBuf {
    path.components().collect()
}

fn in_the_way(path: &Path, error: &io::Error) -> Error {
    use io::ErrorKind::{AlreadyExists, DirectoryNotEmpty, IsADirectory, NotADirectory};
    match error.kind() {
        AlreadyExists | DirectoryNotEmpty | IsADirectory | NotADirectory => {
            let message =
                format!("something that Courant did not publish is at the place of {}", told_path(path).display());
            Error::usage(ErrorCode::TargetInTheWay, message).hint("move it, and publish again")
        }
        _ => failed("write", path, error),
    }
}

fn tag(stamp: &Stamp) -> Box<str> {
    format!("{}-{}-{}", stamp.size, stamp.modified, stamp.inode).into()
}

impl PublishTarget for FolderTarget {
    fn look(&mut self) -> Result<(), Error> {
        self.seen = match RootedFolder::open(&self.root) {
            Ok(seen) => Some(seen),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(failed("list", &self.root, &error)),
        };
        Ok(())
    }

    fn list(&mut self) -> Result<TargetListing, Error> {
        let mut listing = TargetListing::new();
        self.look()?;
        let Some(seen) = &self.seen else { return Ok(listing) };
        let is_ours = |path: &Path| path == Path::new(STAGING) || path == Path::new(LOCK);
        for (path, kind) in seen.walk(is_ours).map_err(|error| failed("list", &self.root, &error))? {
            let there = match kind {
                RootedKind::File(stamp) => ListedFile { size: stamp.size, tag: tag(&stamp) },
                // A link, or something else that is no file: never one of ours.
                _ => ListedFile { size: u64::MAX, tag: OTHER.into() },
            };
            listing.insert(shown_path(&path).into(), there);
        }
        Ok(listing)
    }

    fn compare(&self, files: &[(&ListedFile, &ReleaseFile)]) -> Result<Vec<bool>, Error> {
        let is_same = |(_, file): &(&ListedFile, &ReleaseFile)| {
            let bytes = self.read_one(&file.name)?;
            Ok(bytes.is_some_and(|bytes| Fingerprint::of(&bytes) == file.content))
        };
        files.par_iter().map(is_same).collect()
    }

    fn read_one(&self, file: &str) -> Result<Option<Vec<u8>>, Error> {
        let Some(seen) = &self.seen else { return Ok(None) };
        match seen.read(file) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed("read", &seen.path_of(file), &error)),
        }
    }

    fn read(&self, names: &[&str], on_read: OnRead<'_>) -> Result<(), Error> {
        names.par_iter().try_for_each(|name| match self.read_one(name)? {
            Some(bytes) => on_read(name, &bytes),
            None => Ok(()),
        })
    }

    fn lock(&mut self, owner: &LockOwner) -> Result<(), Error> {
        let (folder, name) = if self.is_swapped {
            (self.above(), self.beside("lock"))
        } else {
            (RootedFolder::create(&self.root), LOCK.to_owned())
        };
        let folder = folder.map_err(|error| failed("make", &self.root, &error))?;
        self.lock = Some(lock::take(&folder, &name, &self.root.display().to_string(), owner)?);
        if self.is_swapped {
            self.settle(&folder).map_err(|error| failed("swap", &self.root, &error))?;
        }
        Ok(())
    }

    fn begin(&mut self, removals: &[Removal]) -> Result<(), Error> {
        self.removals = removals.iter().map(|removal| removal.name.clone()).collect();
        let made = if self.is_swapped { self.begin_swap() } else { self.begin_in_place() };
        self.work = Some(made.map_err(|error| failed("write to", &self.root, &error))?);
        Ok(())
    }

    fn put(&self, puts: &[Put<'_>], on_put: OnPut<'_>) -> Result<(), Error> {
        puts.par_iter().try_for_each(|put| {
            let path = put.file.local.as_deref().unwrap_or(Path::new(""));
            let stamp =
                self.place(&put.file.name, |work, staged| work.copy_new(&mut self.open_local(path)?, staged))?;
            on_put(put.file, tag(&stamp))
        })
    }

    fn put_manifest(&self, bytes: &[u8]) -> Result<(), Error> {
        self.place(MANIFEST, |work, staged| work.write_new(staged, bytes)).map(|_| ())
    }

    fn remove(&self, names: &[&str]) -> Result<(), Error> {
        names.iter().try_for_each(|name| self.remove_one(name))
    }

    fn finish(&mut self) -> Result<(), Error> {
        if self.is_swapped {
            return self.swap();
        }
        let removed = self.work().and_then(|work| work.remove_tree(STAGING));
        removed.map_err(|error| failed("remove", &self.path_of(STAGING), &error))
    }

    fn unlock(&mut self) {
        if let Some(mut lock) = self.lock.take() {
            // The lock has no owner any more. Where that cannot be written, nothing is lost.
            let _ = lock.note("");
        }
    }

    fn previous(&self) -> Result<Option<RootedFolder>, Error> {
        if !self.keeps_previous() {
            return Ok(None);
        }
        let opened = self.above().and_then(|above| {
            // A dry run does not end an interrupted swap.
            let name = if self.is_replaced(&above)? { "new" } else { "old" };
            above.folder(self.beside(name))
        });
        match opened {
            Ok(old) => Ok(Some(old)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed("read", &self.root, &error)),
        }
    }

    fn keeps_previous(&self) -> bool {
        self.is_swapped
    }
}
