//! The preview serves each save.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::server::{Preview, item, small_site};
use crate::images::a_picture_and_a_corrupt_copy;
use crate::program::{copy, courant, files, read, write};

const EEN: &str = "content/nieuws/een.md";

#[test]
fn a_saved_text_is_on_its_page_and_in_the_lists() {
    let folder = small_site();
    let site = folder.path();
    let preview = Preview::of(site, &[]);
    preview.until_seen("/nieuws/2014/een/", "De eerste tekst.");
    write(site, EEN, &item("Een nieuwe titel", "", "Een andere tekst."));
    preview.until_seen("/nieuws/2014/een/", "Een andere tekst.");
    assert!(preview.get("/").text().contains("Een nieuwe titel"));
    assert!(preview.get("/feed.xml").text().contains("Een andere tekst."));
    write(site, "content/nieuws/drie.md", &item("Drie", "", "De derde."));
    preview.until_seen("/nieuws/2014/drie/", "De derde.");
    let new = preview.about("/", "")["new"][0].clone();
    assert_eq!((new["title"].as_str(), new["href"].as_str()), (Some("Drie"), Some("/nieuws/2014/drie/")));
    fs::remove_file(site.join("content/nieuws/drie.md")).unwrap();
    preview.until("/nieuws/2014/drie/", |answer| answer.status == 404);
}

#[test]
fn the_last_good_site_stays_while_there_is_a_mistake() {
    let folder = small_site();
    let site = folder.path();
    let preview = Preview::of(site, &[]);
    preview.until_seen("/nieuws/2014/een/", "De eerste tekst.");
    write(site, EEN, &item("Een", "tgas: [zorg]\n", "Half af."));
    let report = preview.until_wrong("unknown-key");
    let finding = &report["findings"][0];
    assert_eq!(finding["place"]["file"], EEN);
    assert_eq!((&finding["place"]["line"], &finding["place"]["marked"]), (&4.into(), &"tgas".into()));
    assert!(finding["hints"][0].as_str().unwrap().contains("`tags`"), "{report}");
    assert!(finding["place"]["editor"].as_str().unwrap().ends_with("/content/nieuws/een.md:4:1"), "{report}");
    assert!(preview.get("/nieuws/2014/een/").text().contains("De eerste tekst."));
    assert!(preview.get("/feed.xml").text().contains("De eerste tekst."));
    write(site, EEN, &item("Een", "tags: [zorg]\n", "Nu af."));
    preview.until_seen("/nieuws/2014/een/", "Nu af.");
    assert_eq!(preview.get("/.courant/report").json()["findings"].as_array().unwrap().len(), 0);
    let (_, err) = preview.end();
    assert!(
        err.contains("error[unknown-key]") && err.contains("the preview still shows the previous version"),
        "{err}"
    );
}

#[test]
fn a_site_with_mistakes_from_the_start_is_shown_once_they_are_fixed() {
    let folder = small_site();
    let site = folder.path();
    write(site, EEN, "---\ntitle: Wat: nu\n---\n");
    let preview = Preview::of(site, &[]);
    let answer = preview.get("/");
    assert_eq!(answer.status, 503, "{answer:?}");
    assert!(answer.text().contains("content/nieuws/een.md:2") && answer.text().contains("preview.js"), "{answer:?}");
    assert!(answer.header("content-security-policy").unwrap().starts_with("default-src 'none'"));
    write(site, EEN, &item("Een", "", "Hersteld."));
    preview.until_seen("/nieuws/2014/een/", "Hersteld.");
}

#[test]
fn a_corrupt_picture_is_reported_when_it_is_saved() {
    let folder = small_site();
    let site = folder.path();
    let (picture, torn) = a_picture_and_a_corrupt_copy();
    fs::write(site.join("content/nieuws/foto.png"), &picture).unwrap();
    write(site, EEN, &item("Een", "", "![De brug](foto.png)"));
    let preview = Preview::of(site, &[]);
    preview.until_seen("/nieuws/2014/een/", "foto");
    fs::write(site.join("content/nieuws/foto.png"), &torn).unwrap();
    assert_eq!(preview.until_wrong("image-unreadable")["findings"][0]["place"]["file"], "content/nieuws/foto.png");
    fs::write(site.join("content/nieuws/foto.png"), &picture).unwrap();
    preview.until("/.courant/report", |answer| answer.json()["findings"].as_array().is_some_and(Vec::is_empty));
}

