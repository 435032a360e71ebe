//! A small XML record as a tree. Mistakes in it are passed over: an element that is not closed ends with the one
//! around it, and a lone `&` is text.

use quick_xml::Reader;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};

/// The deepest element that has a node of its own.
const DEEPEST: usize = 64;

/// An element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct XmlNode {
    /// Its name, with its prefix: `wp:post_id`.
    pub(super) name: String,
    /// Its attributes, without those of namespaces.
    pub(super) attributes: Vec<(String, String)>,
    /// Its own text, without that of the elements in it.
    pub(super) text: String,
    /// The elements in it.
    pub(super) children: Vec<XmlNode>,
    /// The bytes between its tags, in the text that was parsed.
    pub(super) inner: std::ops::Range<usize>,
}

impl XmlNode {
    /// Reads a piece of XML, whose elements become the children of one node. The error is a sentence.
    ///
    /// # Errors
    /// It is not well-formed, and cannot be taken for what was meant.
    pub(super) fn parse(xml: &str) -> Result<Self, String> {
        let mut reader = Reader::from_str(xml);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        let mut open = vec![Self { inner: 0..xml.len(), ..Self::default() }];
        loop {
            let before = position(&reader);
            match reader.read_event().map_err(|error| error.to_string())? {
                Event::Start(start) => open.push(Self::of(&start, position(&reader))),
                Event::Empty(start) => {
                    let at = position(&reader);
                    let node = Self::of(&start, at);
                    add(&mut open, node);
                }
                Event::End(end) => close_named(&mut open, end.name().as_ref(), before),
                Event::Text(text) => push(&mut open, &text),
                Event::CData(text) => push(&mut open, &text),
                Event::GeneralRef(name) => push(&mut open, &character(&name)),
                Event::Eof => break,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
        while open.len() > 1 {
            close(&mut open, xml.len());
        }
        Ok(open.pop().unwrap_or_default())
    }

    fn of(start: &BytesStart<'_>, at: usize) -> Self {
        let pair = |attribute: Attribute<'_>| {
            let name = attribute.key.as_ref().to_owned();
            let value = quick_xml::escape::unescape(&attribute.value)
                .map_or_else(|_| attribute.value.to_string(), std::borrow::Cow::into_owned);
            (!name.starts_with("xmlns")).then_some((name, value))
        };
        let attributes = start.attributes().with_checks(false).filter_map(Result::ok).filter_map(pair).collect();
        Self { name: start.name().as_ref().to_owned(), attributes, inner: at..at, ..Self::default() }
    }

    /// The first element of a name in it.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All elements of a name in it.
    pub(super) fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of the first element of a name; empty where there is none.
    pub(super) fn text_of(&self, name: &str) -> &str {
        self.child(name).map_or("", |child| child.text.trim())
    }

    /// An attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn push(open: &mut [XmlNode], text: &str) {
    if let Some(node) = open.last_mut() {
        node.text.push_str(text);
    }
}

fn add(open: &mut [XmlNode], node: XmlNode) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(node);
    }
}

/// Ends the innermost element of a name, with those in it that were not closed. An end tag of no open element is passed over.
fn close_named(open: &mut Vec<XmlNode>, name: &str, end: usize) {
    let Some(place) = open.iter().rposition(|node| node.name == name).filter(|place| *place > 0) else { return };
    while open.len() > place {
        close(open, end);
    }
}

fn close(open: &mut Vec<XmlNode>, end: usize) {
    if open.len() < 2 {
        return;
    }
    let Some(mut node) = open.pop() else { return };
    node.inner.end = end.max(node.inner.start);
    if open.len() < DEEPEST {
        add(open, node);
    }
}

/// The character of a reference. Those of HTML that XML does not know stand in feeds too.
fn character(name: &str) -> String {
    let reference = format!("&{name};");
    match quick_xml::escape::unescape(&reference) {
        Ok(text) => text.into_owned(),
        Err(_unknown) => html_entity(&reference),
    }
}

/// The character of an entity of HTML: of a non-breaking space, a space.
fn html_entity(reference: &str) -> String {
    match super::values::decoded(reference) {
        text if text.is_empty() => " ".to_owned(),
        text => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_a_tree() {
        let xml = "<item><a:b x=\"1 &amp; 2\" xmlns:c=\"d\">t &lt; <![CDATA[<u>]]></a:b><e/><f>R&D &eacute; &#233;</f></item>";
        let root = XmlNode::parse(xml).unwrap();
        let item = root.child("item").unwrap();
        let first = item.child("a:b").unwrap();
        assert_eq!((first.text.as_str(), first.attribute("x")), ("t < <u>", Some("1 & 2")));
        assert_eq!(first.attributes.len(), 1);
        assert_eq!(xml.get(first.inner.clone()), Some("t &lt; <![CDATA[<u>]]>"));
        assert!(item.child("e").is_some());
        assert_eq!(item.text_of("f"), "R&D é é");
    }

    #[test]
    fn mistakes_are_passed_over_where_the_meaning_is_clear() {
        let root = XmlNode::parse("<item><a>1<b></a><c>2</c></x>").unwrap();
        let item = root.child("item").unwrap();
        assert_eq!((item.text_of("a"), item.text_of("c")), ("1", "2"));
        assert!(XmlNode::parse("<item><a b=<c>").is_ok() || XmlNode::parse("<item><a b=<c>").is_err());
    }

    #[test]
    fn depth_is_bounded() {
        let deep = format!("{}x{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
        assert!(XmlNode::parse(&deep).is_ok());
    }
}
