//! The files of a site, wherever they come from, and their texts. The rest of the pipeline is a pure function of them.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::no_text::{merge_conflict, no_text};
use super::{Code, Diagnostic, Error, Place};

/// One file that a walk found.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SourceFile {
    /// Relative to the site's folder, with `/` between its parts.
    pub path: Box<str>,
    /// Its state, by which an unchanged file is known without reading it.
    pub stamp: Stamp,
}

pub use super::stamp::Stamp;

/// The source of a site's files.
pub trait Sources: Send + Sync {
    /// All files below a folder of the site, in the order of their paths, with what is wrong with their names and
    /// links. A missing folder has none. Hidden files and editors' backups are skipped.
    fn walk(&self, folder: &str, findings: &mut Vec<Diagnostic>) -> Result<Vec<SourceFile>, Error>;

    /// The bytes of a file of the site.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;

    /// The first bytes of a file of the site, at most this many.
    fn read_start(&self, path: &str, most: usize) -> io::Result<Vec<u8>> {
        let mut bytes = self.read(path)?;
        bytes.truncate(most);
        Ok(bytes)
    }

    /// Whether there is such a folder.
    fn has_folder(&self, path: &str) -> bool;

    /// The names of what stands in the folder of the site itself, in order; those of folders end in `/`. Hidden ones are left out.
    fn root_names(&self) -> Vec<String>;
}

/// The order in which walks find files: folder by folder, by name.
pub fn in_order(one: &str, other: &str) -> Ordering {
    one.split('/').cmp(other.split('/'))
}

/// A site in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryFiles(pub BTreeMap<String, Vec<u8>>);

impl Sources for MemoryFiles {
    fn walk(&self, folder: &str, _: &mut Vec<Diagnostic>) -> Result<Vec<SourceFile>, Error> {
        let below = format!("{folder}/");
        let inside = self.0.iter().filter(|(path, _)| path.starts_with(&below));
        Ok(inside
            .map(|(path, bytes)| SourceFile {
                path: path.as_str().into(),
                stamp: Stamp { size: bytes.len() as u64, ..Stamp::default() },
            })
            .collect())
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.0.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn has_folder(&self, path: &str) -> bool {
        let below = format!("{path}/");
        self.0.keys().any(|file| file.starts_with(&below))
    }

    fn root_names(&self) -> Vec<String> {
        let name = |path: &String| path.split_once('/').map_or(path.clone(), |(folder, _)| format!("{folder}/"));
        self.0.keys().map(name).filter(|name| !name.starts_with('.')).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

/// Reads a text file of a site: a file that is not UTF-8, or has a NUL byte, is a finding with its place.
pub fn read_text(sources: &dyn Sources, path: &str) -> Result<Result<String, Diagnostic>, Error> {
    let bytes = sources.read(path).map_err(|error| Error::io(&format!("cannot read {path}"), &error))?;
    Ok(decode(path, bytes))
}

/// The text of a file that was read before; `None` where it was changed or removed meanwhile and cannot be read.
pub fn readable_text(sources: &dyn Sources, path: &str) -> Option<String> {
    read_text(sources, path).ok()?.ok()
}

/// The text of a file's bytes, without a byte-order mark. Its lines end in `\n`, also where they were written on Windows: the
/// same text gives the same page.
pub fn decode(path: &str, bytes: Vec<u8>) -> Result<String, Diagnostic> {
    let text = decode_as_written(path, bytes)?;
    if !text.contains('\r') {
        return Ok(text);
    }
    // Lines of an old Macintosh, or of a program that means to be one, have no `\n`.
    Ok(if text.contains('\n') { text.replace("\r\n", "\n") } else { text.replace('\r', "\n") })
}

/// The text of a file's bytes, without a byte-order mark, and with the ends of lines that it has: for a file that is changed.
pub fn decode_as_written(path: &str, bytes: Vec<u8>) -> Result<String, Diagnostic> {
    if let Some(finding) = no_text(path, &bytes) {
        return Err(finding);
    }
    let mut text =
        String::from_utf8(bytes).map_err(|error| not_utf8(path, error.as_bytes(), error.utf8_error().valid_up_to()))?;
    if let Some(at) = text.find('\0') {
        let message = "this text contains a NUL byte";
        return Err(Diagnostic::new(Code::NulByte, Place::span(path, &text, at..at + 1), message)
            .hint("remove it, or rename the file if it is not a text"));
    }
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    merge_conflict(path, &text).map_or(Ok(text), Err)
}

fn not_utf8(path: &str, bytes: &[u8], at: usize) -> Diagnostic {
    // Without a byte-order mark, a text in Latin letters has a zero beside each of them.
    let has_zeros = memchr::memchr_iter(0, bytes).count() > bytes.len() / 4;
    let looks_like = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "it looks like UTF-16",
        _ if has_zeros => "it looks like UTF-16",
        _ => "it may be Windows-1252 or ISO 8859-1",
    };
    let shown = String::from_utf8_lossy(bytes);
    let place = Place::span(path, &shown, at..at + '\u{fffd}'.len_utf8());
    Diagnostic::new(Code::NotUtf8, place, format!("this file is not UTF-8: {looks_like}"))
        .hint("open it in your editor and save it as UTF-8")
}
