//! Files about terms and sections: what they add to pages, items and feeds, and what they must not change.

use tempfile::TempDir;

use super::program::{courant, files, read, write};

const SETTINGS: &str = "title: Dorp\nbase_url: https://proef.example\nlanguages: {en: {}}\n\
                        sections: {blog: {title: Weblog}}\ntaxonomies: {plaats: {}}\n";

fn site() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "site.yaml", SETTINGS);
    item(root, "nieuws/een.md", "authors: [Anna Lindeman, {name: Piet Zwart, role: foto’s}]\ndossiers: [Het plein]\n");
    item(root, "nieuws/twee.md", "authors: [anna lindeman]\ndossiers: [Het plein]\nplaats: [De Kolk]\n");
    item(root, "blog/drie.md", "");
    folder
}

fn item(root: &std::path::Path, file: &str, more: &str) {
    write(
        root,
        &format!("content/{file}"),
        &format!("---\ntitle: Bericht {file}\n{more}date: 2020-01-01\n---\nTekst.\n"),
    );
}

fn built(folder: &TempDir) -> std::path::PathBuf {
    let told = courant(folder.path(), &["build", "--at", "2021-01-01"]);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    folder.path().join("output")
}

const ANNA: &str = "---\ntitle: Anna Lindeman\nrole: hoofdredacteur\nemail: anna@proef.example\n\
                    same_as: [https://social.example/@anna]\nfediverse: anna@social.example\naliases: [/wie/anna/]\n---\n\
                    Anna schrijft over **het dorp**.\n";

#[test]
fn the_text_about_an_author_stands_on_the_page_and_in_the_byline() {
    let folder = site();
    write(folder.path(), "content/authors/anna.md", ANNA);
    write(folder.path(), "content/authors/anna.en.md", "---\ntitle: Anna Lindeman\n---\nAnna writes.\n");
    write(folder.path(), "content/pages/wie.md", "---\ntitle: Wie\n---\n[Anna](../authors/anna.md)\n");
    let output = built(&folder);
    let page = read(&output, "auteurs/anna-lindeman/index.html");
    assert!(page.contains("<p>Anna schrijft over <strong>het dorp</strong>.</p>"), "{page}");
    assert!(
        page.contains("content=\"Anna schrijft over het dorp.\"") && page.contains("Bericht nieuws/twee.md"),
        "{page}"
    );
    assert!(page.contains("\"@type\":\"ProfilePage\"") && page.contains("\"jobTitle\":\"hoofdredacteur\""), "{page}");
    assert!(
        page.contains("\"sameAs\":[\"https://social.example/@anna\"]") && page.contains("hreflang=\"en\""),
        "{page}"
    );
    let english = read(&output, "en/authors/anna-lindeman/index.html");
    assert!(english.contains("Anna writes.") && !english.contains("hoofdredacteur"), "{english}");
    let item = read(&output, "nieuws/2020/een/index.html");
    assert!(item.contains("Anna Lindeman</a><span class=\"role\"> hoofdredacteur</span>"), "{item}");
    assert!(item.contains("Piet Zwart</a><span class=\"role\"> foto’s</span>"), "{item}");
    assert!(item.contains("<meta name=\"fediverse:creator\" content=\"@anna@social.example\">"), "{item}");
    assert!(read(&output, "wie/index.html").contains("href=\"/auteurs/anna-lindeman/\""));
    assert!(read(&output, "wie/anna/index.html").contains("/auteurs/anna-lindeman/"));
    let person = "<author><name>Anna Lindeman</name><email>anna@proef.example</email>\
                  <uri>https://proef.example/auteurs/anna-lindeman/</uri></author>";
    assert!(read(&output, "feed.xml").contains(person));
    assert!(read(&output, "rss.xml").contains("<author>anna@proef.example (Anna Lindeman)</author>"));
    assert!(read(&output, "feed.json").contains("\"url\":\"https://proef.example/auteurs/anna-lindeman/\""));
    let map = read(&output, "sitemap.xml");
    assert_eq!(map.matches("/auteurs/anna-lindeman/</loc>").count(), 1, "{map}");
}

#[test]
fn a_dossier_is_a_timeline_with_its_state_and_its_documents() {
    let folder = site();
    let root = folder.path();
    write(root, "content/nieuws/plan.pdf", "pdf");
    item(
        root,
        "nieuws/vier.md",
        "dossiers: [Het plein]\nattachments: [{file: plan.pdf, title: Het plan, key_document: true}]\n",
    );
    write(root, "content/dossiers/plein.md", "---\ntitle: het plein\nstatus: closed\n---\nAlles over het plein.\n");
    write(root, "content/dossiers/plein.en.md", "---\ntitle: The square\n---\nAll about it.\n");
    write(root, "content/dossiers/leeg.md", "---\ntitle: Nog leeg\norder: 1\nsummary: Komt nog.\n---\n");
    write(root, "content/plaats/kolk.md", "---\ntitle: De Kolk\n---\nEen buurtschap.\n");
    write(root, "content/sections/blog.md", "---\n---\nOver de weblog.\n");
    let output = built(&folder);
    let page = read(&output, "dossiers/het-plein/index.html");
    assert!(page.contains("<span>3 berichten</span><span>2020</span><span class=\"status\">Afgesloten"), "{page}");
    assert!(page.contains("href=\"/nieuws/plan.pdf\">Het plan</a>") && page.contains("<h1>het plein</h1>"), "{page}");
    assert!(page.contains("href=\"/en/dossiers/the-square/\""), "the translation has another name: {page}");
    let overview = read(&output, "dossiers/index.html");
    let at = |title: &str| overview.find(title).unwrap_or_else(|| panic!("{title} in {overview}"));
    assert!(at("Nog leeg") < at("het plein") && overview.contains("Komt nog."), "{overview}");
    assert!(read(&output, "dossiers/nog-leeg/index.html").contains("<h1>Nog leeg</h1>"));
    assert!(read(&output, "plaats/de-kolk/index.html").contains("Een buurtschap."));
    assert!(read(&output, "blog/index.html").contains("Over de weblog."));
}

#[test]
fn a_draft_about_a_term_is_in_no_public_file() {
    let folder = site();
    let before = built(&folder);
    let expected: Vec<(String, Vec<u8>)> =
        files(&before).into_iter().map(|file| (file.clone(), std::fs::read(before.join(file)).unwrap())).collect();
    let draft = "---\ntitle: Anna Lindeman\ndraft: true\nrole: GEHEIM\nslug: geheim\naliases: [/geheim/]\n\
                 image: {src: geheim.png, alt: GEHEIM}\n---\nGEHEIM\n";
    write(folder.path(), "content/authors/anna/index.md", draft);
    write(folder.path(), "content/authors/anna/geheim.png", "GEHEIM");
    write(folder.path(), "content/tags/geheim.md", "---\ntitle: Geheim\ndraft: true\n---\nGEHEIM\n");
    let output = built(&folder);
    let found: Vec<(String, Vec<u8>)> =
        files(&output).into_iter().map(|file| (file.clone(), std::fs::read(output.join(file)).unwrap())).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_file_about_a_term_moves_no_address() {
    let folder = site();
    let before = files(&built(&folder));
    write(folder.path(), "content/authors/a.md", "---\ntitle: Anna Lindeman\n---\n");
    write(folder.path(), "content/dossiers/b.md", "---\ntitle: HET PLEIN\n---\n");
    write(folder.path(), "content/plaats/c.md", "---\ntitle: De Kolk\n---\n");
    let after = files(&built(&folder));
    assert_eq!(after, before);
}
