//! Incremental builds write only the files that differ: for each kind of change, checked by inode and modification time.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use tempfile::TempDir;

use super::program::{courant, files, read, write};

const ARGUMENTS: [&str; 3] = ["build", "--at", "2022-01-01"];

/// A site with so many items, one a day, and one in English.
fn site(items: u32) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(
        root,
        "site.yaml",
        "title: Proef\nbase_url: https://proef.example\ntheme: eigen\nlanguages:\n  nl: {}\n  en: {}\n",
    );
    write(root, "themes/eigen/theme.yaml", "name: eigen\nextends: courant\ncourant: \">=0.1\"\n");
    write(root, "themes/eigen/templates/item.html", "<h1>{{ item.title }}</h1>{{ content }}");
    for item in 0..items {
        add(root, &format!("bericht-{item}"), &format!("2020-{:02}-{:02}", 1 + item / 28 % 12, 1 + item % 28));
    }
    add(root, "message.en", "2020-05-05");
    build(root);
    folder
}

fn add(root: &Path, name: &str, date: &str) {
    let text = format!("---\ntitle: {name}\ndate: {date}\ntags: [wonen]\n---\nEerste alinea.\n\nTweede alinea.\n");
    write(root, &format!("content/nieuws/{name}.md"), &text);
}

fn build(root: &Path) {
    let told = courant(root, &ARGUMENTS);
    assert_eq!((told.status, told.err.as_str()), (0, ""));
}

/// Every file of the output with a stamp that changes when the file is written.
fn stamps(root: &Path) -> BTreeMap<String, (u64, i64, i64)> {
    let output = root.join("output");
    let stamp = |file: &String| {
        let metadata = std::fs::metadata(output.join(file)).unwrap();
        (metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
    };
    files(&output).into_iter().map(|file| (file.clone(), stamp(&file))).collect()
}

/// The files that a build writes after a change.
fn written(root: &Path, change: impl FnOnce(&Path)) -> Vec<String> {
    let before = stamps(root);
    change(root);
    build(root);
    stamps(root).into_iter().filter(|(file, stamp)| before.get(file) != Some(stamp)).map(|(file, _)| file).collect()
}

#[test]
fn a_build_without_changes_writes_nothing() {
    let site = site(30);
    assert_eq!(written(site.path(), |_| {}), [""; 0]);
    std::thread::sleep(std::time::Duration::from_millis(50));
    build(site.path());
    let told = courant(site.path(), &[&ARGUMENTS[..], &["--timings"]].concat());
    assert!(told.out.contains("files") && !told.out.contains("content"), "pages were looked at: {}", told.out);
    let same = |root: &Path| write(root, "content/nieuws/bericht-3.md", &read(root, "content/nieuws/bericht-3.md"));
    assert_eq!(written(site.path(), same), [""; 0]);
}

#[test]
fn an_edited_body_rewrites_its_page_and_the_feeds_that_contain_it() {
    let site = site(60);
    let edit = |file: &'static str| {
        move |root: &Path| {
            let text = read(root, file).replace("Tweede", "Andere");
            write(root, file, &text);
        }
    };
    let old = written(site.path(), edit("content/nieuws/bericht-3.md"));
    assert_eq!(old, ["nieuws/2020/bericht-3/index.html"]);
    let newest = written(site.path(), edit("content/nieuws/bericht-59.md"));
    let feeds = ["feed.json", "feed.xml", "nieuws/2020/bericht-59/index.html", "rss.xml"];
    let feeds_of_tag = ["tags/wonen/feed.json", "tags/wonen/feed.xml", "tags/wonen/rss.xml"];
    assert_eq!(newest, [&feeds[..], &feeds_of_tag].concat());
}

#[test]
fn a_new_item_writes_equally_many_files_in_a_larger_site() {
    let count = |items| written(site(items).path(), |root| add(root, "nieuw", "2021-06-01")).len();
    let (few, many) = (count(60), count(300));
    assert!(few <= 40 && few == many, "{few} files among 60 items, {many} among 300");
}

#[test]
fn an_edited_template_rewrites_its_pages_and_an_edited_word_those_of_its_language() {
    let site = site(30);
    let template =
        |root: &Path| write(root, "themes/eigen/templates/item.html", "<h2>{{ item.title }}</h2>{{ content }}");
    let items = written(site.path(), template);
    assert_eq!(items.len(), 31);
    assert!(items.iter().all(|file| file.contains("/2020/") && !file.contains("archief")), "{items:?}");
    let words = written(site.path(), |root| write(root, "themes/eigen/words/nl.yaml", "all_news: Alles\n"));
    assert!(words.len() > 5 && words.iter().all(|file| !file.starts_with("en/")), "{words:?}");
}

#[test]
fn foreign_files_in_the_output_are_kept_and_one_in_the_way_is_an_error() {
    let site = site(3);
    write(site.path(), "output/.well-known/eigen.txt", "van iemand anders");
    write(site.path(), "output/nieuws/2021/nieuw/index.html", "van iemand anders");
    build(site.path());
    add(site.path(), "nieuw", "2021-06-01");
    let before = stamps(site.path());
    let told = courant(site.path(), &ARGUMENTS);
    assert!(
        told.status == 2 && told.err.contains("output/nieuws/2021/nieuw/index.html is at the place of a page"),
        "{told:?}"
    );
    assert_eq!(stamps(site.path()), before);
}

#[test]
fn an_edited_wording_does_not_hide_what_changes_with_time() {
    let site = site(3);
    let build_at = |moment: &str| {
        let told = courant(site.path(), &["build", "--at", moment]);
        assert_eq!((told.status, told.err.as_str()), (0, ""));
    };
    let edit = |from: &str, to: &str| {
        let text = read(site.path(), "content/nieuws/bericht-1.md").replace(from, to);
        write(site.path(), "content/nieuws/bericht-1.md", &text);
    };
    add(site.path(), "later", "2022-03-01");
    build_at("2022-01-01");
    edit("Tweede", "Andere");
    build_at("2022-03-02");
    assert!(read(site.path(), "output/index.html").contains("later"), "an item was published meanwhile");
    assert!(read(site.path(), "output/nieuws/2020/bericht-1/index.html").contains("Andere"));
    edit("Andere", "Derde");
    build_at("2022-01-01");
    assert!(!read(site.path(), "output/index.html").contains("later"), "it is held back again");
    // A first paragraph is what lists show, and the name of a tag is on many pages.
    edit("Eerste", "Nieuwe");
    build_at("2022-01-01");
    assert!(read(site.path(), "output/index.html").contains("Nieuwe alinea"));
    write(site.path(), "static/lijst.md", "een");
    build_at("2022-01-01");
    write(site.path(), "static/lijst.md", "elf");
    build_at("2022-01-01");
    assert_eq!(read(site.path(), "output/lijst.md"), "elf");
    edit("wonen", "lezen");
    build_at("2022-01-01");
    assert!(read(site.path(), "output/tags/index.html").contains("lezen"));
}
