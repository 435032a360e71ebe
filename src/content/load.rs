//! All files of `content/` → all items, read in parallel, in the order of their paths.

use rayon::prelude::*;

use super::read::{CONTENT, read};
use super::{Item, Names, TermId};
use crate::base::{Checked, Error, SourceFile, Sources};
use crate::config::Config;

/// What `content/` has.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// Its items, in the order of their files.
    pub items: Vec<Item>,
    /// The tags.
    pub tags: Names,
    /// The authors.
    pub authors: Names,
    /// The dossiers.
    pub dossiers: Names,
    /// The files that are no Markdown, in the order of their paths.
    pub files: Vec<SourceFile>,
    /// The Markdown files with mistakes of which no item could be made: a link to one is not a second mistake.
    pub unread: Vec<Box<str>>,
}

/// The names that an item has for its terms, before they are numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    pub(super) tags: Vec<Box<str>>,
    pub(super) authors: Vec<Box<str>>,
    pub(super) dossiers: Vec<Box<str>>,
}

/// Loads the content of a site.
///
/// # Errors
/// Where a file that is there cannot be read.
pub fn load(sources: &dyn Sources, config: &Config) -> Result<Checked<Content>, Error> {
    let mut findings = Vec::new();
    let (texts, files): (Vec<SourceFile>, Vec<SourceFile>) = sources
        .walk(CONTENT.trim_end_matches('/'), &mut findings)?
        .into_iter()
        .partition(|file| file.path.ends_with(".md") || file.path.ends_with(".markdown"));
    let read: Vec<(Option<(Item, Named)>, _)> = texts
        .par_iter()
        .map(|file| {
            let path = &*file.path;
            let bytes = sources.read(path).map_err(|error| Error::io(&format!("cannot read {path}"), &error))?;
            let mut findings = Vec::new();
            Ok((read(path, bytes, config, &mut findings), findings))
        })
        .collect::<Result<_, Error>>()?;
    let mut content = Content { files, ..Content::default() };
    content.items.reserve_exact(read.len());
    for ((item, found), text) in read.into_iter().zip(texts) {
        findings.extend(found);
        match item {
            Some((item, named)) => {
                let item = content.named(item, &named);
                content.items.push(item);
            }
            None => content.unread.push(text.path),
        }
    }
    Ok(Checked { value: content, findings })
}

impl Content {
    fn named(&mut self, mut item: Item, named: &Named) -> Item {
        let ids = |names: &mut Names, terms: &[Box<str>]| -> Box<[TermId]> {
            terms.iter().map(|name| names.add(name)).collect()
        };
        item.tags = ids(&mut self.tags, &named.tags);
        item.authors = ids(&mut self.authors, &named.authors);
        item.dossiers = ids(&mut self.dossiers, &named.dossiers);
        item
    }
}
