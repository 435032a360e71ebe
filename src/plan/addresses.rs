//! The addresses of items, lists and feeds: each computed here and nowhere else.

use chrono::Datelike as _;
use rayon::prelude::*;

use super::Plan;
use super::layout::{fixed, group_folder};
use crate::base::slug::slugify;
use crate::base::{Address, Fingerprint};
use crate::config::{FeedFormat, Fields, LanguageId};
use crate::content::{CONTENT, Item, ItemKind};
use crate::model::{ItemId, Listing, Site};

/// Computes the addresses of all items that have none yet.
pub(super) fn compute(site: &Site<'_>) {
    site.items.par_iter().for_each(|item| _ = item.address.get_or_init(|| of_item(site, item)));
}

fn of_item(site: &Site<'_>, item: &Item) -> Address {
    let language = site.config.language(item.language);
    let folder = folder_of(item);
    if item.kind == ItemKind::Page {
        let parts = [folder.as_str(), &item.slug].map(|part| format!("{part}/"));
        let [folder, slug] = parts;
        let folder = if folder == "/" { "" } else { &folder };
        return language.home.join(&format!("{folder}{slug}")).unwrap_or_else(|_long| fallback(item));
    }
    let day = item.date.day();
    let fields = Fields { year: day.year(), month: day.month(), day: day.day(), slug: &item.slug, folder: &folder };
    language.items.address(fields).unwrap_or_else(|_long| fallback(item))
}

/// The folders of an item's file below `content/` (or `content/pages/`), slugified; its own folder is not among them.
fn folder_of(item: &Item) -> String {
    let below = item.folder().strip_prefix(CONTENT).unwrap_or_default();
    let below = if item.kind == ItemKind::Page { below.strip_prefix("pages/").unwrap_or(below) } else { below };
    let mut parts: Vec<String> = below.split('/').filter(|part| !part.is_empty()).map(slugify).collect();
    if item.owns_folder() {
        parts.pop();
    }
    parts.join("/")
}

/// An address for what cannot have its own, because its parts are too long together.
fn fallback(item: &Item) -> Address {
    fixed(&format!("/{}/", Fingerprint::of(item.file.as_bytes()).short()))
}

impl Plan<'_> {
    /// The address of an item.
    pub fn item_address(&self, id: ItemId) -> &Address {
        let item = self.site.item(id);
        item.address.get_or_init(|| of_item(self.site, item))
    }

    /// The address that an item which is held back would have.
    pub fn address_to_be(&self, item: &Item) -> Address {
        of_item(self.site, item)
    }

    /// The address of a page of a list; without a number the newest.
    pub fn list_address(&self, language: LanguageId, listing: Listing, number: Option<usize>) -> Address {
        let language = self.site.config.language(language);
        let address = match listing {
            Listing::Index => language.index.clone(),
            Listing::Year(year) => fixed(&format!("{}{year:04}/", language.words.archive)),
            Listing::Month(year, month) => fixed(&format!("{}{year:04}/{month:02}/", language.words.archive)),
            Listing::Term(group, term) => {
                fixed(&format!("{}{}/", group_folder(language, group), self.site.term(group, term).slug))
            }
        };
        match number {
            None => address,
            Some(number) => fixed(&format!("{address}{}/{number}/", language.words.page)),
        }
    }

    /// The address of a feed of a list. The feeds of all news stand beside the home page.
    pub fn feed_address(&self, language: LanguageId, listing: Listing, format: FeedFormat) -> Address {
        let folder = match listing {
            Listing::Index => self.site.config.language(language).home.clone(),
            listing => self.list_address(language, listing, None),
        };
        fixed(&format!("{folder}{}", format.file_name()))
    }

    /// The id of an item's entry on list pages: its address, with dots for slashes.
    pub fn entry_id(&self, id: ItemId) -> String {
        self.item_address(id).as_str().trim_matches('/').replace('/', ".")
    }

    /// The link to the very page of the news index on which an item stands, at its entry.
    pub fn back_link(&self, id: ItemId) -> String {
        let language = self.site.item(id).language;
        let number = self.paging(language, Listing::Index).page_of(self.site.place(id));
        let page = self.list_address(language, Listing::Index, number);
        format!("{}#{}", self.site.config.href(&page), self.entry_id(id))
    }
}
