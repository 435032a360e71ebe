//! Files that templates of an old site make: feeds, data, and lists of terms.

use super::Archive;

#[test]
fn files_with_front_matter_of_jekyll_keep_their_addresses_or_are_told() {
    let post = "---\ntitle: Een\ncategories: [Wijk]\n---\nEen.\n";
    let archive = Archive::of(&[
        (
            "_config.yml",
            "title: Dorp\nurl: https://dorp.example\nlang: nl\ncollections:\n  berichten:\n    output: true\n    permalink: /berichten/:path/\n\
             feed:\n  collections:\n    - berichten\n  categories: [wijk]\n",
        ),
        ("_posts/2013-12-03-een.md", post),
        ("_posts/2013-12-03-one.md", "---\ntitle: One\nlang: en\npermalink: /en/one/\n---\nOne.\n"),
        ("_berichten/2014-01-02-los.md", "---\ntitle: Los\ndate: 2014-01-02\n---\nLos.\n"),
        (
            "nieuws/alles.rss",
            "---\n---\n<rss version=\"2.0\">{% for post in site.posts %}{{ post.title }}{% endfor %}</rss>\n",
        ),
        (
            "en/feeds/news.rss",
            "---\nlang: en\n---\n<rss version=\"2.0\">{% for post in site.posts %}{% endfor %}</rss>\n",
        ),
        ("en/feeds/oud.rss", "---\nlayout: news_feed\nlang: en\n---\n"),
        ("uitgaven.json", "---\n---\n[{% for post in site.posts %}\"{{ post.title }}\"{% endfor %}]\n"),
        ("sleutel.asc", "---\npermalink: /sleutel.txt\n---\nABC\n"),
        ("stijl/site.scss", "---\n---\n@import 'x';\n"),
        (
            "categories/index.html",
            "---\ntitle: Rubrieken\npermalink: /categories/\n---\n{% for c in site.categories %}{{ c[0] }}{% endfor %}\n",
        ),
    ]);
    archive.import();
    assert_eq!(archive.read("static/sleutel.txt"), "ABC\n");
    let report = archive.report();
    assert_eq!(report["addresses"]["lost"], serde_json::json!(["/uitgaven.json"]));
    assert!(archive.read("import-report.md").contains("`/uitgaven.json` is made by a template, and is lost"));
    assert!(!archive.has("static/uitgaven.json") && !archive.has("static/nieuws/alles.rss"));
    archive.leads(&[
        "/feed.xml",
        "/nieuws/alles.rss",
        "/en/feeds/news.rss",
        "/en/feeds/oud.rss",
        "/feed/berichten.xml",
        "/feed/wijk.xml",
        "/sleutel.txt",
        "/categories/",
        "/categories/wijk/",
    ]);
}
