//! Old addresses that lead nowhere: `courant check --addresses`.

use std::io::Write as _;
use std::path::Path;

use crate::program::{Told, courant, site, write};

fn folder() -> tempfile::TempDir {
    let folder = site("nl");
    let settings = "title: Dorpsblad\nbase_url: https://www.dorp.example\ngone: [/nieuws/2011/weg/]\n\
        redirects: {\"/blog/{name}.html\": \"/2013/{name}/\", \"/?p=12\": /2013/café/, /tijdelijk/: /nieuws/}\n";
    write(folder.path(), "site.yaml", settings);
    let item = "---\ntitle: Het café\ndate: 2013-12-03\naddress: /2013/café/\naliases: [/oud.html]\n---\nOpen.\n";
    write(folder.path(), "content/nieuws/cafe.md", item);
    write(folder.path(), "static/folder.pdf", "%PDF-1.4");
    folder
}

fn check(folder: &Path, name: &str, text: &str) -> Told {
    write(folder, name, text);
    courant(folder, &["check", "--addresses", name])
}

/// The lost addresses that a report lists, with their numbers.
fn lost(told: &Told) -> Vec<&str> {
    told.out.lines().filter_map(|line| line.strip_prefix("  ")).map(str::trim).collect()
}

#[test]
fn addresses_of_a_list_are_found_in_the_forms_that_hosts_take() {
    let folder = folder();
    let found = "/\n/2013/caf%C3%A9/\n/2013/café\n/2013/café/index.html\nhttps://www.dorp.example/oud.html#x\nhttp://dorp.example/folder.pdf\n\
        /nieuws/2011/weg/\n# een regel\n\n/nieuws/?utm_source=x\n/feed.xml\nhttps://dorp.example\n\
        /blog/caf%C3%A9.html\n/?p=12&x=1\n/tijdelijk\n";
    let told = check(folder.path(), "oud.txt", found);
    assert_eq!(told.status, 0, "{told:?}");
    assert!(told.out.starts_with("13 old addresses: all lead somewhere\n"), "{told:?}");
    let told = check(
        folder.path(),
        "oud.txt",
        "/2013/cafe/\n/2013/Café/\n/folder.pdf/\n/?p=123\nhttps://ander.example/x\ngeen adres\n/%00\n/blog/x.html\n",
    );
    assert_eq!(told.status, 1, "{told:?}");
    assert_eq!(lost(&told), ["/%00", "/2013/Café/", "/2013/cafe/", "/?p=123", "/blog/x.html", "/folder.pdf/"]);
    let counts = "6 old addresses lead nowhere, of 6 old addresses; 1 on other hosts; 1 lines that are no address and no request\n";
    assert!(told.out.contains(counts), "{told:?}");
}

#[test]
fn a_file_without_addresses_is_refused_and_a_table_is_read() {
    let folder = folder();
    let root = folder.path();
    std::fs::write(root.join("utf16.txt"), b"\xff\xfe/\0").unwrap();
    write(root, "leeg.txt", "");
    write(root, "pagina.html", "<!DOCTYPE html><html><body><p>Een<br>twee</body></html>");
    write(root, "tekst.txt", "Dit zijn de adressen.\n");
    for (name, reason) in [
        ("utf16.txt", "is UTF-16"),
        ("leeg.txt", "has no address"),
        ("pagina.html", "is a web page"),
        ("tekst.txt", "has no address"),
    ] {
        let told = courant(root, &["check", "--addresses", name]);
        assert!(told.status != 0 && told.err.contains("addresses-unreadable"), "{name}: {told:?}");
        assert!(told.err.contains(reason) && told.err.contains("hint:"), "{name}: {told:?}");
    }
    let told = check(root, "tabel.csv", "\"/oud.html\",\"12\"\n/weg/;3\n4 /folder.pdf\n");
    assert_eq!((told.status, lost(&told)), (1, vec!["/weg/"]), "{told:?}");
}

