//! Small sites, built and compared with their expected output; the output is the same everywhere and at any time.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::program::{command, copy, courant, files, read, told, write};

const AT: &str = "2014-06-01";

fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites").join(name)
}

/// A copy of a case without its expected output.
fn site(name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&case(name), folder.path());
    let _ = fs::remove_dir_all(folder.path().join("expected"));
    folder
}

fn built(folder: &Path, arguments: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let told = courant(folder, &[&["build", "--at", AT], arguments].concat());
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    output(folder)
}

fn output(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let output = folder.join("output");
    files(&output).into_iter().map(|file| (file.clone(), fs::read(output.join(file)).unwrap())).collect()
}

#[test]
fn a_whole_site_matches_its_expected_output() {
    let folder = site("whole");
    let files_now = built(folder.path(), &[]);
    let expected = case("whole").join("expected");
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        let _ = fs::remove_dir_all(&expected);
        copy(&folder.path().join("output"), &expected);
    }
    let names: Vec<&String> = files_now.keys().collect();
    assert_eq!(
        names,
        files(&expected).iter().collect::<Vec<_>>(),
        "the set of files differs; UPDATE_EXPECTED=1 keeps it"
    );
    for (file, bytes) in &files_now {
        let wanted = fs::read(expected.join(file)).unwrap();
        assert!(*bytes == wanted, "{file} differs; UPDATE_EXPECTED=1 keeps this:\n{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn texts_that_were_saved_on_windows_give_the_same_site() {
    let folder = site("whole");
    let texts = ["site.yaml", "content", "themes"];
    let is_text = |file: &String| {
        let is_binary = [".png", ".pdf", ".wav"].iter().any(|ending| file.ends_with(ending));
        texts.contains(&file.split('/').next().unwrap()) && !is_binary
    };
    write(
        folder.path(),
        "content/nieuws/blok.md",
        "---\ntitle: Blok\ndate: 2014-01-05\n---\n\n::: note\nA\n:::\nB\n\n    c\n",
    );
    let mut changed = 0;
    for file in files(folder.path()).iter().filter(|file| is_text(file)) {
        write(folder.path(), file, &read(folder.path(), file).replace("\r\n", "\n"));
    }
    let before = built(folder.path(), &[]);
    for file in files(folder.path()).iter().filter(|file| is_text(file)) {
        let text = read(folder.path(), file);
        changed += text.matches('\n').count();
        write(folder.path(), file, &text.replace('\n', "\r\n"));
    }
    fs::remove_dir_all(folder.path().join("output")).unwrap();
    fs::remove_dir_all(folder.path().join(".courant")).unwrap();
    let after = built(folder.path(), &[]);
    assert!(changed > 200, "{changed}");
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (file, bytes) in &after {
        assert!(*bytes == before[file], "{file} differs:\n{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn drafts_and_future_items_appear_nowhere() {
    let folder = site("whole");
    for (file, bytes) in built(folder.path(), &[]) {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        for secret in ["concept", "niemand leest dit", "later", "geheim"] {
            assert!(!text.contains(secret) && !file.contains(secret), "{file} has `{secret}`");
        }
    }
    let told = courant(folder.path(), &["build", "--at", "2015-02-01", "--drafts"]);
    assert_eq!(told.status, 0, "{told:?}");
    assert!(output(folder.path()).contains_key("nieuws/2014/concept/index.html"));
    assert!(output(folder.path()).contains_key("nieuws/2015/later/index.html"));
}

#[test]
fn output_does_not_depend_on_machine_time_zone_locale_or_threads() {
    let first = built(site("whole").path(), &[]);
    let folder = site("whole");
    let elsewhere = tempfile::tempdir().unwrap();
    for (threads, zone, language, hour) in [
        ("1", "UTC", "C", "00:00"),
        ("2", "Pacific/Auckland", "nl_NL.UTF-8", "00:01"),
        ("7", "America/New_York", "ar_EG.UTF-8", "00:00"),
    ] {
        let mut command = command(elsewhere.path());
        command.args([
            "--root",
            folder.path().to_str().unwrap(),
            "build",
            "--output",
            folder.path().join("output").to_str().unwrap(),
        ]);
        command
            .args(["--at", &format!("{AT}T{hour}:00+02:00")])
            .env("RAYON_NUM_THREADS", threads)
            .env("TZ", zone)
            .env("LANG", language)
            .env("LC_ALL", language);
        let told = told(&mut command);
        assert_eq!(told.status, 0, "{told:?}");
        assert!(first == output(folder.path()), "{threads} {zone} {language}");
        fs::remove_dir_all(folder.path().join("output")).unwrap();
        fs::remove_dir_all(folder.path().join(".courant")).unwrap();
    }
}

#[test]
fn a_second_build_writes_no_file() {
    let folder = site("whole");
    built(folder.path(), &[]);
    let stamps = |folder: &Path| -> Vec<_> {
        files(folder).iter().map(|file| fs::metadata(folder.join(file)).unwrap().modified().unwrap()).collect()
    };
    let before = stamps(&folder.path().join("output"));
    let told = courant(folder.path(), &["build", "--at", AT]);
    assert!(told.out.contains(" unchanged") && !told.out.contains("written"), "{told:?}");
    assert_eq!(before, stamps(&folder.path().join("output")));
}

#[test]
fn an_item_links_back_to_its_entry_in_its_list() {
    let folder = site("whole");
    let output = built(folder.path(), &[]);
    let mut items = 0;
    for (file, bytes) in output.iter().filter(|(file, _)| file.starts_with("nieuws/20") && file.ends_with("index.html"))
    {
        let page = String::from_utf8_lossy(bytes);
        let (list, entry) =
            page.split("back=/site/").nth(1).and_then(|rest| rest.split_whitespace().next()?.split_once('#')).unwrap();
        let list = String::from_utf8_lossy(&output[&format!("{list}index.html")]);
        assert!(list.contains(&format!("* {entry} ")), "{file}: {entry}");
        items += 1;
    }
    assert_eq!(items, 5);
}

#[test]
fn a_file_named_by_its_date_alone_takes_its_slug_from_the_title() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "site.yaml", "title: Dorp\nbase_url: https://dorp.example\n");
    write(folder.path(), "content/nieuws/2014-02-01.md", "---\ntitle: De brug is open\n---\nTekst.\n");
    assert!(built(folder.path(), &[]).contains_key("nieuws/2014/de-brug-is-open/index.html"));
}

#[test]
fn a_child_theme_replaces_one_block_one_template_and_two_words() {
    let folder = site("child");
    built(folder.path(), &[]);
    let output = folder.path().join("output");
    let item = read(&output, "nieuws/2013/wijk/index.html");
    assert!(item.contains("« Terug naar het nieuws</a>, of <a href=\"/\">Voorpagina</a>"), "{item}");
    // The rest comes from the parent theme.
    assert!(
        item.contains("<link rel=\"stylesheet\" href=\"/assets/courant-") && item.contains("Alle nieuwsberichten"),
        "{item}"
    );
    let not_found = read(&output, "404.html");
    assert!(not_found.contains("<h1>Weg is weg</h1>") && not_found.contains("class=\"masthead\""), "{not_found}");
}

#[test]
fn feeds_parse_and_have_absolute_addresses_only() {
    let folder = site("whole");
    let mut feeds = 0;
    for (file, bytes) in built(folder.path(), &[]) {
        if !["feed.xml", "rss.xml", "feed.json"].iter().any(|end| file.ends_with(end)) {
            continue;
        }
        let feed = feed_rs::parser::parse(&bytes[..]).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(!feed.entries.is_empty(), "{file} is empty");
        for entry in feed.entries {
            assert!(entry.title.is_some() && entry.published.is_some(), "{file}: {entry:?}");
            let text = entry.content.and_then(|content| content.body).unwrap_or_else(|| panic!("{file} has no text"));
            assert!(
                !text.contains("href=\"/") && !text.contains("src=\"/") && !text.contains("=\"#"),
                "{file}: {text}"
            );
        }
        feeds += 1;
    }
    assert_eq!(feeds, 21);
}

#[test]
fn an_international_domain_is_written_as_machines_read_it() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "site.yaml", "title: Bücher\nbase_url: https://bücher.example:8443/site\nlanguage: de\n");
    write(
        folder.path(),
        "content/a.md",
        "---\ntitle: Neues\ndate: 2013-12-03\n---\n\n[Start](https://bücher.example:8443/site/)\n",
    );
    let built = courant(folder.path(), &["build"]);
    assert_eq!((built.status, built.err.as_str()), (0, ""), "{built:?}");
    let origin = "https://xn--bcher-kva.example:8443/site/";
    for file in ["output/sitemap.xml", "output/feed.xml", "output/robots.txt", "output/index.html"] {
        let text = read(folder.path(), file);
        assert!(text.contains(origin) && !text.contains("bücher.example"), "{file}: {text}");
    }
}
