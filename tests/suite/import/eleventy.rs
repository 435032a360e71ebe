//! Eleventy.

use super::Archive;

const CONFIG: (&str, &str) =
    (".eleventy.js", "module.exports = function (c) { return { dir: { input: \"src\", output: \"_site\" } }; };\n");
const SITE: (&str, &str) =
    ("src/_data/site.json", "{\"title\": \"Dorp\", \"url\": \"https://dorp.example\", \"lang\": \"nl\"}");

#[test]
fn data_of_folders_and_permalinks_give_the_address() {
    let archive = Archive::of(&[
        CONFIG,
        SITE,
        (
            "src/blog/blog.json",
            "{\"layout\": \"post\", \"tags\": [\"posts\"], \"author\": \"Redactie\", \"permalink\": \"/{{ page.date | date: '%Y/%m' }}/{{ page.fileSlug }}/\"}",
        ),
        ("src/blog/2013-12-03-open-dag.md", "---\ntitle: Open dag\ntags: [posts, zorg]\n---\nKom langs.\n"),
        (
            "src/blog/2013-12-04-brug.md",
            "---\ntitle: Brug\npermalink: /los/{{ title | slugify }}.html\nauthor: Anna\n---\nDicht.\n",
        ),
        ("src/over.md", "---\ntitle: Over ons\n---\nWij.\n"),
        ("src/geheim.md", "---\ntitle: Geheim\npermalink: false\n---\nX.\n"),
        ("README.md", "# Project\n"),
    ]);
    archive.import();
    let text = archive.read("content/blog/2013-12-03-open-dag.md");
    assert!(text.contains("tags: [zorg]") && text.contains("authors: [Redactie]"), "{text}");
    assert!(!archive.has("content/pages/geheim.md"));
    archive.leads(&["/2013/12/open-dag/", "/los/brug.html", "/over/"]);
}

#[test]
fn lists_lead_home_and_feeds_stay() {
    let archive = Archive::of(&[
        CONFIG,
        SITE,
        ("src/index.njk", "---\ntitle: Thuis\n---\n{% for post in collections.posts %}{{ post.url }}{% endfor %}\n"),
        (
            "src/archief.njk",
            "---\ntitle: Archief\n---\n{% for post in collections.posts %}{{ post.url }}{% endfor %}\n",
        ),
        (
            "src/feed.njk",
            "---\npermalink: /feed.xml\n---\n{% for post in collections.posts %}{{ post.url }}{% endfor %}\n",
        ),
        ("src/blog/2013-12-03-a.md", "---\ntitle: A\n---\nA.\n"),
        ("src/img/a.txt", "a"),
        ("src/public/favicon.txt", "b"),
    ]);
    archive.import();
    archive.leads(&["/blog/a/", "/archief/", "/feed.xml", "/img/a.txt", "/favicon.txt", "/"]);
}

#[test]
fn tags_of_liquid_and_nunjucks_are_written_out() {
    let archive = Archive::of(&[
        CONFIG,
        SITE,
        (
            "src/blog/2013-12-03-a.md",
            "---\ntitle: A\nkleur: blauw\n---\n{{ title }} {{ kleur }}\n\n{% image \"img/a.txt\" \"Brug\" %}\n\n{% raw %}`{{ x }}`{% endraw %}\n\n\
             {% note %}Let op{% endnote %}\n\n{% kaart 12 %} en **verder** {# weg #}\n\n[b](./2013-12-04-b.md) [c](../c/)\n",
        ),
        ("src/blog/2013-12-04-b.md", "---\ntitle: B\n---\nB.\n"),
    ]);
    archive.import();
    let text = archive.read("content/blog/2013-12-03-a.md");
    for part in [
        "A blauw",
        "![Brug](/img/a.txt)",
        "`{{ x }}`",
        "::: note\nLet op\n:::",
        "<!-- {% kaart 12 %} -->",
        "[b](/blog/b/)",
        "[c](/blog/c/)",
    ] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
    assert!(!text.contains("weg"), "{text}");
}

