//! A folder whose contents others may change, on Windows: before each operation the folders on the way are opened one by one,
//! and links are refused. They stay open until its end, so that nobody puts a link in the place of one meanwhile.
//! `unix_rooted.rs` has the same types.

#![expect(clippy::disallowed_methods, reason = "one of the places that touch the disk")]

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::windows::fs::{FileTypeExt as _, OpenOptionsExt as _, symlink_dir, symlink_file};
use std::path::{Component, Path, PathBuf};

use super::kinds::{EntryKind, FileAccess, LinkRefused, RootedKind};
use super::windows::{
    BACKUP_SEMANTICS, LIST_FOLDER, OPEN_LINK, SHARE_READ, SHARE_WRITE, canonical, lock_options, stamp_of,
};

/// A folder: one of the owner's, and a path below it, which is looked at anew for each operation.
#[derive(Clone, Debug)]
pub(in crate::base) struct RootHandle {
    /// The owner's folder, without links.
    top: PathBuf,
    /// The path below it.
    below: PathBuf,
    /// The path of both, for messages and for other programs.
    path: PathBuf,
}

/// The folder of a file, with open handles of all folders on the way.
struct HeldFolder {
    path: PathBuf,
    _handles: Vec<File>,
}

impl RootHandle {
    /// Opens a folder. The path may lead through links, and be one.
    pub(in crate::base) fn open(path: &Path) -> io::Result<Self> {
        let top = canonical(path)?;
        if !top.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(Self { top, below: PathBuf::new(), path: path.to_owned() })
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
        self.hold(name)?;
        let below = if is_top(name) { self.below.clone() } else { self.below.join(name) };
        Ok(Self { top: self.top.clone(), below, path: self.path.join(name) })
    }

