//! What fuzzers run on archives of other programs.
#![expect(clippy::expect_used, reason = "a fuzzer finds panics")]

use std::path::{Component, Path};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use super::go_scratch::PageScratch;
use super::go_template::{TemplateValues, evaluate};
use super::html::HtmlConverter;
use super::kramdown::kramdown;
use super::notebook::{CellRange, Notebook};
use super::rest_text::RestText;
use super::tag_budget::TagBudget;
use super::template_tag::TagCall;
use super::{ImportRequest, import};
use crate::base::disk;

/// Files whose contents are any bytes, each with what stands beside it.
const ARCHIVES: &[(&str, &[(&str, &str)])] = &[
    ("export.xml", &[]),
    ("ghost.json", &[]),
    ("_posts/2020-01-01-bericht.md", &[("_config.yml", "title: Dorp\npermalink: pretty\n")]),
    ("_config.yml", &[("_posts/2020-01-01-bericht.md", "---\ntitle: Een\n---\nTekst {% include a.html %}.\n")]),
    ("content/post/bericht.md", &[("hugo.toml", "title = \"Dorp\"\n")]),
    ("hugo.toml", &[("content/post/bericht.md", "+++\ntitle = \"Een\"\ndate = 2020-01-01\n+++\nTekst.\n")]),
    (
        "layouts/shortcodes/foto.html",
        &[("hugo.toml", ""), ("content/een.md", "---\ntitle: Een\n---\n{{< foto a.jpg >}}\n")],
    ),
    ("feed.xml", &[]),
    ("rijen.csv", &[]),
    ("brief.docx", &[]),
    ("archief.zip", &[]),
    ("pagina.html", &[]),
    ("tekst.txt", &[]),
    ("content/bericht.rst", &[("pelicanconf.py", "SITENAME = 'Dorp'\n")]),
    ("pelicanconf.py", &[("content/a.md", "Title: Een\nDate: 2020-01-01\nSlug: een\n\nTekst {filename}/a.md.\n")]),
    (
        "content/notebooks/a.ipynb",
        &[
            ("pelicanconf.py", "MARKUP = ('md', 'ipynb')\n"),
            ("content/a.md", "Title: Een\nDate: 2020-01-01\n\n{% notebook a.ipynb cells[1:] %}\n"),
        ],
    ),
    (
        "_includes/a.html",
        &[
            ("_config.yml", "title: Dorp\n"),
            ("_data/a.yml", "- b: 1\n  c: [x, y]\n"),
            ("_posts/2020-01-01-bericht.md", "---\ntitle: Een\n---\n{% include a.html b=\"c\" d=page.title %}\n"),
        ],
    ),
    (
        "_data/a.yml",
        &[("_config.yml", ""), ("_posts/2020-01-01-b.md", "---\n---\n{% for a in site.data.a %}{{ a.b }}{% endfor %}")],
    ),
    (
        "bericht.md",
        &[(".eleventy.js", ""), ("_data/a.json", "{\"b\": [1, \"c\"]}"), ("_includes/a.njk", "{{ title }}")],
    ),
    (
        "_includes/a.njk",
        &[(".eleventy.js", ""), ("a.md", "---\ntitle: Een\ndate: 2020-01-01\n---\n{% include \"a.njk\" %}\n")],
    ),
    (".eleventy.js", &[("a.md", "---\ntitle: Een\ndate: 2020-01-01\npermalink: \"{{ date | d }}/\"\n---\nTekst.\n")]),
    ("content/bericht.md", &[("config.toml", "base_url = \"https://dorp.example\"\n")]),
    (
        "templates/shortcodes/foto.html",
        &[
            ("config.toml", "base_url = \"https://dorp.example\"\n"),
            (
                "content/a.md",
                "+++\ntitle = \"Een\"\ndate = 2020-01-01\n+++\n{{ foto(a=\"b\") }}{% foto() %}c{% end %}\n",
            ),
        ],
    ),
    (
        "layouts/partials/a.html",
        &[
            ("hugo.toml", ""),
            ("data/a.yaml", "b: [1, c]\n"),
            ("layouts/shortcodes/foto.html", "{{ partial \"a.html\" (dict \"b\" .Inner \"c\" (.Get 0)) }}"),
            ("content/een.md", "---\ntitle: Een\n---\n{{< foto a.jpg >}}b{{< /foto >}}\n"),
        ],
    ),
    ("posts/2020-01-01_a.html", &[]),
];

/// Texts that are converted in memory. The first byte chooses how.
pub(crate) fn fuzz_texts(bytes: &[u8]) {
    let Some((choice, contents)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(contents);
    let html = HtmlConverter::default();
    match choice % 6 {
        0 => drop(RestText::new(&text, "a.rst", 1).convert()),
        1 => {
            let Some(notebook) = Notebook::read(&text) else { return };
            for (place, _) in notebook.markdown(CellRange::default(), "a", &html).pictures {
                let _ = notebook.picture(&place);
            }
        }
        2 => drop(html.convert(&text)),
        3 => drop(kramdown(&text)),
        // A template that may include itself.
        _ => {
            let call = TagCall::parse("foto a.jpg alt=\"Een brug\" n=2");
            let data = json!({"b": [1, "c"], "d": {"e": "f"}});
            let value = |path: &str| path.starts_with("site.").then(|| data.clone());
            let partial = |name: &str| (name == "a").then(|| text.clone().into_owned());
            let (scratch, budget) = (PageScratch::default(), TagBudget::default());
            let (scratch, budget, value, partial) = (&scratch, &budget, &value, &partial);
            let _ = evaluate(&text, TemplateValues { call: &call, value, partial, scratch, inner: "b *c*", budget });
        }
    }
}

/// An archive is read or refused; nothing is written but the report, and nothing outside the site. The first byte chooses the file.
pub(crate) fn fuzz_archive(bytes: &[u8]) {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    let Some((choice, contents)) = bytes.split_first() else { return };
    let Some((name, others)) = ARCHIVES.get(usize::from(*choice) % ARCHIVES.len()) else { return };
    let number = RUNS.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("courant-archive-{}-{number}", std::process::id()));
    let source = folder.join("source");
    for (file, text) in others.iter().map(|(file, text)| (*file, text.as_bytes())).chain([(*name, contents)]) {
        let path = source.join(file);
        disk::create_parent(&path).expect("a folder can be made");
        disk::write(&path, text).expect("a file can be written");
    }
    let request = ImportRequest {
        source: if others.is_empty() && !name.contains('/') { source.join(name) } else { source },
        from: None,
        site: folder.join("site"),
        dry_run: true,
        fetch: None,
        at: chrono::DateTime::UNIX_EPOCH,
    };
    let told = import(&request);
    if let Ok(report) = &told {
        let _ = report.summary();
    }
    let left = disk::list(&folder).expect("the folder is there");
    let is_own = |name: &std::ffi::OsString| {
        Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
            && (name == "source" || name == "site")
    };
    assert!(left.iter().all(is_own), "{left:?}");
    disk::remove_folder(&folder).expect("the folder can be removed");
}
