//! Jekyll: posts, drafts, collections and pages, with their front matter, permalinks and Liquid.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::address::alias_key;
use super::input::InputFolder;
use super::item::{ImportedFile, ImportedKind};
use super::jekyll_address;
use super::jekyll_config::{FILES, JekyllConfig};
use super::jekyll_context::JekyllContext;
use super::jekyll_item::{JekyllFile, JekyllKind};
use super::jekyll_site;
use super::jekyll_templates::{self, BODY, MadeFile};
use super::loss::{Harm, ImportLoss};
use super::redirect_file;
use super::site::{ImportedRedirect, ImportedSection, ImportedSite};
use super::source::{ImportSource, Imported};

/// Endings of texts.
const TEXTS: &[&str] = &["md", "markdown", "mkdown", "mkdn", "mkd", "html", "htm", "textile"];

/// A Jekyll site.
pub(super) struct JekyllSource {
    context: JekyllContext,
    site: ImportedSite,
    files: Vec<JekyllFile>,
    /// The languages of texts.
    languages: BTreeSet<String>,
}

/// Whether a folder is a Jekyll site.
pub(super) fn is_one(folder: &InputFolder) -> bool {
    let has_posts = || ["_posts", "_drafts", "_layouts", "src/_posts"].iter().any(|name| folder.has_folder(name));
    FILES.iter().any(|file| folder.has(file)) || has_posts() && !folder.has("eleventy.config.js")
}

/// Opens a Jekyll site.
pub(super) fn open(folder: InputFolder, at: DateTime<Utc>) -> JekyllSource {
    let config = JekyllConfig::read(&folder);
    let mut files = Vec::new();
    for path in folder.below(config.source.trim_end_matches('/')) {
        let below = path.strip_prefix(&config.source).unwrap_or(path);
        let is_text =
            below.rsplit_once('.').is_some_and(|(_, ending)| TEXTS.contains(&ending.to_ascii_lowercase().as_str()));
        if let Some(kind) = JekyllKind::of(below, &config).filter(|_| is_text) {
            files.push(JekyllFile { path: path.to_owned(), below: below.to_owned(), kind });
        }
    }
    let mut site = jekyll_site::read(&folder, &config);
    redirect_file::read(&folder, &mut site);
    site.losses.extend(folder.losses());
    let mut source =
        JekyllSource { context: JekyllContext::new(folder, config, at), site, files, languages: BTreeSet::new() };
    source.learn_documents();
    source.learn_addresses();
    source.learn_templates();
    source
}

impl JekyllSource {
    /// Notes what templates see of the texts of collections.
    fn learn_documents(&mut self) {
        for file in &self.files {
            let JekyllKind::Document(name) = &file.kind else { continue };
            if let Some(Imported::Item(item)) = file.read_front(&self.context) {
                self.context.add_document(name, &file.below, &item);
            }
        }
    }

    /// Notes the address of each text.
    fn learn_addresses(&mut self) {
        let (mut addresses, mut lists) = (HashMap::new(), Vec::new());
        let (mut streams, mut pages) = (BTreeMap::new(), HashSet::new());
        for file in &self.files {
            let Some(Imported::Item(item)) = file.read_front(&self.context) else { continue };
            let is_list = file.is_list(&item, &self.context);
            self.languages.extend(item.language.clone());
            if let Some(from) = item.address.clone().filter(|from| is_list && from != "/") {
                self.site.give_terms(&from);
                lists.push(ImportedRedirect { from, to: "/".to_owned() });
            }
            if let (JekyllKind::Document(name), ImportedKind::News) = (&file.kind, item.kind) {
                let below = item.address.as_ref().is_some_and(|address| address.starts_with(&format!("/{name}/")));
                *streams.entry(name.clone()).or_insert(true) &= below;
            }
            pages.extend(item.address.clone().filter(|_| !is_list).map(|address| alias_key(&address)));
            if let Some(address) = item.address {
                addresses.extend(file.names().map(|name| (name, address.clone())));
            }
        }
        self.context.addresses = addresses;
        // A collection of dated texts is a stream of its own, where its index has an address that is free.
        for (name, _) in streams.into_iter().filter(|(_, is_below)| *is_below) {
            let index = format!("/{name}/");
            if !pages.contains(&alias_key(&index)) {
                lists.retain(|list: &ImportedRedirect| alias_key(&list.from) != alias_key(&index));
                self.site.sections.push(ImportedSection::of(&name, index, false));
            }
        }
        let of_terms =
            |from: &str| self.site.taxonomies.iter().any(|taxonomy| taxonomy.address.as_deref() == Some(from));
        lists.retain(|list| !of_terms(&list.from));
        self.site.redirects.extend(lists);
        let config = &self.context.config;
        if !["paginate", "paginate_path", "pagination"].iter().any(|key| config.values.contains_key(*key)) {
            return;
        }
        let path = config.text("paginate_path").unwrap_or_else(|| "/page:num/".to_owned());
        self.site.add_paging(&format!("{}/", path.replace(":num", "{number}").trim_matches('/')));
    }

