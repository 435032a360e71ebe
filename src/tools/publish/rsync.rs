//! A place that the `rsync` command reaches, as a target: over SSH, a module of an rsync server, or a path. Each run of it is
//! told by name what to put or to remove, so that nothing else there is touched; it shows whole files only.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::listed::{self, Entry};
use super::lock::{self, Holder, is_locked};
use super::plan::Removal;
use super::shelf::Piece;
use super::target::{Done, Each, Listing, Put, Target, There};
use super::transfer::{Transfer, fetched, here};
use crate::base::{Error, disk};

/// The folder, at the target, of files that are not yet in place.
const STAGING: &str = ".courant-tmp";
/// The file that is there while somebody is publishing.
const LOCK: &str = ".courant-lock";
/// How the name of a part of that file starts, which a run leaves that is killed just then.
const TORN_LOCK: &str = "..courant-lock.";
/// How many files one run of `rsync` puts at most: what was put by then is noted.
const AT_ONCE: usize = 2000;

/// A place of the `rsync` command.
#[derive(Debug)]
pub(super) struct Rsync {
    way: Transfer,
    break_lock: bool,
    /// What our lock at the target says.
    note: Option<Vec<u8>>,
    /// The files and folders that are there.
    there: Mutex<BTreeSet<Box<str>>>,
    /// Parts of a lock that killed runs left there.
    torn: Vec<Box<str>>,
    /// What is to be removed, and may give way to what takes its place.
    removals: Vec<Box<str>>,
}

impl Rsync {
    /// The target at a place, with a folder of our own for files on their way.
    ///
    /// # Errors
    /// Where that folder cannot be made.
    pub(super) fn open(site: &Path, room: &Path, name: &str, break_lock: bool) -> Result<Self, Error> {
        Ok(Self {
            way: Transfer::open(site, room, name)?,
            break_lock,
            note: None,
            there: Mutex::default(),
            torn: Vec::new(),
            removals: Vec::new(),
        })
    }

    /// Has files give way that stand where a folder is wanted now, or in a folder where a file is.
    fn clear_the_way(&self, puts: &[Put<'_>]) -> Result<(), Error> {
        let names: BTreeSet<&Path> = puts.iter().flat_map(|put| Path::new(&*put.piece.file).ancestors()).collect();
        let files: BTreeSet<&Path> = puts.iter().map(|put| Path::new(&*put.piece.file)).collect();
        let is_in_the_way = |old: &&str| {
            let old = Path::new(old);
            names.contains(old) || old.ancestors().any(|folder| files.contains(folder))
        };
        let old: Vec<&str> = self.removals.iter().map(|old| &**old).filter(is_in_the_way).collect();
        if old.is_empty() { Ok(()) } else { self.remove(&old) }
    }

    /// The folders that are empty now and held some of these, the deepest first.
    fn emptied(&self, files: &[&str]) -> Vec<Vec<Box<str>>> {
        let mut there = self.there.lock().unwrap_or_else(PoisonError::into_inner);
        let mut folders: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
        for file in files {
            there.remove(*file);
            for (end, _) in file.match_indices('/') {
                let folder = file.get(..end).unwrap_or_default();
                folders.entry(folder.matches('/').count()).or_default().insert(folder);
            }
        }
        let mut emptied = Vec::new();
        for (_, folders) in folders.into_iter().rev() {
            let is_empty = |there: &BTreeSet<Box<str>>, folder: &str| {
                let start = format!("{folder}/");
                let next = there.range::<str, _>((Bound::Included(&*start), Bound::Unbounded)).next();
                there.contains(folder) && next.is_none_or(|next| !next.starts_with(&*start))
            };
            let empty: Vec<Box<str>> =
                folders.into_iter().filter(|folder| is_empty(&there, folder)).map(Into::into).collect();
            for folder in &empty {
                there.remove(folder);
            }
            emptied.push(empty);
        }
        emptied.retain(|folders| !folders.is_empty());
        emptied
    }

    fn put_some(&self, puts: &[Put<'_>], done: Done<'_>) -> Result<(), Error> {
        for (from, pieces) in self.way.folders(puts.iter().map(|put| put.piece))? {
            // A file is made in the folder for that, and renamed.
            self.way.send(&from, names(&pieces), &["--temp-dir", STAGING])?;
            for piece in pieces {
                self.there.lock().unwrap_or_else(PoisonError::into_inner).insert(piece.file.clone());
                done(piece, tag(&from.join(&*piece.file))?)?;
            }
        }
        Ok(())
    }

    /// The lock that is there is ours: where two began at once, this tells the first of them.
    fn see_that_it_is_ours(&mut self, there: Option<&[u8]>) -> Result<(), Error> {
        if there.is_some() && there == self.note.as_deref() {
            return Ok(());
        }
        self.note = None;
        let found = there.and_then(|note| Holder::read(&String::from_utf8_lossy(note)));
        Err(is_locked(&self.way.name, found.as_ref()))
    }
}

fn names<'p>(pieces: &[&'p Piece]) -> Vec<&'p str> {
    pieces.iter().map(|piece| &*piece.file).collect()
}

