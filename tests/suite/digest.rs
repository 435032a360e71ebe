//! `courant digest`: a message for mail of what is new, and a draft of it in Listmonk.

mod listmonk;
mod mail;

use std::fs;
use std::path::{Path, PathBuf};

use super::newsroom::item;
use super::program::{Told, courant, files, read, write};

const SETTINGS: &str = "title: Dorp\nbase_url: https://www.proef.example\nlanguages: {en: {title: Village}}\n\
                        sections: {blog: {title: Weblog}}\ntaxonomies: {wijken: {title: Wijken}}\n";

/// A site with items of some days, at the 1st of March 2014.
fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "site.yaml", SETTINGS);
    for (file, title, more) in [
        ("nieuws/oud.md", "Oud nieuws", "date: 2013-11-01\ntags: [zorg]\n"),
        (
            "nieuws/een.md",
            "Eén & \\\"twee\\\" <3",
            "date: 2014-02-20\ntags: [zorg]\nauthors: [Redactie]\nwijken: [Noord]\n",
        ),
        ("nieuws/twee.md", "Twee", "date: 2014-02-25 14:30\nsummary: De samenvatting.\n"),
        ("blog/stukje.md", "Een stukje", "date: 2014-02-26\n"),
        ("nieuws/three.en.md", "Three", "date: 2014-02-25\ntags: [zorg]\n"),
    ] {
        write(root, &format!("content/{file}"), &item(&format!("\"{title}\""), more, "De tekst van dit bericht."));
    }
    folder
}

/// Makes a digest at the 1st of March 2014, at noon.
fn made(root: &Path, arguments: &[&str]) -> Told {
    let told = courant(root, &[&["digest", "--at", "2014-03-01 12:00"], arguments].concat());
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    told
}

/// The folders of digests, in order.
fn digests(root: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(root.join("digest")).into_iter().flatten();
    let mut digests: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    digests.sort();
    digests
}

#[test]
fn a_digest_has_what_is_new_in_all_its_forms() {
    let folder = site();
    let root = folder.path();
    let told = made(root, &["--since", "2014-02-01"]);
    assert!(told.out.starts_with("digest of 3 items in digest/2014-03-01: "), "{told:?}");
    let [digest] = &digests(root)[..] else { panic!("{told:?}") };
    assert_eq!(files(digest), ["digest.html", "digest.txt", "listmonk.json", "mailchimp.json"]);
    let html = read(digest, "digest.html");
    let order = ["Een stukje", "Twee", "Eén &amp; &quot;twee&quot; &lt;3"].map(|title| html.rfind(title).unwrap());
    assert!(order.is_sorted(), "newest first: {html}");
    for part in [
        "<html lang=\"nl\" dir=\"ltr\">",
        "<title>Dorp: 3 nieuwe berichten</title>",
        "Een stukje · Twee · Eén &amp; &quot;twee&quot; &lt;3</div>",
        "href=\"https://www.proef.example/nieuws/2014/twee/\"",
        "Weblog · 26 februari 2014",
        "25 februari 2014, 14:30",
        "De samenvatting.",
        "href=\"https://www.proef.example/nieuws/\"",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    assert!(!html.contains("Oud nieuws") && !html.contains("Three") && !html.contains("Afmelden"), "{html}");
    let text = read(digest, "digest.txt");
    for part in [
        "Dorp\n1 maart 2014\n\n* Een stukje\n  Weblog, 26 februari 2014\n\n  De tekst van dit bericht.\n\n  https://www.proef.example/blog/2014/stukje/\n\n\n* Twee\n",
        "* Eén & \"twee\" <3\n",
        "Alle berichten: https://www.proef.example/nieuws/\n",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 78), "{text}");
    let listmonk: serde_json::Value = serde_json::from_str(&read(digest, "listmonk.json")).unwrap();
    assert_eq!(listmonk["subject"], "Dorp: 3 nieuwe berichten");
    assert_eq!((&listmonk["type"], &listmonk["content_type"]), (&"regular".into(), &"html".into()));
    assert!(listmonk["body"].as_str().unwrap().contains("href=\"{{ UnsubscribeURL }}\""), "{listmonk}");
    assert!(listmonk["altbody"].as_str().unwrap().contains("Afmelden: {{ UnsubscribeURL }}"), "{listmonk}");
    assert!(listmonk.get("send_at").is_none() && listmonk.get("status").is_none(), "{listmonk}");
    let mailchimp: serde_json::Value = serde_json::from_str(&read(digest, "mailchimp.json")).unwrap();
    let settings = &mailchimp["campaign"]["settings"];
    assert_eq!((&settings["subject_line"], &settings["from_name"]), (&listmonk["subject"], &"Dorp".into()));
    assert!(settings["preview_text"].as_str().unwrap().starts_with("Een stukje · Twee"), "{settings}");
    assert!(mailchimp["content"]["html"].as_str().unwrap().contains("href=\"*|UNSUB|*\""), "{mailchimp}");
    assert!(mailchimp["content"]["plain_text"].as_str().unwrap().contains("Afmelden: *|UNSUB|*"), "{mailchimp}");
}

