//! Live items: headings with a time are updates, and an open page takes in new ones.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::newsroom::item;
use super::program::{courant, files, read, write};

const PAGE: &str = "output/nieuws/2018/storm/index.html";
const FILE: &str = "output/nieuws/2018/storm/live.json";
const BODY: &str = "Inleiding.[^1]\n\n## 14:05 Brug *weer* open\n\nEen.\n\n### Onderkop\n\n## 23:50 **Boom** om\n\nTwee.\n\n\
                    ## 4 december, 00:10 uur – [Licht](een.md)\n\nDrie.\n\n[^1]: Noot.\n";

fn site(more: &str, body: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let settings = "title: Dorp\nbase_url: https://proef.example\nlanguages: {en: {}}\nmenu: []\n";
    write(folder.path(), "site.yaml", settings);
    write(folder.path(), "content/nieuws/een.md", &item("Een", "date: 2014-01-01\n", "Eerste."));
    let front = format!("date: 2018-12-03 13:00\n{more}");
    write(folder.path(), "content/nieuws/storm.md", &item("Storm", &front, body));
    folder
}

fn build(root: &Path) {
    let told = courant(root, &["build", "--at", "2018-12-05"]);
    assert_eq!((told.status, &*told.err), (0, ""), "{told:?}");
}

fn updates(root: &Path) -> Vec<(String, String)> {
    let file: Value = serde_json::from_str(&read(root, FILE)).unwrap();
    let text = |update: &Value, key: &str| update[key].as_str().unwrap().to_owned();
    file["updates"].as_array().unwrap().iter().map(|update| (text(update, "id"), text(update, "html"))).collect()
}

