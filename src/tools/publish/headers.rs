//! What a store tells of a file: its type, and for how long it may be kept.

use crate::plan::Role;

use super::shelf::Piece;

/// The headers of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Headers {
    /// `text/html; charset=utf-8`.
    pub(super) content_type: String,
    /// `public, max-age=60`.
    pub(super) cache_control: String,
}

impl Headers {
    /// The headers of a file; pages and files may be kept for so many seconds.
    pub(super) fn of(piece: &Piece, pages: u32, files: u32) -> Self {
        let cache_control = match piece.role {
            Role::Asset if has_fingerprint(&piece.file) => "public, max-age=31536000, immutable".to_owned(),
            Role::Asset => format!("public, max-age={files}"),
            _ => format!("public, max-age={pages}"),
        };
        Self { content_type: content_type(&piece.file, piece.role), cache_control }
    }

    /// Both, as one text.
    pub(super) fn text(&self) -> String {
        format!("{}\n{}", self.content_type, self.cache_control)
    }
}

/// Whether a file is named by its contents, and so never changes: `stijl-1bea225d.css`.
fn has_fingerprint(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or(file);
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    stem.rsplit_once('-')
        .is_some_and(|(_, fingerprint)| fingerprint.len() >= 8 && fingerprint.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// The media type of a file by its name; texts say that they are UTF-8.
fn content_type(file: &str, role: Role) -> String {
    let name = file.rsplit('/').next().unwrap_or(file);
    let known = match (role, name) {
        (Role::Feed, "feed.xml") => Some("application/atom+xml"),
        (Role::Feed, "rss.xml") => Some("application/rss+xml"),
        (Role::Feed, "feed.json") => Some("application/feed+json"),
        (_, "security.txt") => Some("text/plain"),
        _ => None,
    };
    let guess = known.map(str::to_owned).or_else(|| mime_guess::from_path(name).first().map(|mime| mime.to_string()));
    let media = guess.unwrap_or_else(|| "application/octet-stream".to_owned());
    // RFC 8259 §8.1: JSON is always UTF-8, and has no such parameter.
    let is_text = media.starts_with("text/")
        || media.ends_with("+xml")
        || media.ends_with("/xml")
        || media.ends_with("/javascript");
    if is_text { format!("{media}; charset=utf-8") } else { media }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Fingerprint;

    fn of(file: &str, role: Role) -> (String, String) {
        let fingerprint = Fingerprint::default();
        let piece =
            Piece { file: file.into(), role, size: 0, bytes: fingerprint, fingerprint, path: None, source: None };
        let Headers { content_type, cache_control } = Headers::of(&piece, 60, 3600);
        (content_type, cache_control)
    }

    #[test]
    fn files_have_their_type_and_are_kept_by_their_kind() {
        let pair = |media: &str, cache: &str| (media.to_owned(), cache.to_owned());
        assert_eq!(of("a/index.html", Role::Page), pair("text/html; charset=utf-8", "public, max-age=60"));
        assert_eq!(of("feed.xml", Role::Feed), pair("application/atom+xml; charset=utf-8", "public, max-age=60"));
        assert_eq!(of("sitemap.xml", Role::Machine), pair("text/xml; charset=utf-8", "public, max-age=60"));
        let immutable = "public, max-age=31536000, immutable";
        assert_eq!(of("assets/stijl-1bea225d.css", Role::Asset), pair("text/css; charset=utf-8", immutable));
        assert_eq!(of("a/foto.jpg", Role::Asset), pair("image/jpeg", "public, max-age=3600"));
        assert_eq!(of("a/wijk-zonder.svg", Role::Asset).0, "image/svg+xml; charset=utf-8");
        assert_eq!(of("a/plan", Role::Asset).0, "application/octet-stream");
        assert_eq!(of("feed.json", Role::Feed).0, "application/feed+json");
    }
}
