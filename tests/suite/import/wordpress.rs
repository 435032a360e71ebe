//! WordPress.

use super::Archive;

/// An export with these texts.
pub(super) fn export(records: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:wp=\"http://wordpress.org/export/1.2/\">\n<channel>\n\
         <title>Dorpsblad &amp; meer</title><link>https://www.dorp.example</link><description>Nieuws uit het dorp</description>\n\
         <language>nl-NL</language><wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://www.dorp.example</wp:base_blog_url>\n\
         <wp:author><wp:author_login><![CDATA[anna]]></wp:author_login><wp:author_email>anna@dorp.example</wp:author_email>\
         <wp:author_display_name><![CDATA[Anna de Vries]]></wp:author_display_name></wp:author>\n\
         <wp:category><wp:term_id>3</wp:term_id><wp:category_nicename>sport-en-spel</wp:category_nicename><wp:category_parent></wp:category_parent>\
         <wp:cat_name><![CDATA[Sport]]></wp:cat_name></wp:category>\n{records}</channel></rss>\n"
    )
}

/// A text of some kind: its number, name, state, date here and in Greenwich, and more elements.
pub(super) fn record(id: u32, (kind, status): (&str, &str), name: &str, more: &str) -> String {
    let link = match (status, kind) {
        ("publish", "post") => format!("https://www.dorp.example/2013/07/{name}/"),
        ("publish", _) => format!("https://www.dorp.example/{name}/"),
        _ => format!("https://www.dorp.example/?p={id}"),
    };
    format!(
        "<item><title>Titel {name}</title><link>{link}</link><dc:creator><![CDATA[anna]]></dc:creator>\
         <guid isPermaLink=\"false\">https://www.dorp.example/?p={id}</guid><wp:post_id>{id}</wp:post_id>\
         <wp:post_date>2013-07-02 14:30:00</wp:post_date><wp:post_date_gmt>2013-07-02 12:30:00</wp:post_date_gmt>\
         <wp:post_name>{name}</wp:post_name><wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>{more}</item>\n"
    )
}

pub(super) fn content(text: &str) -> String {
    format!("<content:encoded><![CDATA[{text}]]></content:encoded>")
}

fn field(key: &str, value: &str) -> String {
    format!(
        "<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
    )
}

pub(super) const POST: (&str, &str) = ("post", "publish");

/// The Markdown of a text.
fn markdown(text: &str, others: &str) -> String {
    let archive = Archive::of(&[("export.xml", &export(&format!("{}{others}", record(1, POST, "a", &content(text)))))]);
    archive.import();
    let file = archive.read("content/news/2013/2013-07-02-a.md");
    file.split_once("\n---\n").unwrap().1.trim().to_owned()
}

fn picture(id: u32, name: &str) -> String {
    let url = format!(
        "<wp:attachment_url>https://www.dorp.example/wp-content/uploads/2013/07/{name}.jpg</wp:attachment_url>"
    );
    let more = format!(
        "{url}<excerpt:encoded><![CDATA[Bijschrift van {name}]]></excerpt:encoded><wp:post_parent>1</wp:post_parent>{}",
        field("_wp_attachment_image_alt", &format!("Een {name}"))
    );
    record(id, ("attachment", "inherit"), name, &more)
}

