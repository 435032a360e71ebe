//! Drafts that are shared: an address that nobody can guess, for one item that is held back, until it ends.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use flate2::read::GzDecoder;

use super::super::audio::wav;
use super::super::newsroom::item;
use super::super::program::{courant, files, git, read, write};
use super::{contents, missing, publish, published};

/// A word that stands in every part of the draft.
const SECRET: &str = "kwetsuurlijk";

const DRAFT: &str = "content/nieuws/zaak/index.md";

fn settings(target: &str) -> String {
    format!(
        "title: Dorp\nbase_url: https://dorp.example\nshare_cards: true\nsearch: true\n\
         host: {{files: [netlify, nginx, apache, azure, firebase, vercel]}}\n\
         contacts: {{pers: {{name: Mevrouw {SECRET}, telephone: 050 123 45 67}}}}\n\
         woo: {{organisation: https://identifier.overheid.nl/tooi/id/gemeente/gm0000}}\npodcast: {{}}\n\
         publish:\n  doel: {target}\n"
    )
}

fn draft(text: &str) -> String {
    let front = format!(
        "date: 2014-02-01\ndraft: true\nsummary: Samenvatting {SECRET}\ntags: [{SECRET}]\nauthors: [Heer {SECRET}]\n\
         dossiers: [Zaak {SECRET}]\nattachments: [{{file: {SECRET}.pdf, title: Stuk {SECRET}, woo: convenanten}}]\naudio: {{file: {SECRET}.wav, title: Geluid {SECRET}}}\ncontact: pers\nevent: {{start: 2014-05-01, place: {SECRET}}}\n\
         corrections: [{{date: 2014-02-02, text: {SECRET}}}]\nfollows: [../een.md]\nrelated: [../een.md]\n"
    );
    item(
        &format!("Titel {SECRET}"),
        &front,
        &format!("{text} {SECRET}.\n\n![{SECRET}]({SECRET}.png)\n\n[Los](../los.pdf)"),
    )
}

/// A site with a draft and a target. The draft has files in its folder, and one elsewhere.
fn site(target: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "site.yaml", &settings(target));
    write(root, "content/nieuws/een.md", &item("Een", "date: 2014-01-01\ntags: [wonen]\n", "Eerste."));
    write(root, DRAFT, &draft("Tekst"));
    write(root, "content/nieuws/los.pdf", SECRET);
    write(root, &format!("content/nieuws/zaak/{SECRET}.pdf"), SECRET);
    fs::write(root.join(format!("content/nieuws/zaak/{SECRET}.wav")), wav(1)).unwrap();
    let picture = root.join(format!("content/nieuws/zaak/{SECRET}.png"));
    image::RgbImage::from_pixel(600, 600, image::Rgb([9, 9, 9])).save(picture).unwrap();
    folder
}

/// Shares the draft; its address on the site, without the first `/`.
fn shared(root: &Path, more: &[&str]) -> String {
    let out = published(root, &[&["--draft", DRAFT], more].concat());
    let link = out.lines().last().unwrap().strip_prefix("https://dorp.example/").unwrap_or_else(|| panic!("{out}"));
    assert!(out.contains("content/nieuws/zaak/index.md can be read until 20"), "{out}");
    assert_eq!(link.len(), "shared-draft/".len() + 33, "{link}");
    link.to_owned()
}

/// All that readers can get: names and bytes, also of the record that Courant keeps there, unpacked.
fn public(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let unpacked = |name: &str| {
        let bytes = fs::read(folder.join(name)).unwrap();
        let mut text = Vec::new();
        match GzDecoder::new(&*bytes).read_to_end(&mut text) {
            Ok(_) => text,
            Err(_) => bytes,
        }
    };
    files(folder).into_iter().map(|name| (name.clone(), unpacked(&name))).collect()
}

/// Nothing but the files below the address of the draft tells of it.
#[track_caller]
fn assert_secret(folder: &Path, address: &str) {
    let token = address.trim_end_matches('/').rsplit('/').next().unwrap();
    let public = public(folder);
    assert!(public.iter().any(|(name, _)| name.starts_with(address)), "{address} is not there");
    for (name, bytes) in public.iter().filter(|(name, _)| !name.starts_with(address)) {
        for word in [SECRET, token] {
            let has_word = |text: &[u8]| text.windows(word.len()).any(|found| found == word.as_bytes());
            assert!(!has_word(name.as_bytes()) && !has_word(bytes), "{name} has {word}");
        }
    }
}

