//! Hints work on the first try: the line of a hint, written literally in the place of its finding, leaves nothing to report.

use std::path::Path;

use super::program::{courant, read, write};

const ITEM: &str = "content/nieuws/a.md";
const SITE: &str = "title: Dorp\nbase_url: https://dorp.example\nlanguage: nl\n";

/// What `courant check` finds: file, line, column from 1, code and the first hint.
fn found(root: &Path) -> Vec<(String, usize, usize, String, String)> {
    let told = courant(root, &["check", "--at", "2026-01-01", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&told.out).unwrap_or_else(|error| panic!("{error}: {told:?}"));
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let number = |value: &serde_json::Value| usize::try_from(value.as_u64().unwrap_or_default()).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|it| {
            (text(&it["file"]), number(&it["line"]), number(&it["column"]), text(&it["code"]), text(&it["hints"][0]))
        })
        .collect()
}

/// A site with an item and the files that texts of the cases name.
fn site_with(item: &str, settings: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "site.yaml", settings);
    write(folder.path(), ITEM, item);
    write(folder.path(), "content/nieuws/b.md", "---\ntitle: Het andere bericht\ndate: 2013-12-02\n---\n\nTekst.\n");
    for file in ["a.zip", "a.pdf", "a b.pdf", "a.mp3"] {
        write(folder.path(), &format!("content/nieuws/{file}"), "%PDF-1.4 een bestand\n");
    }
    folder
}

/// The text with the line of a hint in the place of a finding.
fn applied(text: &str, (line, column): (usize, usize), hint: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let meant = hint.split('`').nth(1).unwrap_or_default();
    let at = line - 1;
    if hint.starts_with("remove this line, and write") {
        instead(&mut lines, at, (meant, hint));
    } else if let Some(other) = numbered(hint, "remove line ").filter(|_| hint.starts_with("keep")) {
        lines.remove(other - 1);
    } else if hint.starts_with("remove this line") {
        lines.remove(at);
    } else if meant.starts_with('(') {
        let line = &mut lines[at];
        let (open, close) = (line.find("](").unwrap() + 1, line.rfind(')').unwrap() + 1);
        line.replace_range(open..close, meant);
    } else if is_key(meant) {
        write_key(&mut lines[at], meant);
    } else if meant.trim_start().starts_with("- ") {
        meant.clone_into(&mut lines[at]);
    } else {
        let line = &mut lines[at];
        let start = line.char_indices().nth(column - 1).map_or(line.len(), |(at, _)| at);
        let (before, rest) = line.split_at(start);
        let end = match before.chars().next_back() {
            Some('(') => rest.find(')'),
            Some('[') => rest.find([']', ',']),
            _ => None,
        };
        let end = end.map_or(line.len(), |end| start + end);
        line.replace_range(start..end, meant);
    }
    lines.join("\n") + "\n"
}

/// The number behind some words of a hint.
fn numbered(hint: &str, before: &str) -> Option<usize> {
    let (_, rest) = hint.split_once(before)?;
    rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()
}

/// Writes a line in the place of another one, or above `extra`.
fn instead(lines: &mut Vec<String>, at: usize, (meant, hint): (&str, &str)) {
    if let Some(other) = numbered(hint, " in line ") {
        meant.clone_into(&mut lines[other - 1]);
        lines.remove(at);
        return;
    }
    let extra = lines.iter().position(|line| line.starts_with("extra:")).unwrap();
    lines.remove(at);
    let others = lines.iter().filter(|line| line.starts_with("  ")).count();
    if at != extra && others == 0 {
        lines.remove(extra);
    }
    lines.insert(extra, meant.to_owned());
}

/// Writes a key with its value, wherever it stands in its line.
fn write_key(line: &mut String, meant: &str) {
    let key = meant.split(':').next().unwrap().trim();
    let is_within = |at: &usize| line.split_at(*at).0.contains('{');
    let Some(start) = line.find(&format!("{key}:")).filter(is_within) else {
        let is_deeper = line.starts_with("  ") && !meant.starts_with(' ') && !line.trim_start().starts_with('-');
        *line = if is_deeper { format!("  {meant}") } else { meant.to_owned() };
        return;
    };
    let value = line.split_at(start).1;
    let end = if value.contains('"') { value.rfind('}') } else { value.find(['}', ',']) };
    let end = end.map_or(line.len(), |end| start + end);
    line.replace_range(start..end, meant);
}

fn is_key(line: &str) -> bool {
    line.trim_start().split_once(':').is_some_and(|(key, rest)| {
        !key.is_empty()
            && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
            && !rest.starts_with("//")
            && (rest.starts_with(' ') || rest.is_empty())
    })
}

/// Applies the hints one after the other; every round has to leave fewer findings, and the last none.
fn mended(file: &str, item: &str, settings: &str, name: &str) -> Result<(), String> {
    let folder = site_with(item, settings);
    let before = found(folder.path());
    if before.is_empty() {
        return Err(format!("{name}: nothing is told"));
    }
    let mut left = before.len();
    for _ in 0..before.len() {
        let now = found(folder.path());
        let Some((of, line, column, _, hint)) = now.iter().find(|(of, ..)| of == file).cloned() else {
            return Err(format!("{name}: elsewhere: {now:?}"));
        };
        write(folder.path(), &of, &applied(&read(folder.path(), &of), (line, column), &hint));
        let after = found(folder.path());
        if after.is_empty() {
            return Ok(());
        }
        if after.len() >= left {
            return Err(format!("{name}: `{hint}` leads to {after:?} in\n{}", read(folder.path(), &of)));
        }
        left = after.len();
    }
    Err(format!("{name}: {:?}", found(folder.path())))
}

