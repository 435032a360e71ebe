//! Small values that many entries and pages show, each made once.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use foldhash::fast::RandomState;
use rayon::prelude::*;

use super::addresses::{feed_address, list_address};
use super::cards::site_card_address;
use super::view_parts::FeedLink;
use crate::config::{FeedFormat, LanguageId, Stream};
use crate::model::{Group, Listing, Site};
use crate::theme::ThemeManifest;

/// The values of a site.
#[derive(Clone, Debug, Default)]
pub(super) struct SharedValues {
    /// The links to the pages of terms: by language and group, in the order of the terms.
    terms: Vec<Vec<Vec<Arc<str>>>>,
    /// The days of news in the words of their language. Empty where few pages are rendered.
    days: HashMap<(LanguageId, NaiveDate), Arc<str>, RandomState>,
    /// The URL of the site's card, by language.
    cards: Vec<Option<Box<str>>>,
    /// The feeds of all news, by language.
    feeds: Vec<Arc<[FeedLink]>>,
}

impl SharedValues {
    /// The links of a site.
    pub(super) fn new(site: &Site, theme: &ThemeManifest) -> Self {
        let config = &site.config;
        let hrefs = |language, group| -> Vec<Arc<str>> {
            let listings = (0_u32..).take(site.terms(group).all().len()).map(|term| Listing::Term(group, term));
            listings.map(|listing| config.href(&list_address(site, language, listing, None)).into()).collect()
        };
        let terms =
            config.language_ids().map(|language| site.groups().map(|group| hrefs(language, group)).collect()).collect();
        let feeds = config
            .language_ids()
            .map(|language| feed_links(site, language, Listing::Index(Stream::MAIN)).into())
            .collect();
        let card = |language| Some(config.url(&site_card_address(config, language, theme)?).into());
        Self { terms, days: HashMap::default(), cards: config.language_ids().map(card).collect(), feeds }
    }

    /// The same values with the days of all news in words: it pays where all pages are rendered.
    pub(super) fn with_days(&self, site: &Site) -> Self {
        let days: BTreeSet<(LanguageId, NaiveDate)> =
            site.items.iter().take(site.news()).map(|item| (item.language, item.date.day())).collect();
        let word = |(language, day): (LanguageId, NaiveDate)| {
            ((language, day), site.config.language(language).calendar.day(day).into())
        };
        Self { days: days.into_par_iter().map(word).collect(), ..self.clone() }
    }

    /// A day in the words of a language, where it is known.
    pub(super) fn day(&self, language: LanguageId, day: NaiveDate) -> Option<Arc<str>> {
        self.days.get(&(language, day)).map(Arc::clone)
    }

    /// The URL of the card of the site.
    pub(super) fn card(&self, language: LanguageId) -> Option<&str> {
        self.cards.get(language.index())?.as_deref()
    }

    /// The links to the pages of a group's terms, in the order of the terms.
    pub(super) fn terms(&self, language: LanguageId, group: Group) -> &[Arc<str>] {
        let known = self.terms.get(language.index()).and_then(|groups| groups.get(usize::from(group.0)));
        known.map_or(&[], Vec::as_slice)
    }

    /// The feeds of all news in a language.
    pub(super) fn feeds(&self, language: LanguageId) -> Arc<[FeedLink]> {
        self.feeds.get(language.index()).map(Arc::clone).unwrap_or_default()
    }
}

/// The feeds of a list.
pub(super) fn feed_links(site: &Site, language: LanguageId, listing: Listing) -> Vec<FeedLink> {
    let link = |format: &FeedFormat| {
        let address = feed_address(site, language, listing, *format);
        FeedLink {
            format: *format,
            name: format.title(),
            media_type: format.media_type(),
            href: site.config.href(&address),
            url: site.config.url(&address),
        }
    };
    feed_formats(site, language, listing).iter().map(link).collect()
}

/// The formats of the feeds of a list.
pub(super) fn feed_formats(site: &Site, language: LanguageId, listing: Listing) -> &[FeedFormat] {
    let (group, term) = match listing {
        Listing::Term(group, term) => (group, term),
        Listing::Index(stream) => {
            return site.config.section(stream).map_or(&site.config.feeds.formats, |section| &section.feeds);
        }
        Listing::Corrected => return &site.config.feeds.formats,
        Listing::Period(..) | Listing::Agenda | Listing::PastEvents(_) => return &[],
    };
    let Some(taxonomy) = group.taxonomy(&site.config) else { return &[] };
    let has_enough = site.term(group, term).items(language).len() >= taxonomy.feeds_from;
    if has_enough { &taxonomy.feeds } else { &[] }
}
