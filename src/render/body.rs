//! A body as HTML: resolved links and images, accessible figures, tables and footnotes, and the directives of the theme.

use pulldown_cmark::{BlockQuoteKind, CowStr, Event, LinkType, Tag, TagEnd, html};
use quick_xml::escape::escape;

use super::clean::SANITISER;
use super::footnotes::Footnotes;
use super::picture;
use super::resolved::{Resolved, runs_code};
use super::table::Table;
use crate::config::MarkdownOptions;
use crate::content::body_event::{BodyEvent, push_text};
use crate::content::markdown::{Markdown, Quotes};
use crate::content::{Directive, ReferenceKind, ReservedIds, with_references};

/// The inputs of a body; `E` is the error of a directive.
pub(super) struct BodyContext<'a, E> {
    /// The quotation marks of its language.
    pub quotes: &'a Quotes,
    /// The ids of the page around it.
    pub reserved: &'a ReservedIds,
    /// How its Markdown is read.
    pub markdown: MarkdownOptions,
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
pub(super) fn render<E>(markdown: &str, context: &BodyContext<'_, E>, out: &mut String) -> Result<(), E> {
    let markdown = Markdown::new(markdown, context.markdown);
    let mut writer = Writer {
        context,
        frames: Vec::new(),
        events: Vec::new(),
        html: String::new(),
        image: None,
        table: Table::default(),
        dropped: false,
        notes: Footnotes::new(context.id_prefix),
    };
    for (step, _) in markdown.parse(context.quotes, context.reserved).steps {
        match step {
            BodyEvent::Event(event) => writer.event(event),
            BodyEvent::Open(directive) => writer.open(directive),
            BodyEvent::Close => writer.close()?,
        }
    }
    while !writer.frames.is_empty() {
        writer.close()?;
    }
    writer.end();
    out.push_str(&writer.html);
    Ok(())
}

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
    notes: Footnotes<'a>,
}

struct Image<'a> {
    to: CowStr<'a>,
    title: CowStr<'a>,
    alt: String,
    depth: usize,
    /// The place of its HTML among the events, once it is complete.
    at: usize,
}

