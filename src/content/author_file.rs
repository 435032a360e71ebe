//! An author as typed: a name, or a name with a role.

use schemars::JsonSchema;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// Author: a name, or a name with a role.
#[derive(Clone, Debug, JsonSchema)]
#[serde(untagged)]
pub enum AuthorFile {
    /// The name.
    Name(String),
    /// The name, with a role.
    WithRole(AuthorRoleFile),
}

/// Author with a role.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthorRoleFile {
    /// The name.
    pub name: String,
    /// The role in this item, which goes before that of the author's file.
    pub role: String,
}

/// The roles of authors, by their names.
pub(super) type AuthorRoles = Vec<(Box<str>, Box<str>)>;

impl<'de> Deserialize<'de> for AuthorFile {
    // A derived one tells of a mistake only that no form fits.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(AuthorVisitor)
    }
}

struct AuthorVisitor;

impl<'de> Visitor<'de> for AuthorVisitor {
    type Value = AuthorFile;

    fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("a string")
    }

    fn visit_str<E>(self, name: &str) -> Result<AuthorFile, E> {
        Ok(AuthorFile::Name(name.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<AuthorFile, A::Error> {
        AuthorRoleFile::deserialize(MapAccessDeserializer::new(map)).map(AuthorFile::WithRole)
    }
}
