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
    assert!(told.err.matches("attributes-left").count() == 1 && !told.err.contains("emoji-left"), "{told:?}");
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

#[test]
fn html_with_front_matter_is_an_item_and_other_html_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    settings(root, "");
    let front = "---\r\ntitle: Old page\ntags: [quay]\n---\n";
    let body = "<p>The quay &eacute; is <a href=\"other.mkd\">repaired</a>.</p>\n<!--more-->\n<p>## Not *Markdown*</p>\n\n    <img src=\"map.png\" alt=\"\">\n\n<script>x()</script>";
    write(root, "content/news/2016-02-18-old.html", &format!("{front}{body}"));
    write(root, "content/news/2016-02-18-old.nl.htm", "---\ntitle: Oud\n---\n<p>Tekst</p>");
    write(root, "site.yaml", &format!("{}languages: {{nl: {{}}}}\n", read(root, "site.yaml")));
    item(root, "other.mkd", "See [old](2016-02-18-old.html#a) and [demo](demo.html).\n\n*Markdown*");
    item(root, "third.mdown", "Third.");
    write(root, "content/news/demo.html", "<p id=a>A demo</p>");
    write(root, "content/news/2016-02-18-old.html", &format!("{front}{}", body.replace("<p>##", "<p id=a>##")));
    image::RgbImage::new(4, 3).save(root.join("content/news/map.png")).unwrap();
    build(root);
    let html = page(root, "old");
    for part in [
        "<p>The quay &eacute; is <a href=\"/news/2016/other/\">repaired</a>.</p>",
        "<p id=a>## Not *Markdown*</p>\n\n    <img src=\"/news/map.png\" alt=\"\">",
        "content=\"The quay é is repaired.\"",
        "hreflang=\"nl\"",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    assert!(!html.contains("more-->"), "{html}");
    assert!(page(root, "other").contains("<a href=\"/news/2016/old/#a\">old</a> and <a href=\"/news/demo.html\">"));
    assert!(page(root, "third").contains("<p>Third.</p>"));
    assert!(read(root, "output/nl/nieuws/2016/old/index.html").contains("<p>Tekst</p>"));
    assert_eq!(read(root, "output/news/demo.html"), "<p id=a>A demo</p>");
    assert!(read(root, "output/feed.xml").contains("is &lt;a href"));
    assert!(read(root, "output/tags/quay/index.html").contains("Old page"));
    write(root, "site.yaml", &format!("{}untrusted: true\n", read(root, "site.yaml")));
    write(root, "content/news/demo.html", "---\ntitle: Demo\ndate: 2016-02-18\n---\n<p onclick=x()>A demo</p>");
    build(root);
    assert!(!page(root, "old").contains("x()") && page(root, "demo").contains("<p>A demo</p>"));
    assert!(!root.join("output/news/demo.html").exists());
}

#[test]
fn the_contents_have_no_images_and_no_heading_twice() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    settings(root, "");
    let parts =
        ["## ![A map](map.png)", "## One", "### Use", "### Use", "## One", "### Use", "## Two ![A map](map.png)"];
    let body = parts.map(|part| format!("{part}\n\n{}\n\n", "word ".repeat(120))).concat();
    item(root, "long.md", &body);
    image::RgbImage::new(4, 3).save(root.join("content/news/map.png")).unwrap();
    build(root);
    let html = scraper::Html::parse_document(&page(root, "long"));
    let links = scraper::Selector::parse("nav.contents details:not([open]) a").unwrap();
    let texts: Vec<String> = html.select(&links).map(|link| link.text().collect()).collect();
    assert_eq!(texts, ["One", "Use", "Two"]);
}

#[test]
fn comments_are_for_writers_and_in_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    item(
        root,
        "a.md",
        "Before <!-- GEHEIM --> after.\n\n<!-- {{< geheim >}}\n\nGEHEIM -->\n\n<div><!-- GEHEIM -->Kept</div>\n\n`<!-- code -->`",
    );
    write(root, "content/news/b.html", "---\ntitle: B\ndate: 2016-02-18\n---\n<p>Text<!-- GEHEIM --></p>\n");
    settings(root, "");
    build(root);
    let html = page(root, "a");
    assert!(html.contains("<p>Before  after.</p>") && html.contains("<div>Kept</div>"), "{html}");
    assert!(html.contains("&lt;!-- code --&gt;"), "{html}");
    for file in super::program::files(&root.join("output")) {
        let text = String::from_utf8_lossy(&std::fs::read(root.join("output").join(&file)).unwrap()).to_lowercase();
        assert!(!text.contains("geheim"), "{file}");
    }
}
