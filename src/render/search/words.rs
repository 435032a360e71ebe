//! The words of a text as they are looked up: folded to small letters without accents. `search.js` of the theme does the same.

use std::borrow::Cow;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};

/// Stands within words, and is shown at the ends of lines only.
const SOFT_HYPHEN: char = '\u{ad}';

/// The most letters of a word that count.
const LONGEST: usize = 48;

/// A text in small letters, without accents and other marks: `É` is `e`, `ß` is `ss`.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        let is_small = !text.bytes().any(|byte| byte.is_ascii_uppercase());
        return if is_small { text.into() } else { text.to_ascii_lowercase().into() };
    }
    let categories = CodePointMapData::<GeneralCategory>::new();
    let is_mark = |letter: char| GeneralCategoryGroup::Mark.contains(categories.get(letter));
    let plain: String = DecomposingNormalizerBorrowed::new_nfkd()
        .normalize_iter(text.chars())
        .filter(|it| *it != SOFT_HYPHEN && !is_mark(*it))
        .collect();
    let small = plain.to_lowercase();
    let whole: String = ComposingNormalizerBorrowed::new_nfc().normalize_iter(small.chars()).collect();
    let mut folded = String::with_capacity(whole.len());
    for letter in whole.chars() {
        match without_stroke(letter) {
            Some(letters) => folded.push_str(letters),
            None => folded.push(letter),
        }
    }
    folded.into()
}

/// Letters that have no form without their stroke or ligature in Unicode.
fn without_stroke(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        'ς' => "σ",
        _ => return None,
    })
}

/// Whether words are not apart from each other in the script of a letter: Thai, Kana, Chinese characters, Hangul.
fn is_dense(letter: char) -> bool {
    matches!(u32::from(letter), 0x0E00..=0x0E7F | 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xAC00..=0xD7AF | 0x2_0000..=0x3_FFFF)
}

/// Gives each word of a text, folded: the same words as those of the whole text folded. Most are in plain letters, and need no tables.
pub fn folded_words(text: &str, mut each: impl FnMut(&str)) {
    let mut small = String::with_capacity(LONGEST);
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric();
    let mut rest = text;
    while let Some(start) = rest.bytes().position(|byte| is_plain(byte) || !byte.is_ascii()) {
        rest = rest.get(start..).unwrap_or_default();
        let end = rest.bytes().position(|byte| !is_plain(byte)).unwrap_or(rest.len());
        let (word, after) = rest.split_at_checked(end).unwrap_or_default();
        let next = after.chars().next();
        if next.is_some_and(|next| !next.is_ascii() && !is_punctuation(next)) {
            // All up to the next space depends on each other.
            let end = rest.find(|letter: char| letter.is_ascii_whitespace()).unwrap_or(rest.len());
            let (other, after) = rest.split_at_checked(end).unwrap_or_default();
            words(&fold(other), &mut each);
            rest = after;
            continue;
        }
        if word.bytes().any(|byte| byte.is_ascii_uppercase()) {
            small.clear();
            small.push_str(cut(word));
            small.make_ascii_lowercase();
            each(&small);
        } else if !word.is_empty() {
            each(cut(word));
        }
        rest = after.get(next.map_or(0, char::len_utf8)..).unwrap_or_default();
    }
}

/// Whether a letter is a dash, a quotation mark, a dot or an ellipsis that parts words and changes nothing around it.
fn is_punctuation(letter: char) -> bool {
    matches!(letter, '\u{2010}'..='\u{2015}' | '\u{2018}'..='\u{2022}' | '\u{2026}' | '«' | '»' | '·')
}

/// Gives each word of a folded text. A text in a script without spaces is cut into all its pairs of letters.
pub fn words(folded: &str, mut each: impl FnMut(&str)) {
    for run in folded.split(|letter: char| !letter.is_alphanumeric()).filter(|run| !run.is_empty()) {
        if run.is_ascii() || !run.chars().any(is_dense) {
            each(cut(run));
        } else {
            pairs(run, &mut each);
        }
    }
}

fn cut(word: &str) -> &str {
    if word.len() <= LONGEST {
        return word;
    }
    match word.char_indices().nth(LONGEST) {
        Some((end, _)) => word.get(..end).unwrap_or(word),
        None => word,
    }
}

fn pairs(run: &str, each: &mut impl FnMut(&str)) {
    let mut rest = run;
    while let Some(first) = rest.chars().next() {
        let is_same = is_dense(first);
        let end = rest.find(|letter| is_dense(letter) != is_same).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        rest = after;
        if !is_same {
            each(cut(part));
            continue;
        }
        let places: Vec<usize> = part.char_indices().map(|(at, _)| at).chain([part.len()]).collect();
        if let [start, end] = places[..] {
            each(part.get(start..end).unwrap_or_default());
        }
        for pair in places.windows(3) {
            if let [start, _, end] = pair {
                each(part.get(*start..*end).unwrap_or_default());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        words(&fold(text), |word| all.push(word.to_owned()));
        all
    }

    #[test]
    fn words_are_folded_and_cut_where_letters_end() {
        assert_eq!(
            all("De Één-op-één-foto’s in Łódź: Straße, œuvre"),
            ["de", "een", "op", "een", "foto", "s", "in", "lodz", "strasse", "oeuvre"]
        );
        assert_eq!(all("🎉 2018! ge\u{ad}meen\u{ad}te"), ["2018", "gemeente"]);
        assert_eq!(all("مَرحباً"), ["مرحبا"]);
    }

    #[test]
    fn scripts_without_spaces_are_cut_into_pairs() {
        assert_eq!(all("東京都2024年"), ["東京", "京都", "2024", "年"]);
    }

    #[test]
    fn a_word_without_end_is_cut() {
        assert_eq!(all(&"é".repeat(10_000)), ["e".repeat(LONGEST)]);
    }

    proptest! {
        #[test]
        fn words_are_those_of_the_whole_text(text in "([a-zA-Z0-9 .,'’“…«·\\-]|[éÉßΣσςŁ①½ﬁ東京ー가ᄀ\u{1161}\u{301}\u{ad}\u{a0}\n]|\\PC){0,40}") {
            let mut found = Vec::new();
            folded_words(&text, |word| found.push(word.to_owned()));
            prop_assert_eq!(found, all(&text));
        }
    }
}
