//! What fuzzers run on the answers of other sites.

use super::cache::CachedStatus;
use super::robots::Robots;
use crate::base::frames;

/// A `robots.txt`, whatever it is; the first line is the path.
pub(crate) fn fuzz_robots(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (path, text) = text.split_once('\n').unwrap_or(("/", &text));
    let _ = Robots::parse(text).allows(path);
}

/// The statuses that earlier runs kept.
pub(crate) fn fuzz_cache(bytes: &[u8]) {
    let _ = frames::value::<CachedStatus>(bytes);
}
