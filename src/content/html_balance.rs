//! Raw HTML in which something is left open, closed too often, or no element at all. Browsers mend it in ways that readers notice:
//! they hide the rest of the page, or close elements of the theme.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::body_event::{BodyEvent, Steps, place_of};
use super::body_settings::BodySettings;
use super::html::{HtmlScanner, NOT_NESTED};
use super::ids::ReservedIds;
use super::markdown::Markdown;
use crate::base::{Code, Diagnostic, Place};

/// What is wrong with a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TagFault {
    /// It is never closed, and browsers do not show what follows.
    Swallows,
    /// It begins a comment that does not end in its paragraph, so it is none, and readers see it (`CommonMark` 0.31 §6.6).
    Shows,
    /// It is never closed, and what follows belongs to it.
    Open,
    /// It closes what is not open.
    Stray,
    /// It is no element of HTML.
    Unknown,
}

/// A faulty tag, with its bytes in the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FaultyTag {
    pub(super) fault: TagFault,
    /// `<!--`, `<div>`, `</div>`.
    pub(super) tag: String,
    pub(super) range: Range<usize>,
}

/// Elements that hold text only: browsers look for nothing but their end in what follows (HTML §13.2.5).
const RAW: &[&str] =
    &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext"];

/// Elements that hide what they hold, or from which the end tags of the theme do not lead out.
const SWALLOWS: &[&str] = &[
    "applet", "audio", "canvas", "details", "dialog", "marquee", "math", "object", "select", "svg", "table",
    "template", "video",
];

/// Elements of which the theme has some open around a text.
const AROUND: &[&str] = &[
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "dialog",
    "div",
    "dl",
    "fieldset",
    "figure",
    "footer",
    "form",
    "header",
    "main",
    "nav",
    "ol",
    "section",
    "table",
    "ul",
];

/// All other elements of HTML, obsolete ones among them.
const OTHERS: &str = "a abbr acronym address b basefont bdi bdo bgsound big blink button cite code data datalist del dfn dir em \
    figcaption font frame frameset h1 h2 h3 h4 h5 h6 hgroup i image ins isindex kbd keygen label legend listing map mark menu \
    menuitem meter multicol nextid nobr output picture pre progress q rb rtc ruby s samp search slot small spacer span strike \
    strong sub summary sup time tt u var";

fn is_known(name: &str) -> bool {
    [RAW, SWALLOWS, AROUND, NOT_NESTED].iter().any(|names| names.contains(&name))
        || OTHERS.split_whitespace().any(|known| known == name)
}

/// The faulty tags of a body, in order.
pub(super) fn faulty_tags(body: &str, steps: &Steps<'_>) -> Vec<FaultyTag> {
    let mut reader = TagReader {
        body,
        open: Vec::new(),
        counts: HashMap::new(),
        ends: OnceCell::new(),
        inside: None,
        found: Vec::new(),
    };
    let mut is_code = false;
    for (step, range) in steps {
        let BodyEvent::Event(event) = step else { continue };
        match event {
            Event::Html(html) | Event::InlineHtml(html) => reader.read(html, range),
            Event::Start(Tag::CodeBlock(_)) => is_code = true,
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Text(_) if !is_code => reader.find_shown(range),
            _ => {}
        }
    }
    reader.end()
}

/// The tags of a text that swallow the rest of its page.
pub(super) fn swallowed(text: &str, settings: &BodySettings<'_>) -> Vec<FaultyTag> {
    if !text.contains('<') {
        return Vec::new();
    }
    let markdown = Markdown::new(text, settings.markdown);
    let mut tags = faulty_tags(text, &markdown.parse(settings.quotes, &ReservedIds::default()).steps);
    tags.retain(FaultyTag::is_error);
    tags
}

/// Whether a character ends the name of an element.
fn is_end_of_name(c: char) -> bool {
    c.is_whitespace() || matches!(c, '/' | '>' | '<')
}

/// A tag that is open.
struct OpenTag {
    name: String,
    range: Range<usize>,
}

