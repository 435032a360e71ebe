//! Files on Unix. `windows.rs` has the same functions.

#![expect(clippy::disallowed_methods, reason = "one of the places that touch the disk")]

use std::fs::{self, File, FileType, Metadata, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::kinds::NotAFile;
use crate::base::stamp::Stamp;

/// The pauses before an operation is tried again that failed because another program has the file open. Here none does.
pub(in crate::base) const PAUSES: [Duration; 0] = [];

/// Whether an operation on a file may succeed when it is tried again.
pub(in crate::base) fn may_pass(_: &io::Error) -> bool {
    false
}

/// Whether an operation on a file failed because another program has it open.
pub(in crate::base) fn is_in_use(_: &io::Error, _: &Path) -> bool {
    false
}

/// The stamp of a file, from its metadata.
pub(in crate::base) fn stamp_of(metadata: &Metadata) -> Stamp {
    let nanoseconds = |seconds: i64, rest: i64| seconds.wrapping_mul(1_000_000_000).wrapping_add(rest);
    Stamp {
        size: metadata.size(),
        modified: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
        changed: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
        inode: metadata.ino(),
    }
}

/// The refusal of what is neither file nor folder nor link.
pub(in crate::base) fn refusal_of(kind: FileType) -> Option<NotAFile> {
    match kind {
        kind if kind.is_fifo() => Some(NotAFile("a pipe")),
        kind if kind.is_socket() => Some(NotAFile("a socket")),
        kind if kind.is_char_device() || kind.is_block_device() => Some(NotAFile("a device")),
        _ => None,
    }
}

/// Has a file opened without waiting. Without `O_NONBLOCK`, opening a pipe waits for a program at its other end (fifo(7)). It
/// changes nothing for files.
pub(in crate::base) fn without_waiting(options: &mut OpenOptions) -> &mut OpenOptions {
    options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed())
}

/// The error of opening a path: a socket, or a pipe without a reader, cannot be opened at all (ENXIO, "no such device or
/// address").
pub(in crate::base) fn open_error(path: &Path, error: io::Error) -> io::Error {
    let kind = fs::metadata(path).ok().map(|metadata| metadata.file_type());
    kind.and_then(refusal_of).map_or(error, NotAFile::refuse)
}

/// Has a temporary file get the mode of any new file: the process's mask takes its part from this.
pub(in crate::base) fn as_new_file(builder: &mut tempfile::Builder<'_, '_>) {
    builder.permissions(fs::Permissions::from_mode(0o666));
}

/// The absolute path without symbolic links and dots, of a path that is there.
pub(in crate::base) fn canonical(path: &Path) -> io::Result<PathBuf> {
    fs::canonicalize(path)
}

/// A canonical path as it is shown, and as other programs take it.
pub(in crate::base) fn plain(path: PathBuf) -> PathBuf {
    path
}

/// Whether an error of a connection means that no host has that name: the standard library has no kind of its own for it.
pub(in crate::base) fn is_unknown_host(error: &io::Error) -> bool {
    error.to_string().starts_with("failed to lookup address")
}

/// The error of following too many links.
pub(in crate::base) fn too_many_links() -> io::Error {
    rustix::io::Errno::LOOP.into()
}

/// Waits until the names in a folder are on the disk.
pub(in crate::base) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Waits until everything that was written to the file system of a folder is on the disk: one call for any number of files
/// (syncfs(2)), where a call for each takes milliseconds.
#[cfg(target_os = "linux")]
pub(in crate::base) fn sync_file_system(folder: &Path) -> io::Result<()> {
    rustix::fs::syncfs(File::open(folder)?).map_err(io::Error::from)
}

/// Has everything that was written to any file system put on the disk (sync(2)).
#[cfg(not(target_os = "linux"))]
pub(in crate::base) fn sync_file_system(_: &Path) -> io::Result<()> {
    rustix::fs::sync();
    Ok(())
}

/// The options of opening a file to lock it.
pub(in crate::base) fn lock_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    options
}

/// Opens a folder to lock it.
pub(in crate::base) fn open_folder_to_lock(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Opens a file and takes its lock; `None` if another program has it.
pub(in crate::base) fn try_lock(open: impl Fn() -> io::Result<File>) -> io::Result<Option<File>> {
    let file = open()?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Opens a file and takes its lock, and waits for another program that has it; `wait` is called once before waiting.
pub(in crate::base) fn lock(open: impl Fn() -> io::Result<File>, wait: impl FnOnce()) -> io::Result<File> {
    let file = open()?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            wait();
            file.lock()?;
        }
        Err(TryLockError::Error(error)) => return Err(error),
    }
    Ok(file)
}

/// Whether a file has a second name.
pub(in crate::base) fn has_more_names(file: &File) -> io::Result<bool> {
    Ok(file.metadata()?.nlink() > 1)
}

/// Lets child processes inherit an open file.
pub(in crate::base) fn share_with_programs(file: &File) -> io::Result<()> {
    rustix::io::fcntl_setfd(file, rustix::io::FdFlags::empty()).map_err(io::Error::from)
}

/// The mode bits that a copy keeps: not those that run a program as another user.
const PERMISSIONS: u32 = 0o777;

/// Gives a copy the permissions of its original.
pub(in crate::base) fn copy_permissions(from: &File, to: &File) -> io::Result<()> {
    let mode = from.metadata()?.permissions().mode() & PERMISSIONS;
    to.set_permissions(fs::Permissions::from_mode(mode))
}

/// The number of the user who owns a file or folder.
pub(in crate::base) fn owner_of(metadata: &Metadata) -> u32 {
    metadata.uid()
}

/// The number of the user who runs this process.
pub(in crate::base) fn this_user() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// The locale of the system's settings: it is in the environment.
pub fn locale() -> Option<String> {
    None
}

/// A command line of a user's, which a shell parses, with a file as its last argument where there is one.
pub fn shell(line: &str, file: Option<&Path>) -> Command {
    let mut shell = Command::new("sh");
    match file {
        None => shell.arg("-c").arg(line),
        Some(file) => shell.arg("-c").arg(format!("{line} \"$@\"")).arg(line).arg(file),
    };
    shell
}
