//! Images for link previews: the cropped lead image of an item, or a card with its title.

use courant_pixels::Format;

use super::cards::{SIZE, card_address};
use super::image_view::{focus_of_shape, lead_image};
use super::pictures::{Pictures, named_by, own_format};
use super::rendition::Rendition;
use super::snapshot::Snapshot;
use super::view_parts::ShareView;
use crate::base::Address;
use crate::config::LanguageId;
use crate::content::{Item, ItemKind, Picture};
use crate::model::{ItemId, Site};

/// The image of an item for link previews.
pub(super) fn share(snapshot: &Snapshot, id: ItemId) -> Option<ShareView<'_>> {
    let config = &snapshot.config;
    let item = snapshot.site.item(id);
    if let Some((address, copy)) = shared_lead(&snapshot.pictures(), item) {
        let alt = item.image.as_ref().map(|image| &*image.alt).unwrap_or_default();
        let url = config.url(&address);
        return Some(ShareView { url, alt, width: Some(copy.width), height: Some(copy.height) });
    }
    if let Some(image) = lead_image(snapshot, id) {
        return Some(ShareView { url: image.url, alt: image.alt, width: image.width, height: image.height });
    }
    let (width, height) = SIZE;
    let url = config.url(&card_address(&snapshot.site, id, &snapshot.theme.manifest)?);
    Some(ShareView { url, alt: &item.title, width: Some(width), height: Some(height) })
}

/// The lead image of an item as every program for mail shows it, a JPEG or a PNG: the one for link previews, where the site has it.
pub(super) fn mail_picture(snapshot: &Snapshot, id: ItemId) -> Option<ShareView<'_>> {
    let item = snapshot.site.item(id);
    let (address, copy) = shared_lead(&snapshot.pictures(), item)?;
    snapshot.layout.page_at(&address)?;
    let alt = item.image.as_ref().map(|image| &*image.alt).unwrap_or_default();
    Some(ShareView { url: snapshot.config.url(&address), alt, width: Some(copy.width), height: Some(copy.height) })
}

/// The card of the site, for pages without an image of their own.
pub(super) fn site_share(snapshot: &Snapshot, language: LanguageId) -> Option<ShareView<'_>> {
    let url = snapshot.shared.card(language)?.to_owned();
    let (width, height) = SIZE;
    Some(ShareView { url, alt: &snapshot.config.language(language).title, width: Some(width), height: Some(height) })
}

/// The lead images of all items, cut to size.
pub(super) fn shared_renditions(pictures: Pictures<'_>, site: &Site) -> impl Iterator<Item = (Address, Rendition)> {
    let all = CROPS.into_iter().chain([("share", SIZE)]);
    site.items
        .iter()
        .flat_map(move |item| {
            // Texts about terms and contacts are not articles.
            let is_news = item.kind == ItemKind::News;
            all.clone().filter(move |(name, _)| is_news || *name == "share").map(move |crop| (item, crop))
        })
        .filter_map(move |(item, crop)| cropped_lead(&pictures, item, crop))
}

/// A crop of a lead image: the part of its name that says so, and its largest size in pixels.
type Crop = (&'static str, (u32, u32));

/// The crops for structured data (developers.google.com/search/docs/appearance/structured-data/article).
const CROPS: [Crop; 3] = [("16x9", (1200, 675)), ("4x3", (1200, 900)), ("1x1", (1200, 1200))];

/// The crops of an item's lead image for structured data.
pub(super) fn crops(snapshot: &Snapshot, id: ItemId) -> Vec<ShareView<'_>> {
    let item = snapshot.site.item(id);
    let alt = item.image.as_ref().map(|image| &*image.alt).unwrap_or_default();
    let view = |(address, copy): (Address, Rendition)| {
        let url = snapshot.config.url(&address);
        ShareView { url, alt, width: Some(copy.width), height: Some(copy.height) }
    };
    CROPS.iter().filter_map(|crop| cropped_lead(&snapshot.pictures(), item, *crop)).map(view).collect()
}

fn shared_lead(pictures: &Pictures<'_>, item: &Item) -> Option<(Address, Rendition)> {
    cropped_lead(pictures, item, ("share", SIZE))
}

fn cropped_lead(pictures: &Pictures<'_>, item: &Item, (name, size): Crop) -> Option<(Address, Rendition)> {
    let image = item.image.as_deref()?;
    let file = pictures.picture_file(item, &image.src)?;
    let picture = pictures.shown(file)?;
    let (width, height) = cut(picture, size);
    // Networks know JPEG and PNG; few of them WebP, and none AVIF.
    let format = if own_format(picture) == Format::Png { Format::Png } else { Format::Jpeg };
    // Two items may show one picture, each with a focus of its own.
    let name = image.focus.map_or_else(|| name.to_owned(), |focus| format!("{name}-{}-{}", focus.x, focus.y));
    let focus = image.focus.or_else(|| focus_of_shape(picture.width, picture.height));
    let (file, fingerprint, quality) = (file.into(), picture.fingerprint, pictures.quality(format, width));
    let copy = Rendition { file, fingerprint, width, height, format, quality, focus };
    Some((pictures.beside_picture(&copy.file, &name, named_by(&copy), format)?, copy))
}

/// The size of the crop: of the right shape, and not larger than the picture.
fn cut(picture: &Picture, size: (u32, u32)) -> (u32, u32) {
    let (width, height) = (u64::from(size.0), u64::from(size.1));
    let (own_width, own_height) = (u64::from(picture.width), u64::from(picture.height));
    let fits = |length: u64| u32::try_from(length).unwrap_or(u32::MAX).max(1);
    if own_width >= width && own_height >= height {
        size
    } else if own_width * height <= own_height * width {
        (fits(own_width), fits(own_width * height / width))
    } else {
        (fits(own_height * width / height), fits(own_height))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::PictureFormat;

    #[test]
    fn what_is_shared_has_the_right_shape_and_is_not_enlarged() {
        let cut = |width, height| {
            let fingerprint = crate::base::Fingerprint::default();
            cut(
                &Picture { form: PictureFormat::Jpeg, width, height, fingerprint, has_position: false, damage: None },
                SIZE,
            )
        };
        assert_eq!(cut(4000, 3000), (1200, 630));
        assert_eq!(cut(600, 3000), (600, 315));
        assert_eq!(cut(3000, 315), (600, 315));
        assert_eq!(cut(1, 1), (1, 1));
    }
}
