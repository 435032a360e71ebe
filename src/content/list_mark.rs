//! Lines of lists that Markdown does not read as such: bullets of word processors, dashes, letters, marks without a space or with one
//! that does not break, and lists that begin in the middle of a paragraph.

use super::foreign_mark::FoundMark;

/// The bullets of word processors.
const BULLETS: &[char] =
    &['•', '◦', '▪', '‣', '●', '○', '■', '□', '∙', '⁃', '·', '➢', '➤', '►', '❖', '◆', '◇', '☐', '☑', '✓', '✔'];

/// How a line begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LineKind {
    /// `• a`
    Bullet,
    /// `– a`, `— a`
    Dash,
    /// `-a`
    Hyphen,
    /// `*a`, `+a`
    Sign,
    /// `1.a`, by its number.
    Number(u32),
    /// `2. a`, which cannot interrupt a paragraph, by its number.
    Inside(u32),
    /// `a) a`, `b. a`, `(1) a`, by the place of the letter or number.
    Letter(u32),
    /// `[ ] a`
    Box,
    /// A mark of Markdown with a space that does not break: `-`, `1.`
    Fixed,
}

/// A line that begins as one of a list: the kind, the mark, and the words.
struct Start<'l> {
    kind: LineKind,
    mark: &'l str,
    words: &'l str,
}

/// A space that is none to Markdown: a no-break space, or another one of word processors.
pub(super) fn is_fixed_space(c: char) -> bool {
    c.is_whitespace() && !matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}')
}

/// The first of several lines of a list. `above` and `below` are the texts before and behind the line.
pub(super) fn list_mark(line: &str, above: &str, below: &str) -> Option<FoundMark> {
    let Start { kind, mark, words } = start(line)?;
    let next_line = if may_stand_apart(kind) { below.trim_start() } else { below };
    let next = next_line.lines().next().map_or("", bare);
    let next = start(next)?;
    let is_first = !start(last_line(above)).is_some_and(|before| follows(before.kind, kind));
    if !is_first || !follows(kind, next.kind) {
        return None;
    }
    let is_meant = match kind {
        LineKind::Hyphen | LineKind::Dash => !is_speech(words) && !is_speech(next.words),
        LineKind::Sign => !has_note_sign(above),
        _ => true,
    };
    if !is_meant {
        return None;
    }
    let hint = match kind {
        LineKind::Fixed => {
            let plain = mark.trim_end();
            format!("write an ordinary space behind `{plain}`: this one does not break, as a word processor writes it")
        }
        LineKind::Inside(_) => "put an empty line above the list: a paragraph goes on until then".to_owned(),
        LineKind::Letter(_) => {
            format!("write `1. {words}`, and so on, with an empty line above the list: Markdown counts with numbers")
        }
        LineKind::Box => format!("write `- {line}`, and so on, with an empty line above the list"),
        LineKind::Bullet | LineKind::Dash => {
            format!("write `- {words}`, and so on: lists have hyphens, with an empty line above the list")
        }
        LineKind::Hyphen | LineKind::Sign | LineKind::Number(_) => {
            format!("write a space after the mark, and an empty line above the list: `{mark} {words}`")
        }
    };
    let length = if matches!(kind, LineKind::Bullet | LineKind::Dash) { mark.len() } else { line.len() };
    Some((length, hint))
}

/// Whether empty lines may stand between the lines.
fn may_stand_apart(kind: LineKind) -> bool {
    matches!(kind, LineKind::Bullet | LineKind::Dash | LineKind::Fixed)
}

/// Whether a line of the second kind goes on with a list of the first.
fn follows(first: LineKind, second: LineKind) -> bool {
    match (first, second) {
        (LineKind::Number(_), LineKind::Number(_)) => true,
        (LineKind::Inside(one), LineKind::Inside(other)) | (LineKind::Letter(one), LineKind::Letter(other)) => {
            other.checked_sub(1) == Some(one)
        }
        _ => first == second,
    }
}

/// A line without the spaces and the marks of quotations before it.
fn bare(line: &str) -> &str {
    line.trim_start_matches([' ', '\t', '>']).trim_end()
}

fn last_line(above: &str) -> &str {
    bare(above.trim_end().rsplit('\n').next().unwrap_or_default())
}

