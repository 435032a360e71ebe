//! Keys of the newsroom that have two forms. Derived readers would tell of a mistake only that neither form fits.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::newsroom_keys::{ExpiresFile, ExpiryFile, WithdrawalFile, WithdrawnFile};

impl<'de> Deserialize<'de> for WithdrawnFile {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(WithdrawnVisitor)
    }
}

struct WithdrawnVisitor;

impl<'de> Visitor<'de> for WithdrawnVisitor {
    type Value = WithdrawnFile;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a boolean")
    }

    fn visit_bool<E>(self, whole: bool) -> Result<WithdrawnFile, E> {
        Ok(WithdrawnFile::Whole(whole))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<WithdrawnFile, A::Error> {
        WithdrawalFile::deserialize(MapAccessDeserializer::new(map)).map(WithdrawnFile::With)
    }
}

impl<'de> Deserialize<'de> for ExpiresFile {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ExpiresVisitor)
    }
}

struct ExpiresVisitor;

impl<'de> Visitor<'de> for ExpiresVisitor {
    type Value = ExpiresFile;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a string")
    }

    fn visit_str<E>(self, date: &str) -> Result<ExpiresFile, E> {
        Ok(ExpiresFile::Date(date.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ExpiresFile, A::Error> {
        ExpiryFile::deserialize(MapAccessDeserializer::new(map)).map(ExpiresFile::With)
    }
}
