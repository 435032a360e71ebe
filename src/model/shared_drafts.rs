//! The items of shared drafts: those that are held back and have an address of their own for a while.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset, Utc};
use chrono_tz::Tz;

use crate::base::SharedDraft;
use crate::base::date::When;
use crate::content::{Item, ItemKind};

/// The shared drafts that have not ended at a moment.
pub(super) fn in_force(shared: &[SharedDraft], at: DateTime<Utc>) -> Vec<SharedDraft> {
    shared.iter().filter(|draft| at < draft.until).cloned().collect()
}

/// The items of shared drafts, as they stand at their addresses. A text about a term has no page of its own.
pub(super) fn shared_items(shared: &[SharedDraft], held: &[Arc<Item>], zone: Tz) -> Vec<Arc<Item>> {
    let item = |draft: &SharedDraft| {
        let item = held.iter().find(|item| draft.is_of(&item.file))?;
        let until: DateTime<FixedOffset> = draft.until.with_timezone(&zone).fixed_offset();
        let is_sharable = item.kind != ItemKind::Term && !item.withdrawn;
        is_sharable.then(|| Arc::new(item.as_shared_draft(&draft.address, When::new(until, false, zone))))
    };
    shared.iter().filter_map(item).collect()
}
