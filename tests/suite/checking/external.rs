//! `courant check --external`, against servers on this machine.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use super::super::program::{Told, command, interrupt, interruptible, told, write};
use super::server::Server;

pub(super) const SETTINGS: &str = "title: a\nbase_url: https://dorp.example\nlints: {link-local: off}\n";

/// A site with one item, in which each link stands on a line of its own, from line 6.
pub(super) fn site(settings: &str, links: &[String]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "site.yaml", settings);
    let links: Vec<String> = links.iter().enumerate().map(|(number, to)| format!("[Link {number}]({to})\n")).collect();
    let text = format!("---\ntitle: Een bericht\ndate: 2013-12-03\n---\n\n{}", links.concat());
    write(folder.path(), "content/nieuws/a.md", &text);
    folder
}

pub(super) fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = command(folder);
    for name in ["ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    command.args(["check", "--external"]).args(arguments);
    command
}

fn check(folder: &Path, arguments: &[&str]) -> Told {
    told(&mut program(folder, arguments))
}

fn json(told: &Told) -> Value {
    serde_json::from_str(&told.out).unwrap_or_else(|error| panic!("{error}: {told:?}"))
}

/// Codes with lines and columns, and whole messages.
fn findings(report: &Value) -> Vec<(String, String)> {
    let findings = report["findings"].as_array().unwrap().iter();
    let place =
        |finding: &Value| format!("{} {}:{}", finding["code"].as_str().unwrap(), finding["line"], finding["column"]);
    findings.map(|finding| (place(finding), finding["message"].as_str().unwrap().to_owned())).collect()
}

/// What is linked to, each on a line of its own.
const PATHS: &[&str] = &[
    "/goed",
    "/goed#deel",
    "/weg",
    "/voorgoed",
    "/verhuisd#kop",
    "/verhuisd-en-weg",
    "/even-elders",
    "/rond",
    "/alleen-get",
    "/liegt",
    "/kapot",
    "/slot",
    "/druk",
    "/drukker",
    "/langzaam",
    "/afgekapt",
    "/stil",
    "/geheim/a",
    "/naar-geheim",
];

#[test]
fn what_is_not_there_is_told_with_its_place_and_what_is_there_is_not() {
    let server = Server::start("User-agent: *\nDisallow: /geheim\n");
    let links: Vec<String> = PATHS.iter().map(|path| server.url(path)).collect();
    let folder = site(SETTINGS, &links);
    let told = check(folder.path(), &["--timeout", "3", "--format", "json"]);
    assert_eq!(told.status, 0, "{told:?}");
    let report = json(&told);
    let line = |path: &str| 6 + PATHS.iter().position(|known| *known == path).unwrap();
    let expected = [
        ("dead", "/weg", "is dead: the response is 404 (not found)"),
        ("dead", "/voorgoed", "is dead: the response is 410 (gone)"),
        ("moved", "/verhuisd#kop", "has moved permanently"),
        ("dead", "/verhuisd-en-weg", "and the response is 404 (not found)"),
        ("dead", "/rond", "is dead: it has too many redirects, possibly a loop"),
        ("dead", "/kapot", "is dead: the response is 500 (server error)"),
        ("dead", "/afgekapt", "is dead: the host closed the connection too early"),
        ("dead", "/stil", "is dead: the host did not respond in time"),
    ];
    let found = findings(&report);
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for ((code, path, end), (place, message)) in expected.into_iter().zip(&found) {
        let column = 10 + usize::from(line(path) >= 16);
        assert_eq!(*place, format!("link-{code} {}:{column}", line(path)));
        assert!(message.contains(&server.url(path)) && message.ends_with(end), "{message}");
    }
    assert_eq!(report["findings"][2]["hints"][0], format!("write `{}`", server.url("/goed#kop")));
    let links = &report["links"];
    assert_eq!((&links["fine"], &links["moved"], &links["dead"]), (&6.into(), &1.into(), &7.into()), "{links}");
    let passed: BTreeSet<&str> =
        links["passed_over"].as_array().unwrap().iter().map(|passed| passed["reason"].as_str().unwrap()).collect();
    let reasons =
        ["the host is busy (503)", "it requires a login or blocks programs (403)", "its robots.txt excludes this page"];
    assert_eq!(passed, BTreeSet::from(reasons));
    let count = |path| server.count(path);
    assert_eq!((count("/robots.txt"), count("/geheim/a"), count("/langzaam"), count("/druk")), (1, 0, 1, 2));
    assert_eq!(server.seen().asked.first().map(String::as_str), Some("GET /robots.txt"));
    let gets: Vec<String> = server.seen().asked.into_iter().filter(|asked| asked.starts_with("GET ")).collect();
    assert!(!gets.contains(&"GET /goed".to_owned()) && gets.contains(&"GET /alleen-get".to_owned()), "{gets:?}");
    assert!(server.seen().most <= 2, "{:?}", server.seen());
}

