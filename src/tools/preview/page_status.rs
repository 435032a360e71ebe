//! The preview bar: the state of the page that a browser shows, and suggestions for an address where nothing stands.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::editor::Editor;
use super::generation::Generation;
use super::page::{Answer, address, answer, language_at, page_at, style_sheets};
use super::status::SiteStatus;
use super::style::StyleSheet;
use crate::base::date::When;
use crate::base::{Address, Diagnostic};
use crate::config::Contact;
use crate::content::{Item, ItemKind};
use crate::model::{ItemId, Week};
use crate::plan::{self, Page, Snapshot, Subject, future_address, item_address};
use crate::theme::PageKind;

/// The most addresses that are suggested.
const MOST_NEAR: usize = 5;

/// A request of the bar.
#[derive(Clone, Debug, Default)]
pub(super) struct PageQuery {
    /// The path that the browser shows.
    pub(super) path: String,
    /// The file of the item that it showed there before.
    pub(super) file: Option<String>,
    /// Now.
    pub(super) now: DateTime<Utc>,
}

/// The state of a page.
#[derive(Debug, Serialize)]
pub(super) struct PageStatus {
    /// The tag of the language of the page.
    language: String,
    /// Changes when the page does; none where it cannot be shown.
    fingerprint: Option<String>,
    /// The link to the item that stood there before.
    moved: Option<String>,
    /// The moment for which the site was made, in its time zone: `2013-12-03T14:30`.
    at: String,
    item: Option<ItemStatus>,
    missing: Option<MissingPage>,
    /// What the page of a week does not show yet: drafts of that week, and items that are scheduled in it.
    waiting: Vec<HeldItem>,
    styles: Vec<StyleSheet>,
    new: Vec<PageLink>,
}

#[derive(Debug, Serialize)]
struct ItemStatus {
    title: String,
    file: String,
    /// The link that opens the file in the editor.
    editor: Option<String>,
    /// The contacts that the page shows.
    contacts: Vec<ContactPlace>,
    states: Vec<ItemState>,
    words: u32,
    minutes: u32,
    languages: Vec<LanguageLink>,
    /// How many errors and warnings its file has.
    findings: usize,
}

/// A contact, and the file that it stands in.
#[derive(Debug, Serialize)]
struct ContactPlace {
    name: String,
    file: String,
    /// The link that opens the file in the editor.
    editor: Option<String>,
}

/// A state of an item beside published.
#[derive(Debug, Serialize)]
struct ItemState {
    /// `draft`, `withdrawn`, `expired`, `held`, `pinned` or `live`.
    kind: &'static str,
    /// Until when.
    until: Option<String>,
}

#[derive(Debug, Serialize)]
struct LanguageLink {
    tag: String,
    name: String,
    href: String,
    is_shown: bool,
}

#[derive(Debug, Serialize)]
struct PageLink {
    title: String,
    href: String,
}

/// Suggestions for an address where nothing stands.
#[derive(Debug, Serialize)]
struct MissingPage {
    near: Vec<PageLink>,
    /// The items that would stand there.
    held: Vec<HeldItem>,
}

#[derive(Debug, Serialize)]
struct HeldItem {
    title: String,
    file: String,
    editor: Option<String>,
    states: Vec<ItemState>,
}