fn start(line: &str) -> Option<Start<'_>> {
    let first = line.chars().next()?;
    let begin = |kind, length: usize| {
        let (mark, words) = line.split_at_checked(length)?;
        let words = words.trim();
        (!words.is_empty()).then_some(Start { kind, mark, words })
    };
    let after = line.get(first.len_utf8()..)?;
    match first {
        _ if BULLETS.contains(&first) => begin(LineKind::Bullet, first.len_utf8()),
        '–' | '—' if after.starts_with(char::is_whitespace) => begin(LineKind::Dash, first.len_utf8()),
        '-' | '*' | '+' if after.starts_with(is_fixed_space) => begin(LineKind::Fixed, 1),
        '-' if after.starts_with(char::is_alphabetic) => begin(LineKind::Hyphen, 1),
        '*' | '+' if after.starts_with(char::is_alphabetic) => begin(LineKind::Sign, 1),
        '[' => ["[ ] ", "[x] ", "[X] "].iter().any(|mark| line.starts_with(mark)).then(|| begin(LineKind::Box, 3))?,
        '(' => {
            let (name, _) = after.split_once(") ")?;
            begin(LineKind::Letter(place(name)?), name.len() + 2)
        }
        '0'..='9' => {
            let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let number = line.get(..digits).filter(|digits| digits.len() <= 3)?.parse().ok()?;
            let rest = line.get(digits..)?.strip_prefix(['.', ')'])?;
            match rest.chars().next()? {
                ' ' => begin(LineKind::Inside(number), digits + 1),
                c if is_fixed_space(c) => begin(LineKind::Fixed, digits + 1),
                c if c.is_alphabetic() && digits < 3 => begin(LineKind::Number(number), digits + 1),
                _ => None,
            }
        }
        'a'..='z' | 'A'..='Z' if after.starts_with(") ") || after.starts_with(". ") => {
            begin(LineKind::Letter(place(line.get(..1)?)?), 2)
        }
        _ => None,
    }
}

/// The place of a letter in the alphabet, or a number.
fn place(name: &str) -> Option<u32> {
    match name.as_bytes() {
        [letter @ (b'a'..=b'z' | b'A'..=b'Z')] => Some(u32::from(letter.to_ascii_lowercase() - b'a')),
        _ if name.len() <= 2 => name.parse().ok(),
        _ => None,
    }
}

/// Whether the words behind a dash are spoken: a sentence, or words with a comma behind them.
fn is_speech(words: &str) -> bool {
    let is_sentence = words.ends_with(['.', '!', '?', '…', '"', '”', '»', '\'', '’']);
    words.starts_with(|c: char| c.is_uppercase() || "\"'“‘„«¿¡".contains(c)) && (is_sentence || words.contains(", "))
}

/// Whether a text has a word with an asterisk behind it, as one to which a note belongs.
fn has_note_sign(text: &str) -> bool {
    text.match_indices('*').any(|(at, _)| {
        let before = text.get(..at).is_some_and(|before| before.ends_with(char::is_alphanumeric));
        let after = text.get(at + 1..).and_then(|after| after.chars().next());
        before && after.is_none_or(|c| c.is_whitespace() || ".,;:!?)|".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(usize, String)> {
        let (line, below) = text.split_once('\n').unwrap();
        list_mark(line, "", below)
    }

    #[test]
    fn the_first_line_of_a_list_that_is_none_is_found() {
        for text in [
            "• een\n• twee",
            "• een\n\n• twee",
            "☐ een\n☐ twee",
            "– een\n– twee",
            "— brood\n\n— kaas en melk.",
            "-een\n-twee",
            "*een\n*twee",
            "1.een\n2.twee",
            "2. een\n3. twee",
            "3) een\n4) twee",
            "a) een\nb) twee",
            "a. een\nb. twee",
            "(1) een\n(2) twee",
            "[ ] een\n[x] twee",
            "-\u{a0}een\n-\u{a0}twee",
            "1.\u{a0}een\n2.\u{a0}twee",
            "*\u{202f}een\n\n*\u{202f}twee",
        ] {
            assert!(found(text).is_some(), "{text}");
        }
        assert_eq!(list_mark("– b", "– a\n", "– c"), None);
        assert_eq!(list_mark("3. b", "2. a\n", "4. c"), None);
    }

    #[test]
    fn speech_and_other_lines_are_left_alone() {
        for text in [
            "-Ja, zei hij\n-Nee, zei zij",
            "– Ja.\n– Nee.",
            "— Oui, dit-il\n— Non !",
            "– Wat?\n– Niets.",
            "-5 graden\n-6 graden",
            "3.5 liter\n4.5 liter",
            "2. een\n5. twee",
            "14. deur\nen raam",
            "a. m. b.\nc. d. e.",
            "1.\u{a0}Januar war kalt\nund nass",
            "[x] gedaan\nen klaar",
            "• een\nen twee",
            "A. Jansen\nB. de Vries is er ook, met\nC. Bakker".get(0..9).unwrap_or_default(),
            "(1) een\n(3) twee",
        ] {
            assert_eq!(text.split_once('\n').and_then(|_| found(text)), None, "{text}");
        }
        assert_eq!(list_mark("*op afspraak", "Prijs* 5 euro\n\n", "*zonder btw"), None);
    }
}
