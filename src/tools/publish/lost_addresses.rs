//! Finds the addresses that a run would take from readers, each with the page that most likely took its place.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

use super::manifest::{Manifest, ManifestEntry};
use super::plan::{PublishPlan, Removal, is_kept};
use super::release::{HeldPage, SitePage, SitePages, id_of_mark, item_id, likeness_of_mark};
use super::state;
use crate::base::compression::Compression;
use crate::base::{Address, Role, Route, SharedDraft};

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

/// The addresses of an item that would disappear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostAddress {
    /// The address of its page; or else the first of its other addresses.
    pub address: String,
    /// Its aliases.
    pub aliases: Vec<String>,
    /// Its documents.
    pub documents: Vec<String>,
    /// The page that most likely took its place.
    pub successor: Option<SitePage>,
    /// The source file of the item, where it is there still and held back.
    pub held: Option<Box<str>>,
}

/// The addresses that may disappear.
#[derive(Clone, Debug, Default)]
pub struct LetGo {
    /// The files of those that the settings or the run let go.
    files: HashSet<String>,
    /// Redirects that the web host makes.
    redirects: Vec<Route>,
}

impl LetGo {
    /// These addresses, and those that the web host redirects.
    pub fn new<'a>(addresses: impl IntoIterator<Item = &'a Address>, redirects: &[Route]) -> Self {
        Self { files: addresses.into_iter().map(Address::file).collect(), redirects: redirects.to_vec() }
    }

    fn contains(&self, file: &str) -> bool {
        let is_redirected = |address: &str| self.redirects.iter().any(|route| route.matches(address, &[]).is_some());
        self.files.contains(file) || !self.redirects.is_empty() && is_redirected(&address_of(file))
    }
}

/// The files that earlier runs published at a target.
#[derive(Clone, Debug, Default)]
pub struct PublishedFiles(Manifest);

impl PublishedFiles {
    pub(super) fn new(known: Manifest) -> Self {
        Self(known)
    }

    /// The files of the last run from this machine.
    pub fn of_last_run(state: &Path, target: &str) -> Self {
        Self(state::last_manifest(state, target))
    }

    /// The addresses of lists and feeds.
    pub fn lists(&self) -> Vec<Address> {
        let is_list = |name: &str, role: Role| match role {
            Role::List => name == "index.html" || name.ends_with("/index.html"),
            Role::Feed => Compression::original(name).is_none(),
            _ => false,
        };
        let lists = self.0.0.iter().filter(|(name, entry)| is_list(name, entry.role) && !SharedDraft::has(name));
        lists.filter_map(|(name, _)| Address::parse(&address_of(name)).ok()).collect()
    }

    /// The shared drafts at the target, ended or not.
    pub fn shared_drafts(&self) -> Vec<SharedDraft> {
        let draft = |name: &str, entry: &ManifestEntry| {
            let address = SharedDraft::address_in(name).filter(|address| address.file() == name)?;
            SharedDraft::from_mark(address, entry.item.as_deref()?)
        };
        self.0.0.iter().filter_map(|(name, entry)| draft(name, entry)).collect()
    }

    /// The addresses that would disappear. `files` are the names of all files of the site, and `keep` has the patterns of files
    /// that stay at the target.
    pub fn lost(
        &self,
        files: &BTreeSet<String>,
        pages: &SitePages,
        keep: &[String],
        let_go: &LetGo,
    ) -> Vec<LostAddress> {
        let removed = self.0.0.iter().filter(|(name, _)| !files.contains(&***name) && !is_kept(name, keep));
        let removed = removed.map(|(name, entry)| (&**name, entry.role, entry.item.as_deref()));
        find(removed, pages, &self.0, let_go)
    }
}

/// The address of a file.
pub(super) fn address_of(name: &str) -> String {
    match name.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => format!("/{folder}"),
        _ => format!("/{name}"),
    }
}

