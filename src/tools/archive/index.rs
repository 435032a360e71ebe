//! The index of WARC files in the form CDXJ: a line for each answer, with its key, its moment, and where its record is.

use serde::Serialize;

use super::surt::surt;

/// A line of the index. All values are texts, as players want them.
#[derive(Debug, Serialize)]
pub(super) struct IndexLine<'l> {
    /// The URL.
    pub(super) url: &'l str,
    /// The media type, without parameters.
    pub(super) mime: &'l str,
    /// The status.
    pub(super) status: String,
    /// The digest of the payload.
    pub(super) digest: &'l str,
    /// The length of the record in its file, compressed where the file is.
    pub(super) length: String,
    /// The place of the record in its file.
    pub(super) offset: String,
    /// The file.
    pub(super) filename: &'l str,
}

impl IndexLine<'_> {
    /// The line, with the moment as 14 digits.
    pub(super) fn text(&self, moment: &str) -> String {
        let json = serde_json::to_string(self).unwrap_or_default();
        format!("{} {moment} {json}\n", surt(self.url))
    }
}

/// What lines are sorted by, byte by byte. Of two addresses with one key, the URL follows, with the quotation mark that ends it.
pub(super) fn sort_key(url: &str) -> (String, String) {
    (surt(url), format!("{url}\""))
}
