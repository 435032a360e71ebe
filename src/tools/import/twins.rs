//! Records of a source with the same number: an export in parts repeats some, and a broken one has two texts of a number. None of
//! them may be written over the other.

use std::collections::HashMap;

use super::item::{ImportedBody, ImportedItem};
use super::loss::{Harm, ImportLoss};
use crate::base::Fingerprint;

/// The keys of the records of this run.
#[derive(Debug, Default)]
pub(super) struct SeenRecords(HashMap<String, Fingerprint>);

impl SeenRecords {
    /// Notes an item. One with a key that another has gets a key of its own; one that says the same as another is given back as a loss.
    pub(super) fn note(&mut self, item: &mut ImportedItem) -> Option<ImportLoss> {
        let content = content(item);
        let own = item.key.clone();
        let mut number = 1;
        while let Some(known) = self.0.get(&item.key) {
            if *known == content {
                let loss = ImportLoss::new(Harm::None, "records that stand twice", item.place.file.clone());
                let message = format!("`{own}` stands twice, and says the same: it was imported once");
                return Some(loss.at(item.place.line).told(message, "nothing"));
            }
            number += 1;
            item.key = format!("{own}#{number}");
        }
        if number > 1 {
            let loss = ImportLoss::new(Harm::Detail, "records with the number of another", item.place.file.clone());
            let message = format!("`{own}` is also the number of another text: both were imported");
            item.losses
                .push(loss.at(item.place.line).told(message, "keep one of the two, if they are versions of one text"));
        }
        self.0.insert(item.key.clone(), content);
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
