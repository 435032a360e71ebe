//! Elements of HTML that belong to the head of a page and stand in a text, where they change more than the text.

use std::ops::Range;

use super::html::{each_element, plain};
use super::leftover_kind::{Leftover, LeftoverKind};

/// The first of them in a piece of HTML that is a range of a body.
pub(super) fn head_element(html: &str, body: &str, range: &Range<usize>) -> Option<Leftover> {
    const NAMES: [&str; 4] = ["<base", "<meta", "<title", "<link"];
    let lower = html.to_ascii_lowercase();
    if !NAMES.iter().any(|name| lower.contains(name)) {
        return None;
    }
    let mut found = None;
    each_element(html, |element, attributes| {
        let value = |name: &str| {
            let value = attributes.iter().find(|(known, _)| known == name).map(|(_, value)| plain(html, value));
            value.unwrap_or_default().to_ascii_lowercase()
        };
        let hint = match element {
            "base" => "remove it: it changes where every link of the page leads; write whole addresses in the links",
            "meta" if value("http-equiv") == "refresh" => {
                "remove it: it takes readers away from the page; to redirect an old address, use `redirects` in site.yaml"
            }
            "meta" if value("name") == "robots" => {
                "write `draft: true` in the front matter to hold the item back: `noindex` here hides it from nobody"
            }
            "meta" | "title" => "remove it: the title and the summary in the front matter are what belongs there",
            "link" if value("rel").contains("canonical") => "remove it: each page names its own address",
            _ => return,
        };
        found.get_or_insert((element.to_owned(), hint));
    });
    let (name, hint) = found?;
    let source = body.get(range.clone())?.to_ascii_lowercase();
    let at = source.find(&format!("<{name}")).unwrap_or_default();
    let length = source.get(at..)?.find('>').map_or(name.len() + 1, |end| end + 1);
    let range = range.start + at..range.start + at + length;
    Some(Leftover { kind: LeftoverKind::OfHead, range, hint: hint.to_owned() })
}
