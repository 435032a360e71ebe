//! Pictures: their renditions, the addresses of these, and how pages offer them.

use std::collections::{BTreeMap, BTreeSet};

use courant_pixels::{Format, Quality};

use super::files::{Files, fixed_address};
use super::paths::file_path;
use super::rendition::Rendition;
use super::view_parts::ImageSource;
use crate::base::fingerprint::Mixer;
use crate::base::{Address, Code, Diagnostic, Fingerprint, Place};
use crate::config::{Config, ImageFormat};
use crate::content::{CONTENT, ImageIndex, Item, Picture, PictureFormat, ReferenceKind};
use crate::model::{FileNames, Site};

/// The largest width of AVIF renditions in pixels, where WebP can be larger ones: that of 1600 would take as long as all others, for
/// a fifth fewer bytes than WebP of the same score. It is what large screens with a high density choose.
const WIDEST_AVIF: u32 = 1080;

/// The width of the rendition in `src`, for browsers without `srcset`, in pixels.
const PLAIN: u32 = 1080;

/// A picture as a page offers it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// The link for `src`: to a rendition, or to the picture itself if it has none.
    pub src: String,
    /// The address of the largest rendition in the original format.
    pub largest: Option<Address>,
    /// The renditions in the original format, for `srcset`; may be empty.
    pub srcset: String,
    /// The renditions in other formats, best first.
    pub sources: Vec<ImageSource>,
    /// The width of the largest rendition, in pixels.
    pub width: u32,
    /// The height of the largest rendition, in pixels.
    pub height: u32,
}

/// The pictures of a site, with the inputs of their renditions.
#[derive(Clone, Copy, Debug)]
pub struct Pictures<'p> {
    /// The settings.
    pub config: &'p Config,
    /// The names of files in another Unicode form than that of references.
    pub names: &'p FileNames,
    /// The published files.
    pub files: &'p Files,
    /// The formats and dimensions of all pictures.
    pub images: &'p ImageIndex,
}

impl<'p> Pictures<'p> {
    /// The files of the pictures that items show.
    pub(super) fn shown_by(&self, site: &Site) -> BTreeSet<Box<str>> {
        let mut shown = BTreeSet::new();
        for item in &site.items {
            let images = item.files().filter(|(_, target)| *target == ReferenceKind::Image);
            let files = images.filter_map(|(to, _)| self.picture_file(item, to));
            shown.extend(files.map(Box::from));
        }
        let photos = site.shown_contacts().filter_map(|contact| self.file_from(CONTENT, contact.photo.as_deref()?));
        shown.extend(photos.map(Box::from));
        shown
    }

