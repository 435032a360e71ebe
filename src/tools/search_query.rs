//! What readers type into a search, taken apart as the script of the page does.

use std::collections::BTreeSet;

use crate::render::search::{fold, term_key, words};

/// The most letters of a search.
const LONGEST: usize = 400;

/// Quotation marks, and those of them that open.
const MARKS: [char; 6] = ['"', '“', '”', '„', '«', '»'];
const OPENING: [char; 5] = ['"', '“', '”', '„', '«'];

/// The most words of a search.
const MOST_WORDS: usize = 8;

/// Words before a colon that narrow a search, in the languages of the theme.
const KEYS: &[(&str, &[&str])] = &[
    ("tag", &["tag", "onderwerp", "thema", "etiquette"]),
    ("author", &["author", "auteur", "autor", "autorin", "skriuwer"]),
    ("dossier", &["dossier"]),
    ("section", &["section", "rubriek", "rubrik", "rubrique"]),
    ("year", &["year", "jaar", "jahr", "annee", "jier"]),
];

/// What was looked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct SearchQuery {
    /// Words that have to be there.
    pub(super) words: Vec<String>,
    /// Words that must not be there.
    pub(super) without: Vec<String>,
    /// Words that have to follow each other, with spaces.
    pub(super) phrases: Vec<String>,
    /// Whether the last word may be half typed.
    pub(super) typing: bool,
    /// Keys and years, and whether they are those that items must not have.
    pub(super) keys: Vec<(String, bool)>,
    pub(super) years: Vec<(Option<i32>, bool)>,
}

impl SearchQuery {
    /// Reads what was typed, as the script of the page does.
    pub(super) fn parse(text: &str) -> Self {
        let text: String = text.chars().take(LONGEST).collect();
        let mut query = Self { typing: text.chars().next_back().is_some_and(char::is_alphanumeric), ..Self::default() };
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let (is_without, after) = rest.strip_prefix('-').map_or((false, rest), |after| (true, after));
            let named =
                after.split_once(':').filter(|(name, _)| !name.is_empty() && name.chars().all(char::is_alphabetic));
            let (name, after) = named.map_or(("", after), |(name, after)| (name, after));
            let (part, is_phrase, after) = part(after);
            query.add((name, part, is_phrase), is_without);
            rest = after.trim_start();
        }
        let mut seen = BTreeSet::new();
        query.words.retain(|word| seen.insert(word.clone()));
        query.words.truncate(MOST_WORDS);
        query
    }

    fn add(&mut self, (name, part, is_phrase): (&str, &str, bool), is_without: bool) {
        let words = all(part);
        match kind_of(&fold(name)) {
            Some("year") => self.years.push((words.first().and_then(|year| year.parse().ok()), is_without)),
            Some(kind) => self.keys.push((term_key(kind, part), is_without)),
            None if is_without => self.without.extend(words),
            None => {
                if is_phrase && words.len() > 1 {
                    self.phrases.push(words.join(" "));
                }
                self.words.extend(all(name).into_iter().chain(words));
            }
        }
    }
}

/// The text within quotation marks that begins here, or else the one up to the next space or quotation mark; whether it is within
/// quotation marks, and what follows.
fn part(text: &str) -> (&str, bool, &str) {
    if let Some(inner) = text.strip_prefix(OPENING) {
        let end = inner.find(MARKS).unwrap_or(inner.len());
        let (part, after) = inner.split_at_checked(end).unwrap_or_default();
        return (part, true, after.strip_prefix(MARKS).unwrap_or(after));
    }
    let end = text.find(|letter: char| letter.is_whitespace() || MARKS.contains(&letter)).unwrap_or(text.len());
    // A mark that opens nothing is passed over.
    let end = if end == 0 { text.chars().next().map_or(0, char::len_utf8) } else { end };
    let (part, after) = text.split_at_checked(end).unwrap_or_default();
    (part, false, after)
}

fn kind_of(name: &str) -> Option<&'static str> {
    KEYS.iter().find(|(_, names)| names.contains(&name)).map(|(kind, _)| *kind)
}

fn all(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    words(&fold(text), |word| all.push(word.to_owned()));
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_query_is_read() {
        let query = SearchQuery::parse("Wijk \"open dag\" -Ruzie jaar:2018 -tag:zorg wijk");
        assert_eq!(query.words, ["wijk", "open", "dag"]);
        assert_eq!(query.without, ["ruzie"]);
        assert_eq!(query.keys, [("tag:zorg".to_owned(), true)]);
        assert_eq!(query.years, [(Some(2018), false)]);
    }

    #[test]
    fn phrases_are_in_quotation_marks() {
        let query = SearchQuery::parse("„open dag” -\"oude school\" tag:\"lokaal bestuur\" \"nieuwe");
        assert_eq!(query.phrases, ["open dag"]);
        assert_eq!(query.words, ["open", "dag", "nieuwe"]);
        assert_eq!(query.without, ["oude", "school"]);
        assert_eq!(query.keys, [("tag:lokaal-bestuur".to_owned(), false)]);
        assert!(query.typing && !SearchQuery::parse("a ").typing);
    }

    proptest! {
        #[test]
        fn anything_may_be_typed(text in "([a-z\"“”«»: -]|\\PC){0,60}") {
            prop_assert!(SearchQuery::parse(&text).words.len() <= MOST_WORDS);
        }
    }
}
