//! The files of an output folder that Courant wrote, recorded in the output folder itself: neither a lost `.courant/` nor one
//! of another output changes whose files they are.
//!
//! A file is recorded by the fingerprint of its path, so that the record names no address that nothing links to.

use std::io;
use std::path::Path;

use crate::base::rooted::RootedFolder;
use crate::base::{Fingerprint, frames};

/// The record of the last run that ended.
pub(super) const NAME: &str = ".courant-output";

/// The files that a run which did not end was about to create.
pub(super) const UNFINISHED: &str = ".courant-unfinished";

/// The version of the format; a record of another version is not read.
const VERSION: &[u8] = b"courant output 1";

/// Files that Courant wrote, by the fingerprints of their paths, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OwnedFiles(Vec<Fingerprint>);

impl OwnedFiles {
    /// The record of these files, whose paths are relative to the output folder.
    pub(super) fn of(files: impl Iterator<Item = String>) -> Self {
        let mut owned: Vec<Fingerprint> = files.map(|file| Fingerprint::of(file.as_bytes())).collect();
        owned.sort_unstable();
        owned.dedup();
        Self(owned)
    }

    /// Reads a record; empty where it is missing or torn.
    ///
    /// # Errors
    /// There is something else than a file.
    pub(super) fn read(output: &RootedFolder, name: &str) -> io::Result<Self> {
        let bytes = match output.read(name) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            bytes => bytes?,
        };
        Ok(Self::parse(&bytes).unwrap_or_default())
    }

    /// Parses a record; `None` where it is torn or of another version.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(Fingerprint::of(VERSION).bytes())?;
        frames::first(rest).map(Self)
    }

    /// Its bytes on disk.
    ///
    /// # Errors
    /// It is too long.
    pub(super) fn bytes(&self) -> io::Result<Vec<u8>> {
        Ok([Fingerprint::of(VERSION).bytes().to_vec(), frames::frame(&self.0)?].concat())
    }

    /// Whether a file is among them.
    pub(super) fn contains(&self, file: &str) -> bool {
        self.0.binary_search(&Fingerprint::of(file.as_bytes())).is_ok()
    }

    /// Adds the files of another record.
    pub(super) fn add(&mut self, other: &Self) {
        self.0.extend(&other.0);
        self.0.sort_unstable();
        self.0.dedup();
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The fingerprint of the record.
    pub(super) fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of_value(&self.0).unwrap_or_default()
    }

    /// The files in the output folder that are recorded, and for which `is_wanted` is false. No link is followed.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub(super) fn find(&self, output: &RootedFolder, is_wanted: impl Fn(&str) -> bool) -> io::Result<Vec<String>> {
        if self.is_empty() {
            return Ok(Vec::new());
        }
        let found = output.walk(|path| path == Path::new(super::staging::NAME))?;
        let files = found.into_iter().filter_map(|(path, _)| path.into_os_string().into_string().ok());
        Ok(files.filter(|file| self.contains(file) && !is_wanted(file)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_as_it_was_written_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let output = RootedFolder::open(folder.path()).unwrap();
        let owned = OwnedFiles::of(["b/index.html", "a.xml", "a.xml"].map(str::to_owned).into_iter());
        let bytes = owned.bytes().unwrap();
        assert_eq!(OwnedFiles::read(&output, NAME).unwrap(), OwnedFiles::default());
        for end in 0..=bytes.len() {
            output.write_whole(NAME, bytes.get(..end).unwrap()).unwrap();
            let read = OwnedFiles::read(&output, NAME).unwrap();
            assert_eq!(read, if end == bytes.len() { owned.clone() } else { OwnedFiles::default() }, "{end}");
        }
        assert!(owned.contains("a.xml") && !owned.contains("c") && !owned.contains(""));
    }
}
