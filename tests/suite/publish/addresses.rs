//! Addresses that readers have had.

use std::fs;

use super::super::program::{courant, write};
use super::{assert_is_the_site, contents, publish, published, site};

#[test]
fn an_address_that_would_die_stops_the_run_and_names_the_page_that_took_its_place() {
    let folder = site("{path: www}");
    published(folder.path(), &[]);
    let before = contents(&folder.path().join("www"));
    write(
        folder.path(),
        "content/nieuws/bericht-3.md",
        "---\ntitle: Bericht 3\nslug: een-ander-adres\ndate: 2020-04-01\ntags: [wonen]\n---\nTekst.\n",
    );
    let told = publish(folder.path(), &[]);
    let expected = "\
error[address-dies]: the published address `/nieuws/2020/bericht-3/` would disappear from `doel`; its page seems to be at `/nieuws/2020/een-ander-adres/` now
 --> content/nieuws/bericht-3.md:3:7
  |
3 | slug: een-ander-adres
  |       ^^^^^^^^^^^^^^^
  |
  = hint: run `courant check --fix`, or add this line to its front matter:
          aliases: [/nieuws/2020/bericht-3/]
  = hint: or let the address go: once with `courant publish --let-go /nieuws/2020/bericht-3/`, or permanently with `gone: [/nieuws/2020/bericht-3/]` in site.yaml

1 error; nothing was published
";
    assert_eq!((told.status, told.err.as_str(), told.out.as_str()), (1, expected, ""));
    assert!(before == contents(&folder.path().join("www")));
    write(
        folder.path(),
        "content/nieuws/bericht-3.md",
        "---\ntitle: Bericht 3\nslug: een-ander-adres\naliases: [/nieuws/2020/bericht-3/]\ndate: 2020-04-01\ntags: [wonen]\n---\nTekst.\n",
    );
    published(folder.path(), &[]);
    assert_is_the_site(folder.path(), "www");
}

#[test]
fn an_item_whose_file_was_renamed_is_found_by_its_address() {
    let folder = site("{path: www}");
    published(folder.path(), &[]);
    fs::rename(folder.path().join("content/nieuws/bericht-3.md"), folder.path().join("content/nieuws/berichten-3.md"))
        .unwrap();
    let told = publish(folder.path(), &["--dry-run"]);
    assert!(told.status == 1 && told.err.contains("seems to be at `/nieuws/2020/berichten-3/` now"), "{told:?}");
}

#[test]
fn an_item_under_another_name_is_found_by_its_title_and_day_or_by_its_text() {
    let folder = site("{path: www}");
    let text = "De raad nam het plan met grote meerderheid aan, na een avond waarop twaalf bewoners het woord voerden over de brug en het plein.";
    let item = |name: &str, title: &str, day: &str, text: &str| {
        let file = format!("content/nieuws/{name}.md");
        write(folder.path(), &file, &format!("---\ntitle: {title}\ndate: 2020-05-{day}\n---\n{text}\n"));
    };
    let remove = |name: &str| fs::remove_file(folder.path().join(format!("content/nieuws/{name}.md"))).unwrap();
    item("brugplan", "Plan voor de brug", "01", text);
    item("kermis", "Kermis", "02", "Kort.");
    item("oogst", "Oogst", "03", "Kort.");
    published(folder.path(), &[]);
    for name in ["brugplan", "kermis", "oogst"] {
        remove(name);
    }
    item("raadsbesluit", "Raad akkoord", "09", text);
    item("feestweek", "Kermis", "02", "Van zaterdag tot zondag.");
    // Two that may be the same are neither.
    item("vlas", "Oogst", "03", "Vlas.");
    item("wei", "Oogst", "03", "Wei.");
    let told = publish(folder.path(), &["--dry-run"]);
    assert!(
        told.err.contains(
            "`/nieuws/2020/brugplan/` would disappear from `doel`; its page seems to be at `/nieuws/2020/raadsbesluit/`"
        ),
        "{told:?}"
    );
    assert!(
        told.err.contains(
            "`/nieuws/2020/kermis/` would disappear from `doel`; its page seems to be at `/nieuws/2020/feestweek/`"
        ),
        "{told:?}"
    );
    assert!(told.err.contains("`/nieuws/2020/oogst/` would disappear from `doel`\n"), "{told:?}");
    let fixed = courant(folder.path(), &["check", "--fix", "--at", super::AT]);
    let is_left = fixed.err.matches("error[address-dies]").count() == 1 && fixed.err.contains("`/nieuws/2020/oogst/`");
    assert!(fixed.status == 1 && is_left, "what has no successor is told: {fixed:?}");
    for (name, alias) in [("raadsbesluit", "brugplan"), ("feestweek", "kermis")] {
        let text = fs::read_to_string(folder.path().join(format!("content/nieuws/{name}.md"))).unwrap();
        assert!(text.contains(&format!("aliases: [/nieuws/2020/{alias}/]\n")), "{text}");
    }
}

