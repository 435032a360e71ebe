//! The seal: a record that the output was built from exactly these inputs. While it holds, a build has nothing to do.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::base::{Fingerprint, frames};

/// The version of the format; a seal of another version is not read.
const VERSION: &[u8] = b"courant seal 1";

/// The inputs of a build without findings, its validity interval `[from, until)`, and its counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// The fingerprint of all inputs.
    pub inputs: Fingerprint,
    /// Start of the validity interval, in nanoseconds since 1970.
    pub from: i64,
    /// End of the validity interval, exclusive.
    pub until: i64,
    /// News items.
    pub items: usize,
    /// Standing pages.
    pub standing_pages: usize,
    /// Drafts and items that are dated later.
    pub held_back: usize,
    /// The moment at which the matching trace was written; filled in by the writer.
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