#[test]
fn signs_of_services_in_texts_are_no_commands() {
    let folder = site();
    let root = folder.path();
    let title = "\"{{ .Subscriber.Email }} *|EMAIL|* unsubscribe\"";
    write(root, "content/nieuws/streek.md", &item(title, "date: 2014-02-27\n", "{{ template }} *|IF:X|*"));
    made(root, &["--since", "2014-02-27"]);
    let digest = &digests(root)[0];
    let listmonk: serde_json::Value = serde_json::from_str(&read(digest, "listmonk.json")).unwrap();
    for part in ["subject", "body", "altbody"] {
        let text = listmonk[part].as_str().unwrap();
        let commands: Vec<&str> = text.split("{{").skip(1).collect();
        let is_known = |rest: &&str| {
            rest.starts_with(" UnsubscribeURL }}") || rest.starts_with(" \"") || rest.starts_with("\" }}")
        };
        assert!(commands.iter().all(is_known), "{part}: {commands:?}");
    }
    let mailchimp = read(digest, "mailchimp.json");
    assert!(!mailchimp.contains("*|EMAIL|*") && !mailchimp.contains("*|IF:X|*"), "{mailchimp}");
    assert!(mailchimp.contains("*|UNSUB|*"));
}

#[test]
fn the_last_digest_tells_what_is_new_and_nothing_is_no_digest() {
    let folder = site();
    let root = folder.path();
    let told = courant(root, &["digest", "--last"]);
    assert_eq!(told.status, 2, "{told:?}");
    assert!(told.err.contains("error[no-last-digest]") && told.err.contains("--since 2018-12-01"), "{told:?}");
    assert!(!root.join("digest").exists());
    made(root, &["--since", "2014-02-01"]);
    let told = made(root, &["--last"]);
    assert_eq!(told.out, "nothing new since 2014-03-01 12:00: no digest was made\n");
    assert_eq!(digests(root).len(), 1);
    // New are what is dated later, and what was added later with an earlier date; not what is edited, and not an old archive.
    write(root, "content/nieuws/later.md", &item("Later", "date: 2014-03-02\n", "Later."));
    write(root, "content/nieuws/nagekomen.md", &item("Nagekomen", "date: 2014-02-22\n", "Toch nog."));
    write(root, "content/nieuws/archief.md", &item("Archief", "date: 2010-02-22\n", "Van vroeger."));
    write(root, "content/nieuws/twee.md", &item("Twee", "date: 2014-02-25 14:30\n", "Anders."));
    let told = courant(root, &["digest", "--at", "2014-03-03"]);
    assert!(told.out.starts_with("digest of 2 items in digest/2014-03-03: "), "{told:?}");
    let text = read(&digests(root)[1], "digest.txt");
    assert!(text.contains("* Later\n") && text.contains("* Nagekomen\n") && !text.contains("Archief"), "{text}");
    // Another list has its own last digest.
    assert_eq!(courant(root, &["digest", "--list", "tag:zorg"]).status, 2);
    let told = made(root, &["--since", "2014-03-01"]);
    assert_eq!(told.out, "nothing new since 2014-03-01 00:00: no digest was made\n");
    // Two digests on one day.
    made(root, &["--since", "2014-02-01"]);
    assert!(digests(root).iter().any(|digest| digest.ends_with("2014-03-01-2")));
}

#[test]
fn a_digest_is_of_a_list_and_a_language() {
    let folder = site();
    let root = folder.path();
    let titles = |arguments: &[&str]| {
        let _ = fs::remove_dir_all(root.join("digest"));
        made(root, &[&["--since", "2010-01-01"], arguments].concat());
        let text = read(&digests(root)[0], "digest.txt");
        let titles = text.lines().filter_map(|line| line.strip_prefix("* ")).map(str::to_owned).collect::<Vec<_>>();
        (titles.join(", "), text)
    };
    let (found, text) = titles(&["--list", "tag:zorg"]);
    assert_eq!(found, "Eén & \"twee\" <3, Oud nieuws");
    assert!(
        text.starts_with("Dorp\nzorg, 1 maart 2014\n")
            && text.contains("Alle berichten: https://www.proef.example/tags/zorg/\n"),
        "{text}"
    );
    assert_eq!(titles(&["--list", "author:Redactie"]).0, "Eén & \"twee\" <3");
    assert_eq!(titles(&["--list", "section:blog"]).0, "Een stukje");
    assert_eq!(titles(&["--list", "wijken:noord"]).0, "Eén & \"twee\" <3");
    let (found, text) = titles(&["--lang", "en"]);
    assert_eq!(found, "Three");
    assert!(text.starts_with("Village\nMarch 1, 2014\n") || text.starts_with("Village\n1 March 2014\n"), "{text}");
    assert!(read(&digests(root)[0], "digest.html").contains("<title>Village: 1 new item</title>"));
    for (arguments, parts) in [
        (["--list", "zorg"], ["error[list-unknown]: --list: `zorg` names no list", "`--list tag:NAME`"]),
        (["--list", "tag:zorgg"], ["there is no tag `zorgg`", "did you mean `zorg`?"]),
        (["--list", "tagg:zorg"], ["there is no kind of list `tagg`", "did you mean `tag`?"]),
        (["--list", "section:blok"], ["there is no section `blok`", "did you mean `blog`?"]),
        (["--lang", "de"], ["error[language-unknown]", "`de`"]),
        (["--output", "content/x"], ["error[folder-refused]", "--output digest"]),
        (["--output", "output"], ["error[folder-refused]", "built into"]),
        (["--since", "morgen"], ["error[date-invalid]: --since", "--since"]),
        (["--to", "mailchump"], ["invalid value 'mailchump'", "listmonk"]),
    ] {
        let since: &[&str] = if arguments[0] == "--since" { &[] } else { &["--since", "2010-01-01"] };
        let told = courant(root, &[&["digest", "--at", "2014-03-01 12:00"], since, &arguments].concat());
        assert!(told.status == 2 && parts.iter().all(|part| told.err.contains(part)), "{arguments:?}: {told:?}");
    }
    assert_eq!(courant(root, &["digest", "--since", "2010-01-01", "--last"]).status, 2);
}

