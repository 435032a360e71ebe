//! Small sources of each kind, each with one thing of its own: what becomes of it.

use super::Archive;

/// A source: its name, its files, the file that is written, and what stands in it.
type Kind<'k> = (&'k str, &'k [(&'k str, &'k str)], &'k str, &'k [&'k str]);

fn all_come_along(kinds: &[Kind<'_>], arguments: &[&str]) {
    for (name, files, written, lines) in kinds {
        let archive = Archive::of(files);
        let told = archive.import_with(arguments);
        assert_eq!(told.status, 0, "{name}: {told:?}");
        assert!(archive.has(written), "{name}: {written}: {:?}", super::files(&archive.site()));
        let text = archive.read(written);
        for line in *lines {
            match line.strip_prefix('!') {
                Some(absent) => assert!(!text.contains(absent), "{name}: {absent}\n{text}"),
                None => assert!(text.contains(line), "{name}: {line}\n{text}"),
            }
        }
        archive.build();
    }
}

const ZOLA: (&str, &str) = (
    "config.toml",
    "base_url = 'https://dorp.example'\ntitle = 'Dorp'\ndefault_language = 'nl'\n[languages.en]\n[slugify]\npaths = 'on'\n",
);

const ZOLA_KINDS: &[Kind<'static>] = &[
    (
        "toml",
        &[ZOLA, ("content/blog/a.md", "+++\ntitle = \"A\"\ndate = 2013-12-03\n+++\nTekst.\n")],
        "content/blog/a.md",
        &["title: A", "date: 2013-12-03"],
    ),
    (
        "yaml",
        &[ZOLA, ("content/blog/a.md", "---\ntitle: A\ndate: 2013-12-03T10:00:00Z\n---\nTekst.\n")],
        "content/blog/a.md",
        &["date: 2013-12-03 10:00"],
    ),
    (
        "bundle",
        &[
            ZOLA,
            ("content/blog/a/index.md", "+++\ntitle = \"A\"\ndate = 2013-12-03\n+++\n![x](b.txt)\n"),
            ("content/blog/a/b.txt", "x"),
        ],
        "content/blog/a/index.md",
        &["\n![x](b.txt)"],
    ),
    (
        "date in the name",
        &[ZOLA, ("content/blog/2013-12-03-a.md", "+++\ntitle = \"A\"\n+++\nTekst.\n")],
        "content/blog/2013-12-03-a.md",
        &["title: A"],
    ),
    (
        "another language",
        &[
            ZOLA,
            ("content/blog/a.md", "+++\ntitle = \"A\"\ndate = 2013-12-03\n+++\nTekst.\n"),
            ("content/blog/a.en.md", "+++\ntitle = \"B\"\ndate = 2013-12-03\n+++\nText.\n"),
        ],
        "content/blog/a.en.md",
        &["title: B"],
    ),
    (
        "taxonomies",
        &[
            ZOLA,
            (
                "content/blog/a.md",
                "+++\ntitle = \"A\"\ndate = 2013-12-03\n[taxonomies]\ntags = ['zorg', 'markt']\n[extra]\nkleur = 'blauw'\n+++\nTekst.\n",
            ),
        ],
        "content/blog/a.md",
        &["tags: [zorg, markt]", "kleur: blauw"],
    ),
    (
        "a draft",
        &[
            ZOLA,
            (
                "content/blog/a.md",
                "+++\ntitle = \"A\"\ndate = 2013-12-03\ndraft = true\naliases = ['/oud/']\n+++\nTekst.\n",
            ),
        ],
        "content/blog/a.md",
        &["draft: true"],
    ),
];

#[test]
fn kinds_of_zola() {
    all_come_along(ZOLA_KINDS, &[]);
}

const ELEVENTY: (&str, &str) = (".eleventy.js", "module.exports = c => ({dir: {input: 'src'}})");

const ELEVENTY_KINDS: &[Kind<'static>] = &[
    (
        "a date",
        &[ELEVENTY, ("src/posts/a.md", "---\ntitle: A\ndate: 2013-12-03\n---\nTekst.\n")],
        "content/posts/a.md",
        &["title: A", "date: 2013-12-03"],
    ),
    (
        "a date in the name",
        &[ELEVENTY, ("src/posts/2013-12-03-a.md", "---\ntitle: A\n---\nTekst.\n")],
        "content/posts/2013-12-03-a.md",
        &["title: A"],
    ),
    (
        "html",
        &[ELEVENTY, ("src/over.html", "---\ntitle: Over\n---\n<p>Wij <b>zijn</b> er.</p>\n")],
        "content/pages/over.md",
        &["Wij **zijn** er."],
    ),
    (
        "nunjucks",
        &[
            ELEVENTY,
            ("src/posts/a.njk", "---\ntitle: A\ndate: 2013-12-03\n---\n<p>{{ title }} {# weg #}en meer.</p>\n"),
        ],
        "content/posts/a.md",
        &["A en meer.", "!weg"],
    ),
    (
        "json data",
        &[
            ELEVENTY,
            ("src/posts/posts.json", "{\"tags\": [\"posts\", \"zorg\"], \"author\": \"Anna\"}"),
            ("src/posts/a.md", "---\ntitle: A\ndate: 2013-12-03\n---\nTekst.\n"),
        ],
        "content/posts/a.md",
        &["authors: [Anna]"],
    ),
    (
        "a permalink",
        &[
            ELEVENTY,
            (
                "src/posts/a.md",
                "---\ntitle: A\ndate: 2013-12-03\npermalink: /x/{{ page.fileSlug }}.html\n---\nTekst.\n",
            ),
            ("src/posts/b.md", "---\ntitle: B\ndate: 2013-12-03\npermalink: /y/b/\n---\nTekst.\n"),
        ],
        "content/posts/b.md",
        &["address: /y/b/"],
    ),
    (
        "raw",
        &[ELEVENTY, ("src/posts/a.md", "---\ntitle: A\ndate: 2013-12-03\n---\n`{% raw %}{{ x }}{% endraw %}`\n")],
        "content/posts/a.md",
        &["`{{ x }}`"],
    ),
];

#[test]
fn kinds_of_eleventy() {
    all_come_along(ELEVENTY_KINDS, &[]);
}

const PELICAN: (&str, &str) = (
    "pelicanconf.py",
    "SITENAME = 'Dorp'\nSITEURL = 'https://dorp.example'\nDEFAULT_LANG = 'nl'\nTIMEZONE = 'Europe/Amsterdam'\nPATH = 'content'\n",
);

#[test]
fn kinds_of_pelican() {
    all_come_along(
        &[
            (
                "markdown",
                &[PELICAN, ("content/a.md", "Title: A\nDate: 2013-12-03 10:20\nTags: zorg, markt\n\nTekst.\n")],
                "content/posts/a.md",
                &["date: 2013-12-03 10:20", "tags: [zorg, markt]"],
            ),
            (
                "front matter",
                &[PELICAN, ("content/a.md", "---\ntitle: A\ndate: 2013-12-03\nauthor: Anna\n---\nTekst.\n")],
                "content/posts/a.md",
                &["authors: [Anna]"],
            ),
            (
                "html",
                &[
                    PELICAN,
                    (
                        "content/a.html",
                        "<html><head><title>A</title><meta name=\"date\" content=\"2013-12-03\"></head><body><p>Een <b>dag</b>.</p></body></html>",
                    ),
                ],
                "content/posts/a.md",
                &["title: A", "Een **dag**."],
            ),
            (
                "a page",
                &[PELICAN, ("content/pages/over.md", "Title: Over\n\nWij.\n")],
                "content/pages/over.md",
                &["title: Over"],
            ),
            (
                "restructured text",
                &[PELICAN, ("content/a.rst", "A\n####\n\n:date: 2013-12-03\n:tags: zorg\n\nEen *dag*.\n")],
                "content/posts/a.md",
                &["title: A", "tags: [zorg]", "Een *dag*."],
            ),
            (
                "a draft",
                &[PELICAN, ("content/a.md", "Title: A\nDate: 2013-12-03\nStatus: draft\n\nTekst.\n")],
                "content/posts/a.md",
                &["draft: true"],
            ),
        ],
        &[],
    );
}

fn medium(body: &str) -> String {
    format!(
        "<!DOCTYPE html><html><head><title>A</title></head><body><article class=\"h-entry\"><header><h1 class=\"p-name\">A</h1></header>\
         <section data-field=\"body\" class=\"e-content\">{body}</section><footer><p><a href=\"https://blog.dorp.example/a-0123456789ab\" class=\"p-canonical\">x</a>\
         <time class=\"dt-published\" datetime=\"2013-12-03T10:00:00.000Z\">x</time></p></footer></article></body></html>"
    )
}

#[test]
fn kinds_of_medium() {
    let name = "posts/2013-12-03_A-0123456789ab.html";
    let written = "content/news/2013/2013-12-03-a-0123456789ab.md";
    let [list, code, figure, quote, embed] = [
        "<ul class=\"postList\"><li class=\"graf\">een</li><li class=\"graf\">twee</li></ul>",
        "<pre class=\"graf graf--pre\">van a<br>naar b</pre>",
        "<figure class=\"graf graf--figure\"><img class=\"graf-image\" src=\"https://cdn-images-1.medium.com/max/800/1*a.jpeg\"><figcaption class=\"imageCaption\">Een brug</figcaption></figure>",
        "<blockquote class=\"graf graf--blockquote\">Een mooie dag.</blockquote>",
        "<figure class=\"graf graf--iframe\"><iframe src=\"https://www.youtube.com/embed/abc\" width=\"700\"></iframe></figure>",
    ]
    .map(medium);
    all_come_along(
        &[
            ("a list", &[(name, &list)], written, &["- een\n- twee"]),
            ("code", &[(name, &code)], written, &["van a", "naar b"]),
            (
                "a picture",
                &[(name, &figure)],
                written,
                &["https://cdn-images-1.medium.com/max/800/1*a.jpeg", "Een brug"],
            ),
            ("a quotation", &[(name, &quote)], written, &["> Een mooie dag."]),
            ("a film", &[(name, &embed)], written, &["https://www.youtube.com/embed/abc"]),
        ],
        &[],
    );
}

#[test]
fn kinds_of_substack() {
    const HEAD: &str =
        "post_id,post_date,is_published,email_sent_at,inbox_sent_at,type,audience,title,subtitle,podcast_url\n";
    let row = |values: &str| format!("{HEAD}1.a,2013-12-03T10:00:00.000Z,{values}\n");
    let [open, draft, paid, podcast, quoted] = [
        "true,,,newsletter,everyone,A,Kort,",
        "false,,,newsletter,everyone,A,,",
        "true,,,newsletter,only_paid,A,,",
        "true,,,podcast,everyone,A,,https://x.example/a.mp3",
        "true,,,newsletter,everyone,\"A, \"\"b\"\"\",,",
    ]
    .map(row);
    let html = ("posts/1.a.html", "<h2>Kop</h2><p>Een <em>dag</em>.</p>");
    let written = "content/news/2013/2013-12-03-a.md";
    all_come_along(
        &[
            ("a post", &[("posts.csv", &open), html], written, &["summary: Kort", "## Kop", "Een *dag*."]),
            ("a draft", &[("posts.csv", &draft), html], written, &["draft: true"]),
            ("for subscribers", &[("posts.csv", &paid), html], written, &["draft: true"]),
            ("a podcast", &[("posts.csv", &podcast), html], written, &["https://x.example/a.mp3"]),
            ("quotes", &[("posts.csv", &quoted), html], written, &["A, \\\"b\\\""]),
        ],
        &[],
    );
}

#[test]
fn kinds_of_feeds() {
    let rss = |item: &str| {
        format!(
            "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Dorp</title><link>https://dorp.example/</link><language>nl</language>{item}</channel></rss>"
        )
    };
    let item = |more: &str| {
        rss(&format!(
            "<item><title>A</title><link>https://dorp.example/2013/a/</link><pubDate>Tue, 03 Dec 2013 10:00:00 +0100</pubDate>{more}</item>"
        ))
    };
    let described = item("<description>&lt;p&gt;Een &lt;b&gt;dag&lt;/b&gt;.&lt;/p&gt;</description>");
    let whole =
        item("<description>Kort.</description><content:encoded><![CDATA[<p>Het hele stuk.</p>]]></content:encoded>");
    let enclosed = item(
        "<enclosure url=\"https://dorp.example/a.mp3\" length=\"1\" type=\"audio/mpeg\"/><category>zorg</category>",
    );
    let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"nl\"><title>Dorp</title><link href=\"https://dorp.example/\"/><entry><title>A</title>\
        <link href=\"https://dorp.example/2013/a/\"/><id>tag:a</id><updated>2013-12-03T10:00:00+01:00</updated><published>2013-12-03T10:00:00+01:00</published>\
        <content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Een <em>dag</em>.</p></div></content></entry></feed>";
    let json = "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"Dorp\", \"home_page_url\": \"https://dorp.example/\", \"language\": \"nl\", \"items\": \
        [{\"id\": \"1\", \"url\": \"https://dorp.example/2013/a/\", \"title\": \"A\", \"content_text\": \"Een *dag*.\", \"date_published\": \"2013-12-03T10:00:00+01:00\"}]}";
    let rdf = "<rdf:RDF xmlns:rdf=\"x\" xmlns=\"http://purl.org/rss/1.0/\" xmlns:dc=\"y\"><channel><title>Dorp</title><link>https://dorp.example/</link><dc:language>nl</dc:language></channel>\
        <item><title>A</title><link>https://dorp.example/2013/a/</link><description>Een dag.</description><dc:date>2013-12-03T10:00:00+01:00</dc:date></item></rdf:RDF>";
    let written = "content/news/2013/2013-12-03-a.md";
    all_come_along(
        &[
            ("a description", &[("feed.xml", &described)], written, &["Een **dag**."]),
            ("a whole text", &[("feed.xml", &whole)], written, &["summary: Kort.", "Het hele stuk."]),
            ("an enclosure", &[("feed.rss", &enclosed)], written, &["a.mp3", "tags: [zorg]"]),
            ("atom", &[("atom.xml", atom)], written, &["id: \"tag:a\"", "Een *dag*."]),
            ("json", &[("feed.json", json)], written, &["Een \\*dag\\*."]),
            ("rss 1.0", &[("feed.rdf", rdf)], written, &["Een dag."]),
        ],
        &[],
    );
}

#[test]
fn kinds_of_tables() {
    let written = "content/news/2013/2013-12-03-A.md";
    all_come_along(
        &[
            ("commas", &[("items.csv", "Title,Date,Text\nA,2013-12-03,\"Een, twee\"\n")], written, &["Een, twee"]),
            ("semicolons", &[("items.csv", "Titel;Datum;Tekst\nA;3-12-2013;Een\n")], written, &["Een"]),
            ("tabs", &[("items.tsv", "Titre\tDate\tTexte\nA\t2013-12-03\tUn\n")], written, &["Un"]),
            (
                "a mapping",
                &[
                    ("items.csv", "K,D,B\nA,2013-12-03,<p>Een <b>dag</b></p>\n"),
                    ("items.yaml", "title: K\ndate: D\nbody: B\nformat: html\n"),
                ],
                written,
                &["Een **dag**"],
            ),
            (
                "lines in a value",
                &[("items.csv", "Titel,Datum,Tekst,Trefwoorden\nA,2013-12-03,\"Een\n\ntwee\",zorg;markt\n")],
                written,
                &["Een\n\ntwee", "tags: [zorg, markt]"],
            ),
        ],
        &["--from", "csv"],
    );
}

#[test]
fn kinds_of_documents() {
    all_come_along(
        &[
            (
                "text",
                &[("2013-12-03 a.txt", "De kop\n\nEen *dag*.\n")],
                "content/2013-12-03-a.md",
                &["title: De kop", "Een \\*dag\\*."],
            ),
            (
                "html",
                &[("a.html", "<html><head><title>De kop</title></head><body><p>Een <b>dag</b>.</p></body></html>")],
                "content/pages/a.md",
                &["Een **dag**."],
            ),
            (
                "markdown",
                &[("a.md", "# De kop\n\nEen *dag*.\n")],
                "content/pages/a.md",
                &["title: De kop", "Een *dag*.", "!# De kop"],
            ),
            (
                "a date in words",
                &[("a.txt", "De kop\n3 december 2013\n\nEen dag.\n")],
                "content/a.md",
                &["date: 2013-12-03"],
            ),
            (
                "front matter",
                &[("a.md", "---\ntitle: De kop\ndate: 2013-12-03\ntags: [zorg]\n---\nEen dag.\n")],
                "content/a.md",
                &["tags: [zorg]"],
            ),
            (
                "folders",
                &[("b/c/a.md", "# De kop\n\n![x](d.txt)\n"), ("b/c/d.txt", "x")],
                "content/pages/b/c/a.md",
                &["title: De kop"],
            ),
        ],
        &["--from", "folder"],
    );
}
