//! Lists of the old site: what showed them in texts, their further pages, days, and feeds in all forms.

use super::Archive;
use super::wordpress::{POST, content, export, record};

#[test]
fn addresses_of_wordpress_lists_lead_on() {
    let category = "<category domain=\"category\" nicename=\"sport-en-spel\"><![CDATA[Sport]]></category>";
    let text = "<!-- wp:heading --><h2 class=\"wp-block-heading\" id=\"het-plan\">Plan</h2><!-- /wp:heading -->\
        <!-- wp:paragraph --><p>Zie <a href=\"#het-plan\">hier</a>.</p><!-- /wp:paragraph --><!-- wp:latest-posts /-->\
        <!-- wp:query {\"queryId\":1} --><div class=\"wp-block-query\"><!-- wp:post-title /--></div><!-- /wp:query -->";
    let records = [
        record(1, POST, "a", &format!("{category}{}", content(text))),
        record(9, ("page", "publish"), "over", &content("Wij.")),
    ];
    let archive = Archive::of(&[("export.xml", &export(&records.concat()))]);
    archive.import();
    let item = archive.read("content/news/2013/2013-07-02-a.md");
    assert!(item.contains("## Plan {#het-plan}\n") && !item.contains("latest-posts"), "{item}");
    let report = archive.read("import-report.md");
    for told in ["the block `latest-posts` showed a list", "the block `query` showed a list"] {
        assert!(report.contains(told), "{told}: {report}");
    }
    archive.leads(&[
        "/2013/",
        "/2013/07/",
        "/2013/07/02/",
        "/2013/07/page/2/",
        "/page/2/",
        "/category/sport-en-spel/",
        "/category/sport-en-spel/page/3/",
        "/category/sport-en-spel/feed/",
        "/author/anna/",
        "/author/anna/page/2/",
        "/author/anna/feed/",
        "/feed/",
        "/feed/atom/",
        "/?feed=rss2",
        "/?cat=3",
        "/?p=1",
        "/?page_id=9",
        "/?p=9",
    ]);
}

#[test]
fn texts_of_another_kind_are_a_section_with_its_index() {
    let decision = record(4, ("besluit", "publish"), "brug", &content("Ja."));
    let records = [
        record(1, POST, "a", &content("Kom.")),
        record(9, ("page", "publish"), "over", &content("Wij.")),
        decision.replace("dorp.example/brug/", "dorp.example/besluiten/brug/"),
    ];
    let archive = Archive::of(&[("export.xml", &export(&records.concat()))]);
    archive.import();
    let settings = archive.read("site.yaml");
    assert!(settings.contains("besluit: {title: Besluit, index_address: /besluiten/"), "{settings}");
    archive.leads(&["/besluiten/", "/besluiten/brug/", "/besluiten/feed/", "/2013/07/a/", "/comments/feed/"]);
    assert!(settings.contains("main: false"), "{settings}");
}

#[test]
fn a_page_at_the_address_of_a_list_keeps_it() {
    let event = record(4, ("event", "publish"), "brug", &content("Ja."));
    let records = [
        record(1, POST, "a", &content("Kom.")),
        record(9, ("page", "publish"), "agenda", &content("Wat er is.")),
        event.replace("dorp.example/brug/", "dorp.example/agenda/brug/"),
    ];
    let archive = Archive::of(&[("export.xml", &export(&records.concat()))]);
    archive.import();
    assert!(!archive.read("site.yaml").contains("sections:"));
    archive.leads(&["/agenda/", "/agenda/brug/"]);
    assert!(archive.read("output/agenda/index.html").contains("Wat er is."));
}

/// The index and the archive of news stand above the news, in each language, as the old site had them.
#[test]
fn the_index_stands_above_its_items() {
    let post = |title: &str| format!("---\nlayout: post\ntitle: {title}\nlang: en\n---\nText.\n");
    let dutch = post("Een").replace("lang: en", "lang: nl");
    let archive = Archive::of(&[
        (
            "_config.yml",
            "title: Village\nurl: https://village.example\nlang: en\npermalink: /:categories/:year/:month/:day/:title/\n",
        ),
        ("en/news/_posts/2013-12-03-one.md", &post("One")),
        ("en/news/_posts/2014-01-05-two.md", &post("Two")),
        ("nl/nieuws/_posts/2013-12-03-een.md", &dutch),
    ]);
    archive.import();
    archive.leads(&["/en/news/2013/12/03/one/", "/en/news/", "/en/news/2013/", "/en/news/2014/01/"]);
    archive.leads(&["/nl/nieuws/2013/12/03/een/", "/nl/nieuws/", "/nl/nieuws/2013/12/"]);
}

/// A list with pages is the index, if it is called so.
#[test]
fn a_list_with_pages_is_the_index() {
    let list = "---\npagination: {data: collections.posts, size: 5}\n\
                permalink: \"/blog/{% if pagination.pageNumber > 0 %}page/{{ pagination.pageNumber | plus: 1 }}/{% endif %}\"\n---\nx\n";
    let archive = Archive::of(&[
        (".eleventy.js", "module.exports = function (c) { return { dir: { input: \"src\" } }; };\n"),
        ("src/_data/site.json", "{\"title\": \"Village\", \"url\": \"https://village.example\"}"),
        ("src/blog.liquid", list),
        ("src/posts/posts.json", "{\"permalink\": \"/{{ page.date | date: '%Y/%m' }}/{{ page.fileSlug }}/\"}"),
        ("src/posts/2013-12-03-a.md", "---\ntitle: A\n---\nA.\n"),
        ("src/posts/2013-12-04-b.md", "---\ntitle: B\n---\nB.\n"),
    ]);
    archive.import();
    archive.leads(&["/blog/", "/2013/12/a/", "/blog/page/2/"]);
    assert!(archive.read("site.yaml").contains("index_address: /blog/"));
}
