//! The role of a published file: it decides the order in which files reach a target.

/// The role of a file for readers, in the order in which files are published: the assets of a page precede the page, and
/// a page precedes the lists, feeds and sitemaps that name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A file that pages show or offer: an image, a style, a document.
    Asset,
    /// A page: an item, a standing page, an old address that redirects to one.
    Page,
    /// A list of pages.
    List,
    /// A feed.
    Feed,
    /// A file that no page links to: a sitemap, the 404 page, the redirects of paging.
    Machine,
}