/// Whether the address of a file keeps a run from removing it. Lists follow from items, and lead elsewhere when they go; so do
/// feeds, as long as the site has one in this format.
fn is_kept_by_readers(name: &str, role: Role) -> bool {
    match role {
        // Whoever got the address of a shared draft was told when it ends.
        _ if SharedDraft::has(name) => false,
        Role::Page | Role::Feed => true,
        Role::List | Role::Machine => false,
        Role::Asset => name.rsplit_once('.').is_some_and(|(_, end)| DOCUMENTS.contains(&&*end.to_lowercase())),
    }
}

/// The kind of a lost file. The first is the one that a finding names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum LostKind {
    Page,
    Alias,
    Document,
    Feed,
}

/// The key of the item of a lost file, with its kind: one finding for each.
fn key_of<'a>(name: &'a str, role: Role, item: Option<&'a str>, known: &'a Manifest) -> (&'a str, LostKind) {
    match (role, item) {
        (Role::Feed, _) => (name.rsplit('/').next().unwrap_or(name), LostKind::Feed),
        (Role::Page, Some(item)) => {
            let (id, is_alias) = id_of_mark(item);
            (id, if is_alias { LostKind::Alias } else { LostKind::Page })
        }
        (Role::Page, None) => (name, LostKind::Page),
        _ => {
            let folders = name.rmatch_indices('/').filter_map(|(at, _)| name.get(..=at));
            let mut pages = folders.filter_map(|folder| known.0.get(&*format!("{folder}index.html")));
            let owner = pages.find_map(|entry| entry.item.as_deref());
            (owner.map_or(name, |item| id_of_mark(item).0), LostKind::Document)
        }
    }
}

/// The addresses that would disappear with these removals, by item, except those of `let_go` and of withdrawn items.
pub(super) fn find<'a>(
    removals: impl IntoIterator<Item = (&'a str, Role, Option<&'a str>)>,
    pages: &SitePages,
    known: &'a Manifest,
    let_go: &LetGo,
) -> Vec<LostAddress> {
    let lost = removals.into_iter().filter(|(name, role, _)| is_kept_by_readers(name, *role));
    let mut items: BTreeMap<&str, BTreeSet<(LostKind, usize, &str)>> = BTreeMap::new();
    for (name, role, item) in lost {
        let (key, kind) = key_of(name, role, item, known);
        items.entry(key).or_default().insert((kind, name.len(), name));
    }
    // Most runs lose no address, and need no index.
    if items.is_empty() {
        return Vec::new();
    }
    let mut index = SuccessorIndex::new(&pages.shown, known);
    let held = HeldIndex::new(&pages.held);
    let found = items.into_iter().filter_map(|(key, names)| lost_item(key, &names, (&mut index, &held), let_go));
    let mut found: Vec<LostAddress> = found.collect();
    found.sort_by(|a, b| a.address.cmp(&b.address));
    found
}

/// What an item would lose; `None` where it may go. Whoever lets the address of an item go lets all of it go.
fn lost_item(
    key: &str,
    names: &BTreeSet<(LostKind, usize, &str)>,
    (index, held): (&mut SuccessorIndex<'_>, &HeldIndex<'_>),
    let_go: &LetGo,
) -> Option<LostAddress> {
    let (_, _, first) = names.first()?;
    if let_go.contains(first) {
        return None;
    }
    // A feed goes with the list in its folder.
    let list_of =
        |name: &str| format!("{}index.html", name.rfind('/').and_then(|at| name.get(..=at)).unwrap_or_default());
    let may_go =
        |kind: LostKind, name: &str| let_go.contains(name) || kind == LostKind::Feed && let_go.contains(&list_of(name));
    let mut left = names.iter().filter(|(kind, _, name)| !may_go(*kind, name));
    let (kind, _, name) = left.next()?;
    let page = held.find(key, first);
    if page.is_some_and(|page| page.is_withdrawn) {
        return None;
    }
    let address = address_of(name);
    let is_page = matches!(kind, LostKind::Page | LostKind::Alias);
    let mark = index.known.0.get(*name).and_then(|entry| entry.item.as_deref()).unwrap_or(key);
    let successor = if is_page && page.is_none() { index.successor(&address, mark).cloned() } else { None };
    let (documents, aliases): (Vec<_>, Vec<_>) = left.partition(|(kind, ..)| *kind >= LostKind::Document);
    let addresses = |lost: Vec<&(LostKind, usize, &str)>| lost.iter().map(|(.., name)| address_of(name)).collect();
    let (aliases, documents) = (addresses(aliases), addresses(documents));
    Some(LostAddress { address, aliases, documents, successor, held: page.map(|page| page.source.clone()) })
}

