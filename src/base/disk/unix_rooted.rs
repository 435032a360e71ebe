//! A folder that is reached through its handle on Unix: every path below it is relative, and no symbolic link on the way is
//! followed. `windows_rooted.rs` has the same types.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, RenameFlags, Stat};
use rustix::io::Errno;

use super::kinds::{EntryKind, FileAccess, NotAFile, RootedKind};
use super::unix::refusal_of;
use super::unix_beneath::{self as beneath, FOLDER, Parent, kind_of};

/// The flags of all files: a pipe does not wait for its other end, and a link is not followed.
const ALWAYS: OFlags = OFlags::NONBLOCK.union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);
/// A folder whose names are read.
const LISTED: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW);
/// The mode of new files and folders, from which the process's mask takes its part.
const NEW_FILE: Mode = Mode::from_raw_mode(0o666);
const NEW_FOLDER: Mode = Mode::from_raw_mode(0o777);

/// An open folder. Its clones share one handle.
#[derive(Clone, Debug)]
pub(in crate::base) struct RootHandle {
    handle: Arc<OwnedFd>,
    path: PathBuf,
}

impl RootHandle {
    /// Opens a folder. The path may lead through links, and be one.
    pub(in crate::base) fn open(path: &Path) -> io::Result<Self> {
        let handle = rustix::fs::open(path, FOLDER | OFlags::CLOEXEC, Mode::empty())?;
        Ok(Self { handle: Arc::new(handle), path: path.to_owned() })
    }

    /// The path, for messages and for other programs.
    pub(in crate::base) fn path(&self) -> &Path {
        &self.path
    }

    /// The same folder with another path to it.
    pub(in crate::base) fn called(self, path: &Path) -> Self {
        Self { path: path.to_owned(), ..self }
    }

    /// A folder below this one.
    pub(in crate::base) fn folder(&self, name: &Path) -> io::Result<Self> {
        let handle = self.open_at(name, FOLDER, Mode::empty())?;
        Ok(Self { handle: Arc::new(handle), path: self.path.join(name) })
    }

