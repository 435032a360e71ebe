//! Targets that show the site before its time: with drafts, as of another moment, at another address, and not for search engines.

use std::fs;

use super::super::newsroom::item;
use super::super::program::{courant, files, read, write};

const SETTINGS: &str = "title: Dorp\nbase_url: https://www.dorp.nl\nhost: {files: [netlify]}\npublish:\n  \
                        echt: {path: www}\n  \
                        proef: {path: proef, base_url: https://proef.dorp.nl/site, drafts: true, at: 2020-01-01}\n  \
                        open: {path: open, base_url: https://open.dorp.nl, noindex: false}\n";

fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "site.yaml", SETTINGS);
    for (file, more) in
        [("nu", "date: 2014-01-01\n"), ("concept", "date: 2014-01-02\ndraft: true\n"), ("later", "date: 2019-01-01\n")]
    {
        write(folder.path(), &format!("content/nieuws/{file}.md"), &item(file, more, "Tekst."));
    }
    folder
}

#[test]
fn a_staging_target_shows_what_readers_do_not_get_yet() {
    let folder = site();
    let root = folder.path();
    let publish = |target: &str, at: &[&str]| {
        let told = courant(root, &[&["publish", target], at].concat());
        assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    };
    let now: &[&str] = &["--at", "2014-03-01"];
    publish("echt", now);
    publish("proef", &[]);
    publish("open", now);
    publish("echt", now);
    let page = read(root, "proef/nieuws/2014/concept/index.html");
    assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"), "{page}");
    assert!(
        page.contains("<link rel=\"canonical\" href=\"https://proef.dorp.nl/site/nieuws/2014/concept/\">"),
        "{page}"
    );
    assert!(read(root, "proef/nieuws/2019/later/index.html").contains("noindex"));
    assert_eq!(read(root, "proef/robots.txt"), "User-agent: *\nDisallow: /\n");
    assert!(read(root, "proef/_headers").contains("  X-Robots-Tag: noindex\n"));
    assert!(!read(root, "open/index.html").contains("noindex") && read(root, "open/robots.txt").contains("Allow: /"));
    for file in files(&root.join("www"))
        .into_iter()
        .chain(files(&root.join("open")).into_iter().map(|it| format!("../open/{it}")))
    {
        let text = String::from_utf8_lossy(&fs::read(root.join("www").join(&file)).unwrap()).into_owned();
        for secret in ["concept", "later", "proef.dorp.nl"] {
            assert!(!text.contains(secret) && !file.contains(secret), "{file} has {secret}");
        }
    }
    let built: Vec<String> = files(&root.join("output"));
    assert!(built.iter().all(|file| !file.contains("concept")) && root.join("output-proef/robots.txt").exists());
}

#[test]
fn the_only_target_need_not_be_named_and_a_wrong_moment_is_told() {
    let folder = site();
    let root = folder.path();
    let only = "title: Dorp\nbase_url: https://www.dorp.nl\npublish: {proef: {path: proef, base_url: https://proef.dorp.nl}}\n";
    write(root, "site.yaml", only);
    let told = courant(root, &["publish", "--at", "2014-03-01"]);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    assert!(read(root, "proef/index.html").contains("https://proef.dorp.nl/"));
    write(root, "site.yaml", &only.replace("base_url: https://proef.dorp.nl", "at: 1 mei 2020"));
    let told = courant(root, &["publish"]);
    assert!(told.status == 2 && told.err.contains("`at: 2020-05-01`"), "{told:?}");
}