#[test]
fn lints_are_reported_for_the_items_being_edited() {
    let folder = small_site();
    let site = folder.path();
    let stumbled = |body: &str| item("Een", "", &format!("{body}\n\n## Een\n\n#### Twee"));
    write(site, "content/nieuws/oud.md", &stumbled("Oud."));
    let preview = Preview::of(site, &[]);
    preview.until_seen("/nieuws/2014/oud/", "Oud.");
    write(site, EEN, &stumbled("Nieuw."));
    let report = preview.until_wrong("heading-jump");
    let files: Vec<&str> =
        report["findings"].as_array().unwrap().iter().map(|found| found["place"]["file"].as_str().unwrap()).collect();
    assert_eq!(files, [EEN], "{report}");
    // It is still reported when another item is saved, and its page is shown all the same.
    write(site, "content/nieuws/twee.md", &item("Twee", "", "Ook bewaard."));
    preview.until_seen("/nieuws/2014/twee/", "Ook bewaard.");
    assert!(preview.get("/.courant/report").text().contains("heading-jump"));
    preview.until_seen("/nieuws/2014/een/", "Nieuw.");
}

#[test]
fn the_bar_counts_the_lints_of_an_item_that_is_not_being_edited() {
    let folder = small_site();
    let site = folder.path();
    let settings = read(site, "site.yaml");
    write(site, "site.yaml", &format!("{settings}\nlints: {{link-text: error}}\n"));
    write(site, EEN, &item("Een", "", "Klik [hier](/nieuws/), of [hier](/)."));
    let preview = Preview::of(site, &[]);
    preview.until_seen("/nieuws/2014/een/", ">hier</a>");
    assert_eq!(preview.about("/nieuws/2014/een/", "")["item"]["findings"], 2);
    assert!(!preview.get("/.courant/report").text().contains("link-text"));
}

#[test]
fn a_broken_template_is_reported_and_the_last_good_site_stays() {
    let folder = small_site();
    let site = folder.path();
    write(site, "themes/eigen/theme.yaml", "name: eigen\nextends: courant\ncourant: \">=0.1\"\n");
    write(site, "site.yaml", "title: Dorp\nbase_url: https://www.example.org\ntheme: eigen\n");
    fs::remove_file(site.join("content/nieuws/een.en.md")).unwrap();
    let preview = Preview::of(site, &[]);
    preview.until_seen("/nieuws/2014/een/", "De eerste tekst.");
    let template = "themes/eigen/templates/item.html";
    write(site, template, "{{ item.titel }}");
    assert_eq!(preview.until_wrong("titel")["findings"][0]["place"]["file"], template);
    assert!(preview.get("/nieuws/2014/een/").text().contains("De eerste tekst."));
    write(site, template, "<!doctype html><head></head><h1>Eigen {{ item.title }}</h1>");
    preview.until_seen("/nieuws/2014/een/", "<h1>Eigen Een</h1>");
    assert!(!preview.get("/.courant/report").text().contains("titel"));
}

#[test]
fn every_way_to_save_a_file_is_noticed() {
    let folder = small_site();
    let site = folder.path();
    let preview = Preview::of(site, &[]);
    preview.until_seen("/", "Twee");
    // As Vim does it.
    let path = site.join(EEN);
    write(site, "content/nieuws/4913", "");
    fs::remove_file(site.join("content/nieuws/4913")).unwrap();
    fs::rename(&path, site.join("content/nieuws/een.md~")).unwrap();
    write(site, EEN, &item("Een", "", "Met Vim."));
    fs::remove_file(site.join("content/nieuws/een.md~")).unwrap();
    preview.until_seen("/nieuws/2014/een/", "Met Vim.");
    // Through a neighbour, renamed over it.
    write(site, "content/nieuws/.een.md.tmp", &item("Een", "", "Door een buurman."));
    fs::rename(site.join("content/nieuws/.een.md.tmp"), &path).unwrap();
    preview.until_seen("/nieuws/2014/een/", "Door een buurman.");
    // A folder that comes, moves and goes.
    write(site, "content/nieuws/map/binnen.md", &item("Binnen", "", "In een map."));
    preview.until_seen("/nieuws/2014/binnen/", "In een map.");
    fs::rename(site.join("content/nieuws/map"), site.join("content/nieuws/andere")).unwrap();
    write(site, "content/nieuws/andere/binnen.md", &item("Binnen", "", "Verhuisd."));
    preview.until_seen("/nieuws/2014/binnen/", "Verhuisd.");
    fs::remove_dir_all(site.join("content/nieuws/andere")).unwrap();
    preview.until("/nieuws/2014/binnen/", |answer| answer.status == 404);
    // All content, gone and back.
    fs::rename(site.join("content"), site.join("weg")).unwrap();
    preview.until("/nieuws/2014/een/", |answer| answer.status == 404);
    fs::rename(site.join("weg"), site.join("content")).unwrap();
    preview.until_seen("/nieuws/2014/een/", "Door een buurman.");
    write(site, EEN, &item("Een", "", "Nog steeds gevolgd."));
    preview.until_seen("/nieuws/2014/een/", "Nog steeds gevolgd.");
    assert!(!preview.get("/nieuws/2014/binnen/").text().contains("Verhuisd."));
}

