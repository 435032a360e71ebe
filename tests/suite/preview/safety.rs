//! A preview answers only this machine, shows only the site, and writes only its cache.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::SystemTime;

use super::server::{Preview, item, small_site};
use crate::images::a_picture_and_a_corrupt_copy;
use crate::program::{courant, files, told, write};

#[test]
fn only_its_own_host_names_are_answered() {
    let folder = small_site();
    let preview = Preview::of(folder.path(), &[]);
    preview.until("/", |answer| answer.status == 200);
    let (port, evil) = (preview.port, format!("evil.example:{}", preview.port));
    for host in [format!("127.0.0.1:{port}"), format!("localhost:{port}")] {
        assert_eq!(preview.ask("GET", "/", &[("Host", &host)]).status, 200, "{host}");
    }
    for path in ["/", "/.courant/report", "/.courant/events", "/los.txt"] {
        for host in [evil.as_str(), "evil.example", "127.0.0.1", "", &format!("127.0.0.1:{port}.evil.example")] {
            assert_eq!(preview.ask("GET", path, &[("Host", host)]).status, 403, "{path} {host}");
        }
        let origin = format!("http://{evil}");
        assert_eq!(preview.ask("GET", path, &[("Origin", &origin)]).status, 403, "{path}");
        assert_eq!(preview.ask("GET", path, &[("Origin", "null")]).status, 403, "{path}");
    }
    let own = format!("http://127.0.0.1:{port}");
    assert_eq!(preview.ask("GET", "/", &[("Origin", &own)]).status, 200);
    let none = preview.send(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    assert_eq!(none.status, 403);
    let two = format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: {evil}\r\nConnection: close\r\n\r\n");
    assert!(matches!(preview.send(two.as_bytes()).status, 400 | 403));
}

#[test]
fn a_name_that_is_allowed_is_answered_and_any_other_is_told_how_to_be() {
    let folder = small_site();
    let preview =
        Preview::of(folder.path(), &["--host", "0.0.0.0", "--allow-host", "pc.local", "--allow-host", "werk"]);
    preview.until("/", |answer| answer.status == 200);
    let port = preview.port;
    for host in [format!("pc.local:{port}"), format!("PC.local:{port}"), "werk:8080".to_owned()] {
        for path in ["/", "/los.txt", "/.courant/report"] {
            assert_eq!(preview.ask("GET", path, &[("Host", &host)]).status, 200, "{host} {path}");
        }
        let origin = format!("http://{host}");
        assert_eq!(preview.ask("GET", "/", &[("Host", &host), ("Origin", &origin)]).status, 200, "{host}");
        assert_eq!(preview.ask("GET", "/", &[("Host", &host), ("Origin", "http://evil.example")]).status, 403);
    }
    let refused = preview.ask("GET", "/", &[("Host", &format!("laptop.local:{port}"))]);
    assert_eq!(refused.status, 403);
    assert!(refused.text().contains("courant serve --host 0.0.0.0 --allow-host laptop.local\n"), "{}", refused.text());
    let refused = preview.ask("GET", "/", &[("Host", "<script>alert(1)</script>")]);
    assert!(matches!(refused.status, 400 | 403) && !refused.text().contains("script"), "{}", refused.text());
    for bad in ["http://pc.local", "pc.local:4400", "", "*"] {
        let told = courant(folder.path(), &["serve", "--allow-host", bad]);
        assert!(told.status == 2 && told.err.contains("write the name alone"), "{bad}: {told:?}");
    }
}

#[test]
fn it_listens_on_loopback_only() {
    let folder = small_site();
    let preview = Preview::of(folder.path(), &[]);
    let sockets =
        fs::read_to_string("/proc/net/tcp").unwrap() + &fs::read_to_string("/proc/net/tcp6").unwrap_or_default();
    let own = format!(":{:04X} ", preview.port);
    let listening: Vec<&str> = sockets
        .lines()
        .filter(|line| line.contains(" 0A "))
        .filter_map(|line| line.split(": ").nth(1))
        .filter(|line| line.split(' ').next().is_some_and(|at| format!("{at} ").ends_with(&own)))
        .collect();
    assert!(listening.len() == 1 && listening[0].starts_with("0100007F:"), "{listening:?}");
}

#[test]
fn methods_that_write_are_refused() {
    let folder = small_site();
    let preview = Preview::of(folder.path(), &[]);
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "TRACE"] {
        for path in ["/", "/.courant/page", "/los.txt"] {
            let answer = preview.ask(method, path, &[]);
            assert_eq!((answer.status, answer.header("allow").as_deref()), (405, Some("GET, HEAD")), "{method} {path}");
        }
    }
}

