//! A body as HTML: resolved links and images, accessible figures, tables and footnotes, and the directives of the theme.

mod code_block;
pub(super) mod live;

use pulldown_cmark::{BlockQuoteKind, CowStr, Event, LinkType, Tag, TagEnd, html};
use quick_xml::escape::escape;

use super::attributes;
use super::clean::SANITISER;
use super::code::Colours;
use super::footnotes::Footnotes;
use super::picture;
use super::resolved::{Resolved, runs_code};
use super::table::{Table, frame};
use crate::content::body_event::{BodyEvent, push_text};
use crate::content::markdown::{Markdown, Quotes};
use crate::content::{Directive, ReferenceKind, ReservedIds, with_frames, with_references, without_comments};
use crate::theme::hyphenate;
use code_block::OpenCode;

/// The inputs of a body; `E` is the error of a directive.
pub(super) struct BodyContext<'a, E> {
    /// The quotation marks of its language.
    pub quotes: &'a Quotes,
    /// The ids of the page around it.
    pub reserved: &'a ReservedIds,
    /// Whether code has colours.
    pub colours: bool,
    /// The language in which the long words of headings have places to break; `None` for none.
    pub hyphens: Option<&'a str>,
    /// Whether HTML in the body is sanitised.
    pub untrusted: bool,
    /// The width of images in texts, in the form of the HTML attribute `sizes`.
    pub image_sizes: &'a str,
    /// Prefix of ids, for pages with several bodies.
    pub id_prefix: &'a str,
    /// A word of the theme in its language.
    pub word: &'a (dyn Fn(&str) -> String + 'a),
    /// Resolves a reference on the site; `None` leaves it as written.
    pub resolve: &'a (dyn Fn(&str, ReferenceKind) -> Option<Resolved> + 'a),
    /// Renders a directive around its content.
    pub directive: &'a (dyn Fn(&Directive<'_>, &str) -> Result<String, E> + 'a),
}

/// Renders a body.
///
/// # Errors
/// The error of a directive.
pub(super) fn render<E>(markdown: &Markdown<'_>, context: &BodyContext<'_, E>, out: &mut String) -> Result<(), E> {
    let mut writer = Writer::new(context);
    for (step, _) in markdown.parse(context.quotes, context.reserved).steps {
        writer.step(step)?;
    }
    while !writer.frames.is_empty() {
        writer.close()?;
    }
    writer.end();
    out.push_str(&writer.html);
    Ok(())
}

/// The width of the pictures of a gallery, as in `gallery.html` of the theme.
const GALLERY_SIZES: &str = "(min-width: 40rem) 13rem, 45vw";

struct Writer<'c, 'a, E> {
    context: &'c BodyContext<'c, E>,
    /// Open directives, each with the HTML before it.
    frames: Vec<(Directive<'a>, String)>,
    /// Events after `html` that are not written yet.
    events: Vec<Event<'a>>,
    html: String,
    image: Option<Image<'a>>,
    table: Table,
    /// Whether the open link is dropped.
    dropped: bool,
    /// Whether a link is open.
    is_in_link: bool,
    is_in_heading: bool,
    notes: Footnotes<'a>,
    /// The attributes of the next element.
    attributes: String,
    /// The attributes of the open paragraph, and its place among the events.
    paragraph: Option<(usize, String)>,
    code: Option<OpenCode>,
    /// How many tables are open in HTML.
    html_tables: usize,
    colours: Colours,
}

struct Image<'a> {
    to: CowStr<'a>,
    title: CowStr<'a>,
    alt: String,
    attributes: String,
    depth: usize,
    /// The place of its HTML among the events, once it is complete.
    at: usize,
}

impl<'c, 'a, E> Writer<'c, 'a, E> {
    fn new(context: &'c BodyContext<'c, E>) -> Self {
        Self {
            context,
            frames: Vec::new(),
            events: Vec::new(),
            html: String::new(),
            image: None,
            table: Table::default(),
            dropped: false,
            is_in_link: false,
            is_in_heading: false,
            notes: Footnotes::new(context.id_prefix),
            attributes: String::new(),
            paragraph: None,
            code: None,
            html_tables: 0,
            colours: Colours::default(),
        }
    }

    fn step(&mut self, step: BodyEvent<'a>) -> Result<(), E> {
        match step {
            BodyEvent::Event(event) => self.next(event),
            BodyEvent::Attributes(list) => self.attributes += &attributes::as_html(&list, self.context.id_prefix),
            BodyEvent::Open(directive) => self.open(directive),
            BodyEvent::Close => self.close()?,
        }
        Ok(())
    }

    /// Takes what is written so far.
    fn cut(&mut self) -> String {
        self.attributes.clear();
        self.flush();
        std::mem::take(&mut self.html)
    }

    fn open(&mut self, directive: Directive<'a>) {
        self.flush();
        self.frames.push((directive, std::mem::take(&mut self.html)));
    }

