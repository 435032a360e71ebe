//! The id of a heading as other generators make it from its text, so that links to headings keep working.

use std::ops::Range;

use deunicode::deunicode_char;
use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory as Category;
use pulldown_cmark::{Event, Tag, TagEnd};

use super::body_event::{BodyEvent, Steps, push_text};
use super::emoji::is_character;
use crate::base::slug::{Letters, hyphenated};
use crate::config::HeadingIdForm;

/// The texts of a heading from which ids are made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct HeadingText {
    /// As readers see it, without its images, and with the names of its emoji.
    shown: String,
    /// As readers see it, without its images.
    pub(super) words: String,
    /// As readers see it, with the alternative texts of its images.
    whole: String,
    /// As it was typed, without marks: with straight quotation marks and hyphens for dashes, and the alternative texts of its images.
    typed: String,
    /// `typed` without its images.
    typed_words: String,
}

impl HeadingText {
    /// The texts of the heading that starts at a step.
    pub(super) fn of(steps: &Steps<'_>, at: usize, body: &str) -> Self {
        let mut text = Self::default();
        let mut images = 0_usize;
        for (step, range) in steps.iter().skip(at) {
            match step {
                BodyEvent::Event(Event::End(TagEnd::Heading(_))) => break,
                BodyEvent::Event(Event::Start(Tag::Image { .. })) => images += 1,
                BodyEvent::Event(Event::End(TagEnd::Image)) => images = images.saturating_sub(1),
                BodyEvent::Event(event) => text.add(event, range, body, images > 0),
                _ => {}
            }
        }
        for part in [&mut text.words, &mut text.shown, &mut text.whole, &mut text.typed, &mut text.typed_words] {
            *part = part.trim().to_owned();
        }
        text
    }

    fn add(&mut self, event: &Event<'_>, range: &Range<usize>, body: &str, is_image: bool) {
        let mut piece = String::new();
        push_text(&mut piece, event);
        let source = body.get(range.clone()).unwrap_or_default();
        let is_changed = matches!(event, Event::Text(_)) && source.starts_with(['\'', '"', '-', '.']);
        let is_emoji = matches!(event, Event::Text(_)) && is_character(&piece, body, range);
        let typed = if is_changed || is_emoji { source } else { &piece };
        self.whole.push_str(&piece);
        self.typed.push_str(typed);
        if !is_image {
            self.words.push_str(&piece);
            self.typed_words.push_str(typed);
            self.shown.push_str(if is_emoji { source } else { &piece });
        }
    }

    /// The id, before it is made unique. `source` is the Markdown of the heading.
    pub(super) fn id(&self, form: HeadingIdForm, source: &str) -> String {
        match form {
            HeadingIdForm::Courant => hyphenated(&self.whole, Letters::Plain),
            HeadingIdForm::Github => with_hyphens(&self.typed_words, is_word_or_alphabetic),
            HeadingIdForm::Hugo => {
                let id = with_hyphens(source, |c| c == '_' || is_letter(c) || is_digit(c));
                if id.is_empty() { "heading".to_owned() } else { id }
            }
            HeadingIdForm::Zola => plain(&self.typed),
            HeadingIdForm::Kramdown => with_hyphens(&self.shown, is_word),
            HeadingIdForm::KramdownAscii => {
                let letters = self.shown.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
                let kept = letters.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-'));
                kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
            }
        }
    }
}

/// The first number of the ids of headings with the same text, after the one without a number.
pub(super) fn first_number(form: HeadingIdForm) -> usize {
    if form == HeadingIdForm::Courant { 2 } else { 1 }
}

/// The line of Markdown from which Hugo makes an id: that of the heading, the last one where it has several, without the marks
/// around it and, where it has any, without its attributes.
pub(super) fn source_line(heading: &str, has_attributes: bool) -> &str {
    let is_underline = |line: &str| !line.trim().is_empty() && line.trim().chars().all(|c| matches!(c, '=' | '-'));
    let mut lines = heading.trim_end().lines().rev();
    let last = lines.next().unwrap_or_default();
    let line = if is_underline(last) { lines.next().unwrap_or(last) } else { last };
    let mut line = line.trim_start_matches([' ', '>', '\t']);
    let words = line.trim_start_matches('#');
    if line.len() - words.len() <= 6 && (words.is_empty() || words.starts_with([' ', '\t'])) {
        let closed = words.trim_end().trim_end_matches('#');
        line = if closed.is_empty() || closed.ends_with([' ', '\t']) { closed } else { words };
    }
    let braces = line.rfind('{').filter(|_| has_attributes);
    braces.and_then(|at| line.get(..at)).unwrap_or(line).trim()
}

