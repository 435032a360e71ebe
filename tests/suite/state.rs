//! The state of builds elsewhere than in the site, and builds without any.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use super::program::{RECORD, Told, command, copy, courant, files, git, read, site, told, write};

/// The folders of a state that sites share.
fn shared(state: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(state).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn the_state_stands_where_it_is_wanted_and_nothing_of_it_in_the_site() {
    let (folder, elsewhere) = (site("nl"), tempfile::tempdir().unwrap());
    let state = elsewhere.path().join("staat");
    let option = ["--state", state.to_str().unwrap()];
    for verb in [&["build"][..], &["check"]] {
        assert_eq!(courant(folder.path(), &[verb, &option].concat()).status, 0);
        assert!(!folder.path().join(".courant").exists(), "{verb:?}");
    }
    assert_eq!(shared(&state).len(), 1);
    let again = courant(folder.path(), &[&["build"], &option[..]].concat());
    assert!(again.out.ends_with(" unchanged\n") && !again.out.contains("written"), "{}", again.out);
    let mut by_variable = command(folder.path());
    let again = told(by_variable.arg("build").env("COURANT_STATE", &state));
    assert!(again.status == 0 && !folder.path().join(".courant").exists(), "{again:?}");
    assert_eq!(shared(&state).len(), 1);
    // A relative folder is relative to where the program runs.
    fs::create_dir(folder.path().join("map")).unwrap();
    assert_eq!(courant(&folder.path().join("map"), &["build", "--root", "..", "--state", "staat"]).status, 0);
    assert_eq!(shared(&folder.path().join("map/staat")), shared(&state));
}

/// A fresh clone has other times and inodes, and often stands elsewhere.
#[test]
fn a_copy_of_a_site_with_its_state_and_output_has_nothing_written_anew() {
    let (folder, other) = (site("nl"), tempfile::tempdir().unwrap());
    assert_eq!(courant(folder.path(), &["build"]).status, 0);
    let copy_of = other.path().join("elders");
    copy(folder.path(), &copy_of);
    let told = courant(&copy_of, &["build"]);
    assert!(told.out.ends_with(" unchanged\n") && !told.out.contains("written"), "{told:?}");
    let traces = |site: &Path| {
        let names = shared(&site.join(".courant")).into_iter();
        names.filter(|name| name.starts_with("trace-") && !name.contains('.')).collect::<Vec<_>>()
    };
    assert_eq!(traces(&copy_of), traces(folder.path()), "the trace has the same name there");
    // Other bytes of the same size are written anew.
    let (page, state) = (copy_of.join("output/index.html"), copy_of.join(".courant"));
    let spoilt = fs::read_to_string(&page).unwrap().replacen('e', "x", 1);
    fs::write(&page, spoilt).unwrap();
    copy(&state, &folder.path().join(".courant"));
    let told = courant(&copy_of, &["build"]);
    assert!(told.out.contains(": 1 written") && told.out.contains("unchanged"), "{told:?}");
    assert_eq!(fs::read(&page).unwrap(), fs::read(folder.path().join("output/index.html")).unwrap());
}

#[test]
fn sites_that_share_a_folder_for_the_state_do_not_meet_in_it() {
    let elsewhere = tempfile::tempdir().unwrap();
    let option = ["--state", elsewhere.path().to_str().unwrap()];
    let sites = [site("nl"), site("en")];
    let outputs = sites.each_ref().map(|folder| {
        assert_eq!(courant(folder.path(), &[&["build"], &option[..]].concat()).status, 0);
        contents(&folder.path().join("output"))
    });
    for (folder, before) in sites.iter().zip(outputs) {
        assert_eq!(courant(folder.path(), &[&["build"], &option[..]].concat()).status, 0);
        assert_eq!(contents(&folder.path().join("output")), before);
    }
    assert_eq!(shared(elsewhere.path()).len(), 2);
    // Publishing remembers for each site what it published.
    for folder in &sites {
        let settings = read(folder.path(), "site.yaml").replace("www.example.org", "www.testdorp.example");
        write(folder.path(), "site.yaml", &format!("{settings}\npublish:\n  www:\n    path: www\n"));
        let told = courant(folder.path(), &[&["publish"], &option[..]].concat());
        assert_eq!(told.status, 0, "{told:?}");
        write(folder.path(), "content/nieuws/nog-een.md", "---\ntitle: Nog een\ndate: 2020-01-01\n---\nTekst.\n");
        assert_eq!(courant(folder.path(), &[&["publish"], &option[..]].concat()).status, 0);
    }
    for folder in &sites {
        assert!(files(&folder.path().join("www")).iter().any(|file| file.contains("nog-een")));
        let told = courant(folder.path(), &[&["publish", "--rollback"], &option[..]].concat());
        assert_eq!(told.status, 0, "{told:?}");
        assert!(!files(&folder.path().join("www")).iter().any(|file| file.contains("nog-een")));
        assert!(!folder.path().join(".courant").exists());
    }
}

fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    files(folder).into_iter().map(|file| (file.clone(), fs::read(folder.join(file)).unwrap())).collect()
}

