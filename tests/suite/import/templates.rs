//! What templates of an old site show: data, words, parts of other templates, and values that a text assigns.

use super::Archive;

#[test]
fn hugo_shortcodes_read_data_words_and_parts() {
    let archive = Archive::of(&[
        (
            "hugo.toml",
            "baseURL = 'https://dorp.example/'\ntitle = 'Dorp'\ndefaultContentLanguage = 'nl'\n[params]\ncdn = 'https://cdn.example'\n",
        ),
        ("data/images/brug.yml", "uid: brug\nformat: jpg\nwidth: 900\nalt: Een brug\ncredit: Anna\n"),
        ("i18n/nl.toml", "[meer]\nother = 'Lees meer'\n"),
        (
            "layouts/shortcodes/beeld.html",
            "{{/* Zo: {{< beeld src=\"x\" >}} */}}\n{{- $b := index $.Site.Data.images (.Get \"src\" | lower) -}}\n<div>{{ if ge $b.width 400 -}}\
             <img src=\"{{- .Site.Params.cdn }}/{{ $b.uid }}.{{ $b.format -}}\" alt=\"{{ .Get \"alt\" | default $b.alt }}\">{{- end }}</div>",
        ),
        (
            "layouts/shortcodes/citaat.html",
            "{{ $t := .Get \"tekst\" }}{{- partial \"kern/citaat\" (dict \"tekst\" $t \"bron\" (.Get \"bron\")) -}}",
        ),
        (
            "layouts/partials/kern/citaat.html",
            "<blockquote>{{ .tekst | markdownify }}{{ with .bron }} ({{ . }}){{ end }}</blockquote>",
        ),
        (
            "layouts/shortcodes/verwijs.html",
            "{{ $p := .Site.GetPage (.Get 0) }}<a href=\"{{ $p.RelPermalink }}\">{{ i18n \"meer\" }}: {{ $p.Title }}</a>",
        ),
        ("layouts/shortcodes/kaart.html", "<iframe src=\"https://kaart.example/\"></iframe><script>alert(1)</script>"),
        ("layouts/shortcodes/grafiek.html", "<div id=\"g\"></div><script src=\"//elders.example/g.js\"></script>"),
        ("layouts/shortcodes/eigen.html", "<div id=\"e\"></div>\n\n    <script src=\"/e.js\" defer></script>\n"),
        ("content/over.md", "---\ntitle: Over ons\n---\nWij.\n"),
        (
            "content/posts/a.md",
            "---\ntitle: A\ndate: 2013-12-03\n---\n{{< beeld src=\"BRUG\" >}}\n\n{{< citaat tekst=\"Een *dag*\" bron=\"Anna\" >}}\n\n{{< verwijs \"/over\" >}}\n\n\
             {{< kaart >}}\n\n{{< grafiek >}}\n\n{{< grafiek >}}\n\n{{< eigen >}}\n",
        ),
    ]);
    archive.import();
    let text = archive.read("content/posts/a.md");
    for line in [
        "![Een brug](https://cdn.example/brug.jpg)",
        "> Een *dag* (Anna)",
        "[Lees meer: Over ons](/over/)",
        "<iframe src=\"https://kaart.example/\"></iframe>",
        "<!-- {{< grafiek >}} -->",
        "<div id=\"e\"></div> <script src=\"/e.js\" defer></script>",
    ] {
        assert!(text.contains(line), "{line}:\n{text}");
    }
    assert!(!text.contains("alert"), "{text}");
    let report = archive.report();
    let losses = report["losses"].as_array().unwrap();
    let charts: Vec<_> = losses.iter().filter(|loss| loss["subject"] == "shortcode tag `grafiek`").collect();
    assert_eq!((charts.len(), &charts[0]["more"]), (1, &serde_json::json!(1)), "{losses:?}");
    let report = archive.read("import-report.md");
    assert!(report.contains("also ran a script, which was left out"), "{report}");
    assert!(report.contains("shows what a script makes, which stays"), "{report}");
}