#[test]
fn checking_out_another_branch_shows_its_site() {
    let folder = small_site();
    let site = folder.path();
    let git = |arguments: &[&str]| {
        let own = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main"];
        let done = Command::new("git").current_dir(site).args(own).args(arguments).output().unwrap();
        assert!(done.status.success(), "{done:?}");
    };
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message", "een"]);
    git(&["checkout", "--quiet", "-b", "twee"]);
    for number in 0..60 {
        write(
            site,
            &format!("content/nieuws/map{}/bericht-{number}.md", number % 7),
            &item(&format!("Nummer {number}"), "", "Van de tak."),
        );
    }
    fs::remove_file(site.join("content/nieuws/twee.md")).unwrap();
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message", "twee"]);
    git(&["checkout", "--quiet", "main"]);
    let preview = Preview::of(site, &[]);
    preview.until_seen("/nieuws/2014/twee/", "De tweede tekst.");
    git(&["checkout", "--quiet", "twee"]);
    preview.until("/nieuws/2014/twee/", |answer| answer.status == 404);
    for number in 0..60 {
        preview.until_seen(&format!("/nieuws/2014/bericht-{number}/"), "Van de tak.");
    }
    git(&["checkout", "--quiet", "main"]);
    preview.until_seen("/nieuws/2014/twee/", "De tweede tekst.");
    preview.until("/nieuws/2014/bericht-59/", |answer| answer.status == 404);
}

#[test]
fn changes_at_once_cause_one_rebuild() {
    let folder = small_site();
    let site = folder.path();
    let preview = Preview::of(site, &[]);
    preview.until_seen("/", "Twee");
    preview.while_it_sleeps(|| {
        for number in 0..30 {
            write(site, &format!("content/nieuws/map/nummer-{number}.md"), &item("Samen", "", "Tegelijk bewaard."));
        }
    });
    preview.until_seen("/nieuws/2014/nummer-29/", "Tegelijk bewaard.");
    preview.while_it_sleeps(|| fs::remove_dir_all(site.join("content/nieuws/map")).unwrap());
    preview.until("/nieuws/2014/nummer-0/", |answer| answer.status == 404);
    // As an editor saves all its files: the old one out of the way, the new one in its place.
    let texts = ["een.md", "een.en.md", "twee.md"];
    preview.while_it_sleeps(|| {
        for text in texts.map(|text| site.join("content/nieuws").join(text)) {
            let [new, old] = [".new", "~"].map(|end| format!("{}{end}", text.display()));
            fs::write(&new, item("Een", "", "Hernoemd.")).unwrap();
            fs::rename(&text, old).unwrap();
            fs::rename(new, &text).unwrap();
        }
    });
    preview.until_seen("/nieuws/2014/een/", "Hernoemd.");
    // Two seconds after the last change all files are checked once more, in case an event was lost: that causes no rebuild.
    std::thread::sleep(std::time::Duration::from_secs(3));
    let (out, err) = preview.end();
    let made = out.lines().filter(|line| line.contains('→')).count();
    assert_eq!((made, err.as_str()), (4, ""), "{out}");
}

#[test]
fn an_item_with_a_new_address_is_found_by_its_file() {
    let folder = small_site();
    let site = folder.path();
    let preview = Preview::of(site, &[]);
    let about = preview.about("/nieuws/2014/een/", "");
    assert_eq!(about["item"]["file"], EEN);
    write(site, EEN, &item("Een", "slug: anders\n", "Verhuisd."));
    preview.until_seen("/nieuws/2014/anders/", "Verhuisd.");
    assert_eq!(preview.about("/nieuws/2014/een/", EEN)["moved"], "/nieuws/2014/anders/");
    assert!(preview.about("/nieuws/2014/anders/", EEN)["moved"].is_null());
}

