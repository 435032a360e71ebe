//! An address that readers have had does not die unseen: what would lead nowhere after a run is a finding, with the item
//! that most likely took its place.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::manifest::Manifest;
use super::plan::{Plan, Removal};
use super::shelf::source_fingerprint;
use crate::base::yaml::Mapping;
use crate::base::{Address, Code, Diagnostic, Place, Sources, files};
use crate::content;
use crate::plan::{Outlined, Role};

/// Ends of the names of files that readers keep the address of, beside pages: documents.
const DOCUMENTS: &[&str] = &[
    "pdf", "doc", "docx", "odt", "rtf", "xls", "xlsx", "ods", "csv", "ppt", "pptx", "odp", "epub", "zip", "ics", "mp3",
    "mp4",
];

/// How many pairs of addresses are compared at most, which takes two seconds: a site of which more addresses changed was
/// moved by a rule, not by hand.
const PAIRS: usize = 200_000;

/// How alike two last parts of addresses have to be, of 1, to be those of one page.
const ALIKE: f64 = 0.6;

/// An address that would die.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Dying {
    /// The address.
    pub address: String,
    /// The page that took its place, with the file of its item.
    pub successor: Option<(Address, Box<str>)>,
}

/// The address of a file of the site.
pub(super) fn of_file(file: &str) -> String {
    match file.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => format!("/{folder}"),
        _ => format!("/{file}"),
    }
}

/// Whether readers keep the address of a file: a page, a list, a feed, a document; not what pages only show.
fn is_kept_by_readers(file: &str, role: Role) -> bool {
    match role {
        Role::Page | Role::List | Role::Feed => true,
        Role::Machine => false,
        Role::Asset => file.rsplit_once('.').is_some_and(|(_, end)| DOCUMENTS.contains(&&*end.to_lowercase())),
    }
}

/// The addresses that readers have had and that would lead nowhere, but for those that may.
pub(super) fn dying<'a>(
    removals: impl IntoIterator<Item = (&'a str, Role, Option<&'a str>)>,
    outline: &[Outlined],
    known: &Manifest,
    let_go: &HashSet<String>,
) -> Vec<Dying> {
    // A list goes with the feeds that stand in its folder.
    let list_of =
        |file: &str| format!("{}index.html", file.rfind('/').and_then(|at| file.get(..=at)).unwrap_or_default());
    let may_go =
        |file: &str, role: Role| let_go.contains(file) || role == Role::Feed && let_go.contains(&list_of(file));
    let die = removals.into_iter().filter(|(file, role, _)| is_kept_by_readers(file, *role) && !may_go(file, *role));
    let mut pages = None;
    let dying = die.map(|(file, _, source)| {
        let address = of_file(file);
        // The pages are looked up only where an address dies.
        let pages = pages.get_or_insert_with(|| Pages::of(outline, known));
        let successor = pages.successor(&address, source);
        let successor = successor.and_then(|page| Some((page.address.clone(), page.source.clone()?)));
        Dying { address, successor }
    });
    dying.collect()
}

/// The removals of a plan, as [`dying`] takes them.
pub(super) fn removals<'p>(plan: &'p Plan<'_>) -> impl Iterator<Item = (&'p str, Role, Option<&'p str>)> {
    plan.removals.iter().map(|Removal { file, role, source, .. }| (&**file, *role, source.as_deref()))
}

/// The pages of the site that may have taken the place of another.
struct Pages<'o> {
    /// By the short fingerprint of the file that each is made of.
    by_source: HashMap<Box<str>, &'o Outlined>,
    /// Those that the target does not have yet, by the last part of their addresses.
    fresh: BTreeMap<String, &'o Outlined>,
    /// How many pairs may still be compared.
    pairs: usize,
}

impl<'o> Pages<'o> {
    fn of(outline: &'o [Outlined], known: &Manifest) -> Self {
        let pages = outline.iter().filter_map(|page| Some((page, page.source.as_deref()?)));
        // The first page of a file counts.
        let by_source = pages.clone().rev().map(|(page, file)| (source_fingerprint(file), page)).collect();
        let fresh = pages.filter(|(page, _)| !known.0.contains_key(&*page.address.file()));
        let fresh = fresh.map(|(page, _)| (last_part(page.address.as_str()).to_owned(), page)).collect();
        Self { by_source, fresh, pairs: PAIRS }
    }

