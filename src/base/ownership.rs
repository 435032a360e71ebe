//! Whose files they are.

#![expect(clippy::disallowed_methods, reason = "one of the places that touch the disk")]

use std::fs;
use std::io;
use std::path::Path;

use super::disk::system;

/// The number of the user who owns a file or folder; `None` where there is none. A link has an owner of its own. On Windows all
/// users have one number: the rights of its folders say who may write to them.
pub fn owner(path: &Path) -> io::Result<Option<u32>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(system::owner_of(&metadata))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The number of the user who runs this process.
pub fn this_user() -> u32 {
    system::this_user()
}
