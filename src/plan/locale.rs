//! The locale of a language for `og:locale`. Facebook knows locales with a country only (ogp.me): that of a language without one is the
//! usual.

/// Languages, each with its usual locale.
const USUAL: [(&str, &str); 24] = [
    ("ar", "ar_AR"),
    ("cs", "cs_CZ"),
    ("da", "da_DK"),
    ("de", "de_DE"),
    ("el", "el_GR"),
    ("en", "en_GB"),
    ("es", "es_ES"),
    ("fa", "fa_IR"),
    ("fi", "fi_FI"),
    ("fr", "fr_FR"),
    ("fy", "fy_NL"),
    ("hu", "hu_HU"),
    ("it", "it_IT"),
    ("ja", "ja_JP"),
    ("ko", "ko_KR"),
    ("nb", "nb_NO"),
    ("nl", "nl_NL"),
    ("pl", "pl_PL"),
    ("pt", "pt_PT"),
    ("ro", "ro_RO"),
    ("ru", "ru_RU"),
    ("sv", "sv_SE"),
    ("tr", "tr_TR"),
    ("uk", "uk_UA"),
];

/// The locale of a BCP 47 tag: `nl_NL` for `nl`, `nl_BE` for `nl-BE`. A part for private use, as in `nl-x-drents`, is left out, for no
/// locale has one.
pub(super) fn locale(tag: &str) -> String {
    let tag = tag.split_once("-x-").map_or(tag, |(language, _)| language);
    let usual = USUAL.iter().find(|(language, _)| *language == tag);
    usual.map_or_else(|| tag.replace('-', "_"), |(_, locale)| (*locale).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_has_a_locale_with_a_country() {
        for (tag, expected) in
            [("nl", "nl_NL"), ("nl-BE", "nl_BE"), ("nl-x-drents", "nl_NL"), ("nl-BE-x-antw", "nl_BE")]
        {
            assert_eq!(locale(tag), expected);
        }
    }
}
