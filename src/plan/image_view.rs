//! Views of images.

use courant_pixels::Focus;

use super::links::{Destination, destination_of, resolve};
use super::snapshot::Snapshot;
use super::view_parts::{FocusView, ImageView};
use crate::content::LeadImage;
use crate::model::ItemId;

/// The lead image of an item.
pub(super) fn lead_image(snapshot: &Snapshot, id: ItemId) -> Option<ImageView<'_>> {
    let item = snapshot.site.item(id);
    let image = item.image.as_deref()?;
    let LeadImage { src, alt, caption, credit, focus } = image;
    let found = destination_of(snapshot, id, item.facts.references.len());
    let view = ImageView { alt, caption: caption.as_deref(), credit: credit.as_deref(), ..plain(src) };
    let view = match found {
        Some(Ok(found)) => at(snapshot, &found, view),
        _ => Some(view),
    }?;
    let focus = focus.or_else(|| focus_of_shape(view.width?, view.height?));
    Some(ImageView { focus: focus.map(|focus| FocusView { x: focus.x, y: focus.y }), ..view })
}

/// What is in view of a tall picture whose focus is not given: people have their heads up.
pub(super) fn focus_of_shape(width: u32, height: u32) -> Option<Focus> {
    (height > width).then_some(Focus { x: 50, y: 10 })
}

/// An image at a path from `content/` or at an address of the site, without a text; `None` if there is none.
pub(super) fn image_at<'s>(snapshot: &'s Snapshot, path: &'s str) -> Option<ImageView<'s>> {
    let found = resolve(snapshot, None, path).ok()?;
    at(snapshot, &found, plain(path))
}

/// An image as it is written.
fn plain(src: &str) -> ImageView<'_> {
    ImageView {
        src: src.to_owned(),
        srcset: String::new(),
        sources: Vec::new(),
        url: src.to_owned(),
        alt: "",
        caption: None,
        credit: None,
        width: None,
        height: None,
        focus: None,
    }
}

/// An image at its destination, with its renditions.
fn at<'s>(snapshot: &'s Snapshot, found: &Destination<'s>, mut view: ImageView<'s>) -> Option<ImageView<'s>> {
    let config = &snapshot.config;
    let address = found.address?;
    (view.src, view.url) = (config.href(address), config.url(address));
    if let Some((_, Ok(picture))) = found.picture {
        (view.width, view.height) = (Some(picture.width), Some(picture.height));
    }
    if let Some(offer) = found.picture.and_then(|(file, _)| snapshot.pictures().offer(file)) {
        view.url = config.url(offer.largest.as_ref().unwrap_or(address));
        (view.src, view.srcset, view.sources) = (offer.src, offer.srcset, offer.sources);
        (view.width, view.height) = (Some(offer.width), Some(offer.height));
    }
    Some(view)
}
