//! Compressed copies of files, for hosts that send them: the forms, and the files that are worth it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A form of compressed copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Compression {
    /// `.br` (RFC 7932): what browsers ask for first, over HTTPS.
    Brotli,
    /// `.gz` (RFC 1952): what every browser knows.
    Gzip,
}

impl Compression {
    /// Both, the better one first.
    pub const ALL: [Self; 2] = [Self::Brotli, Self::Gzip];

    /// The extension of its files.
    pub fn end(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
        }
    }

    /// Its name in the headers Accept-Encoding and Content-Encoding.
    pub fn encoding(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// The name of the original of a compressed copy.
    pub fn original(file: &str) -> Option<&str> {
        Self::ALL.iter().find_map(|form| file.strip_suffix(form.end()))
    }
}

/// Extensions of files that compression makes smaller, each with its media type. Images, web fonts and archives are compressed
/// already.
pub const COMPRESSIBLE: &[(&str, &str)] = &[
    ("atom", "application/atom+xml"),
    ("css", "text/css"),
    ("csv", "text/csv"),
    ("geojson", "application/geo+json"),
    ("gpx", "application/gpx+xml"),
    ("htm", "text/html"),
    ("html", "text/html"),
    ("ics", "text/calendar"),
    ("js", "text/javascript"),
    ("json", "application/feed+json"),
    ("md", "text/markdown"),
    ("mjs", "text/javascript"),
    ("rss", "application/rss+xml"),
    ("svg", "image/svg+xml"),
    ("txt", "text/plain"),
    ("vtt", "text/vtt"),
    ("wasm", "application/wasm"),
    ("webmanifest", "application/manifest+json"),
    ("xml", "application/xml"),
];

/// Whether compression makes a file smaller, by its name.
pub fn is_compressible(file: &str) -> bool {
    file.rsplit_once('.').is_some_and(|(_, end)| COMPRESSIBLE.iter().any(|(known, _)| *known == end))
}
