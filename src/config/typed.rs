//! `site.yaml` as parsed, with every key optional. The documentation and the JSON Schema are generated from the doc comments.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::yaml_values::any_values;

use super::contacts::ContactFile;
use super::digest::DigestFile;
use super::feeds::FeedsFile;
use super::host::HostOptions;
use super::images::ImagesFile;
use super::lints::LintLevelFile;
use super::markdown::MarkdownOptions;
use super::podcast::PodcastFile;
use super::policy::SourcesFile;
use super::redirects::RedirectFile;
use super::sections::SectionFile;
use super::shared_cache::SharedCacheFile;
use super::target::TargetFile;
use super::taxonomies::TaxonomyFile;
use super::term_slugs::TermSlugsFile;
use super::woo::WooFile;

/// Top-level keys, for "did you mean" hints.
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
    "archive_address",
    "address_words",
    "sections",
    "term_slugs",
    "taxonomies",
    "unicode_addresses",
    "slugs",
    "markdown",
    "per_page",
    "feeds",
    "podcast",
    "images",
    "share_cards",
    "search",
    "noticeboard",
    "publisher",
    "contacts",
    "woo",
    "menu",
    "footer",
    "untrusted",
    "untrusted_files",
    "external_images",
    "sources",
    "lints",
    "publish",
    "cache",
    "digest",
    "redirects",
    "gone",
    "host",
    "extra",
];

