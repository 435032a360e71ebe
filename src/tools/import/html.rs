//! HTML → Markdown. What Markdown cannot say stays as HTML: films, frames, tables with merged cells, attributes that matter.

use std::fmt::Write as _;

use htmd::element_handler::{HandlerResult, Handlers};
use htmd::options::{BrStyle, BulletListMarker, HrStyle, Options};
use htmd::{Element, HtmlToMarkdown};

use super::html_depth::shallow;
use super::html_kept::with_kept;

/// Marks a note until the lines are put together.
const NOTE: char = '\u{fdd0}';

/// Elements that stay as they are.
const KEPT: &[&str] = &[
    "iframe", "video", "audio", "object", "details", "sub", "sup", "kbd", "mark", "abbr", "dl", "svg", "math", "u",
    "ins", "small",
];

/// Elements that no text needs.
const DROPPED: &[&str] = &["script", "style", "noscript", "template", "head", "title", "meta", "link"];

/// Turns HTML into Markdown.
pub(super) struct HtmlConverter(HtmlToMarkdown);

impl Default for HtmlConverter {
    fn default() -> Self {
        let options = Options {
            hr_style: HrStyle::Dashes,
            br_style: BrStyle::Backslash,
            bullet_list_marker: BulletListMarker::Dash,
            ul_bullet_spacing: 1,
            ol_number_spacing: 1,
            ..Options::default()
        };
        let builder = HtmlToMarkdown::builder().options(options).skip_tags(DROPPED.to_vec());
        let builder = builder.add_handler(KEPT.to_vec(), kept).add_handler(vec!["figure"], figure);
        let builder = builder.add_handler(vec!["h1", "h2", "h3", "h4", "h5", "h6"], heading);
        let builder = builder.add_handler(vec!["courant-note"], note).add_handler(vec!["courant-html"], as_it_is);
        Self(builder.scripting_enabled(false).build())
    }
}

impl HtmlConverter {
    /// The Markdown of a piece of HTML.
    pub(super) fn convert(&self, html: &str) -> String {
        let shallow = shallow(html);
        let html = with_kept(shallow.as_deref().unwrap_or(html));
        let html = html.as_str();
        self.0.convert(html).map_or_else(|_never| html.to_owned(), |text| tidy(&text))
    }
}

/// An element with its attributes, whose contents are HTML too.
#[expect(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "the form that the library wants")]
fn kept(handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let tag = element.tag;
    let mut attributes = String::new();
    for attribute in element.attrs {
        let name = &*attribute.name.local;
        if !matches!(name, "class" | "style" | "id") {
            let value = attribute.value.replace('&', "&amp;").replace('"', "&quot;");
            let _ = write!(attributes, " {name}=\"{value}\"");
        }
    }
    let inner = handlers.walk_children(element.node).content;
    let is_block = matches!(tag, "iframe" | "video" | "audio" | "object" | "details" | "dl");
    let text = format!("<{tag}{attributes}>{}</{tag}>", if is_block { inner.trim() } else { inner.as_str() });
    Some(if is_block { format!("\n\n{text}\n\n") } else { text }.into())
}

/// A figure with one image and a caption is an image with a title; any other keeps its contents.
#[expect(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "the form that the library wants")]
fn figure(handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let inner = handlers.walk_children(element.node).content;
    let lines: Vec<&str> = inner.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let text = match lines.as_slice() {
        [image, caption] if image.starts_with("![") && image.ends_with(')') && !caption.contains(['"', '[', '!']) => {
            let image = image.strip_suffix(')').unwrap_or(image);
            let has_title = image.ends_with('"');
            if has_title { format!("{image})\n\n{caption}") } else { format!("{image} \"{caption}\")") }
        }
        _ => lines.join("\n\n"),
    };
    Some(format!("\n\n{text}\n\n").into())
}

/// A heading with the id that links to it have: of its own, or of a mark in it.
fn heading(handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let id = element.attrs.iter().find(|attribute| &*attribute.name.local == "id").map(|id| id.value.to_string());
    let is_id = |id: &String| !id.is_empty() && !id.contains(|c: char| c.is_whitespace() || "{}#\"<>\\".contains(c));
    let text = handlers.fallback(element)?;
    match id.filter(is_id) {
        Some(id) if !text.content.trim().is_empty() => {
            Some(format!("\n\n{} {{#{id}}}\n\n", text.content.trim()).into())
        }
        _ => Some(text),
    }
}

/// What authors see and readers do not: a comment.
#[expect(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "the form that the library wants")]
fn note(_: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let text = element.attrs.iter().find(|attribute| &*attribute.name.local == "text");
    let text = text.map(|attribute| attribute.value.replace("--", "- -")).unwrap_or_default();
    Some(format!("{NOTE}<!-- {} -->", text.trim()).into())
}

/// HTML that stays as it is, on one line.
#[expect(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "the form that the library wants")]
fn as_it_is(_: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let text = element.attrs.iter().find(|attribute| &*attribute.name.local == "text");
    Some(format!("\n\n{}\n\n", text.map(|attribute| attribute.value.to_string()).unwrap_or_default()).into())
}