#[test]
fn hugo_shortcodes_note_words_for_a_list_that_another_shows() {
    let words = "{{< woord naam=\"Zorg\" >}} Hulp voor *wie* het nodig heeft. {{< /woord >}}\n\n\
                 {{< woord naam=\"Dorp\" >}} Een kleine plaats. {{< /woord >}}\n\n";
    let archive = Archive::of(&[
        ("hugo.toml", "baseURL = 'https://dorp.example/'\ntitle = 'Dorp'\ndefaultContentLanguage = 'nl'\n"),
        (
            "layouts/shortcodes/woord.html",
            "{{ .Page.Scratch.SetInMap \"w\" (.Get \"naam\") (dict \"n\" (.Get \"naam\") \"t\" .Inner) }}",
        ),
        (
            "layouts/shortcodes/woorden.html",
            "{{ range (.Page.Scratch.GetSortedMapValues \"w\") }}<p><b>{{ .n }}</b>: {{ .t | markdownify }}</p>{{ end }}",
        ),
        ("content/woorden.md", &format!("---\ntitle: Woorden\n---\n{words}{{{{< woorden >}}}}\n")),
        ("content/los.md", &format!("---\ntitle: Los\n---\n{words}")),
        ("content/posts/a.md", "---\ntitle: A\ndate: 2013-12-03\n---\nA.\n"),
    ]);
    archive.import();
    let text = archive.read("content/pages/woorden.md");
    let (first, second) = (text.find("**Dorp**: Een kleine plaats."), text.find("**Zorg**: Hulp voor *wie* het"));
    assert!(first.is_some() && first < second && !text.contains("{{<"), "{text}");
    // Without a list, each stays where it is.
    let text = archive.read("content/pages/los.md");
    assert!(text.contains("Hulp voor *wie* het") && text.contains("Een kleine plaats."), "{text}");
}

#[test]
fn hugo_templates_name_pages_that_are_not_translated() {
    let link = "{{ $p := .Site.GetPage (.Get 0) }}<a href=\"{{ $p.RelPermalink }}\">{{ $p.Title }}</a>";
    let archive = Archive::of(&[
        (
            "hugo.toml",
            "baseURL = 'https://dorp.example/'\ntitle = 'Dorp'\ndefaultContentLanguage = 'nl'\n[languages.nl]\nweight = 1\n[languages.en]\nweight = 2\n",
        ),
        ("layouts/shortcodes/verwijs.html", link),
        ("content/over.nl.md", "---\ntitle: Over ons\n---\nWij.\n"),
        (
            "content/zorg.nl.md",
            "---\ntitle: Zorg\n---\n{{< verwijs \"/over\" >}} [x]({{< ref \"https://elders.example/x\" >}})\n",
        ),
        ("content/zorg.en.md", "---\ntitle: Care\n---\n{{< verwijs \"/over\" >}}\n"),
    ]);
    archive.import();
    for file in ["content/pages/zorg.md", "content/pages/zorg.en.md"] {
        let text = archive.read(file);
        assert!(text.contains("[Over ons](/over/)"), "{file}: {text}");
    }
    assert!(archive.read("content/pages/zorg.md").contains("[x](https://elders.example/x)"));
}

