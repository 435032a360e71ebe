//! Blocks that Markdown reads otherwise than they were meant: paragraphs that are code or headings, headings without a text, and notes
//! to which nothing refers.

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};

use super::body_event::{BodyEvent, Steps};
use super::directive::Directive;
use super::head_element::head_element;
use super::html::{HtmlScanner, each_element};
use super::ids::note_label;
use super::lacking_block::lacking_block;
use super::leftover_kind::{Leftover, LeftoverKind};
use super::other_markup::picture_as_link;

/// All such blocks in a body.
pub(super) fn odd_blocks(body: &str, steps: &Steps<'_>) -> Vec<Leftover> {
    let mut found = Vec::new();
    let mut notes = Vec::new();
    let mut referred = HashSet::new();
    for (at, (step, range)) in steps.iter().enumerate() {
        let event = match step {
            BodyEvent::Event(event) => event,
            BodyEvent::Open(directive) => {
                // Each of the two lines is a block of its own to the parser.
                let is_frame = |step: &BodyEvent<'_>| {
                    matches!(
                        step,
                        BodyEvent::Event(
                            Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) | Event::SoftBreak
                        )
                    )
                };
                let next = steps.iter().skip(at + 1).map(|(step, _)| step).find(|step| !is_frame(step));
                let is_empty = matches!(next, Some(BodyEvent::Close));
                let inner = steps.get(at + 1..).unwrap_or_default();
                found.extend(
                    empty_block(directive, range)
                        .filter(|_| is_empty)
                        .or_else(|| lacking_block(directive, range, inner)),
                );
                continue;
            }
            _ => continue,
        };
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => found.extend(indented(body, range)),
            Event::Start(Tag::Heading { level, .. }) => {
                let inner = steps.get(at + 1..).unwrap_or_default();
                found.extend(empty_heading(inner, body, range).or_else(|| underlined(body, range, *level)));
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                found.extend(html_heading(html, body, range));
                found.extend(head_element(html, body, range));
            }
            Event::Start(Tag::FootnoteDefinition(label)) => notes.push((note_label(label), range)),
            Event::FootnoteReference(label) => drop(referred.insert(note_label(label))),
            Event::Start(Tag::Link { dest_url, .. }) => {
                let mark = picture_as_link(body, range.start, dest_url);
                let left = |(length, hint)| Leftover {
                    kind: LeftoverKind::Mark,
                    range: range.start - length..range.end,
                    hint,
                };
                found.extend(mark.map(left));
            }
            _ => {}
        }
    }
    notes.retain(|(label, _)| !referred.contains(label));
    found.extend(notes.into_iter().map(|(label, range)| {
        let end = range.start + body.get(range.clone()).and_then(|note| note.find(':')).unwrap_or_default();
        let hint = format!("write `[^{label}]` where it belongs in the text");
        Leftover { kind: LeftoverKind::NoteUnused, range: range.start..end, hint }
    }));
    found
}

/// A block with neither words on its line nor text: it shows nothing.
fn empty_block(directive: &Directive<'_>, range: &Range<usize>) -> Option<Leftover> {
    let hint = match directive.name {
        "contact" => "write whom it shows: `::: contact \"The name\" telephone=\"…\" email=\"…\"`; or remove the block",
        _ => "write its text between the two lines, or remove both",
    };
    let is_bare = directive.argument.is_empty() && directive.attributes.is_empty();
    is_bare.then(|| Leftover { kind: LeftoverKind::BlockEmpty, range: range.clone(), hint: hint.to_owned() })
}

/// The bytes of the first line of a block.
fn first_line(body: &str, range: &Range<usize>) -> Range<usize> {
    let block = body.get(range.clone()).unwrap_or_default();
    let line = block.lines().next().unwrap_or_default();
    let start = range.start + (line.len() - line.trim_start().len());
    start..(range.start + line.trim_end().len()).max(start)
}

/// A paragraph that is code because it is indented.
fn indented(body: &str, range: &Range<usize>) -> Option<Leftover> {
    let text = body.get(range.clone())?.trim();
    let hint = "remove the spaces before it, so that it is a paragraph".to_owned();
    is_sentence(text).then(|| Leftover { kind: LeftoverKind::Indented, range: first_line(body, range), hint })
}

/// Whether a text is a sentence, or several, and surely no code.
fn is_sentence(text: &str) -> bool {
    let is_prose = |c: char| c.is_alphanumeric() || c.is_whitespace() || ".,;:!?'’‘\"“”„«»()-–—…%€&/".contains(c);
    let first = text.lines().next().unwrap_or_default();
    text.starts_with(|c: char| c.is_uppercase() || "\"'“‘„«".contains(c))
        && text.ends_with(['.', '!', '?', '…', '”', '"'])
        && first.split_whitespace().count() >= 5
        && !first.contains("  ")
        && text.chars().all(is_prose)
}

/// A paragraph that is a heading because of the line below it.
fn underlined(body: &str, range: &Range<usize>, level: HeadingLevel) -> Option<Leftover> {
    const LONGEST: usize = 100;
    let source = body.get(range.clone())?.trim_end();
    let (text, line) = source.rsplit_once('\n')?;
    let text = text.trim_end();
    let sign = line.trim_start_matches(['>', ' ']).chars().next().filter(|sign| matches!(sign, '-' | '='))?;
    let is_sentence = text.ends_with(['.', ',', ';']) && text.split_whitespace().count() > 3;
    let is_picture = text.starts_with("![") && text.ends_with(')');
    if source.starts_with('#')
        || !(is_sentence || is_picture || text.contains(" | ") || text.chars().count() > LONGEST || text.contains('\n'))
    {
        return None;
    }
    let instead = "#".repeat(if level == HeadingLevel::H1 { 1 } else { 2 });
    let hint = if sign == '-' {
        format!(
            "leave an empty line above the hyphens, to draw a line; for a heading, write `{instead} ` before the words"
        )
    } else {
        format!(
            "remove the signs, or leave an empty line above them; for a heading, write `{instead} ` before the words"
        )
    };
    Some(Leftover { kind: LeftoverKind::Underlined, range: first_line(body, range), hint })
}

