//! The parts of a theme that decide which pages a site has and which lists they show.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::{Address, Fingerprint};

/// The lists that a theme declares, and the files that it brings along.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ThemeManifest {
    /// The lists that its templates show beside their page, with their names: each after the lists that it leaves out.
    pub lists: Vec<(Box<str>, DeclaredList)>,
    /// Its own files: name and address, which has a fingerprint in it.
    pub files: Vec<(Box<str>, Address)>,
    /// The fingerprint of each file, in the same order.
    pub fingerprints: Vec<Fingerprint>,
    /// The colours of the icon that the program draws; `None` for a site or a theme with an icon of its own.
    pub icon: Option<IconColours>,
    /// The colour of share cards, if the theme has an option `accent`.
    pub accent: Option<Box<str>>,
    /// The logo of share cards: the file of the option `logo`, if it is in `static/`.
    pub logo: Option<CardLogo>,
    /// Whether any template shows the image of a page for link previews.
    pub shows_share: bool,
    /// Whether any template shows the related items of an item: they take long to find.
    pub shows_related: bool,
    /// Whether it has a template for the page with all that readers can follow.
    pub has_follow: bool,
}

/// A logo, as it is drawn on share cards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CardLogo {
    /// The fingerprint of the file.
    pub fingerprint: Fingerprint,
    /// Its bytes: a drawing or a picture, or anything else.
    #[serde(skip)]
    pub bytes: Arc<[u8]>,
}

/// The colours of an icon, as `#rrggbb`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct IconColours {
    /// On light screens.
    pub light: Box<str>,
    /// On dark screens.
    pub dark: Box<str>,
}

/// Order of a declared list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ListOrder {
    /// Newest first.
    Date,
    /// By title, as the alphabet has it.
    Title,
    /// Only items with events that are not over, the next one first.
    Event,
    /// Pinned items first, then the others, newest first.
    Pinned,
    /// By the number `weight` under `extra`, smallest first; items without one come last.
    Weight,
}

/// The most items of a declared list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ListLimit {
    /// A number.
    Number(usize),
    /// An option of the theme, of the type `number`.
    Option(Box<str>),
}

/// A list that a theme declares in `theme.yaml`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DeclaredList {
    /// Only items with this tag.
    pub tag: Option<String>,
    /// Only items of this author.
    pub author: Option<String>,
    /// Only items of this dossier.
    pub dossier: Option<String>,
    /// Only items with these terms of the site's taxonomies, one of each: `{categories: Nieuws}`.
    pub taxonomy: BTreeMap<Box<str>, Box<str>>,
    /// Only items of this section; `main` for those of none.
    pub section: Option<String>,
    /// Only items below this folder of `content/`.
    pub folder: Option<String>,
    /// Standing pages instead of news items.
    pub pages: bool,
    /// Only items with a lead image.
    pub pictured: bool,
    /// Only items that these lists of the same page do not show; `pinned` is the list of pinned items on home.
    pub without: Vec<Box<str>>,
    /// The order. Default: `date`; for standing pages `title`.
    pub sort: Option<ListOrder>,
    /// The most items that it shows, or the option of the theme that says so. Default: 5.
    pub limit: Option<ListLimit>,
    /// The fewest items that it shows: with fewer, the list is empty. Default: 1.
    pub least: usize,
    /// The option that turns the list on: one that is `true`, or a list of names with that of the list.
    pub shown_by: Option<Box<str>>,
    /// The kinds of pages that have it: `home`, `item`, … Default: `home`.
    pub on: Vec<String>,
}