#[test]
fn a_post_brings_all_that_readers_saw_of_it() {
    let more = [
        "<wp:is_sticky>1</wp:is_sticky><excerpt:encoded><![CDATA[Kort gezegd.]]></excerpt:encoded>",
        "<category domain=\"category\" nicename=\"sport-en-spel\"><![CDATA[Sport]]></category>",
        "<category domain=\"post_tag\" nicename=\"zomer\"><![CDATA[Zomer &amp; zon]]></category>",
        "<wp:post_modified>2013-08-02 09:00:00</wp:post_modified><wp:post_modified_gmt>2013-08-02 07:00:00</wp:post_modified_gmt>",
        &field("_thumbnail_id", "7"),
        &field("_wp_old_slug", "oude-naam"),
        &field("kleur", "blauw"),
        &field("instellingen", "a:1:{s:1:\"a\";s:1:\"b\";}"),
        &field("enclosure", "https://www.dorp.example/wp-content/uploads/1.mp3\n123\naudio/mpeg\n"),
        "<wp:comment><wp:comment_id>5</wp:comment_id><wp:comment_author><![CDATA[Bob]]></wp:comment_author>\
         <wp:comment_author_email>bob@post.example</wp:comment_author_email><wp:comment_author_IP>203.0.113.9</wp:comment_author_IP>\
         <wp:comment_date>2013-07-03 10:00:00</wp:comment_date><wp:comment_content><![CDATA[Leuk!]]></wp:comment_content>\
         <wp:comment_approved>1</wp:comment_approved><wp:comment_type></wp:comment_type></wp:comment>",
        "<wp:comment><wp:comment_id>6</wp:comment_id><wp:comment_content>spam</wp:comment_content><wp:comment_approved>0</wp:comment_approved></wp:comment>",
        &content("Eerste <em>alinea</em>\nmet twee regels.\n\nTweede.\n<!--more-->\nDerde, zie <a href=\"http://dorp.example/?p=2\">de andere</a>."),
    ]
    .concat();
    let records = [record(1, POST, "zomerfeest", &more), record(2, POST, "b", ""), picture(7, "brug")].concat();
    let archive = Archive::of(&[("export.xml", &export(&records)), ("wp-content/uploads/2013/07/brug.jpg", "x")]);
    archive.import();
    let text = archive.read("content/news/2013/2013-07-02-zomerfeest.md");
    for line in [
        "title: Titel zomerfeest",
        "date: 2013-07-02 14:30",
        "updated: 2013-08-02 09:00",
        "summary: Kort gezegd.",
        "aliases: [/2013/07/oude-naam/]",
        "id: \"https://www.dorp.example/?p=1\"",
        "Zomer & zon",
        "Sport",
        "authors: [Anna de Vries]",
        "image: {src: /wp-content/uploads/2013/07/brug.jpg, alt: Een brug, caption: Bijschrift van brug}",
        "/wp-content/uploads/1.mp3",
        "pinned_until:",
        "kleur: blauw",
        "Eerste *alinea*\\\nmet twee regels.\n\nTweede.\n\n<!-- more -->\n\nDerde, zie [de andere](/2013/07/b/).",
    ] {
        assert!(text.contains(line), "{line}:\n{text}");
    }
    assert!(!text.contains("instellingen"), "{text}");
    let settings = archive.read("site.yaml");
    for line in [
        "title: \"Dorpsblad & meer\"",
        "time_zone: Europe/Amsterdam",
        "language: nl",
        "item_address: \"/{year}/{month}/{slug}/\"",
    ] {
        assert!(settings.contains(line), "{line}: {settings}");
    }
    let comments = archive.read("content/news/2013/2013-07-02-zomerfeest.comments.json");
    assert!(comments.contains("Leuk!") && comments.contains("Bob"), "{comments}");
    assert!(!comments.contains('@') && !comments.contains("203.0.113") && !comments.contains("spam"), "{comments}");
    assert_eq!(archive.read("static/wp-content/uploads/2013/07/brug.jpg"), "x");
    archive.leads(&[
        "/2013/07/zomerfeest/",
        "/2013/07/oude-naam/",
        "/2013/07/b/",
        "/wp-content/uploads/2013/07/brug.jpg",
    ]);
}

