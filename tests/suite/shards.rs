//! Copies of pictures that several machines make: shares are disjoint, together they are all, and an ordinary build finds them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use image::{Rgb, RgbImage};
use tempfile::TempDir;

use super::program::{Told, command, copy, courant, files, path_with_bin, read, told, write, write_program};

pub(crate) const AT: &str = "2021-01-01";

/// A site with pictures of several sizes, of which two are equal, and items without a picture, which have share cards.
pub(crate) fn site(settings: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text = "title: Dorp\nbase_url: https://dorp.example\nshare_cards: true\nimages: {formats: [webp]}\n";
    write(folder.path(), "site.yaml", &format!("{text}{settings}"));
    for number in 0..12 {
        let item = format!("content/nieuws/bericht-{number}");
        let front = format!("---\ntitle: Bericht {number}\ndate: 2020-{:02}-01\n", number + 1);
        if number % 4 == 3 {
            write(folder.path(), &format!("{item}.md"), &format!("{front}---\nZonder foto.\n"));
            continue;
        }
        write(
            folder.path(),
            &format!("{item}/index.md"),
            &format!("{front}image: {{src: foto.png, alt: Het plein}}\n---\nTekst.\n"),
        );
        // The last one is the same picture as the first.
        let seed = if number == 10 { 0 } else { number };
        let pixel =
            |x: u32, y: u32| Rgb([x * 3 + seed * 17, y * 5, x + y].map(|part| u8::try_from(part % 256).unwrap()));
        let picture = RgbImage::from_fn(100 + 60 * (seed % 5), 90 + 20 * (seed % 3), pixel);
        picture.save(folder.path().join(format!("{item}/foto.png"))).unwrap();
    }
    folder
}

/// The same site on another machine: without what builds remember.
pub(crate) fn machine(site: &Path) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&site.join("content"), &folder.path().join("content"));
    fs::copy(site.join("site.yaml"), folder.path().join("site.yaml")).unwrap();
    folder
}

fn images(folder: &Path, arguments: &[&str]) -> Told {
    courant(folder, &[&["images", "--at", AT], arguments].concat())
}

/// Runs, and all is well.
#[track_caller]
pub(crate) fn fine(told: Told) -> String {
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    told.out
}

/// All bytes of the output of a build.
pub(crate) fn built(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let output = folder.join("output");
    files(&output).into_iter().map(|file| (file.clone(), fs::read(output.join(file)).unwrap())).collect()
}

/// The files of the cache, each with its inode: one that is written again has another.
fn cached(folder: &Path) -> BTreeMap<String, u64> {
    let cache = folder.join(".courant/images");
    if !cache.exists() {
        return BTreeMap::new();
    }
    let inode = |file: &String| fs::metadata(cache.join(file)).unwrap().ino();
    let whole = files(&cache).into_iter().filter(|file| !file.starts_with('.'));
    whole.map(|file| (file.clone(), inode(&file))).collect()
}

fn json(told: &Told) -> serde_json::Value {
    serde_json::from_str(&told.out).unwrap()
}

#[test]
fn shares_are_disjoint_and_together_all_copies_which_a_build_then_finds() {
    let site = site("");
    let alone = machine(site.path());
    let told = images(alone.path(), &["--format", "json"]);
    let made = &json(&told)["images"];
    assert_eq!((&made["images"], &made["cards"], &made["kept"]), (&8.into(), &4.into(), &0.into()), "{told:?}");
    assert_eq!(made["made"], files(&alone.path().join(".courant/images")).len());
    let kept = files(&alone.path().join(".courant"));
    assert!(kept.iter().all(|file| file.starts_with("images/")), "nothing else is written: {kept:?}");
    assert!(!alone.path().join("output").exists());
    let again = fine(images(alone.path(), &[]));
    assert!(again.contains(" were there") && !again.contains("made"), "{again}");
    let mut union = BTreeSet::new();
    let together = machine(site.path());
    for number in 1..=4 {
        let machine = machine(site.path());
        let share = format!("{number}/4");
        assert!(fine(images(machine.path(), &["--shard", &share])).starts_with(&format!("share {share}: ")));
        let own = files(&machine.path().join(".courant/images"));
        assert!(!own.is_empty() && own.iter().all(|file| union.insert(file.clone())), "{share}: {own:?}");
        copy(&machine.path().join(".courant"), &together.path().join(".courant"));
    }
    assert_eq!(union, cached(alone.path()).into_keys().collect());
    let before = cached(together.path());
    fine(courant(together.path(), &["build", "--at", AT]));
    assert_eq!(before, cached(together.path()), "the build makes no copy, and removes none");
    let whole = machine(site.path());
    fine(courant(whole.path(), &["build", "--at", AT]));
    assert!(built(together.path()) == built(whole.path()));
    assert_eq!(before.into_keys().collect::<Vec<_>>(), cached(whole.path()).into_keys().collect::<Vec<_>>());
}

