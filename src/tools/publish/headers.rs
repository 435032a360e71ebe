//! The headers that a store sends with a file.

use super::release::ReleaseFile;
use crate::base::{Role, media_type};

/// The headers of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Headers {
    /// `text/html; charset=utf-8`.
    pub(super) content_type: String,
    /// `public, max-age=60`.
    pub(super) cache_control: String,
}

impl Headers {
    /// The headers of a file; `pages` and `files` are seconds.
    pub(super) fn of(file: &ReleaseFile, pages: u32, files: u32) -> Self {
        let cache_control = match file.role {
            _ if file.is_immutable => "public, max-age=31536000, immutable".to_owned(),
            Role::Asset => format!("public, max-age={files}"),
            _ => format!("public, max-age={pages}"),
        };
        Self { content_type: media_type::with_charset(file.media_type).into_owned(), cache_control }
    }

    /// All headers as one text.
    pub(super) fn text(&self) -> String {
        format!("{}\n{}", self.content_type, self.cache_control)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Fingerprint, media_type};

    fn of_kind(file: &str, role: Role, is_immutable: bool) -> (String, String) {
        let fingerprint = Fingerprint::default();
        let file = ReleaseFile {
            name: file.into(),
            role,
            is_immutable,
            media_type: media_type::of_role(file, role),
            size: 0,
            content: fingerprint,
            fingerprint,
            local: None,
            item: None,
        };
        let Headers { content_type, cache_control } = Headers::of(&file, 60, 3600);
        (content_type, cache_control)
    }

    fn of(file: &str, role: Role) -> (String, String) {
        of_kind(file, role, false)
    }

    #[test]
    fn files_have_their_type_and_are_kept_by_their_kind() {
        let pair = |media: &str, cache: &str| (media.to_owned(), cache.to_owned());
        assert_eq!(of("a/index.html", Role::Page), pair("text/html; charset=utf-8", "public, max-age=60"));
        assert_eq!(of("feed.xml", Role::Feed), pair("application/atom+xml; charset=utf-8", "public, max-age=60"));
        assert_eq!(of("sitemap.xml", Role::Machine), pair("text/xml; charset=utf-8", "public, max-age=60"));
        let immutable = "public, max-age=31536000, immutable";
        assert_eq!(of_kind("assets/stijl-1bea225d.css", Role::Asset, true), pair("text/css; charset=utf-8", immutable));
        // A date looks like a fingerprint.
        assert_eq!(of("besluit-20131203.pdf", Role::Asset), pair("application/pdf", "public, max-age=3600"));
        assert_eq!(of("a/foto.jpg", Role::Asset), pair("image/jpeg", "public, max-age=3600"));
        assert_eq!(of("a/wijk-zonder.svg", Role::Asset).0, "image/svg+xml; charset=utf-8");
        assert_eq!(of("a/plan", Role::Asset).0, "application/octet-stream");
        assert_eq!(of("feed.json", Role::Feed).0, "application/feed+json");
    }
}
