//! Lines that begin with a mark of another program, or with one that is not whole: `#Heading`, `• a`, `!!! note`, `> [!INFO]`.

use super::block_mark::block_mark;
use super::foreign_mark::FoundMark;
use super::list_mark::{is_fixed_space, list_mark};
use super::other_markup::other_markup;
use super::table_mark::table_mark;

/// How far above a line is looked for words that it belongs to, in bytes.
const FAR: usize = 20_000;

/// The mark at the start of a line, if the text there has one. `start` is the byte at which a text starts.
pub(super) fn line_mark(body: &str, start: usize) -> Option<FoundMark> {
    // Most texts do not start a line: that is seen without a look at all of a long one.
    let before = body.get(..start)?;
    let above = before.trim_end_matches([' ', '\t', '>']);
    let begin = before.get(above.len()..)?;
    let above = match above.strip_suffix('\n') {
        Some(above) => above,
        None if above.is_empty() => above,
        None => return None,
    };
    let (line, below) = body.get(start..)?.split_once('\n').unwrap_or((body.get(start..)?, ""));
    let line = line.trim_end();
    // Each line is compared with those above it: not with all of a long text, which would take the square of its length.
    let from = (above.len().saturating_sub(FAR)..=above.len()).find(|at| above.is_char_boundary(*at));
    let above = from.and_then(|from| above.get(from..)).unwrap_or(above);
    if let Some(found) = list_mark(line, above, below).or_else(|| table_mark(line, above, below)) {
        return Some(found);
    }
    match line.chars().next()? {
        '#' => heading(line, above, below),
        '=' => heading_of_wiki(line),
        ':' => block_mark(line, begin),
        'h' | 'b' | '.' => other_markup(line),
        c if is_invisible(c) => before_mark(line),
        '!' | '?' => {
            let name = line.strip_prefix("!!! ").or_else(|| line.strip_prefix("??? "))?;
            let is_name = name
                .split(' ')
                .next()
                .is_some_and(|word| word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase()));
            let hint =
                "write a line `::: note` instead, and a line `:::` below the text, which then has no spaces before it";
            is_name.then(|| (line.len(), hint.to_owned()))
        }
        '[' if line.get(1..2).is_some_and(|c| c.starts_with(|c: char| c.is_ascii_digit())) => note(line, above),
        '[' if begin.contains('>') => {
            let (name, _) = line.strip_prefix("[!")?.split_once(']')?;
            let is_name = !name.is_empty() && name.chars().all(char::is_alphabetic);
            let hint = "write one of `> [!NOTE]`, `> [!TIP]`, `> [!IMPORTANT]`, `> [!WARNING]` and `> [!CAUTION]`, with nothing \
                        after it on its line";
            is_name.then(|| (name.len() + 3, hint.to_owned()))
        }
        _ => None,
    }
}

/// A space or a sign that nobody sees, and that is no space to Markdown.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}') || (is_fixed_space(c) && c != '\u{3000}')
}

/// A mark of Markdown behind something that nobody sees, and that keeps it from being one.
fn before_mark(line: &str) -> Option<FoundMark> {
    let seen = line.trim_start_matches(|c: char| is_invisible(c) || c == ' ');
    let (mark, _) = seen.split_once(' ')?;
    let is_number = mark
        .strip_suffix(['.', ')'])
        .is_some_and(|number| (1..=3).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit()));
    let is_heading = (1..=6).contains(&mark.len()) && mark.bytes().all(|b| b == b'#');
    let is_mark = is_number || is_heading || matches!(mark, "-" | "*" | "+" | ">" | ":::");
    let hint = format!("remove the invisible sign before `{mark}`: in most editors with the backspace key");
    is_mark.then_some((line.len(), hint))
}

/// A note as in a report, `[1] The text of the note.`, to which a word above it refers: `word[1]`.
fn note(line: &str, above: &str) -> Option<FoundMark> {
    let (number, words) = line.strip_prefix('[')?.split_once("] ")?;
    let is_number = number.len() <= 2 && number.bytes().all(|b| b.is_ascii_digit());
    let mark = format!("[{number}]");
    let is_referred = || {
        above.match_indices(&mark).any(|(at, _)| {
            above
                .get(..at)
                .is_some_and(|before| before.ends_with(|c: char| c.is_alphanumeric() || ".,;\"”’)".contains(c)))
        })
    };
    let hint = format!("write `[^{number}]: {}` here, and `[^{number}]` behind the word", words.trim());
    (is_number && !words.trim().is_empty() && is_referred()).then_some((line.len(), hint))
}

