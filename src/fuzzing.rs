//! What the fuzzers in `fuzz/` run: for each format that comes from outside, a function that takes bytes and panics where a
//! promise does not hold. The tests here run each of them on its seeds, `fuzz/seeds/NAME/`.
#![expect(clippy::expect_used, clippy::panic, reason = "a fuzzer finds panics")]

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Datelike as _};

use crate::base::date::When;
use crate::base::files::MemoryFiles;
use crate::base::{Address, Checked, Diagnostic, Sources, slug};
use crate::build::{PlanCache, Request, plan};
use crate::config::{BaseUrl, Config, Fields, Pattern, load};
use crate::content::{Cache, ReservedIds, SiteInput};
use crate::plan::for_all_pages;
use crate::render::{Failure, page_input, render};
use crate::tools::excerpt::Excerpt;
use crate::tools::report::JsonReport;
use crate::tools::{annotations, import, links, preview, publish};
use crate::{base, content, render as room_of_pages, save, theme};

/// A function that a fuzzer runs.
pub type Target = fn(&[u8]);

/// All of them, by name.
pub const TARGETS: &[(&str, Target)] = &[
    ("address", address),
    ("archive", import::fuzz_archive),
    ("date", date),
    ("drawing", room_of_pages::images::fuzz_drawing),
    ("git_index", base::fuzz_git_index),
    ("item", item),
    ("listing", publish::fuzz_listing),
    ("manifest", publish::fuzz_manifest),
    ("page", page),
    ("pattern", pattern),
    ("pdf", pdf),
    ("picture", room_of_pages::images::fuzz_picture),
    ("request", preview::fuzz_request),
    ("redirects", redirects),
    ("robots", links::fuzz_robots),
    ("settings", settings),
    ("sound", sound),
    ("state", state),
    ("strip", room_of_pages::images::fuzz_strip),
    ("template", template),
    ("texts", import::fuzz_texts),
    ("theme", theme_yaml),
    ("untrusted", untrusted),
];

/// Runs a target.
///
/// # Panics
/// There is none of this name, or a promise does not hold.
pub fn run(name: &str, bytes: &[u8]) {
    let (_, target) = TARGETS.iter().find(|(known, _)| *known == name).expect("there is a target of this name");
    target(bytes);
}

const SETTINGS: &str = "title: Proef\nbase_url: https://proef.example\nlanguage: nl\ntheme: small\n\
     markdown: {heading_ids: hugo, attributes: true, definition_lists: true, emoji: true}\n";
const ITEM: &str = "content/nieuws/2013/proef.md";
const OTHER: &str = "---\ntitle: Ander bericht\ndate: 2013-12-03\ntags: [wijk]\n---\n\n## Kop\n\nTekst met [een koppeling](proef.md).\n";

/// A theme that compiles and renders in no time.
const THEME: &[(&str, &str)] = &[
    ("theme.yaml", ""),
    ("templates/home.html", "{{ list.entries | length }}"),
    ("templates/list.html", "{% for entry in list.entries %}{{ entry.title }} {{ entry.summary }}{% endfor %}"),
    ("templates/overview.html", "x"),
    ("templates/item.html", "{{ item.title }} {{ item.lead }} {{ item.body }}"),
    ("templates/page.html", "x"),
    ("templates/redirect.html", "x"),
];

fn site(files: &[(&str, &[u8])]) -> MemoryFiles {
    let all = [("site.yaml", SETTINGS.as_bytes()), ("content/nieuws/2013/ander.md", OTHER.as_bytes())];
    let all = all.iter().chain(files).map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec()));
    let theme = THEME.iter().map(|(path, text)| (format!("themes/small/{path}"), text.as_bytes().to_vec()));
    MemoryFiles(theme.chain(all).collect())
}

fn config(files: &MemoryFiles) -> Checked<Config> {
    load(files, BaseUrl::FromSettings).expect("a site in memory can be read")
}

/// Findings are shown in every format, and none lets a text begin a line of its own.
fn show(findings: &[Diagnostic]) {
    let report = JsonReport::of_run(1, findings, None, Duration::ZERO);
    serde_json::to_string(&report).expect("a report is JSON");
    annotations::sarif(findings, "").expect("a report is SARIF");
    let commands = annotations::github(findings, "site/");
    assert_eq!(commands.lines().count(), findings.len(), "{commands}");
    assert!(commands.lines().all(|line| line.starts_with("::")), "{commands}");
    for finding in findings {
        let excerpt = Excerpt::of(&finding.place).map(|excerpt| excerpt.text()).unwrap_or_default();
        assert!(!excerpt.contains('\n'), "{excerpt}");
    }
}

/// Builds all pages of a site in memory.
fn build(files: MemoryFiles) {
    let settings = config(&files);
    let at = DateTime::from_timestamp(1_500_000_000, 0).unwrap_or_default();
    let request = Request::new(settings, at);
    let files: Arc<dyn Sources> = Arc::new(files);
    let planned = plan(&files, &request, PlanCache::from(&Cache::Empty)).expect("a site in memory can be planned");
    show(&planned.findings);
    let Some(snapshot) = planned.value.map(|snapshot| for_all_pages(&snapshot)) else { return };
    let mut out = Vec::new();
    for page in snapshot.pages() {
        out.clear();
        match page_input(&snapshot, page).and_then(|input| render(&snapshot, &input, &mut out)) {
            Ok(()) => {}
            Err(Failure::Findings(findings)) => show(&findings),
            Err(Failure::Error(error)) => panic!("{}: {}", page.address.as_str(), error.message()),
        }
    }
}

