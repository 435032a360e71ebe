//! The files of a site on disk.

#![expect(clippy::disallowed_methods, reason = "this, `open` and `disk` are the places that touch the disk")]

use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::composed_names::compose;
use super::disk::{self, system};
use super::files::{SourceFile, Sources, Stamp};
use super::name::nfc;
use super::open;
use super::site_path::shown_path;
use super::{Code, Diagnostic, Error, Place};

/// The folders that a site is built from.
pub const SOURCE_FOLDERS: [&str; 3] = ["content", "static", "themes"];

/// The folder that a site is built from in which a place is, if any. Both are paths without links.
pub fn source_folder_of(site: &Path, place: &Path) -> Option<&'static str> {
    SOURCE_FOLDERS.into_iter().find(|folder| place.starts_with(site.join(folder)))
}

/// The whole path of a file or folder, without links; it need not exist.
///
/// # Errors
/// What is above it cannot be looked at.
pub fn absolute(path: &Path) -> Result<PathBuf, Error> {
    disk::absolute(path).map_err(|error| Error::io(&format!("cannot open {}", path.display()), &error))
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
        let failed = |error: io::Error| Error::io(&format!("cannot open {folder}"), &error);
        let home = system::canonical(&start).map_err(failed)?;
        if !home.starts_with(system::canonical(&self.root).map_err(failed)?) {
            findings.push(leads_outside(folder, "the folder of the site"));
            return Ok(Vec::new());
        }
        let mut files = Vec::new();
        let mut links = FolderLinks::default();
        let mut walk = WalkDir::new(&start).follow_links(true).sort_by_file_name().into_iter();
        while let Some(entry) = walk.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    findings.push(self.walk_error(error)?);
                    continue;
                }
            };
            let shown = || self.shown(entry.path());
            let refused = refusal(&entry, &home, shown).or_else(|| links.refusal(&entry, shown));
            let skipped = refused.is_some() || (entry.depth() > 0 && is_passed_over(&entry));
            findings.extend(refused);
            match (skipped, entry.file_type()) {
                (true, kind) if kind.is_dir() => walk.skip_current_dir(),
                (false, kind) if kind.is_file() => files.push(entry),
                _ => {}
            }
            if links.are_too_many() {
                findings.push(FolderLinks::too_many(folder));
                break;
            }
        }
        let found = files.par_iter().filter_map(|entry| self.source_file(entry).transpose());
        let mut files = found.collect::<Result<Vec<_>, Error>>()?;
        compose(&mut files, findings);
        Ok(files)
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let file = self.path_of(path);
        // Below the folders of the site, the walk has looked at the links.
        if !path.contains('/')
            && file.is_symlink()
            && !system::canonical(&file)?.starts_with(system::canonical(&self.root)?)
        {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, LEADS_OUT));
        }
        open::read(&file)
    }

    fn read_start(&self, path: &str, most: usize) -> io::Result<Vec<u8>> {
        open::read_start(&self.path_of(path), most)
    }

    fn has_folder(&self, path: &str) -> bool {
        self.path_of(path).is_dir()
    }

    fn root_names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.root).into_iter().flatten().flatten();
        let name = |entry: std::fs::DirEntry| {
            let name = entry
                .file_name()
                .into_string()
                .ok()
                .filter(|name| !is_hidden_or_backup(name) && !name.starts_with('.'))?;
            let is_folder = entry.file_type().ok()?.is_dir();
            Some(if is_folder { format!("{name}/") } else { name })
        };
        let mut names: Vec<String> = entries.filter_map(name).collect();
        names.sort();
        names
    }
}

impl Folder {
    /// The path of a file on the disk, whose name there may be in another form than C.
    pub fn path_of(&self, path: &str) -> PathBuf {
        let plain = self.root.join(path);
        if path.is_ascii() || plain.symlink_metadata().is_ok() {
            return plain;
        }
        path.split('/').fold(self.root.clone(), |folder, part| {
            let plain = folder.join(part);
            if part.is_ascii() || plain.symlink_metadata().is_ok() {
                return plain;
            }
            let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
            let names = entries.map(|entry| entry.file_name());
            let same = names.into_iter().find(|name| name.to_str().is_some_and(|name| nfc(name) == part));
            same.map_or(plain, |name| folder.join(name))
        })
    }

    /// A file with its stamp; `None` where it was removed since its folder was listed.
    fn source_file(&self, entry: &DirEntry) -> Result<Option<SourceFile>, Error> {
        let path = self.shown(entry.path());
        match entry.metadata().map_err(io::Error::from) {
            Ok(metadata) => Ok(Some(SourceFile { path: path.into(), stamp: system::stamp_of(&metadata) })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::io(&format!("cannot access {path}"), &error)),
        }
    }

