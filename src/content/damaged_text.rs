//! Texts that were damaged on their way: read in the wrong encoding (`cafÃ©`), or with control characters, which HTML forbids.

use std::ops::Range;

use encoding_rs::WINDOWS_1252;

/// A damaged piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DamagedText {
    /// Its bytes.
    pub range: Range<usize>,
    /// What it was; `None` for a control character.
    pub meant: Option<String>,
}

/// The first damaged pieces of a text, each with what it was.
pub fn damaged(text: &str) -> Vec<DamagedText> {
    const MOST: usize = 20;
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find(is_suspect)).map(|next| at + next) {
        let rest = text.get(start..).unwrap_or_default();
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let piece = if rest.starts_with(|c| is_control(c) || is_lost(c)) { Some((first, None)) } else { misread(rest) };
        let length = piece.as_ref().map_or(first, |(length, _)| *length);
        found.extend(piece.map(|(length, meant)| DamagedText { range: start..start + length, meant }));
        if found.len() >= MOST {
            break;
        }
        at = start + length;
    }
    found
}

/// A sign that stands for one that could not be read, or one of a font of Word.
fn is_lost(c: char) -> bool {
    matches!(c, '\u{fffd}' | '\u{f000}'..='\u{f0ff}')
}

/// A control character that HTML forbids (HTML §3.2.5.1).
fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}')
}

fn is_suspect(c: char) -> bool {
    is_lost(c) || is_control(c) || matches!(c, 'Ã' | 'Â' | 'â' | 'ð' | 'Ä' | 'Å' | 'Ð' | 'Ñ')
}

/// The characters at the start of a text that are bytes of UTF-8 read as Windows-1252, and what they were.
fn misread(text: &str) -> Option<(usize, Option<String>)> {
    let lead = text.chars().next()?;
    let count = match lead {
        'ð' => 4,
        'â' => 3,
        _ => 2,
    };
    let piece: String = text.chars().take(count).collect();
    let (bytes, _, has_errors) = WINDOWS_1252.encode(&piece);
    // Two signs such as `Ã©` are also possible in a text; what they would stand for is a letter or a sign of Latin texts.
    let meant = String::from_utf8(bytes.into_owned()).ok().filter(|_| !has_errors)?;
    let is_likely = meant.chars().all(|c| {
        matches!(c, '\u{a0}'..='\u{24f}' | '\u{2010}'..='\u{203a}' | '€' | '™' | '\u{1f300}'..='\u{1faff}')
            || c.is_alphabetic()
    });
    (meant.chars().count() == 1 && is_likely).then_some((piece.len(), Some(meant)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_in_the_wrong_encoding_is_found() {
        for (text, piece, meant) in [
            ("een cafÃ© hier", "Ã©", Some("é")),
            ("BelgiÃ«", "Ã«", Some("ë")),
            ("Hij zei: â€œja", "â€œ", Some("“")),
            ("5Â°", "Â°", Some("°")),
            ("kost â‚¬ 5", "â‚¬", Some("€")),
            ("feest ðŸŽ‰", "ðŸŽ‰", Some("🎉")),
            ("a\u{7}b", "\u{7}", None),
            ("Caf\u{fffd}", "\u{fffd}", None),
        ] {
            let found = damaged(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!((text.get(found[0].range.clone()), found[0].meant.as_deref()), (Some(piece), meant), "{text}");
        }
    }

    #[test]
    fn what_people_write_is_left_alone() {
        for text in
            ["São Paulo", "Âge", "château", "Ñandú", "Ångström", "ðe", "a\tb\r\n", "PORTUGUÊS Ã", "TÂCHE", "日本"]
        {
            assert_eq!(damaged(text), [], "{text}");
        }
    }
}
