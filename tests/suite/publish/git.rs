//! A branch of a Git repository as a target: a bare repository on this machine.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::super::program::{command, courant, git, write, write_program};
use super::{AT, assert_is_the_site, contents, item_text, missing, plan, publish, published, site};

/// A site with a bare repository beside its content.
fn site_with_repository(more: &str) -> TempDir {
    let folder = site(&format!("{{git: remote.git{more}}}"));
    git(folder.path(), &["init", "--quiet", "--bare", "--initial-branch=main", "remote.git"]);
    folder
}

/// Checks that a repository is sound. The `git push` of a killed run may still be writing there: it gets a few seconds.
fn assert_sound(repository: &Path) {
    let fsck = || Command::new("git").current_dir(repository).args(["fsck", "--no-dangling"]).output().unwrap();
    let begun = Instant::now();
    while !fsck().status.success() && begun.elapsed() < Duration::from_secs(10) {
        thread::sleep(Duration::from_millis(200));
    }
    git(repository, &["fsck", "--no-dangling"]);
}

/// Checks the branch out into `www`.
fn check_out(folder: &Path) {
    let _ = fs::remove_dir_all(folder.join("www"));
    git(folder, &["clone", "--quiet", "--branch", "gh-pages", "remote.git", "www"]);
    fs::remove_dir_all(folder.join("www/.git")).unwrap();
}

fn commits(folder: &Path) -> usize {
    git(&folder.join("remote.git"), &["rev-list", "--count", "gh-pages"]).parse().unwrap()
}

#[test]
fn a_branch_gets_a_commit_only_where_something_changed() {
    let folder = site_with_repository(", domain: proef.example");
    published(folder.path(), &[]);
    check_out(folder.path());
    assert_eq!(fs::read_to_string(folder.path().join("www/CNAME")).unwrap(), "proef.example\n");
    assert_eq!(fs::read_to_string(folder.path().join("www/.nojekyll")).unwrap(), "");
    for file in ["CNAME", ".nojekyll"] {
        fs::remove_file(folder.path().join("www").join(file)).unwrap();
    }
    assert_is_the_site(folder.path(), "www");
    assert!(published(folder.path(), &[]).starts_with("doel is up to date: "));
    assert_eq!(commits(folder.path()), 1);
    write(folder.path(), "content/nieuws/bericht-0.md", &item_text(0, "tweede druk"));
    let changes = plan(folder.path());
    assert!(changes.len() < 15 && changes.contains(&"~ nieuws/2020/bericht-0/index.html".to_owned()), "{changes:?}");
    published(folder.path(), &[]);
    assert_eq!(commits(folder.path()), 2);
    let committed = git(&folder.path().join("remote.git"), &["diff", "--name-only", "gh-pages~1", "gh-pages"]);
    assert_eq!(committed.lines().count(), changes.len() + 1, "the manifest too: {committed}");
}

