//! A language of the site, and the defaults of each language: name, words for addresses, quotation marks, direction.

use crate::base::calendar::Calendar;
use crate::base::{Address, Place};

use super::streams::StreamAddresses;

/// Index of a language in [`super::Config::languages`]; 0 is the main language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct LanguageId(pub u8);

/// Link in the masthead.
#[derive(Clone, Debug)]
pub struct MenuEntry {
    /// Link text.
    pub title: String,
    /// Target of the link, as in the settings.
    pub link: String,
    /// Location in the settings.
    pub place: Place,
    /// Links below it.
    pub items: Vec<MenuEntry>,
}

impl Language {
    /// All links of the menu, those below others included.
    pub fn menu_links(&self) -> impl Iterator<Item = &MenuEntry> {
        self.menu.iter().flat_map(|entry| std::iter::once(entry).chain(&entry.items))
    }
}

impl LanguageId {
    /// The index as `usize`.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// A language of the site, with all its settings.
#[derive(Debug)]
pub struct Language {
    /// BCP 47 tag.
    pub tag: Box<str>,
    /// Native name of the language.
    pub name: Box<str>,
    /// Title of the site in this language.
    pub title: Box<str>,
    /// Description of the site in this language.
    pub description: Box<str>,
    /// Address of the home page.
    pub home: Address,
    /// Addresses of the main stream of news.
    pub main: StreamAddresses,
    /// Words in addresses.
    pub words: AddressWords,
    /// Links in the masthead.
    pub menu: Vec<MenuEntry>,
    /// Footer of the pages, in Markdown.
    pub footer: Box<str>,
    /// Date formats.
    pub calendar: Calendar,
    /// Opening and closing quotation marks: double, then single.
    pub quotes: [&'static str; 4],
    /// Whether it is written from right to left.
    pub right_to_left: bool,
}

/// Words in the addresses of one language's lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressWords {
    /// Prefix of tags.
    pub tags: Box<str>,
    /// Prefix of authors.
    pub authors: Box<str>,
    /// Prefix of dossiers.
    pub dossiers: Box<str>,
    /// The overview of the archive.
    pub archive: Box<str>,
    /// The agenda.
    pub agenda: Box<str>,
    /// The list of corrections.
    pub corrections: Box<str>,
    /// The search page.
    pub search: Box<str>,
    /// The page with all that readers can follow.
    pub follow: Box<str>,
    /// Prefix of weeks.
    pub week: Box<str>,
    /// Prefix of the number of a list page.
    pub page: Box<str>,
}

/// Defaults of a language.
pub(super) struct LanguageDefaults {
    tag: &'static str,
    pub(super) name: &'static str,
    pub(super) news: &'static str,
    /// tags, authors, dossiers, archive, page, agenda, corrections, search, follow, week.
    pub(super) words: [&'static str; 10],
    pub(super) quotes: [&'static str; 4],
}

const ENGLISH: LanguageDefaults = LanguageDefaults {
    tag: "en",
    name: "English",
    news: "news",
    words: ["tags", "authors", "dossiers", "archive", "page", "events", "corrections", "search", "follow", "week"],
    quotes: ["“", "”", "‘", "’"],
};

const KNOWN: &[LanguageDefaults] = &[
    ENGLISH,
    LanguageDefaults {
        tag: "nl",
        name: "Nederlands",
        news: "nieuws",
        words: ["tags", "auteurs", "dossiers", "archief", "pagina", "agenda", "correcties", "zoeken", "volgen", "week"],
        quotes: ["„", "”", "‘", "’"],
    },
    LanguageDefaults {
        tag: "fy",
        name: "Frysk",
        news: "nijs",
        words: ["tags", "auteurs", "dossiers", "argyf", "side", "aginda", "korreksjes", "sykje", "folgje", "wike"],
        quotes: ["„", "”", "‘", "’"],
    },
    LanguageDefaults {
        tag: "de",
        name: "Deutsch",
        news: "nachrichten",
        words: ["tags", "autoren", "dossiers", "archiv", "seite", "termine", "korrekturen", "suche", "folgen", "woche"],
        quotes: ["„", "“", "‚", "‘"],
    },
    LanguageDefaults {
        tag: "fr",
        name: "Français",
        news: "actualites",
        words: [
            "tags",
            "auteurs",
            "dossiers",
            "archives",
            "page",
            "agenda",
            "corrections",
            "recherche",
            "suivre",
            "semaine",
        ],
        quotes: ["«\u{a0}", "\u{a0}»", "“", "”"],
    },
    LanguageDefaults { tag: "ar", name: "العربية", ..ENGLISH },
    LanguageDefaults { tag: "es", name: "Español", news: "noticias", quotes: ["«", "»", "“", "”"], ..ENGLISH },
    LanguageDefaults { tag: "pl", name: "Polski", quotes: ["„", "”", "‚", "’"], ..ENGLISH },
    LanguageDefaults { tag: "tr", name: "Türkçe", ..ENGLISH },
    LanguageDefaults { tag: "uk", name: "Українська", quotes: ["«", "»", "„", "“"], ..ENGLISH },
];

/// Defaults of a language by its tag, and whether the language is known; an unknown language has the defaults of English.
pub(super) fn defaults(tag: &str) -> (&'static LanguageDefaults, bool) {
    let primary = tag.split('-').next().unwrap_or(tag);
    let found = KNOWN.iter().find(|known| known.tag.eq_ignore_ascii_case(primary));
    (found.unwrap_or(&ENGLISH), found.is_some())
}

/// The native name of a language, or its tag where the name is not known.
pub fn native_name(tag: &str) -> &str {
    let (known, is_known) = defaults(tag);
    if is_known { known.name } else { tag }
}

/// The tag of a language by its name, its own or the English one: `Nederlands`, `Dutch`.
pub(super) fn named(name: &str) -> Option<&'static str> {
    const ENGLISH_NAMES: &[(&str, &str)] = &[
        ("dutch", "nl"),
        ("frisian", "fy"),
        ("german", "de"),
        ("french", "fr"),
        ("spanish", "es"),
        ("italian", "it"),
        ("portuguese", "pt"),
        ("polish", "pl"),
        ("danish", "da"),
        ("swedish", "sv"),
        ("norwegian", "nb"),
        ("engels", "en"),
        ("duits", "de"),
        ("frans", "fr"),
    ];
    let lower = name.trim().to_lowercase();
    let own = KNOWN.iter().find(|known| known.name.to_lowercase() == lower).map(|known| known.tag);
    own.or_else(|| ENGLISH_NAMES.iter().find(|(known, _)| *known == lower).map(|(_, tag)| *tag))
}

/// Whether a language is written from right to left, by its primary tag.
pub(super) fn is_right_to_left(tag: &str) -> bool {
    const TAGS: &[&str] = &["ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"];
    tag.split('-').next().is_some_and(|primary| TAGS.iter().any(|rtl| rtl.eq_ignore_ascii_case(primary)))
}