/// Settings of a site. Only `title` is required.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct SiteFile {
    /// The title of the site. Required.
    pub title: Option<String>,
    /// A description of the site in one sentence, for search engines and feeds.
    pub description: Option<String>,
    /// The absolute URL of the site, with or without a path: `https://www.example.org`. Feeds, the sitemap and canonical
    /// links need it.
    pub base_url: Option<String>,
    /// The main language of the site, as a BCP 47 tag. Default: `nl`.
    pub language: Option<String>,
    /// Additional languages, by tag. Each has its own home page, lists and feeds under `/TAG/`.
    pub languages: BTreeMap<String, LanguageFile>,
    /// The time zone of the site, as an IANA name: that of dates without an offset, and of every day and time that readers see.
    /// Default: `Europe/Amsterdam`.
    pub time_zone: Option<String>,
    /// The theme: a folder in `themes/`, or the built-in theme `courant`. Default: `courant`.
    pub theme: Option<String>,
    /// Values for the options that the theme declares in its `theme.yaml`.
    #[serde(deserialize_with = "any_values")]
    pub theme_options: BTreeMap<String, serde_json::Value>,
    /// The address pattern of items, with the fields `{year}`, `{month}`, `{day}`, `{slug}` and `{folder}`; it ends in `/` or
    /// `.html`. Default: `/nieuws/{year}/{slug}/`, with the word for news in the language of the site.
    pub item_address: Option<String>,
    /// The address of the news index. Default: `/nieuws/`, with the word for news in the language of the site.
    pub index_address: Option<String>,
    /// The address pattern of archives, with the fields `{year}`, `{month}` and `{day}`: `/{year}/{month}/`. The pages of years stand
    /// at the part that ends in the year; with `{day}`, days have pages too. Default: `/archief/{year}/{month}/`, with the word for
    /// archives.
    pub archive_address: Option<String>,
    /// Words in the addresses of lists.
    pub address_words: WordsFile,
    /// Streams of news with an index, an archive and feeds of their own, by name: `{blog: {folder: content/blog, title: Blog}}`.
    pub sections: BTreeMap<String, SectionFile>,
    /// The last part of the addresses of tags, authors and dossiers, by name: `{authors: {Jane Doe: jdoe}}`.
    pub term_slugs: TermSlugsFile,
    /// Groups of terms beside tags, authors and dossiers, by key: `{categories: {title: Categories, address: /category/}}`. Items name
    /// their terms under that key: `categories: [News, Sport]`. The feeds of tags, authors and dossiers are set here too:
    /// `{tags: {feeds: [rss], feeds_from: 3}}`.
    pub taxonomies: BTreeMap<String, TaxonomyFile>,
    /// Whether letters outside ASCII stay in the addresses that are made of titles, file names and names: `/tags/café/`,
    /// percent-encoded where it is a link. Default: `false`, so that `é` becomes `e`; in the addresses of tags, authors and dossiers,
    /// Chinese and Japanese characters and emoji stay in any case.
    pub unicode_addresses: bool,
    /// What becomes of the names of files and folders in addresses. `keep` is for a site that comes from Jekyll or another system whose
    /// addresses have them unchanged.
    pub slugs: SlugForm,
    /// How Markdown is read. Sites that come from another program need these settings.
    pub markdown: MarkdownOptions,
    /// The number of items on a full list page, 1 to 1000. Default: 20.
    pub per_page: Option<u32>,
    /// Settings of feeds.
    pub feeds: FeedsFile,
    /// The podcast of the items with a recording.
    pub podcast: PodcastFile,
    /// Settings of generated images.
    pub images: ImagesFile,
    /// Whether to generate a share card, with the title, the date and the name of the site, for items without a lead image.
    /// Default: `false`.
    pub share_cards: bool,
    /// Whether the site has a search page, with an index that is built with the site: no server and no third party takes part. See
    /// [search.md](search.md). Default: `false`.
    pub search: bool,
    /// Whether each week has a page for a notice board, `/week/2018-49/`: one sheet of A4 with its items and the dates of its agenda, each with
    /// a QR code. See [noticeboard.md](noticeboard.md). Default: `false`.
    pub noticeboard: bool,
    /// The publisher of the site, for structured data, feeds and the footer of the theme.
    pub publisher: Publisher,
    /// Contacts that items name with `contact: KEY`: `{press: {name: Press office, telephone: 050 123 45 67}}`. Each may also be a file,
    /// `content/contacts/KEY.yaml`.
    pub contacts: BTreeMap<String, ContactFile>,
    /// Publication of documents by the Dutch Wet open overheid: see [newsroom.md](newsroom.md#documents).
    pub woo: WooFile,
    /// The links in the masthead.
    pub menu: Vec<MenuFile>,
    /// The footer of every page, in Markdown. Links to source files are relative to `content/`.
    pub footer: Option<String>,
    /// Whether to sanitise HTML and SVG in content, for sites with untrusted authors. Files in `content/` must then be pictures,
    /// documents, sound, film, archives or texts, and aliases the addresses of pages. Default: `false`.
    pub untrusted: bool,
    /// Other files that untrusted authors may publish, by name or address: `["*.gpx", "/.well-known/security.txt"]`. Default:
    /// none.
    pub untrusted_files: Vec<String>,
    /// The hosts from which pages may load images: `[cdn.example.org, "*.example.net"]`, or `["*"]` for every host. Each of them can
    /// track your readers, and change or remove the image; `"*"` lets a mistake or an attacker in a text load one from anywhere
    /// (`img-src *`). Default: none; an image from any other host is an error.
    pub external_images: Vec<String>,
    /// Other origins from which pages may load scripts, styles, frames, images, films and data: for the Content-Security-Policy of
    /// pages and of the files for hosts.
    pub sources: SourcesFile,
    /// Lint levels, by name: `{heading-jump: off, link-dead: error}`; or for some items: `{image-missing: {level: warning, before:
    /// 2020-01-01}}`, `{link-broken: [{folder: content/blog/, level: off}, {level: error}]}`, where the first rule that applies counts.
    /// Default: `error` for `attachment-invalid`, `audio-unreadable`, `directive-unclosed`, `heading-missing`, `html-unclosed`, `image-alt-missing`,
    /// `image-external`, `image-missing`, `image-unreadable`, `link-broken` and `related-missing`; `warning` for `attributes-left`,
    /// `directive-attribute`, `document-link`, `drafts-folder`, `emoji-left`, `follow-up-due`, `follows-circle`, `heading-empty`,
    /// `heading-jump`, `html-stray`, `html-unknown`, `image-damaged`, `image-position`, `image-without-alt`, `key-idle`,
    /// `link-address`, `link-dead`, `link-local`, `link-moved`, `link-own`, `link-text`, `link-unread`,
    /// `link-withdrawn`, `live-time`, `mark-left`, `note-missing`, `note-twice`, `note-unused`, `pdf-accessibility`, `pdf-encrypted`, `pdf-unreadable`, `policy-blocks`, `quotes-kept`, `setting-idle`, `sheet-link`,
    /// `shortcode-left`, `summary-long`, `table-cells`, `table-header`, `tag-unusual`, `term-semicolon`, `term-unknown`, `terms-alike`,
    /// `template-variable`, `text-damaged`, `theme-unused`, `title-long`, `unread-file`, `value-cut`, `version-alone` and `woo-idle`.
    pub lints: BTreeMap<String, LintLevelFile>,
    /// Publishing targets of `courant publish`, by name.
    pub publish: BTreeMap<String, TargetFile>,
    /// A cache that machines share: `{store: "s3://bucket/folder"}`. Default: none.
    pub cache: Option<SharedCacheFile>,
    /// Digests for mail, which `courant digest` makes: `{listmonk: {endpoint: https://lists.example.org, lists: [3], user: courant}}`.
    /// See [digest.md](digest.md).
    pub digest: DigestFile,
    /// Redirects, from old addresses to new ones: `{/2016/02/: /archief/2016/02/, "/blog/{name}.html": "/nieuws/{name}/",
    /// "/oud/*": "/nieuws/*", "/?p=12": /nieuws/2016/lente/}`. A name in braces stands for any text within a part of the path, and
    /// `*` at the end for all that follows. More redirects may be in `redirects.csv`, with the columns from, to and status.
    pub redirects: BTreeMap<String, RedirectFile>,
    /// Published addresses that may disappear.
    pub gone: Vec<String>,
    /// Redirects and headers for the web host, in the format of the host.
    pub host: HostOptions,
    /// Extra values for the theme, available as `site.extra`.
    #[serde(deserialize_with = "any_values")]
    pub extra: BTreeMap<String, serde_json::Value>,
}

