//! What `courant check` looks for beside what a build does.

mod external;
mod network;
mod old_addresses;
mod server;
mod sins;

use std::path::Path;

use super::program::{courant, read, site, write};

const ITEM: &str = "---\ntitle: Een bericht\ndate: 2013-12-03\n---\n\n";

#[test]
fn the_example_site_has_nothing_to_tell() {
    let told = courant(Path::new(env!("CARGO_MANIFEST_DIR")), &["check", "--at", "2018-12-07"]);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
}

#[test]
fn what_readers_would_stumble_over_is_told_by_a_check_and_stops_no_build() {
    let folder = site("nl");
    write(folder.path(), "content/nieuws/2013-12-03-a.md", &format!("{ITEM}## Een\n\n#### [hier](/)\n"));
    let built = courant(folder.path(), &["build"]);
    assert_eq!((built.status, built.err.as_str()), (0, ""), "{built:?}");
    let checked = courant(folder.path(), &["check"]);
    assert_eq!(checked.status, 0, "{checked:?}");
    assert!(checked.err.contains("warning[heading-jump]") && checked.err.contains("warning[link-text]"), "{checked:?}");
    write(
        folder.path(),
        "site.yaml",
        "title: a\nbase_url: https://dorp.example\nlints: {heading-jump: off, link-text: error}\n",
    );
    let checked = courant(folder.path(), &["check"]);
    assert_eq!(checked.status, 1, "{checked:?}");
    assert!(!checked.err.contains("heading-jump") && checked.err.ends_with("\n1 error\n"), "{checked:?}");
    assert_eq!(courant(folder.path(), &["build"]).status, 0);
}

#[test]
fn hosts_of_images_stand_in_what_pages_and_hosts_allow() {
    let folder = site("nl");
    write(folder.path(), "content/nieuws/2013-12-03-a.md", &format!("{ITEM}![Brug](https://a.beeld.nl/brug.jpg)\n"));
    let settings = "title: a\nbase_url: https://dorp.example\nhost: {files: [netlify]}\n";
    write(folder.path(), "site.yaml", settings);
    let refused = courant(folder.path(), &["build"]);
    assert!(refused.status == 1 && refused.err.contains("error[image-external]"), "{refused:?}");
    write(folder.path(), "site.yaml", &format!("{settings}external_images: [\"*.beeld.nl\"]\n"));
    assert_eq!(courant(folder.path(), &["build"]).status, 0);
    for file in ["output/_headers", "output/nieuws/2013/a/index.html"] {
        assert!(read(folder.path(), file).contains("img-src 'self' data: *.beeld.nl;"), "{file}");
    }
    // The site's own host needs no leave, also where it is built for another one.
    write(folder.path(), "site.yaml", &settings.replace("https://dorp.example", "https://x.beeld.nl"));
    write(folder.path(), "content/nieuws/2013-12-03-a.md", &format!("{ITEM}![Brug](https://x.beeld.nl/brug.jpg)\n"));
    assert_eq!(courant(folder.path(), &["build", "--base-url", "http://127.0.0.1:4400"]).status, 0);
    // The second time the item is known from before, and what it shows with it.
    write(folder.path(), "site.yaml", settings);
    assert_eq!(courant(folder.path(), &["build"]).status, 1);
    let cached = courant(folder.path(), &["build"]);
    assert!(cached.status == 1 && cached.err.contains("error[image-external]"), "{cached:?}");
}

#[test]
fn names_are_published_in_one_unicode_form_and_two_that_differ_only_so_are_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path();
    write(site, "site.yaml", "title: Dorp\nbase_url: https://dorp.example\n");
    write(site, "static/ma\u{308}rz/cafe\u{301}.txt", "x");
    write(site, "content/nieuws/e\u{301}en.md", "---\ntitle: Een\ndate: 2014-01-01\n---\n[x](/märz/café.txt)\n");
    let told = courant(site, &["build"]);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    assert_eq!(read(&site.join("output"), "märz/café.txt"), "x");
    write(site, "content/nieuws/éen.md", "---\ntitle: Twee\ndate: 2014-01-02\n---\nx\n");
    let told = courant(site, &["build"]);
    let finding = "error[file-name-twice]: two files have this name: their letters look the same, and are stored in different \
                   forms\n--> content/nieuws/éen.md\n";
    assert!(told.status == 1 && told.err.contains(finding), "{told:?}");
}

#[test]
fn a_name_in_another_unicode_form_is_the_same_name() {
    // macOS writes é as e with an accent behind it, and keyboards write é.
    let (composed, decomposed) = ("café", "cafe\u{301}");
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>";
    for (of_file, typed) in [(decomposed, composed), (composed, decomposed), (decomposed, decomposed)] {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path();
        write(site, "site.yaml", "title: Dorp\nbase_url: https://dorp.example\n");
        write(site, &format!("content/nieuws/{of_file}.md"), "---\ntitle: Het café\ndate: 2014-01-01\n---\nOpen.\n");
        write(
            site,
            &format!("content/nieuws/{of_file}/index.md"),
            "---\ntitle: Een map\ndate: 2014-01-03\nslug: map\n---\nx\n",
        );
        write(site, &format!("content/nieuws/{of_file}.svg"), drawing);
        write(site, &format!("content/nieuws/{of_file}.pdf"), "%PDF-1.4");
        let text = format!(
            "---\ntitle: Zie\ndate: 2014-01-02\nattachments: [{typed}.pdf]\n---\n[het café]({typed}.md), [map]({typed}/), \
             [nog eens](caf%C3%A9.md) ![Een bord]({typed}.svg)\n"
        );
        write(site, "content/nieuws/zie.md", &text);
        let told = courant(site, &["build"]);
        assert_eq!((told.status, told.err.as_str()), (0, ""), "{of_file} {typed}");
        let page = read(&site.join("output"), "nieuws/2014/zie/index.html");
        for link in ["het café", "nog eens"] {
            assert!(page.contains(&format!("<a href=\"/nieuws/2014/cafe/\">{link}</a>")), "{page}");
        }
        assert!(page.contains(">map</a>") && page.contains(".svg\"") && page.contains(".pdf\""), "{page}");
    }
}