    /// Makes a folder in one that is there, where it is missing.
    pub(in crate::base) fn make_folder(&self, name: &Path) -> io::Result<()> {
        let (parent, last) = self.parent(name)?;
        match fs::create_dir(parent.path.join(last)) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            done => done,
        }
    }

    /// The kind of what has a name; `None` where there is nothing.
    pub(in crate::base) fn kind(&self, name: &Path) -> io::Result<Option<RootedKind>> {
        let Some((parent, last)) = self.parent_if_any(name)? else { return Ok(None) };
        match fs::symlink_metadata(parent.path.join(last)) {
            Ok(found) => Ok(Some(kind_of(&found))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The error that names the first link on the way to a path, the path itself included; `None` where there is no link.
    pub(in crate::base) fn link_at(&self, name: &Path) -> Option<io::Error> {
        let mut there = PathBuf::new();
        for part in name.components() {
            there.push(part);
            if fs::symlink_metadata(self.top.join(&self.below).join(&there)).ok()?.is_symlink() {
                return Some(LinkRefused(self.path.join(there)).refuse());
            }
        }
        None
    }

    /// Opens a file, and refuses what is none.
    pub(in crate::base) fn open_file(&self, name: &Path, access: FileAccess) -> io::Result<File> {
        let (parent, last) = self.parent(name)?;
        let mut options = OpenOptions::new();
        match access {
            FileAccess::Read => options.read(true),
            FileAccess::Write => options.write(true).create(true).truncate(false),
            FileAccess::Append => options.append(true).create(true),
            FileAccess::New => options.write(true).create_new(true),
            FileAccess::Lock => {
                options = lock_options();
                &mut options
            }
        };
        let path = parent.path.join(last);
        let file = options.custom_flags(OPEN_LINK).open(&path).map_err(|error| {
            let kind = fs::symlink_metadata(&path).ok().map(|found| found.file_type());
            match (access, kind) {
                (FileAccess::New, _) | (_, None) => error,
                (_, Some(kind)) if kind.is_symlink() => LinkRefused(self.path.join(name)).refuse(),
                (_, Some(kind)) if kind.is_dir() => io::ErrorKind::IsADirectory.into(),
                _ => error,
            }
        })?;
        match file.metadata()?.file_type() {
            kind if kind.is_symlink() => Err(LinkRefused(self.path.join(name)).refuse()),
            _ => Ok(file),
        }
    }

    /// Waits until the names in a folder are on the disk, which nobody can.
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "it is otherwise on Unix")]
    pub(in crate::base) fn sync_folder(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    /// Renames a file or folder over another.
    pub(in crate::base) fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let ((from, old), (to, new)) = (self.parent(from)?, self.parent(to)?);
        fs::rename(from.path.join(old), to.path.join(new))
    }

    /// Exchanges two files or folders in one step, which Windows cannot.
    pub(in crate::base) fn try_exchange(&self, one: &Path, other: &Path) -> io::Result<bool> {
        self.parent(one)?;
        self.parent(other)?;
        Ok(false)
    }

    /// Removes a file, or a link itself; a missing one is no error.
    pub(in crate::base) fn remove(&self, name: &Path) -> io::Result<()> {
        let Some((parent, last)) = self.parent_if_any(name)? else { return Ok(()) };
        match remove(&parent.path.join(last)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        }
    }

    /// Removes an empty folder.
    pub(in crate::base) fn remove_folder(&self, name: &Path) -> io::Result<()> {
        let (parent, last) = self.parent(name)?;
        let path = parent.path.join(last);
        if fs::symlink_metadata(&path)?.is_symlink() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        fs::remove_dir(path)
    }

    /// Opens a folder with the names and kinds of what is in it. `.` is this one.
    pub(in crate::base) fn list(&self, name: &Path) -> io::Result<OpenFolder> {
        let held = self.hold(name)?;
        let mut entries = Vec::new();
        for entry in fs::read_dir(&held.path)? {
            let entry = entry?;
            let kind = match entry.file_type()? {
                kind if kind.is_symlink() => EntryKind::Link,
                kind if kind.is_dir() => EntryKind::Folder,
                _ => EntryKind::File,
            };
            entries.push((entry.file_name(), kind));
        }
        Ok(OpenFolder { held, entries })
    }

    /// Opens all folders on the way to one, and it.
    fn hold(&self, folder: &Path) -> io::Result<HeldFolder> {
        check(folder)?;
        let (mut path, mut below) = (self.top.clone(), PathBuf::new());
        let mut handles = Vec::new();
        let own = self.below.components().map(|part| (part, false));
        let parts = own.chain(folder.components().filter(|part| *part != Component::CurDir).map(|part| (part, true)));
        for (part, is_below) in parts {
            path.push(part);
            if is_below {
                below.push(part);
            }
            let mut options = OpenOptions::new();
            options.access_mode(LIST_FOLDER).share_mode(SHARE_READ | SHARE_WRITE);
            let handle = options.custom_flags(BACKUP_SEMANTICS | OPEN_LINK).open(&path)?;
            match handle.metadata()?.file_type() {
                kind if kind.is_symlink() => return Err(LinkRefused(self.path.join(below)).refuse()),
                kind if kind.is_dir() => handles.push(handle),
                _ => return Err(io::ErrorKind::NotADirectory.into()),
            }
        }
        Ok(HeldFolder { path, _handles: handles })
    }

    /// The folder of a file, and the file's name in it.
    fn parent<'a>(&self, name: &'a Path) -> io::Result<(HeldFolder, &'a OsStr)> {
        check(name)?;
        let last = name.file_name().ok_or_else(|| refused_name(name))?;
        let folder = name.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Ok((self.hold(folder)?, last))
    }

    /// The folder of a file; `None` where it is missing, or something else than a folder or a link.
    fn parent_if_any<'a>(&self, name: &'a Path) -> io::Result<Option<(HeldFolder, &'a OsStr)>> {
        match self.parent(name) {
            Ok(parent) => Ok(Some(parent)),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// A folder with the names and kinds of what is in it.
pub(in crate::base) struct OpenFolder {
    held: HeldFolder,
    pub(in crate::base) entries: Vec<(OsString, EntryKind)>,
}

impl OpenFolder {
    /// The kind of an entry, with the stamp of a file.
    pub(in crate::base) fn kind(&self, name: &OsStr) -> io::Result<RootedKind> {
        Ok(kind_of(&fs::symlink_metadata(self.held.path.join(name))?))
    }

    /// Gives the folder the permissions of another: it has those of the folder that it is in.
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "it is otherwise on Unix")]
    pub(in crate::base) fn take_permissions_of(&self, _: &Self) -> io::Result<()> {
        Ok(())
    }

    /// Makes a folder in this one.
    pub(in crate::base) fn make_folder(&self, name: &OsStr) -> io::Result<()> {
        fs::create_dir(self.held.path.join(name))
    }

    /// Makes a link like that of another folder.
    pub(in crate::base) fn copy_link_of(&self, from: &Self, name: &OsStr) -> io::Result<()> {
        let (original, copy) = (from.held.path.join(name), self.held.path.join(name));
        let target = fs::read_link(&original)?;
        let is_folder = fs::symlink_metadata(&original)?.file_type().is_symlink_dir();
        if is_folder { symlink_dir(target, copy) } else { symlink_file(target, copy) }
    }

    /// Gives a file of another folder a second name in this one.
    pub(in crate::base) fn link_file_of(&self, from: &Self, name: &OsStr) -> io::Result<()> {
        fs::hard_link(from.held.path.join(name), self.held.path.join(name))
    }

    /// Removes a file, or a link itself.
    pub(in crate::base) fn remove(&self, name: &OsStr) -> io::Result<()> {
        remove(&self.held.path.join(name))
    }
}

/// Removes a file, or a link itself: a link to a folder is removed as a folder.
fn remove(path: &Path) -> io::Result<()> {
    if fs::symlink_metadata(path)?.file_type().is_symlink_dir() {
        return fs::remove_dir(path);
    }
    fs::remove_file(path)
}

fn kind_of(found: &fs::Metadata) -> RootedKind {
    match found.file_type() {
        kind if kind.is_symlink() => RootedKind::Other,
        kind if kind.is_dir() => RootedKind::Folder,
        _ => RootedKind::File(stamp_of(found)),
    }
}

fn is_top(name: &Path) -> bool {
    name == Path::new(".")
}

/// Refuses names that lead elsewhere by themselves. One with `:` names a drive, or a stream of a file.
fn check(name: &Path) -> io::Result<()> {
    let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_));
    let is_beneath = is_top(name) || name.components().all(is_plain);
    let has_colon = name.as_os_str().as_encoded_bytes().contains(&b':');
    if is_beneath && !has_colon && !name.as_os_str().is_empty() { Ok(()) } else { Err(refused_name(name)) }
}

fn refused_name(name: &Path) -> io::Error {
    let message = format!("`{}` is no name of a file in a folder", name.display());
    io::Error::new(io::ErrorKind::InvalidInput, message)
}
