//! What publishing to an object store does, whatever the store.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::Instant;

use flate2::read::GzDecoder;

use super::super::program::{copy, told, write};
use super::proxy::{Fault, Proxy};
use super::servers::{Kind, Server, aim, set};
use super::{item_text, missing};

pub(super) fn only_what_differs_is_sent_with_its_headers(server: &Server) {
    let folder = server.site("");
    let path = folder.path();
    write(path, "static/beeld/één & \u{1f33b} 2 100%25.txt", "met een naam");
    server.published(path, &[]);
    server.assert_is_the_site(path);
    let pair = |media: &str, cache: &str| (media.to_owned(), cache.to_owned());
    let page = server.told_of("site/nieuws/2020/bericht-0/index.html");
    assert_eq!(page, pair("text/html; charset=utf-8", "public, max-age=60"));
    let style = server.names("site").into_iter().find(|name| name.ends_with(".css")).unwrap();
    let kept = pair("text/css; charset=utf-8", "public, max-age=31536000, immutable");
    assert_eq!(server.told_of(&format!("site/{style}")), kept);
    assert_eq!(server.told_of("site/feed.xml").0, "application/atom+xml; charset=utf-8");
    assert!(server.published(path, &[]).starts_with("doel is up to date: "));
    write(path, "content/nieuws/bericht-0.md", &item_text(0, "tweede druk"));
    let out = server.published(path, &["--dry-run"]);
    let planned = out.lines().filter_map(|line| line.strip_prefix("~ ")?.split("  ").next());
    let mut planned: Vec<String> = planned.map(|file| format!("PUT {file}")).collect();
    assert!(planned.contains(&"PUT nieuws/2020/bericht-0/index.html".to_owned()) && planned.len() < 15, "{out}");
    let proxy = Proxy::start(server.address, None, 1);
    aim(path, proxy.address);
    server.published(path, &[]);
    let mut sent = changes(&proxy);
    sent.retain(|line| line.starts_with("PUT ") && !line.contains("/.courant-"));
    let mut names: Vec<String> = sent.iter().map(|line| line.replace(place(server), "")).collect();
    planned.sort();
    names.sort();
    assert_eq!(names, planned);
    server.assert_is_the_site(path);
    assert!(!server.names("site").contains(&".courant-lock".to_owned()));
}

pub(super) fn only_files_that_are_named_by_their_contents_are_kept_for_a_year(server: &Server) {
    let folder = server.site("");
    let path = folder.path();
    write(path, "static/besluit-20131203.pdf", "besluit");
    write(path, "static/bijlage-0123456789abcdef.html", "bijlage");
    set(path, "per_page", "theme_options: {accent: blue}\nper_page");
    server.published(path, &[]);
    let cache = |name: &str| server.told_of(&format!("site/{name}")).1;
    let immutable = "public, max-age=31536000, immutable";
    for name in ["besluit-20131203.pdf", "bijlage-0123456789abcdef.html", "nieuws/2020/open-dag/plein.png"] {
        assert_eq!(cache(name), "public, max-age=3600", "{name}");
    }
    let named = |start: &str, end: &str| -> Vec<String> {
        server.names("site").into_iter().filter(|name| name.starts_with(start) && name.ends_with(end)).collect()
    };
    let (copies, styles) = (named("nieuws/2020/open-dag/plein-", ""), named("assets/", ".css"));
    assert!(!copies.is_empty() && !styles.is_empty(), "{:?}", server.names("site"));
    for name in copies.iter().chain(&styles) {
        assert_eq!(cache(name), immutable, "{name}");
    }
    // What comes back is kept for as long as before.
    set(path, "accent: blue", "accent: green");
    server.published(path, &[]);
    assert!(named("assets/", ".css") != styles);
    let told = told(&mut server.command(path, &["publish", "--rollback"]));
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    for name in &styles {
        assert_eq!(cache(name), immutable, "{name}");
    }
    assert_eq!(cache("besluit-20131203.pdf"), "public, max-age=3600");
}

