//! The file of an item: front matter and text.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use serde_json::{Map, Value};

use super::address::KeptAddress;
use super::item::{ImportedAttachment, ImportedImage, ImportedItem, ImportedKind};
use super::values::one_line;
use super::yaml_text::{YamlText, flow, scalar};
use crate::base::date::When;
use crate::base::slug::slugify;
use crate::content::seems_to_hold_back;

/// The most terms that an item may have in each taxonomy.
const MOST_TERMS: usize = 100;

/// What the front matter of an item depends on, beside the item.
#[derive(Clone, Copy, Debug)]
pub(super) struct TextContext<'c> {
    /// The time zone of the site.
    pub(super) zone: Tz,
    /// The slug that the file name gives.
    pub(super) slug_of_file: &'c str,
    /// The date that the file name gives.
    pub(super) day_of_file: Option<&'c str>,
    /// What keeps the address.
    pub(super) kept: &'c KeptAddress,
    /// The taxonomies that the site declares; terms of others become tags.
    pub(super) taxonomies: &'c BTreeSet<String>,
}

/// The text of the file of an item.
pub(super) fn write(item: &ImportedItem, body: &str, context: TextContext<'_>) -> String {
    let mut yaml = YamlText::default();
    yaml.line("---");
    yaml.text("title", &one_line(&item.title));
    let is_news = item.kind == ImportedKind::News;
    if let Some(date) = item.date.as_ref().filter(|_| is_news) {
        let day = date.day().to_string();
        if date.has_time || context.day_of_file != Some(&day) {
            yaml.line(&format!("date: {}", written(date, context.zone)));
        }
    }
    if let Some(updated) = &item.updated {
        yaml.line(&format!("updated: {}", written(updated, context.zone)));
    }
    if let Some(expires) = item.expires.as_ref().filter(|_| is_news) {
        yaml.line(&format!("expires: {}", written(expires, context.zone)));
    }
    yaml.optional("summary", item.summary.as_deref().map(one_line).as_deref());
    yaml.optional("lead", item.lead.as_deref());
    let mut aliases = item.aliases.clone();
    match context.kept {
        KeptAddress::Slug(slug) if slug != context.slug_of_file => yaml.text("slug", slug),
        KeptAddress::Whole(address) => yaml.text("address", &address.href()),
        KeptAddress::Redirect(old) => aliases.insert(0, old.href()),
        KeptAddress::None if context.slug_of_file.is_empty() => yaml.text("slug", &fallback_slug(item)),
        KeptAddress::Slug(_) | KeptAddress::None => {}
    }
    yaml.list("aliases", &aliases);
    yaml.optional("id", item.feed_id.as_deref());
    if is_news {
        terms(&mut yaml, item, context.taxonomies);
    }
    image(&mut yaml, item.image.as_ref());
    attachments(&mut yaml, &item.attachments);
    if !item.status.is_public() {
        yaml.line("draft: true");
    } else if held_key(item).is_some() {
        // It was public, whatever a key for the theme seems to say.
        yaml.line("draft: false");
    }
    if item.is_sticky && is_news {
        yaml.line("pinned_until: 9999-12-31");
    }
    extra(&mut yaml, item);
    yaml.line("---");
    let mut text = yaml.into_text();
    text.push('\n');
    text.push_str(body);
    text
}

/// The first key for the theme that seems to hold back a text which was public.
pub(super) fn held_key(item: &ImportedItem) -> Option<&str> {
    let held = item.extra.iter().find(|(key, value)| !is_taken(key) && seems_to_hold_back(key, value));
    held.map(|(key, _)| key.as_str()).filter(|_| item.status.is_public())
}

/// Whether a key would have no effect below `extra`.
fn is_taken(key: &str) -> bool {
    matches!(key, "draft" | "withdrawn" | "date" | "expires")
}

