//! The smaller copies that are made of pictures: which, in which forms, where they stand, and how pages offer them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Plan;
use super::files::fixed_address;
use super::links::file_path;
use super::view::ImageSource;
use crate::base::{Address, Code, Diagnostic, Fingerprint, Place};
use crate::config::ImageFormat;
use crate::content::{Form, ImageIndex, Item, Picture, Target};

/// The widths of the copies, in pixels: a phone, a column of text on a sharp screen, the whole width of a page. A picture
/// is never enlarged: its own width takes the place of those above it.
const WIDTHS: [u32; 3] = [480, 960, 1600];

/// The width of the copy that a browser shows which knows no `srcset`, in pixels.
const PLAIN: u32 = 960;

/// The form of a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Format {
    /// AVIF.
    Avif,
    /// WebP.
    Webp,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}

/// A copy of a picture: cut to its size from the middle, where that has another shape.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rendition {
    /// The file of the picture.
    pub file: Box<str>,
    /// The fingerprint of that file's bytes.
    pub fingerprint: Fingerprint,
    /// The width in pixels.
    pub width: u32,
    /// The height in pixels.
    pub height: u32,
    /// The form.
    pub format: Format,
}

/// How a page offers a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// The link to the copy for browsers that know nothing else; to the picture itself where no copies are made.
    pub src: String,
    /// The address of the largest copy in the picture's own form.
    pub largest: Option<Address>,
    /// The copies in that form, as `srcset` has them; empty where there are none.
    pub srcset: String,
    /// The copies in better forms, the best first.
    pub sources: Vec<ImageSource>,
    /// The width of the largest copy, in pixels.
    pub width: u32,
    /// The height of the largest copy, in pixels.
    pub height: u32,
}

impl Format {
    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Avif => "image/avif",
            Self::Webp => "image/webp",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// The ending of its files, without a dot.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Avif => "avif",
            Self::Webp => "webp",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }
}