/// A heading that has neither text nor a picture.
fn empty_heading(inner: &[(BodyEvent<'_>, Range<usize>)], body: &str, range: &Range<usize>) -> Option<Leftover> {
    for (step, _) in inner {
        match step {
            BodyEvent::Event(Event::End(TagEnd::Heading(_))) => break,
            BodyEvent::Event(Event::Text(text) | Event::Code(text)) if text.trim().is_empty() => {}
            BodyEvent::Event(
                Event::Start(Tag::Emphasis | Tag::Strong | Tag::Link { .. }) | Event::End(_) | Event::SoftBreak,
            )
            | BodyEvent::Attributes(_) => {}
            _ => return None,
        }
    }
    let hint = "remove it, or write the words of the heading behind the signs".to_owned();
    Some(Leftover { kind: LeftoverKind::HeadingEmpty, range: first_line(body, range), hint })
}

/// The first heading of HTML that has no text, or the level of the title.
fn html_heading(html: &str, body: &str, range: &Range<usize>) -> Option<Leftover> {
    if !html.contains("<h") && !html.contains("<H") {
        return None;
    }
    let mut found = None;
    let mut names = Vec::new();
    each_element(html, |element, _| names.push(element.to_owned()));
    let tops = names.iter().filter(|name| *name == "h1").count();
    let part = |start: usize, length: usize| {
        let is_whole = html.len() == range.len();
        if is_whole { range.start + start..range.start + start + length } else { first_line(body, range) }
    };
    let lower = html.to_ascii_lowercase();
    if tops > 0
        && let Some(at) = lower.find("<h1")
    {
        let hint = "write `<h2>`, and `</h2>` at its end".to_owned();
        found = Some(Leftover { kind: LeftoverKind::HeadingTop, range: part(at, 3), hint });
    }
    for level in ["h1", "h2", "h3", "h4", "h5", "h6"].into_iter().filter(|level| names.iter().any(|name| name == level))
    {
        let mut scanner = HtmlScanner { html: &lower, at: 0 };
        while scanner.skip_past(&format!("<{level}")) {
            let start = scanner.at - level.len() - 1;
            let Some((tag, rest)) = scanner.rest().split_once('>') else { break };
            let Some((inner, _)) = rest.split_once(&format!("</{level}")) else { break };
            if inner.replace("&nbsp;", "").trim().is_empty() {
                let hint = "remove it, or write the words of the heading in it".to_owned();
                return Some(Leftover {
                    kind: LeftoverKind::HeadingEmpty,
                    range: part(start, level.len() + 2 + tag.len()),
                    hint,
                });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::ids::ReservedIds;
    use super::super::markdown::Markdown;
    use super::*;
    use crate::config::MarkdownOptions;

    fn found(markdown: &str) -> Vec<(LeftoverKind, &str)> {
        let body = Markdown::new(markdown, MarkdownOptions::default());
        let steps = body.parse(&["“", "”", "‘", "’"], &ReservedIds::default()).steps;
        odd_blocks(markdown, &steps).into_iter().map(|left| (left.kind, markdown.get(left.range).unwrap())).collect()
    }

    #[test]
    fn blocks_that_are_read_otherwise_are_found() {
        use LeftoverKind::{HeadingEmpty, HeadingTop, Indented, NoteUnused, Underlined};
        for (text, expected) in [
            ("a\n\n    Morgen is de zaal weer open.\n", (Indented, "Morgen is de zaal weer open.")),
            ("\tMorgen is de zaal weer open.\n", (Indented, "Morgen is de zaal weer open.")),
            ("Morgen is de zaal open.\n---\n", (Underlined, "Morgen is de zaal open.")),
            ("![Een brug](brug.jpg)\n---\n", (Underlined, "![Een brug](brug.jpg)")),
            ("a | b\n---\n", (Underlined, "a | b")),
            ("een\ntwee\n===\n", (Underlined, "een")),
            ("##\n\na\n", (HeadingEmpty, "##")),
            ("<h2></h2>\n", (HeadingEmpty, "<h2>")),
            ("<div>\n<h3 class=\"a\">&nbsp;</h3></div>\n", (HeadingEmpty, "<h3 class=\"a\">")),
            ("<h1>Kop</h1>\n", (HeadingTop, "<h1")),
            ("a\n\n[^1]: Noot.\n", (NoteUnused, "[^1]")),
        ] {
            assert_eq!(found(text), [expected], "{text}");
        }
    }

    #[test]
    fn what_people_write_is_left_alone() {
        for text in [
            "    let x = 1;\n",
            "    cd /etc\n",
            "    Roses are red\n    violets are blue\n",
            "    Naam     Tijd     Zaal    Prijs    Dag.\n",
            "Aanmelden\n---\n",
            "Wat kost het?\n---\n",
            "Tekst.\n\n---\n\nTekst.\n",
            "## Kop\n---\n",
            "<h2>Kop</h2>\n\n<h3>\n\nKop\n\n</h3>\n\n<hr>\n",
            "## ![Een brug](brug.jpg)\n",
            "## `code`\n",
            "a[^B]\n\n[^b]: Noot.\n",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
