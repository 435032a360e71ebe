//! What news is and other content is not: withdrawal, expiry, corrections, and promises to come back to a subject.

use std::fs;
use std::path::Path;

use super::audio::wav;
use super::program::{Told, courant, files, read, write};

const SETTINGS: &str = "title: Dorp\nbase_url: https://proef.example\nlanguages: {en: {}}\n\
                        host: {files: [netlify, nginx, apache]}\nshare_cards: true\n\
                        woo: {organisation: https://identifier.overheid.nl/tooi/id/gemeente/gm0000}\n\
                        podcast: {}\nnoticeboard: true\nfeeds: {formats: [atom, rss, json, ninjs]}\n";

/// A word that stands in every part of the texts that readers must not get.
const SECRET: &str = "kwetsuurlijk";

pub(crate) fn item(title: &str, more: &str, text: &str) -> String {
    format!("---\ntitle: {title}\n{more}---\n{text}\n")
}

fn site(items: &[(&str, String)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "site.yaml", SETTINGS);
    write(folder.path(), "content/nieuws/een.md", &item("Een", "date: 2014-01-01\n", "Eerste."));
    for (file, text) in items {
        write(folder.path(), file, text);
    }
    folder
}

fn built(folder: &Path, at: &str) -> Told {
    let told = courant(folder, &["build", "--at", at]);
    assert_eq!(told.status, 0, "{told:?}");
    told
}

/// The files of the output that have a word in their bytes or their names.
fn with_word(folder: &Path, word: &str) -> Vec<String> {
    let output = folder.join("output");
    let has_word = |file: &String| {
        let bytes = fs::read(output.join(file)).unwrap();
        file.contains(word) || bytes.windows(word.len()).any(|found| found.eq_ignore_ascii_case(word.as_bytes()))
    };
    files(&output).into_iter().filter(has_word).collect()
}

/// The files of an archive and a digest of the site that have the secret in their bytes.
fn kept_elsewhere(folder: &Path, at: &str) -> Vec<String> {
    let elsewhere = folder.join("elders");
    let _ = fs::remove_dir_all(&elsewhere);
    for arguments in [
        ["archive", "--uncompressed", "--since", "2000-01-01", "--output", "elders/archief"].as_slice(),
        &["digest", "--since", "2010-01-01", "--output", "elders/mail"],
    ] {
        let told = courant(folder, &[arguments, &["--at", at]].concat());
        assert!(told.status == 0 && told.out.contains("in elders/"), "{told:?}");
    }
    let has_secret = |file: &String| {
        let bytes = fs::read(elsewhere.join(file)).unwrap();
        bytes.windows(SECRET.len()).any(|found| found.eq_ignore_ascii_case(SECRET.as_bytes()))
    };
    files(&elsewhere).into_iter().filter(has_secret).collect()
}

/// An item with the secret in all its parts, in a folder of its own with a picture and an attachment.
fn secret_item(folder: &Path, more: &str) {
    let front = format!(
        "date: 2014-02-01\nsummary: Samenvatting {SECRET}\nlead: Lead {SECRET}\ntags: [{SECRET}]\nauthors: [Mevrouw {SECRET}]\n\
         dossiers: [Zaak {SECRET}]\nimage: {{src: {SECRET}.png, alt: {SECRET}}}\nattachments: [{{file: {SECRET}.txt, title: Stuk {SECRET}, woo: convenanten}}]\n\
         audio: {{file: {SECRET}.wav, title: Geluid {SECRET}, transcript: {SECRET}.txt}}\n\
         event: {{start: 2014-05-01, place: {SECRET}}}\nfollow_up: {SECRET}\nextra: {{x: {SECRET}}}\n\
         corrections: [{{date: 2014-02-02, text: {SECRET}}}]\nlive: true\n{more}"
    );
    let text = format!("Tekst {SECRET}.\n\n## 14:05 Kop {SECRET}\n\n![{SECRET}]({SECRET}.png)");
    // Its version in plain language says nothing of being held back or withdrawn.
    let plain = item("Openbare titel", "date: 2014-02-01\n", &text);
    write(folder, "content/nieuws/zaak/index.nl-x-eenvoudig.md", &plain);
    write(folder, "content/nieuws/zaak/index.md", &item("Openbare titel", &front, &text));
    write(folder, &format!("content/nieuws/zaak/{SECRET}.txt"), SECRET);
    fs::write(folder.join(format!("content/nieuws/zaak/{SECRET}.wav")), wav(1)).unwrap();
    image::RgbImage::from_pixel(600, 600, image::Rgb([9, 9, 9]))
        .save(folder.join(format!("content/nieuws/zaak/{SECRET}.png")))
        .unwrap();
}