pub(super) fn what_was_there_is_known_without_memory_and_without_manifest(server: &Server) {
    let folder = server.site("");
    server.published(folder.path(), &[]);
    let is_done = || server.published(folder.path(), &[]).starts_with("doel is up to date: ");
    fs::remove_dir_all(folder.path().join(".courant")).unwrap();
    assert!(is_done());
    // The bytes decide.
    server.remove("site/.courant-manifest");
    assert!(is_done());
    assert!(server.names("site").contains(&".courant-manifest".to_owned()));
    server.put("site/nieuws/2020/bericht-1/index.html", b"beklad");
    server.remove("site/nieuws/2020/bericht-2/index.html");
    let out = server.published(folder.path(), &[]);
    assert!(out.contains(": 1 new, 1 changed, "), "{out}");
    server.assert_is_the_site(folder.path());
}

pub(super) fn a_shared_draft_is_at_its_address_until_it_ends(server: &Server) {
    let folder = server.site("");
    let path = folder.path();
    write(
        path,
        "content/nieuws/zaak/index.md",
        "---\ntitle: Zaak\ndate: 2020-02-01\ndraft: true\n---\n![P](geheim.png)\n",
    );
    fs::copy(path.join("content/nieuws/open-dag/plein.png"), path.join("content/nieuws/zaak/geheim.png")).unwrap();
    let out = server.published(path, &["--draft", "content/nieuws/zaak/index.md"]);
    let address = out.lines().last().unwrap().replace("https://proef.example/", "");
    let shared =
        || -> Vec<String> { server.names("site").into_iter().filter(|name| name.starts_with(&address)).collect() };
    let files = shared();
    assert!(
        files.contains(&format!("{address}index.html")) && files.contains(&format!("{address}geheim.png")),
        "{files:?}"
    );
    let mut record = String::new();
    let bytes = server.object("site/.courant-manifest");
    GzDecoder::new(&*bytes).read_to_string(&mut record).unwrap();
    assert!(record.contains("shared-draft/") && !record.contains(&address) && !record.contains("geheim"), "{record}");
    fs::remove_dir_all(path.join(".courant")).unwrap();
    assert!(server.published(path, &[]).starts_with("doel is up to date: "));
    assert_eq!(shared(), files);
    let told = told(&mut server.command(path, &["publish", "--at", "2090-01-01"]));
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    assert_eq!(shared(), [""; 0]);
    server.assert_is_the_site(path);
}

pub(super) fn what_pages_show_is_there_before_them_and_what_is_gone_goes_last(server: &Server) {
    let folder = server.site("");
    let path = folder.path();
    let proxy = Proxy::start(server.address, None, 1);
    aim(path, proxy.address);
    server.published(path, &[]);
    fs::rename(path.join("content/nieuws/open-dag/plein.png"), path.join("content/nieuws/open-dag/markt.png")).unwrap();
    let text = "---\ntitle: Open dag\ndate: 2020-07-01\n---\n![De markt](markt.png)\n\n[Het plan](plan.pdf)\n";
    write(path, "content/nieuws/open-dag/index.md", text);
    write(path, "content/nieuws/nieuw.md", &item_text(5, "nieuw"));
    server.published(path, &[]);
    let sent = changes(&proxy);
    let at =
        |end: &str| sent.iter().rposition(|line| line.ends_with(end)).unwrap_or_else(|| panic!("{end}: {sent:#?}"));
    let order = ["/markt.png", "/open-dag/index.html", "site/nieuws/index.html", "site/feed.xml", "site/sitemap.xml"];
    assert!(order.windows(2).all(|pair| at(pair[0]) < at(pair[1])), "{sent:#?}");
    let removes = |from: &str, to: &str| sent[at(from)..at(to)].iter().any(|line| !line.starts_with("PUT "));
    assert!(!removes("/markt.png", "site/sitemap.xml"), "{sent:#?}");
    assert!(removes("site/sitemap.xml", ".courant-manifest"), "{sent:#?}");
    assert!(!server.names("site").iter().any(|name| name.ends_with("plein.png")));
    server.assert_is_the_site(path);
}

