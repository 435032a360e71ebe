//! Publishing: what is sent to a target, in which order, and what readers see meanwhile.

mod addresses;
mod after;
mod behaviours;
mod cache;
mod compressed;
mod drafts;
mod folder;
mod full;
mod git;
mod google;
mod hostile;
mod hostile_git;
mod http;
mod kills;
mod proxy;
mod rsync;
mod servers;
mod staging;
mod store;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::program::{Told, courant, files, write};

const AT: &str = "2021-01-01";

/// A small site with a target.
fn site(target: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    write(
        folder.path(),
        "site.yaml",
        &format!("title: Proef\nbase_url: https://proef.example\nper_page: 5\npublish:\n  doel: {target}\n"),
    );
    for item in 0..12 {
        write(folder.path(), &format!("content/nieuws/bericht-{item}.md"), &item_text(item, "eerste druk"));
    }
    write(
        folder.path(),
        "content/nieuws/open-dag/index.md",
        "---\ntitle: Open dag\ndate: 2020-07-01\n---\n![Het plein](plein.png)\n\n[Het plan (PDF)](plan.pdf)\n",
    );
    let image = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sites/whole/content/nieuws/brug/foto.png");
    fs::copy(image, folder.path().join("content/nieuws/open-dag/plein.png")).unwrap();
    write(folder.path(), "content/nieuws/open-dag/plan.pdf", "plan");
    folder
}

fn item_text(item: u32, edition: &str) -> String {
    format!("---\ntitle: Bericht {item}\ndate: 2020-{:02}-01\ntags: [wonen]\n---\nTekst, {edition}.\n", 1 + item % 6)
}

fn publish(folder: &Path, more: &[&str]) -> Told {
    let at: &[&str] = if more.contains(&"--at") { &[] } else { &["--at", AT] };
    let told = courant(folder, &[&["publish"], at, more].concat());
    assert!(!told.err.contains("panicked"), "{told:?}");
    told
}

/// Publishes, and all is well.
#[track_caller]
fn published(folder: &Path, more: &[&str]) -> String {
    let told = publish(folder, more);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    told.out
}

/// What is in a folder but for what Courant keeps there for itself.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = if folder.exists() { files(folder) } else { Vec::new() };
    let ours = |file: &String| file.starts_with(".courant-");
    files
        .into_iter()
        .filter(|file| !ours(file))
        .map(|file| (file.clone(), fs::read(folder.join(&file)).unwrap()))
        .collect()
}

/// The target has just what was built.
#[track_caller]
fn assert_is_the_site(folder: &Path, target: &str) {
    let (built, there) = (contents(&folder.join("output")), contents(&folder.join(target)));
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&built), names(&there));
    assert!(built == there);
}

/// A page names what it shows in one of these ways.
const SHOWN: [&str; 3] = ["href=\"", "src=\"", "srcset=\""];

/// What pages among these files show that is not among them: styles, images, documents.
fn missing(files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut missing = Vec::new();
    for (page, bytes) in files.iter().filter(|(file, _)| file.ends_with(".html")) {
        let text = String::from_utf8_lossy(bytes);
        let values = SHOWN.iter().flat_map(|start| text.split(start).skip(1).filter_map(|rest| rest.split('"').next()));
        for shown in values.flat_map(|value| value.split(',')).filter_map(|value| value.trim().split(' ').next()) {
            let shown = shown.split(['?', '#']).next().unwrap_or_default();
            let is_asset = |name: &str| name.contains('.') && !name.ends_with(".html") && !name.ends_with(".xml");
            let Some(file) = shown.strip_prefix('/').filter(|file| is_asset(file)) else { continue };
            let file = percent_encoding::percent_decode_str(file).decode_utf8_lossy();
            if !files.contains_key(&*file) {
                missing.push(format!("{page} shows {file}"));
            }
        }
    }
    missing
}