    /// The page that took the place of another: that of the same file, or else the new one whose address is most like it.
    fn successor(&mut self, address: &str, source: Option<&str>) -> Option<&'o Outlined> {
        let wanted = last_part(address);
        let same = source.and_then(|source| self.by_source.get(source)).or_else(|| self.fresh.get(wanted));
        if same.is_some() || self.pairs < self.fresh.len() {
            return same.copied();
        }
        self.pairs -= self.fresh.len();
        let score =
            |(last, page): (&String, &&'o Outlined)| (strsim::normalized_damerau_levenshtein(wanted, last), *page);
        let best = self.fresh.iter().map(score).max_by(|(a, _), (b, _)| a.total_cmp(b));
        best.filter(|(alike, _)| *alike >= ALIKE).map(|(_, page)| page)
    }
}

/// The last part of an address: `open-dag` of `/nieuws/2013/open-dag/`.
fn last_part(address: &str) -> &str {
    address.trim_end_matches('/').rsplit('/').next().unwrap_or_default().trim_end_matches(".html")
}

/// What is told of addresses that would die at a target.
pub(super) fn findings(dying: &[Dying], target: &str, sources: &dyn Sources) -> Vec<Diagnostic> {
    dying.iter().map(|dying| finding(dying, target, sources)).collect()
}

fn finding(dying: &Dying, target: &str, sources: &dyn Sources) -> Diagnostic {
    let address = &dying.address;
    let let_go = format!("or let it go: `--let-go {address}` this once, or `gone: [{address}]` in site.yaml");
    let Some((to, file)) = &dying.successor else {
        let message = format!("`{address}` would be gone from `{target}`, and lead nowhere");
        return Diagnostic::new(Code::AddressDies, Place::file(&format!("{target}:{address}")), message)
            .hint(format!("give the page that took its place a line `aliases: [{address}]`, or bring it back"))
            .hint(let_go);
    };
    let (place, has_aliases) = aliases_of(file, sources);
    let hint = if has_aliases {
        format!("add `{address}` to its `aliases`; `courant check --fix` does it")
    } else {
        format!("add this line to its front matter; `courant check --fix` does it\naliases: [{address}]")
    };
    let message = format!("`{address}` would be gone from `{target}`; its page seems to stand at `{to}` now");
    Diagnostic::new(Code::AddressDies, place, message).hint(hint).hint(let_go)
}

/// Where the aliases of an item stand or would stand, and whether it has any.
fn aliases_of(file: &str, sources: &dyn Sources) -> (Place, bool) {
    let text = sources.read(file).ok().and_then(|bytes| files::decode(file, bytes).ok());
    let found = text.as_deref().and_then(|text| {
        let mapping = Mapping { file, text, yaml: content::split(file, text).ok()?.yaml };
        let has_aliases = mapping.has("aliases");
        let key = ["aliases", "slug", "title"].into_iter().find(|key| mapping.has(key))?;
        Some((mapping.value(key, ""), has_aliases))
    });
    found.unwrap_or_else(|| (Place::file(file), false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_keep_the_addresses_of_pages_feeds_and_documents() {
        assert!(is_kept_by_readers("nieuws/a/index.html", Role::Page));
        assert!(is_kept_by_readers("tags/a/feed.json", Role::Feed));
        assert!(is_kept_by_readers("nieuws/a/plan.PDF", Role::Asset));
        assert!(!is_kept_by_readers("nieuws/a/foto.jpg", Role::Asset));
        assert!(!is_kept_by_readers("sitemap-2.xml", Role::Machine));
        assert_eq!(of_file("index.html"), "/");
        assert_eq!(of_file("a/index.html"), "/a/");
        assert_eq!(of_file("a/myindex.html"), "/a/myindex.html");
    }
}
