//! What was found of links before: the file `links` of what is remembered, to which each answer is added as it comes, so that
//! a run that is stopped loses nothing.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Outcome;
use crate::base::{Fingerprint, disk, frames};

/// The name of the file.
const NAME: &str = "links";
/// For how many seconds it is believed that something is not there, or was not told.
const BAD: i64 = 3600;
const DAY: i64 = 86_400;
/// For how many days something is kept at least.
const KEPT: i64 = 30;

/// What was found of a link.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Entry {
    url: String,
    /// When, in seconds since 1970.
    at: i64,
    outcome: Outcome,
}

/// What was found of links before.
#[derive(Debug)]
pub(super) struct Memory {
    known: BTreeMap<String, Entry>,
    /// None where nothing can be written.
    log: Option<disk::Log>,
    now: i64,
    days: u32,
}

impl Memory {
    /// Opens what is remembered in a folder, which is made where it is not there. `now` is in seconds since 1970; what is good
    /// is believed for so many days. What is torn, or cannot be written, is a memory that is not there.
    pub(super) fn open(state: &Path, now: i64, days: u32) -> Self {
        let path = state.join(NAME);
        let version = Fingerprint::of(b"courant links 1");
        let mut frames = frames::Frames::open(&path, version);
        let entries: Vec<Entry> = frames.by_ref().filter_map(|frame| frames::value(&frame)).collect();
        let before = entries.len();
        let mut known: BTreeMap<String, Entry> = entries.into_iter().map(|entry| (entry.url.clone(), entry)).collect();
        // What this run does not believe another may.
        known.retain(|_, entry| now - entry.at < KEPT.max(i64::from(days)) * DAY);
        let log = || {
            disk::create_folder(state)?;
            // What is old goes, and so does what is torn: nothing can be added behind it.
            if !frames.is_whole() || before > 2 * known.len() {
                frames::write(&path, version, [known.values().map(frames::frame).collect()])?;
            }
            disk::Log::open(&path)
        };
        let log = log().ok();
        Self { known, log, now, days }
    }

    /// Whether what is found now can be remembered.
    pub(super) fn is_kept(&self) -> bool {
        self.log.is_some()
    }

    /// What was found of a link, where that is still believed.
    pub(super) fn find(&self, url: &str) -> Option<&Outcome> {
        self.known.get(url).filter(|entry| is_fresh(entry, self.now, self.days)).map(|entry| &entry.outcome)
    }

    /// Remembers what was found; `later` is how many seconds after the beginning of the run that was.
    pub(super) fn add(&self, url: &str, later: i64, outcome: &Outcome) {
        let entry = Entry { url: url.to_owned(), at: self.now + later, outcome: outcome.clone() };
        if let (Some(log), Ok(frame)) = (&self.log, frames::frame(&entry)) {
            // What cannot be written is asked for again.
            let _ = log.add(&frame);
        }
    }
}

/// What is dated later than now is of a clock that was wrong.
fn is_fresh(entry: &Entry, now: i64, days: u32) -> bool {
    let longest = i64::from(days) * DAY;
    let longest = match entry.outcome {
        Outcome::Fine | Outcome::Moved(_) => longest,
        Outcome::Dead { .. } | Outcome::PassedOver(_) => longest.min(BAD),
    };
    (0..longest).contains(&(now - entry.at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_good_is_believed_longer_than_what_is_bad() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        let memory = Memory::open(&state, 1000, 7);
        memory.add("a", 0, &Outcome::Fine);
        memory.add("b", 5, &Outcome::Dead { why: "x".to_owned(), hint: String::new(), answered: true });
        memory.add("c", 0, &Outcome::PassedOver("y".to_owned()));
        let known = |now, days| {
            let memory = Memory::open(&state, now, days);
            ["a", "b", "c"].map(|url| memory.find(url).is_some())
        };
        assert_eq!(known(1000, 0), [false; 3]);
        assert_eq!(known(1001 + BAD, 7), [true, true, false]);
        assert_eq!(known(1010 + BAD, 7), [true, false, false]);
        assert_eq!(known(1000 + 7 * DAY, 7), [false; 3]);
        assert_eq!(known(999, 7), [false; 3]);
    }

    #[test]
    fn a_torn_memory_keeps_what_stands_before_the_tear() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(NAME);
        let memory = Memory::open(folder.path(), 1000, 7);
        memory.add("a", 0, &Outcome::Fine);
        memory.add("b", 0, &Outcome::Moved("c".to_owned()));
        let bytes = disk::read(&path).unwrap();
        disk::write(&path, bytes.get(..bytes.len() - 3).unwrap()).unwrap();
        let memory = Memory::open(folder.path(), 1001, 7);
        assert_eq!((memory.find("a"), memory.find("b")), (Some(&Outcome::Fine), None));
        memory.add("b", 0, &Outcome::Fine);
        assert_eq!(Memory::open(folder.path(), 1001, 7).find("b"), Some(&Outcome::Fine));
    }
}
