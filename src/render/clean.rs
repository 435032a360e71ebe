//! Sanitising: HTML of untrusted authors, bodies for feeds, text for XML.

use std::borrow::Cow;
use std::sync::LazyLock;

use ammonia::{Builder, Url, UrlRelative};
use quick_xml::escape::escape;

use crate::plan::view::ImageView;

/// The HTML that untrusted authors may use: the output of Markdown, and no more.
pub(super) static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .add_tags(["section", "figure", "figcaption", "picture", "source"])
        .add_generic_attributes(["id", "class", "role", "aria-label", "tabindex"])
        .add_tag_attributes("img", ["loading", "decoding", "srcset", "sizes"])
        .add_tag_attributes("source", ["type", "srcset", "sizes"])
        .add_url_schemes(["tel"])
        .link_rel(None);
    builder
});

/// The lead image of an item, for feeds.
pub(super) fn lead_image(image: &ImageView<'_>) -> String {
    let caption =
        image.caption.map_or(String::new(), |caption| format!("<figcaption>{}</figcaption>", escape(caption)));
    format!("<figure><img src=\"{}\" alt=\"{}\">{caption}</figure>\n", escape(&*image.url), escape(image.alt))
}

/// A body for feeds: absolute URLs, without scripts and without elements that feed readers drop.
pub(super) fn for_feed(html: &str, page_url: &str) -> String {
    let mut builder = Builder::default();
    builder.add_tags(["figure", "figcaption"]).add_url_schemes(["tel"]).link_rel(None);
    if let Ok(base) = Url::parse(page_url) {
        builder.url_relative(UrlRelative::RewriteWithBase(base));
    }
    builder.clean(html).to_string()
}

/// A text without the characters that XML does not allow (XML 1.0 §2.2).
pub(super) fn for_xml(text: &str) -> Cow<'_, str> {
    let is_allowed =
        |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    if text.chars().all(is_allowed) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|c| is_allowed(*c)).collect())
}

/// Ends an XML document that begins at `start`: takes out the characters that XML does not allow, and adds a line break.
pub(super) fn end_xml(out: &mut Vec<u8>, start: usize) {
    let allowed = match for_xml(&String::from_utf8_lossy(out.get(start..).unwrap_or_default())) {
        Cow::Owned(allowed) => Some(allowed),
        Cow::Borrowed(_) => None,
    };
    if let Some(allowed) = allowed {
        out.truncate(start);
        out.extend_from_slice(allowed.as_bytes());
    }
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_have_whole_addresses() {
        let html = for_feed(
            "<p><a href=\"/a/\" class=\"x\">a</a> <a href=\"#b\">b</a> <img src=\"foto.jpg\" alt=\"\"> <a href=\"tel:+31\">t</a></p>",
            "https://e.example/nieuws/x/",
        );
        assert_eq!(
            html,
            "<p><a href=\"https://e.example/a/\">a</a> <a href=\"https://e.example/nieuws/x/#b\">b</a> <img src=\"https://e.example/nieuws/x/foto.jpg\" alt=\"\"> <a href=\"tel:+31\">t</a></p>"
        );
    }
}
