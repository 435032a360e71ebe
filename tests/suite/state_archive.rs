//! The state of builds as one file: a fresh clone goes on from it, it is no larger than wanted, and nothing else gets in by it.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::program::{Told, command, copy, courant, files, told, write};
use super::shards::{AT, built, fine, machine, site};

fn build(folder: &Path) -> String {
    fine(courant(folder, &["build", "--at", AT]))
}

fn export(folder: &Path, more: &[&str]) -> String {
    fine(courant(folder, &[&["cache", "--export", "staat.zip"], more].concat()))
}

fn import(folder: &Path) -> Told {
    courant(folder, &["cache", "--import", "staat.zip"])
}

/// A site that was built, with an archive of its state.
fn exported() -> TempDir {
    let site = site("");
    build(site.path());
    export(site.path(), &[]);
    site
}

/// A fresh clone of a site, with the archive.
fn clone(site: &Path) -> TempDir {
    let clone = machine(site);
    fs::copy(site.join("staat.zip"), clone.path().join("staat.zip")).unwrap();
    clone
}

/// The names in an archive.
fn names(folder: &Path) -> Vec<String> {
    let zip = ZipArchive::new(File::open(folder.join("staat.zip")).unwrap()).unwrap();
    let mut names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    names.sort();
    names
}

/// The state of a folder, without locks and clocks.
fn state(folder: &Path) -> Vec<String> {
    let mut files = files(&folder.join(".courant"));
    files.retain(|file| !matches!(&**file, "lock" | "ledger.clock"));
    files
}

/// Writes the archive of a folder again, with other contents for some files and with more files.
fn rewrite(folder: &Path, change: impl Fn(&str, Vec<u8>) -> Option<Vec<u8>>, add: impl Fn(&mut ZipWriter<File>)) {
    let path = folder.join("staat.zip");
    let mut old = ZipArchive::new(File::open(&path).unwrap()).unwrap();
    let mut new = ZipWriter::new(File::create(folder.join("nieuw.zip")).unwrap());
    for place in 0..old.len() {
        let mut entry = old.by_index(place).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        let name = entry.name().unwrap().into_owned();
        if let Some(bytes) = change(&name, bytes) {
            new.start_file(name, SimpleFileOptions::default()).unwrap();
            new.write_all(&bytes).unwrap();
        }
    }
    add(&mut new);
    new.finish().unwrap();
    fs::rename(folder.join("nieuw.zip"), path).unwrap();
}

/// Adds files to an archive.
type Addition<'a> = &'a dyn Fn(&mut ZipWriter<File>);

#[test]
fn a_fresh_clone_goes_on_from_the_archive() {
    let site = exported();
    write(site.path(), ".courant/publish-doel.manifest", "van deze machine");
    export(site.path(), &[]);
    let names = names(site.path());
    assert!(names.iter().all(|name| !name.starts_with("publish-") && name != "lock"), "{names:?}");
    let clone = clone(site.path());
    let told = import(clone.path());
    assert!(told.status == 0 && told.err.is_empty() && told.out.contains(" taken from staat.zip"), "{told:?}");
    let expected: Vec<String> = state(site.path()).into_iter().filter(|file| !file.starts_with("publish-")).collect();
    assert_eq!(state(clone.path()), expected);
    let before: Vec<_> = files(&clone.path().join(".courant/images"));
    build(clone.path());
    assert!(built(clone.path()) == built(site.path()));
    assert_eq!(files(&clone.path().join(".courant/images")), before);
    // With the output too, nothing is written.
    let with_output = self::clone(site.path());
    copy(&site.path().join("output"), &with_output.path().join("output"));
    fs::copy(site.path().join("output/.courant-output"), with_output.path().join("output/.courant-output")).unwrap();
    fine(import(with_output.path()));
    let out = build(with_output.path());
    assert!(!out.contains(" written"), "{out}");
}

