//! Publishing to a folder, and its rollback, where a system call that changes files fails, or is the last one. Each trial starts
//! from the same prepared folder, and only the calls of one run without a fault are tried, on all cores.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use tempfile::TempDir;

use super::super::program::{Told, courant, write};
use super::{CALLS, Seen, is_old_or_new, seen, tell};

const AT: [&str; 4] = ["--at", "2021-01-01", "--threads", "1"];

/// A command that is tried.
#[derive(Clone, Copy, Debug)]
struct Trial {
    /// The target, which is also the folder that readers see.
    target: &'static str,
    is_rollback: bool,
}

impl Trial {
    fn arguments(self) -> Vec<&'static str> {
        let more = if self.is_rollback { &["--rollback", "--threads", "1"][..] } else { &AT };
        ["publish", self.target].iter().chain(more).copied().collect()
    }

    /// Whether all files are exchanged at once.
    fn is_atomic(self) -> bool {
        self.target == "swap"
    }

    /// The folder with the version to which a rollback leads.
    fn previous(self) -> &'static str {
        if self.is_atomic() { ".swap.courant-old" } else { ".courant/publish-direct.previous" }
    }
}

/// An edition of the site. From each to the next, items are edited, added and removed, a file becomes a folder, and the other
/// way round.
fn edition(site: &Path, number: usize) {
    let (here, there) = (number % 2, 1 - number % 2);
    let gone = "[/een, /een/diep.txt, /twee, /twee/diep.txt, /nieuws/2020/bericht-0/, /nieuws/2020/bericht-1/, /nieuws/2020/bericht-2/]";
    let settings = "title: Proef\nbase_url: https://proef.example\npublish:\n  swap: {path: swap}\n  direct: {path: direct, mode: in-place, precompress: [gzip]}\n";
    write(site, "site.yaml", &format!("{settings}description: Druk {number}\ngone: {gone}\n"));
    let _ = (fs::remove_dir_all(site.join("content")), fs::remove_dir_all(site.join("static")));
    for name in ["vast".to_owned(), format!("bericht-{number}")] {
        let text = format!("---\ntitle: {name}\ndate: 2020-01-02\n---\nDruk {number}.\n");
        write(site, &format!("content/nieuws/{name}.md"), &text);
    }
    write(site, ["static/een", "static/een/diep.txt"][here], "x");
    write(site, ["static/twee", "static/twee/diep.txt"][there], "x");
}

/// What is on the disk after a run.
#[derive(PartialEq)]
struct Disk {
    /// The files that readers see.
    www: Seen,
    previous: Seen,
    /// The site and its output.
    site: Vec<Seen>,
    /// The names of all files and folders, without those that a killed process left half-written in the state, and without empty folders.
    names: BTreeSet<String>,
}

impl Disk {
    fn of(site: &Path, trial: Trial) -> Self {
        let is_empty = |entry: &walkdir::DirEntry| fs::read_dir(entry.path()).is_ok_and(|mut all| all.next().is_none());
        let entries = walkdir::WalkDir::new(site).into_iter().map(Result::unwrap);
        // A folder of the site that became empty may stay.
        let names = entries
            .filter(|entry| entry.file_name().to_string_lossy().contains(".courant-") || !is_empty(entry))
            .map(|entry| entry.path().strip_prefix(site).unwrap().to_string_lossy().into_owned());
        let is_torn = |name: &String| name.starts_with(".courant/") && name.ends_with(".new");
        // The name of a trace depends on the folder.
        let is_trace = |name: &String| name.starts_with(".courant/trace-");
        Self {
            www: seen(&site.join(trial.target)),
            previous: seen(&site.join(trial.previous())),
            site: ["content", "static", "output"].map(|folder| seen(&site.join(folder))).into(),
            names: names.filter(|name| !is_torn(name) && !is_trace(name)).collect(),
        }
    }

    /// The differences from what it should be, for people.
    fn differences(&self, right: &Self) -> String {
        let pairs = [(&self.www, &right.www), (&self.previous, &right.previous)];
        let files = pairs.map(|(mine, other)| {
            let all: BTreeSet<_> = mine.keys().chain(other.keys()).collect();
            all.into_iter().filter(|file| mine.get(*file) != other.get(*file)).cloned().collect::<Vec<_>>()
        });
        let names: Vec<_> = self.names.symmetric_difference(&right.names).collect();
        format!("files {files:?}, names {names:?}, site {}", self.site == right.site)
    }
}

