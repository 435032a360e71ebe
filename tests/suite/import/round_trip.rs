//! Round trips: a site of Courant, written in the shape of another program by the test, is the same site after it is imported.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::Archive;
use crate::program::{courant, write};

/// A text, in Markdown and as other programs keep it.
struct Text {
    title: &'static str,
    /// The date, at noon or at some other time in Amsterdam.
    date: &'static str,
    /// The same in Greenwich.
    gmt: &'static str,
    slug: &'static str,
    tags: &'static [&'static str],
    author: &'static str,
    markdown: &'static str,
    html: &'static str,
}

const TEXTS: &[Text] = &[
    Text {
        title: "Open dag: kom langs!",
        date: "2013-12-03 14:30",
        gmt: "2013-12-03 13:30",
        slug: "open-dag",
        tags: &["Markt & zo", "zorg"],
        author: "Anna de Vries",
        markdown: "Kom **langs** op het *plein*.\n\n## Wat te doen\n\n- Een kraam\n- Een *spel*\n\n1. Eerst\n2. Dan\n\n> Een mooie dag.\n\nZie [de brug](/2014/07/de-brug/).\n",
        html: "<p>Kom <strong>langs</strong> op het <em>plein</em>.</p>\n<h2>Wat te doen</h2>\n<ul><li>Een kraam</li><li>Een <em>spel</em></li></ul>\n\
            <ol><li>Eerst</li><li>Dan</li></ol>\n<blockquote><p>Een mooie dag.</p></blockquote>\n<p>Zie <a href=\"/2014/07/de-brug/\">de brug</a>.</p>",
    },
    Text {
        title: "De brug \"is\" dicht",
        date: "2014-07-02 09:05",
        gmt: "2014-07-02 07:05",
        slug: "de-brug",
        tags: &["verkeer"],
        author: "Bob",
        markdown: "De brug is `dicht`.\n\n```\nvan a\n  naar b\n```\n\n| Dag | Tijd |\n|---|---|\n| ma | 9 uur |\n\n![Een brug](/wp-content/uploads/brug.svg)\n",
        html: "<p>De brug is <code>dicht</code>.</p>\n<pre><code>van a\n  naar b\n</code></pre>\n<table><thead><tr><th>Dag</th><th>Tijd</th></tr></thead>\
            <tbody><tr><td>ma</td><td>9 uur</td></tr></tbody></table>\n<p><img src=\"/wp-content/uploads/brug.svg\" alt=\"Een brug\"></p>",
    },
    Text {
        title: "Zonder iets",
        date: "2015-01-01 00:00",
        gmt: "2014-12-31 23:00",
        slug: "zonder-iets",
        tags: &[],
        author: "Anna de Vries",
        markdown: "Een regel\nen nog een, met é, ü en 1 < 2.\n",
        html: "<p>Een regel\nen nog een, met é, ü en 1 &lt; 2.</p>",
    },
];

const PICTURE: (&str, &str) = (
    "wp-content/uploads/brug.svg",
    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"10\" viewBox=\"0 0 20 10\"><path d=\"M0 0h20v10z\"/></svg>",
);

/// The feed of a site, by address; and the addresses of all its pages.
fn built(site: &Path) -> (BTreeMap<String, Value>, Vec<String>) {
    let settings = std::fs::read_to_string(site.join("site.yaml")).unwrap();
    // Feeds are those of the old site: here one more is looked at.
    write(site, "site.yaml", &settings.replace("formats: [", "formats: [json, "));
    let told = courant(site, &["build", "--at", "2024-01-01"]);
    assert_eq!(told.status, 0, "{told:?}");
    let feed: Value = serde_json::from_str(&std::fs::read_to_string(site.join("output/feed.json")).unwrap()).unwrap();
    let item = |item: &Value| {
        let mut item = item.clone();
        let map = item.as_object_mut().unwrap();
        // What the program itself adds for each site.
        map.remove("id");
        // Where a line of a paragraph ends is no difference.
        let html = map["content_html"].as_str().unwrap().replace('\n', " ");
        map.insert("content_html".to_owned(), Value::from(html));
        let url = map["url"].as_str().unwrap().to_owned();
        (url, item)
    };
    let items = feed["items"].as_array().unwrap().iter().map(item).collect();
    let pages = super::files(&site.join("output")).into_iter().filter(|file| file.ends_with("index.html"));
    let is_text = |file: &String| {
        let name = file.split('/').nth(2).unwrap_or("index.html");
        let is_item = file.starts_with("20") && name != "index.html" && name.parse::<u32>().is_err();
        is_item || file.starts_with("over/")
    };
    (items, pages.filter(is_text).collect())
}

/// The site itself.
fn original() -> tempfile::TempDir {
    let site = tempfile::tempdir().unwrap();
    write(
        site.path(),
        "site.yaml",
        "title: Dorpsblad\nbase_url: https://www.dorp.example\nlanguage: nl\ntime_zone: Europe/Amsterdam\nitem_address: /{year}/{month}/{slug}/\n",
    );
    for text in TEXTS {
        let Text { title, date, slug, tags, author, markdown, .. } = text;
        let tags = serde_json::to_string(tags).unwrap();
        let title = serde_json::to_string(title).unwrap();
        let day = date.get(..10).unwrap();
        let front = format!("---\ntitle: {title}\ndate: {date}\ntags: {tags}\nauthors: [{author}]\n---\n\n{markdown}");
        write(site.path(), &format!("content/{day}-{slug}.md"), &front);
    }
    write(site.path(), "content/pages/over.md", "---\ntitle: Over ons\n---\n\nWij.\n");
    write(site.path(), &format!("static/{}", PICTURE.0), PICTURE.1);
    site
}

