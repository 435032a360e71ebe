//! A source: what each kind of archive gives.

use super::input::InputFolder;
use super::item::{ImportedFile, ImportedItem};
use super::loss::ImportLoss;
use super::site::ImportedSite;

/// The kinds of sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// A Jekyll site.
    Jekyll,
    /// A Hugo site.
    Hugo,
    /// A Zola site.
    Zola,
    /// An Eleventy site.
    Eleventy,
    /// A Pelican site.
    Pelican,
    /// An export of WordPress.
    Wordpress,
    /// An export of Ghost.
    Ghost,
    /// An export of Medium.
    Medium,
    /// An export of Substack.
    Substack,
    /// Feeds: RSS, Atom or JSON Feed.
    Feed,
    /// A table with a row for each text.
    Csv,
    /// A folder of documents, HTML, plain text or Markdown.
    Folder,
}

impl SourceKind {
    /// All kinds, in the order in which they are recognised.
    pub const ALL: &[Self] = &[
        Self::Hugo,
        Self::Zola,
        Self::Eleventy,
        Self::Pelican,
        Self::Jekyll,
        Self::Wordpress,
        Self::Ghost,
        Self::Medium,
        Self::Substack,
        Self::Feed,
        Self::Csv,
        Self::Folder,
    ];

    /// The name, for `--from` and the report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jekyll => "jekyll",
            Self::Hugo => "hugo",
            Self::Zola => "zola",
            Self::Eleventy => "eleventy",
            Self::Pelican => "pelican",
            Self::Wordpress => "wordpress",
            Self::Ghost => "ghost",
            Self::Medium => "medium",
            Self::Substack => "substack",
            Self::Feed => "feed",
            Self::Csv => "csv",
            Self::Folder => "folder",
        }
    }
}

/// One of the things that a source gives.
pub(super) enum Imported {
    /// An item.
    Item(Box<ImportedItem>),
    /// A text that is not imported.
    Lost(ImportLoss),
}

/// An opened source. Items are read again at each call: nothing keeps the texts of all of them.
pub(super) trait ImportSource {
    /// The settings of the site.
    fn site(&self) -> &ImportedSite;

    /// All items, one by one, always in the same order.
    fn items(&self) -> Box<dyn Iterator<Item = Imported> + '_>;

    /// The files of the site that belong to no item, with their old addresses.
    fn files(&self) -> Box<dyn Iterator<Item = ImportedFile> + '_>;

    /// Whether it has all texts of the old site: one that it does not have any more was removed there.
    fn is_whole(&self) -> bool {
        true
    }

    /// The hosts beside its own that have pictures of the old site.
    fn picture_hosts(&self) -> &'static [&'static str] {
        &[]
    }

    /// The folder from which files are copied; `None` for a source without files.
    fn folder(&self) -> Option<&InputFolder>;

    /// The bytes of a file that stands within another, such as a picture in a document.
    fn embedded(&self, _from: &str) -> Option<Vec<u8>> {
        None
    }

    /// The address to which a link of an item leads, where it names a file of the source.
    fn link(&self, _item: &ImportedItem, _to: &str) -> Option<String> {
        None
    }

    /// The last part of the address that a term had. `None` where it had none.
    fn term_slug(&self, _taxonomy: &str, _name: &str) -> Option<String> {
        None
    }
}
