//! Locks of files and folders, by which one run at a time writes to them.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

use super::system;
use crate::base::open;

/// A lock, released when its file is closed.
#[derive(Debug)]
pub struct Lock(File);

impl Lock {
    /// Opens a file and takes its lock; `None` if another program has it.
    pub(in crate::base) fn try_take(open: impl Fn() -> io::Result<File>) -> io::Result<Option<Self>> {
        Ok(system::try_lock(open)?.map(Self))
    }

    /// Opens a file and takes its lock, and waits for another program that has it; `wait` is called once before waiting.
    pub(in crate::base) fn take(open: impl Fn() -> io::Result<File>, wait: impl FnOnce()) -> io::Result<Self> {
        system::lock(open, wait).map(Self)
    }

    /// Writes the owner of the lock into its file. The text may be empty. A file with a second name may be one of others, to
    /// which somebody gave the name of the lock: it stays as it is.
    pub fn note(&mut self, text: &str) -> io::Result<()> {
        if system::has_more_names(&self.0)? {
            return Ok(());
        }
        self.0.set_len(0)?;
        self.0.write_all(text.as_bytes())
    }

    /// Lets child processes inherit the lock: a child that outlives this process keeps others waiting.
    pub fn share_with_programs(&self) -> io::Result<()> {
        system::share_with_programs(&self.0)
    }
}

/// Takes a lock; `None` if another program has it.
pub fn try_lock(path: &Path) -> io::Result<Option<Lock>> {
    Lock::try_take(|| Ok(open::with(&mut system::lock_options(), path)?.0))
}

/// Takes a lock, and waits for another program that has it; `wait` is called once before waiting.
pub fn lock(path: &Path, wait: impl FnOnce()) -> io::Result<Lock> {
    Lock::take(|| Ok(open::with(&mut system::lock_options(), path)?.0), wait)
}

/// Takes the lock of a folder, and waits for another program that has it; `wait` is called once before waiting.
pub fn lock_folder(path: &Path, wait: impl FnOnce()) -> io::Result<Lock> {
    Lock::take(|| system::open_folder_to_lock(path), wait)
}
