//! The lists that a theme declares, to show other items beside a page.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::entries::{Entry, entries};
use super::snapshot::Snapshot;
use crate::config::{LanguageId, Stream};
use crate::content::{CONTENT, Item, ItemKind};
use crate::model::{Group, ItemId};
use crate::theme::{DeclaredList, ListOrder, PageKind};

/// The lists that the theme declares for a kind of page.
pub(super) fn declared_lists(
    snapshot: &Snapshot,
    language: LanguageId,
    kind: PageKind,
) -> BTreeMap<&str, Vec<Entry<'_>>> {
    let name = serde_json::to_value(kind).ok();
    let name = name.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default();
    let wanted = snapshot.theme.manifest.lists.iter().filter(|(_, list)| {
        if list.on.is_empty() { kind == PageKind::Home } else { list.on.iter().any(|on| on == name) }
    });
    wanted.map(|(name, list)| (&**name, declared_list(snapshot, language, list))).collect()
}

fn declared_list<'p>(snapshot: &'p Snapshot, language: LanguageId, list: &DeclaredList) -> Vec<Entry<'p>> {
    let site = &snapshot.site;
    let limit = list.limit.unwrap_or(5);
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
        let is_page = |id: &ItemId| site.item(*id).kind == ItemKind::Page && site.item(*id).language == language;
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
    let is_wanted = |id: &ItemId| is_below(id) && has_all(id) && is_of_section(id);
    if list.sort == Some(ListOrder::Event) {
        let upcoming = site.newsroom(language).upcoming.iter().copied();
        let found = upcoming.filter(|id| from.binary_search(id).is_ok() && is_wanted(id)).take(limit);
        return entries(snapshot, &found.collect::<Vec<_>>());
    }
    let found = from.iter().copied().filter(is_wanted);
    let order = list.sort.unwrap_or(if list.pages { ListOrder::Title } else { ListOrder::Date });
    let found: Vec<ItemId> = match order {
        ListOrder::Date => found.take(limit).collect(),
        order => sorted(snapshot, found.collect(), order),
    };
    entries(snapshot, found.get(..limit.min(found.len())).unwrap_or_default())
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
        ListOrder::Title => ids.sort_by_cached_key(|id| (item(id).title.to_lowercase(), *id)),
        ListOrder::Weight => ids.sort_by(|a, b| weight(item(a)).total_cmp(&weight(item(b))).then(a.cmp(b))),
    }
    ids
}

fn weight(item: &Item) -> f64 {
    item.rare().extra.get("weight").and_then(serde_json::Value::as_f64).unwrap_or(f64::INFINITY)
}
