//! References of texts → their destinations: another source file, a file beside it, or an address of the site.

use rayon::prelude::*;

use super::addresses::item_address;
use super::layout::Layout;
use super::link_table::{LinkTable, LinkTarget};
use super::page::Subject;
use super::paths::{file_path, parts};
use super::snapshot::Snapshot;
use crate::base::{Address, SharedDraft};
use crate::content::{CONTENT, ImageStatus, Item};
use crate::model::{ItemId, Site};

/// The destination of a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination<'t> {
    /// The page or file; `None` for a fragment of the page itself.
    pub address: Option<&'t Address>,
    /// The rest after the path: `#fragment`, `?query`, or nothing.
    pub suffix: &'t str,
    /// The item, for its headings; for a fragment of the page itself the item that refers.
    pub item: Option<ItemId>,
    /// The file of a picture, and what is known of it.
    pub picture: Option<(&'t str, &'t ImageStatus)>,
}

/// The reason why a reference leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// There is no such file or page: the path that was looked for.
    Nothing(String),
    /// It is a draft, or held back until later: its file.
    HeldBack(String),
    /// It is there, but has mistakes of its own, which are reported.
    Unread,
}

/// Resolves the references of all items.
pub(super) fn resolve_all(site: &Site, layout: &Layout) -> LinkTable {
    let targets = |item: &std::sync::Arc<Item>| -> Vec<LinkTarget> {
        item.files().map(|(to, _)| target(site, layout, item.folder(), to)).collect()
    };
    LinkTable::new(site.items.par_iter().map(targets).collect())
}

/// The target of a reference from a folder.
fn target(site: &Site, layout: &Layout, folder: &str, to: &str) -> LinkTarget {
    let own = site.config.own_urls.path(to);
    let (path, _) = parts(own.as_deref().unwrap_or(to));
    if path.is_empty() {
        return LinkTarget::SamePage;
    }
    let place = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    // A URL has an address of the site, and not the path of a file.
    if own.is_none()
        && let Some(file) = file_path(&site.names, folder, to)
    {
        let in_folder = |name: &str| site.find(&site.names.find(format!("{file}/{name}")));
        let found = site.find(&file).or_else(|| in_folder("index.md")).or_else(|| in_folder("index.html"));
        if let Some(id) = found {
            return LinkTarget::Item(id);
        }
        if let Some(found) = layout.files.find(&file) {
            return LinkTarget::File(place(found));
        }
        if site.order.held_back.contains(&*file) {
            return LinkTarget::HeldBack;
        }
        if site.unread.contains(&*file) {
            return LinkTarget::Unread;
        }
    }
    if !path.starts_with('/') {
        return LinkTarget::Nothing;
    }
    let addresses = [path.to_string(), format!("{path}/")].into_iter().filter_map(|path| Address::parse(&path).ok());
    let found = addresses.into_iter().find_map(|address| layout.place_of(&address));
    found.map_or(LinkTarget::Nothing, |found| LinkTarget::Page(place(found)))
}

/// The destinations of an item's references, in the order of `Item::files`: those of its body, its lead image, its
/// attachments. They were resolved with the layout.
pub(super) fn destinations(snapshot: &Snapshot, id: ItemId) -> impl Iterator<Item = Result<Destination<'_>, Missing>> {
    let item = snapshot.site.item(id);
    let targets = snapshot.layout.links.of(id);
    item.files().zip(targets).map(move |((to, _), target)| destination(snapshot, Some(id), to, *target))
}

/// The destination of one of an item's references, by its number in the order of `Item::files`.
pub fn destination_of(snapshot: &Snapshot, id: ItemId, number: usize) -> Option<Result<Destination<'_>, Missing>> {
    let item = snapshot.site.item(id);
    let in_body = item.facts.references.get(number).map(|reference| &*reference.to);
    let to = in_body.or_else(|| item.files().nth(number).map(|(to, _)| to))?;
    let target = snapshot.layout.links.of(id).get(number)?;
    Some(destination(snapshot, Some(id), to, *target))
}

/// Resolves a reference that stands in the lead or front matter of an item, or in the settings.
pub fn resolve<'t>(snapshot: &'t Snapshot, from: Option<ItemId>, to: &'t str) -> Result<Destination<'t>, Missing> {
    let folder = from.map_or(CONTENT, |id| snapshot.site.item(id).folder());
    destination(snapshot, from, to, target(&snapshot.site, &snapshot.layout, folder, to))
}

/// Whether an address is one of a shared draft, and the reference is not.
fn is_secret(snapshot: &Snapshot, from: Option<ItemId>, address: &Address) -> bool {
    !snapshot.site.shared.is_empty()
        && SharedDraft::has(&address.key())
        && from.is_none_or(|id| !snapshot.site.item(id).is_shared_draft())
}

fn destination<'t>(
    snapshot: &'t Snapshot,
    from: Option<ItemId>,
    to: &'t str,
    target: LinkTarget,
) -> Result<Destination<'t>, Missing> {
    let folder = || from.map_or(CONTENT, |id| snapshot.site.item(id).folder());
    let missing = || file_path(&snapshot.site.names, folder(), to).unwrap_or_else(|| parts(to).0.into_owned());
    let (_, suffix) = parts(to);
    let at = |address: &'t Address| Destination { address: Some(address), suffix, item: None, picture: None };
    match target {
        LinkTarget::SamePage => Ok(Destination { address: None, suffix, item: from, picture: None }),
        LinkTarget::Item(id) => Ok(Destination { item: Some(id), ..at(item_address(&snapshot.site, id)) }),
        LinkTarget::File(place) => match snapshot.layout.files.get(place as usize) {
            // The address of a shared draft is for those who got it.
            Some((path, address)) if is_secret(snapshot, from, address) => Err(Missing::HeldBack(path.to_owned())),
            Some((path, address)) => Ok(Destination { picture: snapshot.images.get(path), ..at(address) }),
            None => Err(Missing::Nothing(missing())),
        },
        LinkTarget::Page(place) => match snapshot.pages().get(place as usize) {
            Some(page) => {
                let picture = match &page.subject {
                    Subject::File(_) => snapshot.images.get(&format!("static{}", page.address)),
                    _ => None,
                };
                Ok(Destination { picture, ..at(&page.address) })
            }
            None => Err(Missing::Nothing(missing())),
        },
        LinkTarget::HeldBack => Err(Missing::HeldBack(missing())),
        LinkTarget::Unread => Err(Missing::Unread),
        LinkTarget::Nothing => Err(Missing::Nothing(missing())),
    }
}

/// A reference as a link on the site; as it is written where it leads nowhere.
pub(super) fn href(snapshot: &Snapshot, to: &str) -> String {
    match resolve(snapshot, None, to) {
        Ok(Destination { address: Some(address), suffix, .. }) => {
            format!("{}{suffix}", snapshot.config.href(address))
        }
        _ => to.to_owned(),
    }
}