/// The state of a page, for the bar.
pub(super) fn page_status(
    generation: &Generation,
    query: &PageQuery,
    status: &SiteStatus,
    editor: &Editor,
) -> PageStatus {
    let site = &generation.snapshot.site;
    let config = &generation.snapshot.config;
    let below = query.path.strip_prefix(config.base_path.as_str()).unwrap_or(&query.path);
    let page = address(below).and_then(|address| page_at(generation, &address));
    let language = page.map_or_else(|| language_at(generation, below), |page| page.language);
    let (fingerprint, is_missing) = match answer(generation, &query.path) {
        Answer::Page(_, _, fingerprint) => (fingerprint, false),
        Answer::Nothing(_, fingerprint) => (Some(fingerprint), true),
        _ => (None, false),
    };
    let own = query.file.as_deref().and_then(|file| site.find(file)).map(|id| item_address(site, id));
    let is_elsewhere = |address: &&Address| page.is_none_or(|page| page.address != **address);
    let link = |id| PageLink { title: site.item(id).title.to_string(), href: config.href(item_address(site, id)) };
    PageStatus {
        language: config.language(language).tag.to_string(),
        fingerprint: fingerprint.map(|fingerprint| fingerprint.to_string()),
        moved: own.filter(is_elsewhere).map(|address| config.href(address)),
        at: site.at.with_timezone(&config.time_zone).format("%Y-%m-%dT%H:%M").to_string(),
        item: page.and_then(|page| item_status(generation, page, query, status, editor)),
        waiting: page.map(|page| waiting(generation, page, query.now, editor)).unwrap_or_default(),
        missing: is_missing.then(|| missing(generation, below, query.now, editor)),
        styles: style_sheets(generation).to_vec(),
        new: status.new.iter().filter_map(|file| site.find(file)).map(link).collect(),
    }
}

fn item_status(
    generation: &Generation,
    page: &Page,
    query: &PageQuery,
    status: &SiteStatus,
    editor: &Editor,
) -> Option<ItemStatus> {
    // The page of a term or a section is of the file about it.
    let id = page.subject.source().or_else(|| generation.snapshot.text_of(page))?;
    let Snapshot { config, site, .. } = &generation.snapshot;
    let item = site.item(id);
    let translations = site.translations(site.listed_as(id));
    let versions = site.versions(id).iter().filter(|id| !translations.contains(id));
    let languages = translations.iter().chain(versions).map(|other| {
        let language = config.language(site.item(*other).language);
        let plain = site.item(*other).rare().plain.as_ref();
        LanguageLink {
            tag: language.tag.to_string(),
            name: plain.map_or_else(|| language.name.to_string(), |plain| format!("{}, {}", language.name, plain.name)),
            href: config.href(item_address(site, *other)),
            is_shown: *other == id,
        }
    });
    let is_live = item.rare().live.as_ref().is_some_and(|live| live.is_open);
    let live = is_live.then_some(ItemState { kind: "live", until: None });
    let own = || status.findings.iter().filter(|finding| finding.place.file == item.file);
    let lints = plan::lint(&generation.snapshot, id);
    let is_same = |known: &Diagnostic, lint: &Diagnostic| (known.code, &known.place) == (lint.code, &lint.place);
    Some(ItemStatus {
        title: item.title.to_string(),
        file: item.file.to_string(),
        editor: editor.link(&item.file, 1, 1),
        contacts: contacts(&generation.snapshot, id, editor),
        states: states(&generation.snapshot, item, query.now).into_iter().chain(live).collect(),
        words: item.facts.words,
        minutes: item.facts.minutes(),
        languages: languages.collect(),
        findings: own().count() + lints.iter().filter(|lint| !own().any(|known| is_same(known, lint))).count(),
    })
}

/// The contacts of an item that have a place of their own: `content/contacts/`, or `site.yaml`.
fn contacts(snapshot: &Snapshot, id: ItemId, editor: &Editor) -> Vec<ContactPlace> {
    let site = &snapshot.site;
    let named = site.contact_of(id).and_then(|(key, _)| key);
    let keys: BTreeSet<&str> = named.into_iter().chain(site.item(id).facts.contacts.iter().map(|key| &**key)).collect();
    let place = |contact: &Contact| ContactPlace {
        name: contact.name.to_string(),
        file: contact.file.to_string(),
        editor: editor.link(&contact.file, 1, 1),
    };
    keys.into_iter().filter_map(|key| site.contact(key)).map(place).collect()
}