/// The characters that are kept, in lower case, with a hyphen for each space.
fn with_hyphens(text: &str, is_kept: impl Fn(char) -> bool) -> String {
    let kept = text.chars().filter(|c| matches!(c, ' ' | '\t' | '-') || is_kept(*c));
    kept.flat_map(|c| if matches!(c, ' ' | '\t') { '-' } else { c }.to_lowercase()).collect()
}

/// Plain letters and digits, with one hyphen for everything else, an apostrophe too.
fn plain(text: &str) -> String {
    let mut id = String::with_capacity(text.len());
    for c in text.chars() {
        let mut ascii = [0; 4];
        let letters = if c.is_ascii() { &*c.encode_utf8(&mut ascii) } else { deunicode_char(c).unwrap_or("-") };
        for byte in letters.bytes() {
            if byte.is_ascii_alphanumeric() {
                id.push(char::from(byte.to_ascii_lowercase()));
            } else if !id.is_empty() && !id.ends_with('-') {
                id.push('-');
            }
        }
    }
    id.truncate(id.trim_end_matches('-').len());
    id
}

fn category(c: char) -> Category {
    CodePointMapData::<Category>::new().get(c)
}

fn is_letter(c: char) -> bool {
    use Category::{LowercaseLetter, ModifierLetter, OtherLetter, TitlecaseLetter, UppercaseLetter};
    c.is_ascii_alphabetic()
        || matches!(category(c), UppercaseLetter | LowercaseLetter | TitlecaseLetter | ModifierLetter | OtherLetter)
}

fn is_digit(c: char) -> bool {
    category(c) == Category::DecimalNumber
}

/// Whether a character is part of a word: a letter, a mark on one, a digit, or what connects words, such as `_`.
fn is_word(c: char) -> bool {
    use Category::{ConnectorPunctuation, EnclosingMark, NonspacingMark, SpacingMark};
    is_letter(c)
        || is_digit(c)
        || matches!(category(c), NonspacingMark | SpacingMark | EnclosingMark | ConnectorPunctuation)
}

