//! Files on Windows. `unix.rs` has the same functions.

#![expect(clippy::disallowed_methods, reason = "one of the places that touch the disk")]

use std::fs::{self, File, FileType, Metadata, OpenOptions};
use std::io;
use std::os::windows::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::os::windows::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::kinds::NotAFile;
use crate::base::stamp::Stamp;

/// The pauses before an operation is tried again that failed because another program has the file open: virus scanners and
/// indexers look at new files for some milliseconds. A second in all.
pub(in crate::base) const PAUSES: [Duration; 8] = [
    Duration::from_millis(1),
    Duration::from_millis(5),
    Duration::from_millis(15),
    Duration::from_millis(30),
    Duration::from_millis(50),
    Duration::from_millis(100),
    Duration::from_millis(300),
    Duration::from_millis(500),
];

/// Numbers of errors (winerror.h).
const ACCESS_DENIED: i32 = 5;
const SHARING_VIOLATION: i32 = 32;
const LOCK_VIOLATION: i32 = 33;
const TOO_MANY_LINKS: i32 = 681;

/// Rights and flags of opening (winnt.h, fileapi.h).
pub(super) const LIST_FOLDER: u32 = 0x1;
const DELETE: u32 = 0x0001_0000;
pub(super) const SHARE_READ: u32 = 0x1;
pub(super) const SHARE_WRITE: u32 = 0x2;
/// Needed to open a folder.
pub(super) const BACKUP_SEMANTICS: u32 = 0x0200_0000;
/// Opens a link itself.
pub(super) const OPEN_LINK: u32 = 0x0020_0000;

/// Whether an operation on a file may succeed when it is tried again: another program, or a thread, may have had it open.
pub(in crate::base) fn may_pass(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(SHARING_VIOLATION | LOCK_VIOLATION | ACCESS_DENIED))
}

/// Whether an operation on a file failed because another program has it open. Windows says the same of a file that is open
/// as of one that this user may not change: opening it for this program alone tells which.
pub(in crate::base) fn is_in_use(error: &io::Error, path: &Path) -> bool {
    let is_open = || {
        let opened = OpenOptions::new().read(true).share_mode(0).open(path);
        opened.is_err_and(|error| error.raw_os_error() == Some(SHARING_VIOLATION))
    };
    match error.raw_os_error() {
        Some(SHARING_VIOLATION | LOCK_VIOLATION) => true,
        Some(ACCESS_DENIED) => is_open(),
        _ => false,
    }
}

/// The difference between the starts of Windows' time, in 1601, and Unix' time, in units of 100 ns.
const EPOCH: i64 = 116_444_736_000_000_000;

/// The stamp of a file, from its metadata.
pub(in crate::base) fn stamp_of(metadata: &Metadata) -> Stamp {
    let written = i64::try_from(metadata.last_write_time()).unwrap_or_default();
    let modified = written.wrapping_sub(EPOCH).wrapping_mul(100);
    Stamp { size: metadata.file_size(), modified, changed: modified, inode: metadata.creation_time() }
}

/// The refusal of what is neither file nor folder nor link. Folders have no such things here.
pub(in crate::base) fn refusal_of(_: FileType) -> Option<NotAFile> {
    None
}

/// Has a file opened without waiting: nothing waits here.
pub(in crate::base) fn without_waiting(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// The error of opening a path: a folder cannot be opened as a file, which Windows says is forbidden.
pub(in crate::base) fn open_error(path: &Path, error: io::Error) -> io::Error {
    if error.kind() == io::ErrorKind::PermissionDenied && path.is_dir() {
        return io::ErrorKind::IsADirectory.into();
    }
    error
}

/// Has a temporary file get the rights of any new file, as it does anyway.
pub(in crate::base) fn as_new_file(_: &mut tempfile::Builder<'_, '_>) {}

/// The absolute path without symbolic links and dots, of a path that is there. It has Windows' longest form, `\\?\C:\…`.
pub(in crate::base) fn canonical(path: &Path) -> io::Result<PathBuf> {
    fs::canonicalize(path)
}

/// A canonical path as it is shown, and as other programs take it: `C:\…`, where that is the same file.
pub(in crate::base) fn plain(path: PathBuf) -> PathBuf {
    dunce::simplified(&path).to_owned()
}

/// Whether an error of a connection means that no host has that name: `WSAHOST_NOT_FOUND` to `WSANO_DATA` (winerror.h).
pub(in crate::base) fn is_unknown_host(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(11_001..=11_004))
}

