//! Pelican: articles and pages with metadata lines, the settings of `pelicanconf.py`, and the addresses that they give.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::input::InputFolder;
use super::item::{ImportedFile, ImportedItem};
use super::notebook::Notebook;
use super::pelican_item::{PelicanFile, PelicanSettings, is_notebook_metadata, notebook_metadata};
use super::pelican_tags;
use super::site::{ImportedFeed, ImportedRedirect, ImportedSite, ImportedTaxonomy};
use super::source::{ImportSource, Imported};
use crate::base::slug::slugify;
use crate::config::FeedFormat;

/// The names of the settings file, that of the published site first.
const FILES: &[&str] = &["publishconf.py", "pelicanconf.py"];

/// A Pelican site.
pub(super) struct PelicanSource {
    folder: InputFolder,
    settings: PelicanSettings,
    site: ImportedSite,
    files: Vec<PelicanFile>,
    /// The address of each text, by its path below the folder of texts.
    addresses: HashMap<String, String>,
    /// The notebook that was read last, by its file: its pictures are asked for one by one.
    last: RefCell<Option<(String, Notebook)>>,
}

/// Whether a folder is a Pelican site.
pub(super) fn is_one(folder: &InputFolder) -> bool {
    folder.has("pelicanconf.py")
}

/// Opens a Pelican site.
pub(super) fn open(folder: InputFolder) -> PelicanSource {
    let mut values = BTreeMap::new();
    for file in FILES.iter().rev().filter(|file| folder.has(file)) {
        let text = folder.read(file).map(|input| input.text).unwrap_or_default();
        values.extend(text.lines().filter_map(assignment));
    }
    let settings = PelicanSettings { values, tags: pelican_tags::added(&folder) };
    let content = settings.content();
    let reads_notebooks = settings.text("MARKUP").is_some_and(|names| names.contains("ipynb"));
    let is_text = |file: &&str| {
        [".md", ".markdown", ".mkd", ".rst", ".html"].iter().any(|ending| file.ends_with(ending))
            || file.ends_with(".ipynb")
                && !file.contains("/.")
                && (reads_notebooks || notebook_metadata(&folder, file).is_some())
    };
    let files: Vec<PelicanFile> =
        folder.below(&content).filter(is_text).map(|file| PelicanFile::new(file, &content)).collect();
    let mut source = PelicanSource {
        folder,
        settings,
        site: ImportedSite::default(),
        files,
        addresses: HashMap::new(),
        last: RefCell::default(),
    };
    source.learn();
    source
}

/// `SITENAME = 'Dorp'  # …` → the name and the text.
fn assignment(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once('=')?;
    let name = name.trim();
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    let value = value.trim().trim_start_matches(['u', 'r']);
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let text = match quote {
        Some(quote) => value.get(1..)?.split(quote).next()?.to_owned(),
        None => value.split('#').next()?.trim().to_owned(),
    };
    is_name.then(|| (name.to_owned(), text))
}

impl PelicanSource {
    fn learn(&mut self) {
        let (mut tags, mut categories) = (BTreeSet::new(), BTreeSet::new());
        for file in &self.files {
            if let Imported::Item(item) = file.read(&self.folder, &self.settings) {
                tags.extend(item.tags);
                categories.extend(item.categories);
                self.addresses.extend(item.address.map(|address| (file.below.clone(), address)));
            }
        }
        let settings = &self.settings;
        let base_url = settings.text("SITEURL").filter(|url| url.starts_with("http"));
        self.site = ImportedSite {
            title: settings.text("SITENAME"),
            description: settings.text("SITESUBTITLE"),
            base_url,
            language: Some(settings.text("DEFAULT_LANG").unwrap_or_else(|| "en".to_owned())),
            time_zone: Some(settings.zone()),
            per_page: settings.text("DEFAULT_PAGINATION").and_then(|number| number.parse().ok()),
            losses: self.folder.losses(),
            ..ImportedSite::default()
        };
        let lists = [
            ("tags", "Tags", "TAG_URL", "tag/{slug}.html", tags),
            ("categories", "Categories", "CATEGORY_URL", "category/{slug}.html", categories),
        ];
        for (name, title, key, default, terms) in lists {
            let pattern = self.settings.text(key).unwrap_or_else(|| default.to_owned());
            let folder = pattern
                .strip_suffix("{slug}/")
                .or_else(|| pattern.strip_suffix("{slug}"))
                .map(|folder| format!("/{}/", folder.trim_matches('/')));
            let address = folder.clone().unwrap_or_else(|| format!("/{name}/"));
            if folder.is_none() {
                let old =
                    |term: &String| format!("/{}", pattern.replace("{slug}", &slugify(term)).trim_start_matches('/'));
                self.site.redirects.extend(
                    terms
                        .iter()
                        .map(|term| ImportedRedirect { from: old(term), to: format!("{address}{}/", slugify(term)) }),
                );
            }
            if !terms.is_empty() {
                self.site.taxonomies.push(ImportedTaxonomy {
                    name: name.to_owned(),
                    title: title.to_owned(),
                    address: Some(address),
                    has_feeds: false,
                });
            }
        }
        self.learn_feeds();
    }

