//! Markdown of other programs: headings keep their ids, and what those programs know is read as they read it.

use std::path::Path;

use super::program::{Told, courant, read, write};

fn settings(root: &Path, markdown: &str) {
    let site = "title: Proef\nbase_url: https://proef.example\nlanguage: en\n";
    write(root, "site.yaml", &format!("{site}markdown: {{{markdown}}}\n"));
}

fn item(root: &Path, name: &str, body: &str) {
    write(root, &format!("content/news/{name}"), &format!("---\ntitle: News\ndate: 2016-02-18\n---\n{body}\n"));
}

fn build(root: &Path) -> Told {
    let told = courant(root, &["build", "--at", "2026-01-01"]);
    assert_eq!(told.status, 0, "{told:?}");
    told
}

fn page(root: &Path, name: &str) -> String {
    read(root, &format!("output/news/2016/{name}/index.html"))
}

#[test]
fn headings_have_the_ids_of_the_program_that_a_site_comes_from() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    item(root, "ids.md", "## Tags\n\n## What's new\n\n## Costs -- 2016\n\n[Costs](#costs----2016)");
    item(root, "other.md", "[New](ids.md#whats-new), [Prices](#prices)\n\n## Café {#prices}");
    settings(root, "heading_ids: hugo");
    build(root);
    let html = page(root, "ids");
    for id in ["tags-1", "whats-new", "costs----2016"] {
        assert!(html.contains(&format!("<h2 id=\"{id}\">")), "{id}: {html}");
    }
    assert!(page(root, "other").contains("<h2 id=\"prices\">"));
    settings(root, "heading_ids: zola");
    let told = courant(root, &["build", "--at", "2026-01-01"]);
    assert_eq!(told.status, 1, "{told:?}");
    assert!(told.err.contains("has no heading `#whats-new`") && told.err.contains("did you mean"), "{told:?}");
    settings(root, "heading_ids: jekyll");
    let told = courant(root, &["build"]);
    assert!(told.status != 0 && told.err.contains("kramdown"), "{told:?}");
}
