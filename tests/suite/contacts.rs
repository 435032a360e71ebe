//! Contacts: one change reaches every item that names them, and nothing of a contact that no item names is published.

use tempfile::TempDir;

use super::program::{courant, files, read, site as new_site, write};

fn site() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let settings = "title: Dorp\nbase_url: https://proef.example\npublisher: {name: Dorpsbelang}\n\
                    contacts: {balie: {name: De balie, telephone: 050 - 123 45 67, hours: werkdagen}, stil: {name: GEHEIM}}\n";
    write(root, "site.yaml", settings);
    let pers = "name: Anna Lindeman\nrole: woordvoerder\ntelephone: 06 12345678\nemail: anna@proef.example\n\
                photo: anna.jpg\naddress: Brink 4, Lindewolde\n";
    write(root, "content/contacts/pers.yaml", pers);
    let photo = concat!(env!("CARGO_MANIFEST_DIR"), "/content/nieuws/2014-10-04-brug-lindebeek/brug.jpg");
    std::fs::copy(photo, root.join("content/contacts/anna.jpg")).unwrap();
    item(root, "een.md", "contact: pers\n", "Tekst.");
    item(root, "twee.md", "", "::: contact key=\"balie\"\nBel **gerust**.\n:::");
    item(root, "drie.md", "contact: {name: Piet Zwart, telephone: \"+49 30 123456\"}\n", "Tekst.");
    folder
}

fn item(root: &std::path::Path, file: &str, more: &str, body: &str) {
    let text = format!("---\ntitle: Bericht {file}\n{more}date: 2020-01-01\n---\n{body}\n");
    write(root, &format!("content/nieuws/{file}"), &text);
}

fn built(folder: &TempDir) -> std::path::PathBuf {
    let told = courant(folder.path(), &["build", "--at", "2021-01-01"]);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    folder.path().join("output")
}

#[test]
fn a_contact_has_a_block_a_card_and_structured_data() {
    let folder = site();
    let output = built(&folder);
    let page = read(&output, "nieuws/2020/een/index.html");
    assert!(page.contains("<a href=\"tel:+31612345678\"><bdi>06 12345678</bdi></a>"), "{page}");
    assert!(page.contains("Anna Lindeman<span class=\"role\">, woordvoerder</span>"), "{page}");
    assert!(page.contains("href=\"/contacts/pers.vcf\"") && page.contains("/contacts/anna-360-"), "{page}");
    assert!(page.contains("\"contactPoint\":{\"@type\":\"ContactPoint\",\"name\":\"Anna Lindeman\""), "{page}");
    let card = read(&output, "contacts/pers.vcf");
    assert!(card.starts_with("BEGIN:VCARD\r\nVERSION:4.0\r\n") && card.ends_with("END:VCARD\r\n"), "{card}");
    assert!(card.contains("TEL;VALUE=uri:tel:+31612345678\r\n") && card.contains("FN:Anna Lindeman\r\n"), "{card}");
    assert!(card.contains("ADR:;;Brink 4\\, Lindewolde;;;;\r\n") && card.contains("ORG:Dorpsbelang\r\n"), "{card}");
    assert!(card.lines().all(|line| line.len() <= 75), "{card}");
    let two = read(&output, "nieuws/2020/twee/index.html");
    assert!(two.contains("<bdi>050 123 4567</bdi>") && two.contains("<strong>gerust</strong>"), "{two}");
    let checked = courant(folder.path(), &["check", "--at", "2021-01-01"]);
    assert_eq!((checked.status, checked.err.as_str()), (0, ""), "{checked:?}");
    let own = read(&output, "nieuws/2020/drie/contact.vcf");
    assert!(own.contains("FN:Piet Zwart\r\n") && own.contains("tel:+4930123456\r\n"), "{own}");
}

#[test]
fn a_change_of_a_contact_reaches_every_item_and_equals_a_clean_build() {
    let folder = site();
    built(&folder);
    let contact = read(folder.path(), "content/contacts/pers.yaml").replace("06 12345678", "06 87654321");
    write(folder.path(), "content/contacts/pers.yaml", &contact);
    let settings = read(folder.path(), "site.yaml").replace("werkdagen", "elke dag");
    write(folder.path(), "site.yaml", &settings);
    let output = built(&folder);
    assert!(read(&output, "nieuws/2020/een/index.html").contains("06 87654321"));
    assert!(read(&output, "contacts/pers.vcf").contains("tel:+31687654321"));
    assert!(read(&output, "nieuws/2020/twee/index.html").contains("elke dag"));
    let clean = tempfile::tempdir().unwrap();
    super::program::copy(&folder.path().join("content"), &clean.path().join("content"));
    write(clean.path(), "site.yaml", &settings);
    let other = built(&clean);
    let bytes = |root: &std::path::Path| -> Vec<(String, Vec<u8>)> {
        files(root).into_iter().map(|file| (file.clone(), std::fs::read(root.join(file)).unwrap())).collect()
    };
    assert_eq!(bytes(&output), bytes(&other));
}

