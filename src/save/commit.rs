//! The end of a run: all files are moved into place, or none. Until the trace is written, each move can be undone.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io;

use rayon::prelude::*;

use super::moves::Moves;
use super::owned::{self, OwnedFiles};
use super::staging::Staged;
use super::trace::TraceHead;
use super::writer::{Counts, FileChange, OutputWriter, PutFile};
use super::{Seal, Shape, Trace};
use crate::base::{Address, Error, RootedKind, disk};

/// A file of a run, by its address.
type DonePut<'p> = (&'p Address, PutFile);

impl OutputWriter {
    /// Moves all files into place, removes outdated ones, and writes the trace.
    ///
    /// # Errors
    /// If the disk fails; the output is then as it was before.
    pub fn commit(
        self,
        mut done: Vec<DonePut<'_>>,
        (seal, shape): (Option<Seal>, Option<Shape>),
    ) -> Result<Counts, Error> {
        done.par_sort_unstable_by_key(|(address, _)| *address);
        let committed = self.move_all(&mut done, shape);
        let (removed, written) = match committed {
            Ok(committed) => committed,
            Err(error) => {
                self.abandon();
                return Err(error);
            }
        };
        if let Some(seal) = seal {
            // Without a seal, the next build only has more to do.
            let _ = Seal { trace: written, ..seal }.write(&self.state.with_extension("seal"));
        }
        let failed = |error: io::Error| self.in_the_way("", &error);
        self.staging.close().map_err(failed)?;
        self.sync()?;
        self.output.remove(owned::UNFINISHED).map_err(failed)?;
        let unchanged = done.iter().filter(|(_, done)| done.change == FileChange::Kept).count();
        Ok(Counts { written: done.len() - unchanged, unchanged, removed })
    }

