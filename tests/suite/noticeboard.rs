//! Pages of weeks for a notice board: one sheet each, with what fits on it.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::newsroom::item;
use super::program::{courant, files, read, write};

const SETTINGS: &str = "title: Dorp\nbase_url: https://proef.example\nlanguages: {en: {}}\nnoticeboard: true\n";

fn site(items: &[(&str, String)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "site.yaml", SETTINGS);
    for (name, text) in items {
        write(folder.path(), &format!("content/nieuws/{name}.md"), text);
    }
    folder
}

fn build(root: &Path) {
    let told = courant(root, &["build", "--at", "2019-01-20"]);
    assert_eq!((told.status, &*told.err), (0, ""), "{told:?}");
}

fn weeks(root: &Path) -> Vec<String> {
    let all = files(&root.join("output")).into_iter();
    let names = all.filter_map(|file| Some(file.strip_suffix("/index.html")?.to_owned()));
    names.filter(|name| name.contains("week/")).collect()
}

fn simple(date: &str, more: &str) -> String {
    item(&format!("Bericht van {date}"), &format!("date: {date}\nsummary: Kort.\n{more}"), "Tekst.")
}

#[test]
fn weeks_with_news_or_events_have_a_page() {
    let folder = site(&[
        ("een", simple("2018-12-06", "")),
        ("twee", simple("2018-12-31", "event: {start: 2019-01-19 14:00, place: Brink}\n")),
        ("lang", simple("2018-12-07", "event: {start: 2018-11-01, repeat: FREQ=WEEKLY}\n")),
        ("concept", simple("2018-10-01", "draft: true\n")),
        ("three.en", simple("2018-12-05", "")),
    ]);
    build(folder.path());
    // 31 December is in the first week of 2019. The event that repeats has no weeks before the first item, and eight after the last.
    let found = weeks(folder.path());
    let of = |start: &str| found.iter().filter(|week| week.starts_with(start)).map(String::as_str).collect::<Vec<_>>();
    assert_eq!(of("en/"), ["en/week/2018-49"]);
    let dutch = of("week/");
    assert_eq!(
        (dutch.len(), dutch.first(), dutch.last()),
        (13, Some(&"week/2018-49"), Some(&"week/2019-09")),
        "{dutch:?}"
    );
    let page = read(folder.path(), "output/week/2018-49/index.html");
    for expected in [
        "<h1>Week 49 <span>3 – 9 december 2018</span></h1>",
        "<title>Week 49, 3 – 9 december 2018 | Dorp</title>",
        "<meta name=\"robots\" content=\"noindex\">",
        "href=\"/en/week/2018-49/\"",
        "donderdag 6 december 2018</time>",
        "<a rel=\"prev\" href=\"/week/2018-50/\">Week 50</a>",
        "Ook te lezen op proef.example/week/2018-49/",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    // An item with a date in the week stands there once.
    assert_eq!(page.matches("<svg class=\"qr\"").count(), 2, "{page}");
    let page = read(folder.path(), "output/week/2019-03/index.html");
    assert!(page.contains("zaterdag 19 januari 2019, 14:00</time> · <span dir=\"auto\">Brink</span>"), "{page}");
    let above = read(folder.path(), "output/week/index.html");
    assert!(above.contains("url=/week/2019-01/"), "the newest week with news: {above}");
    let home = read(folder.path(), "output/index.html");
    assert!(home.contains("<a href=\"/week/\">Prikbord</a>"), "a link that stays the same: {home}");
    assert!(!read(folder.path(), "output/sitemap.xml").contains("/week/"));
}

#[test]
fn what_does_not_fit_is_counted_on_paper_and_listed_on_the_screen() {
    let number = |number: usize| (format!("bericht-{number:02}"), simple("2018-12-06", ""));
    let items: Vec<(String, String)> = (0..17).map(number).collect();
    let items: Vec<(&str, String)> = items.iter().map(|(name, text)| (&**name, text.clone())).collect();
    let folder = site(&items);
    build(folder.path());
    let page = read(folder.path(), "output/week/2018-49/index.html");
    assert_eq!(page.matches("<svg class=\"qr\"").count(), 10, "{page}");
    assert!(page.contains("<strong>en nog 7 berichten op proef.example/week/2018-49/</strong>"), "{page}");
    let (_, left) = page.split_once("Ook deze week").unwrap();
    assert_eq!(left.matches("<h3").count(), 7, "{left}");
}

#[test]
fn a_site_that_does_not_want_it_has_no_weeks() {
    let folder = site(&[("een", simple("2018-12-06", ""))]);
    write(folder.path(), "site.yaml", &SETTINGS.replace("noticeboard: true\n", ""));
    build(folder.path());
    assert_eq!(weeks(folder.path()), [""; 0]);
    let all = files(&folder.path().join("output"));
    assert!(all.iter().all(|file| !file.contains("week")), "{all:?}");
    assert!(!read(folder.path(), "output/index.html").contains("Prikbord"));
}

#[test]
fn the_address_has_a_word_of_the_site() {
    let folder = site(&[("een", simple("2018-12-06", ""))]);
    write(folder.path(), "site.yaml", &format!("{SETTINGS}address_words: {{week: prikbord}}\n"));
    build(folder.path());
    assert!(folder.path().join("output/prikbord/2018-49/index.html").exists());
}

/// Text that is as long as writers make it.
fn long(number: usize) -> String {
    let title =
        "Een heel lange titel over de Lindebeekbrugverbredingswerkzaamheden en alles wat daarbij hoort ".repeat(2);
    let summary = "Een samenvatting die maar niet ophoudt, met alles erin wat iemand ooit zou willen weten. ".repeat(4);
    let event = if number.is_multiple_of(3) {
        "event: {start: 2018-12-08 14:00, place: \"Dorpshuis De Samenkomst, grote zaal boven, ingang aan de achterkant\"}\n"
    } else {
        ""
    };
    item(&format!("\"{number} {title}\""), &format!("date: 2018-12-06\nsummary: {summary}\n{event}"), "Tekst.")
}

#[test]
#[ignore = "wants Chromium and pdfinfo"]
fn a_week_is_one_sheet_of_a4_whatever_is_in_it() {
    for count in [1, 4, 5, 30] {
        let items: Vec<(String, String)> = (0..count).map(|number| (format!("b-{number:02}"), long(number))).collect();
        let items: Vec<(&str, String)> = items.iter().map(|(name, text)| (&**name, text.clone())).collect();
        let folder = site(&items);
        build(folder.path());
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/print.mjs");
        let output: PathBuf = folder.path().join("output");
        let told = Command::new("node").arg(script).arg(output).arg("/week/2018-49/").output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(told.status.success(), "{count}: {}{}", text(&told.stdout), text(&told.stderr));
    }
}
