//! References in raw HTML: its links, images and files, as far as they are visible without laying it out, and its ids.

use std::ops::Range;

use quick_xml::escape::{escape, unescape};

use super::body_event::place_of;
use super::nesting::DEEPEST;
use super::reference::ReferenceKind;

/// A reference in raw HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HtmlReference {
    /// Its target, with entities replaced.
    pub(super) to: String,
    /// Link or image.
    pub(super) target: ReferenceKind,
    /// Its bytes in the HTML.
    pub(super) range: Range<usize>,
}

impl HtmlReference {
    /// Its bytes in a body, of which the HTML has these. HTML in a quotation or a list is not there as it is.
    pub(super) fn place(&self, html: &str, body: &str, whole: &Range<usize>) -> Range<usize> {
        if html.len() == whole.len() {
            return whole.start + self.range.start..whole.start + self.range.end;
        }
        place_of(body, html.get(self.range.clone()).unwrap_or_default(), whole)
    }
}

/// The references of a piece of HTML, in order: everything that a browser loads or follows. Comments, scripts and styles have
/// none.
pub(super) fn references(html: &str) -> Vec<HtmlReference> {
    let mut found = all_references(html);
    found.retain(|referred| !referred.to.is_empty());
    found
}

/// The references of a piece of HTML, the empty ones among them.
pub(super) fn all_references(html: &str) -> Vec<HtmlReference> {
    let mut found = Vec::new();
    each_attribute(html, |element, attribute, value| {
        let mut refer = |target, range: Range<usize>| {
            found.push(HtmlReference { to: plain(html, &range).trim().to_owned(), target, range });
        };
        if matches!((element, attribute), ("img" | "source", "srcset")) {
            candidates(html, &value).for_each(|range| refer(ReferenceKind::Image, range));
        } else if let Some(target) = kind(element, attribute) {
            refer(target, value);
        }
    });
    found
}

/// The images of a piece of HTML that have no `alt` at all, by the bytes of their addresses. An empty one says that an image is
/// decoration, and so do other attributes.
pub(super) fn without_alt(html: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if !html.contains("<img") && !html.contains("<IMG") {
        return found;
    }
    each_element(html, |element, attributes| {
        let value = |wanted: &str| attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone());
        let has = |wanted: &str| value(wanted).is_some();
        let is_dot = ["width", "height"].iter().any(|side| value(side).is_some_and(|value| plain(html, &value) == "1"));
        let is_told = ["alt", "role", "aria-hidden", "aria-label", "aria-labelledby"].into_iter().any(has);
        if element == "img" && !is_told && !is_dot {
            found.extend(value("src"));
        }
    });
    found
}

/// The kind of the reference in an attribute, if it has one.
fn kind(element: &str, attribute: &str) -> Option<ReferenceKind> {
    match (element, attribute) {
        ("img" | "input", "src") | ("video", "poster") | ("image", "href" | "xlink:href") => Some(ReferenceKind::Image),
        ("a" | "area" | "link", "href")
        | ("audio" | "video" | "source" | "track" | "embed" | "iframe" | "script", "src")
        | ("object", "data") => Some(ReferenceKind::Link),
        _ => None,
    }
}

/// The HTML with other references: `resolve` gives the one for each, or `None` to leave it. Only what changes is written anew.
pub fn with_references(html: &str, resolve: impl Fn(&str, ReferenceKind) -> Option<String>) -> Option<String> {
    let mut out = String::new();
    let mut done = 0;
    for HtmlReference { to, target, range } in references(html) {
        let Some(resolved) = resolve(&to, target).filter(|resolved| *resolved != to) else { continue };
        let before = html.get(done..range.start).unwrap_or_default();
        let is_quoted = !before.ends_with('=');
        out.push_str(before);
        out.extend([if is_quoted { "" } else { "\"" }, &escape(&resolved), if is_quoted { "" } else { "\"" }]);
        done = range.end;
    }
    if done == 0 {
        return None;
    }
    out.push_str(html.get(done..).unwrap_or_default());
    Some(out)
}

