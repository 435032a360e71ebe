//! Writing to the disk: a file is written whole or not at all. What differs between systems is in the folder `disk/`.

#![expect(clippy::disallowed_methods, reason = "this, `files` and `open` are the places that touch the disk")]

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use self::kinds::FileInUse;
use super::open;
use super::site_path::shown_path;
use super::stamp::Stamp;

pub(super) mod kinds;
mod lock;
#[cfg(unix)]
mod unix;
#[cfg(unix)]
mod unix_beneath;
#[cfg(unix)]
mod unix_rooted;
#[cfg(windows)]
mod windows;
#[cfg(windows)]
mod windows_rooted;

/// What differs between systems.
pub(super) mod system {
    #[cfg(unix)]
    pub(in crate::base) use super::unix::*;
    #[cfg(unix)]
    pub(in crate::base) use super::unix_rooted::{OpenFolder, RootHandle};
    #[cfg(windows)]
    pub(in crate::base) use super::windows::*;
    #[cfg(windows)]
    pub(in crate::base) use super::windows_rooted::{OpenFolder, RootHandle};
}

pub use lock::{Lock, lock, lock_folder, try_lock};
#[cfg(unix)]
pub use unix::{locale, shell};
#[cfg(windows)]
pub use windows::{locale, shell};

/// The stamp of a file; `None` if it does not exist.
pub fn stamp(path: &Path) -> io::Result<Option<Stamp>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_file() => Ok(Some(system::stamp_of(&metadata))),
        Ok(_) => Err(io::Error::new(io::ErrorKind::IsADirectory, "there is something else than a file")),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The bytes of a file.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    open::read(path)
}

/// The bytes of a file, unless it is longer than this.
pub fn read_at_most(path: &Path, longest: u64) -> io::Result<Vec<u8>> {
    if fs::metadata(path)?.len() > longest {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    open::read(path)
}

/// Creates a folder and the folders above it.
pub fn create_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Writes a new file, creates its folders, and returns its stamp. An existing file is an error.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<Stamp> {
    let open = || OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = match open() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            create_parent(path)?;
            open()?
        }
        other => other?,
    };
    let written = file.write_all(bytes).and_then(|()| file.metadata());
    or_nothing(path, written).map(|metadata| system::stamp_of(&metadata))
}

/// Creates the folder of a file. In the common case, where the folder above exists, this is one system call.
pub fn create_parent(path: &Path) -> io::Result<()> {
    let Some(folder) = path.parent() else { return Ok(()) };
    match fs::create_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => fs::create_dir_all(folder),
        other => other,
    }
}

/// Writes a file, replacing one that is there.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let (mut file, _) = open::with(OpenOptions::new().write(true).create(true).truncate(true), path)?;
    or_nothing(path, file.write_all(bytes))
}

/// Removes a file that was written only in part: half a file is worse than none.
fn or_nothing<T>(path: &Path, written: io::Result<T>) -> io::Result<T> {
    if written.is_err() {
        // The first error is the one to report.
        let _ = fs::remove_file(path);
    }
    written
}

