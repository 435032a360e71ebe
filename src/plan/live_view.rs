//! The view of a live item: its updates, and the file with them.

use schemars::JsonSchema;
use serde::Serialize;

use super::addresses::{item_address, live_address};
use super::date_view::date_view;
use super::snapshot::Snapshot;
use super::view_parts::DateView;
use crate::content::LiveUpdate;
use crate::model::{ItemId, Site};

/// Live item.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LiveView<'s> {
    /// Whether updates are still to come: `live: true`.
    pub open: bool,
    /// The link to the file with the updates, which the script `live.js` of the theme takes in.
    pub href: String,
    /// The updates, newest first. Their texts are in `content`.
    pub updates: Vec<LiveUpdateView<'s>>,
    /// The moment of the first update, or else that of publication, with its offset.
    pub started: String,
    /// The moment of the last update, where none is to come; or `none`.
    pub ended: Option<String>,
    /// The moment of the last update; `none` without updates.
    pub last: Option<DateView>,
}

/// Update of a live item.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LiveUpdateView<'s> {
    /// The anchor on the page.
    pub id: &'s str,
    /// The title, plain; may be empty.
    pub title: &'s str,
    /// Its moment.
    pub date: DateView,
    /// The text, plain.
    pub text: &'s str,
    /// The absolute URL.
    pub url: String,
}

/// The view of a live item.
pub(super) fn live(snapshot: &Snapshot, id: ItemId) -> Option<LiveView<'_>> {
    let item = snapshot.site.item(id);
    let known = item.rare().live.as_deref().filter(|_| has_live_file(&snapshot.site, id))?;
    let url = snapshot.config.url(item_address(&snapshot.site, id));
    let view = |update: &'_ LiveUpdate| date_view(snapshot, update.at, item.language);
    let updates = known.updates.iter().map(|update| LiveUpdateView {
        id: &update.id,
        title: &update.title,
        date: view(update),
        text: &update.text,
        url: format!("{url}#{}", update.id),
    });
    let first = known.updates.last().map_or(item.date, |update| update.at);
    Some(LiveView {
        open: known.is_open,
        href: snapshot.config.href(&live_address(&snapshot.site, id)),
        updates: updates.collect(),
        started: first.at.to_rfc3339(),
        ended: (!known.is_open).then(|| item.updated(snapshot.site.at).unwrap_or(item.date).at.to_rfc3339()),
        last: known.updates.first().map(view),
    })
}

/// Whether an item has a file with its updates: it is live, or was, and it is not closed.
pub(super) fn has_live_file(site: &Site, id: ItemId) -> bool {
    let item = site.item(id);
    item.rare().live.is_some() && (site.closing(id).is_none() || item.is_shared_draft())
}

/// Whether a site has a live item.
pub(super) fn has_live(site: &Site) -> bool {
    site.ids().any(|id| has_live_file(site, id))
}
