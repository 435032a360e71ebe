//! The ids of the model: an item by its place, and the lists that items stand in.

use crate::config::Period;

/// An item of the site, by its place: news first, newest first, then the standing pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(pub u32);

impl ItemId {
    pub(super) fn of(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }
}

/// A list of items in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Listing {
    /// All news.
    Index,
    /// The items of a year, month or day.
    Period(Period),
    /// The items of a tag, author or dossier, by its place among [`super::Terms`].
    Term(Group, u32),
}

/// Tags, authors or dossiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Tags.
    Tags,
    /// Authors.
    Authors,
    /// Dossiers.
    Dossiers,
}

impl Group {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Tags, Self::Authors, Self::Dossiers];

    /// The key in the front matter, which is also the word for several of them.
    pub fn key(self) -> &'static str {
        match self {
            Self::Tags => "tags",
            Self::Authors => "authors",
            Self::Dossiers => "dossiers",
        }
    }
}
