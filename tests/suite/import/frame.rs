//! What holds for every source: runs again and again, dry runs, sites that were there before, and hostile archives.

use super::{Archive, files};
use crate::program::{courant, write};

const CONFIG: (&str, &str) = (
    "_config.yml",
    "title: Dorp\nurl: https://dorp.example\nlang: nl\ntimezone: Europe/Amsterdam\npermalink: pretty\n",
);
const OPEN_DAY: (&str, &str) = ("_posts/2013-12-03-open-dag.md", "---\ntitle: Open dag\n---\nKom langs.\n");

#[test]
fn a_second_run_brings_what_is_new_or_changed_and_overwrites_nothing() {
    let archive = Archive::of(&[CONFIG, OPEN_DAY, ("_posts/2013-12-04-brug.md", "---\ntitle: Brug\n---\nDicht.\n")]);
    archive.import();
    let again = archive.import();
    assert!(again.out.contains("0 new, 0 replaced, 2 unchanged"), "{again:?}");
    write(
        &archive.site(),
        "content/posts/2013-12-04-brug.md",
        "---\ntitle: Brug\ndate: 2013-12-04\n---\nHier bewerkt.\n",
    );
    archive.old("_posts/2013-12-04-brug.md", "---\ntitle: Brug\n---\nDaar bewerkt.\n");
    archive.old("_posts/2013-12-03-open-dag.md", "---\ntitle: Open dag\n---\nKom niet.\n");
    archive.old("_posts/2013-12-05-nieuw.md", "---\ntitle: Nieuw\n---\nNieuw.\n");
    let third = archive.import();
    assert!(third.out.contains("1 new, 1 replaced, 0 unchanged") && third.out.contains("1 edited here"), "{third:?}");
    assert!(archive.read("content/posts/2013-12-04-brug.md").contains("Hier bewerkt"));
    assert!(archive.read("content/posts/2013-12-03-open-dag.md").contains("Kom niet"));
    assert!(archive.read("import-report.md").contains("2013-12-04-brug.md`: changed in the source, but edited here"));
    std::fs::remove_file(archive.site().join("content/posts/2013-12-03-open-dag.md")).unwrap();
    archive.import();
    assert!(!archive.has("content/posts/2013-12-03-open-dag.md"));
}

#[test]
fn a_dry_run_writes_only_the_report() {
    let archive = Archive::of(&[CONFIG, OPEN_DAY]);
    let told = archive.import_with(&["--dry-run"]);
    assert_eq!(told.status, 0, "{told:?}");
    assert_eq!(files(&archive.site()), ["import-report.json", "import-report.md"]);
    assert_eq!(archive.report()["counts"]["news"]["imported"], 1);
}

#[test]
fn an_existing_site_keeps_its_settings_and_its_files() {
    let archive = Archive::of(&[CONFIG, OPEN_DAY]);
    write(&archive.site(), "site.yaml", "title: Nieuw\nitem_address: /nieuws/{slug}/\n");
    write(&archive.site(), "content/posts/2013-12-03-open-dag.md", "---\ntitle: Van hier\n---\nTekst.\n");
    let told = archive.import();
    assert!(told.out.contains("files that were there before"), "{told:?}");
    assert!(archive.read("content/posts/2013-12-03-open-dag.md").contains("Van hier"));
    assert_eq!(archive.read("site.yaml"), "title: Nieuw\nitem_address: /nieuws/{slug}/\n");
    assert!(archive.read("import-report.md").contains("## Settings to add to site.yaml"));
    archive.old("_posts/2013-12-05-nieuw.md", "---\ntitle: Nieuw\n---\nNieuw.\n");
    archive.import();
    assert!(archive.read("content/posts/2013-12-05-nieuw.md").contains("address: /2013/12/05/nieuw/"));
}

#[test]
fn nothing_outside_the_site_is_written() {
    let archive = Archive::of(&[
        CONFIG,
        ("_posts/2013-12-03-a.md", "---\ntitle: A\npermalink: /../../etc/passwd\nimage: ../../x.jpg\n---\nA\n"),
        ("_posts/2013-12-04-b.md", "---\ntitle: B\nslug: ../../b\n---\nB\n"),
        (".git/config", "[core]"),
        ("a:b.txt", "x"),
    ]);
    std::os::unix::fs::symlink("/etc/passwd", archive.0.path().join("old/passwd.txt")).unwrap();
    let told = archive.import_with(&[]);
    assert_eq!(told.status, 0, "{told:?}");
    let all = files(archive.0.path());
    assert!(all.iter().all(|file| file.starts_with("old/") || file.starts_with("new/")), "{all:?}");
    assert!(!all.iter().any(|file| file.contains("new/static/passwd") || file.contains("new/static/a:b")), "{all:?}");
    let report = archive.read("import-report.md");
    assert!(report.contains("`passwd.txt`") && report.contains("`a:b.txt`"), "{report}");
}

#[test]
fn a_broken_text_does_not_stop_the_rest() {
    let archive = Archive::of(&[
        CONFIG,
        OPEN_DAY,
        ("_posts/2013-12-04-b.md", "---\ntitle: [B\ndate: 2013-12-04\n---\nB\n"),
        ("_posts/2013-12-05-c.md", "---\n"),
        ("_posts/2013-12-06-d.md", "---\na: &a [x,x,x]\nb: &b [*a,*a,*a,*a]\ntitle: D\n---\n{% if x %}{{ {% \n"),
    ]);
    std::fs::write(archive.0.path().join("old/_posts/2013-12-07-e.md"), [0_u8; 100]).unwrap();
    archive.import();
    let report = archive.read("import-report.md");
    assert!(report.contains("keys that are no YAML") && report.contains("unreadable files"), "{report}");
    assert!(archive.has("content/posts/2013-12-03-open-dag.md"));
}

#[test]
fn an_unknown_source_is_told_what_to_do() {
    let archive = Archive::of(&[("x.bin", "a")]);
    let told = archive.import_with(&[]);
    assert_eq!(told.status, 2);
    assert!(told.err.contains("source-unknown") && told.err.contains("--from"), "{told:?}");
    let told = courant(archive.0.path(), &["--root", "new", "import", "nowhere"]);
    assert_eq!(told.status, 2, "{told:?}");
}
