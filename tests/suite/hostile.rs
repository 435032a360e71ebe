//! What a repository or another user brings along gains nothing: state, links, and files in the output that are not ours.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use super::program::{RECORD, copy, courant, files, git, read, site, write};

/// Every verb that reads the state of earlier builds.
const VERBS: &[&[&str]] = &[&["build"], &["check"], &["check", "--fix"], &["publish", "--dry-run"]];

fn every_verb_refuses(site: &Path, reason: &str) {
    for verb in VERBS {
        let told = courant(site, verb);
        assert_eq!(told.status, 2, "{verb:?}: {told:?}");
        assert!(told.err.contains("error[state-refused]") && told.err.contains(reason), "{verb:?}: {}", told.err);
        assert!(told.err.contains("hint:"), "{verb:?}: {}", told.err);
    }
}

fn publishing_to_a_folder(site: &Path) {
    let settings = fs::read_to_string(site.join("site.yaml")).unwrap();
    write(site, "site.yaml", &format!("{settings}\npublish:\n  www:\n    path: www\n"));
}

#[test]
fn links_in_the_state_are_refused_and_nothing_behind_them_is_touched() {
    for link in [".courant", ".courant/images", ".courant/trace-0", ".courant/publish-www.previous/deep/x"] {
        let folder = site("nl");
        publishing_to_a_folder(folder.path());
        let victim = tempfile::tempdir().unwrap();
        write(victim.path(), "precious.txt", "x");
        let path = folder.path().join(link);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        symlink(victim.path(), &path).unwrap();
        every_verb_refuses(folder.path(), "is a symbolic link");
        assert_eq!(files(victim.path()), ["precious.txt"]);
        fs::remove_file(&path).unwrap();
        assert_eq!(courant(folder.path(), &["build"]).status, 0);
    }
}

#[test]
fn state_that_git_tracks_is_refused() {
    let formats: &[&[&str]] = &[&["init", "--quiet"], &["init", "--quiet", "--object-format=sha256"]];
    for (init, version) in formats.iter().zip(["4", "2"]).chain(formats.iter().zip(["2", "4"])) {
        let repository = tempfile::tempdir().unwrap();
        let root = repository.path();
        git(root, init);
        for number in 0..300 {
            write(root, &format!(".config/{}{number}", "x".repeat(number % 200)), "");
        }
        let site = root.join("sites/nieuws");
        fs::create_dir_all(&site).unwrap();
        assert_eq!(courant(&site, &["init"]).status, 0);
        publishing_to_a_folder(&site);
        git(root, &["add", "."]);
        git(root, &["update-index", "--index-version", version]);
        assert_eq!(courant(&site, &["build"]).status, 0, "it is ignored, and not tracked");
        git(root, &["add", "--force", "sites/nieuws/.courant"]);
        every_verb_refuses(&site, "Git tracks sites/nieuws/.courant/");
        git(
            root,
            &[
                "-c",
                "user.name=Test",
                "-c",
                "user.email=test@testdorp.example",
                "commit",
                "--quiet",
                "--message",
                "alles",
            ],
        );
        git(root, &["worktree", "add", "--quiet", "--detach", "../kopie-van-alles"]);
        let copy = root.parent().unwrap().join("kopie-van-alles");
        every_verb_refuses(&copy.join("sites/nieuws"), "Git tracks sites/nieuws/.courant/");
        git(root, &["worktree", "remove", "--force", "../kopie-van-alles"]);
        git(root, &["rm", "-r", "--quiet", "--force", "sites/nieuws/.courant"]);
        assert_eq!(courant(&site, &["build"]).status, 0);
    }
}

#[test]
fn state_that_git_tracks_in_another_way_is_refused() {
    let folder = site("nl");
    let root = folder.path();
    publishing_to_a_folder(root);
    git(root, &["init", "--quiet"]);
    write(root, ".courant/trace-0", "x");
    git(root, &["add", "--force", ".courant"]);
    git(root, &["update-index", "--split-index"]);
    every_verb_refuses(root, "Git tracks .courant/trace-0");
    // A repository in the repository: `git clone --recursive` would bring its files along.
    git(root, &["update-index", "--no-split-index"]);
    git(root, &["rm", "-r", "--quiet", "--cached", ".courant"]);
    assert_eq!(courant(root, &["build"]).status, 0);
    let id = "0123456789012345678901234567890123456789";
    git(root, &["update-index", "--add", "--cacheinfo", &format!("160000,{id},.courant")]);
    every_verb_refuses(root, "Git tracks .courant");
}

