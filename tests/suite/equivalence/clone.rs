//! A site in another place: every file is new there, as in a fresh clone for which a cache was restored.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::program::copy;

/// A copy of a site, without its output where `number` is divisible by three.
pub(super) fn cloned(site: &Path, number: u8) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(site, folder.path());
    if number.is_multiple_of(3) && folder.path().join("output").exists() {
        fs::remove_dir_all(folder.path().join("output")).unwrap();
    }
    folder
}
