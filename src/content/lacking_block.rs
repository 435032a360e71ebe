//! Blocks without what they are for: a gallery without pictures, facts without a list.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::body_event::BodyEvent;
use super::directive::Directive;
use super::leftover_kind::{Leftover, LeftoverKind};

/// A block that shows something else than it is for; `inner` are the steps behind the line that opens it.
pub(super) fn lacking_block(
    directive: &Directive<'_>,
    range: &Range<usize>,
    inner: &[(BodyEvent<'_>, Range<usize>)],
) -> Option<Leftover> {
    let (has, hint): (fn(&Event<'_>) -> bool, &str) = match directive.name {
        "gallery" => (
            |event| matches!(event, Event::Start(Tag::Image { .. })),
            "write a line for each picture between the two lines: `![description of the picture](foto.jpg)`",
        ),
        "figure" => (
            |event| matches!(event, Event::Start(Tag::Image { .. } | Tag::Table(_) | Tag::CodeBlock(_))),
            "write a picture between the two lines: `![description of the picture](foto.jpg)`",
        ),
        "facts" => (
            |event| matches!(event, Event::Start(Tag::List(_) | Tag::Table(_))),
            "write a list between the two lines: `- **When**: Wednesday at eight`",
        ),
        "timeline" => (
            |event| matches!(event, Event::Start(Tag::List(_))),
            "write a list between the two lines: `- **3 December 2013** The plan is presented.`",
        ),
        "related" => (
            |event| matches!(event, Event::Start(Tag::Link { .. })),
            "write a list of links between the two lines: `- [The words](file.md)`",
        ),
        _ => return None,
    };
    let mut open = 0;
    for (step, _) in inner {
        match step {
            BodyEvent::Open(_) => open += 1,
            BodyEvent::Close if open == 0 => break,
            BodyEvent::Close => open -= 1,
            BodyEvent::Event(event) if has(event) => return None,
            // HTML may be any of it. The lines of the block are HTML to the parser.
            BodyEvent::Event(Event::Html(html) | Event::InlineHtml(html)) if html.trim_start().starts_with('<') => {
                return None;
            }
            _ => {}
        }
    }
    Some(Leftover { kind: LeftoverKind::BlockLacks, range: range.clone(), hint: hint.to_owned() })
}
