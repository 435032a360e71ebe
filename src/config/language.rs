//! A language of the site, and what languages bring along: names, words for addresses, quotation marks, direction.

use crate::base::Address;
use crate::base::date::Calendar;

use super::{MenuEntry, Pattern};

/// A language of the site, by its place in [`super::Config::languages`]; 0 is the site's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct LanguageId(pub u8);

impl LanguageId {
    /// Its place among the languages.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// A language of the site, with all its settings.
#[derive(Debug)]
pub struct Language {
    /// The BCP 47 tag.
    pub tag: Box<str>,
    /// The name of the language in itself.
    pub name: Box<str>,
    /// The name of the site in this language.
    pub title: Box<str>,
    /// What the site is, in this language.
    pub description: Box<str>,
    /// Its home page.
    pub home: Address,
    /// Its news index.
    pub index: Address,
    /// The address pattern of its items.
    pub items: Pattern,
    /// The words in its addresses.
    pub words: AddressWords,
    /// The links of its masthead.
    pub menu: Vec<MenuEntry>,
    /// The text at the foot of its pages, in Markdown.
    pub footer: Box<str>,
    /// Its dates.
    pub calendar: Calendar,
    /// Opening and closing quotation marks: double, then single.
    pub quotes: [&'static str; 4],
    /// Whether it is written from right to left.
    pub right_to_left: bool,
}

/// The words in the addresses of one language's lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressWords {
    /// Before the tags.
    pub tags: Box<str>,
    /// Before the authors.
    pub authors: Box<str>,
    /// Before the dossiers.
    pub dossiers: Box<str>,
    /// Before the years and months.
    pub archive: Box<str>,
    /// Before the number of a list page.
    pub page: Box<str>,
}

/// What a language brings along.
pub(super) struct Known {
    tag: &'static str,
    pub(super) name: &'static str,
    pub(super) news: &'static str,
    /// tags, authors, dossiers, archive, page.
    pub(super) words: [&'static str; 5],
    pub(super) quotes: [&'static str; 4],
}

const ENGLISH: Known = Known {
    tag: "en",
    name: "English",
    news: "news",
    words: ["tags", "authors", "dossiers", "archive", "page"],
    quotes: ["“", "”", "‘", "’"],
};

const KNOWN: &[Known] = &[
    ENGLISH,
    Known {
        tag: "nl",
        name: "Nederlands",
        news: "nieuws",
        words: ["tags", "auteurs", "dossiers", "archief", "pagina"],
        quotes: ["„", "”", "‘", "’"],
    },
    Known {
        tag: "fy",
        name: "Frysk",
        news: "nijs",
        words: ["tags", "auteurs", "dossiers", "argyf", "side"],
        quotes: ["„", "”", "‘", "’"],
    },
    Known {
        tag: "de",
        name: "Deutsch",
        news: "nachrichten",
        words: ["tags", "autoren", "dossiers", "archiv", "seite"],
        quotes: ["„", "“", "‚", "‘"],
    },
    Known {
        tag: "fr",
        name: "Français",
        news: "actualites",
        words: ["tags", "auteurs", "dossiers", "archives", "page"],
        quotes: ["«\u{a0}", "\u{a0}»", "“", "”"],
    },
    Known { tag: "ar", name: "العربية", ..ENGLISH },
    Known { tag: "es", name: "Español", news: "noticias", quotes: ["«", "»", "“", "”"], ..ENGLISH },
    Known { tag: "pl", name: "Polski", quotes: ["„", "”", "‚", "’"], ..ENGLISH },
    Known { tag: "tr", name: "Türkçe", ..ENGLISH },
    Known { tag: "uk", name: "Українська", quotes: ["«", "»", "„", "“"], ..ENGLISH },
];

/// What is known of a language by its tag; English where nothing is.
pub(super) fn known(tag: &str) -> (&'static Known, bool) {
    let primary = tag.split('-').next().unwrap_or(tag);
    let found = KNOWN.iter().find(|known| known.tag.eq_ignore_ascii_case(primary));
    (found.unwrap_or(&ENGLISH), found.is_some())
}

/// Whether a language is written from right to left, by its primary tag.
pub(super) fn is_right_to_left(tag: &str) -> bool {
    const TAGS: &[&str] = &["ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"];
    tag.split('-').next().is_some_and(|primary| TAGS.iter().any(|rtl| rtl.eq_ignore_ascii_case(primary)))
}