#[test]
fn a_state_elsewhere_that_cannot_be_trusted_is_refused() {
    let folder = site("nl");
    let elsewhere = tempfile::tempdir().unwrap();
    let state = elsewhere.path().join("staat");
    let build = |state: &str| courant(folder.path(), &["build", "--state", state]);
    let refused = |told: &Told, reason: &str| {
        assert_eq!(told.status, 2, "{told:?}");
        let is_told = told.err.contains("error[state-refused]") && told.err.contains("hint:");
        assert!(is_told && told.err.contains(reason), "{reason}: {}", told.err);
    };
    assert_eq!(build(state.to_str().unwrap()).status, 0);
    let own = state.join(shared(&state).first().unwrap());
    fs::remove_dir_all(own.join("images")).unwrap();
    symlink("/etc", own.join("images")).unwrap();
    refused(&build(state.to_str().unwrap()), "is a symbolic link");
    fs::remove_file(own.join("images")).unwrap();
    let link = elsewhere.path().join("link");
    symlink(&state, &link).unwrap();
    for link in [link.to_str().unwrap(), &format!("{}/", link.display())] {
        refused(&build(link), "is a symbolic link");
    }
    git(elsewhere.path(), &["init", "--quiet"]);
    git(elsewhere.path(), &["add", "--force", "staat"]);
    refused(&build(state.to_str().unwrap()), "Git tracks staat/site-");
    refused(&build("content/staat"), "is inside content/");
    refused(&build("output/staat"), "one inside the other");
    refused(&build("output"), "one inside the other");
    let inside = courant(folder.path(), &["build", "--state", "staat", "--output", "staat/output"]);
    refused(&inside, "one inside the other");
    assert!(!folder.path().join("content/staat").exists() && !folder.path().join("output/staat").exists());
}

#[test]
#[ignore = "changes the owner of a folder, which only root may"]
fn a_state_elsewhere_of_another_user_is_refused() {
    let (folder, elsewhere) = (site("nl"), tempfile::tempdir().unwrap());
    let state = elsewhere.path().join("staat");
    let build = || courant(folder.path(), &["build", "--state", state.to_str().unwrap()]);
    assert_eq!(build().status, 0);
    for path in [state.clone(), state.join(shared(&state).first().unwrap())] {
        std::os::unix::fs::chown(&path, Some(4242), None).unwrap();
        let told = build();
        assert!(told.status == 2 && told.err.contains("belongs to another user (number 4242)"), "{told:?}");
        std::os::unix::fs::chown(&path, Some(0), None).unwrap();
    }
    assert_eq!(build().status, 0);
}

/// Runs a script where the folder `site` below a folder can only be read; `$0` is the program.
fn read_only(folder: &Path, script: &str) -> Told {
    let mount = "mount --bind site site && mount -o remount,bind,ro site && cd site && ";
    let mut unshare = Command::new("unshare");
    unshare.args(["--user", "--map-root-user", "--mount", "sh", "-c", &format!("{mount}{script}")]);
    told(unshare.arg(env!("CARGO_BIN_EXE_courant")).env_remove("COURANT_STATE").current_dir(folder))
}

