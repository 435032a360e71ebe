//! Links to documents, and whether their text announces the document.

use crate::base::amount::size_in_words;

/// The extensions of documents, with the name of the kind and the words that announce it.
const KINDS: &[(&[&str], &str, &[&str])] = &[
    (&["pdf"], "PDF", &["pdf"]),
    (
        &["doc", "docx", "odt", "rtf"],
        "text document",
        &["word", "doc", "docx", "odt", "rtf", "tekstdocument", "textdokument"],
    ),
    (
        &["xls", "xlsx", "ods"],
        "spreadsheet",
        &["excel", "xls", "xlsx", "ods", "spreadsheet", "rekenblad", "tabellenkalkulation", "tableur"],
    ),
    (
        &["ppt", "pptx", "odp"],
        "presentation",
        &["powerpoint", "ppt", "pptx", "odp", "presentation", "presentatie", "présentation", "präsentation"],
    ),
    (&["zip"], "ZIP file", &["zip"]),
    (&["epub"], "EPUB", &["epub", "e-book", "ebook", "e-boek"]),
];

/// The kind of document that a link refers to, if any.
pub(super) fn kind(to: &str) -> Option<&'static str> {
    let path = to.split(['?', '#']).next().unwrap_or_default();
    let (_, ending) = path.rsplit('/').next()?.rsplit_once('.')?;
    let ending = ending.to_ascii_lowercase();
    KINDS.iter().find(|(endings, ..)| endings.contains(&&*ending)).map(|(_, kind, _)| *kind)
}

/// Whether a text announces such a document, or a file size.
pub(super) fn is_announced(text: &str, kind: &str) -> bool {
    let text = text.to_lowercase();
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty()).collect();
    let names = KINDS.iter().find(|(_, known, _)| *known == kind).map_or(&[][..], |(_, _, names)| names);
    // Dutch and German have compounds: `pdf-bestand`, `pdfversie`.
    let is_named = words.iter().any(|word| names.iter().any(|name| word.starts_with(name) || word.ends_with(name)));
    is_named || has_size(&words)
}

/// `1,2 MB`, `640kB`, `3 Mo`: a number and a unit.
fn has_size(words: &[&str]) -> bool {
    let is_unit = |word: &str| matches!(word, "kb" | "mb" | "gb" | "kib" | "mib" | "ko" | "mo" | "go");
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    let apart = words.windows(2).any(|pair| matches!(pair, [number, unit] if is_number(number) && is_unit(unit)));
    apart
        || words.iter().any(|word| {
            let unit = word.trim_start_matches(|c: char| c.is_ascii_digit());
            unit.len() < word.len() && is_unit(unit)
        })
}

/// `, 1,2 MB`, for the hint.
pub(super) fn size(bytes: usize, language: &str) -> String {
    format!(", {}", size_in_words(bytes as u64, language).replace('\u{a0}', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_known_by_its_ending() {
        assert_eq!(kind("verslag.PDF?x=1#page=2"), Some("PDF"));
        assert_eq!(kind("https://e.example/a.b/c.xlsx"), Some("spreadsheet"));
        for to in ["verslag.md", "/pdf/", "https://e.pdf.example/", "pdf", "a.html"] {
            assert_eq!(kind(to), None, "{to}");
        }
    }

    #[test]
    fn a_text_announces_it_by_its_type_or_size() {
        for text in ["Verslag (PDF)", "het pdf-bestand", "Verslag, 1,2 MB", "Verslag (640kB)", "le PDF"] {
            assert!(is_announced(text, "PDF"), "{text}");
        }
        for text in ["Het verslag", "In 12 maanden", "12 b's", "De update"] {
            assert!(!is_announced(text, "PDF"), "{text}");
        }
    }
}