/// The error of following too many links.
pub(in crate::base) fn too_many_links() -> io::Error {
    io::Error::from_raw_os_error(TOO_MANY_LINKS)
}

/// Waits until the names in a folder are on the disk: NTFS keeps a journal of them, and no program waits for it.
#[expect(clippy::unnecessary_wraps, reason = "it can fail on Unix")]
pub(in crate::base) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Waits until everything that was written to the file system of a folder is on the disk. Windows does this for a whole volume
/// for administrators only: here each file is synced by itself.
pub(in crate::base) fn sync_file_system(folder: &Path) -> io::Result<()> {
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry?;
        if entry.file_type().is_file() {
            OpenOptions::new().write(true).open(entry.path())?.sync_all()?;
        }
    }
    Ok(())
}

/// The options of opening a file to lock it: others may read it meanwhile, but not open it to write. Windows' own locks would
/// keep them from reading who has the lock.
pub(in crate::base) fn lock_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true).share_mode(SHARE_READ);
    options
}

/// Opens a folder to lock it: with the right to delete it, which one program has at a time.
pub(in crate::base) fn open_folder_to_lock(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.access_mode(DELETE).share_mode(SHARE_READ | SHARE_WRITE).custom_flags(BACKUP_SEMANTICS).open(path)
}

/// Opens a file and takes its lock, which is the open file itself; `None` if another program has it.
pub(in crate::base) fn try_lock(open: impl Fn() -> io::Result<File>) -> io::Result<Option<File>> {
    match open() {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.raw_os_error() == Some(SHARING_VIOLATION) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The interval between two looks at whether a lock was released.
const POLL: Duration = Duration::from_millis(50);

/// Opens a file and takes its lock, and waits for another program that has it; `wait` is called once before waiting.
pub(in crate::base) fn lock(open: impl Fn() -> io::Result<File>, wait: impl FnOnce()) -> io::Result<File> {
    if let Some(file) = try_lock(&open)? {
        return Ok(file);
    }
    wait();
    loop {
        std::thread::sleep(POLL);
        if let Some(file) = try_lock(&open)? {
            return Ok(file);
        }
    }
}

/// Whether a file has a second name.
pub(in crate::base) fn has_more_names(file: &File) -> io::Result<bool> {
    Ok(winapi_util::file::information(file)?.number_of_links() > 1)
}

/// Lets child processes inherit an open file, which no child does here: it ends with this process or without the lock.
#[expect(clippy::unnecessary_wraps, reason = "it can fail on Unix")]
pub(in crate::base) fn share_with_programs(_: &File) -> io::Result<()> {
    Ok(())
}

/// Gives a copy the permissions of its original: it has those of its folder.
#[expect(clippy::unnecessary_wraps, reason = "it can fail on Unix")]
pub(in crate::base) fn copy_permissions(_: &File, _: &File) -> io::Result<()> {
    Ok(())
}

/// The number of the user who owns a file or folder: one for all.
pub(in crate::base) fn owner_of(_: &Metadata) -> u32 {
    this_user()
}

/// The number of the user who runs this process.
pub(in crate::base) fn this_user() -> u32 {
    0
}

/// The locale of the system's settings.
pub fn locale() -> Option<String> {
    sys_locale::get_locale()
}

/// A command line of a user's, which the command interpreter parses, with a file as its last argument where there is one. The
/// file is handed over in a variable, whose value is not parsed again.
pub fn shell(line: &str, file: Option<&Path>) -> Command {
    let mut shell = Command::new("cmd");
    // Without `/S`, `cmd` removes quotes by rules of its own.
    shell.args(["/D", "/S", "/C"]);
    match file {
        None => shell.raw_arg(format!("\"{line}\"")),
        Some(file) => shell.raw_arg(format!("\"{line} \"%COURANT_FILE%\"\"")).env("COURANT_FILE", file),
    };
    shell
}
