//! The shared drafts of a site, and the items that they are of.

use super::listing::ItemId;
use super::site::Site;
use crate::base::SharedDraft;

impl Site {
    /// The item of a shared draft: as it stands at its address, or as it is published since.
    pub fn shared_item(&self, draft: &SharedDraft) -> Option<ItemId> {
        // The items of shared drafts are the last ones.
        let mut places = (0..self.items.len()).rev().map(ItemId::of);
        places.find(|id| draft.is_of(&self.item(*id).file))
    }
}
