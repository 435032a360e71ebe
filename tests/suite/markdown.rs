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

#[test]
fn attributes_definitions_and_emoji_are_read_where_the_site_asks_for_them() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let body = "* TOC\n{:toc}\n\n## One\n\n[Away](https://example.net/){:target=\"_blank\"} :tada:\n\nTerm\n: Meaning\n\n\
                A note.\n{: .warning #tags style=\"color: red\"}\n";
    item(root, "k.md", body);
    item(root, "other.md", "[One](k.md#one), [note](k.md#tags)");
    settings(root, "attributes: true, definition_lists: true, emoji: true");
    build(root);
    let html = page(root, "k");
    for part in [
        "<ul class=\"toc\">\n<li><a href=\"#one\">One</a></li>\n</ul>",
        "<a href=\"https://example.net/\">Away</a> 🎉",
        "<dt>Term</dt>\n<dd>Meaning</dd>",
        // The id is one of the theme.
        "<p class=\"warning\" id=\"tags-2\">A note.</p>",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    let told = courant(root, &["check"]);
    assert!(told.err.contains("attributes-left") && told.err.contains("remove `style=\"color: red\"`"), "{told:?}");
    assert_eq!(told.err.matches("attributes-left").count(), 1, "{told:?}");
    settings(root, "attributes: false");
    build(root);
    assert!(page(root, "k").contains("{:toc}"));
    let told = courant(root, &["check"]);
    assert!(told.err.matches("attributes-left").count() == 3 && told.err.contains("emoji-left"), "{told:?}");
}

#[test]
fn a_mark_for_the_summary_is_taken_out_wherever_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    settings(root, "");
    item(
        root,
        "a.md",
        "The quay is repaired.\n\n<!-- more -->The [builders](https://example.net/) worked for **three** months.",
    );
    item(root, "b.md", "One <!--more--> two.\n\n- a\n  <!-- more -->\n- b\n\n> c\n> <!--more-->d **e**");
    build(root);
    let html = page(root, "a");
    assert!(html.contains("<meta name=\"description\" content=\"The quay is repaired.\">"), "{html}");
    assert!(
        html.contains("<p>The <a href=\"https://example.net/\">builders</a> worked for <strong>three</strong>"),
        "{html}"
    );
    let html = page(root, "b");
    assert!(html.contains("content=\"One\"") && html.contains("d <strong>e</strong>"), "{html}");
    assert!(!html.to_lowercase().contains("more--") && !read(root, "output/feed.xml").contains("more --"), "{html}");
}

#[test]
fn code_has_colours_in_pages_but_not_in_feeds_and_not_where_a_site_turns_them_off() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    item(root, "c.md", "``` rust,ignore\nfn main() {}\n```\n\n``` mermaid\na < b\n```");
    settings(root, "");
    build(root);
    let html = page(root, "c");
    assert!(html.contains("<code class=\"language-rust\"><span class=\"hl-keyword\">fn</span>"), "{html}");
    assert!(html.contains("<code class=\"language-mermaid\">a &lt; b"), "{html}");
    assert!(!read(root, "output/feed.xml").contains("hl-"));
    settings(root, "code_colours: false");
    build(root);
    assert!(page(root, "c").contains("<code class=\"language-rust\">fn main() {}"));
    settings(root, "");
    write(root, "site.yaml", &format!("{}untrusted: true\n", read(root, "site.yaml")));
    build(root);
    assert!(page(root, "c").contains("<span class=\"hl-keyword\">fn</span>"));
}
