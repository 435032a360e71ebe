//! One run of writing: files are put one by one, from any thread, and then all of them are committed or none.

use std::io;
use std::path::{Path, PathBuf};

use super::owned::{self, OwnedFiles};
use super::staging::{Staged, Staging};
use super::state::with_hint;
use super::{PageRecord, Seal, Shape, Trace};
use crate::base::files::Stamp;
use crate::base::{Address, Error, ErrorCode, Fingerprint, RootedFolder, RootedKind, disk, git_index};

/// The change to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileChange {
    /// It is new.
    Created,
    /// It has other bytes than before.
    Updated,
    /// It has the same bytes, and was not touched.
    Kept,
}

/// The inputs of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PageInputs {
    /// The fingerprint of all of them.
    pub all: Fingerprint,
    /// The fingerprint of the wording among them: of the bodies that it shows.
    pub wording: Fingerprint,
}

/// How many files a run changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Created or updated.
    pub written: usize,
    /// Kept.
    pub unchanged: usize,
    /// Removed.
    pub removed: usize,
}

/// A file of this run: staged, or kept.
#[derive(Clone, Copy, Debug)]
pub struct PutFile {
    pub(super) record: PageRecord,
    pub(super) change: FileChange,
    pub(super) staged: Staged,
}

/// Takes the lock of a site, whose state is in the folder `state`. `wait` is called if another run has to end first.
///
/// # Errors
/// If the folder cannot be made or locked.
pub fn lock(state: &Path, wait: impl FnOnce()) -> Result<disk::Lock, Error> {
    let locked = disk::create_folder(state).and_then(|()| disk::lock(&state.join("lock"), wait));
    locked.map_err(|error| with_hint(Error::io(&format!("cannot lock {}", state.display()), &error)))
}

/// Takes the lock of an output folder, which is made where it is missing, for a run without state. Returns the folder for the
/// state of this run alone: it is removed with what is staged.
///
/// # Errors
/// If the folder cannot be made or locked.
pub fn lock_output(output: &Path, wait: impl FnOnce()) -> Result<(disk::Lock, PathBuf), Error> {
    let locked = disk::create_folder(output).and_then(|()| disk::lock_folder(output, wait));
    let state = output.join(super::staging::NAME);
    // What a run that was killed left there is not believed.
    let locked = locked.and_then(|lock| disk::remove_folder(&state).map(|()| lock));
    let lock = locked.map_err(|error| Error::io(&format!("cannot write to {}", output.display()), &error))?;
    Ok((lock, state))
}

/// One run of writing to one folder.
#[derive(Debug)]
pub struct OutputWriter {
    pub(super) root: PathBuf,
    /// The handle of the same folder: what is moved and removed there is below it, whatever links others put there.
    pub(super) output: RootedFolder,
    /// The file of the trace.
    pub(super) state: PathBuf,
    pub(super) old: Trace,
    /// The files in the output folder that earlier runs wrote.
    pub(super) owned: OwnedFiles,
    /// The files that a run which did not end was about to create.
    pub(super) unfinished: OwnedFiles,
    /// Whether the trace is of the same run as the record of owned files.
    pub(super) agrees: bool,
    pub(super) staging: Staging,
    /// Whether the output folder was not there before this run.
    is_new: bool,
    /// Whether the output has to be on the disk before a run ends.
    durable: bool,
}

