//! Properties of feeds: whatever stands in an item, a reader of the format gets it back.

use std::sync::Arc;

use chrono::DateTime;
use proptest::prelude::*;
use quick_xml::escape::unescape;

use super::clean::for_xml;
use super::{atom, json_feed, ninjs, rss};
use crate::base::Error;
use crate::config::{ContentOfFeeds, FeedFormat};
use crate::model::ItemId;
use crate::plan::feed_view::{CategorySchemes, FeedAuthor, FeedEntry, FeedView};
use crate::plan::view::{AttachmentView, ImageView};

/// Media RSS.
const MEDIA: &str = "http://search.yahoo.com/mrss/";
const ATOM: &str = "http://www.w3.org/2005/Atom";

/// A text of an item, with a liking for what means something in XML, HTML or JSON.
fn text() -> impl Strategy<Value = String> {
    let special = prop::sample::select(vec![
        "]]>",
        "<![CDATA[",
        "&",
        "&amp;",
        "<b>",
        "</description>",
        "\"",
        "'",
        "\u{0}",
        "\u{1b}",
        "\u{8}",
        "\r",
        "\n",
        "\u{fffe}",
        "\u{ffff}",
        "é",
        "👨‍👩‍👧",
        "\u{202e}",
        "\\",
        "--",
        "?>",
        "<?",
        "<!--",
        "\u{85}",
    ]);
    let part = prop_oneof![special.prop_map(str::to_owned), any::<String>(), "[a-z ]{0,5}"];
    // Both ends are letters: readers trim space there.
    prop::collection::vec(part, 0..8).prop_map(|parts| format!("a{}z", parts.concat()))
}

/// The text as a reader of XML gets it (XML 1.0 §2.2, §2.11).
fn read_as_xml(text: &str) -> String {
    one_kind_of_break(&for_xml(text))
}

/// Carriage returns may be kept, as references, or read as line breaks.
fn one_kind_of_break(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn entry<'a>(title: &'a str, summary: &'a str, name: &'a str) -> FeedEntry<'a> {
    let date = DateTime::parse_from_rfc3339("2020-01-02T03:04:05+01:00").unwrap();
    FeedEntry {
        id: "tag:proef.example,2020:1".to_owned(),
        url: "https://proef.example/a/".to_owned(),
        title,
        published: date,
        updated: date,
        summary,
        lead: None,
        authors: vec![FeedAuthor { name, url: None, email: None }],
        tags: vec![name],
        dossiers: vec![name],
        words: 3,
        image: Some(ImageView {
            url: "https://proef.example/a/foto.jpg".to_owned(),
            alt: summary,
            credit: Some(name),
            ..ImageView::default()
        }),
        attachments: vec![AttachmentView {
            title,
            href: "/a/besluit.pdf".to_owned(),
            kind: "PDF".to_owned(),
            media_type: "application/pdf",
            size: "1\u{a0}kB".to_owned(),
            bytes: 999,
            date: None,
            language: None,
            woo: None,
        }],
        audio: None,
        item: ItemId(0),
    }
}

fn feed<'a>(title: &'a str, summary: &'a str, name: &'a str) -> FeedView<'a> {
    let entry = entry(title, summary, name);
    FeedView {
        format: FeedFormat::Rss,
        content: ContentOfFeeds::Full,
        title: title.to_owned(),
        description: summary,
        language: "nl",
        origin: "https://proef.example",
        schemes: CategorySchemes::default(),
        page_url: "https://proef.example/".to_owned(),
        url: "https://proef.example/rss.xml".to_owned(),
        hubs: &[],
        publisher: name,
        logo: None,
        updated: entry.updated,
        entries: vec![entry],
    }
}

type Write = fn(&FeedView<'_>, &[Arc<str>], &mut Vec<u8>) -> Result<(), Error>;

fn written(write: Write, view: &FeedView<'_>, body: &str) -> String {
    let mut out = Vec::new();
    write(view, &[Arc::from(body)], &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The text of the first element of a name.
fn text_of(node: roxmltree::Node<'_, '_>, name: &str) -> String {
    let node = node.descendants().find(|node| node.tag_name().name() == name).unwrap();
    let texts = node.descendants().filter(roxmltree::Node::is_text).filter_map(|node| node.text());
    one_kind_of_break(&texts.collect::<String>())
}

fn check_xml(title: &str, summary: &str, name: &str, body: &str) {
    let view = feed(title, summary, name);
    let as_rss = written(rss::write, &view, body);
    let document = roxmltree::Document::parse(&as_rss).unwrap_or_else(|error| panic!("{error}: {as_rss}"));
    let item = document.descendants().find(|node| node.has_tag_name("item")).unwrap();
    let of = |name: &str| text_of(item.children().find(|node| node.tag_name().name() == name).unwrap(), name);
    assert_eq!(of("title"), read_as_xml(title));
    assert_eq!(one_kind_of_break(&unescape(&of("description")).unwrap()), read_as_xml(summary));
    assert_eq!((of("category"), of("creator")), (read_as_xml(name), read_as_xml(name)));
    assert_eq!(of("encoded"), read_as_xml(body));
    let media = |name: &str| {
        let node = item.descendants().find(|node| node.has_tag_name((MEDIA, name))).unwrap();
        one_kind_of_break(node.text().unwrap_or_default())
    };
    assert_eq!((media("credit"), media("description")), (read_as_xml(name), read_as_xml(summary)));

    let as_atom = written(atom::write, &view, body);
    let document = roxmltree::Document::parse(&as_atom).unwrap_or_else(|error| panic!("{error}: {as_atom}"));
    let entry = document.descendants().find(|node| node.tag_name().name() == "entry").unwrap();
    let of = |name: &str| text_of(entry, name);
    assert_eq!((of("title"), of("summary")), (read_as_xml(title), read_as_xml(summary)));
    assert_eq!((of("name"), of("credit")), (read_as_xml(name), read_as_xml(name)));
    let content = entry.children().find(|node| node.has_tag_name((ATOM, "content"))).unwrap();
    assert_eq!(text_of(content, "content"), read_as_xml(body));
}

fn check_json(title: &str, summary: &str, name: &str, body: &str) {
    let view = feed(title, summary, name);
    let document: serde_json::Value = serde_json::from_str(&written(json_feed::write, &view, body)).unwrap();
    let item = &document["items"][0];
    assert_eq!((&item["title"], &item["summary"]), (&title.into(), &summary.into()));
    assert_eq!((&item["content_html"], &item["tags"][0]), (&body.into(), &name.into()));
    assert_eq!(item["attachments"][0]["title"], title);

    let document: serde_json::Value = serde_json::from_str(&written(ninjs::write, &view, body)).unwrap();
    let item = &document["associations"][0];
    assert_eq!((&item["headlines"][0]["value"], &item["by"]), (&title.into(), &name.into()));
    assert_eq!((&item["bodies"][0]["value"], &item["descriptions"][0]["value"]), (&body.into(), &summary.into()));
}

proptest! {
    #[test]
    fn every_text_is_read_back_from_every_feed(title in text(), summary in text(), name in text(), body in text()) {
        check_xml(&title, &summary, &name, &body);
        check_json(&title, &summary, &name, &body);
    }
}
