//! What the page of an item shows.

use super::Plan;
use super::links::file_path;
use super::view::{AttachmentView, HeadingView, ItemView};
use crate::base::amount::size_in_words;
use crate::content::{Attachment, Item, ItemKind};
use crate::model::{Group, ItemId};

impl Plan<'_> {
    /// The view of an item; `lead` is its lead as HTML.
    pub(super) fn item_view(&self, id: ItemId, lead: Option<String>) -> ItemView<'_> {
        let site = self.site;
        let item = site.item(id);
        let is_news = item.kind == ItemKind::News;
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
            minutes: item.facts.minutes(),
            previous: previous.map(|id| self.entry(id)),
            next: next.map(|id| self.entry(id)),
            attachments: item.rare().attachments.iter().filter_map(|offer| self.attachment(item, offer)).collect(),
            related: self.entries(&related),
            back: is_news.then(|| self.back_link(id)),
            draft: item.draft,
            extra: &item.rare().extra,
        }
    }
}

impl<'s> Plan<'s> {
    fn attachment(&self, item: &Item, offer: &'s Attachment) -> Option<AttachmentView<'s>> {
        let path = file_path(item.folder(), &offer.file)?;
        let (address, size) = (self.layout.files.get(&*path)?, self.layout.attached.get(&*path)?);
        let name = path.rsplit('/').next().unwrap_or_default();
        Some(AttachmentView {
            title: offer.title.as_deref().unwrap_or_else(|| offer.file.rsplit('/').next().unwrap_or_default()),
            href: self.site.config.href(address),
            kind: name.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_uppercase()),
            size: size_in_words(*size, &self.site.config.language(item.language).tag),
        })
    }
}

fn headings(item: &Item) -> Vec<HeadingView<'_>> {
    item.facts
        .headings
        .iter()
        .map(|heading| HeadingView { level: heading.level, id: heading.id, text: heading.text })
        .collect()
}