/// The ids of a piece of HTML, in order, each with its bytes. An anchor of old times has its id in `name`.
pub(super) fn ids(html: &str) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    if !html.contains("id") && !html.contains("ID") && !html.contains("name") {
        return found;
    }
    each_attribute(html, |element, attribute, value| {
        let id = plain(html, &value);
        if (attribute == "id" || (element == "a" && attribute == "name")) && !id.is_empty() {
            found.push((id, value));
        }
    });
    found
}

/// How many elements are open after a piece of HTML in which no text becomes a link: links, buttons and code.
pub(super) fn count_anchors(html: &str, mut open: usize) -> usize {
    let mut scanner = HtmlScanner { html, at: 0 };
    while let Some(start) = scanner.rest().find('<') {
        scanner.at += start;
        let closes = scanner.rest().starts_with("</");
        scanner.at += usize::from(closes);
        let Some(name) = scanner.element_here() else { continue };
        if matches!(name.as_str(), "a" | "button" | "code" | "kbd" | "pre" | "samp" | "script" | "style" | "textarea") {
            let is_anchor = name != "a" || std::iter::from_fn(|| scanner.attribute()).any(|(name, _)| name == "href");
            open = if closes { open.saturating_sub(1) } else { open + usize::from(is_anchor) };
        }
    }
    open
}

/// Gives each attribute of each element that opens: the names in small letters, and the bytes of the value.
fn each_attribute(html: &str, mut each: impl FnMut(&str, &str, Range<usize>)) {
    each_element(html, |element, attributes| {
        for (attribute, value) in attributes {
            each(element, attribute, value.clone());
        }
    });
}

/// Gives each element that opens, with its attributes: the names in small letters, and the bytes of the values.
pub(super) fn each_element(html: &str, mut each: impl FnMut(&str, &[(String, Range<usize>)])) {
    let mut scanner = HtmlScanner { html, at: 0 };
    while let Some(element) = scanner.element() {
        let attributes: Vec<_> = std::iter::from_fn(|| scanner.attribute()).collect();
        each(&element, &attributes);
        if matches!(element.as_str(), "script" | "style" | "textarea") {
            scanner.skip_past(&format!("</{element}"));
        }
    }
}

/// The value of an attribute with its entities replaced.
pub(super) fn plain(html: &str, value: &Range<usize>) -> String {
    let raw = html.get(value.clone()).unwrap_or_default();
    unescape(raw).map_or_else(|_as_it_is| raw.to_owned(), std::borrow::Cow::into_owned)
}

/// The elements that have no end tag, or whose end tag may be left out: they are not nested in each other.
pub(super) const NOT_NESTED: &[&str] = &[
    "area", "base", "body", "br", "caption", "col", "colgroup", "dd", "dt", "embed", "head", "hr", "html", "img",
    "input", "li", "link", "meta", "option", "optgroup", "p", "param", "rp", "rt", "source", "tbody", "td", "tfoot",
    "th", "thead", "tr", "track", "wbr",
];

/// The most attributes of an element.
const MOST_ATTRIBUTES: usize = 500;

/// The elements that are open at a point of a text, of which the HTML is read piece by piece.
#[derive(Debug, Default)]
pub(super) struct HtmlNesting {
    open: Vec<String>,
    is_too_deep: bool,
}

impl HtmlNesting {
    /// Reads the next piece. `false` the first time that elements are nested too deep, or one has too many attributes.
    pub(super) fn read(&mut self, html: &str) -> bool {
        let mut scanner = HtmlScanner { html, at: 0 };
        while let Some(start) = scanner.rest().find('<').filter(|_| !self.is_too_deep) {
            scanner.at += start;
            let closes = scanner.rest().starts_with("</");
            scanner.at += usize::from(closes);
            let Some(name) = scanner.element_here() else { continue };
            if closes {
                let known = self.open.iter().rposition(|open| *open == name);
                self.open.truncate(known.unwrap_or(self.open.len()));
                continue;
            }
            let attributes = std::iter::from_fn(|| scanner.attribute()).take(MOST_ATTRIBUTES + 1).count();
            let ends = html.get(..scanner.at).is_some_and(|before| before.ends_with('/'));
            if matches!(name.as_str(), "script" | "style" | "textarea") {
                scanner.skip_past(&format!("</{name}"));
            } else if !ends && !NOT_NESTED.contains(&name.as_str()) {
                self.open.push(name);
            }
            if self.open.len() > DEEPEST || attributes > MOST_ATTRIBUTES {
                self.is_too_deep = true;
                return false;
            }
        }
        true
    }
}

