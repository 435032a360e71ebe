//! Records of a source with the same number: an export in parts repeats some, and a broken one has two texts of a number. None of
//! them may be written over the other.

use std::collections::{HashMap, HashSet};

use super::item::{ImportedBody, ImportedItem};
use super::loss::{Harm, ImportLoss};
use crate::base::Fingerprint;

/// The records of this run.
#[derive(Debug, Default)]
pub(super) struct SeenRecords {
    /// Their keys.
    keys: HashSet<String>,
    /// What they say, by the key that they have in the source: thousands may have the same.
    contents: HashMap<String, HashSet<Fingerprint>>,
}

impl SeenRecords {
    /// Notes an item. One with a key that another has gets a key of its own; one that says the same as another is given back as a loss.
    pub(super) fn note(&mut self, item: &mut ImportedItem) -> Option<ImportLoss> {
        let own = item.key.clone();
        let contents = self.contents.entry(own.clone()).or_default();
        if !contents.insert(content(item)) {
            let loss = ImportLoss::new(Harm::None, "records that stand twice", item.place.file.clone());
            let message = format!("`{own}` stands twice, and says the same: it was imported once");
            return Some(loss.at(item.place.line).told(message, "nothing"));
        }
        let mut number = contents.len();
        if number > 1 {
            item.key = format!("{own}#{number}");
        }
        while !self.keys.insert(item.key.clone()) {
            number += 1;
            item.key = format!("{own}#{number}");
        }
        if number > 1 {
            let loss = ImportLoss::new(Harm::Detail, "records with the number of another", item.place.file.clone());
            let message = format!("`{own}` is also the number of another text: both were imported");
            item.losses
                .push(loss.at(item.place.line).told(message, "keep one of the two, if they are versions of one text"));
        }
        None
    }
}

/// The fingerprint of what readers see of an item.
fn content(item: &ImportedItem) -> Fingerprint {
    let (ImportedBody::Markdown(body) | ImportedBody::Html(body) | ImportedBody::Text(body)) = &item.body;
    let day = item.day().map(|day| day.to_string()).unwrap_or_default();
    let parts = [&item.title, item.address.as_ref().unwrap_or(&item.path), &day, body];
    Fingerprint::of(parts.map(String::as_str).join("\n").as_bytes())
}
