//! What the code and the templates of an old site add to its texts, and sites that stand in a folder of a project.

use super::Archive;

const JEKYLL: (&str, &str) = (
    "_config.yml",
    "title: Dorp\nurl: https://dorp.example\nlang: nl\npermalink: pretty\ncollections: {wijken: {output: true}, mensen: {}}\n",
);

#[test]
fn includes_list_collections_and_know_what_is_absent() {
    let links = "{% comment %} vast {% endcomment %}\n[dijk]: /dijk/\n[brug]: /brug/\n{% for wijk in site.wijken %}\n[wijk {{ wijk.kort | default: wijk.title }}]: {{ wijk.url }}\n{%- endfor %}\n";
    let numbers = "{% assign nummers = include.nummers | split: \",\" %}{% for n in nummers %}{% if n == '9' %}{% break %}{% endif %}\n[zaak {{ n }}]: {% if include.v > 1 %}/nieuw{% else %}/oud{% endif %}/{{ n }}/\n{% endfor %}";
    let people = "{% assign groepen = site.mensen | sort: 'naam' | group_by: 'rol' %}{% for groep in groepen %}{{ groep.name }}: {{ groep.items | map: 'naam' | join: ', ' }}. {% endfor %}{% if include.['slot'] == nil %}Geen slot{% endif %}";
    let later = "{% assign nu = site.time | date: '%s' %}{% assign dan = include.dag | date: '%s' %}{% if dan > nu %}Nog niet{% else %}Voorbij{% endif %}: {{ jekyll.environment }}";
    let archive = Archive::of(&[
        JEKYLL,
        ("_includes/links.md", links),
        ("_includes/zaken.md", numbers),
        ("_includes/mensen.md", people),
        ("_includes/later.md", later),
        ("_wijken/noord.md", "---\ntitle: Noord\nkort: N\n---\nNoord.\n"),
        ("_wijken/zuid.md", "---\ntitle: Zuid\n---\nZuid.\n"),
        ("_mensen/b.md", "---\nnaam: Bea\nrol: redactie\n---\n"),
        ("_mensen/a.md", "---\nnaam: Anna\nrol: redactie\n---\n"),
        (
            "_posts/2013-12-03-a.md",
            "---\ntitle: A\n---\nDe [brug][], [wijk N][], [wijk zuid][] en [zaak 7][].\n\n{% include mensen.md %}\n\n{% include later.md dag=\"2012-01-31 10:00\" %}\n\n{{ niets }}\n\n{% include zaken.md nummers=\"7,8,9,10\" %}\n{% include links.md %}\n",
        ),
        ("_posts/2013-12-04-b.md", "---\ntitle: B\n---\n{{ page.excerpt }}\n"),
    ]);
    archive.import();
    let text = archive.read("content/posts/2013-12-03-a.md");
    for part in [
        "[brug]: /brug/",
        "[wijk N]: /wijken/noord/",
        "[wijk Zuid]: /wijken/zuid/",
        "[zaak 7]: /oud/7/",
        "redactie: Anna, Bea. Geen slot",
        "Voorbij: production",
    ] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
    for absent in ["dijk", "zaak 8", "zaak 10", "{{", "{%", "<!--"] {
        assert!(!text.contains(absent), "{absent}:\n{text}");
    }
    assert!(archive.read("content/posts/2013-12-04-b.md").contains("<!-- {{ page.excerpt }} -->"));
}

#[test]
fn hugo_templates_read_files_and_return_values() {
    let archive = Archive::of(&[
        ("hugo.toml", "baseURL = 'https://dorp.example/'\ntitle = 'Dorp'\ndefaultContentLanguage = 'nl'\n"),
        ("includes/waarom.md", "Omdat het *moet*.\n"),
        ("data/zaken.yml", "- {naam: brug, open: ja, regels: [een, twee]}\n- {naam: dijk, open: nee}\n"),
        ("layouts/shortcodes/waarom.html", "{{ readFile \"includes/waarom.md\" | markdownify }}"),
        ("layouts/_partials/data/zaken.html", "{{ $z := site.Data.zaken }}{{ return $z }}"),
        (
            "layouts/blog/_shortcodes/zaken.html",
            "{{ $z := partial \"data/zaken\" . }}{{ range where $z \"naam\" (.Get 0) }}{{ partial \"icon.html\" . }}{{ .naam | $.Page.RenderString }} {{ len .regels }} {{ highlight \"a <b>\" \"bash\" }}{{ end }}",
        ),
        ("layouts/shortcodes/kaarten.html", "{{ range index .Page.Params (.Get 0) }}{{ .titel }} {{ end }}"),
        (
            "content/posts/a.md",
            "---\ntitle: A\ndate: 2013-12-03\nunlisted: true\nrobots: noindex, nofollow\nlijst: [{titel: Een}, {titel: Twee}]\n---\n{{< waarom >}}\n\n{{< zaken \"brug\" >}}\n\n{{< kaarten lijst >}}\n",
        ),
        ("content/over.md", "---\ntitle: Over\nunlisted: true\n---\nWij.\n"),
    ]);
    archive.import();
    let text = archive.read("content/posts/a.md");
    for part in ["Omdat het *moet*.", "brug 2", "```bash\na <b>\n```", "Een Twee", "draft: false", "unlisted: true"] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
    assert!(!text.contains("{{"), "{text}");
    assert!(archive.read("import-report.md").contains("it was public with its key `"));
    archive.leads(&["/posts/a/", "/over/"]);
}

