//! Files that are inspected once: what was found in each is stored with its stamp, so that an unchanged file is not read again.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Ledger;
use crate::base::files::Stamp;
use crate::base::{Error, Fingerprint, SourceFile, Sources, disk, frames};

/// The result of inspecting a file of one kind.
pub(super) trait Inspected: Clone + Serialize + DeserializeOwned + Send + Sync {
    /// The version of the stored form; any other counts as nothing stored.
    const VERSION: &'static [u8];
    /// The file beside the ledger.
    const FILE: &'static str;

    /// Whether a file has the name of this kind.
    fn is_named(path: &str) -> bool;

    /// Inspects the bytes of a file.
    fn inspect(bytes: &[u8]) -> Self;
}

/// The results for the files of a site, with their stamps.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct InspectedFiles<T> {
    /// The moment of the disk's clock before the files were walked.
    started: i64,
    entries: BTreeMap<Box<str>, (Stamp, T)>,
}

impl<T: Inspected> InspectedFiles<T> {
    /// Inspects files, and stores the results beside the ledger, if there is one.
    pub(super) fn read<'f>(
        files: impl Iterator<Item = &'f SourceFile>,
        sources: &dyn Sources,
        ledger: Option<&Ledger>,
    ) -> Result<Self, Error> {
        let files: Vec<&SourceFile> = files.filter(|file| T::is_named(&file.path)).collect();
        let kept = ledger.map_or_else(Self::none, Self::of);
        let is_as_it_was = files.len() == kept.entries.len() && files.iter().all(|file| kept.unchanged(file).is_some());
        if is_as_it_was {
            return Ok(kept);
        }
        let started = ledger.and_then(Ledger::started);
        let now = kept.again(files.into_iter(), sources, started.unwrap_or_default())?;
        if let (Some(ledger), Some(_)) = (ledger, started) {
            let path = ledger.beside(T::FILE);
            let frame = frames::frame(&now).map(|frame| vec![frame]);
            if frames::write(&path, Fingerprint::of(T::VERSION), [frame]).is_err() {
                // Results that cannot be written count as missing: the next build is slower.
                let _ = disk::remove(&path);
            }
        }
        Ok(now)
    }

    fn none() -> Self {
        Self { started: 0, entries: BTreeMap::new() }
    }

    /// The results that are stored beside a ledger.
    pub(super) fn of(ledger: &Ledger) -> Self {
        let frame = frames::Frames::open(&ledger.beside(T::FILE), Fingerprint::of(T::VERSION)).next();
        frame.and_then(|frame| frames::value(&frame)).unwrap_or_else(Self::none)
    }

    /// Inspects the files that changed. `started` is the moment before they were walked.
    pub(super) fn again<'f>(
        &self,
        files: impl Iterator<Item = &'f SourceFile>,
        sources: &dyn Sources,
        started: i64,
    ) -> Result<Self, Error> {
        let files: Vec<&SourceFile> = files.filter(|file| T::is_named(&file.path)).collect();
        let look = |file: &&SourceFile| {
            if let Some(seen) = self.unchanged(file) {
                return Ok((file.path.clone(), (file.stamp, seen.clone())));
            }
            let bytes = sources.read(&file.path);
            let bytes = bytes.map_err(|error| Error::io(&format!("cannot read {}", file.path), &error))?;
            Ok((file.path.clone(), (file.stamp, T::inspect(&bytes))))
        };
        let entries = files.par_iter().map(look).collect::<Result<_, Error>>()?;
        Ok(Self { started, entries })
    }

    /// The results by the paths of the files.
    pub(super) fn known(&self) -> BTreeMap<Box<str>, T> {
        self.entries.iter().map(|(path, (_, seen))| (path.clone(), seen.clone())).collect()
    }

    /// The result for a file that has not changed since.
    fn unchanged(&self, file: &SourceFile) -> Option<&T> {
        let (stamp, seen) = self.entries.get(&file.path)?;
        (*stamp == file.stamp && !stamp.is_fresh_at(self.started)).then_some(seen)
    }
}
