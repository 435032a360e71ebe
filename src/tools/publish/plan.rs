//! The changes of a run, as a pure function of the release, the target's listing and the manifest. Files of others, and files
//! that a pattern keeps, stay.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::listing::{ListedFile, OTHER, TargetListing};
use super::manifest::{Manifest, NAME};
use super::release::{self, ReleaseFile};
use crate::base::Role;
use crate::base::compression::Compression;

/// The changes of a run.
#[derive(Clone, Debug, Default)]
pub(super) struct PublishPlan<'r> {
    /// Files to put, in the order in which readers may see them: assets, pages, lists, feeds, sitemaps.
    pub puts: Vec<Put<'r>>,
    /// Files to remove afterwards: pages first, then their assets.
    pub removals: Vec<Removal>,
    /// Files that are up to date, with their tags.
    pub kept: Vec<(&'r ReleaseFile, Box<str>)>,
    /// The number of files of others that stay.
    pub foreign: usize,
    /// Files of others where a file of the site belongs.
    pub in_the_way: Vec<Box<str>>,
    /// A link, or something else that is neither a file nor a folder, below which files are to be put.
    pub on_the_way: Option<Box<str>>,
}

/// A file to put.
#[derive(Clone, Debug)]
pub(super) struct Put<'r> {
    /// The file.
    pub file: &'r ReleaseFile,
    /// The file that it replaces.
    pub replaces: Option<ListedFile>,
    /// Its position in the order of the run.
    pub order: PutOrder,
}

/// The position of a file in the order of a run: by role, and a compressed copy just before its original, so that it is never
/// older than that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PutOrder {
    /// The role of the file, or of the original of a compressed copy.
    pub role: Role,
    /// Whether the file is an original.
    pub is_original: bool,
}

/// A file to remove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Removal {
    /// Its name.
    pub name: Box<str>,
    /// Its size in bytes.
    pub size: u64,
    /// Whether it is a file still, and not a link that took its place.
    pub is_file: bool,
    /// Its role for readers.
    pub role: Role,
    /// The id of the item of this page.
    pub item: Option<Box<str>>,
}

impl PublishPlan<'_> {
    /// The number of bytes to send.
    pub(super) fn bytes(&self) -> u64 {
        self.puts.iter().map(|put| put.file.size).sum()
    }

    /// Compressed copies to remove before anything is put: their originals are replaced and have no such copy any more. A host
    /// would go on to send the copy.
    pub(super) fn stale_copies(&self) -> Vec<&str> {
        let put: BTreeSet<&str> = self.puts.iter().map(|put| &*put.file.name).collect();
        let is_stale = |name: &&str| Compression::original(name).is_some_and(|original| put.contains(original));
        self.removals.iter().map(|removal| &*removal.name).filter(is_stale).collect()
    }

    /// Whether there is nothing to do.
    pub(super) fn is_empty(&self) -> bool {
        self.puts.is_empty() && self.removals.is_empty()
    }
}

/// The comparison of a release with a target.
#[derive(Debug)]
pub(super) struct Comparison<'r, 'l> {
    files: &'r [ReleaseFile],
    listing: &'l TargetListing,
    known: &'l Manifest,
    /// For each file the one at the target, and whether it is the same; `None` where only its bytes tell.
    listed: Vec<Option<(&'l ListedFile, Option<bool>)>>,
}

impl<'r, 'l> Comparison<'r, 'l> {
    /// Compares the files of a release, sorted by name, with a listing.
    pub(super) fn new(files: &'r [ReleaseFile], listing: &'l TargetListing, known: &'l Manifest) -> Self {
        let compare = |file: &ReleaseFile| {
            let listed = listing.get(&file.name)?;
            let entry = known.0.get(&file.name).filter(|entry| listed.has_tag(&entry.tag));
            let is_same = match entry {
                Some(entry) => Some(entry.fingerprint == file.fingerprint),
                None if listed.size != file.size => Some(false),
                None => None,
            };
            // Without bytes on this machine the file at the target is the right one.
            Some((listed, if file.local.is_none() { Some(true) } else { is_same }))
        };
        Self { files, listing, known, listed: files.par_iter().map(compare).collect() }
    }

    /// The files whose bytes have to be compared.
    pub(super) fn undecided(&self) -> Vec<(&'l ListedFile, &'r ReleaseFile)> {
        let pairs = self.files.iter().zip(&self.listed);
        let undecided = pairs.filter_map(|(file, listed)| match listed {
            Some((listed, None)) => Some((*listed, file)),
            _ => None,
        });
        undecided.collect()
    }

    /// The plan. `matches` says of each undecided file, in their order, whether its bytes are the same; `keep` has the
    /// patterns of files to leave alone.
    pub(super) fn plan(&self, matches: &[bool], keep: &[String]) -> PublishPlan<'r> {
        let mut matches = matches.iter().copied();
        let mut plan = PublishPlan::default();
        for (file, listed) in self.files.iter().zip(&self.listed) {
            let Some((listed, is_same)) = listed else {
                // A file whose bytes are nowhere was removed by somebody: it stays away.
                plan.puts.extend(file.local.is_some().then(|| self.put(file, None)));
                continue;
            };
            if is_same.or_else(|| matches.next()) == Some(true) {
                plan.kept.push((file, listed.tag.clone()));
                continue;
            }
            if is_kept(&file.name, keep) {
                plan.foreign += 1;
                continue;
            }
            if !self.known.0.contains_key(&file.name) {
                plan.in_the_way.push(file.name.clone());
            }
            plan.puts.push(self.put(file, Some((*listed).clone())));
        }
        plan.puts.sort_by_key(|put| put.order);
        self.add_removals(&mut plan, keep);
        plan.on_the_way = plan.puts.iter().find_map(|put| self.on_the_way(&put.file.name)).map(Into::into);
        plan
    }

    /// What is listed above a file and is no folder: what is put there would be written to wherever a link leads.
    fn on_the_way<'n>(&self, name: &'n str) -> Option<&'n str> {
        let folders = name.match_indices('/').filter_map(|(end, _)| name.get(..end));
        let is_other = |folder: &&str| self.listing.get(*folder).is_some_and(|listed| *listed.tag == *OTHER);
        folders.into_iter().find(is_other)
    }

    fn add_removals(&self, plan: &mut PublishPlan<'_>, keep: &[String]) {
        let is_of_release = |name: &str| release::find(self.files, name).is_some();
        for (name, listed) in self.listing.iter().filter(|(name, _)| ***name != *NAME && !is_of_release(name)) {
            match self.known.0.get(name).filter(|_| !is_kept(name, keep)) {
                Some(entry) => {
                    let (role, item) = (entry.role, entry.item.clone());
                    let is_file = *listed.tag != *OTHER;
                    plan.removals.push(Removal { name: name.clone(), size: listed.size, is_file, role, item });
                }
                None => plan.foreign += 1,
            }
        }
        plan.removals.sort_by_key(|removal| std::cmp::Reverse(removal.role));
    }

    fn put(&self, file: &'r ReleaseFile, replaces: Option<ListedFile>) -> Put<'r> {
        let original = Compression::original(&file.name).and_then(|name| release::find(self.files, name));
        let order = PutOrder { role: original.unwrap_or(file).role, is_original: original.is_none() };
        Put { file, replaces, order }
    }
}

/// Whether a pattern keeps a file from being touched.
pub(super) fn is_kept(name: &str, keep: &[String]) -> bool {
    keep.iter().any(|pattern| fast_glob::glob_match(pattern.trim_start_matches('/'), name))
}
