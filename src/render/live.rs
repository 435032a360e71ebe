//! The updates of a live item as HTML, and the file with them that an open page takes in.

use serde::Serialize;

use super::Failure;
use super::texts;
use crate::base::Error;
use crate::model::ItemId;
use crate::plan::Snapshot;

/// The file with the updates.
#[derive(Serialize)]
struct LiveFile<'s> {
    /// Whether updates are still to come.
    open: bool,
    /// The updates, newest first.
    updates: Vec<LiveFileUpdate<'s>>,
}

#[derive(Serialize)]
struct LiveFileUpdate<'s> {
    id: &'s str,
    html: String,
}

/// Writes the file with the updates of an item.
///
/// # Errors
/// The text has mistakes, or cannot be read.
pub(super) fn write(snapshot: &Snapshot, id: ItemId, out: &mut Vec<u8>) -> Result<(), Failure> {
    let Some(live) = &snapshot.site.item(id).rare().live else { return Ok(()) };
    let html = texts::updates(snapshot, id)?;
    let updates = live.updates.iter().zip(html).map(|(update, html)| LiveFileUpdate { id: &update.id, html });
    let file = LiveFile { open: live.is_open, updates: updates.collect() };
    serde_json::to_writer(out, &file).map_err(|error| Error::internal(error.to_string()).into())
}
