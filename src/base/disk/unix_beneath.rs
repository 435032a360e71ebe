//! Opens paths beneath a folder without following a symbolic link: by `openat2`, which Linux has since 5.6, and part by part
//! where it is missing.

use std::ffi::OsStr;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Component, Path, PathBuf};

use rustix::fs::{AtFlags, FileType, Mode, OFlags, Stat};
use rustix::io::Errno;

use super::kinds::{LinkRefused, RootedKind};
use crate::base::stamp::Stamp;

/// A folder, only to reach what is in it.
#[cfg(target_os = "linux")]
pub(super) const FOLDER: OFlags = OFlags::PATH.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);
/// A folder, to reach what is in it.
#[cfg(not(target_os = "linux"))]
pub(super) const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

/// The folder of a file, and the file's name in it.
pub(super) struct Parent<'a> {
    /// The folder.
    pub folder: FolderHandle<'a>,
    /// The name.
    pub name: &'a OsStr,
}

/// A handle of a folder.
pub(super) enum FolderHandle<'a> {
    /// The root.
    Root(BorrowedFd<'a>),
    /// A folder beneath it.
    Below(OwnedFd),
}

impl AsFd for FolderHandle<'_> {
    fn as_fd(&self) -> BorrowedFd<'_> {
        match self {
            Self::Root(handle) => *handle,
            Self::Below(handle) => handle.as_fd(),
        }
    }
}

/// Opens a path beneath a root. `.` is the root itself. `root_path` is for messages.
///
/// # Errors
/// The name is not a relative one without `..`, a link is on the way ([`LinkRefused`]), or it cannot be opened.
pub(super) fn open(
    root: BorrowedFd<'_>,
    root_path: &Path,
    name: &Path,
    flags: OFlags,
    mode: Mode,
) -> io::Result<OwnedFd> {
    check(name)?;
    let flags = flags | OFlags::CLOEXEC;
    open_beneath(root, name, flags, mode).map_err(|error| match error {
        Errno::LOOP | Errno::NOTDIR => link_at(root, root_path, name).unwrap_or_else(|| error.into()),
        error => error.into(),
    })
}

/// Opens a path in one step.
#[cfg(target_os = "linux")]
fn open_beneath(root: BorrowedFd<'_>, name: &Path, flags: OFlags, mode: Mode) -> rustix::io::Result<OwnedFd> {
    use rustix::fs::ResolveFlags;
    let only_beneath = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
    match rustix::fs::openat2(root, name, flags, mode, only_beneath) {
        // Some containers forbid the call.
        Err(Errno::NOSYS | Errno::PERM) => walk(root, name, flags, mode),
        opened => opened,
    }
}

#[cfg(not(target_os = "linux"))]
use walk as open_beneath;

/// Opens the folder of a file.
///
/// # Errors
/// As for [`open`]; the name has to be one of a file or folder beneath the root.
pub(super) fn parent<'a>(root: BorrowedFd<'a>, root_path: &Path, name: &'a Path) -> io::Result<Parent<'a>> {
    check(name)?;
    let last = name.file_name().ok_or_else(|| refused_name(name))?;
    let folder = match name.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => FolderHandle::Below(open(root, root_path, folder, FOLDER, Mode::empty())?),
        None => FolderHandle::Root(root),
    };
    Ok(Parent { folder, name: last })
}

/// The error that names the first link on the way to a path, the path itself included; `None` where there is no link.
pub(super) fn link_at(root: BorrowedFd<'_>, root_path: &Path, name: &Path) -> Option<io::Error> {
    let (mut folder, mut there) = (FolderHandle::Root(root), PathBuf::new());
    for part in name.components() {
        there.push(part);
        let stat = rustix::fs::statat(&folder, part.as_os_str(), AtFlags::SYMLINK_NOFOLLOW).ok()?;
        if FileType::from_raw_mode(stat.st_mode) == FileType::Symlink {
            return Some(LinkRefused(root_path.join(there)).refuse());
        }
        let flags = FOLDER | OFlags::NOFOLLOW;
        folder = FolderHandle::Below(rustix::fs::openat(&folder, part.as_os_str(), flags, Mode::empty()).ok()?);
    }
    None
}

