//! What contributors of a site with `untrusted: true` can publish.

use std::fs;
use std::path::Path;

use super::program::{Told, courant, files, read, write};

const SVG: &str = "http://www.w3.org/2000/svg";

/// A site with one item in a folder of its own, and files beside it.
fn site(settings: &str, body: &str, beside: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let settings = format!("title: Dorp\nbase_url: https://dorp.example\nuntrusted: true\n{settings}");
    write(folder.path(), "site.yaml", &settings);
    write(folder.path(), "content/nieuws/brug/index.md", &format!("---\ntitle: De brug\ndate: 2014-10-04\n{body}"));
    for (file, bytes) in beside {
        put(folder.path(), &format!("content/nieuws/brug/{file}"), bytes);
    }
    folder
}

fn put(folder: &Path, file: &str, bytes: &[u8]) {
    write(folder, file, "");
    fs::write(folder.join(file), bytes).unwrap();
}

/// Both `check` and `build` refuse the site, and nothing is written.
fn refused(folder: &Path, code: &str) -> Told {
    let checked = courant(folder, &["check"]);
    let told = courant(folder, &["build"]);
    for told in [&checked, &told] {
        assert_eq!(told.status, 1, "{told:?}");
        assert!(told.err.contains(code), "{told:?}");
    }
    assert!(!files(folder).iter().any(|file| file.starts_with("output/")), "{told:?}");
    told
}

#[test]
fn drawings_are_published_without_what_runs_wherever_they_stand() {
    let svg = format!(
        "<svg xmlns='{SVG}' width='20' height='10'><!-- x --><script>boos()</script><rect onload='boos()'/></svg>"
    );
    let polyglot = format!("<!--ftypavif--><svg xmlns='{SVG}'><script>boos()</script></svg>");
    let beside: [(&str, &[u8]); 3] =
        [("a.svg", svg.as_bytes()), ("B.SVG", svg.as_bytes()), ("c.svg", polyglot.as_bytes())];
    let body = "image: {src: a.svg, alt: De brug}\nattachments: [c.svg]\n---\n![Vast](/vast.svg) [los](../los.svg)\n";
    let site = site("", body, &beside);
    put(site.path(), "static/vast.svg", svg.as_bytes());
    put(site.path(), "content/nieuws/los.svg", svg.as_bytes());
    let told = courant(site.path(), &["build"]);
    assert_eq!(told.status, 0, "{told:?}");
    let output = site.path().join("output");
    let drawings: Vec<String> =
        files(&output).into_iter().filter(|file| file.to_lowercase().ends_with(".svg")).collect();
    let of_theme = |file: &&String| file.starts_with("assets/") || *file == "favicon.svg";
    let own: Vec<&String> = drawings.iter().filter(|file| !of_theme(file)).collect();
    assert_eq!(own.len(), 5, "{drawings:?}");
    for file in own {
        let published = read(&output, file);
        assert!(published.starts_with("<svg xmlns=") && !published.contains("boos"), "{file}: {published}");
    }
}

#[test]
fn a_drawing_that_cannot_be_made_harmless_is_an_error() {
    let utf_16: Vec<u8> = format!("\u{feff}<svg xmlns='{SVG}'/>").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let deep = format!("<svg xmlns='{SVG}'>{}", "<g>".repeat(400_000));
    let image_set = format!("<svg xmlns='{SVG}'><style>svg{{background:image-set(\"//h\" 1x)}}</style></svg>");
    let entities = format!("<!DOCTYPE svg [<!ENTITY a 'x'>]><svg xmlns='{SVG}'>&a;</svg>");
    for (bytes, code) in [
        (utf_16.as_slice(), "file-not-allowed"),
        (deep.as_bytes(), "drawing-unsafe"),
        (image_set.as_bytes(), "drawing-unsafe"),
        (entities.as_bytes(), "drawing-unsafe"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\0IEND\xae\x42\x60\x82", "drawing-unsafe"),
    ] {
        let site = site("", "---\nTekst.\n", &[("a.svg", bytes)]);
        let told = refused(site.path(), code);
        assert!(told.err.contains("content/nieuws/brug/a.svg"), "{told:?}");
        assert!(told.err.len() < 5_000, "{} bytes of report", told.err.len());
    }
}

#[test]
fn files_that_a_host_or_a_browser_runs_are_refused() {
    for name in [
        ".htaccess",
        "shell.php",
        "shell.PHP5",
        "sw.js",
        "x.mjs",
        "evil.html",
        "evil.xhtml",
        "evil.xml",
        "x.svgz",
        "x.wasm",
        "x.swf",
        "x.cgi",
        "foto.php.jpg",
        "pagina.html.gz",
        "CNAME",
        ".well-known/security.txt",
    ] {
        let site = site("", "---\nTekst.\n", &[(name, b"<script>1</script>")]);
        let told = refused(site.path(), "file-not-allowed");
        assert!(told.err.contains(&format!("content/nieuws/brug/{name}")), "{name}: {told:?}");
    }
    for name in ["_headers", "_redirects", ".htaccess", "robots.txt", "ads.txt", "sw.js"] {
        let site = site("", &format!("---\n[x](../../{name})\n"), &[]);
        put(site.path(), &format!("content/{name}"), b"x");
        refused(site.path(), "file-not-allowed");
    }
}

#[test]
fn the_owner_can_publish_from_static_and_allow_more() {
    let beside: [(&str, &[u8]); 3] = [("route.gpx", b"<gpx/>"), ("brug.pdf", b"%PDF-1.7"), ("cijfers.csv", b"1;2")];
    let body = "aliases: [/oud.php, /oud/brug.html, /oud/]\n---\nTekst.\n";
    let site = site("untrusted_files: [\"*.gpx\", /oud.php]\n", body, &beside);
    put(site.path(), "static/.htaccess", b"Options -Indexes");
    put(site.path(), "static/sw.js", b"1");
    let told = courant(site.path(), &["build"]);
    assert_eq!(told.status, 0, "{told:?}");
    let made = files(&site.path().join("output"));
    for file in
        [".htaccess", "sw.js", "oud.php", "oud/index.html", "nieuws/2014/brug/route.gpx", "nieuws/2014/brug/brug.pdf"]
    {
        assert!(made.iter().any(|known| known == file), "{file} is not in {made:?}");
    }
}

#[test]
fn an_alias_is_the_address_of_a_page() {
    for alias in [
        "/.htaccess",
        "/.well-known/acme-challenge/",
        "/sw.js",
        "/shell.php",
        "/_redirects",
        "/nieuws/feed.xml",
        "/x.html.js/",
    ] {
        let site = site("", &format!("aliases: [{alias}]\n---\nTekst.\n"), &[]);
        let told = refused(site.path(), "alias-not-allowed");
        assert!(told.err.contains("content/nieuws/brug/index.md:4:11"), "{alias}: {told:?}");
    }
}