#[test]
fn no_path_leaves_the_site_or_shows_a_source() {
    let folder = small_site();
    let site = folder.path();
    write(site, ".env", "GEHEIM");
    write(site, "content/nieuws/los.pdf", "GEHEIM");
    write(site, "content/nieuws/concept/index.md", "---\ntitle: GEHEIM\ndate: 2014-01-01\ndraft: true\n---\nGEHEIM\n");
    write(site, "content/nieuws/concept/foto.txt", "GEHEIM");
    let preview = Preview::of(site, &[]);
    preview.until("/", |answer| answer.status == 200);
    let passwd = fs::read_to_string("/etc/passwd").unwrap();
    let up = ["..", "%2e%2e", "%2E.", ".%2e", "%252e%252e", "..%00", "..%5c", "..;", "%c0%ae%c0%ae", "..%2f.."];
    let mut paths: Vec<String> = Vec::new();
    for up in up {
        for target in ["etc/passwd", "site.yaml", ".env", "content/nieuws/een.md"] {
            paths.push(format!("/{}{target}", format!("{up}/").repeat(9)));
            paths.push(format!("/{up}/{target}"));
            paths.push(format!("/los.txt/{up}/{up}/{target}"));
            paths.push(format!("/.courant/{up}/{target}"));
        }
    }
    let more = [
        "/site.yaml",
        "/.env",
        "/content/nieuws/een.md",
        "/nieuws/een.md",
        "/content/nieuws/los.pdf",
        "/nieuws/los.pdf",
        "/nieuws/2014/concept/",
        "/nieuws/2014/concept/foto.txt",
        "/nieuws/concept/foto.txt",
        "/themes/",
        "/static/los.txt",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/los.txt%00.html",
        "/%00",
        "/%",
        "/%zz",
        "/.courant/",
        "/.courant/../site.yaml",
        "/.courant/ledger",
        "/.git/config",
        "/\\..\\site.yaml",
        "/%5c..%5csite.yaml",
    ];
    paths.extend(more.map(str::to_owned));
    for path in paths {
        let answer = preview.get(&path);
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
        assert!(
            !text.contains("GEHEIM") && !text.contains(passwd.lines().next().unwrap()) && !text.contains("base_url"),
            "{path}: {text}"
        );
    }
    let report = preview.about("/nieuws/2014/concept/", "");
    assert!(report["missing"]["held"][0]["title"] == "GEHEIM", "its title is told to who writes it: {report}");
}

#[test]
fn a_file_replaced_by_a_link_is_not_followed_out_of_the_site() {
    let folder = small_site();
    let site = folder.path();
    let preview = Preview::of(site, &[]);
    preview.until_seen("/los.txt", "0123456789");
    fs::remove_file(site.join("static/los.txt")).unwrap();
    symlink("/etc/passwd", site.join("static/los.txt")).unwrap();
    preview.until_wrong("symlink-outside");
    let answer = preview.get("/los.txt");
    assert!(answer.status == 404 && !answer.text().contains("root:"), "{answer:?}");
    fs::remove_file(site.join("content/nieuws/een.md")).unwrap();
    symlink("/etc/passwd", site.join("content/nieuws/een.md")).unwrap();
    assert!(!preview.get("/nieuws/2014/een/").text().contains("root:"));
}

#[test]
fn malformed_requests_do_no_harm() {
    let folder = small_site();
    let preview = Preview::of(folder.path(), &[]);
    let long = format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(200_000));
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01"[..],
        b"GET\r\n\r\n",
        b"\r\n\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\xff\xfe\x00\r\n\r\n",
        long.as_bytes(),
    ] {
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", preview.port)).unwrap();
        std::io::Write::write_all(&mut stream, bytes).unwrap();
    }
    preview.until("/", |answer| answer.status == 200);
}