#[test]
#[ignore = "changes the owner of a folder, which only root may"]
fn state_of_another_user_is_refused() {
    let folder = site("nl");
    publishing_to_a_folder(folder.path());
    assert_eq!(courant(folder.path(), &["build"]).status, 0);
    std::os::unix::fs::chown(folder.path().join(".courant"), Some(4242), None).unwrap();
    every_verb_refuses(folder.path(), "belongs to another user (number 4242)");
    std::os::unix::fs::chown(folder.path(), Some(4242), None).unwrap();
    assert_eq!(courant(folder.path(), &["build"]).status, 0, "the site is of the same user, as in a container");
}

#[test]
fn no_report_shows_a_secret_however_it_is_written() {
    let folder = small_site();
    let forms = [
        "password: g3heim",
        "password : g3heim",
        "password: \"g3heim",
        "token: g3heim\ntoken: g3heim",
        "token: !!int g3heim",
        "\"pass\\u0077ord\": g3heim",
        "? password\n: g3heim",
        "wachtwoord:\n  - g3heim: [",
        "publish:\n  w: {path: www, token: \"a,g3heim\", x: 1}",
        "publish:\n  w: {git: '-x', api_key: g3heim}",
        "publish:\n  w: {store: 's3://a:g3heim@b/c'}",
        "publish:\n  w:\n    path: www\n    token: |\n      g3heim: [x\n     y",
    ];
    for form in forms {
        write(folder.path(), "site.yaml", &format!("{SETTINGS}{form}\n"));
        for verb in [&["build"][..], &["check"], &["publish", "--dry-run"]] {
            for format in ["text", "json", "sarif", "github"] {
                let told = courant(folder.path(), &[verb, &["--format", format]].concat());
                assert!(!format!("{}{}", told.out, told.err).contains("g3heim"), "{verb:?} {form}: {told:?}");
                assert_ne!(told.status, 0, "{verb:?} {form}: {told:?}");
            }
        }
    }
}

#[test]
fn an_output_folder_that_is_a_link_of_the_repository_is_refused() {
    let folder = small_site();
    let victim = tempfile::tempdir().unwrap();
    symlink(victim.path(), folder.path().join("output")).unwrap();
    assert_eq!(courant(folder.path(), &["build"]).status, 0, "the owner may make one");
    for file in files(victim.path()) {
        fs::remove_file(victim.path().join(file)).unwrap();
    }
    git(folder.path(), &["init", "--quiet"]);
    git(folder.path(), &["add", "output"]);
    let told = courant(folder.path(), &["build"]);
    assert!(told.status == 2 && told.err.contains("error[folder-refused]"), "{told:?}");
    assert_eq!(files(victim.path()), [""; 0]);
}

const SETTINGS: &str = "title: Proef\nbase_url: https://proef.example\n";

/// A site with some items.
fn small_site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "site.yaml", SETTINGS);
    for name in ["a", "b"] {
        item(folder.path(), name, "");
    }
    folder
}

fn item(site: &Path, name: &str, more: &str) {
    write(
        site,
        &format!("content/nieuws/{name}.md"),
        &format!("---\ntitle: {name}\ndate: 2020-01-02\n{more}---\nTekst.\n"),
    );
}

fn build(site: &Path) {
    let told = courant(site, &["build", "--at", "2021-01-01"]);
    assert_eq!(told.status, 0, "{told:?}");
}

#[test]
fn files_of_others_are_not_overwritten_by_a_first_build() {
    for file in ["index.html", "nieuws", "nieuws/2020/a/index.html", "feed.xml/mine.txt"] {
        let folder = small_site();
        write(&folder.path().join("output"), file, "mine");
        let told = courant(folder.path(), &["build"]);
        assert_eq!(told.status, 2, "{file}: {told:?}");
        assert!(told.err.contains("error[file-in-the-way]") && told.err.contains(file), "{file}: {}", told.err);
        assert_eq!(files(&folder.path().join("output")), [file], "nothing is written");
        assert_eq!(read(&folder.path().join("output"), file), "mine");
    }
}

