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
