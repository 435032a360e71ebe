//! A link or an image of a body.

use crate::config::OwnUrls;
use serde::{Deserialize, Serialize};

/// A link or an image of a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Its target, as typed: `2012-11-01-vorige.md#verslag`, `foto.jpg`, `/nieuws/`, `#verslag`.
    pub to: Box<str>,
    /// Link or image.
    pub target: ReferenceKind,
    /// The start of its bytes in the file's text (after a byte-order mark).
    pub start: u32,
    /// The end of those bytes.
    pub end: u32,
}

/// The kind of a reference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReferenceKind {
    /// A page or a file.
    #[default]
    Link,
    /// An image.
    Image,
}

/// Whether a reference leads out of the site; its own URLs do not.
pub fn is_elsewhere(own: &OwnUrls, to: &str) -> bool {
    is_external(to) && own.path(to).is_none()
}

/// Whether a text is the whole URL of a page or a file on the web.
pub(super) fn is_web_url(text: &str) -> bool {
    let is_web = |url: url::Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    text.contains("://") && url::Url::parse(text.trim()).is_ok_and(is_web)
}

/// Whether a reference has a scheme, or a host.
pub fn is_external(to: &str) -> bool {
    let scheme = to.split_once(':').map(|(scheme, _)| scheme);
    to.starts_with("//")
        || scheme.is_some_and(|scheme| {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
        })
}