impl<'a, E> Writer<'_, 'a, E> {
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

    fn event(&mut self, event: Event<'a>) {
        if self.image.as_ref().is_some_and(|image| image.depth > 0) {
            return self.in_image(event);
        }
        match event {
            Event::Start(Tag::Image { dest_url, title, .. }) => {
                self.image = Some(Image { to: dest_url, title, alt: String::new(), depth: 1, at: 0 });
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => self.link(link_type, dest_url, title, id),
            Event::End(TagEnd::Link) if std::mem::take(&mut self.dropped) => {}
            Event::End(TagEnd::Paragraph) => self.end_paragraph(),
            Event::Start(Tag::Heading { level, id, classes, .. }) => {
                let id = id.map(|id| format!("{}{id}", self.context.id_prefix).into());
                self.events.push(Event::Start(Tag::Heading { level, id, classes, attrs: Vec::new() }));
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
                let html = self.with_references(html);
                self.events.push(Event::Html(html));
            }
            Event::InlineHtml(html) => {
                let html = self.with_references(html);
                self.raw(html);
            }
            event => {
                let name = || (self.context.word)("table");
                let other = self.table.event(event, name, &mut self.events);
                self.events.extend(other);
            }
        }
    }

    fn link(&mut self, link_type: LinkType, to: CowStr<'a>, title: CowStr<'a>, id: CowStr<'a>) {
        let to = if link_type == LinkType::Email { to } else { self.href(to) };
        if runs_code(&to) {
            self.dropped = true;
            return;
        }
        self.events.push(Event::Start(Tag::Link { link_type, dest_url: to, title, id }));
    }

    fn href(&self, to: CowStr<'a>) -> CowStr<'a> {
        (self.context.resolve)(&to, ReferenceKind::Link).map_or(to, |resolved| resolved.href.into())
    }

    /// HTML of the writer: its links and images lead where those of Markdown lead.
    fn with_references(&self, html: CowStr<'a>) -> CowStr<'a> {
        let resolve = |to: &str, target| (self.context.resolve)(to, target).map(|resolved| resolved.href);
        with_references(&html, resolve).map_or(html, CowStr::from)
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
        picture::html(&resolved, image.alt.trim(), title, self.context.image_sizes)
    }

    /// An image with a title, alone in its paragraph, is a figure with a caption.
    fn end_paragraph(&mut self) {
        let last = self.events.len().saturating_sub(1);
        let image = self.image.as_ref().filter(|image| image.at == last && last > 0 && !image.title.is_empty());
        let caption = image.map(|image| escape(&*image.title).into_owned());
        match (caption, self.events.get(last.saturating_sub(1))) {
            (Some(caption), Some(Event::Start(Tag::Paragraph))) => {
                let html =
                    format!("<figure>\n{}\n<figcaption>{caption}</figcaption>\n</figure>\n", self.image_html(false));
                self.events.truncate(last - 1);
                self.events.push(Event::Html(html.into()));
            }
            _ => self.events.push(Event::End(TagEnd::Paragraph)),
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
mod tests {
    use super::*;

    fn html(markdown: &str, untrusted: bool) -> String {
        let context = BodyContext::<String> {
            quotes: &["„", "”", "‘", "’"],
            reserved: &ReservedIds::default(),
            markdown: MarkdownOptions::default(),
            untrusted,
            image_sizes: "100vw",
            id_prefix: "",
            word: &|key| format!("[{key}]"),
            resolve: &|to, target| {
                (to == "foto.jpg" || to == "b.md").then(|| Resolved {
                    href: format!("/r/{to}"),
                    size: (target == ReferenceKind::Image).then_some((4, 3)),
                    offer: None,
                })
            },
            directive: &|directive, inner| {
                if directive.name == "no" {
                    Err("no".to_owned())
                } else {
                    Ok(format!("<aside>{}|{inner}</aside>", directive.argument))
                }
            },
        };
        let mut out = String::new();
        render(markdown, &context, &mut out).unwrap();
        out
    }

    #[test]
    fn links_lead_where_they_resolve_and_code_does_not_run() {
        assert_eq!(
            html("[a](b.md) [c](c.md) [x](https://e.example)", false),
            "<p><a href=\"/r/b.md\">a</a> <a href=\"c.md\">c</a> <a href=\"https://e.example\">x</a></p>\n"
        );
        assert_eq!(html("[a](javascript:alert(1)) [b]( <java\tscript:x>) <data:x>", false), "<p>a b data:x</p>\n");
        assert_eq!(html("<info@e.example>", false), "<p><a href=\"mailto:info@e.example\">info@e.example</a></p>\n");
    }

    #[test]
    fn an_image_alone_with_a_title_is_a_figure() {
        let figure = html("![Een \"brug\"](foto.jpg \"De & brug\")", false);
        assert_eq!(
            figure,
            "<figure>\n<img src=\"/r/foto.jpg\" alt=\"Een „brug”\" width=\"4\" height=\"3\" loading=\"lazy\" decoding=\"async\">\n<figcaption>De &amp; brug</figcaption>\n</figure>\n"
        );
        assert!(
            html("a ![b](foto.jpg \"t\")", false)
                .starts_with("<p>a <img src=\"/r/foto.jpg\" alt=\"b\" width=\"4\" height=\"3\" title=\"t\"")
        );
        assert!(html("![b](foto.jpg)", false).starts_with("<p><img "));
    }

    #[test]
    fn footnotes_are_a_list_with_ways_back() {
        let html = html("A[^b] B[^a] C[^b]\n\n[^a]: Eerste.\n\n[^b]: Tweede.\n\n[^c]: Los.", false);
        assert!(html.contains("<a id=\"fnref-1\" href=\"#fn-1\" role=\"doc-noteref\">1</a>"), "{html}");
        assert!(html.contains("<a id=\"fnref-1-2\""), "{html}");
        let list = html.split_once("<ol>").unwrap().1;
        assert!(
            list.starts_with("\n<li id=\"fn-1\">\n<p>Tweede. <a class=\"footnote-back\" href=\"#fnref-1\""),
            "{list}"
        );
        assert!(list.contains("<li id=\"fn-3\">\n<p>Los.</p>\n</li>"), "{list}");
    }

    #[test]
    fn a_note_is_that_of_its_label_whatever_its_capitals_and_the_first_of_two() {
        let list = |markdown: &str| {
            let html = html(markdown, false);
            let notes = html
                .split("<li id=\"")
                .skip(1)
                .map(|note| note.split([' ', '\n']).take(3).collect::<Vec<_>>().join(" "));
            notes.map(|note| note.replace("<p>", "").replace("\">", "")).collect::<Vec<_>>()
        };
        assert_eq!(list("A[^A] b[^b].\n\n[^b]: Twee.\n\n[^a]: Een.\n"), ["fn-1 Een. <a", "fn-2 Twee. <a"]);
        assert_eq!(
            list("A[^1] b[^2].\n\n[^1]: Een.\n\n[^1]: Nogmaals.\n\n[^2]: Twee.\n"),
            ["fn-1 Een. <a", "fn-2 Twee. <a", "fn-3 Nogmaals.</p> </li>"]
        );
    }

    #[test]
    fn html_leads_where_markdown_leads() {
        assert_eq!(
            html(
                "<a href=b.md>b</a> <img src='foto.jpg'>\n\n<div\nclass=x><a\nhref=\"b.md\">b</a>\n<!-- <a href=b.md> --></div>",
                false
            ),
            "<p><a href=\"/r/b.md\">b</a> <img src='/r/foto.jpg'></p>\n<div\nclass=x><a\nhref=\"/r/b.md\">b</a>\n<!-- <a href=b.md> --></div>"
        );
    }

    #[test]
    fn tables_say_what_heads_what_and_tasks_are_text() {
        let table = html("| a | b |\n|---|--:|\n| 1 | 2 |", false);
        assert_eq!(
            table,
            "<div class=\"table\" role=\"group\" aria-label=\"[table]\" tabindex=\"0\">\n<table>\n<thead>\n<tr><th scope=\"col\">a</th><th scope=\"col\" class=\"end\">b</th></tr>\n</thead>\n<tbody>\n<tr><td>1</td><td class=\"end\">2</td></tr>\n</tbody>\n</table>\n</div>\n"
        );
        let of_rows = html("| | b |\n|---|--:|\n| 1 | 2 |", false);
        assert!(
            of_rows.contains(
                "<tr><td></td><th scope=\"col\" class=\"end\">b</th></tr>\n</thead>\n<tbody>\n<tr><th scope=\"row\">1</th><td class=\"end\">2</td></tr>"
            ),
            "{of_rows}"
        );
        assert_eq!(html("- [x] a\n- [ ] b", false), "<ul>\n<li>☑ a</li>\n<li>☐ b</li>\n</ul>\n");
    }

    #[test]
    fn directives_hold_markdown_and_each_other() {
        assert_eq!(
            html("::: note A\n**b**\n::: note C\nd\n:::\n:::\n:::\n", false),
            "<aside>A|<p><strong>b</strong></p>\n<aside>C|<p>d</p></aside></aside>\n<p>:::</p>\n"
        );
        assert_eq!(html("::: note A\nopen [^1]\n\n[^1]: Noot", false).matches("doc-endnotes").count(), 1);
    }

    #[test]
    fn html_of_writers_who_are_not_trusted_is_cleaned() {
        let text = "**a** <script>x</script> <b onclick=\"x\">b</b> <a href=\"javascript:x\">c</a>\n\n::: note\n<iframe src=x></iframe>\n:::\n\n## K";
        assert_eq!(
            html(text, true),
            "<p><strong>a</strong>  <b>b</b> <a>c</a></p>\n<aside>|</aside>\n<h2 id=\"k\">K</h2>\n"
        );
        assert!(html(text, false).contains("<script>") && html(text, false).contains("|<iframe"));
    }
}
