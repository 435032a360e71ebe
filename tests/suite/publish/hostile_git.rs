//! A repository that was brought along in `.courant`, and a branch that others can push to: neither runs a program, nor reads
//! or writes a file outside of it.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::super::program::{courant, git, write};
use super::hostile::{add_to_manifest, assert_untouched};
use super::{AT, item_text, publish, published, site};

/// A site with a bare repository as its target, and a file that is nobody's business.
fn site_with_repository(more: &str) -> TempDir {
    let folder = site(&format!("{{git: remote.git{more}}}"));
    write(folder.path(), "private/id", "van de uitgever");
    git(folder.path(), &["init", "--quiet", "--bare", "--initial-branch=main", "remote.git"]);
    folder
}

/// A program that leaves a trace.
fn trap(folder: &Path, path: &Path) {
    fs::write(path, format!("#!/bin/sh\ntouch {}/gekraakt\n", folder.display())).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Has the repository in the state run a program wherever `git` would run one, and lead elsewhere.
fn spoil(path: &Path) {
    const HOOKS: [&str; 7] = [
        "pre-push",
        "post-update",
        "reference-transaction",
        "post-checkout",
        "pre-auto-gc",
        "post-index-change",
        "fsmonitor-watchman",
    ];

    let own = path.join(".courant/publish-doel.git");
    fs::create_dir_all(own.join("hooks")).unwrap();
    trap(path, &path.join("val"));
    for hook in HOOKS {
        trap(path, &own.join("hooks").join(hook));
    }
    let command = path.join("val").display().to_string();
    for (key, value) in [
        ("core.sshCommand", &*command),
        ("core.fsmonitor", &*command),
        ("core.alternateRefsCommand", &*command),
        ("core.hooksPath", &*own.join("hooks").display().to_string()),
        ("credential.helper", &format!("!{command}")),
        ("core.askPass", &*command),
        ("core.gitProxy", &*command),
        ("uploadpack.packObjectsHook", &*command),
        ("remote.remote.git.uploadpack", &*command),
        ("remote.remote.git.receivepack", &*command),
        ("remote.remote.git.proxy", "http://proxy.invalid"),
        ("url.ext::x.insteadOf", "remote.git"),
        ("protocol.ext.allow", "always"),
        ("filter.x.clean", &*command),
        ("gpg.program", &*command),
        ("commit.gpgSign", "true"),
        ("push.gpgSign", "true"),
        ("include.path", "elders"),
    ] {
        git(&own, &["config", "--file", "config", key, value]);
    }
    fs::create_dir_all(own.join("info")).unwrap();
    fs::write(own.join("info/attributes"), "* filter=x\n").unwrap();
    fs::create_dir_all(own.join("remotes")).unwrap();
    fs::write(own.join("remotes/remote.git"), "URL: ext::sh -c false\n").unwrap();
    fs::write(own.join("commondir"), "../elders\n").unwrap();
}

#[test]
fn a_repository_that_was_brought_along_runs_nothing() {
    for squash in [false, true] {
        let folder = site_with_repository(&format!(", squash: {squash}"));
        let path = folder.path();
        published(path, &[]);
        for arguments in [
            &["publish", "--dry-run"][..],
            &["publish"],
            &["publish", "--rollback", "--dry-run"],
            &["publish", "--rollback"],
        ] {
            write(path, "content/nieuws/bericht-0.md", &item_text(0, "tweede druk"));
            spoil(path);
            let told = courant(path, arguments);
            assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
            assert!(!path.join("gekraakt").exists(), "{arguments:?}");
        }
    }
}

#[test]
fn the_ssh_command_of_the_state_is_not_run_and_that_of_the_user_is() {
    let folder = site("{git: 'ssh://127.0.0.1/x.git'}");
    let path = folder.path();
    trap(path, &path.join("val"));
    git(path, &["init", "--quiet", "--bare", ".courant/publish-doel.git"]);
    let own = path.join(".courant/publish-doel.git");
    git(&own, &["config", "core.sshCommand", &path.join("val").display().to_string()]);
    for more in [&[][..], &["--dry-run"]] {
        let told = publish(path, more);
        assert!(told.status == 3 && !path.join("gekraakt").exists(), "{told:?}");
    }
    let mut run = super::super::program::command(path);
    let run = run.args(["publish", "--at", AT]).env("GIT_SSH_COMMAND", path.join("val"));
    assert_eq!(super::super::program::told(run).status, 3);
    assert!(path.join("gekraakt").exists());
}

#[test]
fn a_link_in_the_repository_that_was_brought_along_is_refused() {
    for (link, to) in [("objects", "../../private"), ("refs/courant", "../../../private"), ("HEAD", "../../private/id")]
    {
        let folder = site_with_repository("");
        let path = folder.path();
        published(path, &[]);
        let own = path.join(".courant/publish-doel.git");
        let _ = fs::remove_dir_all(own.join(link)).and_then(|()| fs::create_dir_all(own.join(link).parent().unwrap()));
        let _ = fs::remove_file(own.join(link));
        symlink(to, own.join(link)).unwrap();
        for more in [&[][..], &["--dry-run"]] {
            let told = publish(path, more);
            let expected = format!("{link} is a symbolic link");
            assert!(
                told.status == 2 && told.err.contains("error[state-refused]") && told.err.contains(&expected),
                "{told:?}"
            );
            assert_untouched(path);
        }
    }
}

#[test]
fn other_objects_than_those_of_the_target_are_not_published() {
    let folder = site_with_repository(", squash: true");
    let path = folder.path();
    git(path, &["init", "--quiet", "eigen"]);
    git(&path.join("eigen"), &["add", "."]);
    let identity = ["-c", "user.name=a", "-c", "user.email=a@b"];
    git(&path.join("eigen"), &[&identity[..], &["commit", "--quiet", "--allow-empty", "-m", "eigen"]].concat());
    let commit = git(&path.join("eigen"), &["rev-parse", "HEAD"]);
    published(path, &[]);
    let own = path.join(".courant/publish-doel.git");
    fs::create_dir_all(own.join("objects/info")).unwrap();
    fs::write(own.join("objects/info/alternates"), format!("{}/eigen/.git/objects\n", path.display())).unwrap();
    fs::write(own.join("refs/courant/before"), format!("{commit}\n")).unwrap();
    for more in [&["--rollback"][..], &["--rollback", "--dry-run"]] {
        let told = courant(path, &[&["publish"], more].concat());
        assert!(told.status != 0 && !told.err.contains("panicked"), "{told:?}");
    }
}

#[test]
fn a_link_on_the_branch_leads_a_rollback_nowhere() {
    for squash in [false, true] {
        let folder = site_with_repository(&format!(", squash: {squash}"));
        let path = folder.path();
        published(path, &[]);
        git(path, &["clone", "--quiet", "--branch", "gh-pages", "remote.git", "ander"]);
        let other = path.join("ander");
        symlink(path.join("private"), other.join("evil")).unwrap();
        symlink(path.join("private/id"), other.join("bestand")).unwrap();
        for name in ["evil/id", "bestand"] {
            add_to_manifest(&other.join(".courant-manifest"), name);
        }
        git(&other, &["add", "-A"]);
        git(&other, &["-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "-m", "kwaad"]);
        git(&other, &["push", "--quiet", "origin", "gh-pages"]);
        write(path, "content/nieuws/bericht-0.md", &item_text(0, "tweede druk"));
        let told = publish(path, &["--let-go", "/evil/id"]);
        assert_eq!(told.status, 0, "{told:?}");
        let told = courant(path, &["publish", "--rollback"]);
        assert_eq!(told.status, 0, "{told:?}");
        for commit in git(path, &["--git-dir", "remote.git", "rev-list", "--all"]).lines() {
            let found = Command::new("git")
                .current_dir(path)
                .args(["--git-dir", "remote.git", "grep", "-q", "van de uitgever", commit])
                .status();
            assert_eq!(found.unwrap().code(), Some(1), "{commit}");
        }
        assert_untouched(path);
    }
}

#[test]
fn the_environment_does_not_lead_git_elsewhere() {
    let folder = site_with_repository("");
    let path = folder.path();
    git(path, &["init", "--quiet", "eigen"]);
    let before = super::contents(&path.join("eigen"));
    let mut run = super::super::program::command(path);
    let run = run.args(["publish", "--at", AT]);
    for (name, value) in [
        ("GIT_DIR", "eigen/.git"),
        ("GIT_WORK_TREE", "eigen"),
        ("GIT_OBJECT_DIRECTORY", "eigen/.git/objects"),
        ("GIT_COMMON_DIR", "eigen/.git"),
        ("GIT_NAMESPACE", "x"),
        ("GIT_INDEX_FILE", "eigen/.git/index"),
        ("GIT_ALTERNATE_OBJECT_DIRECTORIES", "eigen/.git/objects"),
    ] {
        run.env(name, value);
    }
    let told = super::super::program::told(run);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    assert!(super::contents(&path.join("eigen")) == before);
    git(path, &["--git-dir", "remote.git", "show", "gh-pages:index.html"]);
}
