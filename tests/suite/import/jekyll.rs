//! Jekyll.

use super::Archive;

const CONFIG: (&str, &str) = (
    "_config.yml",
    "title: Dorp\nurl: https://dorp.example\nlang: nl\ntimezone: Europe/Amsterdam\nexcerpt_separator: <!--more-->\n",
);

#[test]
fn posts_keep_what_readers_saw() {
    let archive = Archive::of(&[
        CONFIG,
        (
            "_posts/2013-12-03-Open_Dag.markdown",
            "---\nlayout: post\ntitle: 'Open &amp; vrij: kom'\nauthor: anna\ntags: markt zorg\ncategories: [Nieuws]\nimage: /assets/brug.jpg\n\
             redirect_from:\n  - /oud/open-dag/\nlast_modified_at: 2014-01-02 10:00\nwordpress_id: 12\nkleur: blauw\n---\n\
             Eerste stuk.\n<!--more-->\nTweede stuk met [een post]({% post_url 2013-12-04-brug %}) en ![brug]({{ site.baseurl }}/assets/brug.jpg).\n\
             {: .klein}\n",
        ),
        ("_posts/2013-12-04-brug.md", "---\ntitle: Brug\npublished: false\n---\nDicht.\n"),
        ("_data/authors.yml", "anna:\n  name: Anna de Vries\n"),
        ("assets/brug.jpg", "geen echte"),
    ]);
    archive.import_with(&[]);
    let text = archive.read("content/posts/2013-12-03-Open_Dag.md");
    for line in [
        "slug: Open_Dag",
        "title: \"Open & vrij: kom\"",
        "updated: 2014-01-02 10:00",
        "authors: [Anna de Vries]",
        "aliases: [/oud/open-dag/]",
        "image: {src: /assets/brug.jpg, alt: \"\"}",
        "kleur: blauw",
        "wordpress_id: \"12\"",
        "<!-- more -->",
        "[een post](/2013/12/04/brug.html)",
        "![brug](/assets/brug.jpg)",
    ] {
        assert!(text.contains(line), "{line}:\n{text}");
    }
    assert!(text.contains("\n{: .klein}\n") && !text.contains("layout"), "{text}");
    assert!(archive.read("site.yaml").contains("attributes: true"));
    assert!(archive.read("content/posts/2013-12-04-brug.md").contains("draft: true"));
    assert_eq!(archive.read("static/assets/brug.jpg"), "geen echte");
}

#[test]
fn addresses_of_each_style_are_kept() {
    for (style, address) in [
        ("date", "/nieuws/2013/12/03/open-dag.html"),
        ("pretty", "/nieuws/2013/12/03/open-dag/"),
        ("none", "/nieuws/open-dag.html"),
        ("/:year/:month/:title", "/2013/12/open-dag/"),
        ("/blog/:slug.html", "/blog/open-dag.html"),
    ] {
        let archive = Archive::of(&[
            ("_config.yml", &format!("title: Dorp\nurl: https://dorp.example\npermalink: {style}\n")),
            ("nieuws/_posts/2013-12-03-open-dag.md", "---\ntitle: Open dag\n---\nKom langs.\n"),
            ("over/ons.md", "---\ntitle: Over ons\n---\nWij.\n"),
        ]);
        archive.import();
        let page = if style == "pretty" { "/over/ons/" } else { "/over/ons.html" };
        archive.leads(&[address, page]);
        assert_eq!(archive.report()["addresses"]["kept"], 2, "{style}");
    }
}

#[test]
fn liquid_is_written_out_and_never_shown() {
    let archive = Archive::of(&[
        CONFIG,
        (
            "_posts/2013-12-03-a.md",
            "---\ntitle: A\n---\n{% highlight ruby linenos %}\nputs '{{ a }}'\n{% endhighlight %}\n\n{% raw %}`{{ b }}`{% endraw %}\n\n\
             {% include youtube.html id=\"abc\" %}\n\n{% include figure.html src=\"/a.png\" caption=\"Een brug\" %}\n\n\
             {% include kaart.html plaats=\"dorp\" %} En verder **vet**.\n\n{% comment %}weg{% endcomment %}{{ page.title }} {{ '/x/' | relative_url }}\n\n\
             {% note %}\nLet op\n{% endnote %}\n\n[x]({{ onbekend }}/y/) {{ page.next.url }}\n",
        ),
        ("a.png", "x"),
        ("x.html", "---\ntitle: X\npermalink: /x/\n---\n<p>Een <b>dag</b></p>\n"),
    ]);
    archive.import();
    let text = archive.read("content/posts/2013-12-03-a.md");
    for part in [
        "```ruby\nputs '{{ a }}'\n```",
        "`{{ b }}`",
        "[Video (YouTube)](https://www.youtube.com/watch?v=abc)",
        "![Een brug](/a.png \"Een brug\")",
        "<!-- {% include kaart.html plaats=\"dorp\" %} -->\n\n En verder **vet**.",
        "A /x/",
        "::: note\nLet op\n:::",
        "<!-- {{ page.next.url }} -->",
    ] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
    let report = archive.read("import-report.md");
    assert!(report.contains("Liquid tag `kaart.html`") && report.contains("2013-12-03-a.md:14"), "{report}");
    assert!(archive.read("content/pages/x.md").contains("Een **dag**"));
}

