//! Opening files without ever waiting: a pipe, a socket or a device where a file belongs is refused.

#![expect(clippy::disallowed_methods, reason = "this, `files` and `disk` are the places that touch the disk")]

use std::fs::{self, File, FileType, Metadata, OpenOptions};
use std::io::{self, Read as _};
use std::os::unix::fs::{FileTypeExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

/// The error of opening a pipe, a socket or a device where a file is expected. Reading one could wait for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is {0}, not a file")]
pub struct NotAFile(&'static str);

impl NotAFile {
    /// The kind that is refused; `None` for files, folders and links.
    pub(super) fn of(kind: FileType) -> Option<Self> {
        match kind {
            kind if kind.is_fifo() => Some(Self("a pipe")),
            kind if kind.is_socket() => Some(Self("a socket")),
            kind if kind.is_char_device() || kind.is_block_device() => Some(Self("a device")),
            _ => None,
        }
    }

    /// The error.
    pub(super) fn refuse(self) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidInput, self)
    }
}

/// The error of a symbolic link where a file or folder of Courant belongs. Following it could lead anywhere.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} is a symbolic link", .0.display())]
pub struct LinkRefused(pub(super) PathBuf);

impl LinkRefused {
    /// The error.
    pub(super) fn refuse(self) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidInput, self)
    }
}

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
    // Without `O_NONBLOCK`, opening a pipe waits for a program at its other end (fifo(7)). It changes nothing for files.
    let flags = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
    let file = options.custom_flags(flags).open(path).map_err(|error| {
        // A socket, or a pipe without a reader, cannot be opened at all: ENXIO, "no such device or address".
        let kind = fs::metadata(path).ok().map(|metadata| metadata.file_type());
        kind.and_then(NotAFile::of).map_or(error, NotAFile::refuse)
    })?;
    let metadata = file.metadata()?;
    match NotAFile::of(metadata.file_type()) {
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