    fn close(&mut self) -> Result<(), E> {
        self.flush();
        let Some((directive, before)) = self.frames.pop() else {
            self.html.push_str("<p>:::</p>\n");
            return Ok(());
        };
        let inner = std::mem::replace(&mut self.html, before);
        self.html.push_str(&(self.context.directive)(&directive, inner.trim())?);
        self.html.push('\n');
        Ok(())
    }

    fn end(&mut self) {
        if self.html_tables > 0 {
            self.raw("</div>\n");
        }
        self.flush();
        let events = std::mem::replace(&mut self.notes, Footnotes::new("")).list(self.context.word);
        self.events.extend(events);
        self.flush();
    }

    /// Writes the events. If authors are not trusted, HTML is sanitised.
    fn flush(&mut self) {
        if self.context.untrusted {
            let mut run = String::new();
            html::push_html(&mut run, self.events.drain(..));
            self.html.push_str(&SANITISER.clean(&run).to_string());
        } else {
            html::push_html(&mut self.html, self.events.drain(..));
        }
    }

    fn raw(&mut self, html: impl Into<CowStr<'a>>) {
        self.events.push(Event::InlineHtml(html.into()));
    }

    /// Writes an event, with the attributes that stand before it.
    fn next(&mut self, event: Event<'a>) {
        let attributes = std::mem::take(&mut self.attributes);
        if attributes.is_empty() {
            return self.event(event);
        }
        let at = self.events.len();
        let is_paragraph = matches!(event, Event::Start(Tag::Paragraph));
        let is_image = matches!(event, Event::Start(Tag::Image { .. }));
        let is_element = matches!(event, Event::Start(_) | Event::Code(_));
        self.event(event);
        match &mut self.image {
            // Its elements are known at its end.
            Some(image) if is_image => image.attributes = attributes,
            _ if is_paragraph => self.paragraph = Some((at, attributes)),
            _ if is_element => {
                if let Some(event) = self.events.get_mut(at)
                    && let Some(with) = attributes::with(event, &attributes)
                {
                    *event = with;
                }
            }
            _ => {}
        }
    }