struct TagReader<'b> {
    body: &'b str,
    open: Vec<OpenTag>,
    /// How many of each name are open.
    counts: HashMap<String, usize>,
    /// The end tags of the body, without `</`, when they are first asked for.
    ends: OnceCell<BTreeSet<&'b str>>,
    /// The comment or the element in which nothing but its end counts, and that end.
    inside: Option<(OpenTag, String)>,
    found: Vec<FaultyTag>,
}

impl TagReader<'_> {
    fn read(&mut self, html: &str, whole: &Range<usize>) {
        let mut scanner = HtmlScanner { html, at: 0 };
        while self.leave(&mut scanner)
            && let Some(start) = scanner.rest().find('<')
        {
            scanner.at += start;
            self.tag(&mut scanner, whole);
        }
    }

    /// Moves behind the end of what is being skipped. `false` where it is not there.
    fn leave(&mut self, scanner: &mut HtmlScanner<'_>) -> bool {
        let is_out = self.inside.as_ref().is_none_or(|(_, end)| scanner.skip_past(end));
        if is_out {
            self.inside = None;
        }
        is_out
    }

    /// Reads the tag or the comment here.
    fn tag(&mut self, scanner: &mut HtmlScanner<'_>, whole: &Range<usize>) {
        let start = scanner.at;
        if scanner.rest().starts_with("<!--") {
            // `<!-->` is a comment too.
            scanner.at += 2;
            let range = self.place(scanner.html, start..start + 4, whole);
            self.inside = Some((OpenTag { name: "!--".to_owned(), range }, "-->".to_owned()));
            return;
        }
        let closes = scanner.rest().starts_with("</");
        scanner.at += usize::from(closes) + 1;
        let name = scanner.rest().split(is_end_of_name).next().unwrap_or_default().to_ascii_lowercase();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return;
        }
        scanner.at += name.len();
        let has_address = std::iter::from_fn(|| scanner.attribute()).fold(false, |has, (key, _)| has || key == "href");
        let ends_itself = scanner.html.get(..scanner.at).is_some_and(|before| before.ends_with('/'));
        let end = (scanner.at + 1).min(scanner.html.len());
        let range = self.place(scanner.html, start..end, whole);
        if closes {
            return self.close(&name, range);
        }
        // Drawings and formulas have elements of their own.
        let is_foreign = ["svg", "math"].iter().any(|root| self.is_open(root));
        if !scanner.rest().starts_with('>') {
            // The tag itself has no end.
            self.inside = Some((OpenTag { name, range }, ">".to_owned()));
        } else if !is_foreign && RAW.contains(&name.as_str()) {
            let end = format!("</{name}");
            self.inside = Some((OpenTag { name, range }, end));
        } else if !is_foreign && !is_known(&name) {
            // Elements with a hyphen can be defined by a script.
            if !name.contains('-') || !self.is_closed(&name) {
                let tag = self.body.get(range.clone()).unwrap_or_default().to_owned();
                self.found.push(FaultyTag { fault: TagFault::Unknown, tag, range });
            }
        } else if !(ends_itself || NOT_NESTED.contains(&name.as_str()) || (name == "a" && !has_address)) {
            *self.counts.entry(name.clone()).or_default() += 1;
            self.open.push(OpenTag { name, range });
        }
    }

    fn is_open(&self, name: &str) -> bool {
        self.counts.get(name).is_some_and(|count| *count > 0)
    }

    /// Whether an end tag anywhere in the body begins with a name.
    fn is_closed(&self, name: &str) -> bool {
        let ends = self.ends.get_or_init(|| {
            let ends = self.body.split("</").skip(1);
            ends.map(|rest| rest.split(is_end_of_name).next().unwrap_or_default()).collect()
        });
        ends.range(name..).next().is_some_and(|end| end.starts_with(name))
    }

    fn close(&mut self, name: &str, range: Range<usize>) {
        if self.is_open(name) {
            self.end_element(name);
        } else if AROUND.contains(&name) {
            self.found.push(FaultyTag { fault: TagFault::Stray, tag: format!("</{name}>"), range });
        }
    }

    /// Ends the innermost element of a name, with all that is open in it.
    fn end_element(&mut self, name: &str) {
        while let Some(open) = self.open.pop() {
            if let Some(count) = self.counts.get_mut(&open.name) {
                *count -= 1;
            }
            if open.name == name {
                return;
            }
        }
    }

    /// The bytes of a part of a piece of HTML in the body. In a quotation or a list, the piece is not there as it is.
    fn place(&self, html: &str, part: Range<usize>, whole: &Range<usize>) -> Range<usize> {
        if html.len() == whole.len() {
            return whole.start + part.start..whole.start + part.end;
        }
        place_of(self.body, html.get(part).unwrap_or_default(), whole)
    }

    /// Finds comments in a text that readers see.
    fn find_shown(&mut self, range: &Range<usize>) {
        if self.inside.is_some() {
            return;
        }
        let text = self.body.get(range.clone()).unwrap_or_default();
        for start in text.match_indices('<').map(|(at, _)| range.start + at) {
            let is_escaped = self.body.get(..start).is_some_and(|before| before.ends_with('\\'));
            if !is_escaped && self.body.get(start..).is_some_and(|rest| rest.starts_with("<!--")) {
                let range = start..start + "<!--".len();
                self.found.push(FaultyTag { fault: TagFault::Shows, tag: "<!--".to_owned(), range });
            }
        }
    }

    fn end(mut self) -> Vec<FaultyTag> {
        // In a comment and in a script, the rest of the text is not seen, the end of what is open among it.
        if self.inside.is_some() {
            self.open.clear();
        }
        let inside = self.inside.take().map(|(tag, _)| (tag, TagFault::Swallows));
        let open = self.open.drain(..).map(|tag| {
            let fault = if SWALLOWS.contains(&tag.name.as_str()) { TagFault::Swallows } else { TagFault::Open };
            (tag, fault)
        });
        let left = open.chain(inside).map(|(OpenTag { name, range }, fault)| {
            let tag = if name == "!--" { "<!--".to_owned() } else { format!("<{name}>") };
            FaultyTag { fault, tag, range }
        });
        self.found.extend(left);
        self.found.sort_by_key(|found| found.range.start);
        self.found
    }
}

