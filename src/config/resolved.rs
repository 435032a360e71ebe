//! Resolved settings: every value is present.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::digest::DigestSettings;
use super::publishing::Publishing;
use super::typed::{Publisher, SlugForm};
use super::{
    Baseline, ContactsByKey, ContentPolicy, ExternalImages, Feeds, ImageSettings, Language, LanguageId, Lints,
    MarkdownOptions, OwnUrls, Podcast, Redirect, Redirects, Section, SharedCacheSettings, Stream, StreamAddresses,
    Taxonomy, UntrustedFiles, Woo,
};
use crate::base::slug::{Letters, kept_slug, slug};
use crate::base::telephone::Telephone;
use crate::base::{Address, Fingerprint, Place, Route};

/// The hosts of the examples, which are nobody's (RFC 2606 §3).
pub const EXAMPLE_HOSTS: [&str; 3] = ["example.org", "example.com", "example.net"];

/// Resolved settings of a site.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct Config {
    /// Scheme and host of the site, without a final `/`.
    pub origin: String,
    /// Path of the site on that host, without a final `/`; usually empty.
    pub base_path: String,
    /// The URLs of the site itself, for links to it.
    pub own_urls: OwnUrls,
    /// Whether search engines are asked to leave the site out, as it is for a staging target.
    pub noindex: bool,
    /// Languages; the first is the main language.
    pub languages: Vec<Language>,
    /// Streams of news beside the main one.
    pub sections: Vec<Section>,
    /// Tags, authors, dossiers, and the site's own taxonomies, by the number of their group.
    pub taxonomies: Vec<Taxonomy>,
    /// The letters in the slugs of terms.
    pub term_letters: Letters,
    /// Time zone of dates without an offset, and of every day that is shown.
    pub time_zone: Tz,
    /// Name of the theme.
    pub theme: String,
    /// What becomes of the names of files and folders in addresses.
    pub slugs: SlugForm,
    /// Values of theme options.
    pub theme_options: BTreeMap<String, ThemeOption>,
    /// Location of `theme`.
    pub theme_place: Place,
    /// How Markdown is read.
    pub markdown: MarkdownOptions,
    /// Number of items on a full list page.
    pub per_page: usize,
    /// Feeds.
    pub feeds: Feeds,
    /// The podcast, where the site has one.
    pub podcast: Option<Podcast>,
    /// The copies of images.
    pub images: ImageSettings,
    /// Whether items without a lead image get a share card.
    pub share_cards: bool,
    /// Whether the site has a search page and an index.
    pub search: bool,
    /// Whether each week has a page for a notice board.
    pub noticeboard: bool,
    /// Publisher of the site; `name` is always present.
    pub publisher: Publisher,
    /// The telephone number of the publisher.
    pub publisher_telephone: Option<Telephone>,
    /// The organisation that publishes documents by the Wet open overheid.
    pub woo: Option<Woo>,
    /// The contacts of the settings.
    pub contacts: ContactsByKey,
    /// Whether HTML and drawings in content are sanitised, and files restricted.
    pub untrusted: bool,
    /// Files and aliases that untrusted authors may publish.
    pub untrusted_files: UntrustedFiles,
    /// Hosts from which pages may load images.
    pub external_images: ExternalImages,
    /// What pages may load.
    pub policy: ContentPolicy,
    /// Lint levels.
    pub lints: Lints,
    /// Known findings.
    pub baseline: Baseline,
    /// Publishing targets and related settings.
    pub publishing: Publishing,
    /// The cache that machines share.
    pub shared_cache: Option<SharedCacheSettings>,
    /// The settings of digests.
    pub digest: DigestSettings,
    /// Redirects from old addresses.
    pub redirects: Redirects,
    /// Extra values for the theme.
    pub extra: BTreeMap<String, serde_json::Value>,
    /// Location of `footer`.
    pub footer_place: Place,
    /// Fingerprint of the settings file.
    pub fingerprint: Fingerprint,
}

