//! A site whose folders were walked in advance: the stamps of all files are known before the first file is read.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use super::files::Stamp;
use super::fingerprint::Mixer;
use super::{Diagnostic, Error, Fingerprint, SourceFile, Sources};

type FolderWalk = (Vec<SourceFile>, Vec<Diagnostic>);

/// A site with the results of walks; each result is handed out once.
pub struct WalkedSources {
    site: Arc<dyn Sources>,
    walks: Mutex<BTreeMap<&'static str, FolderWalk>>,
    root: Vec<String>,
}

impl std::fmt::Debug for WalkedSources {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WalkedSources").finish_non_exhaustive()
    }
}

impl WalkedSources {
    /// Walks folders of a site.
    ///
    /// # Errors
    /// If an existing folder cannot be read.
    pub fn new(site: Arc<dyn Sources>, folders: &[&'static str]) -> Result<Self, Error> {
        let mut walks = BTreeMap::new();
        for folder in folders {
            let mut findings = Vec::new();
            walks.insert(*folder, (site.walk(folder, &mut findings)?, findings));
        }
        let root = site.root_names();
        Ok(Self { site, walks: Mutex::new(walks), root })
    }

    /// The fingerprint of all files, by their paths and stamps. `None` if it would prove nothing: a file is so fresh that
    /// another change would go unnoticed, or a walk had findings.
    pub fn fingerprint(&self, now: i64) -> Option<Fingerprint> {
        self.fingerprint_of(now, |_| true)
    }

    /// The same fingerprint without the stamps of the Markdown files in a folder.
    pub fn fingerprint_without_texts(&self, now: i64, folder: &str) -> Option<Fingerprint> {
        self.fingerprint_of(now, |file| !(file.starts_with(folder) && file.ends_with(".md")))
    }

    fn fingerprint_of(&self, now: i64, counts: impl Fn(&str) -> bool) -> Option<Fingerprint> {
        let walks = self.walks.lock().unwrap_or_else(PoisonError::into_inner);
        // Builds make folders of their own beside the settings, such as the output.
        let files = self.root.iter().filter(|name| !name.ends_with('/'));
        let mut mixer = files.fold(Mixer::default(), |mixer, name| mixer.bytes(name.as_bytes()));
        for (folder, (files, findings)) in &*walks {
            mixer = mixer.bytes(folder.as_bytes());
            if !findings.is_empty() || files.iter().any(|file| counts(&file.path) && file.stamp.is_fresh_at(now)) {
                return None;
            }
            for file in files {
                let stamp = Some(file.stamp).filter(|_| counts(&file.path));
                let Stamp { size, modified, changed, inode } = stamp.unwrap_or_default();
                let parts = [size.to_le_bytes(), modified.to_le_bytes(), changed.to_le_bytes(), inode.to_le_bytes()];
                mixer = mixer.bytes(file.path.as_bytes()).bytes(parts.as_flattened());
            }
        }
        Some(mixer.finish())
    }
}

impl Sources for WalkedSources {
    fn walk(&self, folder: &str, findings: &mut Vec<Diagnostic>) -> Result<Vec<SourceFile>, Error> {
        let walk = self.walks.lock().unwrap_or_else(PoisonError::into_inner).remove(folder);
        match walk {
            Some((files, found)) => {
                findings.extend(found);
                Ok(files)
            }
            None => self.site.walk(folder, findings),
        }
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.site.read(path)
    }

    fn read_start(&self, path: &str, most: usize) -> io::Result<Vec<u8>> {
        self.site.read_start(path, most)
    }

    fn has_folder(&self, path: &str) -> bool {
        self.site.has_folder(path)
    }

    fn root_names(&self) -> Vec<String> {
        self.root.clone()
    }
}
