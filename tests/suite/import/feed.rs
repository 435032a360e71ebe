//! Feeds.

use super::Archive;

const RSS: &str = "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:content=\"x\"><channel><title>Dorpsblad</title><link>https://www.dorp.example/</link>\
    <description>Nieuws &amp; meer</description><language>nl-NL</language>\
    <item><title>Open dag</title><link>https://www.dorp.example/2013/open-dag/</link><guid isPermaLink=\"false\">nr-1</guid>\
    <pubDate>Tue, 03 Dec 2013 14:30:00 +0100</pubDate><dc:creator>Anna</dc:creator><category>Markt &amp; zo</category>\
    <description>Kort gezegd.</description><content:encoded><![CDATA[<p>Kom <b>langs</b>, zie <a href=\"https://dorp.example/over/\">hier</a>.</p>]]></content:encoded>\
    <enclosure url=\"https://www.dorp.example/1.mp3\" type=\"audio/mpeg\" length=\"1\"/></item>\
    <item><title>Kaal</title><link>https://www.dorp.example/kaal.html</link><pubDate>2013-12-04</pubDate><description>&lt;p&gt;Alleen dit.&lt;/p&gt;</description></item>\
    </channel></rss>";

#[test]
fn rss_becomes_items_with_their_addresses() {
    let archive = Archive::of(&[("feed.xml", RSS)]);
    archive.import();
    let text = archive.read("content/news/2013/2013-12-03-open-dag.md");
    for line in [
        "title: Open dag",
        "date: 2013-12-03 14:30",
        "summary: Kort gezegd.",
        "id: nr-1",
        "tags: [\"Markt & zo\"]",
        "authors: [Anna]",
        "- /1.mp3",
        "Kom **langs**, zie [hier](/over/).",
    ] {
        assert!(text.contains(line), "{line}:\n{text}");
    }
    assert!(archive.read("content/news/2013/2013-12-04-kaal.md").contains("Alleen dit."));
    assert!(archive.read("site.yaml").contains("base_url: \"https://www.dorp.example\""));
    archive.leads(&["/2013/open-dag/", "/kaal.html"]);
}

#[test]
fn atom_and_exports_of_blogger_become_items_and_pages() {
    let entry = |kind: &str, name: &str, more: &str| {
        format!(
            "<entry><id>tag:{name}</id><published>2013-12-03T14:30:00+01:00</published><updated>2013-12-05T10:00:00+01:00</updated>\
             <category scheme=\"http://schemas.google.com/g/2005#kind\" term=\"http://schemas.google.com/blogger/2008/kind#{kind}\"/>\
             <category term=\"markt\"/><title type=\"text\">Titel {name}</title><author><name>Anna</name></author>\
             <link rel=\"alternate\" href=\"https://www.dorp.example/2013/12/{name}.html\"/>{more}</entry>"
        )
    };
    let html = "<content type=\"html\">&lt;p&gt;Een &lt;i&gt;dag&lt;/i&gt;.&lt;/p&gt;</content>";
    let xhtml = "<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Een <em>pagina</em> &amp; meer.</p></div></content>";
    let entries = [
        entry("post", "dag", html),
        entry("page", "over", xhtml),
        entry("comment", "reactie", html),
        entry("post", "concept", &format!("{html}<app:control><app:draft>yes</app:draft></app:control>")),
    ];
    let feed = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Dorp</title><link rel=\"alternate\" href=\"https://www.dorp.example/\"/>{}</feed>",
        entries.concat()
    );
    let archive = Archive::of(&[("blog.atom", &feed)]);
    archive.import();
    let text = archive.read("content/news/2013/2013-12-03-dag.md");
    for line in ["title: Titel dag", "updated: 2013-12-05 10:00", "tags: [markt]", "authors: [Anna]", "Een *dag*."] {
        assert!(text.contains(line), "{line}:\n{text}");
    }
    assert!(archive.read("content/pages/2013/2013-12-03-over.md").contains("Een *pagina* & meer."));
    assert!(archive.read("content/news/2013/2013-12-03-concept.md").contains("draft: true"));
    assert_eq!(super::files(&archive.site().join("content")).len(), 3);
    archive.leads(&["/2013/12/dag.html", "/2013/12/over.html"]);
}

#[test]
fn json_feeds_and_feeds_that_overlap_are_read_once() {
    let feed = |ids: &[u8]| {
        let items: Vec<_> = ids
            .iter()
            .map(|id| {
                serde_json::json!({"id": format!("nr-{id}"), "url": format!("https://www.dorp.example/{id}/"), "title": format!("Titel {id}"),
                    "date_published": "2013-12-03T14:30:00+01:00", "content_text": "Een\n\ntwee", "tags": ["a"], "authors": [{"name": "Anna"}],
                    "image": "https://www.dorp.example/b.jpg"})
            })
            .collect();
        serde_json::json!({"version": "https://jsonfeed.org/version/1.1", "title": "Dorp", "home_page_url": "https://www.dorp.example/", "items": items}).to_string()
    };
    let archive = Archive::of(&[("1.json", &feed(&[1, 2])), ("2.json", &feed(&[2, 3]))]);
    let told = archive.import();
    assert!(told.out.contains("3 of 3 news items"), "{told:?}");
    let text = archive.read("content/news/2013/2013-12-03-1.md");
    for line in ["Een\n\ntwee", "image: {src: /b.jpg", "authors: [Anna]"] {
        assert!(text.contains(line), "{line}:\n{text}");
    }
}

#[test]
fn a_feed_that_is_cut_off_gives_what_is_left() {
    let cut = RSS.split("Alleen").next().unwrap();
    let archive = Archive::of(&[("feed.xml", cut)]);
    archive.import();
    assert!(archive.has("content/news/2013/2013-12-03-open-dag.md"));
    assert!(archive.read("import-report.md").contains("the file is damaged or cut off"));
}

#[test]
fn authors_have_names_and_no_addresses() {
    let author = |text: &str| RSS.replace("<dc:creator>Anna</dc:creator>", &format!("<author>{text}</author>"));
    let archive = Archive::of(&[("feed.xml", &author("anna@dorp.example (Anna)"))]);
    archive.import();
    assert!(archive.read("content/news/2013/2013-12-03-open-dag.md").contains("authors: [Anna]"));
    let archive = Archive::of(&[("feed.xml", &author("anna@dorp.example"))]);
    archive.import();
    assert!(!archive.read("content/news/2013/2013-12-03-open-dag.md").contains("anna"));
    assert!(archive.read("import-report.md").contains("has an e-mail address and no name"));
}

#[test]
fn a_text_that_is_nested_deeply_is_read() {
    let deep = format!("{}diep{}", "<div><blockquote>".repeat(8000), "</blockquote></div>".repeat(8000));
    let archive = Archive::of(&[("feed.xml", &RSS.replace("<p>Kom", &format!("{deep}<p>Kom")))]);
    archive.import();
    assert!(archive.read("content/news/2013/2013-12-03-open-dag.md").contains("diep"));
    assert!(archive.read("import-report.md").contains("in more than 45 others"));
}