#[test]
fn a_changed_stylesheet_leaves_the_page_as_it_is() {
    let folder = small_site();
    let site = folder.path();
    let preview = Preview::of(site, &[]);
    let before = preview.about("/", "");
    write(site, "static/eigen.css", "body { color: green; }\n");
    preview.until_seen("/eigen.css", "green");
    let after = preview.about("/", "");
    assert!(before["fingerprint"] == after["fingerprint"] && before["styles"] != after["styles"], "{before} {after}");
    write(site, "static/los.txt", "anders");
    preview.until_seen("/los.txt", "anders");
    assert_ne!(preview.about("/", "")["fingerprint"], after["fingerprint"], "a page may show any other file");
}

#[test]
fn the_bar_knows_the_files_of_terms_and_contacts() {
    let folder = small_site();
    let site = folder.path();
    write(site, "content/tags/wonen.md", "---\ntitle: wonen\n---\nOver wonen.\n");
    write(site, "content/contacts/pers.yaml", "name: Anna Lindeman\n");
    write(site, "content/nieuws/met.md", &item("Met", "tags: [wonen]\ncontact: pers\n", "Met."));
    let preview = Preview::of(site, &["--at", "2014-03-01", "--editor", "vscode"]);
    let about = preview.about("/tags/wonen/", "");
    assert_eq!((&about["item"]["file"], &about["item"]["title"]), (&"content/tags/wonen.md".into(), &"wonen".into()));
    assert!(about["item"]["editor"].as_str().unwrap().ends_with("/content/tags/wonen.md:1:1"), "{about}");
    let contact = &preview.about("/nieuws/2014/met/", "")["item"]["contacts"][0];
    assert_eq!((&contact["name"], &contact["file"]), (&"Anna Lindeman".into(), &"content/contacts/pers.yaml".into()));
    assert!(contact["editor"].as_str().unwrap().ends_with("/content/contacts/pers.yaml:1:1"), "{contact}");
    assert_eq!(preview.about("/nieuws/2014/een/", "")["item"]["contacts"].as_array().unwrap().len(), 0);
}