    /// The status of one path, as a walk would find it.
    ///
    /// # Errors
    /// If the disk fails.
    pub fn status(&self, path: &str) -> io::Result<FileStatus> {
        let mut below = String::new();
        let mut parts = path.split('/').peekable();
        while let Some(part) = parts.next() {
            if !below.is_empty() && is_hidden_or_backup(part) {
                return Ok(FileStatus::PassedOver);
            }
            if !below.is_empty() {
                below.push('/');
            }
            below.push_str(part);
            match std::fs::symlink_metadata(self.path_of(&below)) {
                Ok(found) if found.is_symlink() => return Ok(FileStatus::Other),
                Ok(found) if parts.peek().is_none() && found.is_file() => {
                    return Ok(FileStatus::File(system::stamp_of(&found)));
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
        let (home, target) = (system::canonical(&self.root.join(folder))?, system::canonical(&self.path_of(path))?);
        if !target.starts_with(home) {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, LEADS_OUT));
        }
        let (file, metadata) = open::to_read(&target)?;
        if !metadata.is_file() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        Ok((file, system::stamp_of(&metadata)))
    }

    /// A path as it is shown and as `read` takes it: relative to the site, with `/`.
    fn shown(&self, path: &Path) -> String {
        shown_path(path.strip_prefix(&self.root).unwrap_or(path))
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
    if let Some(refused) = system::refusal_of(entry.file_type()).filter(|_| !is_passed_over(entry)) {
        let hint = "remove it, or replace it with a file";
        return Some(Diagnostic::new(Code::NotAFile, Place::file(&shown()), refused.to_string()).hint(hint));
    }
    if !entry.path_is_symlink() || entry.depth() == 0 {
        return None;
    }
    let target = system::canonical(entry.path()).ok()?;
    if target.starts_with(home) {
        return None;
    }
    Some(leads_outside(&shown(), "the folder"))
}

/// The reason why a file cannot be read.
const LEADS_OUT: &str = "this path leads out of the site";

/// The finding about a link to what is not in the site's own folders.
fn leads_outside(path: &str, home: &str) -> Diagnostic {
    let message = format!("this symbolic link points outside {home}");
    let hint = "replace the link by a copy of the file: a site publishes only files in its own folders";
    Diagnostic::new(Code::SymlinkOutside, Place::file(path), message).hint(hint)
}

/// The most files and folders that a walk finds through links to folders. Links to folders with links in them could double
/// the paths at each step.
const MOST_LINKED: usize = 100_000;

/// The links to folders that a walk has passed.
#[derive(Debug, Default)]
struct FolderLinks {
    /// The depth of the link that the walk is below.
    below: Option<usize>,
    /// The number of entries that were found through links.
    found: usize,
}

impl FolderLinks {
    /// Notes an entry. Gives the finding about a link to a folder that itself was reached by such a link.
    fn refusal(&mut self, entry: &DirEntry, shown: impl Fn() -> String) -> Option<Diagnostic> {
        self.below = self.below.filter(|depth| entry.depth() > *depth);
        let is_link = entry.depth() > 0 && entry.path_is_symlink() && entry.file_type().is_dir();
        match self.below {
            Some(_) if is_link => {
                let message = "this symbolic link to a folder is in a folder that is itself reached by a link";
                let hint = "remove one of the links";
                Some(Diagnostic::new(Code::SymlinkNested, Place::file(&shown()), message).hint(hint))
            }
            Some(_) => {
                self.found += 1;
                None
            }
            None => {
                self.below = is_link.then(|| entry.depth());
                None
            }
        }
    }

    fn are_too_many(&self) -> bool {
        self.found > MOST_LINKED
    }

    fn too_many(folder: &str) -> Diagnostic {
        let message = format!("symbolic links to folders lead to more than {MOST_LINKED} files");
        Diagnostic::new(Code::SymlinkNested, Place::file(folder), message).hint("remove links to folders")
    }
}

/// Hidden files are not published, except for these, which hosts require (RFC 8615 and others).
const HIDDEN_AND_PUBLISHED: &[&str] = &[".well-known", ".htaccess", ".nojekyll", ".domains"];

/// Files that operating systems keep in folders.
const OF_SYSTEMS: &[&str] = &["Thumbs.db", "ehthumbs.db", "desktop.ini", "Desktop.ini", "Icon\r"];

fn is_passed_over(entry: &DirEntry) -> bool {
    is_hidden_or_backup(&shown_path(Path::new(entry.file_name())))
}

/// Whether a walk passes over what has this name.
fn is_hidden_or_backup(name: &str) -> bool {
    let is_hidden = name.starts_with('.') && !HIDDEN_AND_PUBLISHED.contains(&name);
    // Word keeps a file of such a name while a document is open.
    let is_lock = name.starts_with("~$") || OF_SYSTEMS.contains(&name);
    is_hidden || is_lock || name.ends_with('~') || (name.starts_with('#') && name.ends_with('#'))
}
