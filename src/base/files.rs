//! Reading the files of a site. The rest of the pipeline is a pure function of its input.

#![expect(clippy::disallowed_methods, reason = "this is the one place that touches the disk")]

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::open::{self, NotAFile};
use super::{Code, Diagnostic, Error, Place};

/// One file that a walk found.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SourceFile {
    /// Relative to the site's folder, with `/` between its parts.
    pub path: Box<str>,
    /// Its state, by which an unchanged file is known without reading it.
    pub stamp: Stamp,
}

/// The state of a file by its metadata. Equal stamps mean an unchanged file, unless it changed twice within one tick of the
/// file system's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Stamp {
    /// Size in bytes.
    pub size: u64,
    /// Last change of the contents, nanoseconds since 1970.
    pub modified: i64,
    /// Last change of contents or inode, nanoseconds since 1970: catches an edit that sets the time back.
    pub changed: i64,
    /// The inode: catches a file that was replaced by another.
    pub inode: u64,
}

/// The longest tick of a file system that has nanoseconds (Linux stamps files by its timer: 1 to 10 ms), and of one that
/// has not (FAT: 2 s).
const TICKS: [i64; 2] = [20_000_000, 2_000_000_000];

impl Stamp {
    /// Whether a file with this stamp could have been changed once more at this moment without another stamp.
    pub fn is_fresh_at(&self, now: i64) -> bool {
        let has_nanoseconds = self.changed % 1_000_000_000 != 0;
        let [short, long] = TICKS;
        self.changed >= now.saturating_sub(if has_nanoseconds { short } else { long })
    }

    /// The stamp of a file, from its metadata.
    pub fn of(metadata: &std::fs::Metadata) -> Self {
        let nanoseconds = |seconds: i64, rest: i64| seconds.wrapping_mul(1_000_000_000).wrapping_add(rest);
        Self {
            size: metadata.size(),
            modified: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
            changed: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
            inode: metadata.ino(),
        }
    }
}

/// The source of a site's files.
pub trait Sources: Send + Sync {
    /// All files below a folder of the site, in the order of their paths, with what is wrong with their names and
    /// links. A missing folder has none. Hidden files and editors' backups are skipped.
    fn walk(&self, folder: &str, findings: &mut Vec<Diagnostic>) -> Result<Vec<SourceFile>, Error>;

    /// The bytes of a file of the site.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;

    /// Whether there is such a folder.
    fn has_folder(&self, path: &str) -> bool;
}

/// The order in which walks find files: folder by folder, by name.
pub fn in_order(one: &str, other: &str) -> Ordering {
    one.split('/').cmp(other.split('/'))
}

/// A file, open to be read.
pub type OpenFile = std::fs::File;

/// The status of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileStatus {
    /// A file.
    File(Stamp),
    /// Nothing.
    Nothing,
    /// A hidden file or a backup, which walks skip.
    PassedOver,
    /// A folder, a link, or a path through a link: only a walk can resolve it.
    Other,
}

/// A site on disk.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// The site in this folder.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }
}

impl Sources for Folder {
    fn walk(&self, folder: &str, findings: &mut Vec<Diagnostic>) -> Result<Vec<SourceFile>, Error> {
        let start = self.root.join(folder);
        if !start.is_dir() {
            return Ok(Vec::new());
        }
        let home = start.canonicalize().map_err(|error| Error::io(&format!("cannot open {folder}"), &error))?;
        let mut files = Vec::new();
        let mut walk = WalkDir::new(&start).follow_links(true).sort_by_file_name().into_iter();
        while let Some(entry) = walk.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    findings.push(self.walk_error(error)?);
                    continue;
                }
            };
            let refused = refusal(&entry, &home, || self.shown(entry.path()));
            let skipped = refused.is_some() || (entry.depth() > 0 && is_passed_over(&entry));
            findings.extend(refused);
            match (skipped, entry.file_type()) {
                (true, kind) if kind.is_dir() => walk.skip_current_dir(),
                (false, kind) if kind.is_file() => files.push(entry),
                _ => {}
            }
        }
        files.par_iter().filter_map(|entry| self.source_file(entry).transpose()).collect()
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        open::read(&self.root.join(path))
    }

    fn has_folder(&self, path: &str) -> bool {
        self.root.join(path).is_dir()
    }
}

impl Folder {
    /// A file with its stamp; `None` where it was removed since its folder was listed.
    fn source_file(&self, entry: &DirEntry) -> Result<Option<SourceFile>, Error> {
        let path = self.shown(entry.path());
        match entry.metadata().map_err(io::Error::from) {
            Ok(metadata) => Ok(Some(SourceFile { path: path.into(), stamp: Stamp::of(&metadata) })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::io(&format!("cannot access {path}"), &error)),
        }
    }

