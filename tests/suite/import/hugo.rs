//! Hugo.

use super::Archive;

const CONFIG: (&str, &str) = (
    "hugo.toml",
    "baseURL = 'https://dorp.example/'\ntitle = 'Dorp'\ndefaultContentLanguage = 'nl'\ntimeZone = 'Europe/Amsterdam'\n\
     [params]\ndescription = 'Nieuws uit het dorp'\ncdn = 'https://cdn.example'\n[[menu.main]]\nname = 'Nieuws'\nurl = '/nieuws/'\n",
);

#[test]
fn several_streams_of_news_are_sections() {
    let archive = Archive::of(&[
        (
            "hugo.toml",
            "baseURL = 'https://dorp.example/'\ntitle = 'Dorp'\ndefaultContentLanguage = 'nl'\n[permalinks]\nnews = '/news/:year/:slug/'\n",
        ),
        ("content/posts/a.md", "---\ntitle: A\ndate: 2013-12-03\n---\nA\n"),
        ("content/posts/b.md", "---\ntitle: B\ndate: 2013-12-04\n---\nB\n"),
        ("content/news/c.md", "---\ntitle: C\ndate: 2013-12-05\nslug: c\n---\nC\n"),
        ("content/news/d.md", "---\ntitle: D\ndate: 2013-12-06\nurl: /elders/d/\n---\nD\n"),
    ]);
    archive.import();
    let settings = archive.read("site.yaml");
    for line in [
        "item_address: \"/posts/{slug}/\"",
        "index_address: /posts/",
        "sections: {news: {",
        "item_address: \"/news/{year}/{slug}/\"",
    ] {
        assert!(settings.contains(line), "{line}: {settings}");
    }
    assert!(!archive.read("content/news/c.md").contains("address:"));
    assert!(archive.read("content/news/d.md").contains("address: /elders/d/"));
    archive.leads(&["/posts/", "/posts/a/", "/news/", "/news/2013/c/", "/elders/d/", "/index.xml", "/news/index.xml"]);
    // A second run goes by the settings that the first one wrote.
    archive.old("content/news/e.md", "---\ntitle: E\ndate: 2014-01-05\n---\nE\n");
    archive.import();
    assert!(!archive.read("content/news/e.md").contains("address:"), "{}", archive.read("content/news/e.md"));
    archive.leads(&["/news/2014/e/", "/news/2013/c/"]);
}

#[test]
fn front_matter_in_all_forms_comes_along() {
    let archive = Archive::of(&[
        CONFIG,
        (
            "content/nieuws/yaml.md",
            "---\nTitle: In YAML\ndate: 2013-12-03\ntags: [zorg]\nauthor: Anna\nkleur: blauw\n---\nA.\n",
        ),
        (
            "content/nieuws/toml.md",
            "+++\ntitle = 'In TOML'\ndate = 2013-12-04T10:30:00+01:00\nlastmod = 2014-01-01\ncategories = ['Sport']\ndraft = true\n+++\nB.\n",
        ),
        (
            "content/nieuws/json.md",
            "{\"title\": \"In JSON\", \"date\": \"2013-12-05\", \"aliases\": [\"/oud/json.html\", \"ouder\"]}\n\nC.\n",
        ),
        ("content/over.md", "---\ntitle: Over ons\n---\nWij.\n"),
    ]);
    archive.import();
    let yaml = archive.read("content/nieuws/yaml.md");
    for line in ["title: In YAML", "date: 2013-12-03", "tags: [zorg]", "authors: [Anna]", "  kleur: blauw"] {
        assert!(yaml.contains(line), "{line}:\n{yaml}");
    }
    let toml = archive.read("content/nieuws/toml.md");
    for line in ["date: 2013-12-04 10:30", "updated: 2014-01-01", "categories: [Sport]", "draft: true"] {
        assert!(toml.contains(line), "{line}:\n{toml}");
    }
    archive.leads(&[
        "/nieuws/yaml/",
        "/nieuws/json/",
        "/oud/json.html",
        "/nieuws/ouder/",
        "/over/",
        "/nieuws/",
        "/index.xml",
        "/tags/zorg/",
    ]);
    assert!(archive.read("site.yaml").contains("{title: Nieuws, link: /nieuws/}"), "{}", archive.read("site.yaml"));
}

