//! The folder in which the words of items are kept between builds, a file for each batch. What is lost or torn is read anew.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::batch::StoredBatch;
use crate::base::fingerprint::ENGINE;
use crate::base::{Fingerprint, disk, frames};
use crate::plan::Snapshot;

/// The folder of the batches of a site, beside the copies of pictures.
#[derive(Debug, Default)]
pub struct BatchCache {
    folder: Option<PathBuf>,
    /// The names of the batches that the site has.
    used: Mutex<BTreeSet<String>>,
}

impl BatchCache {
    /// The folder of a site. A site that keeps nothing has none.
    pub fn of(snapshot: &Snapshot) -> Self {
        let folder = snapshot.image_cache.as_ref().map(|images| images.with_file_name("words"));
        // Without it nothing is kept.
        let folder = folder.filter(|folder| !snapshot.config.search || disk::create_folder(folder).is_ok());
        Self { folder, used: Mutex::default() }
    }

    /// Leaves a batch with a name for later builds.
    pub(super) fn use_later(&self, name: &str) {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
    }

    /// The bytes of a batch with a name, if it is of these inputs.
    pub(super) fn find(&self, name: &str, inputs: Fingerprint) -> Option<Vec<u8>> {
        let folder = self.folder.as_ref()?;
        self.use_later(name);
        let frame = frames::Frames::open(&folder.join(name), version()).next()?;
        let is_same = frames::value::<StoredBatch<'_>>(&frame).is_some_and(|batch| batch.inputs == inputs);
        is_same.then_some(frame)
    }

    /// Keeps a batch, which a later build reads anew where this fails.
    pub(super) fn keep(&self, name: &str, batch: &[u8]) {
        if let Some(folder) = &self.folder {
            let _ = frames::write_one(&folder.join(name), version(), batch);
        }
    }

    /// Removes the batches that were not asked for.
    pub fn sweep(&self) {
        let Some(folder) = &self.folder else { return };
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let names = disk::list(folder).unwrap_or_default();
        for name in names.into_iter().filter_map(|name| name.into_string().ok()).filter(|name| !used.contains(name)) {
            // A later build removes it otherwise.
            let _ = disk::remove(&folder.join(name));
        }
        if used.is_empty() {
            disk::remove_empty_folder(folder);
        }
    }
}

fn version() -> Fingerprint {
    Fingerprint::of(format!("courant words 1 {ENGINE}").as_bytes())
}
