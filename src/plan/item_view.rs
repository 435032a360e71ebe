//! The view of an item: the variables of its own page.

use std::collections::{BTreeMap, HashMap};

use super::addresses::back_link;
use super::attachments::attachments;
use super::audio::audio;
use super::check::related_item;
use super::contacts::item_contact;
use super::date_view::date_view;
use super::entries::{entries, entry, term_links};
use super::follow_ups::follows;
use super::image_view::lead_image;
use super::live_view::live;
use super::newsroom_view::{corrections, event, follow_up};
use super::sharing::crops;
use super::site_view::section_link;
use super::snapshot::Snapshot;
use super::term_view::authors;
use super::version_view::{level, versions};
use super::view::ItemView;
use super::view_parts::{HeadingView, ItemTaxonomyView};
use crate::config::Stream;
use crate::content::{Heading, Item, ItemKind, TermId};
use crate::model::{Group, ItemId};

/// The view of an item; `lead` is its lead as HTML.
pub(super) fn item_view(snapshot: &Snapshot, id: ItemId, lead: Option<String>) -> ItemView<'_> {
    let site = &snapshot.site;
    let item = site.item(id);
    let is_news = item.kind == ItemKind::News;
    // A version in plain language stands where its item does.
    let listed = site.listed_as(id);
    let (previous, next) = if is_news { site.neighbours(listed) } else { (None, None) };
    let picked: Vec<ItemId> =
        item.rare().related.iter().filter_map(|related| related_item(snapshot, id, related)).collect();
    let related =
        if is_news && snapshot.theme.manifest.shows_related { site.related(listed, &picked) } else { Vec::new() };
    ItemView {
        title: &item.title,
        date: is_news.then(|| date_view(snapshot, item.date, item.language)),
        updated: item.updated(site.at).map(|updated| date_view(snapshot, updated, item.language)),
        published_at: is_news.then(|| item.date.at.to_rfc3339()),
        updated_at: is_news.then(|| item.updated(site.at).unwrap_or(item.date).at.to_rfc3339()),
        lead,
        summary: item.shown_summary(),
        tags: term_links(snapshot, item.language, Group::TAGS, &item.tags),
        authors: authors(snapshot, item),
        dossiers: term_links(snapshot, item.language, Group::DOSSIERS, &item.dossiers),
        taxonomies: own_taxonomies(snapshot, item),
        image: lead_image(snapshot, id),
        crops: if is_news { crops(snapshot, id) } else { Vec::new() },
        headings: headings(item),
        words: item.facts.words,
        minutes: item.facts.minutes(),
        previous: previous.map(|id| entry(snapshot, id)),
        next: next.map(|id| entry(snapshot, id)),
        event: event(snapshot, id),
        corrections: corrections(snapshot, item),
        follow_up: follow_up(snapshot, id),
        follows: entries(snapshot, &follows(snapshot, id)),
        followed_by: entries(snapshot, snapshot.layout.followers.of_item(listed)),
        contact: item_contact(snapshot, id),
        attachments: attachments(snapshot, item),
        audio: audio(snapshot, id),
        related: entries(snapshot, &related),
        section: Some(site.stream_of(id))
            .filter(|stream| is_news && *stream != Stream::MAIN)
            .map(|stream| section_link(snapshot, item.language, stream)),
        back: is_news.then(|| back_link(site, listed)),
        live: live(snapshot, id),
        level: level(item),
        versions: versions(snapshot, id),
        draft: item.draft,
        extra: &item.rare().extra,
    }
}

/// The terms of an item in the site's own taxonomies, by key.
fn own_taxonomies<'p>(snapshot: &'p Snapshot, item: &Item) -> BTreeMap<&'p str, ItemTaxonomyView<'p>> {
    let links = |(group, ids): &(u8, Box<[TermId]>)| {
        let group = Group(*group);
        let taxonomy = group.taxonomy(&snapshot.config)?;
        let terms = term_links(snapshot, item.language, group, ids);
        let title = taxonomy.title(item.language).unwrap_or(&taxonomy.key);
        (!terms.is_empty()).then_some((&*taxonomy.key, ItemTaxonomyView { title, terms }))
    };
    item.rare().terms.iter().filter_map(links).collect()
}

fn headings(item: &Item) -> Vec<HeadingView<'_>> {
    let (mut sections, mut texts): (Vec<(u8, &str)>, HashMap<&str, u8>) = (Vec::new(), HashMap::new());
    let view = |Heading { level, id, text }| {
        let is_repeated = texts.get(text).is_some_and(|before| *before <= level);
        let listed = !text.is_empty() && !is_repeated;
        if listed {
            while let Some((_, ended)) = sections.pop_if(|(above, _)| *above > level) {
                texts.remove(ended);
            }
            sections.push((level, text));
            texts.insert(text, level);
        }
        HeadingView { level, id, text, listed }
    };
    item.facts.headings.iter().map(view).collect()
}
