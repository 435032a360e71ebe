//! The contact that a card is of.

use crate::model::ItemId;

/// The contact that a card is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardOwner {
    /// A contact of the site, by its key.
    Key(Box<str>),
    /// The contact of an item of its own.
    Item(ItemId),
}
