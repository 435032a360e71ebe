//! Zola: pages, sections, page bundles, taxonomies, internal links and shortcodes.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use super::front::{Values, settings};
use super::input::InputFolder;
use super::item::{ImportedFile, ImportedItem};
use super::redirect_file;
use super::site::{ImportedRedirect, ImportedSection, ImportedSite};
use super::source::{ImportSource, Imported};
use super::values::text_of;
use super::zola_context::ZolaContext;
use super::zola_page::{ZolaFile, ZolaKind, slugified};
use super::zola_site;

/// The names of the settings file.
const FILES: &[&str] = &["zola.toml", "config.toml"];

/// A Zola site.
pub(super) struct ZolaSource {
    folder: InputFolder,
    context: ZolaContext,
    site: ImportedSite,
    files: Vec<ZolaFile>,
    bundles: HashSet<String>,
    /// The pages below each section that is no news.
    lists: BTreeMap<String, Vec<usize>>,
}

/// Whether a folder is a Zola site.
pub(super) fn is_one(folder: &InputFolder) -> bool {
    let has_key =
        |file: &&&str| folder.has(file) && folder.read(file).is_ok_and(|input| input.text.contains("base_url"));
    folder.has_folder("content") && FILES.iter().find(has_key).is_some()
}

/// Opens a Zola site.
pub(super) fn open(folder: InputFolder) -> ZolaSource {
    let mut site = ImportedSite::default();
    let file = FILES.iter().find(|file| folder.has(file)).copied().unwrap_or_default();
    let config = match folder.read(file) {
        Ok(input) => {
            let (values, losses) = settings(file, &input.text);
            site.losses.extend(losses);
            values
        }
        Err(loss) => {
            site.losses.push(loss);
            Values::new()
        }
    };
    let mut context = ZolaContext { config, ..ZolaContext::default() };
    for file in folder.below("templates/shortcodes") {
        let name = file
            .strip_prefix("templates/shortcodes/")
            .and_then(|name| name.rsplit_once('.'))
            .map(|(name, _)| name.to_owned());
        if let (Some(name), Ok(input)) = (name, folder.read(file)) {
            context.templates.insert(name, input.text);
        }
    }
    let languages = zola_site::languages(&context.config);
    let files: Vec<ZolaFile> = folder.below("content").filter_map(|path| ZolaFile::of(path, &languages)).collect();
    let bundles = files
        .iter()
        .filter(|file| file.kind == ZolaKind::Bundle)
        .map(|file| format!("content/{}", file.folder))
        .collect();
    let mut source = ZolaSource { folder, context, site, files, bundles, lists: BTreeMap::new() };
    source.learn();
    source
}

impl ZolaSource {
    /// Learns addresses and sections.
    fn learn(&mut self) {
        let mut news: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        for (at, file) in self.files.iter().enumerate() {
            let Ok(text) = file.front(&self.folder) else { continue };
            let address = file.address(&text.values, &self.context.config);
            if let Some(title) = text_of(&text.values, "title") {
                self.context.titles.insert(file.below.clone(), title);
            }
            if file.kind != ZolaKind::Section {
                let is_news = file.date(&text.values, &address).is_some();
                let count = news.entry(file.section().to_owned()).or_default();
                count.0 += usize::from(is_news);
                count.1 += 1;
                self.lists.entry(file.section().to_owned()).or_default().push(at);
            }
            self.context.addresses.insert(file.below.clone(), address);
        }
        zola_site::read(&self.context, &self.files, &mut self.site);
        let is_news = |section: &str| news.get(section).is_some_and(|(dated, all)| dated * 2 > *all);
        let main = news.iter().max_by_key(|(_, (dated, _))| *dated).map(|(section, _)| section.clone());
        // The news of the root is listed on home.
        let main = main.filter(|section| is_news(section) && !section.is_empty());
        let index_of = |section: &str| format!("/{}/", slugified(section, &self.context.config));
        self.site.index_address = main.as_deref().map(index_of);
        let index = self.site.index_address.clone().unwrap_or_else(|| "/".to_owned());
        let others = self.lists.keys().filter(|section| !section.is_empty() && is_news(section));
        for section in others.filter(|section| main.as_ref() != Some(section)) {
            let from = index_of(section);
            if section.contains('/') {
                self.site.redirects.push(ImportedRedirect { from, to: index.clone() });
            } else {
                let mut made = ImportedSection::of(section, from, true);
                let title = self.context.titles.get(&format!("{section}/_index.md"));
                made.title = title.cloned().unwrap_or(made.title);
                self.site.sections.push(made);
            }
        }
        self.lists.retain(|section, _| !section.is_empty() && !is_news(section));
        redirect_file::read(&self.folder, &mut self.site);
        self.site.losses.extend(self.folder.losses());
    }

    /// Links to the pages of a section.
    fn links(&self, file: &ZolaFile) -> Option<String> {
        if file.kind != ZolaKind::Section {
            return None;
        }
        let pages = self.lists.get(&file.folder)?.iter().filter_map(|at| self.files.get(*at));
        let link = |page: &ZolaFile| {
            let title = self.context.titles.get(&page.below).cloned().unwrap_or_else(|| page.name.clone());
            let address = self.context.addresses.get(&page.below)?;
            Some(format!("- [{}]({})", super::equivalents::label(&title), super::equivalents::address(address)))
        };
        Some(pages.filter(|page| page.language == file.language).filter_map(link).collect::<Vec<_>>().join("\n"))
    }

    fn is_beside(&self, file: &str) -> bool {
        let mut folder = file;
        while let Some((above, _)) = folder.rsplit_once('/') {
            if self.bundles.contains(above) {
                return true;
            }
            folder = above;
        }
        false
    }
}

impl ImportSource for ZolaSource {
    fn site(&self) -> &ImportedSite {
        &self.site
    }

    fn items(&self) -> Box<dyn Iterator<Item = Imported> + '_> {
        Box::new(self.files.iter().filter_map(|file| {
            let links = self.links(file);
            if file.kind == ZolaKind::Section && links.is_none() {
                return file.section_loss(&self.folder);
            }
            Some(file.read(&self.folder, &self.context, links.as_deref()))
        }))
    }

    fn files(&self) -> Box<dyn Iterator<Item = ImportedFile> + '_> {
        let file = |from: &str, below: &str| ImportedFile {
            from: from.to_owned(),
            to: from.strip_prefix(below).unwrap_or(from).to_owned(),
        };
        let fixed = self.folder.below("static").map(move |from| file(from, "static"));
        let beside = self.folder.below("content").filter(|from| !from.ends_with(".md") && !self.is_beside(from));
        Box::new(fixed.chain(beside.map(move |from| file(from, "content"))))
    }

    fn folder(&self) -> Option<&InputFolder> {
        Some(&self.folder)
    }

    fn link(&self, _item: &ImportedItem, to: &str) -> Option<String> {
        let (path, suffix) = to.find(['#', '?']).map_or((to, ""), |at| to.split_at_checked(at).unwrap_or((to, "")));
        let address = self.context.addresses.get(path.strip_prefix("@/")?)?;
        Some(format!("{address}{suffix}"))
    }

    fn term_slug(&self, _taxonomy: &str, name: &str) -> Option<String> {
        let off = super::values::at(&self.context.config, "slugify.taxonomies").and_then(Value::as_str) == Some("off");
        (!off).then(|| super::zola_page::slug(name))
    }
}
