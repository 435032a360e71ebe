//! List pages, visited along their links to older and newer items.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use scraper::{Html, Selector};

use super::program::{courant, files, write};

const PER_PAGE: usize = 3;

/// A page of a list: the slugs of its items, newest first, and the addresses of its neighbours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct ListPage {
    items: Vec<String>,
    newer: Option<String>,
    older: Option<String>,
}

/// The pages of a list of this many items: the list is cut into pieces from its oldest item on, and the last whole piece
/// stands with the rest at the list's own address.
fn expected(list: &str, items: usize) -> BTreeMap<String, Vec<String>> {
    let oldest_first: Vec<String> = (0..items).map(|item| format!("bericht-{item}")).collect();
    let mut pieces: Vec<Vec<String>> = oldest_first.chunks(PER_PAGE).map(<[String]>::to_vec).collect();
    if pieces.last().is_some_and(|last| last.len() < PER_PAGE) && pieces.len() > 1 {
        let rest = pieces.pop().unwrap();
        pieces.last_mut().unwrap().extend(rest);
    }
    let newest = pieces.pop().unwrap_or_default();
    let numbered = pieces.into_iter().enumerate().map(|(at, piece)| (format!("{list}pagina/{}/", at + 1), piece));
    numbered
        .chain([(list.to_owned(), newest)])
        .map(|(address, piece)| (address, piece.into_iter().rev().collect()))
        .collect()
}

/// The page at an address, once redirects are followed, with the address at which it stands.
fn open(site: &Path, address: &str) -> (String, ListPage) {
    let page = site.join("output").join(address.trim_start_matches('/')).join("index.html");
    let html = fs::read_to_string(page).unwrap_or_else(|_| panic!("a link leads to {address}, which does not exist"));
    let html = Html::parse_document(&html);
    let all = |selector: &str, name: &str| -> Vec<String> {
        let selector = Selector::parse(selector).unwrap();
        html.select(&selector).filter_map(|element| element.attr(name)).map(str::to_owned).collect()
    };
    if let Some(refresh) = all("meta[http-equiv=refresh]", "content").first() {
        return open(site, refresh.split("url=").nth(1).unwrap());
    }
    let slug = |id: &String| id.rsplit('.').next().unwrap().to_owned();
    let page = ListPage {
        items: all(".entries [id]", "id").iter().map(slug).collect(),
        newer: all(".paging [rel=prev]", "href").pop(),
        older: all(".paging [rel=next]", "href").pop(),
    };
    (address.to_owned(), page)
}

/// All pages of a list, found along the links to older items from its own address.
fn walk(site: &Path, list: &str) -> BTreeMap<String, ListPage> {
    let mut found = BTreeMap::new();
    let mut next = Some(list.to_owned());
    while let Some(address) = next.take() {
        let (address, page) = open(site, &address);
        next.clone_from(&page.older);
        assert!(found.insert(address.clone(), page).is_none(), "the links to older items lead to {address} twice");
    }
    found
}

#[test]
fn links_to_older_and_newer_items_lead_through_every_page_of_a_list_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path();
    let settings = "title: Dorp\nbase_url: https://dorp.example\nper_page: ";
    write(site, "site.yaml", &format!("{settings}{PER_PAGE}\n"));
    let mut full = BTreeMap::new();
    for items in 1..=4 * PER_PAGE + 1 {
        let (number, day) = (items - 1, items);
        let text = format!("---\ntitle: Bericht {number}\ndate: 2014-02-{day:02}\ntags: [zorg]\n---\nTekst.\n");
        write(site, &format!("content/nieuws/bericht-{number}.md"), &text);
        let told = courant(site, &["build", "--at", "2014-03-01"]);
        assert_eq!(told.status, 0, "{told:?}");
        for list in ["/nieuws/", "/tags/zorg/"] {
            check(site, list, items, &mut full);
        }
    }
    assert_eq!(full.len(), 2 * 3, "{:?}", full.keys());
}

/// Walks a list of this many items to its oldest page and back, and compares its full pages with their earlier state.
fn check(site: &Path, list: &str, items: usize, full: &mut BTreeMap<String, ListPage>) {
    let pages = walk(site, list);
    let found: BTreeMap<String, Vec<String>> =
        pages.iter().map(|(address, page)| (address.clone(), page.items.clone())).collect();
    assert_eq!(found, expected(list, items), "{items} items");
    // Every other file below the list redirects to one of its pages.
    let output = site.join("output");
    for file in files(&output.join(list.trim_start_matches('/'))).iter().filter(|file| file.starts_with("pagina/")) {
        let (address, _) = open(site, &format!("{list}{}", file.trim_end_matches("index.html")));
        assert!(pages.contains_key(&address), "{items} items: {file} leads to {address}");
    }
    for (address, page) in &pages {
        if let Some(older) = &page.older {
            let back = open(site, older).1.newer.unwrap_or_else(|| panic!("{older} has no link to newer items"));
            assert_eq!(&open(site, &back).0, address, "{items} items: back from {older}");
        }
        assert_eq!(page.newer.is_none(), address == list, "{items} items: {address} {page:?}");
        if address != list {
            let before = full.entry(address.clone()).or_insert_with(|| page.clone());
            assert_eq!(before, page, "{items} items: a full page changed");
        }
    }
}