fn fallback_slug(item: &ImportedItem) -> String {
    let slug = slugify(&item.title);
    if slug.is_empty() { "item".to_owned() } else { slug }
}

/// A date as it is written: without an offset where it is that of the site.
pub(super) fn written(date: &When, zone: Tz) -> String {
    if !date.has_time {
        return date.day().to_string();
    }
    let there = date.at.with_timezone(&zone);
    let form = if there.format("%S").to_string() == "00" { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S" };
    there.format(form).to_string()
}

fn terms(yaml: &mut YamlText, item: &ImportedItem, declared: &BTreeSet<String>) {
    let categories = [("categories", &item.categories)].into_iter();
    let lists = categories.chain(item.taxonomies.iter().map(|(name, terms)| (name.as_str(), terms)));
    let (own, others): (Vec<_>, Vec<_>) = lists.partition(|(name, _)| declared.contains(*name));
    let tags: Vec<String> =
        item.tags.iter().chain(others.iter().flat_map(|(_, terms)| terms.iter())).cloned().collect();
    yaml.list("tags", &unique(&tags));
    for (name, terms) in own {
        yaml.list(name, &unique(terms));
    }
    yaml.list("authors", &unique(&item.authors));
}

/// The terms without doubles, empty ones and those that give no address.
fn unique(terms: &[String]) -> Vec<String> {
    let mut unique: Vec<String> = Vec::new();
    for term in terms.iter().map(|term| one_line(term)) {
        let is_known = unique.iter().any(|known| known.to_lowercase() == term.to_lowercase());
        if !is_known && !slugify(&term).is_empty() && unique.len() < MOST_TERMS {
            unique.push(term);
        }
    }
    unique
}

fn image(yaml: &mut YamlText, image: Option<&ImportedImage>) {
    let Some(ImportedImage { src, alt, caption, credit }) = image else { return };
    let mut map = Map::new();
    map.insert("src".to_owned(), Value::from(src.as_str()));
    map.insert("alt".to_owned(), Value::from(one_line(alt)));
    for (key, value) in [("caption", caption), ("credit", credit)] {
        if let Some(value) = value.as_deref().map(one_line).filter(|value| !value.is_empty()) {
            map.insert(key.to_owned(), Value::from(value));
        }
    }
    yaml.value("image", &Value::Object(map));
}

fn attachments(yaml: &mut YamlText, attachments: &[ImportedAttachment]) {
    if attachments.is_empty() {
        return;
    }
    yaml.line("attachments:");
    for ImportedAttachment { src, title } in attachments {
        match title.as_deref().map(one_line).filter(|title| !title.is_empty()) {
            Some(title) => yaml.line(&format!("  - {{file: {}, title: {}}}", scalar(src), scalar(&title))),
            None => yaml.line(&format!("  - {}", scalar(src))),
        }
    }
}

fn extra(yaml: &mut YamlText, item: &ImportedItem) {
    let mut extra: Vec<(&str, Value)> = Vec::new();
    if item.kind == ImportedKind::Page {
        // A standing page has none of these; a theme may show them.
        let lists = [("tags", &item.tags), ("categories", &item.categories), ("authors", &item.authors)];
        let dates = item.date.as_ref().map(|date| ("published", Value::from(date.iso())));
        extra.extend(dates);
        extra.extend(
            lists.into_iter().filter(|(_, list)| !list.is_empty()).map(|(key, list)| (key, Value::from(list.clone()))),
        );
    }
    let own = item
        .extra
        .iter()
        .filter(|(key, value)| !is_taken(key) && !value.is_null() && !extra.iter().any(|(known, _)| known == key));
    let own: Vec<(&str, Value)> = own.map(|(key, value)| (key.as_str(), value.clone())).collect();
    extra.extend(own);
    if extra.is_empty() {
        return;
    }
    yaml.line("extra:");
    for (key, value) in extra {
        yaml.line(&format!("  {}: {}", scalar(key), flow(&value)));
    }
}
