//! Writing to the disk: whole files or none, each through a neighbour that is renamed into place.

#![expect(clippy::disallowed_methods, reason = "this and `files` are the places that touch the disk")]

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::files::Stamp;

/// What the names of files end in that are not yet whole.
pub const UNFINISHED: &str = ".courant-tmp";

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

/// The neighbour of a file, under which it is written before it is whole.
pub fn neighbour(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // A name may be 255 bytes; that of the neighbour is made shorter, and stays its own by the fingerprint.
    let name = if name.len() > 200 { super::Fingerprint::of(name.as_bytes()).to_string() } else { name.into_owned() };
    path.with_file_name(format!(".{name}{UNFINISHED}"))
}

/// Writes a file that is not there yet; one that is there is an error.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    or_nothing(path, file.write_all(bytes))
}

/// Writes a file, replacing one that is there.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    or_nothing(path, file.write_all(bytes))
}

/// A part of a file is worse than none.
fn or_nothing(path: &Path, written: io::Result<()>) -> io::Result<()> {
    if written.is_err() {
        // The first error is the one to tell.
        let _ = fs::remove_file(path);
    }
    written
}

/// Writes a file through its neighbour: a reader sees the old one or the new one, whole.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let neighbour = neighbour(path);
    write(&neighbour, bytes)?;
    fs::rename(&neighbour, path)
}

/// Renames a file over another.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)
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

/// All files below a folder whose names say that they are not whole.
pub fn unfinished(folder: &Path) -> Vec<PathBuf> {
    let files = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    files
        .filter(|entry| entry.file_name().to_string_lossy().ends_with(UNFINISHED))
        .map(walkdir::DirEntry::into_path)
        .collect()
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
pub struct Lock(#[expect(dead_code, reason = "kept open for as long as the lock is held")] File);

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
