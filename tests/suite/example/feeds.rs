//! Feeds keep the rules of their forms: Atom those of RFC 4287, RSS 2.0 (rssboard.org/rss-specification), and JSON Feed 1.1
//! (jsonfeed.org/version/1.1).

use std::collections::BTreeSet;

use roxmltree::{Document, Node};
use serde::Deserialize;

use super::{BASE, Site, output, quiet};
use crate::program::{files, read};

const ATOM: &str = "http://www.w3.org/2005/Atom";
const MEDIA: &str = "http://search.yahoo.com/mrss/";

/// The feeds of the example site of one form: their files.
fn feeds(name: &str) -> Vec<String> {
    let all: Vec<String> = files(output()).into_iter().filter(|file| file.rsplit('/').next() == Some(name)).collect();
    assert!(all.len() > 20, "only {} of {name}", all.len());
    all
}

fn children<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> Vec<Node<'a, 'i>> {
    let own = node.children().filter(|child| child.is_element() && child.tag_name().namespace() != Some(MEDIA));
    own.filter(|child| child.tag_name().name() == name).collect()
}

fn value<'a>(node: Node<'a, '_>, name: &'static str) -> &'a str {
    children(node, name).first().and_then(Node::text).unwrap_or_default()
}

/// The links and images of a piece of HTML in a feed are whole addresses, and those of this site lead somewhere.
fn addresses(site: &Site, file: &str, html: &str) -> Vec<String> {
    let mut findings = Vec::new();
    let fragment = scraper::Html::parse_fragment(html);
    let selector = scraper::Selector::parse("[href], [src], [srcset]").unwrap();
    for element in fragment.select(&selector) {
        let set = element.attr("srcset").into_iter().flat_map(|set| set.split(", "));
        let set = set.filter_map(|candidate| candidate.split_whitespace().next());
        for to in ["href", "src"].iter().filter_map(|name| element.attr(name)).chain(set) {
            if url::Url::parse(to).is_err() {
                findings.push(format!("{file}: `{to}` is no whole address"));
            }
            findings.extend(site.missing(&format!("/{file}"), to));
        }
    }
    findings
}

#[test]
fn every_feed_is_read_by_a_feed_reader() {
    for file in ["feed.xml", "rss.xml", "feed.json"].into_iter().flat_map(feeds) {
        let feed = feed_rs::parser::parse(read(output(), &file).as_bytes());
        let feed = feed.unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(feed.title.is_some() && !feed.entries.is_empty(), "{file}");
        let is_whole = |entry: &feed_rs::model::Entry| entry.title.is_some() && entry.published.is_some();
        assert!(feed.entries.iter().all(is_whole), "{file}");
    }
}

/// The errors of an `atom:feed` or an `atom:entry` (RFC 4287 §4.1.1 and §4.1.2).
fn atom_container(node: Node<'_, '_>) -> Vec<&'static str> {
    let mut wrong = Vec::new();
    let date = |name| chrono::DateTime::parse_from_rfc3339(value(node, name)).is_ok();
    let once = ["id", "title", "updated"].iter().all(|name| children(node, name).len() == 1);
    let at_most_once = ["generator", "icon", "logo", "subtitle", "rights", "published", "summary", "content"];
    let links = children(node, "link");
    let alternates: Vec<_> =
        links.iter().filter(|link| link.attribute("rel").is_none_or(|rel| rel == "alternate")).collect();
    let pairs: BTreeSet<_> =
        alternates.iter().map(|link| (link.attribute("type"), link.attribute("hreflang"))).collect();
    let content = children(node, "content");
    let html = |node: &Node<'_, '_>| ["text", "html", "xhtml"].contains(&node.attribute("type").unwrap_or("text"));
    let rules = [
        ("id, title or updated is not there once", once),
        ("an element stands twice", at_most_once.iter().all(|name| children(node, name).len() <= 1)),
        ("the id is no IRI", url::Url::parse(value(node, "id")).is_ok()),
        ("updated is no date of RFC 3339", date("updated")),
        ("published is no date of RFC 3339", children(node, "published").is_empty() || date("published")),
        ("two alternates of one type and language", pairs.len() == alternates.len()),
        (
            "a link without href",
            links.iter().all(|link| link.attribute("href").is_some_and(|to| url::Url::parse(to).is_ok())),
        ),
        (
            "neither content nor alternate",
            node.has_tag_name((ATOM, "feed")) || !content.is_empty() || !alternates.is_empty(),
        ),
        ("a type of content that is none", content.iter().all(html)),
        ("a person without a name", children(node, "author").iter().all(|author| !value(*author, "name").is_empty())),
        (
            "a category without a term",
            children(node, "category").iter().all(|category| category.attribute("term").is_some()),
        ),
    ];
    wrong.extend(rules.iter().filter(|(_, holds)| !holds).map(|(rule, _)| *rule));
    wrong
}

