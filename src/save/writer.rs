//! One run of writing: files are put one by one, from any thread, and then all of them are committed or none.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::{Record, Trace};
use crate::base::files::Stamp;
use crate::base::{Address, Error, Fingerprint, disk};

/// What happened to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// It is new.
    Created,
    /// It has other bytes than before.
    Updated,
    /// It has the same bytes, and was not touched.
    Kept,
    /// It is no longer wanted, and was removed.
    Removed,
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

/// One run of writing to one folder.
#[derive(Debug)]
pub struct Writer {
    root: PathBuf,
    state: PathBuf,
    old: Trace,
    /// Whether there was a trace: without one, every file in our way may be one of ours.
    knows: bool,
    /// Addresses that a run which did not end was about to create.
    unfinished: HashSet<Address>,
    done: Mutex<HashMap<Address, (Record, Change)>>,
    folders: Mutex<HashSet<PathBuf>>,
    made: Mutex<Vec<PathBuf>>,
    _lock: disk::Lock,
}

impl Writer {
    /// Starts a run of writing to the folder `root`; `state` is the folder in which the trace is kept.
    ///
    /// # Errors
    /// Where one of the folders cannot be made or locked.
    pub fn open(root: &Path, state: &Path, wait: impl FnOnce()) -> Result<Self, Error> {
        disk::create_folder(state).map_err(|error| Error::io(&format!("cannot make {}", state.display()), &error))?;
        let root =
            disk::absolute(root).map_err(|error| Error::io(&format!("cannot open {}", root.display()), &error))?;
        disk::create_folder(&root).map_err(|error| Error::io(&format!("cannot make {}", root.display()), &error))?;
        let name = Fingerprint::of(root.as_os_str().as_encoded_bytes()).short();
        let lock_path = state.join(format!("lock-{name}"));
        let lock = disk::lock(&lock_path, wait)
            .map_err(|error| Error::io(&format!("cannot lock {}", lock_path.display()), &error))?;
        let state = state.join(format!("trace-{name}"));
        let old = Trace::read(&state);
        let mut writer = Self {
            knows: old.is_some(),
            old: old.unwrap_or_default(),
            unfinished: HashSet::new(),
            done: Mutex::default(),
            folders: Mutex::default(),
            made: Mutex::default(),
            _lock: lock,
            root,
            state,
        };
        writer.clean_up_after_a_crash();
        Ok(writer)
    }

    fn intention(&self) -> PathBuf {
        self.state.with_extension("unfinished")
    }

    /// A run that was killed left the list of what it was about to create, and perhaps files that are not whole.
    fn clean_up_after_a_crash(&mut self) {
        let Ok(bytes) = disk::read(&self.intention()) else { return };
        let listed = String::from_utf8_lossy(&bytes);
        self.unfinished = listed.lines().filter_map(|line| Address::parse(line).ok()).collect();
        for path in disk::unfinished(&self.root) {
            // One that cannot be removed is written over or found again the next time.
            let _ = disk::remove(&path);
        }
    }

