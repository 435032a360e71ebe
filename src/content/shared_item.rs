//! An item that is held back → the item as it stands at the address of a shared draft.

use super::item::{Item, RareFields};
use super::newsroom::{Closing, ClosingKind, Newsroom};
use super::newsroom_keys::Keep;
use crate::base::Address;
use crate::base::date::When;

impl Item {
    /// The same item at the address of a shared draft: with its text, and in no list, as an item that is closed.
    #[must_use]
    pub fn as_shared_draft(&self, address: &Address, until: When) -> Self {
        let closing =
            Closing { kind: ClosingKind::Draft, date: Some(until), from: None, reason: None, keep: Keep::Text };
        let newsroom = Newsroom { withdrawal: Some(closing), expiry: None, ..self.newsroom().clone() };
        let rare = RareFields {
            address: Some(address.clone()),
            aliases: Vec::new(),
            pinned_until: None,
            newsroom: Some(Box::new(newsroom)),
            ..self.rare().clone()
        };
        Self { draft: false, rare: Some(Box::new(rare)), ..self.without_address() }
    }

    /// Whether it is the item of a shared draft: no other item may lead to it, nor know what only it names.
    pub fn is_shared_draft(&self) -> bool {
        self.newsroom().withdrawal.as_ref().is_some_and(|closing| closing.kind == ClosingKind::Draft)
    }
}
