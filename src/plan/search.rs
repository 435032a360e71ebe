//! What the search of the site finds: the items of each language, in tiers of which most never change.

use std::collections::BTreeMap;

use chrono::Datelike as _;

use super::addresses::fixed;
use super::snapshot::Snapshot;
use crate::base::Address;
use crate::config::{Language, LanguageId};
use crate::content::ItemKind;
use crate::model::ItemId;

/// The file by which the script of the search page finds all others. It is the only one whose name stays the same.
pub const INDEX: &str = "index.bin";

/// The folder of all files of indexes.
const FOLDER: &str = "/assets/search/";

/// How many items the newest tier has before they go to the tier of the year: a new item then changes few files.
const NEWEST: usize = 64;

/// Part of an index, by how often it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TierKind {
    /// Standing pages.
    Pages,
    /// The years before that of the newest item.
    Archive,
    /// The year of the newest item, in full steps.
    Year,
    /// The newest items.
    Newest,
}

impl TierKind {
    /// The letter with which the names of its files begin.
    pub fn letter(self) -> char {
        match self {
            Self::Pages => 'p',
            Self::Archive => 'a',
            Self::Year => 'y',
            Self::Newest => 'n',
        }
    }
}

/// The items of a tier.
#[derive(Debug)]
pub struct Tier {
    /// The language.
    pub language: LanguageId,
    /// Which part of the index it is.
    pub kind: TierKind,
    /// Its items, oldest first.
    pub items: Vec<ItemId>,
}

/// The address of a file of the index of a language.
pub fn index_address(language: &Language, name: &str) -> Address {
    fixed(&format!("{FOLDER}{}/{name}", language.tag.to_lowercase()))
}

/// Whether an address may be that of a file of an index.
pub fn is_of_index(snapshot: &Snapshot, address: &Address) -> bool {
    snapshot.config.search && address.as_str().starts_with(FOLDER)
}

/// The tiers of all languages, none of them empty. Without `search: true` there are none.
pub fn tiers(snapshot: &Snapshot) -> Vec<Tier> {
    if !snapshot.config.search {
        return Vec::new();
    }
    snapshot.config.language_ids().flat_map(|language| of_language(snapshot, language)).collect()
}

fn of_language(snapshot: &Snapshot, language: LanguageId) -> Vec<Tier> {
    let site = &snapshot.site;
    let is_found = |id: &ItemId| {
        let item = site.item(*id);
        // Neither closed items nor drafts that are shared are listed.
        (id.0 as usize) < site.listed() && item.language == language && !item.rare().unsearched && !item.is_version()
    };
    let of_kind = |kind: ItemKind| {
        let mut items: Vec<ItemId> = site.ids().filter(|id| site.item(*id).kind == kind && is_found(id)).collect();
        items.sort_by_key(|id| (site.item(*id).date.at, std::cmp::Reverse(*id)));
        items
    };
    let news = of_kind(ItemKind::News);
    let year = |id: &ItemId| site.item(*id).date.day().year();
    let this_year = news.last().map_or(0, year);
    // A small site has one part, in which the halves of compounds find each other.
    let archived = if news.len() <= NEWEST { 0 } else { news.partition_point(|id| year(id) < this_year) };
    let settled = if news.len() <= NEWEST { 0 } else { archived + (news.len() - archived) / NEWEST * NEWEST };
    let mut tiers = BTreeMap::from([(TierKind::Pages, of_kind(ItemKind::Page))]);
    for (place, id) in news.into_iter().enumerate() {
        let kind = match place {
            place if place < archived => TierKind::Archive,
            place if place < settled => TierKind::Year,
            _ => TierKind::Newest,
        };
        tiers.entry(kind).or_default().push(id);
    }
    let filled = tiers.into_iter().filter(|(_, items)| !items.is_empty());
    filled.map(|(kind, items)| Tier { language, kind, items }).collect()
}
