//! The site → its pages. Every address is computed once (addresses, paging, files) and laid out in a fixed order (layout,
//! page); two pages at one address are found (claims), and so is every link that leads nowhere (links, check). What readers
//! would stumble over is looked for where that is asked for (lint, with vague and document), and so is what leads elsewhere
//! (outward). Of pictures smaller copies are planned (pictures), and what is shown of an item where it is shared (sharing).
//! What a page's template may see is a value (view, made by look, entries and `item_view`), and so is what a feed and a
//! sitemap see (feed, made by feeds and sitemap) and a file for a host (host). What whoever carries the files elsewhere
//! wants to know of them is told too (outline).

mod addresses;
mod check;
mod claims;
mod document;
mod entries;
pub mod feed;
mod feeds;
pub mod files;
mod host;
mod item_view;
mod layout;
mod links;
mod lint;
mod look;
mod outline;
mod outward;
mod page;
mod paging;
mod pictures;
mod sharing;
mod site_view;
mod sitemap;
mod vague;
pub mod view;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::{Address, Fingerprint, Index};
use crate::content::ImageIndex;
use crate::model::{Order, Site};

pub use host::{HostFile, HostView, Moved};
pub use layout::lay_out;
pub use links::{Destination, Missing};
pub use outline::Outlined;
pub use outward::Outward;
pub use page::{Page, Subject};
pub use paging::Paging;
pub use pictures::{Format, Offer, Rendition};
pub use sharing::CardView;

/// What a theme brings to the plan.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Extras {
    /// The lists that its templates want beside their page, by name.
    pub lists: BTreeMap<Box<str>, DeclaredList>,
    /// Its own files: name and address, which has a fingerprint in it.
    pub files: Vec<(Box<str>, Address)>,
    /// The fingerprint of each, in the same order.
    pub fingerprints: Vec<Fingerprint>,
    /// Whether any template shows the related items of an item: they take long to find.
    pub shows_related: bool,
}

/// A list that a theme declares.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DeclaredList {
    /// Only items with this tag.
    pub tag: Option<String>,
    /// Only items of this author.
    pub author: Option<String>,
    /// Only items of this dossier.
    pub dossier: Option<String>,
    /// At most so many. Default: 5.
    pub limit: Option<usize>,
    /// The kinds of pages that have it: `home`, `item`, … Default: `home`.
    pub on: Vec<String>,
}

/// All pages of a site, each address once.
#[derive(Debug)]
pub struct Plan<'s> {
    /// The site.
    pub site: &'s Site<'s>,
    extras: &'s Extras,
    image_index: &'s ImageIndex,
    layout: Arc<Layout>,
    shared: entries::Shared,
    entry_fingerprints: Vec<Fingerprint>,
}

/// Which pages there are and where they stand. It knows nothing of what items say, so it is also that of a plan in which
/// some of them say something else.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// The order of the items.
    order: Arc<Order>,
    /// What else it is made of; `None` where that is not known.
    made_of: Option<Fingerprint>,
    /// The pages, in a fixed order.
    pages: Vec<Page>,
    files: BTreeMap<Box<str>, Address>,
    /// The files of the pictures that pages show, of which smaller copies are made.
    shown: BTreeSet<Box<str>>,
    /// How many bytes each file has that is offered with an item.
    attached: HashMap<Box<str>, u64>,
    by_key: Index,
    /// Pages at an address that an earlier one has: number of the later, number of the earlier.
    clashes: Vec<(u32, u32)>,
}

impl Plan<'_> {
    /// The pages, in a fixed order.
    pub fn pages(&self) -> &[Page] {
        &self.layout.pages
    }

    /// Which pages there are and where they stand.
    pub fn layout(&self) -> &Arc<Layout> {
        &self.layout
    }
}

impl Layout {
    /// The order of the items.
    pub fn order(&self) -> &Arc<Order> {
        &self.order
    }
}
