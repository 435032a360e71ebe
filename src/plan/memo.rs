//! Values of a snapshot that are costly and that several of its pages share: each is computed when it is first asked for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::base::Fingerprint;
use crate::model::ItemId;

/// The most bodies that are kept for feeds.
const MOST_BODIES: usize = 2_000;

/// The values of one snapshot.
#[derive(Debug)]
pub struct Memo {
    body_fingerprints: Vec<OnceLock<Fingerprint>>,
    feed_bodies: Mutex<HashMap<ItemId, Arc<str>>>,
}

impl Memo {
    /// No values yet, for so many items.
    pub(super) fn new(items: usize) -> Self {
        let body_fingerprints = std::iter::repeat_with(OnceLock::new).take(items).collect();
        Self { body_fingerprints, feed_bodies: Mutex::default() }
    }

    /// The fingerprint of an item's body and of the destinations of its references.
    pub fn body_fingerprint(&self, id: ItemId, compute: impl FnOnce() -> Fingerprint) -> Fingerprint {
        self.body_fingerprints.get(id.0 as usize).map_or_else(Fingerprint::default, |known| *known.get_or_init(compute))
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
