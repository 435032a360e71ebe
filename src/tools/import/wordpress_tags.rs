//! Shortcodes of `WordPress` that stand in Markdown of a later system: pictures with captions, films, galleries.

use super::equivalents::{address, label};
use super::template_tag::TagCall;

/// The names that are known.
const NAMES: &[&str] = &[
    "caption",
    "wp_caption",
    "youtube",
    "vimeo",
    "embed",
    "gallery",
    "video",
    "audio",
    "googlevideo",
    "slideshare",
    "soundcloud",
    "playlist",
];

/// The text with its shortcodes replaced; those without an equivalent become comments. Code stays as it is.
pub(super) fn replaced(body: &str) -> String {
    if !NAMES.iter().any(|name| body.contains(&format!("[{name}"))) {
        return body.to_owned();
    }
    let places = super::template_tag::places(body);
    let (mut written, mut done, mut at) = (String::with_capacity(body.len()), 0, 0);
    while let Some(open) = body.get(at..).and_then(|rest| rest.find('[')).map(|open| at + open) {
        at = open + 1;
        let in_code =
            places.iter().any(|(range, place)| *place == super::template_tag::TextPlace::Code && range.contains(&open));
        if in_code || open < done {
            continue;
        }
        if let Some((replacement, end)) = shortcode(body, open) {
            written.push_str(body.get(done..open).unwrap_or_default());
            written.push_str(&replacement);
            (done, at) = (end, end);
        }
    }
    written.push_str(body.get(done..).unwrap_or_default());
    written
}

/// The replacement of the shortcode at a bracket, and where it ends.
fn shortcode(body: &str, open: usize) -> Option<(String, usize)> {
    let rest = body.get(open + 1..)?;
    let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == '-').collect();
    let after = rest.get(name.len()..)?;
    let is_one = NAMES.contains(&name.as_str()) && after.starts_with([' ', ']', '=', '\n']);
    let end = rest.find(']').filter(|_| is_one)?;
    let end_of_tag = open + 1 + end + 1;
    // `[video of the opening](…)` is a link, and `[video]` alone may be a word.
    let attributes = after.get(..end - name.len())?.trim();
    let close = format!("[/{name}]");
    let inner = body
        .get(end_of_tag..)
        .and_then(|text| text.find(&close).filter(|length| *length < 5000).and_then(|length| text.get(..length)));
    let has_attributes = attributes.contains('=') || attributes.contains("://");
    if body.get(end_of_tag..).is_some_and(|text| text.starts_with('('))
        || (inner.is_none() && !has_attributes && name != "gallery")
    {
        return None;
    }
    let call = TagCall::parse(&format!("{name} {}", attributes.trim_start_matches('=')));
    let whole_end = inner.map_or(end_of_tag, |inner| end_of_tag + inner.len() + close.len());
    let original = body.get(open..whole_end)?;
    let replacement = match (name.as_str(), inner) {
        ("caption" | "wp_caption", Some(inner)) => caption(&call, inner),
        ("gallery" | "playlist", _) => format!("<!-- {} -->", original.replace("--", "‐‐")),
        (_, inner) => match inner.filter(|inner| inner.contains("//")).or_else(|| url(&call)) {
            Some(url) => {
                let url = url.trim().trim_start_matches('<').trim_end_matches('>');
                format!("[{}]({})", label(site_of(url)), address(url))
            }
            None => format!("<!-- {} -->", original.replace("--", "‐‐")),
        },
    };
    Some((replacement, whole_end))
}

fn url(call: &TagCall) -> Option<&str> {
    let own = call.get(&["src", "url", "mp4", "mp3", "webm", "ogg", "id", "file"]);
    own.or_else(|| call.values.first().map(String::as_str)).filter(|url| url.contains("//"))
}

/// The name of the site that a film is on.
fn site_of(url: &str) -> &str {
    let host = url.split("//").nth(1).unwrap_or_default().split('/').next().unwrap_or_default();
    let host = host.trim_start_matches("www.");
    match host {
        "youtube.com" | "youtu.be" | "m.youtube.com" => "Video (YouTube)",
        "vimeo.com" => "Video (Vimeo)",
        "" => "Video",
        host => host,
    }
}

/// A picture with its caption: the caption is an attribute, or the text behind the picture.
fn caption(call: &TagCall, inner: &str) -> String {
    let inner = inner.trim();
    let end = if inner.starts_with("[![") {
        inner.find(")](").and_then(|at| inner.get(at + 3..)?.find(')').map(|end| at + 3 + end))
    } else {
        inner.find(')')
    };
    let picture = end.and_then(|end| inner.get(..=end)).filter(|picture| picture.contains("!["));
    let text = picture.map_or("", |picture| inner.get(picture.len()..).unwrap_or_default().trim());
    let caption = call.get(&["caption"]).unwrap_or(text);
    match picture {
        Some(picture) if !caption.is_empty() => {
            format!("\n\n::: figure \"{}\"\n{picture}\n:::\n\n", super::values::decoded(&caption.replace('"', "'")))
        }
        _ => format!("\n\n{inner}\n\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortcodes_in_markdown_are_replaced() {
        let of = |text: &str| replaced(text).trim().to_owned();
        assert_eq!(
            of("[caption id=\"a\" width=\"300\"]![Brug](a.jpg) De brug[/caption]"),
            "::: figure \"De brug\"\n![Brug](a.jpg)\n:::"
        );
        assert_eq!(
            of("[caption id=\"a\" caption=\"Zo\"][![Brug](a.jpg)](b.jpg)[/caption]"),
            "::: figure \"Zo\"\n[![Brug](a.jpg)](b.jpg)\n:::"
        );
        assert_eq!(
            of("[youtube https://www.youtube.com/watch?v=a]"),
            "[Video (YouTube)](https://www.youtube.com/watch?v=a)"
        );
        assert_eq!(of("[embed]https://a.example/b[/embed]"), "[a.example](https://a.example/b)");
        assert_eq!(of("[gallery ids=\"1,2\"]"), "<!-- [gallery ids=\"1,2\"] -->");
        for left in ["[video](a.mp4)", "[video]", "`[gallery]`", "[gallery](x)", "[embedded]"] {
            assert_eq!(of(left), left);
        }
    }
}
