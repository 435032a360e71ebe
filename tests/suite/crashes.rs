//! A build that is killed at any moment leaves every file whole, and the next build makes the site right.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::program::{RECORD, command, courant, files, site, told, write};

/// Number of builds that are killed.
const KILLS: u32 = 100;

const ARGUMENTS: [&str; 3] = ["build", "--at", "2021-01-01"];

fn edition(folder: &Path, number: u32) {
    write(folder, "site.yaml", "title: Proef\nbase_url: https://proef.example\nper_page: 5\n");
    for item in 0..60_u32 {
        let text = format!(
            "---\ntitle: Bericht {item}, druk {number}\ndate: 2020-{:02}-{:02}\ntags: [wonen]\n---\n{}\n",
            1 + item % 12,
            1 + item % 28,
            format!("Zin van druk {number}. ").repeat(200)
        );
        write(folder, &format!("content/nieuws/bericht-{item}.md"), &text);
    }
}

fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = if folder.exists() { files(folder) } else { Vec::new() };
    let record = folder.join(RECORD).exists().then(|| RECORD.to_owned());
    files.into_iter().chain(record).map(|file| (file.clone(), fs::read(folder.join(&file)).unwrap())).collect()
}

/// The output of an edition that was built from nothing, and how long that took.
fn clean(number: u32) -> (BTreeMap<String, Vec<u8>>, Duration) {
    let folder = tempfile::tempdir().unwrap();
    edition(folder.path(), number);
    let started = Instant::now();
    assert_eq!(courant(folder.path(), &ARGUMENTS).status, 0);
    (contents(&folder.path().join("output")), started.elapsed())
}

/// Every file that readers can see is one of the old site or one of the new.
fn assert_whole(seen: &BTreeMap<String, Vec<u8>>, editions: &[&BTreeMap<String, Vec<u8>>], kill: u32) {
    let is_ours = |file: &str| file.starts_with(".courant-tmp/") || file == ".courant-unfinished";
    for (file, bytes) in seen.iter().filter(|(file, _)| !is_ours(file)) {
        let whole = editions.iter().any(|edition| edition.get(file) == Some(bytes));
        assert!(whole, "after kill {kill} {file} is neither old nor new ({} bytes)", bytes.len());
    }
}

#[test]
fn a_killed_build_leaves_whole_files_and_the_next_one_is_right() {
    let (editions, times): (Vec<_>, Vec<_>) = (0..2).map(clean).unzip();
    let mut longest = times.into_iter().max().unwrap();
    let mut folder = tempfile::tempdir().unwrap();
    let mut killed = 0;
    for kill in 0.. {
        if killed == KILLS {
            return;
        }
        if kill % 10 == 0 {
            // Some builds start from scratch: a first build moves whole folders.
            folder = TempDir::new().unwrap();
        }
        let (number, new) = if kill % 2 == 0 { (0, &editions[0]) } else { (1, &editions[1]) };
        edition(folder.path(), number);
        let mut child =
            command(folder.path()).args(ARGUMENTS).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Spread over all of a build, in steps that have nothing to do with its own.
        thread::sleep(longest.mul_f64(f64::from(kill * 37 % KILLS) / f64::from(KILLS)));
        child.kill().unwrap();
        if child.wait().unwrap().success() {
            longest = longest.mul_f64(0.95);
        } else {
            killed += 1;
        }
        let output = folder.path().join("output");
        assert_whole(&contents(&output), &[&editions[0], &editions[1]], kill);
        if kill % 3 == 0 {
            let told = courant(folder.path(), &ARGUMENTS);
            assert_eq!(told.status, 0, "{told:?}");
            assert!(contents(&output) == *new, "after kill {kill} the next build is not the clean one");
        }
    }
}

