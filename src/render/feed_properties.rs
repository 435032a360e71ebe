//! Properties of feeds: whatever stands in an item, a reader of the format gets it back.

use std::sync::Arc;

use chrono::DateTime;
use proptest::prelude::*;
use quick_xml::escape::unescape;

use super::clean::for_xml;
use super::{atom, json_feed, rss};
use crate::config::{ContentOfFeeds, FeedFormat};
use crate::model::ItemId;
use crate::plan::feed_view::{FeedAuthor, FeedEntry, FeedView};

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

fn check(title: &str, summary: &str, name: &str, body: &str) {
    let date = DateTime::parse_from_rfc3339("2020-01-02T03:04:05+01:00").unwrap();
    let entry = FeedEntry {
        id: "tag:proef.example,2020:1".to_owned(),
        url: "https://proef.example/a/".to_owned(),
        title,
        published: date,
        updated: date,
        summary,
        lead: None,
        authors: vec![FeedAuthor { name, url: None, email: None }],
        tags: vec![name],
        image: None,
        attachments: Vec::new(),
        item: ItemId(0),
    };
    let view = FeedView {
        format: FeedFormat::Rss,
        content: ContentOfFeeds::Full,
        title: title.to_owned(),
        description: summary,
        language: "nl",
        page_url: "https://proef.example/".to_owned(),
        url: "https://proef.example/rss.xml".to_owned(),
        hubs: &[],
        publisher: name,
        logo: None,
        updated: date,
        entries: vec![entry],
    };
    let bodies = [Arc::from(body)];
    let (mut as_rss, mut as_atom, mut as_json) = (Vec::new(), Vec::new(), Vec::new());
    rss::write(&view, &bodies, &mut as_rss).unwrap();
    atom::write(&view, &bodies, &mut as_atom).unwrap();
    json_feed::write(&view, &bodies, &mut as_json).unwrap();

    let as_rss = String::from_utf8(as_rss).unwrap();
    let document = roxmltree::Document::parse(&as_rss).unwrap_or_else(|error| panic!("{error}: {as_rss}"));
    let item = document.descendants().find(|node| node.has_tag_name("item")).unwrap();
    let of = |name: &str| {
        let node = item.children().find(|node| node.tag_name().name() == name).unwrap();
        let texts = node.descendants().filter(roxmltree::Node::is_text).filter_map(|node| node.text());
        one_kind_of_break(&texts.collect::<String>())
    };
    assert_eq!(of("title"), read_as_xml(title));
    assert_eq!(one_kind_of_break(&unescape(&of("description")).unwrap()), read_as_xml(summary));
    assert_eq!((of("category"), of("creator")), (read_as_xml(name), read_as_xml(name)));
    assert_eq!(of("encoded"), read_as_xml(body));

    let as_atom = String::from_utf8(as_atom).unwrap();
    let document = roxmltree::Document::parse(&as_atom).unwrap_or_else(|error| panic!("{error}: {as_atom}"));
    let entry = document.descendants().find(|node| node.tag_name().name() == "entry").unwrap();
    let of = |name: &str| {
        let node = entry.descendants().find(|node| node.tag_name().name() == name).unwrap();
        let texts = node.descendants().filter(roxmltree::Node::is_text).filter_map(|node| node.text());
        one_kind_of_break(&texts.collect::<String>())
    };
    assert_eq!((of("title"), of("summary")), (read_as_xml(title), read_as_xml(summary)));
    assert_eq!((of("name"), of("content")), (read_as_xml(name), read_as_xml(body)));

    let document: serde_json::Value = serde_json::from_slice(&as_json).unwrap();
    let item = &document["items"][0];
    assert_eq!((&item["title"], &item["summary"]), (&title.into(), &summary.into()));
    assert_eq!((&item["content_html"], &item["tags"][0]), (&body.into(), &name.into()));
}

proptest! {
    #[test]
    fn every_text_is_read_back_from_every_feed(title in text(), summary in text(), name in text(), body in text()) {
        check(&title, &summary, &name, &body);
    }
}
