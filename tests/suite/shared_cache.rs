//! The cache that machines share, when it is not as it should be: the site is right, and there is one warning.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use super::program::{Told, command, courant, files, told, write};
use super::shards::{AT, built, fine, machine, site};

/// Builds, with `COURANT_CACHE` as it is given.
fn build(folder: &Path, mode: Option<&str>) -> Told {
    let mut run = command(folder);
    run.args(["build", "--at", AT]).envs(mode.map(|mode| ("COURANT_CACHE", mode)));
    told(&mut run)
}

/// The build is done, with one warning that has these words.
#[track_caller]
fn warned(told: &Told, words: &str) {
    assert!(told.status == 0 && told.out.contains(" written"), "{told:?}");
    assert_eq!(told.err.matches("warning[").count(), 1, "{told:?}");
    assert!(told.err.contains("warning[cache-failed]") && told.err.contains("--> site.yaml:"), "{told:?}");
    assert!(told.err.contains(words), "{words}: {told:?}");
}

#[test]
fn an_object_that_is_torn_is_made_anew_and_mended() {
    let store = tempfile::tempdir().unwrap();
    let site = site(&format!("cache: {{store: \"{}\"}}\n", store.path().display()));
    fine(build(site.path(), None));
    let objects = files(store.path());
    let good: Vec<Vec<u8>> = objects.iter().map(|object| fs::read(store.path().join(object)).unwrap()).collect();
    let spoil = |number: usize, bytes: &[u8]| fs::write(store.path().join(&objects[number]), bytes).unwrap();
    spoil(0, b"");
    spoil(1, &good[1][..good[1].len() - 1]);
    spoil(2, &good[3]);
    spoil(4, &[&good[4][..], b"x"].concat());
    let other = machine(site.path());
    let told = build(other.path(), Some("read"));
    warned(&told, "is torn, or is something else");
    assert!(told.out.contains("and 4 were made"), "{told:?}");
    assert!(built(other.path()) == built(site.path()));
    warned(&build(machine(site.path()).path(), None), "is torn");
    let again = fine(build(machine(site.path()).path(), None));
    assert!(again.contains(" and 0 were made"), "{again}");
    assert!(objects.iter().zip(&good).all(|(object, good)| &fs::read(store.path().join(object)).unwrap() == good));
}

#[test]
fn a_run_that_only_reads_writes_nothing_there_and_one_without_asks_nothing() {
    let store = tempfile::tempdir().unwrap();
    let place = store.path().join("kopieën");
    let site = site(&format!("cache: {{store: \"{}\"}}\n", place.display()));
    fine(build(site.path(), Some("read")));
    assert!(!place.exists());
    let told = fine(build(machine(site.path()).path(), Some("off")));
    assert!(!place.exists() && !told.contains("cache"), "{told}");
    let told = build(site.path(), Some("soms"));
    assert!(
        told.status == 2 && told.err.contains("error[cache-mode-unknown]") && told.err.contains("`read`"),
        "{told:?}"
    );
    fine(build(machine(site.path()).path(), Some("write")));
    assert!(files(&place).iter().all(|object| object.starts_with("images/")) && files(&place).len() > 40);
}

#[test]
fn a_store_that_cannot_be_used_is_one_warning_and_the_site_is_right() {
    let site = site("");
    fine(build(site.path(), None));
    let with = |cache: &str| {
        let folder = machine(site.path());
        let settings = fs::read_to_string(folder.path().join("site.yaml")).unwrap();
        write(folder.path(), "site.yaml", &format!("{settings}cache: {cache}\n"));
        folder
    };
    let rightly_warned = |cache: &str, words: &str| {
        let folder = with(cache);
        write(folder.path(), "bestand", "geen map");
        warned(&build(folder.path(), None), words);
        assert!(built(folder.path()) == built(site.path()), "{cache}");
    };
    rightly_warned("{store: bestand/kopieën}", "cannot ");
    rightly_warned("{store: bestand}", "cannot ");
    // Nobody listens there.
    rightly_warned("{store: 's3://emmer/kopieën', endpoint: 'http://127.0.0.1:9'}", "AWS_ACCESS_KEY_ID");
    rightly_warned("{store: 'az://bak/kopieën'}", "AZURE_STORAGE_ACCOUNT_NAME");
    let folder = with("{store: 's3://emmer', endpoint: 'http://127.0.0.1:9'}");
    let mut run = command(folder.path());
    run.args(["build", "--at", AT]).env("AWS_ACCESS_KEY_ID", "sleutel").env("AWS_SECRET_ACCESS_KEY", "geheim");
    let told = told(&mut run);
    warned(&told, "the server cannot be reached");
    assert!(!told.err.contains("geheim"), "{told:?}");
}

