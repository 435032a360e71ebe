//! Views of the files that are offered with an item.

use super::paths::file_path;
use super::snapshot::Snapshot;
use super::view_parts::AttachmentView;
use crate::base::amount::size_in_words;
use crate::content::{Attachment, Item};

/// The files that are offered with an item.
pub(super) fn attachments<'p>(snapshot: &'p Snapshot, item: &'p Item) -> Vec<AttachmentView<'p>> {
    item.rare().attachments.iter().filter_map(|offer| offered(snapshot, item, offer)).collect()
}

/// A file that is offered with an item.
pub(super) fn offered<'p>(snapshot: &'p Snapshot, item: &Item, offer: &'p Attachment) -> Option<AttachmentView<'p>> {
    let files = &snapshot.layout.files;
    let path = file_path(&snapshot.site.names, item.folder(), &offer.file)?;
    let (address, size) = (files.address(&path)?, files.attached.get(&*path)?);
    let name = path.rsplit('/').next().unwrap_or_default();
    Some(AttachmentView {
        title: offer.title.as_deref().unwrap_or_else(|| offer.file.rsplit('/').next().unwrap_or_default()),
        href: snapshot.config.href(address),
        kind: name.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_uppercase()),
        size: size_in_words(*size, &snapshot.config.language(item.language).tag),
    })
}