#[test]
fn the_bar_shows_the_state_of_an_item() {
    let folder = small_site();
    let site = folder.path();
    write(site, "content/nieuws/concept.md", &item("Concept", "draft: true\n", "Een twee drie."));
    write(site, "content/nieuws/weg.md", &item("Weg", "withdrawn: true\n", "Weg."));
    write(site, "content/nieuws/vast.md", &item("Vast", "pinned_until: 2014-06-30\n", "Vast."));
    write(site, "content/nieuws/terug.md", &item("Terug", "withdrawn: {keep: gone}\n", "Terug."));
    write(site, "content/nieuws/oud.md", &item("Oud", "expires: 2014-02-20\n", "Oud."));
    let preview = Preview::of(site, &["--drafts", "--at", "2014-03-01"]);
    let kinds = |slug: &str| {
        let about = preview.about(&format!("/nieuws/2014/{slug}/"), "");
        let states = about["item"]["states"].as_array().unwrap().clone();
        states.iter().map(|state| state["kind"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(kinds("concept"), ["draft"]);
    assert_eq!(kinds("weg"), ["withdrawn"]);
    assert_eq!((kinds("terug"), kinds("oud")), (vec!["withdrawn".to_owned()], vec!["expired".to_owned()]));
    assert_eq!(kinds("vast"), ["pinned"]);
    assert!(kinds("een").is_empty());
    let about = preview.about("/nieuws/2014/een/", "");
    assert_eq!((&about["item"]["words"], &about["item"]["minutes"]), (&3.into(), &1.into()));
    assert_eq!(about["item"]["languages"][1]["href"], "/en/news/2014/een/");
    assert_eq!(about["at"], "2014-03-01T00:00");
}

#[test]
fn held_back_items_are_named_at_their_address_and_shown_at_their_moment() {
    let folder = small_site();
    let site = folder.path();
    let later = item("Later", "", "Nog niet.").replace("2014-02-01", "2099-05-05");
    write(site, "content/nieuws/later.md", &later);
    write(site, "content/nieuws/concept.md", &item("Concept", "draft: true\n", "Half."));
    let preview = Preview::of(site, &[]);
    let address = "/nieuws/2099/later/";
    assert_eq!(preview.get(address).status, 404);
    let held = preview.about(address, "")["missing"]["held"][0].clone();
    assert_eq!((held["title"].as_str(), held["states"][0]["kind"].as_str()), (Some("Later"), Some("held")));
    assert_eq!(held["states"][0]["until"], "5 mei 2099");
    assert_eq!(preview.about("/nieuws/2014/concept/", "")["missing"]["held"][0]["states"][0]["kind"], "draft");
    assert_eq!(preview.about("/nieuws/2014/eeen/", "")["missing"]["near"][0]["href"], "/nieuws/2014/een/");
    let at = |moment: &str| preview.ask("GET", address, &[("Cookie", &format!("a=b; courant-at={moment}"))]).status;
    assert_eq!((at("2099-05-05T00:00"), at("2099-05-04T23:59"), at("2099-05-06")), (200, 404, 200));
    assert_eq!(at("geen datum"), 404, "what is no moment is now");
    assert_eq!(preview.get(address).status, 404);
    write(site, "content/nieuws/later.md", &later.replace("Nog niet.", "Bijna."));
    let cookie = [("Cookie", "courant-at=2099-05-05T00:00")];
    preview.until_asked(address, &cookie, |answer| answer.text().contains("Bijna."));
}

#[test]
fn after_any_edit_the_preview_serves_what_a_build_writes() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/whole"), site);
    fs::remove_dir_all(site.join("expected")).unwrap();
    let preview = Preview::of(site, &["--at", "2014-06-01"]);
    let mut known = until_as_built(&preview, site, &[]);
    let (five, bridge) = ("content/nieuws/2014-02-01-vijf.md", "content/nieuws/brug/index.md");
    let replaced = |file: &str, from: &str, to: &str| {
        let text = read(site, file);
        assert!(text.contains(from), "{file} has no {from}");
        write(site, file, &text.replacen(from, to, 1));
    };
    let edits: [&dyn Fn(); 16] = [
        &|| replaced(five, "Vijf.", "Vijf, en nog iets.\n\n## Een kop\n\nMet een alinea."),
        &|| replaced(five, "title: Vijf", "title: Vijf en een half\nsummary: In het kort."),
        &|| replaced(bridge, "title: ", "pinned_until: 2014-12-31\ntitle: "),
        &|| replaced(five, "tags: [vrijwilligers]", "tags: [vrijwilligers, welzijn]"),
        &|| replaced(five, "Een kop", "Een andere kop"),
        &|| replaced(five, "title: ", "slug: vijfde\ntitle: "),
        &|| replaced(five, "title: ", "aliases: [/oud/vijf/]\ntitle: "),
        &|| replaced(five, "title: ", "date: 2013-02-01\ntitle: "),
        &|| replaced(five, "Met een alinea.", "Met een alinea. ![De brug](brug/foto.png)"),
        &|| replaced(five, "title: ", "draft: true\ntitle: "),
        &|| replaced(five, "draft: true", "draft: false"),
        &|| {
            let text = item("Nieuw", "tags: [welzijn, een-nieuwe]\n", "Erbij, zie [vijf](2014-02-01-vijf.md).");
            write(site, "content/nieuws/nieuw.md", &text);
        },
        &|| fs::rename(site.join("content/nieuws/arabisch.md"), site.join("content/nieuws/anders.md")).unwrap(),
        &|| fs::remove_file(site.join("content/nieuws/nieuw.md")).unwrap(),
        &|| write(site, "static/los.txt", "Los."),
        &|| replaced("site.yaml", "per_page: 2", "per_page: 3"),
    ];
    for edit in edits {
        edit();
        known = until_as_built(&preview, site, &known);
    }
}

/// Builds the site, and asks until every address has the built bytes and each `known` address that is gone answers 404.
/// Returns the addresses.
fn until_as_built(preview: &Preview, site: &Path, known: &[String]) -> Vec<String> {
    let base_url = format!("http://127.0.0.1:{}/site", preview.port);
    let told = courant(site, &["build", "--at", "2014-06-01", "--base-url", &base_url]);
    assert_eq!(told.status, 0, "{told:?}");
    let output = site.join("output");
    let address =
        |file: &String| format!("/site/{}", file.strip_suffix("index.html").unwrap_or(file).replace(' ', "%20"));
    let built = files(&output);
    for file in &built {
        let built = fs::read(output.join(file)).unwrap();
        preview.until(&address(file), |answer| match answer.header("location").filter(|_| answer.status == 301) {
            Some(to) => String::from_utf8_lossy(&built).contains(&to),
            None => answer.status == 200 && answer.without_preview() == built,
        });
    }
    let addresses: Vec<String> = built.iter().map(address).collect();
    for gone in known.iter().filter(|known| !addresses.contains(known)) {
        preview.until(gone, |answer| answer.status == 404);
    }
    addresses
}
