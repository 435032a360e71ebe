//! The lists that a theme declares, to show other items beside a page.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::entries::{Entry, entries};
use super::snapshot::Snapshot;
use crate::config::{LanguageId, Stream};
use crate::content::{CONTENT, Item, ItemKind};
use crate::model::{Group, ItemId};
use crate::theme::{DeclaredList, ListLimit, ListOrder, PageKind};

/// The lists that the theme declares for a kind of page, as items.
pub(super) struct DeclaredLists<'p>(Vec<(&'p str, Vec<ItemId>)>);

impl<'p> DeclaredLists<'p> {
    /// The lists for a page of this kind, made in their order: a list leaves out what earlier ones show.
    pub(super) fn of(snapshot: &'p Snapshot, language: LanguageId, kind: PageKind) -> Self {
        let name = serde_json::to_value(kind).ok();
        let name = name.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default();
        let wanted = snapshot.theme.manifest.lists.iter().filter(|(_, list)| {
            if list.on.is_empty() { kind == PageKind::Home } else { list.on.iter().any(|on| on == name) }
        });
        let mut done = Self(Vec::new());
        let mut pinned = None;
        for (name, list) in wanted {
            let mut others = done.shown_by(&list.without);
            if list.without.iter().any(|other| **other == *"pinned") {
                others.extend(pinned.get_or_insert_with(|| pinned_items(snapshot, language)).iter());
            }
            done.0.push((&**name, declared_list(snapshot, language, list, &others)));
        }
        done
    }

    /// The items that some of the lists show.
    fn shown_by(&self, names: &[Box<str>]) -> BTreeSet<ItemId> {
        let chosen = self.0.iter().filter(|(name, _)| names.iter().any(|other| **other == **name));
        chosen.flat_map(|(_, items)| items.iter().copied()).collect()
    }

    /// The items that any of the lists shows.
    pub(super) fn all_shown(&self) -> BTreeSet<ItemId> {
        self.0.iter().flat_map(|(_, items)| items.iter().copied()).collect()
    }

    /// The lists as a template sees them, by name.
    pub(super) fn views(&self, snapshot: &'p Snapshot) -> BTreeMap<&'p str, Vec<Entry<'p>>> {
        self.0.iter().map(|(name, items)| (*name, entries(snapshot, items))).collect()
    }
}

/// The pinned items of a language, newest first.
pub(super) fn pinned_items(snapshot: &Snapshot, language: LanguageId) -> Vec<ItemId> {
    let site = &snapshot.site;
    site.newest_first(language).iter().copied().filter(|id| site.is_pinned(site.item(*id))).collect()
}

fn declared_list(
    snapshot: &Snapshot,
    language: LanguageId,
    list: &DeclaredList,
    others: &BTreeSet<ItemId>,
) -> Vec<ItemId> {
    let site = &snapshot.site;
    let limit = match list.limit {
        Some(ListLimit::Number(limit)) => limit,
        _ => 5,
    };
    let folder = list.folder.as_deref().map(|folder| format!("{CONTENT}{}/", folder.trim_matches('/')));
    let is_below = |id: &ItemId| folder.as_ref().is_none_or(|folder| site.item(*id).file.starts_with(&**folder));
    let mut of_terms: Vec<&[ItemId]> = wanted_terms(snapshot, list)
        .map(|(group, name)| {
            let terms = site.terms(group);
            terms.find(name).map_or(&[][..], |term| terms.get(term).items(language))
        })
        .collect();
    // The shortest of the lists is searched for what the others have too.
    of_terms.sort_by_key(|items| items.len());
    let pages: Vec<ItemId>;
    let from = if list.pages {
        let is_page = |id: &ItemId| {
            let item = site.item(*id);
            item.kind == ItemKind::Page && item.language == language && !item.is_version()
        };
        pages = site.ids().take(site.listed()).skip(site.news()).filter(is_page).collect();
        &pages
    } else if let Some(items) = of_terms.first() {
        items
    } else {
        stream(snapshot, language, list.section.as_deref())
    };
    let section = list.section.as_deref().filter(|_| !of_terms.is_empty());
    let is_of_section = |id: &ItemId| {
        section.is_none_or(|name| snapshot.config.section(site.stream_of(*id)).map_or("main", |it| &it.name) == name)
    };
    // Ids are in the order of the news: newest first.
    let has_all = |id: &ItemId| of_terms.iter().skip(1).all(|items| items.binary_search(id).is_ok());
    let is_free = |id: &ItemId| !others.contains(id) && (!list.pictured || site.item(*id).image.is_some());
    let is_wanted = |id: &ItemId| is_free(id) && is_below(id) && has_all(id) && is_of_section(id);
    let found = from.iter().copied().filter(is_wanted);
    let order = list.sort.unwrap_or(if list.pages { ListOrder::Title } else { ListOrder::Date });
    let mut found: Vec<ItemId> = match order {
        ListOrder::Event => {
            let upcoming = site.newsroom(language).upcoming.iter().copied();
            upcoming.filter(|id| from.binary_search(id).is_ok() && is_wanted(id)).take(limit).collect()
        }
        ListOrder::Date => found.take(limit).collect(),
        order => sorted(snapshot, found.collect(), order),
    };
    found.truncate(if found.len() < list.least { 0 } else { limit });
    found
}

/// The terms that all items of a list have.
fn wanted_terms<'l>(snapshot: &'l Snapshot, list: &'l DeclaredList) -> impl Iterator<Item = (Group, &'l str)> {
    let always = [(Group::TAGS, &list.tag), (Group::AUTHORS, &list.author), (Group::DOSSIERS, &list.dossier)];
    let always = always.into_iter().filter_map(|(group, name)| Some((group, name.as_deref()?)));
    let group_of = |key: &str| snapshot.site.groups().find(|group| group.key(&snapshot.config) == key);
    // A taxonomy that the site does not have is a group without terms.
    let own = list.taxonomy.iter().map(move |(key, name)| (group_of(key).unwrap_or(Group(u8::MAX)), &**name));
    always.chain(own)
}

/// The news of a section, or of the main stream.
fn stream<'p>(snapshot: &'p Snapshot, language: LanguageId, section: Option<&str>) -> &'p [ItemId] {
    let Some(name) = section.filter(|name| *name != "main") else { return snapshot.site.newest_first(language) };
    let known = snapshot.config.sections.iter().zip(1..).find(|(section, _)| *section.name == *name);
    known.map_or(&[], |(_, number)| snapshot.site.stream(language, Stream(number)))
}

fn sorted(snapshot: &Snapshot, mut ids: Vec<ItemId>, order: ListOrder) -> Vec<ItemId> {
    let item = |id: &ItemId| snapshot.site.item(*id);
    match order {
        ListOrder::Date | ListOrder::Event => ids.sort_by_key(|id| Reverse(item(id).date.at)),
        ListOrder::Pinned => ids.sort_by_key(|id| (!snapshot.site.is_pinned(item(id)), *id)),
        ListOrder::Title => ids.sort_by_cached_key(|id| (item(id).title.to_lowercase(), *id)),
        ListOrder::Weight => ids.sort_by(|a, b| weight(item(a)).total_cmp(&weight(item(b))).then(a.cmp(b))),
    }
    ids
}

fn weight(item: &Item) -> f64 {
    item.rare().extra.get("weight").and_then(serde_json::Value::as_f64).unwrap_or(f64::INFINITY)
}
