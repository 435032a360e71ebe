//! The Markdown parser with its options, the same for facts, pages and feeds: all see the same headings, quotation marks and
//! directives.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

use super::body_event::{BodyEvent, Steps};
use super::file_name::is_html;
use super::headings::Headings;
use super::hidden::Hidden;
use super::ids::{ReservedIds, set_headings};
use super::nesting::Nesting;
use super::quotes::QuotedText;
pub use super::quotes::Quotes;
use super::{attach, autolink, emoji, more};
use crate::config::MarkdownOptions;

const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_GFM)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_SMART_PUNCTUATION);

/// A body that can be parsed.
#[derive(Debug)]
pub struct Markdown<'a> {
    text: &'a str,
    hidden: Hidden<'a>,
    options: MarkdownOptions,
    /// Whether it is HTML, and no Markdown at all.
    is_html: bool,
}

/// A body, parsed.
#[derive(Debug)]
pub struct Parsed<'a> {
    /// Its parts, each with its bytes in the body.
    pub steps: Steps<'a>,
    /// Its headings, in order.
    pub headings: Headings,
    /// The first part that is nested deeper than [`DEEPEST`](super::DEEPEST): it and what is deeper has lost its marks.
    pub too_deep: Option<Range<usize>>,
    /// The byte of the first `<!-- more -->`.
    pub more: Option<usize>,
}

/// A body, while it is parsed.
#[derive(Default)]
struct Building<'a> {
    steps: Steps<'a>,
    /// The lines of the piece of HTML that is being read, and their bytes.
    html: Option<(String, Range<usize>)>,
    more: Option<usize>,
}

impl Building<'_> {
    fn html(&mut self, line: &str, range: &Range<usize>) {
        let (html, whole) = self.html.get_or_insert_with(|| (String::new(), range.clone()));
        html.push_str(line);
        whole.end = range.end;
    }

    fn end_html(&mut self) {
        let Some((mut html, range)) = self.html.take() else { return };
        if let Some(without) = more::without(&html) {
            html = without;
            self.more.get_or_insert(range.start);
        }
        if !html.trim().is_empty() {
            self.steps.push((BodyEvent::Event(Event::Html(html.into())), range));
        }
    }
}

impl<'a> Markdown<'a> {
    /// A body: the text after the front matter.
    pub fn new(text: &'a str, options: MarkdownOptions) -> Self {
        Self { text, hidden: Hidden::new(text, options), options, is_html: false }
    }

    /// The body of the item in a file, which may be HTML.
    pub fn of_file(file: &str, text: &'a str, options: MarkdownOptions) -> Self {
        if is_html(file) {
            return Self { text, hidden: Hidden::nothing(text), options, is_html: true };
        }
        Self::new(text, options)
    }

    /// The text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Whether it is HTML, and no Markdown at all.
    pub fn is_html(&self) -> bool {
        self.is_html
    }