#[test]
fn shortcodes_become_markdown_or_a_comment() {
    let pictures = [picture(7, "brug"), picture(8, "toren")].concat();
    assert_eq!(
        markdown(
            "Zie [caption id=\"a\" width=\"3\"]<a href=\"https://www.dorp.example/wp-content/uploads/x.jpg\"><img src=\"https://www.dorp.example/wp-content/uploads/x-3x2.jpg\" alt=\"Een x\" /></a> De <b>brug</b>[/caption]",
            ""
        ),
        "Zie\n\n![Een x](/wp-content/uploads/x.jpg \"De **brug**\")"
    );
    let gallery = "![Een brug](/wp-content/uploads/2013/07/brug.jpg \"Bijschrift van brug\")\n\n![Een toren](/wp-content/uploads/2013/07/toren.jpg \"Bijschrift van toren\")";
    assert_eq!(markdown("[gallery ids=\"7,8\" columns=\"2\"]", &pictures), gallery);
    assert_eq!(markdown("[gallery]", &pictures), gallery);
    assert_eq!(markdown("[embed]https://youtu.be/abc[/embed]", ""), "[Video (YouTube)](https://youtu.be/abc)");
    assert_eq!(
        markdown("Kijk:\n\nhttps://vimeo.com/12\n\nDaarna [sic] meer.", ""),
        "Kijk:\n\n[Video (Vimeo)](https://vimeo.com/12)\n\nDaarna \\[sic\\] meer."
    );
    assert_eq!(markdown("[code language=\"php\"]if (a < b) { [x] }[/code]", ""), "```php\nif (a < b) { [x] }\n```");
    assert_eq!(markdown("A [contact-form-7 id=\"1\"] b", ""), "A <!-- [contact-form-7 id=\"1\"] --> b");
    assert_eq!(markdown("[vc_row x=\"1\"]<b>dit</b>", ""), "<!-- [vc_row x=\"1\"] -->\n\n**dit**");
    assert_eq!(markdown("[vc_row][vc_column width=\"1/2\"]Tekst[/vc_column][/vc_row]", "").matches("Tekst").count(), 1);
}

#[test]
fn blocks_become_markdown() {
    let text = "<!-- wp:heading {\"level\":2} -->\n<h2>Kop</h2>\n<!-- /wp:heading -->\n\n<!-- wp:paragraph -->\n<p>Een <strong>alinea</strong>.</p>\n<!-- /wp:paragraph -->\n\n\
        <!-- wp:image {\"id\":7} -->\n<figure class=\"wp-block-image\"><img src=\"https://www.dorp.example/wp-content/uploads/2013/07/brug.jpg\" alt=\"\" class=\"wp-image-7\"/><figcaption>De brug</figcaption></figure>\n<!-- /wp:image -->\n\n\
        <!-- wp:list --><ul><!-- wp:list-item --><li>een</li><!-- /wp:list-item --><li>twee</li></ul><!-- /wp:list -->\n\n\
        <!-- wp:embed {\"url\":\"https://youtu.be/abc\"} -->\n<figure class=\"wp-block-embed\"><div class=\"wp-block-embed__wrapper\">\nhttps://youtu.be/abc\n</div></figure>\n<!-- /wp:embed -->\n\n\
        <!-- wp:more --><!--more--><!-- /wp:more -->\n<!-- wp:block {\"ref\":9} /-->\n<!-- wp:latest-posts /-->\n<!-- wp:plugin/kaart {\"x\":1} /-->";
    let shared = record(
        9,
        ("wp_block", "publish"),
        "gedeeld",
        &content("<!-- wp:paragraph --><p>Gedeeld.</p><!-- /wp:paragraph -->"),
    );
    assert_eq!(
        markdown(text, &[picture(7, "brug"), shared].concat()),
        "## Kop\n\nEen **alinea**.\n\n![Een brug](/wp-content/uploads/2013/07/brug.jpg \"De brug\")\n\n- een\n- twee\n\n\
         [Video (YouTube)](https://youtu.be/abc)\n\n<!-- more -->\n\nGedeeld.\n\n<!-- wp:plugin/kaart {\"x\":1} -->"
    );
}

