//! The targets of all links exist: pages, fragments, images of every width, feeds, styles.

use super::{Site, quiet};

/// Attributes that hold one address.
const ADDRESSES: &[&str] = &["href", "src", "poster", "cite", "action"];

#[test]
fn every_link_fragment_and_file_exists() {
    let site = Site::open();
    let mut findings = Vec::new();
    let mut links = 0;
    for page in site.pages.values() {
        for element in page.all("*") {
            let addresses = ADDRESSES.iter().filter_map(|name| element.attr(name));
            let whole = element.attr("content").filter(|content| content.starts_with("http"));
            for to in addresses.chain(whole) {
                findings.extend(site.missing(&page.href, to));
                links += 1;
            }
        }
    }
    assert!(links > 5000, "only {links} links");
    quiet(findings);
}

#[test]
fn every_srcset_candidate_exists_and_has_a_width() {
    let site = Site::open();
    let mut findings = Vec::new();
    for page in site.pages.values() {
        for element in page.all("[srcset], [imagesrcset]") {
            let set = element.attr("srcset").or(element.attr("imagesrcset")).unwrap();
            let candidates =
                set.split(", ").map(|candidate| candidate.trim().split_once(' ').unwrap_or((candidate, "")));
            findings.extend(candidates.clone().filter_map(|(to, _)| site.missing(&page.href, to)));
            let vague = candidates.filter(|(_, width)| !width.ends_with(['w', 'x']));
            findings.extend(vague.map(|(to, _)| format!("{}: `{to}` has no width", page.href)));
            if set.contains("w,") && element.attr("sizes").or(element.attr("imagesizes")).is_none() {
                findings.push(format!("{}: a srcset without sizes: {set}", page.href));
            }
        }
    }
    quiet(findings);
}

#[test]
fn every_image_has_alternative_text_and_dimensions() {
    let site = Site::open();
    let mut images = 0;
    let mut findings = Vec::new();
    for page in site.pages.values() {
        for image in page.all("img") {
            images += 1;
            for name in ["alt", "width", "height"].into_iter().filter(|name| image.attr(name).is_none()) {
                findings.push(format!("{}: {} has no {name}", page.href, image.attr("src").unwrap_or_default()));
            }
        }
    }
    assert!(images > 10, "only {images} images");
    quiet(findings);
}

#[test]
fn no_page_loads_anything_from_another_site() {
    let site = Site::open();
    let mut findings = Vec::new();
    for page in site.pages.values() {
        for element in page.all("[src], [srcset], [poster], link[rel=stylesheet], link[rel=icon], link[rel=preload]") {
            let names = ["src", "srcset", "poster", "href"];
            let away = names.iter().filter_map(|name| element.attr(name)).filter(|to| is_away(to));
            findings.extend(away.map(|to| format!("{}: {to}", page.href)));
        }
        for element in page.all("[style], style, script:not([src], [type='application/ld+json'])") {
            findings.push(format!("{}: inline {}", page.href, element.value().name()));
        }
    }
    quiet(findings);
}

/// Whether a browser would load an address from another site.
fn is_away(to: &str) -> bool {
    to.contains("//") && !to.starts_with("data:")
}

#[test]
fn ids_are_unique_within_a_page() {
    let site = Site::open();
    let mut findings = Vec::new();
    for page in site.pages.values() {
        let mut ids: Vec<&str> = page.all("[id]").iter().filter_map(|element| element.attr("id")).collect();
        ids.sort_unstable();
        let twice = ids.windows(2).filter(|pair| pair[0] == pair[1]);
        findings.extend(twice.map(|pair| format!("{}: {} stands twice", page.href, pair[0])));
    }
    quiet(findings);
}