/// Makes the next edition of a site with the theme `plat`: each page shows a style and an image that no other edition has.
fn edition(folder: &Path, number: u32) {
    write(folder, "themes/plat/static/plat.css", &format!("/* {number} */"));
    let base = format!(
        "<title>{{{{ page.title or words[page.kind] }}}}</title><link href=\"{{{{ assets[\"plat.css\"] }}}}\">\
         <img src=\"/beeld-{number}.svg\">{{% block main %}}{{% endblock main %}}"
    );
    write(folder, "themes/plat/templates/base.html", &base);
    if number > 0 {
        fs::remove_file(folder.join(format!("static/beeld-{}.svg", number - 1))).unwrap();
    }
    write(folder, &format!("static/beeld-{number}.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
}

/// The files that a dry run would send or remove, each with its sign.
fn plan(folder: &Path) -> Vec<String> {
    let out = published(folder, &["--dry-run"]);
    let files = out.lines().filter(|line| line.starts_with(['+', '~', '-']));
    files.map(|line| line.split("  ").next().unwrap().to_owned()).collect()
}

#[test]
fn a_site_says_where_it_is_published() {
    let folder = site("{path: www}");
    let told = publish(folder.path(), &["ergens"]);
    assert!(told.status == 2 && told.err.contains("error[target-unknown]") && told.err.contains("`doel`"), "{told:?}");
    write(folder.path(), "site.yaml", "title: Proef\nbase_url: https://proef.example\n");
    let told = publish(folder.path(), &[]);
    assert!(told.status == 2 && told.err.contains("publish:\n"), "{told:?}");
    write(
        folder.path(),
        "site.yaml",
        "title: Proef\nbase_url: https://proef.example\npublish: {a: {path: a}, b: {path: b}}\n",
    );
    let told = publish(folder.path(), &[]);
    assert!(told.status == 2 && told.err.contains("`a`, `b`"), "{told:?}");
    published(folder.path(), &["b"]);
    assert!(folder.path().join("b/index.html").is_file() && !folder.path().join("a").exists());
    write(folder.path(), "site.yaml", "title: Proef\npublish: {a: {path: a}}\n");
    let told = publish(folder.path(), &[]);
    assert!(told.status == 2 && told.err.contains("error[base-url-missing]"), "{told:?}");
}

#[test]
fn a_site_with_a_mistake_is_not_published() {
    let folder = site("{path: www}");
    published(folder.path(), &[]);
    write(folder.path(), "content/nieuws/fout.md", "---\ntitel: Fout\n---\n");
    let before = contents(&folder.path().join("www"));
    let told = publish(folder.path(), &[]);
    assert!(told.status == 1 && told.err.contains("error[unknown-key]"), "{told:?}");
    assert!(before == contents(&folder.path().join("www")));
}

#[test]
fn a_program_reads_what_was_done() {
    let folder = site("{path: www}");
    let json = |told: Told| serde_json::from_str::<serde_json::Value>(&told.out).unwrap();
    let report = json(publish(folder.path(), &["--format", "json", "--dry-run"]));
    let there = contents(&folder.path().join("output"));
    assert_eq!(report["publication"]["new"].as_array().unwrap().len(), there.len());
    assert_eq!(report["publication"]["bytes"], there.values().map(Vec::len).sum::<usize>());
    assert_eq!((&report["publication"]["dry_run"], &report["status"]), (&true.into(), &0.into()));
    assert!(!folder.path().join("www").exists());
    let report = json(publish(folder.path(), &["--format", "json"]));
    assert_eq!(report["publication"]["dry_run"], false);
    fs::remove_file(folder.path().join("content/nieuws/bericht-3.md")).unwrap();
    let report = json(publish(folder.path(), &["--format", "json"]));
    assert_eq!((&report["publication"], &report["status"]), (&serde_json::Value::Null, &1.into()));
    assert_eq!(report["findings"][0]["code"], "address-dies");
}

#[test]
fn the_plan_has_what_pages_show_before_pages_and_lists_and_feeds_after_them() {
    let folder = site("{path: www}");
    let plan = plan(folder.path());
    let at = |file: &str| plan.iter().position(|line| line == &format!("+ {file}")).unwrap_or_else(|| panic!("{file}"));
    let order = [
        "nieuws/2020/open-dag/plein.png",
        "nieuws/2020/open-dag/index.html",
        "nieuws/index.html",
        "feed.xml",
        "sitemap.xml",
    ];
    assert!(order.windows(2).all(|pair| at(pair[0]) < at(pair[1])), "{plan:#?}");
    let style = plan.iter().position(|line| line.ends_with(".css")).unwrap();
    assert!(style < at("nieuws/2020/bericht-0/index.html"));
}