#[test]
fn texts_that_are_set_or_included_are_written_out() {
    let archive = Archive::of(&[
        CONFIG,
        SITE,
        ("src/_includes/kader.njk", "<p>Van <b>{{ title }}</b>: {{ tekst }}</p>\n"),
        ("src/_includes/lijst.njk", "{% for post in collections.posts %}{{ post.url }}{% endfor %}\n"),
        (
            "src/404.njk",
            "---\npermalink: /404.html\n---\n{% for post in collections.posts %}{{ post.url }}{% endfor %}\n",
        ),
        (
            "src/blog/2013-12-03-a.md",
            "---\ntitle: A\n---\n{% set code %}\nlet a = 1;\n{% endset %}\n{{ code | highlight(\"js\") | safe }}\n\n\
             {% set tekst %}dag{% endset %}{% include \"kader.njk\" %}\n\n{% set rest %}Blijft *hier*.{% endset %}\n\n\
             {% include \"lijst.njk\" %}\n\n{% tableofcontents %}\n\n{% label \"Nieuw\" %}\n\n\
             {% vriend \"Anna\", \"https://anna.example/\" %}\n\n{% set van = \"Bram\" %}{{ van }}\n\n\
             {{ \"https://film.example/7\" | embed: \"Anna's film\" }}\n",
        ),
    ]);
    archive.import();
    let text = archive.read("content/blog/2013-12-03-a.md");
    for part in [
        "```js\nlet a = 1;\n```",
        "Van **A**: dag",
        "Blijft *hier*.",
        "<!-- {% include \"lijst.njk\" %} -->",
        "\nNieuw\n",
        "[Anna](https://anna.example/)",
        "\nBram\n",
        "[Anna's film](https://film.example/7)",
    ] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
    assert!(!text.contains("tableofcontents"), "{text}");
    assert!(!archive.has("redirects.csv") || !archive.read("redirects.csv").contains("404"));
    archive.leads(&["/blog/a/", "/page/2/"]);
}

#[test]
fn templates_in_code_and_lists_with_pages_lose_no_text() {
    let archive = Archive::of(&[
        (".eleventy.js", "module.exports = () => ({dir: {input: 'src'}});\n"),
        ("src/_data/site.json", "{\"title\": \"Dorp\", \"url\": \"https://dorp.example\", \"lang\": \"nl\"}"),
        (
            "src/posts/lus.md",
            "---\ntitle: Lus\ndate: 2013-12-03\n---\nZo:\n\n```html\n{% for x in y %}{{ x }}{% endfor %}\n```\n\n\
             {% macro kaart(x) %}<b>{{ x }}</b>{% endmacro %}\n\nTussen.\n\n{% for p in collections.posts %}{{ p.url }}{% endfor %}\n\nSlot. {{ \"anna\" | avatar }}\n",
        ),
        (
            "src/lijsten/blog.liquid",
            "---\npagination:\n  data: collections.posts\npermalink: \"/blog/{% if pagination.pageNumber > 0 %}page/{{ pagination.pageNumber }}/{% endif %}\"\n---\n{% for p in posts %}{{ p }}{% endfor %}\n",
        ),
    ]);
    archive.import();
    let text = archive.read("content/posts/lus.md");
    for part in ["{% for x in y %}{{ x }}{% endfor %}\n```", "<!-- {% macro kaart(x) %} -->", "Tussen.", "Slot."] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
    assert!(!text.contains("p.url") && !text.contains("<b>"), "{text}");
    let report = archive.read("import-report.md");
    assert!(report.contains("filter `avatar`"), "{report}");
    assert!(archive.read("site.yaml").contains("index_address: /blog/"));
    archive.leads(&["/posts/lus/", "/blog/"]);
}

#[test]
fn branches_and_includes_around_code_are_read() {
    let archive = Archive::of(&[
        (".eleventy.js", "module.exports = () => ({dir: {input: 'src'}});\n"),
        ("src/_data/site.json", "{\"title\": \"Dorp\", \"url\": \"https://dorp.example\", \"lang\": \"nl\"}"),
        (
            "src/_includes/tabs.njk",
            "<div>{% renderFile \"x.js\" %}{{ codeContent | highlight(\"js\") }}{% eigen %}</div>",
        ),
        (
            "src/posts/a.md",
            "---\ntitle: A\ndate: 2013-12-03\nsoort: kort\n---\n{% if soort == \"lang\" %}Lang{% elif page.url == \"/posts/a/\" %}Hier{% else %}Daar{% endif %}\n\n\
             {% if not site.title %}Geen{% endif %}{% if site.lang %}Wel{% endif %}\n\n{% set codeContent %}\nlet a = 1;\n{% endset %}\n{% include \"tabs.njk\" %}\n",
        ),
    ]);
    archive.import();
    let text = archive.read("content/posts/a.md");
    for part in ["\nHier\n", "\nWel\n", "```\nlet a = 1;\n```", "<!-- {% include \"tabs.njk\" %} -->"] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
    assert!(!text.contains("Lang") && !text.contains("Daar") && !text.contains("Geen"), "{text}");
    let report = archive.report();
    let losses = report["losses"].as_array().unwrap();
    assert!(losses.iter().all(|loss| loss["harm"] != "part"), "{losses:?}");
}