#[test]
fn each_state_becomes_what_readers_saw() {
    let states = ["publish", "draft", "pending", "private", "future", "trash", "auto-draft", "inherit"];
    let mut records: String =
        states.iter().zip(1..).map(|(state, id)| record(id, ("post", state), &format!("x-{state}"), "")).collect();
    records.push_str(&record(20, POST, "geheim", "<wp:post_password>abc</wp:post_password>"));
    records.push_str(&record(21, ("revision", "inherit"), "versie", ""));
    let archive = Archive::of(&[("export.xml", &export(&records))]);
    archive.import();
    let is_draft =
        |name: &str| archive.read(&format!("content/news/2013/2013-07-02-{name}.md")).contains("draft: true");
    assert!(!is_draft("x-publish") && !is_draft("x-future"));
    assert!(is_draft("x-draft") && is_draft("x-pending") && is_draft("x-private") && is_draft("geheim"));
    assert_eq!(super::files(&archive.site().join("content")).len(), 6);
    assert!(archive.read("import-report.md").contains("had a password"), "{}", archive.read("import-report.md"));
}

#[test]
fn pages_keep_their_folders_and_menus_their_order() {
    let entry = |id: u32, order: u32, fields: &str, title: &str| {
        let more = format!(
            "<wp:menu_order>{order}</wp:menu_order><category domain=\"nav_menu\" nicename=\"hoofdmenu\">Hoofdmenu</category>{fields}"
        );
        record(id, ("nav_menu_item", "publish"), "menu", &more).replace("Titel menu", title)
    };
    let page = |id: u32, path: &str| {
        let name = path.rsplit('/').next().unwrap();
        record(id, ("page", "publish"), name, "").replace(&format!("example/{name}/"), &format!("example/{path}/"))
    };
    let custom = [field("_menu_item_type", "custom"), field("_menu_item_url", "https://ander.example/")].concat();
    let own = [field("_menu_item_type", "post_type"), field("_menu_item_object_id", "2")].concat();
    let below = [own.clone(), field("_menu_item_menu_item_parent", "30")].concat();
    let records = [
        page(1, "over-ons"),
        page(2, "over-ons/team"),
        entry(30, 2, &custom, "Ander"),
        entry(31, 1, &own, ""),
        entry(32, 3, &below, "Lager"),
    ];
    let archive = Archive::of(&[("export.xml", &export(&records.concat()))]);
    archive.import();
    assert!(archive.has("content/pages/over-ons.md") && archive.has("content/pages/over-ons/team.md"));
    let settings = archive.read("site.yaml");
    let menu = settings.split_once("menu:").unwrap().1;
    assert!(menu.find("Titel team").unwrap() < menu.find("Ander").unwrap() && !menu.contains("Lager"), "{menu}");
    archive.leads(&["/over-ons/", "/over-ons/team/"]);
}

#[test]
fn a_damaged_export_gives_what_is_left_of_it() {
    let good = record(1, POST, "heel", &content("Goed."));
    let lone = record(2, POST, "los", &content("x")).replace("Titel los", "R&D <b>");
    let cut = record(3, POST, "weg", &content("Dit is"));
    let cut = cut.split_once("]]>").unwrap().0.to_owned();
    let text = export(&[good, lone, cut].concat()).replace("</channel></rss>\n", "");
    let archive = Archive::of(&[("export.xml", &text)]);
    archive.import();
    assert!(archive.read("content/news/2013/2013-07-02-heel.md").contains("Goed."));
    assert!(archive.read("content/news/2013/2013-07-02-los.md").contains("R&D"));
    let report = archive.read("import-report.md");
    assert!(report.contains("does not end: the file is damaged or cut off"), "{report}");
}

