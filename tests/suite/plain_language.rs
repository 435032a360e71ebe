//! Items in plain language: versions of items in normal language, which stand in no list of their own.

use std::path::Path;

use super::newsroom::item;
use super::program::{courant, files, read, write};

const SETTINGS: &str = "title: Dorp\nbase_url: https://proef.example\nsearch: true\nlanguages: {en: {}, de: {}}\n";
const PLAIN: &str = "output/nieuws/2014/brug-eenvoudig/index.html";
const NORMAL: &str = "output/nieuws/2014/brug/index.html";

/// A site with an item about a bridge in two languages, and in plain language.
fn site(normal: &str, plain: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let front = |more: &str| format!("date: 2014-02-01\ntags: [brug]\n{more}");
    write(root, "site.yaml", SETTINGS);
    write(root, "content/nieuws/een.md", &item("Een", "date: 2014-01-01\n", "Eerste."));
    write(root, "content/nieuws/twee.md", &item("Twee", "date: 2014-03-01\ntags: [brug]\n", "Laatste."));
    write(root, "content/nieuws/brug.md", &item("De brug is voorlopig gestremd", &front(normal), "Gestremd."));
    write(root, "content/nieuws/brug.en.md", &item("The bridge is closed", "date: 2014-02-01\n", "Closed."));
    write(root, "content/nieuws/brug.nl-x-eenvoudig.md", &item("De brug is dicht", &front(plain), "Zeldzaam."));
    folder
}

fn build(root: &Path, at: &str) {
    let told = courant(root, &["build", "--at", at]);
    assert_eq!((told.status, &*told.err), (0, ""), "{told:?}");
}

/// The files of the output with a text.
fn with(root: &Path, text: &str) -> Vec<String> {
    let output = root.join("output");
    let has = |file: &String| {
        let bytes = std::fs::read(output.join(file)).unwrap();
        bytes.windows(text.len()).any(|found| found == text.as_bytes())
    };
    files(&output).into_iter().filter(has).collect()
}

#[test]
fn a_version_in_plain_language_has_a_page_and_stands_in_no_list() {
    let folder = site("", "");
    let root = folder.path();
    build(root, "2014-02-02");
    let (plain, normal) = (read(root, PLAIN), read(root, NORMAL));
    assert!(plain.contains("<html lang=\"nl-simple\"") && normal.contains("<html lang=\"nl\""), "{plain}");
    let to_plain = "<a href=\"/nieuws/2014/brug-eenvoudig/\" hreflang=\"nl-simple\" rel=\"alternate\">Lees dit in eenvoudige taal</a>";
    let to_normal = "<a href=\"/nieuws/2014/brug/\" hreflang=\"nl\" rel=\"alternate\">Lees dit in gewone taal</a>";
    assert!(normal.contains(to_plain) && plain.contains(to_normal), "{normal}{plain}");
    assert!(plain.contains("<title>De brug is dicht (in eenvoudige taal) | Dorp</title>"), "{plain}");
    assert!(plain.contains("\"inLanguage\":\"nl-simple\",\"isBasedOn\":\"https://proef.example/nieuws/2014/brug/\""));
    // It stands where its item stands: between the same neighbours, and on the same place of the index.
    assert!(
        plain.contains("href=\"/nieuws/#nieuws.2014.brug\"")
            && plain.contains("rel=\"prev\" href=\"/nieuws/2014/een/\"")
    );
    assert!(
        plain.contains("href=\"/en/news/2014/brug/\" lang=\"en\""),
        "readers of other languages find theirs: {plain}"
    );
    let pages = ["nieuws/2014/brug-eenvoudig/index.html", "nieuws/2014/brug/index.html"];
    assert_eq!(with(root, "brug-eenvoudig"), ["nieuws/2014/brug-eenvoudig/index.html", pages[1], "sitemap.xml"]);
    assert_eq!(with(root, "De brug is dicht"), [pages[0]], "neither lists, feeds nor the search have it");
    let told = courant(root, &["search", "zeldzaam"]);
    assert!(!told.out.contains("brug"), "{told:?}");
    assert!(read(root, "output/tags/brug/index.html").matches("<li class=\"entry").count() == 1);
}

