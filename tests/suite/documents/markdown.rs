//! docs/markdown.md: each example gives the HTML that stands below it.

use std::path::Path;

use crate::program::{courant, read, write};

/// The blocks of a page between ```` ```markdown ```` or ```` ```html ```` and their end, in order.
fn blocks(page: &str) -> Vec<(&str, &str)> {
    let mut blocks = Vec::new();
    let mut rest = page;
    while let Some((_, after)) = rest.split_once("\n```") {
        let (kind, after) = after.split_once('\n').unwrap();
        let (text, after) = after.split_once("\n```\n").unwrap();
        blocks.push((kind, text));
        rest = after;
    }
    blocks
}

#[test]
fn every_example_of_markdown_gives_the_html_below_it() {
    let page = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs"), "markdown.md");
    let blocks = blocks(&page);
    let pairs: Vec<_> = blocks.chunks(2).collect();
    assert!(pairs.len() > 12, "{blocks:?}");
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path();
    write(site, "site.yaml", "title: Dorp\nbase_url: https://dorp.example\n");
    write(site, "content/nieuws/agenda.pdf", "x");
    write(site, "content/nieuws/brug.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"300\" height=\"200\"/>");
    write(site, "content/nieuws/2013-12-01-ander.md", "---\ntitle: Ander\n---\n\n## Aanmelden\n");
    for (number, pair) in pairs.iter().enumerate() {
        let [("markdown", text), ("html", _)] = pair else { panic!("{pair:?}") };
        write(site, &format!("content/nieuws/2013-12-03-{number}.md"), &format!("---\ntitle: Proef\n---\n\n{text}\n"));
    }
    let told = courant(site, &["build"]);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    for (number, pair) in pairs.iter().enumerate() {
        let html = read(site, &format!("output/nieuws/2013/{number}/index.html"));
        let mut rest = html.as_str();
        for line in pair[1].1.lines() {
            let (_, after) = rest.split_once(line).unwrap_or_else(|| panic!("no `{line}` in\n{html}"));
            rest = after;
        }
    }
}
