//! A preview in a real browser, as a writer sees it.

use std::path::Path;
use std::process::Command;

use super::server::{Preview, item, small_site};
use crate::program::{command, write};

fn node(script: &str, arguments: &[&str]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let done = Command::new("node").current_dir(folder).arg(script).args(arguments).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{out}{err}");
}

#[test]
#[ignore = "wants Chromium and Node.js"]
fn the_browser_shows_each_save() {
    let folder = small_site();
    let site = folder.path();
    let theme = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/courant/templates/courant.css");
    write(site, "site.yaml", "title: Dorp\nbase_url: https://www.example.org\nlanguages:\n  en: {}\ntheme: eigen\n");
    write(site, "themes/eigen/theme.yaml", "name: eigen\nextends: courant\ncourant: \">=0.1\"\n");
    write(site, "themes/eigen/templates/courant.css", &std::fs::read_to_string(theme).unwrap());
    write(site, "static/eigen.css", "h1 { color: rgb(10, 20, 30); }\n");
    let styled = "<!doctype html><html lang=\"nl\"><head><title>a</title><link rel=\"stylesheet\" href=\"/eigen.css\"></head><body><h1>a</h1></body></html>";
    write(site, "static/gestyleerd.html", styled);
    let photograph = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/whole/content/nieuws/brug/foto.png");
    std::fs::copy(photograph, site.join("content/nieuws/foto.png")).unwrap();
    let preview = Preview::of(site, &["--editor", "vscode"]);
    preview.until("/", |answer| answer.status == 200);
    node("preview.mjs", &[&preview.port.to_string(), site.to_str().unwrap()]);
}

#[test]
#[ignore = "wants Chromium and Node.js"]
fn the_browser_reconnects_to_a_restarted_preview() {
    let folder = small_site();
    let site = folder.path();
    let preview = Preview::of(site, &[]);
    preview.until("/", |answer| answer.status == 200);
    let port = preview.port.to_string();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let mut browser = Command::new("node")
        .current_dir(folder)
        .args(["preview_again.mjs", &port])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = std::io::BufReader::new(browser.stdout.take().unwrap());
    let mut line = String::new();
    std::io::BufRead::read_line(&mut out, &mut line).unwrap();
    assert_eq!(line, "open\n");
    drop(preview);
    write(site, "content/nieuws/een.md", &item("Een", "", "Na de herstart."));
    let again = Preview::with(command(site).args(["serve", "--port", &port]));
    assert!(browser.wait().unwrap().success());
    drop(again);
}