#[test]
fn search_engines_know_one_address_for_each_language() {
    let folder = site("", "");
    let root = folder.path();
    build(root, "2014-02-02");
    let (plain, normal) = (read(root, PLAIN), read(root, NORMAL));
    assert!(plain.contains("<link rel=\"canonical\" href=\"https://proef.example/nieuws/2014/brug-eenvoudig/\">"));
    assert!(!plain.contains("<link rel=\"alternate\" hreflang"), "{plain}");
    assert!(
        normal.contains("<link rel=\"alternate\" hreflang=\"nl\" href=\"https://proef.example/nieuws/2014/brug/\">")
    );
    assert_eq!(normal.matches("<link rel=\"alternate\" hreflang=").count(), 3, "nl, en and x-default: {normal}");
    let sitemap = read(root, "output/sitemap.xml");
    let own = sitemap.split("<url>").find(|url| url.contains("brug-eenvoudig")).unwrap();
    assert!(!own.contains("xhtml:link"), "{own}");
    assert!(!sitemap.contains("nl-simple") && !sitemap.contains("nl-x"), "{sitemap}");
    assert!(!read(root, "output/news-sitemap.xml").contains("eenvoudig"));
}

#[test]
fn neither_half_is_public_before_the_news_is() {
    for (normal, plain, has_normal, has_plain) in [
        ("draft: true\n", "", false, false),
        ("", "draft: true\n", true, false),
        ("withdrawn: true\n", "", false, false),
        ("", "withdrawn: true\n", true, false),
        ("withdrawn: {reason: Op verzoek.}\n", "", false, false),
        ("expires: 2014-02-10\n", "", false, false),
        ("", "expires: 2014-02-10\n", true, false),
    ] {
        let folder = site(normal, plain);
        build(folder.path(), "2014-02-20");
        let has = |text| !with(folder.path(), text).is_empty();
        assert_eq!((has("Gestremd."), has("Zeldzaam.")), (has_normal, has_plain), "{normal}{plain}");
        let switched = !with(folder.path(), "Lees dit in").is_empty();
        assert!(!switched, "there is one version: {normal}{plain}");
    }
    // The item is embargoed, and the date of its version was forgotten.
    let folder = site("", "");
    let later = item("Later", "date: 2014-05-01\n", "Gestremd.");
    write(folder.path(), "content/nieuws/brug.md", &later);
    build(folder.path(), "2014-02-20");
    assert_eq!(with(folder.path(), "Zeldzaam."), [""; 0]);
    build(folder.path(), "2014-05-02");
    assert_eq!(with(folder.path(), "Zeldzaam."), ["nieuws/2014/brug-eenvoudig/index.html"]);
}

#[test]
fn a_notice_of_withdrawal_stands_at_the_addresses_of_both_versions() {
    let folder = site("withdrawn: {reason: Op verzoek.}\n", "");
    build(folder.path(), "2014-02-20");
    for address in [NORMAL, PLAIN] {
        assert!(read(folder.path(), address).contains("Op verzoek."), "{address}");
    }
}

#[test]
fn an_item_in_plain_language_alone_is_news_like_all_others() {
    let folder = site("", "");
    let root = folder.path();
    std::fs::remove_file(root.join("content/nieuws/brug.md")).unwrap();
    build(root, "2014-02-20");
    let page = read(root, PLAIN);
    assert!(page.contains("<html lang=\"nl-simple\"") && !page.contains("Lees dit in"), "{page}");
    let url = "https://proef.example/nieuws/2014/brug-eenvoudig/";
    assert!(page.contains(&format!("<link rel=\"alternate\" hreflang=\"nl\" href=\"{url}\">")), "{page}");
    for list in ["output/nieuws/index.html", "output/feed.xml", "output/tags/brug/index.html"] {
        assert!(read(root, list).contains("De brug is dicht"), "{list}");
    }
    let told = courant(root, &["check", "--at", "2014-02-20"]);
    assert!(told.err.contains("warning[version-alone]") && told.err.contains("brug.md"), "{told:?}");
}

