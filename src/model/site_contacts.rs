//! The contacts of a site that readers see: those that published items name, and those of items themselves.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::listing::ItemId;
use super::site::Site;
use crate::config::Contact;
use crate::content::{Item, ItemContact};

impl Site {
    /// The contact with a key.
    pub fn contact(&self, key: &str) -> Option<&Contact> {
        self.contacts.by_key.get(key)
    }

    /// The contact of an item, and its key where it has one.
    pub fn contact_of(&self, id: ItemId) -> Option<(Option<&str>, &Contact)> {
        match self.item(id).rare().contact.as_ref()? {
            ItemContact::Key(key) => Some((Some(key), self.contact(key)?)),
            ItemContact::Own(contact) => Some((None, contact)),
        }
    }

    /// The items that readers of the site can find.
    fn public_items(&self) -> impl Iterator<Item = &Arc<Item>> {
        self.items.iter().filter(|item| !item.is_shared_draft())
    }

    /// The keys that published items name. A contact that no item names is not published.
    pub fn used_contacts(&self) -> BTreeSet<&str> {
        let of_front_matter = self.public_items().filter_map(|item| match item.rare().contact.as_ref()? {
            ItemContact::Key(key) => Some(&**key),
            ItemContact::Own(_) => None,
        });
        let of_bodies = self.public_items().flat_map(|item| item.facts.contacts.iter().map(|key| &**key));
        of_front_matter.chain(of_bodies).collect()
    }

    /// The contacts that readers see.
    pub fn shown_contacts(&self) -> impl Iterator<Item = &Contact> {
        let own = self.public_items().filter_map(|item| match item.rare().contact.as_ref()? {
            ItemContact::Key(_) => None,
            ItemContact::Own(contact) => Some(&**contact),
        });
        self.used_contacts().into_iter().filter_map(|key| self.contact(key)).chain(own)
    }
}
