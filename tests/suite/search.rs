//! The search of a site: what it finds and what it never finds, which files an edit changes, and what a damaged index does.

use std::collections::BTreeMap;
use std::path::Path;

use super::program::{courant, files, read, write};

const INDEX: &str = "output/assets/search/nl/index.bin";

fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "site.yaml", "title: Dorpsblad\nbase_url: https://www.dorp.example\nsearch: true\n");
    let item = |name: &str, title: &str, more: &str, body: &str| {
        let text = format!("---\ntitle: {title}\n{more}---\n{body}\n");
        write(root, &format!("content/nieuws/{name}.md"), &text);
    };
    item(
        "2013-12-03-raad",
        "De gemeenteraad besluit",
        "tags: [bestuur]\nauthors: [Anna Lindeman]\n",
        "Over de subsidies.",
    );
    item(
        "2018-05-04-bomen",
        "Nieuwe bomen in het park",
        "tags: [natuur]\n",
        "Tien linden en één eik, geplant door vrijwilligers.",
    );
    item("2024-01-02-raad", "Raad en park", "", "De gemeente en de raad spreken over het park.");
    item("2024-03-01-eten", "Café dicht", "tags: [horeca]\n", "Het café sluit <!-- geheim1 --> in mei. `subsidie`");
    write(root, "content/pages/contact.md", "---\ntitle: Contact\n---\nBel het gemeentehuis.\n");
    folder
}

fn build(root: &Path) {
    let told = courant(root, &["build"]);
    assert_eq!(told.status, 0, "{told:?}");
}

