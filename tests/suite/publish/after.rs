//! Who is told of a publish that changed something. The server that is told is one of this machine, which notes what it hears.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use super::super::program::{Told, command, courant, files, read, told, write};
use super::{AT, assert_is_the_site, item_text, publish, published, site};

/// What was heard: the path that was asked for, the head in small letters, and the body.
type Heard = (String, String, String);

/// A server that notes what it is told, until the test ends. `/500` fails, `/knip` ends in the middle, `/zwijg` says nothing.
struct Server {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&heard);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let notes = Arc::clone(&notes);
                thread::spawn(move || answer(stream.unwrap(), &notes));
            }
        });
        Self { address, heard }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What was heard since this was asked last.
    fn heard(&self) -> Vec<Heard> {
        std::mem::take(&mut *self.heard.lock().unwrap())
    }
}

fn answer(mut stream: TcpStream, notes: &Mutex<Vec<Heard>>) {
    let (mut request, mut part) = (Vec::new(), [0; 4096]);
    let (head, length) = loop {
        let read = stream.read(&mut part).unwrap();
        if read == 0 {
            return;
        }
        request.extend_from_slice(&part[..read]);
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, _)) = text.split_once("\r\n\r\n") {
            let head = head.to_lowercase();
            let length: usize =
                head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap().trim().parse().unwrap();
            break (head, length);
        }
    };
    let start = request.windows(4).position(|end| end == b"\r\n\r\n").unwrap() + 4;
    while request.len() < start + length {
        let read = stream.read(&mut part).unwrap();
        request.extend_from_slice(&part[..read]);
    }
    let path = head.split(' ').nth(1).unwrap().to_owned();
    let body = String::from_utf8(request[start..].to_vec()).unwrap();
    notes.lock().unwrap().push((path.clone(), head, body));
    let said: &[u8] = match path.as_str() {
        "/500" => b"HTTP/1.1 500 Kapot\r\ncontent-length: 5\r\nconnection: close\r\n\r\nkapot",
        "/knip" => b"HTTP/1.1 20",
        "/zwijg" => {
            thread::sleep(Duration::from_mins(2));
            b""
        }
        "/elders" => b"HTTP/1.1 307 Elders\r\nlocation: /wis\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        _ => b"HTTP/1.1 202 Goed\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
    };
    let _ = stream.write_all(said);
}

const KEY: &str = "0123456789abcdef";

fn site_that_tells(after: &str) -> TempDir {
    let folder = site(&format!("{{path: www, mode: in-place, after: {after}}}"));
    let settings = read(folder.path(), "site.yaml").replace("https://proef.example", "https://proef.example/dorp");
    write(folder.path(), "site.yaml", &settings);
    folder
}