    /// The status of one path, as a walk would find it.
    ///
    /// # Errors
    /// If the disk fails.
    pub fn status(&self, path: &str) -> io::Result<FileStatus> {
        let mut below = PathBuf::new();
        let mut parts = path.split('/').peekable();
        while let Some(part) = parts.next() {
            if !below.as_os_str().is_empty() && is_hidden_or_backup(part) {
                return Ok(FileStatus::PassedOver);
            }
            below.push(part);
            match std::fs::symlink_metadata(self.root.join(&below)) {
                Ok(found) if found.is_symlink() => return Ok(FileStatus::Other),
                Ok(found) if parts.peek().is_none() && found.is_file() => {
                    return Ok(FileStatus::File(Stamp::of(&found)));
                }
                Ok(found) if parts.peek().is_some() && found.is_dir() => {}
                Ok(_) => return Ok(FileStatus::Other),
                Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                    return Ok(FileStatus::Nothing);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(FileStatus::Other)
    }

    /// Opens a file in one of the site's folders, if its path still leads to a file inside that folder.
    ///
    /// # Errors
    /// If it does not, or the disk fails.
    pub fn open(&self, path: &str) -> io::Result<(OpenFile, Stamp)> {
        let folder = path.split('/').next().unwrap_or_default();
        let (home, target) = (self.root.join(folder).canonicalize()?, self.root.join(path).canonicalize()?);
        if !target.starts_with(home) {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "this path leads out of the site"));
        }
        let (file, metadata) = open::to_read(&target)?;
        if !metadata.is_file() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        Ok((file, Stamp::of(&metadata)))
    }

    /// A path as it is shown and as `read` takes it: relative to the site, with `/`.
    fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).to_string_lossy().into_owned()
    }

    fn walk_error(&self, error: walkdir::Error) -> Result<Diagnostic, Error> {
        let path = error.path().map(|path| self.shown(path)).unwrap_or_default();
        if let Some(ancestor) = error.loop_ancestor() {
            let message = format!("this symbolic link points to {}, which contains the link", self.shown(ancestor));
            return Ok(Diagnostic::new(Code::SymlinkLoop, Place::file(&path), message).hint("remove the link"));
        }
        if error.path().is_some_and(Path::is_symlink) {
            let message = "this symbolic link points to a file that does not exist";
            return Ok(Diagnostic::new(Code::SymlinkBroken, Place::file(&path), message)
                .hint("remove the link, or create the file"));
        }
        Err(Error::io(&format!("cannot read {path}"), &error.into()))
    }
}

/// The finding about an entry that may not be in a site's folders.
fn refusal(entry: &DirEntry, home: &Path, shown: impl Fn() -> String) -> Option<Diagnostic> {
    if entry.file_name().to_str().is_none() {
        let message = "the name of this file is not UTF-8";
        let hint = "rename it, with unaccented letters, digits and hyphens";
        return Some(Diagnostic::new(Code::FileNameNotUtf8, Place::file(&shown()), message).hint(hint));
    }
    if let Some(refused) = NotAFile::of(entry.file_type()).filter(|_| !is_passed_over(entry)) {
        let hint = "remove it, or replace it with a file";
        return Some(Diagnostic::new(Code::NotAFile, Place::file(&shown()), refused.to_string()).hint(hint));
    }
    if !entry.path_is_symlink() || entry.depth() == 0 {
        return None;
    }
    let target = entry.path().canonicalize().ok()?;
    if target.starts_with(home) {
        return None;
    }
    let message = "this symbolic link points outside the folder";
    let hint = "replace the link by a copy of the file: a site publishes only files in its own folders";
    Some(Diagnostic::new(Code::SymlinkOutside, Place::file(&shown()), message).hint(hint))
}

/// Hidden files are not published, except for these, which hosts require (RFC 8615 and others).
const HIDDEN_AND_PUBLISHED: &[&str] = &[".well-known", ".htaccess", ".nojekyll", ".domains"];

fn is_passed_over(entry: &DirEntry) -> bool {
    is_hidden_or_backup(&entry.file_name().to_string_lossy())
}

/// Whether a walk passes over what has this name.
fn is_hidden_or_backup(name: &str) -> bool {
    let is_hidden = name.starts_with('.') && !HIDDEN_AND_PUBLISHED.contains(&name);
    is_hidden || name.ends_with('~') || (name.starts_with('#') && name.ends_with('#'))
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
}

/// Reads a text file of a site: a file that is not UTF-8, or has a NUL byte, is a finding with its place.
pub fn read_text(sources: &dyn Sources, path: &str) -> Result<Result<String, Diagnostic>, Error> {
    let bytes = sources.read(path).map_err(|error| Error::io(&format!("cannot read {path}"), &error))?;
    Ok(decode(path, bytes))
}

/// The text of a file's bytes, without a byte-order mark.
pub fn decode(path: &str, bytes: Vec<u8>) -> Result<String, Diagnostic> {
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
    Ok(text)
}

fn not_utf8(path: &str, bytes: &[u8], at: usize) -> Diagnostic {
    let looks_like = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "it looks like UTF-16",
        _ => "it may be Windows-1252 or ISO 8859-1",
    };
    let shown = String::from_utf8_lossy(bytes);
    let place = Place::span(path, &shown, at..at + '\u{fffd}'.len_utf8());
    Diagnostic::new(Code::NotUtf8, place, format!("this file is not UTF-8: {looks_like}"))
        .hint("open it in your editor and save it as UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_from_before_the_clock_was_set_back_is_never_believed() {
        let now = 1_700_000_000_123_456_789;
        let at = |changed| Stamp { size: 1, modified: changed, changed, inode: 1 };
        assert!(at(now + 3_600_000_000_000).is_fresh_at(now), "it is from the future: the clock was set back");
        assert!(at(now).is_fresh_at(now), "it could be changed once more within this tick");
        assert!(!at(now - 3_600_000_000_000).is_fresh_at(now));
        let whole_seconds = now - now % 1_000_000_000;
        assert!(at(whole_seconds - 1_000_000_000).is_fresh_at(now), "a file system with ticks of two seconds");
    }
}
