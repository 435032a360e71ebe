//! References in raw HTML: its links and images, as far as they are visible without laying it out.

use std::ops::Range;

use quick_xml::escape::unescape;

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

/// The references of a piece of HTML, in order: those of `a`, `area`, `img` and `source`. Comments, scripts and styles have none.
pub(super) fn references(html: &str) -> Vec<HtmlReference> {
    let mut found = Vec::new();
    let mut scanner = HtmlScanner { html, at: 0 };
    while let Some(element) = scanner.element() {
        while let Some((attribute, value)) = scanner.attribute() {
            let refer = |target, range: Range<usize>| {
                let raw = html.get(range.clone()).unwrap_or_default();
                let to = unescape(raw).map_or_else(|_as_it_is| raw.to_owned(), std::borrow::Cow::into_owned);
                HtmlReference { to: to.trim().to_owned(), target, range }
            };
            match (element.as_str(), attribute.as_str()) {
                ("a" | "area", "href") => found.push(refer(ReferenceKind::Link, value)),
                ("img", "src") => found.push(refer(ReferenceKind::Image, value)),
                ("img" | "source", "srcset") => {
                    found.extend(candidates(html, &value).map(|range| refer(ReferenceKind::Image, range)));
                }
                _ => {}
            }
        }
        if matches!(element.as_str(), "script" | "style" | "textarea") {
            scanner.skip_past(&format!("</{element}"));
        }
    }
    found.retain(|referred| !referred.to.is_empty());
    found
}

/// The elements that have no end tag, or whose end tag may be left out: they are not nested in each other.
const NOT_NESTED: &[&str] = &[
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

/// The addresses of a `srcset`: each before a space, between commas.
fn candidates<'h>(html: &'h str, value: &Range<usize>) -> impl Iterator<Item = Range<usize>> + use<'h> {
    let text = html.get(value.clone()).unwrap_or_default();
    let mut next = value.start;
    text.split(',').filter_map(move |part| {
        let start = next;
        next += part.len() + 1;
        let address = part.split_whitespace().next()?;
        let start = start + part.find(address)?;
        Some(start..start + address.len())
    })
}

struct HtmlScanner<'h> {
    html: &'h str,
    at: usize,
}

impl HtmlScanner<'_> {
    fn rest(&self) -> &str {
        self.html.get(self.at..).unwrap_or_default()
    }

    /// Moves behind a text, whatever its capitals; to the end where it is not there.
    fn skip_past(&mut self, text: &str) {
        let found =
            self.rest().as_bytes().windows(text.len()).position(|part| part.eq_ignore_ascii_case(text.as_bytes()));
        self.at = found.map_or(self.html.len(), |at| self.at + at + text.len());
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
    fn element_here(&mut self) -> Option<String> {
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
    fn attribute(&mut self) -> Option<(String, Range<usize>)> {
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
        fn no_text_is_too_odd(html in "(<|img|a|src|href|srcset|=|'|\"|>|/|,|!--|-->|é|😀| |\n){0,40}") {
            for referred in references(&html) {
                prop_assert!(html.get(referred.range).is_some());
            }
            HtmlNesting::default().read(&html);
        }
    }
}