#[test]
fn nothing_of_the_text_of_a_closed_item_is_public() {
    let folder = site(&[]);
    let root = folder.path();
    let address = "output/nieuws/2014/zaak/index.html";
    secret_item(root, "");
    built(root, "2014-03-01");
    assert!(with_word(root, SECRET).len() > 10, "it is in many files before");
    assert!(kept_elsewhere(root, "2014-03-01").len() > 4, "and in archives and digests");
    for (more, kept) in [
        ("withdrawn: {reason: Op verzoek.}\n", &["Openbare titel", "Op verzoek.", "Ingetrokken"][..]),
        ("withdrawn: {date: 2014-02-20, keep: gone}\n", &["Dit bericht is er niet meer", "20 februari 2014"]),
        ("expires: 2014-02-28\n", &["Openbare titel", "gold tot en met 28 februari 2014"]),
        ("expires: {date: 2014-02-28 12:00, keep: gone}\n", &["Dit bericht is er niet meer"]),
    ] {
        secret_item(root, more);
        built(root, "2014-03-01");
        assert_eq!(with_word(root, SECRET), [""; 0], "{more}");
        assert_eq!(kept_elsewhere(root, "2014-03-01"), [""; 0], "{more}");
        let page = read(root, address);
        assert!(kept.iter().all(|kept| page.contains(kept)), "{more}: {page}");
        assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"), "{more}: {page}");
        assert_eq!(page.contains("Openbare titel"), !more.contains("gone"), "{more}");
        let elsewhere = with_word(root, "nieuws/2014/zaak");
        let pages = ["nieuws/2014/zaak/index.html", "nieuws/2014/zaak-eenvoudig/index.html"];
        let hosts = ["_redirects", ".nginx/http.conf", ".htaccess", pages[0], pages[1]];
        assert!(elsewhere.iter().all(|file| hosts.iter().any(|host| file.ends_with(host))), "{more}: {elsewhere:?}");
        // Before its time, the same item is as public as ever.
        if more.contains("2014") {
            built(root, "2014-02-15");
            assert!(with_word(root, SECRET).len() > 10, "{more}");
        }
    }
    for (more, at) in [("withdrawn: true\n", "2014-03-01"), ("draft: true\n", "2014-03-01"), ("", "2014-01-31 23:59")] {
        secret_item(root, more);
        built(root, at);
        assert_eq!(with_word(root, SECRET), [""; 0], "{more}{at}");
        assert_eq!(kept_elsewhere(root, at), [""; 0], "{more}{at}");
    }
    assert!(!root.join(address).exists());
}