fn all_mended(cases: impl Iterator<Item = Result<(), String>>) {
    let wrong: Vec<String> = cases.filter_map(Result::err).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn item(keys: &str, body: &str) -> String {
    format!("---\ntitle: Het bericht\ndate: 2013-12-03\n{keys}---\n\n{body}\n")
}

/// Keys of front matter with a mistake.
const KEYS: &[&str] = &[
    "authors: [Jan, null]",
    "tags: !!set {zorg, welzijn}",
    "étiquettes: [zorg]",
    "post_status: draft",
    "wip: true",
    "status: private",
    "robots: noindex",
    "_build: {list: never}",
    "concept: ja",
    "embargo_until: 2027-01-01",
    "publish_after: 1 mei 2027",
    "visible_until: 2027-01-01",
    "hidden: true",
    "draft: false\ndraft: true",
    "draft: \"true\"",
    "draft: ja",
    "extra: {post_status: draft}",
    "extra:\n  embargo: 2027-01-01",
    "auteur: Jan",
    "trefwoorden: [a, b]",
    "lastmod: 2013-12-04",
    "excerpt: Kort.",
    "redirect_from: /oud/",
    "tags: zorg",
    "tags: {zorg: 1}",
    "tags: • zorg",
    "tags: [\"zorg; wonen\"]",
    "tags: [\"zorg,wonen\"]",
    "summary: [Een, twee]",
    "lead: {a: b}",
    "slug: [a]",
    "slug: \"a/b\"",
    "language: [nl]",
    "aliases: https://oud.example/a/",
    "aliases: oud",
    "aliases: [www.oud.example/a]",
    "address: oud",
    "address: https://dorp.example/oud/",
    "search: nee",
    "withdrawn: ja",
    "expires: 1 mei 2027",
    "updated: [2013-12-04]",
    "corrections: {date: 2014-01-01, text: Het was Jan.}",
    "event: {start: 2014-01-01, cancelled: ja}",
    "event: {start: 2014-01-01, online: nee}",
    "event: {start: 2014-01-01, url: www.a.example}",
    "follows: b.md",
    "related: b.md",
    "attachments: a.zip",
    "attachments: {file: a.zip}",
    "summary: \"C:\\Users\\x\"",
    "summary: Zorg: meer",
    "summary: @iemand",
    "summary:\"x\"",
    "\tsummary: x",
    " summary: x",
    "authors: {name: Jan}",
];

/// Texts with a mistake.
const TEXTS: &[&str] = &[
    "h2. De prijs",
    "bq. Wij zijn trots.",
    "[de brug](mailto:a@b.example?subject=Een vraag)",
    "[de brug](https:// www.a.example)",
    "[de brug](www.a.example)",
    "[de brug](@/nieuws/b.md)",
    "[de brug]({filename}b.md)",
    "[de brug](|filename|/nieuws/b.md)",
    "(de brug)[https://a.example]",
    "(de brug)[b.md]",
    "htp://a.example/x",
    "https:// www.a.example",
    "[url=https://a.example]de brug[/url]",
    "[url]https://a.example[/url]",
    "[b]vet[/b]",
    "'''vet'''",
    "== Kop ==",
    "[audio src=\"a.mp3\"]",
    "::: note tel=050\nTekst\n:::",
    "&eacute",
    "&nbsp",
    "<img src=\"/a.svg\" alt=\"x\"",
    "[de brug] (https://a.example)",
    "[[b.md]]",
    "##Kop",
];

/// Settings with a mistake.
const SETTINGS: &[&str] = &[
    "theme: {name: courant}",
    "host: [netlify, bogus]",
    "posts_per_page: ten",
    "sources: {frame: https}",
    "sources: {frame: \"https:\"}",
    "sources: {frame: film.example}",
    "feeds: {formats: rss}",
    "feeds: {formats: [rss], aliases: {rss: /feed/}}",
    "host: {files: nginx}",
    "lints: {heading-jump: false}",
    "lints: {heading-jump: warn}",
    "item_address: /:year/:slug/",
    "item_address: /{jaar}/{slug}",
    "index_address: nieuws",
    "per_page: \"20\"",
    "theme_options: {accent: #1c5a3c}",
    "external_images: a.example",
    "description: [Een dorp]",
    "share_cards: ja",
    "images: {formats: avif}",
    "paginate: 20",
    "tagline: Een dorp",
    "---",
];

#[test]
fn the_line_of_a_hint_on_a_key_leaves_nothing_to_report() {
    all_mended(KEYS.iter().map(|keys| mended(ITEM, &item(&format!("{keys}\n"), "Tekst."), SITE, keys)));
}

#[test]
fn the_line_of_a_hint_on_a_text_leaves_nothing_to_report() {
    let is_whole = |body: &&&str| !body.starts_with(":::") && !body.starts_with("<img");
    all_mended(TEXTS.iter().filter(is_whole).map(|body| mended(ITEM, &item("", body), SITE, body)));
}

#[test]
fn the_line_of_a_hint_on_a_setting_leaves_nothing_to_report() {
    let item = item("", "Tekst.");
    all_mended(SETTINGS.iter().map(|line| mended("site.yaml", &item, &format!("{SITE}{line}\n"), line)));
    let others = [
        ("base_url: https://dorp.example", "base_url: ftp://dorp.example"),
        ("base_url: https://dorp.example", "base_url: dorp.example"),
        ("language: nl", "language: NL"),
        ("language: nl", "language: Nederlands"),
        ("title: Dorp", "title: [Dorp]"),
        ("title: Dorp", "titel: Dorp"),
    ];
    all_mended(others.iter().map(|(right, wrong)| mended("site.yaml", &item, &SITE.replace(right, wrong), wrong)));
}