fn settings(bytes: &[u8]) {
    show(&config(&site(&[("site.yaml", bytes)])).findings);
}

fn item(bytes: &[u8]) {
    let files = site(&[(ITEM, bytes)]);
    let config = config(&files).value;
    let input = SiteInput { config: &config, reserved: &ReservedIds::default() };
    show(&Cache::Empty.content(&files, &input).expect("content in memory can be read").findings);
}

fn page(bytes: &[u8]) {
    build(site(&[(ITEM, bytes)]));
}

fn untrusted(bytes: &[u8]) {
    let settings = format!("{SETTINGS}untrusted: true\n");
    build(site(&[("site.yaml", settings.as_bytes()), (ITEM, bytes)]));
}

fn theme_yaml(bytes: &[u8]) {
    let settings = SETTINGS.replace("small", "t");
    let files = site(&[("site.yaml", settings.as_bytes()), ("themes/t/theme.yaml", bytes)]);
    let config = config(&files).value;
    show(&theme::open(&config, &files).expect("a theme in memory can be read").findings);
}

fn template(bytes: &[u8]) {
    let settings = SETTINGS.replace("small", "t");
    build(site(&[
        ("site.yaml", settings.as_bytes()),
        ("themes/t/theme.yaml", b"extends: small\n"),
        ("themes/t/templates/item.html", bytes),
    ]));
}

fn state(bytes: &[u8]) {
    save::fuzz_state(bytes);
    content::fuzz_ledger(bytes);
    links::fuzz_cache(bytes);
}

/// A date that is read, since time zones are in whole minutes, is written in a form that is read as the same.
fn date(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let zone = chrono_tz::Europe::Amsterdam;
    if let Ok(when) = When::parse(&text, zone)
        && when.day().year() > 1950
    {
        assert_eq!(When::parse(&when.iso(), zone).map(|again| again.at), Ok(when.at), "{text}");
    }
}

/// An address names a file below the output, and is the same when it is parsed again.
fn address(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(address) = Address::parse(&text) {
        check(&address);
        assert_eq!(Address::parse(address.as_str()).as_ref(), Ok(&address));
        if let Ok(below) = address.join("a/b") {
            check(&below);
        }
    }
    let slug = slug::slugify(&text);
    assert!(slug.is_empty() || slug::is_slug(&slug), "{slug}");
}

fn check(address: &Address) {
    let file = address.file();
    let is_below = |part: &str| !matches!(part, "" | "." | "..") && part.len() < 256;
    assert!(file.split('/').all(is_below), "{file}");
    assert!(address.href().bytes().all(|byte| byte.is_ascii_graphic()), "{}", address.href());
}

/// A PDF is looked into, whatever it is. What is whole stays so with anything in front of it that viewers pass over.
fn pdf(bytes: &[u8]) {
    let found = content::PdfFacts::inspect(bytes);
    if bytes.starts_with(b"%PDF-") {
        let behind_a_line = [b"\n", bytes].concat();
        assert_eq!(content::PdfFacts::inspect(&behind_a_line), found);
    }
}

/// A file of sound is looked into, whatever it is, and takes less than a year.
fn sound(bytes: &[u8]) {
    if let Ok(sound) = content::Sound::inspect(bytes) {
        assert!(sound.milliseconds < 366 * 24 * 3_600_000, "{sound:?}");
    }
}

fn pattern(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (pattern, slug) = text.split_once('\n').unwrap_or((text, "een-bericht"));
    let Ok(pattern) = Pattern::parse(pattern) else { return };
    let slug = slug::slugify(slug);
    let fields = Fields { year: 2013, month: 12, day: 3, slug: &slug, folder: "nieuws" };
    if let Ok(address) = pattern.address(fields) {
        check(&address);
    }
}

/// Redirects of a file are read or reported, and what they make of an address is found without a panic. The last line is asked for.
fn redirects(bytes: &[u8]) {
    let files = site(&[("site.yaml", SETTINGS.as_bytes()), ("redirects.csv", bytes)]);
    let config = config(&files);
    show(&config.findings);
    let text = String::from_utf8_lossy(bytes);
    let asked = text.lines().next_back().unwrap_or_default();
    let (path, query) = asked.split_once('?').unwrap_or((asked, ""));
    let _ = config.value.redirects.by_path(path);
    let _ = config.value.redirects.by_query(path, query);
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "seeds are in the repository, not in a site")]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    fn names(folder: &str) -> BTreeSet<String> {
        let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(folder);
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn each_target_has_a_program_and_seeds_that_break_no_promise() {
        let known: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(names("fuzz_targets"), known);
        assert_eq!(names("seeds"), known);
        for (name, target) in TARGETS {
            let seeds = names(&format!("seeds/{name}"));
            assert!(!seeds.is_empty(), "{name} has no seeds");
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(name);
            for seed in fs::read_dir(folder).unwrap() {
                target(&fs::read(seed.unwrap().path()).unwrap());
            }
        }
    }
}
