//! Versions of items in plain language, and what they are counted as.

use super::listing::ItemId;
use super::site::Site;
use crate::content::ItemKind;

impl Site {
    /// All versions of an item, in normal language and in plain language, the normal one first; empty if there is one only.
    pub fn versions(&self, id: ItemId) -> &[ItemId] {
        self.order.versions.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The item that stands in lists for an item: of a version in plain language the normal one, and otherwise itself.
    pub fn listed_as(&self, id: ItemId) -> ItemId {
        self.versions(id).first().copied().unwrap_or(id)
    }

    /// The number of standing pages, in all languages, without versions in plain language.
    pub fn standing_pages(&self) -> usize {
        let listed = self.items.get(self.news()..self.listed()).unwrap_or_default();
        listed.iter().filter(|item| item.kind == ItemKind::Page && !item.is_version()).count()
    }
}
