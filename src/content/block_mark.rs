//! Lines that were meant to open a block, and do not: `::: Contact`, `:: note`, `::: {.note}`, and a `:::` that is indented.

use super::foreign_mark::FoundMark;

/// Names that people give to attributes, and the names of the theme.
const OTHER_NAMES: &[(&str, &[&str])] = &[
    ("telephone", &["tel", "telefoon", "phone", "telefon", "téléphone", "telnr", "mobiel", "mobile"]),
    ("email", &["mail", "e-mail", "mailadres", "emailadres", "courriel"]),
    (
        "credit",
        &["fotograaf", "foto", "photographer", "photo", "bron", "source", "by", "door", "fotograf", "photographe"],
    ),
    ("wide", &["breed", "breit", "large", "full", "width"]),
];

/// The attribute of the default theme that is meant by a name of another language.
pub fn attribute_meant(name: &str) -> Option<&'static str> {
    OTHER_NAMES.iter().find(|(_, others)| others.contains(&name)).map(|(name, _)| *name)
}

/// The line that was meant to open or close a block. `begin` is what stands before it on its line.
pub(super) fn block_mark(line: &str, begin: &str) -> Option<FoundMark> {
    let rest = line.trim_start_matches(':');
    let colons = line.len() - rest.len();
    if colons < 2 {
        return None;
    }
    let place = if begin.contains('>') {
        "move the block out of the quotation"
    } else {
        "remove the spaces before it: a block begins at the start of a line"
    };
    if rest.trim().is_empty() {
        return (colons == 3 && !begin.is_empty()).then(|| (line.len(), place.to_owned()));
    }
    let inner = rest.trim_start().trim_start_matches(['{', '.']);
    let end = inner.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(inner.len());
    let (name, after) = inner.split_at(end);
    if !name.starts_with(char::is_alphabetic) {
        return None;
    }
    // Classes and ids of Pandoc, which a block does not have here.
    let after = match after.trim().strip_prefix('{').and_then(|list| list.strip_suffix('}')) {
        Some(list) if list.split_whitespace().all(|word| word.starts_with(['.', '#'])) => "",
        _ => after,
    };
    let after = after.trim_matches(|c: char| c.is_whitespace() || "{}[]!:".contains(c));
    let space = if after.is_empty() { "" } else { " " };
    let written = format!("::: {}{space}{after}", name.to_lowercase());
    let hint = if written == line { place.to_owned() } else { format!("write `{written}`, and `:::` below the text") };
    Some((line.len(), hint))
}

/// The words of an argument that were meant as attributes, `key=value`: the byte at which they begin, and as they must be written.
pub(super) fn as_attributes(words: &str) -> Option<(usize, String)> {
    let mut written = Vec::new();
    let mut rest = words;
    let mut begin = None;
    while let Some((before, after)) = rest.split_once('=') {
        let key = before.trim_end().rsplit(char::is_whitespace).next().unwrap_or_default();
        if !is_key(key) || key.len() < 2 {
            // The `=` of an address with a query, such as that of a film.
            rest = after;
            continue;
        }
        begin.get_or_insert(words.len() - rest.len() + before.trim_end().len() - key.len());
        // The value goes on until the next key.
        let next = after.split_once('=').and_then(|(value, _)| {
            let value = value.trim_end();
            let key = value.rsplit(char::is_whitespace).next().filter(|key| is_key(key) && key.len() < value.len())?;
            Some(value.len() - key.len())
        });
        let (value, left) = after.split_at(next.unwrap_or(after.len()));
        let value = value.trim().trim_matches(['"', '\'', '“', '”', '„', '‘', '’', '″']);
        let key = key.to_lowercase();
        written.push(format!("{}=\"{value}\"", attribute_meant(&key).unwrap_or(&key)));
        rest = left;
    }
    begin.map(|begin| (begin, written.join(" ")))
}

fn is_key(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_open_no_block_are_told_with_what_to_write() {
        for (line, begin, hint) in [
            ("::: Contact Jan", "", "write `::: contact Jan`, and `:::` below the text"),
            (":: note", "", "write `::: note`, and `:::` below the text"),
            (":::: note", "", "write `::: note`, and `:::` below the text"),
            ("::: {.note}", "", "write `::: note`, and `:::` below the text"),
            ("::: note{.x #y}", "", "write `::: note`, and `:::` below the text"),
            (":::note[Let op]", "", "write `::: note Let op`, and `:::` below the text"),
            ("::: note!", "", "write `::: note`, and `:::` below the text"),
            ("::: note", "  ", "remove the spaces before it: a block begins at the start of a line"),
            (":::", "  ", "remove the spaces before it: a block begins at the start of a line"),
            ("::: note", "> ", "move the block out of the quotation"),
        ] {
            assert_eq!(block_mark(line, begin).map(|(_, hint)| hint).as_deref(), Some(hint), "{line}");
        }
        for line in [": a", ":-)", ":: 5", "::::", "::"] {
            assert_eq!(block_mark(line, ""), None, "{line}");
        }
    }

    #[test]
    fn words_with_an_equals_sign_are_attributes() {
        for (words, written) in [
            ("telephone=050-123", Some("telephone=\"050-123\"")),
            ("telephone=050 12 34 email=i@a.example", Some("telephone=\"050 12 34\" email=\"i@a.example\"")),
            ("Werkgroep telephone = “050”", Some("telephone=\"050\"")),
            ("tel=050", Some("telephone=\"050\"")),
            ("https://a.example/?v=x Title=\"De dag\"", Some("title=\"De dag\"")),
            ("E=mc2", None),
            ("Let op: dit", None),
            ("1 = 2", None),
        ] {
            assert_eq!(as_attributes(words).map(|(_, written)| written).as_deref(), written, "{words}");
        }
    }
}