#[test]
fn concurrent_builds_run_one_after_the_other() {
    let folder = tempfile::tempdir().unwrap();
    edition(folder.path(), 0);
    let start = || {
        let mut command = command(folder.path());
        command.args(ARGUMENTS).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    // Somebody has the lock: the builds wait, and say so.
    write(folder.path(), ".courant/lock", "");
    let lock = fs::File::options().write(true).open(folder.path().join(".courant/lock")).unwrap();
    lock.lock().unwrap();
    let builds: Vec<_> = (0..3).map(|_| start()).collect();
    thread::sleep(Duration::from_millis(300));
    assert!(!folder.path().join("output").exists());
    drop(lock);
    for build in builds {
        let output = build.wait_with_output().unwrap();
        assert!(output.status.success());
        assert_eq!(String::from_utf8_lossy(&output.stderr).matches("another build").count(), 1);
    }
    assert!(contents(&folder.path().join("output")) == clean(0).0);
}

#[test]
fn edits_that_keep_length_and_modification_time_are_detected() {
    let folder = tempfile::tempdir().unwrap();
    edition(folder.path(), 0);
    let file = folder.path().join("content/nieuws/bericht-7.md");
    let page = || fs::read_to_string(folder.path().join("output/nieuws/2020/bericht-7/index.html")).unwrap();
    assert_eq!(courant(folder.path(), &ARGUMENTS).status, 0);
    let time = fs::metadata(&file).unwrap().modified().unwrap();
    for word in ["Wilg", "Berk", "Beuk", "Linde", "Olmen"] {
        fs::write(&file, format!("---\ntitle: {word}\ndate: 2020-05-05\n---\n{word}.\n")).unwrap();
        fs::File::options().write(true).open(&file).unwrap().set_modified(time).unwrap();
        assert_eq!(courant(folder.path(), &ARGUMENTS).status, 0);
        assert!(page().contains(&format!("<p>{word}.</p>")), "{word} is not there");
    }
    let future = time + Duration::from_hours(87_600);
    fs::File::options().write(true).open(&file).unwrap().set_modified(future).unwrap();
    assert!(told(command(folder.path()).args(ARGUMENTS)).out.contains("unchanged"));
    fs::write(&file, "---\ntitle: Later\ndate: 2020-05-05\n---\nLater.\n").unwrap();
    assert_eq!(courant(folder.path(), &ARGUMENTS).status, 0);
    assert!(page().contains("<p>Later.</p>"));
}

#[test]
fn a_site_edited_during_builds_is_right_after_the_next_build() {
    let folder = tempfile::tempdir().unwrap();
    edition(folder.path(), 0);
    let done = AtomicBool::new(false);
    let restless = |from: u32| {
        for item in (from..60).step_by(2).cycle() {
            if done.load(Ordering::Relaxed) {
                return;
            }
            let file = folder.path().join(format!("content/nieuws/bericht-{item}.md"));
            fs::remove_file(&file).unwrap();
            fs::write(&file, "---\ntitle: \"Half").unwrap();
            fs::write(&file, format!("---\ntitle: Half {item}\ndate: 2020-05-05\n---\nHeel.\n")).unwrap();
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| restless(0));
        scope.spawn(|| restless(1));
        let outputs: Vec<_> = (0..30).map(|_| command(folder.path()).args(ARGUMENTS).output()).collect();
        done.store(true, Ordering::Relaxed);
        for output in outputs.into_iter().map(Result::unwrap) {
            let said = String::from_utf8_lossy(&output.stderr);
            let is_expected = match output.status.code() {
                Some(0) => said.is_empty(),
                Some(1) => said.contains("content/nieuws/bericht-"),
                Some(3) => {
                    let is_gone = said.contains("cannot read content/nieuws/bericht-");
                    is_gone || said.contains("error[changed-meanwhile]: content/nieuws/bericht-")
                }
                _ => false,
            };
            assert!(is_expected, "{:?}: {said}", output.status);
        }
    });
    edition(folder.path(), 1);
    assert_eq!(courant(folder.path(), &ARGUMENTS).status, 0);
    assert!(contents(&folder.path().join("output")) == clean(1).0);
}

#[test]
#[ignore = "needs strace, and the right to trace a program"]
fn a_durable_build_syncs_its_pages_before_they_are_moved() {
    let folder = site("nl");
    let calls = |arguments: &[&str]| {
        let mut strace = std::process::Command::new("strace");
        let traced =
            ["-f", "-y", "-qq", "-e", "trace=syncfs,rename,renameat,renameat2", env!("CARGO_BIN_EXE_courant"), "build"];
        let told = told(strace.args(traced).args(arguments).current_dir(folder.path()));
        assert_eq!(told.status, 0, "{told:?}");
        told.err.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let first = calls(&["--durable"]);
    let find = |what: &str| first.iter().position(|line| line.contains(what));
    assert!(find("syncfs(").unwrap() < find(".courant-tmp/new>").unwrap(), "{first:#?}");
    assert!(
        calls(&["--durable"]).iter().any(|line| line.contains("syncfs(")),
        "nothing had to be written, and it is synced"
    );
    assert!(!calls(&[]).iter().any(|line| line.contains("syncfs(")));
}
