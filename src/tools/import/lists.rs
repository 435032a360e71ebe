//! The addresses of lists that follow from those of items: news at `/en/news/2013/12/03/…/` has its index at `/en/news/`, and its archive
//! below that.

use std::collections::{BTreeMap, HashSet};

use super::address::alias_key;
use super::site::ImportedSite;

/// Names that sections of news have.
pub(super) const NEWS: &[&str] = &[
    "post",
    "posts",
    "blog",
    "blogs",
    "news",
    "nieuws",
    "article",
    "articles",
    "artikelen",
    "berichten",
    "stories",
    "updates",
    "announcements",
    "aankondigingen",
    "press",
    "pers",
    "press-releases",
    "events",
    "agenda",
    "aktuelles",
    "neuigkeiten",
    "actualites",
    "actualités",
    "journal",
    "weblog",
    "releases",
    "newsletter",
    "podcast",
    "podcasts",
    "episodes",
    "columns",
];

/// Whether an address of a list is that of all news, by its last part.
pub(super) fn is_index(address: &str) -> bool {
    let name = address.trim_matches('/').rsplit('/').next().unwrap_or_default().to_lowercase();
    NEWS.contains(&name.as_str())
}

/// The addresses of the lists of a language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ListAddresses {
    /// That of the index.
    pub(super) index: String,
    /// The pattern of archives.
    pub(super) archive: Option<String>,
}

/// The lists of each language, by the patterns of its items. `taken` are the addresses of texts and of other lists. An address that
/// the source gives is not replaced.
pub(super) fn lists(
    patterns: &BTreeMap<Option<String>, String>,
    site: &ImportedSite,
    taken: &HashSet<String>,
) -> BTreeMap<Option<String>, ListAddresses> {
    let redirected: HashSet<String> = site.redirects.iter().map(|redirect| alias_key(&redirect.from)).collect();
    let is_free = |address: &str| {
        let key = alias_key(address);
        !taken.contains(&key) && !redirected.contains(&key)
    };
    let of = |(language, pattern): (&Option<String>, &String)| {
        let is_section = language.as_deref().is_some_and(|key| key.starts_with('/'));
        if is_section || (language.is_none() && site.index_address.is_some()) {
            return None;
        }
        let (before, rest) = pattern.split_once('{')?;
        let home = language.as_ref().map(|tag| format!("/{tag}/").to_lowercase());
        let is_list = before.len() > 1 && before.ends_with('/') && Some(before.to_lowercase()) != home;
        if !is_list || !is_free(before) {
            return None;
        }
        let parts = if rest.starts_with("year}/{month}/") { "{year}/{month}/" } else { "{year}/" };
        let has_archive = rest.starts_with("year}/") && !(language.is_none() && site.archive_address.is_some());
        let archive = has_archive.then(|| format!("{before}{parts}"));
        Some((language.clone(), ListAddresses { index: before.to_owned(), archive }))
    };
    patterns.iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::super::site::ImportedRedirect;
    use super::*;

    fn found(patterns: &[(Option<&str>, &str)], taken: &[&str], from: &str) -> Vec<(String, Option<String>)> {
        let patterns = patterns.iter().map(|(tag, pattern)| (tag.map(str::to_owned), (*pattern).to_owned())).collect();
        let redirects = vec![ImportedRedirect { from: from.to_owned(), to: "/".to_owned() }];
        let site = ImportedSite { redirects, ..ImportedSite::default() };
        let taken = taken.iter().map(|address| alias_key(address)).collect();
        lists(&patterns, &site, &taken).into_values().map(|list| (list.index, list.archive)).collect()
    }

    #[test]
    fn lists_stand_above_their_items() {
        let dated = (None, "/en/news/{year}/{month}/{day}/{slug}/");
        let of = |index: &str, archive: Option<&str>| (index.to_owned(), archive.map(str::to_owned));
        assert_eq!(found(&[dated], &[], "/x/"), [of("/en/news/", Some("/en/news/{year}/{month}/"))]);
        assert_eq!(found(&[(None, "/blog/{slug}/")], &[], "/x/"), [of("/blog/", None)]);
        assert_eq!(found(&[(Some("nl"), "/nl/{year}/{slug}/")], &[], "/x/"), [], "this is the home page");
        assert_eq!(found(&[(None, "/{year}/{slug}/")], &[], "/x/"), []);
        assert_eq!(found(&[dated], &["/en/news/"], "/x/"), [], "a page of the old site stands there");
        assert_eq!(found(&[dated], &[], "/en/news/"), [], "the old site redirects it");
        assert_eq!(found(&[(Some("/blog"), "/blog/{slug}/")], &[], "/x/"), [], "a section has its own");
    }
}