/// A site with two published editions and a third that is built, and a copy of all that publishing changes.
struct Prepared {
    folder: TempDir,
    trial: Trial,
}

impl Prepared {
    fn new(trial: Trial) -> Self {
        // In memory, where nothing waits for a disk.
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
        let prepared = Self { folder, trial };
        let site = prepared.site();
        for number in 0..3 {
            edition(&site, number);
            let publish = ["publish", trial.target].into_iter().chain(AT).collect::<Vec<_>>();
            let build = ["build"].into_iter().chain(AT).collect::<Vec<_>>();
            let done = courant(&site, if number < 2 { &publish } else { &build });
            assert_eq!(done.status, 0, "{done:?}");
        }
        prepared.copy(&site, &prepared.folder.path().join("saved"));
        prepared
    }

    fn site(&self) -> std::path::PathBuf {
        self.folder.path().join("site")
    }

    /// What publishing changes.
    fn changed(&self) -> Vec<String> {
        let target = self.trial.target;
        let beside = ["new", "old", "lock"].map(|name| format!(".{target}.courant-{name}"));
        [".courant".to_owned(), target.to_owned()].into_iter().chain(beside).collect()
    }

    fn copy(&self, from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        let all = self.changed();
        for name in &all {
            let path = to.join(name);
            let _ = (fs::remove_dir_all(&path), fs::remove_file(&path));
        }
        let there = all.iter().map(|name| from.join(name)).filter(|path| path.exists());
        assert!(Command::new("cp").arg("-a").args(there).arg(to).status().unwrap().success());
    }

    fn restore(&self) {
        self.copy(&self.folder.path().join("saved"), &self.site());
    }

    fn run(&self) -> Told {
        courant(&self.site(), &self.trial.arguments())
    }

    /// Runs the command under `strace`. Returns its exit status, its messages, and the log.
    fn trace(&self, options: &[&str]) -> (Option<i32>, String, String) {
        let log = self.folder.path().join("strace.log");
        let site = self.site();
        let mut strace = Command::new("strace");
        strace.args(["-qq", "-y", "-o"]).arg(&log).args(options).arg(env!("CARGO_BIN_EXE_courant"));
        let output = strace.args(self.trial.arguments()).current_dir(site).output().expect("strace");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), told, fs::read_to_string(log).unwrap())
    }
}

/// A system call of a run: the n-th of this name in its thread.
struct Place {
    call: String,
    number: usize,
    /// The call as `strace` shows it.
    line: String,
    /// `strace` counts in each thread. Where the first thread only is traced, no other thread has the fault.
    is_first_thread: bool,
}

/// The calls of a run that change files. One of another thread is left out where the first thread has the fault before it.
fn places(log: &str) -> Vec<Place> {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let (mut places, mut first) = (Vec::new(), None);
    for line in log.lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let Some((call, arguments)) = rest.trim_start().split_once('(') else { continue };
        if !CALLS.contains(&call) {
            continue;
        }
        let is_first_thread = *first.get_or_insert(thread) == thread;
        let count = counts.entry((thread, call)).or_default();
        *count += 1;
        let number = *count;
        let is_hidden =
            !is_first_thread && counts.get(&(first.unwrap_or_default(), call)).is_some_and(|it| *it >= number);
        let only_reads =
            call.starts_with("open") && !["O_WRONLY", "O_RDWR", "O_CREAT"].iter().any(|flag| arguments.contains(flag));
        let is_report = call == "write" && (arguments.starts_with("1<") || arguments.starts_with("2<"));
        if !is_hidden && !only_reads && !is_report {
            places.push(Place { call: call.to_owned(), number, line: line.to_owned(), is_first_thread });
        }
    }
    places
}

/// The disk before a run, and after one without a fault.
struct Expected {
    before: Disk,
    after: Disk,
}

