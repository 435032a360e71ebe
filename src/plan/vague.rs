//! Link texts that do not describe their target (WCAG 2.2, success criterion 2.4.4; failure F84), by language.

/// Vague link texts by language, in lower case and without punctuation at the ends.
const VAGUE: &[(&str, &[&str])] = &[
    (
        "nl",
        &[
            "hier",
            "klik",
            "klik hier",
            "hier klikken",
            "lees meer",
            "lees hier meer",
            "lees verder",
            "lees hier verder",
            "meer",
            "meer lezen",
            "verder lezen",
            "deze link",
            "link",
            "deze pagina",
            "download",
            "downloaden",
            "download hier",
            "bekijk hier",
        ],
    ),
    (
        "en",
        &[
            "here",
            "click",
            "click here",
            "read more",
            "read on",
            "more",
            "learn more",
            "continue reading",
            "this",
            "this link",
            "link",
            "this page",
            "download",
            "download here",
            "see here",
        ],
    ),
    (
        "de",
        &[
            "hier",
            "klick hier",
            "hier klicken",
            "klicken sie hier",
            "mehr",
            "mehr lesen",
            "mehr erfahren",
            "weiterlesen",
            "lesen sie mehr",
            "dieser link",
            "diesen link",
            "link",
            "diese seite",
            "download",
            "herunterladen",
        ],
    ),
    (
        "fr",
        &[
            "ici",
            "cliquez ici",
            "cliquer ici",
            "lire la suite",
            "lire plus",
            "la suite",
            "en savoir plus",
            "plus",
            "ce lien",
            "lien",
            "cette page",
            "télécharger",
            "voir ici",
        ],
    ),
    (
        "fy",
        &[
            "hjir",
            "klik",
            "klik hjir",
            "hjir klikke",
            "lês mear",
            "lês fierder",
            "mear",
            "mear lêze",
            "dizze link",
            "dizze keppeling",
            "keppeling",
            "link",
            "dizze side",
            "download",
            "downloade",
        ],
    ),
];

/// Whether a link text is vague, in the language of a BCP 47 tag.
pub(super) fn is_vague(text: &str, tag: &str) -> bool {
    let own = tag.split('-').next().unwrap_or_default().to_lowercase();
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let text = words.join(" ");
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    VAGUE.iter().any(|(language, texts)| *language == own && texts.contains(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_vague_in_their_own_language_only() {
        for (text, tag) in
            [("Klik  hier!", "nl"), ("Read more …", "en-GB"), ("Hier", "de"), ("→ Ici", "fr"), ("lês mear", "fy")]
        {
            assert!(is_vague(text, tag), "{text}");
        }
        for (text, tag) in [("hier", "en"), ("Lees meer over de brug", "nl"), ("hier", "ar"), ("", "nl"), ("…", "nl")]
        {
            assert!(!is_vague(text, tag), "{text}");
        }
    }
}
