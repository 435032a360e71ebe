//! A preview answers as a static host would.

use super::server::{Preview, item, small_site};
use crate::program::{courant, write};

fn preview() -> (tempfile::TempDir, Preview) {
    let folder = small_site();
    write(folder.path(), "static/pagina.html", "<!doctype html><html><head></head><body>Los</body></html>");
    let preview = Preview::of(folder.path(), &[]);
    (folder, preview)
}

#[test]
fn addresses_resolve_as_on_a_static_host() {
    let (_folder, preview) = preview();
    for path in [
        "/",
        "/index.html",
        "/nieuws/",
        "/nieuws/index.html",
        "/nieuws/2014/een/",
        "/contact/",
        "/en/",
        "/feed.xml",
        "/los.txt",
    ] {
        assert_eq!(preview.get(path).status, 200, "{path}");
    }
    for (path, to) in [
        ("/nieuws", "/nieuws/"),
        ("/nieuws/2014/een", "/nieuws/2014/een/"),
        ("/oud/een/", "/nieuws/2014/een/"),
        ("/nieuws?a=b", "/nieuws/?a=b"),
    ] {
        let answer = preview.get(path);
        assert_eq!((answer.status, answer.header("location")), (301, Some(to.to_owned())), "{path}");
        assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"), "{path}");
    }
    for path in ["/Nieuws/", "/nieuws/2014/een/x", "/los.txt/", "/nieuws//", "/en/nergens/"] {
        assert_eq!(preview.get(path).status, 404, "{path}");
    }
    assert!(preview.get("/en/nergens/").text().contains("lang=\"en\""), "the page is that of the language");
    assert!(preview.get("/nergens/").text().contains("lang=\"nl\""));
}

#[test]
fn a_matching_etag_is_answered_with_304() {
    let (_folder, preview) = preview();
    for path in ["/", "/los.txt", "/.courant/preview.js"] {
        let tag = preview.get(path).header("etag").unwrap();
        let again = preview.ask("GET", path, &[("If-None-Match", &format!("\"x\", W/{tag}"))]);
        assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, Some(tag)), "{path}");
        assert_eq!(preview.ask("GET", path, &[("If-None-Match", "\"x\"")]).status, 200, "{path}");
    }
}

#[test]
fn a_chosen_moment_that_no_site_is_of_counts_as_none() {
    let (_folder, preview) = preview();
    let now = preview.get("/").without_preview();
    for moment in ["0001-01-01", "0001-01-01T00:00:00+14:00", "1969-12-31", "9999-12-31 23:59", "nooit"] {
        let answer = preview.ask("GET", "/", &[("Cookie", &format!("courant-at={moment}"))]);
        assert!(answer.status == 200 && answer.without_preview() == now, "{moment}: {}", answer.head);
    }
}

#[test]
fn range_requests_are_answered_with_their_range() {
    let (_folder, preview) = preview();
    let part = |range: &str| preview.ask("GET", "/los.txt", &[("Range", range)]);
    for (range, text, of) in
        [("bytes=0-3", "0123", "bytes 0-3/10"), ("bytes=8-", "89", "bytes 8-9/10"), ("bytes=-3", "789", "bytes 7-9/10")]
    {
        let answer = part(range);
        assert_eq!((answer.status, answer.text().as_str()), (206, text), "{range}");
        assert_eq!(answer.header("content-range").as_deref(), Some(of), "{range}");
        assert_eq!(answer.header("content-length"), Some(text.len().to_string()), "{range}");
    }
    let outside = part("bytes=10-");
    assert_eq!((outside.status, outside.header("content-range").as_deref()), (416, Some("bytes */10")));
    assert_eq!(part("bytes=0-1,4-5").status, 200);
    let old = preview.ask("GET", "/los.txt", &[("Range", "bytes=0-3"), ("If-Range", "\"old\"")]);
    assert_eq!((old.status, old.text().as_str()), (200, "0123456789"));
}

