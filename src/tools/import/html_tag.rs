//! Tags in HTML text: found, and their attributes read, without reading the whole as a document.

use std::ops::Range;

use super::html_paragraphs::tag_name;

/// A start tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HtmlTag<'t> {
    /// Its name, in lower case.
    pub(super) name: String,
    /// Its attributes: names in lower case, values as written.
    pub(super) attributes: Vec<(String, &'t str)>,
    /// Its bytes in the text.
    pub(super) range: Range<usize>,
}

impl HtmlTag<'_> {
    /// The value of an attribute, without the entities of HTML.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| super::values::decoded(value))
    }

    /// The tag anew, with another value for an attribute.
    pub(super) fn with(&self, name: &str, value: &str) -> String {
        let mut text = format!("<{}", self.name);
        let kept = self.attributes.iter().filter(|(known, _)| known != name);
        for (known, value) in kept {
            text.extend([format!(" {known}=\"{}\"", value.replace('"', "&quot;"))]);
        }
        text.extend([format!(" {name}=\"{}\">", attribute_value(value))]);
        text
    }
}

/// A text as the value of an attribute.
pub(super) fn attribute_value(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

/// A text as HTML.
pub(super) fn html_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A start or end tag, with its name and the bytes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HtmlMark<'t> {
    /// The tag: for an end tag, without attributes.
    pub(super) tag: HtmlTag<'t>,
    /// Whether it ends an element.
    pub(super) is_end: bool,
}

/// The next start or end tag from a byte on; comments, scripts and styles are passed over.
pub(super) fn next_mark(text: &str, from: usize) -> Option<HtmlMark<'_>> {
    let mut at = from;
    loop {
        at += text.get(at..)?.find('<')?;
        let rest = text.get(at + 1..)?;
        if rest.starts_with("!--") {
            at += rest.find("-->").map_or(rest.len(), |end| end + 4);
            continue;
        }
        let is_end = rest.starts_with('/');
        let Some(name) = tag_name(rest.trim_start_matches('/')).filter(|_| !rest.starts_with("//")) else {
            at += 1;
            continue;
        };
        if !is_end {
            return Some(HtmlMark { tag: whole(text, at, name), is_end });
        }
        let end = rest.find('>').map_or(text.len(), |end| at + end + 2);
        return Some(HtmlMark { tag: HtmlTag { name, attributes: Vec::new(), range: at..end }, is_end });
    }
}

/// The first start tag of one of some names, from a byte on.
pub(super) fn next_tag<'t>(text: &'t str, from: usize, names: &[&str]) -> Option<HtmlTag<'t>> {
    let mut at = from;
    loop {
        at += text.get(at..)?.find('<')?;
        let rest = text.get(at + 1..)?;
        match tag_name(rest).filter(|name| names.contains(&name.as_str())) {
            Some(name) => return Some(whole(text, at, name)),
            None => at += 1,
        }
    }
}

fn whole(text: &str, start: usize, name: String) -> HtmlTag<'_> {
    let mut at = start + 1 + name.len();
    let mut attributes = Vec::new();
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let trimmed = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        at += rest.len() - trimmed.len();
        if trimmed.is_empty() {
            return HtmlTag { name, attributes, range: start..text.len() };
        }
        if trimmed.starts_with('>') {
            return HtmlTag { name, attributes, range: start..at + 1 };
        }
        let end =
            trimmed.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(trimmed.len()).max(1);
        let key = trimmed.get(..end).unwrap_or_else(|| trimmed.get(..trimmed.len()).unwrap_or_default());
        at += key.len().max(1);
        let (value, length) = value(text.get(at..).unwrap_or_default());
        at += length;
        attributes.push((key.to_ascii_lowercase(), value));
    }
}

/// The value behind the name of an attribute, and the bytes that it takes.
fn value(text: &str) -> (&str, usize) {
    let trimmed = text.trim_start();
    let Some(rest) = trimmed.strip_prefix('=') else { return ("", 0) };
    let inner = rest.trim_start();
    let before = text.len() - inner.len();
    for quote in ['"', '\''] {
        if let Some(inner) = inner.strip_prefix(quote) {
            let end = inner.find(quote).unwrap_or(inner.len());
            return (inner.get(..end).unwrap_or_default(), before + (end + 2).min(inner.len() + 1));
        }
    }
    let end = inner.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(inner.len());
    (inner.get(..end).unwrap_or_default(), before + end)
}

/// The text of HTML, on one line.
pub(super) fn plain_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at_checked(at).unwrap_or((rest, ""));
        text.push_str(before);
        let is_tag = tag.starts_with("<!") || tag_name(tag.trim_start_matches(['<', '/'])).is_some();
        let end = if is_tag { tag.find('>').map_or(tag.len(), |end| end + 1) } else { 1 };
        text.push_str(if is_tag { " " } else { "<" });
        rest = tag.get(end..).unwrap_or_default();
    }
    text.push_str(rest);
    super::values::decoded(&text)
}

/// The contents of the first element of a name.
pub(super) fn element<'h>(html: &'h str, name: &str) -> Option<&'h str> {
    let tag = next_tag(html, 0, &[name])?;
    let rest = html.get(tag.range.end..)?;
    let end = rest.rfind(&format!("</{name}>")).filter(|_| name == "body").or_else(|| rest.find(&format!("</{name}>")));
    rest.get(..end.unwrap_or(rest.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_with_their_attributes() {
        let text = "a < b <img src='x.jpg' ALT=\"R&amp;D\" width=3 hidden/> <image>";
        let tag = next_tag(text, 0, &["img"]).unwrap();
        assert_eq!(tag.get("alt").as_deref(), Some("R&D"));
        assert_eq!((tag.get("src").as_deref(), tag.get("width").as_deref()), (Some("x.jpg"), Some("3")));
        assert_eq!(tag.get("hidden").as_deref(), Some(""));
        assert_eq!(text.get(tag.range.end..), Some(" <image>"));
        assert_eq!(tag.with("alt", "b \"c\""), "<img src=\"x.jpg\" width=\"3\" hidden=\"\" alt=\"b &quot;c&quot;\">");
        assert_eq!(next_tag(text, tag.range.end, &["img"]), None);
        for broken in ["<img", "<img a", "<img a=", "<img a='x", "<img =>", "<img \"é\""] {
            assert!(next_tag(broken, 0, &["img"]).is_some(), "{broken}");
        }
    }

    #[test]
    fn text_is_what_readers_see() {
        assert_eq!(plain_text("<p>Een <b>dag</b> &amp; 1 < 2</p><!-- x -->"), "Een dag & 1 < 2");
    }
}