/// Imports a site in another shape, and compares it with the site itself.
fn compare(shape: &Archive) {
    let told = shape.import_with(&[]);
    assert_eq!(told.status, 0, "{told:?}");
    let site = original();
    let (items, pages) = built(site.path());
    let (imported, imported_pages) = built(&shape.site());
    assert_eq!(imported_pages, pages);
    for (url, item) in &items {
        assert_eq!(serde_json::to_string_pretty(&imported[url]).unwrap(), serde_json::to_string_pretty(item).unwrap());
    }
    assert_eq!(imported.len(), items.len());
    assert_eq!(shape.report()["addresses"]["lost"], serde_json::json!([]));
}

#[test]
fn a_site_in_the_shape_of_jekyll_comes_back_as_it_was() {
    let archive = Archive::of(&[
        (
            "_config.yml",
            "title: Dorpsblad\nurl: https://www.dorp.example\nlang: nl\ntimezone: Europe/Amsterdam\npermalink: /:year/:month/:title/\n",
        ),
        ("over.md", "---\ntitle: Over ons\npermalink: /over/\n---\nWij.\n"),
        PICTURE,
    ]);
    for Text { title, date, slug, tags, author, markdown, .. } in TEXTS {
        let tags = serde_json::to_string(tags).unwrap();
        let title = serde_json::to_string(title).unwrap();
        let day = date.get(..10).unwrap();
        let text = format!(
            "---\nlayout: post\ntitle: {title}\ndate: {date}:00\ntags: {tags}\nauthor: {author}\n---\n{markdown}"
        );
        archive.old(&format!("_posts/{day}-{slug}.md"), &text);
    }
    compare(&archive);
}

#[test]
fn a_site_in_the_shape_of_hugo_comes_back_as_it_was() {
    let archive = Archive::of(&[
        (
            "hugo.toml",
            "baseURL = 'https://www.dorp.example/'\ntitle = 'Dorpsblad'\ndefaultContentLanguage = 'nl'\ntimeZone = 'Europe/Amsterdam'\n[permalinks]\nposts = '/:year/:month/:slug/'\n",
        ),
        ("content/over.md", "---\ntitle: Over ons\n---\nWij.\n"),
        ("static/wp-content/uploads/brug.svg", PICTURE.1),
    ]);
    for Text { title, date, slug, tags, author, markdown, .. } in TEXTS {
        let tags = serde_json::to_string(tags).unwrap();
        let title = serde_json::to_string(title).unwrap();
        let at = date.replace(' ', "T");
        let text = format!(
            "+++\ntitle = {title}\ndate = {at}:00\nslug = \"{slug}\"\ntags = {tags}\nauthors = [\"{author}\"]\n+++\n{markdown}"
        );
        archive.old(&format!("content/posts/{slug}.md"), &text);
    }
    compare(&archive);
}

#[test]
fn a_site_in_the_shape_of_wordpress_comes_back_as_it_was() {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let records = TEXTS.iter().zip(1..).map(|(text, id)| {
        let Text { title, date, gmt, slug, tags, author, html, .. } = text;
        let tag = |tag: &&str| format!("<category domain=\"post_tag\" nicename=\"t\"><![CDATA[{}]]></category>", escaped(tag));
        let tags = tags.iter().map(tag).collect::<String>();
        let month = date.get(..7).unwrap().replace('-', "/");
        format!(
            "<item><title>{}</title><link>https://www.dorp.example/{month}/{slug}/</link><dc:creator><![CDATA[{author}]]></dc:creator><wp:post_id>{id}</wp:post_id>\
             <wp:post_date>{date}:00</wp:post_date><wp:post_date_gmt>{gmt}:00</wp:post_date_gmt><wp:post_name>{slug}</wp:post_name><wp:status>publish</wp:status>\
             <wp:post_type>post</wp:post_type>{tags}<content:encoded><![CDATA[{html}]]></content:encoded></item>\n",
            escaped(title)
        )
    });
    let page = "<item><title>Over ons</title><link>https://www.dorp.example/over/</link><wp:post_id>9</wp:post_id><wp:post_date>2013-01-01 00:00:00</wp:post_date>\
        <wp:post_date_gmt>2012-12-31 23:00:00</wp:post_date_gmt><wp:post_name>over</wp:post_name><wp:status>publish</wp:status><wp:post_type>page</wp:post_type>\
        <content:encoded><![CDATA[<p>Wij.</p>]]></content:encoded></item>";
    let export = format!(
        "<?xml version=\"1.0\"?>\n<rss xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><title>Dorpsblad</title><link>https://www.dorp.example</link>\
         <language>nl-NL</language><wp:base_blog_url>https://www.dorp.example</wp:base_blog_url>\n{}{page}</channel></rss>\n",
        records.collect::<String>()
    );
    compare(&Archive::of(&[("export.xml", &export), PICTURE]));
}
