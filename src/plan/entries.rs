//! Items as they stand in lists, and the small values that all views share.

use chrono::Datelike as _;

use super::Plan;
use super::view::{DateView, EntryView, FeedLink, ImageView, LinkView, TranslationView};
use crate::base::Address;
use crate::base::date::When;
use crate::config::{Language, LanguageId};
use crate::content::{Item, TermId};
use crate::model::{Group, ItemId, Listing};

impl<'s> Plan<'s> {
    /// An item as it stands in a list.
    pub(super) fn entry(&self, id: ItemId) -> EntryView<'s> {
        let item = self.site.item(id);
        EntryView {
            id: self.entry_id(id),
            title: &item.title,
            href: self.site.config.href(self.item_address(id)),
            date: date_view(item.date, self.site.config.language(item.language)),
            summary: item.shown_summary(),
            image: self.image(item),
            tags: self.term_links(item.language, Group::Tags, &item.tags),
            dossiers: self.term_links(item.language, Group::Dossiers, &item.dossiers),
        }
    }

    /// Items as they stand in a list.
    pub(super) fn entries(&self, ids: &[ItemId]) -> Vec<EntryView<'s>> {
        ids.iter().map(|id| self.entry(*id)).collect()
    }

    /// Links to the pages of terms.
    pub(super) fn term_links(&self, language: LanguageId, group: Group, ids: &[TermId]) -> Vec<LinkView<'s>> {
        let terms = self.site.terms(group);
        let link = |term| LinkView {
            title: &terms.get(term).name,
            href: self.site.config.href(&self.list_address(language, Listing::Term(group, term), None)),
        };
        terms.of(ids).into_iter().map(link).collect()
    }

    /// The lead image of an item.
    pub(super) fn image(&self, item: &'s Item) -> Option<ImageView<'s>> {
        let image = item.image.as_deref()?;
        let (src, url, size) = match self.resolve(Some(item), &image.src) {
            Ok(found) => {
                let address = found.address?;
                (self.site.config.href(&address), self.site.config.url(&address), found.size)
            }
            Err(_) => (image.src.to_string(), image.src.to_string(), None),
        };
        Some(ImageView {
            src,
            url,
            alt: &image.alt,
            caption: image.caption.as_deref(),
            credit: image.credit.as_deref(),
            width: size.map(|(width, _)| width),
            height: size.map(|(_, height)| height),
        })
    }

    /// A page in a language.
    pub(super) fn translation(&self, language: LanguageId, address: &Address) -> TranslationView<'s> {
        let config = self.site.config;
        let known = config.language(language);
        TranslationView {
            language: &known.tag,
            name: &known.name,
            href: config.href(address),
            url: config.url(address),
        }
    }

    /// The feeds of a list.
    pub(super) fn feed_links(&self, language: LanguageId, listing: Listing) -> Vec<FeedLink> {
        let link = |format: &crate::config::FeedFormat| FeedLink {
            format: *format,
            media_type: format.media_type(),
            href: self.site.config.href(&self.feed_address(language, listing, *format)),
        };
        self.site.config.feeds.formats.iter().map(link).collect()
    }
}

/// A moment in the words of a language.
pub(super) fn date_view(when: When, language: &Language) -> DateView {
    DateView { iso: when.iso(), text: language.calendar.day(when.day()), time: when.time(), year: when.day().year() }
}
