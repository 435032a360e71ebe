//! All files of `content/` → all items, read in parallel, in the order of their paths.

use std::sync::Arc;

use rayon::prelude::*;

use super::contacts::Contacts;
use super::file_name::{is_html, is_markdown};
use super::front_matter::has_front_matter;
use super::item::{Item, ItemTerms, TermId, TermNames};
use super::ledger::{KnownItem, KnownItems, Ledger, LedgerEntry};
use super::read::CONTENT;
use super::read_file::read;
use super::site_input::SiteInput;
use crate::base::{Checked, Diagnostic, Error, Fingerprint, SourceFile, Sources};

/// The contents of `content/`.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// Its items, in the order of their files.
    pub items: Vec<Arc<Item>>,
    /// The names of tags, authors, dossiers and the terms of the site's own taxonomies, by the number of the group.
    pub names: Vec<TermNames>,
    /// The files that are no items, in the order of their paths.
    pub files: Vec<SourceFile>,
    /// The files of items with errors that gave no item: a link to one is not a second error.
    pub unread: Vec<Box<str>>,
    /// The contacts.
    pub contacts: Arc<Contacts>,
    /// The number of the arrangement of the items in the item cache. While it stays the same, addresses and lists stay the
    /// same. `None` without a cache.
    pub arrangement: Option<u64>,
}

/// Loads the content of a site.
///
/// # Errors
/// If an existing file cannot be read.
pub(super) fn load(
    sources: &dyn Sources,
    site: &SiteInput<'_>,
    ledger: Option<&Ledger>,
) -> Result<Checked<Content>, Error> {
    let mut findings = Vec::new();
    let (texts, files) = walk(sources, &mut findings)?;
    let mut known = ledger.map(|ledger| ledger.read(sources, &texts, site)).unwrap_or_default();
    let read = read_all(sources, site, &texts, &mut known.items)?;
    if let Some(ledger) = ledger {
        remember(ledger, &known, &texts, &read, site);
    }
    let mut content = Content { files, ..Content::default() };
    let mut unread = Vec::new();
    let items = read.into_iter().zip(texts).filter_map(|(read, text)| {
        findings.extend(read.findings);
        let Some(KnownItem { item: (item, named), .. }) = read.item else {
            unread.push(text.path);
            return None;
        };
        Some(content.named(item, &named))
    });
    content.items = items.collect();
    content.unread = unread;
    Ok(Checked { value: content, findings })
}

/// The files of `content/`: those of items, which are Markdown, or HTML with front matter, and the others.
pub(super) fn walk(
    sources: &dyn Sources,
    findings: &mut Vec<Diagnostic>,
) -> Result<(Vec<SourceFile>, Vec<SourceFile>), Error> {
    let all = sources.walk(CONTENT.trim_end_matches('/'), findings)?;
    let is_item = |path: &str| is_markdown(path) || is_html(path) && has_front_matter(sources, path);
    Ok(all.into_iter().partition(|file| is_item(&file.path)))
}

/// A file that was read in this run, or is in the ledger.
#[derive(Default)]
pub(super) struct ReadFile {
    pub(super) item: Option<KnownItem>,
    pub(super) findings: Vec<Diagnostic>,
}

/// Reads the files that are not in the ledger.
pub(super) fn read_all(
    sources: &dyn Sources,
    site: &SiteInput<'_>,
    texts: &[SourceFile],
    known: &mut Vec<Option<KnownItem>>,
) -> Result<Vec<ReadFile>, Error> {
    known.resize_with(texts.len(), || None);
    let read = |(file, known): (&SourceFile, &mut Option<KnownItem>)| match known.take() {
        Some(known) => Ok(ReadFile { item: Some(known), ..ReadFile::default() }),
        None => read_one(sources, &file.path, site),
    };
    texts.par_iter().zip(known).map(read).collect()
}

fn read_one(sources: &dyn Sources, path: &str, site: &SiteInput<'_>) -> Result<ReadFile, Error> {
    let bytes = sources.read(path).map_err(|error| Error::io(&format!("cannot read {path}"), &error))?;
    let mut findings = Vec::new();
    let fingerprint = Fingerprint::of(&bytes);
    let item = read(path, bytes, site, &mut findings);
    let known = |(item, named)| KnownItem { item: (Arc::new(item), named), bytes: fingerprint, is_recorded: false };
    Ok(ReadFile { item: item.map(known), findings })
}

/// Files with findings are not stored, so that each run reports the findings anew.
fn remember(ledger: &Ledger, known: &KnownItems, texts: &[SourceFile], read: &[ReadFile], site: &SiteInput<'_>) {
    let good = texts.iter().zip(read).filter(|(_, read)| read.findings.is_empty());
    let all: Vec<LedgerEntry<'_>> = good.filter_map(|(file, read)| Some((file, read.item.as_ref()?))).collect();
    ledger.write(known, &all, site);
}

impl Content {
    /// An item with its terms as numbers.
    pub(super) fn named(&mut self, mut item: Arc<Item>, named: &ItemTerms) -> Arc<Item> {
        let mut ids = |group: u8, terms: &[Box<str>]| -> Box<[TermId]> {
            let group = usize::from(group);
            if self.names.len() <= group {
                self.names.resize_with(group + 1, TermNames::default);
            }
            let Some(known) = self.names.get_mut(group) else { return Box::default() };
            terms.iter().map(|name| known.add(name)).collect()
        };
        // Nobody else has it yet.
        if let Some(item) = Arc::get_mut(&mut item) {
            item.tags = ids(0, &named.tags);
            item.authors = ids(1, &named.authors);
            item.dossiers = ids(2, &named.dossiers);
            if !named.own.is_empty() {
                let own = named.own.iter().map(|(group, terms)| (*group, ids(*group, terms))).collect();
                item.rare.get_or_insert_default().terms = own;
            }
        }
        item
    }
}
