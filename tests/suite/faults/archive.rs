//! A web archive where a system call fails, or is the last one: each folder is whole, and the next run archives what is new.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::super::program::{courant, files};
use super::{CALLS, Seen, Trial, edition, run_with_fault, seen, tell};

const ARCHIVE: Trial = Trial { arguments: &["archive", "--at", "2021-01-02"], folder: "archive", is_atomic: true };

/// A site of which one edition is archived, and another is to be.
fn prepared(site: &Path) {
    edition(site, 0);
    let done = courant(site, &["archive", "--at", "2021-01-01"]);
    assert_eq!(done.status, 0, "{done:?}");
    edition(site, 1);
    let done = courant(site, &["build", "--at", "2021-01-02", "--threads", "1"]);
    assert_eq!(done.status, 0, "{done:?}");
}

/// The files of an archive, without those of a folder that is not whole yet, which nobody reads.
fn archived(site: &Path) -> Seen {
    let mut all = seen(&site.join(ARCHIVE.folder));
    all.retain(|file, _| !file.starts_with('.'));
    all
}

/// The folders of an archive.
fn folders(archive: &Seen) -> BTreeSet<&str> {
    archive.keys().filter_map(|file| file.split('/').next()).collect()
}

/// Whether the folders that are not of the old archive are whole: their digests are right, and nothing that is new is missing. Where the
/// record of what is archived cannot be read, all is archived.
fn are_whole(site: &Path, now: &Seen, old: &Seen, new: &Seen) -> bool {
    let keys = |archive: &Seen, folder: &str| -> BTreeSet<String> {
        let index =
            archive.get(&format!("{folder}/index.cdxj")).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let key = |line: &str| line.split(' ').next().unwrap_or_default().to_owned();
        index.unwrap_or_default().lines().map(key).collect()
    };
    let of_run: BTreeSet<&str> = folders(new).difference(&folders(old)).copied().collect();
    let wanted: BTreeSet<String> = of_run.iter().flat_map(|folder| keys(new, folder)).collect();
    let is_whole = |folder: &&str| {
        let mut check = Command::new("sha256sum");
        check.args(["--check", "--status", "SHA256SUMS"]).current_dir(site.join(ARCHIVE.folder).join(folder));
        check.status().unwrap().success() && keys(now, folder).is_superset(&wanted)
    };
    let is_kept = old.iter().all(|(file, bytes)| now.get(file) == Some(bytes));
    is_kept && !wanted.is_empty() && folders(now).difference(&folders(old)).all(is_whole)
}

fn copy(from: &Path, to: &Path) {
    for file in files(from) {
        fs::create_dir_all(to.join(&file).parent().unwrap()).unwrap();
    }
    let status = Command::new("cp").arg("-a").arg(format!("{}/.", from.display())).arg(to).status();
    assert!(status.unwrap().success());
}

/// Tries one fault at each place of each call. Returns the number of places.
fn try_all(fault: &str) -> usize {
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let (saved, site) = (folder.path().join("saved"), folder.path().join("site"));
    fs::create_dir_all(&saved).unwrap();
    prepared(&saved);
    let restore = || {
        let _ = fs::remove_dir_all(&site);
        fs::create_dir_all(&site).unwrap();
        copy(&saved, &site);
    };
    restore();
    let old = archived(&site);
    assert_eq!(courant(&site, ARCHIVE.arguments).status, 0);
    let new = archived(&site);
    assert_eq!((folders(&old).len(), folders(&new).len()), (1, 2));
    let mut places = 0;
    for call in CALLS {
        for place in 1.. {
            restore();
            let (came_to_pass, status) = run_with_fault(&site, &ARCHIVE, call, &format!("{fault}:when={place}"));
            let now = archived(&site);
            let context = format!("{fault} in {call} {place}: status {status:?}, folders {:?}", folders(&now));
            assert!(are_whole(&site, &now, &old, &new), "{context}: a folder is not whole");
            assert!(status != Some(0) || folders(&now).len() == 2, "{context}: not done, and no error");
            let again = courant(&site, ARCHIVE.arguments);
            assert_eq!(again.status, 0, "{context}: {again:?}");
            let end = archived(&site);
            // A run that could not read the record of what is archived has archived all of it again.
            assert!(are_whole(&site, &end, &old, &new), "{context}: the next run is not right");
            assert!(folders(&end).len() <= 3, "{context}: then {:?}", folders(&end));
            let left: Vec<_> =
                fs::read_dir(site.join("archive")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
            assert!(left.iter().all(|name| !name.to_string_lossy().starts_with('.')), "{context}: left {left:?}");
            if !came_to_pass {
                break;
            }
            places += 1;
        }
    }
    places
}

#[test]
#[ignore = "needs strace, and the right to trace a program"]
fn an_archive_survives_a_failure_and_an_end_at_any_call() {
    for fault in ["error=EIO", "signal=KILL"] {
        let places = try_all(fault);
        tell(&format!("archive: {fault} at {places} calls"));
        assert!(places > 50, "{places}");
    }
}
