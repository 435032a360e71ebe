//! Places in the files of items, for findings. A file is read again for them.

use std::cell::OnceCell;

use super::snapshot::Snapshot;
use crate::base::files::readable_text;
use crate::base::yaml::Mapping;
use crate::base::{Place, PlaceFinder};
use crate::content::{Item, Reference, split};
use crate::model::ItemId;

/// A place in an item's front matter.
pub fn in_front_matter(snapshot: &Snapshot, id: ItemId, find: impl Fn(&Mapping<'_>) -> Place) -> Place {
    let file = &*snapshot.site.item(id).file;
    let text = readable_text(&*snapshot.sources, file);
    let place = text.as_deref().and_then(|text| {
        let yaml = split(file, text).ok()?.yaml;
        Some(find(&Mapping { file, text, yaml }))
    });
    place.unwrap_or_else(|| Place::file(file))
}

/// Places in an item's body. The file is read once, for the first of them.
pub(super) struct BodyPlaces<'s> {
    snapshot: &'s Snapshot,
    item: &'s Item,
    finder: OnceCell<Option<PlaceFinder<'s>>>,
}

impl<'s> BodyPlaces<'s> {
    /// The places of an item.
    pub(super) fn new(snapshot: &'s Snapshot, item: &'s Item) -> Self {
        Self { snapshot, item, finder: OnceCell::new() }
    }

    /// The place of a reference.
    pub(super) fn of(&self, reference: &Reference) -> Place {
        let read = || Some(PlaceFinder::new(&self.item.file, readable_text(&*self.snapshot.sources, &self.item.file)?));
        let finder = self.finder.get_or_init(read).as_ref();
        let span = reference.start as usize..reference.end as usize;
        finder.map_or_else(|| Place::file(&self.item.file), |finder| finder.span(span))
    }
}
