//! Summaries of a run, as English text.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use courant::base::foreign::one_line;
use courant::base::{CacheCounts, Code, Diagnostic, Severity, diagnostic};
use courant::build::{ImagesSummary, Summary};
use courant::config::BASELINE;
use courant::render::images::ImageShare;
use courant::tools::baseline::BaselineCounts;
use courant::tools::links::LinkCounts;
use courant::tools::publish::PublishSummary;
use courant::tools::state_archive::ExportSummary;

/// `1 item`, `2 items`.
pub(crate) fn count(number: usize, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

/// `38 items, 4 standing pages → 412 pages in 0.21 s: 12 written, 400 unchanged, 1 removed; 2 items left out`.
pub(crate) fn built(summary: &Summary, elapsed: Duration) -> String {
    let changes = [(summary.written, "written"), (summary.unchanged, "unchanged"), (summary.removed, "removed")];
    let changes: Vec<String> =
        changes.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}")).collect();
    let changes = if changes.is_empty() { "nothing to write".to_owned() } else { changes.join(", ") };
    let shared = match summary.cache {
        Some(CacheCounts { found, made }) if found + made > 0 => {
            format!("; of the copies of images that were missing, the shared cache had {found}, and {made} were made")
        }
        _ => String::new(),
    };
    format!("{} in {}: {changes}{}{shared}", site(summary), seconds(elapsed), held_back(summary))
}

/// `38 items, 4 standing pages → 412 pages checked in 0.21 s, no problems found`.
pub(crate) fn checked(summary: &Summary, findings: &[Diagnostic], elapsed: Duration) -> String {
    let found = if findings.is_empty() { ", no problems found" } else { "" };
    format!("{} checked in {}{found}{}", site(summary), seconds(elapsed), held_back(summary))
}

/// `share 3/16: 1250 images → 23000 copies, 12 cards in 3 min 20 s: 20000 made, 3012 were there`.
pub(crate) fn images(made: &ImagesSummary, shard: Option<ImageShare>, elapsed: Duration) -> String {
    let before = shard.map_or_else(String::new, |shard| format!("share {}/{}: ", shard.number(), shard.count()));
    let (images, copies) = (count(made.pictures, "image", "images"), count(made.copies, "copy", "copies"));
    let cards = if made.cards == 0 { String::new() } else { format!(", {}", count(made.cards, "card", "cards")) };
    let changes = [(made.made, "made"), (made.found, "from the shared cache"), (made.kept, "were there")];
    let changes: Vec<String> =
        changes.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}")).collect();
    let changes = if changes.is_empty() { "nothing to make".to_owned() } else { changes.join(", ") };
    format!("{before}{images} → {copies}{cards} in {}: {changes}", seconds(elapsed))
}

/// `cache.zip: 1204 files, 312.4 MB; 80 copies left out, the least recently used`.
pub(crate) fn exported(done: &ExportSummary, file: &Path) -> String {
    let left_out = match done.left_out {
        0 => String::new(),
        number => format!("; {} left out, the least recently used", count(number, "file", "files")),
    };
    format!("{}: {}, {}{left_out}", file.display(), count(done.files, "file", "files"), bytes(done.bytes))
}

/// `1204 files, 312.4 MB, taken from cache.zip`.
pub(crate) fn imported(files: usize, size: u64, file: &Path) -> String {
    format!("{}, {}, taken from {}", count(files, "file", "files"), bytes(size), file.display())
}

/// `links to other sites: 12 working, 1 moved, 2 dead, 3 not checked; 9 from the cache`, followed by a line for each group of
/// links that were not checked.
pub(crate) fn links(found: &LinkCounts) -> Vec<String> {
    let passed_over: usize = found.passed_over.iter().map(|(.., count)| count).sum();
    let counts = [(found.fine, "working"), (found.moved, "moved"), (found.dead, "dead"), (passed_over, "not checked")];
    let counts: Vec<String> =
        counts.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}")).collect();
    let counts = if counts.is_empty() { "none".to_owned() } else { counts.join(", ") };
    let before = if found.remembered > 0 { format!("; {} from the cache", found.remembered) } else { String::new() };
    let mut lines = vec![format!("links to other sites: {counts}{before}")];
    let why = |(host, why, count): &(String, String, usize)| {
        format!("  not checked: {} to {}: {}", links_in_words(*count), one_line(host), one_line(why))
    };
    lines.extend(found.passed_over.iter().map(why));
    if !found.is_kept {
        lines.push("  the results are not cached, because the folder for the state is not writable; choose one with `--state DIR`".to_owned());
    }
    lines
}

