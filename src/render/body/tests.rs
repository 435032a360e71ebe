//! Tests of bodies as HTML.

use super::*;
use crate::config::MarkdownOptions;

fn html(markdown: &str, untrusted: bool) -> String {
    html_with(markdown, untrusted, MarkdownOptions::default())
}

fn html_with(markdown: &str, untrusted: bool, options: MarkdownOptions) -> String {
    let context = BodyContext::<String> {
        quotes: &["„", "”", "‘", "’"],
        reserved: &ReservedIds::default(),
        colours: options.code_colours,
        hyphens: Some("nl"),
        untrusted,
        image_sizes: "100vw",
        id_prefix: "",
        word: &|key| format!("[{key}]"),
        resolve: &|to, target| {
            (to == "foto.jpg" || to == "b.md").then(|| Resolved {
                href: format!("/r/{to}"),
                size: (target == ReferenceKind::Image).then_some((4, 3)),
                offer: None,
            })
        },
        directive: &|directive, inner| {
            if directive.name == "no" {
                Err("no".to_owned())
            } else {
                Ok(format!("<aside>{}|{inner}</aside>", directive.argument))
            }
        },
    };
    let mut out = String::new();
    render(&Markdown::new(markdown, options), &context, &mut out).unwrap();
    out
}

#[test]
fn links_lead_where_they_resolve_and_code_does_not_run() {
    assert_eq!(
        html("[a](b.md) [c](c.md) [x](https://e.example)", false),
        "<p><a href=\"/r/b.md\">a</a> <a href=\"c.md\">c</a> <a href=\"https://e.example\">x</a></p>\n"
    );
    assert_eq!(html("[a](javascript:alert(1)) [b]( <java\tscript:x>) <data:x>", false), "<p>a b data:x</p>\n");
    assert_eq!(html("<info@e.example>", false), "<p><a href=\"mailto:info@e.example\">info@e.example</a></p>\n");
}

#[test]
fn an_image_alone_with_a_title_is_a_figure() {
    let figure = html("![Een \"brug\"](foto.jpg \"De & brug\")", false);
    assert_eq!(
        figure,
        "<figure>\n<img src=\"/r/foto.jpg\" alt=\"Een „brug”\" width=\"4\" height=\"3\" loading=\"lazy\" decoding=\"async\">\n<figcaption>De &amp; brug</figcaption>\n</figure>\n"
    );
    assert!(
        html("a ![b](foto.jpg \"t\")", false)
            .starts_with("<p>a <img src=\"/r/foto.jpg\" alt=\"b\" width=\"4\" height=\"3\" title=\"t\"")
    );
    assert!(html("![b](foto.jpg)", false).starts_with("<p><img "));
}

#[test]
fn footnotes_are_a_list_with_ways_back() {
    let html = html("A[^b] B[^a] C[^b]\n\n[^a]: Eerste.\n\n[^b]: Tweede.\n\n[^c]: Los.", false);
    assert!(html.contains("<a id=\"fnref-1\" href=\"#fn-1\" role=\"doc-noteref\">1</a>"), "{html}");
    assert!(html.contains("<a id=\"fnref-1-2\""), "{html}");
    let list = html.split_once("<ol>").unwrap().1;
    assert!(list.starts_with("\n<li id=\"fn-1\">\n<p>Tweede. <a class=\"footnote-back\" href=\"#fnref-1\""), "{list}");
    assert!(list.contains("<li id=\"fn-3\">\n<p>Los.</p>\n</li>"), "{list}");
}

#[test]
fn a_note_is_that_of_its_label_whatever_its_capitals_and_the_first_of_two() {
    let list = |markdown: &str| {
        let html = html(markdown, false);
        let notes =
            html.split("<li id=\"").skip(1).map(|note| note.split([' ', '\n']).take(3).collect::<Vec<_>>().join(" "));
        notes.map(|note| note.replace("<p>", "").replace("\">", "")).collect::<Vec<_>>()
    };
    assert_eq!(list("A[^A] b[^b].\n\n[^b]: Twee.\n\n[^a]: Een.\n"), ["fn-1 Een. <a", "fn-2 Twee. <a"]);
    assert_eq!(
        list("A[^1] b[^2].\n\n[^1]: Een.\n\n[^1]: Nogmaals.\n\n[^2]: Twee.\n"),
        ["fn-1 Een. <a", "fn-2 Twee. <a", "fn-3 Nogmaals.</p> </li>"]
    );
}

#[test]
fn html_leads_where_markdown_leads() {
    assert_eq!(
        html(
            "<a href=b.md>b</a> <img src='foto.jpg'>\n\n<div\nclass=x><a\nhref=\"b.md\">b</a>\n<!-- <a href=b.md> --></div>",
            false
        ),
        "<p><a href=\"/r/b.md\">b</a> <img src='/r/foto.jpg'></p>\n<div\nclass=x><a\nhref=\"/r/b.md\">b</a>\n</div>"
    );
}

