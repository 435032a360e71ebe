//! Translations lead to each other (developers.google.com/search/docs/specialty/international/localized-versions): each
//! version of a page names all versions, itself included, and one for readers of other languages.

use std::collections::BTreeMap;

use super::{BASE, Page, Site, quiet};

/// Language → address, as a page says.
fn versions(page: &Page) -> BTreeMap<String, String> {
    let links = page.all("head > link[rel=alternate][hreflang]");
    let pair =
        |link: &scraper::ElementRef<'_>| Some((link.attr("hreflang")?.to_owned(), link.attr("href")?.to_owned()));
    let versions: BTreeMap<_, _> = links.iter().filter_map(pair).collect();
    assert_eq!(versions.len(), links.len(), "{} names a language twice", page.href);
    versions
}

#[test]
fn translations_of_a_page_list_the_same_translations() {
    let site = Site::open();
    let (mut findings, mut translated) = (Vec::new(), 0);
    for page in site.found() {
        let own = versions(page);
        if own.is_empty() {
            continue;
        }
        translated += 1;
        if own.get(page.language()) != Some(&page.url()) {
            findings.push(format!("{} does not name itself", page.href));
        }
        if !own.contains_key("x-default") {
            findings.push(format!("{} has no version for readers of other languages", page.href));
        }
        for (language, url) in &own {
            let other = url.strip_prefix(BASE).and_then(|href| site.pages.get(href));
            match other {
                Some(other) if versions(other) != own => {
                    findings.push(format!("{} and {} name other versions", page.href, other.href));
                }
                Some(other) if language != "x-default" && other.language() != language => {
                    findings.push(format!("{} is in {}, not in {language}", other.href, other.language()));
                }
                Some(_) => {}
                None => findings.push(format!("{}: nothing is at {url}", page.href)),
            }
        }
    }
    assert!(translated > 20, "only {translated} pages have translations");
    quiet(findings);
}

#[test]
fn pages_declare_their_language_and_direction() {
    let site = Site::open();
    let mut findings = Vec::new();
    for page in site.pages.values() {
        let direction = if page.language() == "ar" { "rtl" } else { "ltr" };
        let first = page.href.split('/').nth(1).unwrap_or_default();
        let language = if ["en", "ar"].contains(&first) { first } else { "nl" };
        let language = if page.href.contains("-eenvoudig/") { "nl-simple" } else { language };
        if page.language() != language || page.attribute("html", "dir") != Some(direction) {
            findings.push(format!("{}: {} {:?}", page.href, page.language(), page.attribute("html", "dir")));
        }
    }
    quiet(findings);
}
