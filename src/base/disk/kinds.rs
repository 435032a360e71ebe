//! What can stand at a path, how a file is opened, and the errors of finding something else.

use std::io;
use std::path::PathBuf;

use crate::base::stamp::Stamp;

/// The error of opening a pipe, a socket or a device where a file is expected. Reading one could wait for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is {0}, not a file")]
pub struct NotAFile(pub(super) &'static str);

impl NotAFile {
    /// The error.
    pub(in crate::base) fn refuse(self) -> io::Error {
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

/// The error of a file that cannot be replaced or removed while another program has it open, which is so on Windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("another program has this file open")]
pub struct FileInUse;

/// The kind of a path below a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RootedKind {
    /// A file.
    File(Stamp),
    /// A folder.
    Folder,
    /// A symbolic link, a pipe, a socket or a device.
    Other,
}

/// The kind of an entry of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::base) enum EntryKind {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// A pipe, a socket or a device.
    #[cfg_attr(windows, expect(dead_code, reason = "folders have none on Windows"))]
    Other,
}

/// The purpose for which a file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::base) enum FileAccess {
    /// To be read.
    Read,
    /// To be written, as it is; it is created where it is missing.
    Write,
    /// To be appended to; it is created where it is missing.
    Append,
    /// To be written; it may not be there yet.
    New,
    /// To be locked; it is created where it is missing.
    Lock,
}
