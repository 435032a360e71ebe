//! Names of emoji as other programs write them, `:tada:`, with the characters themselves.

use std::iter::Peekable;
use std::ops::Range;
use std::vec::IntoIter;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::body_event::{BodyEvent, Steps};

/// The bytes of a name, and its character.
type FoundName = (Range<usize>, &'static str);

/// The most bytes of a name.
const LONGEST: usize = 60;

/// The character of a name, as GitHub has them.
pub(super) fn character(name: &str) -> Option<&'static str> {
    emojis::get_by_shortcode(name).map(emojis::Emoji::as_str)
}

/// Whether a text is a character in place of the name that stands in the body.
pub(super) fn is_character(text: &str, body: &str, range: &Range<usize>) -> bool {
    !text.starts_with(':') && body.get(range.clone()).is_some_and(|source| source.starts_with(':'))
}

/// The texts of a body with characters instead of the names of emoji, outside code.
pub(super) fn with_emoji<'a>(steps: Steps<'a>, body: &str) -> Steps<'a> {
    if !body.contains(':') {
        return steps;
    }
    let mut run = EmojiRun { body, texts: Vec::new(), out: Vec::with_capacity(steps.len()) };
    let mut code = 0_usize;
    for (step, range) in steps {
        match step {
            BodyEvent::Event(Event::Text(text)) if code == 0 => {
                if run.texts.last().is_some_and(|(_, before)| before.end != range.start) {
                    run.end();
                }
                run.texts.push((text, range));
                continue;
            }
            BodyEvent::Event(Event::Start(Tag::CodeBlock(_))) => code += 1,
            BodyEvent::Event(Event::End(TagEnd::CodeBlock)) => code = code.saturating_sub(1),
            _ => {}
        }
        run.end();
        run.out.push((step, range));
    }
    run.end();
    run.out
}

/// Texts without a gap between them: a name may be in several.
struct EmojiRun<'a, 'b> {
    body: &'b str,
    texts: Vec<(CowStr<'a>, Range<usize>)>,
    out: Steps<'a>,
}

impl<'a> EmojiRun<'a, '_> {
    fn push(&mut self, text: CowStr<'a>, range: Range<usize>) {
        self.out.push((BodyEvent::Event(Event::Text(text)), range));
    }

    fn end(&mut self) {
        let ends = self.texts.first().map(|(_, r)| r.start).zip(self.texts.last().map(|(_, r)| r.end));
        let Some((start, end)) = ends else { return };
        let mut found = names(self.body, start..end).into_iter().peekable();
        for (text, range) in std::mem::take(&mut self.texts) {
            self.write(text, range, &mut found);
        }
    }

    /// Writes a text, with the character of each name that starts in it, and without what belongs to a name.
    fn write(&mut self, text: CowStr<'a>, range: Range<usize>, found: &mut Peekable<IntoIter<FoundName>>) {
        let mut at = range.start;
        while let Some((name, sign)) = found.peek().filter(|(name, _)| name.start < range.end).cloned() {
            if at < name.start {
                self.push(part(&text, &range, at..name.start), at..name.start);
            }
            if name.start >= range.start {
                self.push(sign.into(), name.clone());
            }
            at = name.end.min(range.end);
            if name.end > range.end {
                break;
            }
            found.next();
        }
        if at == range.start {
            self.push(text, range);
        } else if at < range.end {
            self.push(part(&text, &range, at..range.end), at..range.end);
        }
    }
}

/// A part of a text that stands in the body as it is: only such texts have a part of a name.
fn part<'a>(text: &CowStr<'a>, range: &Range<usize>, part: Range<usize>) -> CowStr<'a> {
    let part = part.start - range.start..part.end - range.start;
    match text {
        CowStr::Borrowed(text) => CowStr::Borrowed(text.get(part).unwrap_or_default()),
        text => text.get(part).unwrap_or_default().to_owned().into(),
    }
}

/// The names in a part of a body that stand by themselves, with their characters.
fn names(body: &str, range: Range<usize>) -> Vec<FoundName> {
    let mut found: Vec<FoundName> = Vec::new();
    let mut at = range.start;
    while let Some(next) = body.get(at..range.end).and_then(|rest| rest.find(':')) {
        let start = at + next;
        at = start + 1;
        let before = body.get(..start).and_then(|before| before.chars().next_back());
        let is_start = !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '\\'))
            || found.last().is_some_and(|(last, _)| last.end == start);
        let rest = body.get(at..range.end).unwrap_or_default();
        let length = rest.bytes().take(LONGEST).position(|b| !is_of_name(b)).unwrap_or(LONGEST);
        let Some(name) = rest.get(..length).filter(|_| is_start && rest.as_bytes().get(length) == Some(&b':')) else {
            continue;
        };
        let after = rest.get(length + 1..).and_then(|after| after.chars().next());
        if after.is_some_and(|c| c.is_alphanumeric() || c == '/') {
            continue;
        }
        if let Some(sign) = character(name) {
            at += length + 1;
            found.push((start..at, sign));
        }
    }
    found
}

fn is_of_name(b: u8) -> bool {
    b.is_ascii_lowercase() || b.is_ascii_digit() || b"_+-".contains(&b)
}

#[cfg(test)]
mod tests {
    use super::super::body_event::push_text;
    use super::super::ids::ReservedIds;
    use super::super::markdown::Markdown;
    use super::*;
    use crate::config::MarkdownOptions;

    fn text(markdown: &str) -> String {
        let markdown = Markdown::new(markdown, MarkdownOptions { emoji: true, ..MarkdownOptions::default() });
        let mut text = String::new();
        for (step, _) in markdown.parse(&["„", "”", "‘", "’"], &ReservedIds::default()).steps {
            if let BodyEvent::Event(event) = step {
                push_text(&mut text, &event);
            }
        }
        text
    }

    #[test]
    fn names_become_characters_outside_code() {
        assert_eq!(text("We won :tada: :+1::heart_eyes: *:us:*!"), "We won 🎉 👍😍 🇺🇸!");
        assert_eq!(text("`:tada:`\n\n    :tada:"), ":tada::tada:");
        assert_eq!(text("a :heart_eyes: \"b\" :rocket:--c"), "a 😍 „b” 🚀–c");
    }

    #[test]
    fn what_is_no_name_stays() {
        for same in ["10:30:00 :nope_x: a:tada: :tada:x http://a.example/:tada:", ": tada :", ":tada", "::", "(:)"] {
            assert_eq!(text(same), same);
        }
        assert_eq!(text("\\:tada:"), ":tada:");
    }
}