#[test]
fn updates_stand_newest_first_below_what_is_before_them() {
    let folder = site("live: true\n", BODY);
    build(folder.path());
    let page = read(folder.path(), PAGE);
    let places: Vec<usize> =
        ["Inleiding.", "live-20181204-0010", "Drie.", "live-20181203-2350", "live-20181203-1405", "Onderkop", "Noot."]
            .map(|text| page.rfind(text).unwrap_or_else(|| panic!("{text}: {page}")))
            .to_vec();
    assert!(places.is_sorted(), "{places:?}: {page}");
    for expected in [
        "<article class=\"update\" id=\"live-20181203-1405\">\n<h2><a href=\"#live-20181203-1405\"><time datetime=\"2018-12-03T14:05:00+01:00\">14:05</time></a> Brug <em>weer</em> open</h2>\n<p>Een.</p>",
        "<time datetime=\"2018-12-03T23:50:00+01:00\">23:50</time></a> <strong>Boom</strong> om</h2>",
        "<time datetime=\"2018-12-04T00:10:00+01:00\">4 december 2018, 00:10</time></a> <a href=\"/nieuws/2014/een/\">Licht</a></h2>",
        "<span class=\"live-badge\">Live</span> laatste bericht: <time datetime=\"2018-12-04T00:10:00+01:00\">4 december 2018, 00:10</time>",
        "data-live=\"/nieuws/2018/storm/live.json\"",
        "<script type=\"module\" src=\"/assets/live-",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    let found = updates(folder.path());
    let ids: Vec<&str> = found.iter().map(|(id, _)| &**id).collect();
    assert_eq!(ids, ["live-20181204-0010", "live-20181203-2350", "live-20181203-1405"]);
    assert!(found.iter().all(|(_, html)| page.contains(&**html)), "the page and the file have the same: {found:?}");
    let index = read(folder.path(), "output/nieuws/index.html");
    assert!(index.contains("<span class=\"live-badge\">Live</span>"), "{index}");
}

#[test]
fn search_engines_and_feeds_know_the_updates() {
    let folder = site("live: true\n", BODY);
    let root = folder.path();
    build(root);
    let page = read(root, PAGE);
    for expected in [
        "\"@type\":\"LiveBlogPosting\"",
        "\"coverageStartTime\":\"2018-12-03T14:05:00+01:00\"",
        "{\"@type\":\"BlogPosting\",\"headline\":\"Licht\",\"url\":\"https://proef.example/nieuws/2018/storm/#live-20181204-0010\",\"datePublished\":\"2018-12-04T00:10:00+01:00\"",
        "\"articleBody\":\"Een. Onderkop\"",
        "\"dateModified\":\"2018-12-04T00:10:00+01:00\"",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    assert!(!page.contains("coverageEndTime"), "{page}");
    let feed = read(root, "output/feed.xml");
    assert!(feed.contains("<updated>2018-12-04T00:10:00+01:00</updated>"), "{feed}");
    assert!(feed.find("Drie.").unwrap() < feed.find("Twee.").unwrap(), "{feed}");
    assert!(read(root, "output/sitemap.xml").contains("<lastmod>2018-12-04T00:10:00+01:00</lastmod>"));
}

#[test]
fn an_item_that_has_ended_says_so_to_pages_that_are_open() {
    let folder = site("live: false\n", BODY);
    build(folder.path());
    let page = read(folder.path(), PAGE);
    assert!(page.contains("\"coverageEndTime\":\"2018-12-04T00:10:00+01:00\""), "{page}");
    assert!(page.contains("Dit liveverslag is afgelopen.") && !page.contains("live-2018.js"), "{page}");
    assert!(!page.contains("<script type=\"module\"") && !page.contains("data-live"), "{page}");
    assert!(read(folder.path(), FILE).starts_with("{\"open\":false,\"updates\":[{\"id\":\"live-20181204-0010\""));
    assert!(!read(folder.path(), "output/nieuws/index.html").contains("live-badge"));
}

#[test]
fn anchors_stay_and_two_files_change_when_an_update_is_added() {
    let folder = site("live: true\n", BODY);
    let root = folder.path();
    build(root);
    let before = updates(root);
    write(
        root,
        "content/nieuws/storm.md",
        &item("Storm", "date: 2018-12-03 13:00\nlive: true\n", &format!("{BODY}\n## 23:50 Nog een\n\nVier.\n")),
    );
    let told = courant(root, &["build", "--at", "2018-12-05"]);
    assert!(
        told.err.contains("warning[live-time]: this update is earlier than the one that was written before it"),
        "{told:?}"
    );
    let after = updates(root);
    assert_eq!(after.len(), 4);
    assert!(before.iter().all(|update| after.contains(update)), "{before:?} {after:?}");
    assert!(after.iter().any(|(id, html)| id == "live-20181203-2350-2" && html.contains("Vier.")), "{after:?}");
}

#[test]
fn a_site_without_live_items_has_nothing_of_them() {
    let folder = site("", BODY);
    build(folder.path());
    let all = files(&folder.path().join("output"));
    assert!(all.iter().all(|file| !file.contains("live")), "{all:?}");
    let page = read(folder.path(), PAGE);
    assert!(page.contains("<h2 id=\"14-05-brug-weer-open\">14:05 Brug") && page.contains("NewsArticle"), "{page}");
}

#[test]
fn what_is_live_and_held_back_or_closed_has_no_file() {
    for more in [
        "live: true\ndraft: true\n",
        "live: true\nwithdrawn: {date: 2018-12-04}\n",
        "live: true\nexpires: {date: 2018-12-04, keep: text}\n",
    ] {
        let folder = site(more, BODY);
        build(folder.path());
        assert!(!folder.path().join(FILE).exists(), "{more}");
    }
}

#[test]
#[ignore = "wants Chromium and axe-core"]
fn an_open_page_takes_in_new_updates() {
    let (first, more) = ("## 14:05 Een\n\nEerst.\n", "## 14:20 Twee\n\nx\n\n## 14:30 Drie\n\nx\n");
    let opened = site("live: true\n", first);
    let later = site("live: true\n", &format!("{first}\n{more}"));
    let ended = site("live: false\n", &format!("{first}\n{more}"));
    let folders = [&opened, &later, &ended];
    let outputs = folders.map(|folder| {
        build(folder.path());
        folder.path().join("output")
    });
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/live.mjs");
    let told = Command::new("node").arg(script).args(outputs).arg("/nieuws/2018/storm/").output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        told.status.success(),
        "{}{}; `.ci/install` installs what is missing",
        text(&told.stdout),
        text(&told.stderr)
    );
}

#[test]
fn the_script_is_small() {
    let script = include_bytes!("../../themes/courant/static/live.js");
    assert!(script.len() < 2048, "{} bytes", script.len());
}

#[test]
fn what_becomes_live_is_divided_in_feeds_as_in_a_clean_build() {
    let updated = "updated: 2018-12-04 12:00\n";
    let (folder, clean) = (site(updated, BODY), site(&format!("live: true\n{updated}"), BODY));
    build(folder.path());
    let text = read(clean.path(), "content/nieuws/storm.md");
    write(folder.path(), "content/nieuws/storm.md", &text);
    for site in [&folder, &clean] {
        build(site.path());
    }
    let feed = read(folder.path(), "output/feed.xml");
    assert!(feed.contains("live-20181203-1405"), "{feed}");
    assert_eq!(feed, read(clean.path(), "output/feed.xml"));
}
