//! The text of an item's body, for the words in it: without the words of the theme, so that it depends on nothing but the item.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::super::body::{self, BodyContext};
use super::super::{Failure, texts};
use super::plain::plain;
use crate::content::body_event::{BodyEvent, Steps, push_text};
use crate::content::markdown::Markdown;
use crate::content::{Directive, ReferenceKind, ReservedIds};
use crate::model::ItemId;
use crate::plan::Snapshot;

/// The text of the body of an item, which is read again.
///
/// # Errors
/// Its file cannot be read, or was changed meanwhile.
pub(super) fn body_text(snapshot: &Snapshot, id: ItemId) -> Result<String, Failure> {
    let item = snapshot.site.item(id);
    let file = texts::file_of(snapshot, item)?;
    let text = texts::body_in(item, &file)?;
    let markdown = Markdown::of_file(&item.file, text, snapshot.config.markdown);
    let quotes = &snapshot.config.language(item.language).quotes;
    let reserved = ReservedIds::default();
    if let Some(text) = text_of(&markdown.parse(quotes, &reserved).steps, text.len()) {
        return Ok(text);
    }
    let context = BodyContext {
        quotes,
        reserved: &reserved,
        colours: false,
        hyphens: None,
        untrusted: snapshot.config.untrusted,
        image_sizes: "",
        id_prefix: "",
        word: &|_| String::new(),
        resolve: &|_, _: ReferenceKind| None,
        directive: &|_: &Directive<'_>, inner: &str| Ok::<String, std::convert::Infallible>(inner.to_owned()),
    };
    let mut html = String::with_capacity(text.len() * 2);
    let Ok(()) = body::render(&markdown, &context, &mut html);
    Ok(plain(&html))
}

/// The text of a body without HTML of its writer; `None` where there is some, of which the page may have less.
fn text_of(steps: &Steps<'_>, length: usize) -> Option<String> {
    let mut text = String::with_capacity(length);
    let mut images = 0_usize;
    for (place, (step, _)) in steps.iter().enumerate() {
        match step {
            BodyEvent::Event(Event::Html(_) | Event::InlineHtml(_)) => return None,
            BodyEvent::Event(Event::Start(Tag::Image { title, .. })) => {
                if is_figure(steps, place) {
                    text.push_str(title);
                }
                images += 1;
            }
            BodyEvent::Event(Event::End(TagEnd::Image)) => images = images.saturating_sub(1),
            BodyEvent::Event(Event::Start(tag)) if is_inline(tag.to_end()) => {}
            BodyEvent::Event(Event::End(tag)) if is_inline(*tag) => {}
            BodyEvent::Event(event @ (Event::Text(_) | Event::Code(_))) if images == 0 => push_text(&mut text, event),
            BodyEvent::Event(Event::Text(_) | Event::Code(_)) | BodyEvent::Attributes(_) => {}
            BodyEvent::Event(_) | BodyEvent::Open(_) | BodyEvent::Close => text.push(' '),
        }
    }
    Some(text)
}

/// Whether the image that starts here is alone in its paragraph: its title is shown below it.
fn is_figure(steps: &Steps<'_>, start: usize) -> bool {
    let is_first = start.checked_sub(1).and_then(|place| steps.get(place));
    let mut after = steps.iter().skip(start).map(|(step, _)| step);
    after.find(|step| matches!(step, BodyEvent::Event(Event::End(TagEnd::Image))));
    matches!(is_first, Some((BodyEvent::Event(Event::Start(Tag::Paragraph)), _)))
        && matches!(after.next(), Some(BodyEvent::Event(Event::End(TagEnd::Paragraph))))
}

/// Whether the text before and after the element is that of one word.
fn is_inline(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link)
}

#[cfg(test)]
mod tests {
    use super::super::words::{fold, words};
    use super::*;
    use crate::config::MarkdownOptions;

    const QUOTES: [&str; 4] = ["“", "”", "‘", "’"];

    fn all(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        words(&fold(text), |word| all.push(word.to_owned()));
        all
    }

    fn text(markdown: &str) -> Option<String> {
        let markdown = Markdown::new(markdown, MarkdownOptions::default());
        text_of(&markdown.parse(&QUOTES, &ReservedIds::default()).steps, 0)
    }

    #[test]
    fn the_text_of_markdown_is_that_of_its_html() {
        let body = "## Kop *een*\n\nWo**or**d, `code` en [link](https://a.example \"titel\").\nRegel  \nna\n\n\
                    - punt\n- [ ] taak\n\n| a | b |\n|---|---|\n| c | d |\n\n![alt](b.jpg \"Onderschrift\")\n\n\
                    Zie ![alt](b.jpg \"Niet\") hier[^1].\n\n[^1]: Noot\n\n::: note Let op\nbinnen\n:::\n\n```\nfn x\n```\n\n> citaat";
        let expected =
            "kop een woord code en link regel na punt taak a b c d onderschrift zie hier noot binnen fn x citaat";
        assert_eq!(all(&text(body).unwrap()), expected.split(' ').collect::<Vec<_>>());
    }

    #[test]
    fn a_body_with_html_is_rendered() {
        assert_eq!(text("a <b>c</b>"), None);
        assert_eq!(text("<!-- geheim -->\n\nb"), None);
    }
}