    /// Moves all files and writes the trace, or does nothing. Returns the number of files that were removed, and the moment of
    /// the trace.
    fn move_all(&self, done: &mut [DonePut<'_>], shape: Option<Shape>) -> Result<(usize, i64), Error> {
        let stale = self.stale(done)?;
        self.intend(done)?;
        let owned = self.owned_now(done);
        let record = if *owned == self.owned { None } else { Some(self.stage(&owned)?) };
        // A name that is on the disk before its contents would be an empty page after a power cut.
        self.sync()?;
        let moves = Moves::new(&self.output, &self.staging);
        let result = self.place(done, &stale, &moves).and_then(|removed| {
            if let Some(number) = record {
                moves.place(number, owned::NAME).map_err(|error| self.in_the_way(owned::NAME, &error))?;
            }
            Ok((removed, self.trace(done, &owned, shape)?))
        });
        result.map_err(|error| match moves.undo() {
            Ok(()) => {
                // Nothing was created after all. A record that is left says only too much.
                let _ = if self.unfinished.is_empty() { self.output.remove(owned::UNFINISHED) } else { Ok(()) };
                error
            }
            Err(second) => error.hint(format!(
                "the old files could not all be put back ({second}): build again as soon as the cause is mended"
            )),
        })
    }

    /// The record of the files of this run: that of the last one, where it had the same addresses.
    fn owned_now(&self, done: &[DonePut<'_>]) -> Cow<'_, OwnedFiles> {
        if self.agrees && self.has_addresses_of(done) {
            return Cow::Borrowed(&self.owned);
        }
        Cow::Owned(OwnedFiles::of(done.iter().map(|(address, _)| address.file())))
    }

    /// Whether the last run had the addresses of this one.
    fn has_addresses_of(&self, done: &[DonePut<'_>]) -> bool {
        self.old.addresses().eq(done.iter().map(|(address, _)| *address))
    }

    /// Records the files that are about to be created, so that the next run knows what a crash left as ours.
    fn intend(&self, done: &[DonePut<'_>]) -> Result<(), Error> {
        let created = done.iter().filter(|(_, done)| done.change == FileChange::Created);
        let mut intended = OwnedFiles::of(created.map(|(address, _)| address.file()));
        if intended.is_empty() {
            return Ok(());
        }
        intended.add(&self.unfinished);
        let written = intended.bytes().and_then(|bytes| self.output.write_whole(owned::UNFINISHED, &bytes));
        written.map_err(|error| self.in_the_way(owned::UNFINISHED, &error))
    }

    fn stage(&self, owned: &OwnedFiles) -> Result<u32, Error> {
        let staged = owned.bytes().and_then(|bytes| self.staging.put(&bytes));
        staged.map_err(|error| self.in_the_way(owned::NAME, &error))
    }

    /// The outdated files: those that are ours and not in this run.
    fn stale(&self, done: &[DonePut<'_>]) -> Result<Vec<String>, Error> {
        let is_wanted = |address: &Address| done.binary_search_by_key(&address, |(address, _)| *address).is_ok();
        if self.agrees && self.has_addresses_of(done) {
            return Ok(Vec::new());
        }
        let mut stale: Vec<String> = if self.agrees {
            self.old.addresses().filter(|address| !is_wanted(address)).map(Address::file).collect()
        } else {
            let files: HashSet<String> = done.iter().map(|(address, _)| address.file()).collect();
            let mut ours = self.owned.clone();
            ours.add(&self.unfinished);
            ours.find(&self.output, |file| files.contains(file)).map_err(|error| self.in_the_way("", &error))?
        };
        if !stale.is_empty() {
            // Two addresses may be one file: `/a/` and `/a/index.html`.
            let files: HashSet<String> = done.iter().map(|(address, _)| address.key()).collect();
            stale.retain(|file| !files.contains(&file.to_lowercase()));
        }
        stale.sort_unstable();
        Ok(stale)
    }

    /// Moves all files into place and outdated ones aside. Returns the number of those.
    fn place(&self, done: &mut [DonePut<'_>], stale: &[String], moves: &Moves<'_>) -> Result<usize, Error> {
        let failed = |file: &str| {
            let file = file.to_owned();
            move |error: io::Error| self.in_the_way(&file, &error)
        };
        let mut removed = 0;
        for file in self.in_their_way(done, stale) {
            moves.set_aside(&file).map_err(failed(&file))?;
            removed += 1;
        }
        moves.place_tree().map_err(failed(""))?;
        done.par_iter_mut().try_for_each(|(address, done)| self.move_in(address, done, moves))?;
        for file in stale {
            if matches!(self.output.stamp(file), Ok(Some(_))) {
                moves.set_aside(file).map_err(failed(file))?;
                moves.remove_empty_folders(file);
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// What has to go before new files can come: folders with nothing but outdated files where a file will be, and outdated
    /// files where a folder will be.
    fn in_their_way(&self, done: &[DonePut<'_>], stale: &[String]) -> Vec<String> {
        let is_created = |done: &PutFile| done.change == FileChange::Created && done.staged != Staged::Tree;
        let created = done.iter().filter(|(_, done)| is_created(done));
        let created: Vec<String> = created.map(|(address, _)| address.file()).collect();
        let mut all: Vec<String> = created.iter().filter(|file| self.is_folder(file)).cloned().collect();
        if !stale.is_empty() {
            let above = |file: &String| {
                let folders = file.match_indices('/').filter_map(|(at, _)| file.get(..at));
                folders
                    .filter(|folder| stale.binary_search_by_key(folder, String::as_str).is_ok())
                    .map(str::to_owned)
                    .next()
            };
            all.extend(created.iter().filter_map(above));
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    fn is_folder(&self, path: &str) -> bool {
        matches!(self.output.kind(path), Ok(Some(RootedKind::Folder)))
    }

    fn move_in(&self, address: &Address, done: &mut PutFile, moves: &Moves<'_>) -> Result<(), Error> {
        if done.staged == Staged::No {
            return Ok(());
        }
        let file = address.file();
        match done.staged {
            Staged::Number(number) => moves.place(number, &file).map_err(|error| self.in_the_way(&file, &error))?,
            // It was moved itself, and not only the folder that it is in: that has changed its stamp.
            Staged::Tree if !file.contains('/') => {}
            Staged::Tree | Staged::No => return Ok(()),
        }
        done.record.stamp = self.output.stamp(&file).ok().flatten().unwrap_or_default();
        Ok(())
    }

    /// Writes the trace, unless the old one says the same. Returns its moment.
    fn trace(&self, done: &[DonePut<'_>], owned: &OwnedFiles, shape: Option<Shape>) -> Result<i64, Error> {
        let same = self.old.is(done.iter().map(|(address, done)| (*address, &done.record)));
        if same && self.agrees && shape.is_none_or(|shape| self.old.has_shape(&shape)) {
            return Ok(self.old.written());
        }
        let written = disk::now_at(&self.state.with_extension("clock")).and_then(|now| {
            let head = TraceHead { written: now, owned: owned.fingerprint(), shape, ..TraceHead::default() };
            Trace::write(done, |(address, done)| (address, &done.record), head, &self.state).map(|()| now)
        });
        written.map_err(|error| Error::io("cannot write to .courant", &error))
    }
}
