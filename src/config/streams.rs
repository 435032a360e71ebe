//! Streams of news: the main one, and one for each section.

use super::archive::ArchivePattern;
use super::pattern::Pattern;
use crate::base::Address;

/// A stream of news: the main one, or a section by its number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stream(pub u8);

impl Stream {
    /// All news, except that of sections of which the settings say otherwise.
    pub const MAIN: Self = Self(0);

    /// The place of the section among all; `None` for the main stream.
    pub fn section(self) -> Option<usize> {
        usize::from(self.0).checked_sub(1)
    }
}

/// The title and the addresses of a stream in a language.
#[derive(Clone, Debug)]
pub struct StreamAddresses {
    /// The title; empty for the main stream.
    pub title: Box<str>,
    /// The address of the index.
    pub index: Address,
    /// The address pattern of items.
    pub items: Pattern,
    /// The address of the overview of the archive.
    pub overview: Address,
    /// The address pattern of the archive.
    pub archive: ArchivePattern,
}