/// The titles that a search finds, best first.
fn found(root: &Path, query: &str) -> Vec<String> {
    let told = courant(root, &["search", "--format", "json", query]);
    let hits: Vec<serde_json::Value> = serde_json::from_str(&told.out).unwrap_or_else(|_| panic!("{told:?}"));
    hits.iter().map(|hit| hit["title"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn words_are_found_by_form_half_accent_and_error() {
    let folder = site();
    let root = folder.path();
    build(root);
    for (query, expected) in [
        ("subsidie", &["Café dicht", "De gemeenteraad besluit"][..]),
        ("boom", &["Nieuwe bomen in het park"]),
        ("cafe", &["Café dicht"]),
        ("CAFÉ sluit", &["Café dicht"]),
        ("raad", &["Raad en park", "De gemeenteraad besluit"]),
        ("vrijwiligers", &["Nieuwe bomen in het park"]),
        ("park -linden", &["Raad en park"]),
        ("vrijwil", &["Nieuwe bomen in het park"]),
        ("\"raad en park\"", &["Raad en park"]),
        ("\"park en raad\"", &[]),
        ("\"de raad\" -café", &["Raad en park"]),
        ("park jaar:2018", &["Nieuwe bomen in het park"]),
        ("tag:natuur", &["Nieuwe bomen in het park"]),
        ("auteur:anna-lindeman", &["De gemeenteraad besluit"]),
        ("lindeman", &["De gemeenteraad besluit"]),
        ("gemeentehuis", &["Contact"]),
        ("parken", &["Raad en park", "Nieuwe bomen in het park"]),
        ("xark", &[]),
        ("park olifant", &["Raad en park", "Nieuwe bomen in het park"]),
        ("olifant", &[]),
        ("", &[]),
        ("🎉", &[]),
    ] {
        assert_eq!(found(root, query), expected, "{query}");
    }
    assert_eq!(found(root, &"x".repeat(10_000)), [""; 0]);
}

/// A word that the site has only in the plural.
#[test]
fn an_english_word_is_found_by_its_plural() {
    let folder = site();
    let root = folder.path();
    write(root, "site.yaml", "title: Village\nbase_url: https://www.village.example\nlanguage: en\nsearch: true\n");
    write(root, "content/news/2020-01-01-a.md", "---\ntitle: Reading\n---\nThe libraries and policies of cities.\n");
    build(root);
    for query in ["library", "libraries", "policy", "city"] {
        assert_eq!(found(root, query), ["Reading"], "{query}");
    }
    assert_eq!(found(root, "mibrary"), [""; 0]);
}

#[test]
fn what_is_not_public_is_in_no_byte_of_the_index() {
    let folder = site();
    let root = folder.path();
    let hidden = [
        ("draft: true", "verborgeneen"),
        ("search: false", "verborgentwee"),
        ("date: 2999-01-01", "verborgendrie"),
        ("withdrawn: true", "verborgenvier"),
        ("expires: 2014-01-01", "verborgenvijf"),
    ];
    for (key, secret) in hidden {
        let date = if key.starts_with("date") { "" } else { "date: 2013-01-01\n" };
        write(
            root,
            &format!("content/nieuws/{secret}.md"),
            &format!("---\ntitle: Titel {secret}\n{date}{key}\n---\nWoord{secret}.\n"),
        );
    }
    build(root);
    let index = unpacked(root);
    assert!(index.values().any(|text| text.contains("gemeenteraad")), "the index is looked at");
    for secret in ["verborgen", "geheim1"] {
        for (file, text) in &index {
            assert!(!text.contains(secret), "{secret} is in {file}");
        }
        assert_eq!(found(root, secret), [""; 0]);
    }
}

/// The files of the index as text.
fn unpacked(root: &Path) -> BTreeMap<String, String> {
    let names = files(&root.join("output/assets/search"));
    let text = |name: &String| {
        use std::io::Read as _;
        let bytes = std::fs::read(root.join("output/assets/search").join(name)).unwrap();
        let mut text = Vec::new();
        flate2::read::GzDecoder::new(&*bytes).read_to_end(&mut text).unwrap();
        String::from_utf8_lossy(&text).into_owned()
    };
    names.iter().map(|name| (name.clone(), text(name))).collect()
}

/// Checks that the index in the output is the one that a build from nothing makes.
#[track_caller]
fn assert_is_the_clean_one(root: &Path) {
    let incremental = unpacked(root);
    std::fs::remove_dir_all(root.join("output")).unwrap();
    std::fs::remove_dir_all(root.join(".courant")).unwrap();
    build(root);
    assert_eq!(incremental, unpacked(root), "an incremental index is the clean one");
}

#[test]
fn an_edit_changes_few_files_and_the_next_build_none() {
    let folder = site();
    let root = folder.path();
    for number in 0..150 {
        let words: Vec<String> = (0..60).map(|word| format!("woord{}", (number * 31 + word * 7) % 997)).collect();
        let text =
            format!("---\ntitle: Bericht {number}\ndate: 2023-02-{:02}\n---\n{}\n", number % 28 + 1, words.join(" "));
        write(root, &format!("content/nieuws/bericht-{number}.md"), &text);
    }
    build(root);
    let names = || -> Vec<String> { files(&root.join("output/assets/search")) };
    let before = names();
    let bytes = std::fs::read(root.join(INDEX)).unwrap();
    build(root);
    assert_eq!((names(), std::fs::read(root.join(INDEX)).unwrap()), (before.clone(), bytes.clone()));
    let old = read(root, "content/nieuws/bericht-7.md");
    write(root, "content/nieuws/bericht-7.md", &format!("{old}\nEen nieuwe zin erbij.\n"));
    build(root);
    let changed = names().into_iter().filter(|name| !before.contains(name)).count() + 1;
    assert!((2..=6).contains(&changed), "{changed} files changed");
    assert_eq!(found(root, "nieuwe zin"), ["Bericht 7"]);
    assert_is_the_clean_one(root);
}

#[test]
fn a_damaged_index_is_told_and_a_missing_one_too() {
    let folder = site();
    let root = folder.path();
    let told = courant(root, &["search", "raad"]);
    assert!(told.err.contains("run `courant build`"), "{told:?}");
    build(root);
    std::fs::write(root.join(INDEX), "torn").unwrap();
    let told = courant(root, &["search", "raad"]);
    assert!(told.err.contains("is damaged") && told.status == 2, "{told:?}");
    build(root);
    assert_eq!(found(root, "boom"), ["Nieuwe bomen in het park"], "a build mends it");
    write(root, "site.yaml", "title: Dorpsblad\nbase_url: https://www.dorp.example\n");
    build(root);
    assert!(!root.join("output/assets/search").exists() && !root.join("output/zoeken").exists());
    let told = courant(root, &["search", "raad"]);
    assert!(told.err.contains("`search: true`"), "{told:?}");
}

#[test]
fn any_script_and_any_length_is_found() {
    let folder = site();
    let root = folder.path();
    write(root, "site.yaml", "title: Dorpsblad\nbase_url: https://www.dorp.example/krant\nsearch: true\n");
    let items = [
        ("arabisch", "مرحبا بالعالم", "قهوة 🎉 للجميع"),
        ("japans", "東京都の天気", "今日は晴れ"),
        ("grieks", "Ο δρόμος", "ΟΔΟΣ"),
        ("zacht", "Lang", "ge\u{ad}meen\u{ad}te\u{ad}huis&shy;deur"),
    ];
    for (name, title, body) in items {
        write(root, &format!("content/nieuws/2020-01-01-{name}.md"), &format!("---\ntitle: {title}\n---\n{body}\n"));
    }
    let words: Vec<String> = (0..5000).map(|number| format!("woord{number}")).collect();
    let long = format!("{} ", words.join(" ")).repeat(440);
    let text = format!("---\ntitle: Zonder einde\n---\n{long}{} laatste\n", "z".repeat(10_000));
    assert!(text.len() > 20_000_000);
    write(root, "content/nieuws/2020-01-02-lang.md", &text);
    build(root);
    for (query, expected) in [
        ("قهوة", "مرحبا بالعالم"),
        ("مَرحبا", "مرحبا بالعالم"),
        ("東京", "東京都の天気"),
        ("天気", "東京都の天気"),
        ("οδος", "Ο δρόμος"),
        ("gemeentehuisdeur", "Lang"),
        ("woord4999", "Zonder einde"),
        ("laatste", "Zonder einde"),
        (&"z".repeat(10_000), "Zonder einde"),
        ("\"Ο δρόμος\"", "Ο δρόμος"),
    ] {
        assert_eq!(found(root, query), [expected], "{}", query.chars().take(40).collect::<String>());
    }
}

#[test]
fn words_that_were_kept_change_nothing_and_torn_ones_are_read_again() {
    let folder = site();
    let root = folder.path();
    for number in 0..700 {
        let text =
            format!("---\ntitle: Stuk {number}\ndate: 2012-01-{:02}\n---\nWoord{number} en meer.\n", number % 28 + 1);
        write(root, &format!("content/nieuws/stuk-{number}.md"), &text);
    }
    build(root);
    let kept = files(&root.join(".courant/words"));
    assert!(kept.len() > 3, "{kept:?}");
    write(root, "content/nieuws/stuk-9.md", "---\ntitle: Stuk 9\ndate: 2012-01-10\n---\nAnders.\n");
    std::fs::remove_file(root.join("content/nieuws/stuk-300.md")).unwrap();
    build(root);
    assert_eq!((found(root, "woord9 "), found(root, "anders")), (vec![], vec!["Stuk 9".to_owned()]));
    for (place, file) in files(&root.join(".courant/words")).iter().enumerate() {
        let path = root.join(".courant/words").join(file);
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(path, bytes.get(..bytes.len() * (place % 2) / 2).unwrap()).unwrap();
    }
    write(root, "content/nieuws/stuk-10.md", "---\ntitle: Stuk 10\ndate: 2012-01-11\n---\nOok anders.\n");
    build(root);
    assert_is_the_clean_one(root);
}

#[test]
fn the_files_of_the_index_are_published_before_the_manifest_that_names_them() {
    let folder = site();
    let root = folder.path();
    let settings = read(root, "site.yaml");
    write(root, "site.yaml", &format!("{settings}publish: {{doel: {{path: www, mode: in-place}}}}\n"));
    let told = courant(root, &["publish", "--dry-run"]);
    assert_eq!(told.status, 0, "{told:?}");
    let lines: Vec<&str> = told.out.lines().filter(|line| line.contains("assets/search/")).collect();
    assert!(lines.len() > 3, "{told:?}");
    let (manifest, before) = lines.split_last().unwrap();
    assert!(manifest.contains("nl/index.bin") && before.iter().all(|line| !line.contains("index.bin")), "{lines:?}");
    let all: Vec<&str> = told.out.lines().collect();
    let place = |name: &str| all.iter().position(|line| line.contains(name)).unwrap();
    assert!(place("zoeken/index.html") < place("nl/index.bin"));
}

#[test]
fn pages_have_the_mark_of_pagefind_where_it_should_look() {
    let folder = site();
    let root = folder.path();
    build(root);
    for (page, is_found) in [("nieuws/2013/raad", true), ("contact", true), ("nieuws", false), ("zoeken", false)] {
        let html = read(root, &format!("output/{page}/index.html"));
        assert_eq!(html.contains(" data-pagefind-body"), is_found, "{page}");
    }
}

/// Enough for words to be frequent in the years before the newest.
const ITEMS: u32 = 2700;

/// A site with a word that most items have, one that a third have, and rare ones, over more than a year.
fn large_site() -> tempfile::TempDir {
    let folder = site();
    let root = folder.path();
    for number in 0..ITEMS {
        let title =
            ["Gemeente opent brug", "Brug bij Oudeveen", "Markt in het dorp", "Nieuwe bomen"][number as usize % 4];
        let third = if number.is_multiple_of(3) { "Zonnepanelen zijn er ook." } else { "" };
        let most = if number.is_multiple_of(7) { "" } else { "De gemeente besluit, zegt de wethouder." };
        let rare = format!("Dossier{} en plan{} over gemeentehuis{}.", number % 97, number % 11, number % 13);
        let date = format!("20{}-{:02}-{:02}", 18 + number % 5, number % 12 + 1, number % 28 + 1);
        let text = format!("---\ntitle: {title} {number}\ndate: {date}\n---\n{most} {third} {rare}\n");
        write(root, &format!("content/nieuws/stuk-{number}.md"), &text);
    }
    build(root);
    folder
}

#[test]
fn a_word_that_most_items_have_is_found_in_all_of_them_with_titles_first() {
    let folder = large_site();
    let root = folder.path();
    let with_most = |query: &str| {
        let told = courant(root, &["search", "--format", "json", "--most", "5000", query]);
        serde_json::from_str::<Vec<serde_json::Value>>(&told.out).unwrap_or_else(|_| panic!("{told:?}"))
    };
    let hits = with_most("gemeente ");
    // A seventh of the items lack the word in their text, and of these a quarter have it in their title.
    let expected = (0..ITEMS).filter(|number| number % 7 != 0 || number % 4 == 0).count();
    assert!((expected..expected + 5).contains(&hits.len()), "{} of {expected}", hits.len());
    assert!(hits.iter().take(500).all(|hit| hit["title"].as_str().unwrap().contains("emeente")), "titles are first");
    assert_eq!(
        with_most("zonnepanelen -gemeente jaar:2019").len(),
        (0..ITEMS)
            .filter(|number| { number % 3 == 0 && number % 7 == 0 && number % 4 != 0 && number % 5 == 1 })
            .count()
    );
    for (query, first) in
        [("gemeenet brug", "Gemeente opent brug"), ("zonnepannelen", ""), ("zonnepan", ""), ("gemeentes", "Gemeente")]
    {
        let found = with_most(query);
        assert!(
            found.len() > 100 && found[0]["title"].as_str().unwrap().starts_with(first),
            "{query}: {}",
            found.len()
        );
    }
    let largest = unpacked(root).values().map(String::len).max().unwrap();
    assert!(largest < 20_000, "{largest} bytes");
}

#[test]
#[ignore = "wants Node.js"]
fn the_script_of_the_page_finds_the_same_in_the_same_order() {
    let folder = large_site();
    let root = folder.path();
    let queries = [
        "gemeente",
        "gemeente ",
        "gemeente brug",
        "gemeenet brug",
        "zonnepan",
        "zonnepannelen dorp",
        "plan7 markt",
        "dossier9",
        "dossier9 ",
        "oudeveen -gemeente",
        "bomen jaar:2020",
        "jaar:2021",
        "wethouder gemeentehuis5 brug",
        "gemeentes",
        "markten",
        "xyzzy brug",
        "gem",
        "tag:natuur",
        "auteur:anna-lindeman",
        "raad park",
        "café",
        "DE",
        "besluit zegt",
        "mraktplein",
        "ondersteunt",
        "Brug bij Oudeveen 1001",
    ];
    let file = root.join("queries.json");
    std::fs::write(&file, serde_json::to_string(&queries).unwrap()).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/search_twin.mjs");
    let mut node = std::process::Command::new("node");
    let told = node.arg(script).arg(root.join("output")).arg("/assets/search/nl/").arg(file).output().unwrap();
    let by_script: Vec<Vec<String>> =
        serde_json::from_slice(&told.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&told.stderr)));
    for (query, by_script) in queries.iter().zip(by_script) {
        let told = courant(root, &["search", "--format", "json", "--most", "50", query]);
        let hits: Vec<serde_json::Value> = serde_json::from_str(&told.out).unwrap_or_else(|_| panic!("{told:?}"));
        let hits: Vec<&str> = hits.iter().map(|hit| hit["href"].as_str().unwrap()).collect();
        assert_eq!(hits, by_script, "{query}");
    }
}