#[test]
fn bundles_bring_their_files() {
    let archive = Archive::of(&[
        CONFIG,
        (
            "content/nieuws/open-dag/index.md",
            "---\ntitle: Open dag\ndate: 2013-12-03\n---\n[Plan](plan.pdf), [elders](../brug/) en [hier](../brug.md).\n",
        ),
        ("content/nieuws/open-dag/plan.pdf", "pdf"),
        ("content/nieuws/open-dag/deel.md", "Een stuk.\n"),
        ("content/nieuws/brug.md", "---\ntitle: Brug\ndate: 2013-12-04\n---\nDicht.\n"),
        ("content/nieuws/kaart.txt", "kaart"),
        ("static/img/logo.txt", "logo"),
    ]);
    archive.import();
    let text = archive.read("content/nieuws/open-dag/index.md");
    assert!(text.contains("[Plan](plan.pdf), [elders](/nieuws/brug/) en [hier](/nieuws/brug/)"), "{text}");
    archive.leads(&["/nieuws/open-dag/", "/nieuws/open-dag/plan.pdf", "/nieuws/kaart.txt", "/img/logo.txt"]);
}

#[test]
fn permalinks_cascades_and_sections_are_read() {
    let archive = Archive::of(&[
        ("config/_default/config.yaml", "baseURL: https://dorp.example\ntitle: Dorp\nlanguageCode: nl\n"),
        ("config/_default/permalinks.yaml", "blog: /:year/:month/:slug/\n"),
        ("content/blog/_index.md", "---\ntitle: Blog\ncascade:\n  author: Redactie\n---\n"),
        ("content/blog/a.md", "---\ntitle: A\nslug: eerste\ndate: 2013-12-03\n---\nA.\n"),
        ("content/blog/b.md", "---\ntitle: Tweede bericht\ndate: 2013-12-04\nurl: /los/b.html\n---\nB.\n"),
        ("content/hulp/_index.md", "---\ntitle: Hulp\n---\nVraag maar.\n"),
        ("content/hulp/vraag.md", "---\ntitle: Een vraag\n---\nAntwoord.\n"),
        ("content/mensen/anna.md", "---\ntitle: Anna\n---\nAnna.\n"),
    ]);
    archive.import();
    assert!(
        archive.read("site.yaml").contains("item_address: \"/{year}/{month}/{slug}/\""),
        "{}",
        archive.read("site.yaml")
    );
    assert!(archive.read("content/blog/a.md").contains("authors: [Redactie]"));
    assert!(archive.read("content/blog/b.md").contains("address: /los/b.html"));
    assert!(archive.read("content/pages/hulp.md").contains("- [Een vraag](/hulp/vraag/)"));
    archive.leads(&[
        "/2013/12/eerste/",
        "/los/b.html",
        "/blog/",
        "/hulp/",
        "/hulp/vraag/",
        "/mensen/",
        "/mensen/anna/",
    ]);
}