    /// Says which addresses will be put, before the first is: what a crash leaves is then known to be ours.
    ///
    /// # Errors
    /// Where the list cannot be written.
    pub fn intend<'a>(&self, addresses: impl Iterator<Item = &'a Address>) -> Result<(), Error> {
        let mut list = String::new();
        let mut add = |address: &Address| {
            list.push_str(address.as_str());
            list.push('\n');
        };
        addresses.filter(|address| !self.old.records.contains_key(*address)).for_each(&mut add);
        self.unfinished.iter().for_each(&mut add);
        disk::write_whole(&self.intention(), list.as_bytes())
            .map_err(|error| Error::io("cannot write to .courant", &error))
    }

    fn path(&self, address: &Address) -> PathBuf {
        self.root.join(address.file())
    }

    /// Whether the file at an address was made of just this and has not been touched since; then it is kept.
    pub fn holds(&self, address: &Address, inputs: Fingerprint) -> bool {
        let Some(record) = self.old.records.get(address).filter(|record| record.inputs == inputs) else { return false };
        let untouched = disk::stamp(&self.path(address)).is_ok_and(|stamp| stamp == Some(record.stamp));
        if untouched {
            self.note(address, *record, Change::Kept);
        }
        untouched
    }

    fn note(&self, address: &Address, record: Record, change: Change) {
        self.done.lock().unwrap_or_else(PoisonError::into_inner).insert(address.clone(), (record, change));
    }

    /// Puts a file. It is written beside its place, unless the bytes are there already.
    ///
    /// # Errors
    /// Where the disk fails, or a file of someone else is in the way.
    pub fn put(&self, address: &Address, inputs: Fingerprint, bytes: &[u8]) -> Result<Change, Error> {
        let path = self.path(address);
        let output = Fingerprint::of(bytes);
        let there = disk::stamp(&path).map_err(|error| in_the_way(&path, &error))?;
        let known = self.old.records.get(address);
        if let Some(stamp) = there {
            let same = match known.filter(|record| record.stamp == stamp) {
                Some(record) => record.output == output,
                None => stamp.size == bytes.len() as u64 && disk::read(&path).is_ok_and(|old| old == bytes),
            };
            if same {
                self.note(address, Record { inputs, output, stamp }, Change::Kept);
                return Ok(Change::Kept);
            }
            if known.is_none() && self.knows && !self.unfinished.contains(address) {
                return Err(Error::usage(
                    "file-in-the-way",
                    format!("{} was not written by Courant and stands in the way", path.display()),
                )
                .hint("move it away, or into `static/` if it belongs to the site"));
            }
        }
        self.make_folder(&path)?;
        let neighbour = disk::neighbour(&path);
        disk::write(&neighbour, bytes)
            .map_err(|error| Error::io(&format!("cannot write {}", path.display()), &error))?;
        let change = if there.is_some() { Change::Updated } else { Change::Created };
        self.note(address, Record { inputs, output, stamp: Stamp::default() }, change);
        Ok(change)
    }

    /// Makes the folder of a file, once.
    fn make_folder(&self, path: &Path) -> Result<(), Error> {
        let Some(folder) = path.parent() else { return Ok(()) };
        if self.folders.lock().unwrap_or_else(PoisonError::into_inner).contains(folder) {
            return Ok(());
        }
        let made: Vec<PathBuf> =
            folder.ancestors().take_while(|above| !above.exists()).map(Path::to_path_buf).collect();
        if let Err(error) = disk::create_folder(folder) {
            self.clear_the_way(folder).map_err(|_still_there| in_the_way(folder, &error))?;
            disk::create_folder(folder).map_err(|error| in_the_way(folder, &error))?;
        }
        self.made.lock().unwrap_or_else(PoisonError::into_inner).extend(made);
        self.folders.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_path_buf());
        Ok(())
    }

    /// A file of ours that stands where a folder is wanted now gives way.
    fn clear_the_way(&self, folder: &Path) -> std::io::Result<()> {
        let file = folder.ancestors().find(|above| above.is_file()).ok_or(std::io::ErrorKind::NotFound)?;
        let ours = self.old.records.keys().any(|address| self.path(address) == file);
        if ours { disk::remove(file) } else { Err(std::io::ErrorKind::AlreadyExists.into()) }
    }

    /// Renames all files into place, sweeps what is no longer wanted, and remembers what was written.
    ///
    /// # Errors
    /// Where the disk fails; each file is then old or new, and the next run makes it right.
    pub fn commit(mut self) -> Result<Counts, Error> {
        let done = std::mem::take(&mut self.done).into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut counts = Counts::default();
        let records: HashMap<Address, Record> = done
            .par_iter()
            .map(|(address, (record, change))| {
                let path = self.path(address);
                let failed = |error: std::io::Error| Error::io(&format!("cannot write {}", path.display()), &error);
                if *change == Change::Kept {
                    return Ok((address.clone(), *record));
                }
                disk::rename(&disk::neighbour(&path), &path).map_err(|error| in_the_way(&path, &error))?;
                let stamp = disk::stamp(&path).map_err(failed)?.unwrap_or_default();
                Ok((address.clone(), Record { stamp, ..*record }))
            })
            .collect::<Result<_, Error>>()?;
        counts.unchanged = done.values().filter(|(_, change)| *change == Change::Kept).count();
        counts.written = done.len() - counts.unchanged;
        counts.removed = self.sweep(&records)?;
        let changed = counts.written > 0 || counts.removed > 0 || records != self.old.records;
        if changed {
            Trace { records }.write(&self.state).map_err(|error| Error::io("cannot write to .courant", &error))?;
        }
        disk::remove(&self.intention()).map_err(|error| Error::io("cannot write to .courant", &error))?;
        Ok(counts)
    }

    /// Removes what the trace says we wrote and nobody wants any more, and the folders that this leaves empty.
    fn sweep(&self, wanted: &HashMap<Address, Record>) -> Result<usize, Error> {
        let wanted_files: HashSet<String> = wanted.keys().map(Address::key).collect();
        let mut removed = 0;
        let mut stale: Vec<&Address> = self.old.records.keys().chain(&self.unfinished).collect();
        stale.retain(|address| !wanted_files.contains(&address.key()));
        stale.sort_unstable();
        stale.dedup();
        for address in stale {
            let path = self.path(address);
            if !path.is_file() {
                continue;
            }
            disk::remove(&path).map_err(|error| Error::io(&format!("cannot remove {}", path.display()), &error))?;
            removed += 1;
            let mut folders = path.ancestors().skip(1).take_while(|folder| *folder != self.root);
            folders.find(|folder| !disk::remove_empty_folder(folder));
        }
        Ok(removed)
    }

    /// Takes back what was put: the output is as it was before this run.
    pub fn abandon(mut self) {
        let done = std::mem::take(&mut self.done).into_inner().unwrap_or_else(PoisonError::into_inner);
        done.par_iter().filter(|(_, (_, change))| *change != Change::Kept).for_each(|(address, _)| {
            // What cannot be removed now is removed by the next run, which finds the list of intentions.
            let _ = disk::remove(&disk::neighbour(&self.path(address)));
        });
        let mut made = std::mem::take(&mut self.made).into_inner().unwrap_or_else(PoisonError::into_inner);
        made.sort_unstable_by_key(|folder| std::cmp::Reverse(folder.as_os_str().len()));
        for folder in made {
            disk::remove_empty_folder(&folder);
        }
        if disk::unfinished(&self.root).is_empty() && self.unfinished.is_empty() {
            let _ = disk::remove(&self.intention());
        }
    }
}

fn in_the_way(path: &Path, error: &std::io::Error) -> Error {
    match error.kind() {
        std::io::ErrorKind::IsADirectory | std::io::ErrorKind::NotADirectory | std::io::ErrorKind::AlreadyExists => {
            Error::usage(
                "file-in-the-way",
                format!("something that Courant did not write stands in the way of {}", path.display()),
            )
            .hint("move it away, or into `static/` if it belongs to the site")
        }
        _ => Error::io(&format!("cannot write {}", path.display()), error),
    }
}
