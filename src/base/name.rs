//! The identity of a name: two names that readers take for one are equal.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;

/// A text in Unicode normalization form C.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { ComposingNormalizerBorrowed::new_nfc().normalize(text) }
}

/// A name in the form that is the same for all of its writings: composed, in lower case, with single spaces, straight
/// apostrophes and simple hyphens, and without invisible characters.
pub fn identity(name: &str) -> String {
    let lower = if name.is_ascii() { name.to_ascii_lowercase() } else { nfc(name).to_lowercase() };
    let mut identity = String::with_capacity(lower.len());
    for c in lower.chars().filter(|c| !is_invisible(*c)) {
        match c {
            '’' | '‘' | 'ʼ' => identity.push('\''),
            '\u{2010}' | '\u{2011}' => identity.push('-'),
            c if c.is_whitespace() => {
                if !identity.is_empty() && !identity.ends_with(' ') {
                    identity.push(' ');
                }
            }
            c => identity.push(c),
        }
    }
    identity.truncate(identity.trim_end().len());
    identity
}

/// Whether nothing is seen of a character: soft hyphens, joiners, marks of direction, and selectors between text and emoji.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}')
        || matches!(c, '\u{2066}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writings_of_one_name_are_equal_and_other_names_are_not() {
        for (one, other) in [
            ("Analytics", "analytics"),
            ("Jan  Müller", "jan mu\u{308}ller"),
            ("ΟΔΟΣ", "οδος"),
            ("Zo’n dag ", "zo'n dag"),
            ("❤\u{fe0f}", "❤"),
            ("e\u{2011}mail", "e-mail"),
            ("zorg\u{ad}plan", "zorgplan"),
        ] {
            assert_eq!(identity(one), identity(other), "{one} {other}");
        }
        for (one, other) in [("C", "C#"), ("Müller", "Muller"), ("事实", "时事"), ("Maße", "Masse"), ("65", "65+")]
        {
            assert_ne!(identity(one), identity(other), "{one} {other}");
        }
    }
}
