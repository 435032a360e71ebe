//! The variables of each language that are the same on all its pages, and the templates with them.

use std::collections::BTreeMap;

use super::texts;
use crate::base::fingerprint::Mixer;
use crate::base::{Address, Error, Fingerprint};
use crate::plan::{Globals, Snapshot, site_view};

/// The same snapshot, ready to render: with the variables of each language.
///
/// # Errors
/// A view cannot be serialised, which is a defect.
pub fn with_globals(snapshot: &Snapshot) -> Result<Snapshot, Error> {
    let (config, theme) = (&snapshot.config, &snapshot.theme);
    let href = |(name, address): &(Box<str>, Address)| (name.to_string(), config.href(address));
    let assets: BTreeMap<String, String> = theme.manifest.files.iter().map(href).collect();
    let mut globals = Vec::new();
    for id in config.language_ids() {
        let site = site_view(snapshot, id, texts::footer(snapshot, id));
        let json = serde_json::to_vec(&site).map_err(|error| Error::internal(error.to_string()))?;
        let mixer = Mixer::default().fingerprint(Fingerprint::of(&json)).fingerprint(theme.fingerprint(id));
        globals.push(Globals { engine: theme.engine(id, &site, &assets), site, fingerprint: mixer.finish() });
    }
    Ok(snapshot.with_globals(globals))
}
