//! What every target can do: list what is there, read, put and remove files, and end a run. A target never shows a part of
//! a file.

use std::collections::BTreeMap;

use crate::base::Error;
use crate::plan::Role;

use super::lock::Holder;
use super::plan::Removal;
use super::shelf::Piece;

/// The tag of a file of which the target says nothing that changes when the file does.
pub(super) const NO_TAG: &str = "-";

/// A file that is at the target, as its own listing has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct There {
    /// Its size in bytes.
    pub size: u64,
    /// Changes whenever the file does.
    pub tag: Box<str>,
}

impl There {
    /// Whether it is still the file that had a tag.
    pub(super) fn is_still(&self, tag: &str) -> bool {
        *self.tag == *tag && tag != NO_TAG
    }
}

/// The files that are at the target, by their names.
pub(super) type Listing = BTreeMap<Box<str>, There>;

/// When a file is put: after those of the roles before its own; and what a host sends in place of a file, compressed, just
/// before that file, so that it never is older than that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Turn {
    /// What the file is to readers, or that which it is a compressed copy of.
    pub role: Role,
    /// Whether it is no copy.
    pub is_itself: bool,
}

/// A file that is to be put.
#[derive(Clone, Debug)]
pub(super) struct Put<'s> {
    /// The file.
    pub piece: &'s Piece,
    /// What stands in its place.
    pub replaces: Option<There>,
    /// When it is put.
    pub turn: Turn,
}

/// What is called with each file that was put, and its tag from then on.
pub(super) type Done<'f> = &'f (dyn Fn(&Piece, Box<str>) -> Result<(), Error> + Sync);

/// What is called with each file that was read, and its bytes.
pub(super) type Each<'f> = &'f (dyn Fn(&str, &[u8]) -> Result<(), Error> + Sync);

/// A place where a site is published.
pub(super) trait Target: Sync {
    /// All files that are there.
    fn list(&mut self) -> Result<Listing, Error>;

    /// What is told of a file when it is put, which readers' programs see with it; empty where the target tells nothing.
    fn told_of(&self, _piece: &Piece) -> String {
        String::new()
    }

    /// Whether files that are there, each of the right size, have the bytes of the pieces beside them.
    fn hold(&self, files: &[(&There, &Piece)]) -> Result<Vec<bool>, Error>;

    /// The bytes of one file; `None` where there is none.
    fn read_one(&self, file: &str) -> Result<Option<Vec<u8>>, Error>;

    /// Reads files that are there.
    fn read(&self, files: &[&str], each: Each<'_>) -> Result<(), Error>;

    /// Keeps others out until the run ends; the error says who has it, and since when.
    fn lock(&mut self, holder: &Holder) -> Result<(), Error>;

    /// Makes ready for putting and removing. What is to be removed may give way before its turn to what takes its place.
    fn begin(&mut self, removals: &[Removal]) -> Result<(), Error>;

    /// Puts files, several at once. Those of one call may be seen in any order; those of the next are seen after them.
    fn put(&self, puts: &[Put<'_>], done: Done<'_>) -> Result<(), Error>;

    /// Puts the manifest.
    fn put_manifest(&self, bytes: &[u8]) -> Result<(), Error>;

    /// Removes files.
    fn remove(&self, files: &[&str]) -> Result<(), Error>;

    /// Shows what was done, where that is not seen already.
    fn finish(&mut self) -> Result<(), Error>;

    /// Lets others in, also after a run that failed.
    fn unlock(&mut self) {}

    /// The folder in which the state before the last run stands whole, with its manifest, where the target keeps it.
    fn previous(&self) -> Result<Option<std::path::PathBuf>, Error> {
        Ok(None)
    }

    /// Whether the target itself keeps the state before a run.
    fn keeps_previous(&self) -> bool {
        false
    }
}
