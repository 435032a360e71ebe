//! Sections: several streams of news on one site; and the lists of a theme that choose by them.

use super::program::{courant, read, write};

const SETTINGS: &str = r#"title: Dorp
base_url: https://proef.example
languages: {en: {}}
per_page: 2
theme: eigen
feeds: {formats: [rss]}
sections:
  blog:
    title: Weblog
    titles: {en: Blog}
    item_address: "/blog/{year}/{month}/{slug}/"
    archive_address: "/blog/{year}/{month}/"
  intern: {folder: content/binnen, main: false, feeds: []}
taxonomies: {soort: {}}
"#;

const THEME: &str = r#"name: eigen
extends: courant
courant: ">=0.1"
lists:
  weblog: {section: blog, limit: 2, on: [home]}
  zwaar: {folder: nieuws, sort: weight, on: [home]}
  op_titel: {section: main, sort: title, limit: 9, on: [home]}
  van_soort: {taxonomy: {soort: verslag}, tag: zorg, on: [home]}
  paginas: {pages: true, on: [home]}
"#;

const HOME: &str = r#"{% extends "courant/home.html" %}{% block main %}{% for name, list in lists %}
{{ name }}:{% for entry in list %} {{ entry.title }}{% if entry.section %} ({{ entry.section }}){% endif %}{% if entry.extra.weight %} w{{ entry.extra.weight }}{% endif %}{% if entry.authors %} door {{ entry.authors | join(sep=", ") }}{% endif %}{% if entry.lead %} “{{ entry.lead }}”{% endif %}{% if not entry.date %} zonder dag{% endif %};{% endfor %}{% endfor %}
nieuws:{% for entry in list.entries %} {{ entry.title }};{% endfor %}{% endblock main %}"#;

fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (file, text) in
        [("site.yaml", SETTINGS), ("themes/eigen/theme.yaml", THEME), ("themes/eigen/templates/home.html", HOME)]
    {
        write(folder.path(), file, text);
    }
    for (file, title, day, more) in [
        ("nieuws/alfa.md", "Alfa", "2020-01-01", "extra: {weight: 9}\ntags: [zorg]\nsoort: [verslag]\n"),
        ("nieuws/bravo.md", "Bravo", "2020-01-03", "extra: {weight: 1.5}\nlead: Een *kort* begin.\n"),
        (
            "blog/charlie.md",
            "Charlie",
            "2020-02-02",
            "tags: [zorg]\nauthors: [Saskia]\nsummary: Iets.\nlead: Een [ander](/) begin.\n",
        ),
        ("blog/diep/delta.md", "Delta", "2020-02-04", ""),
        ("blog/echo.md", "Echo", "2019-12-05", ""),
        ("blog/foxtrot.en.md", "Foxtrot", "2020-02-05", ""),
        ("binnen/golf.md", "Golf", "2020-03-06", "soort: [verslag]\ntags: [zorg]\n"),
    ] {
        let text = format!("---\ntitle: {title}\ndate: {day}\n{more}---\nTekst.\n");
        write(folder.path(), &format!("content/{file}"), &text);
    }
    for title in ["Zin", "Adres"] {
        write(folder.path(), &format!("content/pages/{title}.md"), &format!("---\ntitle: {title}\n---\nTekst.\n"));
    }
    folder
}

#[test]
fn a_section_has_an_index_an_archive_and_feeds_of_its_own() {
    let folder = site();
    let told = courant(folder.path(), &["build", "--at", "2021-01-01"]);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    let output = folder.path().join("output");
    let index = read(&output, "blog/index.html");
    assert!(index.contains("<h1>Weblog") && index.contains("/blog/2020/02/charlie/"), "{index}");
    assert!(index.contains("href=\"/blog/rss.xml\"") && !index.contains("Alfa"), "{index}");
    let month = read(&output, "blog/2020/02/index.html");
    assert!(month.contains("Charlie") && month.contains("Delta") && !month.contains("Echo"), "{month}");
    assert!(month.contains("href=\"/blog/\"") && month.contains("href=\"/blog/archief/\""), "{month}");
    let feed = read(&output, "blog/rss.xml");
    assert!(feed.contains("Weblog – Dorp") && feed.contains("Delta") && !feed.contains("Bravo"), "{feed}");
    let item = read(&output, "blog/2020/02/charlie/index.html");
    assert!(item.contains("/blog/#blog.2020.02.charlie"), "the way back is to the list of the section: {item}");
    assert!(item.contains("Delta") && item.contains("Echo") && !item.contains("Bravo"), "neighbours: {item}");
    assert!(read(&output, "en/blog/index.html").contains("<h1>Blog"));
    assert!(output.join("en/blog/2020/02/foxtrot/index.html").is_file() && !output.join("en/intern").exists());
    let all = read(&output, "rss.xml");
    assert!(all.contains("Delta") && all.contains("Bravo") && !all.contains("Golf"), "{all}");
    assert!(read(&output, "intern/index.html").contains("Golf") && !output.join("intern/rss.xml").exists());
    assert!(output.join("intern/2020/golf/index.html").is_file());
    assert!(!read(&output, "nieuws/index.html").contains("Golf"));
    assert!(read(&output, "archief/2020/02/index.html").contains("Charlie"));
    assert!(!output.join("archief/2020/03").exists(), "what is not main is not in the main archive");
    assert!(read(&output, "tags/zorg/index.html").contains("Golf"), "terms are of all news");
}

#[test]
fn lists_of_a_theme_choose_and_sort() {
    let folder = site();
    let told = courant(folder.path(), &["build", "--at", "2021-01-01"]);
    assert_eq!(told.status, 0, "{told:?}");
    let home = read(&folder.path().join("output"), "index.html");
    for line in [
        "weblog: Delta (Weblog); Charlie (Weblog) door Saskia “Een ander begin.”;",
        "zwaar: Bravo w1.5 “Een kort begin.”; Alfa w9;",
        "op_titel: Alfa w9; Bravo w1.5 “Een kort begin.”; Charlie (Weblog) door Saskia “Een ander begin.”; Delta (Weblog); Echo (Weblog);",
        "van_soort: Golf (intern); Alfa w9;",
        "paginas: Adres zonder dag; Zin zonder dag;",
    ] {
        assert!(home.contains(line), "{line}\n{home}");
    }
    write(folder.path(), "content/pages/Adres.md", "---\ntitle: Bezoekadres\n---\nTekst.\n");
    courant(folder.path(), &["build", "--at", "2021-01-01"]);
    let home = read(&folder.path().join("output"), "index.html");
    assert!(home.contains("paginas: Bezoekadres zonder dag; Zin"), "a changed page is noticed: {home}");
}
