//! The last digest of each list, in `.courant/`: its moment, and the items that there were. An item that is added later with an earlier
//! date is new too. Where the state is missing or damaged, there was no digest before.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::base::{Error, Fingerprint, RootedFolder, disk};
use crate::content::Item;

/// The days before a digest whose items are remembered. An item with an earlier date is from an archive, and no news.
const DAYS: i64 = 31;

/// The last digest of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DigestState {
    /// Its moment.
    pub(super) last: DateTime<Utc>,
    /// The fingerprints of the names of the files of items that there were.
    known: BTreeSet<String>,
}

/// The name of the file for a list in a language.
pub(super) fn name(language: &str, list: Option<&str>) -> String {
    format!("digest-{}", Fingerprint::of(format!("{language} {}", list.unwrap_or_default()).as_bytes()).short())
}

fn identity(item: &Item) -> String {
    Fingerprint::of(item.file.as_bytes()).to_string()
}

impl DigestState {
    /// The state after a digest at a moment, with all items of its list.
    pub(super) fn after<'i>(at: DateTime<Utc>, items: impl Iterator<Item = &'i Item>) -> Self {
        let is_recent = |item: &&Item| item.date.at >= at - TimeDelta::days(DAYS);
        Self { last: at, known: items.filter(is_recent).map(identity).collect() }
    }

    /// Whether an item is new since then.
    pub(super) fn is_new(&self, item: &Item) -> bool {
        item.date.at >= self.last - TimeDelta::days(DAYS) && !self.known.contains(&identity(item))
    }

    /// Reads the state.
    pub(super) fn read(state: &Path, name: &str) -> Option<Self> {
        let bytes = RootedFolder::open_own(state).and_then(|folder| folder.read(name)).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Writes the state, whole or not at all.
    ///
    /// # Errors
    /// The folder cannot be written to.
    pub(super) fn write(&self, state: &Path, name: &str) -> Result<(), Error> {
        let written = serde_json::to_vec(self).map_err(io::Error::other).and_then(|bytes| {
            disk::create_folder(state)?;
            RootedFolder::open_own(state)?.write_whole(name, &bytes)
        });
        written.map_err(|error| Error::io("cannot write to .courant", &error))
    }
}
