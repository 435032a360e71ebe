//! Items → the site.

/// An item of the site, by its place in the order of the site, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(pub u32);