#[test]
fn an_archive_is_no_larger_than_wanted_and_lacks_the_copies_that_were_used_least_recently() {
    let site = exported();
    let images = site.path().join(".courant/images");
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_mins(25_000_000);
    let all = files(&images);
    // The first half was used long ago, each a minute after the other.
    for (number, file) in (0..).zip(all.iter().take(all.len() / 2)) {
        let used = File::options().append(true).open(images.join(file)).unwrap();
        used.set_modified(long_ago + Duration::from_secs(60 * number)).unwrap();
    }
    let whole = fs::metadata(site.path().join("staat.zip")).unwrap().len();
    let of_copies: u64 = all.iter().map(|file| fs::metadata(images.join(file)).unwrap().len()).sum();
    for share in [90, 60, 40, 10] {
        let most = whole - of_copies + of_copies * share / 100;
        let told = export(site.path(), &["--max-size", &most.to_string()]);
        let length = fs::metadata(site.path().join("staat.zip")).unwrap().len();
        assert!(length <= most && told.contains(" left out, the least recently used"), "{length} of {most}: {told}");
        let names = names(site.path());
        assert!(names.iter().any(|name| name == "ledger"), "{names:?}");
        let is_kept = |file: &String| names.contains(&format!("images/{file}"));
        let old = all.len() / 2;
        let (kept_old, kept_new) = (
            all[..old].iter().filter(|file| is_kept(file)).count(),
            all[old..].iter().filter(|file| is_kept(file)).count(),
        );
        let has_all_new = kept_new == all.len() - old;
        assert!(has_all_new || share < 90, "{share} %: {kept_new} new ones");
        assert!(has_all_new || kept_old == 0, "{share} %: {kept_new} new ones, and {kept_old} old ones");
    }
    // Of what is left, the times of use are still known after it travelled.
    export(site.path(), &[]);
    let clone = clone(site.path());
    fine(import(clone.path()));
    let used = fs::metadata(clone.path().join(".courant/images").join(&all[1])).unwrap().modified().unwrap();
    assert_eq!(used, long_ago + Duration::from_mins(1));
    export(site.path(), &["--max-size", "10kB"]);
    assert!(fs::metadata(site.path().join("staat.zip")).unwrap().len() <= 10_000);
    assert_eq!(courant(site.path(), &["cache", "--export", "x.zip", "--max-size", "9kB"]).status, 2);
    let told = courant(site.path(), &["cache", "--export", "x.zip", "--max-size", "veel"]);
    assert!(told.status == 2 && told.err.contains("`500MB`") && !site.path().join("x.zip").exists(), "{told:?}");
}

#[test]
fn an_archive_of_another_version_or_system_is_told_and_the_site_is_right() {
    let site = exported();
    for (key, value, words) in [
        ("courant", "\"0.1.0\"", "by Courant 0.1.0, and this is "),
        ("engine", "\"0123456789abcdef\"", "by another build of Courant"),
        ("system", "\"plan9\"", "on plan9, and this is "),
        ("form", "2", "is not taken, for it was made by Courant"),
    ] {
        let clone = clone(site.path());
        let change = |name: &str, bytes: Vec<u8>| {
            if name != "courant-cache.json" {
                return Some(bytes);
            }
            let mut note: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            note[key] = serde_json::from_str(value).unwrap();
            Some(serde_json::to_vec(&note).unwrap())
        };
        rewrite(clone.path(), change, |_| {});
        let told = import(clone.path());
        assert!(told.status == 0 && told.err.starts_with("note: ") && told.err.contains(words), "{key}: {told:?}");
        if clone.path().join(".courant").exists() {
            let kept = state(clone.path());
            assert!(
                key != "form" && kept.iter().all(|file| file.starts_with("images/")) && kept.len() > 40,
                "{key}: {kept:?}"
            );
        }
        build(clone.path());
        assert!(built(clone.path()) == built(site.path()), "{key}");
    }
}

