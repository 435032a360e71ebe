//! The state before a run, kept on this machine: what is about to be replaced or removed at a target is read from there
//! first. What readers no longer get stays out of their reach.

use std::path::Path;

use super::manifest::{self, Manifest, Record};
use super::plan::Plan;
use super::run::Memory;
use super::shelf::Piece;
use super::target::Target;
use crate::base::{Error, disk};

/// Begins to keep the state before a run anew.
///
/// # Errors
/// Where it cannot be kept.
pub(super) fn begin(known: &Manifest, memory: &Memory) -> Result<(), Error> {
    let folder = memory.path("previous");
    let begun = || -> std::io::Result<()> {
        disk::remove_folder(&folder)?;
        disk::create_folder(&folder)?;
        let bytes = known.bytes()?;
        disk::write_whole(&folder.join(manifest::NAME), |file| file.write_all(&bytes))
    };
    begun().map_err(|error| Memory::failed(&error))
}

/// Keeps what a plan replaces or removes, but for what is kept already.
///
/// # Errors
/// Where it cannot be read from the target, or not be kept.
pub(super) fn keep(plan: &Plan<'_>, target: &dyn Target, memory: &Memory) -> Result<(), Error> {
    let folder = memory.path("previous");
    let failed = |error: std::io::Error| Memory::failed(&error);
    let replaced = plan.puts.iter().filter(|put| put.replaces.is_some()).map(|put| &*put.piece.file);
    let all = replaced.chain(plan.removals.iter().map(|removal| &*removal.file));
    let files: Vec<&str> = all.filter(|file| !folder.join(file).exists()).collect();
    target.read(&files, &|file, bytes| {
        // A part of a file is not kept: what is there is whole.
        let (path, part) = (folder.join(file), folder.join(format!("{file}.part")));
        let kept = disk::create_parent(&path).and_then(|()| disk::write(&part, bytes));
        kept.and_then(|()| disk::rename(&part, &path)).map_err(failed)
    })
}

/// The files of the state before the last run. Those that the run did not touch have no bytes here: they stand at the
/// target. `None` where nothing is kept.
///
/// # Errors
/// Where what is kept cannot be read.
pub(super) fn shelf(folder: &Path) -> Result<Option<Vec<Piece>>, Error> {
    let Ok(bytes) = disk::read(&folder.join(manifest::NAME)) else { return Ok(None) };
    let Some(manifest) = Manifest::read(&bytes) else { return Ok(None) };
    let piece = |(file, record): (Box<str>, Record)| {
        let path = folder.join(&*file);
        let stamp =
            disk::stamp(&path).map_err(|error| Error::io(&format!("cannot read {}", path.display()), &error))?;
        let Record { fingerprint, role, source, .. } = record;
        let size = stamp.map_or(0, |stamp| stamp.size);
        Ok(Piece { file, role, size, bytes: fingerprint, fingerprint, path: stamp.map(|_| path), source })
    };
    manifest.0.into_iter().map(piece).collect::<Result<_, Error>>().map(Some)
}
