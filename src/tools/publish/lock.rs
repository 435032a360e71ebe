//! Who is publishing to a target, and since when: what a second one is told.

use std::path::Path;

use crate::base::{Error, ErrorCode, disk};

/// After so many seconds a run whose lock stands at a target is taken for dead.
const DEAD: i64 = 3600;
/// How many bytes of the locks of earlier runs are remembered: some dozens.
const REMEMBERED: usize = 4096;

/// Who has a lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Whose run it is: `anna@werkplek`.
    pub who: String,
    /// When the run began, for people.
    pub since: String,
    /// The same in seconds since 1970.
    pub at: i64,
}

impl Holder {
    /// As it is kept in the lock.
    pub fn note(&self) -> String {
        format!("{}\n{}\n{}\n", self.who.replace('\n', " "), self.since, self.at)
    }

    /// Reads what is kept in a lock.
    pub fn read(note: &str) -> Option<Self> {
        let mut lines = note.lines().map(str::to_owned);
        let (who, since) = (lines.next().filter(|who| !who.is_empty())?, lines.next()?);
        Some(Self { who, since, at: lines.next().and_then(|at| at.parse().ok()).unwrap_or(i64::MAX) })
    }
}

/// What a second run is told.
pub(super) fn is_locked(name: &str, holder: Option<&Holder>) -> Error {
    let by = match holder {
        Some(Holder { who, since, .. }) => format!("{who} has been publishing to `{name}` since {since}"),
        None => format!("another run is publishing to `{name}`"),
    };
    Error::remote(ErrorCode::TargetLocked, by).hint("wait until that run has ended, and publish again")
}

/// Refuses a lock that another run left at a target, unless that run is dead.
///
/// # Errors
/// Who has it, and since when.
pub(super) fn refuse_the_living(name: &str, note: &[u8], holder: &Holder) -> Result<(), Error> {
    let found = Holder::read(&String::from_utf8_lossy(note));
    if found.as_ref().is_some_and(|found| holder.at - found.at > DEAD) {
        return Ok(());
    }
    let hint = "or, if that run is dead, publish with `--break-lock`; after an hour it is taken for dead";
    Err(is_locked(name, found.as_ref()).hint(hint))
}

/// Whether a lock at a target is one that a run of this machine remembered in a file: no other run of it goes on now.
pub(super) fn is_ours(remembered: &Path, note: &[u8]) -> bool {
    let own = disk::read(remembered).unwrap_or_default();
    !note.is_empty() && own.windows(note.len()).any(|own| own == note)
}

/// Remembers in a file the lock that is about to be put at a target. Those of the last runs stay: where one was killed its lock
/// may stand there still, or be on its way.
///
/// # Errors
/// Where the file cannot be written.
pub(super) fn remember(remembered: &Path, note: &[u8]) -> Result<(), Error> {
    let earlier = disk::read(remembered).unwrap_or_default();
    let own = [note, earlier.get(..REMEMBERED).unwrap_or(&earlier)].concat();
    disk::write_whole(remembered, |file| file.write_all(&own))
        .map_err(|error| Error::io("cannot write to .courant", &error))
}

/// Takes a lock in a file of this machine, which ends with the run, however that ends.
///
/// # Errors
/// Where somebody has it, or the file cannot be made.
pub(super) fn take(path: &Path, name: &str, holder: &Holder) -> Result<disk::Lock, Error> {
    let failed = |error: std::io::Error| Error::io(&format!("cannot lock {}", path.display()), &error);
    let Some(mut lock) = disk::try_lock(path).map_err(failed)? else {
        let note = disk::read(path).unwrap_or_default();
        return Err(is_locked(name, Holder::read(&String::from_utf8_lossy(&note)).as_ref()));
    };
    lock.note(&holder.note()).map_err(failed)?;
    Ok(lock)
}
