//! Records that stand twice, front matter that is too large, and old addresses with letters that no file may have.

use super::Archive;

fn record(id: u32, title: &str, link: &str, text: &str) -> String {
    format!(
        "<item><title>{title}</title><link>https://dorp.example{link}</link><wp:post_id>{id}</wp:post_id><wp:post_date>2013-12-03 10:00:00</wp:post_date>\
         <wp:post_date_gmt>2013-12-03 09:00:00</wp:post_date_gmt><wp:post_name>een</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>\
         <content:encoded><![CDATA[{text}]]></content:encoded></item>"
    )
}

#[test]
fn of_records_with_one_number_none_is_lost() {
    let records = [
        record(7, "Een", "/2013/12/een/", "<p>Eerste.</p>"),
        record(7, "Een", "/2013/12/een/", "<p>Eerste.</p>"),
        record(7, "Een anders", "/2013/12/een/", "<p>Tweede.</p>"),
        record(8, "Een", "/2013/12/een/", "<p>Derde.</p>"),
    ];
    let export = format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:wp=\"http://wordpress.org/export/1.2/\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">\
         <channel><title>Dorp</title><link>https://dorp.example</link><wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://dorp.example</wp:base_site_url>\
         {}</channel></rss>",
        records.concat()
    );
    let archive = Archive::of(&[("export.xml", &export)]);
    archive.import();
    let texts: Vec<String> = super::files(&archive.site())
        .into_iter()
        .filter(|file| file.starts_with("content/") && file.ends_with(".md"))
        .collect();
    assert_eq!(texts.len(), 3, "{texts:?}");
    let all: String = texts.iter().map(|file| archive.read(file)).collect();
    for text in ["Eerste.", "Tweede.", "Derde."] {
        assert_eq!(all.matches(text).count(), 1, "{text}: {all}");
    }
    let report = archive.read("import-report.md");
    for told in
        ["stands twice, and says the same", "is also the number of another text", "is the address of another text"]
    {
        assert!(report.contains(told), "{told}:\n{report}");
    }
    archive.leads(&["/2013/12/een/"]);
    // A second run finds each of them again.
    archive.import_with(&[]);
    let written = archive.report()["written"].clone();
    assert_eq!((&written["created"], &written["replaced"], &written["unchanged"]), (&0.into(), &0.into(), &3.into()));
}

#[test]
fn large_front_matter_and_odd_aliases_stop_no_build() {
    let config = ("_config.yml", "title: Dorp\nurl: https://dorp.example\nlang: nl\n");
    let many: String = (0..3_000).map(|n| ["sleutel", &n.to_string(), ": ", &"x".repeat(40), "\n"].concat()).collect();
    let aliases: String =
        (0..3_000).map(|n| ["  - /oud/adres-van-een-bericht-", &n.to_string(), "/\n"].concat()).collect();
    let archive = Archive::of(&[
        config,
        ("_posts/2013-12-03-veel.md", &format!("---\ntitle: Veel\n{many}---\nVeel.\n")),
        ("_posts/2013-12-04-alias.md", &format!("---\ntitle: Alias\nredirect_from:\n{aliases}---\nAlias.\n")),
        (
            "_posts/2013-12-05-teken.md",
            "---\ntitle: Teken\nredirect_from: ['/a|b/', '/a b/', '/caf%C3%A9/', '/x/%7Cy\"z/', '/|/', '/oud.php?id=3']\n---\nTeken.\n",
        ),
    ]);
    archive.import();
    let report = archive.read("import-report.md");
    for told in ["3000 values for the theme", "3000 other old addresses went to redirects.csv"] {
        assert!(report.contains(told), "{told}:\n{report}");
    }
    let addresses = archive.report()["addresses"].clone();
    assert_eq!((&addresses["kept"], &addresses["redirected"]), (&3.into(), &3005.into()), "{addresses}");
    assert_eq!(addresses["lost"], serde_json::json!(["/|/"]));
    archive.leads(&[
        "/oud/adres-van-een-bericht-2999/",
        "/a%7Cb/",
        "/a%20b/",
        "/caf%C3%A9/",
        "/x/%7Cy%22z/",
        "/oud.php?id=3",
    ]);
}