#[test]
fn a_renamed_file_with_another_date_is_known_by_its_title_its_text_or_its_moment() {
    let folder = site("{path: www}");
    let item = |name: &str, title: &str, date: &str, text: &str| {
        let text = format!("---\ntitle: {title}\ndate: {date}\n---\n\n{text}\n");
        write(folder.path(), &format!("content/nieuws/{name}.md"), &text);
    };
    item("avond", "De lange avond", "2020-05-01", "Kort.");
    item("bootreis", "Met de boot", "2020-05-02 14:30", "Kort.");
    published(folder.path(), &[]);
    for name in ["avond", "bootreis"] {
        fs::remove_file(folder.path().join(format!("content/nieuws/{name}.md"))).unwrap();
    }
    // Another name, another date, another text; and another title at the same moment.
    item("verslag-van-de-raad", "De lange avond", "2020-06-11", "Een heel andere tekst.");
    item("zwemmen", "Te water", "2020-05-02 14:30", "Iets anders.");
    let fixed = courant(folder.path(), &["check", "--fix", "--at", super::AT]);
    assert_eq!(fixed.status, 0, "{fixed:?}");
    for (name, alias) in [("verslag-van-de-raad", "avond"), ("zwemmen", "bootreis")] {
        let text = fs::read_to_string(folder.path().join(format!("content/nieuws/{name}.md"))).unwrap();
        assert!(text.contains(&format!("aliases: [/nieuws/2020/{alias}/]\n")), "{text}");
    }
}

#[test]
fn an_address_that_is_let_go_goes() {
    let folder = site("{path: www}");
    published(folder.path(), &[]);
    fs::remove_file(folder.path().join("content/nieuws/bericht-3.md")).unwrap();
    fs::remove_file(folder.path().join("content/nieuws/bericht-4.md")).unwrap();
    let told = publish(folder.path(), &[]);
    assert_eq!(told.status, 1, "{told:?}");
    assert!(
        told.err.contains("--> doel:/nieuws/2020/bericht-3/\n") && told.err.contains("would disappear from `doel`\n"),
        "{told:?}"
    );
    assert!(told.err.contains("2 errors; nothing was published"), "{told:?}");
    let told = publish(folder.path(), &["--let-go", "/nieuws/2020/bericht-3/"]);
    assert!(told.status == 1 && told.err.matches("error[address-dies]").count() == 1, "{told:?}");
    let settings = fs::read_to_string(folder.path().join("site.yaml")).unwrap();
    write(folder.path(), "site.yaml", &format!("{settings}gone: [/nieuws/2020/bericht-4/]\n"));
    published(folder.path(), &["--let-go", "/nieuws/2020/bericht-3/"]);
    assert_is_the_site(folder.path(), "www");
    published(folder.path(), &[]);
    let told = publish(folder.path(), &["--let-go", "nieuws"]);
    assert!(told.status == 2 && told.err.contains("error[address-invalid]"), "{told:?}");
}

/// A site with an item of a year, a tag, an author and a month of its own.
fn site_with_a_last_item() -> tempfile::TempDir {
    let folder = site("{path: www}");
    let settings = fs::read_to_string(folder.path().join("site.yaml")).unwrap();
    write(folder.path(), "site.yaml", &format!("{settings}host:\n  files: [netlify]\n"));
    write(
        folder.path(),
        "content/nieuws/enig.md",
        "---\ntitle: Enig\ndate: 2012-05-01\ntags: [uniek]\nauthors: [Jan]\naliases: [/oud/enig/]\n---\nEnig.\n",
    );
    published(folder.path(), &[]);
    folder
}