#[test]
fn a_cache_that_may_not_be_written_to_is_read() {
    let store = tempfile::tempdir().unwrap();
    let site = site(&format!("cache: {{store: \"{}\"}}\n", store.path().display()));
    fine(build(site.path(), None));
    // Half of it is missing.
    let objects = files(store.path());
    objects.iter().step_by(2).for_each(|object| fs::remove_file(store.path().join(object)).unwrap());
    let closed = |mode: u32| {
        for entry in walkdir::WalkDir::new(store.path()).contents_first(true).into_iter().map(Result::unwrap) {
            if entry.file_type().is_dir() {
                fs::set_permissions(entry.path(), fs::Permissions::from_mode(mode)).unwrap();
            }
        }
    };
    closed(0o555);
    if fs::write(store.path().join("proef"), "").is_ok() {
        // The administrator may write everywhere: the test below mounts.
        closed(0o755);
        return;
    }
    let other = machine(site.path());
    let told = build(other.path(), None);
    closed(0o755);
    warned(&told, "Permission denied");
    assert!(told.out.contains(&format!("had {}", objects.len() / 2)), "{told:?}");
    assert!(built(other.path()) == built(site.path()));
}

/// Runs a script in which file systems can be mounted.
fn mounting(folder: &Path, script: &str) -> Told {
    let mut unshare = Command::new("unshare");
    unshare.args(["--user", "--map-root-user", "--mount", "sh", "-ec", script, env!("CARGO_BIN_EXE_courant")]);
    told(unshare.current_dir(command(folder).get_current_dir().unwrap()).env_remove("COURANT_CACHE"))
}

#[test]
#[ignore = "mounts small and read-only file systems, which not every machine lets one do"]
fn a_full_disk_and_one_that_is_only_read_are_one_warning() {
    let whole = site("");
    fine(build(whole.path(), None));
    let site = site("cache: {store: klein}\n");
    fs::create_dir(site.path().join("klein")).unwrap();
    let script = format!("mount -t tmpfs -o size=64k none klein; \"$0\" build --at {AT}");
    warned(&mounting(site.path(), &script), "No space left on device");
    assert!(built(site.path()) == built(whole.path()));
    let reset = "rm -rf output .courant; mount --bind klein klein; mount -o remount,ro,bind klein;";
    warned(&mounting(site.path(), &format!("{reset} \"$0\" build --at {AT}")), "Read-only file system");
    assert!(built(site.path()) == built(whole.path()));
    // One's own disk is another matter: without it there is no site.
    let script = format!(
        "rm -rf output .courant; mkdir .courant; mount -t tmpfs -o size=64k none .courant; COURANT_CACHE=off \"$0\" images --at {AT}"
    );
    let told = mounting(site.path(), &script);
    assert!(
        told.status == 3 && told.err.contains("error[disk-full]") && told.err.contains("make the copies again"),
        "{told:?}"
    );
}

#[test]
fn settings_of_a_cache_that_cannot_be_are_errors() {
    let told = courant(site("cache: {store: content/kopieën}\n").path(), &["build"]);
    assert!(
        told.status == 2 && told.err.contains("error[cache-invalid]") && told.err.contains("`../cache`"),
        "{told:?}"
    );
}
