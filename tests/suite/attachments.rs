//! Files that are offered with items: what readers see of them, and the sitemaps of documents by the Wet open overheid.

use std::path::Path;

use roxmltree::{Document, Node};

use super::newsroom::item;
use super::program::{courant, files, read, write};

const SETTINGS: &str = "title: Gemeente Proef\nbase_url: https://proef.example\nlanguages: {en: {}}\n\
                        woo: {organisation: https://identifier.overheid.nl/tooi/id/gemeente/gm0000, name: gemeente Proef}\n";
const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
const DIWOO: &str = "https://standaarden.overheid.nl/diwoo/metadata/";

fn site(settings: &str, items: &[(&str, String)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "site.yaml", settings);
    for name in ["besluit.pdf", "bijlage.pdf", "verslag.pdf"] {
        write(folder.path(), &format!("content/nieuws/{name}"), &"x".repeat(1_234_567));
    }
    for (file, text) in items {
        write(folder.path(), file, text);
    }
    folder
}

fn built(folder: &Path) {
    let told = courant(folder, &["build", "--at", "2014-03-01"]);
    assert_eq!((told.status, &*told.err), (0, ""), "{told:?}");
}

fn offers(offers: &str) -> String {
    item("Bericht", &format!("date: 2014-01-02 10:00\nattachments:\n{offers}"), "Tekst.")
}

#[test]
fn readers_see_type_size_language_and_date_of_an_attachment() {
    let text = offers(
        "  - {file: besluit.pdf, title: Het besluit, date: 2013-12-28, language: de}\n  - {file: bijlage.pdf, language: nl}\n  - verslag.pdf\n",
    );
    let folder = site(SETTINGS, &[("content/nieuws/a.md", text)]);
    built(folder.path());
    let page = read(folder.path(), "output/nieuws/2014/a/index.html");
    let whole = "<li><a href=\"/nieuws/besluit.pdf\" hreflang=\"de\">Het besluit</a> <span class=\"size\">PDF, 1,3\u{a0}MB, \
                 <span lang=\"de\">Deutsch</span>, <time datetime=\"2013-12-28\">28 december 2013</time></span></li>";
    assert!(page.contains(whole), "{page}");
    let bare = "<li><a href=\"/nieuws/bijlage.pdf\">bijlage.pdf</a> <span class=\"size\">PDF, 1,3\u{a0}MB</span></li>";
    assert!(page.contains(bare), "the language of the item is not said again: {page}");
}

/// The texts below a node, by the names of their elements, with the identifiers that they have.
fn told<'a>(node: Node<'a, '_>) -> Vec<(&'a str, &'a str, Option<&'a str>)> {
    let leaves = node.descendants().filter(|it| it.is_element() && !it.children().any(|child| child.is_element()));
    leaves.map(|it| (it.tag_name().name(), it.text().unwrap_or_default(), it.attribute("resource"))).collect()
}

