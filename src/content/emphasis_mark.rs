//! Signs of emphasis that Markdown does not read as such: `** x **`, `**x` without an end, `==x==`; and signs that it reads as emphasis
//! although they are none: `5*3*2`.

use std::ops::Range;

use super::leftover_kind::{Leftover, LeftoverKind};

/// Signs that stand as they are in texts, and that have no other beside them.
#[derive(Debug, Default)]
pub(super) struct EmphasisMarks {
    pub(super) found: Vec<Leftover>,
    /// Signs with a word behind them.
    openers: Vec<Leftover>,
    /// Whether there is a sign with a word before it, as one to which a note belongs.
    has_closer: bool,
}

impl EmphasisMarks {
    /// Reads a text that is shown as it is written.
    pub(super) fn read(&mut self, body: &str, run: &Range<usize>) {
        let Some(text) = body.get(run.clone()) else { return };
        let mut after = 0;
        let mut is_opened = false;
        let signs = doubled(text);
        for (number, (at, sign)) in signs.iter().enumerate() {
            if *at < after {
                continue;
            }
            let next = signs.get(number + 1..).unwrap_or_default().iter().find(|(_, other)| other == sign);
            let pair = next.and_then(|(end, _)| Some((*end, pair(text, *sign, *at..*end)?)));
            if let Some((end, hint)) = pair {
                after = end + 2;
                let range = run.start + at..run.start + after;
                self.found.push(Leftover { kind: LeftoverKind::Mark, range, hint });
                continue;
            }
            let is_after_word = text.get(..*at).is_some_and(|before| before.ends_with(char::is_alphanumeric));
            let is_before_word = text.get(at + 2..).is_some_and(|after| after.starts_with(char::is_alphanumeric));
            if *sign == '*' && is_after_word && !is_before_word {
                self.has_closer = true;
            } else if *sign == '*' && is_before_word && !is_after_word && !is_opened {
                is_opened = true;
                let hint =
                    "write `**` behind the last of the words too, without a space before it; or `\\*\\*`, to show \
                            the signs"
                        .to_owned();
                let range = run.start + at..run.start + at + 2;
                self.openers.push(Leftover { kind: LeftoverKind::Mark, range, hint });
            }
        }
    }

    /// All that was found. A sign before a word and another behind one are those of a note.
    pub(super) fn end(self) -> Vec<Leftover> {
        let openers = if self.has_closer { Vec::new() } else { self.openers };
        self.found.into_iter().chain(openers).collect()
    }
}

/// The places of two equal signs, and no more of them.
fn doubled(text: &str) -> Vec<(usize, char)> {
    let bytes = text.as_bytes();
    let is_sign = |at: usize| bytes.get(at).filter(|b| matches!(b, b'*' | b'_' | b'=' | b'+'));
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(sign) = bytes.get(at..).and_then(|rest| rest.iter().position(|b| b"*_=+".contains(b))) {
        at += sign;
        let length = bytes.get(at..).unwrap_or_default().iter().take_while(|b| is_sign(at) == Some(*b)).count().max(1);
        if length == 2 {
            found.extend(is_sign(at).map(|sign| (at, char::from(*sign))));
        }
        at += length;
    }
    found
}

/// What to write instead of two signs with words between them.
fn pair(text: &str, sign: char, range: Range<usize>) -> Option<String> {
    let inner = text.get(range.start + 2..range.end)?;
    let before = text.get(..range.start)?.chars().next_back();
    let words = inner.trim();
    let is_tight = words.len() == inner.len();
    let has_words = words.contains(char::is_alphabetic) && !before.is_some_and(char::is_alphanumeric);
    match sign {
        '*' => has_words.then(|| format!("put the signs at the words themselves, and a space outside: `**{words}**`")),
        '_' => {
            let is_half = inner.starts_with(char::is_whitespace) != inner.ends_with(char::is_whitespace);
            (has_words && is_half)
                .then(|| format!("put the signs at the words themselves, and a space outside: `**{words}**`"))
        }
        _ => (has_words && is_tight).then(|| format!("write `**{words}**`: Markdown has no other marks for emphasis")),
    }
}

/// A product or a span of numbers that is read as emphasis.
pub(super) fn between_digits(body: &str, range: &Range<usize>) -> Option<Leftover> {
    let source = body.get(range.clone())?;
    let sign = source.chars().next().filter(|sign| matches!(sign, '*' | '~'))?;
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let inner = source.strip_prefix(sign)?.strip_suffix(sign)?;
    let is_between = is_digit(body.get(..range.start)?.chars().next_back())
        && is_digit(inner.chars().next())
        && is_digit(inner.chars().next_back())
        && is_digit(body.get(range.end..)?.chars().next());
    let product = if sign == '*' { ", or `×`, the sign of a product" } else { ", or `–` between numbers" };
    let hint = format!("write `\\{sign}` for each{product}");
    is_between.then(|| Leftover { kind: LeftoverKind::Emphasis, range: range.clone(), hint })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let mut marks = EmphasisMarks::default();
        marks.read(text, &(0..text.len()));
        marks.end().into_iter().map(|left| text.get(left.range).unwrap()).collect()
    }

    #[test]
    fn signs_that_are_shown_are_found() {
        for (text, signs) in [
            ("Een ** vet ** woord", "** vet **"),
            ("**Let op: **de weg is dicht", "**Let op: **"),
            ("Het is **dicht.", "**"),
            ("Het is ==nieuw== hier", "==nieuw=="),
            ("Het is ++nieuw++ hier", "++nieuw++"),
            ("__Let op __de weg", "__Let op __"),
        ] {
            assert_eq!(found(text), [signs], "{text}");
        }
    }

    #[test]
    fn signs_that_people_mean_are_left_alone() {
        for text in [
            "2 ** 3 ** 4",
            "Prijs 5 euro** per dag. **Kinderen gratis",
            "C++ en C++",
            "a == b en b == c",
            "Naam: __ datum: __",
            "Naam: ____ datum: ____",
            "wachtwoord ****",
            "f**k",
            "snake__case__name",
            "** niet voor kinderen",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn a_product_is_no_emphasis() {
        let is_found = |text: &str, range| between_digits(text, &range).is_some();
        assert!(is_found("5*3*2", 1..4));
        assert!(is_found("van 4*40 en 3*30 minuten", 5..14));
        assert!(is_found("10~20~30", 2..6));
        assert!(!is_found("5*a*2", 1..4));
        assert!(!is_found("a*3*b", 1..4));
        assert!(!is_found("**3**", 0..5));
    }
}
