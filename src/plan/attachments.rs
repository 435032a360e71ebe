//! Views of the files that are offered with an item.

use super::attachment_view::{AttachmentView, DocumentLanguage};
use super::date_view::date_view;
use super::paths::file_path;
use super::snapshot::Snapshot;
use crate::base::amount::size_in_words;
use crate::base::media_type;
use crate::config::{WooCategory, native_name};
use crate::content::{Attachment, Item};

/// The files that are offered with an item.
pub(super) fn attachments<'p>(snapshot: &'p Snapshot, item: &'p Item) -> Vec<AttachmentView<'p>> {
    item.rare().attachments.iter().filter_map(|offer| offered(snapshot, item, offer)).collect()
}

/// A file that is offered with an item.
pub(super) fn offered<'p>(snapshot: &'p Snapshot, item: &Item, offer: &'p Attachment) -> Option<AttachmentView<'p>> {
    let (files, config) = (&snapshot.layout.files, &snapshot.config);
    let path = file_path(&snapshot.site.names, item.folder(), &offer.file)?;
    let (address, bytes) = (files.address(&path)?, *files.attached.get(&*path)?);
    let name = path.rsplit('/').next().unwrap_or_default();
    let own = &config.language(item.language).tag;
    Some(AttachmentView {
        title: title(offer),
        href: config.href(address),
        kind: name.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_uppercase()),
        media_type: media_type::of_file(name),
        size: size_in_words(bytes, own),
        bytes,
        date: offer.date.map(|date| date_view(snapshot, date, item.language)),
        language: offer.language.as_deref().filter(|tag| **tag != **own).map(|tag| DocumentLanguage {
            tag,
            name: config.find_language(tag).map_or_else(|| native_name(tag), |known| &config.language(known).name),
        }),
        woo: offer.woo.map(WooCategory::name),
    })
}

/// The title of an attachment: its own, or else the name of its file.
pub(super) fn title(offer: &Attachment) -> &str {
    offer.title.as_deref().unwrap_or_else(|| offer.file.rsplit('/').next().unwrap_or_default())
}