#[test]
fn a_shared_draft_is_at_its_address_with_its_files_and_nowhere_else() {
    for mode in ["swap", "in-place"] {
        let folder = site(&format!("{{path: www, mode: {mode}, precompress: [gzip]}}"));
        let root = folder.path();
        published(root, &[]);
        let before = contents(&root.join("www"));
        let address = shared(root, &[]);
        assert_secret(&root.join("www"), &address);
        let page = read(root, &format!("www/{address}index.html"));
        assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"), "{page}");
        assert!(page.contains("Dit bericht is nog niet gepubliceerd. Deze link werkt tot "), "{page}");
        assert!(page.contains(&format!("Tekst {SECRET}.")) && page.contains("050 123 4567"), "{page}");
        assert_eq!(missing(&contents(&root.join("www"))), [""; 0]);
        for file in
            [format!("{SECRET}.pdf"), "nieuws/los.pdf".to_owned(), "contact.vcf".to_owned(), "event.ics".to_owned()]
        {
            assert!(root.join("www").join(&address).join(&file).is_file(), "{file}");
        }
        for (file, line) in [
            ("_headers", "/shared-draft/*\n  X-Robots-Tag: noindex\n"),
            (".htaccess", "=~ m#^/shared-draft/#"),
            (".nginx/http.conf", "\"~^/shared-draft/\" noindex;"),
            ("staticwebapp.config.json", "\"route\": \"/shared-draft/*\""),
            ("firebase.json", "\"source\": \"/shared-draft/**\""),
            ("vercel.json", "\"source\": \"/shared-draft/(.*)\""),
        ] {
            assert!(read(root, &format!("www/{file}")).contains(line), "{file}");
        }
        // Nobody remembers anything, and the draft is another: its address stays.
        for own in [".courant", "output"] {
            fs::remove_dir_all(root.join(own)).unwrap();
        }
        write(root, DRAFT, &read(root, DRAFT).replace("Tekst", "Nieuwe tekst"));
        let out = published(root, &[]);
        assert!(!out.contains("shared-draft") && out.contains(" changed"), "{out}");
        assert!(read(root, &format!("www/{address}index.html")).contains("Nieuwe tekst"));
        assert_secret(&root.join("www"), &address);
        assert!(published(root, &[]).contains("up to date"));
        assert_eq!(shared(root, &["--days", "30"]), address, "it has one address");
        let after = publish(root, &["--at", "2090-01-01"]);
        assert_eq!((after.status, after.err.as_str()), (0, ""), "it ends without a word");
        assert!(contents(&root.join("www")).keys().eq(before.keys()), "nothing is left of it");
    }
}

