//! Files that are copied: those of an item's own folder, those that an item refers to, and `static/`.
//!
//! What belongs to a draft, or to nothing, is not copied: nothing leaks by being a file.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use super::{Plan, links};
use crate::base::{Address, Checked, Error, SourceFile, Sources};
use crate::content::{CONTENT, Item};

/// The folder that is copied as it is.
const STATIC: &str = "static/";

/// The files of a site that may be copied.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Found {
    /// Those in `content/`, in the order of their paths.
    pub content: Vec<SourceFile>,
    /// Those in `static/`, in the order of their paths.
    pub fixed: Vec<SourceFile>,
}

impl Found {
    /// Walks `static/`; `content` was walked before.
    pub fn walk(content: Vec<SourceFile>, sources: &dyn Sources) -> Result<Checked<Self>, Error> {
        let mut findings = Vec::new();
        let fixed = sources.walk(STATIC.trim_end_matches('/'), &mut findings)?;
        Ok(Checked { value: Self { content, fixed }, findings })
    }
}

/// The address of a file in `static/`.
pub(super) fn fixed_address(path: &str) -> Option<Address> {
    Address::parse(path.strip_prefix("static")?).ok()
}

/// The files of `content/` that are published, with their addresses.
pub(super) fn published(plan: &Plan<'_>, found: &Found) -> BTreeMap<Box<str>, Address> {
    let site = plan.site;
    let mut owners: HashMap<&str, Address> = HashMap::new();
    for id in site.ids().filter(|id| site.item(*id).owns_folder()) {
        let first = site.translations(id).first().copied().unwrap_or(id);
        owners.entry(site.item(id).folder()).or_insert_with(|| plan.item_address(first).folder());
    }
    let held: BTreeSet<&str> = site.order.held_back.iter().filter_map(|file| file.strip_suffix("index.md")).collect();
    let wanted = wanted(plan, found);
    let mut files = BTreeMap::new();
    for file in &found.content {
        let owner = ancestors(&file.path).find(|folder| owners.contains_key(folder) || held.contains(folder));
        let address = match owner.and_then(|folder| Some((folder, owners.get(folder)?))) {
            Some((folder, address)) => address.join(file.path.strip_prefix(folder).unwrap_or_default()),
            None if owner.is_none() && wanted.contains(&*file.path) => {
                Address::parse(&format!("/{}", file.path.strip_prefix(CONTENT).unwrap_or_default()))
            }
            None => continue,
        };
        if let Ok(address) = address {
            files.insert(file.path.clone(), address);
        }
    }
    files
}

/// The folders that a file is in, nearest first, each with a final `/`.
fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices('/').filter_map(|(at, _)| path.get(..=at))
}

/// Those of the files that published items refer to.
fn wanted<'f>(plan: &Plan<'_>, found: &'f Found) -> HashSet<&'f str> {
    let there: HashSet<&str> = found.content.iter().map(|file| &*file.path).collect();
    if there.is_empty() {
        return there;
    }
    let of_item = |item: &Arc<Item>| -> Vec<&'f str> {
        let files = item.files().filter_map(|(to, _)| links::file_path(item.folder(), to));
        files.filter_map(|path| there.get(&*path).copied()).collect()
    };
    plan.site.items.par_iter().flat_map_iter(of_item).collect()
}

/// The sizes of the published files that are offered with an item.
pub(super) fn attached(plan: &Plan<'_>, found: &Found) -> HashMap<Box<str>, u64> {
    let offers = plan.site.items.iter().flat_map(|item| item.rare().attachments.iter().map(move |offer| (item, offer)));
    let offered: BTreeSet<String> =
        offers.filter_map(|(item, offer)| links::file_path(item.folder(), &offer.file)).collect();
    let sizes = found.content.iter().filter(|file| offered.contains(&*file.path));
    sizes.map(|file| (file.path.clone(), file.stamp.size)).collect()
}
