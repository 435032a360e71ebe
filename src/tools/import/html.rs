//! HTML → Markdown. What Markdown cannot say stays as HTML: films, frames, tables with merged cells, attributes that matter.

use std::fmt::Write as _;

use htmd::element_handler::{HandlerResult, Handlers};
use htmd::options::{BrStyle, BulletListMarker, HrStyle, Options};
use htmd::{Element, HtmlToMarkdown};

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
        let builder = builder.add_handler(vec!["courant-note"], note);
        Self(builder.scripting_enabled(false).build())
    }
}

impl HtmlConverter {
    /// The Markdown of a piece of HTML.
    pub(super) fn convert(&self, html: &str) -> String {
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

/// What authors see and readers do not: a comment.
#[expect(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "the form that the library wants")]
fn note(_: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let text = element.attrs.iter().find(|attribute| &*attribute.name.local == "text");
    let text = text.map(|attribute| attribute.value.replace("--", "- -")).unwrap_or_default();
    Some(format!("<!-- {} -->", text.trim()).into())
}

/// At most one empty line between blocks, and no hard spaces that only indent.
fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines() {
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
}
