//! The layout: the pages of a site, their addresses, and the destinations of all references between them.

use std::sync::Arc;

use super::files::Files;
use super::followers::Followers;
use super::link_table::LinkTable;
use super::page::Page;
use crate::base::{Address, Fingerprint, Index};
use crate::model::Order;

/// The pages of a site with their addresses. It knows nothing of the texts of items, so it stays the layout of a later site
/// in which only texts differ.
#[derive(Debug, Default)]
pub struct Layout {
    /// The order of the items.
    pub(super) order: Arc<Order>,
    /// The fingerprint of its other inputs; `None` where they are not known.
    pub(super) inputs: Option<Fingerprint>,
    /// The pages, in a fixed order.
    pub(super) pages: Vec<Page>,
    /// The files of `content/` that are published.
    pub(super) files: Files,
    /// The first page at each address.
    pub(super) by_address: Index,
    /// Pages at an address that an earlier page has, or below the file of another page: place of the page, place of the other.
    pub(super) clashes: Vec<(u32, u32)>,
    /// The destinations of the references of all items.
    pub(super) links: LinkTable,
    /// The items that follow others up.
    pub(super) followers: Followers,
}

impl Layout {
    /// The pages, in a fixed order.
    pub fn pages(&self) -> &[Page] {
        &self.pages
    }

    /// The order of the items.
    pub fn order(&self) -> &Arc<Order> {
        &self.order
    }

    /// The page at an address. Capitals count, as they do for most hosts.
    pub fn page_at(&self, address: &Address) -> Option<&Page> {
        self.pages.get(self.place_of(address)?)
    }

    /// The place of the page at an address.
    pub(super) fn place_of(&self, address: &Address) -> Option<usize> {
        let place = self.by_address.find(&address.key())?;
        self.pages.get(place).filter(|page| page.address.file() == address.file()).map(|_| place)
    }
}