#[test]
fn names_that_lead_out_of_the_site_and_deep_texts_do_no_harm() {
    let records = [
        record(1, POST, "../../../etc/x", &content(&format!("{}diep{}", "<div>".repeat(2000), "</div>".repeat(2000)))),
        record(2, POST, "b", &content(&"[a]".repeat(5000))),
        record(3, POST, "c", &content(&format!("{}x", "[vc_row]".repeat(3000)))),
    ];
    let archive = Archive::of(&[("export.xml", &export(&records.concat()))]);
    assert_eq!(archive.import_with(&[]).status, 0);
    let content = archive.site().join("content");
    assert!(super::files(&content).iter().all(|file| file.starts_with("news/")), "{:?}", super::files(&content));
}

#[test]
fn several_files_are_one_site_and_a_second_run_brings_only_what_is_new() {
    let archive = Archive::of(&[
        ("1.xml", &export(&record(1, POST, "een", &content("Een.")))),
        ("2.xml", &export(&record(2, POST, "twee", &content("Twee, na <a href=\"/?p=1\">een</a>.")))),
    ]);
    let told = archive.import();
    assert!(told.out.contains("2 of 2 news items"), "{told:?}");
    archive.old("3.xml", &export(&record(3, POST, "drie", &content("Drie."))));
    assert!(archive.import().out.contains("1 new, 0 replaced, 2 unchanged"));
}

#[test]
fn what_visitors_sent_and_members_read_is_not_published() {
    let kind = |id: u32, kind: &str, name: &str| {
        record(id, (kind, "publish"), name, &content("jan@post.example")).replace(
            &format!("<link>https://www.dorp.example/{name}/"),
            &format!("<link>https://www.dorp.example/?post_type={kind}&amp;p={id}"),
        )
    };
    let records = [
        record(1, POST, "open", &content("Voor ieder.")),
        record(2, POST, "leden", &content("Kort. [lock]Voor leden.[/lock]")),
        record(3, POST, "rol", &[field("_members_access_role", "lid"), content("Geheim.")].concat()),
        kind(4, "flamingo_contact", "bericht"),
        kind(5, "winkel_order", "order"),
        kind(6, "winkel_order", "order-2"),
        record(
            7,
            ("agenda", "publish"),
            "markt",
            &content("Een markt. <a href=\"/wp-content/uploads/route.zip\">Route</a>"),
        ),
    ];
    let archive = Archive::of(&[
        ("export.xml", &export(&records.concat())),
        ("wp-content/uploads/2013/brug.jpg", "x"),
        ("wp-content/uploads/route.zip", "x"),
        ("wp-content/uploads/kopie.zip", "x"),
        ("wp-content/uploads/dump.sql", "x"),
        ("wp-content/uploads/wpforms/brief.pdf", "x"),
        ("wp-content/uploads/dicht/.htaccess", "deny from all"),
        ("wp-content/uploads/dicht/a.jpg", "x"),
        ("wp-content/uploads/.htaccess", "<Files *.php>\ndeny from all\n</Files>\nOptions -Indexes\n"),
    ]);
    archive.import();
    let is_draft =
        |name: &str| archive.read(&format!("content/news/2013/2013-07-02-{name}.md")).contains("draft: true");
    assert!(!is_draft("open") && is_draft("leden") && is_draft("rol"));
    assert_eq!(super::files(&archive.site().join("content")).len(), 4);
    assert!(archive.has("content/agenda/2013/2013-07-02-markt.md"));
    let files = super::files(&archive.site().join("static"));
    assert_eq!(files, ["wp-content/uploads/2013/brug.jpg", "wp-content/uploads/route.zip"]);
    let report = archive.read("import-report.md");
    let top = report.split("## Counts").next().unwrap();
    for line in [
        "may hold private data",
        "1 records of the kind `flamingo_contact`",
        "2 records of the kind `winkel_order`",
        "dump.sql",
        "brief.pdf",
    ] {
        assert!(top.contains(line), "{line}: {report}");
    }
    assert!(report.contains("the shortcode `lock`") && report.contains("`_members_access_role`"), "{report}");
}
