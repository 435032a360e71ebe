//! The metadata of a picture, read without decoding it: format, size as shown, fingerprint.

use std::io::Cursor;

use courant_pixels::MOST_PIXELS;
use exif::{In, Tag};
use imagesize::{Compression, ImageType};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde::{Deserialize, Serialize};

use super::image_problem::{ImageDamage, ImageProblem};
use super::{gif, jpeg, png};
use crate::base::Fingerprint;
use crate::base::no_text::LFS_POINTER;

/// The extensions of files that are inspected. Their bytes decide what they are.
const ENDINGS: &[&str] = &[
    ".jpg", ".jpeg", ".jpe", ".png", ".apng", ".gif", ".webp", ".avif", ".svg", ".heic", ".heif", ".tif", ".tiff",
    ".bmp", ".jxl", ".psd",
];

/// The metadata of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Its format.
    pub form: PictureFormat,
    /// Its width in pixels, as it is shown: turned as its file says.
    pub width: u32,
    /// Its height in pixels, as it is shown.
    pub height: u32,
    /// The fingerprint of its bytes.
    pub fingerprint: Fingerprint,
    /// Whether it contains the position at which it was taken.
    pub has_position: bool,
    /// What is wrong with it, though browsers show it.
    pub damage: Option<ImageDamage>,
}

/// The format of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PictureFormat {
    /// JPEG.
    Jpeg,
    /// PNG without animation.
    Png,
    /// WebP without animation.
    Webp,
    /// SVG.
    Svg,
    /// A format that is published unchanged: GIF, AVIF, and animated PNG and WebP.
    Kept,
}

/// Whether the name of a file has an extension of an image.
pub fn has_image_extension(path: &str) -> bool {
    let path = path.to_lowercase();
    ENDINGS.iter().any(|ending| path.ends_with(ending))
}

impl Picture {
    /// Reads the metadata from the bytes of a file.
    ///
    /// # Errors
    /// If it cannot be shown as a picture.
    pub fn inspect(bytes: &[u8]) -> Result<Self, ImageProblem> {
        if bytes.starts_with(LFS_POINTER) {
            return Err(ImageProblem::Pointer);
        }
        let kind = imagesize::image_type(bytes).ok();
        let Some(kind) = kind.filter(|kind| !matches!(kind, ImageType::Heif(_)) || starts_with_a_box(bytes)) else {
            let drawing = Self::drawing(bytes).ok_or(ImageProblem::NoPicture)?;
            return if is_well_formed(bytes) { Ok(drawing) } else { Err(ImageProblem::Markup) };
        };
        let form = form(kind, bytes)?;
        let size = imagesize::blob_size(bytes).map_err(|_torn| ImageProblem::Torn)?;
        let (width, height) = (size.width as u64, size.height as u64);
        let too_large = || ImageProblem::TooLarge { width, height };
        if width == 0 || height == 0 {
            return Err(ImageProblem::Torn);
        }
        if width.saturating_mul(height) > MOST_PIXELS {
            return Err(too_large());
        }
        let damage = damage(kind, bytes)?;
        let exif = exif::Reader::new().read_from_container(&mut Cursor::new(bytes)).ok();
        let has = |tag: Tag| exif.as_ref().is_some_and(|exif| exif.get_field(tag, In::PRIMARY).is_some());
        let turned = exif.as_ref().and_then(|exif| exif.get_field(Tag::Orientation, In::PRIMARY)?.value.get_uint(0));
        let number = |pixels: u64| u32::try_from(pixels).map_err(|_large| too_large());
        let (width, height) = (number(width)?, number(height)?);
        // 5 to 8 lie on their side (Exif 2.32, §4.6.4, Orientation).
        let lies = matches!(turned, Some(5..=8)) && form != PictureFormat::Kept;
        let (width, height) = if lies { (height, width) } else { (width, height) };
        let has_position = has(Tag::GPSLatitude) || has(Tag::GPSLongitude);
        Ok(Self { form, width, height, fingerprint: Fingerprint::collision_resistant(bytes), has_position, damage })
    }

    /// A drawing: its size is that of its root, or that of the part of the plane that it shows.
    fn drawing(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::from_reader(bytes);
        let root = loop {
            match reader.read_event().ok()? {
                Event::Start(root) | Event::Empty(root) => break root,
                Event::Eof => return None,
                _ => {}
            }
        };
        (root.local_name().as_ref() == "svg").then_some(())?;
        let (width, height) = drawn_size(&root).unwrap_or((300, 150));
        let (form, fingerprint) = (PictureFormat::Svg, Fingerprint::collision_resistant(bytes));
        Some(Self { form, width, height, fingerprint, has_position: false, damage: None })
    }

    /// Whether renditions (smaller copies, in better formats) are made of it.
    pub fn has_renditions(&self) -> bool {
        matches!(self.form, PictureFormat::Jpeg | PictureFormat::Png | PictureFormat::Webp)
    }
}

/// Whether the XML of a drawing has no error, and all its elements are closed: browsers show nothing of another.
fn is_well_formed(bytes: &[u8]) -> bool {
    let mut reader = Reader::from_reader(bytes);
    let mut depth = 0_usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(_)) => depth += 1,
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::Eof) => return depth == 0,
            Ok(_) => {}
            Err(_damaged) => return false,
        }
    }
}

/// Whether the length of the first box fits in the file (ISO/IEC 14496-12 §4.2): `<!--ftypavif` is the start of a text.
fn starts_with_a_box(bytes: &[u8]) -> bool {
    let length = bytes.first_chunk().copied().map(u32::from_be_bytes);
    length.is_some_and(|length| (16..=bytes.len()).contains(&(length as usize)))
}

