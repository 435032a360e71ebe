//! The theme `gemeente`: what a public authority has on its pages.

use tempfile::TempDir;

use super::program::{Told, courant, files, read, write};

fn built(options: &str) -> (TempDir, Told) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let settings =
        "title: Gemeente\nbase_url: https://gemeente.example\nlanguage: nl\npublisher: {name: Gemeente Wolderwaard}\n";
    write(path, "site.yaml", &format!("{settings}theme: gemeente\n{options}"));
    write(path, "content/nieuws/2018-05-04-weg.md", "---\ntitle: De weg\n---\nTekst.\n");
    write(path, "content/pages/toegankelijkheid.md", "---\ntitle: Toegankelijkheid\n---\nTekst.\n");
    write(path, "static/huisstijl.css", ":root { --utrecht-link-color: #006600 }\n");
    let told = courant(path, &["build", "--at", "2019-01-01"]);
    (folder, told)
}

#[test]
fn an_accessibility_statement_is_asked_for() {
    for options in ["", "theme_options: {accessibility_statement: \"\"}\n"] {
        let (folder, told) = built(options);
        assert!(told.status == 2 && told.err.contains("needs the option `accessibility_statement`"), "{told:?}");
        assert!(told.err.contains("`theme_options: {accessibility_statement: /accessibility-statement/}`"), "{told:?}");
        assert!(!folder.path().join("output/index.html").exists());
    }
    let (_folder, told) = built("theme_options: {accessibility_statement: /is-er-niet/}\n");
    assert!(told.err.contains("/is-er-niet/"), "{told:?}");
}

#[test]
fn every_page_has_what_an_authority_owes_its_readers() {
    let options = "theme_options: {accessibility_statement: /toegankelijkheid/, tokens: /huisstijl.css, woo: /nieuws/, \
                   opening_hours: [Maandag gesloten], alert: \"Code <rood>\", alert_link: /nieuws/}\n";
    let (folder, told) = built(options);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    let output = folder.path().join("output");
    let mut pages = 0;
    for file in files(&output).into_iter().filter(|file| file.ends_with(".html")) {
        let page = read(&output, &file);
        for part in [
            "<a href=\"/toegankelijkheid/\">Toegankelijkheid</a>",
            "<a href=\"/nieuws/\">Openbare documenten (Woo)</a>",
            "<li>Maandag gesloten</li>",
            "<p><a href=\"/nieuws/\">Code &lt;rood&gt;</a></p>",
        ] {
            assert!(page.contains(part), "{file}: {part}");
        }
        let (sheet, tokens) = (page.find("/assets/courant-").unwrap(), page.find("href=\"/huisstijl.css\"").unwrap());
        assert!(sheet < tokens, "{file}");
        pages += 1;
    }
    assert!(pages > 5, "{pages}");
    assert!(read(&output, "nieuws/2018/weg/index.html").contains("Dit is een bericht van Gemeente Wolderwaard."));
}
