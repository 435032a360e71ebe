//! `site.yaml` as it is typed: every key optional. Its doc comments are the documentation and the schema.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::host::HostOptions;
use super::lints::Level;
use super::target::TargetFile;

/// The top-level keys, for "did you mean".
pub const KEYS: &[&str] = &[
    "title",
    "description",
    "base_url",
    "language",
    "languages",
    "time_zone",
    "theme",
    "theme_options",
    "item_address",
    "index_address",
    "address_words",
    "per_page",
    "feeds",
    "images",
    "share_cards",
    "publisher",
    "menu",
    "footer",
    "untrusted",
    "external_images",
    "lints",
    "publish",
    "gone",
    "host",
    "extra",
];

/// The settings of a site. Only `title` is required.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SiteFile {
    /// The name of the site. Required.
    pub title: Option<String>,
    /// What the site is, in one sentence: for search engines and feeds.
    pub description: Option<String>,
    /// The whole address at which the site will stand, with scheme: `https://www.example.org`, or with a folder. Feeds,
    /// sitemap and canonical links need it.
    pub base_url: Option<String>,
    /// The language of the site, as a BCP 47 tag. Default: `nl`.
    pub language: Option<String>,
    /// More languages, by tag: each has its own home, lists and feeds below `/TAG/`.
    pub languages: BTreeMap<String, LanguageFile>,
    /// The time zone in which dates are meant, an IANA name. Default: `Europe/Amsterdam`.
    pub time_zone: Option<String>,
    /// The theme: a folder in `themes/`, or `courant`, which is built in. Default: `courant`.
    pub theme: Option<String>,
    /// Values for the options that the theme has in its `theme.yaml`.
    pub theme_options: BTreeMap<String, serde_json::Value>,
    /// The address pattern of items, with `{year}`, `{month}`, `{day}`, `{slug}` and `{folder}`; it ends in `/` or `.html`.
    /// Default: `/nieuws/{year}/{slug}/`, with the word for news in the site's language.
    pub item_address: Option<String>,
    /// The address of the news index. Default: `/nieuws/`, with the word for news in the site's language.
    pub index_address: Option<String>,
    /// The words in the addresses of lists.
    pub address_words: WordsFile,
    /// How many items stand on a full list page, 1 to 1000. Default: 20.
    pub per_page: Option<u32>,
    /// The feeds.
    pub feeds: FeedsFile,
    /// The copies that are made of images.
    pub images: ImagesFile,
    /// Whether items without a lead image get a picture of their title, date and the name of the site, for where they are
    /// shared. Default: `false`.
    pub share_cards: bool,
    /// Who publishes the site: for structured data, feeds and the theme's footer.
    pub publisher: Publisher,
    /// The links of the masthead.
    pub menu: Vec<MenuFile>,
    /// The text at the foot of every page, in Markdown; links to source files are relative to `content/`.
    pub footer: Option<String>,
    /// Whether writers are not to be trusted with HTML: then it is sanitised. Default: `false`.
    pub untrusted: bool,
    /// The hosts from which pages may show images: `[cdn.example.org, "*.example.net"]`. Default: none; an image from elsewhere
    /// is an error.
    pub external_images: Vec<String>,
    /// How findings count that may be meant so, by name: `{heading-jump: off, link-dead: error}`. They are `document-link`,
    /// `heading-jump`, `image-position`, `image-without-alt`, `link-dead`, `link-local`, `link-moved`, `link-text`,
    /// `summary-long`, `table-header`, `tag-unusual` and `title-long`. Default: `warning`.
    pub lints: BTreeMap<String, Level>,
    /// Where `courant publish` puts the site: targets, by name.
    pub publish: BTreeMap<String, TargetFile>,
    /// Addresses that were published once and may go without leading anywhere.
    pub gone: Vec<String>,
    /// What the host of the site is told: redirects and headers, in the form that it reads.
    pub host: HostOptions,
    /// Anything else that the theme wants, as `site.extra`.
    pub extra: BTreeMap<String, serde_json::Value>,
}

/// The settings of one more language; what is not given follows from the language and the site.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LanguageFile {
    /// The name of the language in itself, for the language switch: `English`.
    pub name: Option<String>,
    /// The name of the site in this language.
    pub title: Option<String>,
    /// What the site is, in this language.
    pub description: Option<String>,
    /// The address pattern of items in this language. Default: `/en/news/{year}/{slug}/`.
    pub item_address: Option<String>,
    /// The address of the news index in this language. Default: `/en/news/`.
    pub index_address: Option<String>,
    /// The words in the addresses of lists in this language.
    pub address_words: WordsFile,
    /// The links of the masthead in this language.
    pub menu: Vec<MenuFile>,
    /// The text at the foot of every page in this language, in Markdown.
    pub footer: Option<String>,
}

/// The words in the addresses of lists: `/tags/zorg/`, `/auteurs/redactie/`, `/dossiers/…/`, `/archief/2013/12/`,
/// `/nieuws/pagina/3/`. Each has a default in the site's language.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WordsFile {
    /// Before the tags.
    pub tags: Option<String>,
    /// Before the authors.
    pub authors: Option<String>,
    /// Before the dossiers.
    pub dossiers: Option<String>,
    /// Before the years and months.
    pub archive: Option<String>,
    /// Before the number of a list page.
    pub page: Option<String>,
}

/// The feeds of the site and of every list.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FeedsFile {
    /// Which kinds of feed are made. Default: `[atom, rss, json]`; `[]` makes none.
    pub formats: Option<Vec<FeedFormat>>,
    /// How many of the newest items a feed has, 1 to 1000. Default: 20.
    pub items: Option<u32>,
    /// Whether feeds have the whole text or the summary. Default: `full`.
    pub content: Option<ContentOfFeeds>,
}

/// A kind of feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FeedFormat {
    /// Atom, RFC 4287.
    Atom,
    /// RSS 2.0.
    Rss,
    /// JSON Feed 1.1.
    Json,
}

/// What a feed has of an item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ContentOfFeeds {
    /// The whole text.
    #[default]
    Full,
    /// The summary.
    Summary,
}

/// The copies that are made of images.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ImagesFile {
    /// In which forms images are offered beside their own. AVIF is the smallest and takes longest to make. Default:
    /// `[avif, webp]`; `[]` leaves it at their own.
    pub formats: Option<Vec<ImageFormat>>,
}

/// A form in which images are offered beside their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ImageFormat {
    /// AVIF.
    Avif,
    /// WebP.
    Webp,
}

/// Who publishes the site.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Publisher {
    /// The name. Default: the site's title.
    pub name: Option<String>,
    /// The logo: an address on the site, `/logo.png`.
    pub logo: Option<String>,
    /// The telephone number, in international form: `+31500123456`.
    pub telephone: Option<String>,
    /// The mail address.
    pub email: Option<String>,
    /// The postal address, in one line.
    pub address: Option<String>,
}

/// A link of the masthead.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MenuFile {
    /// The text of the link.
    pub title: String,
    /// Where it leads: an address (`/nieuws/`), a source file in `content/` (`pages/contact.md`), or a whole URL.
    pub link: String,
}

impl FeedFormat {
    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml",
            Self::Rss => "application/rss+xml",
            Self::Json => "application/feed+json",
        }
    }

    /// The name of its file, in the folder of the page that it is the feed of.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Atom => "feed.xml",
            Self::Rss => "rss.xml",
            Self::Json => "feed.json",
        }
    }
}
