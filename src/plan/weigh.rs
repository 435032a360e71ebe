//! The levels of findings in items: `lints` of the settings, with the dates of the items.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::snapshot::Snapshot;
use crate::base::Diagnostic;
use crate::content::{Item, ItemKind};

/// Applies the levels of lints to findings of a site.
pub fn weigh(snapshot: &Snapshot, findings: &mut Vec<Diagnostic>) {
    let site = &snapshot.site;
    let held: OnceCell<HashMap<&str, &Arc<Item>>> = OnceCell::new();
    let date_of = |file: &str| -> Option<DateTime<Utc>> {
        let item = match site.find(file) {
            Some(id) => site.item(id),
            None => held.get_or_init(|| site.held.iter().map(|item| (&*item.file, item)).collect()).get(file)?,
        };
        (item.kind == ItemKind::News).then(|| item.date.at.to_utc())
    };
    snapshot.config.lints.weigh(findings, &date_of);
}