/// A folder with a site in `site`, which has a photo, and its output in `whole`.
fn site_below() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("site")).unwrap();
    let site = folder.path().join("site");
    write(&site, "site.yaml", "title: Proef\nbase_url: https://proef.example\npublish:\n  www:\n    path: ../www\n");
    write(
        &site,
        "content/nieuws/een/index.md",
        "---\ntitle: Een\ndate: 2020-01-01\nimage: {src: foto.png, alt: Foto}\n---\nTekst.\n",
    );
    image::RgbImage::from_pixel(900, 600, image::Rgb([9, 90, 30]))
        .save(site.join("content/nieuws/een/foto.png"))
        .unwrap();
    let told = courant(&site, &["build", "--state", "../eerder", "--output", "../whole"]);
    assert_eq!(told.status, 0, "{told:?}");
    folder
}

#[test]
#[ignore = "mounts a folder that can only be read, which not every machine lets one do"]
fn a_site_that_can_only_be_read_is_built_elsewhere_without_state() {
    let folder = site_below();
    for verb in ["\"$0\" build --output ../out", "\"$0\" build --output ../out --durable", "\"$0\" build -o ../out"] {
        let told = read_only(folder.path(), verb);
        assert_eq!(told.status, 0, "{told:?}");
        assert!(told.err.contains("nothing is kept between builds") && told.err.contains("`--state DIR`"), "{told:?}");
        let [out, whole] = ["out", "whole"].map(|name| folder.path().join(name));
        assert_eq!(contents(&out), contents(&whole));
        assert_eq!(fs::read(out.join(RECORD)).unwrap(), fs::read(whole.join(RECORD)).unwrap());
        assert!(!out.join(".courant-tmp").exists());
    }
    // A build without pictures has nothing to stage where nothing changed.
    write(
        &folder.path().join("site"),
        "content/nieuws/een/index.md",
        "---\ntitle: Een\ndate: 2020-01-01\n---\nTekst.\n",
    );
    fs::remove_file(folder.path().join("site/content/nieuws/een/foto.png")).unwrap();
    for verb in ["\"$0\" build -o ../whole --state ../eerder", "\"$0\" build -o ../out", "\"$0\" build -o ../out"] {
        let told = read_only(folder.path(), verb);
        assert_eq!(told.status, 0, "{told:?}");
    }
    assert_eq!(contents(&folder.path().join("out")), contents(&folder.path().join("whole")));
    // With state elsewhere, all is as ever.
    let keep = "\"$0\" build -o ../out2 --state ../staat && \"$0\" build -o ../out2 --state ../staat";
    let told = read_only(folder.path(), keep);
    assert!(told.status == 0 && told.err.is_empty(), "{told:?}");
    assert_eq!(contents(&folder.path().join("out2")), contents(&folder.path().join("whole")));
    let told = read_only(folder.path(), "\"$0\" check && \"$0\" check --fix");
    assert!(told.status == 0 && told.err.is_empty(), "{told:?}");
    // A file of someone else in the way is one, with or without state.
    fs::remove_file(folder.path().join("out").join(RECORD)).unwrap();
    write(folder.path(), "out/index.html", "van een ander");
    let told = read_only(folder.path(), "\"$0\" build -o ../out");
    assert!(told.status == 2 && told.err.contains("file-in-the-way"), "{told:?}");
}

#[test]
#[ignore = "mounts a folder that can only be read, which not every machine lets one do"]
fn what_needs_state_says_so_where_none_can_be_kept() {
    let folder = site_below();
    let told = read_only(folder.path(), "\"$0\" build");
    assert!(told.status == 3 && told.err.contains("`--output`"), "{told:?}");
    let told = read_only(folder.path(), "\"$0\" publish");
    assert!(told.status == 3 && told.err.contains("`--state DIR`"), "{told:?}");
    let told = read_only(folder.path(), "\"$0\" publish --state ../staat");
    assert!(told.status == 3 && told.err.contains("`--output`"), "{told:?}");
    let told = read_only(folder.path(), "\"$0\" publish --state ../staat --output ../uit");
    assert_eq!(told.status, 0, "{told:?}");
    assert!(folder.path().join("www/nieuws/2020/een/index.html").exists());
    let told = read_only(folder.path(), "\"$0\" check --state content/nieuws/een/foto.png/x");
    assert!(told.status != 0 && told.err.contains("hint:"), "{told:?}");
    let told = read_only(folder.path(), "\"$0\" build -o ../out --state .");
    assert!(told.status == 3 && told.err.contains("`--state DIR`"), "{told:?}");
}
