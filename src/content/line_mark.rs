//! Lines that begin with a mark of another program, or with one that is not whole: `#Heading`, `• a`, `!!! note`, `> [!INFO]`.

use super::foreign_mark::FoundMark;

/// The bullets of word processors.
const BULLETS: &[char] = &['•', '◦', '▪', '‣', '●', '○', '■', '∙', '⁃', '·'];

/// The mark at the start of a line, if the text there has one. `start` is the byte at which a text starts.
pub(super) fn line_mark(body: &str, start: usize) -> Option<FoundMark> {
    let (above, begin) = body.get(..start)?.rsplit_once('\n').unwrap_or(("", body.get(..start)?));
    if !begin.chars().all(|c| matches!(c, ' ' | '\t' | '>')) {
        return None;
    }
    let (line, below) = body.get(start..)?.split_once('\n').unwrap_or((body.get(start..)?, ""));
    let line = line.trim_end();
    let first = line.chars().next()?;
    if BULLETS.contains(&first) {
        return bullet(line, last_line(above), below);
    }
    match first {
        '#' => heading(line, above, below),
        '|' => table(line, last_line(above), below),
        '=' => heading_of_wiki(line),
        '-' | '0'..='9' => tight_item(line, last_line(above), below),
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

fn last_line(above: &str) -> &str {
    above.trim_end().rsplit('\n').next().unwrap_or_default().trim_start()
}

/// The first of several lines with bullets.
fn bullet(line: &str, above: &str, below: &str) -> Option<FoundMark> {
    let next = below.trim_start().lines().next().unwrap_or_default();
    let is_first = next.starts_with(BULLETS) && !above.starts_with(BULLETS);
    let words = line.trim_start_matches(BULLETS).trim();
    let length = line.chars().next().map_or(0, char::len_utf8);
    is_first.then(|| {
        (length, format!("write `- {words}`, and so on: lists have hyphens, with an empty line above the list"))
    })
}

/// The first of several lines with bars, without the line that makes them a table.
fn table(line: &str, above: &str, below: &str) -> Option<FoundMark> {
    let cells = line.trim_matches('|').split('|').count();
    let is_first = !above.starts_with('|') && below.trim_start().starts_with('|');
    let is_rule = below.lines().next().is_some_and(|line| line.bytes().all(|b| b"|-: \t".contains(&b)));
    let hint = format!("put a line below the first: `|{}`, and an empty line above it", " --- |".repeat(cells));
    (cells > 1 && is_first && !is_rule).then_some((line.len(), hint))
}

/// A heading of a wiki: `== Heading ==`.
fn heading_of_wiki(line: &str) -> Option<FoundMark> {
    let words = line.trim_matches('=');
    let level = line.len() - line.trim_start_matches('=').len();
    let is_heading = (2..=6).contains(&level) && line.ends_with("==") && words.starts_with(' ');
    is_heading.then(|| (line.len(), format!("write `{} {}`", "#".repeat(level), words.trim())))
}

/// The mark of a list item that has no space after it.
fn tight_mark(line: &str) -> Option<(&str, &str)> {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let length = match (digits, line.as_bytes().get(digits)) {
        (0, Some(b'-')) => 1,
        (1..=2, Some(b'.' | b')')) => digits + 1,
        _ => return None,
    };
    let (mark, words) = line.split_at_checked(length)?;
    words.starts_with(char::is_alphabetic).then_some((mark, words))
}

/// The first of several items whose marks have no space after them.
fn tight_item(line: &str, above: &str, below: &str) -> Option<FoundMark> {
    let (mark, words) = tight_mark(line)?;
    let next = below.lines().next().unwrap_or_default().trim_start();
    let is_same = |other: &str| tight_mark(other).is_some_and(|(other, _)| mark.ends_with('-') == other.ends_with('-'));
    let hint = format!("write a space after the mark, and an empty line above the list: `{mark} {words}`");
    (is_same(next) && !is_same(above)).then_some((line.len(), hint))
}

/// A heading without a space. `#tag` may stand in a text, and several may end one.
fn heading(line: &str, above: &str, below: &str) -> Option<FoundMark> {
    let words = line.trim_start_matches('#');
    let level = line.len() - words.len();
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
        ] {
            assert_eq!(found(body), None, "{body}");
        }
        assert_eq!(line_mark("a\n• b\n• c\n• d", 8), None);
        assert_eq!(line_mark("a #Kop\n\nb", 2), None);
        assert_eq!(line_mark("a\n#Kop\n\nb", 2), None);
        assert!(line_mark("a\n\n#Kop\n\nb", 3).is_some());
    }
}