#[test]
fn liquid_assigns_values_of_data_and_chooses() {
    let archive = Archive::of(&[
        ("_config.yml", "title: Dorp\nurl: https://dorp.example\nlang: nl\npermalink: pretty\n"),
        (
            "_data/uitgaven.yml",
            "# Uitgaven\n\n- nummer: 1.0\n  url: {gz: https://x.example/1.gz}\n- nummer: 2.0\n  url: {gz: https://x.example/2.gz, zip: https://x.example/2.zip}\n",
        ),
        (
            "_posts/2013-12-03-a.md",
            "---\ntitle: A\n---\n{% assign u = site.data.uitgaven | where: \"nummer\", \"2.0\" | first %}\n- <{{ u.url.gz }}>\n{% if u.url.zip %}- <{{ u.url.zip }}>{% endif %}\n\
             {% if u.url.bz2 %}- bz2{% endif %}\n{%- capture naam %}de brug{%- endcapture %}\nOver {{ naam | upcase }} en {%- comment %}weg{% endcomment %} meer.\n",
        ),
        ("_posts/2013-12-04-b.md", "---\ntitle: B\nlang: en_GB\n---\nText.\n"),
        ("_posts/2013-12-05-c.md", "---\ntitle: C\nlang: Nederlands\n---\nTekst.\n"),
        ("_includes/let-op.md", "Let op, {{ include.wie }}: *oud*.\n"),
        ("_includes/lijst.html", "<ul>{% for p in site.posts %}<li>{{ p.title }}</li>{% endfor %}</ul>"),
        (
            "_posts/2013-12-06-d.md",
            "---\ntitle: D\n---\n{% include let-op.md wie=\"Anna\" %}\n\n{% include lijst.html %}\n",
        ),
        ("404.md", "---\ntitle: Weg\npermalink: /404.html\n---\nNiets.\n"),
        ("en/404.html", "---\ntitle: Gone\n---\nNothing.\n"),
    ]);
    archive.import();
    let text = archive.read("content/posts/2013-12-03-a.md");
    for line in ["- <https://x.example/2.gz>\n- <https://x.example/2.zip>", "Over DE BRUG en"] {
        assert!(text.contains(line), "{line}:\n{text}");
    }
    assert!(!text.contains("bz2") && !text.contains("<!--") && !text.contains("weg"), "{text}");
    assert_eq!(archive.report()["losses"].as_array().unwrap().iter().filter(|loss| loss["harm"] == "part").count(), 1);
    let included = archive.read("content/posts/2013-12-06-d.md");
    assert!(
        included.contains("Let op, Anna: *oud*.") && included.contains("<!-- {% include lijst.html %} -->"),
        "{included}"
    );
    assert!(archive.read("site.yaml").contains("languages: {en-GB:"), "{}", archive.read("site.yaml"));
    assert!(archive.read("import-report.md").contains("its language `Nederlands` is no tag"));
}

#[test]
fn eleventy_filters_of_the_site_give_addresses_and_words() {
    let archive = Archive::of(&[
        (
            ".eleventy.js",
            "module.exports = c => { c.addFilter('pad', d => DateTime.fromJSDate(d).toFormat('yyyy/LL/dd')); return {dir: {input: '.', data: 'gegevens'}} }",
        ),
        ("gegevens/site.yaml", "title: Dorp\nhost: https://dorp.example\nlang: nl\n"),
        (
            "content/posts/posts.11tydata.js",
            "module.exports = {permalink: '/{{ page.date | pad }}/{{ page.fileSlug }}/'}",
        ),
        (
            "content/posts/2013-12-03-a.md",
            "---\ntitle: A\n---\nVan {{ \"anna\" | teamlid }} en {{ \"anna\" | foto }}.\n\n{% beeld_image \"assets/brug.jpg\" %}\n\n{{ \"/over/\" | url }}\n",
        ),
        (
            "content/posts/2013-12-04-b.md",
            "---\ntitle: B\n---\n{% capture naam %}de brug{% endcapture %}Over {{ naam }}.\n",
        ),
        ("assets/brug.jpg", "x"),
    ]);
    archive.import_with(&[]);
    let text = archive.read("content/posts/2013-12-03-a.md");
    for line in ["Van anna en", "![](/assets/brug.jpg)", "\n/over/\n"] {
        assert!(text.contains(line), "{line}:\n{text}");
    }
    assert!(archive.read("content/posts/2013-12-04-b.md").contains("Over de brug."));
    let settings = archive.read("site.yaml");
    for line in ["title: Dorp", "https://dorp.example", "item_address: \"/{year}/{month}/{day}/{slug}/\""] {
        assert!(settings.contains(line), "{line}: {settings}");
    }
    assert!(archive.read("import-report.md").contains("the filter `teamlid`"));
}
