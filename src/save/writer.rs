//! One run of writing: files are put one by one, from any thread, and then all of them are committed or none.

use std::collections::HashSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::staging::{Staged, Staging};
use super::{PageRecord, Seal, Trace};
use crate::base::files::Stamp;
use crate::base::{Address, Error, ErrorCode, Fingerprint, disk};

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
    record: PageRecord,
    change: FileChange,
    staged: Staged,
}

/// Takes the lock of a site, whose state is in the folder `state`. `wait` is called if another run has to end first.
///
/// # Errors
/// If the folder cannot be made or locked.
pub fn lock(state: &Path, wait: impl FnOnce()) -> Result<disk::Lock, Error> {
    let locked = disk::create_folder(state).and_then(|()| disk::lock(&state.join("lock"), wait));
    locked.map_err(|error| Error::io(&format!("cannot lock {}", state.display()), &error))
}

/// One run of writing to one folder.
#[derive(Debug)]
pub struct OutputWriter {
    root: PathBuf,
    /// The file of the trace.
    state: PathBuf,
    old: Trace,
    /// Whether there was a trace: without one, every file in our way may be one of ours.
    knows: bool,
    /// Addresses that a run which did not end was about to create.
    unfinished: HashSet<Address>,
    staging: Staging,
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
        let root = disk::absolute(root).map_err(failed("open", root))?;
        let is_new = !root.exists();
        disk::create_folder(&root).map_err(failed("make", &root))?;
        let state = Trace::path(&root, state);
        let old = Trace::read(&state);
        let listed = disk::read(&state.with_extension("unfinished")).unwrap_or_default();
        let unfinished =
            String::from_utf8_lossy(&listed).lines().filter_map(|line| Address::parse(line).ok()).collect();
        let staging = Staging::open(&root).map_err(failed("write to", &root))?;
        let (knows, old) = (old.is_some(), old.unwrap_or_default());
        Ok(Self { root, state, old, knows, unfinished, staging, is_new, durable })
    }

    fn path(&self, address: &Address) -> PathBuf {
        self.root.join(address.file())
    }

    /// The seal of the last run, if it is of these inputs, holds at this moment, and no file was touched since; with the
    /// number of files.
    pub fn sealed(&self, inputs: Fingerprint, at: i64) -> Option<(Seal, usize)> {
        let seal = Seal::read(&self.state.with_extension("seal"))?;
        let holds = seal.inputs == inputs && (seal.from..seal.until).contains(&at) && seal.trace == self.old.written();
        let holds = holds && self.knows && self.unfinished.is_empty();
        holds.then(|| self.old.all_untouched(&self.root)).flatten().map(|files| (seal, files))
    }

    /// The file at an address, if its inputs are the same and it has not been touched since. It is then kept.
    pub fn holds(&self, address: &Address, inputs: Fingerprint) -> Option<PutFile> {
        let record = *self.old.get(address).filter(|record| record.inputs == inputs)?;
        let untouched = self.old.is_untouched(&record, &self.path(address));
        untouched.then_some(PutFile { record, change: FileChange::Kept, staged: Staged::No })
    }

    /// Puts a file. It is staged, unless the bytes are there already.
    ///
    /// # Errors
    /// If the disk fails, or a file of someone else is in the way.
    pub fn put(&self, address: &Address, inputs: Fingerprint, bytes: &[u8]) -> Result<PutFile, Error> {
        let output = Fingerprint::of(bytes);
        let file = address.file();
        let path = self.root.join(&file);
        let failed = |error: io::Error| Error::io(&format!("cannot write {}", path.display()), &error);
        if self.staging.is_free(&file) {
            let stamp = self.staging.plant(&file, bytes).map_err(failed)?;
            let record = PageRecord { inputs, output, stamp };
            return Ok(PutFile { record, change: FileChange::Created, staged: Staged::Tree });
        }
        let there = self.there(address, &path)?;
        if let Some(stamp) = there {
            let record = PageRecord { inputs, output, stamp };
            if self.has_already(address, &path, &record, bytes)? {
                return Ok(PutFile { record, change: FileChange::Kept, staged: Staged::No });
            }
        }
        let number = self.staging.put(bytes).map_err(failed)?;
        let change = if there.is_some() { FileChange::Updated } else { FileChange::Created };
        let record = PageRecord { inputs, output, stamp: Stamp::default() };
        Ok(PutFile { record, change, staged: Staged::Number(number) })
    }

    /// The stamp of the file at an address. Anything else there must be ours, or is in the way.
    fn there(&self, address: &Address, path: &Path) -> Result<Option<Stamp>, Error> {
        let there = match disk::stamp(path) {
            Ok(there) => there,
            Err(error) if error.kind() == io::ErrorKind::IsADirectory => {
                let below = format!("{}/", address.as_str());
                let ours = self.old.addresses().any(|known| known.as_str().starts_with(&below));
                return if ours { Ok(None) } else { Err(in_the_way(path, &error)) };
            }
            Err(error) => return Err(in_the_way(path, &error)),
        };
        if there.is_none() {
            let above = path.ancestors().skip(1).take_while(|above| *above != self.root);
            let file = above.map(|above| (above, disk::stamp(above))).find(|(_, there)| matches!(there, Ok(Some(_))));
            if let Some((file, _)) = file.filter(|(file, _)| !self.is_ours(file)) {
                return Err(in_the_way(file, &io::ErrorKind::NotADirectory.into()));
            }
        }
        Ok(there)
    }

    fn is_ours(&self, file: &Path) -> bool {
        !self.knows || self.old.addresses().chain(&self.unfinished).any(|address| self.path(address) == file)
    }

    /// Whether the file that is there has these bytes. One with others has to be ours, or is in the way.
    fn has_already(&self, address: &Address, path: &Path, wanted: &PageRecord, bytes: &[u8]) -> Result<bool, Error> {
        let known = self.old.get(address);
        let same = match known.filter(|record| self.old.is_untouched(record, path)) {
            Some(record) => record.output == wanted.output,
            None => wanted.stamp.size == bytes.len() as u64 && disk::read(path).is_ok_and(|old| old == bytes),
        };
        if !same && known.is_none() && self.knows && !self.unfinished.contains(address) {
            return Err(in_the_way(path, &io::ErrorKind::AlreadyExists.into()));
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

    /// Moves all files into place, removes outdated ones, and writes the trace.
    ///
    /// # Errors
    /// If the disk fails; each file is then old or new, and the next run makes it right.
    pub fn commit(self, mut done: Vec<(&Address, PutFile)>, seal: Option<Seal>) -> Result<Counts, Error> {
        let remember = |error: io::Error| Error::io("cannot write to .courant", &error);
        done.par_sort_unstable_by_key(|(address, _)| *address);
        let intention = self.state.with_extension("unfinished");
        if done.iter().any(|(_, done)| done.change == FileChange::Created) {
            disk::write_whole(&intention, |file| self.intend(&done, file)).map_err(remember)?;
        }
        let stale = self.stale(&done);
        // A name that is on the disk before its contents would be an empty page after a power cut.
        self.sync()?;
        self.staging.move_tree().map_err(|error| in_the_way(&self.root, &error))?;
        done.par_iter_mut().try_for_each(|(address, done)| self.move_in(address, done, &stale))?;
        let removed = self.sweep(&stale)?;
        let unchanged = done.iter().filter(|(_, done)| done.change == FileChange::Kept).count();
        let counts = Counts { written: done.len() - unchanged, unchanged, removed };
        let mut written = self.old.written();
        if !self.old.is(done.iter().map(|(address, done)| (*address, &done.record))) || !self.knows {
            written = disk::now_at(&self.state.with_extension("clock")).map_err(remember)?;
            Trace::write(&done, |(address, done)| (address, &done.record), written, &self.state).map_err(remember)?;
        }
        if let Some(seal) = seal {
            Seal { trace: written, ..seal }.write(&self.state.with_extension("seal")).map_err(remember)?;
        }
        self.staging.close().map_err(|error| in_the_way(&self.root, &error))?;
        self.sync()?;
        disk::remove(&intention).map_err(remember)?;
        Ok(counts)
    }

    /// Lists the files that are about to be created, so that the next run knows what a crash left as ours.
    fn intend(&self, done: &[(&Address, PutFile)], file: &mut dyn Write) -> io::Result<()> {
        let created = done.iter().filter(|(_, done)| done.change == FileChange::Created).map(|(address, _)| *address);
        created.chain(&self.unfinished).try_for_each(|address| writeln!(file, "{}", address.as_str()))
    }

    /// The outdated files: those in the trace that are not in this run.
    fn stale(&self, done: &[(&Address, PutFile)]) -> Vec<&Address> {
        let mut wanted = done.iter().map(|(address, _)| *address).peekable();
        let mut stale: Vec<&Address> = Vec::new();
        for address in self.old.addresses() {
            while wanted.next_if(|next| *next < address).is_some() {}
            if wanted.peek() != Some(&address) {
                stale.push(address);
            }
        }
        let is_wanted = |address: &Address| done.binary_search_by_key(&address, |(address, _)| *address).is_ok();
        stale.extend(self.unfinished.iter().filter(|address| !is_wanted(address)));
        if !stale.is_empty() {
            // Two addresses may be one file: `/a/` and `/a/index.html`.
            let files: HashSet<String> = done.iter().map(|(address, _)| address.key()).collect();
            stale.retain(|address| !files.contains(&address.key()));
        }
        stale.sort_unstable();
        stale.dedup();
        stale
    }

    fn move_in(&self, address: &Address, done: &mut PutFile, stale: &[&Address]) -> Result<(), Error> {
        let path = self.path(address);
        let number = match done.staged {
            Staged::Number(number) => number,
            Staged::Tree if path.parent() == Some(&self.root) => {
                // It was moved itself, and not only the folder that it is in: that has changed its stamp.
                done.record.stamp = disk::stamp(&path).ok().flatten().unwrap_or_default();
                return Ok(());
            }
            Staged::Tree | Staged::No => return Ok(()),
        };
        let from = self.staging.path(number);
        let rename = || disk::rename(&from, &path);
        let moved = rename().or_else(|_no_folder| disk::create_parent(&path).and_then(|()| rename()));
        moved
            .or_else(|error| {
                self.clear_the_way(&path, stale)?;
                disk::create_parent(&path).and_then(|()| rename()).map_err(|_still| error)
            })
            .map_err(|error| in_the_way(&path, &error))?;
        done.record.stamp = disk::stamp(&path).ok().flatten().unwrap_or_default();
        Ok(())
    }

    /// Removes outdated files that are in the way of a folder, or inside a folder that is now a file.
    fn clear_the_way(&self, path: &Path, stale: &[&Address]) -> io::Result<()> {
        let files = stale.iter().map(|address| self.path(address));
        files.filter(|file| file.starts_with(path) || path.starts_with(file)).try_for_each(|file| self.remove(&file))
    }

    /// Removes a file, and the folders that this leaves empty.
    fn remove(&self, file: &Path) -> io::Result<()> {
        disk::remove(file)?;
        let folders = file.ancestors().skip(1).take_while(|folder| *folder != self.root);
        let _ = folders.take_while(|folder| disk::remove_empty_folder(folder)).count();
        Ok(())
    }

    /// Removes outdated files, and the folders that this leaves empty.
    fn sweep(&self, stale: &[&Address]) -> Result<usize, Error> {
        let mut removed = 0;
        for address in stale {
            let path = self.path(address);
            if !path.is_file() {
                continue;
            }
            self.remove(&path).map_err(|error| Error::io(&format!("cannot remove {}", path.display()), &error))?;
            removed += 1;
        }
        Ok(removed)
    }
}

fn in_the_way(path: &Path, error: &io::Error) -> Error {
    use io::ErrorKind::{AlreadyExists, DirectoryNotEmpty, IsADirectory, NotADirectory};
    match error.kind() {
        IsADirectory | NotADirectory | AlreadyExists | DirectoryNotEmpty => {
            let message = format!("{} is at the place of a page, and was not written by Courant", path.display());
            Error::usage(ErrorCode::FileInTheWay, message)
                .hint("move it, or put it in `static/` if it belongs to the site")
        }
        _ => Error::io(&format!("cannot write {}", path.display()), error),
    }
}
