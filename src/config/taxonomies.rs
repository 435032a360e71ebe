//! Taxonomies: tags, authors, dossiers, and the groups of terms that a site declares itself.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::feeds::{FeedFormat, Feeds};
use super::item_keys::ITEM_KEYS;
use super::language::Language;
use super::language::LanguageId;
use super::pattern::without_fields;
use super::term_slugs::{TermSlugsFile, resolve_slugs};
use crate::base::yaml::Mapping;
use crate::base::{Address, Code, Diagnostic, suggest};

/// A taxonomy: items name their terms under its key, and each term has a page with its items. The settings of `tags`, `authors` and
/// `dossiers` can be changed here too.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TaxonomyFile {
    /// The title of its overview: `Categories`. Default: its key; for tags, authors and dossiers the word of the theme.
    pub title: Option<String>,
    /// Its title in other languages, by tag: `{en: Categories}`.
    pub titles: BTreeMap<String, String>,
    /// The address of its overview, below which its terms stand: `/category/`. Other languages have it below their home page. Default:
    /// `/KEY/`; for tags, authors and dossiers the one that follows from `address_words`.
    pub address: Option<String>,
    /// The feed formats of its terms. Default: those of `feeds`; `[]` generates none.
    pub feeds: Option<Vec<FeedFormat>>,
    /// The smallest number of items with which a term has feeds. Default: 1.
    pub feeds_from: Option<usize>,
    /// The last part of the addresses of its terms, by name, as in `term_slugs`.
    pub slugs: BTreeMap<String, String>,
}

/// A taxonomy with all its settings.
#[derive(Clone, Debug)]
pub struct Taxonomy {
    /// The key in the front matter.
    pub key: Box<str>,
    /// The title in each language, where the site gives one.
    titles: Vec<Option<Box<str>>>,
    /// The address of the overview in each language.
    folders: Vec<Box<str>>,
    /// The feed formats of its terms.
    pub feeds: Vec<FeedFormat>,
    /// The smallest number of items with which a term has feeds.
    pub feeds_from: usize,
    /// The slugs that the settings give, by the identity of a name.
    pub slugs: BTreeMap<String, Box<str>>,
}

/// The keys of the taxonomies that every site has.
const ALWAYS: [&str; 3] = ["tags", "authors", "dossiers"];

/// The most taxonomies of a site.
const MOST: usize = 50;

impl Taxonomy {
    /// The address of the overview in a language.
    pub fn folder(&self, language: LanguageId) -> &str {
        self.folders.get(language.index()).map_or("/", |folder| folder)
    }

    /// The title in a language; `None` where the theme has a word for it.
    pub fn title(&self, language: LanguageId) -> Option<&str> {
        self.titles.get(language.index())?.as_deref()
    }
}

/// The taxonomies of settings with a mistake in one of them: their keys are known all the same, so that it is not told of every item.
pub(super) fn unread(mapping: &Mapping<'_>) -> BTreeMap<String, TaxonomyFile> {
    let text = mapping.span_of("taxonomies").and_then(|span| mapping.text.get(span)).unwrap_or_default();
    let values: BTreeMap<String, BTreeMap<String, serde_yaml::Value>> = serde_yaml::from_str(text).unwrap_or_default();
    values.into_values().flat_map(BTreeMap::into_keys).map(|key| (key, TaxonomyFile::default())).collect()
}