fn all(server: &Server) -> String {
    format!(
        "{{websub: '{}', indexnow: {{key: {KEY}, endpoint: '{}'}}, purge: {{url: '{}'}}}}",
        server.url("/hub"),
        server.url("/zoek"),
        server.url("/wis")
    )
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_hub_search_engines_and_what_keeps_copies_are_told_what_changed_and_only_then() {
    let server = Server::start();
    let folder = site_that_tells(&all(&server));
    let folder = folder.path();
    published(folder, &["--dry-run"]);
    assert_eq!(server.heard(), [], "a dry run tells nobody");
    published(folder, &[]);
    assert_is_the_site(folder, "www");
    let first: BTreeMap<String, Heard> = server.heard().into_iter().map(|heard| (heard.0.clone(), heard)).collect();
    assert_eq!(first.keys().collect::<Vec<_>>(), ["/hub", "/wis", "/zoek"]);
    assert!(first["/hub"].1.contains("content-type: application/x-www-form-urlencoded"), "{first:?}");
    let site = |file: &str| format!("https://proef.example/dorp/{file}").replace("index.html", "");
    let copies: Value = serde_json::from_str(&first["/wis"].2).unwrap();
    let built: Vec<String> = files(&folder.join("output")).iter().map(|file| site(file)).collect();
    let mut told = texts(&copies["addresses"]);
    told.sort();
    assert_eq!(told, built.into_iter().collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>());
    let engines: Value = serde_json::from_str(&first["/zoek"].2).unwrap();
    assert_eq!((&engines["host"], &engines["key"]), (&"proef.example".into(), &KEY.into()));
    assert_eq!(engines["keyLocation"], site(&format!("{KEY}.txt")));
    assert_eq!(read(folder, &format!("www/{KEY}.txt")), KEY);
    published(folder, &[]);
    assert_eq!(server.heard(), [], "nothing changed");
    write(folder, "content/nieuws/bericht-0.md", &item_text(0, "tweede druk"));
    fs::remove_file(folder.join("content/nieuws/bericht-3.md")).unwrap();
    published(folder, &["--let-go", "/nieuws/2020/bericht-3/"]);
    let second: BTreeMap<String, Heard> = server.heard().into_iter().map(|heard| (heard.0.clone(), heard)).collect();
    let pages = texts(&serde_json::from_str::<Value>(&second["/zoek"].2).unwrap()["urlList"]);
    for page in ["nieuws/2020/bericht-0/", "nieuws/2020/bericht-3/", "nieuws/pagina/1/"] {
        assert!(pages.contains(&site(page)), "{page}: {pages:?}");
    }
    assert!(
        !pages.contains(&site("nieuws/2020/bericht-7/")) && !pages.iter().any(|page| page.ends_with(".xml")),
        "{pages:?}"
    );
    let hub = &second["/hub"].2;
    assert!(hub.starts_with("hub.mode=publish&hub.url=https%3A%2F%2Fproef%2Eexample%2Fdorp%2F"), "{hub}");
    assert!(hub.contains("feed%2Exml") && !hub.contains("index"), "{hub}");
    let told = courant(folder, &["publish", "--rollback"]);
    assert_eq!((told.status, told.err.as_str(), server.heard().len()), (0, "", 3), "going back changes something too");
}

#[test]
fn feeds_say_which_hub_tells_of_what_is_new() {
    let server = Server::start();
    let folder = site_that_tells(&all(&server));
    published(folder.path(), &[]);
    let hub = server.url("/hub");
    let feed = |file: &str| read(folder.path(), &format!("www/{file}"));
    assert!(feed("feed.xml").contains(&format!("<link href=\"{hub}\" rel=\"hub\"/>")), "{}", feed("feed.xml"));
    assert!(feed("rss.xml").contains(&format!("<atom:link href=\"{hub}\" rel=\"hub\"/>")), "{}", feed("rss.xml"));
    let json: Value = serde_json::from_str(&feed("feed.json")).unwrap();
    assert_eq!(json["hubs"], serde_json::json!([{"type": "WebSub", "url": hub}]));
}

#[test]
fn who_cannot_be_told_is_a_warning_and_the_site_is_published() {
    let server = Server::start();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let folder = site_that_tells(&format!(
        "{{websub: '{}', indexnow: {{key: {KEY}, endpoint: '{}'}}, purge: {{url: 'http://{closed}/'}}}}",
        server.url("/500"),
        server.url("/knip")
    ));
    let told = publish(folder.path(), &[]);
    assert_eq!(told.status, 0, "{told:?}");
    assert_is_the_site(folder.path(), "www");
    for expected in [
        format!(
            "warning[after-failed]: cannot notify the hub at `{}` of the changes: the response was 500\n",
            server.url("/500")
        ),
        format!(
            "cannot notify IndexNow at `{}` of the changes: the host closed the connection too early\n",
            server.url("/knip")
        ),
        format!("cannot notify the cache at `http://{closed}/` of the changes: the host refuses connections\n"),
        "--> site.yaml:5:".to_owned(),
        "\n3 warnings\n".to_owned(),
    ] {
        assert!(told.err.contains(&expected), "{expected}: {}", told.err);
    }
    published(folder.path(), &[]);
}

#[test]
#[ignore = "waits for a server that says nothing"]
fn a_server_that_says_nothing_is_not_waited_for_long() {
    let server = Server::start();
    let folder = site_that_tells(&format!("{{websub: '{}'}}", server.url("/zwijg")));
    let told = publish(folder.path(), &[]);
    assert!(told.status == 0 && told.err.contains("the host did not respond in time"), "{told:?}");
    assert_is_the_site(folder.path(), "www");
}

#[test]
fn a_command_gets_the_addresses_and_where_it_fails_says_why() {
    let folder = site_that_tells("{purge: {command: 'cat > gezegd.txt'}}");
    published(folder.path(), &[]);
    let told = read(folder.path(), "gezegd.txt");
    assert!(told.lines().any(|line| line == "https://proef.example/dorp/nieuws/2020/bericht-0/"), "{told}");
    let folder = site_that_tells("{purge: {command: 'echo eerst >&2; echo geen zin >&2; exit 3'}}");
    let told = publish(folder.path(), &[]);
    assert_eq!(told.status, 0);
    assert!(told.err.contains("warning[after-failed]: the command of `purge` failed: geen zin\n"), "{told:?}");
}

fn publish_with_token(folder: &Path, token: &str) -> Told {
    told(command(folder).args(["publish", "--at", AT]).env("WIS_TOKEN", token))
}

#[test]
fn a_token_comes_from_the_environment_only() {
    let server = Server::start();
    let folder = site_that_tells(&format!("{{purge: {{url: '{}', token_in: WIS_TOKEN}}}}", server.url("/wis")));
    let told = publish(folder.path(), &[]);
    assert!(told.status == 0 && told.err.contains("WIS_TOKEN is not set, or contains"), "{told:?}");
    assert_eq!(server.heard(), []);
    for token in ["sesam\nx: y", "sesam"] {
        write(folder.path(), "content/nieuws/bericht-0.md", &item_text(0, &format!("{} tekens", token.len())));
        let told = publish_with_token(folder.path(), token);
        assert!(told.status == 0 && !told.err.contains("sesam") && !told.out.contains("sesam"), "{told:?}");
    }
    let heard = server.heard();
    assert_eq!(heard.len(), 1);
    assert!(heard[0].1.lines().any(|line| line == "authorization: bearer sesam"), "{heard:?}");
    let kept = folder.path().join(".courant");
    for file in files(&kept) {
        let bytes = fs::read(kept.join(&file)).unwrap();
        assert!(!bytes.windows(5).any(|part| part == b"sesam"), "{file}");
    }
}

#[test]
fn a_token_is_not_sent_on_to_where_a_redirect_leads() {
    let server = Server::start();
    let folder = site_that_tells(&format!("{{purge: {{url: '{}', token_in: WIS_TOKEN}}}}", server.url("/elders")));
    let told = publish_with_token(folder.path(), "sesam");
    assert!(told.status == 0 && told.err.contains("the response was 307"), "{told:?}");
    let heard = server.heard();
    assert_eq!(heard.iter().map(|(path, ..)| path.as_str()).collect::<Vec<_>>(), ["/elders"]);
}

#[test]
fn those_who_take_so_many_at_once_are_told_in_parts() {
    let server = Server::start();
    let folder = site_that_tells(&all(&server));
    // As a run with many pages and feeds would have noted that did not end.
    let pages = (0..20_500).map(|page| format!("p + nieuws/{page}/index.html\n"));
    let feeds = (0..250).map(|feed| format!("f + tags/{feed}/feed.xml\n"));
    write(folder.path(), ".courant/publish-doel.untold", &pages.chain(feeds).collect::<String>());
    published(folder.path(), &[]);
    let heard = server.heard();
    let of =
        |path: &str| heard.iter().filter(|heard| heard.0 == path).map(|heard| heard.2.as_str()).collect::<Vec<_>>();
    let count = |body: &&str| texts(&serde_json::from_str::<Value>(body).unwrap()["urlList"]).len();
    let counts: Vec<usize> = of("/zoek").iter().map(count).collect();
    assert!(counts.len() == 3 && counts[..2] == [10_000, 10_000] && counts[2] > 500, "{counts:?}");
    let counts: Vec<usize> = of("/hub").iter().map(|body| body.matches("hub.url=").count()).collect();
    assert!(counts.len() == 3 && counts[..2] == [100, 100] && counts[2] > 50, "{counts:?}");
    assert_eq!(of("/wis").len(), 1);
}

#[test]
fn what_a_run_changed_that_did_not_end_is_told_by_the_next() {
    let folder = site_that_tells("{purge: {command: 'cat > gezegd.txt'}}");
    let folder = folder.path();
    // Something of someone else stands in the way of a list, which comes after the pages.
    write(folder, "www/nieuws/index.html/van-een-ander.txt", "x");
    let told = publish(folder, &[]);
    assert!(told.status == 2 && told.err.contains("error[target-in-the-way]"), "{told:?}");
    assert!(folder.join("www/nieuws/2020/bericht-0/index.html").is_file() && !folder.join("gezegd.txt").exists());
    fs::remove_dir_all(folder.join("www/nieuws/index.html")).unwrap();
    published(folder, &[]);
    let told = read(folder, "gezegd.txt");
    for page in ["nieuws/2020/bericht-0/", "nieuws/"] {
        assert!(told.lines().any(|line| line == format!("https://proef.example/dorp/{page}")), "{page}: {told}");
    }
}
