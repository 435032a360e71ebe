//! Somebody else can write at the target, or brought a `.courant` along: nothing outside of the two is read or written.

use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::symlink;
use std::path::Path;

use tempfile::TempDir;

use super::super::program::{Told, courant, files, read, write};
use super::{contents, item_text, publish, published, site};

const MODES: [&str; 2] = ["swap", "in-place"];
const SECRET: &str = "van de uitgever";

/// A site with a target, and a folder `private` beside the target with a file that is nobody's business.
fn site_with_secret(target: &str) -> TempDir {
    let folder = site(target);
    write(folder.path(), "private/id", SECRET);
    folder
}

/// All that was beside the target is as it was.
#[track_caller]
pub(super) fn assert_untouched(folder: &Path) {
    let private = contents(&folder.join("private"));
    assert_eq!(private.keys().collect::<Vec<_>>(), ["id"]);
    assert_eq!(read(folder, "private/id"), SECRET);
}

/// Adds a line for a file to a manifest, with the fingerprint of another file.
pub(super) fn add_to_manifest(manifest: &Path, name: &str) {
    let mut text = String::new();
    flate2::read::GzDecoder::new(&*fs::read(manifest).unwrap()).read_to_string(&mut text).unwrap();
    let fingerprint = text.lines().nth(1).unwrap().split(' ').next().unwrap().to_owned();
    text.extend([&*fingerprint, " a x - ", name, "\n"]);
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(text.as_bytes()).unwrap();
    fs::write(manifest, gz.finish().unwrap()).unwrap();
}

fn second_edition(folder: &Path) {
    write(folder, "content/nieuws/bericht-0.md", &item_text(0, "tweede druk"));
}

fn roll_back(folder: &Path) -> Told {
    let told = courant(folder, &["publish", "--rollback"]);
    assert!(!told.err.contains("panicked"), "{told:?}");
    told
}

/// A folder at the target is replaced by a link that leads out of it.
fn link_out(folder: &Path, name: &str) {
    let path = folder.join("www").join(name);
    let _ = fs::remove_dir_all(&path);
    let up = "../".repeat(name.split('/').count());
    symlink(format!("{up}private"), path).unwrap();
}

#[test]
fn a_folder_of_the_target_that_became_a_link_is_not_written_through() {
    for mode in MODES {
        let folder = site_with_secret(&format!("{{path: www, mode: {mode}}}"));
        published(folder.path(), &[]);
        link_out(folder.path(), "nieuws/2020");
        let before = contents(&folder.path().join("www"));
        for more in [&[][..], &["--dry-run"], &["--take-over"]] {
            let told = publish(folder.path(), more);
            assert!(
                told.status == 2 && told.err.contains("error[target-in-the-way]: `nieuws/2020` at `doel` is a link"),
                "{told:?}"
            );
            assert_untouched(folder.path());
            assert!(contents(&folder.path().join("www")) == before, "{mode}");
        }
        fs::remove_file(folder.path().join("www/nieuws/2020")).unwrap();
        published(folder.path(), &[]);
        super::assert_is_the_site(folder.path(), "www");
    }
}

#[test]
fn a_rollback_neither_writes_nor_reads_through_a_link() {
    for mode in MODES {
        let folder = site_with_secret(&format!("{{path: www, mode: {mode}}}"));
        published(folder.path(), &[]);
        write(folder.path(), "www/evil/id", "van de aanvaller");
        add_to_manifest(&folder.path().join("www/.courant-manifest"), "evil/id");
        second_edition(folder.path());
        published(folder.path(), &[]);
        assert!(!folder.path().join("www/evil").exists(), "the manifest says that it was one of the site");
        link_out(folder.path(), "evil");
        let told = roll_back(folder.path());
        assert!(told.status == 2 && told.err.contains("`evil` at `doel` is a link"), "{told:?}");
        assert_untouched(folder.path());
        fs::remove_file(folder.path().join("www/evil")).unwrap();
        // Who can write at the target can write in the old state of a swapped folder too.
        let old = if mode == "swap" { ".www.courant-old" } else { ".courant/publish-doel.rolling" };
        fs::remove_dir_all(folder.path().join(old).join("evil")).unwrap();
        let up = if mode == "swap" { "../private" } else { "../../private" };
        symlink(up, folder.path().join(old).join("evil")).unwrap();
        let told = roll_back(folder.path());
        assert!(told.status != 0 && told.err.contains("evil is a symbolic link"), "{mode}: {told:?}");
        assert!(!contents(&folder.path().join("www")).values().any(|bytes| bytes == SECRET.as_bytes()));
        assert_untouched(folder.path());
    }
}

#[test]
fn a_manifest_that_names_what_is_no_file_of_a_site_is_refused() {
    for mode in MODES {
        for name in
            ["../private/id", "nieuws/../../private/id", "/etc/hostname", ".git/hooks/post-update", "a//b", "./a"]
        {
            let folder = site_with_secret(&format!("{{path: www, mode: {mode}}}"));
            published(folder.path(), &[]);
            add_to_manifest(&folder.path().join("www/.courant-manifest"), name);
            second_edition(folder.path());
            let expected = format!(
                "error[target-unusable]: the file `.courant-manifest` at the target names `{name}`, which cannot"
            );
            for more in [&[][..], &["--dry-run"], &["--rollback"]] {
                let arguments = [&["publish"], more].concat();
                let told = courant(folder.path(), &arguments);
                let has_previous = mode == "swap" || !more.contains(&"--rollback");
                assert!(
                    told.status == 2 && (told.err.contains(&expected) || !has_previous || more == ["--rollback"]),
                    "{told:?}"
                );
            }
            assert_untouched(folder.path());
        }
    }
}

