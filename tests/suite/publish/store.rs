//! An object store as a target. The server is moto, which works like Amazon's S3, on a port of this machine.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::super::program::{Told, command, told, write};
use super::proxy::{Fault, Proxy};
use super::{AT, contents, item_text, site};

/// A server, until it is dropped.
struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts a server with an empty bucket.
    fn start() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let process = Command::new("moto_server")
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("moto_server is there: pip install 'moto[server]'");
        let server = Self { process, address: SocketAddr::from(([127, 0, 0, 1], port)) };
        let begun = Instant::now();
        while TcpStream::connect(server.address).is_err() {
            assert!(begun.elapsed() < Duration::from_mins(1), "moto_server does not answer");
            thread::sleep(Duration::from_millis(50));
        }
        server.curl(&["-X", "PUT"], "/emmer");
        server
    }

    fn curl(&self, arguments: &[&str], path: &str) -> String {
        String::from_utf8_lossy(&self.fetched(arguments, path)).into_owned()
    }

    fn fetched(&self, arguments: &[&str], path: &str) -> Vec<u8> {
        let url = format!("http://{}{path}", self.address);
        let output = Command::new("curl")
            .args(["-s", "-S", "--globoff", "--aws-sigv4", "aws:amz:us-east-1:s3", "--user", "sleutel:geheim"])
            .args(arguments)
            .arg(url)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        output.stdout
    }

    /// The names of all objects below a folder of the bucket.
    fn names(&self, folder: &str) -> Vec<String> {
        let listing = self.curl(&[], &format!("/emmer?list-type=2&max-keys=1000&prefix={folder}/"));
        let names = listing.split("<Key>").skip(1).filter_map(|rest| rest.split("</Key>").next());
        names.map(|name| name.strip_prefix(&format!("{folder}/")).unwrap().to_owned()).collect()
    }

    fn object(&self, name: &str) -> String {
        self.curl(&[], &format!("/emmer/{name}"))
    }

    /// The bucket has just what was built.
    #[track_caller]
    fn assert_is_the_site(&self, folder: &Path) {
        let built = contents(&folder.join("output"));
        let there: BTreeMap<String, Vec<u8>> = self
            .names("site")
            .into_iter()
            .filter(|name| !name.starts_with(".courant-"))
            .map(|name| (name.clone(), self.fetched(&[], &format!("/emmer/site/{name}"))))
            .collect();
        assert_eq!(built.keys().collect::<Vec<_>>(), there.keys().collect::<Vec<_>>());
        assert!(built == there);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn site_at(address: SocketAddr) -> TempDir {
    site(&format!("{{store: \"s3://emmer/site\", endpoint: \"http://{address}\"}}"))
}

/// Has the site published through another address.
fn aim(folder: &Path, address: SocketAddr) {
    let text = fs::read_to_string(folder.join("site.yaml")).unwrap();
    let (before, rest) = text.split_once("http://127.0.0.1:").unwrap();
    let (_, after) = rest.split_once('"').unwrap();
    fs::write(folder.join("site.yaml"), format!("{before}http://{address}\"{after}")).unwrap();
}

fn run(folder: &Path, more: &[&str]) -> Command {
    let mut command = command(folder);
    command
        .args(["publish", "--at", AT])
        .args(more)
        .env("AWS_ACCESS_KEY_ID", "sleutel")
        .env("AWS_SECRET_ACCESS_KEY", "geheim");
    command
}

fn publish(folder: &Path, more: &[&str]) -> Told {
    let told = told(&mut run(folder, more));
    assert!(!told.err.contains("panicked") && !told.err.contains("geheim"), "{told:?}");
    told
}

#[track_caller]
fn published(folder: &Path, more: &[&str]) -> String {
    let told = publish(folder, more);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    told.out
}

#[test]
#[ignore = "starts moto_server, from PyPI"]
fn a_bucket_gets_only_what_differs_with_its_headers() {
    let server = Server::start();
    let folder = site_at(server.address);
    server.curl(&["-X", "PUT", "-d", "oud"], "/emmer/site/van-een-ander.txt");
    server.curl(&["-X", "PUT", "-d", "oud"], "/emmer/elders/index.html");
    let out = published(folder.path(), &[]);
    assert!(out.contains("1 file of someone else left alone"), "{out}");
    let headers = |name: &str| server.curl(&["-I"], &format!("/emmer/site/{name}")).to_lowercase();
    let page = headers("nieuws/2020/bericht-0/index.html");
    assert!(
        page.contains("content-type: text/html; charset=utf-8\r\n")
            && page.contains("cache-control: public, max-age=60\r\n"),
        "{page}"
    );
    let style = server.names("site").into_iter().find(|name| name.ends_with(".css")).unwrap();
    assert!(headers(&style).contains("cache-control: public, max-age=31536000, immutable\r\n"));
    assert!(headers("feed.xml").contains("content-type: application/atom+xml; charset=utf-8\r\n"));
    assert!(published(folder.path(), &[]).starts_with("doel is as it should be: "));
    write(folder.path(), "content/nieuws/bericht-0.md", &item_text(0, "tweede druk"));
    let out = published(folder.path(), &["--dry-run"]);
    assert!(out.contains("~ nieuws/2020/bericht-0/index.html") && out.lines().count() < 15, "{out}");
    published(folder.path(), &[]);
    server.curl(&["-X", "DELETE"], "/emmer/site/van-een-ander.txt");
    server.assert_is_the_site(folder.path());
    assert!(!server.names("site").iter().any(|name| name == ".courant-lock"));
    // Another machine, and one that has no manifest at all: the bytes decide.
    fs::remove_dir_all(folder.path().join(".courant")).unwrap();
    assert!(published(folder.path(), &[]).starts_with("doel is as it should be: "));
    server.curl(&["-X", "DELETE"], "/emmer/site/.courant-manifest");
    assert!(published(folder.path(), &[]).starts_with("doel is as it should be: "));
    assert!(server.names("site").iter().any(|name| name == ".courant-manifest"));
    server.assert_is_the_site(folder.path());
}

#[test]
#[ignore = "starts moto_server, from PyPI"]
fn a_change_of_what_is_told_of_a_file_is_a_change() {
    let server = Server::start();
    let folder = site_at(server.address);
    published(folder.path(), &[]);
    let text = fs::read_to_string(folder.path().join("site.yaml")).unwrap();
    write(folder.path(), "site.yaml", &text.replace("{store", "{cache: {pages: 7}, store"));
    let out = published(folder.path(), &[]);
    assert!(out.contains(" changed, ") && out.contains(" as they were"), "{out}");
    assert!(server.curl(&["-I"], "/emmer/site/index.html").to_lowercase().contains("max-age=7\r\n"));
}

#[test]
#[ignore = "starts moto_server, from PyPI"]
fn a_bucket_can_go_back_and_forth() {
    let server = Server::start();
    let folder = site_at(server.address);
    published(folder.path(), &[]);
    write(folder.path(), "content/nieuws/bericht-0.md", &item_text(0, "tweede druk"));
    write(folder.path(), "content/nieuws/nieuw.md", &item_text(5, "nieuw"));
    published(folder.path(), &[]);
    for edition in ["eerste druk", "tweede druk", "eerste druk"] {
        let told = told(run(folder.path(), &[]).args(["--rollback"]));
        assert_ne!(told.status, 0, "`--at` has no meaning there");
        let mut back = command(folder.path());
        back.args(["publish", "--rollback"]).env("AWS_ACCESS_KEY_ID", "a").env("AWS_SECRET_ACCESS_KEY", "b");
        let told = super::super::program::told(&mut back);
        assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
        assert!(server.object("site/nieuws/2020/bericht-0/index.html").contains(edition));
        let has_new = server.names("site").contains(&"nieuws/2020/nieuw/index.html".to_owned());
        assert_eq!(has_new, edition == "tweede druk");
    }
}

#[test]
#[ignore = "starts moto_server, from PyPI"]
fn what_a_store_refuses_is_told_with_what_to_do() {
    let server = Server::start();
    let folder = site_at(server.address);
    let text = fs::read_to_string(folder.path().join("site.yaml")).unwrap();
    write(folder.path(), "site.yaml", &text.replace("s3://emmer", "s3://geen-emmer"));
    let told = publish(folder.path(), &[]);
    assert!(told.status == 3 && told.err.contains("error[target-missing]"), "{told:?}");
    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = closed.local_addr().unwrap();
    thread::spawn(move || {
        for stream in closed.incoming().map_while(Result::ok) {
            let answer = "HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            let mut stream = stream;
            let _ = stream.read(&mut [0; 8192]).and_then(|_| stream.write_all(answer.as_bytes()));
        }
    });
    aim(folder.path(), address);
    let told = publish(folder.path(), &[]);
    assert!(told.status == 3 && told.err.contains("error[target-refuses]"), "{told:?}");
}

#[test]
#[ignore = "starts moto_server, from PyPI"]
fn a_second_run_is_told_who_has_the_bucket_and_a_dead_run_keeps_nobody_out() {
    let server = Server::start();
    let folder = site_at(server.address);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let lock = |at: u64| {
        let note = format!("anna@werkplek\n2021-01-01 09:30:00 +01:00\n{at}\n");
        let header = "Content-Type: text/plain";
        server.curl(&["-X", "PUT", "-H", header, "--data-binary", &note], "/emmer/site/.courant-lock");
    };
    lock(now);
    let told = publish(folder.path(), &[]);
    let expected = "anna@werkplek has been publishing to `s3://emmer/site` since 2021-01-01 09:30:00 +01:00";
    assert!(told.status == 3 && told.err.contains(expected) && told.err.contains("--break-lock"), "{told:?}");
    assert_eq!(server.names("site"), [".courant-lock"]);
    published(folder.path(), &["--break-lock"]);
    server.assert_is_the_site(folder.path());
    lock(now - 4000);
    write(folder.path(), "content/nieuws/bericht-0.md", &item_text(0, "tweede druk"));
    published(folder.path(), &[]);
    server.assert_is_the_site(folder.path());
}

#[test]
#[ignore = "starts moto_server, from PyPI"]
fn a_server_and_a_network_that_fail_now_and_then_are_asked_again() {
    let server = Server::start();
    let folder = site_at(server.address);
    for (number, (fault, every)) in
        [(Fault::Status500, 7), (Fault::Status503, 11), (Fault::CutBefore, 7), (Fault::CutAfter, 7), (Fault::Slow, 3)]
            .into_iter()
            .enumerate()
    {
        let proxy = Proxy::start(server.address, Some(fault), every);
        aim(folder.path(), proxy.address);
        for item in 0..12 {
            write(
                folder.path(),
                &format!("content/nieuws/bericht-{item}.md"),
                &item_text(item, &format!("druk {number}")),
            );
        }
        let mut runs = 1;
        while publish(folder.path(), &[]).status != 0 {
            runs += 1;
            assert!(runs < 10, "{fault:?}");
        }
        let (requests, faults) = (proxy.requests.load(Ordering::Relaxed), proxy.faults.load(Ordering::Relaxed));
        assert!(faults > 0 && faults < requests, "{fault:?}: {faults} of {requests}");
        server.assert_is_the_site(folder.path());
    }
}

#[test]
#[ignore = "starts moto_server, from PyPI"]
fn a_run_that_is_killed_goes_on_and_no_page_ever_misses_its_style() {
    let server = Server::start();
    let folder = site_at(server.address);
    let theme = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/whole/themes/plat");
    super::super::program::copy(&theme, &folder.path().join("themes/plat"));
    let base = r#"<link href="{{ assets["plat.css"] }}">{% block main %}{% endblock main %}"#;
    write(folder.path(), "themes/plat/templates/base.html", base);
    let settings = fs::read_to_string(folder.path().join("site.yaml")).unwrap();
    write(folder.path(), "site.yaml", &format!("{settings}theme: plat\n"));
    let edition = |number: u32| write(folder.path(), "themes/plat/static/plat.css", &format!("/* {number} */"));
    edition(0);
    let begun = Instant::now();
    published(folder.path(), &[]);
    let longest = begun.elapsed();
    let (mut killed, mut kill) = (0, 0);
    while killed < 50 {
        kill += 1;
        edition(kill);
        let mut child = run(folder.path(), &[]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(longest.mul_f64(f64::from(kill * 37 % 50) / 50.0));
        child.kill().unwrap();
        killed += u32::from(!child.wait().unwrap().success());
        let names = server.names("site");
        for page in names.iter().filter(|name| name.ends_with("0/index.html")) {
            let text = server.object(&format!("site/{page}"));
            let style = text.split('"').find(|part| part.ends_with(".css")).unwrap().trim_start_matches('/').to_owned();
            assert!(names.contains(&style), "after kill {kill} {page} misses {style}");
        }
    }
    published(folder.path(), &[]);
    server.assert_is_the_site(folder.path());
}

#[test]
#[ignore = "starts moto_server, from PyPI"]
fn a_large_file_travels_in_parts() {
    let server = Server::start();
    let folder = site_at(server.address);
    let bytes: Vec<u8> = (0..40_000_000_u32).map(|number| b'a' + u8::try_from(number % 23).unwrap()).collect();
    fs::create_dir_all(folder.path().join("static")).unwrap();
    fs::write(folder.path().join("static/film.mp4"), &bytes).unwrap();
    published(folder.path(), &[]);
    assert!(server.object("site/film.mp4").into_bytes() == bytes);
    assert!(published(folder.path(), &[]).starts_with("doel is as it should be: "));
}
