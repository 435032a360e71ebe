//! The parts of a text that only checks read: its links with their words, the places of its headings, and tables without a
//! header. Nothing of it is stored.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::body_event::{BodyEvent, place_of, text_of};
use super::ids::ReservedIds;
use super::leftover::{Leftover, leftovers};
use super::markdown::{Markdown, Parsed, Quotes};
use super::page_load::{LoadKind, PageLoad, loads};
use super::{Directive, Headings, ReferenceKind, embed_of, html};
use crate::config::MarkdownOptions;

/// The links, headings and tables of a text. All ranges are bytes of the text of its file.
#[derive(Clone, Debug, Default)]
pub struct Prose {
    /// Its links and images, in order.
    pub links: Vec<ProseLink>,
    /// Its headings.
    pub headings: Headings,
    /// The range of each heading.
    pub heading_places: Vec<Range<usize>>,
    /// The tables whose first row is empty, and those in HTML that have no heading.
    pub bare_tables: Vec<Range<usize>>,
    /// What was meant as a mark, and is text.
    pub leftovers: Vec<Leftover>,
    /// What its HTML loads or runs.
    pub loads: Vec<PageLoad>,
    /// The lines that open its blocks.
    pub directives: Vec<ProseDirective>,
}

/// The line that opens a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProseDirective {
    /// The name of the block.
    pub name: Box<str>,
    /// Its argument.
    pub argument: Box<str>,
    /// Its attributes, each with its value.
    pub attributes: Vec<(Box<str>, Box<str>)>,
    /// Its range.
    pub range: Range<usize>,
}

/// A link or an image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProseLink {
    /// Its target, as typed.
    pub to: Box<str>,
    /// Link or image.
    pub target: ReferenceKind,
    /// Its range, with its text.
    pub range: Range<usize>,
    /// The range of its address; the same as `range` if the address is elsewhere in the text.
    pub own: Range<usize>,
    /// Its text; `None` if unknown, as in HTML.
    pub text: Option<String>,
    /// The text of its whole paragraph, shared by all links in it.
    pub paragraph: Arc<str>,
}

impl Prose {
    /// Reads a text that stands by itself.
    pub fn read(text: &str, quotes: &Quotes, options: MarkdownOptions) -> Self {
        Self::of(&Markdown::new(text, options), 0, quotes)
    }

    /// Reads a body, which starts at a byte of its file.
    pub fn of(markdown: &Markdown<'_>, body_start: usize, quotes: &Quotes) -> Self {
        let body = markdown.text();
        let Parsed { steps, headings, .. } = markdown.parse(quotes, &ReservedIds::default());
        let mut reader = ProseReader { body, at: body_start, ..ProseReader::default() };
        for (step, range) in &steps {
            match step {
                BodyEvent::Event(event) => reader.event(event, range),
                BodyEvent::Open(directive) => {
                    reader.end_paragraph();
                    reader.directive(directive);
                }
                BodyEvent::Close => reader.end_paragraph(),
                BodyEvent::Attributes(_) => {}
            }
        }
        reader.end_paragraph();
        let leftovers = leftovers(body, &steps).into_iter();
        let leftovers = leftovers
            .map(|left| Leftover { range: body_start + left.range.start..body_start + left.range.end, ..left });
        Self { headings, leftovers: leftovers.collect(), ..reader.prose }
    }
}

#[derive(Default)]
struct ProseReader<'t> {
    body: &'t str,
    /// The offset of the body in its file.
    at: usize,
    prose: Prose,
    /// The text of the paragraph so far.
    paragraph: String,
    /// How many of the links are of paragraphs that have ended.
    ended: usize,
    /// The links that are open, by number, each with where its text starts in the paragraph. Images stand in links.
    open: Vec<(usize, usize)>,
    /// The table whose first row is being read, and whether there is anything in it.
    head: Option<(Range<usize>, bool)>,
}

