//! Contacts: whom readers can reach, under a key that items name.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::email::wrong_email;
use crate::base::slug::is_slug;
use crate::base::telephone::{self, Telephone};
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic, Place};

/// The keys of a contact, in the order of [`ContactFile`].
pub const CONTACT_KEYS: &[&str] = &["name", "role", "telephone", "email", "photo", "hours", "address", "languages"];

/// Contact: a person or a service that readers can reach.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ContactFile {
    /// The name. Required.
    pub name: Option<String>,
    /// The role: "spokesperson".
    pub role: Option<String>,
    /// The telephone number, with or without country code: `050 123 45 67`. Readers see it in the groups of its country. One without
    /// a country code is of the country of `time_zone` in `site.yaml`.
    pub telephone: Option<String>,
    /// The email address.
    pub email: Option<String>,
    /// A photo: a file beside this one, or in `content/` for a contact in `site.yaml`.
    pub photo: Option<String>,
    /// When the contact can be reached, in words: "weekdays from 9 to 5".
    pub hours: Option<String>,
    /// The postal address, on one line.
    pub address: Option<String>,
    /// What is otherwise in another language of the site, by its tag: `{en: {role: spokesperson, hours: weekdays from 9 to 5}}`.
    pub languages: BTreeMap<String, ContactWords>,
}

/// Contact in another language: what is not the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ContactWords {
    /// The name.
    pub name: Option<String>,
    /// The role: "spokesperson".
    pub role: Option<String>,
    /// When the contact can be reached, in words: "weekdays from 9 to 5".
    pub hours: Option<String>,
    /// The postal address, on one line.
    pub address: Option<String>,
}

/// Contact with checked details.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The file that it stands in.
    pub file: Box<str>,
    /// The name.
    pub name: Box<str>,
    /// The role.
    pub role: Option<Box<str>>,
    /// The telephone number.
    pub telephone: Option<Telephone>,
    /// The email address.
    pub email: Option<Box<str>>,
    /// The photo: a path from `content/`, with a `/` before it, or an address of `static/`.
    pub photo: Option<Box<str>>,
    /// When it can be reached.
    pub hours: Option<Box<str>>,
    /// The postal address.
    pub address: Option<Box<str>>,
    /// What is otherwise in another language, by its tag.
    pub languages: BTreeMap<Box<str>, ContactWords>,
}

/// Contacts by their keys.
pub type ContactsByKey = BTreeMap<Box<str>, Contact>;

impl ContactFile {
    /// The contact, with checked details; `None` without a name. `place` gives the place of a value of a key.
    pub fn resolve(
        self,
        file: &str,
        time_zone: &str,
        place: &dyn Fn(&str, &str) -> Place,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Contact> {
        let text = |typed: Option<String>| one_line(typed).map(Box::<str>::from);
        let mut add = |code, key: &str, value: &str, message: String, hint: String| {
            findings.push(Diagnostic::new(code, place(key, value), message).hint(hint));
        };
        let telephone = text(self.telephone).and_then(|typed| {
            let number = telephone::read(&typed, time_zone);
            if number.is_none() {
                let (message, hint) = wrong_telephone(&typed);
                add(Code::ContactInvalid, "telephone", &typed, message, hint);
            }
            number
        });
        let email = text(self.email).and_then(|typed| match wrong_email(&typed) {
            Some((message, hint)) => {
                add(Code::ContactInvalid, "email", &typed, message, hint);
                None
            }
            None => Some(typed),
        });
        let Some(name) = text(self.name) else {
            let hint = "add `name: …`, with the name of a person or a service".to_owned();
            add(Code::ContactNameless, "name", "", "this contact has no `name`".to_owned(), hint);
            return None;
        };
        Some(Contact {
            file: file.into(),
            name,
            role: text(self.role),
            telephone,
            email,
            photo: self.photo.filter(|photo| !photo.is_empty()).map(|photo| rooted(file, &photo)),
            hours: text(self.hours),
            address: text(self.address),
            languages: self.languages.into_iter().map(|(tag, words)| (tag.into(), words.resolve())).collect(),
        })
    }
}

impl ContactWords {
    fn resolve(self) -> Self {
        Self {
            name: one_line(self.name),
            role: one_line(self.role),
            hours: one_line(self.hours),
            address: one_line(self.address),
        }
    }
}

impl Contact {
    /// What is otherwise in a language.
    pub fn words(&self, tag: &str) -> Option<&ContactWords> {
        self.languages.get(tag)
    }
}

/// A text on one line; `None` if it is empty.
fn one_line(typed: Option<String>) -> Option<String> {
    let line = typed?.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

/// The message and the hint for what is no telephone number.
pub(super) fn wrong_telephone(typed: &str) -> (String, String) {
    let hint = "check its digits, or write it with the country code: `telephone: \"+31 50 123 45 67\"`";
    (format!("`{typed}` is not a telephone number that can be called"), hint.to_owned())
}

/// A file beside another, as a path from `content/`.
fn rooted(file: &str, photo: &str) -> Box<str> {
    if photo.starts_with('/') {
        return photo.into();
    }
    let folder =
        file.strip_prefix("content/").and_then(|below| below.rsplit_once('/')).map_or("", |(folder, _)| folder);
    if folder.is_empty() { format!("/{photo}").into() } else { format!("/{folder}/{photo}").into() }
}

/// The finding for a key that cannot be one.
pub fn wrong_key(key: &str, place: Place) -> Option<Diagnostic> {
    (!is_slug(key)).then(|| {
        let message = format!("`{key}` cannot be the key of a contact");
        let hint = "write letters, digits and hyphens: the key is a part of the address of the contact's card";
        Diagnostic::new(Code::SlugInvalid, place, message).hint(hint)
    })
}

/// The contacts of the settings.
pub(super) fn resolve(
    typed: BTreeMap<String, ContactFile>,
    time_zone: &str,
    mapping: &Mapping<'_>,
    findings: &mut Vec<Diagnostic>,
) -> ContactsByKey {
    let mut contacts = ContactsByKey::new();
    for (key, contact) in typed {
        if let Some(finding) = wrong_key(&key, mapping.value("contacts", &key)) {
            findings.push(finding);
            continue;
        }
        let place = |_: &str, value: &str| mapping.value("contacts", if value.is_empty() { &key } else { value });
        if let Some(contact) = contact.resolve(mapping.file, time_zone, &place, findings) {
            contacts.insert(key.into(), contact);
        }
    }
    contacts
}
