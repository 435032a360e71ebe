//! Soft hyphens in the long words of titles and headings: browsers break words in few languages by themselves, and compounds are longer than the
//! screen of a phone.

use hypher::Lang;
use tera::{Kwargs, State, Tera, TeraResult};

/// The shortest word that is broken, in letters: shorter ones fit a line of the largest title on a phone.
const LONG: usize = 14;
/// The fewest letters before and after a hyphen.
const ENDS: (usize, usize) = (4, 4);
/// U+00AD SOFT HYPHEN.
const SOFT_HYPHEN: &str = "\u{ad}";

/// Registers the filter `hyphenate(language="nl")`.
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("hyphenate", |text: &str, kwargs: Kwargs, _: &State<'_>| -> TeraResult<String> {
        let language: &str = kwargs.must_get("language")?;
        Ok(hyphenate(text, language))
    });
}

/// A text with soft hyphens in its long words; as it is, in a language without patterns. Addresses are left alone.
pub fn hyphenate(text: &str, language: &str) -> String {
    let Some(language) = patterns(language).filter(|_| text.len() >= LONG) else { return text.to_owned() };
    let mut out = String::with_capacity(text.len());
    for part in text.split_inclusive(char::is_whitespace) {
        if part.len() < LONG || part.contains(['/', '@', '_', '\u{ad}', '\u{200b}']) {
            out.push_str(part);
            continue;
        }
        for word in part.split_inclusive(|letter: char| !letter.is_alphabetic()) {
            add_word(word, language, &mut out);
        }
    }
    out
}

fn add_word(word: &str, language: Lang, out: &mut String) {
    if word.chars().filter(|letter| letter.is_alphabetic()).count() < LONG {
        out.push_str(word);
        return;
    }
    let rest = word.trim_end_matches(|letter: char| !letter.is_alphabetic());
    let syllables = hypher::hyphenate_bounded(rest, language, ENDS.0, ENDS.1);
    for (number, syllable) in syllables.enumerate() {
        if number > 0 {
            out.push_str(SOFT_HYPHEN);
        }
        out.push_str(syllable);
    }
    out.push_str(word.get(rest.len()..).unwrap_or_default());
}

/// The patterns of a language, by its BCP 47 tag. Frisian has none; those of Dutch break its words.
fn patterns(tag: &str) -> Option<Lang> {
    match tag.split('-').next()? {
        "nl" | "fy" => Some(Lang::Dutch),
        "de" => Some(Lang::German),
        "en" => Some(Lang::English),
        "fr" => Some(Lang::French),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_have_places_to_break() {
        let seen = |text: &str, language| hyphenate(text, language).replace(SOFT_HYPHEN, "|");
        assert_eq!(
            seen("Meerjareninvesteringsprogramma vastgesteld", "nl"),
            "Meer|jaren|in|ves|te|rings|pro|gramma vastgesteld"
        );
        assert!(seen("Donaudampfschifffahrtsgesellschaft", "de-AT").matches('|').count() >= 4);
        assert!(seen("Internationalisation, again", "en").contains('|'));
        for text in [
            "Dorpshuis open",
            "https://www.example.org/een/heel/lang/adres",
            "een.heel_lang_bestand_met_streepjes",
            "مركز القرية الجديد المفتوح",
        ] {
            assert_eq!(hyphenate(text, "nl"), text);
        }
        assert_eq!(hyphenate("Arbeidsongeschiktheidsverzekering", "ja"), "Arbeidsongeschiktheidsverzekering");
    }
}
