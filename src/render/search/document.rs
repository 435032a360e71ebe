//! An item as the search finds it: its words with their weights, and the entry that results show.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::super::Failure;
use super::super::texts;
use super::plain::plain;
use super::words::{fold, words};
use crate::base::Fingerprint;
use crate::base::fingerprint::Mixer;
use crate::content::{Item, ItemKind, TermId, without_marks};
use crate::model::{Group, ItemId};
use crate::plan::{Snapshot, item_address};

// What a word counts, by where it stands.
const BODY: u32 = 1;
const LEAD: u32 = 2;
const NAME: u32 = 3;
/// A word in the title: what is left of a number of times this is what the other places count.
pub(super) const TITLE: u32 = 1 << 16;

/// An item, read.
pub(super) struct SearchedItem {
    /// Each form with its weighted number, in the order of the forms.
    pub(super) forms: Vec<(Box<str>, u32)>,
    /// The keys by which searches are narrowed: `tag:zorg`.
    pub(super) keys: Vec<String>,
    /// The number of words.
    pub(super) length: u32,
    /// The entry.
    pub(super) entry: Value,
}

/// The fingerprint of all that the index has of an item.
pub(super) fn fingerprint(snapshot: &Snapshot, id: ItemId) -> Fingerprint {
    let item = snapshot.site.item(id);
    let mixer =
        Mixer::default().fingerprint(item.body.fingerprint).bytes(item.lead.as_deref().unwrap_or_default().as_bytes());
    let names = names(snapshot, item);
    let mixer = names.iter().fold(mixer, |mixer, (kind, name)| mixer.bytes(kind.as_bytes()).bytes(name.as_bytes()));
    mixer.bytes(entry(snapshot, id).to_string().as_bytes()).finish()
}

/// Reads an item.
///
/// # Errors
/// Its file cannot be read, or was changed meanwhile.
pub(super) fn document(snapshot: &Snapshot, id: ItemId) -> Result<SearchedItem, Failure> {
    let item = snapshot.site.item(id);
    let mut count = WordCounter::default();
    count.add(&item.title, TITLE);
    let lead = item.lead.as_deref().unwrap_or_else(|| item.shown_summary());
    count.add(without_marks(lead).as_deref().unwrap_or(lead), LEAD);
    count.add(&plain(&texts::searched(snapshot, id)?), BODY);
    let names = names(snapshot, item);
    for (_, name) in &names {
        count.add(name, NAME);
    }
    let mut keys: Vec<String> = names.iter().map(|(kind, name)| term_key(kind, name)).collect();
    keys.sort();
    keys.dedup();
    let mut forms: Vec<(Box<str>, u32)> = count.forms.into_iter().collect();
    forms.sort_unstable();
    Ok(SearchedItem { forms, keys, length: count.length, entry: entry(snapshot, id) })
}

#[derive(Default)]
struct WordCounter {
    forms: HashMap<Box<str>, u32>,
    length: u32,
}

impl WordCounter {
    fn add(&mut self, text: &str, weight: u32) {
        words(&fold(text), |word| {
            self.length = self.length.saturating_add(1);
            match self.forms.get_mut(word) {
                // Other places never count as a title, however long the text is.
                Some(count) if weight == TITLE || *count % TITLE < TITLE - NAME => {
                    *count += weight.min(u32::MAX - *count);
                }
                Some(_) => {}
                None => drop(self.forms.insert(word.into(), weight)),
            }
        });
    }
}

/// The key of a name: its words, with hyphens.
pub fn term_key(kind: &str, name: &str) -> String {
    let mut key = format!("{kind}:");
    words(&fold(name), |word| {
        if !key.ends_with(':') {
            key.push('-');
        }
        key.push_str(word);
    });
    key
}

/// The names of an item's terms and of its section, with their kinds.
fn names<'s>(snapshot: &'s Snapshot, item: &'s Item) -> Vec<(&'static str, &'s str)> {
    let site = &snapshot.site;
    let of = |kind, group: Group, ids: &'s [TermId]| {
        let terms = site.terms(group);
        terms.of(ids).into_iter().map(move |term| (kind, &*terms.get(term).name))
    };
    let mut names: Vec<(&str, &str)> = of("tag", Group::TAGS, &item.tags)
        .chain(of("author", Group::AUTHORS, &item.authors))
        .chain(of("dossier", Group::DOSSIERS, &item.dossiers))
        .collect();
    for (number, ids) in &item.rare().terms {
        names.extend(of("tag", Group(*number), ids));
    }
    names.extend(section(snapshot, item).map(|title| ("section", title)));
    names
}

fn section<'s>(snapshot: &'s Snapshot, item: &Item) -> Option<&'s str> {
    let stream = snapshot.config.stream_of(&item.file);
    snapshot.config.section(stream).map(|section| &*section.stream(item.language).title)
}

/// The entry of an item: its link, title, date for machines and for readers, summary, section, and the names of its tags.
fn entry(snapshot: &Snapshot, id: ItemId) -> Value {
    let item = snapshot.site.item(id);
    let is_news = item.kind == ItemKind::News;
    let day = || snapshot.config.language(item.language).calendar.day(item.date.day());
    let date = if is_news { [item.date.iso(), day()] } else { Default::default() };
    let tags = snapshot.site.terms(Group::TAGS);
    let tags: Vec<&str> = tags.of(&item.tags).into_iter().map(|term| &*tags.get(term).name).collect();
    let href = snapshot.config.href(item_address(&snapshot.site, id));
    json!([href, item.title, date[0], date[1], item.shown_summary(), section(snapshot, item), tags])
}
