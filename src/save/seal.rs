//! That a whole site was built from just these files, and nothing else: where it still holds, there is nothing to do.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::base::{Fingerprint, frames};

/// The version of the format; another one is another seal.
const VERSION: &[u8] = b"courant seal 1";

/// What a build without a mistake was made of, and what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// All that the site was made of.
    pub inputs: Fingerprint,
    /// From this moment on the site is the same, nanoseconds since 1970.
    pub from: i64,
    /// Up to this moment, which is not among them.
    pub until: i64,
    /// News items.
    pub items: usize,
    /// Standing pages.
    pub standing_pages: usize,
    /// Drafts and items that are dated later.
    pub held_back: usize,
    /// The trace that it goes with: when that was written. The writer knows it.
    pub trace: i64,
}

impl Seal {
    pub(super) fn read(path: &Path) -> Option<Self> {
        frames::value(&frames::Frames::open(path, Fingerprint::of(VERSION)).next()?)
    }

    pub(super) fn write(&self, path: &Path) -> std::io::Result<()> {
        frames::write(path, Fingerprint::of(VERSION), [frames::frame(self).map(|frame| vec![frame])])
    }
}
