//! Promises to come back to a subject: those that are due, and what is wrong with the items that should keep them.

use super::followers::{circles, earlier, followed, named};
use super::near_file::general_hint;
use super::paths::file_path;
use super::places::in_front_matter;
use super::snapshot::Snapshot;
use crate::base::{Code, Diagnostic};
use crate::content::{FollowUp, ReferenceKind};
use crate::model::ItemId;

/// The items that an item follows up, oldest first.
pub(super) fn follows(snapshot: &Snapshot, id: ItemId) -> Vec<ItemId> {
    followed(&snapshot.site, id).into_iter().rev().collect()
}

/// A promise that was not kept in time.
#[derive(Clone, Debug)]
pub struct DuePromise {
    /// The item.
    pub id: ItemId,
    /// What it promised.
    pub promise: FollowUp,
    /// Whether its time has passed; one in words has none.
    pub is_due: bool,
}

/// The promises of the items that no other one follows up, oldest first.
pub fn promises(snapshot: &Snapshot) -> Vec<DuePromise> {
    let site = &snapshot.site;
    let open = |id: ItemId| {
        if site.item(id).is_version() {
            return None;
        }
        let promise = site.item(id).newsroom().follow_up.clone()?;
        let is_due = promise.is_due(site.at, site.config.time_zone);
        snapshot.layout.followers.of_item(id).is_empty().then_some(DuePromise { id, promise, is_due })
    };
    let mut promises: Vec<DuePromise> = site.ids().take(site.listed()).filter_map(open).collect();
    promises.reverse();
    promises
}

/// Findings about promises and the items that should keep them, and about items that are named and closed.
pub fn unkept_promises(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let site = &snapshot.site;
    let due = promises(snapshot).into_iter().filter(|promise| promise.is_due).map(|promise| due(snapshot, promise.id));
    let mut findings: Vec<Diagnostic> = due.collect();
    for id in site.ids().take(site.listed()) {
        let item = site.item(id);
        findings.extend(item.rare().related.iter().filter_map(|file| closed(snapshot, id, ("related", file))));
        findings.extend(item.newsroom().follows.iter().filter_map(|file| missing(snapshot, id, file)));
    }
    let circles = circles(site, &snapshot.layout.followers);
    findings.extend(circles.into_iter().map(|id| circle(snapshot, id)));
    findings
}

/// The finding for an item that is named below a key and is closed.
fn closed(snapshot: &Snapshot, id: ItemId, (key, file): (&str, &str)) -> Option<Diagnostic> {
    named(&snapshot.site, id, file).filter(|found| snapshot.site.closing(*found).is_some())?;
    let place = in_front_matter(snapshot, id, |mapping| mapping.value(key, file));
    let message = format!("`{file}` is withdrawn or has expired");
    Some(
        Diagnostic::new(Code::LinkWithdrawn, place, message)
            .hint("remove it, or name the item where the matter is now"),
    )
}

fn due(snapshot: &Snapshot, id: ItemId) -> Diagnostic {
    let place = in_front_matter(snapshot, id, |mapping| mapping.key("follow_up"));
    let file = &snapshot.site.item(id).file;
    let name = file.rsplit('/').next().unwrap_or(file);
    Diagnostic::new(
        Code::FollowUpDue,
        place,
        "this item promised to come back to its subject, and that time has passed",
    )
    .hint(format!("in the item that does so, write `follows: [{name}]`; or give `follow_up` a new date"))
}

/// The finding for an item that should be followed up and is not there.
fn missing(snapshot: &Snapshot, id: ItemId, file: &str) -> Option<Diagnostic> {
    let site = &snapshot.site;
    if earlier(site, id, file).is_some() {
        return None;
    }
    if let Some(finding) = closed(snapshot, id, ("follows", file)) {
        return Some(finding);
    }
    let path = file_path(&site.names, site.item(id).folder(), file);
    if path.is_some_and(|path| site.unread.contains(&*path)) {
        return None;
    }
    let is_own = named(site, id, file) == Some(id);
    let message = if is_own {
        "an item cannot follow itself up".to_owned()
    } else {
        format!("there is no published item `{file}`")
    };
    let place = in_front_matter(snapshot, id, |mapping| mapping.value("follows", file));
    let hint = if is_own { "name the earlier item" } else { general_hint(ReferenceKind::Link) };
    Some(Diagnostic::new(Code::RelatedMissing, place, message).hint(hint))
}

/// The finding for an item that is followed up by what it follows up itself. It is told once, at the oldest.
fn circle(snapshot: &Snapshot, id: ItemId) -> Diagnostic {
    let place = in_front_matter(snapshot, id, |mapping| mapping.key("follows"));
    Diagnostic::new(Code::FollowsCircle, place, "this item follows up items that follow it up")
        .hint("keep `follows` in the later item only")
}
