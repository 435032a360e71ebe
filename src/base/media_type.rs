//! Media types of files by their names: one table for the preview and for publishing.

use std::borrow::Cow;

use super::Role;

/// The media type of a file by the end of its name, without parameters: `text/html`.
pub fn of_file(name: &str) -> &'static str {
    mime_guess::from_path(name).first_raw().unwrap_or("application/octet-stream")
}

/// Whether the end of a name is that of a known kind of file.
pub fn is_known(name: &str) -> bool {
    mime_guess::from_path(name).first_raw().is_some()
}

/// The media type of a file of the site. The end of a feed's name does not tell Atom from RSS.
pub fn of_role(name: &str, role: Role) -> &'static str {
    match (role, name.rsplit('/').next()) {
        (Role::Feed, Some("feed.xml")) => "application/atom+xml",
        (Role::Feed, Some("rss.xml" | "podcast.xml")) => "application/rss+xml",
        (Role::Feed, Some("feed.json")) => "application/feed+json",
        _ => of_file(name),
    }
}

/// A media type with the character set of texts. JSON has no such parameter: it is always UTF-8 (RFC 8259 §8.1).
pub fn with_charset(media_type: &'static str) -> Cow<'static, str> {
    let is_text = media_type.starts_with("text/")
        || media_type.ends_with("+xml")
        || media_type.ends_with("/xml")
        || media_type.ends_with("/javascript");
    if is_text { format!("{media_type}; charset=utf-8").into() } else { media_type.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_the_media_type() {
        for (name, expected) in [
            ("a/index.html", "text/html"),
            ("sitemap.xml", "text/xml"),
            (".well-known/security.txt", "text/plain"),
            ("a/foto.JPG", "image/jpeg"),
            ("a/plan", "application/octet-stream"),
        ] {
            assert_eq!(of_file(name), expected, "{name}");
        }
        let feed = |name| of_role(name, Role::Feed);
        assert_eq!((feed("tags/a/feed.xml"), feed("rss.xml")), ("application/atom+xml", "application/rss+xml"));
        assert_eq!((feed("feed.json"), feed("other.xml")), ("application/feed+json", "text/xml"));
        assert_eq!(of_role("feed.xml", Role::Asset), "text/xml");
    }
}
