//! Copied files: those in the folder of an item, those that an item refers to, and those in `static/`.
//!
//! Files of drafts, and files that nothing refers to, are not copied: no file may leak.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use super::addresses::item_address;
use super::paths::file_path;
use crate::base::address::{AddressError, rename_hint};
use crate::base::{Address, Checked, Code, Diagnostic, Error, Place, SourceFile, Sources};
use crate::content::{CONTENT, Item, is_copy, own_folder};
use crate::model::Site;

/// The folder that is copied as it is.
const STATIC: &str = "static/";

/// The files of a site that may be copied.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SourceFiles {
    /// The files in `content/`, sorted by path.
    pub content: Vec<SourceFile>,
    /// The files in `static/`, sorted by path.
    pub fixed: Vec<SourceFile>,
    /// Addresses of lists and feeds that a target has.
    pub published: Vec<Address>,
}

impl SourceFiles {
    /// Walks `static/`; `content` has the files of `content/`, which was walked before.
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub fn walk(content: Vec<SourceFile>, sources: &dyn Sources) -> Result<Checked<Self>, Error> {
        let mut findings = Vec::new();
        let fixed = sources.walk(STATIC.trim_end_matches('/'), &mut findings)?;
        for file in &fixed {
            let address = Address::parse(file.path.strip_prefix("static").unwrap_or_default());
            findings.extend(address.err().map(|error| no_address(&file.path, error)));
        }
        Ok(Checked { value: Self { content, fixed, published: Vec::new() }, findings })
    }
}

/// The finding for a file whose name is no address.
fn no_address(path: &str, error: AddressError) -> Diagnostic {
    let message = format!("this file cannot be published under its name: {error}");
    Diagnostic::new(Code::AddressInvalid, Place::file(path), message).hint(rename_hint(path))
}

/// The address of a file in `static/`.
pub(super) fn fixed_address(path: &str) -> Option<Address> {
    Address::parse(path.strip_prefix("static")?).ok()
}

/// The files of `content/` that are published.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// Path and address of each, in the order of their paths.
    published: Vec<(Box<str>, Address)>,
    /// The path of each file that would be published if its name were an address.
    without_address: Vec<(Box<str>, AddressError)>,
    /// The pictures that pages show, of which renditions are made.
    pub(super) shown: BTreeSet<Box<str>>,
    /// The size in bytes of each file that is offered with an item.
    pub(super) attached: HashMap<Box<str>, u64>,
}

impl Files {
    /// The place of a file among the published ones.
    pub(super) fn find(&self, path: &str) -> Option<usize> {
        self.published.binary_search_by(|(known, _)| (**known).cmp(path)).ok()
    }

    /// A published file by its place: path and address.
    pub(super) fn get(&self, place: usize) -> Option<(&str, &Address)> {
        self.published.get(place).map(|(path, address)| (&**path, address))
    }

    /// The address of a file.
    pub(super) fn address(&self, path: &str) -> Option<&Address> {
        Some(self.get(self.find(path)?)?.1)
    }

    /// The findings for files whose names are no addresses.
    pub(super) fn without_address(&self) -> impl Iterator<Item = Diagnostic> {
        self.without_address.iter().map(|(path, error)| no_address(path, *error))
    }
}

/// The files that a site publishes beside its items: those of an item's own folder, and those that an item refers to.
pub(super) fn published(site: &Site, found: &SourceFiles) -> Files {
    let mut owners: HashMap<&str, Address> = HashMap::new();
    for id in site.ids().filter(|id| site.item(*id).owns_folder() && site.has_text(*id)) {
        let first = site.translations(id).first().copied().unwrap_or(id);
        owners.entry(site.item(id).folder()).or_insert_with(|| item_address(site, first).folder());
    }
    let closed = site.ids().skip(site.listed()).filter(|id| !site.has_text(*id)).map(|id| &site.item(id).file);
    let held: BTreeSet<&str> = site.order.held_back.iter().chain(closed).filter_map(|file| own_folder(file)).collect();
    let (referred, of_drafts) = (referred(site, found), referred_by_drafts(site, found));
    let (mut files, mut without_address) = (Vec::new(), Vec::new());
    for file in found.content.iter().filter(|file| !is_copy(&file.path)) {
        let owner = ancestors(&file.path).find(|folder| owners.contains_key(folder) || held.contains(folder));
        let address = match owner.and_then(|folder| Some((folder, owners.get(folder)?))) {
            Some((folder, address)) => address.join(file.path.strip_prefix(folder).unwrap_or_default()),
            None if owner.is_none() && referred.contains(&*file.path) => {
                Address::parse(&format!("/{}", file.path.strip_prefix(CONTENT).unwrap_or_default()))
            }
            None if owner.is_none() => match of_drafts.get(&*file.path) {
                Some(draft) => draft.join(file.path.strip_prefix(CONTENT).unwrap_or_default()),
                None => continue,
            },
            None => continue,
        };
        match address {
            Ok(address) => files.push((file.path.clone(), address)),
            Err(error) => without_address.push((file.path.clone(), error)),
        }
    }
    files.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    Files { published: files, without_address, shown: BTreeSet::new(), attached: attached(site, found) }
}

/// The folders that a file is in, nearest first, each with a final `/`.
fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices('/').filter_map(|(at, _)| path.get(..=at))
}

/// The files that published items refer to.
fn referred<'f>(site: &Site, found: &'f SourceFiles) -> HashSet<&'f str> {
    let there: HashSet<&str> = found.content.iter().map(|file| &*file.path).collect();
    if there.is_empty() {
        return there;
    }
    let of_item = |item: &Arc<Item>| of_item(site, item, &there);
    let photos = site.shown_contacts().filter_map(|contact| file_path(&site.names, CONTENT, contact.photo.as_deref()?));
    let photos = photos.filter_map(|path| there.get(&*path).copied()).collect::<Vec<_>>();
    site.items.par_iter().filter(|item| !item.is_shared_draft()).flat_map_iter(of_item).chain(photos).collect()
}

/// The files that shared drafts refer to, each with the address of the draft.
fn referred_by_drafts<'s>(site: &'s Site, found: &SourceFiles) -> HashMap<Box<str>, &'s Address> {
    let drafts = || site.items.iter().rev().take_while(|item| item.is_shared_draft());
    if drafts().next().is_none() {
        return HashMap::new();
    }
    let there: HashSet<&str> = found.content.iter().map(|file| &*file.path).collect();
    let of_draft = |item: &'s Arc<Item>| {
        let address = item.rare().address.as_ref()?;
        Some(of_item(site, item, &there).into_iter().map(move |path| (path.into(), address)))
    };
    drafts().filter_map(of_draft).flatten().collect()
}

/// The files that an item refers to.
fn of_item<'f>(site: &Site, item: &Item, there: &HashSet<&'f str>) -> Vec<&'f str> {
    let files = item.files().filter_map(|(to, _)| file_path(&site.names, item.folder(), to));
    files.filter_map(|path| there.get(&*path).copied()).collect()
}

/// The sizes of the files that are offered with an item.
fn attached(site: &Site, found: &SourceFiles) -> HashMap<Box<str>, u64> {
    let offers = site.items.iter().flat_map(|item| item.rare().attachments.iter().map(move |offer| (item, offer)));
    let offered: BTreeSet<String> =
        offers.filter_map(|(item, offer)| file_path(&site.names, item.folder(), &offer.file)).collect();
    let sizes = found.content.iter().filter(|file| offered.contains(&*file.path));
    sizes.map(|file| (file.path.clone(), file.stamp.size)).collect()
}
