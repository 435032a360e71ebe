//! Runs that are killed while they go on: what readers see meanwhile, and that the next run ends well.

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::super::program::{command, copy, write};
use super::{AT, assert_is_the_site, publish, site};

/// Publishes to a target that is the folder `www`, kills runs at many moments, and watches that no page misses its style.
pub(super) fn kill_again_and_again(target: &str, kills: u32) {
    let folder = site(target);
    kill_in(folder.path(), target, kills);
}

/// The same in a folder that is there.
pub(super) fn kill_in(folder: &Path, target: &str, kills: u32) {
    let theme = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/whole/themes/plat");
    copy(&theme, &folder.join("themes/plat"));
    let base = r#"<link href="{{ assets["plat.css"] }}">{% block main %}{% endblock main %}"#;
    write(folder, "themes/plat/templates/base.html", base);
    let www = folder.join("www");
    edition(folder, target, 0);
    let started = Instant::now();
    published(folder);
    let longest = started.elapsed();
    let done = AtomicBool::new(false);
    let watch = || {
        while !done.load(Ordering::Relaxed) {
            assert_no_page_misses_its_style(&www);
            thread::sleep(Duration::from_millis(2));
        }
    };
    thread::scope(|scope| {
        let end = End(&done);
        let watcher = scope.spawn(watch);
        publish_and_kill(folder, target, kills, longest);
        drop(end);
        watcher.join().unwrap();
    });
    published(folder);
    assert_is_the_site(folder, "www");
}

/// Publishes, though it may have to wait for what a killed run left.
#[track_caller]
fn published(folder: &Path) {
    let told = publish(folder, &[]);
    assert_eq!(told.status, 0, "{told:?}");
}

/// Every style that a page at a target names is there. A page that is replaced while it is looked at counts only where
/// it still misses its style when it is looked at again.
fn assert_no_page_misses_its_style(target: &Path) {
    let missing = pages_without_style(target);
    if !missing.is_empty() {
        let again = pages_without_style(target);
        let still: Vec<_> = missing.iter().filter(|page| again.contains(page)).collect();
        assert!(still.is_empty(), "{still:?}");
    }
}

fn pages_without_style(target: &Path) -> Vec<(String, String)> {
    let mut missing = Vec::new();
    let walk = walkdir::WalkDir::new(target).into_iter().filter_map(Result::ok);
    for page in walk.filter(|entry| entry.path().extension().is_some_and(|end| end == "html")) {
        let Ok(text) = fs::read_to_string(page.path()) else { continue };
        for style in text.split('"').filter(|part| part.ends_with(".css")) {
            let is_style = style.starts_with('/');
            if is_style && !target.join(style.trim_start_matches('/')).exists() {
                missing.push((page.path().display().to_string(), style.to_owned()));
            }
        }
    }
    missing
}

/// A site whose pages name a style that is another one in each edition.
fn edition(folder: &Path, target: &str, number: u32) {
    let style = format!("/* {number} */");
    write(folder, "themes/plat/static/plat.css", &style);
    let settings =
        format!("title: Druk {number}\nbase_url: https://proef.example\ntheme: plat\npublish:\n  doel: {target}\n");
    write(folder, "site.yaml", &settings);
}

/// Ends a watch, also where a test fails.
struct End<'a>(&'a AtomicBool);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Publishes edition after edition and kills each run at another moment.
fn publish_and_kill(folder: &Path, target: &str, kills: u32, mut longest: Duration) {
    let mut killed = 0;
    for kill in 1.. {
        if killed == kills {
            return;
        }
        edition(folder, target, kill);
        let mut run = command(folder);
        let run = run.args(["publish", "--at", AT]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut run = run.process_group(0).spawn().unwrap();
        thread::sleep(longest.mul_f64(f64::from(kill * 37 % kills) / f64::from(kills)));
        if kill % 2 == 0 {
            run.kill().unwrap();
        } else {
            // With the programs that it started; where it ended just now there is nobody to kill.
            let group = format!("-{}", run.id());
            Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status().unwrap();
        }
        if run.wait().unwrap().success() {
            longest = longest.mul_f64(0.95);
        } else {
            killed += 1;
        }
        assert_no_page_misses_its_style(&folder.join("www"));
        if kill % 4 == 0 {
            published(folder);
            assert_is_the_site(folder, "www");
        }
    }
}
