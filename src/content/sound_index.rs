//! The index of a site's files of sound: the format and the duration of each.

use std::collections::BTreeMap;

use super::Ledger;
use super::audio::{Sound, SoundProblem, has_sound_extension};
use super::inspected::{Inspected, InspectedFiles};
use crate::base::{Error, SourceFile, Sources};

/// The files of sound of a site.
#[derive(Clone, Debug, Default)]
pub struct SoundIndex {
    known: BTreeMap<Box<str>, SoundStatus>,
}

/// The result of inspecting a file: sound, or the reason why it cannot be played.
pub type SoundStatus = Result<Sound, SoundProblem>;

impl Inspected for SoundStatus {
    const VERSION: &'static [u8] = b"courant sound_index 1";
    const FILE: &'static str = "sound_index";

    fn is_named(path: &str) -> bool {
        has_sound_extension(path)
    }

    fn inspect(bytes: &[u8]) -> Self {
        Sound::inspect(bytes)
    }
}

impl SoundIndex {
    /// Inspects files, and stores the results beside the ledger, if there is one.
    ///
    /// # Errors
    /// If an existing file cannot be read.
    pub fn inspect<'f>(
        files: impl Iterator<Item = &'f SourceFile>,
        sources: &dyn Sources,
        ledger: Option<&Ledger>,
    ) -> Result<Self, Error> {
        Ok(Self::of(&InspectedFiles::read(files, sources, ledger)?))
    }

    /// The index of files that were inspected.
    pub(super) fn of(files: &InspectedFiles<SoundStatus>) -> Self {
        Self { known: files.known() }
    }

    /// The result for a file. `None` if the file has no extension of sound.
    pub fn get(&self, path: &str) -> Option<&SoundStatus> {
        self.known.get(path)
    }
}