#[test]
fn each_category_has_a_sitemap_of_the_documents_themselves() {
    let first = offers("  - {file: besluit.pdf, title: Het convenant, date: 2013-12-28, woo: Convenanten}\n");
    let second = item(
        "Later",
        "date: 2014-02-02\nupdated: 2014-02-03\nattachments: [{file: bijlage.pdf, woo: convenanten}, \
         {file: verslag.pdf, woo: Woo-verzoeken en -besluiten}, {file: besluit.pdf, woo: adviezen}]\n",
        "Tekst.",
    );
    let folder = site(SETTINGS, &[("content/nieuws/a.md", first), ("content/nieuws/b.md", second)]);
    built(folder.path());
    let output = folder.path().join("output");
    let made: Vec<String> = files(&output).into_iter().filter(|file| file.contains("diwoo")).collect();
    let expected =
        ["sitemap-diwoo-infocat011-1.xml", "sitemap-diwoo-infocat014-1.xml", "sitemapindex-diwoo-infocat011.xml"];
    assert_eq!(made[..3], expected, "a document is in one sitemap only: {made:?}");
    assert_eq!(made.len(), 4, "{made:?}");
    let robots = read(&output, "robots.txt");
    for index in ["011", "014"] {
        let line = format!("Sitemap: https://proef.example/sitemapindex-diwoo-infocat{index}.xml\n");
        assert!(robots.contains(&line) && !robots.contains("sitemap-diwoo"), "{robots}");
    }
    let index = read(&output, "sitemapindex-diwoo-infocat011.xml");
    let index = Document::parse(&index).unwrap();
    assert!(index.root_element().has_tag_name((SITEMAP, "sitemapindex")));
    assert_eq!(told(index.root()), [("loc", "https://proef.example/sitemap-diwoo-infocat011-1.xml", None)]);
    let sitemap = read(&output, "sitemap-diwoo-infocat011-1.xml");
    let sitemap = Document::parse(&sitemap).unwrap();
    let entries: Vec<Node<'_, '_>> = sitemap.root_element().children().collect();
    let organisation = Some("https://identifier.overheid.nl/tooi/id/gemeente/gm0000");
    let category = Some("https://identifier.overheid.nl/tooi/def/thes/kern/c_8fc2335c");
    let adopted = Some("https://identifier.overheid.nl/tooi/def/thes/kern/c_641ecd76");
    assert_eq!(
        told(entries[0]),
        [
            ("loc", "https://proef.example/nieuws/besluit.pdf", None),
            ("lastmod", "2014-01-02T10:00:00+01:00", None),
            ("creatiedatum", "2013-12-28", None),
            ("publisher", "gemeente Proef", organisation),
            ("officieleTitel", "Het convenant", None),
            ("informatiecategorie", "convenanten", category),
            ("soortHandeling", "vaststelling", adopted),
            ("atTime", "2013-12-28T00:00:00+01:00", None),
        ]
    );
    let later = told(entries[1]);
    assert_eq!((later[1].1, later[2].1, later[4].1), ("2014-02-03", "2014-02-02", "bijlage.pdf"));
    assert_eq!(entries.len(), 2);
    let path = ["Document", "DiWoo", "classificatiecollectie", "informatiecategorieen", "informatiecategorie"];
    let mut node = entries[0];
    for name in path {
        node = node.children().find(|child| child.has_tag_name((DIWOO, name))).unwrap_or_else(|| panic!("{name}"));
    }
}

#[test]
fn what_is_held_back_or_withdrawn_is_in_no_sitemap_of_documents() {
    let offer = "attachments: [{file: besluit.pdf, woo: convenanten}]\n";
    for more in
        ["date: 2014-01-02\ndraft: true\n", "date: 2015-01-02\n", "date: 2014-01-02\nwithdrawn: {reason: Fout}\n"]
    {
        let folder = site(
            SETTINGS,
            &[
                ("content/nieuws/a.md", item("Een", &format!("{more}{offer}"), "Tekst.")),
                ("content/nieuws/b.md", item("Twee", "date: 2014-01-03\n", "Tekst.")),
            ],
        );
        built(folder.path());
        let output = folder.path().join("output");
        assert!(!files(&output).iter().any(|file| file.contains("diwoo") || file.ends_with(".pdf")), "{more}");
        assert!(!read(&output, "robots.txt").contains("diwoo"), "{more}");
    }
}

#[test]
fn the_category_of_a_document_moves_it_to_another_sitemap_at_once() {
    let folder = site(SETTINGS, &[("content/nieuws/a.md", offers("  - {file: besluit.pdf, woo: convenanten}\n"))]);
    built(folder.path());
    write(folder.path(), "content/nieuws/a.md", &offers("  - {file: besluit.pdf, woo: adviezen}\n"));
    built(folder.path());
    let made: Vec<String> =
        files(&folder.path().join("output")).into_iter().filter(|it| it.contains("diwoo")).collect();
    assert_eq!(made, ["sitemap-diwoo-infocat010-1.xml", "sitemapindex-diwoo-infocat010.xml"]);
}
