//! Index of a site's files: their stamps, which are read again for touched paths only, and the texts that were read, so that a
//! generation stays complete while its files change.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};
use std::io::{self, Read as _};
use std::sync::{Arc, Mutex, PoisonError};

use crate::base::files::{Stamp, in_order};
use crate::base::folder::FileStatus;
use crate::base::{Diagnostic, Error, Folder, SOURCE_FOLDERS, SourceFile, Sources, disk};
use crate::config;
use crate::content::may_be_item;

/// The most bytes of kept texts.
const TEXTS_KEPT: usize = 48 << 20;

/// The paths that were touched since the last check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Touched {
    /// These paths, relative to the site's folder.
    Paths(BTreeSet<String>),
    /// Unknown paths: all files have to be checked.
    Anything,
}

/// The paths of changed files.
pub(super) type ChangedFiles = BTreeSet<String>;

/// The result of a walk of one folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct FolderIndex {
    files: Vec<SourceFile>,
    findings: Vec<Diagnostic>,
}

/// The files of the site with their stamps.
#[derive(Debug)]
pub(super) struct FileIndex {
    folder: Folder,
    walks: [FolderIndex; SOURCE_FOLDERS.len()],
    settings: [Option<Stamp>; config::FILES.len()],
}

impl FileIndex {
    /// An empty index.
    pub(super) fn new(folder: Folder) -> Self {
        Self { folder, walks: Default::default(), settings: Default::default() }
    }

    /// Checks the touched files, and returns those that changed.
    ///
    /// # Errors
    /// If an existing folder cannot be read.
    pub(super) fn look(&mut self, touched: &Touched) -> Result<ChangedFiles, Error> {
        let Touched::Paths(paths) = touched else { return self.walk() };
        let mut changed = self.look_at_settings()?;
        for path in paths {
            let Some(place) = SOURCE_FOLDERS.iter().position(|folder| is_below(path, folder)) else { continue };
            let status =
                self.folder.status(path).map_err(|error| Error::io(&format!("cannot access {path}"), &error))?;
            let Some(walk) = self.walks.get_mut(place) else { continue };
            match walk.note(path, status) {
                IndexChange::New => _ = changed.insert(path.clone()),
                IndexChange::Same => {}
                IndexChange::Unclear => {
                    changed.extend(self.walk()?);
                    return Ok(changed);
                }
            }
        }
        Ok(changed)
    }

    fn walk(&mut self) -> Result<ChangedFiles, Error> {
        let mut changed = self.look_at_settings()?;
        for (folder, walk) in SOURCE_FOLDERS.into_iter().zip(&mut self.walks) {
            let mut findings = Vec::new();
            let files = self.folder.walk(folder, &mut findings)?;
            note_differences(&walk.files, &files, &mut changed);
            if walk.findings != findings {
                changed.extend(findings.iter().chain(&walk.findings).map(|finding| finding.place.file.to_string()));
            }
            *walk = FolderIndex { files, findings };
        }
        Ok(changed)
    }

    fn look_at_settings(&mut self) -> Result<ChangedFiles, Error> {
        let mut changed = ChangedFiles::new();
        for (file, known) in config::FILES.into_iter().zip(&mut self.settings) {
            let stamp = disk::stamp(&self.folder.root().join(file))
                .map_err(|error| Error::io(&format!("cannot access {file}"), &error))?;
            if *known != stamp {
                changed.insert(file.to_owned());
            }
            *known = stamp;
        }
        Ok(changed)
    }

    /// A snapshot of the files, with the texts of `before` that have not changed since.
    pub(super) fn snapshot(&self, before: Option<&FileSnapshot>, changed: &ChangedFiles) -> FileSnapshot {
        let mut texts = before.map(|before| lock(&before.texts).clone()).unwrap_or_default();
        texts.drop(changed);
        let [content, fixed, _] = self.walks.clone();
        FileSnapshot {
            folder: self.folder.clone(),
            walks: Mutex::new([Some(content), Some(fixed)]),
            texts: Mutex::new(texts),
        }
    }
}

/// The effect of a touched path on the index.
enum IndexChange {
    New,
    Same,
    /// Unknown without a walk.
    Unclear,
}