#[test]
fn a_contact_that_no_published_item_names_is_in_no_public_file() {
    let folder = site();
    let root = folder.path();
    write(root, "content/contacts/concept.yaml", "name: GEHEIM\nphoto: geheim.jpg\n");
    std::fs::copy(root.join("content/contacts/anna.jpg"), root.join("content/contacts/geheim.jpg")).unwrap();
    item(root, "concept.md", "draft: true\ncontact: concept\n", "GEHEIM");
    let output = built(&folder);
    for file in files(&output) {
        let bytes = std::fs::read(output.join(&file)).unwrap();
        assert!(!file.contains("geheim") && !file.contains("concept") && !file.contains("stil"), "{file}");
        assert!(!String::from_utf8_lossy(&bytes).contains("GEHEIM"), "{file}");
    }
}

#[test]
fn a_contact_speaks_the_language_of_its_page() {
    let folder = site();
    let root = folder.path();
    let settings = read(root, "site.yaml");
    write(root, "site.yaml", &format!("{settings}languages: {{en: {{}}}}\n"));
    let pers = read(root, "content/contacts/pers.yaml");
    let more = "hours: op werkdagen\nlanguages:\n  en: {role: spokesperson, hours: on weekdays}\n";
    write(root, "content/contacts/pers.yaml", &format!("{pers}{more}"));
    item(root, "een.en.md", "contact: pers\n", "Text.");
    item(root, "twee.en.md", "", "::: contact key=\"pers\"\nCall us.\n:::");
    let output = built(&folder);
    for (page, words) in
        [("nieuws/2020/een", "op werkdagen"), ("en/news/2020/een", "on weekdays"), ("en/news/2020/twee", "on weekdays")]
    {
        let page = read(&output, &format!("{page}/index.html"));
        let other = if words == "on weekdays" { "op werkdagen" } else { "on weekdays" };
        assert!(page.contains(words) && !page.contains(other), "{page}");
        assert_eq!(page.contains("spokesperson"), words == "on weekdays", "{page}");
    }
    assert!(read(&output, "contacts/pers.vcf").contains("NOTE:op werkdagen\r\n"));
    write(root, "content/contacts/pers.yaml", &format!("{pers}{}", more.replace("en:", "xx:")));
    let told = courant(root, &["build", "--at", "2021-01-01"]);
    assert!(told.status == 1 && told.err.contains("the site has no language `xx`"), "{told:?}");
    assert!(told.err.contains("--> content/contacts/pers.yaml:9:3"), "{told:?}");
}

#[test]
fn the_number_of_the_publisher_follows_the_rules_of_contacts() {
    let folder = site();
    let root = folder.path();
    let settings = read(root, "site.yaml");
    write(root, "site.yaml", &settings.replace("{name: Dorpsbelang}", "{name: Dorpsbelang, telephone: 050-1234567}"));
    let page = read(&built(&folder), "nieuws/2020/een/index.html");
    assert!(page.contains("<a href=\"tel:+31501234567\"><bdi>050 123 4567</bdi></a>"), "{page}");
    assert!(page.contains("\"telephone\":\"+31501234567\""), "{page}");
}

#[test]
fn a_new_site_has_an_event_and_a_contact() {
    for (language, agenda, place, number) in [
        ("nl", "agenda/index.html", "Dorpshuis", "050 012 3456"),
        ("en", "events/index.html", "Village hall", "+44 20 7946 0123"),
    ] {
        let folder = new_site(language);
        let told = courant(folder.path(), &["build"]);
        assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
        let output = folder.path().join("output");
        assert!(read(&output, agenda).contains(place), "{language}");
        assert!(read(&output, "contact/index.html").contains(number), "{language}");
        let cards = files(&output).into_iter().filter(|file| file.ends_with(".vcf")).count();
        assert_eq!(cards, 1);
    }
}
