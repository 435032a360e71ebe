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
  = hint: or let the address go: once with `--let-go /nieuws/2020/bericht-3/`, or permanently with `gone: [/nieuws/2020/bericht-3/]` in site.yaml

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