#[test]
fn what_was_found_is_remembered() {
    let server = Server::start("");
    let folder = site(SETTINGS, &["/goed", "/weg", "/verhuisd", "/afgekapt"].map(|path| server.url(path)));
    let first = check(folder.path(), &[]);
    assert!(first.out.contains("links to other sites: 1 working, 1 moved, 2 dead\n"), "{first:?}");
    let asked = server.seen().asked.len();
    let second = check(folder.path(), &[]);
    assert_eq!(second.err, first.err);
    assert!(second.out.contains("1 working, 1 moved, 2 dead; 3 from the cache"), "{second:?}");
    // What no host said may be otherwise now: that alone is asked for again.
    let again: Vec<String> = server.seen().asked[asked..].to_vec();
    assert_eq!(again, ["GET /robots.txt", "HEAD /afgekapt", "GET /afgekapt"]);
    check(folder.path(), &["--max-age", "0"]);
    assert_eq!((server.count("/weg"), server.count("/verhuisd")), (4, 2));
}

#[test]
fn no_host_gets_more_than_two_requests_at_a_time() {
    let servers = [Server::start(""), Server::start("")];
    let links: Vec<String> =
        (0..16).map(|number| servers[number % 2].url(&format!("/langzaam/{}", number / 2))).collect();
    let folder = site(SETTINGS, &links);
    let told = check(folder.path(), &[]);
    assert!(told.status == 0 && told.out.contains("16 working"), "{told:?}");
    for server in servers {
        assert_eq!((server.seen().most <= 2, server.seen().asked.len()), (true, 9), "{:?}", server.seen());
    }
}

#[test]
fn a_run_that_is_stopped_loses_nothing() {
    let server = Server::start("");
    let links: Vec<String> = (0..40).map(|number| server.url(&format!("/langzaam/{number}"))).collect();
    let folder = site(SETTINGS, &links);
    let mut command = interruptible(&program(folder.path(), &[]));
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let started = Instant::now();
    while server.seen().asked.len() < 8 {
        assert!(started.elapsed() < Duration::from_mins(1), "{:?}", server.seen());
        thread::sleep(Duration::from_millis(10));
    }
    interrupt(&child);
    assert!(!child.wait().unwrap().success());
    let told = check(folder.path(), &[]);
    assert!(told.status == 0 && told.out.contains("40 working; "), "{told:?}");
    let before: usize = told.out.split("; ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    assert!(before >= 4, "{told:?}");
    let twice = (0..40).filter(|number| server.count(&format!("/langzaam/{number}")) > 1).count();
    assert!(twice <= 2, "{:?}", server.seen());
}

#[test]
fn links_are_looked_for_wherever_readers_find_them() {
    let server = Server::start("");
    let settings = format!(
        "{SETTINGS}menu: [{{title: m, link: \"{}\"}}]\nfooter: \"[f]({})\"\nexternal_images: [\"127.0.0.1:{}\"]\n",
        server.url("/weg?menu"),
        server.url("/weg?footer"),
        server.url("").rsplit(':').next().unwrap(),
    );
    let folder = site(&settings.replace("/weg?", "/weg/"), &[]);
    let text = format!(
        "---\ntitle: b\ndate: 2013-12-03\nlead: \"[l]({})\"\nimage: {{src: \"{}\", alt: x}}\n---\n\n![i]({})\n\n<a href=\"{}\">h</a> <{}>\n",
        server.url("/lead"),
        server.url("/image"),
        server.url("/inline"),
        server.url("/html"),
        server.url("/auto"),
    );
    write(folder.path(), "content/nieuws/b.md", &text);
    write(
        folder.path(),
        "content/nieuws/c.md",
        &text.replace("title: b", "title: c\ndraft: true").replace("/auto", "/draft"),
    );
    let told = check(folder.path(), &[]);
    assert_eq!(told.status, 0, "{told:?}");
    for path in ["/weg/menu", "/weg/footer", "/lead", "/image", "/inline", "/html", "/auto"] {
        assert_eq!(server.count(path), 1, "{path}: {:?}", server.seen());
    }
    assert_eq!(server.count("/draft"), 0);
}

#[test]
fn a_dead_link_can_stop_a_run_and_is_told_in_every_form() {
    let server = Server::start("");
    let links = [server.url("/weg")];
    let folder = site(&SETTINGS.replace("link-local: off", "link-local: off, link-dead: error"), &links);
    let told = check(folder.path(), &[]);
    assert!(told.status == 1 && told.err.contains("error[link-dead]") && told.err.ends_with("\n1 error\n"), "{told:?}");
    write(folder.path(), "site.yaml", SETTINGS);
    assert_eq!(check(folder.path(), &[]).status, 0);
    assert_eq!(check(folder.path(), &["--strict"]).status, 1);
    let github = check(folder.path(), &["--format", "github"]);
    assert!(github.out.starts_with("::warning file=content/nieuws/a.md,line=6,col=10,title=link-dead::"), "{github:?}");
    let sarif = json(&check(folder.path(), &["--format", "sarif"]));
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "link-dead");
    write(folder.path(), "site.yaml", &SETTINGS.replace("link-local: off", "link-local: off, link-dead: off"));
    let told = check(folder.path(), &[]);
    assert!(told.err.is_empty() && told.out.contains("1 dead"), "{told:?}");
}

