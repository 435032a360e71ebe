//! Keeps addresses alive: reports those that publishing would lose, and adds them to the aliases of the item that took their
//! place. That is one line more, or one line longer, and every other byte stays.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::changed_text::ChangedText;
use super::publish::{LetGo, LostAddress, PublishedFiles, SitePage, SitePages};
use crate::base::yaml::{Mapping, quoted};
use crate::base::{Address, Code, Diagnostic, Error, ErrorCode, Folder, Place, Sources, files};
use crate::content;
use crate::plan::Outlined;

/// A file whose aliases grew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddedAliases {
    /// The source file of the item.
    pub file: Box<str>,
    /// The added addresses.
    pub addresses: Vec<String>,
}

/// Adds aliases for all addresses that targets would lose, according to what is known to be published at them.
///
/// # Errors
/// A file cannot be read or written; each file is then old or new.
pub fn fix(
    site: &Folder,
    let_go: &LetGo,
    (outline, pages): (&[Outlined], &SitePages),
    published: &[PublishedFiles],
) -> Result<Vec<AddedAliases>, Error> {
    let files = files_of(outline);
    let mut found: BTreeMap<Box<str>, BTreeSet<String>> = BTreeMap::new();
    for lost in published.iter().flat_map(|known| known.lost(&files, pages, &[], let_go)) {
        let Some(successor) = lost.successor else { continue };
        found.entry(successor.source).or_default().extend(lost.aliases.into_iter().chain([lost.address]));
    }
    let mut written = Vec::new();
    for (file, addresses) in found {
        let addresses: Vec<String> = addresses.into_iter().collect();
        add(site, &file, &addresses)?;
        written.push(AddedAliases { file, addresses });
    }
    Ok(written)
}

/// Adds addresses to the `aliases` of an item's file.
///
/// # Errors
/// The file cannot be read or written, or its front matter has a form that cannot be changed safely.
fn add(site: &Folder, file: &str, addresses: &[String]) -> Result<(), Error> {
    let read = ChangedText::read(site, file)?;
    let unwritten = || {
        let message = format!("cannot add aliases to {file}");
        Error::usage(ErrorCode::AliasesUnwritten, message)
            .hint(format!("add them yourself: aliases: [{}]", addresses.join(", ")))
    };
    let read = read.map_err(|_not_text| unwritten())?;
    let with = with_aliases(file, &read.text, addresses).ok_or_else(unwritten)?;
    read.replace(&with)
}

/// The text with the addresses among its aliases; `None` where parsing it again does not give them.
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

/// The names of all files of an outline.
pub fn files_of(outline: &[Outlined]) -> BTreeSet<String> {
    outline.iter().map(|outlined| outlined.address.file()).collect()
}

/// The findings for addresses that a target would lose: one for each item.
pub fn findings(lost: &[LostAddress], target: &str, sources: &dyn Sources) -> Vec<Diagnostic> {
    lost.iter().map(|lost| finding(lost, target, sources)).collect()
}

fn finding(lost: &LostAddress, target: &str, sources: &dyn Sources) -> Diagnostic {
    let LostAddress { address, aliases, documents, .. } = lost;
    let more: Vec<String> = aliases.iter().chain(documents).map(|other| format!("`{other}`")).collect();
    let also = if more.is_empty() { String::new() } else { format!(", with {}", more.join(", ")) };
    let what = format!("the published address `{address}` would disappear from `{target}`{also}");
    let let_go = format!(
        "or let the address go: once with `courant publish --let-go {address}`, or permanently with `gone: [{address}]` in site.yaml"
    );
    let all = std::iter::once(address).chain(aliases).map(|address| plain_or_quoted(address));
    let all = all.collect::<Vec<_>>().join(", ");
    if let Some(file) = &lost.held {
        let message = format!("{what}: its item is held back now, as a draft or by its date");
        return Diagnostic::new(Code::AddressDies, Place::file(file), message)
            .hint("if readers should no longer have it, write `withdrawn: true` in its front matter")
            .hint(format!("or redirect them: add this line to another item:\naliases: [{all}]"))
            .hint(let_go);
    }
    let Some(SitePage { address: to, source: file, .. }) = &lost.successor else {
        return Diagnostic::new(Code::AddressDies, Place::file(&format!("{target}:{address}")), what)
            .hint(format!("to redirect readers, add this line to the item that replaces it:\naliases: [{all}]"))
            .hint("or put the file back; `withdrawn: true` in its front matter takes the item off the site")
            .hint(let_go);
    };
    let (place, has_aliases) = aliases_of(file, sources);
    let hint = if has_aliases {
        format!("add `{address}` to its `aliases`, or run `courant check --fix`")
    } else {
        format!("run `courant check --fix`, or add this line to its front matter:\naliases: [{all}]")
    };
    Diagnostic::new(Code::AddressDies, place, format!("{what}; its page seems to be at `{to}` now"))
        .hint(hint)
        .hint(let_go)
}

/// The place of the aliases of an item, or of its slug or title; and whether it has any aliases.
fn aliases_of(file: &str, sources: &dyn Sources) -> (Place, bool) {
    let text = files::readable_text(sources, file);
    let found = text.as_deref().and_then(|text| {
        let mapping = Mapping { file, text, yaml: content::split(file, text).ok()?.yaml };
        let has_aliases = mapping.has("aliases");
        let key = ["aliases", "slug", "title"].into_iter().find(|key| mapping.has(key))?;
        Some((mapping.value(key, ""), has_aliases))
    });
    found.unwrap_or_else(|| (Place::file(file), false))
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