/// Settings of an additional language. Defaults follow from the language and the site.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LanguageFile {
    /// The native name of the language, for the language switcher: `English`.
    pub name: Option<String>,
    /// The title of the site in this language.
    pub title: Option<String>,
    /// The description of the site in this language.
    pub description: Option<String>,
    /// The address pattern of items in this language. Default: `/en/news/{year}/{slug}/`.
    pub item_address: Option<String>,
    /// The address of the news index in this language. Default: `/en/news/`.
    pub index_address: Option<String>,
    /// The address pattern of archives in this language. Default: `/en/archive/{year}/{month}/`.
    pub archive_address: Option<String>,
    /// Words in the addresses of lists in this language.
    pub address_words: WordsFile,
    /// The links in the masthead in this language.
    pub menu: Vec<MenuFile>,
    /// The footer of every page in this language, in Markdown.
    pub footer: Option<String>,
}

/// Words in the addresses of lists: `/tags/zorg/`, `/auteurs/redactie/`, `/dossiers/…/`, `/archief/2013/12/`,
/// `/nieuws/pagina/3/`. Each has a default in the language of the site.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WordsFile {
    /// The prefix of tags.
    pub tags: Option<String>,
    /// The prefix of authors.
    pub authors: Option<String>,
    /// The prefix of dossiers.
    pub dossiers: Option<String>,
    /// The prefix of years and months.
    pub archive: Option<String>,
    /// The prefix of the number of a list page.
    pub page: Option<String>,
    /// The address of the agenda, which a site with events has.
    pub agenda: Option<String>,
    /// The address of the list of corrections, which a site with corrections has.
    pub corrections: Option<String>,
    /// The address of the search page, which a site with `search: true` has.
    pub search: Option<String>,
    /// The address of the page with all that readers can follow, which a site with feeds has.
    pub follow: Option<String>,
    /// The prefix of the pages for notice boards, which a site with `noticeboard: true` has.
    pub week: Option<String>,
}

/// What becomes of the names of files and folders in addresses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SlugForm {
    /// Lower-case letters, digits and hyphens: `My_Post` becomes `my-post`.
    #[default]
    Plain,
    /// Capitals, dots and underscores stay: `My_Post`.
    Keep,
}

/// Publisher of the site.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Publisher {
    /// The name. Default: the title of the site.
    pub name: Option<String>,
    /// The logo, as an address on the site: `/logo.png`.
    pub logo: Option<String>,
    /// The telephone number, with or without country code, as for contacts: `+31500123456`. Readers see it in the groups of its
    /// country.
    pub telephone: Option<String>,
    /// The email address.
    pub email: Option<String>,
    /// The postal address, on one line.
    pub address: Option<String>,
}

/// Link in the masthead.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MenuFile {
    /// The link text.
    pub title: String,
    /// The target: an address (`/nieuws/`), a source file in `content/` (`pages/contact.md`), or an absolute URL.
    pub link: String,
    /// Links below this one, which the theme shows when a reader opens it.
    #[serde(default)]
    pub items: Vec<SubmenuFile>,
}

/// Link below one in the masthead.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmenuFile {
    /// The link text.
    pub title: String,
    /// The target, as for the link above it.
    pub link: String,
}
