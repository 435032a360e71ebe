//! Code in a body: with colours, and reachable by the keyboard where it scrolls.

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag, TagEnd};

use crate::render::attributes;
use crate::render::code::{self, Colours};

/// Lines of code that are not longer, in bytes, fit on every desk.
const NARROW: usize = 60;

/// Code that is open.
pub(super) struct OpenCode {
    language: String,
    text: String,
    /// The place of its start among the events.
    at: usize,
}

impl OpenCode {
    /// Code; a fence has the name of its language and nothing else.
    pub(super) fn start<'a>(kind: CodeBlockKind<'a>, events: &mut Vec<Event<'a>>) -> Self {
        let language = if let CodeBlockKind::Fenced(info) = &kind { code::name(info) } else { String::new() };
        let at = events.len();
        let is_fence = matches!(kind, CodeBlockKind::Fenced(_));
        let kind = if is_fence { CodeBlockKind::Fenced(language.clone().into()) } else { kind };
        events.push(Event::Start(Tag::CodeBlock(kind)));
        Self { language, text: String::new(), at }
    }

    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Wide code scrolls, and the keyboard can reach it.
    pub(super) fn end(self, colours: Option<&mut Colours>, events: &mut Vec<Event<'_>>) {
        let Self { language, text, at } = self;
        let is_wide = text.lines().any(|line| line.len() > NARROW);
        if let Some(start) = events.get_mut(at).filter(|_| is_wide)
            && let Some(with) = attributes::with(start, " tabindex=\"0\"")
        {
            *start = with;
        }
        let coloured = colours.and_then(|colours| colours.html(&language, &text));
        events.push(coloured.map_or_else(|| Event::Text(text.into()), |html| Event::InlineHtml(CowStr::from(html))));
        events.push(Event::End(TagEnd::CodeBlock));
    }
}