/// A heading of a wiki: `== Heading ==`.
fn heading_of_wiki(line: &str) -> Option<FoundMark> {
    let words = line.trim_matches('=');
    let level = line.len() - line.trim_start_matches('=').len();
    let is_heading = (2..=6).contains(&level) && line.ends_with("==") && words.starts_with(' ');
    is_heading.then(|| (line.len(), format!("write `{} {}`", "#".repeat(level), words.trim())))
}

/// A heading without a space, or with one that does not break. `#tag` may stand in a text, and several may end one.
fn heading(line: &str, above: &str, below: &str) -> Option<FoundMark> {
    let words = line.trim_start_matches('#');
    let level = line.len() - words.len();
    if level <= 6 && words.starts_with(is_fixed_space) && !words.trim().is_empty() {
        let mark = "#".repeat(level);
        let hint =
            format!("write an ordinary space behind `{mark}`: this one does not break, as a word processor writes it");
        return Some((line.len(), hint));
    }
    let stands_alone = above.rsplit('\n').next().is_none_or(|line| line.trim().is_empty())
        && below.lines().next().is_some_and(|line| line.trim().is_empty())
        && !below.trim().is_empty();
    let is_meant = level > 1 || (stands_alone && words.starts_with(char::is_uppercase) && words.chars().count() <= 80);
    let is_word = words.starts_with(char::is_alphabetic) && !words.contains('#') && level <= 6;
    let hint = format!("write a space after it, to make it a heading: `{} {words}`", "#".repeat(level));
    (is_meant && is_word && !words.ends_with(['.', ',', ';'])).then_some((line.len(), hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(body: &str) -> Option<String> {
        let start = body.find(|c| !matches!(c, '>' | ' ')).unwrap();
        line_mark(body, start).and_then(|(length, _)| body.get(start..start + length)).map(str::to_owned)
    }

    #[test]
    fn a_line_with_a_mark_of_another_program_is_found() {
        for (body, mark) in [
            ("#Kop\n\nTekst.", "#Kop"),
            ("##De prijs\nTekst.", "##De prijs"),
            ("!!! note \"Let op\"\n    Tekst", "!!! note \"Let op\""),
            ("> [!OPMERKING]\n> Tekst", "[!OPMERKING]"),
            ("> [!NOTE] Titel\n> Tekst", "[!NOTE]"),
            ("• een\n• twee", "•"),
            ("· een\n· twee", "·"),
            ("| Dag | Tijd |\n| ma | 9 uur |", "| Dag | Tijd |"),
            ("== De prijs ==\n", "== De prijs =="),
            ("1.een\n2.twee", "1.een"),
            ("-een\n-twee", "-een"),
            ("##\u{a0}Kop\n\nTekst.", "##\u{a0}Kop"),
            ("\u{200b}- een", "\u{200b}- een"),
            ("\u{a0}1. een", "\u{a0}1. een"),
            ("::: Contact Jan", "::: Contact Jan"),
        ] {
            assert_eq!(found(body).as_deref(), Some(mark), "{body}");
        }
    }

    #[test]
    fn what_people_write_is_left_alone() {
        for body in [
            "#zorg #jeugd\n\nTekst",
            "#Samen\n",
            "#Samen verder.\n\nTekst",
            "#1 van het land\n\nTekst",
            "!!! Let op",
            "[!] a",
            "• een",
            "#zorg\n\nb",
            "[!NOTE]\n",
            "| a |\n| b |",
            "|x| is de waarde\nvan x",
            "3.5 liter\n4.5 liter",
            "-5 graden\n-6 graden",
            "-een",
            "== b",
            "\u{a0}Tekst met een spatie",
            "\u{3000}1. een",
        ] {
            assert_eq!(found(body), None, "{body}");
        }
        assert!(line_mark("Een woord[1].\n\n[1] De noot.\n", 15).is_some());
        assert_eq!(line_mark("Zie [1].\n\n[1] De noot.\n", 10), None);
        assert_eq!(line_mark("a\n• b\n• c\n• d", 8), None);
        assert_eq!(line_mark("a #Kop\n\nb", 2), None);
        assert_eq!(line_mark("a\n#Kop\n\nb", 2), None);
        assert!(line_mark("a\n\n#Kop\n\nb", 3).is_some());
    }
}
