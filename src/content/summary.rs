//! The summary of a body, for lists, feeds and search engines: its start as plain text.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::body_event::{BodyEvent, Steps, push_text, text_of};
use super::body_settings::BodySettings;
use super::html_text::paragraphs as paragraphs_of;
use super::ids::ReservedIds;
use super::markdown::{Markdown, Parsed};

/// How many characters a summary has at most.
const SUMMARY: usize = 299;

/// The summary of a body: the part before `<!-- more -->`, or else the first paragraph that says something: one that is more
/// than an image or a link. Quotations, footnotes, headings and directives are not read for it, and lists and tables only where
/// there is nothing else.
pub(super) fn summary(steps: &Steps<'_>, more: Option<usize>) -> String {
    let paragraphs = paragraphs(steps, more.unwrap_or(usize::MAX));
    let says = |paragraph: &&Paragraph| paragraph.text.chars().any(char::is_alphanumeric);
    let all = || paragraphs.iter().filter(says);
    if more.is_some() && all().next().is_some() {
        return shorten(&all().map(|paragraph| &*paragraph.text).collect::<Vec<_>>().join(" "));
    }
    let html = || in_html(steps, more.unwrap_or(usize::MAX));
    if more.is_some() {
        let html = html();
        return if html.is_empty() { summary(steps, None) } else { shorten(&html.join(" ")) };
    }
    let first = all().find(|paragraph| paragraph.says_more_than_links).or_else(|| all().next());
    if let Some(first) = first {
        return shorten(&first.text);
    }
    html().first().map_or_else(|| shorten(&parts(steps).join("; ")), |first| shorten(first))
}

/// The paragraphs of the HTML before a byte of the body.
fn in_html(steps: &Steps<'_>, end: usize) -> Vec<String> {
    let html = steps.iter().take_while(|(_, range)| range.start < end).filter_map(|(step, _)| match step {
        BodyEvent::Event(Event::Html(html)) => Some(html),
        _ => None,
    });
    html.flat_map(|html| paragraphs_of(html)).collect()
}

