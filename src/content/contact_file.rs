//! The contact of an item as typed: the key of a contact of the site, or a contact of its own.

use schemars::JsonSchema;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::config::ContactFile;

/// Contact of an item: the key of a contact of the site, or a contact of its own.
#[derive(Clone, Debug, JsonSchema)]
#[serde(untagged)]
pub enum ItemContactFile {
    /// The key of a contact in `site.yaml` or `content/contacts/`.
    Key(String),
    /// A contact that only this item has.
    Own(ContactFile),
}

impl<'de> Deserialize<'de> for ItemContactFile {
    // A derived one tells of a mistake only that no form fits.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ItemContactVisitor)
    }
}

struct ItemContactVisitor;

impl<'de> Visitor<'de> for ItemContactVisitor {
    type Value = ItemContactFile;

    fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("a string")
    }

    fn visit_str<E>(self, key: &str) -> Result<ItemContactFile, E> {
        Ok(ItemContactFile::Key(key.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ItemContactFile, A::Error> {
        ContactFile::deserialize(MapAccessDeserializer::new(map)).map(ItemContactFile::Own)
    }
}