    /// HTML as it is, in two parts where it has a mark for the end of the summary.
    fn parse_html(&'a self) -> Parsed<'a> {
        let more = more::find(self.text);
        let ends = more.clone().map_or((self.text.len(), self.text.len()), |mark| (mark.start, mark.end));
        let parts = [0..ends.0, ends.1..self.text.len()];
        let parts = parts.into_iter().filter_map(|range| {
            let html = self.text.get(range.clone()).filter(|html| !html.trim().is_empty())?;
            let html = more::without(html).map_or(CowStr::Borrowed(html), CowStr::from);
            Some((BodyEvent::Event(Event::Html(html)), range))
        });
        Parsed {
            steps: parts.collect(),
            headings: Headings::default(),
            too_deep: None,
            more: more.map(|mark| mark.start),
        }
    }

    /// Parses the body. Its highest heading is shown as `h2`, below the title of the page, and has no id that is reserved.
    pub fn parse(&'a self, quotes: &Quotes, reserved: &ReservedIds) -> Parsed<'a> {
        if self.is_html {
            return self.parse_html();
        }
        let mut building = Building { steps: Vec::with_capacity(self.text.len() / 24), ..Building::default() };
        let (mut verbatim, mut in_quotes) = (false, false);
        let (mut nesting, mut directives) = (Nesting::default(), Nesting::default());
        let mut block = 0;
        for (event, range) in Parser::new_ext(self.hidden.seen(), self.parser_options()).into_offset_iter() {
            let marker = match &event {
                Event::Start(Tag::HtmlBlock) => {
                    block = range.start;
                    verbatim = self.hidden.marker(range.start).is_none() && self.is_verbatim(range.start);
                    None
                }
                Event::Html(_) if range.start == block && self.hidden.list(&range).is_some() => {
                    self.hidden.list(&range)
                }
                // A marker also ends HTML that no empty line ended.
                Event::Html(_) if !verbatim => self.hidden.marker(range.start),
                Event::InlineHtml(_) => self.hidden.list(&range),
                _ => None,
            };
            let step = marker.unwrap_or_else(|| BodyEvent::Event(self.mend(event, &range, quotes, &mut in_quotes)));
            in_quotes &=
                !matches!(&step, BodyEvent::Event(Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::Item)));
            let is_kept = match &step {
                BodyEvent::Event(Event::Start(_)) => nesting.open(&range),
                BodyEvent::Event(Event::End(_)) => nesting.close(),
                BodyEvent::Event(_) | BodyEvent::Attributes(_) => true,
                BodyEvent::Open(_) => directives.open(&range),
                BodyEvent::Close => directives.close(),
            };
            if is_kept {
                self.add(step, range, &mut building);
            }
        }
        building.end_html();
        let Building { mut steps, more, .. } = building;
        if self.options.attributes {
            steps = attach::attach(steps, self.text);
        }
        if self.options.emoji {
            steps = emoji::with_emoji(steps, self.text);
        }
        let headings = set_headings(&mut steps, reserved, (self.text, self.options.heading_ids));
        if self.options.attributes {
            steps = attach::with_contents(steps, &headings);
        }
        let steps = autolink::link_addresses(steps, self.text);
        Parsed { steps, headings, too_deep: nesting.too_deep.or(directives.too_deep), more }
    }

    fn parser_options(&self) -> Options {
        let mut options = OPTIONS;
        options.set(Options::ENABLE_DEFINITION_LIST, self.options.definition_lists);
        options
    }

    /// Adds a part. The lines of a piece of HTML become one, and marks for the end of a summary none.
    fn add(&'a self, step: BodyEvent<'a>, range: Range<usize>, building: &mut Building<'a>) {
        match step {
            BodyEvent::Event(Event::Html(text)) => return building.html(&text, &range),
            BodyEvent::Event(Event::InlineHtml(_)) if self.text.get(range.clone()).is_some_and(more::is_mark) => {
                building.more.get_or_insert(range.start);
                return;
            }
            _ => building.end_html(),
        }
        let level = match &step {
            BodyEvent::Event(Event::End(TagEnd::Heading(_))) => self.lost_braces(&range, &mut building.steps),
            _ => Vec::new(),
        };
        building.steps.extend(level);
        building.steps.push((step, range));
    }

    /// The end of a heading in braces that are no attributes: `{gratis}` is text. Attributes are `#id`, `.class` and `key=value`.
    fn lost_braces(&'a self, heading: &Range<usize>, steps: &mut Steps<'a>) -> Steps<'a> {
        let start = steps.iter_mut().rev().find_map(|(step, _)| match step {
            BodyEvent::Event(Event::Start(Tag::Heading { id, classes, attrs, .. })) => Some((id, classes, attrs)),
            _ => None,
        });
        let Some((id, classes, attrs)) = start else { return Vec::new() };
        if attrs.iter().all(|(_, value)| value.is_some()) {
            return Vec::new();
        }
        (*id, *classes, *attrs) = (None, Vec::new(), Vec::new());
        let source = self.text.get(heading.clone()).unwrap_or_default();
        let Some((open, close)) = source.rfind('{').zip(source.rfind('}').map(|close| close + 1)) else {
            return Vec::new();
        };
        let Some(braces) = source.get(open..close) else { return Vec::new() };
        let at = heading.start + open;
        let space = source.get(..open).filter(|before| before.ends_with([' ', '\t']));
        let mut lost: Steps<'a> =
            space.map(|_| (BodyEvent::Event(Event::Text(" ".into())), at - 1..at)).into_iter().collect();
        let inline = Parser::new_ext(braces, OPTIONS).into_offset_iter();
        let inline =
            inline.filter(|(event, _)| !matches!(event, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)));
        lost.extend(inline.map(|(event, range)| (BodyEvent::Event(event), at + range.start..at + range.end)));
        lost
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