#[test]
fn shortcodes_are_written_out_and_never_shown() {
    let archive = Archive::of(&[
        CONFIG,
        (
            "layouts/shortcodes/foto.html",
            "<img src=\"{{ .Site.Params.cdn }}/{{ .Get 0 }}\" alt=\"{{ with .Get \"alt\" }}{{ . }}{{ end }}\">\n",
        ),
        ("layouts/shortcodes/kader.html", "<div class=\"kader\">{{ .Inner | markdownify }}</div>\n"),
        ("layouts/shortcodes/kaart.html", "{{ range .Site.Pages }}{{ . }}{{ end }}\n"),
        (
            "content/nieuws/a.md",
            "---\ntitle: A\ndate: 2013-12-03\n---\n[b]({{< ref \"b.md#kop\" >}}) en [weg]({{< relref \"nergens\" >}}).\n\n\
             {{< figure src=\"/a.txt\" alt=\"Brug\" caption=\"De brug\" >}}\n\n{{< youtube abc >}}\n\n{{< foto 2013.jpg >}}\n\n\
             {{% kader %}}\nEen *kader*.\n{{% /kader %}}\n\n{{< kaart >}} En **verder**.\n\n{{< kaart >}}Een tekst{{< /kaart >}}\n\n\
             `{{</* ref \"x\" */>}}`\n\n{{< param \"cdn\" >}}\n\n<ul>\n<li>{{< figure src=\"/b.txt\" >}}</li>\n</ul>\n",
        ),
        ("content/nieuws/b.md", "---\ntitle: B\ndate: 2013-12-04\n---\n## Kop\n"),
    ]);
    archive.import();
    let text = archive.read("content/nieuws/a.md");
    for part in [
        "[b](/nieuws/b/#kop) en [weg](/nergens/)",
        "![Brug](/a.txt \"De brug\")",
        "[Video (YouTube)](https://www.youtube.com/watch?v=abc)",
        "![](https://cdn.example/2013.jpg)",
        "Een *kader*.",
        "<!-- {{< kaart >}} -->",
        "Een tekst",
        "`{{< ref \"x\" >}}`",
        "https://cdn.example",
        "<li><img src=\"/b.txt\"",
    ] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
    let report = archive.read("import-report.md");
    assert!(
        report.contains("shortcode tag `kaart` (1)") && report.contains("links to texts that are not there"),
        "{report}"
    );
}

#[test]
fn languages_come_along() {
    let archive = Archive::of(&[
        (
            "hugo.yaml",
            "baseURL: https://dorp.example\ntitle: Dorp\ndefaultContentLanguage: nl\nlanguages:\n  nl: {languageName: Nederlands, weight: 1}\n  \
             en: {languageName: English, title: Village}\n",
        ),
        ("content/nieuws/a.md", "---\ntitle: Bericht\ndate: 2013-12-03\n---\nTekst.\n"),
        ("content/nieuws/a.en.md", "---\ntitle: Item\ndate: 2013-12-03\n---\nText.\n"),
        ("content/over.en.md", "---\ntitle: About\n---\nUs.\n"),
    ]);
    archive.import();
    assert!(archive.read("content/nieuws/a.en.md").contains("title: Item"));
    assert!(
        archive.read("site.yaml").contains("languages: {en: {name: English, title: Village"),
        "{}",
        archive.read("site.yaml")
    );
    archive.leads(&["/nieuws/a/", "/en/nieuws/a/", "/en/over/"]);
}

#[test]
fn redirects_of_the_old_host_are_kept() {
    let archive = Archive::of(&[
        CONFIG,
        ("content/nieuws/a.md", "---\ntitle: A\ndate: 2013-12-03\n---\nA.\n"),
        (
            "static/_redirects",
            "/oud /nieuws/a/ 301\n/blog/* /nieuws/:splat\n/nieuws/a/ /x/\n/api/* https://api.example/:splat 200\n",
        ),
        ("netlify.toml", "[[redirects]]\nfrom = '/feest'\nto = 'https://feest.example/'\n"),
    ]);
    archive.import();
    let csv = archive.read("redirects.csv");
    assert!(
        csv.contains("/oud,/nieuws/a/,301")
            && csv.contains("/blog/*,/nieuws/*,301")
            && csv.contains("/feest,https://feest.example/,301")
    );
    assert!(!csv.contains("/x/") && !archive.has("static/_redirects"), "{csv}");
    archive.leads(&["/oud/", "/feest/"]);
}
