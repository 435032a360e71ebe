//! The destinations of all references of all items, resolved once per layout and known by their numbers.

use crate::model::ItemId;

/// The destination of a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LinkTarget {
    /// A heading of the same page: the reference is a fragment only.
    SamePage,
    /// An item.
    Item(ItemId),
    /// A file of `content/`, by its place among the published files.
    File(u32),
    /// An address of the site, by the place of its page in the layout.
    Page(u32),
    /// A draft, or an item that is held back until later.
    HeldBack,
    /// A Markdown file with mistakes of its own, which are reported.
    Unread,
    /// There is no such file or page.
    Nothing,
}

/// The targets of all items, in one list: item by item, each in the order of `Item::files`.
#[derive(Clone, Debug, Default)]
pub(super) struct LinkTable {
    targets: Vec<LinkTarget>,
    /// The end of each item's targets in the list.
    ends: Vec<u32>,
}

impl LinkTable {
    /// A table of the targets of each item.
    pub(super) fn new(of_items: Vec<Vec<LinkTarget>>) -> Self {
        let mut table = Self { targets: Vec::new(), ends: Vec::with_capacity(of_items.len()) };
        for targets in of_items {
            table.targets.extend(targets);
            table.ends.push(u32::try_from(table.targets.len()).unwrap_or(u32::MAX));
        }
        table
    }

    /// The targets of an item: of the references of its body, then of its lead image, then of its attachments.
    pub(super) fn of(&self, item: ItemId) -> &[LinkTarget] {
        let place = item.0 as usize;
        let end = |place: usize| self.ends.get(place).map_or(0, |end| *end as usize);
        let start = place.checked_sub(1).map_or(0, end);
        self.targets.get(start..end(place)).unwrap_or_default()
    }
}
