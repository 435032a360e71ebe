//! What readers must not see stays a draft, and what no site can have stops no build.

use super::Archive;

const HUGO: (&str, &str) =
    ("hugo.toml", "baseURL = 'https://dorp.example/'\ntitle = 'Dorp'\ndefaultContentLanguage = 'nl'\n");
const ITEM: (&str, &str) = ("content/posts/open-dag.md", "---\ntitle: Open dag\ndate: 2013-12-03\n---\nKom langs.\n");
const JEKYLL: (&str, &str) = (
    "_config.yml",
    "title: Dorp\nurl: https://dorp.example\nlang: nl\ntimezone: Europe/Amsterdam\npermalink: pretty\n",
);

#[test]
fn front_matter_that_cannot_be_read_gives_a_draft() {
    let names = "abcdefghij".chars().zip("bcdefghij".chars());
    let line = |(of, name)| format!("{name}: &{name} [{}]\n", ["x"; 9].join(",").replace('x', &format!("*{of}")));
    let bomb = names.map(line).collect::<Vec<String>>().concat();
    let bomb = format!("---\na: &a [x,x,x,x,x,x,x,x,x]\n{bomb}title: Bom\ndraft: true\n---\nGeheim.\n");
    let archive = Archive::of(&[
        HUGO,
        ITEM,
        ("content/posts/json.md", "{\n\"title\": \"Fout\",\n\"draft\": true,\n}\nGeheim.\n"),
        ("content/posts/toml.md", "+++\ntitle = \"a \"b\"\"\ndraft = true\n+++\nGeheim.\n"),
        ("content/posts/open.md", "---\ntitle: Open\ndate: 2013-12-04\n\nGeheim.\n"),
        ("content/posts/bom.md", &bomb),
        ("content/posts/leeg.md", "\n---\ntitle: Na een lege regel\ndate: 2013-12-05\n---\nKom ook.\n"),
    ]);
    archive.import();
    let drafts = ["pages/posts/json", "pages/posts/toml", "posts/open"];
    for file in drafts {
        let text = archive.read(&format!("content/{file}.md"));
        assert!(text.contains("draft: true\n---") && !text.contains("\"title\""), "{file}: {text}");
    }
    for folder in ["", "pages/"] {
        let file = format!("content/{folder}posts/bom.md");
        assert!(!archive.has(&file) || archive.read(&file).contains("draft: true\n---"), "{file}");
    }
    assert!(archive.read("content/posts/leeg.md").starts_with("---\ntitle: Na een lege regel\ndate: 2013-12-05\n---"));
    let report = archive.read("import-report.md");
    assert!(report.starts_with("# Import from hugo\n\n## Drafts to correct first\n"), "{report}");
    for place in ["`content/posts/json.md:4`", "`content/posts/toml.md:2`", "`content/posts/open.md:1`"] {
        assert!(report.contains(place), "{place}: {report}");
    }
    // Corrected, it is news.
    archive.old("content/posts/json.md", "{\n\"title\": \"Goed\",\n\"date\": \"2013-12-06\"\n}\nGewoon.\n");
    archive.import();
    assert!(!archive.read("content/posts/json.md").contains("draft: true"));
    assert!(!archive.has("content/pages/posts/json.md"));
}

#[test]
fn what_hugo_holds_back_or_takes_away_is_not_published() {
    let archive = Archive::of(&[
        HUGO,
        ITEM,
        ("content/posts/later.md", "---\ntitle: Later\ndate: 2013-12-03\npublishDate: 2099-01-02\n---\nLater.\n"),
        ("content/posts/voorbij.md", "---\ntitle: Voorbij\ndate: 2013-12-03\nexpiryDate: 2014-01-02\n---\nWeg.\n"),
        ("content/later.md", "---\ntitle: Bladzijde\npublishDate: 2099-01-02\n---\nLater.\n"),
    ]);
    archive.import();
    assert!(archive.read("content/posts/later.md").contains("date: 2099-01-02"));
    assert!(archive.read("content/posts/voorbij.md").contains("draft: true"));
    assert!(archive.read("content/pages/later.md").contains("draft: true"));
    assert!(archive.read("import-report.md").contains("readers saw it until 2014-01-02"));
}

#[test]
fn two_sections_of_news_are_one_stream() {
    let archive = Archive::of(&[
        HUGO,
        ITEM,
        ("content/posts/2013/_index.md", "---\ntitle: Jaar\n---\n"),
        ("content/posts/2013/oud.md", "---\ntitle: Oud\ndate: 2013-12-02\n---\nOud.\n"),
        ("content/blog/_index.md", "---\ntitle: Weblog\n---\n"),
        ("content/blog/brug.md", "---\ntitle: Brug\ndate: 2013-12-04\n---\nDicht.\n"),
    ]);
    archive.import();
    archive.leads(&["/posts/", "/blog/", "/posts/open-dag/", "/blog/brug/", "/posts/2013/", "/posts/2013/oud/"]);
}

