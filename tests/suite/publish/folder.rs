//! A folder as a target, swapped as a whole and changed file by file.

use std::fs;
use std::os::unix::fs::MetadataExt as _;

use super::super::program::{read, write};
use super::kills::kill_again_and_again;
use super::{assert_is_the_site, contents, item_text, plan, publish, published, site};

const MODES: [&str; 2] = ["swap", "in-place"];

fn in_mode(mode: &str) -> tempfile::TempDir {
    site(&format!("{{path: www, mode: {mode}}}"))
}

#[test]
fn only_what_differs_is_sent_and_what_the_site_no_longer_has_is_removed() {
    for mode in MODES {
        let folder = in_mode(mode);
        let out = published(folder.path(), &[]);
        assert!(out.starts_with("doel received ") && out.contains(" new"), "{out}");
        assert_is_the_site(folder.path(), "www");
        let inode = |file: &str| fs::metadata(folder.path().join("www").join(file)).unwrap().ino();
        let kept = inode("nieuws/2020/bericht-4/index.html");
        assert!(published(folder.path(), &[]).starts_with("doel is up to date: "));
        write(folder.path(), "content/nieuws/bericht-0.md", &item_text(0, "tweede druk"));
        fs::remove_file(folder.path().join("content/nieuws/open-dag/plein.png")).unwrap();
        write(
            folder.path(),
            "content/nieuws/open-dag/index.md",
            "---\ntitle: Open dag\ndate: 2020-07-01\n---\n[Het plan (PDF)](plan.pdf)\n",
        );
        let changes = plan(folder.path());
        assert!(changes.contains(&"~ nieuws/2020/bericht-0/index.html".to_owned()), "{changes:?}");
        assert_eq!(changes.last().unwrap(), "- nieuws/2020/open-dag/plein.png");
        assert!(changes.len() < 20 && !changes.iter().any(|line| line.starts_with('+')), "{changes:?}");
        published(folder.path(), &[]);
        assert_is_the_site(folder.path(), "www");
        assert_eq!(inode("nieuws/2020/bericht-4/index.html"), kept, "{mode}");
        assert_eq!(plan(folder.path()), Vec::<String>::new());
    }
}

#[test]
fn files_of_someone_else_stay() {
    for mode in MODES {
        let folder = in_mode(mode);
        write(folder.path(), "www/wp-content/uploads/oud.jpg", "oud");
        write(folder.path(), "www/verzoek/.well-known/sleutel", "sleutel");
        std::os::unix::fs::symlink("/etc/hostname", folder.path().join("www/snelkoppeling")).unwrap();
        fs::create_dir(folder.path().join("www/leeg")).unwrap();
        let out = published(folder.path(), &[]);
        assert!(out.contains("3 files from elsewhere left alone"), "{out}");
        write(folder.path(), "www/later.txt", "later");
        write(folder.path(), "content/nieuws/bericht-0.md", &item_text(0, "tweede druk"));
        published(folder.path(), &[]);
        for (file, text) in
            [("wp-content/uploads/oud.jpg", "oud"), ("verzoek/.well-known/sleutel", "sleutel"), ("later.txt", "later")]
        {
            assert_eq!(read(folder.path(), &format!("www/{file}")), text, "{mode}");
        }
        assert!(fs::symlink_metadata(folder.path().join("www/snelkoppeling")).unwrap().is_symlink());
        assert!(folder.path().join("www/leeg").is_dir());
    }
}

#[test]
fn a_file_of_someone_else_in_the_way_is_named_and_gives_way_only_when_told() {
    for mode in MODES {
        let folder = in_mode(mode);
        write(folder.path(), "www/index.html", "van een ander");
        write(folder.path(), "www/oud.html", "van een ander");
        let told = publish(folder.path(), &[]);
        assert!(
            told.status == 2
                && told.err.contains("error[target-not-ours]: this run would overwrite `index.html` at `doel`"),
            "{told:?}"
        );
        assert_eq!(contents(&folder.path().join("www")).len(), 2);
        published(folder.path(), &["--take-over"]);
        assert_eq!(read(folder.path(), "www/oud.html"), "van een ander");
        assert_eq!(read(folder.path(), "www/index.html"), read(folder.path(), "output/index.html"));
    }
}

