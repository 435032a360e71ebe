//! What was written the last time: for each address what the page was made of and what its file was then.
//!
//! The trace is a hint that is checked against the file system before it is believed. Missing, torn, or of another
//! version it counts as empty, and the build is merely slower.

use std::collections::HashMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::base::files::Stamp;
use crate::base::{Address, Fingerprint, disk};

/// The version of the format; another one is another trace.
const VERSION: u32 = 1;

/// What is known of a file that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// What the page was made of.
    pub inputs: Fingerprint,
    /// What it was.
    pub output: Fingerprint,
    /// What the file system said of it.
    pub stamp: Stamp,
}

/// The files of one output folder, as they were written the last time.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Trace {
    /// By address.
    pub records: HashMap<Address, Record>,
}

impl Trace {
    /// Reads a trace; `None` where there is none that can be used.
    pub fn read(path: &Path) -> Option<Self> {
        let bytes = disk::read(path).ok()?;
        let (head, body) = bytes.split_at_checked(20)?;
        let (version, print) = head.split_at_checked(4)?;
        let is_whole = version == VERSION.to_le_bytes() && print == Fingerprint::of(body).bytes();
        let records: Vec<(Address, Record)> = is_whole.then(|| postcard::from_bytes(body).ok()).flatten()?;
        Some(Self { records: records.into_iter().collect() })
    }

    /// Writes the trace, whole or not at all.
    pub fn write(&self, path: &Path) -> std::io::Result<()> {
        let mut records: Vec<(&Address, &Record)> = self.records.iter().collect();
        records.sort_unstable_by_key(|(address, _)| *address);
        let body = postcard::to_stdvec(&records).map_err(std::io::Error::other)?;
        let bytes = [&VERSION.to_le_bytes()[..], &Fingerprint::of(&body).bytes()[..], &body].concat();
        disk::write_whole(path, &bytes)
    }
}
