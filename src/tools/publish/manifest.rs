//! What Courant put at a target, kept at the target itself: which files are ours, and what each was when it was put. What
//! it says of a file's contents is a hint, believed only where the target's own listing agrees.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::base::Fingerprint;
use crate::plan::Role;

/// The name of its file at the target.
pub(super) const NAME: &str = ".courant-manifest";

/// The first line; another one is another form, of which nothing is known.
const VERSION: &str = "courant manifest 1";

/// The longest manifest that is read, in bytes: that of ten million files.
const LONGEST: u64 = 1 << 31;

/// What is known of a file that was put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    /// What it was, with what was told of it; all zeros while it is about to be put.
    pub fingerprint: Fingerprint,
    /// What the target's listing said of it then.
    pub tag: Box<str>,
    /// What it is to readers.
    pub role: Role,
    /// The short fingerprint of the name of the item's file that it is the page of.
    pub source: Option<Box<str>>,
}

/// The files that are ours, by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest(pub BTreeMap<Box<str>, Record>);

impl Manifest {
    /// Reads a manifest. One that is torn or of another form is `None`: then all files are as those of someone else, and
    /// nothing is removed.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut text = String::new();
        GzDecoder::new(bytes).take(LONGEST).read_to_string(&mut text).ok()?;
        let lines = text.strip_prefix(VERSION)?.strip_prefix('\n')?;
        lines.lines().map(record).collect::<Option<_>>().map(Self)
    }

    /// Its bytes.
    ///
    /// # Errors
    /// Where they cannot be compressed.
    pub(super) fn bytes(&self) -> std::io::Result<Vec<u8>> {
        let mut text = format!("{VERSION}\n");
        for (file, record) in &self.0 {
            text.push_str(&line(file, record));
        }
        let mut gz = GzEncoder::new(Vec::new(), Compression::default());
        gz.write_all(text.as_bytes())?;
        gz.finish()
    }

    /// Adds what a run that did not end noted line by line, as [`line`] makes them. The last line may be torn.
    pub(super) fn add_lines(&mut self, text: &str) {
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        self.0.extend(whole.lines().filter_map(record));
    }
}

/// A file and its record on one line.
pub(super) fn line(file: &str, record: &Record) -> String {
    let Record { fingerprint, tag, role, source } = record;
    let mut line = format!("{fingerprint} {} ", letter(*role));
    line.extend(tag.chars().map(|c| if c.is_whitespace() { '_' } else { c }));
    // Writing to a String cannot fail.
    let _ = writeln!(line, " {} {file}", source.as_deref().unwrap_or("-"));
    line
}

fn record(line: &str) -> Option<(Box<str>, Record)> {
    let mut parts = line.splitn(5, ' ');
    let (fingerprint, role, tag, source) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let file = parts.next().filter(|file| !file.is_empty())?;
    let source = (source != "-").then(|| source.into());
    Some((
        file.into(),
        Record { fingerprint: Fingerprint::parse(fingerprint)?, tag: tag.into(), role: role_of(role)?, source },
    ))
}

const ROLES: &[(Role, &str)] =
    &[(Role::Asset, "a"), (Role::Page, "p"), (Role::List, "l"), (Role::Feed, "f"), (Role::Machine, "m")];

/// How a role is written.
pub(super) fn letter(role: Role) -> &'static str {
    ROLES.iter().find(|(known, _)| *known == role).map_or("a", |(_, letter)| letter)
}

/// The role that is written so.
pub(super) fn role_of(letter: &str) -> Option<Role> {
    ROLES.iter().find(|(_, known)| *known == letter).map(|(role, _)| *role)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Manifest {
        let record = |role, source: Option<&str>| Record {
            fingerprint: Fingerprint::of(b"a"),
            tag: "12-34".into(),
            role,
            source: source.map(Into::into),
        };
        let files = [
            ("a b/ü.html", record(Role::Page, Some("0123abcd"))),
            ("feed.xml", record(Role::Feed, None)),
            ("x.css", record(Role::Asset, None)),
        ];
        Manifest(files.into_iter().map(|(file, record)| (file.into(), record)).collect())
    }

    #[test]
    fn a_manifest_is_read_as_it_was_written() {
        assert_eq!(Manifest::read(&some().bytes().unwrap()), Some(some()));
    }

    #[test]
    fn a_manifest_that_is_torn_says_nothing() {
        let bytes = some().bytes().unwrap();
        for end in 0..bytes.len() {
            assert_eq!(Manifest::read(bytes.get(..end).unwrap()), None, "{end}");
        }
        assert_eq!(Manifest::read(b"<html>404</html>"), None);
    }

    #[test]
    fn lines_are_added_up_to_the_one_that_is_torn() {
        let lines: String = some().0.iter().map(|(file, record)| line(file, record)).collect();
        for end in 0..=lines.len() {
            let Some(text) = lines.get(..end) else { continue };
            let mut manifest = Manifest::default();
            manifest.add_lines(text);
            assert_eq!(manifest.0.len(), text.matches('\n').count());
            assert!(manifest.0.iter().all(|(file, record)| some().0.get(file) == Some(record)));
        }
    }
}
