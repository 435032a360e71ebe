//! The addresses that lead to items. None leads to a draft.

use std::collections::{HashMap, HashSet};

use super::address::{KeptAddress, alias_key};
use super::item::ImportedItem;
use super::loss::{Harm, ImportLoss};
use super::site::ImportedRedirect;

/// The addresses that lead to items, and those that lead nowhere.
#[derive(Debug, Default)]
pub(super) struct LeadingAddresses {
    /// Redirects to items.
    pub(super) redirects: Vec<ImportedRedirect>,
    /// The addresses of items that readers see.
    seen: HashSet<String>,
    /// The addresses of drafts, with the files that they come from.
    drafts: HashMap<String, String>,
}

impl LeadingAddresses {
    /// Notes whether the address of an item is one that readers see.
    pub(super) fn note(&mut self, item: &ImportedItem, kept: &KeptAddress) {
        let whole = if let KeptAddress::Whole(address) = kept { Some(address.as_str()) } else { None };
        for address in item.address.as_deref().into_iter().chain(whole) {
            if item.status.is_public() {
                self.seen.insert(alias_key(address));
            } else {
                self.drafts.insert(alias_key(address), item.place.file.clone());
            }
        }
    }

    /// The loss of a redirect that leads to a draft.
    pub(super) fn to_draft(&self, redirect: &ImportedRedirect) -> Option<ImportLoss> {
        let key = alias_key(redirect.to.split(['?', '#']).next().unwrap_or_default());
        let file = self.drafts.get(&key).filter(|_| !self.seen.contains(&key))?;
        let message = format!("`{}` leads to `{}`, which is a draft, so it was left out", redirect.from, redirect.to);
        let hint = "import again when it is published, or add the line to redirects.csv";
        Some(ImportLoss::new(Harm::Detail, "redirects to drafts", file.clone()).told(message, hint))
    }
}