#[test]
fn a_text_that_stays_says_why_it_is_no_longer_news() {
    let more = "date: 2014-02-01\ntags: [zorg]\nevent: {start: 2014-05-01}\n\
                withdrawn: {date: 2014-02-10, reason: Achterhaald., keep: text}\n";
    let folder = site(&[("content/nieuws/oud.md", item("Oud", more, "Toen."))]);
    built(folder.path(), "2014-03-01");
    let page = read(folder.path(), "output/nieuws/2014/oud/index.html");
    assert!(page.contains("Toen.") && page.contains("Achterhaald.") && page.contains("noindex"), "{page}");
    assert!(page.contains("href=\"/nieuws/\"") && !page.contains("href=\"/nieuws/#"), "no list has it: {page}");
    assert!(!page.contains("event.ics"), "no calendar has it: {page}");
    let named = with_word(folder.path(), "nieuws/2014/oud");
    assert!(named.iter().all(|file| file.starts_with("nieuws/2014/oud/")), "{named:?}");
    assert!(!folder.path().join("output/tags/zorg").exists());
}

#[test]
fn hosts_answer_410_for_what_is_gone() {
    let folder = site(&[
        ("content/nieuws/weg.md", item("Weg", "date: 2014-02-01\nwithdrawn: {keep: gone}\n", "Weg.")),
        ("content/nieuws/heel-weg.md", item("Heel weg", "date: 2014-02-01\nwithdrawn: true\n", "Weg.")),
        ("content/nieuws/nooit.md", item("Nooit", "date: 2015-02-01\nwithdrawn: true\n", "Weg.")),
        ("content/nieuws/bericht.md", item("Bericht", "date: 2014-02-01\nwithdrawn: {}\n", "Weg.")),
    ]);
    built(folder.path(), "2014-03-01");
    let redirects = read(folder.path(), "output/_redirects");
    assert!(redirects.contains("/nieuws/2014/weg/ /nieuws/2014/weg/index.html 410!\n"), "{redirects}");
    assert!(redirects.contains("/nieuws/2014/heel-weg/ /404.html 410\n"), "{redirects}");
    assert!(!redirects.contains("bericht") && !redirects.contains("nooit"), "{redirects}");
    let nginx = files(&folder.path().join("output")).into_iter().find(|file| file.ends_with("http.conf")).unwrap();
    let nginx = read(&folder.path().join("output"), &nginx);
    assert!(nginx.contains("\"/nieuws/2014/weg/\" \"/nieuws/2014/weg/index.html\";"), "{nginx}");
}

#[test]
fn a_reference_to_a_closed_item_is_a_warning() {
    let folder = site(&[
        ("content/nieuws/weg.md", item("Weg", "date: 2014-02-01\nwithdrawn: {}\n", "Weg.")),
        (
            "content/nieuws/twee.md",
            item("Twee", "date: 2014-02-02\nrelated: [weg.md]\nfollows: [weg.md]\n", "[weg](weg.md#kop)"),
        ),
    ]);
    let told = built(folder.path(), "2014-03-01");
    assert_eq!(told.err.matches("warning[link-withdrawn]").count(), 3, "{told:?}");
    let page = read(folder.path(), "output/nieuws/2014/twee/index.html");
    assert!(!page.contains("follow-up") && page.contains("href=\"/nieuws/2014/weg/#kop\""), "{page}");
}

#[test]
fn corrections_are_shown_listed_and_told() {
    let more = "date: 2014-02-01\ncorrections:\n\
                - {date: 2014-02-03, text: Er stond 12; het zijn er 21., notify: false}\n\
                - {date: 2014-02-02, text: De naam was fout., kind: clarification}\n\
                - {date: 2014-06-01, text: Nog niet., kind: update}\n";
    let folder = site(&[("content/nieuws/fout.md", item("Fout", more, "Tekst."))]);
    let root = folder.path();
    built(root, "2014-03-01");
    let page = read(root, "output/nieuws/2014/fout/index.html");
    let (first, second) = (page.find("Er stond 12").unwrap(), page.find("De naam was fout").unwrap());
    assert!(first < second && page.contains(">Verduidelijking<") && !page.contains("Nog niet"), "{page}");
    assert!(page.contains("<p class=\"updated\">Bijgewerkt <time datetime=\"2014-02-03\">"), "{page}");
    assert!(
        page.contains(
            r#"{"@type":"CorrectionComment","datePublished":"2014-02-03","text":"Er stond 12; het zijn er 21."}"#
        ),
        "{page}"
    );
    let list = read(root, "output/correcties/index.html");
    assert!(list.contains("Er stond 12") && list.contains("href=\"/nieuws/2014/fout/\""), "{list}");
    assert!(
        root.join("output/correcties/feed.xml").exists() && read(root, "output/index.html").contains("/correcties/")
    );
    let feed = read(root, "output/feed.xml");
    assert!(feed.contains("<updated>2014-02-02T00:00:00+01:00</updated>"), "the last that is told: {feed}");
    assert!(read(root, "output/sitemap.xml").contains("<lastmod>2014-02-03</lastmod>"));
    assert_eq!(with_word(root, "Nog niet"), [""; 0]);
    built(root, "2014-06-02");
    assert!(read(root, "output/correcties/index.html").contains("Nog niet."));
}