#[test]
fn collections_drafts_and_defaults_come_along() {
    let archive = Archive::of(&[
        (
            "_config.yml",
            "title: Dorp\nurl: https://dorp.example\nlang: nl\ncollections:\n  mensen:\n    output: true\n    permalink: /mensen/:name/\n  \
             data:\n    output: false\ndefaults:\n  - scope: {path: '', type: posts}\n    values: {author: Redactie}\n  \
             - scope: {path: '_posts/oud', type: posts}\n    values: {author: Archief}\n",
        ),
        ("_posts/oud/2003-1-5-oud.md", "---\ntitle: Oud\n---\nOud.\n"),
        ("_posts/2013-12-03-nieuw.md", "---\ntitle: Nieuw\nauthor: Jan\n---\nNieuw.\n"),
        ("_mensen/anna.md", "---\ntitle: Anna\n---\nAnna.\n"),
        ("_data/x.md", "---\ntitle: X\n---\n"),
        ("_drafts/idee.md", "---\ntitle: Idee\n---\nIdee.\n"),
    ]);
    archive.import();
    assert!(archive.read("content/posts/2003-01-05-oud.md").contains("authors: [Archief]"));
    assert!(archive.read("content/posts/2013-12-03-nieuw.md").contains("authors: [Jan]"));
    assert!(archive.read("content/pages/mensen/anna.md").contains("title: Anna"));
    assert!(archive.read("content/posts/idee.md").contains("draft: true"));
    archive.leads(&["/mensen/anna/", "/2003/01/05/oud.html"]);
}

#[test]
fn a_past_in_wordpress_comes_along() {
    let archive = Archive::of(&[
        CONFIG,
        (
            "_posts/2009-02-03-weeknieuws.html",
            "---\nlayout: post\ntitle: 'Caf&eacute; &#8211; weeknieuws'\nstatus: publish\nwordpress_id: 7\nmeta: {x: 1}\n---\n\
             <p>Tekst met <a href=\"/wp-content/uploads/2009/02/plan.pdf\">het plan</a>.</p>\n\
             <table><tr><th>a</th></tr><tr><td>b</td></tr></table>\n",
        ),
        ("wp-content/uploads/2009/02/plan.pdf", "pdf"),
        ("CNAME", "dorp.example"),
        ("index.html", "---\n---\n{% for post in site.posts %}{{ post.title }}{% endfor %}\n"),
        ("feed.xml", "---\n---\n<rss></rss>\n"),
        ("css/main.scss", "---\n---\n"),
    ]);
    archive.import();
    let text = archive.read("content/posts/2009-02-03-weeknieuws.md");
    assert!(text.contains("title: Café – weeknieuws") || text.contains("title: \"Café – weeknieuws\""), "{text}");
    assert!(text.contains("[het plan](/wp-content/uploads/2009/02/plan.pdf)") && !text.contains("<p>"), "{text}");
    archive.leads(&["/2009/02/03/weeknieuws.html", "/wp-content/uploads/2009/02/plan.pdf", "/"]);
    assert!(!archive.has("static/css/main.scss") && !archive.has("static/index.html"));
}

#[test]
fn old_encodings_and_odd_dates_are_read() {
    let archive = Archive::of(&[CONFIG]);
    let folder = archive.0.path().join("old/_posts");
    std::fs::create_dir_all(&folder).unwrap();
    let text =
        b"---\ntitle: Co\xf6peratie\ndate: 2021-03-01 16:00:00 +16:00\n---\nDe co\xf6rdinator zei: \x93ja\x94.\r\n";
    std::fs::write(folder.join("2021-03-01-a.md"), text).unwrap();
    archive.import();
    let text = archive.read("content/posts/2021-03-01-a.md");
    assert!(text.contains("title: Coöperatie") && text.contains("“ja”"), "{text}");
    assert!(text.contains("date: 2021-03-01 01:00"), "{text}");
    assert!(archive.read("import-report.md").contains("windows-1252"));
}

