//! Items as entries of lists, and the parts that entries share with the pages of items.

use std::borrow::Cow;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use tera::Value;

use super::addresses::{entry_id, item_address};
use super::date_view::date_view;
use super::image_view::lead_image;
use super::newsroom_view::{corrections, event};
use super::snapshot::Snapshot;
use super::view_parts::{EntryView, LinkView};
use crate::base::Fingerprint;
use crate::config::{LanguageId, Stream};
use crate::content::{BodySettings, Item, ItemKind, ReservedIds, TermId, summary_of};
use crate::model::{Group, ItemId, Site};

/// An item in a list of a view. To a template it is an [`EntryView`], made when it is looked at; in the fingerprint of a
/// page it is the fingerprint of that, made once: most items stand in a dozen lists.
#[derive(Clone, Copy)]
pub struct Entry<'p> {
    snapshot: &'p Snapshot,
    id: ItemId,
    is_in_overview: bool,
}

/// How many tags and dossiers an entry has in an overview, where the same item may stand a hundred times.
const TERMS_IN_OVERVIEW: usize = 5;

impl Entry<'_> {
    /// The same entry for an overview of terms: with its first tags and dossiers only.
    pub(super) fn in_overview(self) -> Self {
        Self { is_in_overview: true, ..self }
    }
}

impl std::fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Entry").field(&self.id).finish()
    }
}

impl Serialize for Entry<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() {
            let view = || entry_view(self.snapshot, self.id);
            if self.is_in_overview {
                let mut view = view();
                view.tags.truncate(TERMS_IN_OVERVIEW);
                view.dossiers.truncate(TERMS_IN_OVERVIEW);
                return view.serialize(to);
            }
            let value = self.snapshot.memo.entry(self.id, || Value::try_from_serializable(&view()));
            return value.map_err(S::Error::custom)?.serialize(to);
        }
        let compute = || Fingerprint::of_value(&entry_view(self.snapshot, self.id)).unwrap_or_default();
        self.snapshot.memo.entry_fingerprint(self.id, compute).serialize(to)
    }
}

impl JsonSchema for Entry<'_> {
    fn schema_name() -> Cow<'static, str> {
        EntryView::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        EntryView::json_schema(generator)
    }
}

/// The same snapshot, with the values that pay where all pages are rendered.
#[must_use]
pub fn for_all_pages(snapshot: &Snapshot) -> Snapshot {
    Snapshot { shared: Arc::new(snapshot.shared.with_days(&snapshot.site)), ..snapshot.clone() }
}

/// An item as an entry of a list.
pub(super) fn entry(snapshot: &Snapshot, id: ItemId) -> Entry<'_> {
    Entry { snapshot, id, is_in_overview: false }
}

/// Items as entries of a list.
pub(super) fn entries<'p>(snapshot: &'p Snapshot, ids: &[ItemId]) -> Vec<Entry<'p>> {
    ids.iter().map(|id| entry(snapshot, *id)).collect()
}

fn entry_view(snapshot: &Snapshot, id: ItemId) -> EntryView<'_> {
    let item = snapshot.site.item(id);
    EntryView {
        id: entry_id(&snapshot.site, id),
        title: &item.title,
        href: snapshot.config.href(item_address(&snapshot.site, id)),
        date: (item.kind == ItemKind::News).then(|| date_view(snapshot, item.date, item.language)),
        summary: item.shown_summary(),
        lead: lead(snapshot, item),
        image: lead_image(snapshot, id),
        tags: term_links(snapshot, item.language, Group::TAGS, &item.tags),
        dossiers: term_links(snapshot, item.language, Group::DOSSIERS, &item.dossiers),
        authors: term_names(&snapshot.site, Group::AUTHORS, &item.authors),
        section: section(snapshot, item),
        event: event(snapshot, id),
        live: item.rare().live.as_ref().is_some_and(|live| live.is_open),
        corrections: corrections(snapshot, item),
        extra: &item.rare().extra,
    }
}

/// The lead of an item as plain text. Without a `summary` it is the summary.
fn lead<'p>(snapshot: &'p Snapshot, item: &'p Item) -> Option<Cow<'p, str>> {
    let lead = item.lead.as_deref()?;
    if item.summary.is_none() {
        return Some(Cow::Borrowed(item.shown_summary()));
    }
    let config = &snapshot.config;
    let quotes = &config.language(item.language).quotes;
    let reserved = ReservedIds::default();
    let settings = BodySettings { own_urls: &config.own_urls, quotes, reserved: &reserved, markdown: config.markdown };
    summary_of(lead, &settings).map(|text| Cow::Owned(text.into()))
}

/// The title of the section of an item.
fn section<'p>(snapshot: &'p Snapshot, item: &Item) -> Option<&'p str> {
    let config = &snapshot.config;
    let stream = config.stream_of(&item.file);
    (stream != Stream::MAIN).then(|| &*config.stream(item.language, stream).title)
}

/// The names of terms.
pub(super) fn term_names<'s>(site: &'s Site, group: Group, ids: &[TermId]) -> Vec<&'s str> {
    let terms = site.terms(group);
    terms.of(ids).into_iter().map(|term| &*terms.get(term).name).collect()
}

/// Links to the pages of terms.
pub(super) fn term_links<'p>(
    snapshot: &'p Snapshot,
    language: LanguageId,
    group: Group,
    ids: &[TermId],
) -> Vec<LinkView<'p>> {
    let terms = snapshot.site.terms(group);
    let hrefs = snapshot.shared.terms(language, group);
    let link = |term: u32| {
        let title = Cow::Borrowed(&*terms.get(term).name);
        Some(LinkView { title, href: Arc::clone(hrefs.get(term as usize)?) })
    };
    terms.of(ids).into_iter().filter_map(link).collect()
}
