//! The files of the state that go into an archive, and the times at which they were last used.

use chrono::{DateTime, Datelike as _, TimeZone as _, Timelike as _, Utc};
use zip::DateTime as ZipTime;

/// The folder of the copies of pictures and of share cards. Their names tell their contents: they serve any version.
pub(super) const COPIES: &str = "images/";

/// The role of a file in an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ArchivedKind {
    /// What builds remember of the site. It is small, and saves most.
    Memory,
    /// A copy of a picture, a card, or a compressed file.
    Copy,
}

/// The kind of a file by its name; `None` for one that does not belong in an archive. What publishing remembers belongs to one machine,
/// and the targets tell it themselves.
pub(super) fn kind(name: &str) -> Option<ArchivedKind> {
    let is_plain = |part: &str| {
        let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
        !part.is_empty() && part.len() <= 200 && !part.starts_with('.') && part.bytes().all(is_letter)
    };
    match name.split_once('/') {
        Some(("images" | "compressed", file)) if is_plain(file) => Some(ArchivedKind::Copy),
        Some(("words", file)) if is_plain(file) => Some(ArchivedKind::Memory),
        None if matches!(name, "ledger" | "image_index" | "search" | "links") => Some(ArchivedKind::Memory),
        None if is_plain(name) && name.starts_with("trace-") => Some(ArchivedKind::Memory),
        _ => None,
    }
}

/// A moment in nanoseconds since 1970 as archives keep it: to two seconds, from 1980 on.
pub(super) fn zip_time(nanoseconds: i64) -> ZipTime {
    let time = DateTime::from_timestamp_nanos(nanoseconds);
    let part = |number: u32| u8::try_from(number).unwrap_or_default();
    let year = u16::try_from(time.year()).unwrap_or_default();
    let (month, day) = (part(time.month()), part(time.day()));
    ZipTime::from_date_and_time(year, month, day, part(time.hour()), part(time.minute()), part(time.second()))
        .unwrap_or_default()
}

/// The same moment in seconds since 1970.
pub(super) fn seconds(time: ZipTime) -> Option<u64> {
    let part = u32::from;
    let (year, month, day) = (i32::from(time.year()), part(time.month()), part(time.day()));
    let moment = Utc.with_ymd_and_hms(year, month, day, part(time.hour()), part(time.minute()), part(time.second()));
    u64::try_from(moment.single()?.timestamp()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_builds_remember_belongs_in_an_archive() {
        for name in ["ledger", "image_index", "search", "links", "trace-0a1b2c3d", "trace-0a1b2c3d.seal", "words/0a1b"]
        {
            assert_eq!(kind(name), Some(ArchivedKind::Memory), "{name}");
        }
        for name in ["images/0a-360x240-webp", "images/0a-card.png", "compressed/0a-1b-12.br"] {
            assert_eq!(kind(name), Some(ArchivedKind::Copy), "{name}");
        }
        let others = [
            "",
            "/",
            ".",
            "..",
            "lock",
            "ledger.clock",
            "publish-site.manifest",
            "images/",
            "images/..",
            "images/.x",
            "images/a/b",
            "images//a",
            "/etc/passwd",
            "../ledger",
            "images/../../x",
            "trace-",
            "trace-/x",
            "images\\x",
            "C:ledger",
            "words/é",
            "publish-site.git/config",
            "images/a\0",
            "Ledger",
        ];
        for name in others {
            assert!(kind(name).is_none() || name == "trace-", "{name}");
        }
    }

    #[test]
    fn the_time_of_use_survives_an_archive() {
        let moment = 1_795_860_122;
        assert_eq!(seconds(zip_time(moment * 1_000_000_000)), u64::try_from(moment).ok());
        assert!(seconds(zip_time(0)).is_some_and(|year_1980| year_1980 < 320_000_000));
    }
}
