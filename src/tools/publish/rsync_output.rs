//! Parses the output of the `rsync` command: listings, comparisons, errors.

use chrono::DateTime;

use super::listing::OTHER;
use crate::base::ErrorCode;

/// A file or folder at a destination of `rsync`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RsyncEntry {
    /// Its name, with `/` between its parts.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its size and time; `None` for a folder.
    pub tag: Option<Box<str>>,
}

/// The tag of a file that was last changed at a time, in seconds since 1970.
pub(super) fn tag(size: u64, seconds: i64) -> Box<str> {
    let time = DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    tag_of(size, &time.format("%Y/%m/%d").to_string(), &time.format("%H:%M:%S").to_string())
}

fn tag_of(size: u64, day: &str, time: &str) -> Box<str> {
    format!("{size}-{day}-{time}").into()
}

/// Parses the lines of `rsync --list-only`: mode, size, day, time, name.
pub(super) fn entries(out: &[u8]) -> Vec<RsyncEntry> {
    String::from_utf8_lossy(out).lines().filter_map(entry).filter(|entry| entry.name != ".").collect()
}

fn entry(line: &str) -> Option<RsyncEntry> {
    let (mode, rest) = line.split_once(' ')?;
    let (size, rest) = rest.trim_start().split_once(' ')?;
    let (day, rest) = rest.split_once(' ')?;
    let (time, name) = rest.split_once(' ')?;
    let size = size.parse().ok()?;
    let (name, tag) = match mode.chars().next()? {
        'd' => (name, None),
        '-' => (name, Some(tag_of(size, day, time))),
        'l' => (name.split_once(" -> ").map_or(name, |(name, _)| name), Some(OTHER.into())),
        _ => (name, Some(OTHER.into())),
    };
    let is_file = tag.as_deref() != Some(OTHER);
    Some(RsyncEntry { name: unescape(name), size: if is_file { size } else { u64::MAX }, tag })
}

/// The files that a comparison found unchanged: `.f          nieuws/index.html`.
pub(super) fn unchanged(out: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(out);
    let same = text.lines().filter_map(|line| line.split_at_checked(12)).filter(|(what, _)| what.starts_with(".f"));
    same.map(|(_, name)| unescape(name)).collect()
}

/// A name without escapes: control characters are written as `\#012`.
fn unescape(name: &str) -> String {
    let mut parts = name.split("\\#");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part.get(..3).and_then(|digits| u8::from_str_radix(digits, 8).ok());
        if let Some((code, rest)) = code.zip(part.get(3..)) {
            whole.push(char::from(code));
            whole.push_str(rest);
        } else {
            whole.push_str("\\#");
            whole.push_str(part);
        }
    }
    whole
}

/// The line of standard error with the reason.
pub(super) fn line(stderr: &str) -> &str {
    let lines = || stderr.lines().map(str::trim).filter(|line| !line.is_empty());
    let is_reason = |line: &&str| line.starts_with("@ERROR") || line.contains("failed") || line.contains("refused");
    let is_code = |line: &&str| line.starts_with("rsync error:");
    let first = lines().find(|line| is_reason(line) && !is_code(line));
    first.or_else(|| lines().find(|line| !is_code(line))).or_else(|| lines().next()).unwrap_or("it gives no reason")
}

/// The code and the hint of an error.
pub(super) fn reason(stderr: &str) -> (ErrorCode, &'static str) {
    let has = |words: &[&str]| words.iter().any(|word| stderr.contains(word));
    if has(&["No space left on device", "Disk quota exceeded"]) {
        (
            ErrorCode::DiskFull,
            "free some space at the target, and publish again: the run resumes where it stopped, and no file is incomplete",
        )
    } else if has(&["command not found", "rsync: not found"]) {
        (ErrorCode::ProgramMissing, "install rsync on the other machine too")
    } else if has(&["unknown option", "unrecognized option"]) {
        (ErrorCode::RsyncFailed, "install rsync 3.1 or later, on both machines")
    } else if has(&["Not a directory", "could not make way", "Too many levels of symbolic links"]) {
        (
            ErrorCode::TargetInTheWay,
            "something that Courant did not publish is at the place of a file: move it, and publish again",
        )
    } else if has(&[
        "Permission denied",
        "auth failed",
        "Host key verification",
        "read only",
        "refusing",
        "Operation not permitted",
    ]) {
        (
            ErrorCode::TargetRefuses,
            "check your access: use a key for SSH, and the environment variable RSYNC_PASSWORD for an rsync server",
        )
    } else if has(&["Unknown module", "chdir failed", "chroot failed", "No such file or directory"]) {
        (ErrorCode::TargetMissing, "create the folder or the module first, and check its name")
    } else {
        (
            ErrorCode::RsyncFailed,
            "check that `rsync` to the target works from this machine, and publish again: the run resumes where it stopped",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_is_read_whatever_the_names() {
        let out = "\
drwxr-xr-x           4,096 2026/11/25 16:43:30 ongelezen
drwxr-xr-x            4096 2026/11/25 16:43:30 .
-rw-r--r--               2 2026/11/25 16:43:30  a  b 😀.txt
-rw-r--r--               1 2026/11/25 16:43:30 nl\\#012x\\#134#y \\# z
lrwxrwxrwx              12 2026/11/25 16:43:30 link -> ../elders
drwxr-xr-x            4096 2026/11/25 16:43:30 a/b
";
        let entries = entries(out.as_bytes());
        let names: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(names, [" a  b 😀.txt", "nl\nx\\#y \\# z", "link", "a/b"]);
        assert_eq!(entries[0].tag.as_deref(), Some(&*tag(2, 1_795_625_010)));
        assert_eq!((entries[2].tag.as_deref(), entries[3].tag.as_deref()), (Some(OTHER), None));
    }

    #[test]
    fn a_comparison_names_what_is_the_same() {
        let out =
            ".f          a b.html\n>fc.T...... c.html\n.f..t...... d\\#012.html\ncd+++++++++ e/\n.d          f/\n";
        assert_eq!(unchanged(out.as_bytes()), ["a b.html", "d\n.html"]);
    }

    #[test]
    fn the_line_with_the_reason_is_shown() {
        let said = "rsync: [Receiver] write failed on \"/x\": No space left on device (28)\nrsync error: error in file IO (code 11)\n";
        assert_eq!(reason(said).0, ErrorCode::DiskFull);
        assert!(line(said).starts_with("rsync: [Receiver] write failed"));
        let said = "@ERROR: Unknown module 'x'\nrsync error: error starting client-server protocol (code 5)\n";
        assert_eq!((reason(said).0, line(said)), (ErrorCode::TargetMissing, "@ERROR: Unknown module 'x'"));
        assert_eq!(line(""), "it gives no reason");
    }
}
