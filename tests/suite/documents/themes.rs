//! `docs/themes.md`: each of its sections that names files is a site, which builds without a finding.

use std::collections::BTreeSet;
use std::path::Path;

use crate::program::{courant, read, write};

/// The output of the site that a section describes.
fn built(section: &str) -> tempfile::TempDir {
    let document = include_str!("../../../docs/themes.md");
    let start = format!("## {section}\n");
    let (_, text) = document.split_once(&start).unwrap_or_else(|| panic!("docs/themes.md has no section {section}"));
    let text = text.split("\n## ").next().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut named = 0;
    for block in text.split("\n```").skip(1).step_by(2) {
        let (head, code) = block.split_once('\n').unwrap();
        let (_, file) = head.split_once(' ').unwrap_or_else(|| panic!("{section}: a piece names no file: {head}"));
        let settings = if file == "site.yaml" { "title: Dorp\nbase_url: https://dorp.example\n" } else { "" };
        write(folder.path(), file, &format!("{settings}{code}\n"));
        named += 1;
    }
    assert!(named > 0, "{section} names no files");
    let item = "---\ntitle: De brug\ntags: [natuur]\nauthors: [Redactie]\naliases: [/oud/]\n---\nTekst.\n\n## Kop\n";
    write(folder.path(), "content/nieuws/2014-02-01-brug.md", item);
    write(folder.path(), "content/nieuws/2014-02-02-weg.md", "---\ntitle: De weg\ntags: [natuur]\n---\nTekst.\n");
    write(folder.path(), "content/pages/contact.md", "---\ntitle: Contact\n---\nBel ons.\n");
    let told = courant(folder.path(), &["build", "--at", "2014-03-01"]);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{section}: {told:?}");
    folder
}

fn sheet(folder: &Path) -> String {
    let files = std::fs::read_dir(folder.join("output/assets")).unwrap().map(|file| file.unwrap().path());
    // Those that few pages load.
    let others = ["blocks-", "follow-", "live-", "week-"];
    let mut sheets =
        files.filter(|file| !others.iter().any(|start| file.file_name().unwrap().to_string_lossy().starts_with(start)));
    std::fs::read_to_string(sheets.next().unwrap()).unwrap()
}

const ITEM: &str = "output/nieuws/2014/brug/index.html";

#[test]
fn an_option_changes_one_thing() {
    let folder = built("Change one thing");
    assert!(sheet(folder.path()).contains("--accent:#1c5a3c"));
}

#[test]
fn the_documented_options_are_those_of_the_themes() {
    let document = include_str!("../../../docs/themes.md");
    let (courant, gemeente) = document.split_once("\n## The theme gemeente\n").unwrap();
    for (theme, document) in [
        (include_str!("../../../themes/courant/theme.yaml"), courant),
        (include_str!("../../../themes/gemeente/theme.yaml"), gemeente),
    ] {
        let theme: serde_json::Value = courant::base::yaml::Mapping::whole("theme.yaml", theme)
            .read(courant::base::yaml::Keys::only(&[]), courant::base::Code::ThemeOption)
            .value;
        for option in theme["options"].as_object().unwrap().keys() {
            let listed = document.lines().any(|line| line.starts_with('|') && line.contains(&format!("`{option}`")));
            assert!(listed, "docs/themes.md does not list `{option}`");
        }
    }
}

#[test]
fn the_tokens_of_a_house_style_are_those_that_the_theme_reads() {
    let document = include_str!("../../../docs/themes.md");
    let sheet = include_str!("../../../themes/gemeente/templates/courant.css");
    let name = |rest: &str| rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).next().unwrap().to_owned();
    let used: BTreeSet<String> = sheet.split("var(--utrecht-").skip(1).map(name).collect();
    let mut documented = BTreeSet::new();
    for line in document.lines().filter(|line| line.starts_with("| `--utrecht-")) {
        let mut names = line.split('|').nth(1).unwrap().split(',').map(|name| name.trim().trim_matches('`'));
        let first = names.next().unwrap().trim_start_matches("--utrecht-").to_owned();
        let stem = ["-background-color", "-color"].iter().find_map(|end| first.strip_suffix(end)).unwrap().to_owned();
        documented.extend(names.map(|name| match name.strip_prefix("--utrecht-") {
            Some(whole) => whole.to_owned(),
            None => format!("{stem}{name}"),
        }));
        documented.insert(first);
    }
    assert_eq!(used, documented);
    let built = built("The theme gemeente");
    assert!(read(built.path(), "output/index.html").contains("<a href=\"/toegankelijkheid/\">Toegankelijkheid</a>"));
}

#[test]
fn the_documented_blocks_are_those_of_the_templates() {
    let document = include_str!("../../../docs/themes.md");
    for template in ["base.html", "home.html", "item.html", "page.html", "list.html", "overview.html"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/courant/templates");
        let source = read(&folder, template);
        let names = source.split("{% block ").skip(1).filter_map(|rest| rest.split_whitespace().next());
        let names: Vec<&str> = names.filter(|name| *name != "main" || template == "base.html").collect();
        let row = format!("| `{template}` | ");
        let row = document.lines().find_map(|line| line.strip_prefix(&row)).unwrap();
        let mut listed: Vec<&str> = row.trim_end_matches(" |").split(", ").map(|name| name.trim_matches('`')).collect();
        let mut names = names;
        names.sort_unstable();
        listed.sort_unstable();
        assert_eq!(names, listed, "{template}");
    }
}

#[test]
fn a_child_theme_changes_a_word_a_block_and_a_rule() {
    let folder = built("A child theme in ten lines");
    let item = read(folder.path(), ITEM);
    assert!(item.contains("« Terug naar het nieuws") && !item.contains("class=\"related\""), "{item}");
    assert!(item.contains("class=\"masthead\""), "{item}");
    assert!(sheet(folder.path()).ends_with("h1{font-style:italic}\n"));
}

#[test]
fn a_theme_from_scratch_has_all_pages() {
    let folder = built("A theme from scratch");
    assert!(sheet(folder.path()).contains("color:#112233"));
    for file in [
        "index.html",
        "nieuws/index.html",
        "archief/index.html",
        "tags/natuur/index.html",
        "contact/index.html",
        "404.html",
    ] {
        let page = read(&folder.path().join("output"), file);
        assert!(page.contains("<h1>") && page.contains("/assets/kaal-"), "{file}: {page}");
    }
    assert!(read(folder.path(), ITEM).contains("« Bekijk alle nieuwsberichten"));
    assert!(read(folder.path(), "output/oud/index.html").contains("url=/nieuws/2014/brug"));
}