#[test]
fn old_addresses_with_a_query_are_redirects() {
    let jekyll = Archive::of(&[
        JEKYLL,
        ("_posts/2013-12-03-a.md", "---\ntitle: A\nredirect_from: [\"/q/?id=4\", /oud/, \"/x/../y/\"]\n---\nA.\n"),
        ("_drafts/b.md", "---\ntitle: B\nredirect_from: [\"/q/?id=5\"]\n---\nB.\n"),
    ]);
    jekyll.import();
    assert!(jekyll.read("redirects.csv").contains("/q/?id=4,/2013/12/03/a/,301\n"), "{}", jekyll.read("redirects.csv"));
    assert!(!jekyll.read("redirects.csv").contains("id=5"));
    assert!(jekyll.read("content/posts/2013-12-03-a.md").contains("aliases: [/oud/]"));
    assert!(jekyll.read("import-report.md").contains("/x/../y/"));
    let hugo = Archive::of(&[
        HUGO,
        ("content/posts/a.md", "---\ntitle: A\ndate: 2013-12-03\naliases: [\"/q?x=1\"]\n---\nA.\n"),
    ]);
    hugo.import();
    assert!(hugo.read("redirects.csv").contains("/q?x=1,/posts/a/,301\n"), "{}", hugo.read("redirects.csv"));
}

#[test]
fn a_text_without_a_date_does_not_redirect_the_home_page() {
    let archive = Archive::of(&[
        (
            "hugo.toml",
            "baseURL = 'https://dorp.example/'\ntitle = 'Dorp'\n[permalinks]\nposts = '/:year/:month/:slug/'\n",
        ),
        ITEM,
        ("content/posts/zonder.md", "---\ntags: [a]\n---\nZonder datum en titel.\n"),
        ("content/los.md", "---\ntitle: Los\nurl: /\n---\nOp de plaats van de voorpagina.\n"),
    ]);
    archive.import();
    for file in ["content/pages/posts/zonder.md", "content/pages/los.md"] {
        assert!(!archive.read(file).contains("aliases"), "{}", archive.read(file));
    }
}

#[test]
fn nothing_leads_to_a_text_that_became_a_draft() {
    let published = "---\ntitle: A\ndate: 2013-12-03\naliases: [\"/q?x=1\"]\n---\nA.\n";
    let archive =
        Archive::of(&[HUGO, ITEM, ("content/posts/a.md", published), ("static/_redirects", "/kort /posts/a/\n")]);
    archive.import();
    assert!(archive.read("redirects.csv").contains("/kort,/posts/a/"), "{}", archive.read("redirects.csv"));
    archive.old("content/posts/a.md", &published.replace("title: A", "title: A\ndraft: true"));
    archive.import();
    let redirects = archive.read("redirects.csv");
    assert!(!redirects.contains("/posts/a/"), "{redirects}");
    assert!(archive.read("import-report.md").contains("leads to `/posts/a/`, which is a draft"));
}

#[test]
fn names_that_no_site_can_have_stop_no_build() {
    let (long, title) = ("lang".repeat(200), "Heel lang ".repeat(10_000));
    let archive = Archive::of(&[
        HUGO,
        ITEM,
        ("content/posts/a.md", "---\ntitle: A\nslug: ..\ndate: 2013-12-03\n---\nA.\n"),
        ("content/posts/b.md", &format!("---\ntitle: B\nslug: {long}\ndate: 2013-12-03\n---\nB.\n")),
        ("content/posts/c.md", &format!("---\ntitle: {title}\ndate: 2013-12-03\n---\nC.\n")),
    ]);
    archive.import();
    assert!(archive.read("content/posts/c.md").len() < 1000);
    let report = archive.read("import-report.md");
    assert!(report.contains("addresses that no site can have (2)"), "{report}");
    assert!(report.contains("titles that are too long"), "{report}");
}

#[test]
fn a_column_with_a_status_makes_drafts() {
    let archive = Archive::of(&[(
        "items.csv",
        "title,date,Status,body\nA,2013-12-03,publish,A\nB,2013-12-03,Draft,B\nC,2013-12-03,private,C\nD,2013-12-03,concept,D\n",
    )]);
    archive.import();
    assert_eq!(archive.report()["counts"]["drafts"]["imported"], 3);
    assert!(
        !archive.read("content/news/2013/2013-12-03-A.md").contains("draft"),
        "{:?}",
        super::files(&archive.site())
    );
}
