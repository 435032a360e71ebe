//! One run of publishing: what is to be done is done in an order in which readers never miss anything, noted as it goes,
//! so that a run that is interrupted goes on where it stopped.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::manifest::{self, Manifest, Record};
use super::plan::Plan;
use super::previous;
use super::shelf::Piece;
use super::target::{NO_TAG, Target};
use crate::base::{Error, Fingerprint, disk};
use crate::plan::Role;

/// What a run tells while it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// What is at the target is looked up.
    Listing,
    /// So many bytes are to be sent.
    Sending(u64),
    /// So many bytes more were sent.
    Sent(u64),
}

/// What this machine remembers of a target, in the folder in which is kept what builds remember.
#[derive(Clone, Debug)]
pub(super) struct Memory {
    state: PathBuf,
    name: String,
}

impl Memory {
    /// What is remembered of a target, by its name.
    pub(super) fn of(state: &Path, name: &str) -> Self {
        Self { state: state.to_owned(), name: name.to_owned() }
    }

    /// A file or folder: `publish-NAME.journal`.
    pub(super) fn path(&self, what: &str) -> PathBuf {
        self.state.join(format!("publish-{}.{what}", self.name))
    }

    /// The manifest of the last run that ended; empty where there is none.
    pub(super) fn last(&self) -> Manifest {
        disk::read(&self.path("manifest")).ok().and_then(|bytes| Manifest::read(&bytes)).unwrap_or_default()
    }

    /// What a run that did not end noted.
    pub(super) fn journal(&self) -> Option<String> {
        disk::read(&self.path("journal")).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    pub(super) fn failed(error: &std::io::Error) -> Error {
        Error::io("cannot write to .courant", error)
    }
}

/// What is known of a target: the manifest that it keeps, and what a run that did not end noted.
///
/// # Errors
/// Where the target cannot be read.
pub(super) fn known(target: &dyn Target, memory: &Memory) -> Result<Manifest, Error> {
    let read = target.read_one(manifest::NAME)?;
    let mut known = read.and_then(|bytes| Manifest::read(&bytes)).unwrap_or_default();
    if let Some(journal) = memory.journal() {
        known.add_lines(&journal);
    }
    Ok(known)
}

/// Does what is to be done.
///
/// # Errors
/// Where the target or this machine fails; the next run goes on from there.
pub(super) fn carry_out(
    plan: &Plan<'_>,
    known: &Manifest,
    target: &mut dyn Target,
    keep_in: Option<&Memory>,
    run: &Run<'_>,
) -> Result<(), Error> {
    if let Some(memory) = keep_in.filter(|memory| memory.journal().is_none()) {
        // Where a run did not end, what that one kept is older, and stays.
        previous::begin(known, memory)?;
    }
    let journal = Journal::open(run.memory)?;
    target.begin(&plan.removals)?;
    let wanted = wanted(plan);
    let mut intended = known.clone();
    for put in &plan.puts {
        intended
            .0
            .entry(put.piece.file.clone())
            .or_insert_with(|| record(put.piece, NO_TAG.into(), Fingerprint::default()));
    }
    if intended.0.keys().ne(known.0.keys()) {
        // What a crash leaves at the target is then known to be ours, also on another machine.
        target.put_manifest(&bytes(&intended)?)?;
    }
    if let Some(memory) = keep_in {
        previous::keep(plan, target, memory)?;
    }
    (run.tell)(Event::Sending(plan.bytes()));
    let done = Mutex::new(wanted);
    target.remove(&plan.stale())?;
    for some in plan.puts.chunk_by(|one, other| one.turn == other.turn) {
        target.put(some, &|piece, tag| {
            let record = record(piece, tag, piece.fingerprint);
            let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
            journal.note(&piece.file, &record)?;
            done.0.insert(piece.file.clone(), record);
            (run.tell)(Event::Sent(piece.size));
            Ok(())
        })?;
    }
    let pages: Vec<&str> =
        plan.removals.iter().filter(|gone| gone.role != Role::Asset).map(|gone| &*gone.file).collect();
    target.remove(&pages)?;
    let assets: Vec<&str> =
        plan.removals.iter().filter(|gone| gone.role == Role::Asset).map(|gone| &*gone.file).collect();
    target.remove(&assets)?;
    let bytes = bytes(&done.into_inner().unwrap_or_else(PoisonError::into_inner))?;
    target.put_manifest(&bytes)?;
    target.finish()?;
    disk::write_whole(&run.memory.path("manifest"), |file| file.write_all(&bytes))
        .and_then(|()| disk::remove(&run.memory.path("journal")))
        .and_then(|()| disk::remove_folder(&run.memory.path("rolling")))
        .map_err(|error| Memory::failed(&error))
}

/// What a run has beside the plan and the target.
pub(super) struct Run<'a> {
    /// Where is noted what was done.
    pub memory: &'a Memory,
    /// Told while it goes on.
    pub tell: &'a (dyn Fn(Event) + Sync),
}

impl std::fmt::Debug for Run<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Run").field("memory", self.memory).finish_non_exhaustive()
    }
}

/// The manifest as far as nothing is to be done for it.
fn wanted(plan: &Plan<'_>) -> Manifest {
    let kept = plan.kept.iter();
    Manifest(kept.map(|(piece, tag)| (piece.file.clone(), record(piece, tag.clone(), piece.fingerprint))).collect())
}

fn record(piece: &Piece, tag: Box<str>, fingerprint: Fingerprint) -> Record {
    Record { fingerprint, tag, role: piece.role, source: piece.source.clone() }
}

fn bytes(manifest: &Manifest) -> Result<Vec<u8>, Error> {
    manifest.bytes().map_err(|error| Error::internal(format!("the manifest cannot be written: {error}")))
}

/// What was done so far, line by line.
#[derive(Debug)]
struct Journal {
    log: disk::Log,
}

impl Journal {
    fn open(memory: &Memory) -> Result<Self, Error> {
        let path = memory.path("journal");
        let failed = |error: std::io::Error| Memory::failed(&error);
        let there = memory.journal();
        let last = there.as_deref().and_then(|text| text.rsplit_once('\n'));
        if let Some((whole, _torn)) = last.filter(|(_, torn)| !torn.is_empty()) {
            disk::write_whole(&path, |file| writeln!(file, "{whole}")).map_err(failed)?;
        }
        Ok(Self { log: disk::Log::open(&path).map_err(failed)? })
    }

    fn note(&self, file: &str, record: &Record) -> Result<(), Error> {
        let line = manifest::line(file, record);
        self.log.add(line.as_bytes()).map_err(|error| Memory::failed(&error))
    }
}
