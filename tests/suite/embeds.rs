//! `courant build --fetch`, against a service on this machine.

use std::collections::HashMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;

use tempfile::TempDir;

use super::program::{Told, command, told, write};

const SETTINGS: &str = "title: Dorp\nbase_url: https://dorp.example\nlints: {link-local: off}\n";

/// What a service answers: a status and a body for each path.
type Answers = HashMap<&'static str, (u16, Vec<u8>)>;

/// A service, until the test ends; it notes the paths that it is asked for.
struct Service {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Service {
    fn start(answers: Answers) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let shared = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                answer(stream, &answers, &shared);
            }
        });
        Self { address, asked }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn count(&self, start: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|path| path.starts_with(start)).count()
    }
}

fn answer(mut stream: TcpStream, answers: &Answers, asked: &Mutex<Vec<String>>) {
    let mut request = [0; 4096];
    let length = stream.read(&mut request).unwrap_or_default();
    let request = String::from_utf8_lossy(&request[..length]).into_owned();
    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
    let known = answers.get(path.split('?').next().unwrap_or_default());
    let (status, body) = known.map_or((404, Vec::new()), Clone::clone);
    asked.lock().unwrap().push(path);
    let head = format!("HTTP/1.1 {status} x\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
}

fn picture() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(64, 36, image::Rgb([20, 90, 160]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

fn service() -> Service {
    let film = br#"{"title": "De \"opening\" <b>van</b> het dorpshuis", "thumbnail_url": "/lazy/1.png"}"#.to_vec();
    let post = br#"{"content": "<p>Zaterdag <a href='#'>open dag</a></p><p># Kom ook!</p>", "account": {"display_name": "Dorp"}, "media_attachments": []}"#;
    Service::start(HashMap::from([
        ("/services/oembed", (200, film)),
        ("/lazy/1.png", (200, picture())),
        ("/api/v1/statuses/1093", (200, post.to_vec())),
        ("/api/v1/statuses/1", (404, Vec::new())),
        ("/api/v1/statuses/2", (200, b"<!doctype html>".to_vec())),
        (
            "/api/v1/statuses/3",
            (200, br#"{"content": "<p>x</p>", "media_attachments": [{"preview_url": "/api/v1/statuses/2"}]}"#.to_vec()),
        ),
    ]))
}

fn site(settings: &str, body: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "site.yaml", settings);
    write(folder.path(), "content/nieuws/a.md", &format!("---\ntitle: Een bericht\ndate: 2013-12-03\n---\n{body}"));
    folder
}

fn build(folder: &Path, arguments: &[&str]) -> Told {
    let mut command = command(folder);
    for name in ["ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    told(command.arg("build").args(arguments))
}

fn item(folder: &Path) -> String {
    let text = fs::read_to_string(folder.join("content/nieuws/a.md")).unwrap();
    text.split_once("\n---\n").or_else(|| text.split_once("\r\n---\r\n")).unwrap().1.to_owned()
}

#[test]
fn films_and_posts_get_what_their_services_have_once() {
    let service = service();
    let (film, post) = (service.url("/w/kkGM"), service.url("/@dorp/1093"));
    let body = format!(
        "\nTekst.\n\n::: video {film}\n:::\n\n```\n::: video {film}\n:::\n```\n\n::: embed {post}\n\n:::\n\nEinde.\n"
    );
    let folder = site(SETTINGS, &body);
    assert_eq!(build(folder.path(), &[]).status, 0);
    assert!(
        service.asked.lock().unwrap().is_empty() && item(folder.path()) == body,
        "nobody is asked without the option"
    );

    let told = build(folder.path(), &["--fetch"]);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    let name = format!("{}-kkgm.png", service.address.ip()).replace('.', "-").replace("-png", ".png");
    let title = "De “opening” <b>van</b> het dorpshuis";
    assert_eq!(
        item(folder.path()),
        body.replacen(
            &format!("{film}\n"),
            &format!("{film} title=\"{title}\"\n![De \"opening\" \\<b\\>van\\</b\\> het dorpshuis]({name})\n"),
            1
        )
        .replace(&format!("{post}\n"), &format!("{post} title=\"Dorp\"\n> Zaterdag open dag\n>\n> \\# Kom ook\\!\n"))
    );
    assert_eq!(fs::read(folder.path().join("content/nieuws").join(&name)).unwrap(), picture());
    assert!(told.out.contains("content/nieuws/a.md:8: title, picture fetched from 127.0.0.1"), "{told:?}");
    assert!(told.out.contains("content/nieuws/a.md:17: title, text fetched from 127.0.0.1"), "{told:?}");
    let page = fs::read_to_string(folder.path().join("output/nieuws/2013/een-bericht/index.html"));
    let page = page.or_else(|_| fs::read_to_string(folder.path().join("output/nieuws/2013/a/index.html"))).unwrap();
    assert!(page.contains("Zaterdag open dag") && page.contains("&lt;b&gt;van&lt;/b&gt;"), "{page}");

    let (text, asked) = (item(folder.path()), service.asked.lock().unwrap().len());
    assert_eq!(build(folder.path(), &["--fetch"]).status, 0);
    assert_eq!((item(folder.path()), service.asked.lock().unwrap().len()), (text, asked), "what is there stays");
}

#[test]
fn what_a_writer_gave_stays_and_the_ends_of_lines_too() {
    let service = service();
    let film = service.url("/w/kkGM");
    let body =
        format!("\r\n::: video {film} title=\"Ons dorp\"\r\n:::\r\n\r\n::: video {film}\r\nOnze film.\r\n:::\r\n");
    let folder = site(SETTINGS, &body);
    let text = fs::read_to_string(folder.path().join("content/nieuws/a.md")).unwrap();
    let (head, _) = text.split_once("\r\n").unwrap();
    write(folder.path(), "content/nieuws/a.md", &format!("\u{feff}{}{body}", head.replace('\n', "\r\n") + "\r\n"));
    let told = build(folder.path(), &["--fetch"]);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    let after = fs::read_to_string(folder.path().join("content/nieuws/a.md")).unwrap();
    assert!(after.starts_with('\u{feff}') && !after.replace("\r\n", "").contains('\n'), "{after:?}");
    assert!(
        after.contains("title=\"Ons dorp\"\r\n![") && after.contains(&format!("{film}\r\nOnze film.\r\n:::")),
        "{after:?}"
    );
    assert_eq!(service.count("/services/oembed"), 1);
}

#[test]
fn a_service_that_does_not_answer_is_a_warning_at_its_line() {
    let service = service();
    let block = |to: String| format!("::: embed {to}\n:::\n\n");
    let posts = [1, 1093, 2, 3].map(|post| block(service.url(&format!("/@dorp/{post}"))));
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let body = format!("{}{}", posts.concat(), block(format!("http://{nobody}/w/a")));
    let folder = site(SETTINGS, &body);
    let told = build(folder.path(), &["--fetch", "--format", "json"]);
    assert_eq!(told.status, 0, "{told:?}");
    let report: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    let found: Vec<(String, u64)> = findings
        .filter(|finding| finding["code"] == "embed-not-fetched")
        .map(|finding| (finding["message"].as_str().unwrap().to_owned(), finding["line"].as_u64().unwrap()))
        .collect();
    let wanted = [
        ("it does not have this any more", 5),
        ("its answer is not the expected JSON", 14),
        ("its picture cannot be had: what the service sends is no picture", 17),
        ("the host refuses connections", 20),
    ];
    assert_eq!(found.len(), wanted.len(), "{found:?}");
    for ((message, line), (reason, at)) in found.iter().zip(wanted) {
        assert!(message.contains(reason) && *line == at, "{message} {line}: {reason} {at}");
    }
    assert!(item(folder.path()).contains("> Zaterdag open dag"));
}

#[test]
fn a_private_network_is_asked_only_where_it_is_meant() {
    let service = service();
    for settings in ["title: Dorp\nbase_url: https://dorp.example\n", &format!("{SETTINGS}untrusted: true\n")] {
        let body = format!("::: video {}\n:::\n", service.url("/w/kkGM"));
        let folder = site(settings, &body);
        let told = build(folder.path(), &["--fetch"]);
        assert!(item(folder.path()) == body && service.asked.lock().unwrap().is_empty(), "{told:?}");
    }
}