#[test]
fn an_item_that_goes_is_one_finding_and_its_lists_and_feeds_lead_elsewhere() {
    let folder = site_with_a_last_item();
    let (item, aside) = (folder.path().join("content/nieuws/enig.md"), folder.path().join("enig.md.weg"));
    fs::rename(&item, &aside).unwrap();
    let told = publish(folder.path(), &[]);
    assert!(told.status == 1 && told.err.matches("error[address-dies]").count() == 1, "{told:?}");
    assert!(told.err.contains("aliases: [/nieuws/2012/enig/, /oud/enig/]\n"), "{told:?}");
    published(folder.path(), &["--let-go", "/nieuws/2012/enig/"]);
    assert_is_the_site(folder.path(), "www");
    let there = contents(&folder.path().join("www"));
    assert!(!there.contains_key("nieuws/2012/enig/index.html") && !there.contains_key("oud/enig/index.html"));
    let redirects = String::from_utf8(there["_redirects"].clone()).unwrap();
    for line in [
        "/archief/2012/ /archief/ 302!\n",
        "/archief/2012/05/ /archief/ 302!\n",
        "/auteurs/jan/ / 302!\n",
        "/nieuws/pagina/2/ /nieuws/ 302!\n",
        "/tags/uniek/ /tags/ 302!\n",
        "/tags/uniek/feed.xml /feed.xml 302!\n",
    ] {
        assert!(redirects.contains(line), "{line}{redirects}");
    }
    assert!(String::from_utf8_lossy(&there["tags/uniek/index.html"]).contains("url=/tags/"));
    for feed in ["feed.xml", "rss.xml", "feed.json"] {
        assert!(there[&format!("tags/uniek/{feed}")] == there[feed], "{feed}");
    }
    let names = ["sitemap.xml", "tags/index.html"].map(|name| String::from_utf8_lossy(&there[name]).into_owned());
    assert!(names.iter().all(|text| !text.contains("uniek")), "{names:?}");
    // Another machine has only the site and the target.
    for state in [".courant", "output"] {
        fs::remove_dir_all(folder.path().join(state)).unwrap();
    }
    published(folder.path(), &[]);
    assert!(contents(&folder.path().join("www")) == there);
    // A build knows no target.
    assert_eq!(courant(folder.path(), &["build", "--at", super::AT]).status, 0);
    assert_eq!(courant(folder.path(), &["build", "--at", super::AT, "--output", "schoon"]).status, 0);
    assert_is_the_site(folder.path(), "schoon");
    assert!(!folder.path().join("output/tags/uniek").exists());
    fs::rename(&aside, &item).unwrap();
    published(folder.path(), &[]);
    assert_is_the_site(folder.path(), "www");
    let there = contents(&folder.path().join("www"));
    assert!(there["tags/uniek/feed.xml"] != there["feed.xml"]);
    assert!(!String::from_utf8_lossy(&there["_redirects"]).contains("/tags/uniek/"));
}

#[test]
fn a_list_that_is_gone_for_good_gets_no_redirect() {
    let folder = site_with_a_last_item();
    fs::remove_file(folder.path().join("content/nieuws/enig.md")).unwrap();
    let settings = fs::read_to_string(folder.path().join("site.yaml")).unwrap();
    write(folder.path(), "site.yaml", &format!("{settings}gone: [/nieuws/2012/enig/, /tags/uniek/]\n"));
    published(folder.path(), &[]);
    let there = contents(&folder.path().join("www"));
    assert!(there.keys().all(|name| !name.starts_with("tags/uniek/")), "{:?}", there.keys());
    assert!(there.contains_key("auteurs/jan/index.html"));
}

#[test]
fn a_withdrawn_item_may_go_and_a_draft_may_not() {
    let folder = site_with_a_last_item();
    let item = |key: &str| {
        format!("---\ntitle: Enig\ndate: 2012-05-01\n{key}: true\ntags: [uniek]\naliases: [/oud/enig/]\n---\nEnig.\n")
    };
    write(folder.path(), "content/nieuws/enig.md", &item("draft"));
    let told = publish(folder.path(), &[]);
    assert!(told.status == 1 && told.err.matches("error[address-dies]").count() == 1, "{told:?}");
    assert!(told.err.contains("--> content/nieuws/enig.md\n") && told.err.contains("`withdrawn: true`"), "{told:?}");
    write(folder.path(), "content/nieuws/enig.md", &item("withdrawn"));
    published(folder.path(), &[]);
    assert_is_the_site(folder.path(), "www");
    let there = contents(&folder.path().join("www"));
    assert!(there.iter().all(|(name, bytes)| {
        let is_feed_copy = name.starts_with("tags/uniek/") || name.starts_with("auteurs/jan/");
        is_feed_copy || !name.contains("enig") && !String::from_utf8_lossy(bytes).contains("Enig")
    }));
}

#[test]
fn check_compares_with_a_target_from_any_machine() {
    let folder = site_with_a_last_item();
    let check =
        |more: &[&str]| courant(folder.path(), &[&["check", "--against", "doel", "--at", super::AT], more].concat());
    let forget = || fs::remove_dir_all(folder.path().join(".courant")).unwrap();
    forget();
    let told = check(&[]);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    let item = folder.path().join("content/nieuws/enig.md");
    let text = fs::read_to_string(&item).unwrap();
    fs::write(&item, text.replace("2012-05-01", "2013-05-01")).unwrap();
    forget();
    let before = contents(&folder.path().join("www"));
    let told = check(&[]);
    assert!(told.status == 1 && told.err.matches("error[address-dies]").count() == 1, "{told:?}");
    assert!(told.err.contains("would disappear from `doel`; its page seems to be at `/nieuws/2013/enig/`"), "{told:?}");
    assert!(told.err.contains("1 error; the site can be built, but not published"), "{told:?}");
    let report: serde_json::Value = serde_json::from_str(&check(&["--format", "json"]).out).unwrap();
    assert_eq!((&report["findings"][0]["code"], &report["status"]), (&"address-dies".into(), &1.into()));
    let told = check(&["--fix"]);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    assert!(fs::read_to_string(&item).unwrap().contains("aliases: [/nieuws/2012/enig/, /oud/enig/]"));
    assert!(before == contents(&folder.path().join("www")));
    let told = courant(folder.path(), &["check", "--against", "elders"]);
    assert!(told.status == 2 && told.err.contains("error[target-unknown]"), "{told:?}");
    published(folder.path(), &[]);
}