    /// Makes a folder in one that is there, where it is missing.
    pub(in crate::base) fn make_folder(&self, name: &Path) -> io::Result<()> {
        let parent = self.parent(name)?;
        match rustix::fs::mkdirat(&parent.folder, parent.name, NEW_FOLDER) {
            Ok(()) | Err(Errno::EXIST) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The kind of what has a name; `None` where there is nothing.
    pub(in crate::base) fn kind(&self, name: &Path) -> io::Result<Option<RootedKind>> {
        let Some(parent) = self.parent_if_any(name)? else { return Ok(None) };
        match rustix::fs::statat(&parent.folder, parent.name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Ok(Some(kind_of(&stat))),
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The error that names the first link on the way to a path, the path itself included; `None` where there is no link.
    pub(in crate::base) fn link_at(&self, name: &Path) -> Option<io::Error> {
        beneath::link_at(self.handle.as_fd(), &self.path, name)
    }

    /// Opens a file, and refuses what is none.
    pub(in crate::base) fn open_file(&self, name: &Path, access: FileAccess) -> io::Result<File> {
        let (flags, mode) = match access {
            FileAccess::Read => (OFlags::RDONLY, Mode::empty()),
            FileAccess::Write | FileAccess::Lock => (OFlags::WRONLY | OFlags::CREATE, NEW_FILE),
            FileAccess::Append => (OFlags::WRONLY | OFlags::CREATE | OFlags::APPEND, NEW_FILE),
            FileAccess::New => (OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL, NEW_FILE),
        };
        let file = match self.open_at(name, flags | ALWAYS, mode) {
            Ok(handle) => File::from(handle),
            // A socket, or a pipe without a reader.
            Err(error) if error.raw_os_error() == Some(Errno::NXIO.raw_os_error()) => {
                let parent = self.parent(name)?;
                let there = rustix::fs::statat(&parent.folder, parent.name, AtFlags::SYMLINK_NOFOLLOW)?;
                return Err(match FileType::from_raw_mode(there.st_mode) {
                    FileType::Fifo => NotAFile("a pipe").refuse(),
                    FileType::Socket => NotAFile("a socket").refuse(),
                    FileType::CharacterDevice | FileType::BlockDevice => NotAFile("a device").refuse(),
                    _ => error,
                });
            }
            Err(error) => return Err(error),
        };
        match refusal_of(file.metadata()?.file_type()) {
            Some(refused) => Err(refused.refuse()),
            None => Ok(file),
        }
    }

    /// Waits until the names in a folder are on the disk.
    pub(in crate::base) fn sync_folder(&self, name: &Path) -> io::Result<()> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY;
        Ok(rustix::fs::fsync(self.open_at(name, flags, Mode::empty())?)?)
    }

    /// Renames a file or folder over another.
    pub(in crate::base) fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let (from, to) = (self.parent(from)?, self.parent(to)?);
        Ok(rustix::fs::renameat(&from.folder, from.name, &to.folder, to.name)?)
    }

    /// Exchanges two files or folders in one step. Returns `false` on a file system that cannot.
    pub(in crate::base) fn try_exchange(&self, one: &Path, other: &Path) -> io::Result<bool> {
        let (here, there) = (self.parent(one)?, self.parent(other)?);
        match rustix::fs::renameat_with(&here.folder, here.name, &there.folder, there.name, RenameFlags::EXCHANGE) {
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Ok(false),
            done => Ok(done.map(|()| true)?),
        }
    }

    /// Removes a file, or a link itself; a missing one is no error.
    pub(in crate::base) fn remove(&self, name: &Path) -> io::Result<()> {
        let Some(parent) = self.parent_if_any(name)? else { return Ok(()) };
        match rustix::fs::unlinkat(&parent.folder, parent.name, AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes an empty folder.
    pub(in crate::base) fn remove_folder(&self, name: &Path) -> io::Result<()> {
        let parent = self.parent(name)?;
        Ok(rustix::fs::unlinkat(&parent.folder, parent.name, AtFlags::REMOVEDIR)?)
    }

    /// Opens a folder with the names and kinds of what is in it. `.` is this one.
    pub(in crate::base) fn list(&self, name: &Path) -> io::Result<OpenFolder> {
        let handle = File::from(self.open_at(name, LISTED, Mode::empty())?);
        let mut entries = Vec::new();
        for entry in Dir::read_from(&handle)? {
            let entry = entry?;
            let name = OsStr::from_bytes(entry.file_name().to_bytes()).to_owned();
            let kind = match entry.file_type() {
                _ if name == "." || name == ".." => continue,
                // Not every file system tells the type here.
                FileType::Unknown => FileType::from_raw_mode(status(&handle, &name)?.st_mode),
                kind => kind,
            };
            entries.push((name, entry_kind(kind)));
        }
        Ok(OpenFolder { handle, entries })
    }

    fn open_at(&self, name: &Path, flags: OFlags, mode: Mode) -> io::Result<OwnedFd> {
        beneath::open(self.handle.as_fd(), &self.path, name, flags, mode)
    }

    fn parent<'a>(&'a self, name: &'a Path) -> io::Result<Parent<'a>> {
        beneath::parent(self.handle.as_fd(), &self.path, name)
    }

    /// The folder of a file; `None` where it is missing, or something else than a folder or a link.
    fn parent_if_any<'a>(&'a self, name: &'a Path) -> io::Result<Option<Parent<'a>>> {
        match self.parent(name) {
            Ok(parent) => Ok(Some(parent)),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// A folder with the names and kinds of what is in it.
pub(in crate::base) struct OpenFolder {
    handle: File,
    pub(in crate::base) entries: Vec<(OsString, EntryKind)>,
}

impl OpenFolder {
    /// The kind of an entry, with the stamp of a file.
    pub(in crate::base) fn kind(&self, name: &OsStr) -> io::Result<RootedKind> {
        Ok(kind_of(&status(&self.handle, name)?))
    }

    /// Gives the folder the permissions of another.
    pub(in crate::base) fn take_permissions_of(&self, other: &Self) -> io::Result<()> {
        self.handle.set_permissions(other.handle.metadata()?.permissions())
    }

    /// Makes a folder in this one.
    pub(in crate::base) fn make_folder(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::mkdirat(&self.handle, name, NEW_FOLDER)?)
    }

    /// Makes a link like that of another folder.
    pub(in crate::base) fn copy_link_of(&self, from: &Self, name: &OsStr) -> io::Result<()> {
        let target = rustix::fs::readlinkat(&from.handle, name, Vec::new())?;
        Ok(rustix::fs::symlinkat(target, &self.handle, name)?)
    }

    /// Gives a file of another folder a second name in this one.
    pub(in crate::base) fn link_file_of(&self, from: &Self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::linkat(&from.handle, name, &self.handle, name, AtFlags::empty())?)
    }

    /// Removes a file, or a link itself.
    pub(in crate::base) fn remove(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.handle, name, AtFlags::empty())?)
    }
}

fn entry_kind(kind: FileType) -> EntryKind {
    match kind {
        FileType::RegularFile => EntryKind::File,
        FileType::Directory => EntryKind::Folder,
        FileType::Symlink => EntryKind::Link,
        _ => EntryKind::Other,
    }
}

fn status(folder: &File, name: &OsStr) -> io::Result<Stat> {
    Ok(rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW)?)
}