/// `findings-baseline.yaml covers 1204 findings; 3 are mended: …`.
pub(crate) fn baseline(counts: &BaselineCounts) -> String {
    let known = count(counts.known, "finding", "findings");
    let mended = match counts.mended.unwrap_or_default() {
        0 => String::new(),
        mended => {
            format!(
                "; {mended} that it has {} mended: `courant check --write-baseline` removes them",
                if mended == 1 { "is" } else { "are" }
            )
        }
    };
    format!("{BASELINE} covers {known}{mended}")
}

fn links_in_words(links: usize) -> String {
    count(links, "link", "links")
}

/// `3 errors, 1 warning`.
fn tally(findings: &[Diagnostic]) -> String {
    let errors = findings.iter().filter(|finding| finding.is_error()).count();
    let warnings = findings.len() - errors;
    let parts = [(errors, count(errors, "error", "errors")), (warnings, count(warnings, "warning", "warnings"))];
    parts.into_iter().filter(|(number, _)| *number > 0).map(|(_, text)| text).collect::<Vec<_>>().join(", ")
}

/// The line below the findings of a build or a check.
pub(crate) fn closing(findings: &[Diagnostic], writes: bool) -> String {
    let after = match (diagnostic::has_errors(findings), writes) {
        (true, true) if findings.iter().any(|finding| finding.code == Code::SettingsMissing) => "; nothing was written",
        (true, true) => "; nothing was written, and the previous output is unchanged",
        // `--strict` counts warnings as errors, but they do not stop a build.
        (true, false) if findings.iter().all(|finding| finding.code.severity() == Severity::Warning) => "",
        (true, false) if findings.iter().all(|finding| !finding.is_error() || finding.code == Code::AddressDies) => {
            "; the site can be built, but not published"
        }
        (true, false) => "; the site cannot be built",
        (false, _) => "",
    };
    format!("{}{after}", tally(findings))
}

/// The line below the findings of a preview.
pub(crate) fn shown(findings: &[Diagnostic]) -> String {
    let after = if diagnostic::has_errors(findings) { "; the preview still shows the previous version" } else { "" };
    format!("{}{after}", tally(findings))
}

/// The line below the findings of another run; `otherwise` says what errors hindered.
pub(crate) fn closing_of(findings: &[Diagnostic], otherwise: &str) -> String {
    let after = if diagnostic::has_errors(findings) { format!("; {otherwise}") } else { String::new() };
    format!("{}{after}", tally(findings))
}

/// The line below the findings of a publish run.
pub(crate) fn closing_of_publishing(findings: &[Diagnostic]) -> String {
    let after = if diagnostic::has_errors(findings) { "; nothing was published" } else { "" };
    format!("{}{after}", tally(findings))
}