fn is_word_or_alphabetic(c: char) -> bool {
    is_word(c) || c.is_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::super::ids::ReservedIds;
    use super::super::markdown::Markdown;
    use super::*;
    use crate::config::MarkdownOptions;

    fn ids(markdown: &str, heading_ids: HeadingIdForm) -> Vec<String> {
        let markdown =
            Markdown::new(markdown, MarkdownOptions { heading_ids, emoji: true, ..MarkdownOptions::default() });
        let parsed = markdown.parse(&["„", "”", "‘", "’"], &ReservedIds::default());
        parsed.headings.iter().map(|heading| heading.id.to_owned()).collect()
    }

    /// Markdown, and the ids that Courant, GitHub, Hugo, Zola, Jekyll and kramdown give its heading.
    const TABLE: &[(&str, [&str; 6])] = &[
        ("What's new", ["whats-new", "whats-new", "whats-new", "what-s-new", "whats-new", "whats-new"]),
        (
            "Version 11.2 & later",
            [
                "version-11-2-later",
                "version-112--later",
                "version-112--later",
                "version-11-2-later",
                "version-112--later",
                "version-112--later",
            ],
        ),
        ("Costs -- 2016", ["costs-2016", "costs----2016", "costs----2016", "costs-2016", "costs--2016", "costs--2016"]),
        (
            "2016: één jaar",
            ["2016-een-jaar", "2016-één-jaar", "2016-één-jaar", "2016-een-jaar", "2016-één-jaar", "n-jaar"],
        ),
        ("ÉÉN Straße", ["een-strasse", "één-straße", "één-straße", "een-strasse", "één-straße", "n-strae"]),
        (
            "God is good: 神真美好",
            [
                "god-is-good-shen-zhen-mei-hao",
                "god-is-good-神真美好",
                "god-is-good-神真美好",
                "god-is-good-shen-zhen-mei-hao",
                "god-is-good-神真美好",
                "god-is-good-",
            ],
        ),
        (
            "Feest 🎉 vandaag",
            [
                "feest-tada-vandaag",
                "feest--vandaag",
                "feest--vandaag",
                "feest-tada-vandaag",
                "feest--vandaag",
                "feest--vandaag",
            ],
        ),
        (":tada: Feest", ["tada-feest"; 6]),
        (
            "`snake_case` en **vet**",
            [
                "snake-case-en-vet",
                "snake_case-en-vet",
                "snake_case-en-vet",
                "snake-case-en-vet",
                "snake_case-en-vet",
                "snakecase-en-vet",
            ],
        ),
        (
            "Zie [de gids](https://a.example/b)",
            ["zie-de-gids", "zie-de-gids", "zie-de-gidshttpsaexampleb", "zie-de-gids", "zie-de-gids", "zie-de-gids"],
        ),
        (
            "Een ![kaart](k.png) erbij ##",
            ["een-kaart-erbij", "een--erbij", "een-kaartkpng-erbij", "een-kaart-erbij", "een--erbij", "een--erbij"],
        ),
        (
            "A  b\tc - d/e_f",
            ["a-b-c-d-e-f", "a--b-c---de_f", "a--b-c---de_f", "a-b-c-d-e-f", "a--b-c---de_f", "a--bc---def"],
        ),
        (
            "'s Avonds: \"Zorg\" &amp; meer…",
            [
                "s-avonds-zorg-meer",
                "s-avonds-zorg--meer",
                "s-avonds-zorg-amp-meer",
                "s-avonds-zorg-meer",
                "s-avonds-zorg--meer",
                "s-avonds-zorg--meer",
            ],
        ),
        (
            "`--help` ... en zo",
            ["help-en-zo", "--help--en-zo", "--help--en-zo", "help-en-zo", "--help--en-zo", "help--en-zo"],
        ),
        ("???", ["section", "section", "heading", "section", "section", "section"]),
        ("Prijzen {#Wat_kost-het}", ["Wat_kost-het"; 6]),
        ("Prijzen {.breed}", ["prijzen"; 6]),
    ];

    const FORMS: [HeadingIdForm; 6] = [
        HeadingIdForm::Courant,
        HeadingIdForm::Github,
        HeadingIdForm::Hugo,
        HeadingIdForm::Zola,
        HeadingIdForm::Kramdown,
        HeadingIdForm::KramdownAscii,
    ];

    #[test]
    fn ids_are_those_that_other_generators_make() {
        for (markdown, expected) in TABLE {
            for (form, id) in FORMS.into_iter().zip(expected) {
                assert_eq!(ids(&format!("## {markdown}"), form), [*id], "{form:?} {markdown}");
            }
        }
        assert_eq!(ids("Een\nlange kop\n---", HeadingIdForm::Hugo), ["lange-kop"]);
        assert_eq!(ids("Een\nlange kop\n---", HeadingIdForm::Kramdown), ["een-lange-kop"]);
    }

    #[test]
    fn headings_with_the_same_text_have_numbers_from_one() {
        for form in FORMS.into_iter().skip(1) {
            assert_eq!(ids("# Kop\n# Kop\n# Kop", form), ["kop", "kop-1", "kop-2"]);
            assert_eq!(ids("# Kop\n# Kop-1\n# Kop", form), ["kop", "kop-1", "kop-2"]);
        }
    }

    #[test]
    fn an_id_in_braces_is_not_taken_by_a_heading_before_it() {
        assert_eq!(ids("# Kop\n# Andere {#kop}", HeadingIdForm::Github), ["kop-1", "kop"]);
        assert_eq!(ids("# Kop\n# Andere {#kop}", HeadingIdForm::Courant), ["kop-2", "kop"]);
        assert_eq!(ids("# Kop {#a}\n# Andere {#a}\n# A", HeadingIdForm::Zola), ["a", "a-1", "a-2"]);
    }
}
