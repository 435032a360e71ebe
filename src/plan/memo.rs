//! Values of a snapshot that are costly and that several of its pages share: each is computed when it is first asked for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tera::Value;

use super::anchors::Anchors;
use crate::base::{Fingerprint, Sources};
use crate::content::Item;
use crate::model::ItemId;

/// The most bodies that are kept for feeds.
const MOST_BODIES: usize = 2_000;
/// The most entries that are kept as the values of templates, at about 3 KB each. An item is kept at its number, so those that
/// are near in time do not push each other out.
const MOST_ENTRIES: usize = 8_192;

/// The values of one snapshot.
#[derive(Debug)]
pub struct Memo {
    body_fingerprints: Vec<OnceLock<Fingerprint>>,
    entry_fingerprints: Vec<OnceLock<Fingerprint>>,
    feed_bodies: Mutex<HashMap<ItemId, Arc<str>>>,
    entries: Vec<Mutex<Option<(ItemId, Value)>>>,
    paths: OnceLock<Vec<Box<str>>>,
    anchors: Mutex<HashMap<ItemId, Arc<Anchors>>>,
}

impl Memo {
    /// No values yet, for so many items.
    pub(super) fn new(items: usize) -> Self {
        let fingerprints = || std::iter::repeat_with(OnceLock::new).take(items).collect();
        let entries = std::iter::repeat_with(Mutex::default).take(items.min(MOST_ENTRIES)).collect();
        Self {
            body_fingerprints: fingerprints(),
            entry_fingerprints: fingerprints(),
            feed_bodies: Mutex::default(),
            entries,
            paths: OnceLock::new(),
            anchors: Mutex::default(),
        }
    }

    /// The fingerprint of an item's body and of the destinations of its references.
    pub fn body_fingerprint(&self, id: ItemId, compute: impl FnOnce() -> Fingerprint) -> Fingerprint {
        self.body_fingerprints.get(id.0 as usize).map_or_else(Fingerprint::default, |known| *known.get_or_init(compute))
    }

    /// The fingerprint of an item as an entry of a list.
    pub(super) fn entry_fingerprint(&self, id: ItemId, compute: impl FnOnce() -> Fingerprint) -> Fingerprint {
        self.entry_fingerprints
            .get(id.0 as usize)
            .map_or_else(Fingerprint::default, |known| *known.get_or_init(compute))
    }

    /// An item as an entry of a list, as templates have it: the lists that show it share one value.
    ///
    /// # Errors
    /// If `make` fails.
    pub(super) fn entry<E>(&self, id: ItemId, make: impl FnOnce() -> Result<Value, E>) -> Result<Value, E> {
        let Some(place) = (id.0 as usize).checked_rem(self.entries.len()).and_then(|at| self.entries.get(at)) else {
            return make();
        };
        let lock = || place.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, entry)) = lock().as_ref().filter(|(known, _)| *known == id) {
            return Ok(entry.clone());
        }
        let entry = make()?;
        *lock() = Some((id, entry.clone()));
        Ok(entry)
    }

    /// The paths of all files of `content/` and `static/`, also of those that are not published: what a writer may have meant.
    pub(super) fn paths(&self, sources: &dyn Sources) -> &[Box<str>] {
        self.paths.get_or_init(|| {
            let walk = |folder: &str| sources.walk(folder, &mut Vec::new()).unwrap_or_default();
            walk("content").into_iter().chain(walk("static")).map(|file| file.path).collect()
        })
    }

    /// The ids of an item to which links can lead.
    pub(super) fn anchors(&self, id: ItemId, item: &Item) -> Arc<Anchors> {
        let mut anchors = self.anchors.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(anchors.entry(id).or_insert_with(|| Arc::new(Anchors::of(item))))
    }

    /// The body of an item as feeds have it: the three formats of a feed, and the feeds of its tags, have the same one.
    ///
    /// # Errors
    /// If `render` fails.
    pub fn feed_body<E>(&self, id: ItemId, render: impl FnOnce() -> Result<Arc<str>, E>) -> Result<Arc<str>, E> {
        let lock = || self.feed_bodies.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(body) = lock().get(&id) {
            return Ok(Arc::clone(body));
        }
        let body = render()?;
        let mut bodies = lock();
        if bodies.len() < MOST_BODIES {
            bodies.insert(id, Arc::clone(&body));
        }
        Ok(body)
    }
}
