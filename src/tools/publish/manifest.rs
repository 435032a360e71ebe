//! The manifest: the files that Courant put at a target, stored at the target itself. Its fingerprints are hints, believed only
//! where the target's own listing agrees.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::base::{Fingerprint, Role};

/// The name of its file at the target.
pub(super) const NAME: &str = ".courant-manifest";

/// The first line; a manifest with another one is of an unknown format.
const VERSION: &str = "courant manifest 1";

/// The limit of a manifest in bytes: that of ten million files.
const LONGEST: u64 = 1 << 31;

/// A file that was put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ManifestEntry {
    /// The fingerprint of its bytes and headers; all zeros while it is about to be put.
    pub fingerprint: Fingerprint,
    /// Its tag in the target's listing.
    pub tag: Box<str>,
    /// Its role for readers.
    pub role: Role,
    /// Whether its bytes never change under this name.
    pub is_immutable: bool,
    /// The id of the item of this page.
    pub item: Option<Box<str>>,
}

/// The files that Courant put, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest(pub BTreeMap<Box<str>, ManifestEntry>);

impl Manifest {
    /// Reads a manifest; `None` where it is torn or of another format. All files then count as those of others, and nothing is
    /// removed.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut text = String::new();
        GzDecoder::new(bytes).take(LONGEST).read_to_string(&mut text).ok()?;
        let lines = text.strip_prefix(VERSION)?.strip_prefix('\n')?;
        lines.lines().map(parse).collect::<Option<_>>().map(Self)
    }

    /// Its bytes.
    ///
    /// # Errors
    /// They cannot be compressed.
    pub(super) fn bytes(&self) -> std::io::Result<Vec<u8>> {
        let mut text = format!("{VERSION}\n");
        for (name, entry) in &self.0 {
            text.push_str(&line(name, entry));
        }
        let mut gz = GzEncoder::new(Vec::new(), Compression::default());
        gz.write_all(text.as_bytes())?;
        gz.finish()
    }

    /// Adds the lines of a journal, in the format of [`line`]. The last line may be torn.
    pub(super) fn add_lines(&mut self, text: &str) {
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        self.0.extend(whole.lines().filter_map(parse));
    }
}

/// The line of a file.
pub(super) fn line(name: &str, entry: &ManifestEntry) -> String {
    let ManifestEntry { fingerprint, tag, role, is_immutable, item } = entry;
    let letter = if *is_immutable { IMMUTABLE } else { letter(*role) };
    let mut line = format!("{fingerprint} {letter} ");
    line.extend(tag.chars().map(|c| if c.is_whitespace() { '_' } else { c }));
    // Writing to a String cannot fail.
    let _ = writeln!(line, " {} {name}", item.as_deref().unwrap_or("-"));
    line
}

fn parse(line: &str) -> Option<(Box<str>, ManifestEntry)> {
    let mut parts = line.splitn(5, ' ');
    let (fingerprint, role, tag, item) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let name = parts.next().filter(|name| !name.is_empty())?;
    let item = (item != "-").then(|| item.into());
    let is_immutable = role == IMMUTABLE;
    let role = if is_immutable { Role::Asset } else { role_of(role)? };
    Some((
        name.into(),
        ManifestEntry { fingerprint: Fingerprint::parse(fingerprint)?, tag: tag.into(), role, is_immutable, item },
    ))
}

const ROLES: &[(Role, &str)] =
    &[(Role::Asset, "a"), (Role::Page, "p"), (Role::List, "l"), (Role::Feed, "f"), (Role::Machine, "m")];

/// The letter of an asset whose bytes never change.
const IMMUTABLE: &str = "i";

/// The letter of a role.
pub(super) fn letter(role: Role) -> &'static str {
    ROLES.iter().find(|(known, _)| *known == role).map_or("a", |(_, letter)| letter)
}

/// The role of a letter.
pub(super) fn role_of(letter: &str) -> Option<Role> {
    ROLES.iter().find(|(_, known)| *known == letter).map(|(role, _)| *role)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Manifest {
        let entry = |role, item: Option<&str>| ManifestEntry {
            fingerprint: Fingerprint::of(b"a"),
            tag: "12-34".into(),
            role,
            is_immutable: role == Role::Asset,
            item: item.map(Into::into),
        };
        let files = [
            ("a b/ü.html", entry(Role::Page, Some("0123abcd"))),
            ("feed.xml", entry(Role::Feed, None)),
            ("x.css", entry(Role::Asset, None)),
        ];
        Manifest(files.into_iter().map(|(name, entry)| (name.into(), entry)).collect())
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
        let lines: String = some().0.iter().map(|(name, entry)| line(name, entry)).collect();
        for end in 0..=lines.len() {
            let Some(text) = lines.get(..end) else { continue };
            let mut manifest = Manifest::default();
            manifest.add_lines(text);
            assert_eq!(manifest.0.len(), text.matches('\n').count());
            assert!(manifest.0.iter().all(|(name, entry)| some().0.get(name) == Some(entry)));
        }
    }
}
