//! JSON-LD parses, and has the properties that Google's documentation recommends for Article, Breadcrumb and Organization
//! (developers.google.com/search/docs/appearance/structured-data/article).

use serde_json::Value;

use super::{BASE, Page, Site, quiet, text};

/// The things that a page describes.
fn things(page: &Page) -> Vec<Value> {
    let scripts = page.all("script[type='application/ld+json']");
    assert_eq!(scripts.len(), 1, "{} has {} blocks of JSON-LD", page.href, scripts.len());
    let json: Value = serde_json::from_str(&scripts[0].inner_html())
        .unwrap_or_else(|error| panic!("{}: the JSON-LD is no JSON: {error}", page.href));
    assert_eq!(json["@context"], "https://schema.org", "{}", page.href);
    json["@graph"].as_array().unwrap().clone()
}

fn thing(page: &Page, kind: &str) -> Option<Value> {
    things(page).into_iter().find(|thing| thing["@type"] == kind)
}

/// `2013-12-03`, or a date and time with an offset.
fn is_date(value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok() || chrono::DateTime::parse_from_rfc3339(text).is_ok()
}

fn lacks(page: &Page, what: &str, is_right: bool) -> Option<String> {
    (!is_right).then(|| format!("{}: {what}", page.href))
}

#[test]
fn an_item_is_an_article_with_all_recommended_properties() {
    let site = Site::open();
    let (mut findings, mut items) = (Vec::new(), 0);
    for page in site.of_kind("item") {
        items += 1;
        let article = thing(page, "NewsArticle").or_else(|| thing(page, "LiveBlogPosting")).unwrap_or_default();
        findings.extend(lacks(
            page,
            "headline",
            article["headline"] == text(page.first("h1").unwrap()).replace('\u{ad}', ""),
        ));
        findings.extend(lacks(page, "datePublished", is_date(&article["datePublished"])));
        findings.extend(lacks(page, "dateModified", is_date(&article["dateModified"])));
        findings.extend(lacks(page, "mainEntityOfPage", article["mainEntityOfPage"] == page.url()));
        findings.extend(lacks(page, "publisher", article["publisher"]["name"].is_string()));
        let authors = article["author"].as_array().cloned().unwrap_or_default();
        findings.extend(lacks(page, "author", !authors.is_empty()));
        for author in authors {
            let is_known = ["Person", "Organization"].iter().any(|kind| author["@type"] == *kind);
            findings.extend(lacks(page, "the author's @type", is_known));
            findings.extend(lacks(page, "the author's name", author["name"].is_string()));
            let url = author["url"].as_str().unwrap_or_default();
            findings.extend(lacks(page, "the author's url", url.starts_with(BASE)));
            findings.extend(site.missing(&page.href, url));
        }
        if page.first(".lead-image").is_some() {
            let url = article["image"][0]["url"].as_str().unwrap_or_default();
            findings.extend(lacks(page, "image", url.starts_with(BASE) && article["image"][0]["width"].is_number()));
            findings.extend(site.missing(&page.href, url));
        }
    }
    assert!(items >= 40, "only {items} items");
    quiet(findings);
}

#[test]
fn pages_below_home_have_breadcrumbs() {
    let site = Site::open();
    let mut findings = Vec::new();
    for page in site.found().filter(|page| page.kind() != Some("home")) {
        let list = thing(page, "BreadcrumbList").unwrap_or_default();
        let steps = list["itemListElement"].as_array().cloned().unwrap_or_default();
        findings.extend(lacks(page, "no two breadcrumbs", steps.len() >= 2));
        for (step, number) in steps.iter().zip(1..) {
            let is_whole = step["@type"] == "ListItem" && step["position"] == number && step["name"].is_string();
            findings.extend(lacks(page, "breadcrumb", is_whole));
            findings.extend(site.missing(&page.href, step["item"].as_str().unwrap_or_default()));
        }
        findings.extend(lacks(page, "last breadcrumb", steps.last().is_some_and(|step| step["item"] == page.url())));
    }
    quiet(findings);
}

#[test]
fn home_describes_the_site_and_its_publisher() {
    let site = Site::open();
    for page in site.of_kind("home") {
        let web_site = thing(page, "WebSite").unwrap();
        assert!(web_site["name"].is_string() && web_site["url"] == page.url(), "{web_site}");
        let publisher = thing(page, "Organization").unwrap();
        for name in ["name", "url", "telephone", "email", "address"] {
            assert!(publisher[name].is_string(), "{name}: {publisher}");
        }
    }
    assert!(site.of_kind("home").count() >= 2);
}