/// The parts of a body without paragraphs: the entries of its lists and the cells of its tables.
fn parts(steps: &Steps<'_>) -> Vec<String> {
    let (mut parts, mut depth, mut images): (Vec<String>, usize, usize) = (Vec::new(), 0, 0);
    for (step, _) in steps {
        match step {
            BodyEvent::Event(Event::Start(Tag::Item | Tag::TableCell)) => {
                depth += 1;
                parts.push(String::new());
            }
            BodyEvent::Event(Event::End(TagEnd::Item | TagEnd::TableCell)) => depth = depth.saturating_sub(1),
            BodyEvent::Event(Event::Start(Tag::Image { .. })) => images += 1,
            BodyEvent::Event(Event::End(TagEnd::Image)) => images = images.saturating_sub(1),
            BodyEvent::Event(Event::End(TagEnd::Paragraph)) => add(&mut parts, " "),
            BodyEvent::Event(event) if depth > 0 && images == 0 => add(&mut parts, text_of(event)),
            _ => {}
        }
    }
    parts.retain(|part| part.contains(char::is_alphanumeric));
    parts.iter().map(|part| part.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

fn add(parts: &mut [String], text: &str) {
    if let Some(part) = parts.last_mut() {
        part.push_str(text);
    }
}

/// The summary of a text that stands by itself, such as a lead. `None` where it has no words.
pub fn summary_of(text: &str, settings: &BodySettings<'_>) -> Option<Box<str>> {
    let markdown = Markdown::new(text, settings.markdown);
    let Parsed { steps, more, .. } = markdown.parse(settings.quotes, &ReservedIds::default());
    let summary = summary(&steps, more);
    (!summary.is_empty()).then(|| summary.into())
}

#[derive(Default)]
struct Paragraph {
    text: String,
    says_more_than_links: bool,
}

/// The paragraphs before a byte of the body.
fn paragraphs(steps: &Steps<'_>, end: usize) -> Vec<Paragraph> {
    let (mut depth, mut directives, mut images, mut links) = (0_usize, 0_usize, 0_usize, 0_usize);
    let mut paragraphs = Vec::new();
    let mut open: Option<Paragraph> = None;
    for (step, _) in steps.iter().take_while(|(_, range)| range.start < end) {
        match step {
            BodyEvent::Open(_) => directives += 1,
            BodyEvent::Close => directives = directives.saturating_sub(1),
            BodyEvent::Attributes(_) => {}
            BodyEvent::Event(Event::Start(tag)) => {
                depth += 1;
                match tag {
                    Tag::Paragraph if depth == 1 && directives == 0 => open = Some(Paragraph::default()),
                    Tag::Image { .. } => images += 1,
                    Tag::Link { .. } => links += 1,
                    _ => {}
                }
            }
            BodyEvent::Event(Event::End(tag)) => {
                depth = depth.saturating_sub(1);
                match tag {
                    TagEnd::Paragraph if depth == 0 => paragraphs.extend(open.take()),
                    TagEnd::Image => images = images.saturating_sub(1),
                    TagEnd::Link => links = links.saturating_sub(1),
                    _ => {}
                }
            }
            BodyEvent::Event(event) => {
                if let Some(paragraph) = open.as_mut().filter(|_| images == 0) {
                    let before = paragraph.text.len();
                    push_text(&mut paragraph.text, event);
                    let added = paragraph.text.get(before..).unwrap_or_default();
                    paragraph.says_more_than_links |= links == 0 && added.chars().any(char::is_alphanumeric);
                }
            }
        }
    }
    paragraphs.extend(open);
    paragraphs
}

fn shorten(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = text.char_indices().nth(SUMMARY) else { return text };
    let start = text.get(..end).unwrap_or_default();
    let cut = start.rfind(' ').and_then(|space| start.get(..space)).unwrap_or(start);
    format!("{}…", cut.trim_end_matches([',', ';', ':', '.', ' ', '–', '-']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{MarkdownOptions, OwnUrls};

    fn of(markdown: &str) -> String {
        let (own_urls, reserved) = (OwnUrls::default(), ReservedIds::default());
        let quotes = &["“", "”", "‘", "’"];
        let settings =
            BodySettings { own_urls: &own_urls, quotes, reserved: &reserved, markdown: MarkdownOptions::default() };
        summary_of(markdown, &settings).unwrap_or_default().into()
    }

    #[test]
    fn the_summary_is_the_first_paragraph_that_says_something() {
        let body = "![x](a.jpg)\n\n[Download](b.pdf)\n\nhttps://c.example\n\n> quoted\n\n## Kop\n\n::: contact\nBel\n:::\n\nDe **eerste** [alinea](b.md)\nvan `drie`.[^1]\n\nDe tweede.\n\n[^1]: Noot.";
        assert_eq!(of(body), "De eerste alinea van drie.");
        assert_eq!(of("[Download](b.pdf)\n\n![c](d.jpg)"), "Download");
        assert_eq!(of("***\n\n—\n\nEcht."), "Echt.");
        assert_eq!(of("- een *a* ![b](c.jpg)\n- twee\n\n  meer\n  - drie\n"), "een a; twee meer; drie");
        assert_eq!(of("| Dag | Tijd |\n|--|--|\n| ma | 9:00 |\n"), "Dag; Tijd; ma; 9:00");
        let long = of(&"Een zin van vijf woorden. ".repeat(20));
        assert!(long.chars().count() <= 300 && long.ends_with("van…") | long.ends_with("woorden…"), "{long}");
    }

    #[test]
    fn the_mark_ends_the_summary() {
        assert_eq!(of("Een.\n\nTwee.\n\n<!-- more -->Drie **vier**."), "Een. Twee.");
        assert_eq!(of("Een. <!--more--> Twee."), "Een.");
        assert_eq!(of("<!-- more -->\n\nTwee."), "Twee.");
        assert_eq!(of("## Kop\n\nEen\ntwee\n<!-- more -->\ndrie."), "Een twee");
    }
}