#[test]
fn check_believes_no_record_that_names_what_is_no_file_of_a_site() {
    let folder = site_with_a_last_item();
    let line = format!("courant manifest 1\n{} l - - ../../elders/index.html\n", "0".repeat(32));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, line.as_bytes()).unwrap();
    fs::write(folder.path().join("www/.courant-manifest"), packed.finish().unwrap()).unwrap();
    let told = courant(folder.path(), &["check", "--against", "doel", "--at", super::AT]);
    assert!(told.status != 0 && told.err.contains("which cannot be a file of a site"), "{told:?}");
}

#[test]
fn a_draft_and_a_document_are_addresses_that_readers_had_and_an_image_is_not() {
    let folder = site("{path: www}");
    published(folder.path(), &[]);
    write(
        folder.path(),
        "content/nieuws/open-dag/index.md",
        "---\ntitle: Open dag\ndate: 2020-07-01\ndraft: true\n---\n",
    );
    let told = publish(folder.path(), &[]);
    assert_eq!(told.status, 1);
    assert!(
        told.err.contains("`/nieuws/2020/open-dag/` would") && told.err.contains("/nieuws/2020/open-dag/plan.pdf"),
        "{told:?}"
    );
    assert!(!told.err.contains("plein.png"), "{told:?}");
}

#[test]
fn check_writes_the_aliases_that_keep_addresses_alive() {
    let folder = site("{path: www}");
    published(folder.path(), &[]);
    let item =
        |slug: &str| format!("---\ntitle: Bericht 3\nslug: {slug}\ndate: 2020-04-01\ntags: [wonen]\n---\nTekst.\n");
    write(folder.path(), "content/nieuws/bericht-3.md", &item("een-ander-adres"));
    let before = fs::read(folder.path().join("content/nieuws/bericht-4.md")).unwrap();
    let told = courant(folder.path(), &["check", "--fix", "--at", super::AT]);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    assert!(told.out.starts_with("content/nieuws/bericht-3.md: added aliases: /nieuws/2020/bericht-3/\n"), "{told:?}");
    let expected = item("een-ander-adres").replace("---\nTekst", "aliases: [/nieuws/2020/bericht-3/]\n---\nTekst");
    assert_eq!(fs::read_to_string(folder.path().join("content/nieuws/bericht-3.md")).unwrap(), expected);
    assert_eq!(fs::read(folder.path().join("content/nieuws/bericht-4.md")).unwrap(), before);
    let told = courant(folder.path(), &["check", "--fix", "--at", super::AT]);
    assert!(told.status == 0 && !told.out.contains("added aliases"), "{told:?}");
    published(folder.path(), &[]);
    assert_is_the_site(folder.path(), "www");
}

#[test]
fn check_leaves_the_mode_of_an_item_its_link_and_its_neighbours() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = site("{path: www}");
    published(folder.path(), &[]);
    let news = folder.path().join("content/nieuws");
    let item = "---\ntitle: Bericht 3\nslug: een-ander-adres\ndate: 2020-04-01\ntags: [wonen]\n---\nTekst.\n";
    write(folder.path(), "content/nieuws/bericht-3/tekst.bron", item);
    let (file, link) = (news.join("bericht-3/tekst.bron"), news.join("bericht-3.md"));
    fs::remove_file(&link).unwrap();
    symlink("bericht-3/tekst.bron", &link).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let neighbours = [news.join("bericht-3.new"), news.join("bericht-3/tekst.new")];
    for neighbour in &neighbours {
        fs::write(neighbour, "van iemand anders").unwrap();
    }
    let told = courant(folder.path(), &["check", "--fix", "--at", super::AT]);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    assert!(link.is_symlink());
    assert!(fs::read_to_string(&file).unwrap().contains("aliases: [/nieuws/2020/bericht-3/]"));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    for neighbour in &neighbours {
        assert_eq!(fs::read_to_string(neighbour).unwrap(), "van iemand anders");
    }
}
