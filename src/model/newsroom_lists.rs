//! Lists of the newsroom: the agenda, past events by year, and corrections.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Datelike as _, Utc};
use chrono_tz::Tz;

use super::listing::ItemId;
use crate::config::LanguageId;
use crate::content::Item;

/// The events and corrections of a language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewsroomLists {
    /// The items whose events are not over, by their next date.
    pub upcoming: Vec<ItemId>,
    /// The years in which events were held for the last time, newest first; each with its items, the last one first.
    pub past: Vec<(i32, Vec<ItemId>)>,
    /// The items with corrections, the one that was corrected last first.
    pub corrected: Vec<ItemId>,
}

impl NewsroomLists {
    /// The lists of the news and pages that are shown at a moment.
    pub(super) fn of(shown: &[Arc<Item>], language: LanguageId, at: DateTime<Utc>, zone: Tz) -> Self {
        let (mut upcoming, mut corrected) = (Vec::new(), Vec::new());
        let mut past: BTreeMap<Reverse<i32>, Vec<_>> = BTreeMap::new();
        let own =
            shown.iter().zip((0..).map(ItemId::of)).filter(|(item, _)| item.language == language && !item.is_version());
        for (item, id) in own.filter(|(item, _)| item.rare().newsroom.is_some()) {
            let newsroom = item.newsroom();
            if let Some(correction) = newsroom.corrections_at(at).next() {
                corrected.push((Reverse(correction.date.at), id));
            }
            let Some(event) = &newsroom.event else { continue };
            if let Some(start) = event.next(at, zone) {
                upcoming.push((start.at, id));
            } else {
                let last = event.last();
                past.entry(Reverse(last.day().year())).or_default().push((Reverse(last.at), id));
            }
        }
        Self {
            upcoming: sorted(upcoming),
            past: past.into_iter().map(|(Reverse(year), items)| (year, sorted(items))).collect(),
            corrected: sorted(corrected),
        }
    }

    /// The items whose events were held for the last time in a year.
    pub(super) fn past_of(&self, year: i32) -> &[ItemId] {
        self.past.iter().find(|(known, _)| *known == year).map_or(&[], |(_, items)| items)
    }

    /// Whether there is an event.
    pub fn has_events(&self) -> bool {
        !self.upcoming.is_empty() || !self.past.is_empty()
    }
}

fn sorted<K: Ord>(mut keyed: Vec<(K, ItemId)>) -> Vec<ItemId> {
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, id)| id).collect()
}