#[test]
fn a_collection_of_dated_texts_is_a_section_with_its_index() {
    let archive = Archive::of(&[
        (
            "_config.yml",
            "title: Dorp\nurl: https://dorp.example\nlang: nl\npermalink: /:year/:title/\npaginate_path: /blad/:num/\n\
             collections:\n  besluiten:\n    output: true\n    permalink: /besluiten/:path/\n",
        ),
        ("_posts/2013-12-03-open-dag.md", "---\ntitle: Open dag\n---\nKom.\n"),
        ("_besluiten/brug.md", "---\ntitle: Brug\ndate: 2013-12-04\n---\nJa.\n"),
        (
            "besluiten.html",
            "---\ntitle: Besluiten\npermalink: /besluiten/\n---\n{% for b in site.besluiten %}{{ b.url }}{% endfor %}\n",
        ),
    ]);
    archive.import();
    let settings = archive.read("site.yaml");
    assert!(settings.contains("besluiten: {title: Besluiten, index_address: /besluiten/"), "{settings}");
    archive.leads(&["/2013/open-dag/", "/besluiten/", "/besluiten/brug/", "/blad/2/"]);
    assert!(archive.read("output/besluiten/index.html").contains("Brug"));
    assert!(!archive.read("output/feed.xml").contains("/besluiten/brug/"));
}

#[test]
fn home_pages_of_languages_are_no_clash() {
    let archive = Archive::of(&[
        ("_config.yml", "title: Dorp\nurl: https://dorp.example\nlang: nl\npermalink: /:year/:title/\n"),
        ("_posts/2013-12-03-open-dag.md", "---\ntitle: Open dag\n---\nKom.\n"),
        ("index.md", "---\nlayout: home\n---\nWelkom.\n"),
        ("en/index.md", "---\nlang: en\ntitle: Village\n---\nWelcome.\n"),
        ("en/over.md", "---\nlang: en\ntitle: About\n---\nWe.\n"),
    ]);
    archive.import();
    archive.leads(&["/", "/en/", "/en/over/", "/2013/open-dag/"]);
}

#[test]
fn loops_and_branches_show_what_is_known() {
    let archive = Archive::of(&[
        CONFIG,
        ("_data/ploeg.yml", "- naam: Anna\n  rol: redactie\n- naam: Bram\n  rol: \"\"\n- naam: Cor\n  rol: beeld\n"),
        ("_data/woord.yml", "nl:\n  kop: Wie zijn wij\n"),
        ("_includes/naam.md", "**{{ include.naam }}**{% if include.rol %} ({{ include.rol }}){% endif %}"),
        (
            "_posts/2013-12-03-ploeg.md",
            "---\ntitle: Ploeg\n---\n## {{ site.data.woord[page.lang].kop }}\n\n\
             {% for lid in site.data.ploeg limit:2 %}- {% include naam.md naam=lid.naam rol=lid.rol %}{% if lid.rol == \"\" %} zonder rol{% elsif forloop.first %} eerst{% else %} later{% endif %}\n{% endfor %}\n\
             {% assign lijst = \"a,b\" | split: \",\" %}{% for x in lijst reversed %}{{ x | upcase }}{% unless forloop.last %}, {% endunless %}{% endfor %}\n\n\
             {% case page.lang %}{% when \"en\" %}Hello{% when \"nl\" %}Hallo{% else %}?{% endcase %} {{ page.date | date: \"%d/%m/%Y\" }}\n\n\
             {% for post in site.posts %}{% for tag in post.tags %}{{ tag }}{% endfor %}{{ post.title }}{% endfor %}\n\nSlot.\n\n\
             {% capture groet %}Dag {{ page.title }}{% endcapture %}{{ groet }}\n\n[1]: {{ site.data.weg.url }}\n",
        ),
        (
            "leden.html",
            "---\ntitle: Leden\n---\n<ul>{% for lid in site.data.ploeg %}<li>{{ lid.naam }}</li>{% endfor %}</ul>\n",
        ),
        ("lijst.html", "---\ntitle: Lijst\n---\n{% for post in site.posts %}{{ post.title }}{% endfor %}\n"),
    ]);
    archive.import();
    let text = archive.read("content/posts/2013-12-03-ploeg.md");
    for part in [
        "## Wie zijn wij\n",
        "- **Anna** (redactie) eerst\n",
        " zonder rol\n",
        "B, A\n",
        "Hallo 03/12/2013\n",
        "<!-- {% for post in site.posts %} -->",
        "Slot.",
        "Dag Ploeg",
    ] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
    for part in ["Cor", "post.title", "post.tags", "Hello", "[1]: <"] {
        assert!(!text.contains(part), "{part}:\n{text}");
    }
    let report = archive.report();
    let losses = report["losses"].as_array().unwrap();
    let loops = losses.iter().filter(|loss| loss["subject"] == "Liquid tag `for`").count();
    assert_eq!(loops, 1, "{losses:?}");
    assert!(archive.read("content/pages/leden.md").contains("- Cor"));
    archive.leads(&["/leden.html", "/lijst.html"]);
}