/// Replaces a file as a whole: a reader sees the old contents or the new ones, also after a power cut. The file keeps its
/// mode. Where the path is a symbolic link, the link stays and its target is replaced. Any number of threads may write the
/// same file at once; the last one wins. A failure leaves nothing behind.
pub fn write_whole(path: &Path, contents: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> io::Result<()> {
    let path = follow_links(path)?;
    replace(&path, contents, File::sync_all)?;
    // The new name is in the folder, which is a file of its own.
    system::sync_folder(folder_of(&path))
}

/// Replaces a file as [`write_whole`] does, but does not wait for the disk: after a power cut the file may be torn. For
/// files that carry a checksum and can be made again.
pub fn write_cache(path: &Path, contents: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> io::Result<()> {
    replace(&follow_links(path)?, contents, |_| Ok(()))
}

/// The longest part of a file's name that its temporary neighbour repeats, in bytes: a name has at most 255.
const NAME_PART: usize = 64;

/// Writes a temporary file in the same folder, has `sync` finish it, and renames it. Its name is unique, starts with a dot, so
/// that walks pass over it, and goes on with the name of the file.
fn replace(
    path: &Path,
    contents: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
    sync: impl FnOnce(&File) -> io::Result<()>,
) -> io::Result<()> {
    let permissions = match fs::metadata(path) {
        Ok(metadata) => Some(metadata.permissions()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let name = shown_path(Path::new(path.file_name().unwrap_or_default()));
    let name = name.get(..name.floor_char_boundary(NAME_PART)).unwrap_or_default();
    let prefix = format!(".{name}.");
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(".new");
    system::as_new_file(&mut builder);
    let mut temporary = builder.tempfile_in(folder_of(path))?;
    let mut file = io::BufWriter::new(temporary.as_file_mut());
    contents(&mut file)?;
    file.flush()?;
    drop(file);
    if let Some(permissions) = permissions {
        temporary.as_file().set_permissions(permissions)?;
    }
    sync(temporary.as_file())?;
    let mut waiting = Some(temporary);
    patiently(path, || match waiting.take().map(|temporary| temporary.persist(path)) {
        Some(Err(error)) => {
            waiting = Some(error.file);
            Err(error.error)
        }
        _ => Ok(()),
    })
}

/// Replaces or removes a file. Where another program has it open, which hinders that on Windows, it is tried again for a
/// second.
///
/// # Errors
/// The operation fails, or the file is still open elsewhere ([`FileInUse`]).
pub(super) fn patiently(path: &Path, mut operation: impl FnMut() -> io::Result<()>) -> io::Result<()> {
    for pause in system::PAUSES {
        match operation() {
            Err(error) if system::may_pass(&error) => std::thread::sleep(pause),
            done => return done,
        }
    }
    operation().map_err(|error| {
        if system::is_in_use(&error, path) {
            return io::Error::new(io::ErrorKind::ResourceBusy, FileInUse);
        }
        error
    })
}

/// Waits until everything that was written to the file system of a folder is on the disk.
pub fn sync_file_system(folder: &Path) -> io::Result<()> {
    system::sync_file_system(folder)
}

/// The folder that a file is in.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The most symbolic links in a row that are followed, as many as Linux follows (`path_resolution(7)`).
const MOST_LINKS: usize = 40;

/// The path that a symbolic link leads to, and any other path as it is. The target need not exist.
fn follow_links(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_path_buf();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&path) {
            Ok(target) => path = folder_of(&path).join(target),
            Err(_no_link) => return Ok(path),
        }
    }
    Err(system::too_many_links())
}

/// Appends to a file.
pub fn append(path: &Path, bytes: &[u8]) -> io::Result<()> {
    open::with(OpenOptions::new().append(true), path)?.0.write_all(bytes)
}

/// A file, open to be read from its start.
pub type FileReader = io::BufReader<File>;

/// Opens a file.
pub fn open(path: &Path) -> io::Result<FileReader> {
    Ok(io::BufReader::with_capacity(1 << 18, open::to_read(path)?.0))
}

/// A file that is only appended to; it is created if it is missing.
#[derive(Debug)]
pub struct Log(File);

impl Log {
    /// Opens the log.
    pub fn open(path: &Path) -> io::Result<Self> {
        open::with(OpenOptions::new().create(true).append(true), path).map(|(file, _)| Self(file))
    }

    /// Appends, unbuffered.
    pub fn add(&self, bytes: &[u8]) -> io::Result<()> {
        (&self.0).write_all(bytes)
    }
}

/// The names of the entries of a folder.
pub fn list(folder: &Path) -> io::Result<Vec<std::ffi::OsString>> {
    fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.file_name())).collect()
}

/// Renames a file over another.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    patiently(to, || fs::rename(from, to))
}

/// Puts a file in a second place, as a hard link where the file system allows it. Neither file may be changed afterwards.
pub fn share(from: &Path, to: &Path) -> io::Result<()> {
    fs::hard_link(from, to).or_else(|_not_shared| fs::copy(from, to).map(|_| ()))
}

/// Notes that a file is used now: its time of modification says so.
pub fn touch(path: &Path) -> io::Result<()> {
    open::with(OpenOptions::new().append(true), path)?.0.set_modified(std::time::SystemTime::now())
}

/// Removes a file; a missing file is no error.
pub fn remove(path: &Path) -> io::Result<()> {
    match patiently(path, || fs::remove_file(path)) {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(()),
        other => other,
    }
}

