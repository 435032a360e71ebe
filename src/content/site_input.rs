//! What items are made with, beside their files.

use super::ids::ReservedIds;
use crate::base::Fingerprint;
use crate::base::fingerprint::Mixer;
use crate::config::Config;

/// What items are made with, beside their files: if it changes, they are read again.
#[derive(Clone, Copy, Debug)]
pub struct SiteInput<'a> {
    /// The settings.
    pub config: &'a Config,
    /// The ids of the page around a body.
    pub reserved: &'a ReservedIds,
}

impl SiteInput<'_> {
    /// The fingerprint of all that items depend on.
    pub(super) fn fingerprint(&self) -> Fingerprint {
        let mixer = Mixer::default().fingerprint(self.config.fingerprint).fingerprint(self.reserved.fingerprint());
        mixer.bytes(self.config.own_urls.as_text().as_bytes()).finish()
    }
}