#[test]
fn atom_feeds_follow_rfc_4287() {
    let site = Site::open();
    let mut findings = Vec::new();
    for file in feeds("feed.xml") {
        let text = read(output(), &file);
        let document = Document::parse(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        let feed = document.root_element();
        assert!(feed.has_tag_name((ATOM, "feed")), "{file}");
        let entries = children(feed, "entry");
        for node in std::iter::once(feed).chain(entries.iter().copied()) {
            findings.extend(
                atom_container(node).into_iter().map(|wrong| format!("{file}: {wrong}: {}", value(node, "id"))),
            );
        }
        let ids: BTreeSet<&str> = entries.iter().map(|entry| value(*entry, "id")).collect();
        let links = children(feed, "link");
        let itself =
            links.iter().find(|link| link.attribute("rel") == Some("self")).and_then(|link| link.attribute("href"));
        let newest = entries
            .iter()
            .map(|entry| value(*entry, "updated"))
            .map(chrono::DateTime::parse_from_rfc3339)
            .max_by_key(|date| date.ok());
        let authored =
            !children(feed, "author").is_empty() || entries.iter().all(|entry| !children(*entry, "author").is_empty());
        let rules = [
            ("an id stands twice", ids.len() == entries.len()),
            ("it does not name itself", itself == Some(&*format!("{BASE}/{file}"))),
            (
                "it is older than its entries",
                newest == Some(chrono::DateTime::parse_from_rfc3339(value(feed, "updated"))),
            ),
            ("an entry has no author", authored),
        ];
        findings.extend(rules.iter().filter(|(_, holds)| !holds).map(|(rule, _)| format!("{file}: {rule}")));
        for entry in entries {
            findings.extend(addresses(&site, &file, value(entry, "content")));
            let link =
                children(entry, "link").first().and_then(|link| link.attribute("href")).unwrap_or_default().to_owned();
            findings.extend(site.missing("/", &link));
        }
    }
    quiet(findings);
}

#[test]
fn rss_feeds_follow_the_specification() {
    let site = Site::open();
    let mut findings = Vec::new();
    for file in feeds("rss.xml") {
        let text = read(output(), &file);
        let document = Document::parse(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(document.root_element().attribute("version"), Some("2.0"), "{file}");
        let channel = children(document.root_element(), "channel")[0];
        let items = children(channel, "item");
        let guids: BTreeSet<&str> = items.iter().map(|item| value(*item, "guid")).collect();
        let itself = channel.children().find(|child| child.has_tag_name((ATOM, "link")));
        let date = |text: &str| chrono::DateTime::parse_from_rfc2822(text).is_ok();
        let required = ["title", "description"].iter().all(|name| !value(channel, name).is_empty());
        let rules = [
            ("title or description is not there", required),
            ("a guid stands twice", guids.len() == items.len()),
            (
                "it does not name itself",
                itself.and_then(|link| link.attribute("href")) == Some(&*format!("{BASE}/{file}")),
            ),
            ("lastBuildDate is no date of RFC 822", date(value(channel, "lastBuildDate"))),
            ("pubDate is no date of RFC 822", items.iter().all(|item| date(value(*item, "pubDate")))),
            ("an item without a title", items.iter().all(|item| !value(*item, "title").is_empty())),
        ];
        findings.extend(rules.iter().filter(|(_, holds)| !holds).map(|(rule, _)| format!("{file}: {rule}")));
        for item in items {
            findings.extend(site.missing("/", value(item, "link")));
            findings.extend(addresses(&site, &file, value(item, "encoded")));
        }
    }
    quiet(findings);
}

/// JSON Feed 1.1, as its specification has it: a key that it does not know fails to be read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "what is read only has to be of its type")]
struct JsonFeed {
    version: String,
    title: String,
    home_page_url: url::Url,
    feed_url: url::Url,
    description: Option<String>,
    user_comment: Option<String>,
    next_url: Option<url::Url>,
    icon: Option<url::Url>,
    favicon: Option<url::Url>,
    authors: Vec<JsonAuthor>,
    language: String,
    expired: Option<bool>,
    items: Vec<JsonItem>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonAuthor {
    name: Option<String>,
    url: Option<url::Url>,
    avatar: Option<url::Url>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "what is read only has to be of its type")]
struct JsonItem {
    id: String,
    url: url::Url,
    external_url: Option<url::Url>,
    title: String,
    content_html: Option<String>,
    content_text: Option<String>,
    summary: Option<String>,
    image: Option<url::Url>,
    banner_image: Option<url::Url>,
    date_published: chrono::DateTime<chrono::FixedOffset>,
    date_modified: Option<chrono::DateTime<chrono::FixedOffset>>,
    #[serde(default)]
    authors: Vec<JsonAuthor>,
    #[serde(default)]
    tags: Vec<String>,
    language: Option<String>,
    #[serde(default)]
    attachments: Vec<JsonFile>,
    /// Extensions begin with `_`, and are objects.
    #[serde(rename = "_courant")]
    extension: Option<std::collections::BTreeMap<String, serde_json::Value>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "what is read only has to be of its type")]
struct JsonFile {
    url: url::Url,
    mime_type: String,
    title: Option<String>,
    size_in_bytes: Option<u64>,
    duration_in_seconds: Option<u64>,
}

#[test]
fn json_feeds_follow_the_specification() {
    let site = Site::open();
    let mut findings = Vec::new();
    for file in feeds("feed.json") {
        let feed: JsonFeed =
            serde_json::from_str(&read(output(), &file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        let ids: BTreeSet<&str> = feed.items.iter().map(|item| &*item.id).collect();
        let authors = feed.items.iter().flat_map(|item| &item.authors).chain(&feed.authors);
        let has_content = |item: &JsonItem| item.content_html.is_some() || item.content_text.is_some();
        let rules = [
            ("another version", feed.version == "https://jsonfeed.org/version/1.1"),
            ("it does not name itself", feed.feed_url.as_str() == format!("{BASE}/{file}")),
            ("an id stands twice", ids.len() == feed.items.len()),
            ("an item without content", feed.items.iter().all(has_content)),
            (
                "an author who is nobody",
                authors
                    .map(|author| (&author.name, &author.url, &author.avatar))
                    .all(|author| author != (&None, &None, &None)),
            ),
        ];
        findings.extend(rules.iter().filter(|(_, holds)| !holds).map(|(rule, _)| format!("{file}: {rule}")));
        for item in &feed.items {
            findings.extend(site.missing("/", item.url.as_str()));
            findings.extend(item.attachments.iter().filter_map(|file| site.missing("/", file.url.as_str())));
            findings.extend(item.image.iter().filter_map(|image| site.missing("/", image.as_str())));
            findings.extend(addresses(&site, &file, item.content_html.as_deref().unwrap_or_default()));
        }
    }
    quiet(findings);
}
