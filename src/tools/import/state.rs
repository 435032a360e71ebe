//! What earlier imports wrote: by it a second run brings only what is new or changed there, and overwrites nothing that was
//! edited here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

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

/// What earlier imports of one source wrote, by the keys of items.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct ImportState(BTreeMap<String, WrittenFile>);

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
    pub(super) fn read(site: &RootedFolder, name: &str) -> Self {
        let bytes = site.read(file(name)).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    /// Writes the state.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn write(&self, site: &RootedFolder, name: &str) -> Result<(), Error> {
        let bytes = serde_json::to_vec(self).map_err(|error| Error::internal(error.to_string()))?;
        let written = site.create_folder(FOLDER).and_then(|_| site.write_cache(file(name), &bytes));
        written.map_err(|error| Error::io("cannot write the record of the import in .courant/import", &error))
    }

    /// The path at which an item was written before.
    pub(super) fn path(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(|written| written.path.as_str())
    }

    /// All paths that were written before.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(|written| written.path.as_str())
    }

    /// What is to be done with an item whose text would be `bytes`.
    pub(super) fn step(&self, site: &RootedFolder, key: &str, path: &str, bytes: &[u8]) -> ImportStep {
        let there = site.read(path).ok();
        let new = Fingerprint::of(bytes);
        match (self.0.get(key), there) {
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

    /// Takes away the file of an item that is to stand elsewhere. One that was edited or removed here stays as it is.
    pub(super) fn leave(&mut self, site: &RootedFolder, key: &str) -> bool {
        let is_as_written = self.0.get(key).is_some_and(|written| {
            let there = site.read(&written.path);
            there.is_ok_and(|there| Fingerprint::of(&there) == written.fingerprint)
                && site.remove(&written.path).is_ok()
        });
        if is_as_written {
            self.0.remove(key);
        }
        is_as_written
    }

    /// Notes what was written for an item.
    pub(super) fn note(&mut self, key: &str, path: &str, bytes: &[u8]) {
        self.0.insert(key.to_owned(), WrittenFile { path: path.to_owned(), fingerprint: Fingerprint::of(bytes) });
    }
}

fn file(name: &str) -> String {
    format!("{FOLDER}/{name}.json")
}