impl OutputWriter {
    /// Starts a run of writing to the folder `root`; `state` is the folder in which the trace is kept, and is there. Where
    /// the run is `durable`, also a power cut leaves every file old or new.
    ///
    /// # Errors
    /// If the folder cannot be made.
    pub fn open(root: &Path, state: &Path, durable: bool) -> Result<Self, Error> {
        let failed = |what: &str, path: &Path| {
            let doing = format!("cannot {what} {}", path.display());
            move |error: io::Error| Error::io(&doing, &error)
        };
        // A link that a repository brings along would lead the build to any folder of this machine.
        if let Some(link) = git_index::tracked_below(root).filter(|_| root.is_symlink()) {
            let message = format!("the output folder is {link}, a symbolic link that Git tracks");
            return Err(Error::usage(ErrorCode::FolderRefused, message)
                .hint(format!("run `git rm --cached {link}`, and add it to .gitignore")));
        }
        let root = disk::absolute(root).map_err(failed("open", root))?;
        let is_new = !root.exists();
        let output = RootedFolder::create(&root).map_err(failed("make", &root))?;
        let read = |name| OwnedFiles::read(&output, name).map_err(failed("read", &root.join(name)));
        let (owned, unfinished) = (read(owned::NAME)?, read(owned::UNFINISHED)?);
        let state = Trace::path(&root, state);
        let old = Trace::read(&state);
        let agrees = old.as_ref().is_some_and(|old| old.owned() == owned.fingerprint()) && unfinished.is_empty();
        let staging = Staging::open(&root).map_err(failed("write to", &root))?;
        if state.parent().is_some_and(|state| state.ends_with(super::staging::NAME)) {
            // The state of this run alone.
            disk::create_folder(staging.folder()).map_err(failed("write to", &root))?;
        }
        let old = old.unwrap_or_default();
        Ok(Self { root, output, state, old, owned, unfinished, agrees, staging, is_new, durable })
    }

    /// The seal of the last run, if it is of these inputs, holds at this moment, and no file was touched since; with the
    /// number of files.
    pub fn sealed(&self, inputs: Fingerprint, at: i64) -> Option<(Seal, usize)> {
        let seal = Seal::read(&self.state.with_extension("seal"))?;
        let holds = seal.inputs == inputs && (seal.from..seal.until).contains(&at) && seal.trace == self.old.written();
        (holds && self.agrees).then(|| self.old.all_untouched(&self.root)).flatten().map(|files| (seal, files))
    }

    /// The file at an address, if its inputs are the same and it has not been touched since. It is then kept.
    pub fn holds(&self, address: &Address, inputs: PageInputs) -> Option<PutFile> {
        let PageInputs { all, wording } = inputs;
        let record = *self.old.get(address).filter(|record| record.inputs == all)?;
        self.kept(address, PageRecord { wording, ..record })
    }

    /// Whether the pages of the last run had these inputs, and have them now, but for the wording of bodies.
    pub fn has_shape(&self, shape: &Shape) -> bool {
        self.agrees && self.old.has_shape(shape)
    }

    /// The file at an address in a run of the same shape, if its wording is the same and it has not been touched since.
    pub fn holds_wording(&self, address: &Address, wording: Fingerprint) -> Option<PutFile> {
        let record = *self.old.get(address).filter(|record| record.wording == wording)?;
        self.kept(address, record)
    }

    fn kept(&self, address: &Address, record: PageRecord) -> Option<PutFile> {
        let stamp = self.old.untouched(&record, &self.root.join(address.file()))?;
        let record = PageRecord { stamp, ..record };
        Some(PutFile { record, change: FileChange::Kept, staged: Staged::No })
    }

    /// Puts a file. It is staged, unless the bytes are there already.
    ///
    /// # Errors
    /// If the disk fails, or a file of someone else is in the way.
    pub fn put(&self, address: &Address, inputs: PageInputs, bytes: &[u8]) -> Result<PutFile, Error> {
        let PageInputs { all: inputs, wording } = inputs;
        let output = Fingerprint::of(bytes);
        let file = address.file();
        let failed = |error: io::Error| Error::io(&format!("cannot write {}", self.root.join(&file).display()), &error);
        if self.staging.is_free(&file) {
            let stamp = self.staging.plant(&file, bytes).map_err(failed)?;
            let record = PageRecord { inputs, wording, output, stamp };
            return Ok(PutFile { record, change: FileChange::Created, staged: Staged::Tree });
        }
        let there = self.there(&file)?;
        if let Some(stamp) = there {
            let record = PageRecord { inputs, wording, output, stamp };
            if self.has_already(address, &file, &record, bytes)? {
                return Ok(PutFile { record, change: FileChange::Kept, staged: Staged::No });
            }
        }
        let number = self.staging.put(bytes).map_err(failed)?;
        let change = if there.is_some() { FileChange::Updated } else { FileChange::Created };
        let record = PageRecord { inputs, wording, output, stamp: Stamp::default() };
        Ok(PutFile { record, change, staged: Staged::Number(number) })
    }