#[test]
fn a_journal_that_names_what_is_no_file_of_a_site_is_refused() {
    let folder = site_with_secret("{path: www, mode: in-place}");
    published(folder.path(), &[]);
    let line = format!("{} a x - ../private/id\n", "0".repeat(32));
    fs::write(folder.path().join(".courant/publish-doel.journal"), line).unwrap();
    let told = publish(folder.path(), &[]);
    assert!(told.err.contains("the journal in .courant names `../private/id`"), "{told:?}");
    assert_untouched(folder.path());
}

#[test]
fn a_lock_or_manifest_at_the_target_that_is_a_link_is_not_followed() {
    for mode in MODES {
        for name in [".courant-lock", ".courant-manifest", ".courant-tmp"] {
            let folder = site_with_secret(&format!("{{path: www, mode: {mode}}}"));
            published(folder.path(), &[]);
            let path = folder.path().join("www").join(name);
            let _ = fs::remove_file(&path);
            let to = if name == ".courant-tmp" { "../private" } else { "../private/id" };
            symlink(to, path).unwrap();
            second_edition(folder.path());
            let told = publish(folder.path(), &[]);
            assert!(told.status == 0 || told.err.contains("is a symbolic link"), "{mode} {name}: {told:?}");
            assert_untouched(folder.path());
        }
    }
}

#[test]
fn the_state_of_a_target_is_not_written_through_a_link() {
    let targets =
        ["{path: www}", "{path: www, mode: in-place}", "{git: remote.git}", "{path: www, precompress: [gzip]}"];
    let files = ["journal", "lock", "manifest", "untold"].map(|name| format!("publish-doel.{name}"));
    let folders =
        ["publish-doel.previous", "publish-doel.git", "publish-doel.rolling", "compressed"].map(str::to_owned);
    let links = files.iter().map(|name| (name, "../private/id")).chain(folders.iter().map(|name| (name, "../private")));
    for (name, to) in links {
        for target in targets {
            let target = target.replace('}', ", after: {purge: {command: 'true'}}}");
            let folder = site_with_secret(&target);
            let git = std::process::Command::new("git")
                .current_dir(folder.path())
                .args(["init", "--quiet", "--bare", "remote.git"])
                .status();
            assert!(git.unwrap().success());
            fs::create_dir(folder.path().join(".courant")).unwrap();
            symlink(to, folder.path().join(".courant").join(name)).unwrap();
            for arguments in [&["publish"][..], &["publish", "--dry-run"], &["publish"], &["publish", "--rollback"]] {
                second_edition(folder.path());
                let told = courant(folder.path(), arguments);
                let names = format!("{name} is a symbolic link");
                assert!(
                    told.status == 0 || told.err.contains(&names) || told.err.contains("nothing-to-roll"),
                    "{told:?}"
                );
                assert_untouched(folder.path());
            }
        }
    }
}

#[test]
fn a_link_that_took_the_place_of_a_file_is_replaced_and_not_kept() {
    for mode in MODES {
        let folder = site_with_secret(&format!("{{path: www, mode: {mode}}}"));
        write(folder.path(), "static/weg.txt", "weg");
        published(folder.path(), &[]);
        for name in ["index.html", "weg.txt"] {
            fs::remove_file(folder.path().join("www").join(name)).unwrap();
            symlink("../private/id", folder.path().join("www").join(name)).unwrap();
        }
        fs::remove_file(folder.path().join("static/weg.txt")).unwrap();
        published(folder.path(), &[]);
        super::assert_is_the_site(folder.path(), "www");
        assert_untouched(folder.path());
        let told = roll_back(folder.path());
        let there = contents(&folder.path().join("www"));
        assert!(!there.values().any(|bytes| bytes == SECRET.as_bytes()), "{mode}: {told:?}");
        let kept = files(&folder.path().join(".courant"));
        let kept = kept.iter().map(|file| folder.path().join(".courant").join(file));
        assert!(!kept.map(|file| fs::read(file).unwrap()).any(|bytes| bytes == SECRET.as_bytes()), "{mode}");
    }
}

#[test]
#[ignore = "wants rsync, from Debian"]
fn rsync_neither_reads_nor_writes_through_a_link() {
    let folder = site_with_secret("{rsync: www}");
    published(folder.path(), &[]);
    link_out(folder.path(), "nieuws/2020");
    let told = publish(folder.path(), &[]);
    assert!(told.err.contains("error[target-in-the-way]: `nieuws/2020` at `doel` is a link"), "{told:?}");
    assert_untouched(folder.path());
    fs::remove_file(folder.path().join("www/nieuws/2020")).unwrap();
    link_out(folder.path(), "evil");
    add_to_manifest(&folder.path().join("www/.courant-manifest"), "evil/id");
    second_edition(folder.path());
    published(folder.path(), &[]);
    let told = roll_back(folder.path());
    assert_eq!(told.status, 0, "{told:?}");
    let there = contents(&folder.path().join("www"));
    assert!(
        !there.iter().any(|(name, bytes)| !name.starts_with("evil") && bytes == SECRET.as_bytes()),
        "{:?}",
        there.keys()
    );
    for name in ["names", "held", "running", "lock", "staged", "gone", "fetched"] {
        let folder = site_with_secret("{rsync: www}");
        fs::create_dir_all(folder.path().join(".courant/publish-doel.rsync")).unwrap();
        let to = if ["names", "held", "running"].contains(&name) { "../../private/id" } else { "../../private" };
        symlink(to, folder.path().join(".courant/publish-doel.rsync").join(name)).unwrap();
        let told = publish(folder.path(), &[]);
        assert!(told.status == 0 || told.err.contains("is a symbolic link"), "{name}: {told:?}");
        assert_untouched(folder.path());
    }
}
