//! The answer of a host as the block of a record: a head, and the file as it is. The file is never in memory as a whole.

use std::fs::File;
use std::io::{self, Read as _, Seek as _};

use super::capture::Capture;
use super::record::RecordDigest;
use super::warc_writer::RecordBlock;
use crate::base::{Error, RootedFolder};

/// The answer of a host: its head, and a file of the site.
pub(super) struct Answered<'a> {
    head: String,
    file: File,
    /// The length of the file.
    pub(super) size: u64,
    name: &'a str,
}

impl<'a> Answered<'a> {
    /// Opens the file of a capture; `date` is the moment of the answer (RFC 9110 §5.6.7).
    ///
    /// # Errors
    /// It cannot be read.
    pub(super) fn open(source: &RootedFolder, capture: &'a Capture<'_>, date: &str) -> Result<Self, Error> {
        let name = &*capture.name;
        let file = source.open_file(name).map_err(|error| cannot_read(name, &error))?;
        let size = file.metadata().map_err(|error| cannot_read(name, &error))?.len();
        let reason = match capture.answer.status {
            200 => "OK",
            301 => "Moved Permanently",
            302 => "Found",
            307 => "Temporary Redirect",
            308 => "Permanent Redirect",
            410 => "Gone",
            _ => "",
        };
        let location =
            capture.answer.location.as_ref().map_or_else(String::new, |location| format!("Location: {location}\r\n"));
        let head = format!(
            "HTTP/1.1 {} {reason}\r\nDate: {date}\r\n{location}Content-Type: {}\r\nContent-Length: {size}\r\n\r\n",
            capture.answer.status, capture.content_type
        );
        Ok(Self { head, file, size, name })
    }

    /// The length of the whole answer.
    pub(super) fn length(&self) -> u64 {
        self.head.len() as u64 + self.size
    }

    /// The digests of the whole answer, and of the file alone.
    ///
    /// # Errors
    /// The file cannot be read.
    pub(super) fn digests(&mut self) -> Result<(String, String), Error> {
        let (mut block, mut payload) = (RecordDigest::default(), RecordDigest::default());
        block.update(self.head.as_bytes());
        self.pass_file_on(&mut |bytes| {
            block.update(bytes);
            payload.update(bytes);
            Ok(())
        })?;
        Ok((block.finish(), payload.finish()))
    }

    /// Passes the file on from its start. Its length is in the head: a file with another one was changed meanwhile.
    fn pass_file_on(&mut self, sink: &mut dyn FnMut(&[u8]) -> Result<(), Error>) -> Result<(), Error> {
        let failed = |error: io::Error| cannot_read(self.name, &error);
        self.file.rewind().map_err(failed)?;
        let mut buffer = vec![0; usize::try_from(self.size).unwrap_or(usize::MAX).clamp(1, 1 << 18)];
        let mut read = 0;
        loop {
            let length = match self.file.read(&mut buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read.map_err(failed)?,
            };
            let Some(part) = buffer.get(..length).filter(|part| !part.is_empty()) else { break };
            sink(part)?;
            read += length as u64;
        }
        if read == self.size { Ok(()) } else { Err(Error::changed_meanwhile(self.name)) }
    }
}

impl RecordBlock for Answered<'_> {
    fn pass_on(&mut self, sink: &mut dyn FnMut(&[u8]) -> Result<(), Error>) -> Result<(), Error> {
        sink(self.head.as_bytes())?;
        self.pass_file_on(sink)
    }
}

/// The error of a file of the built site.
pub(super) fn cannot_read(name: &str, error: &io::Error) -> Error {
    Error::io(&format!("cannot read {name} of the built site"), error)
}