/// The damage of a file that browsers show nonetheless. They show nothing of a WebP file without its end.
fn damage(kind: ImageType, bytes: &[u8]) -> Result<Option<ImageDamage>, ImageProblem> {
    match kind {
        ImageType::Jpeg => jpeg::damage(bytes),
        ImageType::Png => png::damage(bytes),
        ImageType::Gif => gif::damage(bytes),
        _ => Ok(None),
    }
}

fn form(kind: ImageType, bytes: &[u8]) -> Result<PictureFormat, ImageProblem> {
    Ok(match kind {
        ImageType::Jpeg => PictureFormat::Jpeg,
        ImageType::Png if png::moves(bytes) => PictureFormat::Kept,
        ImageType::Png => PictureFormat::Png,
        // RFC 9649 §2.5 and §2.7: the length of the file, and the flag of animation in the extended header.
        ImageType::Webp => {
            let length = bytes.get(4..8).and_then(|length| length.try_into().ok()).map(u32::from_le_bytes);
            if length.is_none_or(|length| bytes.len() < length as usize + 8) {
                return Err(ImageProblem::Torn);
            }
            let moves = bytes.get(12..16) == Some(b"VP8X") && bytes.get(20).is_some_and(|flags| flags & 0x02 != 0);
            if moves { PictureFormat::Kept } else { PictureFormat::Webp }
        }
        ImageType::Gif | ImageType::Heif(Compression::Av1) => PictureFormat::Kept,
        ImageType::Heif(_) => return Err(ImageProblem::Form("HEIC".to_owned())),
        other => return Err(ImageProblem::Form(format!("{other:?}").to_uppercase())),
    })
}

/// Width and height of a drawing in CSS pixels, where it says them.
fn drawn_size(root: &BytesStart<'_>) -> Option<(u32, u32)> {
    let value = |name: &str| Some(root.try_get_attribute(name).ok()??.value.into_owned());
    let pixels = |text: &str| {
        let number: f64 = text.trim().trim_end_matches("px").trim().parse().ok()?;
        whole(number)
    };
    let own = || Some((pixels(&value("width")?)?, pixels(&value("height")?)?));
    let view_box = || {
        let text = value("viewBox")?;
        let parts: Vec<f64> =
            text.split([' ', ',']).filter(|part| !part.is_empty()).filter_map(|part| part.parse().ok()).collect();
        let [_, _, width, height] = parts.try_into().ok()?;
        Some((whole(width)?, whole(height)?))
    };
    own().or_else(view_box)
}

/// A length of at least one pixel, rounded.
fn whole(length: f64) -> Option<u32> {
    let fits = (0.5..=f64::from(u16::MAX)).contains(&length);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was just found to fit")]
    fits.then(|| length.round() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_have_the_size_that_they_say() {
        let size = |svg: &str| Picture::inspect(svg.as_bytes()).map(|picture| (picture.width, picture.height));
        assert_eq!(size("<?xml version='1.0'?>\n<svg width='40px' height='30'/>"), Ok((40, 30)));
        assert_eq!(size("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 12.4,7'></svg>"), Ok((12, 7)));
        assert_eq!(size("<svg width='100%' height='1e9'/>"), Ok((300, 150)));
        assert_eq!(size("<!--ftypavif--><svg width='3' height='4'/>"), Ok((3, 4)));
        assert_eq!(size("<html><svg/></html>"), Err(ImageProblem::NoPicture));
        assert_eq!(size("Dit is geen foto."), Err(ImageProblem::NoPicture));
        assert_eq!(size(""), Err(ImageProblem::NoPicture));
    }

    #[test]
    fn what_asks_for_all_memory_is_told_by_its_header() {
        let mut bomb = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bomb.extend([0, 1, 0, 0, 0, 1, 0, 0, 8, 6, 0, 0, 0]);
        let fingerprint = crc(&bomb);
        bomb.extend(fingerprint);
        bomb.extend(b"\0\0\0\0IEND\xae\x42\x60\x82");
        assert_eq!(Picture::inspect(&bomb), Err(ImageProblem::TooLarge { width: 65_536, height: 65_536 }));
    }

    #[test]
    fn what_moves_is_kept_as_it_is() {
        let webp = |flags: u8| {
            let chunk = [&b"VP8X\x0a\0\0\0"[..], &[flags, 0, 0, 0], &[11, 0, 0], &[6, 0, 0]].concat();
            [&b"RIFF"[..], &u32::try_from(chunk.len() + 4).unwrap().to_le_bytes(), b"WEBP", &chunk].concat()
        };
        let seen = |bytes: &[u8]| Picture::inspect(bytes).map(|picture| (picture.form, picture.width, picture.height));
        assert_eq!(seen(&webp(0x02)), Ok((PictureFormat::Kept, 12, 7)));
        assert_eq!(seen(&webp(0x10)), Ok((PictureFormat::Webp, 12, 7)));
        assert_eq!(seen(&webp(0x02)[..20]), Err(ImageProblem::Torn));
    }

    /// The check of a PNG's header (PNG 1.2 §3.4).
    fn crc(png: &[u8]) -> [u8; 4] {
        let chunk = img_parts::png::PngChunk::new(*b"IHDR", img_parts::Bytes::copy_from_slice(&png[16..]));
        let bytes = chunk.encoder().bytes();
        bytes[bytes.len() - 4..].try_into().unwrap()
    }
}
