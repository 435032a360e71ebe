//! What programs for mail can show: the rules of `caniemail.com`, as far as the built-in theme has to keep them.

use std::fs;
use std::path::Path;
use std::process::Command;

use scraper::{Html, Selector};

use super::super::program::{courant, files, read, told, write};
use super::{digests, item, made, site};

/// The most bytes of a message, above which Gmail cuts it.
const LARGEST: usize = 100_000;

fn select(text: &str) -> Selector {
    Selector::parse(text).unwrap()
}

/// What breaks the rules of a message.
fn broken_rules(html: &str) -> Vec<String> {
    let mut broken = Vec::new();
    if html.len() > LARGEST {
        broken.push(format!("{} bytes", html.len()));
    }
    let page = Html::parse_document(html);
    for kind in [
        "script", "link", "form", "input", "button", "iframe", "object", "embed", "video", "audio", "svg", "base",
        "picture",
    ] {
        broken.extend(page.select(&select(kind)).map(|_| format!("<{kind}>")));
    }
    for element in page.select(&select("*")) {
        let (name, value) = (element.value().name(), element.value());
        let style = value.attr("style").unwrap_or_default();
        for word in ["position", "flex", "grid", "float", "calc(", "var(", "url(", "@import"] {
            if style.contains(word) {
                broken.push(format!("<{name} style> has {word}"));
            }
        }
        broken.extend(value.attrs().filter(|(key, _)| key.starts_with("on")).map(|(key, _)| format!("<{name} {key}>")));
        if matches!(name, "p" | "h1" | "h2" | "a" | "td" | "body" | "img")
            && style.is_empty()
            && value.attr("align").is_none()
        {
            broken.push(format!("<{name}> has no style of its own: {}", element.html()));
        }
        for link in [value.attr("href"), value.attr("src")].into_iter().flatten() {
            if !link.starts_with("https://") && link != "{{ UnsubscribeURL }}" && link != "*|UNSUB|*" {
                broken.push(format!("<{name}> leads to {link}"));
            }
        }
    }
    for image in page.select(&select("img")) {
        let has = |key| image.value().attr(key).is_some();
        if !has("alt") || !has("width") {
            broken.push(format!("without alt or width: {}", image.html()));
        }
    }
    broken.extend(
        page.select(&select("table"))
            .filter(|table| table.value().attr("role") != Some("presentation"))
            .map(|_| "a table of layout has a role".to_owned()),
    );
    for sheet in page.select(&select("style")) {
        let text: String = sheet.text().collect();
        let light = text.split("@media (prefers-color-scheme: dark)").next().unwrap_or_default().trim();
        if light != ":root { color-scheme: light dark }"
            || ["@import", "url(", "position", "flex", "grid"].iter().any(|word| text.contains(word))
        {
            broken.push(format!("a style for more than dark mode: {text}"));
        }
    }
    for language in page.select(&select("html")) {
        if language.value().attr("lang").is_none() || language.value().attr("dir").is_none() {
            broken.push("no language, or no direction".to_owned());
        }
    }
    broken
}

/// All forms of the HTML of a digest.
fn forms(digest: &Path) -> [String; 3] {
    let json = |file: &str| serde_json::from_str::<serde_json::Value>(&read(digest, file)).unwrap();
    let (listmonk, mailchimp) = (json("listmonk.json"), json("mailchimp.json"));
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    [read(digest, "digest.html"), text(&listmonk["body"]), text(&mailchimp["content"]["html"])]
}

/// A picture with some detail, beside an item that shows it.
fn pictured(root: &Path) {
    let shade = |number: u32| u8::try_from(number % 256).unwrap();
    let picture = image::RgbImage::from_fn(1400, 900, |x, y| image::Rgb([x / 6, y / 4, (x + y) / 9].map(shade)));
    fs::create_dir_all(root.join("content/nieuws/brug")).unwrap();
    picture.save(root.join("content/nieuws/brug/brug.jpg")).unwrap();
    let more = "date: 2014-02-28\nimage: {src: brug.jpg, alt: 'De brug, \"open\"', credit: 'Foto: A. Maker'}\n\
                summary: De brug is open, zodat fietsers en voetgangers niet langer hoeven om te rijden langs de drukke weg.\n";
    write(
        root,
        "content/nieuws/brug/index.md",
        &item("De nieuwe brug is open voor fietsers en voetgangers", more, "Tekst."),
    );
}

#[test]
fn programs_for_mail_can_show_a_digest() {
    let options = "theme_options: {accessibility_statement: https://www.proef.example/toegankelijk/}\n";
    for (theme, options) in [("courant", ""), ("gemeente", options)] {
        let folder = site();
        let root = folder.path();
        write(root, "site.yaml", &format!("{}theme: {theme}\n{options}", super::SETTINGS));
        pictured(root);
        made(root, &["--since", "2010-01-01"]);
        let digest = &digests(root)[0];
        for html in forms(digest) {
            assert_eq!(broken_rules(&html), [""; 0], "{theme}: {html}");
        }
        let html = read(digest, "digest.html");
        let (_, from) = html.split_once("<img src=\"").unwrap();
        let picture = from.split('"').next().unwrap();
        assert!(
            picture.ends_with(".jpg")
                && html.contains("alt=\"De brug, &quot;open&quot;\"")
                && html.contains("Foto: A. Maker"),
            "{html}"
        );
        // The picture is there when the site is built.
        assert_eq!(courant(root, &["build", "--at", "2014-03-01 12:00"]).status, 0);
        let address = picture.strip_prefix("https://www.proef.example/").unwrap();
        assert!(root.join("output").join(address).is_file(), "{address}");
    }
}