#[test]
fn another_machine_goes_on_and_files_of_someone_else_stay() {
    let folder = site_with_repository("");
    published(folder.path(), &[]);
    git(folder.path(), &["clone", "--quiet", "--branch", "gh-pages", "remote.git", "ander"]);
    write(&folder.path().join("ander"), "LEESMIJ.md", "van een ander");
    write(&folder.path().join("ander"), "nieuws/2020/bericht-1/index.html", "beklad");
    git(&folder.path().join("ander"), &["add", "-A"]);
    git(
        &folder.path().join("ander"),
        &["-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "-m", "anders"],
    );
    git(&folder.path().join("ander"), &["push", "--quiet", "origin", "gh-pages"]);
    fs::remove_dir_all(folder.path().join(".courant")).unwrap();
    let out = published(folder.path(), &[]);
    assert!(out.contains(": 1 changed, ") && out.contains("1 file from elsewhere left alone"), "{out}");
    check_out(folder.path());
    assert_eq!(fs::read_to_string(folder.path().join("www/LEESMIJ.md")).unwrap(), "van een ander");
    fs::remove_file(folder.path().join("www/LEESMIJ.md")).unwrap();
    fs::remove_file(folder.path().join("www/.nojekyll")).unwrap();
    assert_is_the_site(folder.path(), "www");
}

#[test]
fn a_branch_without_history_has_one_commit_and_both_kinds_can_go_back() {
    for (squash, expected) in [(true, 1), (false, 4)] {
        let folder = site_with_repository(&format!(", squash: {squash}"));
        published(folder.path(), &[]);
        write(folder.path(), "content/nieuws/bericht-0.md", &item_text(0, "tweede druk"));
        published(folder.path(), &[]);
        let page = |folder: &Path| {
            check_out(folder);
            fs::read_to_string(folder.join("www/nieuws/2020/bericht-0/index.html")).unwrap()
        };
        assert!(page(folder.path()).contains("tweede druk"));
        for edition in ["eerste druk", "tweede druk"] {
            let told = courant(folder.path(), &["publish", "--rollback"]);
            assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
            assert!(page(folder.path()).contains(edition));
        }
        assert_eq!(commits(folder.path()), expected);
    }
}

#[test]
fn a_site_in_another_folder_is_published_and_goes_back() {
    let folder = site_with_repository("");
    let site = folder.path().file_name().unwrap().to_str().unwrap();
    for arguments in
        [&["publish"][..], &["publish"], &["publish", "--rollback", "--dry-run"], &["publish", "--rollback"]]
    {
        let mut run = command(folder.path().parent().unwrap());
        let told = super::super::program::told(run.args([&["--root", site], arguments].concat()));
        assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
        write(folder.path(), "content/nieuws/bericht-0.md", &item_text(0, "tweede druk"));
    }
    assert_eq!(commits(folder.path()), 3);
}

#[test]
fn a_dry_run_changes_nothing_of_what_a_run_beside_it_works_with() {
    for squash in [true, false] {
        let folder = site_with_repository(&format!(", squash: {squash}"));
        published(folder.path(), &[]);
        write(folder.path(), "content/nieuws/bericht-0.md", &item_text(0, "tweede druk"));
        published(folder.path(), &[]);
        write(folder.path(), "content/nieuws/bericht-0.md", &item_text(0, "derde druk"));
        // As a run has it that is publishing.
        write(folder.path(), ".courant/publish-doel.git/courant-index.lock", "");
        let local = || contents(&folder.path().join(".courant/publish-doel.git"));
        let before = local();
        for more in [&["--dry-run"][..], &["--rollback", "--dry-run"]] {
            let told = courant(folder.path(), &[&["publish"], more].concat());
            assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
            assert!(told.out.contains("~ nieuws/2020/bericht-0/index.html"), "{told:?}");
            let (files, now) = (before.keys().collect::<Vec<_>>(), local());
            assert_eq!(now.keys().collect::<Vec<_>>(), files, "{more:?}");
            assert!(now == before, "{more:?}");
        }
        // The next run takes that of a killed one away.
        published(folder.path(), &[]);
    }
}

#[test]
fn a_push_that_is_refused_is_told_with_what_to_do() {
    let folder = site_with_repository("");
    let hook = folder.path().join("remote.git/hooks/pre-receive");
    write_program(folder.path(), "remote.git/hooks/pre-receive", "#!/bin/sh\nexit 1\n");
    let told = publish(folder.path(), &[]);
    assert!(told.status == 3 && told.err.contains("error[target-changed]") && told.err.contains("hint:"), "{told:?}");
    fs::remove_file(&hook).unwrap();
    published(folder.path(), &[]);
    let folder = site("{git: nergens.git}");
    let told = publish(folder.path(), &[]);
    assert!(told.status == 3 && told.err.contains("error[git-failed]: git, with nergens.git: fatal: "), "{told:?}");
    let told = publish(folder.path(), &["--dry-run"]);
    assert_eq!(told.status, 3, "{told:?}");
}

#[test]
fn a_machine_without_git_says_so() {
    let folder = site_with_repository("");
    let mut run = command(folder.path());
    let told = super::super::program::told(run.args(["publish", "--at", AT]).env("PATH", "/nergens"));
    assert!(
        told.status == 2 && told.err.contains("error[program-missing]: the program `git` is not installed"),
        "{told:?}"
    );
}

#[test]
#[ignore = "kills a run twenty times, which takes a while"]
fn a_run_that_is_killed_leaves_the_branch_whole_and_the_next_one_goes_on() {
    let folder = site_with_repository("");
    let edition = |number: u32| {
        for item in 0..12 {
            write(
                folder.path(),
                &format!("content/nieuws/bericht-{item}.md"),
                &item_text(item, &format!("druk {number}")),
            );
        }
    };
    let started = Instant::now();
    published(folder.path(), &[]);
    let longest = started.elapsed();
    for kill in 1..=20 {
        edition(kill);
        let mut run = command(folder.path());
        let run = run.args(["publish", "--at", AT]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut run = run.spawn().unwrap();
        thread::sleep(longest.mul_f64(f64::from(kill * 7 % 20) / 20.0));
        run.kill().unwrap();
        run.wait().unwrap();
        assert_sound(&folder.path().join("remote.git"));
        check_out(folder.path());
        assert_eq!(missing(&contents(&folder.path().join("www"))), Vec::<String>::new(), "after kill {kill}");
    }
    published(folder.path(), &[]);
    check_out(folder.path());
    fs::remove_file(folder.path().join("www/.nojekyll")).unwrap();
    assert_is_the_site(folder.path(), "www");
}
