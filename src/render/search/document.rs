//! An item as the search finds it: its words, by where they stand, and the entry that results show.

use serde::Serialize;

use super::super::Failure;
use super::batch::BatchBuilder;
use super::body_text::body_text;
use super::weight::{BODY, LEAD, NAME, TITLE};
use super::words::folded_words;
use crate::base::Fingerprint;
use crate::base::fingerprint::Mixer;
use crate::content::{Item, ItemKind, TermId, without_marks};
use crate::model::{Group, ItemId};
use crate::plan::{Snapshot, item_address};

/// The fingerprint of all that the index has of an item.
pub(super) fn fingerprint(snapshot: &Snapshot, id: ItemId) -> Fingerprint {
    let item = snapshot.site.item(id);
    let date = if item.kind == ItemKind::News { item.date.iso() } else { String::new() };
    let href = snapshot.config.href(item_address(&snapshot.site, id));
    let texts = [&*href, &*item.title, item.lead.as_deref().unwrap_or_default(), item.shown_summary(), &*date];
    let mixer = texts
        .iter()
        .fold(Mixer::default().fingerprint(item.body.fingerprint), |mixer, text| mixer.bytes(text.as_bytes()));
    let names = names(snapshot, item);
    let mixer = names.iter().fold(mixer, |mixer, (kind, name)| mixer.bytes(kind.as_bytes()).bytes(name.as_bytes()));
    mixer.finish()
}

/// Adds the words of an item.
///
/// # Errors
/// Its file cannot be read, or was changed meanwhile.
pub(super) fn add_words(snapshot: &Snapshot, id: ItemId, words: &mut BatchBuilder<'_>) -> Result<(), Failure> {
    let item = snapshot.site.item(id);
    words.add(&item.title, TITLE);
    let lead = item.lead.as_deref().unwrap_or_else(|| item.shown_summary());
    words.add(without_marks(lead).as_deref().unwrap_or(lead), LEAD);
    words.add(&body_text(snapshot, id)?, BODY);
    for (kind, name) in names(snapshot, item) {
        words.add(name, NAME);
        words.add_key(&term_key(kind, name));
    }
    words.end_item();
    Ok(())
}

/// The key of a name: its words, with hyphens.
pub fn term_key(kind: &str, name: &str) -> String {
    let mut key = format!("{kind}:");
    folded_words(name, |word| {
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

/// The name of an item's section.
pub(super) fn section<'s>(snapshot: &'s Snapshot, item: &Item) -> Option<&'s str> {
    let stream = snapshot.config.stream_of(&item.file);
    snapshot.config.section(stream).map(|section| &*section.stream(item.language).title)
}

/// The entry of an item: its link, title, date for machines and for readers, summary, section, and the names of its tags.
#[derive(Debug, Serialize)]
pub(super) struct ShownEntry<'s>(String, &'s str, String, String, &'s str, Option<&'s str>, Vec<&'s str>);

impl<'s> ShownEntry<'s> {
    /// The entry of an item.
    pub(super) fn of(snapshot: &'s Snapshot, id: ItemId) -> Self {
        let item = snapshot.site.item(id);
        let day = || snapshot.config.language(item.language).calendar.day(item.date.day());
        let (iso, day) = if item.kind == ItemKind::News { (item.date.iso(), day()) } else { Default::default() };
        let tags = snapshot.site.terms(Group::TAGS);
        let tags = tags.of(&item.tags).into_iter().map(|term| &*tags.get(term).name).collect();
        let href = snapshot.config.href(item_address(&snapshot.site, id));
        Self(href, &item.title, iso, day, item.shown_summary(), section(snapshot, item), tags)
    }
}
