//! Opening files without ever waiting: a pipe, a socket or a device where a file belongs is refused.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read as _};
use std::path::Path;

pub use super::disk::kinds::{FileInUse, LinkRefused, NotAFile};
use super::disk::system;

/// Opens a file to be read. A folder can be opened too; reading it fails.
///
/// # Errors
/// If the path is no file: [`NotAFile`].
pub(super) fn to_read(path: &Path) -> io::Result<(File, Metadata)> {
    with(OpenOptions::new().read(true), path)
}

/// Opens a file with these options, without ever waiting.
///
/// # Errors
/// If the path is no file: [`NotAFile`].
pub(super) fn with(options: &mut OpenOptions, path: &Path) -> io::Result<(File, Metadata)> {
    let file = system::without_waiting(options).open(path).map_err(|error| system::open_error(path, error))?;
    let metadata = file.metadata()?;
    match system::refusal_of(metadata.file_type()) {
        Some(refused) => Err(refused.refuse()),
        None => Ok((file, metadata)),
    }
}

/// The bytes of a file.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let (mut file, metadata) = to_read(path)?;
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The first bytes of a file, at most this many.
pub(super) fn read_start(path: &Path, most: usize) -> io::Result<Vec<u8>> {
    let (file, _) = to_read(path)?;
    let mut bytes = Vec::with_capacity(most);
    file.take(most as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}