#[test]
fn a_promise_is_shown_until_another_item_keeps_it() {
    let promise = |when: &str| item("Plan", &format!("date: 2014-02-01\nfollow_up: {when}\n"), "Tekst.");
    let folder = site(&[("content/nieuws/plan.md", promise("2014-04"))]);
    let root = folder.path();
    let page = || read(root, "output/nieuws/2014/plan/index.html");
    for (when, shown) in [
        ("2014-04", "Hierop komen we terug in april 2014."),
        ("2014-04-09", "Hierop komen we terug op 9 april 2014."),
        ("in het voorjaar van 2014", "Hierop komen we terug in het voorjaar van 2014."),
    ] {
        write(root, "content/nieuws/plan.md", &promise(when));
        assert_eq!(built(root, "2014-04-09").err, "", "{when}");
        assert!(page().contains(shown), "{}", page());
        let told = courant(root, &["check", "--at", "2014-05-01"]);
        assert_eq!(told.err.contains("warning[follow-up-due]"), when.starts_with('2'), "{told:?}");
    }
    write(root, "content/nieuws/plan.md", &promise("2014-04"));
    write(root, "content/nieuws/klaar.md", &item("Klaar", "date: 2014-04-20\nfollows: [plan.md]\n", "Tekst."));
    assert_eq!(built(root, "2014-05-01").err, "");
    assert!(!page().contains("Hierop komen") && page().contains("href=\"/nieuws/2014/klaar/\">Klaar"), "{}", page());
    let later = read(root, "output/nieuws/2014/klaar/index.html");
    assert!(later.contains("href=\"/nieuws/2014/plan/\">Plan"), "{later}");
    // An item that is held back keeps no promise yet, and is named nowhere.
    built(root, "2014-04-10");
    assert!(page().contains("Hierop komen") && !page().contains("klaar"), "{}", page());
}

#[test]
fn items_that_follow_each_other_up_in_a_circle_are_told() {
    let folder = site(&[
        ("content/nieuws/a.md", item("A", "date: 2014-02-01\nfollows: [c.md]\n", "A.")),
        ("content/nieuws/b.md", item("B", "date: 2014-02-02\nfollows: [a.md, a.md]\n", "B.")),
        ("content/nieuws/c.md", item("C", "date: 2014-02-03\nfollows: [b.md]\n", "C.")),
        ("content/nieuws/d.md", item("D", "date: 2014-02-04\nfollows: [d.md]\n", "D.")),
        ("content/nieuws/e.md", item("E", "date: 2014-02-05\nfollows: [f.md]\n", "E.")),
    ]);
    let told = courant(folder.path(), &["check", "--at", "2014-03-01"]);
    assert_eq!(told.err.matches("follows-circle").count(), 1, "{told:?}");
    assert!(told.err.contains("--> content/nieuws/a.md:4:1"), "{told:?}");
    assert!(told.err.contains("cannot follow itself up") && told.err.contains("no published item `f.md`"), "{told:?}");
}
