//! Taxonomies that a site declares itself, and the feeds of each kind of term.

use super::program::{courant, files, read, write};

const SETTINGS: &str = "title: Dorp\nbase_url: https://proef.example\nlanguages: {en: {}}\n\
                        feeds: {formats: [rss, atom]}\n\
                        taxonomies:\n  \
                          categories: {title: Rubrieken, titles: {en: Categories}, address: /category/, feeds: [rss], feeds_from: 2, slugs: {Wonen & zorg: wonen}}\n  \
                          plaats: {}\n  \
                          tags: {feeds: [], address: /onderwerp/}\n";

fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "site.yaml", SETTINGS);
    for (file, more) in [
        ("een.md", "tags: [zorg]\ncategories: [Nieuws, Wonen & zorg]\nplaats: [Hoek]\n"),
        ("twee.md", "categories:\n  - nieuws\n  - Sport\n"),
        ("drie.en.md", "categories: [News]\ntags: [care]\n"),
    ] {
        let text = format!("---\ntitle: Bericht {file}\n{more}date: 2020-01-01\n---\nTekst.\n");
        write(folder.path(), &format!("content/nieuws/{file}"), &text);
    }
    folder
}

#[test]
fn a_declared_taxonomy_has_pages_and_feeds_of_its_own() {
    let folder = site();
    let told = courant(folder.path(), &["build", "--at", "2021-01-01"]);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    let output = folder.path().join("output");
    let overview = read(&output, "category/index.html");
    assert!(overview.contains("<h1>Rubrieken") && overview.contains("href=\"/category/wonen/\""), "{overview}");
    let news = read(&output, "category/nieuws/index.html");
    assert!(news.contains("Bericht een.md") && news.contains("Bericht twee.md"), "capitals make no other term: {news}");
    assert!(news.contains("<p class=\"label\">Rubrieken</p>") && news.contains("<title>Rubrieken: Nieuws"), "{news}");
    assert!(news.contains("href=\"/category/nieuws/rss.xml\""), "{news}");
    let english = read(&output, "en/category/index.html");
    assert!(english.contains("<h1>Categories") && english.contains("/en/category/news/"), "{english}");
    let item = read(&output, "nieuws/2020/een/index.html");
    assert!(item.contains("href=\"/category/wonen/\"") && item.contains("href=\"/plaats/hoek/\""), "{item}");
    assert!(read(&output, "index.html").contains("href=\"/category/\""), "the footer leads to it");
    let feeds: Vec<String> =
        files(&output).into_iter().filter(|file| file.ends_with("rss.xml") || file.ends_with("feed.xml")).collect();
    assert_eq!(
        feeds,
        [
            "category/nieuws/rss.xml",
            "en/feed.xml",
            "en/rss.xml",
            "feed.xml",
            "plaats/hoek/feed.xml",
            "plaats/hoek/rss.xml",
            "rss.xml"
        ]
    );
    let feed = read(&output, "rss.xml");
    assert!(feed.contains("<category>zorg</category>") && feed.contains("<category>Nieuws</category>"), "{feed}");
    assert!(
        read(&output, "onderwerp/zorg/index.html").contains("href=\"/rss.xml\""),
        "a list without feeds names the site's"
    );
    assert!(read(&output, "en/onderwerp/care/index.html").contains("care"));
}

#[test]
fn an_undeclared_key_is_still_an_error() {
    let folder = site();
    write(folder.path(), "site.yaml", "title: Dorp\nbase_url: https://proef.example\nlanguages: {en: {}}\n");
    let told = courant(folder.path(), &["check", "--at", "2021-01-01"]);
    assert!(told.status == 1 && told.err.contains("`plaats`") && told.err.contains("`categories`"), "{told:?}");
}
