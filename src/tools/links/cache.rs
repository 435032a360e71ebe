//! The cache of link statuses: the file `links` in `.courant/`. Each status is appended as it comes, so that an interrupted run
//! loses nothing.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::status::LinkStatus;
use crate::base::{Fingerprint, disk, frames};

/// The name of the file.
const NAME: &str = "links";
/// The age in seconds up to which a bad status is believed.
const BAD: i64 = 3600;
const DAY: i64 = 86_400;
/// The least age in days at which an entry is dropped.
const KEPT: i64 = 30;

/// The status of a link at some time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct CachedStatus {
    url: String,
    /// The time, in seconds since 1970.
    at: i64,
    status: LinkStatus,
}

/// Statuses of earlier runs.
#[derive(Debug)]
pub(super) struct LinkCache {
    known: BTreeMap<String, CachedStatus>,
    /// `None` where the file cannot be written.
    log: Option<disk::Log>,
    now: i64,
    days: u32,
}

impl LinkCache {
    /// Opens the cache in a folder, and makes that where it is missing. `now` is in seconds since 1970; a good status is
    /// believed for `days`. A file that is torn or cannot be written counts as empty.
    pub(super) fn open(state: &Path, now: i64, days: u32) -> Self {
        let path = state.join(NAME);
        let version = Fingerprint::of(b"courant links 1");
        let mut frames = frames::Frames::open(&path, version);
        let entries: Vec<CachedStatus> = frames.by_ref().filter_map(|frame| frames::value(&frame)).collect();
        let before = entries.len();
        let mut known: BTreeMap<String, CachedStatus> =
            entries.into_iter().map(|entry| (entry.url.clone(), entry)).collect();
        // Another run may believe entries that are too old for this one.
        known.retain(|_, entry| now - entry.at < KEPT.max(i64::from(days)) * DAY);
        let is_whole = frames.is_whole();
        // Windows replaces no file that is open.
        drop(frames);
        let log = || {
            disk::create_folder(state)?;
            // Old entries go, and so does a torn end: nothing can be appended to it.
            if !is_whole || before > 2 * known.len() {
                frames::write(&path, version, [known.values().map(frames::frame).collect()])?;
            }
            disk::Log::open(&path)
        };
        let log = log().ok();
        Self { known, log, now, days }
    }

    /// Whether statuses can be stored.
    pub(super) fn is_kept(&self) -> bool {
        self.log.is_some()
    }

    /// The status of a URL, unless it is too old.
    pub(super) fn find(&self, url: &str) -> Option<&LinkStatus> {
        self.known.get(url).filter(|entry| is_fresh(entry, self.now, self.days)).map(|entry| &entry.status)
    }

    /// Stores a status, found `seconds` after the start of the run.
    pub(super) fn add(&self, url: &str, seconds: i64, status: &LinkStatus) {
        let entry = CachedStatus { url: url.to_owned(), at: self.now + seconds, status: status.clone() };
        if let (Some(log), Ok(frame)) = (&self.log, frames::frame(&entry)) {
            // Without the entry the next run sends the request again.
            let _ = log.add(&frame);
        }
    }
}

/// Whether an entry is young enough. One of the future was written with a wrong clock.
fn is_fresh(entry: &CachedStatus, now: i64, days: u32) -> bool {
    let longest = i64::from(days) * DAY;
    let longest = match entry.status {
        LinkStatus::Alive | LinkStatus::Moved(_) => longest,
        LinkStatus::Dead { .. } | LinkStatus::Skipped(_) => longest.min(BAD),
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
        let cache = LinkCache::open(&state, 1000, 7);
        cache.add("a", 0, &LinkStatus::Alive);
        cache.add("b", 5, &LinkStatus::Dead { reason: "x".to_owned(), hint: String::new(), answered: true });
        cache.add("c", 0, &LinkStatus::Skipped("y".to_owned()));
        let known = |now, days| {
            let cache = LinkCache::open(&state, now, days);
            ["a", "b", "c"].map(|url| cache.find(url).is_some())
        };
        assert_eq!(known(1000, 0), [false; 3]);
        assert_eq!(known(1001 + BAD, 7), [true, true, false]);
        assert_eq!(known(1010 + BAD, 7), [true, false, false]);
        assert_eq!(known(1000 + 7 * DAY, 7), [false; 3]);
        assert_eq!(known(999, 7), [false; 3]);
    }

    #[test]
    fn a_torn_cache_keeps_what_stands_before_the_tear() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(NAME);
        let cache = LinkCache::open(folder.path(), 1000, 7);
        cache.add("a", 0, &LinkStatus::Alive);
        cache.add("b", 0, &LinkStatus::Moved("c".to_owned()));
        // While it is open, Windows replaces it by no other.
        drop(cache);
        let bytes = disk::read(&path).unwrap();
        disk::write(&path, bytes.get(..bytes.len() - 3).unwrap()).unwrap();
        let cache = LinkCache::open(folder.path(), 1001, 7);
        assert_eq!((cache.find("a"), cache.find("b")), (Some(&LinkStatus::Alive), None));
        cache.add("b", 0, &LinkStatus::Alive);
        assert_eq!(LinkCache::open(folder.path(), 1001, 7).find("b"), Some(&LinkStatus::Alive));
    }
}
