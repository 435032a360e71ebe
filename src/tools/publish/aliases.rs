//! Adds aliases to the front matter of an item: one line more, or one line longer, and every other byte as it was.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;

use super::addresses;
use super::run::Memory;
use crate::base::yaml::{Mapping, quoted};
use crate::base::{Address, Error, ErrorCode, Folder, Sources as _, disk, files};
use crate::build::STATE;
use crate::config::publishing::Publishing;
use crate::content;
use crate::plan::Outlined;

/// A file to whose aliases addresses were added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The item's file.
    pub file: Box<str>,
    /// The addresses that lead there now.
    pub addresses: Vec<String>,
}

/// Writes the aliases that keep addresses alive which the targets have, as far as this machine remembers them: gives the
/// files that were changed, each with the addresses that lead there now.
///
/// # Errors
/// Where the site has errors, or a file cannot be read or written; each is then old or new.
pub fn fix(site: &Folder, publishing: &Publishing, outline: &[Outlined]) -> Result<Vec<Kept>, Error> {
    let state = site.root().join(STATE);
    let let_go: HashSet<String> = publishing.gone.iter().map(Address::file).collect();
    let wanted: HashSet<String> = outline.iter().map(|outlined| outlined.address.file()).collect();
    let mut found: BTreeMap<Box<str>, BTreeSet<String>> = BTreeMap::new();
    for target in &publishing.targets {
        let known = Memory::of(&state, &target.name).last();
        let removals = known.0.iter().filter(|(file, _)| !wanted.contains(&***file));
        let removals = removals.map(|(file, record)| (&**file, record.role, record.source.as_deref()));
        for dying in addresses::dying(removals, outline, &known, &let_go) {
            let Some((_, file)) = dying.successor else { continue };
            found.entry(file).or_default().insert(dying.address);
        }
    }
    let mut written = Vec::new();
    for (file, addresses) in found {
        let addresses: Vec<String> = addresses.into_iter().collect();
        add(site, &file, &addresses)?;
        written.push(Kept { file, addresses });
    }
    Ok(written)
}

/// Adds addresses to the `aliases` of an item's file.
///
/// # Errors
/// Where the file cannot be read or written, or its front matter has a form in which they cannot be added with certainty.
pub(super) fn add(site: &Folder, file: &str, addresses: &[String]) -> Result<(), Error> {
    let bytes = site.read(file).map_err(|error| Error::io(&format!("cannot read {file}"), &error))?;
    let mark: &[u8] = if bytes.starts_with(b"\xef\xbb\xbf") { b"\xef\xbb\xbf" } else { b"" };
    let unwritten = || {
        let message = format!("the aliases of {file} could not be added to");
        Error::usage(ErrorCode::AliasesUnwritten, message)
            .hint(format!("write them yourself: aliases: [{}]", addresses.join(", ")))
    };
    let text = files::decode(file, bytes.clone()).map_err(|_not_text| unwritten())?;
    let with = with_aliases(file, &text, addresses).ok_or_else(unwritten)?;
    let path = site.root().join(file);
    disk::write_whole(&path, |out| out.write_all(mark).and_then(|()| out.write_all(with.as_bytes())))
        .map_err(|error| Error::io(&format!("cannot write {file}"), &error))
}

/// The text with the addresses among its aliases; `None` where it does not read so afterwards.
fn with_aliases(file: &str, text: &str, addresses: &[String]) -> Option<String> {
    let yaml = content::split(file, text).ok()?.yaml;
    let before = aliases(text.get(yaml.clone())?)?;
    let line_end = if text.get(..yaml.start)?.ends_with("\r\n") { "\r\n" } else { "\n" };
    let list: Vec<String> = addresses.iter().map(|address| plain_or_quoted(address)).collect();
    let mapping = Mapping { file, text, yaml: yaml.clone() };
    let (at, added) = match mapping.span_of("aliases") {
        None => (yaml.end, format!("aliases: [{}]{line_end}", list.join(", "))),
        Some(span) => {
            let value = text.get(span.clone())?;
            let open = value.find('[').filter(|at| value.get(..*at).is_some_and(|key| !key.contains('\n')));
            if let Some(open) = open {
                let comma = if before.is_empty() { "" } else { ", " };
                (span.start + open + 1, format!("{}{comma}", list.join(", ")))
            } else {
                let item = value.lines().find(|line| line.trim_start().starts_with("- "))?;
                let indent = item.get(..item.find('-')?)?;
                let mut lines = String::new();
                for address in &list {
                    // Writing to a String cannot fail.
                    let _ = write!(lines, "{indent}- {address}{line_end}");
                }
                (span.start + value.find('\n')? + 1, lines)
            }
        }
    };
    let with = format!("{}{added}{}", text.get(..at)?, text.get(at..)?);
    let split = content::split(file, &with).ok()?;
    let after = aliases(with.get(split.yaml)?)?;
    let is_right =
        after.len() == before.len() + addresses.len() && addresses.iter().all(|address| after.contains(address));
    is_right.then_some(with)
}

/// The aliases in front matter; `None` where it cannot be read.
fn aliases(yaml: &str) -> Option<Vec<String>> {
    #[derive(Default, serde::Deserialize)]
    #[serde(default)]
    struct Aliases {
        aliases: Option<Vec<String>>,
    }
    Some(serde_yaml::from_str::<Option<Aliases>>(yaml).ok()?.unwrap_or_default().aliases.unwrap_or_default())
}

/// An address as a YAML value in a list.
fn plain_or_quoted(address: &str) -> String {
    let is_plain = Address::parse(address).is_ok()
        && address.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_' | b'.'));
    if is_plain { address.to_owned() } else { quoted(address) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(front: &str) -> Option<String> {
        with_aliases("a.md", &format!("---\n{front}---\nTekst.\n"), &["/oud/".to_owned(), "/a, b/".to_owned()])
    }

    #[test]
    fn aliases_are_added_in_the_form_that_is_there() {
        let text = |front: &str| Some(format!("---\n{front}---\nTekst.\n"));
        assert_eq!(with("title: A\n"), text("title: A\naliases: [/oud/, \"/a, b/\"]\n"));
        assert_eq!(
            with("aliases: [/x/] # oud\ntitle: A\n"),
            text("aliases: [/oud/, \"/a, b/\", /x/] # oud\ntitle: A\n")
        );
        assert_eq!(with("aliases: []\n"), text("aliases: [/oud/, \"/a, b/\"]\n"));
        assert_eq!(
            with("aliases:\n  # van vroeger\n  - /x/\ntitle: A\n"),
            text("aliases:\n  - /oud/\n  - \"/a, b/\"\n  # van vroeger\n  - /x/\ntitle: A\n")
        );
        assert_eq!(with("aliases:\n- /x/\n"), text("aliases:\n- /oud/\n- \"/a, b/\"\n- /x/\n"));
    }

    #[test]
    fn line_ends_stay_as_they_are() {
        let added = with_aliases("a.md", "---\r\ntitle: A\r\n---\r\nTekst.\r\n", &["/oud/".to_owned()]);
        assert_eq!(added.as_deref(), Some("---\r\ntitle: A\r\naliases: [/oud/]\r\n---\r\nTekst.\r\n"));
    }

    #[test]
    fn what_cannot_be_added_with_certainty_is_not() {
        assert_eq!(with("aliases: &a\n  ? x\n"), None);
        assert_eq!(with("{title: A}\n"), None);
        assert_eq!(with_aliases("a.md", "geen", &["/oud/".to_owned()]), None);
    }
}