/// Resolves the taxonomies: tags, authors and dossiers, and then those of the site by key.
pub(super) fn resolve(
    (mut typed, slugs): (BTreeMap<String, TaxonomyFile>, TermSlugsFile),
    (languages, feeds): (&[Language], &Feeds),
    mapping: &Mapping<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Taxonomy> {
    let TermSlugsFile { tags, authors, dossiers } = slugs;
    let words = |language: &Language| {
        [&language.words.tags, &language.words.authors, &language.words.dossiers].map(Clone::clone)
    };
    let words: Vec<[Box<str>; 3]> = languages.iter().map(words).collect();
    let mut all = Vec::new();
    let mut resolver = TaxonomyResolver { languages, feeds, mapping, findings };
    for ((key, given), place) in ALWAYS.into_iter().zip([tags, authors, dossiers]).zip(0..) {
        let mut file = typed.remove(key).unwrap_or_default();
        let own = resolver.slugs("term_slugs", given);
        let folders = words.iter().filter_map(|words| words.get(place).cloned()).collect();
        let slugs = std::mem::take(&mut file.slugs);
        let mut taxonomy = resolver.taxonomy(key, file, folders);
        taxonomy.slugs = own;
        taxonomy.slugs.extend(resolver.slugs("taxonomies", slugs));
        all.push(taxonomy);
    }
    for (key, mut file) in typed.into_iter().take(MOST) {
        let is_word = key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-');
        if !is_word || key.is_empty() || ITEM_KEYS.contains(&key.as_str()) {
            resolver.refuse(&key);
            continue;
        }
        let home = |language: &Language| format!("{}{key}/", language.home).into_boxed_str();
        let folders = languages.iter().map(home).collect();
        file.title = file.title.or_else(|| Some(key.clone()));
        let slugs = std::mem::take(&mut file.slugs);
        let mut taxonomy = resolver.taxonomy(&key, file, folders);
        taxonomy.slugs = resolver.slugs("taxonomies", slugs);
        all.push(taxonomy);
    }
    all
}

struct TaxonomyResolver<'a> {
    languages: &'a [Language],
    feeds: &'a Feeds,
    mapping: &'a Mapping<'a>,
    findings: &'a mut Vec<Diagnostic>,
}

impl TaxonomyResolver<'_> {
    fn refuse(&mut self, key: &str) {
        let (message, hint) = if ITEM_KEYS.contains(&key) {
            (format!("`{key}` is a key of items already"), "give the taxonomy another name".to_owned())
        } else {
            let message = format!("`{key}` cannot be the name of a taxonomy");
            (message, "write lower-case letters and digits: it is a key of the front matter".to_owned())
        };
        self.findings
            .push(Diagnostic::new(Code::TaxonomyInvalid, self.mapping.value("taxonomies", key), message).hint(hint));
    }

    fn slugs(&mut self, key: &str, typed: BTreeMap<String, String>) -> BTreeMap<String, Box<str>> {
        resolve_slugs(key, typed, self.mapping, self.findings)
    }

    fn taxonomy(&mut self, key: &str, typed: TaxonomyFile, folders: Vec<Box<str>>) -> Taxonomy {
        let TaxonomyFile { title, titles, address, feeds, feeds_from, slugs: _ } = typed;
        let folders = match address.as_deref().map(|typed| self.folder(typed)) {
            Some(Some(address)) => {
                let home = |language: &Language| language.home.as_str().trim_end_matches('/').to_owned();
                self.languages.iter().map(|language| format!("{}{address}", home(language)).into()).collect()
            }
            _ => folders,
        };
        let known: Vec<&str> = self.languages.iter().map(|language| &*language.tag).collect();
        for tag in titles.keys().filter(|tag| known.iter().all(|known| !known.eq_ignore_ascii_case(tag))) {
            let message = format!("the site has no language `{tag}`");
            let hint = format!("write one of {}", suggest::list(known.iter().copied()));
            self.findings.push(
                Diagnostic::new(Code::LanguageUnknown, self.mapping.value("taxonomies", tag), message).hint(hint),
            );
        }
        let title_in = |language: &Language| {
            let own = titles.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(&language.tag)).map(|(_, title)| title);
            own.or(title.as_ref()).map(|title| title.as_str().into())
        };
        let mut formats = feeds.unwrap_or_else(|| self.feeds.formats.clone());
        formats.sort_unstable();
        formats.dedup();
        Taxonomy {
            key: key.into(),
            titles: self.languages.iter().map(title_in).collect(),
            folders,
            feeds: formats,
            feeds_from: feeds_from.unwrap_or(1),
            slugs: BTreeMap::new(),
        }
    }

    fn folder(&mut self, typed: &str) -> Option<Address> {
        let found = Address::parse(typed).map_err(|error| error.to_string());
        let is_folder = |address: &Address| address.is_folder() && typed != "/";
        let no_folder = || "the address of an overview is a folder: it ends in `/`".to_owned();
        let found = found.and_then(|address| Some(address).filter(is_folder).ok_or_else(no_folder));
        let found = found.and_then(without_fields);
        found
            .map_err(|problem| {
                let message = format!("`{typed}`: {problem}");
                let place = self.mapping.value("taxonomies", typed);
                let hint = "write an address such as `/category/`: each term stands below it";
                self.findings.push(Diagnostic::new(Code::AddressInvalid, place, message).hint(hint));
            })
            .ok()
    }
}
