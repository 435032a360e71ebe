//! The note at the beginning of an archive: its form, and the program and the system that made it.

use serde::{Deserialize, Serialize};

use crate::base::fingerprint::ENGINE;

/// The name of the note.
pub(super) const NOTE: &str = "courant-cache.json";

/// The version of the form of archives.
const FORM: u32 = 1;

/// What made an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ArchiveNote {
    form: u32,
    courant: String,
    engine: String,
    system: String,
}

impl ArchiveNote {
    /// The note of this program on this system.
    pub(super) fn own() -> Self {
        Self {
            form: FORM,
            courant: env!("CARGO_PKG_VERSION").to_owned(),
            engine: ENGINE.to_owned(),
            system: std::env::consts::OS.to_owned(),
        }
    }

    /// Whether this version can read the archive at all.
    pub(super) fn is_readable(&self) -> bool {
        self.form == FORM
    }

    /// Why builds of this program cannot go on from the archive, in words that follow “it was made”; `None` where they can.
    pub(super) fn difference(&self) -> Option<String> {
        let own = Self::own();
        let short = |text: &str| text.chars().filter(char::is_ascii_graphic).take(40).collect::<String>();
        if self.form != own.form || self.courant != own.courant {
            return Some(format!("by Courant {}, and this is {}", short(&self.courant), own.courant));
        }
        if self.engine != own.engine {
            return Some(format!("by another build of Courant {}", own.courant));
        }
        (self.system != own.system).then(|| format!("on {}, and this is {}", short(&self.system), own.system))
    }
}
