//! A page before it is looked at: where it stands and what it is of.

use crate::base::{Address, SourceFile};
use crate::config::{FeedFormat, LanguageId};
use crate::model::{Group, ItemId, Listing};

use super::host::HostFile;
use super::pictures::Rendition;
use super::view::Kind;

/// A file of the site to be: a page, a feed, a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Where it stands.
    pub address: Address,
    /// Its language.
    pub language: LanguageId,
    /// What it is of.
    pub subject: Subject,
}

/// What a page is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The home page of the language.
    Home,
    /// A page of a list; without a number the newest.
    List {
        /// Which list.
        listing: Listing,
        /// Which page, from 1 for the oldest.
        number: Option<usize>,
    },
    /// All years and months.
    Archive,
    /// All tags, authors or dossiers.
    Terms(Group),
    /// A news item or a standing page.
    Item(ItemId),
    /// The page for addresses that are not there.
    NotFound,
    /// An old address.
    Redirect {
        /// The new one.
        to: Address,
        /// Whose alias it is; `None` for those of paging.
        of: Option<ItemId>,
    },
    /// A feed of a list.
    Feed {
        /// Which list.
        listing: Listing,
        /// In which form.
        format: FeedFormat,
    },
    /// A part of the sitemap, by its number.
    Sitemap(usize),
    /// The index of the sitemap's parts.
    SitemapIndex,
    /// The items of the last two days.
    NewsSitemap,
    /// `robots.txt`.
    Robots,
    /// A file that the host reads.
    Host(HostFile),
    /// A copy of a file of the site.
    File(Box<SourceFile>),
    /// A smaller copy of a picture.
    Rendition(Box<Rendition>),
    /// A picture of the title of an item, for where it is shared.
    Card(ItemId),
    /// A copy of a file of the theme, by its name there.
    ThemeFile(Box<str>),
}

impl Subject {
    /// The kind that templates know it by, and whether it is rendered by a template at all.
    pub fn kind(&self, is_news: impl Fn(ItemId) -> bool) -> Option<Kind> {
        Some(match self {
            Self::Home => Kind::Home,
            Self::List { listing, .. } => listing_kind(*listing),
            Self::Archive => Kind::Archive,
            Self::Terms(Group::Tags) => Kind::Tags,
            Self::Terms(Group::Authors) => Kind::Authors,
            Self::Terms(Group::Dossiers) => Kind::Dossiers,
            Self::Item(id) if is_news(*id) => Kind::Item,
            Self::Item(_) => Kind::Page,
            Self::NotFound => Kind::NotFound,
            Self::Redirect { .. } => Kind::Redirect,
            _ => return None,
        })
    }
}

/// The kind of a page of a list.
pub(super) fn listing_kind(listing: Listing) -> Kind {
    match listing {
        Listing::Index => Kind::Index,
        Listing::Year(_) => Kind::Year,
        Listing::Month(..) => Kind::Month,
        Listing::Term(Group::Tags, _) => Kind::Tag,
        Listing::Term(Group::Authors, _) => Kind::Author,
        Listing::Term(Group::Dossiers, _) => Kind::Dossier,
    }
}
