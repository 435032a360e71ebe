//! The trace of the last build: for each address the fingerprints of its inputs and its bytes, and the stamp of its file.
//!
//! A record counts only if the file still has its stamp, or, as in a copy of the site, its size and its bytes. A trace that is
//! missing, torn or of another version counts as empty, and the build is merely slower.

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::base::files::Stamp;
use crate::base::{Address, Fingerprint, Index, disk, frames};

/// The version of the format; a trace of another version is not read.
const VERSION: &[u8] = b"courant trace 5";

/// Records in a frame.
const FRAME: usize = 4096;

/// Frames that are encoded at once, before they are written.
const FRAMES: usize = 4;

/// The most records that are allocated in advance, whatever the head says.
const MOST_RESERVED: usize = 1 << 20;

/// The record of a written file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRecord {
    /// The fingerprint of the page's inputs.
    pub inputs: Fingerprint,
    /// The fingerprint of the wording among its inputs: of the body that it shows.
    pub wording: Fingerprint,
    /// The fingerprint of its bytes.
    pub output: Fingerprint,
    /// The stamp of its file.
    pub stamp: Stamp,
}

impl PageRecord {
    /// Whether a file has the bytes of the record.
    fn has_bytes_of(&self, path: &Path) -> bool {
        disk::read(path).is_ok_and(|bytes| Fingerprint::of(&bytes) == self.output)
    }
}

/// The files of one output folder, as they were written the last time.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// In the order of their addresses.
    records: Vec<(Address, PageRecord)>,
    index: Index,
    /// The moment of the disk's clock when the last of them was written.
    written: i64,
    /// The fingerprint of the record of them in the output folder.
    owned: Fingerprint,
    shape: Option<Shape>,
}

/// The inputs that all pages of a run had, but the wording of bodies, and the interval in which they stay the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// Their fingerprint.
    pub inputs: Fingerprint,
    /// The start of the interval, in nanoseconds since 1970.
    pub from: i64,
    /// Its end, exclusive.
    pub until: i64,
}

/// The head of a trace. A trace with fewer records is torn.
#[derive(Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct TraceHead {
    /// Their number, filled in when they are written.
    pub(super) records: usize,
    pub(super) written: i64,
    pub(super) owned: Fingerprint,
    pub(super) shape: Option<Shape>,
}

impl Trace {
    /// The file in the folder `state` for the trace of an output folder, which is a path without links. It has the same name
    /// wherever the site stands, if both are in the folder of the site.
    pub fn path(output: &Path, state: &Path) -> PathBuf {
        let place = disk::absolute(state).ok();
        let site = place.as_deref().and_then(Path::parent);
        let within = site.and_then(|site| output.strip_prefix(site).ok()).unwrap_or(output);
        let parts: Vec<&[u8]> = within.iter().map(std::ffi::OsStr::as_encoded_bytes).collect();
        state.join(format!("trace-{}", Fingerprint::of(&parts.join(&b'/')).short()))
    }

    /// Reads a trace; `None` where there is none that can be used.
    pub fn read(path: &Path) -> Option<Self> {
        let mut frames = frames::Frames::open(path, Fingerprint::of(VERSION));
        let head: TraceHead = frames::value(&frames.next()?)?;
        let mut records: Vec<(Address, PageRecord)> = Vec::with_capacity(head.records.min(MOST_RESERVED));
        loop {
            let some: Vec<Vec<u8>> = frames.by_ref().take(FRAMES).collect();
            if some.is_empty() {
                break;
            }
            let parts = some.par_iter().map(|frame| frames::value(frame)).collect::<Option<Vec<Vec<_>>>>()?;
            records.extend(parts.into_iter().flatten());
        }
        let index = Index::of(records.iter().map(|(address, _)| address.as_str()));
        let TraceHead { written, owned, shape, .. } = head;
        (records.len() == head.records).then_some(Self { records, index, written, owned, shape })
    }

    /// Writes a trace, whole or not at all. The records are in the order of their addresses.
    pub(super) fn write<T: Sync>(
        all: &[T],
        record: impl Fn(&T) -> (&Address, &PageRecord) + Sync,
        head: TraceHead,
        path: &Path,
    ) -> std::io::Result<()> {
        let frame = |some: &[T]| frames::frame(&some.iter().map(&record).collect::<Vec<_>>());
        let head = frames::frame(&TraceHead { records: all.len(), ..head }).map(|frame| vec![frame]);
        let all = all.chunks(FRAME * FRAMES).map(|some| some.par_chunks(FRAME).map(frame).collect());
        frames::write(path, Fingerprint::of(VERSION), std::iter::once(head).chain(all))
    }

    /// The record of an address.
    pub fn get(&self, address: &Address) -> Option<&PageRecord> {
        let (known, record) = self.records.get(self.index.find(address.as_str())?)?;
        (known == address).then_some(record)
    }

    /// Whether the pages had these inputs and still have them, but for the wording of bodies.
    pub fn has_shape(&self, shape: &Shape) -> bool {
        let holds = |old: &Shape| old.inputs == shape.inputs && (old.from..old.until).contains(&shape.from);
        self.shape.as_ref().is_some_and(holds)
    }

    /// All addresses, in order.
    pub fn addresses(&self) -> impl Iterator<Item = &Address> {
        self.records.iter().map(|(address, _)| address)
    }

    /// The number of records, if the file of each is unchanged.
    pub fn all_untouched(&self, root: &Path) -> Option<usize> {
        let untouched = |(address, record): &(Address, PageRecord)| {
            let path = root.join(address.file());
            // A file with another stamp is not read: a seal is of files that were not touched at all.
            let has_stamp = disk::stamp(&path).is_ok_and(|stamp| stamp == Some(record.stamp));
            has_stamp && (!record.stamp.is_fresh_at(self.written) || record.has_bytes_of(&path))
        };
        self.records.par_iter().all(untouched).then_some(self.records.len())
    }

    /// The moment of the disk's clock when it was written.
    pub fn written(&self) -> i64 {
        self.written
    }

    /// The fingerprint of the record of the same files in the output folder. Another record is of another run.
    pub fn owned(&self) -> Fingerprint {
        self.owned
    }

    /// Whether the trace has exactly these records.
    pub fn is<'a>(&self, records: impl ExactSizeIterator<Item = (&'a Address, &'a PageRecord)>) -> bool {
        self.records.len() == records.len() && self.records.iter().zip(records).all(|((a, b), (c, d))| a == c && b == d)
    }

    /// The stamp of the file of a record, if it is as it was written. The bytes decide where the stamp does not: in a copy of
    /// the output every file has another, and a file that was written in the last tick of the disk's clock could have been
    /// changed since and have the same.
    pub fn untouched(&self, record: &PageRecord, path: &Path) -> Option<Stamp> {
        let stamp = disk::stamp(path).ok().flatten().filter(|stamp| stamp.size == record.stamp.size)?;
        let is_known = stamp == record.stamp && !stamp.is_fresh_at(self.written);
        (is_known || record.has_bytes_of(path)).then_some(stamp)
    }
}
