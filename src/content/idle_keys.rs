//! Keys that do nothing where they stand: below `extra`, beside another key, on a standing page, or by the name of a folder.

use serde_json::Value;

use super::ItemKind;
use super::held_back::{Says, iso, says_below_extra};
use super::newsroom_keys::WithdrawnFile;
use super::typed::{ItemFile, NEWS_KEYS, PAGES};
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic, Place};

/// The findings on the keys of an item that do nothing.
pub(super) fn idle_keys(mapping: &Mapping<'_>, kind: ItemKind, typed: &ItemFile) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> =
        typed.extra.iter().filter_map(|(key, value)| below_extra(mapping, kind, (key, value))).collect();
    let is_held = typed.draft || !matches!(typed.withdrawn, WithdrawnFile::Whole(false));
    let folder = mapping.file.split('/').find(|part| DRAFTS.contains(&part.to_lowercase().as_str()));
    found.extend(folder.filter(|_| !is_held).map(|folder| {
        let message = format!("this item is published, although it is in a folder `{folder}`");
        Diagnostic::new(Code::DraftsFolder, Place::file(mapping.file), message)
            .hint("add `draft: true` to hold it back, or move it to another folder")
    }));
    if typed.slug.is_some() && typed.address.is_some() {
        let message = "`slug` has no effect beside `address`";
        found.push(
            Diagnostic::new(Code::KeyIdle, mapping.key("slug"), message)
                .hint("remove one of the two: `address` is the whole address, and `slug` its last part"),
        );
    }
    if kind == ItemKind::Page {
        found.extend(NEWS_KEYS.iter().filter(|key| is_given(typed, key)).map(|key| {
            let message = format!("a standing page cannot have `{key}`");
            let hint = format!("remove `{key}`, or move the file out of `{PAGES}` if it is news");
            Diagnostic::new(Code::KeyNotForPages, mapping.key(key), message).hint(hint)
        }));
    }
    found
}

fn is_given(typed: &ItemFile, key: &str) -> bool {
    match key {
        "date" => typed.date.is_some(),
        "tags" => !typed.tags.is_empty(),
        "authors" => !typed.authors.is_empty(),
        "dossiers" => !typed.dossiers.is_empty(),
        "pinned_until" => typed.pinned_until.is_some(),
        "related" => !typed.related.is_empty(),
        "corrections" => !typed.corrections.is_empty(),
        "event" => typed.event.is_some(),
        "follow_up" => typed.follow_up.is_some(),
        "live" => typed.live.is_some(),
        _ => !typed.follows.is_empty(),
    }
}

/// A key below `extra` that is meant to hold the item back. An item that says itself whether it is a draft means what it says.
fn below_extra(mapping: &Mapping<'_>, kind: ItemKind, (key, value): (&str, &Value)) -> Option<Diagnostic> {
    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let line = match says_below_extra(key, &value) {
        _ if matches!(key, "draft" | "withdrawn" | "date" | "expires") => format!("{key}: {value}"),
        _ if mapping.has("draft") => return None,
        Some(Says::HeldBack) => "draft: true".to_owned(),
        Some(Says::From) if kind == ItemKind::Page => "draft: true".to_owned(),
        Some(Says::From) => format!("date: {}", later(mapping, &value)?),
        Some(Says::Until) => format!("expires: {}", iso(&value)?),
        Some(Says::Public | Says::Unclear) | None => return None,
    };
    let name = line.split(':').next().unwrap_or_default();
    let place = mapping.value("extra", key);
    let hint = if mapping.has(name) {
        format!("remove this line, and write `{line}` in line {} instead", mapping.key(name).line)
    } else {
        format!("remove this line, and write `{line}` above `extra`, without spaces before it")
    };
    Some(Diagnostic::new(Code::KeyMisplaced, place, format!("`{key}` has no effect below `extra`")).hint(hint))
}

/// The date of a value, where the item is public before it.
fn later(mapping: &Mapping<'_>, value: &str) -> Option<String> {
    let date = mapping.span_of("date").and_then(|span| mapping.text.get(span));
    let own = date.and_then(|line| line.split_once(':')).and_then(|(_, date)| iso(date.trim()));
    iso(value).filter(|date| own.is_none_or(|own| own < *date))
}

/// Folders that other programs, and people, keep for drafts.
const DRAFTS: &[&str] = &["_drafts", "drafts", "_concepten", "concepten", "entwürfe", "brouillons"];