/// Tries a fault at one place. The value tells whether it came to pass.
fn try_one(site: &Prepared, place: &Place, fault: &str, expected: &Expected) -> Result<bool, String> {
    let Expected { before, after } = expected;
    let trial = site.trial;
    site.restore();
    let trace = format!("trace={}", place.call);
    let inject = format!("inject={}:{fault}:when={}", place.call, place.number);
    let options = ["-e", &trace, "-e", &inject, "-f"];
    let (status, messages, log) = site.trace(if place.is_first_thread { &options[..4] } else { &options });
    let came_to_pass = log.contains("INJECTED") || log.contains("killed by SIGKILL");
    let now = Disk::of(&site.site(), trial);
    let ensure = |is_right: bool, what: &str, right: &Disk| {
        if is_right { Ok(()) } else { Err(format!("{what}, {status:?}: {}\n{messages}", now.differences(right))) }
    };
    ensure(now.site == before.site, "the site or its output is changed", before)?;
    let is_whole = is_old_or_new(&now.www, &before.www, &after.www)
        && before.www.keys().all(|file| now.www.contains_key(file) || !after.www.contains_key(file));
    ensure(is_whole, "a file is neither old nor new", after)?;
    ensure(!trial.is_atomic() || now.www == before.www || now.www == after.www, "half replaced", after)?;
    match status {
        Some(0) => ensure(now.www == after.www && now.previous == after.previous, "not done, and no error", after)?,
        Some(_) => ensure(messages.contains("error"), "no message", after)?,
        None => ensure(came_to_pass, "killed by something else", after)?,
    }
    // A second rollback leads back: it is not tried where the first one has ended, or was killed only then.
    let is_pending = site.site().join(format!(".courant/publish-{}.rolling", trial.target)).exists();
    if trial.is_rollback && (status == Some(0) || status.is_none() && !is_pending && now.www == after.www) {
        ensure(now.previous == after.previous, "the version before the rollback is lost", after)?;
        return Ok(came_to_pass);
    }
    let again = site.run();
    let end = Disk::of(&site.site(), trial);
    if again.status == 0 && end == *after {
        return Ok(came_to_pass);
    }
    Err(format!(
        "{status:?}, and the next run is not right: {}\n{messages}\nthe next run: {again:?}",
        end.differences(after)
    ))
}

/// Tries a fault at each place of a command. Returns the number of places.
fn try_all(trial: Trial, fault: &str) -> Result<usize, String> {
    let first = Prepared::new(trial);
    let before = Disk::of(&first.site(), trial);
    let calls = format!("trace={}", CALLS.join(","));
    first.restore();
    let (status, messages, log) = first.trace(&["-f", "-e", &calls]);
    assert_eq!(status, Some(0), "{messages}");
    let expected = Expected { before, after: Disk::of(&first.site(), trial) };
    assert!(expected.before.www != expected.after.www);
    let (places, next, tried) = (places(&log), AtomicUsize::new(0), AtomicUsize::new(0));
    let failed = Mutex::new(Vec::new());
    let work = || {
        let site = Prepared::new(trial);
        while let Some(place) = places.get(next.fetch_add(1, Ordering::Relaxed)) {
            match try_one(&site, place, fault, &expected) {
                Ok(came_to_pass) => drop(tried.fetch_add(usize::from(came_to_pass), Ordering::Relaxed)),
                Err(reason) => failed
                    .lock()
                    .unwrap()
                    .push(format!("{trial:?} with {fault} at call {}, {}: {reason}", place.number, place.line)),
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, Into::into) {
            scope.spawn(work);
        }
    });
    let (tried, failed) = (tried.into_inner(), failed.into_inner().unwrap());
    tell(&format!("{}: {fault} at {tried} of {} calls", trial.arguments().join(" "), places.len()));
    if failed.is_empty() { Ok(tried) } else { Err(failed.join("\n\n")) }
}

fn try_both_modes(is_rollback: bool) {
    let trials = ["swap", "direct"].map(|target| Trial { target, is_rollback });
    let all = trials.iter().flat_map(|trial| ["error=EIO", "signal=KILL"].map(|fault| try_all(*trial, fault)));
    let all: Vec<_> = all.collect();
    let failed: Vec<_> = all.iter().filter_map(|done| done.as_ref().err()).map(String::as_str).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
    assert!(all.iter().flatten().all(|tried| *tried > 50));
}

#[test]
#[ignore = "needs strace, and the right to trace a program"]
fn publishing_to_a_folder_survives_a_failure_and_an_end_at_any_call() {
    try_both_modes(false);
}

#[test]
#[ignore = "needs strace, and the right to trace a program"]
fn a_rollback_survives_a_failure_and_an_end_at_any_call() {
    try_both_modes(true);
}
