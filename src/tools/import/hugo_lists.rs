//! Lists of Hugo: the page of a section becomes a standing page with links to its texts, or leads to the index of news.

use std::collections::{BTreeMap, BTreeSet};

use super::equivalents::{address, label};
use super::hugo_config::HugoLanguage;
use super::hugo_context::HugoContext;
use super::hugo_item::{HugoFile, HugoKind};
use super::item::{ImportedBody, ImportedItem, ImportedKind, ImportedPlace};
use super::site::{ImportedRedirect, ImportedSite};
use super::values::canonical_tag;

/// The most texts that a page links to.
const MOST: usize = 1000;

/// A folder whose list readers saw.
#[derive(Clone, Debug)]
pub(super) struct HugoList {
    language: HugoLanguage,
    /// The folder, below that of all texts.
    folder: String,
    /// The places of the texts in it.
    texts: Vec<usize>,
}

/// The lists of a site that become pages; the redirects of the others are added to the site.
pub(super) fn lists(context: &HugoContext, files: &[HugoFile], site: &mut ImportedSite) -> Vec<HugoList> {
    let mut found: BTreeMap<(String, String), HugoList> = BTreeMap::new();
    let branches: BTreeSet<(&str, &str)> = files
        .iter()
        .filter(|file| file.kind == HugoKind::Branch)
        .map(|file| (&*file.language, &*file.folder))
        .collect();
    for (at, file) in files.iter().enumerate() {
        let Some(language) = context.config.languages.iter().find(|language| language.key == file.language) else {
            continue;
        };
        let folder = match file.kind {
            HugoKind::Single => &*file.folder,
            HugoKind::Leaf | HugoKind::Branch => file.folder.rsplit_once('/').map_or("", |(above, _)| above),
        };
        let is_list = !folder.contains('/') || branches.contains(&(&*file.language, folder));
        if !folder.is_empty() && is_list {
            let key = (file.language.clone(), folder.to_owned());
            let list = || HugoList { language: language.clone(), folder: folder.to_owned(), texts: Vec::new() };
            found.entry(key).or_insert_with(list).texts.push(at);
        }
    }
    let index = site.index_address.clone();
    found.retain(|_, list| {
        let section = list.folder.split('/').next().unwrap_or_default().to_lowercase();
        let from = format!("{}/{}/", list.language.prefix, list.folder.to_lowercase());
        let is_of_news = context.news.contains(&section);
        let is_made = site.sections.iter().any(|section| section.index_address == from);
        let to =
            index.as_ref().filter(|index| is_of_news && !is_made && **index != from && list.language.prefix.is_empty());
        if let Some(to) = to {
            site.redirects.push(ImportedRedirect { from, to: to.clone() });
        }
        !is_of_news && !context.is_list(&list.folder)
    });
    found.into_values().collect()
}

impl HugoList {
    /// Whether the list has a text of its own, which becomes the page.
    pub(super) fn is_of(&self, file: &HugoFile) -> bool {
        file.kind == HugoKind::Branch && file.folder == self.folder && file.language == self.language.key
    }

    /// The links to the texts.
    pub(super) fn links(&self, context: &HugoContext, files: &[HugoFile]) -> String {
        let texts = self.texts.iter().filter_map(|at| files.get(*at)).take(MOST);
        let links = texts.filter_map(|file| {
            let key = format!("{}/{}", file.language, file.logical());
            let to = context.addresses.get(&key)?;
            let title = context.titles.get(&key).cloned().unwrap_or_else(|| file.name.replace('-', " "));
            Some(format!("- [{}]({})", label(&title), address(to)))
        });
        links.collect::<Vec<_>>().join("\n")
    }

    /// The page of a list without a text of its own.
    pub(super) fn item(&self, context: &HugoContext, files: &[HugoFile]) -> Option<ImportedItem> {
        let links = self.links(context, files);
        if links.is_empty() {
            return None;
        }
        let name = self.folder.rsplit('/').next().unwrap_or_default().replace('-', " ");
        let mut title = name;
        if let Some(first) = title.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        let place = format!("content/{}/", self.folder);
        Some(ImportedItem {
            key: format!("list:{}/{}", self.language.key, self.folder),
            place: ImportedPlace { file: place, line: 0 },
            kind: ImportedKind::Page,
            title,
            path: format!("pages/{}", self.folder),
            address: Some(format!("{}/{}/", self.language.prefix, self.folder.to_lowercase())),
            language: Some(canonical_tag(&self.language.key)),
            body: ImportedBody::Markdown(links),
            ..ImportedItem::default()
        })
    }
}