#[test]
fn texts_of_eleventy_stand_in_folders_of_any_name() {
    let archive = Archive::of(&[
        ("eleventy.config.js", "export default function (c) { return { dir: { includes: \"_delen\" } }; }\n"),
        ("_data/site.json", "{\"title\": \"Dorp\", \"url\": \"https://dorp.example\", \"lang\": \"nl\"}"),
        (
            "_posts/_posts.11tydata.js",
            "export default {\n  layout: \"post\",\n  permalink: function ({ page }) {\n    return `/web/${ page.fileSlug }/`;\n  },\n};\n",
        ),
        (
            "_posts/2013-12-03-open-dag.md",
            "---\ntitle: Open dag\n---\n{% render 'stukken/kom' %}\n\n{% kijk \"https://elders.example/a\" %}\n\n{% icon \"ster\" %}Los.\n",
        ),
        (
            "_posts/2013-12-04-code.html",
            "---\ntitle: Code\n---\n<p>Zo:</p>\n\n{% highlight \"html\" %}{% raw %}<ul>\n\n{% for a in b %}</ul>{% endraw %}{% endhighlight %}\n",
        ),
        ("_delen/stukken/kom.liquid", "**Kom** langs.\n"),
        ("_delen/kop.md", "---\ntitle: Kop\n---\nGeen tekst van de site.\n"),
    ]);
    archive.import();
    let text = archive.read("content/_posts/2013-12-03-open-dag.md");
    assert!(text.contains("**Kom** langs.") && !text.contains("render"), "{text}");
    assert!(text.contains("(https://elders.example/a)") && text.contains("\nLos."), "{text}");
    let code = archive.read("content/_posts/2013-12-04-code.md");
    assert!(code.contains("```html\n<ul>\n\n{% for a in b %}</ul>\n```"), "{code}");
    assert_eq!(archive.report()["counts"]["news"]["imported"], 2);
    assert!(archive.report()["counts"]["pages"].is_null(), "{}", archive.report()["counts"]);
    archive.leads(&["/web/open-dag/"]);
}

#[test]
fn tags_that_a_pelican_site_adds_are_no_text() {
    let archive = Archive::of(&[
        ("pelicanconf.py", "SITENAME = 'Dorp'\nSITEURL = 'https://dorp.example'\nDEFAULT_LANG = 'nl'\n"),
        (
            "eigen/plaat.py",
            "@LiquidTags.register('plaat')\ndef plaat(p, tag, markup):\n    pass\n\n@LiquidTags.register('reeks')\ndef reeks(p, tag, markup):\n    pass\n\n@LiquidTags.register('kaart')\ndef kaart(p, tag, markup):\n    pass\n",
        ),
        (
            "content/a.md",
            "Title: A\nDate: 2013-12-03\n\n{% plaat left /media/brug.jpg De oude brug %}\n\n{% reeks /media\n    een.jpg Een brug. | Een brug over het water\n    twee.jpg\n%}\n\n{% kaart 52 5 %}\n\n{% anders %}\n",
        ),
    ]);
    archive.import();
    let text = archive.read("content/posts/a.md");
    for part in [
        "![De oude brug](/media/brug.jpg)",
        "![Een brug over het water](/media/een.jpg \"Een brug.\")",
        "![](/media/twee.jpg)",
        "<!-- {% kaart 52 5 %} -->",
        "\\{% anders %}",
    ] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
    assert!(archive.read("import-report.md").contains("Liquid tag `kaart`"));
}

#[test]
fn a_path_of_zola_is_whole() {
    let archive = Archive::of(&[
        ("config.toml", "base_url = 'https://dorp.example'\ntitle = 'Dorp'\ndefault_language = 'nl'\n[languages.en]\n"),
        ("content/blog/a.md", "+++\ntitle = \"A\"\ndate = 2013-12-03\npath = \"los\"\n+++\nTekst.\n"),
        ("content/blog/a.en.md", "+++\ntitle = \"A\"\ndate = 2013-12-03\npath = \"en/loose\"\n+++\nText.\n"),
    ]);
    archive.import();
    archive.leads(&["/los/", "/en/loose/"]);
}

#[test]
fn a_site_in_a_folder_of_a_project_is_found() {
    let archive = Archive::of(&[
        ("README.md", "# Project\n"),
        ("code/main.py", "print()\n"),
        ("web/site/_config.yml", JEKYLL.1),
        ("web/site/_posts/2013-12-03-a.md", "---\ntitle: A\n---\nA.\n"),
        ("web/site/_posts/2013-12-04-b.md", "---\ntitle: B\n---\nB.\n"),
        ("handleiding/hugo.toml", "baseURL = 'https://hulp.example/'\n"),
        ("handleiding/content/a.md", "---\ntitle: Hulp\n---\nHulp.\n"),
    ]);
    archive.import();
    assert_eq!(archive.report()["source"], "jekyll");
    assert!(archive.read("import-report.md").contains("`handleiding/`: it has a site of its own"));
    archive.leads(&["/2013/12/03/a/", "/2013/12/04/b/"]);
}
