//! The body of a live item in parts: what stands before the updates, each update, and the notes.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{BodyContext, Writer};
use crate::base::date::When;
use crate::content::body_event::{BodyEvent, push_text};
use crate::content::live::update_headings;
use crate::content::markdown::Markdown;

/// The parts of the body of a live item.
#[derive(Debug, Default)]
pub(in crate::render) struct LiveParts {
    /// What stands before the first heading with a time.
    pub(in crate::render) before: String,
    /// The updates, in the order of the file.
    pub(in crate::render) updates: Vec<LivePart>,
    /// The notes.
    pub(in crate::render) after: String,
}

/// The HTML of an update.
#[derive(Debug, Default)]
pub(in crate::render) struct LivePart {
    /// The text of its heading behind the time.
    pub(in crate::render) title: String,
    /// What is below the heading.
    pub(in crate::render) html: String,
}

/// Renders the body of a live item that was published on a day.
///
/// # Errors
/// The error of a directive.
pub(in crate::render) fn render_live<E>(
    markdown: &Markdown<'_>,
    context: &BodyContext<'_, E>,
    published: When,
) -> Result<LiveParts, E> {
    let steps = markdown.parse(context.quotes, context.reserved).steps;
    let mut headings = update_headings(&steps, published).into_iter();
    let mut heading = headings.next();
    let mut writer = Writer::new(context);
    let mut parts = LiveParts::default();
    let mut left = 0;
    for (at, (step, _)) in steps.into_iter().enumerate() {
        match (&heading, step) {
            (Some((found, title_at)), _) if found.steps.start == at => {
                left = *title_at;
                let html = writer.cut();
                parts.end(html);
                parts.updates.push(LivePart::default());
            }
            (Some((found, _)), _) if found.steps.end == at => {
                let title = writer.cut();
                if let Some(update) = parts.updates.last_mut() {
                    title.trim().clone_into(&mut update.title);
                }
                heading = headings.next();
            }
            (Some((found, _)), BodyEvent::Event(event)) if found.steps.contains(&at) => {
                if let Some(event) = without_start(event, &mut left) {
                    title_event(&mut writer, event);
                }
            }
            (_, step) => writer.step(step)?,
        }
    }
    while !writer.frames.is_empty() {
        writer.close()?;
    }
    let html = writer.cut();
    parts.end(html);
    writer.end();
    parts.after = writer.html;
    Ok(parts)
}

impl LiveParts {
    /// Ends the part that is being written.
    fn end(&mut self, html: String) {
        match self.updates.last_mut() {
            Some(update) => update.html = html,
            None => self.before = html,
        }
    }
}

/// Writes a part of a title. Marks around nothing but the time go with it.
fn title_event<'a, E>(writer: &mut Writer<'_, 'a, E>, event: Event<'a>) {
    let ends_mark = matches!(event, Event::End(TagEnd::Strong | TagEnd::Emphasis | TagEnd::Strikethrough));
    let is_open = |last: &mut Event<'_>| matches!(last, Event::Start(Tag::Strong | Tag::Emphasis | Tag::Strikethrough));
    if !ends_mark || writer.events.pop_if(is_open).is_none() {
        writer.next(event);
    }
}

/// An event without the first bytes of its text; `None` where nothing is left of it.
fn without_start<'a>(event: Event<'a>, left: &mut usize) -> Option<Event<'a>> {
    if *left == 0 {
        return Some(event);
    }
    let mut text = String::new();
    push_text(&mut text, &event);
    if text.is_empty() {
        return Some(event);
    }
    let rest = text.get(*left..).unwrap_or_default().to_owned();
    *left = left.saturating_sub(text.len());
    if rest.is_empty() {
        return None;
    }
    Some(if matches!(event, Event::Code(_)) { Event::Code(rest.into()) } else { Event::Text(rest.into()) })
}
