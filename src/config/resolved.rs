//! The settings of a site as the rest of the program has them: complete.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::publishing::Publishing;
use super::typed::{ContentOfFeeds, FeedFormat, ImageFormat, Publisher};
use super::{ExternalImages, Language, LanguageId, Lints};
use crate::base::{Address, Fingerprint, Place};

/// The settings of a site, complete.
#[derive(Debug)]
pub struct Config {
    /// Scheme and host, without a final `/`.
    pub origin: String,
    /// The folder on that host below which the site stands, without a final `/`; mostly empty.
    pub base_path: String,
    /// The languages; the first is the site's own.
    pub languages: Vec<Language>,
    /// In which dates are meant.
    pub time_zone: Tz,
    /// The name of the theme.
    pub theme: String,
    /// Values for the theme's options.
    pub theme_options: BTreeMap<String, ThemeOption>,
    /// Where `theme` stands.
    pub theme_place: Place,
    /// How many items stand on a full list page.
    pub per_page: usize,
    /// The feeds.
    pub feeds: Feeds,
    /// The forms in which images are offered beside their own, the best first.
    pub image_formats: Vec<ImageFormat>,
    /// Whether items without a lead image get a picture of their title for where they are shared.
    pub share_cards: bool,
    /// Who publishes the site; `name` is always there.
    pub publisher: Publisher,
    /// Whether HTML from writers is sanitised.
    pub untrusted: bool,
    /// The hosts from which pages may show images.
    pub external_images: ExternalImages,
    /// How findings count that may be meant so.
    pub lints: Lints,
    /// Where it is published.
    pub publishing: Publishing,
    /// Anything else that the theme wants.
    pub extra: BTreeMap<String, serde_json::Value>,
    /// Where `footer` stands.
    pub footer_place: Place,
    /// The fingerprint of the text of the settings.
    pub fingerprint: Fingerprint,
}

/// The feeds.
#[derive(Clone, Debug)]
pub struct Feeds {
    /// Which kinds are made.
    pub formats: Vec<FeedFormat>,
    /// How many of the newest items each has.
    pub items: usize,
    /// What each has of an item.
    pub content: ContentOfFeeds,
}

/// A link of the masthead.
#[derive(Clone, Debug)]
pub struct MenuEntry {
    /// The text of the link.
    pub title: String,
    /// Where it leads, as typed.
    pub link: String,
    /// Where it was typed.
    pub place: Place,
}

/// A value for an option of the theme.
#[derive(Clone, Debug)]
pub struct ThemeOption {
    /// The value.
    pub value: serde_json::Value,
    /// Where it was typed.
    pub place: Place,
}

impl Config {
    /// The site's own language.
    pub fn main_language(&self) -> &Language {
        &self.languages[0]
    }

    /// A language by its id.
    pub fn language(&self, id: LanguageId) -> &Language {
        self.languages.get(id.index()).unwrap_or(&self.languages[0])
    }

    /// The ids of the languages, the site's own first.
    pub fn language_ids(&self) -> impl Iterator<Item = LanguageId> + use<> {
        (0..u8::try_from(self.languages.len()).unwrap_or(u8::MAX)).map(LanguageId)
    }

    /// The id of a tag.
    pub fn find_language(&self, tag: &str) -> Option<LanguageId> {
        self.language_ids().find(|id| self.language(*id).tag.eq_ignore_ascii_case(tag))
    }

    /// An address as a link on the site.
    pub fn href(&self, address: &Address) -> String {
        format!("{}{}", self.base_path, address.href())
    }

    /// An address as a whole URL.
    pub fn url(&self, address: &Address) -> String {
        format!("{}{}{}", self.origin, self.base_path, address.href())
    }
}
