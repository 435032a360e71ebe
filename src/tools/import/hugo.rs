//! Hugo: texts in all languages, bundles, sections, cascades, menus, taxonomies and feeds.

use std::collections::BTreeMap;

use serde_json::Value;

use super::html::HtmlConverter;
use super::hugo_address::urlized;
use super::hugo_config::HugoConfig;
use super::hugo_context::{Cascade, HugoContext};
use super::hugo_item::{HugoFile, HugoKind, is_text};
use super::hugo_lists::{self, HugoList};
use super::hugo_site;
use super::input::InputFolder;
use super::item::{ImportedFile, ImportedItem};
use super::redirect_file;
use super::site::ImportedSite;
use super::source::{ImportSource, Imported};
use super::values::{decoded, text_of};

/// A Hugo site.
pub(super) struct HugoSource {
    folder: InputFolder,
    context: HugoContext,
    site: ImportedSite,
    files: Vec<HugoFile>,
    html: HtmlConverter,
    lists: Vec<HugoList>,
}

/// Opens a Hugo site.
pub(super) fn open(folder: InputFolder) -> HugoSource {
    let config = HugoConfig::read(&folder);
    let zone = config.text("timezone").and_then(|zone| zone.parse().ok());
    let mut context = HugoContext { config, zone, ..HugoContext::default() };
    context.read_templates(&folder);
    let files = files(&folder, &mut context);
    let mut source = HugoSource {
        folder,
        context,
        site: ImportedSite::default(),
        files,
        html: HtmlConverter::default(),
        lists: Vec::new(),
    };
    source.learn();
    source.site = hugo_site::read(&source.context, &source.files);
    source.lists = hugo_lists::lists(&source.context, &source.files, &mut source.site);
    redirect_file::read(&source.folder, &mut source.site);
    source.site.losses.extend(source.folder.losses());
    source
}

/// The texts of all languages.
fn files(folder: &InputFolder, context: &mut HugoContext) -> Vec<HugoFile> {
    let mut files = Vec::new();
    let languages = context.config.languages.clone();
    for (at, language) in languages.iter().enumerate() {
        // Languages of one folder are told apart by the names of files.
        if languages.iter().take(at).any(|other| other.content == language.content) {
            continue;
        }
        for path in folder.below(&language.content).filter(|path| is_text(path)) {
            let below = path.strip_prefix(&format!("{}/", language.content)).unwrap_or(path);
            // The folder of another language may be inside this one.
            let is_other = languages.iter().any(|other| {
                other.content != language.content
                    && other.content.len() > language.content.len()
                    && path.starts_with(&format!("{}/", other.content))
            });
            if is_other {
                continue;
            }
            let (dir, file) = below.rsplit_once('/').unwrap_or(("", below));
            let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
            let suffixed = stem.rsplit_once('.').and_then(|(name, tag)| {
                let of = languages.iter().find(|other| other.key == tag.to_lowercase())?;
                Some((name, of))
            });
            let (name, own) = suffixed.unwrap_or((stem, language));
            let kind = match name {
                "_index" => HugoKind::Branch,
                "index" => HugoKind::Leaf,
                _ => HugoKind::Single,
            };
            if kind == HugoKind::Leaf {
                context.bundles.insert(path.rsplit_once('/').map(|(folder, _)| folder.to_owned()).unwrap_or_default());
            }
            files.push(HugoFile {
                path: path.to_owned(),
                language: own.key.clone(),
                prefix: own.prefix.clone(),
                folder: dir.to_owned(),
                name: name.to_owned(),
                kind,
            });
        }
    }
    // A Markdown file in the folder of a bundle is one of its files.
    let bundles = &context.bundles;
    files.retain(|file| {
        let folder = file.path.rsplit_once('/').map(|(folder, _)| folder).unwrap_or_default();
        let is_in_bundle = bundles.iter().any(|bundle| folder == bundle || folder.starts_with(&format!("{bundle}/")));
        file.kind == HugoKind::Leaf || !is_in_bundle
    });
    files
}