#[test]
fn a_share_that_there_is_not_is_wrong_usage_and_nothing_is_made() {
    let site = site("");
    let run = |arguments: &[&str], set: &[(&str, &str)]| {
        let told = told(command(site.path()).args(["images"]).args(arguments).envs(set.iter().copied()));
        assert!(!site.path().join(".courant").exists(), "{told:?}");
        assert!(
            told.status == 2 && told.err.contains("error[shard-invalid]") && told.err.contains("hint: "),
            "{told:?}"
        );
        told.err
    };
    for typed in ["0/16", "17/16", "a/b", "16", "1/0", "/0", "1/16/2"] {
        run(&["--shard", typed], &[("JOB_COMPLETION_INDEX", "0")]);
    }
    assert!(run(&["--shard", "/16"], &[]).contains("`--shard 1/16`"));
    assert!(run(&["--shard", "/16"], &[("JOB_COMPLETION_INDEX", "16")]).contains("the shares are 1/16 to 16/16"));
    assert!(run(&[], &[("JOB_COMPLETION_INDEX", "3")]).contains("`--shard /16`"));
    assert!(run(&[], &[("SLURM_ARRAY_TASK_ID", "drie")]).contains("`drie`, which is no number"));
    let set = [("AWS_BATCH_JOB_ARRAY_INDEX", "1"), ("AWS_BATCH_JOB_ARRAY_SIZE", "2")];
    let told = told(command(site.path()).args(["images", "--at", AT]).envs(set));
    assert!(fine(told).starts_with("share 2/2: "));
}

#[test]
fn a_site_with_a_mistake_is_told_and_a_picture_that_cannot_be_read_keeps_no_other_from_being_made() {
    let broken = site("");
    write(broken.path(), "content/nieuws/fout.md", "---\ntitel: Fout\n---\n");
    let told = images(broken.path(), &[]);
    assert!(
        told.status == 1 && told.err.contains("error[unknown-key]") && told.err.contains("the site cannot be built"),
        "{told:?}"
    );
    let site = site("");
    let path = site.path().join("content/nieuws/bericht-1/foto.png");
    let mut bytes = fs::read(&path).unwrap();
    // The size is right, the pixels are not.
    let middle = bytes.len() / 2;
    bytes[middle..middle + 40].fill(0);
    fs::write(&path, bytes).unwrap();
    let told = images(site.path(), &[]);
    assert!(!told.err.contains("panicked") && files(&site.path().join(".courant/images")).len() > 20, "{told:?}");
}

