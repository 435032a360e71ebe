//! How files are compressed beforehand, for hosts that send them so: which forms there are, and which files are worth it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A form in which files are compressed beforehand.
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

    /// The end of the names of its files.
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

    /// The file that one of these is a compressed copy of, by its name.
    pub fn original(file: &str) -> Option<&str> {
        Self::ALL.iter().find_map(|form| file.strip_suffix(form.end()))
    }
}

/// The ends of the names of files that get smaller, each with its media type. Images, fonts for the web and archives are
/// compressed already.
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

/// Whether a file gets smaller, by its name.
pub fn is_compressible(file: &str) -> bool {
    file.rsplit_once('.').is_some_and(|(_, end)| COMPRESSIBLE.iter().any(|(known, _)| *known == end))
}