#[test]
fn what_a_pattern_keeps_is_neither_replaced_nor_removed() {
    for mode in MODES {
        let folder = site(&format!("{{path: www, mode: {mode}, keep: [robots.txt, 'nieuws/2020/open-dag/*.pdf']}}"));
        write(folder.path(), "www/robots.txt", "van een ander");
        published(folder.path(), &[]);
        fs::remove_file(folder.path().join("content/nieuws/open-dag/plan.pdf")).unwrap();
        write(
            folder.path(),
            "content/nieuws/open-dag/index.md",
            "---\ntitle: Open dag\ndate: 2020-07-01\n---\nZonder plan.\n",
        );
        published(folder.path(), &[]);
        assert_eq!(read(folder.path(), "www/robots.txt"), "van een ander");
        assert_eq!(read(folder.path(), "www/nieuws/2020/open-dag/plan.pdf"), "plan");
    }
}

#[test]
fn a_file_that_somebody_changed_at_the_target_is_made_right_whatever_is_remembered() {
    for mode in MODES {
        let folder = in_mode(mode);
        published(folder.path(), &[]);
        write(folder.path(), "www/nieuws/2020/bericht-1/index.html", "beklad");
        fs::remove_file(folder.path().join("www/nieuws/2020/bericht-2/index.html")).unwrap();
        assert_eq!(
            plan(folder.path()),
            ["+ nieuws/2020/bericht-2/index.html", "~ nieuws/2020/bericht-1/index.html"].map(str::to_owned)
        );
        published(folder.path(), &[]);
        assert_is_the_site(folder.path(), "www");
    }
}

#[test]
fn a_machine_that_remembers_nothing_sends_only_what_differs() {
    for mode in MODES {
        let folder = in_mode(mode);
        published(folder.path(), &[]);
        fs::remove_dir_all(folder.path().join(".courant")).unwrap();
        fs::remove_dir_all(folder.path().join("output")).unwrap();
        fs::remove_file(folder.path().join("content/nieuws/bericht-3.md")).unwrap();
        let out = published(folder.path(), &["--let-go", "/nieuws/2020/bericht-3/"]);
        assert!(out.contains(" changed") && out.contains("1 removed") && !out.contains(" new"), "{out}");
        assert_is_the_site(folder.path(), "www");
    }
}

