//! Stable paging: pages are numbered from the oldest end, and a page once full never changes.
//!
//! Of `n` items at `p` a page, `n / p` pages are full. All of them but the newest have a number; the newest full page and
//! what follows it stand together on the list's own address, so that one shows between one and two pages of items (fewer
//! only where there are fewer). The last numbered page links to the number after its own, at which a redirect stands
//! until that page is full itself: so the link never changes either.

use std::ops::Range;

use crate::config::LanguageId;
use crate::model::{Listing, Site};

/// The pages of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    items: usize,
    per_page: usize,
}

/// The pages of a list of the site.
pub(super) fn paging(site: &Site, language: LanguageId, listing: Listing) -> Paging {
    let items = site.listing(language, listing).len();
    // What is to come changes at both ends: it is one page.
    let per_page = if listing == Listing::Agenda { items } else { site.config.per_page };
    Paging::new(items, per_page)
}

impl Paging {
    /// The pages of so many items; `per_page` is at least 1.
    pub fn new(items: usize, per_page: usize) -> Self {
        Self { items, per_page: per_page.max(1) }
    }

    /// How many pages have a number: `1..=numbered()`.
    pub fn numbered(&self) -> usize {
        (self.items / self.per_page).saturating_sub(1)
    }

    /// The number at which a redirect to the newest page stands, where there is one.
    pub fn redirect(&self) -> Option<usize> {
        (self.numbered() > 0).then(|| self.numbered() + 1)
    }

    /// The items of a page, as a range of the list newest first; `None` is the newest page.
    pub fn range(&self, number: Option<usize>) -> Range<usize> {
        let oldest_first = match number {
            Some(number) => (number.saturating_sub(1) * self.per_page)..(number * self.per_page).min(self.items),
            None => (self.numbered() * self.per_page)..self.items,
        };
        (self.items - oldest_first.end)..(self.items - oldest_first.start.min(oldest_first.end))
    }

    /// The page of an item, by its place from 0 for the newest; `None` is the newest page.
    pub fn page_of(&self, place: usize) -> Option<usize> {
        let from_oldest = self.items.saturating_sub(place + 1);
        let number = from_oldest / self.per_page + 1;
        (number <= self.numbered()).then_some(number)
    }

    /// The number of the page with older items, where there is one.
    pub fn older(&self, number: Option<usize>) -> Option<usize> {
        number.unwrap_or(self.numbered() + 1).checked_sub(1).filter(|older| *older > 0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// All pages, newest first, as ranges of the list oldest first: what a page shows for good.
    fn pages(items: usize, per_page: usize) -> Vec<(Option<usize>, Range<usize>)> {
        let paging = Paging::new(items, per_page);
        let numbers = std::iter::once(None).chain((1..=paging.numbered()).rev().map(Some));
        numbers
            .map(|number| {
                let range = paging.range(number);
                (number, items - range.end..items - range.start)
            })
            .collect()
    }

    proptest! {
        #[test]
        fn no_item_is_lost_or_shown_twice(items in 0_usize..3000, per_page in 1_usize..60) {
            let mut next = items;
            for (_, range) in pages(items, per_page) {
                prop_assert_eq!(range.end, next);
                next = range.start;
            }
            prop_assert_eq!(next, 0);
        }

        #[test]
        fn every_item_knows_its_page(items in 1_usize..2000, per_page in 1_usize..60, place in 0_usize..2000) {
            let place = place % items;
            let paging = Paging::new(items, per_page);
            prop_assert!(paging.range(paging.page_of(place)).contains(&place));
        }

        #[test]
        fn a_full_page_never_changes_when_newer_items_come(items in 0_usize..2000, more in 1_usize..200, per_page in 1_usize..60) {
            let after = pages(items + more, per_page);
            for (number, range) in pages(items, per_page).into_iter().filter(|(number, _)| number.is_some()) {
                prop_assert!(after.contains(&(number, range)));
                prop_assert_eq!(Paging::new(items, per_page).older(number), Paging::new(items + more, per_page).older(number));
            }
        }

        #[test]
        fn the_newest_page_shows_one_to_two_pages(items in 0_usize..3000, per_page in 1_usize..60) {
            let shown = Paging::new(items, per_page).range(None).len();
            prop_assert!(shown < 2 * per_page);
            prop_assert!(shown >= per_page.min(items));
        }
    }
}
