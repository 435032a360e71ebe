//! `--fetch`: pictures of the old host, from a server on this machine.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use super::Archive;

const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xff\xff\xff\x7f\0\t\xfb\x03\xfd\x05\xcc\xd3'\0\0\0\0IEND\xaeB`\x82";

/// What the old host was asked: its paths, and how many requests it had at most at one moment.
#[derive(Default)]
struct Asked {
    paths: Vec<String>,
    now: usize,
    most: usize,
}

/// An old host, with pictures at every path that has `brug` in it.
struct OldHost {
    address: SocketAddr,
    asked: Arc<Mutex<Asked>>,
}

impl OldHost {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked: Arc<Mutex<Asked>> = Arc::default();
        let shared = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&shared);
                thread::spawn(move || answer(stream, &shared));
            }
        });
        Self { address, asked }
    }

    fn paths(&self) -> Vec<String> {
        let mut paths = self.asked.lock().unwrap().paths.clone();
        paths.sort();
        paths
    }
}

fn answer(mut stream: TcpStream, asked: &Mutex<Asked>) {
    let mut request = [0; 2048];
    let Ok(length) = stream.read(&mut request) else { return };
    let request = String::from_utf8_lossy(request.get(..length).unwrap_or_default()).into_owned();
    let path = request.split_whitespace().nth(1).unwrap_or_default().to_owned();
    {
        let mut asked = asked.lock().unwrap();
        asked.paths.push(path.clone());
        asked.now += 1;
        asked.most = asked.most.max(asked.now);
    }
    thread::sleep(Duration::from_millis(20));
    let (head, body): (&str, &[u8]) = match path.as_str() {
        path if path.contains("brug") => ("200 OK", PICTURE),
        "/nep.jpg" => ("200 OK", b"<html>Inloggen</html>"),
        "/naar-binnen.jpg" => ("302 Found\r\nLocation: http://10.0.0.1/geheim.jpg", b""),
        _ => ("404 Not Found", b""),
    };
    let head = format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    asked.lock().unwrap().now -= 1;
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
}

/// A Jekyll site at the old host, whose pictures are on the host only.
fn archive(host: &OldHost) -> Archive {
    let config = format!("title: Dorp\nurl: http://{}\nlang: nl\npermalink: pretty\n", host.address);
    let post = format!(
        "---\ntitle: A\nimage: /fotos/brug-1.png\n---\n![B](/fotos/brug-2.png) ![C](http://{}/fotos/brug%203.png?w=9) ![D](/weg.jpg) ![E](/nep.jpg)\n\
         ![F](/naar-binnen.jpg) ![G](https://x.invalid/brug.jpg) [H](/stuk.pdf) ![I](/hier/brug.png)\n",
        host.address
    );
    Archive::of(&[("_config.yml", &config), ("_posts/2013-12-03-a.md", &post), ("hier/brug.png", "hier")])
}

#[test]
fn pictures_of_the_old_host_are_fetched_gently_and_once() {
    let host = OldHost::start();
    let archive = archive(&host);
    let named = format!("--fetch=http://{}", host.address);
    let told = archive.import_with(&[&named]);
    assert!(told.status == 0 && told.out.contains("3 of 6 pictures from the old host"), "{told:?}");
    let wanted = [
        "/fotos/brug%203.png?w=9",
        "/fotos/brug-1.png",
        "/fotos/brug-2.png",
        "/naar-binnen.jpg",
        "/nep.jpg",
        "/weg.jpg",
    ];
    assert_eq!(host.paths(), wanted);
    assert!(host.asked.lock().unwrap().most <= 2);
    for name in ["brug-1", "brug-2", "brug 3"] {
        assert_eq!(std::fs::read(archive.site().join(format!("static/fotos/{name}.png"))).unwrap(), PICTURE);
    }
    let text = archive.read("content/posts/2013-12-03-a.md");
    assert!(
        text.contains("![C](/fotos/brug%203.png) ![D](/weg.jpg)") && text.contains("https://x.invalid/brug.jpg"),
        "{text}"
    );
    let report = archive.read("import-report.md");
    for told in [
        "weg.jpg could not be fetched: the response is 404",
        "nep.jpg could not be fetched: what the host sends is no picture",
        "`10.0.0.1` is in a private network",
    ] {
        assert!(report.contains(told), "{told}: {report}");
    }
    // Those that are here are not asked again, and one that was removed here stays away.
    std::fs::remove_file(archive.site().join("static/fotos/brug-1.png")).unwrap();
    archive.import_with(&[&named]);
    assert_eq!(host.paths().len(), 9, "{:?}", host.paths());
    assert!(!archive.has("static/fotos/brug-1.png"));
}

#[test]
fn a_source_that_names_a_private_network_itself_has_nothing_fetched_there() {
    let host = OldHost::start();
    let archive = archive(&host);
    assert_eq!(archive.import_with(&["--fetch"]).status, 0);
    assert_eq!(host.paths(), [""; 0]);
    let report = archive.read("import-report.md");
    assert!(
        report.contains("is in a private network, and so is not fetched unless you name it: `--fetch=URL`"),
        "{report}"
    );
}

#[test]
fn without_the_flag_nothing_is_asked() {
    let host = OldHost::start();
    let archive = archive(&host);
    assert_eq!(archive.import_with(&[]).status, 0);
    assert_eq!(archive.import_with(&["--dry-run"]).status, 0);
    assert_eq!(host.paths(), [""; 0]);
    let nameless = Archive::of(&[
        ("_config.yml", "title: Dorp\n"),
        ("_posts/2013-12-03-a.md", "---\ntitle: A\n---\n![B](/brug.png)\n"),
    ]);
    let told = nameless.import_with(&["--fetch"]);
    assert!(told.status == 2 && told.err.contains("--fetch=https://www.example.org"), "{told:?}");
    let told = nameless.import_with(&[&format!("--fetch=http://{}/", host.address)]);
    assert!(told.status == 0 && nameless.has("static/brug.png"), "{told:?}");
}
