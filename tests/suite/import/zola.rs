//! Zola.

use super::Archive;

const CONFIG: (&str, &str) = (
    "config.toml",
    "base_url = 'https://dorp.example'\ntitle = 'Dorp'\ndefault_language = 'nl'\ngenerate_feeds = true\n\
     taxonomies = [{name = 'tags', feed = true}, {name = 'wijken'}]\n[languages.en]\ntitle = 'Village'\n",
);

#[test]
fn pages_sections_and_bundles_come_along() {
    let archive = Archive::of(&[
        CONFIG,
        ("content/_index.md", "+++\ntitle = 'Thuis'\n+++\n"),
        ("content/nieuws/_index.md", "+++\ntitle = 'Nieuws'\nsort_by = 'date'\n+++\n"),
        (
            "content/nieuws/2013-12-03-open_dag.md",
            "+++\ntitle = 'Open dag'\nauthors = ['Anna']\naliases = ['oud/open.html']\n[taxonomies]\ntags = ['zorg']\nwijken = ['Noord']\n\
             [extra]\nkleur = 'blauw'\n+++\nEen.\n<!--more-->\nTwee.\n",
        ),
        ("content/nieuws/brug/index.md", "+++\ntitle = 'Brug'\ndate = 2013-12-04\n+++\n[Plan](plan.txt)\n"),
        ("content/nieuws/brug/plan.txt", "plan"),
        ("content/hulp/_index.md", "+++\ntitle = 'Hulp'\n+++\nVraag maar.\n"),
        ("content/hulp/vraag.md", "+++\ntitle = 'Een vraag'\n+++\nAntwoord.\n"),
        ("static/logo.txt", "logo"),
    ]);
    archive.import();
    let text = archive.read("content/nieuws/2013-12-03-open_dag.md");
    for line in [
        "tags: [zorg]",
        "wijken: [Noord]",
        "authors: [Anna]",
        "kleur: blauw",
        "<!-- more -->",
        "aliases: [/oud/open.html]",
    ] {
        assert!(text.contains(line), "{line}:\n{text}");
    }
    assert!(archive.read("content/pages/hulp.md").contains("- [Een vraag](/hulp/vraag/)"));
    archive.leads(&[
        "/nieuws/open-dag/",
        "/oud/open.html",
        "/nieuws/brug/",
        "/nieuws/brug/plan.txt",
        "/nieuws/",
        "/hulp/",
        "/hulp/vraag/",
        "/logo.txt",
        "/atom.xml",
        "/tags/zorg/",
        "/wijken/noord/",
    ]);
}

#[test]
fn paths_and_slugs_give_the_address() {
    let archive = Archive::of(&[
        CONFIG,
        ("content/nieuws/a.md", "+++\ntitle = 'A'\ndate = 2013-12-03\nslug = 'eerste'\n+++\nA.\n"),
        ("content/b.md", "+++\ntitle = 'B'\npath = '2014/01/02/Tweede'\n+++\nB.\n"),
        ("content/nieuws/c.en.md", "+++\ntitle = 'C'\ndate = 2013-12-03\n+++\nC.\n"),
    ]);
    archive.import();
    assert!(archive.read("content/posts/b.md").contains("date: 2014-01-02"));
    archive.leads(&["/nieuws/eerste/", "/2014/01/02/Tweede/", "/en/nieuws/c/"]);
}

#[test]
fn slugs_are_kept_where_the_settings_say_so() {
    let archive = Archive::of(&[
        ("config.toml", "base_url = 'https://dorp.example'\n[slugify]\npaths = 'off'\n"),
        ("content/Nieuws/Open_Dag.md", "+++\ntitle = 'A'\ndate = 2013-12-03\n+++\nA.\n"),
    ]);
    archive.import();
    archive.leads(&["/Nieuws/Open_Dag/"]);
}

#[test]
fn links_and_shortcodes_are_written_out() {
    let archive = Archive::of(&[
        CONFIG,
        ("templates/shortcodes/foto.html", "<img src=\"/{{ src }}\" alt=\"{% if alt %}{{ alt }}{% endif %}\">\n"),
        ("templates/shortcodes/lijst.html", "{% for x in section.pages %}{{ x }}{% endfor %}\n"),
        (
            "content/nieuws/a.md",
            "+++\ntitle = 'A'\ndate = 2013-12-03\n+++\n[b](@/nieuws/b.md#kop) {{ youtube(id=\"abc\") }}\n\n{{ foto(src=\"a.txt\", alt=\"Brug\") }}\n\n\
             {% quote(author=\"Anna\") %}\nMooi.\n{% end %}\n\n{{ lijst() }} En **verder**.\n\n`{{ b }}` en {{ c }}.\n",
        ),
        ("content/nieuws/b.md", "+++\ntitle = 'B'\ndate = 2013-12-04\n+++\n## Kop\n"),
    ]);
    archive.import();
    let text = archive.read("content/nieuws/a.md");
    for part in [
        "[b](/nieuws/b/#kop) [Video (YouTube)](https://www.youtube.com/watch?v=abc)",
        "![Brug](/a.txt)",
        "::: quote Anna\nMooi.\n:::",
        "<!-- {{ lijst() }} -->",
        "`{{ b }}` en \\{{ c }}.",
    ] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
    assert!(archive.read("import-report.md").contains("shortcode tag `lijst` (1)"));
}

#[test]
fn drafts_and_hidden_pages_are_not_published() {
    let archive = Archive::of(&[
        CONFIG,
        ("content/nieuws/a.md", "+++\ntitle = 'A'\ndate = 2013-12-03\ndraft = true\n+++\nA.\n"),
        ("content/nieuws/b.md", "+++\ntitle = 'B'\ndate = 2013-12-03\nrender = false\n+++\nB.\n"),
        ("content/nieuws/c.md", "+++\ntitle = \n+++\nC.\n"),
        ("content/nieuws/d.md", "+++\ntitle = 'D'\ndate = 2013-12-04\n+++\nD.\n"),
    ]);
    archive.import();
    assert!(archive.read("content/nieuws/a.md").contains("draft: true") && !archive.has("content/nieuws/b.md"));
    assert!(archive.read("import-report.md").contains("front matter that cannot be read"));
}

/// News in the root is listed on home; another section of news has its index and its feed.
#[test]
fn sections_beside_news_in_the_root_have_their_own_index_and_feed() {
    let archive = Archive::of(&[
        CONFIG,
        ("content/_index.md", "+++\ntitle = 'Thuis'\n+++\n"),
        ("content/een.md", "+++\ntitle = 'Een'\ndate = 2013-12-03\n+++\nA.\n"),
        ("content/twee.md", "+++\ntitle = 'Twee'\ndate = 2013-12-04\n+++\nB.\n"),
        ("content/drie.md", "+++\ntitle = 'Drie'\ndate = 2013-12-05\n+++\nC.\n"),
        ("content/binnen/_index.md", "+++\ntitle = 'Binnen het dorp'\ngenerate_feeds = true\n+++\n"),
        ("content/binnen/vier.md", "+++\ntitle = 'Vier'\ndate = 2013-12-06\n+++\nD.\n"),
    ]);
    archive.import();
    archive.leads(&["/een/", "/binnen/vier/", "/binnen/", "/binnen/atom.xml", "/atom.xml"]);
    let settings = archive.read("site.yaml");
    assert!(settings.contains("sections: {binnen: {title: Binnen het dorp, index_address: /binnen/"), "{settings}");
}
