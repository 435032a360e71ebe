//! What the page of an item shows.

use super::Plan;
use super::view::{HeadingView, ItemView};
use crate::content::{Item, Kind};
use crate::model::{Group, ItemId};

/// How many words an adult reads in a minute (Brysbaert, 2019: 238 for English; fewer for longer words).
const WORDS_A_MINUTE: u32 = 220;

impl Plan<'_> {
    /// The view of an item; `lead` is its lead as HTML.
    pub(super) fn item_view(&self, id: ItemId, lead: Option<String>) -> ItemView<'_> {
        let site = self.site;
        let item = site.item(id);
        let is_news = item.kind == Kind::News;
        let (previous, next) = if is_news { site.neighbours(id) } else { (None, None) };
        let picked: Vec<ItemId> =
            item.rare().related.iter().filter_map(|related| self.related_item(item, related)).collect();
        let related = if is_news && self.extras.shows_related { site.related(id, &picked) } else { Vec::new() };
        ItemView {
            title: &item.title,
            date: is_news.then(|| self.date_view(item.date, item.language)),
            updated: item.rare().updated.map(|updated| self.date_view(updated, item.language)),
            lead,
            summary: item.shown_summary(),
            tags: self.term_links(item.language, Group::Tags, &item.tags),
            authors: self.term_links(item.language, Group::Authors, &item.authors),
            dossiers: self.term_links(item.language, Group::Dossiers, &item.dossiers),
            image: self.image(item),
            headings: headings(item),
            words: item.facts.words,
            minutes: item.facts.words.div_ceil(WORDS_A_MINUTE).max(1),
            previous: previous.map(|id| self.entry(id)),
            next: next.map(|id| self.entry(id)),
            related: self.entries(&related),
            back: is_news.then(|| self.back_link(id)),
            draft: item.draft,
            extra: &item.rare().extra,
        }
    }
}

fn headings(item: &Item) -> Vec<HeadingView<'_>> {
    item.facts
        .headings
        .iter()
        .map(|heading| HeadingView { level: heading.level, id: heading.id, text: heading.text })
        .collect()
}
