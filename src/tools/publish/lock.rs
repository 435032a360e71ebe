//! The locks of targets: they keep a second run out, and name the owner to it.

use std::time::Duration;

use super::state_error::cannot_write;
use crate::base::{Error, ErrorCode, RootedFolder, disk};

/// The age in seconds from which on the lock of a run at a target counts as dead.
const DEAD: i64 = 3600;
/// The usual interval of renewals: five may fail before the lock counts as dead.
pub const LOCK_RENEWAL: Duration = Duration::from_mins(10);
/// The length in bytes of the list of earlier locks: some dozens.
const REMEMBERED: usize = 4096;

/// The owner of a lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockOwner {
    /// The user and machine: `anna@werkplek`.
    pub name: String,
    /// The start of the run, for people.
    pub since: String,
    /// The time of the lock in seconds since 1970: the start of the run, or the last renewal.
    pub at: i64,
}

impl LockOwner {
    /// The contents of the lock.
    pub fn note(&self) -> String {
        format!("{}\n{}\n{}\n", self.name.replace('\n', " "), self.since, self.at)
    }

    /// Parses the contents of a lock.
    pub fn read(note: &[u8]) -> Option<Self> {
        let note = String::from_utf8_lossy(note);
        // Whoever can write at the target can write the lock, and its lines are shown in a terminal.
        let mut lines = note.lines().map(|line| line.replace(char::is_control, " "));
        let (name, since) = (lines.next().filter(|name| !name.is_empty())?, lines.next()?);
        Some(Self { name, since, at: lines.next().and_then(|at| at.parse().ok()).unwrap_or(i64::MAX) })
    }
}

/// The contents of a lock at a target, so many seconds after the start of the run. The process tells two runs of one second
/// apart.
pub(super) fn remote_note(owner: &LockOwner, seconds: i64) -> Vec<u8> {
    let renewed = LockOwner { at: owner.at.saturating_add(seconds), ..owner.clone() };
    format!("{}{}\n", renewed.note(), std::process::id()).into_bytes()
}

/// The error of a second run.
pub(super) fn is_locked(target: &str, owner: Option<&LockOwner>) -> Error {
    let by = match owner {
        Some(LockOwner { name, since, .. }) => format!("{name} has been publishing to `{target}` since {since}"),
        None => format!("another run is publishing to `{target}`"),
    };
    Error::remote(ErrorCode::TargetLocked, by).hint("wait until that run has finished, and publish again")
}

/// Refuses to replace the lock of another run, unless that run is dead.
///
/// # Errors
/// The lock is alive; the error names its owner.
pub(super) fn refuse_live_lock(target: &str, note: &[u8], owner: &LockOwner) -> Result<(), Error> {
    let found = LockOwner::read(note);
    if found.as_ref().is_some_and(|found| owner.at - found.at > DEAD) {
        return Ok(());
    }
    let hint = "or, if that run is dead, publish with `--break-lock`; after an hour it is taken for dead";
    Err(is_locked(target, found.as_ref()).hint(hint))
}

/// The list of the locks that this machine put at a target.
#[derive(Clone, Debug)]
pub(super) struct OwnLocks {
    /// The folder of the list.
    pub folder: RootedFolder,
    /// The file of the list.
    pub name: String,
}

impl OwnLocks {
    fn read(&self) -> Vec<u8> {
        self.folder.read(&self.name).unwrap_or_default()
    }

    /// Whether a lock at a target is in the list. No two runs of this machine are at one target at once: the lock is that of
    /// this run, or of a dead one.
    pub(super) fn has(&self, note: &[u8]) -> bool {
        !note.is_empty() && self.read().windows(note.len()).any(|own| own == note)
    }

    /// Adds the lock that is about to be put at a target. Those of the last runs stay in the list: the lock of a run that was
    /// killed may still be there, or be on its way.
    ///
    /// # Errors
    /// The list cannot be written.
    pub(super) fn remember(&self, note: &[u8]) -> Result<(), Error> {
        let earlier = self.read();
        let own = [note, earlier.get(..REMEMBERED).unwrap_or(&earlier)].concat();
        self.folder.write_whole(&self.name, &own).map_err(|error| cannot_write(&error))
    }
}

/// Takes a lock in a file of a folder of this machine. It ends with the process.
///
/// # Errors
/// Another process has the lock, or the file cannot be made.
pub(super) fn take(folder: &RootedFolder, name: &str, target: &str, owner: &LockOwner) -> Result<disk::Lock, Error> {
    let failed = |error: std::io::Error| Error::io(&format!("cannot lock {}", folder.path_of(name).display()), &error);
    let Some(mut lock) = folder.try_lock(name).map_err(failed)? else {
        let note = folder.read(name).unwrap_or_default();
        return Err(is_locked(target, LockOwner::read(&note).as_ref()));
    };
    lock.note(&owner.note()).map_err(failed)?;
    Ok(lock)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_of_others_is_shown_without_control_characters() {
        let owner = LockOwner::read(b"an\x1b[2Jna\rb\n2021\x07\n12\n").unwrap();
        assert_eq!(owner, LockOwner { name: "an [2Jna b".to_owned(), since: "2021 ".to_owned(), at: 12 });
    }
}