#[test]
fn addresses_of_sitemaps_are_found_also_through_an_index_and_compressed() {
    let folder = folder();
    let root = folder.path();
    let sitemap = "<?xml version=\"1.0\"?><urlset><url><loc>https://www.dorp.example/2013/caf%C3%A9/</loc></url>\
        <url><loc>https://www.dorp.example/a/?b=1&amp;c=2</loc></url></urlset>";
    let told = check(root, "sitemap.xml", sitemap);
    assert_eq!((told.status, lost(&told)), (1, vec!["/a/?b=1&c=2"]), "{told:?}");
    let mut compressed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    compressed.write_all(sitemap.as_bytes()).unwrap();
    std::fs::write(root.join("posts.xml.gz"), compressed.finish().unwrap()).unwrap();
    let index = "<sitemapindex><sitemap><loc>https://www.dorp.example/maps/posts.xml.gz</loc></sitemap>\
        <sitemap><loc>https://www.dorp.example/maps/pages.xml</loc></sitemap></sitemapindex>";
    let told = check(root, "index.xml", index);
    assert_eq!((told.status, lost(&told)), (1, vec!["/a/?b=1&c=2"]), "{told:?}");
    assert!(
        told.out.contains("the sitemap https://www.dorp.example/maps/pages.xml is not beside the index"),
        "{told:?}"
    );
    let told = check(root, "sitemap.xml", "<urlset><url></loc></urlset>");
    assert!(told.status == 2 && told.err.contains("error[addresses-unreadable]"), "{told:?}");
}

#[test]
fn of_a_log_the_most_asked_come_first_and_nonsense_is_no_news() {
    let folder = folder();
    let line = |target: &str, status: u16| {
        format!(
            "203.0.113.9 - - [03/Dec/2013:14:30:00 +0100] \"GET {target} HTTP/1.1\" {status} 512 \"-\" \"Mozilla/5.0\"\n"
        )
    };
    let mut log: String = (0..12).map(|_| line("/2012/oud/", 200)).collect();
    for (target, status) in [
        ("/feed/", 304),
        ("/2013/caf%C3%A9/", 200),
        ("/wp-login.php", 200),
        ("/wp-content/themes/oud/style.css?ver=3", 200),
        ("/.env", 200),
        ("/nooit/", 404),
        ("/verhuisd/", 301),
        ("/stuk/", 500),
        ("https://ander.example/x", 200),
    ] {
        log.push_str(&line(target, status));
    }
    for (host, target) in [("www.dorp.example:443 ", "/2011/ook/"), ("ander.example:443 ", "/2011/niet/")] {
        log.extend([host, &line(target, 200)]);
    }
    log.push_str("geen regel\n");
    let told = check(folder.path(), "access.log", &log);
    assert_eq!(told.status, 1, "{told:?}");
    assert_eq!(lost(&told), ["12  /2012/oud/", "1  /2011/ook/", "1  /feed/"]);
    assert!(
        told.out.contains("3 old addresses lead nowhere: 14 of 15 requests; 2 on other hosts; 3 for parts"),
        "{told:?}"
    );
    let json = courant(folder.path(), &["check", "--addresses", "access.log", "--format", "json"]);
    assert!(json.status == 1 && json.out.contains("\"address\": \"/2012/oud/\",\n        \"asked\": 12"), "{json:?}");
}

#[test]
fn addresses_are_checked_after_errors_are_mended() {
    let folder = folder();
    write(folder.path(), "content/nieuws/b.md", "---\ntitle: A\n---\nGeen datum.\n");
    let told = check(folder.path(), "oud.txt", "/weg/\n");
    assert!(told.status == 1 && told.out.contains("old addresses are checked after the errors are fixed"), "{told:?}");
    let missing = courant(folder.path(), &["check", "--addresses", "geen.txt"]);
    assert_eq!(missing.status, 1, "{missing:?}");
}
