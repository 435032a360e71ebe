//! The versions of an item in one language, and the tag of its own.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

use super::addresses::item_address;
use super::snapshot::Snapshot;
use crate::config::{Config, PlainLevel, simple_tag};
use crate::content::Item;
use crate::model::ItemId;

/// Version of an item in the same language.
#[derive(Debug, Serialize, JsonSchema)]
pub struct VersionView<'s> {
    /// How plain its language is: `normal`, `plain` or `easy`.
    pub level: &'static str,
    /// The BCP 47 tag: `nl`, or for plain language `nl-simple`.
    pub language: Cow<'s, str>,
    /// The link to the page.
    pub href: String,
    /// The absolute URL of the page.
    pub url: String,
}

/// How plain the language of an item is.
pub(super) fn level(item: &Item) -> &'static str {
    match item.rare().plain.as_ref().map(|plain| plain.level) {
        None => "normal",
        Some(PlainLevel::Plain) => "plain",
        Some(PlainLevel::Easy) => "easy",
    }
}

/// The other versions of an item.
pub(super) fn versions(snapshot: &Snapshot, id: ItemId) -> Vec<VersionView<'_>> {
    let site = &snapshot.site;
    let others = site.versions(id).iter().filter(|other| **other != id);
    let view = |other: &ItemId| VersionView {
        level: level(site.item(*other)),
        language: language_tag(&snapshot.config, site.item(*other)),
        href: snapshot.config.href(item_address(site, *other)),
        url: snapshot.config.url(item_address(site, *other)),
    };
    others.map(view).collect()
}

/// The tag of the language of an item: that of the site, or of plain language.
pub(super) fn language_tag<'c>(config: &'c Config, item: &Item) -> Cow<'c, str> {
    let tag = &config.language(item.language).tag;
    if item.rare().plain.is_some() { Cow::Owned(simple_tag(tag)) } else { Cow::Borrowed(tag) }
}
