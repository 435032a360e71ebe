//! Carries out a plan, in an order in which readers never miss a file, and keeps a journal, so that the next run continues one
//! that was interrupted.

use std::sync::{Mutex, PoisonError};

use super::listing::NO_TAG;
use super::manifest::{self, ForeignName, Manifest, ManifestEntry};
use super::plan::PublishPlan;
use super::release::ReleaseFile;
use super::state::{Journal, TargetState};
use super::target::PublishTarget;
use crate::base::{Error, Fingerprint, Role};

/// Progress of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublishEvent {
    /// The target is being listed.
    Listing,
    /// Sending starts, of so many bytes.
    Sending(u64),
    /// So many bytes more were sent.
    Sent(u64),
}

/// The known files of a target: its manifest, and the journal of a run that did not end.
///
/// # Errors
/// The target cannot be read, or somebody else wrote its manifest.
pub(super) fn known_files(target: &dyn PublishTarget, state: &TargetState) -> Result<Manifest, Error> {
    let read = target.read_one(manifest::NAME)?;
    let at_target = |name: ForeignName| name.refuse(&format!("the file `{}` at the target", manifest::NAME));
    let manifest = read.map_or(Ok(None), |bytes| Manifest::read(&bytes)).map_err(at_target)?;
    let mut known = manifest.unwrap_or_default();
    if let Some(journal) = state.journal()? {
        known.add_lines(&journal).map_err(|name| name.refuse("the journal in .courant"))?;
    }
    Ok(known)
}

/// The context of a run on this machine.
#[derive(Clone, Copy)]
pub(super) struct RunContext<'a> {
    /// The state of the target.
    pub state: &'a TargetState,
    /// Whether this machine keeps the previous version.
    pub keeps_previous: bool,
    /// Called with the progress.
    pub on_event: &'a (dyn Fn(PublishEvent) + Sync),
}

/// Carries out a plan.
///
/// # Errors
/// The target or this machine failed; the next run continues this one.
pub(super) fn carry_out(
    plan: &PublishPlan<'_>,
    known: &Manifest,
    target: &mut dyn PublishTarget,
    context: RunContext<'_>,
) -> Result<(), Error> {
    let RunContext { state, keeps_previous, on_event } = context;
    if keeps_previous && (state.journal()?.is_none() || !state.has_previous()?) {
        // After an interrupted run the files that it kept are the older ones, and stay.
        state.begin_previous(known)?;
    }
    let journal = Journal::open(state)?;
    target.begin(&plan.removals)?;
    let mut intended = known.clone();
    for put in &plan.puts {
        intended
            .0
            .entry(put.file.name.clone())
            .or_insert_with(|| entry(put.file, NO_TAG.into(), Fingerprint::default()));
    }
    if intended.0.keys().ne(known.0.keys()) {
        // After a crash the new files are then known as ours, on another machine too.
        target.put_manifest(&bytes(&intended)?)?;
    }
    if keeps_previous {
        state.keep_previous(plan, target)?;
    }
    on_event(PublishEvent::Sending(plan.bytes()));
    let done = Mutex::new(kept_files(plan));
    target.remove(&plan.stale_copies())?;
    for puts in plan.puts.chunk_by(|one, other| one.order == other.order) {
        target.put(puts, &|file, tag| {
            let entry = entry(file, tag, file.fingerprint);
            let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
            journal.add(&file.name, &entry)?;
            done.0.insert(file.name.clone(), entry);
            on_event(PublishEvent::Sent(file.size));
            Ok(())
        })?;
    }
    let (assets, pages): (Vec<_>, Vec<_>) = plan.removals.iter().partition(|removal| removal.role == Role::Asset);
    for removals in [pages, assets] {
        target.remove(&removals.iter().map(|removal| &*removal.name).collect::<Vec<_>>())?;
    }
    let bytes = bytes(&done.into_inner().unwrap_or_else(PoisonError::into_inner))?;
    target.put_manifest(&bytes)?;
    target.finish()?;
    state.end_run(&bytes)
}

/// Ends an interrupted run that had done everything at the target, if the last one is such a run. To carry it out again would
/// make the version of the last run the previous one.
///
/// # Errors
/// The target cannot be read, or the state not be written.
pub(super) fn end_interrupted(
    plan: &PublishPlan<'_>,
    target: &dyn PublishTarget,
    state: &TargetState,
) -> Result<bool, Error> {
    if !target.keeps_previous() || !plan.is_empty() {
        return Ok(false);
    }
    let bytes = bytes(&kept_files(plan))?;
    let is_done = target.read_one(manifest::NAME)?.is_some_and(|at_target| at_target == bytes);
    if is_done {
        state.end_run(&bytes)?;
    }
    Ok(is_done)
}

/// The manifest of the files that are up to date.
fn kept_files(plan: &PublishPlan<'_>) -> Manifest {
    let kept = plan.kept.iter();
    Manifest(kept.map(|(file, tag)| (file.name.clone(), entry(file, tag.clone(), file.fingerprint))).collect())
}

fn entry(file: &ReleaseFile, tag: Box<str>, fingerprint: Fingerprint) -> ManifestEntry {
    let ReleaseFile { role, is_immutable, ref item, .. } = *file;
    ManifestEntry { fingerprint, tag, role, is_immutable, item: item.clone() }
}

fn bytes(manifest: &Manifest) -> Result<Vec<u8>, Error> {
    manifest.bytes().map_err(|error| Error::internal(format!("the manifest cannot be written: {error}")))
}
