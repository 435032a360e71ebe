//! The contacts of a site: those of the settings, and a file each in `content/contacts/`.

use std::sync::Arc;

use super::contact_file::ItemContactFile;
use crate::base::yaml::{Keys, Mapping};
use crate::base::{Checked, Code, Diagnostic, Error, Fingerprint, Place, SourceFile, Sources, files};
use crate::config::{CONTACT_KEYS, Config, Contact, ContactFile, ContactsByKey, wrong_key};
use serde::{Deserialize, Serialize};

/// The folder of contacts.
const FOLDER: &str = "content/contacts/";

/// The contacts of a site.
#[derive(Clone, Debug, Default)]
pub struct Contacts {
    /// The contacts by their keys.
    pub by_key: ContactsByKey,
    /// The fingerprint of all of them.
    pub fingerprint: Fingerprint,
}

/// The contact of an item: one of the site by its key, or one of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ItemContact {
    /// A contact of the site.
    Key(Box<str>),
    /// A contact that only this item has.
    Own(Box<Contact>),
}

/// Whether a file is about a contact, by its name.
fn key(path: &str) -> Option<&str> {
    let name = path.strip_prefix(FOLDER)?;
    name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml")).filter(|key| !key.contains('/'))
}

/// Reads the contacts of a site.
///
/// # Errors
/// If an existing file cannot be read.
pub fn contacts(sources: &dyn Sources, config: &Config, found: &[SourceFile]) -> Result<Checked<Arc<Contacts>>, Error> {
    let (mut by_key, mut findings) = (config.contacts.clone(), Vec::new());
    for (path, key) in found.iter().filter_map(|file| Some((&*file.path, key(&file.path)?))) {
        let text = match files::read_text(sources, path)? {
            Ok(text) => text,
            Err(finding) => {
                findings.push(finding);
                continue;
            }
        };
        let mapping = Mapping::whole(path, &text);
        let typed: ContactFile =
            mapping.read(Keys::only(CONTACT_KEYS), Code::FrontMatterSyntax).report_to(&mut findings);
        if let Some(finding) = wrong_key(key, Place::file(path)) {
            findings.push(finding);
            continue;
        }
        if let Some(other) = by_key.get(key) {
            let message = format!("the contact `{key}` is in `{}` already", other.file);
            findings
                .push(Diagnostic::new(Code::ContactTwice, Place::file(path), message).hint("remove one of the two"));
            continue;
        }
        let place = |key: &str, value: &str| mapping.value(key, value);
        if let Some(contact) = typed.resolve(path, config.time_zone.name(), &place, &mut findings) {
            by_key.insert(key.into(), contact);
        }
    }
    let fingerprint = Fingerprint::of_value(&by_key).unwrap_or_default();
    Ok(Checked { value: Arc::new(Contacts { by_key, fingerprint }), findings })
}

/// The contact of an item, as typed.
pub(super) fn of_item(
    typed: Option<ItemContactFile>,
    mapping: &Mapping<'_>,
    config: &Config,
    findings: &mut Vec<Diagnostic>,
) -> Option<ItemContact> {
    match typed? {
        ItemContactFile::Key(key) => Some(ItemContact::Key(key.trim().into())),
        ItemContactFile::Own(contact) => {
            let place = |_: &str, value: &str| mapping.value("contact", value);
            let contact = contact.resolve(mapping.file, config.time_zone.name(), &place, findings)?;
            Some(ItemContact::Own(Box::new(contact)))
        }
    }
}
