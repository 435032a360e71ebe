//! Pages of other sites that stand in a text of WordPress: links to them.

use super::html_tag::{attribute_value, html_text};
use super::shortcode::Shortcode;

/// A film or a message of another site, by its URL or its number.
pub(super) fn film(code: &Shortcode<'_>) -> Option<String> {
    let given = code.get_or_first(&["id", "url", "v", "video", "tweet"]).or(code.inner.map(str::trim))?;
    let given = given.replace("&amp;", "&");
    let prefix = match code.name.as_str() {
        _ if given.contains("://") => "",
        "youtube" => "https://www.youtube.com/watch?v=",
        "vimeo" => "https://vimeo.com/",
        "dailymotion" => "https://www.dailymotion.com/video/",
        "tweet" => "https://twitter.com/i/status/",
        _ => return None,
    };
    Some(format!("\n\n{}\n\n", link(&format!("{prefix}{given}"))))
}

/// The names of sites whose pages are embedded.
const EMBEDDED: &[(&str, &str)] = &[
    ("youtube.com", "Video (YouTube)"),
    ("youtu.be", "Video (YouTube)"),
    ("vimeo.com", "Video (Vimeo)"),
    ("dailymotion.com", "Video (Dailymotion)"),
    ("twitter.com", "Twitter"),
    ("x.com", "X"),
    ("instagram.com", "Instagram"),
    ("facebook.com", "Facebook"),
    ("soundcloud.com", "SoundCloud"),
    ("spotify.com", "Spotify"),
    ("flickr.com", "Flickr"),
    ("slideshare.net", "SlideShare"),
    ("ted.com", "Video (TED)"),
    ("issuu.com", "Issuu"),
];

/// A link to a page that was embedded.
pub(super) fn link(url: &str) -> String {
    let host = url.split_once("://").map_or("", |(_, rest)| rest.split(['/', '?']).next().unwrap_or_default());
    let is = |(name, _): &&(&str, &str)| {
        host.strip_suffix(name).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    let text = EMBEDDED.iter().find(is).map_or_else(|| html_text(url), |(_, text)| (*text).to_owned());
    format!("<p><a href=\"{}\">{text}</a></p>", attribute_value(url))
}

/// The link for a URL alone.
pub(super) fn embed(text: &str) -> Option<String> {
    let url = text.replace("&amp;", "&").replace("&#038;", "&");
    let is_url = (url.starts_with("https://") || url.starts_with("http://"))
        && !url.contains(|c: char| c.is_whitespace() || "<>\"[".contains(c));
    is_url.then(|| link(&url))
}

/// URLs that stand alone on a line are embedded pages.
pub(super) fn embeds(text: &str) -> String {
    if !text.contains("://") {
        return text.to_owned();
    }
    let mut written = String::with_capacity(text.len());
    let mut is_code = false;
    for line in text.split_inclusive('\n') {
        is_code |= line.contains("<pre");
        match embed(line.trim()).filter(|_| !is_code) {
            Some(html) => written.extend(["\n", &html, "\n\n"]),
            None => written.push_str(line),
        }
        is_code &= !line.contains("</pre>");
    }
    written
}