/// The addresses of a `srcset`, between which there are descriptors and commas (HTML §4.8.4.2.1).
fn candidates<'h>(html: &'h str, value: &Range<usize>) -> impl Iterator<Item = Range<usize>> + use<'h> {
    let (mut at, end) = (value.start, value.end);
    let is_between = |c: char| c.is_whitespace() || c == ',';
    std::iter::from_fn(move || {
        let rest = html.get(at..end)?;
        let start = at + rest.len() - rest.trim_start_matches(is_between).len();
        let rest = html.get(start..end).filter(|rest| !rest.is_empty())?;
        let word = rest.split(char::is_whitespace).next()?;
        let address = word.trim_end_matches(',');
        let descriptors = rest.get(word.len()..).filter(|_| address == word).unwrap_or_default();
        at = start + word.len() + descriptors.find(',').unwrap_or(descriptors.len()) * usize::from(address == word);
        Some(start..start + address.len())
    })
}

/// A place in a piece of HTML that is read.
pub(super) struct HtmlScanner<'h> {
    pub(super) html: &'h str,
    pub(super) at: usize,
}

impl HtmlScanner<'_> {
    pub(super) fn rest(&self) -> &str {
        self.html.get(self.at..).unwrap_or_default()
    }

    /// Moves behind a text, whatever its capitals; to the end where it is not there, and then gives `false`.
    pub(super) fn skip_past(&mut self, text: &str) -> bool {
        let found =
            self.rest().as_bytes().windows(text.len()).position(|part| part.eq_ignore_ascii_case(text.as_bytes()));
        self.at = found.map_or(self.html.len(), |at| self.at + at + text.len());
        found.is_some()
    }

    fn skip(&mut self, is_skipped: impl Fn(char) -> bool) {
        self.at += self.rest().len() - self.rest().trim_start_matches(is_skipped).len();
    }

    /// The name of the next element that opens, in small letters.
    fn element(&mut self) -> Option<String> {
        loop {
            self.at += self.rest().find('<')?;
            if let Some(name) = self.element_here() {
                return Some(name);
            }
        }
    }

    /// The name after the `<` or `/` here, in small letters. Moves behind it, or behind a comment.
    pub(super) fn element_here(&mut self) -> Option<String> {
        if self.rest().starts_with("<!--") {
            self.skip_past("-->");
            return None;
        }
        self.at += 1;
        let name: String = self.rest().chars().take_while(char::is_ascii_alphanumeric).collect();
        self.at += name.len();
        (!name.is_empty()).then(|| name.to_ascii_lowercase())
    }

    /// The next attribute of the element: its name in small letters, and the bytes of its value.
    pub(super) fn attribute(&mut self) -> Option<(String, Range<usize>)> {
        self.skip(|c| c.is_whitespace() || c == '/');
        let Some(end) = self.rest().find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/')) else {
            // No element ends from here on.
            self.at = self.html.len();
            return None;
        };
        // An attribute may even start with `=`, which then is part of its name.
        let name = self.rest().get(..end).unwrap_or_default().to_ascii_lowercase();
        if name.is_empty() && !self.rest().starts_with('=') {
            return None;
        }
        self.at += end;
        let before = self.at;
        self.skip(char::is_whitespace);
        if !self.rest().starts_with('=') {
            self.at = before;
            return Some((name, before..before));
        }
        self.at += 1;
        self.skip(char::is_whitespace);
        Some((name, self.value()))
    }

    fn value(&mut self) -> Range<usize> {
        let quote = self.rest().chars().next().filter(|c| matches!(c, '"' | '\''));
        self.at += usize::from(quote.is_some());
        let start = self.at;
        let is_end = |c: char| quote.map_or(c.is_whitespace() || c == '>', |quote| c == quote);
        let length = self.rest().find(is_end).unwrap_or(self.rest().len());
        self.at = (start + length + usize::from(quote.is_some())).min(self.html.len());
        start..start + length
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(html: &str) -> Vec<String> {
        references(html).into_iter().map(|referred| referred.to).collect()
    }

    #[test]
    fn links_and_images_are_found_however_they_are_written() {
        assert_eq!(found("<IMG SRC=a.jpg><img alt='>' src = \"b&amp;c.jpg\"/>"), ["a.jpg", "b&c.jpg"]);
        assert_eq!(found("<a\nclass=x\nhref='https://e.example/?a=1&b=2'>x</a>"), ["https://e.example/?a=1&b=2"]);
        assert_eq!(found("<img srcset='a.jpg 1x, b.jpg 2x,c.jpg' src=\"\">"), ["a.jpg", "b.jpg", "c.jpg"]);
        assert_eq!(found("<!-- <img src=a> --><script>\"<img src=b>\"</SCRIPT><image src=c><img data-src=d>"), [""; 0]);
        assert_eq!(found("<a href><a =x href=y <img src=z"), ["y"]);
        assert_eq!(
            found("<img srcset='data:image/png;base64,AA== 1x, b.jpg'>"),
            ["data:image/png;base64,AA==", "b.jpg"]
        );
        assert_eq!(
            found(
                "<video poster=a.jpg src=b.mp4><source src=c.webm><track src='d.vtt'></video><audio src=e.mp3></audio>\
                 <object data=f.pdf></object><embed src=g.pdf><iframe src=h.html></iframe><script src=i.js></script>\
                 <link href=j.css><input src=k.png>"
            ),
            ["a.jpg", "b.mp4", "c.webm", "d.vtt", "e.mp3", "f.pdf", "g.pdf", "h.html", "i.js", "j.css", "k.png"]
        );
    }

    #[test]
    fn references_are_replaced_and_the_rest_stays() {
        let with =
            |html: &str| with_references(html, |to, _| to.strip_prefix("b").map(|rest| format!("/x?a=1&b={rest}")));
        assert_eq!(with("<a href=b.md class=c>d</a>").as_deref(), Some("<a href=\"/x?a=1&amp;b=.md\" class=c>d</a>"));
        assert_eq!(with("<IMG SRC='b' alt=b>").as_deref(), Some("<IMG SRC='/x?a=1&amp;b=' alt=b>"));
        assert_eq!(with("<img srcset=\"a 1x, b 2x\">").as_deref(), Some("<img srcset=\"a 1x, /x?a=1&amp;b= 2x\">"));
        assert_eq!(with("<a href=c>b</a><!-- <a href=b> -->"), None);
    }

    #[test]
    fn ids_are_known() {
        let ids: Vec<String> =
            ids("<p id=a><a name='b'><input name=c><i ID=\"d\">").into_iter().map(|id| id.0).collect();
        assert_eq!(ids, ["a", "b", "d"]);
        assert_eq!(count_anchors("<a href=x>", 0), 1);
        assert_eq!(count_anchors("<a name=x><code></a>", 0), 0);
    }

    #[test]
    fn nesting_counts_what_is_open() {
        let read = |pieces: &[&str]| {
            let mut nesting = HtmlNesting::default();
            pieces.iter().all(|piece| nesting.read(piece))
        };
        assert!(read(&["<div>"; 100]) && !read(&["<div>"; 101]));
        assert!(read(&["<p>a<li>b<br><path/><!-- <div> -->"; 500]) && read(&["<div><b>a</B></div>"; 500]));
        assert!(read(&["<svg a=b/>"; 500]) && read(&["<script>'<div>'</script>"; 500]));
        assert!(!read(&[&format!("<a {}>", "x ".repeat(501))]));
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(html in "(<|img|a|src|href|srcset|id|=|'|\"|>|/|,|!--|-->|é|😀| |\n){0,40}") {
            for referred in references(&html) {
                prop_assert!(html.get(referred.range).is_some());
            }
            HtmlNesting::default().read(&html);
            let _ = (with_references(&html, |_, _| Some("x".into())), ids(&html), count_anchors(&html, 0));
        }
    }
}