#[test]
fn hosts_that_are_not_there_are_told_apart_from_no_network() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let server = Server::start("");
    let refused = format!("http://127.0.0.1:{port}/a");
    let folder = site(SETTINGS, &[refused.clone(), "https://courant.invalid/a".to_owned(), server.url("/goed")]);
    let told = check(folder.path(), &[]);
    assert!(told.err.contains(&format!("`{refused}` is dead: the host refuses connections")), "{told:?}");
    assert!(
        told.err.contains("`https://courant.invalid/a` is dead: its host name is reserved and never resolves"),
        "{told:?}"
    );
    let hosts: Vec<String> = (2..5).map(|host| format!("http://127.0.0.{host}:{port}/")).collect();
    let folder = site(SETTINGS, &hosts);
    let told = check(folder.path(), &[]);
    assert!(told.status == 3 && told.err.contains("error[no-network]"), "{told:?}");
}

#[test]
fn a_private_network_is_asked_only_where_it_is_meant() {
    let server = Server::start("");
    let folder = site("title: a\nbase_url: https://dorp.example\n", &[server.url("/goed")]);
    let told = check(folder.path(), &[]);
    assert!(told.err.contains("warning[link-local]") && told.out.contains("links to other sites: none"), "{told:?}");
    assert_eq!(server.seen().asked, [""; 0]);
}

#[test]
fn a_memory_that_cannot_be_written_is_told_of_and_stops_nothing() {
    let server = Server::start("");
    let folder = site(SETTINGS, &[server.url("/goed")]);
    write(folder.path(), ".courant", "in the way");
    let told = check(folder.path(), &[]);
    assert!(told.status == 0 && told.out.contains("1 working\n  the results are not cached"), "{told:?}");
    let wrong = site("title: a\nbase_url: https://dorp.example\nmenuu: []\n", &[server.url("/goed")]);
    let told = check(wrong.path(), &[]);
    assert!(
        told.status == 2 && told.out.contains("links to other sites are checked after the errors are fixed"),
        "{told:?}"
    );
}

#[test]
fn the_address_of_a_film_is_asked_once_and_is_no_picture() {
    let server = Server::start("");
    let folder = site(SETTINGS, &[]);
    let film = server.url("/w/dorp2018");
    let text =
        format!("---\ntitle: b\ndate: 2013-12-03\n---\n\nTekst.\n\n::: video {film}\n:::\n\n::: embed {film}\n:::\n");
    write(folder.path(), "content/nieuws/b.md", &text);
    let told = check(folder.path(), &[]);
    assert_eq!(told.status, 0, "{told:?}");
    assert_eq!((server.count("/w/dorp2018"), server.count("/videos/embed/dorp2018")), (1, 0), "{:?}", server.seen());
}