#[test]
fn a_page_goes_when_its_item_does_whatever_became_of_the_state() {
    type Loss = fn(&Path);
    let losses: [Loss; 4] = [
        |site| fs::remove_dir_all(site.join(".courant")).unwrap(),
        |site| {
            for file in files(&site.join(".courant")).iter().filter(|file| file.starts_with("trace")) {
                fs::write(site.join(".courant").join(file), [7_u8; 3000]).unwrap();
            }
        },
        // The state of an older build, as a cache may bring it back.
        |site| {
            fs::remove_dir_all(site.join(".courant")).unwrap();
            fs::rename(site.join("older"), site.join(".courant")).unwrap();
        },
        |site| fs::rename(site.join("output/.courant-output"), site.join("output/.courant-unfinished")).unwrap(),
    ];
    for (number, lose) in losses.iter().enumerate() {
        let folder = small_site();
        build(folder.path());
        copy(&folder.path().join(".courant"), &folder.path().join("older"));
        item(folder.path(), "c", "");
        build(folder.path());
        write(folder.path(), "output/nieuws/mine.txt", "mine");
        assert!(folder.path().join("output/nieuws/2020/c/index.html").exists());
        lose(folder.path());
        item(folder.path(), "c", "withdrawn: true\n");
        item(folder.path(), "a", "draft: true\n");
        build(folder.path());
        let left = files(&folder.path().join("output/nieuws"));
        assert!(!left.iter().any(|file| file.contains("2020/c") || file.contains("2020/a")), "loss {number}: {left:?}");
        assert!(left.contains(&"mine.txt".to_owned()), "loss {number}: {left:?}");
        assert_eq!(files(&folder.path().join("output")).iter().filter(|file| file.contains(".courant")).count(), 0);
        let clean = tempfile::tempdir().unwrap();
        copy(&folder.path().join("content"), &clean.path().join("content"));
        write(clean.path(), "site.yaml", SETTINGS);
        build(clean.path());
        fs::remove_file(folder.path().join("output/nieuws/mine.txt")).unwrap();
        let bytes = |site: &Path, file: &String| fs::read(site.join("output").join(file)).unwrap();
        for file in files(&clean.path().join("output")).into_iter().chain([RECORD.to_owned()]) {
            assert_eq!(bytes(clean.path(), &file), bytes(folder.path(), &file), "loss {number}: {file}");
        }
    }
}

#[test]
fn nothing_is_written_or_removed_through_a_link_in_the_output() {
    for linked in
        ["nieuws", "nieuws/2020", "nieuws/2020/a", "nieuws/2020/a/index.html", "index.html", ".courant-output"]
    {
        let folder = small_site();
        build(folder.path());
        let (output, elsewhere) = (folder.path().join("output"), folder.path().join("elsewhere"));
        fs::rename(output.join(linked), &elsewhere).unwrap();
        symlink(&elsewhere, output.join(linked)).unwrap();
        let listed = |path: &Path| if path.is_dir() { files(path) } else { Vec::new() };
        let before = listed(&elsewhere);
        for change in ["draft: true\n", "tags: [zorg]\n"] {
            item(folder.path(), "a", change);
            write(folder.path(), "site.yaml", &format!("{SETTINGS}description: {}\n", change.len()));
            let told = courant(folder.path(), &["build", "--at", "2021-01-01"]);
            assert_eq!(listed(&elsewhere), before, "{linked}: {told:?}");
            assert!(fs::symlink_metadata(output.join(linked)).unwrap().is_symlink(), "{linked}: {told:?}");
            assert!(told.status != 0 || linked.starts_with("nieuws/2020/a"), "{linked}: {told:?}");
        }
        assert!(!output.join(".courant-tmp").exists());
    }
}

#[test]
fn a_build_that_cannot_move_its_files_leaves_the_old_output_whole() {
    let folder = small_site();
    build(folder.path());
    let output = folder.path().join("output");
    let seen =
        || -> Vec<_> { files(&output).into_iter().map(|file| (fs::read(output.join(&file)).unwrap(), file)).collect() };
    let before = seen();
    write(folder.path(), "site.yaml", &format!("{SETTINGS}description: Anders\n"));
    item(folder.path(), "c", "");
    fs::remove_file(folder.path().join("content/nieuws/b.md")).unwrap();
    // The trace cannot be written: all files are in place by then.
    for file in files(&folder.path().join(".courant")) {
        if file.ends_with(".clock") {
            fs::remove_file(folder.path().join(".courant").join(&file)).unwrap();
            fs::create_dir(folder.path().join(".courant").join(&file)).unwrap();
        }
    }
    let told = courant(folder.path(), &["build", "--at", "2021-01-01"]);
    assert_eq!(told.status, 3, "{told:?}");
    let after = seen();
    let names = |seen: &[(Vec<u8>, String)]| seen.iter().map(|(_, name)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&before), names(&after));
    assert!(before == after, "{told:?}");
}