#[test]
fn head_requests_get_the_headers_without_the_body() {
    let (_folder, preview) = preview();
    for path in ["/", "/los.txt", "/nergens/", "/oud/een/", "/.courant/preview.js"] {
        let (get, head) = (preview.get(path), preview.ask("HEAD", path, &[]));
        let headers = |head: &str| {
            head.lines()
                .filter(|line| !line.starts_with("date") && *line != "content-length: 0")
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert!(head.body.is_empty() && head.status == get.status, "{path}: {head:?}");
        assert_eq!(headers(&head.head), headers(&get.head), "{path}");
    }
}

#[test]
fn files_have_their_media_types() {
    let (_folder, preview) = preview();
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/eigen.css", "text/css; charset=utf-8"),
        ("/feed.json", "application/json; charset=utf-8"),
        ("/feed.xml", "text/xml; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/nergens/", "text/html; charset=utf-8"),
    ] {
        let answer = preview.get(path);
        assert_eq!(answer.header("content-type").as_deref(), Some(kind), "{path}");
        assert_eq!(answer.header("x-content-type-options").as_deref(), Some("nosniff"), "{path}");
    }
}

#[test]
fn pages_have_the_preview_script_and_builds_do_not() {
    let (folder, preview) = preview();
    for path in ["/", "/nieuws/2014/een/", "/pagina.html", "/nergens/"] {
        assert!(preview.get(path).text().contains("/.courant/preview.js"), "{path}");
    }
    for path in ["/feed.xml", "/sitemap.xml", "/eigen.css"] {
        assert!(!preview.get(path).text().contains("/.courant/"), "{path}");
    }
    assert!(preview.get("/feed.xml").text().contains(&format!("http://127.0.0.1:{}/", preview.port)));
    assert_eq!(courant(folder.path(), &["build"]).status, 0);
    for file in crate::program::files(&folder.path().join("output")) {
        let bytes = std::fs::read(folder.path().join("output").join(&file)).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains(".courant"), "{file}");
    }
}

#[test]
fn a_site_below_a_folder_is_served_below_it() {
    let folder = small_site();
    write(folder.path(), "site.yaml", "title: Dorp\nbase_url: https://www.example.org/dorp\nlanguages:\n  en: {}\n");
    let preview = Preview::of(folder.path(), &[]);
    assert_eq!(preview.get("/").header("location").as_deref(), Some("/dorp/"));
    assert!(preview.get("/dorp/").text().contains("href=\"/dorp/nieuws/2014/een/\""));
    assert_eq!((preview.get("/nieuws/").status, preview.get("/dorpen/").status), (404, 404));
    assert_eq!(preview.about("/dorp/nieuws/2014/een/", "")["item"]["title"], "Een");
}

#[test]
fn browsers_are_notified_of_every_change() {
    use std::io::{BufRead as _, BufReader, Write as _};
    let (folder, preview) = preview();
    preview.until("/", |answer| answer.status == 200);
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", preview.port)).unwrap();
    write!(stream, "GET /.courant/events HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", preview.port).unwrap();
    let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
    let mut next = || {
        let data = lines.by_ref().find_map(|line| line.strip_prefix("data: ").map(str::to_owned)).unwrap();
        serde_json::from_str::<serde_json::Value>(&data).unwrap()
    };
    assert_eq!(next()["errors"], 0);
    write(folder.path(), "content/nieuws/een.md", "zonder");
    assert_eq!(next()["errors"], 1);
    write(folder.path(), "content/nieuws/een.md", &item("Een", "", "Weer goed."));
    assert_eq!(next()["errors"], 0);
}

#[test]
fn the_bar_tells_what_a_week_does_not_show_yet_and_what_is_live() {
    let folder = small_site();
    let site = folder.path();
    write(
        site,
        "site.yaml",
        "title: Dorp\nbase_url: https://www.example.org\nnoticeboard: true\nlanguages:\n  en: {}\n",
    );
    write(site, "content/nieuws/concept.md", &item("Concept", "draft: true\n", "Half."));
    write(site, "content/nieuws/ander.md", &item("Ander", "draft: true\n", "x").replace("02-01", "03-01"));
    write(site, "content/nieuws/storm.md", &item("Storm", "live: true\n", "## 14:05 Eerste boom om\n\nTekst."));
    let preview = Preview::of(site, &[]);
    let about = preview.about("/week/2014-05/", "");
    let waiting: Vec<_> = about["waiting"].as_array().unwrap().iter().map(|item| item["title"].as_str()).collect();
    assert_eq!(waiting, [Some("Concept")], "{about}");
    assert_eq!(about["waiting"][0]["states"][0]["kind"], "draft");
    let about = preview.about("/nieuws/2014/storm/", "");
    assert_eq!(about["item"]["states"][0]["kind"], "live", "{about}");
    assert_eq!(about["waiting"].as_array().map(Vec::len), Some(0));
}
