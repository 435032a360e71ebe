//! The Markdown parser with its options, the same for facts, pages and feeds: all see the same headings, quotation marks and
//! directives.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::directive::{Directive, Marker, hide, markers};
use super::headings::Headings;
use super::nesting::Nesting;
use crate::base::slug::slugify;

const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_GFM)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_SMART_PUNCTUATION);

/// Opening and closing quotation marks: double, then single.
pub type Quotes = [&'static str; 4];

/// A body that can be parsed.
#[derive(Debug)]
pub struct Markdown<'a> {
    text: &'a str,
    hidden: Cow<'a, str>,
    markers: Vec<(Range<usize>, Marker<'a>)>,
}

/// A part of a body.
#[derive(Debug)]
pub enum BodyEvent<'a> {
    /// An event of the Markdown parser.
    Event(Event<'a>),
    /// A directive opens.
    Open(Directive<'a>),
    /// The innermost directive closes. More may close than were opened.
    Close,
}

/// A body, parsed.
#[derive(Debug)]
pub struct Parsed<'a> {
    /// Its parts, each with its bytes in the body.
    pub steps: Vec<(BodyEvent<'a>, Range<usize>)>,
    /// Its headings, in order.
    pub headings: Headings,
    /// The first part that is nested deeper than [`DEEPEST`](super::DEEPEST): it and what is deeper has lost its marks.
    pub too_deep: Option<Range<usize>>,
}

impl<'a> Markdown<'a> {
    /// A body: the text after the front matter.
    pub fn new(text: &'a str) -> Self {
        let markers = markers(text);
        Self { text, hidden: hide(text, &markers), markers }
    }

    /// Parses the body. Its highest heading is shown as `h2`, below the title of the page.
    pub fn parse(&'a self, quotes: &Quotes) -> Parsed<'a> {
        let mut steps = Vec::with_capacity(self.text.len() / 24);
        let mut verbatim = false;
        let (mut nesting, mut directives) = (Nesting::default(), Nesting::default());
        for (event, range) in Parser::new_ext(&self.hidden, OPTIONS).into_offset_iter() {
            let marker = match &event {
                Event::Start(Tag::HtmlBlock) => {
                    verbatim = self.marker(range.start).is_none() && self.is_verbatim(range.start);
                    None
                }
                // A marker also ends HTML that no empty line ended.
                Event::Html(_) if !verbatim => self.marker(range.start),
                _ => None,
            };
            let step = marker.unwrap_or_else(|| BodyEvent::Event(self.mend(event, &range, quotes)));
            let is_kept = match &step {
                BodyEvent::Event(Event::Start(_)) => nesting.open(&range),
                BodyEvent::Event(Event::End(_)) => nesting.close(),
                BodyEvent::Event(_) => true,
                BodyEvent::Open(_) => directives.open(&range),
                BodyEvent::Close => directives.close(),
            };
            if is_kept {
                steps.push((step, range));
            }
        }
        let headings = set_headings(&mut steps);
        Parsed { steps, headings, too_deep: nesting.too_deep.or(directives.too_deep) }
    }

    fn marker(&self, start: usize) -> Option<BodyEvent<'a>> {
        let found = self.markers.binary_search_by_key(&start, |(range, _)| range.start).ok()?;
        Some(match &self.markers.get(found)?.1 {
            Marker::Open(directive) => BodyEvent::Open(directive.clone()),
            Marker::Close => BodyEvent::Close,
        })
    }

    /// Whether the HTML that starts here holds text as it is: a comment, a script, what is preformatted.
    fn is_verbatim(&self, start: usize) -> bool {
        let html = self
            .text
            .get(start..)
            .unwrap_or_default()
            .trim_start()
            .chars()
            .take(10)
            .collect::<String>()
            .to_ascii_lowercase();
        ["<pre", "<script", "<style", "<textarea", "<!", "<?"].iter().any(|tag| html.starts_with(tag))
    }

    /// Gives a text its language's quotation marks, and back what looked like a marker in a line of code.
    fn mend(&self, event: Event<'a>, range: &Range<usize>, quotes: &Quotes) -> Event<'a> {
        match event {
            Event::Text(text) if range.len() == 1 && text.len() == 3 => match self.quote(&text, range.start, quotes) {
                Some(quote) => Event::Text(CowStr::Borrowed(quote)),
                None => Event::Text(text),
            },
            Event::Text(text) => Event::Text(self.unhidden(text, range)),
            Event::Html(text) => Event::Html(self.unhidden(text, range)),
            event => event,
        }
    }

    fn unhidden(&self, text: CowStr<'a>, range: &Range<usize>) -> CowStr<'a> {
        if self.markers.is_empty() || text.len() != range.len() {
            return text;
        }
        self.text.get(range.clone()).map_or(text, CowStr::Borrowed)
    }

    /// The quotation mark of the language for one that was typed as `"` or `'`.
    fn quote(&self, made: &str, at: usize, quotes: &Quotes) -> Option<&'static str> {
        let typed = self.text.as_bytes().get(at)?;
        let [open, close, open_single, close_single] = *quotes;
        match (typed, made) {
            (b'"', "“") => Some(open),
            (b'"', "”") => Some(close),
            (b'\'', _) if self.is_apostrophe(at) => Some("’"),
            (b'\'', "‘") => Some(open_single),
            (b'\'', "’") => Some(close_single),
            _ => None,
        }
    }

    /// `zo'n`, `auto's`, `'t`, `'s avonds`, `'90`: no quotation mark.
    fn is_apostrophe(&self, at: usize) -> bool {
        let before = self.text.get(..at).and_then(|before| before.chars().next_back());
        let mut after = self.text.get(at + 1..).unwrap_or_default().chars();
        let (next, second) = (after.next(), after.next());
        if before.is_some_and(char::is_alphanumeric) {
            return next.is_some_and(char::is_alphanumeric);
        }
        let ends = second.is_none_or(|c| !c.is_alphanumeric() && c != '\'');
        next.is_some_and(|c| c.is_ascii_digit() || (matches!(c, 't' | 's' | 'n' | 'k' | 'm' | 'r') && ends))
    }
}

/// Gives the headings their levels and ids, and says what they are.
fn set_headings(steps: &mut [(BodyEvent<'_>, Range<usize>)]) -> Headings {
    let mut headings = String::new();
    let mut ids = HashMap::new();
    let highest = steps.iter().filter_map(|(step, _)| heading_level(step)).min().unwrap_or(HeadingLevel::H1);
    for at in 0..steps.len() {
        let text = match steps.get(at) {
            Some((BodyEvent::Event(Event::Start(Tag::Heading { .. })), _)) => heading_text(steps, at),
            _ => continue,
        };
        let Some((BodyEvent::Event(Event::Start(Tag::Heading { level, id, attrs, .. })), _)) = steps.get_mut(at) else {
            continue;
        };
        let shown = (*level as usize + 2).saturating_sub(highest as usize).min(6);
        let own = unique(&mut ids, id.as_deref().map_or_else(|| slugify(&text), str::to_owned));
        *level = HeadingLevel::try_from(shown).unwrap_or(HeadingLevel::H6);
        *id = Some(own.clone().into());
        attrs.clear();
        Headings::push(&mut headings, shown, &own, &text);
        let new_level = *level;
        let end = steps.iter_mut().skip(at).find_map(|(step, _)| match step {
            BodyEvent::Event(Event::End(TagEnd::Heading(level))) => Some(level),
            _ => None,
        });
        if let Some(level) = end {
            *level = new_level;
        }
    }
    Headings::new(headings)
}

fn heading_level(step: &BodyEvent<'_>) -> Option<HeadingLevel> {
    match step {
        BodyEvent::Event(Event::Start(Tag::Heading { level, .. })) => Some(*level),
        _ => None,
    }
}

fn heading_text(steps: &[(BodyEvent<'_>, Range<usize>)], at: usize) -> String {
    let mut text = String::new();
    for (step, _) in steps.iter().skip(at) {
        match step {
            BodyEvent::Event(Event::End(TagEnd::Heading(_))) => break,
            BodyEvent::Event(event) => push_text(&mut text, event),
            _ => {}
        }
    }
    text.trim().to_owned()
}

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

fn unique(ids: &mut HashMap<String, usize>, id: String) -> String {
    let base = if id.is_empty() { "section".to_owned() } else { id };
    let mut unique = base.clone();
    let mut count = ids.get(&base).copied().unwrap_or(1);
    while ids.contains_key(&unique) {
        count += 1;
        unique = format!("{base}-{count}");
    }
    ids.insert(base, count);
    ids.entry(unique.clone()).or_insert(1);
    unique
}

#[cfg(test)]
mod tests {
    use super::*;

    const DUTCH: Quotes = ["„", "”", "‘", "’"];

    fn text(markdown: &str) -> String {
        let markdown = Markdown::new(markdown);
        let mut text = String::new();
        for (step, _) in markdown.parse(&DUTCH).steps {
            match step {
                BodyEvent::Event(event) => push_text(&mut text, &event),
                BodyEvent::Open(directive) => text.extend(["[", directive.name, "]"]),
                BodyEvent::Close => text.push_str("[/]"),
            }
        }
        text
    }

    fn headings(markdown: &str) -> Vec<(u8, String)> {
        let markdown = Markdown::new(markdown);
        markdown.parse(&DUTCH).headings.iter().map(|heading| (heading.level, heading.id.into())).collect()
    }

    #[test]
    fn quotation_marks_are_those_of_the_language() {
        assert_eq!(
            text("Zij zei: \"kom 's avonds in 't 'Honk'\", zo'n auto's uit '90."),
            "Zij zei: „kom ’s avonds in ’t ‘Honk’”, zo’n auto’s uit ’90."
        );
        assert_eq!(text("“al goed” en ‘zo’"), "“al goed” en ‘zo’");
        assert_eq!(text("`\"code\"`"), "\"code\"");
    }

    #[test]
    fn headings_start_below_the_title_and_have_ids_of_their_own() {
        assert_eq!(
            headings("# Één\n\n## Twee\n\n# Één\n\n###### Zes"),
            [(2, "een".into()), (3, "twee".into()), (2, "een-2".into()), (6, "zes".into())]
        );
        assert_eq!(
            headings("### Doel {#doel .breed onclick=x}\n\n#### doel"),
            [(2, "doel".into()), (3, "doel-2".into())]
        );
        assert_eq!(
            headings("## a-2\n## a\n## a\n## ?"),
            [(2, "a-2".into()), (2, "a".into()), (2, "a-3".into()), (2, "section".into())]
        );
    }

    #[test]
    fn what_is_nested_too_deep_loses_its_marks_and_keeps_its_text() {
        let depth = |markdown: &str| {
            let markdown = Markdown::new(markdown);
            let parsed = markdown.parse(&DUTCH);
            let opens = |(step, _): &&(BodyEvent<'_>, Range<usize>)| {
                matches!(step, BodyEvent::Event(Event::Start(_)) | BodyEvent::Open(_))
            };
            (parsed.steps.iter().filter(opens).count(), parsed.too_deep)
        };
        assert_eq!(depth(&format!("{} a", ">".repeat(99))), (100, None));
        assert_eq!(depth(&format!("{} a", ">".repeat(500))).0, 100);
        assert_eq!(depth(&format!("{} a", ">".repeat(500))).1.map(|range| range.start), Some(100));
        assert!(text(&format!("{} a", ">".repeat(500))).contains('a'));
        let (opened, too_deep) = depth(&"::: note\n".repeat(500));
        assert!(too_deep.is_some() && opened < 700, "{opened}");
    }

    #[test]
    fn directives_are_seen_outside_code_only() {
        assert_eq!(text("a\n::: note Let op\nb\n::: quote\nc\n:::\n:::\nd"), "a[note]b[quote]c[/][/]d");
        assert_eq!(text("```\n::: note\n:::\n```\n"), "::: note\n:::\n");
        assert_eq!(text("::: figure\n<iframe></iframe>\n:::\n\nb"), "[figure][/]b");
        assert_eq!(text("<!--\n::: note\n-->\n\nb"), "b");
        assert_eq!(text("a\r\n::: note\r\nb\r\n:::\r\n"), "a[note]b[/]");
    }
}