/// The items that are held back, by their ids and by the files of their addresses.
struct HeldIndex<'s> {
    by_item: HashMap<Box<str>, &'s HeldPage>,
    by_file: HashMap<String, &'s HeldPage>,
}

impl<'s> HeldIndex<'s> {
    fn new(held: &'s [HeldPage]) -> Self {
        let files = held.iter().flat_map(|page| page.addresses.iter().map(move |address| (address.file(), page)));
        Self { by_item: held.iter().map(|page| (item_id(&page.source), page)).collect(), by_file: files.collect() }
    }

    fn find(&self, item: &str, file: &str) -> Option<&'s HeldPage> {
        self.by_item.get(item).or_else(|| self.by_file.get(file)).copied()
    }
}

/// The removals of a plan, for [`find`].
pub(super) fn removed<'p>(plan: &'p PublishPlan<'_>) -> impl Iterator<Item = (&'p str, Role, Option<&'p str>)> {
    plan.removals.iter().map(|Removal { name, role, item, .. }| (&**name, *role, item.as_deref()))
}

/// The pages that may have taken the place of another.
struct SuccessorIndex<'s> {
    /// What the target has.
    known: &'s Manifest,
    /// The pages by the id of their item.
    by_item: HashMap<Box<str>, &'s SitePage>,
    /// The pages that the target does not have yet, by each fingerprint of their marks; `None` where several have it.
    by_likeness: HashMap<&'s str, Option<&'s SitePage>>,
    /// The pages that the target does not have yet, by the last part of their addresses.
    fresh: BTreeMap<String, &'s SitePage>,
    /// The pairs that may still be compared.
    pairs: usize,
}

impl<'s> SuccessorIndex<'s> {
    fn new(pages: &'s [SitePage], known: &'s Manifest) -> Self {
        // The first page of an item counts.
        let by_item = pages.iter().rev().map(|page| (item_id(&page.source), page)).collect();
        let fresh = || pages.iter().filter(|page| !known.0.contains_key(&*page.address.file()));
        let mut by_likeness = HashMap::new();
        for (part, page) in fresh().flat_map(|page| likeness_of_mark(&page.mark).map(move |part| (part, page))) {
            by_likeness.entry(part).and_modify(|several| *several = None).or_insert(Some(page));
        }
        let fresh = fresh().map(|page| (last_part(page.address.as_str()).to_owned(), page)).collect();
        Self { known, by_item, by_likeness, fresh, pairs: PAIRS }
    }

    /// The successor of a page: the page of the same file, or else the new one with the same title and day, the same text, the same title
    /// or moment, or the most similar address.
    fn successor(&mut self, address: &str, mark: &str) -> Option<&'s SitePage> {
        let wanted = last_part(address);
        let known = || likeness_of_mark(mark).find_map(|part| self.by_likeness.get(part).copied().flatten());
        let same = self.by_item.get(id_of_mark(mark).0).copied().or_else(known);
        let same = same.or_else(|| self.fresh.get(wanted).copied());
        if same.is_some() || self.pairs < self.fresh.len() {
            return same;
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
    fn a_page_a_feed_and_a_document_are_not_removed_unasked() {
        assert!(is_kept_by_readers("nieuws/a/index.html", Role::Page));
        assert!(is_kept_by_readers("tags/a/feed.json", Role::Feed));
        assert!(!is_kept_by_readers("tags/a/index.html", Role::List));
        assert!(is_kept_by_readers("nieuws/a/plan.PDF", Role::Asset));
        assert!(!is_kept_by_readers("nieuws/a/foto.jpg", Role::Asset));
        assert!(!is_kept_by_readers("sitemap-2.xml", Role::Machine));
        assert_eq!(address_of("index.html"), "/");
        assert_eq!(address_of("a/index.html"), "/a/");
        assert_eq!(address_of("a/myindex.html"), "/a/myindex.html");
    }
}
