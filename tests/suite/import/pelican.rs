//! Pelican.

use super::Archive;

const CONFIG: (&str, &str) = (
    "pelicanconf.py",
    "AUTHOR = 'Redactie'\nSITENAME = u\"Dorp\"\nSITEURL = 'https://dorp.example'\nTIMEZONE = 'Europe/Amsterdam'\nDEFAULT_LANG = 'nl'\n\
     ARTICLE_URL = 'blog/{date:%Y}/{date:%m}/{slug}/'\nCATEGORY_URL = 'categorie/{slug}/'\nFEED_ALL_ATOM = 'atom.xml'\n",
);

#[test]
fn metadata_lines_come_along() {
    let archive = Archive::of(&[
        CONFIG,
        (
            "content/sport/brug.md",
            "Title: Zo'n brug: open\nDate: 2013-12-03 10:30\nModified: 2014-01-02\nCategory: Wijk\nTags: zorg, markt\nSlug: de-brug\nSummary: Kort.\nKleur: blauw\n\nDe tekst.\n",
        ),
        ("content/sport/winst.md", "Title: Winst\nDate: 2013-12-04\nAuthors: Anna; Bram\nStatus: draft\n\nGewonnen.\n"),
        ("content/pages/over.md", "Title: Over ons\n\nWij.\n"),
        ("content/images/a.txt", "a"),
    ]);
    archive.import();
    let text = archive.read("content/sport/brug.md");
    for line in [
        "title: \"Zo'n brug: open\"",
        "date: 2013-12-03 10:30",
        "updated: 2014-01-02",
        "categories: [Wijk]",
        "tags: [zorg, markt]",
        "authors: [Redactie]",
        "summary: Kort.",
        "  kleur: blauw",
    ] {
        assert!(text.contains(line), "{line}:\n{text}");
    }
    let text = archive.read("content/sport/winst.md");
    assert!(
        text.contains("draft: true") && text.contains("authors: [Anna, Bram]") && text.contains("categories: [sport]"),
        "{text}"
    );
    archive.leads(&[
        "/blog/2013/12/de-brug/",
        "/pages/over-ons.html",
        "/images/a.txt",
        "/atom.xml",
        "/categorie/wijk/",
        "/tag/zorg.html",
    ]);
}

#[test]
fn links_between_files_become_addresses() {
    let archive = Archive::of(&[
        CONFIG,
        (
            "content/a.md",
            "Title: A\nDate: 2013-12-03\n\n[b]({filename}b.md#kop) [c]({static}/images/c.txt) [d]({filename}/pages/d.md)\n",
        ),
        ("content/b.md", "Title: B\nDate: 2013-12-04\n\n## Kop\n"),
        ("content/pages/d.md", "Title: D\n\nD.\n"),
        ("content/images/c.txt", "c"),
    ]);
    archive.import();
    let text = archive.read("content/posts/a.md");
    assert!(text.contains("[b](/blog/2013/12/b/#kop) [c](/images/c.txt) [d](/pages/d.html)"), "{text}");
}

#[test]
fn restructured_text_becomes_markdown() {
    let archive = Archive::of(&[
        CONFIG,
        (
            "content/a.rst",
            "Een dag\n#######\n\n:date: 2013-12-03\n:tags: zorg\n:slug: dag\n\n\
             Zie `de site <https://dorp.example/x>`_, de `eigen lijst`_ en lijst_. Typ ``a_b`` of :code:`c`.\n\n\
             Kop\n===\n\nZo::\n\n    x = 1\n\n      y\n\nDieper\n------\n\n#. een\n#. twee\n\n\
             - punt [1]_\n  verder\n\n  .. code-block:: python\n\n      print(1)\n\n\
             .. image:: /images/a.png\n   :alt: De brug\n\n.. note:: Let op *dit*.\n\n.. kaart:: Utrecht\n   :zoom: 3\n\n\
             .. een opmerking\n\nEind.\n\n.. [1] Een noot.\n.. _eigen lijst: https://dorp.example/lijst\n.. _lijst: https://dorp.example/l\n",
        ),
    ]);
    archive.import();
    let text = archive.read("content/posts/a.md");
    for part in [
        "title: Een dag",
        "Zie [de site](https://dorp.example/x), de [eigen lijst](https://dorp.example/lijst) en [lijst](https://dorp.example/l).",
        "Typ `a_b` of `c`.",
        "\n## Kop\n",
        "\nZo:\n\n```\nx = 1\n\n  y\n```\n",
        "\n### Dieper\n\n1. een\n1. twee\n",
        "- punt [^1]\n  verder\n\n  ```python\n  print(1)\n  ```\n",
        "![De brug](/images/a.png)",
        "Let op *dit*.",
        "<!--\n.. kaart:: Utrecht\n   :zoom: 3\n-->",
        "Eind.\n",
        "[^1]: Een noot.",
    ] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
    assert!(!text.contains("opmerking") && !text.contains("_eigen"), "{text}");
    assert!(archive.read("import-report.md").contains("directive `kaart`"));
    archive.leads(&["/blog/2013/12/dag/"]);
}

#[test]
fn tags_of_the_liquid_plugin_become_markdown() {
    let archive = Archive::of(&[
        CONFIG,
        (
            "content/a.md",
            "Title: A\nDate: 2013-12-03\nSlug: a\n\n{% img center /images/brug.png 400 300 [De brug] %}\n\n\
             {% include_code tel.py lang:python Tellen %}\n\n{% youtube dQw4w9WgXcQ %}\n\n\
             Schrijf {% literal img /een/plaatje.png %}.\n\n{% notebook cijfers.ipynb cells[2:] %}\n\n{% if eigen %}\n",
        ),
        ("content/code/tel.py", "print(1)\n"),
        ("content/images/brug.png", "x"),
    ]);
    archive.import();
    let text = archive.read("content/posts/a.md");
    for part in [
        "![De brug](/images/brug.png)",
        "```python\nprint(1)\n```",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "Schrijf \\{% img /een/plaatje.png %}.",
        "<!-- {% notebook cijfers.ipynb cells[2:] %} -->",
        "\\{% if eigen %}",
    ] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
    assert!(archive.read("import-report.md").contains("Liquid tag `notebook`"));
}