#[test]
fn an_archive_with_something_else_is_refused_and_leaves_the_state_as_it_was() {
    let site = exported();
    let hostile: &[(&str, Addition<'_>)] = &[
        ("../erbuiten", &|zip| drop(zip.start_file("../erbuiten", SimpleFileOptions::default()))),
        ("/tmp/erbuiten", &|zip| drop(zip.start_file("/tmp/erbuiten", SimpleFileOptions::default()))),
        ("images/../../erbuiten", &|zip| drop(zip.start_file("images/../../erbuiten", SimpleFileOptions::default()))),
        ("publish-doel.git/hooks/post-checkout", &|zip| {
            drop(zip.start_file("publish-doel.git/hooks/post-checkout", SimpleFileOptions::default()));
        }),
        ("images/map/", &|zip| drop(zip.add_directory("images/map", SimpleFileOptions::default()))),
        ("images/0a", &|zip| drop(zip.add_symlink("images/0a", "/etc/passwd", SimpleFileOptions::default()))),
        ("would become", &|zip| {
            zip.start_file("words/0a", SimpleFileOptions::default()).unwrap();
            let zeros = vec![0; 1 << 20];
            (0..200).for_each(|_| zip.write_all(&zeros).unwrap());
        }),
    ];
    let refused = |clone: &Path, words: &str| {
        write(clone, ".courant/ledger", "van hier");
        let before = files(clone);
        let told = import(clone);
        assert!(
            told.status == 2 && told.err.contains("error[archive-refused]") && told.err.contains(words),
            "{words}: {told:?}"
        );
        let after: Vec<String> = files(clone).into_iter().filter(|file| file != ".courant/lock").collect();
        assert_eq!(before, after, "{words}");
        assert_eq!(fs::read(clone.join(".courant/ledger")).unwrap(), b"van hier", "{words}");
        assert!(!clone.with_file_name("erbuiten").exists());
    };
    for (words, add) in hostile {
        let clone = clone(site.path());
        rewrite(clone.path(), |_, bytes| Some(bytes), add);
        refused(clone.path(), words);
    }
    let clone = clone(site.path());
    rewrite(clone.path(), |name, bytes| Some(bytes).filter(|_| name != "courant-cache.json"), |_| {});
    refused(clone.path(), "was not written by `courant cache --export`");
    let whole = fs::read(site.path().join("staat.zip")).unwrap();
    for end in [0, 10, whole.len() / 2, whole.len() - 1] {
        fs::write(clone.path().join("staat.zip"), &whole[..end]).unwrap();
        refused(clone.path(), "is not taken");
    }
    // A byte of a file that is not what it was.
    let mut spoiled = whole.clone();
    let middle = whole.len() / 2;
    spoiled[middle..middle + 64].iter_mut().for_each(|byte| *byte ^= 0x55);
    fs::write(clone.path().join("staat.zip"), spoiled).unwrap();
    refused(clone.path(), "staat.zip");
    fs::remove_file(clone.path().join("staat.zip")).unwrap();
    let told = import(clone.path());
    assert!(told.status == 3 && told.err.contains("error[not-found]"), "{told:?}");
}

#[test]
fn what_is_asked_of_an_archive_must_be_clear() {
    let site = site("");
    for wrong in
        [&["cache"][..], &["cache", "--import", "a", "--export", "b"], &["cache", "--import", "a", "--max-size", "1GB"]]
    {
        assert_eq!(courant(site.path(), wrong).status, 2, "{wrong:?}");
    }
    assert!(fine(courant(site.path(), &["cache", "--export", "leeg.zip"])).contains("leeg.zip: 0 files"));
    assert!(!site.path().join(".courant").exists());
    let elsewhere = tempfile::tempdir().unwrap();
    let told = courant(elsewhere.path(), &["cache", "--export", "a.zip"]);
    assert!(
        told.status == 2 && told.err.contains("error[settings-missing]") && files(elsewhere.path()).is_empty(),
        "{told:?}"
    );
}

#[test]
#[ignore = "mounts a small file system, which not every machine lets one do"]
fn a_full_disk_leaves_the_old_archive_and_no_half_state() {
    let site = exported();
    let script = "mount -t tmpfs -o size=32k none klein; \"$0\" cache --export klein/staat.zip";
    fs::create_dir(site.path().join("klein")).unwrap();
    let mounting = |script: &str| {
        let mut unshare = Command::new("unshare");
        unshare.args(["--user", "--map-root-user", "--mount", "sh", "-ec", script, env!("CARGO_BIN_EXE_courant")]);
        told(unshare.current_dir(command(site.path()).get_current_dir().unwrap()))
    };
    let full = mounting(script);
    assert!(full.status == 3 && full.err.contains("error[disk-full]"), "{full:?}");
    let script = "rm -rf .courant; mkdir .courant; mount -t tmpfs -o size=32k none .courant; \
                  \"$0\" cache --import staat.zip && exit 90; test \"$(ls -A .courant)\" = lock";
    let full = mounting(script);
    assert!(full.status == 0 && full.err.contains("error[disk-full]"), "{full:?}");
}