impl HugoSource {
    /// Learns cascades, sections and addresses: each needs those before it.
    fn learn(&mut self) {
        for file in self.files.iter().filter(|file| file.kind == HugoKind::Branch) {
            let Ok(text) = file.front(&self.folder, &self.context) else { continue };
            let cascades = text.values.get("cascade").map(Cascade::all).unwrap_or_default();
            if !cascades.is_empty() {
                self.context.cascades.insert(format!("{}/{}", file.language, file.folder), cascades);
            }
        }
        let mut dated: BTreeMap<String, usize> = BTreeMap::new();
        for file in &self.files {
            let Ok(text) = file.front(&self.folder, &self.context) else { continue };
            let has_date = ["date", "publishdate"].iter().any(|key| text_of(&text.values, key).is_some());
            if has_date && file.kind != HugoKind::Branch {
                *dated.entry(file.section().to_lowercase()).or_default() += 1;
            }
            let address = file.address(&text.values, &self.context);
            let path = format!("{}/{}", file.language, file.logical());
            let name = file.logical().rsplit('/').next().unwrap_or_default().to_owned();
            let seen =
                self.context.names.entry(format!("{}/{name}", file.language)).or_insert_with(|| Some(path.clone()));
            if seen.as_ref().is_some_and(|seen| *seen != path) {
                *seen = None;
            }
            let title = text_of(&text.values, "title").map(|title| decoded(&title));
            self.context.titles.extend(title.map(|title| (path.clone(), title)));
            self.context.addresses.insert(path, address);
        }
        self.context.news = hugo_site::news_sections(&self.context, &dated);
    }
}

impl ImportSource for HugoSource {
    fn site(&self) -> &ImportedSite {
        &self.site
    }

    fn items(&self) -> Box<dyn Iterator<Item = Imported> + '_> {
        let texts = self.files.iter().filter_map(|file| {
            let links = self.list_of(file).map(|list| list.links(&self.context, &self.files));
            file.read(&self.folder, &self.context, (&self.html, links.as_deref()))
        });
        let has_text = |list: &&HugoList| !self.files.iter().any(|file| list.is_of(file));
        let lists = self.lists.iter().filter(has_text).filter_map(|list| list.item(&self.context, &self.files));
        Box::new(texts.chain(lists.map(|item| Imported::Item(Box::new(item)))))
    }

    fn files(&self) -> Box<dyn Iterator<Item = ImportedFile> + '_> {
        let fixed = ["static"].into_iter().chain(self.context.config.values.get("staticdir").and_then(Value::as_str));
        let mut folders: Vec<String> = fixed.map(str::to_owned).collect();
        folders.dedup();
        let fixed = folders.into_iter().flat_map(|fixed| {
            let files: Vec<ImportedFile> = self
                .folder
                .below(&fixed)
                .map(|from| ImportedFile {
                    from: from.to_owned(),
                    to: from.strip_prefix(&fixed).unwrap_or(from).to_owned(),
                })
                .collect();
            files
        });
        let contents = self.context.config.languages.iter().enumerate().filter(|(at, language)| {
            !self.context.config.languages.iter().take(*at).any(|other| other.content == language.content)
        });
        let beside = contents.flat_map(|(_, language)| {
            let folder = format!("{}/", language.content);
            self.folder.below(&language.content).filter(|file| !is_text(file) && !self.is_in_bundle(file)).map(
                move |from| {
                    let below = from.strip_prefix(&folder).unwrap_or(from);
                    ImportedFile { from: from.to_owned(), to: format!("{}/{below}", language.prefix) }
                },
            )
        });
        Box::new(fixed.chain(beside))
    }

    fn folder(&self) -> Option<&InputFolder> {
        Some(&self.folder)
    }

    fn term_slug(&self, _taxonomy: &str, name: &str) -> Option<String> {
        Some(urlized(name, false))
    }

    fn link(&self, item: &ImportedItem, to: &str) -> Option<String> {
        let path = to.split(['#', '?']).next().unwrap_or_default();
        if !path.ends_with(".md") {
            return None;
        }
        let file = self.files.iter().find(|file| file.path == item.key)?;
        self.context.reference(&file.language, &file.folder, to)
    }
}

impl HugoSource {
    /// The list whose own text a file is.
    fn list_of(&self, file: &HugoFile) -> Option<&HugoList> {
        self.lists.iter().filter(|_| file.kind == HugoKind::Branch).find(|list| list.is_of(file))
    }

    /// Whether a file is one of a leaf bundle, with its text.
    fn is_in_bundle(&self, file: &str) -> bool {
        let mut folder = file;
        while let Some((above, _)) = folder.rsplit_once('/') {
            if self.context.bundles.contains(above) {
                return true;
            }
            folder = above;
        }
        false
    }
}