pub(super) fn files_of_someone_else_stay_and_so_does_what_a_pattern_keeps(server: &Server) {
    let folder = server.site(", keep: [robots.txt]");
    let path = folder.path();
    server.put("site/van-een-ander.txt", b"blijft");
    server.put("site/robots.txt", b"van een ander");
    server.put("elders/index.html", b"blijft");
    let out = server.published(path, &[]);
    assert!(out.contains("2 files from elsewhere left alone"), "{out}");
    server.put("site/index.html", b"van een ander");
    server.remove("site/.courant-manifest");
    let told = server.publish(path, &[]);
    assert!(
        told.status == 2
            && told.err.contains("error[target-not-ours]: this run would overwrite `index.html` at `doel`"),
        "{told:?}"
    );
    assert_eq!(server.text("site/index.html"), "van een ander");
    server.published(path, &["--take-over"]);
    for (name, text) in
        [("site/van-een-ander.txt", "blijft"), ("site/robots.txt", "van een ander"), ("elders/index.html", "blijft")]
    {
        assert_eq!(server.text(name), text);
    }
    let built = fs::read(path.join("output/index.html")).unwrap();
    assert!(server.object("site/index.html") == built);
}

pub(super) fn a_change_of_what_is_told_of_a_file_is_a_change(server: &Server) {
    let folder = server.site("");
    server.published(folder.path(), &[]);
    set(folder.path(), "{store", "{cache: {pages: 7}, store");
    let out = server.published(folder.path(), &[]);
    assert!(out.contains(" changed, ") && out.contains(" unchanged"), "{out}");
    assert_eq!(server.told_of("site/index.html").1, "public, max-age=7");
}

