//! The ids of the model: an item by its place, and the lists that items stand in.

use crate::config::{Config, Period, Stream, Taxonomy};

/// An item of the site, by its place: news first, newest first, then the standing pages, then the texts about terms and sections,
/// then the items that are closed.
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
    /// All news of a stream.
    Index(Stream),
    /// The items of a stream in a year, month or day.
    Period(Stream, Period),
    /// The items of a term, by its place among [`super::Terms`].
    Term(Group, u32),
    /// The items whose events are not over, the next one first.
    Agenda,
    /// The items whose last date was in a year, the last one first.
    PastEvents(i32),
    /// The items with corrections, the one that was corrected last first.
    Corrected,
}

/// Tags, authors, dossiers, or a taxonomy of the site, by its number in the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Group(pub u8);

impl Group {
    /// Tags.
    pub const TAGS: Self = Self(0);
    /// Authors.
    pub const AUTHORS: Self = Self(1);
    /// Dossiers.
    pub const DOSSIERS: Self = Self(2);

    /// Its settings.
    pub fn taxonomy(self, config: &Config) -> Option<&Taxonomy> {
        config.taxonomies.get(usize::from(self.0))
    }

    /// Its key in the front matter, which is also the word for several of them.
    pub fn key(self, config: &Config) -> &str {
        self.taxonomy(config).map_or("", |taxonomy| &taxonomy.key)
    }

    /// Whether the site declares it itself.
    pub fn is_own(self) -> bool {
        self.0 > Self::DOSSIERS.0
    }
}
