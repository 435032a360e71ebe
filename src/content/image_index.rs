//! The index of a site's pictures: form, size and fingerprint of each. It is stored with the stamps of the files, so that an
//! unchanged picture is not read again.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Ledger;
use super::image_problem::ImageProblem;
use super::picture::{Picture, has_image_extension};
use crate::base::files::Stamp;
use crate::base::{Error, Fingerprint, SourceFile, Sources, disk, frames};

/// The version of the format; any other counts as no index.
const VERSION: &[u8] = b"courant image_index 1";

/// The file beside the ledger.
const FILE: &str = "image_index";

/// The pictures of a site, by their files.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ImageIndex {
    known: BTreeMap<Box<str>, ImageStatus>,
}

/// The result of inspecting a file: a picture, or the reason why it cannot be shown.
pub type ImageStatus = Result<Picture, ImageProblem>;

/// The results for the files of a site, with their stamps.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct ImageRecords {
    /// The moment of the disk's clock before the files were walked.
    started: i64,
    entries: BTreeMap<Box<str>, (Stamp, ImageStatus)>,
}

impl ImageIndex {
    /// Inspects files, and stores the results beside the ledger, if there is one.
    ///
    /// # Errors
    /// If an existing file cannot be read.
    pub fn inspect<'f>(
        files: impl Iterator<Item = &'f SourceFile>,
        sources: &dyn Sources,
        ledger: Option<&Ledger>,
    ) -> Result<Self, Error> {
        let files: Vec<&SourceFile> = files.filter(|file| has_image_extension(&file.path)).collect();
        let kept = ledger.map(ImageRecords::of).unwrap_or_default();
        let is_as_it_was = files.len() == kept.entries.len() && files.iter().all(|file| kept.unchanged(file).is_some());
        let started = ledger.and_then(Ledger::started).filter(|_| !is_as_it_was);
        let (image_index, now) = kept.inspect(files.into_iter(), sources, started.unwrap_or_default())?;
        if let (Some(ledger), Some(_)) = (ledger, started) {
            let path = ledger.beside(FILE);
            let frame = frames::frame(&now).map(|frame| vec![frame]);
            if frames::write(&path, Fingerprint::of(VERSION), [frame]).is_err() {
                // An index that cannot be written counts as missing: the next build is slower.
                let _ = disk::remove(&path);
            }
        }
        Ok(image_index)
    }

    /// The result for a file, with its path. `None` if the file has no extension of an image.
    pub fn get(&self, path: &str) -> Option<(&str, &ImageStatus)> {
        self.known.get_key_value(path).map(|(path, seen)| (&**path, seen))
    }

    /// All pictures that can be shown, with their files, in the order of those.
    pub fn pictures(&self) -> impl Iterator<Item = (&str, &Picture)> {
        self.known.iter().filter_map(|(path, seen)| Some((&**path, seen.as_ref().ok()?)))
    }
}

impl ImageRecords {
    /// The records that are stored beside a ledger.
    pub(super) fn of(ledger: &Ledger) -> Self {
        let frame = frames::Frames::open(&ledger.beside(FILE), Fingerprint::of(VERSION)).next();
        frame.and_then(|frame| frames::value(&frame)).unwrap_or_default()
    }

    /// Inspects the files that changed. `started` is the moment before they were walked.
    pub(super) fn inspect<'f>(
        &self,
        files: impl Iterator<Item = &'f SourceFile>,
        sources: &dyn Sources,
        started: i64,
    ) -> Result<(ImageIndex, Self), Error> {
        let files: Vec<&SourceFile> = files.filter(|file| has_image_extension(&file.path)).collect();
        let look = |file: &&SourceFile| {
            if let Some(seen) = self.unchanged(file) {
                return Ok((file.path.clone(), (file.stamp, seen.clone())));
            }
            let bytes = sources.read(&file.path);
            let bytes = bytes.map_err(|error| Error::io(&format!("cannot read {}", file.path), &error))?;
            Ok((file.path.clone(), (file.stamp, Picture::inspect(&bytes))))
        };
        let entries: BTreeMap<Box<str>, (Stamp, ImageStatus)> =
            files.par_iter().map(look).collect::<Result<_, Error>>()?;
        let known = entries.iter().map(|(path, (_, seen))| (path.clone(), seen.clone())).collect();
        Ok((ImageIndex { known }, Self { started, entries }))
    }

    /// The result for a file that has not changed since.
    fn unchanged(&self, file: &SourceFile) -> Option<&ImageStatus> {
        let (stamp, seen) = self.entries.get(&file.path)?;
        (*stamp == file.stamp && !stamp.is_fresh_at(self.started)).then_some(seen)
    }
}