pub(super) fn a_store_can_go_back_and_forth(server: &Server) {
    let folder = server.site("");
    server.published(folder.path(), &[]);
    let first = server.files();
    write(folder.path(), "content/nieuws/bericht-0.md", &item_text(0, "tweede druk"));
    write(folder.path(), "content/nieuws/nieuw.md", &item_text(5, "nieuw"));
    server.published(folder.path(), &[]);
    let second = server.files();
    assert!(first.keys().ne(second.keys()));
    for expected in [&first, &second, &first] {
        let told = told(&mut server.command(folder.path(), &["publish", "--rollback"]));
        assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
        let there = server.files();
        assert_eq!(there.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
        assert!(there == *expected);
    }
}

pub(super) fn a_second_run_is_told_who_publishes_and_a_dead_run_keeps_nobody_out(server: &Server) {
    let folder = server.site("");
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let lock = |at: u64| {
        let note = format!("anna@werkplek\n2021-01-01 09:30:00 +01:00\n{at}\n");
        server.put("site/.courant-lock", note.as_bytes());
    };
    lock(now);
    let told = server.publish(folder.path(), &[]);
    let expected = format!("anna@werkplek has been publishing to `{}` since 2021-01-01 09:30:00 +01:00", server.url());
    assert!(told.status == 3 && told.err.contains(&expected) && told.err.contains("--break-lock"), "{told:?}");
    assert_eq!(server.names("site"), [".courant-lock"]);
    server.published(folder.path(), &["--break-lock"]);
    server.assert_is_the_site(folder.path());
    lock(now - 4000);
    write(folder.path(), "content/nieuws/bericht-0.md", &item_text(0, "tweede druk"));
    server.published(folder.path(), &[]);
    server.assert_is_the_site(folder.path());
}

pub(super) fn a_run_leaves_the_lock_of_another_where_it_is(server: &Server) {
    // The command runs when all is published, and before the lock is removed.
    let wait = "touch klaar; while [ ! -e verder ]; do sleep 0.05; done";
    let folder = server.site(&format!(", after: {{purge: {{command: \"{wait}\"}}}}"));
    let path = folder.path();
    let mut run = server.run(path, &[]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let begun = Instant::now();
    while !path.join("klaar").exists() {
        assert!(begun.elapsed().as_secs() < 60 && run.try_wait().unwrap().is_none());
        thread::sleep(std::time::Duration::from_millis(20));
    }
    let other = format!("bob@elders\n2021-01-01 09:30:00 +01:00\n{}\n", i64::MAX);
    server.put("site/.courant-lock", other.as_bytes());
    write(path, "verder", "");
    assert!(run.wait().unwrap().success());
    assert_eq!(server.text("site/.courant-lock"), other);
}

pub(super) fn a_store_that_is_not_there_is_told_with_what_to_do(server: &Server) {
    let folder = server.site("");
    set(folder.path(), "://emmer", "://geen-emmer");
    let told = server.publish(folder.path(), &[]);
    let place = if server.kind == Kind::Azurite { "container" } else { "bucket" };
    let hint = format!("create the {place} `geen-emmer` first");
    assert!(told.status == 3 && told.err.contains("error[target-missing]"), "{told:?}");
    assert!(told.err.contains(": the server answers 404 Not Found") && told.err.contains(&hint), "{told:?}");
    assert!(!told.err.contains("<?xml") && !told.err.contains("Generic"), "{told:?}");
}

pub(super) fn a_server_and_a_network_that_fail_now_and_then_are_asked_again(server: &Server) {
    let folder = server.site("");
    let path = folder.path();
    for (number, (fault, every)) in
        [(Fault::Status500, 7), (Fault::Status503, 11), (Fault::CutBefore, 7), (Fault::CutAfter, 7), (Fault::Slow, 3)]
            .into_iter()
            .enumerate()
    {
        let proxy = Proxy::start(server.address, Some(fault), every);
        aim(path, proxy.address);
        let edition = format!("druk {number}");
        for item in 0..12 {
            write(path, &format!("content/nieuws/bericht-{item}.md"), &item_text(item, &edition));
        }
        let _ = fs::remove_dir_all(path.join("static"));
        for file in 0..8 {
            write(path, &format!("static/beeld/{number}-{file}.svg"), &edition);
        }
        let told = server.publish(path, &[]);
        assert_eq!((told.status, told.err.as_str()), (0, ""), "{fault:?}: {told:?}");
        let (requests, faults) = (proxy.seen().len(), proxy.faults());
        assert!(faults > 0 && faults < requests, "{fault:?}: {faults} of {requests}");
        server.assert_is_the_site(path);
    }
}

pub(super) fn a_large_file_travels_in_parts(server: &Server) {
    let folder = server.site("");
    let bytes: Vec<u8> = (0..40_000_000_u32).map(|number| b'a' + u8::try_from(number % 23).unwrap()).collect();
    fs::create_dir_all(folder.path().join("static")).unwrap();
    fs::write(folder.path().join("static/film.mp4"), &bytes).unwrap();
    server.published(folder.path(), &[]);
    assert!(server.object("site/film.mp4") == bytes);
    assert_eq!(server.told_of("site/film.mp4").0, "video/mp4");
    assert!(server.published(folder.path(), &[]).starts_with("doel is up to date: "));
}

pub(super) fn a_run_that_is_killed_goes_on_and_no_page_ever_misses_what_it_shows(server: &Server) {
    let folder = server.site("");
    let path = folder.path();
    let theme = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/whole/themes/plat");
    copy(&theme, &path.join("themes/plat"));
    // The site has no tags, and a list of one would be told.
    let settings = fs::read_to_string(theme.join("theme.yaml")).unwrap();
    write(path, "themes/plat/theme.yaml", &settings.replace("tag: vrijwilligers, ", ""));
    super::edition(path, 0);
    set(path, "per_page", "theme: plat\nper_page");
    let begun = Instant::now();
    server.published(path, &[]);
    assert!(server.files().keys().any(|file| file.ends_with("beeld-0.svg")));
    let mut longest = begun.elapsed();
    let (mut killed, mut kill) = (0, 0);
    while killed < 50 {
        kill += 1;
        assert!(kill < 500, "runs end before they can be killed");
        super::edition(path, kill);
        let mut child = server.run(path, &[]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(longest.mul_f64(f64::from(kill * 37 % 50) / 50.0));
        child.kill().unwrap();
        if child.wait().unwrap().success() {
            longest = longest.mul_f64(0.95);
        } else {
            killed += 1;
        }
        assert_eq!(missing(&server.files()), Vec::<String>::new(), "after kill {kill}");
    }
    server.published(path, &[]);
    server.assert_is_the_site(path);
}

/// What was asked of a store that changes it, in the order in which it was asked.
fn changes(proxy: &Proxy) -> Vec<String> {
    let mut seen = proxy.seen();
    seen.retain(|line| !line.starts_with("GET ") && !line.starts_with("HEAD "));
    // Google's names have `/` as `%2F`.
    seen.iter().map(|line| line.replace("%2F", "/").replace("%2E", ".").replace("%2D", "-")).collect()
}

/// The start of the addresses of the site's objects.
fn place(server: &Server) -> &'static str {
    if server.kind == Kind::Azurite { "/devstoreaccount1/emmer/site/" } else { "/emmer/site/" }
}
