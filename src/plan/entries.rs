//! Items as they stand in lists, and the small values that all views share.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{Datelike as _, NaiveDate};
use rayon::prelude::*;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

use super::Plan;
use super::view::{DateView, EntryView, FeedLink, ImageView, LinkView, TranslationView};
use crate::base::date::When;
use crate::base::{Address, Fingerprint};
use crate::config::LanguageId;
use crate::content::{Item, TermId};
use crate::model::{Group, ItemId, Listing};

/// An item in a list of a view. To a template it is an [`EntryView`], made when it is looked at; in the fingerprint of a
/// page it is the fingerprint of that, made once: most items stand in a dozen lists.
#[derive(Clone, Copy)]
pub struct Entry<'p> {
    plan: &'p Plan<'p>,
    id: ItemId,
}

impl std::fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Entry").field(&self.id).finish()
    }
}

impl Serialize for Entry<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() {
            return self.plan.entry_view(self.id).serialize(to);
        }
        self.plan.entry_fingerprints.get(self.id.0 as usize).copied().unwrap_or_default().serialize(to)
    }
}

impl JsonSchema for Entry<'_> {
    fn schema_name() -> Cow<'static, str> {
        EntryView::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        EntryView::json_schema(generator)
    }
}

/// What many entries show, each made once.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// By language and group, in the order of the terms.
    terms: Vec<[Vec<Arc<str>>; 3]>,
    /// The days of news in the words of their language.
    days: HashMap<(LanguageId, NaiveDate), Arc<str>>,
    /// The feeds of all news, by language.
    feeds: Vec<Arc<[FeedLink]>>,
}

impl<'s> Plan<'s> {
    /// Makes what many entries show.
    pub(super) fn share_values(&mut self) {
        let (site, config) = (self.site, self.site.config);
        let hrefs = |language, group| -> Vec<Arc<str>> {
            let listings = (0_u32..).take(site.terms(group).all().len()).map(|term| Listing::Term(group, term));
            listings.map(|listing| config.href(&self.list_address(language, listing, None)).into()).collect()
        };
        let terms = config.language_ids().map(|language| Group::ALL.map(|group| hrefs(language, group))).collect();
        let feeds = config.language_ids().map(|language| self.feed_links(language, Listing::Index).into()).collect();
        self.shared = Shared { terms, days: HashMap::new(), feeds };
    }

    /// Puts the days of all news into words. It is worth its time where all pages are made.
    pub fn word_days(&mut self) {
        let days: BTreeSet<(LanguageId, NaiveDate)> =
            self.site.items.iter().take(self.site.news()).map(|item| (item.language, item.date.day())).collect();
        let config = self.site.config;
        let word = |(language, day): (LanguageId, NaiveDate)| {
            ((language, day), config.language(language).calendar.day(day).into())
        };
        self.shared.days = days.into_par_iter().map(word).collect();
    }

    /// Takes the fingerprint of every entry, which those of pages are made of. All that entries show is known by now.
    pub fn fingerprint_entries(&mut self) {
        let ids: Vec<ItemId> = self.site.ids().take(self.site.news()).collect();
        let plan = &*self;
        let fingerprint = |id: &ItemId| Fingerprint::of_value(&plan.entry_view(*id)).unwrap_or_default();
        self.entry_fingerprints = ids.par_iter().map(fingerprint).collect();
    }

    /// The feeds of all news in a language.
    pub(super) fn site_feeds(&self, language: LanguageId) -> Arc<[FeedLink]> {
        self.shared.feeds.get(language.index()).map(Arc::clone).unwrap_or_default()
    }

    /// An item in a list.
    pub(super) fn entry(&self, id: ItemId) -> Entry<'_> {
        Entry { plan: self, id }
    }

    /// An item as it stands in a list.
    fn entry_view(&self, id: ItemId) -> EntryView<'s> {
        let item = self.site.item(id);
        EntryView {
            id: self.entry_id(id),
            title: &item.title,
            href: self.site.config.href(self.item_address(id)),
            date: self.date_view(item.date, item.language),
            summary: item.shown_summary(),
            image: self.image(item),
            tags: self.term_links(item.language, Group::Tags, &item.tags),
            dossiers: self.term_links(item.language, Group::Dossiers, &item.dossiers),
        }
    }

    /// Items as they stand in a list.
    pub(super) fn entries(&self, ids: &[ItemId]) -> Vec<Entry<'_>> {
        ids.iter().map(|id| self.entry(*id)).collect()
    }

    /// Links to the pages of terms.
    pub(super) fn term_links(&self, language: LanguageId, group: Group, ids: &[TermId]) -> Vec<LinkView<'s>> {
        let terms = self.site.terms(group);
        let Some([tags, authors, dossiers]) = self.shared.terms.get(language.index()) else { return Vec::new() };
        let hrefs = match group {
            Group::Tags => tags,
            Group::Authors => authors,
            Group::Dossiers => dossiers,
        };
        let link =
            |term: u32| Some(LinkView { title: &terms.get(term).name, href: Arc::clone(hrefs.get(term as usize)?) });
        terms.of(ids).into_iter().filter_map(link).collect()
    }

    /// A moment in the words of a language.
    pub(super) fn date_view(&self, when: When, language: LanguageId) -> DateView {
        let day = when.day();
        let text = self.shared.days.get(&(language, day)).map(Arc::clone);
        let text = text.unwrap_or_else(|| self.site.config.language(language).calendar.day(day).into());
        DateView { iso: when.iso(), text, time: when.time(), year: day.year() }
    }

    /// The lead image of an item.
    pub(super) fn image(&self, item: &'s Item) -> Option<ImageView<'s>> {
        let image = item.image.as_deref()?;
        let config = self.site.config;
        let mut view = ImageView {
            src: image.src.to_string(),
            srcset: String::new(),
            sources: Vec::new(),
            url: image.src.to_string(),
            alt: &image.alt,
            caption: image.caption.as_deref(),
            credit: image.credit.as_deref(),
            width: None,
            height: None,
        };
        let Ok(found) = self.resolve(Some(item), &image.src) else { return Some(view) };
        let address = found.address?;
        (view.src, view.url) = (config.href(&address), config.url(&address));
        if let Some((_, Ok(picture))) = found.picture {
            (view.width, view.height) = (Some(picture.width), Some(picture.height));
        }
        if let Some(offer) = found.picture.and_then(|(file, _)| self.offer(file)) {
            view.url = config.url(offer.largest.as_ref().unwrap_or(&address));
            (view.src, view.srcset, view.sources) = (offer.src, offer.srcset, offer.sources);
            (view.width, view.height) = (Some(offer.width), Some(offer.height));
        }
        Some(view)
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
