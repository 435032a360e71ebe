//! Days: shown and grouped in the time zone of the site, and in machine forms as written.

use std::path::Path;

use super::program::{Told, courant, files, read, write};

fn settings(root: &Path, more: &str) {
    write(root, "site.yaml", &format!("title: Proef\nbase_url: https://proef.example\nlanguage: en\n{more}"));
}

fn item(root: &Path, name: &str, date: &str) {
    write(root, &format!("content/news/{name}.md"), &format!("---\ntitle: {name}\ndate: {date}\n---\nText.\n"));
}

fn build(root: &Path) -> Told {
    let told = courant(root, &["build", "--at", "2026-01-01"]);
    assert_eq!(told.status, 0, "{told:?}");
    told
}

#[test]
fn a_day_is_that_of_the_site_wherever_it_is_shown_and_the_offset_is_kept_for_machines() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    settings(root, "item_address: /{year}/{month}/{day}/{slug}/\n");
    item(root, "night", "2024-07-01 00:30");
    item(root, "evening", "2024-06-30T22:30:00Z");
    item(root, "morning", "2024-01-01T08:00:00+09:00");
    item(root, "party", "2023-12-31 18:30 -05:00");
    item(root, "july", "2024-07-02");
    build(root);
    let page = read(root, "output/2024/07/01/evening/index.html");
    assert!(page.contains("1 July 2024") && page.contains("00:30") && !page.contains("30 June"), "{page}");
    assert!(page.contains(r#"datetime="2024-06-30T22:30:00+00:00""#), "{page}");
    assert!(page.contains(r#""datePublished":"2024-06-30T22:30:00+00:00""#), "{page}");
    for expected in ["2024/01/01/party/index.html", "2024/01/01/morning/index.html", "archive/2024/07/index.html"] {
        assert!(files(&root.join("output")).contains(&expected.to_owned()), "{expected}");
    }
    let archive = read(root, "output/archive/index.html");
    assert!(archive.contains("July") && archive.contains("January") && !archive.contains("June"), "{archive}");
    assert!(!archive.contains("2023"), "{archive}");
    assert!(read(root, "output/rss.xml").contains("Sun, 30 Jun 2024 22:30:00 +0000"));
    assert!(read(root, "output/sitemap.xml").contains("2024-06-30T22:30:00+00:00"));
}

#[test]
fn a_month_stands_once_in_the_archive_where_the_clock_goes_back_over_midnight() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    // In 2009, the clock of St. John's went back from 00:01 on 1 November to 23:01 on 31 October.
    settings(root, "time_zone: America/St_Johns\n");
    item(root, "first", "2009-11-01T02:30:30Z");
    item(root, "second", "2009-11-01T03:00:00Z");
    item(root, "third", "2009-11-01T12:00:00Z");
    item(root, "before", "2009-10-31 12:00");
    build(root);
    let list = read(root, "output/archive/2009/11/index.html");
    assert!(list.contains("first") && list.contains("third") && !list.contains("second"), "{list}");
    assert!(read(root, "output/archive/2009/10/index.html").contains("second"));
}

#[test]
fn a_new_item_has_the_day_of_the_site() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    settings(root, "");
    let told = courant(root, &["new", "Night", "--date", "2024-06-30T22:30:00Z"]);
    assert_eq!(told.out, "content/news/2024-07-01-night.md\n", "{told:?}");
    assert!(read(root, "content/news/2024-07-01-night.md").contains("date: 2024-06-30T22:30:00+00:00\n"));
}

#[test]
fn an_item_with_an_id_keeps_its_feed_id_when_its_date_or_its_time_zone_is_corrected() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let id = |date: &str, zone: &str| {
        settings(root, zone);
        item(root, "a", &format!("{date}\nid: 42"));
        build(root);
        let feed = |name: &str, start: &str, end: &str| {
            let text = read(root, &format!("output/{name}"));
            text.split(start).nth(1).and_then(|rest| rest.split(end).next()).unwrap().to_owned()
        };
        let rss = feed("rss.xml", r#"<guid isPermaLink="false">"#, "<");
        assert_eq!(feed("feed.xml", "<entry><title>a</title><id>", "<"), rss);
        rss
    };
    let before = id("2024-01-01", "");
    assert_eq!(before, "tag:proef.example,2000:42");
    assert_eq!(id("2024-01-05 12:00", ""), before);
    assert_eq!(id("2024-01-05 12:00", "time_zone: Asia/Tokyo\n"), before);
}
