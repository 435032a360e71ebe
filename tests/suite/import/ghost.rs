//! Ghost.

use serde_json::{Value, json};

use super::Archive;

/// An export with these texts.
fn export(posts: &Value) -> String {
    let data = json!({
        "posts": posts,
        "users": [{"id": "u1", "name": "Anna de Vries", "slug": "anna", "email": "anna@dorp.example"}],
        "tags": [{"id": "t1", "name": "Markt & zo", "slug": "markt"}, {"id": "t2", "name": "#verborgen", "slug": "hash-verborgen"}],
        "posts_authors": [{"post_id": "1", "author_id": "u1", "sort_order": 0}],
        "posts_tags": [{"post_id": "1", "tag_id": "t2", "sort_order": 1}, {"post_id": "1", "tag_id": "t1", "sort_order": 0}],
        "posts_meta": [{"post_id": "1", "feature_image_alt": "Een brug", "feature_image_caption": "De <b>brug</b>"}],
        "settings": [
            {"key": "title", "value": "Dorpsblad"}, {"key": "locale", "value": "nl"}, {"key": "timezone", "value": "Europe/Amsterdam"},
            {"key": "navigation", "value": "[{\"label\":\"Over\",\"url\":\"/over/\"},{\"label\":\"Ander\",\"url\":\"https://ander.example/\"}]"}
        ]
    });
    json!({"db": [{"meta": {"exported_on": 1, "version": "5.0.0"}, "data": data}]}).to_string()
}

fn post(id: &str, more: &Value) -> Value {
    let mut post = json!({
        "id": id, "title": format!("Titel {id}"), "slug": format!("p{id}"), "status": "published", "visibility": "public", "type": "post",
        "published_at": "2021-07-02T12:30:00.000Z", "updated_at": "2021-07-02T12:30:00.000Z", "created_at": "2021-07-01T12:30:00.000Z"
    });
    let values = post.as_object_mut().unwrap();
    values.extend(more.as_object().unwrap().clone());
    post
}

fn of(posts: &Value) -> Archive {
    Archive::of(&[("dorp.ghost.json", &export(posts)), ("content/images/2021/07/brug.jpg", "x")])
}

fn body(archive: &Archive, id: &str) -> String {
    let text = archive.read(&format!("content/news/2021/2021-07-02-p{id}.md"));
    text.split_once("\n---\n").unwrap().1.trim().to_owned()
}

#[test]
fn a_post_brings_all_that_readers_saw_of_it() {
    let archive = of(&json!([
        post(
            "1",
            &json!({
                "html": "<p>Een <strong>dag</strong>, zie <a href=\"__GHOST_URL__/p2/\">de andere</a>.</p>", "featured": 1,
                "custom_excerpt": "Kort gezegd.", "feature_image": "__GHOST_URL__/content/images/2021/07/brug.jpg", "updated_at": "2021-08-02T12:30:00.000Z"
            })
        ),
        post("2", &json!({"html": "<p>Twee.</p>"})),
        post("3", &json!({"type": "page", "slug": "over", "html": "<p>Wij.</p>"})),
    ]));
    archive.import();
    let text = archive.read("content/news/2021/2021-07-02-p1.md");
    for line in [
        "title: Titel 1",
        "date: 2021-07-02 14:30",
        "updated: 2021-08-02 14:30",
        "summary: Kort gezegd.",
        "tags: [\"Markt & zo\"]",
        "authors: [Anna de Vries]",
        "image: {src: /content/images/2021/07/brug.jpg, alt: Een brug, caption: De brug}",
        "pinned_until:",
        "#verborgen",
        "Een **dag**, zie [de andere](/p2/).",
    ] {
        assert!(text.contains(line), "{line}:\n{text}");
    }
    let settings = archive.read("site.yaml");
    for line in [
        "title: Dorpsblad",
        "time_zone: Europe/Amsterdam",
        "item_address: \"/{slug}/\"",
        "link: /over/",
        "Anna de Vries: anna",
    ] {
        assert!(settings.contains(line), "{line}: {settings}");
    }
    assert_eq!(archive.read("static/content/images/2021/07/brug.jpg"), "x");
    archive.leads(&["/p1/", "/p2/", "/over/", "/content/images/2021/07/brug.jpg"]);
}

#[test]
fn texts_in_the_forms_of_the_editors_are_read() {
    let lexical = json!({"root": {"children": [
        {"type": "extended-heading", "tag": "h2", "children": [{"type": "extended-text", "text": "Kop"}]},
        {"type": "paragraph", "children": [{"type": "text", "text": "vet", "format": 1}]},
        {"type": "bookmark", "url": "https://x.example/", "metadata": {"title": "X", "description": "Over x"}},
        {"type": "toekomst"}
    ]}});
    let mobiledoc = json!({"version": "0.3.1", "markups": [["em"]], "atoms": [], "cards": [["code", {"code": "a < b", "language": "c"}]],
        "sections": [[1, "p", [[0, [0], 1, "schuin"]]], [10, 0]]});
    let archive = of(&json!([
        post("1", &json!({"lexical": lexical.to_string()})),
        post("2", &json!({"mobiledoc": mobiledoc.to_string(), "html": null})),
    ]));
    archive.import();
    assert_eq!(body(&archive, "1"), "## Kop\n\n**vet**\n\n[X](https://x.example/)\\\nOver x");
    assert_eq!(body(&archive, "2"), "*schuin*\n\n```c\na < b\n```");
    assert!(archive.read("import-report.md").contains("a card of the kind `toekomst`"));
}