impl Plan<'_> {
    /// The files of the pictures that pages show.
    pub(super) fn shown_pictures(&self) -> BTreeSet<Box<str>> {
        let mut shown = BTreeSet::new();
        for item in &self.site.items {
            let images = item.files().filter(|(_, target)| *target == Target::Image);
            let files = images.filter_map(|(to, _)| self.picture_file(item, to));
            shown.extend(files.map(Box::from));
        }
        shown
    }

    /// The file of a picture of which copies can be made.
    pub(super) fn picture_file(&self, item: &Item, to: &str) -> Option<&str> {
        let developed = |file: &str| {
            let (file, seen) = self.image_index.get(file)?;
            seen.as_ref().is_ok_and(Picture::is_developed).then_some(file)
        };
        let own = file_path(item.folder(), to).filter(|file| self.layout.files.contains_key(&**file));
        own.and_then(|file| developed(&file))
            .or_else(|| developed(&format!("static{to}")).filter(|_| to.starts_with('/')))
    }

    /// The picture in a file, if pages show it and copies are made of it.
    pub(super) fn shown(&self, file: &str) -> Option<&Picture> {
        self.layout.shown.contains(file).then(|| self.image_index.get(file)?.1.as_ref().ok()).flatten()
    }

    /// The pictures among the files of the site.
    pub fn image_index(&self) -> &ImageIndex {
        self.image_index
    }

    /// The published pictures that say where they were taken, in files that are copied as they are.
    pub(super) fn positions(&self) -> impl Iterator<Item = Diagnostic> {
        let told = |(file, picture): (&str, &Picture)| {
            let is_kept = !self.layout.files.contains_key(file) || picture.form == Form::Kept;
            let is_published = self.layout.files.contains_key(file) || file.starts_with("static/");
            (picture.has_position && is_kept && is_published).then(|| {
                let message = "this photograph contains the location where it was taken, and is published unchanged";
                Diagnostic::new(Code::ImagePosition, Place::file(file), message)
                    .hint("put it beside an item, where Courant removes the location, or save it without the location")
            })
        };
        self.image_index.pictures().filter_map(told)
    }

    /// How many pixels the picture in a file has.
    pub fn pixels(&self, file: &str) -> u64 {
        self.shown(file).map_or(0, |picture| u64::from(picture.width) * u64::from(picture.height))
    }

    /// Whether a file is a drawing.
    pub fn is_drawing(&self, file: &str) -> bool {
        self.image_index.get(file).is_some_and(|(_, seen)| seen.as_ref().is_ok_and(|picture| picture.form == Form::Svg))
    }

    /// All copies of all pictures, each address once: two files of one folder may have the same bytes.
    pub(super) fn renditions(&self) -> BTreeMap<Address, Rendition> {
        let mut all = BTreeMap::new();
        for (file, picture) in self.layout.shown.iter().filter_map(|file| Some((file, self.shown(file)?))) {
            for format in self.formats(picture) {
                let copies = sizes(picture).into_iter().map(|size| rendition(file, picture, size, format));
                let copies = copies.filter_map(|copy| Some((self.rendition_address(&copy)?, copy)));
                all.extend(copies);
            }
        }
        all.extend(self.shared_renditions());
        all
    }

    /// The forms of the copies of a picture, the best first; the last is its own, which every browser knows.
    fn formats(&self, picture: &Picture) -> Vec<Format> {
        let own = own_format(picture);
        let better = self.site.config.image_formats.iter().map(|format| match format {
            ImageFormat::Avif => Format::Avif,
            ImageFormat::Webp => Format::Webp,
        });
        better.filter(|format| *format != own).chain([own]).collect()
    }

    /// Where a copy stands: beside the picture, with its width and what it is made of in its name.
    fn rendition_address(&self, copy: &Rendition) -> Option<Address> {
        self.beside_picture(&copy.file, &copy.width.to_string(), copy.fingerprint, copy.format)
    }

    /// An address beside a picture, with a fingerprint in it: what stands there never changes.
    pub(super) fn beside_picture(
        &self,
        file: &str,
        what: &str,
        fingerprint: Fingerprint,
        format: Format,
    ) -> Option<Address> {
        let address = self.layout.files.get(file).cloned().or_else(|| fixed_address(file))?;
        let (folder, name) = address.as_str().rsplit_once('/')?;
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        Address::parse(&format!("{folder}/{stem}-{what}-{}.{}", fingerprint.short(), format.ending())).ok()
    }

    /// How a page offers the picture in a file; `None` where no copies are made of it.
    pub fn offer(&self, file: &str) -> Option<Offer> {
        let picture = self.shown(file)?;
        let sizes = sizes(picture);
        let copies = |format: Format| -> Vec<(Address, u32)> {
            let copies = sizes.iter().map(|size| rendition(file, picture, *size, format));
            copies.filter_map(|copy| Some((self.rendition_address(&copy)?, copy.width))).collect()
        };
        let srcset = |copies: &[(Address, u32)]| {
            let candidates =
                copies.iter().map(|(address, width)| format!("{} {width}w", self.site.config.href(address)));
            candidates.collect::<Vec<_>>().join(", ")
        };
        let mut formats = self.formats(picture);
        let own = copies(formats.pop()?);
        let plain = own.iter().rev().find(|(_, width)| *width <= PLAIN).or(own.first())?;
        let source =
            |format: &Format| ImageSource { media_type: format.media_type(), srcset: srcset(&copies(*format)) };
        let (width, height) = *sizes.last()?;
        Some(Offer {
            src: self.site.config.href(&plain.0),
            srcset: srcset(&own),
            sources: formats.iter().map(source).collect(),
            largest: own.last().map(|(address, _)| address.clone()),
            width,
            height,
        })
    }
}

/// The form in which a picture itself is written.
pub(super) fn own_format(picture: &Picture) -> Format {
    match picture.form {
        Form::Png => Format::Png,
        Form::Webp => Format::Webp,
        _ => Format::Jpeg,
    }
}

fn rendition(file: &str, picture: &Picture, (width, height): (u32, u32), format: Format) -> Rendition {
    Rendition { file: file.into(), fingerprint: picture.fingerprint, width, height, format }
}

/// The sizes of the copies of a picture, in pixels, the smallest first.
fn sizes(picture: &Picture) -> Vec<(u32, u32)> {
    let mut widths: Vec<u32> = WIDTHS.iter().map(|width| picture.width.min(*width)).collect();
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

    #[test]
    fn a_picture_is_never_enlarged() {
        let sizes = |width, height| {
            let fingerprint = Fingerprint::default();
            sizes(&Picture { form: Form::Jpeg, width, height, fingerprint, has_position: false })
        };
        assert_eq!(sizes(4000, 3000), [(480, 360), (960, 720), (1600, 1200)]);
        assert_eq!(sizes(1200, 801), [(480, 320), (960, 641), (1200, 801)]);
        assert_eq!(sizes(960, 1), [(480, 1), (960, 1)]);
        assert_eq!(sizes(1, 70_000), [(1, 70_000)]);
    }
}
