//! HTML that is nested so deeply that reading it would take all memory: what is deeper becomes plain text.

use std::collections::HashMap;

use super::html_tag::next_mark;

/// The deepest nesting: Markdown counts a list twice, and Courant reads 100 levels.
pub(super) const DEEPEST: usize = 45;

/// Elements without an end.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Elements that end where the next begins, so that they nest only in others. An `a` ends the one before it.
const ENDING: &[&str] = &[
    "a", "caption", "colgroup", "dd", "dt", "li", "option", "p", "rp", "rt", "tbody", "td", "tfoot", "th", "thead",
    "tr",
];

/// Elements that go on in the next block when their own ends before them.
const FORMATS: &[&str] = &["b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"];

/// Elements whose contents are no tags.
const OPAQUE: &[&str] = &["iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"];

/// What is open.
#[derive(Default)]
struct HtmlDepth {
    open: Vec<String>,
    formats: Vec<String>,
    dropped: HashMap<String, usize>,
}

impl HtmlDepth {
    /// Whether a start tag is one too deep.
    fn start(&mut self, name: &str, is_closed: bool) -> bool {
        let is_drawing = self.is_drawing();
        let is_single = if is_drawing { is_closed } else { VOID.contains(&name) || ENDING.contains(&name) };
        if is_single {
            return false;
        }
        if self.open.len() + self.formats.len() >= DEEPEST {
            *self.dropped.entry(name.to_owned()).or_default() += 1;
            return true;
        }
        let is_format = !is_drawing && FORMATS.contains(&name);
        if is_format {
            self.formats.push(name.to_owned());
        } else {
            self.open.push(name.to_owned());
        }
        false
    }

    /// Whether an end tag is that of an element that was too deep.
    fn end(&mut self, name: &str) -> bool {
        if let Some(dropped) = self.dropped.get_mut(name).filter(|dropped| **dropped > 0) {
            *dropped -= 1;
            return true;
        }
        if let Some(at) = self.formats.iter().rposition(|known| known == name) {
            self.formats.remove(at);
        } else if let Some(at) = self.open.iter().rposition(|known| known == name) {
            self.open.truncate(at);
        }
        false
    }

    fn is_drawing(&self) -> bool {
        self.open.iter().any(|name| matches!(&**name, "svg" | "math"))
    }
}

/// The HTML without the tags that are too deep. `None` where it has none.
pub(super) fn shallow(html: &str) -> Option<String> {
    // Most texts have too few tags.
    html.matches('<').nth(DEEPEST)?;
    let mut depth = HtmlDepth::default();
    let mut written = String::new();
    let (mut done, mut at) = (0, 0);
    while let Some(mark) = next_mark(html, at) {
        let (tag, name) = (&mark.tag, mark.tag.name.as_str());
        at = tag.range.end;
        if !mark.is_end && OPAQUE.contains(&name) && !depth.is_drawing() {
            let close = format!("</{name}");
            at += html.get(at..).and_then(|rest| rest.find(&close)).unwrap_or_default();
            continue;
        }
        let is_closed = html.get(tag.range.clone()).is_some_and(|tag| tag.ends_with("/>"));
        let is_dropped = if mark.is_end { depth.end(name) } else { depth.start(name, is_closed) };
        if is_dropped {
            written.push_str(html.get(done..tag.range.start).unwrap_or_default());
            done = tag.range.end;
        }
    }
    written.push_str(html.get(done..).unwrap_or_default());
    (done > 0).then_some(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_html_becomes_text() {
        let deep = |open: &str, close: &str| format!("{}diep{}", open.repeat(8000), close.repeat(8000));
        for html in [
            deep("<div><blockquote>", "</blockquote></div>"),
            deep("<div></x>", ""),
            deep("<div/>", ""),
            deep("<svg><td>", ""),
            deep("<ul><li>", ""),
            deep("<p><b id=\"1\"></p>", ""),
            deep("<!-- <div> --><div>", ""),
        ] {
            let shallow = shallow(&html).unwrap();
            assert!(
                shallow.matches("<div").count() <= DEEPEST * 2 + 8000 * usize::from(html.contains("<!--")),
                "{html:.40}"
            );
            assert!(super::super::html::HtmlConverter::default().convert(&html).contains("diep"), "{html:.40}");
        }
        assert_eq!(shallow(&"<p>a<br><b>c</b><li>".repeat(500)), None);
        assert_eq!(shallow(&"<div>a</div>".repeat(500)), None);
    }
}