#[test]
fn a_port_in_use_is_reported() {
    let folder = small_site();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let refused = courant(folder.path(), &["serve", "--port", &port]);
    assert_eq!(refused.status, 2, "{refused:?}");
    assert!(
        refused.err.contains(&format!("error[port-taken]: port {port} is in use")) && refused.err.contains("lsof"),
        "{refused:?}"
    );
    let _own = TcpListener::bind("127.0.0.1:4400");
    let preview = Preview::with(crate::program::command(folder.path()).arg("serve"));
    assert!(preview.port > 4400, "the next free one is taken");
    preview.until("/", |answer| answer.status == 200);
    let (_, err) = preview.end();
    assert!(err.contains("port 4400 is in use by another program: to see which, run `ss"), "{err}");
}

#[test]
fn serve_rejects_invalid_arguments() {
    let empty = tempfile::tempdir().unwrap();
    let outside = courant(empty.path(), &["serve"]);
    assert!(outside.status == 2 && outside.err.contains("error[settings-missing]"), "{outside:?}");
    let folder = small_site();
    for (arguments, told) in [
        (["--host", "192.0.2.1"], "error[host-invalid]: cannot listen on `192.0.2.1`"),
        (["--host", "geen naam"], "error[host-invalid]"),
        (["--at", "gisteren"], "error[date-invalid]"),
        (["--editor", "javascript:{path}"], "error[editor-unknown]"),
        (["--port", "70000"], "70000 is not in"),
    ] {
        let refused = courant(folder.path(), &[&["serve"][..], &arguments].concat());
        assert!(refused.status == 2 && refused.err.contains(told), "{refused:?}");
    }
    let by_environment = told(crate::program::command(folder.path()).arg("serve").env("COURANT_EDITOR", "onbekend"));
    assert!(
        by_environment.status == 2 && by_environment.err.contains("`onbekend` is not a known editor"),
        "{by_environment:?}"
    );
}

/// The files of a site with their bytes and the moments of their last change.
fn state(site: &Path) -> BTreeMap<String, (Vec<u8>, SystemTime)> {
    let state = |file: String| {
        let path = site.join(&file);
        let modified = fs::metadata(&path).unwrap().modified().unwrap();
        (file, (fs::read(path).unwrap(), modified))
    };
    files(site).into_iter().map(state).collect()
}

#[test]
fn a_preview_writes_nothing_but_copies_of_pictures_in_its_cache() {
    let folder = small_site();
    let site = folder.path();
    let item_file = "content/nieuws/een.md";
    fs::write(site.join("content/nieuws/foto.png"), a_picture_and_a_corrupt_copy().0).unwrap();
    write(site, item_file, &item("Een", "", "![De brug](foto.png)"));
    // Output and cache are there, so that they could be written to; the copies are not, so that the preview makes them.
    let told = courant(site, &["build"]);
    assert_eq!(told.status, 0, "{told:?}");
    fs::remove_dir_all(site.join(".courant/images")).unwrap();
    let mut before = state(site);
    let preview = Preview::of(site, &[]);
    preview.until_seen("/nieuws/2014/een/", "De brug");
    write(site, item_file, &item("Een", "", "![De brug](foto.png) Anders."));
    let page = preview.until_seen("/nieuws/2014/een/", "Anders.").text();
    let copy = page.split(['"', ' ', ',']).find(|part| part.ends_with(".webp")).unwrap_or_else(|| panic!("{page}"));
    preview.until(copy, |answer| answer.header("content-type").as_deref() == Some("image/webp"));
    drop(preview);
    let mut after = state(site);
    assert_eq!(before.remove(item_file).is_some(), after.remove(item_file).is_some(), "the item was saved by the test");
    let cached: BTreeSet<String> = after.keys().filter(|file| file.starts_with(".courant/images/")).cloned().collect();
    assert!(!cached.is_empty(), "the copy is not in the cache");
    after.retain(|file, _| !cached.contains(file));
    let names = |state: &BTreeMap<String, _>| state.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&before), names(&after), "files came or went");
    let changed: Vec<&String> = before.keys().filter(|file| before[*file] != after[*file]).collect();
    assert!(changed.is_empty(), "{changed:?} were written");
}