fn states(snapshot: &Snapshot, item: &Item, now: DateTime<Utc>) -> Vec<ItemState> {
    let mut states = Vec::new();
    if item.draft {
        states.push(ItemState { kind: if item.withdrawn { "withdrawn" } else { "draft" }, until: None });
    }
    if let Some(closing) = item.newsroom().closed_at(snapshot.site.at) {
        states.push(ItemState { kind: closing.kind.name(), until: None });
    }
    if item.date.at > now {
        states.push(ItemState { kind: "held", until: Some(in_words(snapshot, item, item.date)) });
    }
    if let Some(until) = item.rare().pinned_until.filter(|_| snapshot.site.is_pinned(item)) {
        states.push(ItemState { kind: "pinned", until: Some(in_words(snapshot, item, until)) });
    }
    states
}

/// A moment in the words of the item's language.
fn in_words(snapshot: &Snapshot, item: &Item, when: When) -> String {
    let day = snapshot.config.language(item.language).calendar.day(when.day());
    when.time().map_or(day.clone(), |time| format!("{day}, {time}"))
}

fn missing(generation: &Generation, below: &str, now: DateTime<Utc>, editor: &Editor) -> MissingPage {
    let Some(wanted) = address(below) else { return MissingPage { near: Vec::new(), held: Vec::new() } };
    let Snapshot { config, site, .. } = &generation.snapshot;
    let is_there = |item: &&Arc<Item>| {
        let future = future_address(site, item);
        future.as_str().trim_end_matches('/') == wanted.as_str().trim_end_matches('/')
    };
    let held = |item: &Arc<Item>| held_item(generation, item, now, editor);
    let link = |page: &Page| PageLink {
        title: match page.subject.item() {
            Some(id) => site.item(id).title.to_string(),
            None => page.address.to_string(),
        },
        href: config.href(&page.address),
    };
    let near = near(&generation.snapshot, wanted.as_str()).into_iter().map(link).collect();
    MissingPage { near, held: site.held.iter().filter(is_there).map(held).collect() }
}

fn waiting(generation: &Generation, page: &Page, now: DateTime<Utc>, editor: &Editor) -> Vec<HeldItem> {
    let Subject::Week(week) = page.subject else { return Vec::new() };
    let is_of_week = |item: &&Arc<Item>| {
        item.kind == ItemKind::News && item.language == page.language && Week::of(item.date.day()) == week
    };
    let held = generation.snapshot.site.held.iter().filter(is_of_week);
    held.map(|item| held_item(generation, item, now, editor)).collect()
}

fn held_item(generation: &Generation, item: &Item, now: DateTime<Utc>, editor: &Editor) -> HeldItem {
    HeldItem {
        title: item.title.to_string(),
        file: item.file.to_string(),
        editor: editor.link(&item.file, 1, 1),
        states: states(&generation.snapshot, item, now),
    }
}

/// The pages at the addresses that are most like one.
fn near<'s>(snapshot: &'s Snapshot, wanted: &str) -> Vec<&'s Page> {
    let wanted = wanted.to_lowercase();
    let most = (wanted.len() / 4).max(3);
    let own = last_part(&wanted);
    let distance = |page: &'s Page| {
        let kind = snapshot.kind(page).filter(|kind| !matches!(kind, PageKind::Redirect | PageKind::NotFound))?;
        let address = page.address.as_str();
        if kind == PageKind::Item && last_part(address) == own {
            return Some((0, page));
        }
        let is_far = address.len().abs_diff(wanted.len()) > most;
        let distance = (!is_far).then(|| strsim::damerau_levenshtein(&wanted, address))?;
        (distance <= most).then_some((distance, page))
    };
    let mut near: Vec<(usize, &Page)> = snapshot.pages().iter().filter_map(distance).collect();
    near.sort_by_key(|(distance, page)| (*distance, &page.address));
    near.into_iter().map(|(_, page)| page).take(MOST_NEAR).collect()
}

/// The last part of an address: mostly the slug.
fn last_part(address: &str) -> &str {
    address.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}
