//! Whose files they are.

#![expect(clippy::disallowed_methods, reason = "one of the places that touch the disk")]

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// The number of the user who owns a file or folder; `None` where there is none. A link has an owner of its own.
pub fn owner(path: &Path) -> io::Result<Option<u32>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata.uid())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The number of the user who runs this process.
pub fn this_user() -> u32 {
    rustix::process::geteuid().as_raw()
}