    /// The stamp of a file. Anything else in its place must be ours, or is in the way.
    fn there(&self, file: &str) -> Result<Option<Stamp>, Error> {
        let in_the_way = |file: &str, error: &io::Error| self.in_the_way(file, error);
        match self.output.kind(file).map_err(|error| in_the_way(file, &error))? {
            Some(RootedKind::File(stamp)) => Ok(Some(stamp)),
            Some(RootedKind::Other) => Err(in_the_way(file, &io::ErrorKind::AlreadyExists.into())),
            Some(RootedKind::Folder) => {
                let others = self.file_of_others(file).map_err(|error| in_the_way(file, &error))?;
                others.map_or(Ok(None), |other| Err(in_the_way(&other, &io::ErrorKind::IsADirectory.into())))
            }
            None => {
                let folders = file.match_indices('/').filter_map(|(at, _)| file.get(..at));
                let above = |path: &&str| !matches!(self.output.kind(path), Ok(None | Some(RootedKind::Folder)));
                match folders.into_iter().find(above).filter(|above| !self.is_ours(above)) {
                    Some(above) => Err(in_the_way(above, &io::ErrorKind::NotADirectory.into())),
                    None => Ok(None),
                }
            }
        }
    }

    /// A file in a folder of the output that is not ours.
    fn file_of_others(&self, folder: &str) -> io::Result<Option<String>> {
        let below = self.output.folder(folder)?.walk(|_| false)?;
        let files = below.into_iter().map(|(path, _)| format!("{folder}/{}", path.display()));
        Ok(files.into_iter().find(|file| !self.is_ours(file)))
    }

    pub(super) fn is_ours(&self, file: &str) -> bool {
        self.owned.contains(file) || self.unfinished.contains(file)
    }

    /// Whether the file that is there has these bytes. One with others has to be ours, or is in the way.
    fn has_already(&self, address: &Address, file: &str, wanted: &PageRecord, bytes: &[u8]) -> Result<bool, Error> {
        let is_untouched = |record: &&PageRecord| self.old.untouched(record, &self.root.join(file)).is_some();
        let known = self.old.get(address).filter(is_untouched);
        let has_bytes = || self.output.read(file).is_ok_and(|old| old == bytes);
        let same = known.map_or_else(
            || wanted.stamp.size == bytes.len() as u64 && has_bytes(),
            |record| record.output == wanted.output,
        );
        if !same && known.is_none() && !self.is_ours(file) {
            return Err(self.in_the_way(file, &io::ErrorKind::AlreadyExists.into()));
        }
        Ok(same)
    }

    /// Waits until the output is on the disk, where this run is durable.
    ///
    /// # Errors
    /// If the disk fails.
    pub fn sync(&self) -> Result<(), Error> {
        if !self.durable {
            return Ok(());
        }
        let failed = |error: io::Error| Error::io(&format!("cannot write to {}", self.root.display()), &error);
        disk::sync_file_system(&self.root).map_err(failed)
    }

    /// Discards this run: the output is as it was before.
    pub fn abandon(self) {
        // The next run removes what is left.
        let _ = self.staging.close();
        if self.is_new {
            disk::remove_empty_folder(&self.root);
        }
    }

    /// The error of a file at whose place there is something else, or that cannot be moved there.
    pub(super) fn in_the_way(&self, file: &str, error: &io::Error) -> Error {
        use io::ErrorKind::{AlreadyExists, DirectoryNotEmpty, IsADirectory, NotADirectory};
        let path = self.root.join(file);
        match error.kind() {
            IsADirectory | NotADirectory | AlreadyExists | DirectoryNotEmpty => {
                let message = format!("{} is at the place of a page, and was not written by Courant", path.display());
                let error = Error::usage(ErrorCode::FileInTheWay, message)
                    .hint("move it, or put it in `static/` if it belongs to the site");
                if !self.owned.is_empty() {
                    return error;
                }
                let folder = self.root.display();
                error.hint(format!(
                    "if an earlier version of Courant built {folder}, or nothing there is needed, delete it"
                ))
            }
            _ => Error::io(&format!("cannot write {}", path.display()), error),
        }
    }
}
