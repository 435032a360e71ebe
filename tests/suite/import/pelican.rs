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
             .. een opmerking\n\nEind |logo| van |naam|.\n\n.. |logo| image:: /l.png\n   :alt: Logo\n.. |naam| replace:: Dorp\n.. [1] Een noot.\n.. _eigen lijst: https://dorp.example/lijst\n.. _lijst: https://dorp.example/l\n",
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
        "Eind ![Logo](/l.png) van Dorp.\n",
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

/// A notebook in format 3, as old ones are.
const NOTEBOOK: &str = r#"{"nbformat": 3, "worksheets": [{"cells": [
 {"cell_type": "heading", "level": 1, "source": ["De brug"]},
 {"cell_type": "markdown", "source": ["Wij **tellen** fietsers."]},
 {"cell_type": "code", "language": "python", "input": ["print(1)\n", "teken()"], "outputs": [
   {"output_type": "stream", "text": ["\u001b[31m1\u001b[0m\n"]},
   {"output_type": "display_data", "png": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "text": ["<Figure>"]},
   {"output_type": "pyout", "html": ["<style>p {}</style><table><tr><th>dag</th></tr><tr><td>ma</td></tr></table>"], "text": ["dag ma"]},
   {"output_type": "display_data", "html": ["<script>alert(1)</script>"], "text": ["<Kaart>"]}]},
 {"cell_type": "heading", "level": 2, "source": ["Slot"]}]}]}"#;

#[test]
fn notebooks_that_texts_show_come_along() {
    let archive = Archive::of(&[
        CONFIG,
        ("content/notebooks/Tel 1.ipynb", NOTEBOOK),
        ("content/a.md", "Title: A\nDate: 2013-12-03\n\nVooraf.\n\n{% notebook Tel 1.ipynb cells[1:-1] %}\n\nNa.\n"),
        ("content/b.md", "Title: B\nDate: 2013-12-03\n\n{% notebook Weg.ipynb %}\n"),
    ]);
    archive.import();
    let text = archive.read("content/posts/a/index.md");
    for part in [
        "Vooraf.\n",
        "Wij **tellen** fietsers.\n",
        "```python\nprint(1)\nteken()\n```",
        "```text\n1\n```",
        "![](tel-1-1.png)",
        "| dag |",
        "Na.\n",
    ] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
    for part in ["De brug", "Slot", "alert", "{%"] {
        assert!(!text.contains(part), "{part}:\n{text}");
    }
    let picture = std::fs::read(archive.site().join("content/posts/a/tel-1-1.png")).unwrap();
    assert!(picture.starts_with(b"\x89PNG"), "{picture:?}");
    let report = archive.read("import-report.md");
    assert!(report.contains("1 outputs are made by scripts"), "{report}");
    assert!(archive.read("content/posts/b.md").contains("<!-- {% notebook Weg.ipynb %} -->"));
    archive.leads(&["/blog/2013/12/a/", "/notebooks/Tel%201.ipynb"]);
}

#[test]
fn notebooks_are_texts_where_they_have_metadata() {
    let of_cells = |first: &str| {
        format!(
            r#"{{"nbformat": 4, "metadata": {{"language_info": {{"name": "R"}}}}, "cells": [{first}
            {{"cell_type": "markdown", "source": "![foto](attachment:f.png)", "attachments": {{"f.png": {{"image/png": "iVBORw0KGgo="}}}}}},
            {{"cell_type": "code", "source": "x <- 1", "outputs": [{{"output_type": "error", "traceback": ["Fout:", "x"]}},
              {{"output_type": "execute_result", "data": {{"text/latex": ["$$x$$"], "text/plain": ["x"]}}}}]}}]}}"#
        )
    };
    let first = "{\"cell_type\": \"markdown\", \"source\": [\"- title: In de cel\\n\", \"- date: 2013-12-05\"]},";
    let archive = Archive::of(&[
        (CONFIG.0, &format!("{}MARKUP = ('md', 'ipynb')\n", CONFIG.1)),
        ("content/tel.ipynb", &of_cells("")),
        ("content/tel.nbdata", "Title: Tellen\nDate: 2013-12-04\n"),
        ("content/cel.ipynb", &of_cells(first)),
        ("content/los.ipynb", &of_cells("")),
    ]);
    archive.import();
    let text = archive.read("content/posts/tel/index.md");
    for part in ["title: Tellen", "![foto](tel-1.png)", "```r\nx <- 1\n```", "Fout:\nx", "```latex\nx\n```"] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
    let text = archive.read("content/posts/cel/index.md");
    assert!(text.contains("title: In de cel") && !text.contains("- title"), "{text}");
    assert!(!archive.has("static/tel.nbdata") && !archive.has("content/posts/los.md"));
    archive.leads(&["/blog/2013/12/tellen/", "/blog/2013/12/in-de-cel/"]);
}
