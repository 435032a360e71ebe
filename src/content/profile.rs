//! Facts about a term: who an author is, and whether a dossier is still followed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Person or organization.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ProfileKind {
    /// A person.
    #[default]
    Person,
    /// An organization.
    Organization,
}

/// State of a dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DossierStatus {
    /// It is still followed.
    Open,
    /// Nothing more is expected.
    Closed,
}

/// Facts about a term, from its file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The role of an author.
    pub role: Option<Box<str>>,
    /// Person or organization.
    pub kind: ProfileKind,
    /// The email address.
    pub email: Option<Box<str>>,
    /// Pages elsewhere that are about the same.
    pub same_as: Vec<Box<str>>,
    /// The account on the fediverse.
    pub fediverse: Option<Box<str>>,
    /// The state of a dossier.
    pub status: Option<DossierStatus>,
    /// The place in overviews.
    pub order: Option<i32>,
}