/// Puts the notes of a line where Markdown goes on being read: a line that begins with a comment is HTML to its end.
fn with_notes(line: &str, is_first: bool) -> Vec<String> {
    if !line.contains(NOTE) {
        return vec![line.to_owned()];
    }
    let text = line.trim_start_matches(|c: char| c.is_whitespace() || c.is_ascii_digit() || ">-*.)".contains(c));
    let marks = line.strip_suffix(text).unwrap_or_default();
    let (mut notes, mut rest) = (Vec::new(), text);
    while let Some((note, after)) = rest.strip_prefix(NOTE).and_then(|note| Some(note.split_at(note.find("-->")? + 3)))
    {
        notes.push(note);
        rest = after.trim_start();
    }
    let (notes, rest) = (notes.join(" "), rest.replace(NOTE, ""));
    if notes.is_empty() {
        return vec![format!("{marks}{rest}")];
    }
    if marks.trim().is_empty() && rest.is_empty() && !is_first {
        return vec![String::new(), format!("{marks}{notes}"), String::new()];
    }
    match rest.strip_suffix('\\') {
        _ if rest.is_empty() => vec![format!("{marks}{notes}")],
        _ if marks.is_empty() && is_first => vec![notes, String::new(), rest],
        Some(rest) => vec![format!("{marks}{rest} {notes}\\")],
        None => vec![format!("{marks}{rest} {notes}")],
    }
}

/// At most one empty line between blocks, and no hard spaces that only indent.
fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut empty = 1;
    let mut lines = Vec::new();
    for line in text.lines() {
        let is_first = lines.last().is_none_or(|before: &String| before.trim().is_empty());
        lines.extend(with_notes(line, is_first));
    }
    for line in &lines {
        let line = line.trim_end_matches([' ', '\u{a0}']);
        if line.is_empty() && tidy.ends_with("\\\n") && !tidy.ends_with("\\\\\n") {
            // A break at the end of a paragraph is none.
            tidy.truncate(tidy.len() - 2);
            tidy.push('\n');
        }
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            tidy.push_str(line);
            tidy.push('\n');
        }
    }
    let tidy = tidy.trim_matches('\n');
    tidy.strip_suffix('\\').filter(|text| !text.ends_with('\\')).unwrap_or(tidy).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_markdown_can_say_becomes_markdown() {
        let markdown = |html: &str| HtmlConverter::default().convert(html);
        assert_eq!(
            markdown("<p>Een <b>dag</b> &amp; <a href=\"/x/\">meer</a></p><ul><li>a</li><li>b</li></ul>"),
            "Een **dag** & [meer](/x/)\n\n- a\n- b"
        );
        assert_eq!(
            markdown("<figure><img src=\"a.jpg\" alt=\"Brug\"><figcaption>De brug</figcaption></figure>"),
            "![Brug](a.jpg \"De brug\")"
        );
        assert_eq!(markdown("<p>CO<sub>2</sub></p>"), "CO<sub>2</sub>");
        assert!(
            markdown("<iframe src=\"https://a.example/v\" class=\"x\"></iframe>")
                .contains("<iframe src=\"https://a.example/v\"></iframe>")
        );
        assert_eq!(markdown("<script>alert(1)</script><p>a</p>"), "a");
    }

    #[test]
    fn markdown_after_a_note_is_read() {
        let note = "<courant-note text=\"[x]\"></courant-note>";
        let markdown = |html: &str| HtmlConverter::default().convert(&html.replace("NOTE", note));
        assert_eq!(markdown("<p>NOTENOTE<b>a</b></p>"), "<!-- [x] --> <!-- [x] -->\n\n**a**");
        assert_eq!(markdown("<p>b<br>NOTE<b>a</b></p>"), "b\\\n**a** <!-- [x] -->");
        assert_eq!(markdown("<ul><li>NOTE<b>a</b></li></ul>"), "- **a** <!-- [x] -->");
        assert_eq!(markdown("<p>b<br>NOTE</p><p><b>a</b></p>"), "b\n\n<!-- [x] -->\n\n**a**");
        assert_eq!(markdown("<p>aNOTE</p>"), "a<!-- [x] -->");
    }

    #[test]
    fn what_markdown_cannot_say_stays_html() {
        let markdown = |html: &str| HtmlConverter::default().convert(html);
        assert_eq!(
            markdown("<table class=\"x\"><tr><td onclick=\"y\">a</td>\n\n<td><b>b</b></td></tr></table>"),
            "<table><tr><td>a</td> <td><b>b</b></td></tr></table>"
        );
        assert_eq!(
            markdown("<p>x</p><video controls><source src=\"/a.mp4\" type=\"video/mp4\"></video>"),
            "x\n\n<video controls=\"\"><source src=\"/a.mp4\" type=\"video/mp4\"></video>"
        );
        assert_eq!(
            markdown("<details><summary>Meer</summary><p>a</p></details>"),
            "<details><summary>Meer</summary><p>a</p></details>"
        );
        assert_eq!(markdown("<table><tr><td>a</td></tr></table>"), "a");
        assert!(markdown("<table><tr><th>a</th></tr><tr><td>b</td></tr></table>").starts_with("| a"));
    }
}