#[test]
fn long_words_of_headings_have_places_to_break() {
    let html = html("## Meerjareninvesteringsprogramma\n\nHet meerjareninvesteringsprogramma.\n", false);
    assert!(html.contains("Meer\u{ad}jaren\u{ad}in") && html.contains("Het meerjareninvesteringsprogramma."), "{html}");
    assert!(html.contains("id=\"meerjareninvesteringsprogramma\""), "{html}");
}

#[test]
fn tables_say_what_heads_what_and_tasks_are_text() {
    let table = html("| a | b |\n|---|--:|\n| 1 | 2 |", false);
    assert_eq!(
        table,
        "<div class=\"table\" role=\"group\" aria-label=\"[table]\" tabindex=\"0\">\n<table>\n<thead>\n<tr><th scope=\"col\">a</th><th scope=\"col\" class=\"end\">b</th></tr>\n</thead>\n<tbody>\n<tr><th scope=\"row\">1</th><td class=\"end\">2</td></tr>\n</tbody>\n</table>\n</div>\n"
    );
    let of_rows = html("| | b |\n|---|--:|\n| 1 | 2 |", false);
    assert!(
        of_rows.contains(
            "<tr><td></td><th scope=\"col\" class=\"end\">b</th></tr>\n</thead>\n<tbody>\n<tr><th scope=\"row\">1</th><td class=\"end\">2</td></tr>"
        ),
        "{of_rows}"
    );
    // Figures head nothing, and neither does a cell without words.
    assert!(!html("| a | b |\n|--:|---|\n| 1 | 2 |", false).contains("row"));
    assert!(html("| a | b |\n|---|---|\n| | 2 |", false).contains("<tr><td></td><td>2</td></tr>"));
    assert_eq!(html("- [x] a\n- [ ] b", false), "<ul>\n<li>☑ a</li>\n<li>☐ b</li>\n</ul>\n");
}

#[test]
fn directives_hold_markdown_and_each_other() {
    assert_eq!(
        html("::: note A\n**b**\n::: note C\nd\n:::\n:::\n:::\n", false),
        "<aside>A|<p><strong>b</strong></p>\n<aside>C|<p>d</p></aside></aside>\n<p>:::</p>\n"
    );
    assert_eq!(html("::: note A\nopen [^1]\n\n[^1]: Noot", false).matches("doc-endnotes").count(), 1);
}

#[test]
fn html_of_writers_who_are_not_trusted_is_cleaned() {
    let text = "**a** <script>x</script> <b onclick=\"x\">b</b> <a href=\"javascript:x\">c</a>\n\n::: note\n<iframe src=x></iframe>\n:::\n\n## K";
    assert_eq!(
        html(text, true),
        "<p><strong>a</strong>  <b>b</b> <a>c</a></p>\n<aside>|</aside>\n<h2 id=\"k\">K</h2>\n"
    );
    assert!(html(text, false).contains("<script>") && html(text, false).contains("|<iframe"));
}

fn of_kramdown(markdown: &str) -> String {
    let options = MarkdownOptions { attributes: true, definition_lists: true, ..MarkdownOptions::default() };
    html_with(markdown, false, options)
}

#[test]
fn attributes_belong_to_the_block_above_or_below_them() {
    for (markdown, expected) in [
        ("A *note*.\n{: .warning #w}\n\nB", "<p class=\"warning\" id=\"w\">A <em>note</em>.</p>\n<p>B</p>\n"),
        ("A\n\n{: .b}\nC\n", "<p>A</p>\n<p class=\"b\">C</p>\n"),
        ("- a\n- b\n{: .x}\n\nC", "<ul class=\"x\">\n<li>a</li>\n<li>b</li>\n</ul>\n<p>C</p>\n"),
        ("- a\n  {: .x}\n- b", "<ul>\n<li class=\"x\">a</li>\n<li>b</li>\n</ul>\n"),
        ("> a\n{: .x}\n", "<blockquote class=\"x\">\n<p>a</p>\n</blockquote>\n"),
        ("> a\n> {: .x}\n", "<blockquote>\n<p class=\"x\">a</p>\n</blockquote>\n"),
        ("```\na {: .b}\n{: .b}\n```\n{: .x}\n", "<pre class=\"x\"><code>a {: .b}\n{: .b}\n</code></pre>\n"),
        (
            "## A {#a}\n{: .x}\n\n## B\n{: .y #b2}",
            "<h2 id=\"a\" class=\"x\">A</h2>\n<h2 id=\"b2\" class=\"y\">B</h2>\n",
        ),
        ("A\n{: .b}\n{: .c #d}", "<p class=\"b c\" id=\"d\">A</p>\n"),
        ("{: .lost}\n\nA", "<p>A</p>\n"),
        ("A{: .b} c {: .d}", "<p>A{: .b} c {: .d}</p>\n"),
    ] {
        assert_eq!(of_kramdown(markdown), expected, "{markdown}");
    }
    let table = of_kramdown("| a |\n|---|\n| b |\n{: .x}\n");
    assert!(table.contains("<table class=\"x\">") && !table.contains("{:"), "{table}");
}