#[test]
fn the_end_of_a_shared_draft_is_a_moment_of_the_site() {
    let folder = site("{path: www}");
    let root = folder.path();
    let told = courant(root, &["publish", "--at", "2021-01-01", "--draft", DRAFT, "--days", "3", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    let link = &json["publication"]["draft"];
    assert_eq!(link["file"], DRAFT);
    assert!(link["url"].as_str().unwrap().starts_with("https://dorp.example/shared-draft/"), "{told:?}");
    let until = chrono::DateTime::parse_from_rfc3339(link["until"].as_str().unwrap()).unwrap();
    let next = chrono::DateTime::parse_from_rfc3339(json["summary"]["next"].as_str().unwrap()).unwrap();
    assert_eq!(until, next);
    let told = courant(root, &["next", "--at", "2021-01-01"]);
    assert!(told.out.contains(&format!("shared draft ends: “Titel {SECRET}” ({DRAFT})")), "{told:?}");
    let out = publish(root, &["--draft", DRAFT, "--days", "0"]);
    assert_eq!((out.status, out.err.as_str()), (0, ""));
    assert!(!root.join("www/shared-draft").exists());
    assert!(!courant(root, &["next", "--at", "2021-01-01"]).out.contains("draft"));
    let again = publish(root, &["--draft", DRAFT, "--days", "0"]);
    assert!(again.status == 2 && again.err.contains("is not shared at this target"), "{again:?}");
}

#[test]
fn a_draft_that_is_published_leads_from_its_old_address_to_its_new_one() {
    let folder = site("{path: www}");
    let root = folder.path();
    let address = shared(root, &[]);
    write(root, DRAFT, &read(root, DRAFT).replace("draft: true\n", ""));
    published(root, &[]);
    let page = read(root, &format!("www/{address}index.html"));
    assert!(page.contains("url=/nieuws/2014/zaak/"), "{page}");
    let token = address.strip_prefix("shared-draft/").unwrap();
    for (name, bytes) in public(&root.join("www")).iter().filter(|(name, _)| !name.starts_with(&address)) {
        assert!(!String::from_utf8_lossy(bytes).contains(token), "{name}");
    }
    assert!(published(root, &[]).contains("up to date"));
    assert_eq!(publish(root, &["--at", "2090-01-01"]).status, 0);
    assert!(!root.join("www/shared-draft").exists());
}

#[test]
fn the_output_of_every_run_is_that_of_a_clean_one() {
    let folder = site("{path: www}");
    let root = folder.path();
    let is_clean = |at: &str| {
        let (state, output) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let [state, output] = [&state, &output].map(|folder| folder.path().join("x").display().to_string());
        let told = courant(root, &["--state", &state, "publish", "--dry-run", "--output", &output, "--at", at]);
        assert_eq!(told.status, 0, "{told:?}");
        assert!(contents(&root.join("output")) == contents(Path::new(&output)), "{at}");
    };
    shared(root, &[]);
    is_clean("2021-01-01");
    write(root, DRAFT, &read(root, DRAFT).replace("Tekst", "Andere tekst"));
    published(root, &[]);
    is_clean("2021-01-01");
    assert_eq!(publish(root, &["--at", "2090-01-01"]).status, 0);
    is_clean("2090-01-01");
}

#[test]
fn only_what_is_held_back_is_shared() {
    let folder = site("{path: www}");
    let root = folder.path();
    write(root, "content/nieuws/weg.md", &item("Weg", "date: 2014-01-03\nwithdrawn: true\n", "Weg."));
    write(root, "content/authors/anna.md", &item("Anna", "draft: true\n", "Zij."));
    write(root, "content/nieuws/later.md", &item("Later", "date: 2022-01-03\n", "Later."));
    for (file, told) in [
        ("content/nieuws/een.md", "`content/nieuws/een.md` is published already"),
        ("content/nieuws/weg.md", "`content/nieuws/weg.md` is withdrawn"),
        ("content/authors/anna.md", "is about a term, and has no page of its own"),
        ("content/nieuws/fout.md", "content/nieuws/fout.md is no item of this site"),
        ("site.yaml", "is no item of this site"),
    ] {
        let out = publish(root, &["--draft", file]);
        assert!(
            out.status == 2 && out.err.contains("error[draft-refused]") && out.err.contains(told),
            "{file}: {out:?}"
        );
        assert!(!root.join("www").exists(), "{file}");
    }
    let later = published(root, &["--draft", "content/nieuws/later.md"]);
    assert!(later.contains("https://dorp.example/shared-draft/"), "{later}");
    assert!(publish(root, &["--dry-run", "--draft", DRAFT]).out.lines().all(|line| !line.contains("https://")));
}

#[test]
fn nothing_leads_to_the_files_of_a_shared_draft() {
    let folder = site("{path: www}");
    let root = folder.path();
    let text = format!("[Plan](zaak/{SECRET}.pdf)");
    write(root, "content/nieuws/twee.md", &item("Twee", "date: 2014-01-02\n", &text));
    let told = publish(root, &["--draft", DRAFT]);
    assert!(told.status == 1 && told.err.contains("is a draft or not yet published"), "{told:?}");
    assert!(!root.join("www").exists());
}

#[test]
fn a_rollback_leaves_shared_drafts_that_were_there_before() {
    for mode in ["swap", "in-place"] {
        let folder = site(&format!("{{path: www, mode: {mode}}}"));
        let root = folder.path();
        let address = shared(root, &[]);
        write(root, "content/nieuws/twee.md", &item("Twee", "date: 2014-01-02\n", "Twee."));
        published(root, &[]);
        let back = courant(root, &["publish", "--rollback"]);
        assert_eq!((back.status, back.err.as_str()), (0, ""), "{back:?}");
        assert!(!root.join("www/nieuws/2014/twee").exists());
        assert_secret(&root.join("www"), &address);
        assert!(published(root, &[]).contains(" new"));
        assert_secret(&root.join("www"), &address);
    }
}

#[test]
#[ignore = "wants rsync, from Debian"]
fn a_destination_of_rsync_has_shared_drafts_too() {
    let folder = site("{rsync: www/}");
    let root = folder.path();
    let address = shared(root, &[]);
    assert_secret(&root.join("www"), &address);
    fs::remove_dir_all(root.join(".courant")).unwrap();
    published(root, &[]);
    assert_secret(&root.join("www"), &address);
    assert_eq!(publish(root, &["--at", "2090-01-01"]).status, 0);
    assert!(!root.join("www").join(&address).exists());
}

#[test]
fn a_branch_has_shared_drafts_too_and_it_is_told_who_can_read_them() {
    let folder = site("{git: remote.git}");
    let root = folder.path();
    git(root, &["init", "--quiet", "--bare", "--initial-branch=main", "remote.git"]);
    let told = publish(root, &["--draft", DRAFT]);
    assert!(told.status == 0 && told.err.contains("whoever can read the branch"), "{told:?}");
    let address = told.out.lines().last().unwrap().replace("https://dorp.example/", "");
    let listed = || git(&root.join("remote.git"), &["ls-tree", "-r", "--name-only", "gh-pages"]);
    assert!(listed().contains(&address));
    fs::remove_dir_all(root.join(".courant")).unwrap();
    published(root, &[]);
    assert!(listed().contains(&address));
    assert_eq!(publish(root, &["--at", "2090-01-01"]).status, 0);
    assert!(!listed().contains("shared-draft"));
}
