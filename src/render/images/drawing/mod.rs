//! Drawings of untrusted authors. A drawing is read once as XML and written anew from the elements and attributes that may
//! stay (names) with styles that load nothing (style). Scripts, event handlers, foreign elements, comments and editors' data
//! are dropped. What would change the drawing if it were dropped, such as an image from another host, is a finding. Limits on
//! size, depth, attributes and repetition (copies) keep the work linear, here and in browsers.

mod copies;
mod names;
mod style;

use std::ops::Range;

use quick_xml::escape::{escape, resolve_predefined_entity};
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::base::{Code, Diagnostic, Place};
use crate::render::clean::for_xml;
use copies::Copies;

const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";

/// The largest file, in bytes.
const MOST_BYTES: usize = 16 << 20;
/// The deepest nesting of elements.
const MOST_DEEP: usize = 128;
/// The most attributes of an element.
const MOST_ATTRIBUTES: usize = 256;
/// The most namespaces that are declared at one place.
const MOST_NAMESPACES: usize = 64;
/// The most elements that a browser draws, copies of `use` included.
const MOST_ELEMENTS: u64 = 1_000_000;

/// A drawing without scripts, event handlers and external references.
///
/// # Errors
/// The finding, if the file is not a drawing, or has something that cannot be removed without changing the drawing.
pub(super) fn harmless(file: &str, bytes: &[u8]) -> Result<Vec<u8>, Box<Diagnostic>> {
    let finding = |place: Place, refusal: Refusal| {
        let message = format!("this drawing is not published, because the site is `untrusted`: {}", refusal.message);
        Box::new(Diagnostic::new(Code::DrawingUnsafe, place, message).hint(refusal.hint))
    };
    let text = match std::str::from_utf8(bytes) {
        _ if bytes.len() > MOST_BYTES => {
            let message = format!("it has more than {} MB", MOST_BYTES >> 20);
            return Err(finding(Place::file(file), Refusal { message, hint: "simplify it, or publish it as PNG" }));
        }
        Ok(text) => text.trim_start_matches('\u{feff}'),
        Err(_) => {
            let refusal = Refusal { message: "it is not UTF-8".to_owned(), hint: "save it as UTF-8" };
            return Err(finding(Place::file(file), refusal));
        }
    };
    let mut rewriter = Rewriter::new(text);
    match rewriter.run() {
        Ok(()) => Ok(rewriter.out.into_bytes()),
        Err(refusal) => Err(finding(Place::span(file, text, rewriter.span), refusal)),
    }
}

/// Why a drawing is not published.
struct Refusal {
    message: String,
    hint: &'static str,
}

fn refusal<T>(message: impl Into<String>, hint: &'static str) -> Result<T, Refusal> {
    Err(Refusal { message: message.into(), hint })
}

fn invalid<T>(message: impl Into<String>) -> Result<T, Refusal> {
    refusal(message, "open it in a drawing program and save it again as SVG")
}

/// The namespace of a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Namespace {
    /// SVG, or no namespace: drawings written by hand often declare none.
    Svg,
    Xlink,
    Xml,
    Other,
}

/// An element that is open.
struct Open {
    /// Its name; `None` if it is dropped, with everything in it.
    name: Option<&'static str>,
    /// The part of the drawing that it belongs to.
    part: usize,
    /// The number of namespaces that were declared outside of it.
    namespaces: usize,
}

/// A drawing that is being read and written.
struct Rewriter<'t> {
    text: &'t str,
    /// The part of the text that is being read.
    span: Range<usize>,
    out: String,
    open: Vec<Open>,
    /// The prefixes that are declared, innermost last.
    namespaces: Vec<(Box<str>, Namespace)>,
    copies: Copies,
    /// The style sheet that is being read.
    sheet: String,
    /// The place of its start.
    sheet_at: Range<usize>,
    has_root: bool,
}

impl<'t> Rewriter<'t> {
    fn new(text: &'t str) -> Self {
        let (out, sheet) = (String::with_capacity(text.len()), String::new());
        let (open, namespaces, copies) = (Vec::new(), Vec::new(), Copies::new());
        Self { text, span: 0..0, out, open, namespaces, copies, sheet, sheet_at: 0..0, has_root: false }
    }