/// Summary of a publish run in one line; a dry run has a line for each file before it.
pub(crate) fn published(done: &PublishSummary, elapsed: Duration) -> Vec<String> {
    let signs = [("+", &done.new), ("~", &done.changed), ("-", &done.removed)];
    let files = signs.iter().flat_map(|(sign, files)| files.iter().map(move |file| (sign, file)));
    let mut lines: Vec<String> = if done.dry_run {
        files.map(|(sign, (file, size))| format!("{sign} {file}  {}", bytes(*size))).collect()
    } else {
        Vec::new()
    };
    let (new, changed, removed) = (done.new.len(), done.changed.len(), done.removed.len());
    let counts = [(new, "new"), (changed, "changed"), (removed, "removed"), (done.kept, "unchanged")];
    let counts: Vec<String> =
        counts.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}")).collect();
    let target = &done.target;
    let foreign = match done.foreign {
        0 => String::new(),
        number => format!("; {} from elsewhere left alone", count(number, "file", "files")),
    };
    lines.push(match (new + changed + removed, done.dry_run) {
        (0, _) => format!("{target} is up to date: {}{foreign}", count(done.kept, "file", "files")),
        (_, true) => format!("{target} would receive {}: {}{foreign}", bytes(done.bytes), counts.join(", ")),
        (_, false) => {
            format!("{target} received {} in {}: {}{foreign}", bytes(done.bytes), seconds(elapsed), counts.join(", "))
        }
    });
    lines.extend(done.draft.iter().map(|draft| {
        let until = draft.until.format("%Y-%m-%d %H:%M");
        format!("{} can be read until {until} at\n{}", draft.file, draft.url)
    }));
    lines
}

/// `archived 312 files in 0.52 s: 1 WARC file of 2.1 MB in archive/20181203120000`.
pub(crate) fn archived(folder: &Path, (files, warc_files, size): (usize, usize, u64), elapsed: Duration) -> String {
    let of_site = count(files, "file", "files");
    let warc = count(warc_files, "WARC file", "WARC files");
    format!("archived {of_site} in {}: {warc} of {} in {}", seconds(elapsed), bytes(size), shown_folder(folder))
}

/// A folder, without the `./` of a site that the command runs in.
fn shown_folder(folder: &Path) -> std::path::Display<'_> {
    folder.strip_prefix(".").unwrap_or(folder).display()
}

/// `digest of 4 items in digest/2018-12-03: 12.5 kB of HTML`.
pub(crate) fn digested(folder: &Path, (items, left_out): (usize, usize), size: u64) -> String {
    let more = match left_out {
        0 => String::new(),
        number => format!("; {number} of them had no place, and are behind a link to the site"),
    };
    format!("digest of {} in {}: {} of HTML{more}", count(items, "item", "items"), shown_folder(folder), bytes(size))
}

