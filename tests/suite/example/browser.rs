//! The example site before the tools that others judge it with: the Nu Html Checker, axe-core in a browser, feedparser.
//! `.ci/install` brings them; where one is missing the test fails.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{AT, copy, courant, output};

/// Runs a tool on the built site; it prints its findings.
fn run(command: &mut Command) {
    let shown = format!("{command:?}");
    let told =
        command.output().unwrap_or_else(|error| panic!("{shown}: {error}; `.ci/install` installs what is missing"));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(told.status.success(), "{shown}\n{}{}", text(&told.stdout), text(&told.stderr));
}

fn tools() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser"))
}

fn node(script: &str) {
    run(Command::new("node").arg(tools().join(script)).arg(output()));
}

#[test]
#[ignore = "wants Java and the Nu Html Checker"]
fn the_nu_html_checker_finds_nothing() {
    node("html.mjs");
}

#[test]
#[ignore = "wants Chromium and axe-core"]
fn axe_finds_nothing_at_any_width_in_either_colour_scheme() {
    node("axe.mjs");
}

#[test]
#[ignore = "wants Chromium"]
fn no_page_is_wider_than_a_small_phone() {
    node("overflow.mjs");
}

#[test]
#[ignore = "wants Chromium"]
fn every_control_is_reachable_by_keyboard_with_visible_focus() {
    node("keyboard.mjs");
}

#[test]
#[ignore = "wants Chromium"]
fn an_item_takes_two_requests_and_fourteen_kilobytes() {
    node("weight.mjs");
}

#[test]
#[ignore = "wants Chromium and axe-core"]
fn the_search_page_works_by_keyboard_and_tells_what_is_torn() {
    let question = ["zwerfvuil", "Zwerfvuildag op 22 maart: doet u mee?"];
    run(Command::new("node").arg(tools().join("search.mjs")).arg(output()).args(question));
}

#[test]
#[ignore = "wants Java, the Nu Html Checker, Chromium and axe-core"]
fn the_theme_gemeente_passes_the_same_validators() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("example-gemeente");
    let example = output().parent().unwrap();
    for part in ["content", "static", "themes", "output"] {
        let _ = fs::remove_dir_all(folder.join(part));
    }
    for part in ["content", "static", ".courant/images"].into_iter().filter(|part| example.join(part).is_dir()) {
        copy(&example.join(part), &folder.join(part));
    }
    let settings = fs::read_to_string(example.join("site.yaml")).unwrap();
    let options = "{accessibility_statement: /toegankelijkheid/, opening_hours: [Maandag gesloten], alert: Code rood}";
    fs::write(folder.join("site.yaml"), format!("{settings}theme: gemeente\ntheme_options: {options}\n")).unwrap();
    let told = courant(&folder, &["build", "--at", AT]);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    for script in ["html.mjs", "axe.mjs", "overflow.mjs", "keyboard.mjs"] {
        run(Command::new("node").arg(tools().join(script)).arg(folder.join("output")));
    }
}

#[test]
#[ignore = "wants feedparser"]
fn feedparser_reads_every_feed_without_a_complaint() {
    run(Command::new("python3").arg(tools().join("feeds.py")).arg(output()));
}
