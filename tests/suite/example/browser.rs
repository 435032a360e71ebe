//! The example site before the tools that others judge it with: the Nu Html Checker, axe-core in a browser, feedparser.
//! `.ci/install` brings them; where one is missing the test fails.

use std::path::Path;
use std::process::Command;

use super::output;

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
#[ignore = "wants feedparser"]
fn feedparser_reads_every_feed_without_a_complaint() {
    run(Command::new("python3").arg(tools().join("feeds.py")).arg(output()));
}