    fn run(&mut self) -> Result<(), Refusal> {
        let mut reader = Reader::from_str(self.text);
        loop {
            let event = reader.read_event();
            self.span = self.span.end..usize::try_from(reader.buffer_position()).unwrap_or(self.text.len());
            match event {
                Ok(Event::Start(element)) => self.start(&element)?,
                Ok(Event::Empty(element)) => {
                    self.start(&element)?;
                    self.end()?;
                }
                Ok(Event::End(_)) => self.end()?,
                Ok(Event::Text(text)) => self.text(&text.xml10_content())?,
                Ok(Event::CData(text)) => self.text(&text.xml10_content())?,
                Ok(Event::GeneralRef(reference)) => self.reference(&reference)?,
                Ok(Event::Decl(declaration)) => check_encoding(&declaration)?,
                Ok(Event::DocType(kind)) if kind.contains('[') => {
                    return refusal("it declares entities", "remove the lines from `<!DOCTYPE` to `]>`");
                }
                Ok(Event::Comment(_) | Event::PI(_) | Event::DocType(_)) => {}
                Ok(Event::Eof) => break,
                Err(error) => return invalid(format!("it is not valid XML ({error})")),
            }
        }
        if !self.open.is_empty() || !self.has_root {
            return invalid("it ends too early");
        }
        match self.copies.total() {
            Some(total) if total <= MOST_ELEMENTS => Ok(()),
            Some(_) => refusal("its copies add up to more than a million elements", "use fewer copies (`use`)"),
            None => refusal(
                "an element is drawn inside itself",
                "remove the `use` or `url()` that refers to its own parent",
            ),
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), Refusal> {
        if self.open.len() == MOST_DEEP {
            return refusal(format!("its elements are nested more than {MOST_DEEP} deep"), "ungroup its groups");
        }
        if self.open.is_empty() && self.has_root {
            return invalid("something follows after its end");
        }
        let outside = self.namespaces.len();
        let attributes = attributes(element)?;
        self.declare(&attributes)?;
        let is_dropped = self.open.last().is_some_and(|open| open.name.is_none());
        let (namespace, local) = self.resolve(element.name().into_inner(), true);
        let name = names::element(local).filter(|_| namespace == Namespace::Svg && !is_dropped);
        if self.open.is_empty() && name != Some("svg") {
            return invalid("it is not an SVG drawing");
        }
        let name = name.filter(|name| !names::animates(name) || animates_what_may_be(&attributes));
        let parent = self.open.last().map_or(0, |open| open.part);
        let id = attributes.iter().find(|(name, _)| *name == "id").map(|(_, id)| &**id);
        let part = if name.is_some() { self.copies.element(parent, id) } else { parent };
        self.open.push(Open { name, part, namespaces: outside });
        let Some(name) = name else { return Ok(()) };
        if name == "style" {
            self.sheet_at = self.span.clone();
        }
        self.out.extend(["<", name]);
        if !self.has_root {
            self.has_root = true;
            self.out.extend([" xmlns=\"", SVG, "\" xmlns:xlink=\"", XLINK, "\""]);
        }
        self.attributes(name, part, &attributes)?;
        self.out.push('>');
        Ok(())
    }

    fn end(&mut self) -> Result<(), Refusal> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        self.namespaces.truncate(open.namespaces);
        let Some(name) = open.name else { return Ok(()) };
        if name == "style" {
            let sheet = std::mem::take(&mut self.sheet);
            let end = std::mem::replace(&mut self.span, self.sheet_at.clone());
            style::check(&sheet, |_| ()).or_else(|what| loads(&what))?;
            self.span = end;
            self.out.push_str(&escape(sheet.as_str()));
        }
        self.out.extend(["</", name, ">"]);
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Refusal> {
        let text = &*for_xml(text);
        match self.open.last() {
            None if text.trim().is_empty() => {}
            None => return invalid("it is not an SVG drawing"),
            Some(Open { name: Some("style"), .. }) => self.sheet.push_str(text),
            Some(Open { name: Some(_), .. }) => self.out.push_str(&escape(text)),
            Some(Open { name: None, .. }) => {}
        }
        Ok(())
    }

    /// `&amp;` and its like, and characters by their numbers; other entities are not known.
    fn reference(&mut self, reference: &BytesRef<'_>) -> Result<(), Refusal> {
        match reference.resolve_char_ref() {
            Ok(Some(c)) => self.text(c.encode_utf8(&mut [0; 4])),
            Ok(None) => match resolve_predefined_entity(reference) {
                Some(text) => self.text(text),
                None => invalid(format!("it has an unknown entity `&{};`", &**reference)),
            },
            Err(error) => invalid(format!("it is not valid XML ({error})")),
        }
    }

    fn declare(&mut self, attributes: &[(&str, String)]) -> Result<(), Refusal> {
        for (name, value) in attributes {
            let prefix = if *name == "xmlns" { Some("") } else { name.strip_prefix("xmlns:") };
            let Some(prefix) = prefix else { continue };
            let namespace = match value.as_str() {
                SVG | "" => Namespace::Svg,
                XLINK => Namespace::Xlink,
                _ => Namespace::Other,
            };
            if self.namespaces.len() == MOST_NAMESPACES {
                return invalid(format!("it declares more than {MOST_NAMESPACES} namespaces"));
            }
            self.namespaces.push((prefix.into(), namespace));
        }
        Ok(())
    }

    /// The namespace and the local part of a name. An attribute without a prefix belongs to its element.
    fn resolve<'n>(&self, name: &'n str, is_element: bool) -> (Namespace, &'n str) {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        if prefix == "xml" {
            return (Namespace::Xml, local);
        }
        if prefix.is_empty() && !is_element {
            return (Namespace::Svg, local);
        }
        let declared = self.namespaces.iter().rev().find(|(known, _)| **known == *prefix);
        let otherwise = if prefix.is_empty() { Namespace::Svg } else { Namespace::Other };
        (declared.map_or(otherwise, |(_, namespace)| *namespace), local)
    }

    fn attributes(&mut self, element: &str, part: usize, attributes: &[(&str, String)]) -> Result<(), Refusal> {
        let mut written: Vec<&str> = Vec::new();
        for (name, value) in attributes {
            let kept = match self.resolve(name, false) {
                (Namespace::Svg, "href") if keeps_link(element, value)? => "href",
                (Namespace::Xlink, "href") if keeps_link(element, value)? => "xlink:href",
                (Namespace::Xml, "space") => "xml:space",
                (Namespace::Xml, "lang") => "xml:lang",
                (Namespace::Svg, local) if !name.contains(':') => match names::attribute(local) {
                    Some((known, true)) => {
                        style::check(value, |id| self.copies.reference(part, id)).or_else(|what| loads(&what))?;
                        known
                    }
                    Some((known, false)) => known,
                    None => continue,
                },
                _ => continue,
            };
            if written.contains(&kept) {
                continue;
            }
            written.push(kept);
            if let ("use", "href" | "xlink:href", Some(id)) = (element, kept, value.trim().strip_prefix('#')) {
                self.copies.reference(part, id);
            }
            self.out.extend([" ", kept, "=\"", &escape(value.as_str()), "\""]);
        }
        Ok(())
    }
}

