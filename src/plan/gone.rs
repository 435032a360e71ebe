//! Lists and feeds that a target has and the site no longer has, because their items went. A list leads to the nearest list
//! above it, and a feed has the contents of the feed of all news, until there is such a list again.

use std::collections::{BTreeSet, HashMap};

use super::addresses::CALENDAR;
use super::page::{Page, Subject};
use crate::base::Address;
use crate::config::{LanguageId, Stream};
use crate::model::{Listing, Site};

/// The pages for the addresses of lists and feeds that are gone. An address that `gone` lists gets none.
pub(super) fn gone_lists(site: &Site, pages: &[Page], had: Vec<Address>) -> Vec<Page> {
    if had.is_empty() {
        return Vec::new();
    }
    let mut taken: BTreeSet<String> = pages.iter().map(|page| page.address.key()).collect();
    let heads: HashMap<&str, &Page> =
        pages.iter().filter(|page| is_head(page)).map(|page| (page.address.as_str(), page)).collect();
    let may_go: BTreeSet<&str> = site.config.publishing.gone.iter().map(Address::as_str).collect();
    let mut gone = Vec::new();
    for address in had {
        // A feed goes with the list in its folder.
        let folder = address.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
        let is_let_go = may_go.contains(address.as_str()) || may_go.contains(&*format!("{folder}/"));
        if is_let_go || !is_free(&taken, &address.key()) {
            continue;
        }
        let page =
            if address.as_str().ends_with(CALENDAR) { calendar(site, address) } else { instead(site, &heads, address) };
        let Some(page) = page else { continue };
        taken.insert(page.address.key());
        gone.push(page);
    }
    gone
}

/// Whether a page can stand for lists below its address, or is a feed of all news.
fn is_head(page: &Page) -> bool {
    match page.subject {
        Subject::Home | Subject::Archive(_) | Subject::Terms(_) => true,
        Subject::List { listing: Listing::PastEvents(_), .. } => false,
        Subject::List { number, .. } => number.is_none(),
        Subject::Feed { listing, .. } => listing == Listing::Index(Stream::MAIN),
        _ => false,
    }
}

/// Whether a file can have this name beside the others: no file is also a folder.
fn is_free(taken: &BTreeSet<String>, key: &str) -> bool {
    let below = format!("{key}/");
    let is_folder = || taken.range(below.clone()..).next().is_some_and(|next| next.starts_with(&below));
    let is_below = || key.rmatch_indices('/').any(|(at, _)| key.get(..at).is_some_and(|above| taken.contains(above)));
    !taken.contains(key) && !is_folder() && !is_below()
}

/// The agenda of the site in the place of a calendar that is gone, so that nobody's subscription ends.
fn calendar(site: &Site, address: Address) -> Option<Page> {
    let mut languages: Vec<LanguageId> = site.config.language_ids().collect();
    // The home page of the main language is above all others.
    languages.sort_by_key(|language| std::cmp::Reverse(site.config.language(*language).home.as_str().len()));
    let is_below = |language: &LanguageId| address.as_str().starts_with(site.config.language(*language).home.as_str());
    let language = languages.into_iter().find(is_below).unwrap_or_default();
    let subject = Subject::Calendar(Listing::Agenda);
    site.newsroom(language).has_events().then_some(Page { address, language, subject })
}

/// The page at the address of a list or a feed that is gone.
fn instead(site: &Site, heads: &HashMap<&str, &Page>, address: Address) -> Option<Page> {
    let text = address.as_str();
    let name = text.rsplit('/').next().unwrap_or_default().to_owned();
    let folder = text.trim_end_matches('/');
    let mut above = folder.rmatch_indices('/').filter_map(|(at, _)| folder.get(..=at));
    let nearest = above.find_map(|folder| heads.get(&*format!("{folder}{name}"))).copied();
    let main = LanguageId::default();
    let (language, subject) = match (nearest, name.is_empty()) {
        (Some(page), true) => (page.language, Subject::Redirect { to: page.address.clone(), of: None }),
        (None, true) => (main, Subject::Redirect { to: site.config.language(main).main.index.clone(), of: None }),
        (Some(page), false) => (page.language, page.subject.clone()),
        // The feeds of the main language need not stand at the root.
        (None, false) => {
            let feed = format!("{}{name}", site.config.language(main).home);
            (main, heads.get(&*feed)?.subject.clone())
        }
    };
    Some(Page { address, language, subject })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_becomes_a_folder() {
        let taken = ["tags/a".to_owned(), "feed.xml/x".to_owned(), "b/index.html".to_owned()].into();
        for (key, expected) in [
            ("tags/a/index.html", false),
            ("feed.xml", false),
            ("b/index.html", false),
            ("tags/b/index.html", true),
            ("b/feed.xml", true),
        ] {
            assert_eq!(is_free(&taken, key), expected, "{key}");
        }
    }
}