    /// Gives a text its language's quotation marks, and back what was hidden from the parser.
    fn mend(&self, event: Event<'a>, range: &Range<usize>, quotes: &Quotes, in_quotes: &mut bool) -> Event<'a> {
        match event {
            Event::Text(text) if range.len() == 1 && text.len() == 3 => {
                Event::Text(QuotedText::new(self.text).mend(text, range, quotes, in_quotes))
            }
            Event::Text(text) => Event::Text(self.hidden.text(text, range)),
            Event::Code(code) => Event::Code(self.hidden.code(code, range)),
            Event::Html(html) => Event::Html(self.hidden.html(html, range)),
            Event::InlineHtml(html) => Event::InlineHtml(self.hidden.html(html, range)),
            event => event,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::body_event::push_text;
    use super::*;

    const DUTCH: Quotes = ["„", "”", "‘", "’"];

    fn text(markdown: &str) -> String {
        let markdown = Markdown::new(markdown, MarkdownOptions::default());
        let mut text = String::new();
        for (step, _) in markdown.parse(&DUTCH, &ReservedIds::default()).steps {
            match step {
                BodyEvent::Event(event) => push_text(&mut text, &event),
                BodyEvent::Open(directive) => text.extend(["[", directive.name, "]"]),
                BodyEvent::Close => text.push_str("[/]"),
                BodyEvent::Attributes(_) => {}
            }
        }
        text
    }

    #[test]
    fn quotation_marks_are_those_of_the_language() {
        assert_eq!(
            text("Zij zei: \"kom 's avonds in 't 'Honk'\", zo'n auto's uit '90."),
            "Zij zei: „kom ’s avonds in ’t ‘Honk’”, zo’n auto’s uit ’90."
        );
        assert_eq!(text("“al goed” en ‘zo’"), "“al goed” en ‘zo’");
        assert_eq!(text("`\"code\"`"), "\"code\"");
        assert_eq!(text("een scherm van 27\" en \"een van 27\"."), "een scherm van 27″ en „een van 27”.");
        assert_eq!(text("\"open\n\nvan 27\" breed"), "„openvan 27″ breed");
    }

    #[test]
    fn braces_of_a_heading_that_are_no_attributes_are_text() {
        assert_eq!(text("## Wat kost het {gratis}\n\n## Toegang{*vrij*} ##"), "Wat kost het {gratis}Toegang{vrij}");
        assert_eq!(text("Sectie {2024}\n---\n\n## Doel {#doel .breed}"), "Sectie {2024}Doel");
    }

    #[test]
    fn a_mark_for_the_summary_is_never_shown() {
        assert_eq!(text("a\n\n<!-- more -->**b** c"), "ab c");
        assert_eq!(text("a <!--more--> b\n\n<!-- more -->\n\n<p>c<!-- more --></p>"), "a  b");
        assert_eq!(text("```\n<!-- more -->b\n```"), "<!-- more -->b\n");
    }

    #[test]
    fn addresses_in_a_text_become_links() {
        let links = |markdown: &str| {
            let markdown = Markdown::new(markdown, MarkdownOptions::default());
            let steps = markdown.parse(&DUTCH, &ReservedIds::default()).steps;
            let links = steps.into_iter().filter_map(|(step, range)| match step {
                BodyEvent::Event(Event::Start(Tag::Link { dest_url, .. })) => {
                    Some((dest_url.to_string(), markdown.text.get(range).unwrap().to_owned()))
                }
                _ => None,
            });
            links.collect::<Vec<_>>()
        };
        let to = |markdown: &str| links(markdown).into_iter().map(|(to, _)| to).collect::<Vec<_>>();
        assert_eq!(
            links("Zie **www.a.example**, \"https://b.example/a_b--c?d='e'&amp;f\"… of i@c.example."),
            [
                ("https://www.a.example".into(), "www.a.example".into()),
                ("https://b.example/a_b--c?d='e'&f".into(), "https://b.example/a_b--c?d='e'&amp;f".into()),
                ("i@c.example".into(), "i@c.example".into())
            ]
        );
        assert_eq!(
            to("`https://a.example` [https://b.example](c) <a href=\"d\">https://e.example</a> <https://f.example>"),
            ["c", "https://f.example"]
        );
        assert_eq!(to("    https://a.example\n\n<code>www.b.example</code> https://c.example"), ["https://c.example"]);
        let long = "a https://b.example/c'd--e... (www.f.example/g) h";
        assert_eq!(text(long), "a https://b.example/c'd--e… (www.f.example/g) h");
    }

    #[test]
    fn what_is_nested_too_deep_loses_its_marks_and_keeps_its_text() {
        let depth = |markdown: &str| {
            let markdown = Markdown::new(markdown, MarkdownOptions::default());
            let parsed = markdown.parse(&DUTCH, &ReservedIds::default());
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
