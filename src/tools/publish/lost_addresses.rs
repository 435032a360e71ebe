//! Finds the addresses that a run would take from readers, each with the page that most likely took its place.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

use super::manifest::Manifest;
use super::plan::{PublishPlan, Removal};
use super::release::{SitePage, item_id};
use super::state;
use crate::base::{Address, Role};

/// Extensions of documents: readers keep their addresses, as those of pages.
const DOCUMENTS: &[&str] = &[
    "pdf", "doc", "docx", "odt", "rtf", "xls", "xlsx", "ods", "csv", "ppt", "pptx", "odp", "epub", "zip", "ics", "mp3",
    "mp4",
];

/// The limit of compared pairs of addresses, which takes two seconds: a site of which more addresses changed was moved by a
/// rule, not by hand.
const PAIRS: usize = 200_000;

/// The least similarity, of 1, of the last parts of two addresses of one page.
const SIMILAR: f64 = 0.6;

/// An address that would disappear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostAddress {
    /// The address.
    pub address: String,
    /// The page that most likely took its place.
    pub successor: Option<SitePage>,
}

/// The address of a file.
pub(super) fn address_of(name: &str) -> String {
    match name.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => format!("/{folder}"),
        _ => format!("/{name}"),
    }
}

/// Whether readers keep the address of a file: a page, a list, a feed or a document; not an image.
fn is_kept_by_readers(name: &str, role: Role) -> bool {
    match role {
        Role::Page | Role::List | Role::Feed => true,
        Role::Machine => false,
        Role::Asset => name.rsplit_once('.').is_some_and(|(_, end)| DOCUMENTS.contains(&&*end.to_lowercase())),
    }
}

/// The addresses that would disappear with these removals, except those of `let_go`.
pub(super) fn find<'a>(
    removals: impl IntoIterator<Item = (&'a str, Role, Option<&'a str>)>,
    pages: &[SitePage],
    known: &Manifest,
    let_go: &HashSet<String>,
) -> Vec<LostAddress> {
    // A list goes with the feeds in its folder.
    let list_of =
        |name: &str| format!("{}index.html", name.rfind('/').and_then(|at| name.get(..=at)).unwrap_or_default());
    let may_go =
        |name: &str, role: Role| let_go.contains(name) || role == Role::Feed && let_go.contains(&list_of(name));
    let lost = removals.into_iter().filter(|(name, role, _)| is_kept_by_readers(name, *role) && !may_go(name, *role));
    let mut index = None;
    let lost = lost.map(|(name, _, item)| {
        let address = address_of(name);
        // Most runs lose no address, and need no index.
        let index = index.get_or_insert_with(|| SuccessorIndex::new(pages, known));
        let successor = index.successor(&address, item).cloned();
        LostAddress { address, successor }
    });
    lost.collect()
}

/// The addresses that would disappear from a target, according to the last run from this machine. `files` are the names of
/// all files of the site.
pub fn lost_since_last_run(
    state: &Path,
    target: &str,
    files: &BTreeSet<String>,
    pages: &[SitePage],
    let_go: &[Address],
) -> Vec<LostAddress> {
    let known = state::last_manifest(state, target);
    let removed = known.0.iter().filter(|(name, _)| !files.contains(&***name));
    let removed = removed.map(|(name, entry)| (&**name, entry.role, entry.item.as_deref()));
    find(removed, pages, &known, &let_go.iter().map(Address::file).collect())
}

/// The removals of a plan, for [`find`].
pub(super) fn removed<'p>(plan: &'p PublishPlan<'_>) -> impl Iterator<Item = (&'p str, Role, Option<&'p str>)> {
    plan.removals.iter().map(|Removal { name, role, item, .. }| (&**name, *role, item.as_deref()))
}

/// The pages that may have taken the place of another.
struct SuccessorIndex<'s> {
    /// The pages by the id of their item.
    by_item: HashMap<Box<str>, &'s SitePage>,
    /// The pages that the target does not have yet, by the last part of their addresses.
    fresh: BTreeMap<String, &'s SitePage>,
    /// The pairs that may still be compared.
    pairs: usize,
}

impl<'s> SuccessorIndex<'s> {
    fn new(pages: &'s [SitePage], known: &Manifest) -> Self {
        // The first page of an item counts.
        let by_item = pages.iter().rev().map(|page| (item_id(&page.source), page)).collect();
        let fresh = pages.iter().filter(|page| !known.0.contains_key(&*page.address.file()));
        let fresh = fresh.map(|page| (last_part(page.address.as_str()).to_owned(), page)).collect();
        Self { by_item, fresh, pairs: PAIRS }
    }

    /// The successor of a page: the page of the same item, or else the new one with the most similar address.
    fn successor(&mut self, address: &str, item: Option<&str>) -> Option<&'s SitePage> {
        let wanted = last_part(address);
        let same = item.and_then(|item| self.by_item.get(item)).or_else(|| self.fresh.get(wanted));
        if same.is_some() || self.pairs < self.fresh.len() {
            return same.copied();
        }
        self.pairs -= self.fresh.len();
        let score =
            |(last, page): (&String, &&'s SitePage)| (strsim::normalized_damerau_levenshtein(wanted, last), *page);
        let best = self.fresh.iter().map(score).max_by(|(a, _), (b, _)| a.total_cmp(b));
        best.filter(|(similarity, _)| *similarity >= SIMILAR).map(|(_, page)| page)
    }
}

/// The last part of an address: `open-dag` of `/nieuws/2013/open-dag/`.
fn last_part(address: &str) -> &str {
    address.trim_end_matches('/').rsplit('/').next().unwrap_or_default().trim_end_matches(".html")
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
        assert_eq!(address_of("index.html"), "/");
        assert_eq!(address_of("a/index.html"), "/a/");
        assert_eq!(address_of("a/myindex.html"), "/a/myindex.html");
    }
}