impl FaultyTag {
    /// Whether the page would lack what was to be seen, or show what was not.
    pub(super) fn is_error(&self) -> bool {
        matches!(self.fault, TagFault::Swallows | TagFault::Shows)
    }

    /// The finding on a tag that is an error.
    pub(super) fn finding(&self, place: Place) -> Diagnostic {
        let message = match self.fault {
            TagFault::Shows => "this comment does not end in its paragraph, so readers would see it".to_owned(),
            _ => format!("`{}` is not closed, so readers would not see the rest of the page", self.tag),
        };
        Diagnostic::new(Code::HtmlUnclosed, place, message).hint(self.hint())
    }

    /// What to write instead.
    pub(super) fn hint(&self) -> String {
        let name = self.tag.trim_matches(['<', '>', '/']);
        match self.fault {
            TagFault::Swallows if name == "!--" => {
                "write `-->` where the comment ends; or remove `<!--`, to show what follows".to_owned()
            }
            TagFault::Shows => {
                "write `-->` where the comment ends; start a comment over several paragraphs on a line of its own; if it is text, \
                 write `&lt;!--`"
                    .to_owned()
            }
            TagFault::Swallows | TagFault::Open => {
                format!("write `</{name}>` where it ends; if it is text, write `&lt;{name}>`")
            }
            TagFault::Stray => format!("remove it, or write `<{name}>` where it begins"),
            TagFault::Unknown => format!("if readers should see it, write `&lt;{}`", self.tag.trim_start_matches('<')),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::TagFault::{Open, Shows, Stray, Swallows, Unknown};
    use super::*;
    use crate::config::MarkdownOptions;

    fn found(markdown: &str) -> Vec<(TagFault, String, String)> {
        let body = Markdown::new(markdown, MarkdownOptions::default());
        let steps = body.parse(&["“", "”", "‘", "’"], &ReservedIds::default()).steps;
        let found = faulty_tags(markdown, &steps).into_iter();
        found.map(|tag| (tag.fault, markdown.get(tag.range).unwrap_or_default().to_owned(), tag.tag)).collect()
    }

    #[test]
    fn a_comment_that_readers_see_is_found() {
        let shown = vec![(Shows, "<!--".to_owned(), "<!--".to_owned())];
        for text in ["Lees <!-- geheim\n\neinde -->", "- a <!-- b\n- c", "# Kop <!-- x", "a | b\n--|--\nx <!-- y | z"] {
            assert_eq!(found(text), shown, "{text}");
        }
        for text in
            ["a <!-- b --> c", "a \\<!-- b", "`<!-- b`", "    <!-- b", "```\n<!-- b\n```", "a &lt;!-- b", "a <!- b"]
        {
            assert_eq!(found(text), Vec::new(), "{text}");
        }
    }

    #[test]
    fn what_browsers_do_not_show_is_found() {
        for (text, tag) in [
            ("<!-- nog niet\n\nb", "<!--"),
            ("<div>\n<!-- nog\n\nb</div>", "<!--"),
            ("Een <textarea> b", "<textarea>"),
            ("<title>\n\nb", "<title>"),
            ("<script>\nb", "<script>"),
            ("<style>\nb", "<style>"),
            ("<iframe src=\"https://a.example\" />\n\nb", "<iframe>"),
            ("Kies <select><option>a", "<select>"),
            ("<svg width=2>\n<title>x</title>\n\nb", "<svg>"),
            ("> <details><summary>Meer</summary>\n\nb", "<details>"),
            ("<table><tr><td>a\n\nb", "<table>"),
            ("<div class=\"a>\n\nb", "<div>"),
        ] {
            let found = found(text);
            assert!(matches!(&found[..], [(Swallows, _, of)] if of == tag), "{text}: {found:?}");
        }
    }

    #[test]
    fn what_closes_or_opens_too_much_and_what_is_no_element_is_found() {
        let of = |text: &str| found(text).into_iter().map(|(fault, source, _)| (fault, source)).collect::<Vec<_>>();
        assert_eq!(of("</div></article>"), [(Stray, "</div>".to_owned()), (Stray, "</article>".to_owned())]);
        assert_eq!(of("- a\n\n  </div>\n"), [(Stray, "</div>".to_owned())]);
        assert_eq!(of("Een <b>vet woord."), [(Open, "<b>".to_owned())]);
        assert_eq!(of("Door <jan piet> en."), [(Unknown, "<jan piet>".to_owned())]);
        assert_eq!(of("Mail <uw-naam> nu."), [(Unknown, "<uw-naam>".to_owned())]);
    }

    #[test]
    fn what_is_whole_is_left_alone() {
        for text in [
            "<div>\n\n**a**\n\n</div>\n",
            "<p>a<br>b<li>c\n\n<a name=x> <a id=y/> <img src=a.jpg>",
            "<svg viewBox='0 0 1 1'><path d=''/><linearGradient></linearGradient><title>a</title></svg>",
            "<script>if (a < b) { '<div>' }</script>\n\n<!-- <div> --> <!-- </div> -->\n\nEen <!--> b",
            "<iframe src='https://a.example'></iframe> <video src=a.mp4 controls></video>",
            "<my-map x=y></my-map> 3 < 4 en <info@dorp.example>, `<div>` en a<b",
            "<details><summary>a</summary>\n\nb\n\n</details>\n\n<center>c</center>",
            "    <div>\n\n```html\n<!-- x\n```\n",
            "> <div>\n> a\n> </div>\n",
            "Een <b>vet <i>en</b> b</i>",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