/// Opens a path part by part.
fn walk(root: BorrowedFd<'_>, name: &Path, flags: OFlags, mode: Mode) -> rustix::io::Result<OwnedFd> {
    let mut folder = FolderHandle::Root(root);
    let mut parts = name.components().peekable();
    while let Some(part) = parts.next() {
        let is_last = parts.peek().is_none();
        let (flags, mode) = if is_last { (flags, mode) } else { (FOLDER, Mode::empty()) };
        let opened = rustix::fs::openat(&folder, part.as_os_str(), flags | OFlags::NOFOLLOW, mode)?;
        if is_last {
            return Ok(opened);
        }
        folder = FolderHandle::Below(opened);
    }
    Err(Errno::NOENT)
}

/// Refuses names that lead elsewhere by themselves.
fn check(name: &Path) -> io::Result<()> {
    let is_beneath = name == Path::new(".") || name.components().all(|part| matches!(part, Component::Normal(_)));
    if is_beneath && !name.as_os_str().is_empty() { Ok(()) } else { Err(refused_name(name)) }
}

fn refused_name(name: &Path) -> io::Error {
    let message = format!("`{}` is no name of a file in a folder", name.display());
    io::Error::new(io::ErrorKind::InvalidInput, message)
}

/// The kind of what has this status. The types of its fields differ between machines.
#[allow(
    clippy::useless_conversion,
    clippy::unnecessary_fallible_conversions,
    reason = "they are needed on other machines"
)]
pub(super) fn kind_of(stat: &Stat) -> RootedKind {
    let nanoseconds = |seconds: i64, rest: i64| seconds.wrapping_mul(1_000_000_000).wrapping_add(rest);
    match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => RootedKind::File(Stamp {
            size: u64::try_from(stat.st_size).unwrap_or_default(),
            modified: nanoseconds(stat.st_mtime.into(), i64::try_from(stat.st_mtime_nsec).unwrap_or_default()),
            changed: nanoseconds(stat.st_ctime.into(), i64::try_from(stat.st_ctime_nsec).unwrap_or_default()),
            inode: stat.st_ino.into(),
        }),
        FileType::Directory => RootedKind::Folder,
        _ => RootedKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_opening_refuse_links_and_names_that_lead_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["inside/map", "outside"] {
            crate::base::disk::create_folder(&folder.path().join(name)).unwrap();
        }
        crate::base::disk::write(&folder.path().join("outside/file"), b"secret").unwrap();
        crate::base::disk::write(&folder.path().join("inside/map/file"), b"ours").unwrap();
        for (to, link) in [("../outside", "inside/link"), ("../../outside/file", "inside/map/link")] {
            std::os::unix::fs::symlink(to, folder.path().join(link)).unwrap();
        }
        let path = folder.path().join("inside");
        let root = rustix::fs::open(&path, FOLDER, Mode::empty()).unwrap();
        let write = OFlags::WRONLY | OFlags::CREATE;
        for (name, is_fine) in [
            ("map/file", true),
            ("map/link", false),
            ("link/file", false),
            ("../outside/file", false),
            ("/etc/hostname", false),
            ("map/../../outside/file", false),
            ("", false),
        ] {
            for (flags, mode) in [(OFlags::RDONLY, Mode::empty()), (write, Mode::RUSR)] {
                let opened = open(root.as_fd(), &path, Path::new(name), flags, mode);
                assert_eq!(opened.is_ok(), is_fine, "{name}");
                let checked =
                    check(Path::new(name)).and_then(|()| Ok(walk(root.as_fd(), Path::new(name), flags, mode)?));
                assert_eq!(checked.is_ok(), is_fine, "{name}");
            }
        }
        let refused = open(root.as_fd(), &path, Path::new("link/file"), write, Mode::RUSR).unwrap_err();
        assert_eq!(refused.to_string(), format!("{}/link is a symbolic link", path.display()));
    }
}