#[test]
fn what_readers_cannot_get_is_in_no_byte_of_a_digest() {
    let folder = site();
    let root = folder.path();
    let secret = "kwetsuurlijk";
    for (name, more) in [
        ("concept", "date: 2014-02-21\ndraft: true\n"),
        ("later", "date: 2014-04-01\n"),
        ("ingetrokken", "date: 2014-02-21\nwithdrawn: true\n"),
        ("bericht", "date: 2014-02-21\nwithdrawn: {reason: Op verzoek.}\n"),
        ("tekst", "date: 2014-02-21\nwithdrawn: {keep: text}\n"),
        ("verlopen", "date: 2014-02-21\nexpires: 2014-02-25\n"),
    ] {
        let more = format!("{more}tags: [zorg, {secret}]\nauthors: [Mevrouw {secret}]\n");
        write(root, &format!("content/nieuws/{name}.md"), &item(&format!("Titel {secret}"), &more, secret));
    }
    for list in [&[][..], &["--list", "tag:zorg"]] {
        made(root, &[&["--since", "2010-01-01"], list].concat());
    }
    for digest in digests(root) {
        for file in files(&digest) {
            assert!(!read(&digest, &file).contains(secret), "{}/{file}", digest.display());
        }
    }
    let list = format!("tag:{secret}");
    let told = courant(root, &["digest", "--at", "2014-03-01 12:00", "--since", "2010-01-01", "--list", &list]);
    assert!(told.status == 2 && told.err.contains("there is no tag"), "{told:?}");
    let told = courant(root, &["digest", "--at", "2014-04-02", "--since", "2010-01-01"]);
    assert!(told.out.contains("2014-04-02"), "{told:?}");
    assert!(read(&root.join("digest/2014-04-02"), "digest.html").contains(secret), "it is found when it is published");
}

#[test]
fn a_theme_has_its_own_digest_and_its_mistakes_are_told() {
    let folder = site();
    let root = folder.path();
    write(
        root,
        "site.yaml",
        &format!("{SETTINGS}theme: eigen\ndigest: {{unsubscribe: https://www.proef.example/af}}\n"),
    );
    write(root, "themes/eigen/theme.yaml", "name: eigen\nextends: courant\n");
    let plain = "<p>{{ digest.entries[0].title }} {{ digest.unsubscribe }}</p>";
    write(root, "themes/eigen/templates/digest.html", plain);
    made(root, &["--since", "2014-02-01"]);
    let digest = &digests(root)[0];
    let html = read(digest, "digest.html");
    assert!(html.starts_with("<p>Een stukje https:") && html.contains("proef.example"), "{html}");
    assert!(read(digest, "digest.txt").contains("Afmelden: https://www.proef.example/af\n"));
    assert!(read(digest, "listmonk.json").contains("{{ UnsubscribeURL }}"));
    // The check knows the variables of a digest.
    write(root, "themes/eigen/templates/digest.html", "{{ digest.entrys }}");
    let told = courant(root, &["check"]);
    assert!(told.err.contains("[template-variable]") && told.err.contains("did you mean `entries`?"), "{told:?}");
    let before = digests(root).len();
    write(root, "themes/eigen/templates/digest.html", "<p>{{ page.title }}</p>");
    let told = courant(root, &["digest", "--since", "2014-02-01"]);
    assert!(told.status != 0 && told.err.contains("themes/eigen/templates/digest.html:1:"), "{told:?}");
    write(root, "themes/eigen/theme.yaml", "name: eigen\n");
    write(root, "themes/eigen/templates/item.html", "x");
    let told = courant(root, &["digest", "--since", "2014-02-01"]);
    assert!(told.status != 0 && told.err.contains("has no template `digest.txt`"), "{told:?}");
    assert_eq!(digests(root).len(), before, "nothing was written");
}
