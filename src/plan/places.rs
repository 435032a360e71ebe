//! Places in the files of items, for findings. A file is read again for them.

use super::snapshot::Snapshot;
use crate::base::yaml::Mapping;
use crate::base::{Place, Sources, files};
use crate::content::{Item, split};
use crate::model::ItemId;

/// A place in an item's front matter.
pub fn in_front_matter(snapshot: &Snapshot, id: ItemId, find: impl Fn(&Mapping<'_>) -> Place) -> Place {
    let file = &*snapshot.site.item(id).file;
    let text = text(&*snapshot.sources, file);
    let place = text.as_deref().and_then(|text| {
        let yaml = split(file, text).ok()?.yaml;
        Some(find(&Mapping { file, text, yaml }))
    });
    place.unwrap_or_else(|| Place::file(file))
}

/// A place in an item's body.
pub(super) fn in_body(snapshot: &Snapshot, item: &Item, span: std::ops::Range<usize>) -> Place {
    let text = text(&*snapshot.sources, &item.file);
    text.map_or_else(|| Place::file(&item.file), |text| Place::span(&item.file, &text, span))
}

/// The text of a file; `None` where it was changed or removed meanwhile and cannot be read.
pub(super) fn text(sources: &dyn Sources, file: &str) -> Option<String> {
    sources.read(file).ok().and_then(|bytes| files::decode(file, bytes).ok())
}
