//! Sanitising: HTML of untrusted authors, bodies for feeds, text for XML.

use std::borrow::Cow;
use std::sync::LazyLock;

use ammonia::{Builder, Url, UrlRelative};
use quick_xml::escape::escape;

use crate::plan::view::{AttachmentView, ImageView};

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
    let parts: Vec<&str> = image.caption.into_iter().chain(image.credit).collect();
    let caption = parts.join(" – ");
    let caption =
        if caption.is_empty() { caption } else { format!("<figcaption>{}</figcaption>", escape(caption.as_str())) };
    format!("<figure><img src=\"{}\" alt=\"{}\">{caption}</figure>\n", escape(&*image.url), escape(image.alt))
}

/// The files that are offered with an item, for feeds.
pub(super) fn attachments(files: &[AttachmentView<'_>]) -> String {
    if files.is_empty() {
        return String::new();
    }
    let file = |AttachmentView { title, href, kind, size, .. }: &AttachmentView<'_>| {
        let about =
            [kind.as_str(), size.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        format!("<li><a href=\"{}\">{}</a> ({})</li>\n", escape(href.as_str()), escape(*title), escape(about.as_str()))
    };
    format!("<ul>\n{}</ul>\n", files.iter().map(file).collect::<String>())
}

/// A body for feeds: absolute URLs, without scripts and without elements that feed readers drop. A frame becomes a link.
pub(super) fn for_feed(html: &str, page_url: &str) -> String {
    let mut builder = Builder::default();
    builder
        .add_tags(["figure", "figcaption", "audio", "video", "source", "track", "iframe"])
        .add_tag_attributes("audio", ["src", "controls"])
        .add_tag_attributes("video", ["src", "controls", "poster", "width", "height"])
        .add_tag_attributes("source", ["src", "type"])
        .add_tag_attributes("track", ["src", "kind", "srclang", "label"])
        .add_tag_attributes("iframe", ["src", "title"])
        .add_url_schemes(["tel"])
        .link_rel(None);
    if let Ok(base) = Url::parse(page_url) {
        builder.url_relative(UrlRelative::RewriteWithBase(base));
    }
    frames_as_links(&builder.clean(html).to_string())
}

/// Frames, as the sanitiser writes them, as links: no feed reader shows frames.
fn frames_as_links(html: &str) -> String {
    let mut parts = html.split("<iframe");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (tag, rest) = part.split_once("</iframe>").unwrap_or((part, ""));
        let value = |name: &str| {
            let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
            rest.split_once('"').map(|(value, _)| value).filter(|value| !value.is_empty())
        };
        if let Some(src) = value("src") {
            out.extend(["<a href=\"", src, "\">", value("title").unwrap_or(src), "</a>"]);
        }
        out.push_str(rest);
    }
    out
}

/// A text without the characters that XML does not allow (XML 1.0 §2.2).
pub(super) fn for_xml(text: &str) -> Cow<'_, str> {
    let is_allowed =
        |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    if !may_have_forbidden(text.as_bytes()) || text.chars().all(is_allowed) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|c| is_allowed(*c)).collect())
}

/// Whether a text may have a character that XML does not allow: a control character, or one whose first byte is that of U+FFFE and
/// U+FFFF. Feeds are long, and hardly any have one.
fn may_have_forbidden(bytes: &[u8]) -> bool {
    let is_control = |byte: &u8| *byte < b' ' && !b"\t\n\r".contains(byte);
    let (words, rest) = bytes.as_chunks::<8>();
    words.iter().any(|word| has_low_byte(u64::from_ne_bytes(*word)) && word.iter().any(is_control))
        || rest.iter().any(is_control)
        || memchr::memchr(0xef, bytes).is_some()
}

/// Whether one of eight bytes is below that of a space: it borrows from its highest bit, which was not set.
fn has_low_byte(word: u64) -> bool {
    const HIGHEST: u64 = u64::from_ne_bytes([0x80; 8]);
    const SPACES: u64 = u64::from_ne_bytes([b' '; 8]);
    word.wrapping_sub(SPACES) & !word & HIGHEST != 0
}

/// Ends an XML document that begins at `start`: takes out the characters that XML does not allow, and adds a line break.
pub(super) fn end_xml(out: &mut Vec<u8>, start: usize) {
    let document = out.get(start..).unwrap_or_default();
    if may_have_forbidden(document)
        && let Cow::Owned(allowed) = for_xml(&String::from_utf8_lossy(document))
    {
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

    #[test]
    fn what_feeds_cannot_show_is_linked() {
        let html = for_feed(
            "<iframe src=\"https://film.example/1?a=1&b=2\" title='Een \"film\"' width=3><p>x</p></iframe> b <iframe></iframe><video controls poster=p.jpg src=/f.mp4 onplay=x()></video><audio><source src=a.mp3 type=audio/mpeg></audio>",
            "https://e.example/x/",
        );
        assert_eq!(
            html,
            "<a href=\"https://film.example/1?a=1&amp;b=2\">Een &quot;film&quot;</a> b <video controls=\"\" poster=\"https://e.example/x/p.jpg\" src=\"https://e.example/f.mp4\"></video><audio><source src=\"https://e.example/x/a.mp3\" type=\"audio/mpeg\"></audio>"
        );
        assert_eq!(for_feed("<iframe src='javascript:x()' title='<script>'></iframe>", "https://e.example/"), "");
    }
}