/// `640 B`, `12.5 kB`, `1.2 MB`.
#[expect(clippy::cast_precision_loss, reason = "the result is shown with one decimal")]
fn bytes(number: u64) -> String {
    match number {
        0..1_000 => format!("{number} B"),
        1_000..1_000_000 => format!("{:.1} kB", number as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", number as f64 / 1e6),
        _ => format!("{:.1} GB", number as f64 / 1e9),
    }
}

/// Table of the duration of each stage.
pub(crate) fn timings(summary: &Summary, elapsed: Duration) -> String {
    let rows: Vec<(&str, Duration)> = summary.stages.iter().copied().chain([("total", elapsed)]).collect();
    let widest = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    let mut table = String::new();
    for (name, time) in rows {
        // Writing to a String cannot fail.
        let _ = writeln!(table, "  {name:widest$}  {:>10.1} ms", time.as_secs_f64() * 1000.0);
    }
    table.truncate(table.trim_end().len());
    table
}

/// `content/nieuws/a.md → 412 pages in 0.02 s`, `38 items → 412 pages in 0.02 s`.
pub(crate) fn made(changed: &[String], items: usize, pages: usize, elapsed: Duration) -> String {
    let of = match changed {
        [] => count(items, "item", "items"),
        [file] => one_line(file).into_owned(),
        [file, others @ ..] => format!("{} and {}", one_line(file), count(others.len(), "other file", "other files")),
    };
    format!("{of} → {} in {}", count(pages, "page", "pages"), seconds(elapsed))
}

/// Copies of a picture that the preview makes.
pub(crate) fn copying(file: &str) -> String {
    format!("making copies of {}; the image itself is shown meanwhile", one_line(file))
}

fn site(summary: &Summary) -> String {
    let items = count(summary.items, "item", "items");
    let standing = count(summary.standing_pages, "standing page", "standing pages");
    format!("{items}, {standing} → {}", count(summary.pages, "page", "pages"))
}

fn held_back(summary: &Summary) -> String {
    match summary.held_back {
        0 => String::new(),
        number => format!("; {} left out (drafts or scheduled)", count(number, "item", "items")),
    }
}

/// `0.21 s`; from a minute on `3 min 20 s`.
fn seconds(elapsed: Duration) -> String {
    match elapsed.as_secs() {
        0..60 => format!("{:.2} s", elapsed.as_secs_f64()),
        whole => format!("{} min {} s", whole / 60, whole % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use courant::base::Place;

    fn summary() -> Summary {
        Summary {
            items: 38,
            standing_pages: 4,
            pages: 412,
            written: 12,
            unchanged: 400,
            removed: 1,
            held_back: 0,
            known: 0,
            next: None,
            cache: None,
            stages: Vec::new(),
        }
    }

    #[test]
    fn a_build_is_summarised_in_one_line() {
        let time = Duration::from_millis(210);
        let expected = "38 items, 4 standing pages → 412 pages in 0.21 s: 12 written, 400 unchanged, 1 removed";
        assert_eq!(built(&summary(), time), expected);
        let one = Summary {
            items: 1,
            standing_pages: 0,
            pages: 1,
            written: 0,
            unchanged: 1,
            removed: 0,
            held_back: 1,
            known: 0,
            next: None,
            cache: None,
            stages: Vec::new(),
        };
        let expected =
            "1 item, 0 standing pages → 1 page in 3 min 20 s: 1 unchanged; 1 item left out (drafts or scheduled)";
        assert_eq!(built(&one, Duration::from_secs(200)), expected);
    }

    #[test]
    fn findings_are_counted() {
        let error = Diagnostic::new(Code::UnknownKey, Place::file("a"), "a");
        let warning = Diagnostic::new(Code::WordMissing, Place::file("a"), "a");
        let findings = [error.clone(), error, warning.clone()];
        assert_eq!(
            closing(&findings, true),
            "2 errors, 1 warning; nothing was written, and the previous output is unchanged"
        );
        assert_eq!(closing(std::slice::from_ref(&warning), true), "1 warning");
        assert_eq!(
            checked(&summary(), &[], Duration::ZERO),
            "38 items, 4 standing pages → 412 pages checked in 0.00 s, no problems found"
        );
    }

    #[test]
    fn a_rebuild_names_the_files_that_changed() {
        let line = |changed: &[&str]| {
            let changed: Vec<String> = changed.iter().map(|file| (*file).to_owned()).collect();
            made(&changed, 38, 412, Duration::from_millis(21))
        };
        assert_eq!(line(&[]), "38 items → 412 pages in 0.02 s");
        assert_eq!(line(&["content/a\u{1b}[31m.md"]), "content/a\u{241b}[31m.md → 412 pages in 0.02 s");
        assert_eq!(line(&["a.md", "b.md"]), "a.md and 1 other file → 412 pages in 0.02 s");
    }

    #[test]
    fn links_are_counted_and_unchecked_ones_are_listed_by_host() {
        let mut found = LinkCounts { fine: 12, dead: 1, remembered: 9, is_kept: true, ..LinkCounts::default() };
        assert_eq!(links(&found), ["links to other sites: 12 working, 1 dead; 9 from the cache"]);
        found = LinkCounts { passed_over: vec![("a.nl".into(), "no".into(), 2)], ..LinkCounts::default() };
        assert_eq!(
            links(&found),
            [
                "links to other sites: 2 not checked",
                "  not checked: 2 links to a.nl: no",
                "  the results are not cached, because the folder for the state is not writable; choose one with `--state DIR`",
            ]
        );
        assert_eq!(links(&LinkCounts { is_kept: true, ..LinkCounts::default() }), ["links to other sites: none"]);
    }

    #[test]
    fn stages_are_aligned_in_a_table() {
        let stages = vec![("read", Duration::from_micros(1500)), ("render", Duration::from_millis(1200))];
        let table = timings(&Summary { stages, ..summary() }, Duration::from_millis(1202));
        assert_eq!(table, "  read           1.5 ms\n  render      1200.0 ms\n  total       1202.0 ms");
    }
}
