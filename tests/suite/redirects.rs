//! `redirects` in `site.yaml` and `redirects.csv`: pages, host files, the preview, and publishing.

use super::preview::server::Preview;
use super::program::{courant, read, write};

const SETTINGS: &str = r#"title: Dorp
base_url: https://www.example.org/dorp
host: {files: [netlify, cloudflare]}
redirects:
  /2016/02/: /archief/
  /oud: nieuws/een.md#kop
  /tijdelijk/: {to: pages/contact.md, status: 302}
  /elders/: https://elders.example/pagina
  "/blog/{naam}/": "/nieuws/2020/{naam}/"
  /oud-blog/*: /nieuws/*
  /feed/*: /feed.xml
"#;

fn redirecting() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (file, text) in [
        ("content/nieuws/een.md", "---\ntitle: Een\ndate: 2020-01-01\n---\n## Kop\n\n[Zie](/blog/een/)\n"),
        ("content/pages/contact.md", "---\ntitle: Contact\n---\nBel ons.\n"),
        ("redirects.csv", "from,to,status\n/csv/,/nieuws/,\n\"/csv,2/\",/nieuws/,308\n"),
        ("site.yaml", SETTINGS),
    ] {
        write(folder.path(), file, text);
    }
    folder
}

#[test]
fn redirects_are_pages_and_lines_of_host_files() {
    let folder = redirecting();
    let told = courant(folder.path(), &["build", "--at", "2021-01-01"]);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    let output = folder.path().join("output");
    for (page, to) in [
        ("2016/02/index.html", "/dorp/archief/"),
        ("oud/index.html", "/dorp/nieuws/2020/een/#kop"),
        ("tijdelijk/index.html", "/dorp/contact/"),
        ("elders/index.html", "https://elders.example/pagina"),
        ("csv/index.html", "/dorp/nieuws/"),
        ("csv,2/index.html", "/dorp/nieuws/"),
    ] {
        assert!(read(&output, page).contains(&format!("url={to}\"")), "{page}: {}", read(&output, page));
    }
    let lines = read(&output, "_redirects");
    for line in [
        "/dorp/2016/02/ /dorp/archief/ 301",
        "/dorp/oud/ /dorp/nieuws/2020/een/#kop 301",
        "/dorp/tijdelijk/ /dorp/contact/ 302",
        "/dorp/elders/ https://elders.example/pagina 301",
        "/dorp/blog/:naam/ /dorp/nieuws/2020/:naam/ 301",
        "/dorp/oud-blog/* /dorp/nieuws/:splat 301",
        "/dorp/feed/* /dorp/feed.xml 301",
        "/dorp/csv,2/ /dorp/nieuws/ 308",
    ] {
        assert!(lines.lines().any(|it| it == line), "{line}\n{lines}");
    }
    write(folder.path(), "redirects.csv", "/csv/;/contact/\n");
    courant(folder.path(), &["build", "--at", "2021-01-01"]);
    assert!(read(&output, "csv/index.html").contains("/dorp/contact/"), "a changed file is noticed");
    assert!(!output.join("csv,2").exists());
}

#[test]
fn what_only_a_host_can_do_is_said() {
    let folder = redirecting();
    let more = "  \"/?p=1\": /nieuws/\n  \"/?p=2\": /nieuws/\n  \"/nieuws/{jaar}/een/\": /nieuws/\n";
    write(folder.path(), "site.yaml", &format!("{SETTINGS}{more}"));
    let told = courant(folder.path(), &["build", "--at", "2021-01-01"]);
    assert_eq!(told.status, 0, "{told:?}");
    assert!(told.err.contains("Cloudflare cannot make the redirect from `/?p=1` and one more"), "{told:?}");
    assert!(told.err.contains("hides the page `/nieuws/2020/een/`"), "{told:?}");
    assert!(!told.err.contains("Netlify"), "{told:?}");
    write(folder.path(), "site.yaml", &SETTINGS.replace("host: {files: [netlify, cloudflare]}\n", ""));
    let told = courant(folder.path(), &["build", "--at", "2021-01-01"]);
    assert!(told.err.contains("only a web host can make the redirect") && told.err.contains("and 2 more"), "{told:?}");
}

#[test]
fn the_preview_redirects_as_a_host() {
    let folder = redirecting();
    write(folder.path(), "site.yaml", &format!("{SETTINGS}  \"/?p=1\": /nieuws/\n"));
    let preview = Preview::of(folder.path(), &[]);
    preview.until("/dorp/", |answer| answer.status == 200);
    for (path, to) in [
        ("/dorp/2016/02/", "/dorp/archief/"),
        ("/dorp/oud/", "/dorp/nieuws/2020/een/#kop"),
        ("/dorp/elders/", "https://elders.example/pagina"),
        ("/dorp/blog/x", "/dorp/nieuws/2020/x/"),
        ("/dorp/oud-blog/a/b%20c", "/dorp/nieuws/a/b%20c"),
        ("/dorp/?x=2&p=1", "/dorp/nieuws/"),
        ("/dorp/csv/", "/dorp/nieuws/"),
    ] {
        let answer = preview.get(path);
        assert_eq!((answer.status, answer.header("location")), (301, Some(to.to_owned())), "{path}");
    }
    assert_eq!(preview.get("/dorp/?p=2").status, 200);
    write(folder.path(), "redirects.csv", "/nieuw-in-csv/,/contact/\n");
    preview.until("/dorp/nieuw-in-csv/", |answer| answer.status == 301);
}

#[test]
fn an_address_that_the_host_redirects_is_not_lost() {
    let folder = redirecting();
    let target = "publish: {doel: {path: www}}\n";
    write(folder.path(), "site.yaml", &format!("title: Dorp\nbase_url: https://proef.example\n{target}"));
    write(folder.path(), "content/nieuws/twee.md", "---\ntitle: Twee\ndate: 2020-01-01\nslug: twee\n---\n");
    std::fs::remove_file(folder.path().join("redirects.csv")).unwrap();
    write(folder.path(), "content/nieuws/een.md", "---\ntitle: Een\ndate: 2020-01-01\n---\n");
    let told = courant(folder.path(), &["publish", "--at", "2021-01-01"]);
    assert_eq!(told.status, 0, "{told:?}");
    std::fs::remove_file(folder.path().join("content/nieuws/twee.md")).unwrap();
    let told = courant(folder.path(), &["publish", "--at", "2021-01-01"]);
    assert_eq!(told.status, 1, "the address would be lost: {told:?}");
    let redirect = "redirects: {\"/nieuws/{jaar}/t{rest}/\": /nieuws/}\n";
    let settings =
        |host| format!("title: Dorp\nbase_url: https://proef.example\n{target}{redirect}host: {{files: [{host}]}}\n");
    write(folder.path(), "site.yaml", &settings("azure"));
    let told = courant(folder.path(), &["publish", "--at", "2021-01-01"]);
    assert_eq!(told.status, 1, "Azure cannot make this redirect: {told:?}");
    write(folder.path(), "site.yaml", &settings("nginx"));
    let told = courant(folder.path(), &["publish", "--at", "2021-01-01"]);
    assert_eq!(told.status, 0, "{told:?}");
}