/// The attributes of an element, with their values as they are meant.
fn attributes<'e>(element: &'e BytesStart<'_>) -> Result<Vec<(&'e str, String)>, Refusal> {
    let mut all = Vec::new();
    for attribute in element.attributes() {
        let value = attribute.map_err(quick_xml::Error::from).and_then(|attribute: Attribute<'_>| {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0)?;
            // Before anything is checked: what is taken out later would join what stands on both sides of it.
            Ok((attribute.key.into_inner(), for_xml(&value).into_owned()))
        });
        match value {
            Ok(attribute) => all.push(attribute),
            Err(error) => return invalid(format!("it is not valid XML ({error})")),
        }
        if all.len() > MOST_ATTRIBUTES {
            return invalid(format!("an element has more than {MOST_ATTRIBUTES} attributes"));
        }
    }
    Ok(all)
}

/// Whether the attribute that an animation sets may be set.
fn animates_what_may_be(attributes: &[(&str, String)]) -> bool {
    let target = attributes.iter().find(|(name, _)| *name == "attributeName");
    target.is_none_or(|(_, target)| names::is_animated(target.trim()))
}

/// Whether a reference stays. References to other places are dropped from links; elsewhere the drawing needs them.
fn keeps_link(element: &str, value: &str) -> Result<bool, Refusal> {
    let value = value.trim();
    match element {
        _ if value.strip_prefix('#').is_some_and(style::is_id) => Ok(true),
        "image" if is_embedded_picture(value) => Ok(true),
        "image" => refusal("it shows an image from outside", "embed the image in the drawing, as PNG or JPEG"),
        "use" | "textPath" | "mpath" | "pattern" | "filter" | "linearGradient" | "radialGradient" => {
            refusal("it refers to something outside", "copy what it refers to into the drawing")
        }
        _ => Ok(false),
    }
}

/// A `data:` URL of a picture that cannot have scripts.
fn is_embedded_picture(value: &str) -> bool {
    let Some((kind, data)) = value.split_once(',') else { return false };
    let kinds = ["png", "jpeg", "jpg", "gif", "webp", "avif"];
    let is_picture = kinds.iter().any(|known| kind.eq_ignore_ascii_case(&format!("data:image/{known};base64")));
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b' ');
    is_picture && data.bytes().all(is_base64)
}

fn loads(what: &str) -> Result<(), Refusal> {
    let message = format!("its style has `{what}`, which could load something from another host");
    refusal(message, "remove it from the style, or save the drawing with simple styles")
}

fn check_encoding(declaration: &BytesDecl<'_>) -> Result<(), Refusal> {
    let known = |name: &str| name.eq_ignore_ascii_case("utf-8") || name.eq_ignore_ascii_case("us-ascii");
    match declaration.encoding() {
        Some(Ok(name)) if !known(&name) => {
            refusal(format!("its encoding is {}", name.escape_debug()), "save it as UTF-8")
        }
        Some(Err(error)) => invalid(format!("it is not valid XML ({error})")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
