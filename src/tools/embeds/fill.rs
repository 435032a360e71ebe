//! The block of a film or a post with what its service says in it. Every other byte of the text stays.

use std::fmt::Write as _;
use std::ops::Range;

use super::answer::EmbedAnswer;

/// The text of a file with an answer in the block whose first line is here. `picture` is the file of its picture, beside the text.
pub(super) fn filled(
    text: &str,
    line: &Range<usize>,
    answer: &EmbedAnswer,
    picture: Option<&str>,
    has_title: bool,
) -> Option<String> {
    let (before, after) = (text.get(..line.end)?, text.get(line.end..)?);
    let after = after.trim_start_matches([' ', '\t']);
    let line_end = if after.starts_with("\r\n") { "\r\n" } else { "\n" };
    let mut filled = before.trim_end_matches([' ', '\t']).to_owned();
    if let Some(title) = answer.title.as_deref().filter(|_| !has_title) {
        // Writing to a String cannot fail.
        let _ = write!(filled, " title=\"{}\"", without_quotes(title));
    }
    let alt = answer.alt.as_deref().or(answer.title.as_deref()).unwrap_or_default();
    if let Some(picture) = picture {
        let _ = write!(filled, "{line_end}![{}]({picture})", as_markdown(alt));
    }
    for (number, paragraph) in answer.text.iter().enumerate() {
        let gap = match (number, picture) {
            (0, None) => String::new(),
            (0, Some(_)) => line_end.to_owned(),
            _ => format!("{line_end}>"),
        };
        let _ = write!(filled, "{gap}{line_end}> {}", as_markdown(paragraph));
    }
    Some(filled + after)
}

/// A text without the marks that end an attribute.
fn without_quotes(text: &str) -> String {
    let mut opens = true;
    let quote = |c: char| match c {
        '"' => {
            opens = !opens;
            if opens { '”' } else { '“' }
        }
        c => c,
    };
    text.chars().map(quote).collect()
}

/// Plain text as Markdown: no mark of it means anything.
fn as_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        // The marks of a list or a heading mean something at the beginning only.
        let is_mark = "\\`*_[]<>&{}~|$^:#!".contains(c) || at == 0 && "+-=.)".contains(c);
        let ends_number = at > 0 && matches!(c, '.' | ')') && text.get(..at).is_some_and(is_number);
        if is_mark || ends_number {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser};

    use super::*;

    fn answer(title: &str, text: &[&str]) -> EmbedAnswer {
        let text = text.iter().map(|text| (*text).to_owned()).collect();
        EmbedAnswer { title: Some(title.to_owned()), text, ..EmbedAnswer::default() }
    }

    #[test]
    fn a_block_gets_its_title_and_its_picture() {
        let text = "Een film:\r\n\r\n::: video https://youtu.be/a1  \r\n:::\r\n\r\nEinde\r\n";
        let line = text.find(":::").unwrap()..text.find("  \r").unwrap();
        let film = answer("De \"opening\"", &[]);
        let with = filled(text, &line, &film, Some("youtube-a1.jpg"), false).unwrap();
        assert_eq!(
            with,
            "Een film:\r\n\r\n::: video https://youtu.be/a1 title=\"De “opening”\"\r\n![De \"opening\"](youtube-a1.jpg)\r\n:::\r\n\r\nEinde\r\n"
        );
        let post = answer("Dorp", &["1. Kom <b>", "- Allen"]);
        let with = filled("::: embed x\n:::\n", &(0..11), &post, None, true).unwrap();
        assert_eq!(with, "::: embed x\n> 1\\. Kom \\<b\\>\n>\n> \\- Allen\n:::\n");
    }

    proptest! {
        #[test]
        fn what_others_wrote_stays_their_words(text in "[^\\p{C}\\p{Z}]([^\\p{C}\\p{Z}]| ){0,40}[^\\p{C}\\p{Z}]") {
            let markdown = as_markdown(&text);
            let quoted = format!("> {markdown}");
            let events: Vec<Event<'_>> = Parser::new_ext(&quoted, Options::all() - Options::ENABLE_SMART_PUNCTUATION).collect();
            let words: String = events.iter().map(|event| match event { Event::Text(text) => text.to_string(), _ => String::new() }).collect();
            prop_assert_eq!(words, text);
            let is_plain = |event: &Event<'_>| !matches!(event, Event::Html(_) | Event::InlineHtml(_) | Event::Code(_));
            prop_assert!(events.iter().all(is_plain));
        }
    }
}
