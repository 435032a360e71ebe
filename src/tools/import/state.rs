//! What earlier imports wrote: by it a second run brings only what is new or changed there, and overwrites nothing that was
//! edited here.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::paths::safe_path;
use super::site::ImportedSite;
use super::source::SourceKind;
use crate::base::{Error, Fingerprint, RootedFolder};

/// The folder of the state, in the site.
const FOLDER: &str = ".courant/import";

/// A file that an import wrote.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct WrittenFile {
    /// Its path in the site.
    pub(super) path: String,
    /// The fingerprint of what was written.
    pub(super) fingerprint: Fingerprint,
}

/// The names of the record of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StateNames {
    /// By the old site itself: exports of it have other file names each time.
    own: String,
    /// By the file or folder of the source.
    by_file: String,
}

impl StateNames {
    /// The names for a source.
    pub(super) fn of(kind: SourceKind, site: &ImportedSite, source: &Path) -> Self {
        let name = |text: &str| safe_path(text).replace('/', "-");
        let by_file = name(source.file_stem().and_then(|name| name.to_str()).unwrap_or("source"));
        let url = || {
            let (_, host) = site.base_url.as_deref()?.split_once("://")?;
            let host = host.trim_end_matches('/').to_ascii_lowercase();
            let host = host.strip_prefix("www.").unwrap_or(&host);
            let is_of_machine =
                host.split([':', '/']).next().is_some_and(|host| matches!(host, "localhost" | "127.0.0.1"));
            (!is_of_machine && !host.is_empty()).then(|| host.to_owned())
        };
        let own = site.identity.clone().or_else(url);
        let own = own.map_or_else(|| by_file.clone(), |own| format!("{}-{}", kind.name(), name(&own)));
        Self { own, by_file }
    }
}

/// What earlier imports of one source wrote, by the keys of items.
#[derive(Debug, Default)]
pub(super) struct ImportState {
    written: BTreeMap<String, WrittenFile>,
    /// The keys of what this run found.
    seen: HashSet<String>,
}

/// What is to be done with a text of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ImportStep {
    /// It is new: it is written.
    Create,
    /// It changed there, and the file is as it was written: it is replaced.
    Replace,
    /// Nothing changed.
    Skip,
    /// It changed there, but the file was edited here.
    Edited,
    /// The file was removed here.
    Removed,
    /// There is another file at its place.
    Taken,
}

impl ImportState {
    /// Reads the state of a source; an unreadable one counts as empty.
    pub(super) fn read(site: &RootedFolder, names: &StateNames) -> Self {
        let bytes = site.read(file(&names.own)).or_else(|_missing| site.read(file(&names.by_file)));
        let written = serde_json::from_slice(&bytes.unwrap_or_default()).unwrap_or_default();
        Self { written, seen: HashSet::new() }
    }

    /// Writes the state.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn write(&self, site: &RootedFolder, names: &StateNames) -> Result<(), Error> {
        let bytes = serde_json::to_vec(&self.written).map_err(|error| Error::internal(error.to_string()))?;
        let written = site.create_folder(FOLDER).and_then(|_| site.write_cache(file(&names.own), &bytes));
        written.map_err(|error| Error::io("cannot write the record of the import in .courant/import", &error))
    }

    /// The path at which an item was written before.
    pub(super) fn path(&self, key: &str) -> Option<&str> {
        self.written.get(key).map(|written| written.path.as_str())
    }

    /// All paths that were written before.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.written.values().map(|written| written.path.as_str())
    }

    /// What is to be done with an item whose text would be `bytes`.
    pub(super) fn step(&mut self, site: &RootedFolder, key: &str, path: &str, bytes: &[u8]) -> ImportStep {
        self.seen.insert(key.to_owned());
        let there = site.read(path).ok();
        let new = Fingerprint::of(bytes);
        match (self.written.get(key), there) {
            (Some(written), _) if written.fingerprint == new && site.kind(path).ok().flatten().is_some() => {
                ImportStep::Skip
            }
            (Some(_), None) => ImportStep::Removed,
            (Some(written), Some(now)) if Fingerprint::of(&now) == written.fingerprint => ImportStep::Replace,
            (Some(_), Some(_)) => ImportStep::Edited,
            (None, None) => ImportStep::Create,
            (None, Some(now)) if now == bytes => ImportStep::Skip,
            (None, Some(_)) => ImportStep::Taken,
        }
    }

    /// The files of items that earlier runs wrote, that are still there, and that this run did not find.
    pub(super) fn gone(&self, site: &RootedFolder) -> Vec<String> {
        let is_text = |path: &str| path.starts_with("content/") && path.ends_with(".md");
        let gone = self.written.iter().filter(|(key, written)| !self.seen.contains(*key) && is_text(&written.path));
        let gone = gone.map(|(_, written)| &written.path);
        gone.filter(|path| site.kind(path).is_ok_and(|kind| kind.is_some())).cloned().collect()
    }

    /// Takes away the file of an item that is to stand elsewhere. One that was edited or removed here stays as it is.
    pub(super) fn leave(&mut self, site: &RootedFolder, key: &str) -> bool {
        let is_as_written = self.written.get(key).is_some_and(|written| {
            let there = site.read(&written.path);
            there.is_ok_and(|there| Fingerprint::of(&there) == written.fingerprint)
                && site.remove(&written.path).is_ok()
        });
        if is_as_written {
            self.written.remove(key);
        }
        is_as_written
    }

    /// Notes what was written for an item.
    pub(super) fn note(&mut self, key: &str, path: &str, bytes: &[u8]) {
        self.written.insert(key.to_owned(), WrittenFile { path: path.to_owned(), fingerprint: Fingerprint::of(bytes) });
    }
}

fn file(name: &str) -> String {
    format!("{FOLDER}/{name}.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_known_by_the_site() {
        let names = |url: &str, file: &str| {
            let site = ImportedSite { base_url: Some(url.to_owned()), ..ImportedSite::default() };
            StateNames::of(SourceKind::Wordpress, &site, Path::new(file)).own
        };
        assert_eq!(names("https://www.Dorp.example/blog/", "a.2024-01.xml"), "wordpress-dorp.example-blog");
        assert_eq!(names("http://dorp.example/blog", "b.xml"), "wordpress-dorp.example-blog");
        assert_eq!(names("http://localhost:4000", "/x/b.xml"), "b");
    }
}