#[test]
fn the_state_before_the_last_run_can_be_put_back_and_forth() {
    for mode in MODES {
        let folder = in_mode(mode);
        let told = publish(folder.path(), &[]);
        assert_eq!(told.status, 0);
        let first = contents(&folder.path().join("www"));
        write(folder.path(), "www/van-een-ander.txt", "blijft");
        for item in [0, 5] {
            write(folder.path(), &format!("content/nieuws/bericht-{item}.md"), &item_text(item, "tweede druk"));
        }
        write(folder.path(), "content/nieuws/nieuw.md", "---\ntitle: Nieuw\ndate: 2020-12-24\n---\nNieuw.\n");
        fs::remove_file(folder.path().join("content/nieuws/bericht-3.md")).unwrap();
        published(folder.path(), &["--let-go", "/nieuws/2020/bericht-3/"]);
        let second = contents(&folder.path().join("www"));
        let rolled = |expected: &std::collections::BTreeMap<String, Vec<u8>>| {
            let out = super::courant(folder.path(), &["publish", "--rollback"]);
            assert_eq!((out.status, out.err.as_str()), (0, ""), "{mode}: {out:?}");
            let mut there = contents(&folder.path().join("www"));
            assert_eq!(there.insert("van-een-ander.txt".to_owned(), b"blijft".to_vec()), Some(b"blijft".to_vec()));
            let mut expected = expected.clone();
            expected.insert("van-een-ander.txt".to_owned(), b"blijft".to_vec());
            assert_eq!(there.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{mode}");
            assert!(there == expected, "{mode}");
        };
        rolled(&first);
        rolled(&second);
        rolled(&first);
        published(folder.path(), &["--let-go", "/nieuws/2020/bericht-3/"]);
        rolled(&first);
    }
}

#[test]
fn a_site_in_another_folder_is_published_and_goes_back() {
    for mode in MODES {
        let folder = site(&format!("{{path: www, mode: {mode}, precompress: [gzip]}}"));
        let name = folder.path().file_name().unwrap().to_str().unwrap();
        for arguments in
            [&["publish"][..], &["publish"], &["publish", "--rollback", "--dry-run"], &["publish", "--rollback"]]
        {
            let above = folder.path().parent().unwrap();
            let told = super::courant(above, &[&["--root", name], arguments].concat());
            assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
            write(folder.path(), "content/nieuws/bericht-0.md", &item_text(0, "tweede druk"));
        }
        assert!(read(folder.path(), "www/nieuws/2020/bericht-0/index.html").contains("eerste druk"));
    }
}

#[test]
fn without_an_earlier_state_there_is_nothing_to_put_back() {
    let folder = site("{path: www, mode: in-place, keep_previous: false}");
    published(folder.path(), &[]);
    write(folder.path(), "content/nieuws/bericht-0.md", &item_text(0, "tweede druk"));
    published(folder.path(), &[]);
    let told = super::courant(folder.path(), &["publish", "--rollback"]);
    assert!(told.status == 2 && told.err.contains("error[nothing-to-roll-back]"), "{told:?}");
}

#[test]
fn a_second_run_says_who_is_publishing_and_since_when() {
    let folder = in_mode("in-place");
    published(folder.path(), &[]);
    let path = folder.path().join(".courant/publish-doel.lock");
    let lock = fs::File::options().write(true).open(&path).unwrap();
    lock.lock().unwrap();
    fs::write(&path, "anna@werkplek\n2021-01-01 09:30:00 +01:00\n").unwrap();
    let told = publish(folder.path(), &[]);
    let expected =
        "error[target-locked]: anna@werkplek has been publishing to `doel` since 2021-01-01 09:30:00 +01:00\n";
    assert!(told.status == 3 && told.err.contains(expected), "{told:?}");
    // One on another site with the same target.
    drop(lock);
    let path = folder.path().join("www/.courant-lock");
    let lock = fs::File::options().write(true).open(&path).unwrap();
    lock.lock().unwrap();
    let told = publish(folder.path(), &[]);
    assert!(told.status == 3 && told.err.contains("error[target-locked]"), "{told:?}");
    drop(lock);
    published(folder.path(), &[]);
}

#[test]
fn a_folder_and_a_file_can_take_each_others_place() {
    for mode in MODES {
        let folder = in_mode(mode);
        write(folder.path(), "static/bijlage", "een bestand");
        write(folder.path(), "static/map/a.txt", "in een map");
        published(folder.path(), &[]);
        fs::remove_file(folder.path().join("static/bijlage")).unwrap();
        fs::remove_dir_all(folder.path().join("static/map")).unwrap();
        write(folder.path(), "static/bijlage/a.txt", "in een map");
        write(folder.path(), "static/map", "een bestand");
        published(folder.path(), &[]);
        assert_is_the_site(folder.path(), "www");
    }
}

#[test]
fn what_cannot_be_published_to_is_told_and_left() {
    let folder = site("{path: site.yaml}");
    let told = publish(folder.path(), &[]);
    assert!(told.status == 2 && told.err.contains("error[target-unusable]"), "{told:?}");
    let folder = site("{path: /sys/courant}");
    let told = publish(folder.path(), &[]);
    assert!(told.status == 3 && told.err.contains("error[not-permitted]"), "{told:?}");
}

#[test]
fn the_folders_of_the_site_are_no_target() {
    for path in [".", "..", "content", "content/nieuws", "static/x", ".courant", "output", "output/x"] {
        let folder = site(&format!("{{path: {path}}}"));
        let before = contents(&folder.path().join("content"));
        let told = publish(folder.path(), &[]);
        assert!(told.status == 2 && told.err.contains("error[target-unusable]"), "{path}: {told:?}");
        assert_eq!(contents(&folder.path().join("content")), before, "{path}");
        assert!(!folder.path().join(".content.courant-old").exists(), "{path}");
    }
}

#[test]
#[ignore = "kills a run a hundred times, which takes a while"]
fn a_killed_run_never_shows_a_page_without_what_it_shows_and_the_next_one_goes_on() {
    for mode in MODES {
        kill_again_and_again(&format!("{{path: www, mode: {mode}}}"), 50);
    }
}
