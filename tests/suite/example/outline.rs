//! The headings of a page are its outline: one of the first level, and no level skipped.

use super::{Site, quiet, text};

#[test]
fn every_page_has_one_first_level_heading() {
    let site = Site::open();
    let mut findings = Vec::new();
    for page in site.pages.values() {
        let headings = page.all("h1");
        if headings.len() != 1 || text(headings[0]).is_empty() && page.first("h1 img[alt]").is_none() {
            findings.push(format!("{}: {} headings of the first level", page.href, headings.len()));
        }
    }
    quiet(findings);
}

#[test]
fn no_heading_skips_a_level() {
    let site = Site::open();
    let mut findings = Vec::new();
    for page in site.pages.values() {
        let mut above = 0;
        for heading in page.all("h1, h2, h3, h4, h5, h6") {
            let level: u8 = heading.value().name().trim_start_matches('h').parse().unwrap();
            if level > above + 1 {
                findings.push(format!("{}: `{}` is h{level} below h{above}", page.href, text(heading)));
            }
            above = level;
        }
    }
    quiet(findings);
}

#[test]
fn landmarks_are_present_and_have_distinct_names() {
    let site = Site::open();
    let mut findings = Vec::new();
    for page in site.pages.values().filter(|page| page.kind().is_some()) {
        for landmark in ["main", "body > header", "body > footer", "a.skip[href='#main']"] {
            let count = page.all(landmark).len();
            if count != 1 {
                findings.push(format!("{}: {count} × {landmark}", page.href));
            }
        }
        let mut names: Vec<String> = Vec::new();
        for nav in page.all("nav") {
            let by_id = nav.attr("aria-labelledby").and_then(|id| page.first(&format!("[id='{id}']"))).map(text);
            let name = nav.attr("aria-label").map(str::to_owned).or(by_id).unwrap_or_default();
            if name.is_empty() || names.contains(&name) {
                findings.push(format!("{}: a nav is named `{name}`", page.href));
            }
            names.push(name);
        }
    }
    quiet(findings);
}