    /// The file of a picture that can have renditions.
    pub(super) fn picture_file(&self, item: &Item, to: &str) -> Option<&'p str> {
        self.file_from(item.folder(), to)
    }

    fn file_from(&self, folder: &str, to: &str) -> Option<&'p str> {
        let scalable = |file: &str| {
            let (file, seen) = self.images.get(file)?;
            seen.as_ref().is_ok_and(Picture::has_renditions).then_some(file)
        };
        let own = file_path(self.names, folder, to).filter(|file| self.files.find(file).is_some());
        own.and_then(|file| scalable(&file))
            .or_else(|| scalable(&format!("static{to}")).filter(|_| to.starts_with('/')))
    }

    /// The picture in a file, if pages show it and it has renditions.
    pub(super) fn shown(&self, file: &str) -> Option<&'p Picture> {
        self.files.shown.contains(file).then(|| self.images.get(file)?.1.as_ref().ok()).flatten()
    }

    /// Photographs with GPS positions in `static/`, which are copied unchanged.
    pub(super) fn positions(&self) -> impl Iterator<Item = Diagnostic> + use<'p> {
        let told = |(file, picture): (&str, &Picture)| {
            (picture.has_position && file.starts_with("static/")).then(|| {
                let message = "this photograph contains the location where it was taken, and is published unchanged";
                Diagnostic::new(Code::ImagePosition, Place::file(file), message)
                    .hint("put it beside an item, where Courant removes the location, or save it without the location")
            })
        };
        self.images.pictures().filter_map(told)
    }

    /// Published pictures that are damaged, and that browsers show nonetheless.
    pub(super) fn damaged(&self) -> impl Iterator<Item = Diagnostic> + use<'p> {
        let files = self.files;
        let told = move |(file, picture): (&str, &Picture)| {
            let damage =
                picture.damage.as_ref().filter(|_| files.find(file).is_some() || file.starts_with("static/"))?;
            let message = format!("this image {}", damage.in_words());
            let hint = "copy the file again from its source, or open it in an image editor and save it again";
            Some(Diagnostic::new(Code::ImageDamaged, Place::file(file), message).hint(hint))
        };
        self.images.pictures().filter_map(told)
    }

    /// The number of pixels of the picture in a file.
    pub fn pixels(&self, file: &str) -> u64 {
        self.shown(file).map_or(0, |picture| u64::from(picture.width) * u64::from(picture.height))
    }

    /// Whether a file is an SVG drawing.
    pub fn is_drawing(&self, file: &str) -> bool {
        self.images
            .get(file)
            .is_some_and(|(_, seen)| seen.as_ref().is_ok_and(|picture| picture.form == PictureFormat::Svg))
    }

    /// The renditions of all pictures, each address once: two files of one folder may have the same bytes.
    pub(super) fn renditions(&self) -> BTreeMap<Address, Rendition> {
        let mut all = BTreeMap::new();
        for (file, picture) in self.files.shown.iter().filter_map(|file| Some((file, self.shown(file)?))) {
            for format in self.formats(picture) {
                let copies = self.copies(file, picture, format);
                all.extend(copies.filter_map(|copy| Some((self.rendition_address(&copy)?, copy))));
            }
        }
        all
    }

    /// The renditions that are offered as those of a format, smallest first.
    fn copies(&self, file: &str, picture: &Picture, format: Format) -> impl Iterator<Item = Rendition> + use<'_> {
        let (file, fingerprint): (Box<str>, _) = (file.into(), picture.fingerprint);
        let (sizes, own) = (self.sizes(picture), own_format(picture));
        sizes.into_iter().map(move |(width, height)| {
            let format = self.format_at(format, width, own);
            let quality = self.quality(format, width);
            Rendition { file: file.clone(), fingerprint, width, height, format, quality, focus: None }
        })
    }

    /// The format in which a width is offered among those of a format. A browser that chooses AVIF reads WebP too, for it is younger;
    /// it looks at the type of a `<source>` before it chooses a width, and at the file itself after that.
    fn format_at(&self, format: Format, width: u32, own: Format) -> Format {
        let has_webp = own == Format::Webp || self.config.images.formats.contains(&ImageFormat::Webp);
        if format == Format::Avif && width > WIDEST_AVIF && has_webp { Format::Webp } else { format }
    }

    /// The quality of a rendition.
    pub(super) fn quality(&self, format: Format, width: u32) -> Quality {
        let images = &self.config.images;
        let set = match format {
            Format::Avif => images.avif_quality,
            Format::Webp => images.webp_quality,
            Format::Jpeg => images.jpeg_quality,
            Format::Png => None,
        };
        let stands_in = format == Format::Webp && width > WIDEST_AVIF && images.formats.contains(&ImageFormat::Avif);
        match set {
            Some(level) => Quality::Set(level),
            None if stands_in => Quality::AsAvif,
            None => Quality::Default,
        }
    }

    /// The formats of a picture's renditions, best first; the last is the original format, which every browser supports. A
    /// format that one of the renditions does not fit in is left out, and one that has none: browsers choose a format before they
    /// choose a size.
    fn formats(&self, picture: &Picture) -> Vec<Format> {
        let (own, sizes) = (own_format(picture), self.sizes(picture));
        let better = self.config.images.formats.iter().map(|format| match format {
            ImageFormat::Avif => Format::Avif,
            ImageFormat::Webp => Format::Webp,
        });
        let is_offered = |format: &Format| {
            let at = |(width, _): (u32, u32)| self.format_at(*format, width, own);
            let fits = sizes.iter().all(|size| at(*size).fits(size.0, size.1));
            fits && sizes.iter().any(|size| at(*size) == *format)
        };
        better.filter(|format| *format != own && is_offered(format)).chain([own]).collect()
    }

    /// The dimensions of a picture's renditions in pixels, smallest first.
    fn sizes(&self, picture: &Picture) -> Vec<(u32, u32)> {
        sizes(&self.config.images.widths, picture)
    }

    /// The address of a rendition: beside the picture, with the width and a fingerprint in its name.
    fn rendition_address(&self, copy: &Rendition) -> Option<Address> {
        self.beside_picture(&copy.file, &copy.width.to_string(), named_by(copy), copy.format)
    }

    /// An address beside a picture with a fingerprint in its name: the file never changes.
    pub(super) fn beside_picture(
        &self,
        file: &str,
        what: &str,
        fingerprint: Fingerprint,
        format: Format,
    ) -> Option<Address> {
        let address = self.files.address(file).cloned().or_else(|| fixed_address(file))?;
        let (folder, name) = address.as_str().rsplit_once('/')?;
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        Address::parse(&format!("{folder}/{stem}-{what}-{}.{}", fingerprint.short(), format.ending())).ok()
    }

    /// The picture in a file as a page offers it; `None` if it has no renditions.
    pub fn offer(&self, file: &str) -> Option<Offer> {
        let picture = self.shown(file)?;
        let copies = |format: Format| -> Vec<(Address, u32)> {
            let copies = self.copies(file, picture, format);
            copies.filter_map(|copy| Some((self.rendition_address(&copy)?, copy.width))).collect()
        };
        let srcset = |copies: &[(Address, u32)]| {
            let candidates = copies.iter().map(|(address, width)| format!("{} {width}w", self.config.href(address)));
            candidates.collect::<Vec<_>>().join(", ")
        };
        let mut formats = self.formats(picture);
        let own = copies(formats.pop()?);
        let plain = own.iter().rev().find(|(_, width)| *width <= PLAIN).or(own.first())?;
        let source =
            |format: &Format| ImageSource { media_type: format.media_type(), srcset: srcset(&copies(*format)) };
        let (width, height) = *self.sizes(picture).last()?;
        Some(Offer {
            src: self.config.href(&plain.0),
            srcset: srcset(&own),
            sources: formats.iter().map(source).collect(),
            largest: own.last().map(|(address, _)| address.clone()),
            width,
            height,
        })
    }
}

