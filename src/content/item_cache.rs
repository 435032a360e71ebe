//! The items of a site, cached in memory for a program that loads the site again and again: only changed files are read.

use std::sync::Arc;

use super::image_index::ImageStatus;
use super::inspected::InspectedFiles;
use super::ledger::KnownItem;
use super::load::{read_all, walk};
use super::sound_index::SoundStatus;
use super::{Content, ImageIndex, Item, Ledger, SiteInput, SoundIndex};
use crate::base::files::{Stamp, in_order};
use crate::base::{Checked, Diagnostic, Error, Fingerprint, SourceFile, Sources};

/// The items of a site as last loaded. Their terms keep their ids as long as the settings stay the same.
#[derive(Debug, Default)]
pub struct ItemCache {
    settings: Option<Fingerprint>,
    texts: Vec<CachedItem>,
    /// The names of all terms that there ever were.
    names: Content,
    /// The records of pictures.
    pictures: Option<InspectedFiles<ImageStatus>>,
    /// The records of files of sound.
    sounds: Option<InspectedFiles<SoundStatus>>,
    /// Increases with every change that may move other pages.
    arrangement: u64,
}

/// A Markdown file, with its item and its findings.
#[derive(Debug)]
struct CachedItem {
    path: Box<str>,
    /// `None` if the file has to be read again in any case.
    stamp: Option<Stamp>,
    item: Option<Arc<Item>>,
    findings: Vec<Diagnostic>,
}

impl CachedItem {
    /// Whether no other page changes its address or its lists when this item replaces another.
    fn stands_as(&self, other: &Self) -> bool {
        self.item.as_ref().zip(other.item.as_ref()).is_some_and(|(item, other)| item.stands_as(other))
    }
}

impl ItemCache {
    /// Loads the content of a site anew, but reads only the files that changed. `now` is the moment,
    /// in nanoseconds since 1970, before the files were walked. The ledger helps the first time.
    ///
    /// # Errors
    /// If an existing file cannot be read; what is kept is as it was.
    pub fn load(
        &mut self,
        sources: &dyn Sources,
        site: &SiteInput<'_>,
        ledger: &Ledger,
        now: i64,
    ) -> Result<Checked<Content>, Error> {
        let mut findings = Vec::new();
        let (texts, files) = walk(sources, &mut findings)?;
        if self.settings != Some(site.fingerprint()) {
            let (pictures, sounds, arrangement) = (self.pictures.take(), self.sounds.take(), self.arrangement + 1);
            *self = Self { settings: Some(site.fingerprint()), pictures, sounds, arrangement, ..Self::default() };
        }
        let is_first = self.texts.is_empty();
        let known = self.places(&texts);
        let wanted: Vec<SourceFile> =
            texts.iter().zip(&known).filter(|(_, known)| known.is_none()).map(|(file, _)| file.clone()).collect();
        let mut in_ledger = if is_first { ledger.read(sources, &wanted, site).items } else { Vec::new() };
        let mut read = read_all(sources, site, &wanted, &mut in_ledger)?.into_iter();
        let mut old: Vec<Option<CachedItem>> = std::mem::take(&mut self.texts).into_iter().map(Some).collect();
        let mut is_as_it_was = old.len() == texts.len();
        for ((file, place), own) in texts.into_iter().zip(known).zip(0..) {
            let kept = place.and_then(|place| old.get_mut(place)?.take());
            is_as_it_was &= kept.is_none() || place == Some(own);
            let cached = kept.or_else(|| {
                let read = read.next()?;
                let item = read.item.map(|KnownItem { item: (item, named), .. }| self.names.named(item, &named));
                let stamp = (!file.stamp.is_fresh_at(now)).then_some(file.stamp);
                let cached = CachedItem { path: file.path, stamp, item, findings: read.findings };
                is_as_it_was &= old.get(own).and_then(Option::as_ref).is_some_and(|old| cached.stands_as(old));
                Some(cached)
            });
            self.texts.extend(cached);
        }
        self.arrangement += u64::from(!is_as_it_was);
        Ok(self.content(files, findings))
    }

    /// Inspects pictures as [`ImageIndex::inspect`] does, but reads only those that changed.
    ///
    /// # Errors
    /// If an existing file cannot be read; what is kept is as it was.
    pub(super) fn image_index<'f>(
        &mut self,
        files: impl Iterator<Item = &'f SourceFile>,
        sources: &dyn Sources,
        ledger: &Ledger,
        now: i64,
    ) -> Result<ImageIndex, Error> {
        let before = self.pictures.get_or_insert_with(|| InspectedFiles::of(ledger));
        let after = before.again(files, sources, now)?;
        Ok(ImageIndex::of(self.pictures.insert(after)))
    }

    /// Inspects files of sound as [`SoundIndex::inspect`] does, but reads only those that changed.
    ///
    /// # Errors
    /// If an existing file cannot be read; what is kept is as it was.
    pub(super) fn sound_index<'f>(
        &mut self,
        files: impl Iterator<Item = &'f SourceFile>,
        sources: &dyn Sources,
        ledger: &Ledger,
        now: i64,
    ) -> Result<SoundIndex, Error> {
        let before = self.sounds.get_or_insert_with(|| InspectedFiles::of(ledger));
        let after = before.again(files, sources, now)?;
        Ok(SoundIndex::of(self.sounds.insert(after)))
    }

    /// The position of each file in the cache, if the file is unchanged.
    fn places(&self, files: &[SourceFile]) -> Vec<Option<usize>> {
        let mut kept = self.texts.iter().enumerate().peekable();
        let find = |file: &SourceFile| {
            // Both are in the order of walks, and nearly always the same.
            let is_gone = |path: &str| path != &*file.path && in_order(path, &file.path).is_lt();
            while kept.next_if(|(_, text)| is_gone(&text.path)).is_some() {}
            let (place, text) = kept.next_if(|(_, text)| text.path == file.path)?;
            (text.stamp == Some(file.stamp)).then_some(place)
        };
        files.iter().map(find).collect()
    }

    fn content(&self, files: Vec<SourceFile>, mut findings: Vec<Diagnostic>) -> Checked<Content> {
        findings.extend(self.texts.iter().flat_map(|text| text.findings.iter().cloned()));
        let unread = self.texts.iter().filter(|text| text.item.is_none());
        let content = Content {
            items: self.texts.iter().filter_map(|text| text.item.clone()).collect(),
            files,
            unread: unread.map(|text| text.path.clone()).collect(),
            arrangement: Some(self.arrangement),
            ..self.names.clone()
        };
        Checked { value: content, findings }
    }
}