impl FolderIndex {
    /// Records the status of a touched path.
    fn note(&mut self, path: &str, status: FileStatus) -> IndexChange {
        let place = self.files.binary_search_by(|file| in_order(&file.path, path));
        match (status, place) {
            (FileStatus::PassedOver, _) => IndexChange::Same,
            (FileStatus::File(stamp), Ok(place)) => {
                // An equal stamp proves nothing here: the file was touched.
                if let Some(file) = self.files.get_mut(place) {
                    file.stamp = stamp;
                }
                IndexChange::New
            }
            (FileStatus::File(stamp), Err(place)) => {
                self.files.insert(place, SourceFile { path: path.into(), stamp });
                IndexChange::New
            }
            (FileStatus::Nothing, Ok(place)) => {
                self.files.remove(place);
                IndexChange::New
            }
            // It may have been a folder, or a link that is among the findings.
            (FileStatus::Nothing, Err(place)) => {
                let was_folder = self.files.get(place).is_some_and(|file| is_below(&file.path, path));
                if was_folder || !self.findings.is_empty() { IndexChange::Unclear } else { IndexChange::Same }
            }
            (FileStatus::Other, _) => IndexChange::Unclear,
        }
    }
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// Collects the paths of all files that are in one of two walks only, or that have another stamp.
fn note_differences(old: &[SourceFile], new: &[SourceFile], changed: &mut ChangedFiles) {
    let (mut old, mut new) = (old.iter().peekable(), new.iter().peekable());
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => return,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(one), Some(other)) if one == other => {
                old.next();
                new.next();
                continue;
            }
            (Some(one), Some(other)) => in_order(&one.path, &other.path),
        };
        let file = if order.is_gt() { new.next() } else { old.next() };
        if order.is_eq() {
            new.next();
        }
        changed.extend(file.map(|file| file.path.to_string()));
    }
}

/// Texts that were read, by path.
#[derive(Clone, Debug, Default)]
struct KeptTexts {
    texts: HashMap<Box<str>, Arc<[u8]>>,
    bytes: usize,
}

impl KeptTexts {
    fn drop(&mut self, changed: &ChangedFiles) {
        for text in changed.iter().filter_map(|path| self.texts.remove(path.as_str())) {
            self.bytes -= text.len();
        }
    }

    fn keep(&mut self, path: &str, text: &[u8]) {
        if self.bytes + text.len() <= TEXTS_KEPT && !self.texts.contains_key(path) {
            self.bytes += text.len();
            self.texts.insert(path.into(), text.into());
        }
    }
}

/// The files of a site at one moment. A text that was read once keeps its bytes.
#[derive(Debug)]
pub(super) struct FileSnapshot {
    folder: Folder,
    walks: Mutex<[Option<FolderIndex>; 2]>,
    texts: Mutex<KeptTexts>,
}

impl Sources for FileSnapshot {
    fn walk(&self, folder: &str, findings: &mut Vec<Diagnostic>) -> Result<Vec<SourceFile>, Error> {
        let place = SOURCE_FOLDERS.iter().position(|known| *known == folder);
        let walk = place.and_then(|place| lock(&self.walks).get_mut(place)?.take());
        let Some(walk) = walk else { return self.folder.walk(folder, findings) };
        findings.extend(walk.findings);
        Ok(walk.files)
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        if !is_text(path) {
            // It may have become a link since the last check.
            let (mut file, _) = self.folder.open(path)?;
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            return Ok(bytes);
        }
        let kept = lock(&self.texts).texts.get(path).map(Arc::clone);
        if let Some(text) = kept {
            return Ok(text.to_vec());
        }
        let text = self.folder.read(path)?;
        lock(&self.texts).keep(path, &text);
        Ok(text)
    }

    fn read_start(&self, path: &str, most: usize) -> io::Result<Vec<u8>> {
        self.folder.read_start(path, most)
    }

    fn has_folder(&self, path: &str) -> bool {
        self.folder.has_folder(path)
    }

    fn root_names(&self) -> Vec<String> {
        self.folder.root_names()
    }
}

/// Whether a file is or may be the text of an item: only those are read again when a page is rendered.
fn is_text(path: &str) -> bool {
    is_below(path, "content") && may_be_item(path)
}

/// Locks a mutex. A thread that panicked with it left the value intact, because each change is one step.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, size: u64) -> SourceFile {
        SourceFile { path: path.into(), stamp: Stamp { size, ..Stamp::default() } }
    }

    #[test]
    fn two_walks_differ_in_what_came_went_and_changed() {
        let old = [file("c/a.md", 1), file("c/b/x.md", 1), file("c/b-c.md", 1), file("c/d.md", 1)];
        let new = [file("c/a.md", 2), file("c/b-c.md", 1), file("c/c.md", 1), file("c/d.md", 1)];
        let mut changed = ChangedFiles::new();
        note_differences(&old, &new, &mut changed);
        assert_eq!(changed.into_iter().collect::<Vec<_>>(), ["c/a.md", "c/b/x.md", "c/c.md"]);
    }

    #[test]
    fn a_file_that_was_touched_is_noted_where_walks_find_it() {
        let mut walk = FolderIndex { files: vec![file("c/b/x.md", 1), file("c/b-c.md", 1)], findings: Vec::new() };
        assert!(matches!(walk.note("c/b/y.md", FileStatus::File(Stamp::default())), IndexChange::New));
        assert!(matches!(walk.note("c/b-c.md", FileStatus::Nothing), IndexChange::New));
        assert!(matches!(walk.note("c/b", FileStatus::Nothing), IndexChange::Unclear));
        assert!(matches!(walk.note("c/b/z.md", FileStatus::Nothing), IndexChange::Same));
        let paths: Vec<&str> = walk.files.iter().map(|file| &*file.path).collect();
        assert_eq!(paths, ["c/b/x.md", "c/b/y.md"]);
    }
}