#[test]
fn attributes_belong_to_the_link_picture_or_code_before_them() {
    for (markdown, expected) in [
        ("[a](b.md){:target=\"_blank\"} c", "<p><a href=\"/r/b.md\">a</a> c</p>\n"),
        (
            "[*a*](b.md){:.x}{: .y}, **b**{:.z}",
            "<p><a class=\"x y\" href=\"/r/b.md\"><em>a</em></a>, <strong class=\"z\">b</strong></p>\n",
        ),
        ("`{: .x}`{:.y} `a`{.python}", "<p><code class=\"y\">{: .x}</code> <code class=\"python\">a</code></p>\n"),
    ] {
        assert_eq!(of_kramdown(markdown), expected, "{markdown}");
    }
    let picture = of_kramdown("![a](foto.jpg){: .right}");
    assert!(picture.starts_with("<p><img class=\"right\" src=\"/r/foto.jpg\" alt=\"a\""), "{picture}");
    let figure = of_kramdown("![a](foto.jpg \"T\")\n{: .right}");
    assert!(figure.starts_with("<figure class=\"right\">\n<img src="), "{figure}");
    assert!(html("[a](b.md){:.x}", false).contains("{:.x}"));
}

#[test]
fn a_list_becomes_the_contents() {
    assert_eq!(
        of_kramdown("* TOC\n{:toc}\n\n## A\n\n### B\n\n## Contents\n{:.no_toc}\n\n## C"),
        "<ul class=\"toc\">\n<li><a href=\"#a\">A</a>\n<ul>\n<li><a href=\"#b\">B</a></li>\n</ul>\n</li>\n<li><a href=\"#c\">C</a></li>\n</ul>\n\
         <h2 id=\"a\">A</h2>\n<h3 id=\"b\">B</h3>\n<h2 id=\"contents\" class=\"no_toc\">Contents</h2>\n<h2 id=\"c\">C</h2>\n"
    );
}

#[test]
fn markdown_in_html_is_read_where_it_is_asked_for() {
    assert_eq!(
        of_kramdown("<div class=\"x\" markdown=\"1\">\nA *b*\n</div>\n\nC"),
        "<div class=\"x\">\n<p>A <em>b</em></p>\n</div>\n<p>C</p>\n"
    );
    assert_eq!(html("<div>\n\nA *b*\n\n</div>\n", false), "<div>\n<p>A <em>b</em></p>\n</div>\n");
    assert!(of_kramdown("```\n<div markdown=\"1\">\n```").contains("&lt;div markdown=\"1\"&gt;\n</code>"));
}

#[test]
fn a_term_has_definitions() {
    assert_eq!(
        of_kramdown("Term\n: Meaning\n: *Other*\n"),
        "<dl>\n<dt>Term</dt>\n<dd>Meaning</dd>\n<dd><em>Other</em></dd>\n</dl>\n"
    );
    assert!(!html("Term\n: Meaning", false).contains("<dl>"));
}

#[test]
fn fences_have_the_name_of_their_language_and_colours() {
    let plain = MarkdownOptions { code_colours: false, ..MarkdownOptions::default() };
    assert_eq!(
        html_with("```rust,ignore\nfn a() {}\n```", false, plain),
        "<pre><code class=\"language-rust\">fn a() {}\n</code></pre>\n"
    );
    for untrusted in [false, true] {
        assert_eq!(
            html("``` {.rust #a}\nfn a<b>() {}\n```\n", untrusted),
            "<pre><code class=\"language-rust\"><span class=\"hl-keyword\">fn</span> <span class=\"hl-name\">a</span>&lt;b&gt;() {}\n</code></pre>\n"
        );
    }
    assert_eq!(
        html("```mermaid\na < b\n```", false),
        "<pre><code class=\"language-mermaid\">a &lt; b\n</code></pre>\n"
    );
    assert_eq!(html("    fn a\n", false), "<pre><code>fn a\n</code></pre>\n");
    assert!(
        of_kramdown("~~~\nfn a\n~~~\n{: .language-rust .x}")
            .starts_with("<pre class=\"x\"><code class=\"language-rust\"><span")
    );
}

#[test]
fn tables_in_html_and_wide_code_scroll() {
    let frame = "<div class=\"table\" role=\"group\" aria-label=\"[table]\" tabindex=\"0\">\n";
    assert_eq!(
        html("<table><tr><td>\n\n*a*\n\n</td></tr></table>\n\nb", false),
        format!("{frame}<table><tr><td>\n<p><em>a</em></p>\n</td></tr></table></div>\n<p>b</p>\n")
    );
    assert!(html("<table><tr><td>a</td></tr></table>", true).starts_with(frame));
    assert!(html("<table><tr><td>a", false).ends_with("a</div>\n"));
    let wide = "a".repeat(80);
    assert_eq!(
        html(&format!("``` text\n{wide}\n```"), false),
        format!("<pre tabindex=\"0\"><code class=\"language-text\">{wide}\n</code></pre>\n")
    );
    assert_eq!(html(&format!("    {wide}\n"), false), format!("<pre tabindex=\"0\"><code>{wide}\n</code></pre>\n"));
}
