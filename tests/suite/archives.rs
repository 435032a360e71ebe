//! Archives and feeds at addresses of their own, as other generators have them.

use super::preview::server::Preview;
use super::program::{courant, read, write};

const SETTINGS: &str = "title: Dorp\nbase_url: https://proef.example\nlanguages:\n  en:\n    archive_address: /en/old/{year}/\n\
                        item_address: /{year}/{month}/{day}/{slug}/\narchive_address: /{year}/{month}/{day}/\n\
                        host: {files: [netlify]}\n\
                        feeds: {formats: [rss, atom], names: {rss: index.xml}, aliases: {rss: [/feed/, rss.xml]}}\n";

fn archived() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "site.yaml", SETTINGS);
    for (name, day) in [("een", "2016-02-18"), ("twee", "2016-02-18"), ("drie", "2015-12-01")] {
        let text = format!("---\ntitle: {name}\ndate: {day}\ntags: [zorg]\n---\nTekst.\n");
        write(folder.path(), &format!("content/nieuws/{name}.md"), &text);
    }
    write(folder.path(), "content/nieuws/four.en.md", "---\ntitle: Four\ndate: 2014-01-01\n---\nText.\n");
    folder
}

#[test]
fn years_months_and_days_stand_where_the_pattern_says() {
    let folder = archived();
    let told = courant(folder.path(), &["build", "--at", "2021-01-01"]);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    let output = folder.path().join("output");
    for (page, heading, crumb) in [
        ("2016/index.html", "2016", "/archief/"),
        ("2016/02/index.html", "Februari 2016", "/2016/"),
        ("2016/02/18/index.html", "18 februari 2016", "/2016/02/"),
        ("2015/12/01/index.html", "1 december 2015", "/2015/12/"),
        ("en/old/2014/index.html", "2014", "/en/archive/"),
    ] {
        let text = read(&output, page);
        assert!(text.contains(&format!("<h1>{heading}")), "{page}: {text}");
        assert!(text.contains(&format!("href=\"{crumb}\"")), "{page}: {text}");
    }
    let day = read(&output, "2016/02/18/index.html");
    assert!(day.contains("/2016/02/18/een/") && day.contains("/2016/02/18/twee/"), "{day}");
    assert!(!output.join("archief/2016").exists() && !output.join("en/old/2014/01").exists());
    let overview = read(&output, "archief/index.html");
    assert!(overview.contains("href=\"/2016/\"") && overview.contains("href=\"/2016/02/\""), "{overview}");
    assert!(read(&output, "sitemap.xml").contains("https://proef.example/2016/02/18/</loc>"));
}

/// The neighbours of a year, month or day are the nearest ones with items, also across years.
#[test]
fn periods_link_to_the_nearest_ones_with_items() {
    let folder = archived();
    write(folder.path(), "content/nieuws/vier.md", "---\ntitle: vier\ndate: 2013-05-06\n---\nTekst.\n");
    courant(folder.path(), &["build", "--at", "2021-01-01"]);
    let links = |page: &str| {
        let text = read(&folder.path().join("output"), page);
        let nav = text.split_once("<nav class=\"paging periods\"").and_then(|(_, rest)| rest.split_once("</nav>"));
        nav.map_or_else(String::new, |(nav, _)| nav.lines().skip(1).collect::<Vec<_>>().join("\n"))
    };
    let later = |href: &str, title: &str| format!("<a class=\"newer-period\" href=\"{href}\">{title}</a>");
    let earlier = |href: &str, title: &str| format!("<a class=\"older-period\" href=\"{href}\">{title}</a>");
    assert_eq!(links("2016/index.html"), earlier("/2015/", "2015"));
    assert_eq!(links("2015/index.html"), format!("{}\n{}", later("/2016/", "2016"), earlier("/2013/", "2013")));
    assert_eq!(
        links("2015/12/index.html"),
        format!("{}\n{}", later("/2016/02/", "Februari 2016"), earlier("/2013/05/", "Mei 2013"))
    );
    assert_eq!(links("2013/05/06/index.html"), later("/2015/12/01/", "1 december 2015"));
    assert_eq!(links("en/old/2014/index.html"), "", "there is no other year in English");
}

#[test]
fn feeds_have_their_names_and_older_addresses() {
    let folder = archived();
    courant(folder.path(), &["build", "--at", "2021-01-01"]);
    let output = folder.path().join("output");
    let own = read(&output, "index.xml");
    assert!(own.contains("<rss") && own.contains("https://proef.example/index.xml"), "{own}");
    for copy in ["feed/index.html", "rss.xml"] {
        assert_eq!(read(&output, copy), own, "{copy}");
    }
    assert_eq!(read(&output, "tags/zorg/rss.xml"), read(&output, "tags/zorg/index.xml"));
    assert!(!output.join("tags/zorg/feed").exists() && !output.join("en/feed").exists());
    assert!(read(&output, "index.html").contains("href=\"/index.xml\""));
    assert!(read(&output, "feed.xml").contains("<feed"), "Atom keeps its name");
    let lines = read(&output, "_redirects");
    assert!(
        lines.contains("/feed/ /index.xml 301") && lines.contains("/tags/zorg/rss.xml /tags/zorg/index.xml 301"),
        "{lines}"
    );
    let preview = Preview::of(folder.path(), &[]);
    preview.until("/", |answer| answer.status == 200);
    assert_eq!(preview.get("/feed/").header("location").as_deref(), Some("/index.xml"));
}
