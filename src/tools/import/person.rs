//! Names of authors without e-mail addresses.

use super::item::ImportedItem;
use super::loss::{Harm, ImportLoss};

/// The name of a person, without the e-mail address that stands with it: `jan@dorp.example (Jan)`, `Jan <jan@dorp.example>`.
/// `None` where there is nothing else.
pub(super) fn name(text: &str) -> Option<String> {
    let is_mail = |word: &str| word.contains('@') && !word.starts_with('@') && !word.ends_with('@');
    if !text.split(|c: char| c.is_whitespace() || "()<>,;\"".contains(c)).any(is_mail) {
        return Some(text.trim().to_owned()).filter(|name| !name.is_empty());
    }
    let words = text
        .split(|c: char| c.is_whitespace() || "()<>,;\"".contains(c))
        .filter(|word| !word.is_empty() && !is_mail(word) && !word.eq_ignore_ascii_case("mailto:"));
    let name = words.collect::<Vec<_>>().join(" ");
    (!name.is_empty()).then_some(name)
}

/// Takes the e-mail addresses out of the names of an item's authors.
pub(super) fn clean(item: &mut ImportedItem) {
    let mut nameless = 0;
    for author in std::mem::take(&mut item.authors) {
        match name(&author) {
            Some(name) => item.authors.push(name),
            None => nameless += 1,
        }
    }
    if nameless > 0 {
        let loss = ImportLoss::new(Harm::Detail, "authors without a name", item.place.file.clone()).at(item.place.line);
        let message = format!("an author of \"{}\" has an e-mail address and no name, and was left out", item.title);
        item.losses.push(loss.told(message, "write the name under `authors`"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_no_addresses() {
        for (text, expected) in [
            ("jan@dorp.example (Jan de Boer)", Some("Jan de Boer")),
            ("Jan <jan@dorp.example>", Some("Jan")),
            ("jan@dorp.example", None),
            ("Jan (redactie)", Some("Jan (redactie)")),
            ("@jan", Some("@jan")),
            ("  ", None),
        ] {
            assert_eq!(name(text).as_deref(), expected, "{text}");
        }
    }
}