#[test]
fn pages_and_other_languages_have_versions_too() {
    let folder = site("", "");
    let root = folder.path();
    write(root, "content/pages/hulp.md", "---\ntitle: Hulp\n---\nHulp.\n");
    write(root, "content/pages/hulp.nl-simple.md", "---\ntitle: Hulp\n---\nMakkelijk.\n");
    write(root, "content/nieuws/brug.en-x-plain.md", &item("No bridge", "date: 2014-02-01\n", "Closed."));
    write(root, "content/nieuws/amt.de.md", &item("Amt", "date: 2014-02-01\n", "Zu."));
    write(root, "content/nieuws/amt.de-x-leicht.md", &item("Das Amt", "date: 2014-02-01\n", "Das Amt ist zu."));
    write(root, "content/nieuws/amt.de-x-einfach.md", &item("Das Amt", "date: 2014-02-01\n", "Das Amt ist zu."));
    build(root, "2014-02-20");
    let page = read(root, "output/hulp/index.html");
    assert!(page.contains("href=\"/hulp-simple/\"") && page.contains("Lees dit in eenvoudige taal"), "{page}");
    assert!(read(root, "output/hulp-simple/index.html").contains("<html lang=\"nl-simple\""));
    let page = read(root, "output/en/news/2014/brug/index.html");
    assert!(
        page.contains("href=\"/en/news/2014/brug-plain/\"") && page.contains("Read this in plain language"),
        "{page}"
    );
    let page = read(root, "output/de/nachrichten/2014/amt/index.html");
    assert!(page.contains("In einfacher Sprache lesen") && page.contains("In Leichter Sprache lesen"), "{page}");
    let easy = read(root, "output/de/nachrichten/2014/amt-leicht/index.html");
    assert!(easy.contains("In Standardsprache lesen") && easy.contains("In einfacher Sprache lesen"), "{easy}");
}

#[test]
fn new_puts_a_version_in_plain_language_beside_its_item() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "site.yaml", "title: a\nlanguages:\n  en: {}\n");
    for file in ["nieuws/2012-01-01-open-dag.md", "nieuws/2013-01-01-open-dag.md", "berichten/open-day/index.en.md"] {
        write(folder.path(), &format!("content/{file}"), "");
    }
    let new = |title, tag| courant(folder.path(), &["new", title, "--language", tag, "--date", "2014-12-03"]);
    for (title, tag, file) in [
        ("Open dag", "nl-x-eenvoudig", "nieuws/2013-01-01-open-dag.nl-x-eenvoudig.md"),
        ("Open dag", "NL-simple", "nieuws/2013-01-01-open-dag.nl-simple.md"),
        ("Open day", "en-x-plain", "berichten/open-day/index.en-x-plain.md"),
        ("Brug dicht", "nl-x-b1", "nieuws/2014-12-03-brug-dicht.nl-x-b1.md"),
    ] {
        let told = new(title, tag);
        assert_eq!(told.out, format!("content/{file}\n"), "{told:?}");
    }
    let told = new("Open dag", "nl-x-eenvoudigg");
    assert!(told.status == 2 && told.err.contains("`nl-x-eenvoudig`"), "{told:?}");
    let told = new("Open dag", "de-x-leicht");
    assert!(told.status == 2 && told.err.contains("the site has no language `de-x-leicht`"), "{told:?}");
}

#[test]
fn a_language_may_have_a_part_for_private_use() {
    let folder = tempfile::tempdir().unwrap();
    let settings = "title: Dorp\nbase_url: https://proef.example\nlanguages: {nl-x-drents: {name: Drents}}\n";
    write(folder.path(), "site.yaml", settings);
    write(folder.path(), "content/nieuws/brug.md", &item("Brug open", "date: 2014-02-01\n", "Open."));
    write(folder.path(), "content/nieuws/brug.nl-x-drents.md", &item("Brug lös", "date: 2014-02-01\n", "Lös."));
    let told = courant(folder.path(), &["new", "Mooi weer", "--language", "nl-x-drents", "--date", "2014-03-01"]);
    assert_eq!(told.out, "content/nieuws/2014-03-01-mooi-weer.nl-x-drents.md\n", "{told:?}");
    assert_eq!(courant(folder.path(), &["build"]).status, 0);
    let page = read(folder.path(), "output/nl-x-drents/nieuws/2014/brug/index.html");
    assert!(page.contains("<html lang=\"nl-x-drents\" dir=\"ltr\">") && page.contains("1 februari 2014"), "{page}");
    assert!(page.contains("<meta property=\"og:locale\" content=\"nl_NL\">"), "{page}");
    let normal = read(folder.path(), "output/nieuws/2014/brug/index.html");
    let sibling = "hreflang=\"nl-x-drents\" href=\"https://proef.example/nl-x-drents/nieuws/2014/brug/\"";
    assert!(normal.contains(sibling), "{normal}");
}
