//! A page of the layout: its address, language and subject.

use crate::base::{Address, SourceFile};
use crate::config::{FeedFormat, LanguageId, Period, Stream, WooCategory};
use crate::model::{Group, ItemId, Listing, Week};
use crate::theme::PageKind;

use super::card_owner::CardOwner;
use super::host_file::HostFile;
use super::icon_file::Icon;
use super::rendition::Rendition;

/// A file of the site: a page, a feed, a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The address.
    pub address: Address,
    /// The language.
    pub language: LanguageId,
    /// The subject.
    pub subject: Subject,
}

/// The subject of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The home page of the language.
    Home,
    /// A page of a list; without a number the newest.
    List {
        /// The list.
        listing: Listing,
        /// The number of the page, from 1 for the oldest; `None` for the newest.
        number: Option<usize>,
    },
    /// All years and months of a stream.
    Archive(Stream),
    /// All terms of a group.
    Terms(Group),
    /// A news item or a standing page.
    Item(ItemId),
    /// What is left of an item that is withdrawn or has expired.
    Closed(ItemId),
    /// The calendar of an item's event.
    EventCalendar(ItemId),
    /// The file with the updates of a live item.
    LiveUpdates(ItemId),
    /// The calendar of the events of a list.
    Calendar(Listing),
    /// The page of a week for a notice board.
    Week(Week),
    /// The search page of the language.
    Search,
    /// The page with all that readers of the language can follow.
    Follow,
    /// The page for missing addresses.
    NotFound,
    /// An old address.
    Redirect {
        /// The new one.
        to: Address,
        /// The item whose alias it is; `None` for redirects of paging.
        of: Option<ItemId>,
    },
    /// An old address that the settings redirect, by the number of the redirect.
    Moved(u32),
    /// A feed of a list.
    Feed {
        /// The list.
        listing: Listing,
        /// The format.
        format: FeedFormat,
    },
    /// The podcast of the language.
    Podcast,
    /// A part of the sitemap, by its number.
    Sitemap(usize),
    /// The index of the sitemap's parts.
    SitemapIndex,
    /// The items of the last two days.
    NewsSitemap,
    /// The index of the sitemap of a category of the Wet open overheid.
    WooIndex(WooCategory),
    /// A part of the sitemap of a category of the Wet open overheid.
    WooSitemap {
        /// The category.
        category: WooCategory,
        /// Its number, from 0.
        part: usize,
    },
    /// `robots.txt`.
    Robots,
    /// A file that the host reads.
    Host(HostFile),
    /// A copy of a file of the site.
    File(Box<SourceFile>),
    /// A rendition of a picture.
    Rendition(Box<Rendition>),
    /// A share card: a picture with the title of an item.
    Card(ItemId),
    /// The share card of the site in the language, for pages without one of their own.
    SiteCard,
    /// An icon of the site.
    Icon(Icon),
    /// The card of a contact, for address books.
    ContactCard(CardOwner),
    /// A copy of a file of the theme, by its name there.
    ThemeFile(Box<str>),
}

impl Subject {
    /// The item that the page is of.
    pub fn item(&self) -> Option<ItemId> {
        match self {
            Self::Item(id) => Some(*id),
            _ => None,
        }
    }

    /// The item whose file the page is made of: its own, or what is left of it.
    pub fn source(&self) -> Option<ItemId> {
        match self {
            Self::Item(id) | Self::Closed(id) => Some(*id),
            _ => None,
        }
    }

    /// Whether the file never changes, because its address contains a fingerprint of its bytes or of their inputs.
    pub fn is_immutable(&self) -> bool {
        matches!(self, Self::Rendition(_) | Self::Card(_) | Self::SiteCard | Self::ThemeFile(_))
    }

    /// The kind of a page that a template renders; `None` for feeds, sitemaps and copies.
    pub fn kind(&self, is_news: impl Fn(ItemId) -> bool) -> Option<PageKind> {
        Some(match self {
            Self::Home => PageKind::Home,
            Self::List { listing, .. } => listing_kind(*listing),
            Self::Archive(_) => PageKind::Archive,
            Self::Terms(group) => overview_kind(*group),
            Self::Item(id) if is_news(*id) => PageKind::Item,
            Self::Item(_) => PageKind::Page,
            Self::Closed(_) => PageKind::Closed,
            Self::Week(_) => PageKind::Week,
            Self::Search => PageKind::Search,
            Self::Follow => PageKind::Follow,
            Self::NotFound => PageKind::NotFound,
            Self::Redirect { .. } | Self::Moved(_) => PageKind::Redirect,
            _ => return None,
        })
    }
}

/// The kind of a page of a list.
pub(super) fn listing_kind(listing: Listing) -> PageKind {
    match listing {
        Listing::Index(_) => PageKind::Index,
        Listing::Period(_, Period::Year(_)) => PageKind::Year,
        Listing::Period(_, Period::Month(..)) => PageKind::Month,
        Listing::Period(_, Period::Day(..)) => PageKind::Day,
        Listing::Term(Group::TAGS, _) => PageKind::Tag,
        Listing::Term(Group::AUTHORS, _) => PageKind::Author,
        Listing::Term(Group::DOSSIERS, _) => PageKind::Dossier,
        Listing::Term(..) => PageKind::Term,
        Listing::Agenda => PageKind::Agenda,
        Listing::PastEvents(_) => PageKind::AgendaYear,
        Listing::Corrected => PageKind::Corrections,
    }
}

/// The kind of the overview of a group.
pub(super) fn overview_kind(group: Group) -> PageKind {
    match group {
        Group::TAGS => PageKind::Tags,
        Group::AUTHORS => PageKind::Authors,
        Group::DOSSIERS => PageKind::Dossiers,
        _ => PageKind::Terms,
    }
}
