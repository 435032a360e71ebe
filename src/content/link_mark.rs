//! Links and pictures that are text: `[text](an address with spaces)`, `[text][label]`, `[text] (address)`.

use super::body_labels::BodyLabels;
use super::leftover_kind::{Leftover, LeftoverKind};
use super::typed_address::{end_of_address, is_address, split_title, unclosed, with_words, without_size, written};

/// The most bytes of the words of a link.
const LONGEST: usize = 400;

/// The link whose words end at a byte. `rest` is the line from there, `before` what stands before it and was not looked at.
pub(super) fn link_mark(
    (body, labels): (&str, &BodyLabels<'_>),
    at: usize,
    rest: &str,
    before: &str,
) -> Option<Leftover> {
    let open = at - (last_part(before).len() - last_part(before).rfind('[')?);
    let words = body.get(open + 1..at)?;
    let sign = body.get(..open).filter(|before| before.ends_with('!')).map_or("", |_| "!");
    let start = open - sign.len();
    let (hint, length) = if let Some(inner) = rest.strip_prefix("](") {
        let Some(end) = end_of_address(inner) else {
            return unclosed(sign, words, inner).map(|(length, hint)| Leftover {
                kind: LeftoverKind::Link,
                range: start..at + 2 + length,
                hint,
            });
        };
        let whole = inner.get(..end)?.trim();
        let (address, title) = split_title(whole);
        // One of two angle brackets is missing.
        let address = without_size(address).trim_start_matches('<').trim_end_matches('>').trim();
        // A title of which one quotation mark is missing is no part of the address.
        let has_half = title.is_none() && [" \"", " “", " ”"].iter().any(|mark| whole.contains(mark));
        if !is_address(address) || has_half {
            let hint = with_words(whole).map(|to| format!("write `{sign}[{words}]({to})`"))?;
            return Some(Leftover { kind: LeftoverKind::Link, range: start..at + end + 3, hint });
        }
        if words.contains("](") {
            let hint = "a link cannot stand in another link: remove one of the two".to_owned();
            return Some(Leftover { kind: LeftoverKind::Link, range: at..at + end + 3, hint });
        }
        let address = written(address);
        let title = title.map(|title| format!(" \"{title}\"")).unwrap_or_default();
        (format!("write `{sign}[{words}]({address}{title})`"), end + 3)
    } else if let Some(inner) = rest.strip_prefix("] (") {
        let end = end_of_address(inner)?;
        let address = inner.get(..end).filter(|inner| is_address(inner) && !inner.contains(char::is_whitespace))?;
        if !words.contains(char::is_alphabetic) || words.contains(']') {
            return None;
        }
        (format!("remove the space: `{sign}[{words}]({address})`"), end + 4)
    } else if let Some((label, _)) = rest.strip_prefix("] [").and_then(|rest| rest.split_once(']')) {
        // Only where the label is that of a link: `[VVD] [CDA]` is text.
        let is_defined = !label.is_empty() && labels.has_address(label) && words.contains(char::is_alphabetic);
        if !is_defined || words.contains([']', '[']) || labels.has_address(words) {
            return None;
        }
        (format!("remove the space: `{sign}[{words}][{label}]`"), label.len() + 4)
    } else {
        let (label, _) = rest.strip_prefix("][")?.split_once(']')?;
        let is_word = |text: &str| text.chars().any(char::is_alphabetic);
        let goes_on =
            body.get(..start).is_some_and(|before| before.ends_with(|c: char| c.is_alphanumeric() || c == ']'));
        // `[VVD][CDA]` and `[art. 3][lid 2]` are text.
        let is_label = label.is_empty()
            || (is_word(label) && !label.contains(char::is_whitespace) && label.contains(char::is_lowercase));
        if goes_on || words.contains(']') || !is_word(words) || !is_label {
            return None;
        }
        let name = if label.is_empty() { words } else { label };
        (format!("write `{sign}[{words}](address)`, or add a line `[{name}]: address` below the text"), label.len() + 3)
    };
    Some(Leftover { kind: LeftoverKind::Link, range: start..at + length, hint })
}

/// The end of a text, as far as the words of a link reach.
fn last_part(text: &str) -> &str {
    let start = text.len().saturating_sub(LONGEST);
    (start..text.len()).find_map(|start| text.get(start..)).unwrap_or(text)
}