impl ProseReader<'_> {
    fn event(&mut self, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(Tag::Link { link_type, dest_url, .. }) if *link_type != LinkType::Email => {
                self.open(dest_url, ReferenceKind::Link, range);
            }
            Event::Start(Tag::Image { dest_url, .. }) => self.open(dest_url, ReferenceKind::Image, range),
            Event::End(TagEnd::Link | TagEnd::Image) => self.close(range),
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. })
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough) => {}
            Event::InlineHtml(html) => {
                self.html(html, range);
                self.loads(html, range);
            }
            Event::Html(html) => {
                self.end_paragraph();
                self.html(html, range);
                self.loads(html, range);
            }
            Event::Start(tag) => {
                self.end_paragraph();
                self.block(tag, range);
            }
            Event::End(end) => {
                self.end_paragraph();
                if *end == TagEnd::TableHead
                    && let Some((table, false)) = self.head.take()
                {
                    self.prose.bare_tables.push(table);
                }
            }
            event => {
                let text = text_of(event);
                if let Some((_, is_filled)) = self.head.as_mut() {
                    *is_filled |= !text.trim().is_empty();
                }
                self.paragraph.push_str(text);
            }
        }
    }

    fn directive(&mut self, directive: &Directive<'_>) {
        if let Some(embed) = embed_of(directive.argument) {
            let (from, range) = (Some(embed.frame.into()), self.whole(&directive.range));
            self.prose.loads.push(PageLoad { kind: LoadKind::Frame, from, range });
        }
        let attributes = directive.attributes.iter().map(|(key, value)| ((*key).into(), (*value).into()));
        self.prose.directives.push(ProseDirective {
            name: directive.name.into(),
            argument: directive.argument.into(),
            attributes: attributes.collect(),
            range: self.whole(&directive.range),
        });
    }

    fn block(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Heading { .. } => self.prose.heading_places.push(self.whole(range)),
            Tag::Table(_) => self.head = Some((self.whole(range), false)),
            Tag::HtmlBlock if is_bare_table(self.body.get(range.clone()).unwrap_or_default()) => {
                self.prose.bare_tables.push(self.whole(range));
            }
            _ => {}
        }
    }

    fn loads(&mut self, html: &str, range: &Range<usize>) {
        let whole = self.whole(range);
        // HTML in a quotation or a list is not there as it is.
        let is_whole = html.len() == range.len();
        self.prose.loads.extend(loads(html).into_iter().map(|(kind, from, at)| PageLoad {
            kind,
            from,
            range: at.filter(|_| is_whole).map_or(whole.clone(), |at| whole.start + at.start..whole.start + at.end),
        }));
    }

    fn whole(&self, range: &Range<usize>) -> Range<usize> {
        self.at + range.start..self.at + range.end
    }

    fn open(&mut self, to: &str, target: ReferenceKind, range: &Range<usize>) {
        let own = self.whole(&place_of(self.body, to, range));
        self.open.push((self.prose.links.len(), self.paragraph.len()));
        let range = self.whole(range);
        self.prose.links.push(ProseLink { to: to.into(), target, range, own, ..ProseLink::default() });
    }

    /// Ends the innermost link, if it is the one that ends here: mail addresses were not opened.
    fn close(&mut self, range: &Range<usize>) {
        let whole = self.whole(range);
        let is_own =
            |(number, _): &&(usize, usize)| self.prose.links.get(*number).is_some_and(|link| link.range == whole);
        let Some((number, start)) = self.open.last().filter(is_own).copied() else { return };
        self.open.pop();
        if let Some(link) = self.prose.links.get_mut(number) {
            link.text = self.paragraph.get(start..).map(|text| text.trim().to_owned());
        }
    }

    fn html(&mut self, html: &str, range: &Range<usize>) {
        for found in html::all_references(html) {
            let own = self.whole(&found.place(html, self.body, range));
            let (to, target) = (found.to.into(), found.target);
            self.prose.links.push(ProseLink { to, target, range: own.clone(), own, ..ProseLink::default() });
        }
    }

    fn end_paragraph(&mut self) {
        let new = self.prose.links.get_mut(self.ended..).unwrap_or_default();
        if !new.is_empty() {
            let paragraph: Arc<str> = self.paragraph.as_str().into();
            for link in new {
                link.paragraph = Arc::clone(&paragraph);
            }
        }
        self.ended = self.prose.links.len();
        self.paragraph.clear();
    }
}

/// Whether HTML has a table of data without any heading.
fn is_bare_table(html: &str) -> bool {
    let html = html.to_ascii_lowercase();
    let is_layout = html.contains("role=\"presentation\"") || html.contains("role=\"none\"");
    html.contains("<table") && html.contains("<td") && !html.contains("<th") && !is_layout
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Prose {
        Prose::of(&Markdown::new(body, MarkdownOptions::default()), 8, &["“", "”", "‘", "’"])
    }

    #[test]
    fn a_link_is_known_with_its_words_and_those_around_it() {
        let prose = read(
            "Lees **het [hele *verslag*](verslag.pdf)** (PDF). [![Een brug](brug.jpg)](/brug/) <info@e.example>\n\nB.",
        );
        let told: Vec<_> = prose.links.iter().map(|link| (&*link.to, link.text.as_deref())).collect();
        assert_eq!(
            told,
            [("verslag.pdf", Some("hele verslag")), ("/brug/", Some("Een brug")), ("brug.jpg", Some("Een brug")),]
        );
        assert!(prose.links.iter().all(|link| link.paragraph.starts_with("Lees het hele verslag (PDF).")), "{prose:?}");
        assert_eq!(prose.links.first().map(|link| link.own.clone()), Some(36..47));
    }

    #[test]
    fn links_in_lists_and_in_html_are_known_too() {
        let prose = read("- een [a](a)\n- twee [](b)\n\n<p><a href=\"https://c.example\">c</a></p>\n");
        let told: Vec<_> = prose.links.iter().map(|link| (&*link.to, link.text.as_deref(), &*link.paragraph)).collect();
        assert_eq!(told, [("a", Some("a"), "een a"), ("b", Some(""), "twee "), ("https://c.example", None, "")]);
    }

    #[test]
    fn tables_without_headings_are_known() {
        let count = |body: &str| read(body).bare_tables.len();
        assert_eq!(count("| | |\n|--|--|\n| a | b |\n"), 1);
        assert_eq!(count("| | Tijd |\n|--|--|\n| a | b |\n"), 0);
        assert_eq!(count("<table><tr><td>a</td></tr></table>\n"), 1);
        assert_eq!(count("<table><tr><th>a</th></tr><tr><td>a</td></tr></table>\n"), 0);
    }
}
