//! The parts of a body that was parsed, and their texts.

use std::ops::Range;

use pulldown_cmark::Event;

use super::attribute_list::AttributeList;
use super::directive::Directive;

/// A part of a body.
#[derive(Debug)]
pub enum BodyEvent<'a> {
    /// An event of the Markdown parser.
    Event(Event<'a>),
    /// A directive opens.
    Open(Directive<'a>),
    /// The innermost directive closes. More may close than were opened.
    Close,
    /// The attributes of the part behind it.
    Attributes(AttributeList<'a>),
}

/// The parts of a body, each with its bytes.
pub type Steps<'a> = Vec<(BodyEvent<'a>, Range<usize>)>;

/// Adds the text of an event.
pub fn push_text(text: &mut String, event: &Event<'_>) {
    text.push_str(text_of(event));
}

/// The range of the address of a link or an image in a body; the range of the whole link if the address is written elsewhere,
/// as in a link definition.
pub(super) fn place_of(body: &str, to: &str, range: &Range<usize>) -> Range<usize> {
    let source = body.get(range.clone()).unwrap_or_default();
    let found = source.rfind(to).filter(|_| !to.is_empty()).map(|at| range.start + at..range.start + at + to.len());
    found.unwrap_or_else(|| range.clone())
}

/// The text of an event.
pub(super) fn text_of<'e>(event: &'e Event<'_>) -> &'e str {
    match event {
        Event::Text(piece) | Event::Code(piece) => piece,
        Event::SoftBreak | Event::HardBreak => " ",
        _ => "",
    }
}
