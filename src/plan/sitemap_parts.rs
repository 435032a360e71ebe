//! The parts of the sitemap: how many, where they stand, and which pages are in them.

use super::addresses::fixed;
use super::page::{Page, Subject};
use crate::base::Address;
use crate::model::Site;

/// The most addresses that a sitemap has. It may have 50,000 (sitemaps.org/protocol.html); a smaller one takes less memory,
/// and less is written where one item is new.
pub(super) const LARGEST: usize = 10_000;

/// How many parts the sitemap has: at least one.
pub(super) fn count(site: &Site, pages: &[Page]) -> usize {
    let items = site.listed();
    let lists = pages.iter().filter(|page| is_listed(page)).count();
    if items + lists <= LARGEST { 1 } else { items.div_ceil(LARGEST) + lists.div_ceil(LARGEST).max(1) }
}

/// The address of a part.
pub(super) fn address(part: usize) -> Address {
    fixed(&format!("/sitemap-{}.xml", part + 1))
}

/// Whether a page that is no item stands in the sitemap: the newest page of each list and the overviews.
pub(super) fn is_listed(page: &Page) -> bool {
    matches!(
        page.subject,
        Subject::Home | Subject::Archive(_) | Subject::Terms(_) | Subject::Follow | Subject::List { number: None, .. }
    )
}
