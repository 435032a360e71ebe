//! The head of each page: a unique title and description, and a canonical address.

use std::collections::BTreeMap;

use super::{Page, Site, quiet, text};

/// All pages that search engines may show have this, and no two of a language the same.
fn own(site: &Site, what: &str, of: impl Fn(&Page) -> Option<String>) -> Vec<String> {
    let mut seen: BTreeMap<(String, String), String> = BTreeMap::new();
    let mut findings = Vec::new();
    for page in site.found() {
        let Some(said) = of(page).filter(|said| !said.trim().is_empty()) else {
            findings.push(format!("{} has no {what}", page.href));
            continue;
        };
        if let Some(other) = seen.insert((page.language().to_owned(), said.clone()), page.href.clone()) {
            findings.push(format!("{} and {other} have the same {what}: {said}", page.href));
        }
    }
    assert!(seen.len() > 100, "only {} pages", seen.len());
    findings
}

#[test]
fn every_page_has_a_unique_title() {
    let site = Site::open();
    quiet(own(&site, "title", |page| page.first("head > title").map(text)));
}

#[test]
fn every_page_has_a_unique_description() {
    let site = Site::open();
    quiet(own(&site, "description", |page| page.attribute("meta[name=description]", "content").map(str::to_owned)));
}

#[test]
fn every_page_names_itself_as_its_canonical_address() {
    let site = Site::open();
    let mut findings = Vec::new();
    for page in site.found() {
        for (selector, name) in [("link[rel=canonical]", "href"), ("meta[property='og:url']", "content")] {
            let said: Vec<_> = page.all(selector).iter().filter_map(|element| element.attr(name)).collect();
            if said != [page.url()] {
                findings.push(format!("{}: {selector} is {said:?}", page.href));
            }
        }
    }
    quiet(findings);
}

#[test]
fn share_metadata_has_all_that_open_graph_requires() {
    let site = Site::open();
    let mut findings = Vec::new();
    for page in site.found() {
        for name in ["og:title", "og:type", "og:url", "og:site_name", "og:locale"] {
            let said = page.attribute(&format!("meta[property='{name}']"), "content").unwrap_or_default();
            if said.is_empty() {
                findings.push(format!("{} has no {name}", page.href));
            }
        }
        let is_item = page.kind() == Some("item");
        let dated = page.first("meta[property='article:published_time']").is_some();
        if is_item != dated {
            findings.push(format!("{}: article:published_time is there: {dated}", page.href));
        }
    }
    quiet(findings);
}

#[test]
fn the_content_security_policy_forbids_scripts_in_pages() {
    let site = Site::open();
    let mut findings = Vec::new();
    for page in site.pages.values().filter(|page| page.kind().is_some()) {
        let policy = page.attribute("meta[http-equiv='Content-Security-Policy']", "content").unwrap_or_default();
        let is_strict =
            policy.contains("default-src 'self'; script-src 'self'; ") && policy.matches("unsafe").count() == 1;
        if !is_strict || !policy.contains("style-src 'self' 'unsafe-inline';") {
            findings.push(format!("{}: `{policy}`", page.href));
        }
    }
    quiet(findings);
}
