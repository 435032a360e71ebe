//! Writing to the disk: whole files or none.

#![expect(clippy::disallowed_methods, reason = "this and `files` are the places that touch the disk")]

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::files::Stamp;

/// The stamp of a file; `None` where there is none.
pub fn stamp(path: &Path) -> io::Result<Option<Stamp>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_file() => Ok(Some(Stamp::of(&metadata))),
        Ok(_) => Err(io::Error::new(io::ErrorKind::IsADirectory, "there is something else than a file")),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The bytes of a file.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    fs::read(path)
}

/// Makes a folder, with those above it.
pub fn create_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Writes a new file, with the folders that it wants, and gives its stamp. One that is there is an error.
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
    or_nothing(path, written).map(|metadata| Stamp::of(&metadata))
}

/// Makes the folder of a file; where most often the one above it is there, that is one call.
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
    let mut file = File::create(path)?;
    or_nothing(path, file.write_all(bytes))
}

/// A part of a file is worse than none.
fn or_nothing<T>(path: &Path, written: io::Result<T>) -> io::Result<T> {
    if written.is_err() {
        // The first error is the one to tell.
        let _ = fs::remove_file(path);
    }
    written
}

/// Writes a file through a neighbour: a reader sees the old one or the new one, whole.
pub fn write_whole(path: &Path, contents: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> io::Result<()> {
    let neighbour = path.with_extension("new");
    let mut file = io::BufWriter::new(File::create(&neighbour)?);
    let written = contents(&mut file).and_then(|()| file.flush());
    or_nothing(&neighbour, written)?;
    fs::rename(&neighbour, path)
}

/// Adds to the end of a file.
pub fn append(path: &Path, bytes: &[u8]) -> io::Result<()> {
    OpenOptions::new().append(true).open(path)?.write_all(bytes)
}

/// A file, open to be read from its start.
pub type FileReader = io::BufReader<File>;

/// Opens a file.
pub fn open(path: &Path) -> io::Result<FileReader> {
    Ok(io::BufReader::with_capacity(1 << 18, File::open(path)?))
}

/// A file to whose end is added; one that is not there is made.
#[derive(Debug)]
pub struct Log(File);

impl Log {
    /// Opens it.
    pub fn open(path: &Path) -> io::Result<Self> {
        OpenOptions::new().create(true).append(true).open(path).map(Self)
    }

    /// Adds to its end, at once.
    pub fn add(&self, bytes: &[u8]) -> io::Result<()> {
        (&self.0).write_all(bytes)
    }
}

/// The names of what is in a folder.
pub fn list(folder: &Path) -> io::Result<Vec<std::ffi::OsString>> {
    fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.file_name())).collect()
}

/// Renames a file over another.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)
}

/// Has two paths change places at once; where the file system cannot do that, one after the other.
pub fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {
            let aside = one.with_extension("courant-aside");
            fs::rename(other, &aside)?;
            fs::rename(one, other)?;
            fs::rename(&aside, one)
        }
        done => done.map_err(io::Error::from),
    }
}

/// Makes a second folder with all that is in the first: files are shared where the file system can, links are copied as links.
pub fn clone_tree(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir(to)?;
    fs::set_permissions(to, fs::metadata(from)?.permissions())?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (here, there, kind) = (entry.path(), to.join(entry.file_name()), entry.file_type()?);
        if kind.is_dir() {
            clone_tree(&here, &there)?;
        } else if kind.is_symlink() {
            std::os::unix::fs::symlink(fs::read_link(&here)?, &there)?;
        } else if kind.is_file() {
            share(&here, &there)?;
        }
    }
    Ok(())
}

/// Has a file stand in a second place too, shared where the file system can: neither is to be changed from then on.
pub fn share(from: &Path, to: &Path) -> io::Result<()> {
    fs::hard_link(from, to).or_else(|_not_shared| fs::copy(from, to).map(|_| ()))
}

/// Copies a file, whole or not at all, with the folders that it wants.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    create_parent(to)?;
    or_nothing(to, fs::copy(from, to).map(|_| ()))
}

/// Removes a file; one that is not there is fine.
pub fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(()),
        other => other,
    }
}

/// Removes a folder if it is empty, and says whether it was.
pub fn remove_empty_folder(path: &Path) -> bool {
    fs::remove_dir(path).is_ok()
}

/// Removes a folder with all that is in it; one that is not there is fine.
pub fn remove_folder(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// What the clock of the disk says, nanoseconds since 1970: the moment that files changed now are stamped with.
pub fn now_at(path: &Path) -> io::Result<i64> {
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).open(path)?;
    file.write_all(b"\n")?;
    Ok(Stamp::of(&file.metadata()?).modified)
}

/// A path without links and dots, also where its last parts are not there yet.
pub fn absolute(path: &Path) -> io::Result<PathBuf> {
    let mut missing = Vec::new();
    let mut there = std::path::absolute(path)?;
    loop {
        match there.canonicalize() {
            Ok(found) => return Ok(missing.iter().rev().fold(found, |path, part| path.join(part))),
            Err(error) => {
                let Some(name) = there.file_name().map(ToOwned::to_owned) else { return Err(error) };
                missing.push(name);
                there.pop();
            }
        }
    }
}

/// A lock that ends with its file.
#[derive(Debug)]
pub struct Lock(File);

impl Lock {
    /// Writes into the file that is locked who has it; nothing is fine too.
    pub fn note(&mut self, text: &str) -> io::Result<()> {
        self.0.set_len(0)?;
        self.0.write_all(text.as_bytes())
    }

    /// Has the programs that are started from now on keep the lock too, each for as long as it runs: one that outlives this
    /// one keeps others waiting.
    pub fn share_with_programs(&self) -> io::Result<()> {
        rustix::io::fcntl_setfd(&self.0, rustix::io::FdFlags::empty()).map_err(io::Error::from)
    }
}

/// Takes a lock; `None` where somebody else has it.
pub fn try_lock(path: &Path) -> io::Result<Option<Lock>> {
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Lock(file))),
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        Err(fs::TryLockError::Error(error)) => Err(error),
    }
}

/// Takes a lock, waiting for whoever has it; `wait` is called once if there is somebody.
pub fn lock(path: &Path, wait: impl FnOnce()) -> io::Result<Lock> {
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(fs::TryLockError::WouldBlock) => {
            wait();
            file.lock()?;
        }
        Err(fs::TryLockError::Error(error)) => return Err(error),
    }
    Ok(Lock(file))
}
