//! Sitemaps keep the rules of their schemas (sitemaps.org/schemas/sitemap/0.9/sitemap.xsd, siteindex.xsd, and Google's
//! sitemap-news/0.9/sitemap-news.xsd), and name each page that can be found once.

use std::collections::BTreeSet;

use roxmltree::{Document, Node};

use super::{BASE, Site, output, quiet};
use crate::program::read;

const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
const NEWS: &str = "http://www.google.com/schemas/sitemap-news/0.9";
const XHTML: &str = "http://www.w3.org/1999/xhtml";

fn children<'a, 'i>(node: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(Node::is_element)
}

/// The names of the children in one namespace, in order.
fn names<'a>(node: Node<'a, '_>, space: &str) -> Vec<&'a str> {
    children(node)
        .filter(|child| child.tag_name().namespace() == Some(space))
        .map(|child| child.tag_name().name())
        .collect()
}

/// `xsd:date` or `xsd:dateTime` with an offset.
fn is_date(text: &str) -> bool {
    chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok() || chrono::DateTime::parse_from_rfc3339(text).is_ok()
}

/// `tLoc`: an address of 12 to 2048 characters; of this site, as sitemaps.org asks.
fn is_location(text: &str) -> bool {
    (12..=2048).contains(&text.len()) && url::Url::parse(text).is_ok() && text.starts_with(BASE)
}

/// The `url` elements of a sitemap, each of which keeps the rules of `tUrl`.
fn entries<'a, 'i>(document: &'a Document<'i>, findings: &mut Vec<String>) -> Vec<Node<'a, 'i>> {
    let root = document.root_element();
    assert!(root.has_tag_name((SITEMAP, "urlset")), "{:?}", root.tag_name());
    let all: Vec<_> = children(root).collect();
    assert!(all.len() <= 50_000 && document.input_text().len() <= 50 << 20);
    for entry in &all {
        let names = names(*entry, SITEMAP);
        let mut allowed = ["loc", "lastmod", "changefreq", "priority"].iter();
        // `xsd:sequence`: in this order, `loc` first; other namespaces after them.
        if names.first() != Some(&"loc") || !names.iter().all(|name| allowed.any(|known| known == name)) {
            findings.push(format!("a url has {names:?}"));
        }
        if children(*entry).take(names.len()).any(|child| child.tag_name().namespace() != Some(SITEMAP)) {
            findings.push(format!("{names:?} comes before what is the sitemap's own"));
        }
        for child in children(*entry) {
            let text = child.text().unwrap_or_default();
            let is_right = match child.tag_name().name() {
                "loc" => is_location(text),
                "lastmod" => is_date(text),
                _ => true,
            };
            if !entry.has_tag_name((SITEMAP, "url")) || !is_right {
                findings.push(format!("{}: `{text}`", child.tag_name().name()));
            }
        }
    }
    all
}

fn location<'a>(entry: Node<'a, '_>) -> &'a str {
    children(entry)
        .find(|child| child.has_tag_name((SITEMAP, "loc")))
        .and_then(|child| child.text())
        .unwrap_or_default()
}

#[test]
fn the_sitemap_is_valid_and_lists_every_indexable_page_once() {
    let site = Site::open();
    let text = read(output(), "sitemap.xml");
    let document = Document::parse(&text).unwrap();
    let mut findings = Vec::new();
    let entries = entries(&document, &mut findings);
    let locations: Vec<&str> = entries.iter().map(|entry| location(*entry)).collect();
    let once: BTreeSet<String> = locations.iter().map(|url| (*url).to_owned()).collect();
    assert_eq!(once.len(), locations.len(), "an address stands twice");
    // The numbered pages of a list are left out: all their items are here themselves.
    let found = site.found().filter(|page| page.first(".page-number").is_none());
    let found: BTreeSet<String> = found.map(super::Page::url).collect();
    findings.extend(once.difference(&found).map(|url| format!("{url} cannot be found, or is another page")));
    findings.extend(found.difference(&once).map(|url| format!("{url} is not in the sitemap")));
    quiet(findings);
}

#[test]
fn the_sitemap_lists_the_same_translations_as_the_pages() {
    let site = Site::open();
    let text = read(output(), "sitemap.xml");
    let document = Document::parse(&text).unwrap();
    let mut findings = Vec::new();
    for entry in entries(&document, &mut findings) {
        let page = location(entry).strip_prefix(BASE).and_then(|href| site.pages.get(href)).unwrap();
        let links = children(entry).filter(|child| child.has_tag_name((XHTML, "link")));
        let here: BTreeSet<_> = links.map(|link| (link.attribute("hreflang"), link.attribute("href"))).collect();
        let links = page.all("head > link[rel=alternate][hreflang]");
        let there: BTreeSet<_> = links.iter().map(|link| (link.attr("hreflang"), link.attr("href"))).collect();
        if here != there {
            findings.push(format!("{}: {here:?}, on the page {there:?}", page.href));
        }
    }
    quiet(findings);
}

#[test]
fn the_news_sitemap_is_valid_and_lists_the_news_of_two_days() {
    let text = read(output(), "news-sitemap.xml");
    let document = Document::parse(&text).unwrap();
    let mut findings = Vec::new();
    let entries = entries(&document, &mut findings);
    assert!((1..=1000).contains(&entries.len()), "{} items", entries.len());
    for entry in entries {
        let news: Vec<_> = children(entry).filter(|child| child.has_tag_name((NEWS, "news"))).collect();
        assert_eq!(news.len(), 1, "{}", location(entry));
        let names = names(news[0], NEWS);
        let known = ["publication", "access", "genres", "publication_date", "title", "keywords", "stock_tickers"];
        let required = ["publication", "publication_date", "title"];
        if !names.iter().all(|name| known.contains(name)) || required.iter().any(|name| !names.contains(name)) {
            findings.push(format!("{}: {names:?}", location(entry)));
        }
        for child in news[0].descendants().filter(Node::is_element) {
            let text = child.text().unwrap_or_default();
            let is_right = match child.tag_name().name() {
                "name" | "title" => !text.trim().is_empty(),
                // `zh-cn|zh-tw|([a-z]{2,3})`
                "language" => (2..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_lowercase()),
                "publication_date" => is_date(text),
                _ => true,
            };
            if !is_right {
                findings.push(format!("{}: {} is `{text}`", location(entry), child.tag_name().name()));
            }
        }
    }
    quiet(findings);
}

#[test]
fn robots_txt_lists_the_existing_sitemaps() {
    let robots = read(output(), "robots.txt");
    let site = Site::open();
    let sitemaps: Vec<&str> = robots.lines().filter_map(|line| line.strip_prefix("Sitemap: ")).collect();
    assert_eq!(sitemaps.len(), 2, "{robots}");
    quiet(sitemaps.iter().filter_map(|url| site.missing("/robots.txt", url)));
}