/// Has four machines make a share each, with one cache; one of them is killed in the middle, and starts again.
fn make_shares(site: &Path) {
    let machines: Vec<TempDir> = (0..4).map(|_| machine(site)).collect();
    let start = |number: usize| {
        let mut run = command(machines[number - 1].path());
        run.args(["images", "--at", AT, "--threads", "1", "--shard", &format!("{number}/4")]);
        run.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let mut runs: Vec<_> = (1..=4).map(start).collect();
    while cached(machines[1].path()).is_empty() && runs[1].try_wait().unwrap().is_none() {
        thread::sleep(Duration::from_millis(1));
    }
    runs[1].kill().unwrap();
    runs[1].wait().unwrap();
    runs[1] = start(2);
    for run in runs {
        let done = run.wait_with_output().unwrap();
        assert!(done.status.success() && done.stderr.is_empty(), "{done:?}");
    }
}

#[test]
fn four_machines_with_one_cache_make_what_one_machine_makes() {
    let store = tempfile::tempdir().unwrap();
    let site = site(&format!("cache: {{store: \"{}\"}}\n", store.path().join("kopieën").display()));
    make_shares(site.path());
    let last = machine(site.path());
    let report = courant(last.path(), &["build", "--at", AT, "--format", "json"]);
    let cache = &json(&report)["summary"]["cache"];
    let wanted = cached(last.path()).len();
    assert!(wanted > 40, "{wanted}");
    assert_eq!((&cache["found"], &cache["made"]), (&wanted.into(), &0.into()), "{report:?}");
    let alone = machine(site.path());
    let off = told(command(alone.path()).args(["build", "--at", AT]).env("COURANT_CACHE", "off"));
    fine(off);
    assert!(built(alone.path()) == built(last.path()));
}

/// The script of the documentation, run as Slurm runs it: the same for each task, with variables that tell which it is.
#[test]
fn the_script_for_slurm_makes_the_shares() {
    let text = read(Path::new(env!("CARGO_MANIFEST_DIR")), "docs/scale.md");
    let script = text.split("```sh\n").find(|block| block.starts_with("#!/bin/sh\n#SBATCH")).unwrap();
    let script = script.split("```").next().unwrap();
    assert!(script.contains("#SBATCH --array=1-16\n"));
    let site = site("cache: {store: ../cache}\n");
    let cluster = tempfile::tempdir().unwrap();
    let folder = cluster.path().join("site");
    copy(site.path(), &folder);
    write_program(cluster.path(), "images.sh", script);
    let program = cluster.path().join("bin/courant");
    fs::create_dir(program.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_courant"), program).unwrap();
    for task in 1..=16 {
        let task = task.to_string();
        let set = [("ID", task.as_str()), ("COUNT", "16"), ("MIN", "1"), ("MAX", "16"), ("STEP", "1")];
        let set = set.map(|(name, value)| (format!("SLURM_ARRAY_TASK_{name}"), value));
        let mut run = Command::new(cluster.path().join("images.sh"));
        run.current_dir(&folder).envs(set).env("SLURM_CPUS_PER_TASK", "1").env("PATH", path_with_bin(cluster.path()));
        assert!(fine(told(run.env_remove("COURANT_CACHE"))).starts_with(&format!("share {task}/16: ")));
    }
    let last = cluster.path().join("other");
    copy(site.path(), &last);
    let report = courant(&last, &["build", "--format", "json"]);
    assert_eq!(json(&report)["summary"]["cache"]["made"], 0, "{report:?}");
}

/// Where each process is started by GNU parallel, with a folder of its own for the state.
#[test]
#[ignore = "wants GNU parallel: .ci/install"]
fn gnu_parallel_makes_the_shares() {
    let store = tempfile::tempdir().unwrap();
    let site = site(&format!("cache: {{store: \"{}\"}}\n", store.path().display()));
    let mut parallel = Command::new("parallel");
    parallel.args(["--will-cite", "--halt", "soon,fail=1", "-j", "2"]).arg(env!("CARGO_BIN_EXE_courant"));
    parallel.args([
        "--state",
        "staat-{}",
        "images",
        "--at",
        AT,
        "--threads",
        "1",
        "--shard",
        "{}/4",
        ":::",
        "1",
        "2",
        "3",
        "4",
    ]);
    let done = parallel.current_dir(site.path()).output().unwrap();
    let out = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success() && (1..=4).all(|number| out.contains(&format!("share {number}/4: "))), "{done:?}");
    let last = machine(site.path());
    let report = courant(last.path(), &["build", "--at", AT, "--format", "json"]);
    assert_eq!(json(&report)["summary"]["cache"]["made"], 0, "{report:?}");
}
