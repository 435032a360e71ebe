//! A text of the site that is changed: its byte-order mark and the ends of its lines stay as they are.

use crate::base::{Diagnostic, Error, Folder, Sources as _, disk, files};

/// The byte-order mark of UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// A text that was read to be changed.
pub(super) struct ChangedText<'s> {
    site: &'s Folder,
    file: &'s str,
    has_mark: bool,
    /// The text, without the mark.
    pub(super) text: String,
}

impl<'s> ChangedText<'s> {
    /// Reads a file. The inner error is why it is no text.
    ///
    /// # Errors
    /// It cannot be read.
    pub(super) fn read(site: &'s Folder, file: &'s str) -> Result<Result<Self, Diagnostic>, Error> {
        let bytes = site.read(file).map_err(|error| Error::io(&format!("cannot read {file}"), &error))?;
        let has_mark = bytes.starts_with(MARK);
        Ok(files::decode_as_written(file, bytes).map(|text| Self { site, file, has_mark, text }))
    }

    /// Writes another text in its place.
    ///
    /// # Errors
    /// It cannot be written; the file is then the old one.
    pub(super) fn replace(&self, text: &str) -> Result<(), Error> {
        let mark = if self.has_mark { MARK } else { b"" };
        disk::write_whole(&self.site.path_of(self.file), |out| {
            out.write_all(mark).and_then(|()| out.write_all(text.as_bytes()))
        })
        .map_err(|error| Error::io(&format!("cannot write {}", self.file), &error))
    }
}
