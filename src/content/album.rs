//! What is known of the pictures among a site's files. It is kept by their stamps, so that one that has not changed is
//! not read again.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Ledger;
use super::picture::{Picture, Unshown, is_looked_at};
use crate::base::files::Stamp;
use crate::base::{Error, Fingerprint, SourceFile, Sources, disk, frames};

/// The version of the format; another one is another album.
const VERSION: &[u8] = b"courant album 1";

/// The pictures of a site, by their files.
#[derive(Clone, Debug, Default)]
pub struct Album {
    known: BTreeMap<Box<str>, Seen>,
}

/// What was seen in a file.
pub type Seen = Result<Picture, Unshown>;

#[derive(Default, Serialize, Deserialize)]
struct Kept {
    /// The moment of the disk's clock before the files were walked.
    started: i64,
    entries: BTreeMap<Box<str>, (Stamp, Seen)>,
}

impl Album {
    /// Looks at files, and remembers what was seen where there is a ledger beside which that can be kept.
    ///
    /// # Errors
    /// Where a file that is there cannot be read.
    pub fn look<'f>(
        files: impl Iterator<Item = &'f SourceFile>,
        sources: &dyn Sources,
        ledger: Option<&Ledger>,
    ) -> Result<Self, Error> {
        let files: Vec<&SourceFile> = files.filter(|file| is_looked_at(&file.path)).collect();
        let path = ledger.map(|ledger| ledger.beside("album"));
        let kept: Kept = path.as_deref().and_then(read).unwrap_or_default();
        let look = |file: &&SourceFile| {
            if let Some(seen) = kept.believed(file) {
                return Ok((file.path.clone(), (file.stamp, seen.clone())));
            }
            let bytes = sources.read(&file.path);
            let bytes = bytes.map_err(|error| Error::io(&format!("cannot read {}", file.path), &error))?;
            Ok((file.path.clone(), (file.stamp, Picture::look(&bytes))))
        };
        let entries: BTreeMap<Box<str>, (Stamp, Seen)> = files.par_iter().map(look).collect::<Result<_, Error>>()?;
        let is_as_it_was =
            entries.len() == kept.entries.len() && files.iter().all(|file| kept.believed(file).is_some());
        let started = ledger.and_then(Ledger::started).filter(|_| !is_as_it_was);
        let now = Kept { started: started.unwrap_or_default(), entries };
        if let (Some(path), Some(_)) = (path, started) {
            let frame = frames::frame(&now).map(|frame| vec![frame]);
            if frames::write(&path, Fingerprint::of(VERSION), [frame]).is_err() {
                // An album that cannot be kept is one that is not there: the next build is slower.
                let _ = disk::remove(&path);
            }
        }
        Ok(Self { known: now.entries.into_iter().map(|(path, (_, seen))| (path, seen)).collect() })
    }

    /// What was seen in a file, with its path. `None` where it was not even looked at: its name is not that of a picture.
    pub fn get(&self, path: &str) -> Option<(&str, &Seen)> {
        self.known.get_key_value(path).map(|(path, seen)| (&**path, seen))
    }

    /// All pictures that can be shown, with their files, in the order of those.
    pub fn pictures(&self) -> impl Iterator<Item = (&str, &Picture)> {
        self.known.iter().filter_map(|(path, seen)| Some((&**path, seen.as_ref().ok()?)))
    }
}

impl Kept {
    /// What was seen in a file that has not been touched since.
    fn believed(&self, file: &SourceFile) -> Option<&Seen> {
        let (stamp, seen) = self.entries.get(&file.path)?;
        (*stamp == file.stamp && !stamp.is_fresh_at(self.started)).then_some(seen)
    }
}

fn read(path: &std::path::Path) -> Option<Kept> {
    frames::value(&frames::Frames::open(path, Fingerprint::of(VERSION)).next()?)
}