    /// Feeds, and the page of all articles.
    fn learn_feeds(&mut self) {
        let feeds = [
            ("FEED_ALL_ATOM", Some("feeds/all.atom.xml"), FeedFormat::Atom),
            ("FEED_ATOM", None, FeedFormat::Atom),
            ("FEED_ALL_RSS", None, FeedFormat::Rss),
            ("FEED_RSS", None, FeedFormat::Rss),
        ];
        for (key, default, format) in feeds {
            let name = self.settings.text(key).or_else(|| default.map(str::to_owned)).filter(|name| name != "None");
            self.site.feeds.extend(
                name.map(|name| ImportedFeed { address: format!("/{}", name.trim_start_matches('/')), format }),
            );
        }
        let archives = self.settings.text("ARCHIVES_SAVE_AS").unwrap_or_else(|| "archives.html".to_owned());
        let from = format!("/{}", archives.trim_start_matches('/').trim_end_matches("index.html"));
        self.site.redirects.push(ImportedRedirect { from, to: "/".to_owned() });
    }
}

impl ImportSource for PelicanSource {
    fn site(&self) -> &ImportedSite {
        &self.site
    }

    fn items(&self) -> Box<dyn Iterator<Item = Imported> + '_> {
        Box::new(self.files.iter().map(|file| file.read(&self.folder, &self.settings)))
    }

    fn files(&self) -> Box<dyn Iterator<Item = ImportedFile> + '_> {
        let content = format!("{}/", self.settings.content());
        let texts: HashSet<&str> = self.files.iter().map(|text| text.path.as_str()).collect();
        let is_text = |file: &&str| !texts.contains(file) && !is_notebook_metadata(file);
        let files: Vec<ImportedFile> = self
            .folder
            .below(content.trim_end_matches('/'))
            .filter(is_text)
            .map(|from| {
                let below = from.strip_prefix(&content).unwrap_or(from);
                // Files of `extra/` are those of the root.
                ImportedFile {
                    from: from.to_owned(),
                    to: format!("/{}", below.strip_prefix("extra/").unwrap_or(below)),
                }
            })
            .collect();
        Box::new(files.into_iter())
    }

    fn embedded(&self, from: &str) -> Option<Vec<u8>> {
        let (file, place) = from.rsplit_once(".ipynb#")?;
        let file = Some(format!("{file}.ipynb")).filter(|file| self.folder.has(file))?;
        let mut last = self.last.borrow_mut();
        if last.as_ref().is_none_or(|(known, _)| *known != file) {
            let notebook = Notebook::read(&self.folder.read(&file).ok()?.text)?;
            *last = Some((file, notebook));
        }
        last.as_ref()?.1.picture(place)
    }

    fn folder(&self) -> Option<&InputFolder> {
        Some(&self.folder)
    }

    fn link(&self, item: &ImportedItem, to: &str) -> Option<String> {
        let (kind, path) = to.split_once(['}', '|']).filter(|_| to.starts_with('{'))?;
        let kind = kind.trim_start_matches(['{', '|']);
        let (path, suffix) = path.find('#').map_or((path, ""), |at| path.split_at_checked(at).unwrap_or((path, "")));
        let own = item.key.rsplit_once('/').map_or("", |(folder, _)| folder);
        let whole = super::links::absolute(&format!("/{own}/"), path).unwrap_or_else(|| path.to_owned());
        match kind {
            "filename" => self.addresses.get(whole.trim_start_matches('/')).map(|address| format!("{address}{suffix}")),
            "static" | "attach" => Some(format!("{whole}{suffix}")),
            "tag" => Some(format!("/tags/{}/", slugify(path))),
            "category" => Some(format!("/categories/{}/", slugify(path))),
            "index" => Some("/".to_owned()),
            _ => None,
        }
    }
}