/// The format of the picture itself.
pub(super) fn own_format(picture: &Picture) -> Format {
    match picture.form {
        PictureFormat::Png => Format::Png,
        PictureFormat::Webp => Format::Webp,
        _ => Format::Jpeg,
    }
}

/// The fingerprint in the name of a rendition. Browsers keep a file of one name forever, so another quality is another name.
pub(super) fn named_by(copy: &Rendition) -> Fingerprint {
    match copy.quality {
        Quality::Set(level) => Mixer::default().fingerprint(copy.fingerprint).bytes(&[level]).finish(),
        Quality::Default | Quality::AsAvif => copy.fingerprint,
    }
}

/// The dimensions of a picture's renditions in pixels, smallest first.
fn sizes(widths: &[u32], picture: &Picture) -> Vec<(u32, u32)> {
    let mut widths: Vec<u32> = widths.iter().map(|width| picture.width.min(*width)).collect();
    widths.dedup();
    let height = |width: u32| {
        let exact = u64::from(width) * u64::from(picture.height) * 2 / u64::from(picture.width.max(1));
        u32::try_from(exact.div_ceil(2)).unwrap_or(u32::MAX).max(1)
    };
    widths.into_iter().map(|width| (width, height(width))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ImageSettings;

    #[test]
    fn a_picture_is_never_enlarged() {
        let sizes = |width, height| {
            let fingerprint = Fingerprint::default();
            sizes(
                &ImageSettings::default().widths,
                &Picture { form: PictureFormat::Jpeg, width, height, fingerprint, has_position: false, damage: None },
            )
        };
        assert_eq!(sizes(4000, 3000), [(360, 270), (720, 540), (1080, 810), (1600, 1200)]);
        assert_eq!(sizes(1200, 801), [(360, 240), (720, 481), (1080, 721), (1200, 801)]);
        assert_eq!(sizes(720, 1), [(360, 1), (720, 1)]);
        assert_eq!(sizes(1, 70_000), [(1, 70_000)]);
    }

    #[test]
    fn a_format_has_limits_of_its_own() {
        assert!(Format::Webp.fits(1600, 16_383) && !Format::Webp.fits(1600, 16_384));
        assert!(Format::Avif.fits(1600, 5000) && !Format::Avif.fits(1600, 5001) && !Format::Avif.fits(1, 16_385));
        assert!(Format::Jpeg.fits(65_535, 1) && !Format::Jpeg.fits(65_536, 1));
        assert!(Format::Png.fits(1, 100_000_000));
    }
}
