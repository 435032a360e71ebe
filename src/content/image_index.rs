//! The index of a site's pictures: form, size and fingerprint of each.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Ledger;
use super::image_problem::ImageProblem;
use super::inspected::{Inspected, InspectedFiles};
use super::picture::{Picture, has_image_extension};
use crate::base::{Error, SourceFile, Sources};

/// The pictures of a site, by their files.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ImageIndex {
    known: BTreeMap<Box<str>, ImageStatus>,
}

/// The result of inspecting a file: a picture, or the reason why it cannot be shown.
pub type ImageStatus = Result<Picture, ImageProblem>;

impl Inspected for ImageStatus {
    const VERSION: &'static [u8] = b"courant image_index 2";
    const FILE: &'static str = "image_index";

    fn is_named(path: &str) -> bool {
        has_image_extension(path)
    }

    fn inspect(bytes: &[u8]) -> Self {
        Picture::inspect(bytes)
    }
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
        Ok(Self::of(&InspectedFiles::read(files, sources, ledger)?))
    }

    /// The index of files that were inspected.
    pub(super) fn of(files: &InspectedFiles<ImageStatus>) -> Self {
        Self { known: files.known() }
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
