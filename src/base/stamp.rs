//! The state of a file, by which an unchanged one is known without reading it.

/// The state of a file by its metadata. Equal stamps mean an unchanged file, unless it changed twice within one tick of the
/// file system's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Stamp {
    /// Size in bytes.
    pub size: u64,
    /// Last change of the contents, nanoseconds since 1970.
    pub modified: i64,
    /// Last change of contents or inode, nanoseconds since 1970: catches an edit that sets the time back. On Windows the same
    /// as `modified`.
    pub changed: i64,
    /// The inode, on Windows the time of creation: catches a file that was replaced by another.
    pub inode: u64,
}

/// The longest tick of a file system that has nanoseconds (Linux stamps files by its timer, 1 to 10 ms; Windows, 16 ms), and of
/// one that has not (FAT: 2 s).
const TICKS: [i64; 2] = [20_000_000, 2_000_000_000];

impl Stamp {
    /// Whether a file with this stamp could have been changed once more at this moment without another stamp.
    pub fn is_fresh_at(&self, now: i64) -> bool {
        let has_nanoseconds = self.changed % 1_000_000_000 != 0;
        let [short, long] = TICKS;
        self.changed >= now.saturating_sub(if has_nanoseconds { short } else { long })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_from_before_the_clock_was_set_back_is_never_believed() {
        let now = 1_700_000_000_123_456_789;
        let at = |changed| Stamp { size: 1, modified: changed, changed, inode: 1 };
        assert!(at(now + 3_600_000_000_000).is_fresh_at(now), "it is from the future: the clock was set back");
        assert!(at(now).is_fresh_at(now), "it could be changed once more within this tick");
        assert!(!at(now - 3_600_000_000_000).is_fresh_at(now));
        let whole_seconds = now - now % 1_000_000_000;
        assert!(at(whole_seconds - 1_000_000_000).is_fresh_at(now), "a file system with ticks of two seconds");
    }
}
