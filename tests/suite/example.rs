//! The example site, built once in each run of the tests, and looked at as readers, search engines and validators do.

mod browser;
mod feeds;
mod found;
mod heads;
mod languages;
mod links;
mod outline;
mod sitemaps;
mod structured_data;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use scraper::{ElementRef, Html, Selector};
use url::Url;

use super::program::{copy, courant, files, read};

/// The moment for which it is built: a day after an item, so that the news sitemap has one.
const AT: &str = "2018-12-07";
/// Its `base_url`.
const BASE: &str = "https://lindewolde.example";

static OUTPUT: LazyLock<PathBuf> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("example");
    // The cache of pictures stays: making them takes long.
    for part in ["content", "static", "themes", "output"] {
        let _ = fs::remove_dir_all(folder.join(part));
    }
    for part in ["content", "static", "themes"].into_iter().filter(|part| root.join(part).is_dir()) {
        copy(&root.join(part), &folder.join(part));
    }
    fs::copy(root.join("site.yaml"), folder.join("site.yaml")).unwrap();
    let told = courant(&folder, &["build", "--at", AT]);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    folder.join("output")
});

/// The folder in which the example site is built.
fn output() -> &'static Path {
    &OUTPUT
}

/// A page, parsed.
struct Page {
    /// Its link on the site: `/nieuws/`.
    href: String,
    html: Html,
}

/// The pages of the example site, and the files that it has beside them.
struct Site {
    pages: BTreeMap<String, Page>,
    files: BTreeSet<String>,
}

impl Site {
    fn open() -> Self {
        let mut pages = BTreeMap::new();
        let mut all = BTreeSet::new();
        for file in files(output()) {
            let href = format!("/{}", file.strip_suffix("index.html").unwrap_or(&file));
            if file.ends_with(".html") {
                let html = Html::parse_document(&read(output(), &file));
                pages.insert(href.clone(), Page { href: href.clone(), html });
            }
            all.insert(href);
        }
        assert!(pages.len() > 140, "only {} pages", pages.len());
        Self { pages, files: all }
    }

    /// The pages that search engines may show: neither redirects nor the pages for addresses that are not there.
    fn found(&self) -> impl Iterator<Item = &Page> {
        self.pages.values().filter(|page| page.first("meta[name=robots][content~=noindex]").is_none())
    }

    /// The pages of one kind, as the theme names it.
    fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Page> {
        self.pages.values().filter(move |page| page.kind() == Some(kind))
    }

    /// The reason why an address in a page or feed leads nowhere; `None` if it exists or leads off the site.
    fn missing(&self, from: &str, to: &str) -> Option<String> {
        let url = match Url::parse(BASE).unwrap().join(from).unwrap().join(to.trim()) {
            Ok(url) => url,
            Err(error) => return Some(format!("{from}: `{to}` is no address: {error}")),
        };
        if url.origin() != Url::parse(BASE).unwrap().origin() {
            return None;
        }
        let path = url.path().to_owned();
        if !self.files.contains(&path) {
            return Some(format!("{from}: nothing is at {to}"));
        }
        let wanted = url.fragment().filter(|fragment| !fragment.is_empty())?;
        let there = self.pages.get(&path).is_some_and(|page| page.has_id(wanted));
        (!there).then(|| format!("{from}: no `id` for {to}"))
    }
}

impl Page {
    fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        self.html.select(&Selector::parse(selector).unwrap()).collect()
    }

    fn first(&self, selector: &str) -> Option<ElementRef<'_>> {
        self.all(selector).first().copied()
    }

    /// The value of an attribute of the first of these elements.
    fn attribute(&self, selector: &str, name: &str) -> Option<&str> {
        self.first(selector)?.attr(name)
    }

    fn kind(&self) -> Option<&str> {
        self.attribute("body", "data-kind")
    }

    fn language(&self) -> &str {
        self.attribute("html", "lang").unwrap_or_default()
    }

    /// Its absolute URL.
    fn url(&self) -> String {
        format!("{BASE}{}", self.href)
    }

    fn has_id(&self, id: &str) -> bool {
        self.all("[id]").iter().any(|element| element.attr("id") == Some(id))
    }
}

/// The text of an element, with single spaces.
fn text(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Fails with all that was found.
fn quiet(findings: impl IntoIterator<Item = String>) {
    let findings: Vec<String> = findings.into_iter().collect();
    assert!(findings.is_empty(), "{} findings:\n{}", findings.len(), findings.join("\n"));
}
