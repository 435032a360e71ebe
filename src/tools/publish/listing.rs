//! The files that a target lists.

use std::collections::BTreeMap;

/// The tag of a file whose target reports nothing that changes with it.
pub(super) const NO_TAG: &str = "-";

/// The tag of what is no file, such as a symbolic link.
pub(super) const OTHER: &str = "other";

/// A file at the target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ListedFile {
    /// Its size in bytes.
    pub size: u64,
    /// A value that changes whenever the file does, such as an `ETag`.
    pub tag: Box<str>,
}

impl ListedFile {
    /// Whether the file is the one that had this tag.
    pub(super) fn has_tag(&self, tag: &str) -> bool {
        *self.tag == *tag && tag != NO_TAG
    }
}

/// The files at a target, by name.
pub(super) type TargetListing = BTreeMap<Box<str>, ListedFile>;
