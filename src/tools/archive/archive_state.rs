//! What was archived before, in `.courant/`: for each address the fingerprint of what is in the archive. It is remembered for each
//! folder that archives are written to. Where it is missing or torn, everything counts as new.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::base::{Address, Error, Fingerprint, absolute, frames};

/// The version of the format; a state of another version is not read.
const VERSION: &[u8] = b"courant archive 1";

/// Records in a frame.
const FRAME: usize = 4096;

/// What is in the archives of a folder.
#[derive(Debug, Default)]
pub(super) struct ArchiveState {
    /// The moment of the last of them.
    pub(super) last: Option<DateTime<Utc>>,
    /// The fingerprint of each file with its headers.
    pub(super) known: HashMap<Address, Fingerprint>,
}

#[derive(Serialize, Deserialize)]
struct StateHead {
    last: i64,
    records: usize,
}

/// The file in the folder `state` for the archives in a folder.
///
/// # Errors
/// What is above the folder cannot be looked at.
pub(super) fn path(state: &Path, folder: &Path) -> Result<PathBuf, Error> {
    let folder = absolute(folder)?;
    let place = absolute(state)?;
    let within = place.parent().and_then(|site| folder.strip_prefix(site).ok()).unwrap_or(&folder);
    Ok(state.join(format!("archive-{}", Fingerprint::of(within.as_os_str().as_encoded_bytes()).short())))
}

impl ArchiveState {
    /// Reads the state; one that is missing, torn or of another version is empty.
    pub(super) fn read(path: &Path) -> Self {
        read(path).unwrap_or_default()
    }

    /// Writes the state, whole or not at all.
    ///
    /// # Errors
    /// The folder cannot be written to.
    pub(super) fn write(path: &Path, at: DateTime<Utc>, known: &[(&Address, Fingerprint)]) -> Result<(), Error> {
        let head = frames::frame(&StateHead { last: at.timestamp(), records: known.len() }).map(|frame| vec![frame]);
        let all = known.chunks(FRAME).map(|some| frames::frame(some).map(|frame| vec![frame]));
        frames::write(path, Fingerprint::of(VERSION), std::iter::once(head).chain(all))
            .map_err(|error| Error::io("cannot write to .courant", &error))
    }
}

fn read(path: &Path) -> Option<ArchiveState> {
    let mut frames = frames::Frames::open(path, Fingerprint::of(VERSION));
    let head: StateHead = frames::value(&frames.next()?)?;
    let mut known = HashMap::new();
    for frame in frames {
        known.extend(frames::value::<Vec<(Address, Fingerprint)>>(&frame)?);
    }
    let last = DateTime::from_timestamp(head.last, 0);
    (known.len() == head.records).then_some(ArchiveState { last, known })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::disk;

    #[test]
    fn a_state_that_is_torn_is_empty() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("archive");
        let (one, other) = (Address::parse("/a/").unwrap(), Address::parse("/b/").unwrap());
        let at = DateTime::from_timestamp(1_543_838_400, 0).unwrap();
        let known = [(&one, Fingerprint::of(b"1")), (&other, Fingerprint::of(b"2"))];
        ArchiveState::write(&path, at, &known).unwrap();
        let read = ArchiveState::read(&path);
        assert_eq!((read.last, read.known.get(&other)), (Some(at), Some(&Fingerprint::of(b"2"))));
        let bytes = disk::read(&path).unwrap();
        for end in 0..bytes.len() {
            disk::write(&path, &bytes[..end]).unwrap();
            assert!(ArchiveState::read(&path).known.is_empty(), "{end}");
        }
    }
}
