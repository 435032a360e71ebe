//! The information categories of the Wet open overheid (Woo), the Dutch law on open government.

use serde::{Deserialize, Serialize};

use crate::base::slug::slugify;

/// The categories of article 3.3 of the law, in its order (first paragraph a–e, second paragraph a–l): the code of each in the value
/// list `scw_woo_informatiecategorieen` of TOOI, and its name there. The number of a category in the name of its sitemap index is its
/// place in this list (standaarden.overheid.nl/diwoo/metadata, "Sitemapindex en Sitemaps"; the codes are those of the type
/// `informatiecategorielijst` in `diwoo-metadata-lijsten.xsd`, 0.9.4 and later).
const CATEGORIES: [(&str, &str); 17] = [
    ("c_139c6280", "wetten en algemeen verbindende voorschriften"),
    ("c_aab6bfc7", "overige besluiten van algemene strekking"),
    ("c_759721e2", "ontwerpen van wet- en regelgeving met adviesaanvraag"),
    ("c_40a05794", "organisatie en werkwijze"),
    ("c_89ee6784", "bereikbaarheidsgegevens"),
    ("c_8c840238", "bij vertegenwoordigende organen ingekomen stukken"),
    ("c_c76862ab", "vergaderstukken Staten-Generaal"),
    ("c_db4862c3", "vergaderstukken decentrale overheden"),
    ("c_3a248e3a", "agenda’s en besluitenlijsten bestuurscolleges"),
    ("c_99a836c7", "adviezen"),
    ("c_8fc2335c", "convenanten"),
    ("c_c6cd1213", "jaarplannen en jaarverslagen"),
    ("c_cf268088", "subsidieverplichtingen anders dan met beschikking"),
    ("c_3baef532", "Woo-verzoeken en -besluiten"),
    ("c_fdaee95e", "onderzoeksrapporten"),
    ("c_46a81018", "beschikkingen"),
    ("c_a870c43d", "klachtoordelen"),
];

/// Where TOOI keeps the codes of value lists.
const CONCEPTS: &str = "https://identifier.overheid.nl/tooi/def/thes/kern/";

/// An information category, by its number from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WooCategory(u8);

impl WooCategory {
    /// The names of all categories.
    pub const NAMES: [&'static str; 17] = {
        let mut names = [""; 17];
        let mut at = 0;
        while at < names.len() {
            names[at] = CATEGORIES[at].1;
            at += 1;
        }
        names
    };

    /// The category of a name, whatever its capitals, spaces and apostrophes.
    pub fn named(name: &str) -> Option<Self> {
        let slug = slugify(&name.replace(['\'', '’'], ""));
        let is_named = |known: &str| slugify(&known.replace('’', "")) == slug;
        let place = Self::NAMES.iter().position(|known| is_named(known))?;
        u8::try_from(place + 1).ok().map(Self)
    }

    /// Its number in the names of sitemap indexes: 1 to 17.
    pub fn number(self) -> u8 {
        self.0
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        CATEGORIES.get(usize::from(self.0) - 1).map_or("", |(_, name)| name)
    }

    /// Its identifier in TOOI.
    pub fn uri(self) -> String {
        format!("{CONCEPTS}{}", CATEGORIES.get(usize::from(self.0) - 1).map_or("", |(code, _)| code))
    }
}

/// The identifier in TOOI of the handling "vaststelling" of a document: the value list `ccw_plooi_documenthandelingen`.
pub const WOO_ADOPTION: (&str, &str) = ("https://identifier.overheid.nl/tooi/def/thes/kern/c_641ecd76", "vaststelling");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_is_known_by_its_name_in_any_spelling() {
        for (name, number) in [
            ("convenanten", 11),
            ("Convenanten", 11),
            ("woo-verzoeken-en-besluiten", 14),
            ("Woo-verzoeken en -besluiten", 14),
            ("Agenda's en besluitenlijsten bestuurscolleges", 9),
            ("agendas-en-besluitenlijsten-bestuurscolleges", 9),
        ] {
            assert_eq!(WooCategory::named(name).map(WooCategory::number), Some(number), "{name}");
        }
        assert_eq!(WooCategory::named("besluiten"), None);
        let all = WooCategory::NAMES.map(|name| WooCategory::named(name).map(WooCategory::uri));
        assert_eq!(all.iter().flatten().collect::<std::collections::BTreeSet<_>>().len(), 17);
    }
}