    fn event(&mut self, event: Event<'a>) {
        if self.image.as_ref().is_some_and(|image| image.depth > 0) {
            return self.in_image(event);
        }
        match event {
            Event::Start(Tag::Image { dest_url, title, .. }) => {
                self.image =
                    Some(Image { to: dest_url, title, alt: String::new(), attributes: String::new(), depth: 1, at: 0 });
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => self.link(link_type, dest_url, title, id),
            Event::End(TagEnd::Link) => {
                self.is_in_link = false;
                if !std::mem::take(&mut self.dropped) {
                    self.events.push(Event::End(TagEnd::Link));
                }
            }
            Event::End(TagEnd::Paragraph) => self.end_paragraph(),
            Event::Start(Tag::Heading { level, id, classes, .. }) => {
                let id = id.map(|id| format!("{}{id}", self.context.id_prefix).into());
                self.events.push(Event::Start(Tag::Heading { level, id, classes, attrs: Vec::new() }));
                self.is_in_heading = true;
            }
            Event::End(TagEnd::Heading(level)) => {
                self.events.push(Event::End(TagEnd::Heading(level)));
                self.is_in_heading = false;
            }
            Event::Text(text) if self.is_in_heading => self.in_heading(text),
            Event::Start(Tag::CodeBlock(kind)) => self.code = Some(OpenCode::start(kind, &mut self.events)),
            Event::End(TagEnd::CodeBlock) => {
                let colours = Some(&mut self.colours).filter(|_| self.context.colours);
                if let Some(code) = self.code.take() {
                    code.end(colours, &mut self.events);
                }
            }
            Event::Start(Tag::BlockQuote(Some(kind))) => self.alert(kind),
            Event::TaskListMarker(done) => self.events.push(Event::Text(if done { "☑ " } else { "☐ " }.into())),
            Event::FootnoteReference(name) => {
                let html = self.notes.refer(&name);
                self.raw(html);
            }
            Event::Start(Tag::FootnoteDefinition(name)) => self.notes.open(name, &mut self.events),
            Event::End(TagEnd::FootnoteDefinition) => self.notes.close(&mut self.events),
            Event::Html(html) => {
                let html = self.html(html);
                self.events.push(Event::Html(html));
            }
            Event::InlineHtml(html) => {
                let html = self.html(html);
                self.raw(html);
            }
            event => {
                if let (Event::Text(text), Some(code)) = (&event, &mut self.code) {
                    return code.push(text);
                }
                let name = || (self.context.word)("table");
                let other = self.table.event(event, name, &mut self.events);
                self.events.extend(other);
            }
        }
    }

    fn in_heading(&mut self, text: CowStr<'a>) {
        let hyphenated = self.context.hyphens.map(|language| hyphenate(&text, language).into());
        self.events.push(Event::Text(hyphenated.unwrap_or(text)));
    }

    fn link(&mut self, link_type: LinkType, to: CowStr<'a>, title: CowStr<'a>, id: CowStr<'a>) {
        let to = if link_type == LinkType::Email { to } else { self.href(to) };
        if runs_code(&to) {
            self.dropped = true;
            return;
        }
        self.is_in_link = true;
        self.events.push(Event::Start(Tag::Link { link_type, dest_url: to, title, id }));
    }

    fn href(&self, to: CowStr<'a>) -> CowStr<'a> {
        (self.context.resolve)(&to, ReferenceKind::Link).map_or(to, |resolved| resolved.href.into())
    }

    /// HTML of the writer, without comments: its links and images lead where those of Markdown lead, and its tables have a frame.
    fn html(&mut self, html: CowStr<'a>) -> CowStr<'a> {
        let html = without_comments(&html).map_or(html, CowStr::from);
        let resolve = |to: &str, target| (self.context.resolve)(to, target).map(|resolved| resolved.href);
        let html = with_references(&html, resolve).map_or(html, CowStr::from);
        let open = || frame(&(self.context.word)("table"));
        with_frames(&html, open, &mut self.html_tables).map_or(html, CowStr::from)
    }

    /// Collects the contents of an image as its alternative text.
    fn in_image(&mut self, event: Event<'a>) {
        let Some(image) = &mut self.image else { return };
        match event {
            Event::Start(Tag::Image { .. }) => image.depth += 1,
            Event::End(TagEnd::Image) => {
                image.depth -= 1;
                if image.depth == 0 {
                    image.at = self.events.len();
                    let html = self.image_html(true);
                    self.raw(html);
                }
            }
            event => push_text(&mut image.alt, &event),
        }
    }

    fn image_html(&self, with_title: bool) -> String {
        let Some(image) = &self.image else { return String::new() };
        let resolved = (self.context.resolve)(&image.to, ReferenceKind::Image);
        let resolved = resolved.unwrap_or_else(|| Resolved { href: image.to.to_string(), ..Resolved::default() });
        let title = Some(&*image.title).filter(|title| with_title && !title.is_empty());
        let is_of_gallery = self.frames.last().is_some_and(|(directive, _)| directive.name == "gallery");
        let sizes = if is_of_gallery { GALLERY_SIZES } else { self.context.image_sizes };
        let alt = image.alt.trim();
        let html = picture::html(&resolved, alt, title, sizes);
        let with = Some(&*image.attributes).filter(|attributes| !attributes.is_empty());
        let html = with.and_then(|attributes| attributes::inserted(&html, attributes)).unwrap_or(html);
        // The name of the link is that of the picture.
        if !is_of_gallery || alt.is_empty() || self.is_in_link || runs_code(&resolved.href) {
            return html;
        }
        format!("<a href=\"{}\">{html}</a>", escape(&resolved.href))
    }

    /// An image with a title, alone in its paragraph, is a figure with a caption.
    fn end_paragraph(&mut self) {
        let last = self.events.len().saturating_sub(1);
        let image = self.image.as_ref().filter(|image| image.at == last && last > 0 && !image.title.is_empty());
        let caption = image.map(|image| escape(&*image.title).into_owned());
        let (start, attributes) = self.paragraph.take().unwrap_or((usize::MAX, String::new()));
        let is_alone = matches!(self.events.get(last.saturating_sub(1)), Some(Event::Start(Tag::Paragraph)));
        if let Some(caption) = caption.filter(|_| is_alone) {
            let image = self.image_html(false);
            let html = format!("<figure{attributes}>\n{image}\n<figcaption>{caption}</figcaption>\n</figure>\n");
            self.events.truncate(last - 1);
            self.events.push(Event::Html(html.into()));
        } else {
            if let Some(event) = self.events.get_mut(start)
                && let Some(with) = attributes::with(event, &attributes)
            {
                *event = with;
            }
            self.events.push(Event::End(TagEnd::Paragraph));
        }
        self.image = None;
    }

    fn alert(&mut self, kind: BlockQuoteKind) {
        let word = match kind {
            BlockQuoteKind::Note => "alert_note",
            BlockQuoteKind::Tip => "alert_tip",
            BlockQuoteKind::Important => "alert_important",
            BlockQuoteKind::Warning => "alert_warning",
            BlockQuoteKind::Caution => "alert_caution",
        };
        self.events.push(Event::Start(Tag::BlockQuote(Some(kind))));
        let title = (self.context.word)(word);
        if !title.is_empty() {
            self.events.push(Event::Html(format!("<p class=\"markdown-alert-title\">{}</p>\n", escape(&title)).into()));
        }
    }
}

#[cfg(test)]
mod tests;