/// What a listing will say of a file that was put.
fn tag(path: &Path) -> Result<Box<str>, Error> {
    let stamp = disk::stamp(path).map_err(|error| Error::io(&format!("cannot read {}", path.display()), &error))?;
    let stamp = stamp.unwrap_or_default();
    Ok(listed::tag(stamp.size, stamp.modified.div_euclid(1_000_000_000)))
}

impl Target for Rsync {
    fn list(&mut self) -> Result<Listing, Error> {
        let (mut listing, mut there, mut torn) = (Listing::new(), BTreeSet::new(), Vec::new());
        for Entry { name, size, tag } in self.way.list()? {
            if name == LOCK || Path::new(&name).starts_with(STAGING) {
                continue;
            }
            if name.starts_with(TORN_LOCK) {
                torn.push(name.into());
                continue;
            }
            there.insert(name.clone().into_boxed_str());
            if let Some(tag) = tag {
                listing.insert(name.into(), There { size, tag });
            }
        }
        (self.there, self.torn) = (Mutex::new(there), torn);
        Ok(listing)
    }

    fn hold(&self, files: &[(&There, &Piece)]) -> Result<Vec<bool>, Error> {
        let is_file = |there: &There| *there.tag != *listed::OTHER;
        let mut same: BTreeSet<String> = BTreeSet::new();
        let all = files.iter().filter(|(there, _)| is_file(there)).map(|(_, piece)| *piece);
        for (from, pieces) in self.way.folders(all)? {
            same.extend(self.way.same(&from, names(&pieces))?);
        }
        Ok(files.iter().map(|(there, piece)| is_file(there) && same.contains(&*piece.file)).collect())
    }

    fn read_one(&self, file: &str) -> Result<Option<Vec<u8>>, Error> {
        fetched(&self.way.fetch([file])?, file)
    }

    fn read(&self, files: &[&str], each: Each<'_>) -> Result<(), Error> {
        for some in files.chunks(AT_ONCE) {
            let folder = self.way.fetch(some.iter().copied())?;
            for file in some {
                fetched(&folder, file)?.map_or(Ok(()), |bytes| each(file, &bytes))?;
            }
        }
        Ok(())
    }

    fn lock(&mut self, holder: &Holder) -> Result<(), Error> {
        let (remembered, there) = (self.way.room.join("held"), self.read_one(LOCK)?);
        if let Some(there) = &there
            && !self.break_lock
            && !lock::is_ours(&remembered, there)
        {
            lock::refuse_the_living(&self.way.name, there, holder)?;
        }
        let note = format!("{}{}\n", holder.note(), std::process::id()).into_bytes();
        let from = self.way.empty("staged")?;
        disk::create_folder(&from.join(STAGING))
            .and_then(|()| disk::write(&from.join(LOCK), &note))
            .map_err(|error| here(&error))?;
        lock::remember(&remembered, &note)?;
        // One that appeared meanwhile stays.
        let more: &[&str] = if there.is_none() { &["--ignore-existing"] } else { &[] };
        self.way.send(&from, [STAGING, LOCK], more)?;
        let mut there = self.read_one(LOCK)?;
        if there.as_ref().is_some_and(|there| *there != note && lock::is_ours(&remembered, there)) {
            // That of a run which was killed came after all.
            self.way.send(&from, [STAGING, LOCK], &[])?;
            there = self.read_one(LOCK)?;
        }
        self.note = Some(note);
        self.see_that_it_is_ours(there.as_deref())
    }

    fn begin(&mut self, removals: &[Removal]) -> Result<(), Error> {
        self.removals = removals.iter().map(|removal| removal.file.clone()).collect();
        let there = self.read_one(LOCK).inspect_err(|_| self.note = None)?;
        self.see_that_it_is_ours(there.as_deref())
    }

    fn put(&self, puts: &[Put<'_>], done: Done<'_>) -> Result<(), Error> {
        self.clear_the_way(puts)?;
        puts.chunks(AT_ONCE).try_for_each(|some| self.put_some(some, done))
    }

    fn put_manifest(&self, bytes: &[u8]) -> Result<(), Error> {
        let from = self.way.empty("staged")?;
        disk::write(&from.join(super::manifest::NAME), bytes).map_err(|error| here(&error))?;
        self.way.send(&from, [super::manifest::NAME], &["--temp-dir", STAGING])
    }

    fn remove(&self, files: &[&str]) -> Result<(), Error> {
        // Those that gave way already are not those that took their place.
        let is_there =
            |there: &BTreeSet<Box<str>>| files.iter().copied().filter(|file| there.contains(*file)).collect();
        let files: Vec<&str> = is_there(&self.there.lock().unwrap_or_else(PoisonError::into_inner));
        if files.is_empty() {
            return Ok(());
        }
        self.way.forget(files.iter().copied(), &[])?;
        for folders in self.emptied(&files) {
            self.way.forget(folders.iter().map(|folder| &**folder), &[])?;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Error> {
        Ok(())
    }

    fn unlock(&mut self) {
        if self.note.take().is_some() {
            // Where they cannot be removed now, the next run of this machine knows that they are its own.
            let ours = [STAGING, LOCK].into_iter().chain(self.torn.iter().map(|torn| &**torn));
            let _ = self.way.forget(ours, &["--force"]);
        }
    }
}