#[test]
fn a_digest_that_would_be_cut_has_fewer_items_and_a_link_to_all() {
    let folder = site();
    let root = folder.path();
    let summary = "Een samenvatting met {{ haken }} en nog wat woorden. ".repeat(12);
    for number in 0..300 {
        let more = format!("date: 2014-02-{:02}\nsummary: \"{summary}\"\n", number % 28 + 1);
        write(root, &format!("content/nieuws/veel-{number}.md"), &item(&format!("Bericht {number}"), &more, "Tekst."));
    }
    let told = made(root, &["--since", "2014-02-01"]);
    let digest = &digests(root)[0];
    for html in forms(digest) {
        assert!(html.len() <= LARGEST && html.len() > LARGEST / 2, "{}", html.len());
    }
    let text = read(digest, "digest.txt");
    let shown = text.lines().filter(|line| line.starts_with("* ")).count();
    let left = format!("Nog {} nieuwe berichten staan op de site.", 303 - shown);
    assert!(shown > 20 && text.contains(&left) && read(digest, "digest.html").contains(&left), "{shown}: {text}");
    assert!(
        told.out.contains("digest of 303 items") && told.out.contains(&format!("{} of them had no place", 303 - shown)),
        "{told:?}"
    );
    assert!(text.lines().all(|line| line.chars().count() <= 78), "{text}");
    write(root, "site.yaml", &format!("{}theme: groot\n", super::SETTINGS));
    write(root, "themes/groot/theme.yaml", "name: groot\nextends: courant\n");
    write(root, "themes/groot/templates/digest.html", &"<p>Veel.</p>".repeat(10_000));
    let told = courant(root, &["digest", "--since", "2014-02-01"]);
    assert!(
        told.status == 2
            && told.err.contains("error[digest-too-large]")
            && told.err.contains("`templates/digest.html`"),
        "{told:?}"
    );
}

#[test]
fn a_digest_speaks_every_language_of_the_theme() {
    for (language, subject, all) in [
        ("nl", "Dorp: 1 nieuw bericht", "Alle berichten"),
        ("en", "Dorp: 1 new item", "All items"),
        ("de", "Dorp: 1 neue Nachricht", "Alle Nachrichten"),
        ("fr", "Dorp : 1 nouvelle actualité", "Toutes les actualités"),
        ("fy", "Dorp: 1 nij berjocht", "Alle berjochten"),
        ("ar", "Dorp: خبر جديد", "كل الأخبار"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        write(root, "site.yaml", &format!("title: Dorp\nbase_url: https://www.proef.example\nlanguage: {language}\n"));
        write(root, "content/nieuws/een.md", &item("Een", "date: 2014-02-20\n", "Tekst."));
        made(root, &["--since", "2014-01-01"]);
        let html = read(&digests(root)[0], "digest.html");
        assert!(
            html.contains(&format!("<title>{subject}</title>")) && html.contains(&format!(">{all}</a>")),
            "{language}: {html}"
        );
        let direction = if language == "ar" { "rtl" } else { "ltr" };
        assert!(html.contains(&format!("<html lang=\"{language}\" dir=\"{direction}\">")), "{html}");
        assert_eq!(broken_rules(&html), [""; 0], "{language}");
    }
}

#[test]
#[ignore = "needs Chromium and Node.js: .ci/install"]
fn a_digest_fits_every_screen() {
    let folder = site();
    let root = folder.path();
    pictured(root);
    let long = "Hoogwaterbeschermingsprogrammacoördinatievergadering over de woningbouwverenigingen ".repeat(2);
    write(root, "content/nieuws/lang.md", &item(&format!("\"{long}\""), "date: 2014-02-27\n", "Tekst."));
    made(root, &["--since", "2014-02-01"]);
    assert_eq!(courant(root, &["build", "--at", "2014-03-01 12:00"]).status, 0);
    let project = env!("CARGO_MANIFEST_DIR");
    let pictures = root.join("beelden");
    let mut node = Command::new("node");
    node.arg(format!("{project}/tests/browser/digest.mjs")).arg(digests(root)[0].join("digest.html"));
    node.arg(root.join("output")).arg(&pictures).arg("https://www.proef.example");
    let told = told(&mut node);
    assert_eq!(told.status, 0, "{told:?}");
    assert_eq!(files(&pictures), ["320-dark.png", "320-light.png", "600-dark.png", "600-light.png"], "{told:?}");
}
