//! Jekyll: posts, drafts, collections and pages, with their front matter, permalinks and Liquid.

use std::collections::HashMap;

use super::input::InputFolder;
use super::item::ImportedFile;
use super::jekyll_address;
use super::jekyll_config::{FILES, JekyllConfig};
use super::jekyll_context::JekyllContext;
use super::jekyll_item::{JekyllFile, JekyllKind};
use super::jekyll_site;
use super::loss::{Harm, ImportLoss};
use super::redirect_file;
use super::site::{ImportedRedirect, ImportedSite};
use super::source::{ImportSource, Imported};

/// Endings of texts.
const TEXTS: &[&str] = &["md", "markdown", "mkdown", "mkdn", "mkd", "html", "htm", "textile"];

/// A Jekyll site.
pub(super) struct JekyllSource {
    context: JekyllContext,
    site: ImportedSite,
    files: Vec<JekyllFile>,
}

/// Whether a folder is a Jekyll site.
pub(super) fn is_one(folder: &InputFolder) -> bool {
    let has_posts = || ["_posts", "_drafts", "_layouts", "src/_posts"].iter().any(|name| folder.has_folder(name));
    FILES.iter().any(|file| folder.has(file)) || has_posts() && !folder.has("eleventy.config.js")
}

/// Opens a Jekyll site.
pub(super) fn open(folder: InputFolder) -> JekyllSource {
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
    let mut source = JekyllSource { context: JekyllContext::new(folder, config), site, files };
    source.learn_addresses();
    source
}

impl JekyllSource {
    /// Notes the address of each text.
    fn learn_addresses(&mut self) {
        let (mut addresses, mut lists) = (HashMap::new(), Vec::new());
        for file in &self.files {
            let Some(Imported::Item(item)) = file.read_front(&self.context) else { continue };
            if let Some(from) = item.address.clone().filter(|from| file.is_list(&item.body) && from != "/") {
                lists.push(ImportedRedirect { from, to: "/".to_owned() });
            }
            if let Some(address) = item.address {
                addresses.extend(file.names().map(|name| (name, address.clone())));
            }
        }
        self.context.addresses = addresses;
        self.site.redirects.extend(lists);
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
            let is_fixed =
                !self.context.config.is_excluded(below) && !self.is_item(path) && !jekyll_site::is_made(below);
            (is_fixed && !self.has_front_matter(path))
                .then(|| ImportedFile { from: path.to_owned(), to: format!("/{below}") })
        }))
    }

    fn term_slug(&self, _taxonomy: &str, name: &str) -> Option<String> {
        Some(jekyll_address::slugify(name))
    }

    fn folder(&self) -> Option<&InputFolder> {
        Some(&self.context.folder)
    }
}

impl JekyllSource {
    /// Whether Jekyll makes a file from a template: a text file with front matter.
    fn has_front_matter(&self, path: &str) -> bool {
        const MADE: &[&str] = &[
            "xml",
            "json",
            "txt",
            "css",
            "scss",
            "sass",
            "js",
            "coffee",
            "webmanifest",
            "svg",
            "ics",
            "html",
            "htm",
            "md",
        ];
        let is_text = path.rsplit_once('.').is_some_and(|(_, ending)| MADE.contains(&ending));
        is_text && self.context.folder.read(path).is_ok_and(|input| input.text.starts_with("---\n"))
    }
}