#[test]
fn what_not_all_readers_saw_is_a_draft() {
    let archive = of(&json!([
        post("1", &json!({"status": "draft"})),
        post("2", &json!({"visibility": "paid"})),
        post("3", &json!({"status": "sent"})),
        post("4", &json!({"status": "scheduled", "published_at": "2031-07-02T12:30:00.000Z"})),
        post("5", &json!({"visibility": "members", "html": "<p>Leden.</p>"}))
    ]));
    archive.import();
    for id in ["1", "2", "3", "5"] {
        let text = archive.read(&format!("content/news/2021/2021-07-02-p{id}.md"));
        assert!(text.contains("draft: true"), "{id}: {text}");
    }
    assert!(!archive.read("content/news/2031/2031-07-02-p4.md").contains("draft"));
    assert!(archive.read("import-report.md").contains("only for members"));
}

#[test]
fn exports_of_old_versions_are_read() {
    let old = json!({"meta": {"exported_on": 1, "version": "004"}, "data": {
        "posts": [{"id": 7, "title": "Oud", "slug": "oud", "html": "<p>Oud.</p>", "page": 0, "status": "published", "author_id": 1,
            "published_at": 1_372_768_200_000_u64, "image": "/content/images/a.jpg"}],
        "users": [{"id": 1, "name": "Bob", "slug": "bob"}],
        "settings": [{"key": "permalinks", "value": "/:year/:month/:day/:slug/"}, {"key": "activeTimezone", "value": "Europe/Amsterdam"}]
    }});
    let archive = Archive::of(&[("export.json", &old.to_string())]);
    archive.import();
    let text = archive.read("content/news/2013/2013-07-02-oud.md");
    for line in ["date: 2013-07-02 14:30", "authors: [Bob]", "image: {src: /content/images/a.jpg", "Oud."] {
        assert!(text.contains(line), "{line}:\n{text}");
    }
    assert!(archive.read("site.yaml").contains("item_address: \"/{year}/{month}/{day}/{slug}/\""));
    assert!(archive.read("import-report.md").contains("content/images"));
    archive.leads(&["/2013/07/02/oud/"]);
}

#[test]
fn cards_in_html_become_markdown() {
    let html = "<figure class=\"kg-card kg-image-card kg-card-hascaption\"><img src=\"__GHOST_URL__/content/images/2021/07/brug.jpg\" class=\"kg-image\" alt=\"Brug\" srcset=\"x\"><figcaption>De brug</figcaption></figure>\
        <div class=\"kg-card kg-callout-card\"><div class=\"kg-callout-emoji\">💡</div><div class=\"kg-callout-text\">Let op</div></div>\
        <figure class=\"kg-card kg-bookmark-card\"><a class=\"kg-bookmark-container\" href=\"https://x.example/\"><div class=\"kg-bookmark-title\">X</div></a></figure>\
        <!--kg-card-begin: html--><iframe src=\"https://y.example/v\"></iframe><!--kg-card-end: html-->";
    let archive = of(&json!([post("1", &json!({"html": html}))]));
    archive.import();
    let text = body(&archive, "1");
    for part in [
        "![Brug](/content/images/2021/07/brug.jpg \"De brug\")",
        "> 💡 Let op",
        "[X](https://x.example/)",
        "<iframe src=\"https://y.example/v\"></iframe>",
    ] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
}

#[test]
fn a_damaged_export_is_told_and_writes_nothing() {
    let whole = export(&json!([post("1", &json!({"html": "<p>a</p>"}))]));
    let archive = Archive::of(&[("export.json", whole.get(..whole.len() / 2).unwrap())]);
    let told = archive.import_with(&[]);
    assert_eq!(told.status, 2, "{told:?}");
    assert!(told.err.contains("error[source-unknown]: export.json is damaged"), "{told:?}");
    assert!(!archive.has("content"));
    let hostile = export(&json!([post("1", &json!({"slug": "../../x", "html": "<p>a</p>"}))]));
    let archive = Archive::of(&[("export.json", &hostile)]);
    assert_eq!(archive.import_with(&[]).status, 0);
    assert!(super::files(&archive.site().join("content")).iter().all(|file| file.starts_with("news/")));
}

#[test]
fn cards_that_the_public_never_saw_are_left_out() {
    let lexical = json!({"root": {"children": [
        {"type": "paragraph", "children": [{"type": "text", "text": "Voor ieder."}]},
        {"type": "email-cta", "html": "<p>Geheim 1</p>"},
        {"type": "html", "html": "<p>Geheim 2</p>", "visibility": {"web": {"nonMember": false}}},
        {"type": "html", "html": "<p>Geheim 3</p>", "visibility": {"showOnWeb": false}},
    ]}});
    let html = "<p>Voor ieder.</p><!--kg-gated-block:begin nonMember:false memberSegment:\"status:free\" --><p>Geheim</p><!--kg-gated-block:end-->";
    let archive = of(&json!([post("1", &json!({"lexical": lexical.to_string()})), post("2", &json!({"html": html}))]));
    archive.import();
    assert_eq!((body(&archive, "1"), body(&archive, "2")), ("Voor ieder.".to_owned(), "Voor ieder.".to_owned()));
    let report = archive.read("import-report.md");
    assert!(report.contains("3 cards of \"Titel 1\"") && report.contains("1 cards of \"Titel 2\""), "{report}");
}