/// Value of a theme option.
#[derive(Clone, Debug)]
pub struct ThemeOption {
    /// Value.
    pub value: serde_json::Value,
    /// Location in the settings.
    pub place: Place,
}

impl Config {
    /// The main language.
    pub fn main_language(&self) -> &Language {
        &self.languages[0]
    }

    /// A language by its id.
    pub fn language(&self, id: LanguageId) -> &Language {
        self.languages.get(id.index()).unwrap_or(&self.languages[0])
    }

    /// The ids of the languages, main language first.
    pub fn language_ids(&self) -> impl Iterator<Item = LanguageId> + use<> {
        (0..u8::try_from(self.languages.len()).unwrap_or(u8::MAX)).map(LanguageId)
    }

    /// The id of a language by its tag.
    pub fn find_language(&self, tag: &str) -> Option<LanguageId> {
        self.language_ids().find(|id| self.language(*id).tag.eq_ignore_ascii_case(tag))
    }

    /// Whether the site is at a host of the examples, which is nobody's (RFC 2606 §3).
    pub fn has_example_host(&self) -> bool {
        let host = self.origin.split_once("://").map_or("", |(_, host)| host);
        let host = host.split(':').next().unwrap_or_default().to_ascii_lowercase();
        EXAMPLE_HOSTS
            .iter()
            .any(|example| host.strip_suffix(example).is_some_and(|before| before.is_empty() || before.ends_with('.')))
    }

    /// The letters in the addresses of items.
    pub fn letters(&self) -> Letters {
        if self.term_letters == Letters::Kept { Letters::Kept } else { Letters::Plain }
    }

    /// The stream that the file of a news item belongs to.
    pub fn stream_of(&self, file: &str) -> Stream {
        let is_of = |(section, _): &(&Section, u8)| file.starts_with(&*section.folder);
        let found = self.sections.iter().zip(1..).filter(is_of).max_by_key(|(section, _)| section.folder.len());
        found.map_or(Stream::MAIN, |(_, number)| Stream(number))
    }

    /// The section of a stream; `None` for the main stream.
    pub fn section(&self, stream: Stream) -> Option<&Section> {
        self.sections.get(stream.section()?)
    }

    /// All streams, the main one first.
    pub fn streams(&self) -> impl Iterator<Item = Stream> + use<> {
        (0..=u8::try_from(self.sections.len()).unwrap_or(u8::MAX)).map(Stream)
    }

    /// The title and the addresses of a stream in a language.
    pub fn stream(&self, language: LanguageId, stream: Stream) -> &StreamAddresses {
        self.section(stream).map_or(&self.language(language).main, |section| section.stream(language))
    }

    /// The taxonomies that the site declares itself, with their numbers.
    pub fn own_taxonomies(&self) -> impl Iterator<Item = (&Taxonomy, u8)> {
        self.taxonomies.iter().zip(0_u8..).skip(3)
    }

    /// The redirects that a web host makes from its file.
    pub fn hosted_redirects(&self) -> Vec<Route> {
        let hosts = &self.publishing.host.files;
        let is_hosted = |redirect: &&Redirect| hosts.iter().any(|it| it.can_redirect(&redirect.from, &redirect.pieces));
        self.redirects.0.iter().filter(is_hosted).map(|redirect| redirect.from.clone()).collect()
    }

    /// The part of an address that the name of a file or folder becomes.
    pub fn slug_of_file(&self, name: &str) -> String {
        match self.slugs {
            SlugForm::Plain => slug(name, self.letters()),
            SlugForm::Keep => kept_slug(name, self.letters()),
        }
    }

    /// An address as a link on the site.
    pub fn href(&self, address: &Address) -> String {
        format!("{}{}", self.base_path, address.href())
    }

    /// An address as an absolute URL.
    pub fn url(&self, address: &Address) -> String {
        format!("{}{}{}", self.origin, self.base_path, address.href())
    }
}