/// Removes a folder if it is empty; returns whether it did.
pub fn remove_empty_folder(path: &Path) -> bool {
    fs::remove_dir(path).is_ok()
}

/// Removes a folder and its contents; a missing folder is no error.
pub fn remove_folder(path: &Path) -> io::Result<()> {
    match patiently(path, || fs::remove_dir_all(path)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// The time of the file system's clock, in nanoseconds since 1970: files that change now get this time.
pub fn now_at(path: &Path) -> io::Result<i64> {
    let (mut file, _) = open::with(OpenOptions::new().create(true).truncate(true).write(true), path)?;
    file.write_all(b"\n")?;
    Ok(system::stamp_of(&file.metadata()?).modified)
}

/// The absolute path without symbolic links and dots. Its last parts need not exist yet.
pub fn absolute(path: &Path) -> io::Result<PathBuf> {
    let mut missing = Vec::new();
    let mut there = std::path::absolute(path)?;
    loop {
        match system::canonical(&there) {
            Ok(found) => return Ok(system::plain(missing.iter().rev().fold(found, |path, part| path.join(part)))),
            Err(error) => {
                let Some(name) = there.file_name().map(ToOwned::to_owned) else { return Err(error) };
                missing.push(name);
                there.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    fn put(path: &Path, text: &str) -> io::Result<()> {
        write_whole(path, |file| file.write_all(text.as_bytes()))
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_is_replaced_keeps_its_mode_and_its_links_and_leaves_its_neighbours_alone() {
        let folder = tempfile::tempdir().unwrap();
        let [file, link, dangling, neighbour] =
            ["a.md", "link.md", "dangling.md", "a.new"].map(|n| folder.path().join(n));
        write(&file, b"old").unwrap();
        write(&neighbour, b"mine").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("a.md", &link).unwrap();
        symlink("b.md", &dangling).unwrap();
        put(&link, "new").unwrap();
        put(&dangling, "new").unwrap();
        assert!(link.is_symlink() && dangling.is_symlink());
        assert_eq!((read(&file).unwrap(), read(&folder.path().join("b.md")).unwrap()), (b"new".into(), b"new".into()));
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(read(&neighbour).unwrap(), b"mine");
        let plain = folder.path().join("plain");
        write(&plain, b"").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&folder.path().join("b.md")), mode(&plain), "a new file has the mode of any new file");
    }

    #[cfg(windows)]
    #[test]
    fn a_file_that_another_program_has_open_is_replaced_when_it_is_closed() {
        use std::os::windows::fs::OpenOptionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.html");
        put(&path, "old").unwrap();
        let hold = || OpenOptions::new().read(true).share_mode(1).open(&path).unwrap();
        let held = hold();
        let error = crate::base::Error::io("cannot write a.html", &put(&path, "new").unwrap_err());
        assert_eq!(error.code, crate::base::ErrorCode::FileInUse, "{error:?}");
        assert_eq!((read(&path).unwrap(), list(folder.path()).unwrap().len()), (b"old".to_vec(), 1));
        let soon = std::thread::spawn(move || {
            std::thread::sleep(std::time::Duration::from_millis(100));
            drop(held);
        });
        put(&path, "new").unwrap();
        soon.join().unwrap();
        assert_eq!(read(&path).unwrap(), b"new");
    }

    #[test]
    fn a_file_is_written_by_many_threads_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let texts: Vec<String> = (0..8).map(|number| number.to_string().repeat(100_000)).collect();
        std::thread::scope(|scope| {
            let writers: Vec<_> = texts.iter().map(|text| scope.spawn(|| put(&path, text))).collect();
            for writer in writers {
                writer.join().unwrap().unwrap();
            }
        });
        assert!(texts.iter().any(|text| text.as_bytes() == read(&path).unwrap()));
        assert_eq!(list(folder.path()).unwrap().len(), 1);
    }

    #[test]
    fn a_failure_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x".repeat(250));
        put(&path, "old").unwrap();
        let failed = write_whole(&path, |file| file.write_all(b"half").and(Err(io::ErrorKind::StorageFull.into())));
        assert_eq!(failed.unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert_eq!((read(&path).unwrap(), list(folder.path()).unwrap().len()), (b"old".to_vec(), 1));
    }
}
