//! Documents that are published by the Dutch Wet open overheid (Woo): for each information category a sitemap with the documents
//! themselves, and an index of it with the name that the harvester of open.overheid.nl expects
//! (standaarden.overheid.nl/diwoo/metadata, "Sitemapindex en Sitemaps").

use std::collections::{BTreeMap, HashSet};

use super::addresses::fixed;
use super::attachments::title;
use super::feed_view::{SitemapIndexView, WooDocument, WooSitemapView};
use super::files::Files;
use super::page::Subject;
use super::paths::file_path;
use super::places::in_front_matter;
use super::sitemap_parts::LARGEST;
use super::snapshot::Snapshot;
use crate::base::files::readable_text;
use crate::base::yaml::Mapping;
use crate::base::{Address, Code, Diagnostic};
use crate::config::{FILE, WooCategory};
use crate::content::{Attachment, ItemKind};
use crate::model::{ItemId, Site};

/// A document with a category.
struct CategorisedFile<'s> {
    item: ItemId,
    offer: &'s Attachment,
    category: WooCategory,
    address: &'s Address,
}

/// The documents with a category, those of the oldest items first, each once: the harvester knows a document by its URL.
fn documents<'s>(site: &'s Site, files: &'s Files) -> Vec<CategorisedFile<'s>> {
    if site.config.woo.is_none() {
        return Vec::new();
    }
    let mut known = HashSet::new();
    let mut ids: Vec<ItemId> = site.ids().filter(|id| !site.item(*id).is_shared_draft()).collect();
    ids.reverse();
    let of_item = |item: ItemId| site.item(item).rare().attachments.iter().map(move |offer| (item, offer));
    let published = |(item, offer): (ItemId, &'s Attachment)| {
        let path = file_path(&site.names, site.item(item).folder(), &offer.file)?;
        Some(CategorisedFile { item, offer, category: offer.woo?, address: files.address(&path)? })
    };
    ids.into_iter().flat_map(of_item).filter_map(published).filter(|found| known.insert(found.address)).collect()
}

/// The pages for the harvester: for each category that has documents its index, and the parts of its sitemap.
pub(super) fn pages(site: &Site, files: &Files) -> Vec<(Address, Subject)> {
    let mut counts: BTreeMap<WooCategory, usize> = BTreeMap::new();
    for document in documents(site, files) {
        *counts.entry(document.category).or_default() += 1;
    }
    let of_category = |(category, count): (WooCategory, usize)| {
        let parts = (0..count.div_ceil(LARGEST))
            .map(move |part| (part_address(category, part), Subject::WooSitemap { category, part }));
        std::iter::once((index_address(category), Subject::WooIndex(category))).chain(parts)
    };
    counts.into_iter().flat_map(of_category).collect()
}

fn index_address(category: WooCategory) -> Address {
    fixed(&format!("/sitemapindex-diwoo-infocat{:03}.xml", category.number()))
}

fn part_address(category: WooCategory, part: usize) -> Address {
    fixed(&format!("/sitemap-diwoo-infocat{:03}-{}.xml", category.number(), part + 1))
}

/// The URLs of the indexes, for `robots.txt`.
pub(super) fn index_urls(snapshot: &Snapshot) -> impl Iterator<Item = String> {
    let indexes = snapshot.pages().iter().filter(|page| matches!(page.subject, Subject::WooIndex(_)));
    indexes.map(|page| snapshot.config.url(&page.address))
}

/// The view of the index of a category.
pub fn woo_index(snapshot: &Snapshot, category: WooCategory) -> SitemapIndexView {
    let is_part = |subject: &Subject| matches!(subject, Subject::WooSitemap { category: of, .. } if *of == category);
    let parts = snapshot.pages().iter().filter(|page| is_part(&page.subject));
    SitemapIndexView { parts: parts.map(|page| snapshot.config.url(&page.address)).collect() }
}

/// The view of a part of the sitemap of a category.
pub fn woo_sitemap(snapshot: &Snapshot, category: WooCategory, part: usize) -> WooSitemapView<'_> {
    let (site, config) = (&*snapshot.site, &snapshot.config);
    let document = |found: CategorisedFile<'_>| {
        let item = site.item(found.item);
        let published = Some(item.date).filter(|_| item.kind == ItemKind::News);
        let created = found.offer.date.or(published);
        let changed = item.updated(site.at).into_iter().chain(published).chain(created).max_by_key(|when| when.at);
        WooDocument {
            url: config.url(found.address),
            changed: changed.map(|when| when.iso()),
            created: created.map(|when| when.day().to_string()),
            adopted: created.map(|when| when.at.to_rfc3339()),
            title: title(found.offer).to_owned(),
        }
    };
    let of_category = documents(site, &snapshot.layout.files).into_iter().filter(|found| found.category == category);
    WooSitemapView {
        organisation: config.woo.as_ref().map_or("", |woo| &woo.organisation),
        publisher: config.woo.as_ref().map_or("", |woo| &woo.name),
        category,
        documents: of_category.skip(part * LARGEST).take(LARGEST).map(document).collect(),
    }
}

/// The first attachment with a category, where the settings do not say which organisation publishes.
pub fn idle_woo(snapshot: &Snapshot) -> Option<Diagnostic> {
    let site = &snapshot.site;
    let is_typed =
        || readable_text(&*snapshot.sources, FILE).is_some_and(|text| Mapping::whole(FILE, &text).has("woo"));
    let with_category = |id: &ItemId| site.item(*id).rare().attachments.iter().find(|offer| offer.woo.is_some());
    let (id, offer) = site.ids().find_map(|id| Some((id, with_category(&id)?)))?;
    // A setting that is invalid has a finding of its own.
    if site.config.woo.is_some() || is_typed() {
        return None;
    }
    let place = in_front_matter(snapshot, id, |mapping| mapping.value("attachments", &offer.file));
    let message =
        format!("`{}` has a category of the Wet open overheid, and {FILE} does not say who publishes", offer.file);
    let hint = "add to site.yaml: `woo: {organisation: https://identifier.overheid.nl/tooi/id/gemeente/gm0855}`, with the \
                identifier of your organisation";
    Some(Diagnostic::new(Code::WooIdle, place, message).hint(hint))
}
