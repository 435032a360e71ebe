//! When the site will be another: the list of moments, and a program that waits for them.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use super::newsroom::item;
use super::program::{command, courant, interruptible, path_with_bin, read, told, write, write_program};

fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "site.yaml", "title: Dorp\nbase_url: https://proef.example\n");
    write(folder.path(), "content/nieuws/een.md", &item("Een", "date: 2014-01-01\n", "Eerste."));
    folder
}

#[test]
fn the_moments_at_which_the_site_changes_are_listed() {
    let folder = site();
    let root = folder.path();
    let told = courant(root, &["next", "--at", "2014-03-01"]);
    assert_eq!((told.status, told.out.as_str(), told.err.as_str()), (0, "the site stays as it is\n", ""));
    for (file, more) in [
        ("later", "date: 2014-04-01 09:00\n"),
        ("concept", "date: 2014-04-02\ndraft: true\n"),
        ("weg", "date: 2014-02-01\nwithdrawn: {date: 2014-04-03}\n"),
        ("vacature", "date: 2014-02-01\nexpires: 2014-04-04\n"),
        ("fout", "date: 2014-02-01\ncorrections: [{date: 2014-04-05 08:00, text: Fout}]\n"),
        ("feest", "date: 2014-02-01\nevent: {start: 2014-04-06 20:00, end: 2014-04-06 22:00}\n"),
        ("boven", "date: 2014-02-01\npinned_until: 2014-04-07\n"),
    ] {
        write(root, &format!("content/nieuws/{file}.md"), &item(file, more, "Tekst."));
    }
    let told = courant(root, &["next", "--at", "2014-03-01"]);
    let expected = "2014-04-01 09:00  published: “later” (content/nieuws/later.md)\n\
                    2014-04-03 00:00  withdrawn: “weg” (content/nieuws/weg.md)\n\
                    2014-04-05 00:00  expires: “vacature” (content/nieuws/vacature.md)\n\
                    2014-04-05 08:00  correction shown: “fout” (content/nieuws/fout.md)\n\
                    2014-04-06 22:00  event over: “feest” (content/nieuws/feest.md)\n\
                    2014-04-08 00:00  no longer pinned: “boven” (content/nieuws/boven.md)\n";
    assert_eq!((told.out.as_str(), told.err.as_str(), told.status), (expected, "", 0));
    let told = courant(root, &["next", "--at", "2014-03-01", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    let first = &document["moments"][0];
    assert_eq!((&first["at"], &first["change"]), (&"2014-04-01T09:00:00+02:00".into(), &"release".into()));
    assert_eq!(first["address"], "/nieuws/2014/later/");
    let told = courant(root, &["next", "--at", "2014-03-01", "--format", "ics"]);
    assert!(
        told.out.starts_with("BEGIN:VCALENDAR\r\n") && told.out.contains("DTSTART:20140401T070000Z\r\n"),
        "{told:?}"
    );
    // Each moment is one at which a build gives another site, and no other moment is.
    let told = courant(root, &["build", "--at", "2014-03-01", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(document["summary"]["next"], "2014-04-01T07:00:00+00:00");
}

#[test]
fn the_promises_that_no_item_has_kept_are_listed() {
    let folder = site();
    let root = folder.path();
    write(root, "content/nieuws/a.md", &item("A", "date: 2014-01-01\nfollow_up: 2014-02\n", "A."));
    write(root, "content/nieuws/b.md", &item("B", "date: 2014-01-02\nfollow_up: 2014-09-01\n", "B."));
    write(root, "content/nieuws/c.md", &item("C", "date: 2014-01-03\nfollow_up: in het najaar\n", "C."));
    write(root, "content/nieuws/d.md", &item("D", "date: 2014-01-04\nfollow_up: 2014-02\n", "D."));
    write(root, "content/nieuws/e.md", &item("E", "date: 2014-01-05\nfollows: [d.md]\n", "E."));
    let told = courant(root, &["due", "--at", "2014-03-01"]);
    let expected = "2014-02, overdue: “A” (content/nieuws/a.md)\n\
                    2014-09-01: “B” (content/nieuws/b.md)\n\
                    in het najaar: “C” (content/nieuws/c.md)\n";
    assert_eq!((told.out.as_str(), told.err.as_str(), told.status), (expected, "", 0));
    let told = courant(root, &["due", "--at", "2014-03-01", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(
        (&document["promises"][0]["is_due"], &document["promises"][2]["when"]),
        (&true.into(), &"in het najaar".into())
    );
    write(root, "content/nieuws/a.md", "geen front matter");
    let told = courant(root, &["due", "--at", "2014-03-01"]);
    assert!(told.status == 1 && told.err.contains("front-matter-missing"), "{told:?}");
}

/// A program that waits, and the lines that it prints.
struct WaitingProgram {
    child: Child,
    lines: Receiver<String>,
}

impl WaitingProgram {
    fn start(root: &Path, arguments: &[&str]) -> Self {
        let mut command: Command = interruptible(command(root).args(arguments));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let out: ChildStdout = child.stdout.take().unwrap();
        let (tell, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                let _ = tell.send(line);
            }
        });
        Self { child, lines }
    }

    fn line(&self) -> String {
        self.lines.recv_timeout(Duration::from_mins(1)).expect("a line for each run")
    }

    fn ends_with(mut self, signal: &str) -> i32 {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let started = Instant::now();
        while started.elapsed() < Duration::from_mins(1) {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code().unwrap_or(-1);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("it does not end");
    }
}

impl Drop for WaitingProgram {
    /// A test that fails leaves no program behind.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_build_that_waits_builds_again_at_each_moment_and_change() {
    let folder = site();
    let root = folder.path();
    let soon = chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now()) + chrono::Duration::seconds(8);
    let more = format!("date: {}\n", soon.format("%Y-%m-%dT%H:%M:%SZ"));
    write(root, "content/nieuws/straks.md", &item("Straks", &more, "Tekst."));
    let program = WaitingProgram::start(root, &["build", "--wait", "--health", "gezond.json"]);
    let first = program.line();
    assert!(first.contains("written") && first.contains("; next at "), "{first}");
    let health = || -> serde_json::Value { serde_json::from_str(&read(root, "gezond.json")).unwrap() };
    let is_shown = || read(root, "output/index.html").contains("Straks");
    assert!(!is_shown());
    let second = program.line();
    assert!(second.contains("written") && is_shown(), "{second}");
    write(root, "content/nieuws/een.md", "---\ntitle: [\n---\n");
    let failed = program.line();
    assert!(failed.contains("errors; tried again at ") && is_shown(), "the last good site stays: {failed}");
    assert_eq!((&health()["ok"], health()["last_success"].is_string()), (&false.into(), true));
    write(root, "content/nieuws/een.md", &item("Een weer goed", "date: 2014-01-01\n", "Eerste."));
    let mut mended = program.line();
    if mended.contains("errors") {
        mended = program.line();
    }
    assert!(mended.contains("written") && read(root, "output/index.html").contains("Een weer goed"), "{mended}");
    assert_eq!(health()["ok"], true);
    assert_eq!(program.ends_with("-TERM"), 0);
}

#[test]
fn publishing_that_waits_publishes_again_and_ends_at_a_mistake_in_the_command() {
    let folder = site();
    let root = folder.path();
    write(root, "site.yaml", "title: Dorp\nbase_url: https://www.dorp.nl\npublish: {doel: {path: www}}\n");
    let program = WaitingProgram::start(root, &["publish", "doel", "--wait"]);
    let first = program.line();
    assert!(root.join("www/index.html").exists(), "{first}");
    write(root, "content/nieuws/twee.md", &item("Twee", "date: 2014-01-02\n", "Tweede."));
    let second = program.line();
    assert!(read(root, "www/index.html").contains("Twee"), "{second}");
    assert_eq!(program.ends_with("-INT"), 0);
    let told = courant(root, &["publish", "ander", "--wait"]);
    assert!(told.status == 2 && told.err.contains("ander"), "{told:?}");
    let told = courant(root, &["build", "--wait", "--at", "2014-01-01"]);
    assert_eq!(told.status, 2, "{told:?}");
}

/// The workflow for GitHub Actions in the documentation.
fn workflow() -> serde_json::Value {
    let docs = include_str!("../../docs/moments.md");
    let (_, rest) = docs.split_once("### GitHub Actions").unwrap();
    let block = rest.split("```").nth(1).unwrap().strip_prefix("yaml\n").unwrap();
    serde_yaml::from_str(block).unwrap()
}

#[test]
fn the_documented_workflow_names_what_github_wants() {
    let workflow = workflow();
    let job = &workflow["jobs"]["publish"];
    assert!(job["runs-on"].is_string() && workflow["name"].is_string(), "`gh workflow run` takes the name");
    assert!(workflow["on"]["workflow_dispatch"].is_object() && workflow["permissions"]["actions"] == "write");
    for step in job["steps"].as_array().unwrap() {
        assert!(step["run"].is_string() != step["uses"].is_string(), "{step}");
    }
}

#[test]
#[ignore = "wants jq, from Debian, and waits for some seconds"]
fn the_documented_workflow_publishes_waits_and_dispatches_itself() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "site.yaml", "title: Dorp\nbase_url: https://dorp.example\npublish: {production: {path: www}}\n");
    let soon = chrono::Utc::now() + chrono::Duration::seconds(4);
    let text = format!("---\ntitle: Straks\ndate: {}\n---\nTekst.\n", soon.format("%Y-%m-%dT%H:%M:%SZ"));
    write(root, "content/nieuws/straks.md", &text);
    write_program(root, "bin/gh", "#!/bin/sh\necho \"$@\" >> gh.log\n");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_courant"), root.join("bin/courant")).unwrap();
    let workflow = workflow();
    let with = workflow["jobs"]["publish"]["steps"].as_array().unwrap().iter().find_map(|step| step.get("with"));
    let with = |key: &str| with.unwrap()[key].as_str().map_or_else(|| with.unwrap()[key].to_string(), str::to_owned);
    let action: serde_json::Value = serde_yaml::from_str(include_str!("../../action.yml")).unwrap();
    let names = ["Publish", "Wait for the next moment"];
    let steps = action["runs"]["steps"].as_array().unwrap();
    let steps: Vec<_> = steps.iter().filter(|step| names.iter().any(|name| step["name"] == *name)).collect();
    assert_eq!(steps.len(), names.len());
    for step in steps {
        let script = step["run"].as_str().unwrap();
        let mut shell = Command::new("bash");
        shell.args(["-eo", "pipefail", "-c", script]).current_dir(root);
        shell.env("PATH", path_with_bin(root)).env("GITHUB_WORKFLOW", "Publish").env("GITHUB_REF_NAME", "main");
        shell.env("SITE", ".").env("TARGET", with("publish")).env("WAIT", with("wait"));
        let told = told(&mut shell);
        assert_eq!(told.status, 0, "{script}: {told:?}");
    }
    assert_eq!(read(root, "gh.log"), "workflow run Publish --ref main\n");
    assert!(chrono::Utc::now().timestamp() >= soon.timestamp(), "it waited");
    assert!(!root.join("www/nieuws").join(soon.format("%Y/straks").to_string()).exists());
}
