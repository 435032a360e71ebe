//! The manifest: the files that Courant put at a target, stored at the target itself. Its fingerprints are hints, believed only
//! where the target's own listing agrees.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::base::{Error, ErrorCode, Fingerprint, Role, SharedDraft};

/// The name of its file at the target.
pub(super) const NAME: &str = ".courant-manifest";

/// The first line; a manifest with another one is of an unknown format.
const VERSION: &str = "courant manifest 1";

/// The limit of a manifest in bytes: that of ten million files.
const LONGEST: u64 = 1 << 31;
/// The limit of a manifest by its compressed size. Half of each line is a fingerprint, which hardly becomes shorter.
const MOST_TIMES: u64 = 100;

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

/// A name in a manifest or a journal that cannot be that of a file of a site. Whoever can write there is not Courant alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ForeignName(String);

impl ForeignName {
    /// The error, with the file that has the name.
    pub(super) fn refuse(&self, file: &str) -> Error {
        let message = format!("{file} names `{}`, which cannot be a file of a site", self.0.escape_debug());
        Error::usage(ErrorCode::TargetUnusable, message)
            .hint("somebody else wrote it: find out who can write there, and restore or remove the file")
    }

    /// Refuses a name, unless it is a relative one, and neither Git's nor Courant's own: `nieuws/index.html`.
    fn check(name: &str) -> Result<(), Self> {
        let is_foreign = |part: &str| {
            matches!(part, "" | "." | "..") || part.eq_ignore_ascii_case(".git") || part.starts_with(".courant")
        };
        let is_file = !name.contains(|c: char| c.is_control() || c == '\\') && !name.split('/').any(is_foreign);
        if is_file { Ok(()) } else { Err(Self(name.to_owned())) }
    }
}

/// The files that Courant put, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest(pub BTreeMap<Box<str>, ManifestEntry>);

impl Manifest {
    /// Reads a manifest; `None` where it is torn or of another format. All files then count as those of others, and nothing is
    /// removed.
    ///
    /// # Errors
    /// It names what is no file of a site.
    pub(super) fn read(bytes: &[u8]) -> Result<Option<Self>, ForeignName> {
        let mut text = String::new();
        let longest = LONGEST.min((bytes.len() as u64).saturating_mul(MOST_TIMES));
        let read = GzDecoder::new(bytes).take(longest).read_to_string(&mut text);
        if read.map_or(true, |length| length as u64 == longest) {
            return Ok(None);
        }
        let lines = text.strip_prefix(VERSION).and_then(|rest| rest.strip_prefix('\n'));
        let files: Option<BTreeMap<_, _>> = lines.and_then(|lines| lines.split_terminator('\n').map(parse).collect());
        let Some(files) = files else { return Ok(None) };
        files.keys().try_for_each(|name| ForeignName::check(name))?;
        Ok(Some(Self(files)))
    }

    /// Gives the files of shared drafts their own names, from the names of all files at the target. Those that are not there are
    /// forgotten.
    pub(super) fn reveal<'n>(&mut self, names: impl IntoIterator<Item = &'n str>) {
        if !self.has_hidden() {
            return;
        }
        for name in names.into_iter().filter(|name| SharedDraft::address_in(name).is_some()) {
            if let Some(entry) = self.0.remove(&*SharedDraft::public_name(name)) {
                self.0.insert(name.into(), entry);
            }
        }
        self.0.retain(|name, _| !SharedDraft::is_public_name(name));
    }

    /// Whether the names of some files are hidden.
    pub(super) fn has_hidden(&self) -> bool {
        self.0.keys().any(|name| SharedDraft::is_public_name(name))
    }

    /// Its bytes. Readers may be able to get them, so the names of shared drafts are hidden in them.
    ///
    /// # Errors
    /// They cannot be compressed.
    pub(super) fn bytes(&self) -> std::io::Result<Vec<u8>> {
        let mut text = format!("{VERSION}\n");
        let (shared, others): (Vec<_>, Vec<_>) =
            self.0.iter().partition(|(name, _)| SharedDraft::address_in(name).is_some());
        for (name, entry) in others {
            text.push_str(&line(name, entry));
        }
        // The order of these lines says nothing either.
        let mut hidden: Vec<String> =
            shared.into_iter().map(|(name, entry)| line(&SharedDraft::public_name(name), entry)).collect();
        hidden.sort_by(|one, other| one.rsplit(' ').next().cmp(&other.rsplit(' ').next()));
        text.extend(hidden);
        let mut gz = GzEncoder::new(Vec::new(), Compression::default());
        gz.write_all(text.as_bytes())?;
        gz.finish()
    }

    /// Adds the lines of a journal, in the format of [`line`]. The last line may be torn.
    ///
    /// # Errors
    /// It names what is no file of a site.
    pub(super) fn add_lines(&mut self, text: &str) -> Result<(), ForeignName> {
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        whole.split_terminator('\n').filter_map(parse).try_for_each(|(name, entry)| {
            ForeignName::check(&name)?;
            self.0.insert(name, entry);
            Ok(())
        })
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
        assert_eq!(Manifest::read(&some().bytes().unwrap()), Ok(Some(some())));
    }

    #[test]
    fn a_manifest_that_is_torn_says_nothing() {
        let bytes = some().bytes().unwrap();
        for end in 0..bytes.len() {
            assert_eq!(Manifest::read(bytes.get(..end).unwrap()), Ok(None), "{end}");
        }
        assert_eq!(Manifest::read(b"<html>404</html>"), Ok(None));
        let mut bomb = GzEncoder::new(Vec::new(), Compression::default());
        bomb.write_all(format!("{VERSION}\n{}", "\n".repeat(1 << 24)).as_bytes()).unwrap();
        assert_eq!(Manifest::read(&bomb.finish().unwrap()), Ok(None));
    }

    #[test]
    fn a_name_that_leads_elsewhere_is_refused_and_named() {
        let names = [
            "../id",
            "a/../../id",
            "/etc/passwd",
            "a//b",
            "./a",
            "a/.",
            "a/",
            ".git/config",
            "a/.GIT/hooks/x",
            ".courant-lock",
            ".courant-tmp/x",
            "a\u{1b}[2Jb",
            "a\rb",
            "a\\b",
            "..",
        ];
        for name in names {
            let entry = some().0.into_values().next().unwrap();
            let lines = line(name, &entry);
            let hostile = Manifest([(name.into(), entry)].into());
            assert_eq!(Manifest::read(&hostile.bytes().unwrap()), Err(ForeignName(name.to_owned())), "{name}");
            assert_eq!(Manifest::default().add_lines(&lines), Err(ForeignName(name.to_owned())), "{name}");
        }
        let told = ForeignName("a\u{1b}b".to_owned()).refuse("the manifest").message();
        assert_eq!(told, "the manifest names `a\\u{1b}b`, which cannot be a file of a site");
    }

    #[test]
    fn lines_are_added_up_to_the_one_that_is_torn() {
        let lines: String = some().0.iter().map(|(name, entry)| line(name, entry)).collect();
        for end in 0..=lines.len() {
            let Some(text) = lines.get(..end) else { continue };
            let mut manifest = Manifest::default();
            manifest.add_lines(text).unwrap();
            assert_eq!(manifest.0.len(), text.matches('\n').count());
            assert!(manifest.0.iter().all(|(name, entry)| some().0.get(name) == Some(entry)));
        }
    }
}