    /// Notes the addresses of feeds and of other files that templates make.
    fn learn_templates(&mut self) {
        let languages: Vec<String> = std::mem::take(&mut self.languages).into_iter().collect();
        let source = self.context.config.source.clone();
        let paths: Vec<&str> = self.context.folder.below(source.trim_end_matches('/')).collect();
        for path in paths {
            let below = path.strip_prefix(&source).unwrap_or(path);
            if self.is_fixed(path, below)
                && let Some(file) = jekyll_templates::made(&self.context.folder, path, below)
            {
                jekyll_templates::note(&mut self.site, path, file, &languages);
            }
        }
        jekyll_templates::plugin_feeds(&self.context.config, &mut self.site);
    }

    /// Whether a file is no text, and none that Courant makes itself.
    fn is_fixed(&self, path: &str, below: &str) -> bool {
        !self.context.config.is_excluded(below) && !self.is_item(path) && !jekyll_site::is_made(below)
    }

    /// Whether a file is a text of the site.
    fn is_item(&self, path: &str) -> bool {
        self.files.binary_search_by(|file| file.path.as_str().cmp(path)).is_ok()
    }
}

impl ImportSource for JekyllSource {
    fn site(&self) -> &ImportedSite {
        &self.site
    }

    fn items(&self) -> Box<dyn Iterator<Item = Imported> + '_> {
        let unpublished = self
            .context
            .config
            .unpublished
            .iter()
            .filter(|name| self.context.folder.has_folder(&format!("{}_{name}", self.context.config.source)));
        let unpublished =
            unpublished.map(|name| {
                let loss = ImportLoss::new(Harm::None, "collections without pages", format!("_{name}/"));
                Imported::Lost(loss.told(
                    format!("the collection `{name}` has no pages of its own"),
                    "put what readers need in a page",
                ))
            });
        Box::new(self.files.iter().filter_map(|file| file.read(&self.context)).chain(unpublished))
    }

    fn files(&self) -> Box<dyn Iterator<Item = ImportedFile> + '_> {
        let all = self.context.folder.below(self.context.config.source.trim_end_matches('/'));
        Box::new(all.filter_map(|path| {
            let below = path.strip_prefix(&self.context.config.source).unwrap_or(path);
            if !self.is_fixed(path, below) {
                return None;
            }
            match jekyll_templates::made(&self.context.folder, path, below) {
                None => Some(ImportedFile { from: path.to_owned(), to: format!("/{below}") }),
                Some(MadeFile::Plain(to)) => Some(ImportedFile { from: format!("{path}{BODY}"), to }),
                Some(_) => None,
            }
        }))
    }

    fn embedded(&self, from: &str) -> Option<Vec<u8>> {
        let path = from.strip_suffix(BODY).filter(|path| self.context.folder.has(path))?;
        jekyll_templates::body(&self.context.folder, path)
    }

    fn term_slug(&self, _taxonomy: &str, name: &str) -> Option<String> {
        Some(jekyll_address::slugify(name))
    }

    fn folder(&self) -> Option<&InputFolder> {
        Some(&self.context.folder)
    }
}
