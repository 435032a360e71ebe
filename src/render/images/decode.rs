//! The bytes of a picture → its pixels, turned as its file says, in the colours of the web.

use std::io::Cursor;

use fast_image_resize::images::Image;
use fast_image_resize::{IntoImageView as _, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};
use moxcms::{ColorProfile, Layout, TransformOptions};

use crate::content::picture::MOST_PIXELS;

/// The most bytes that a decoder may ask for: 8 for a pixel, which is what 16 bits in four channels take.
const MOST_BYTES: u64 = MOST_PIXELS * 8;

/// A picture, decoded.
pub(super) struct Decoded {
    /// 8 bits in three channels, or in four where it is transparent somewhere; as they are in the file.
    image: DynamicImage,
    orientation: Orientation,
    profile: Option<Vec<u8>>,
    /// Whether it is in a form for drawings and screenshots, where every edge counts.
    pub(super) is_drawn: bool,
}

/// Decodes a picture.
///
/// # Errors
/// Why it cannot be decoded.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, String> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| error.to_string())?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    let is_drawn = reader.format() == Some(ImageFormat::Png);
    let mut decoder = reader.into_decoder().map_err(|error| error.to_string())?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().unwrap_or_default();
    let image = DynamicImage::from_decoder(decoder).map_err(|error| error.to_string())?;
    let image = match image {
        image @ (DynamicImage::ImageRgb8(_) | DynamicImage::ImageRgba8(_)) => image,
        image if image.color().has_alpha() => image.into_rgba8().into(),
        image => image.into_rgb8().into(),
    };
    Ok(Decoded { image, orientation, profile, is_drawn })
}

impl Decoded {
    /// The picture in another size, as it is shown: cut from its middle where that has another shape.
    ///
    /// # Errors
    /// Where there is no such size.
    pub(super) fn scaled(&self, width: u32, height: u32) -> Result<DynamicImage, String> {
        use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
        let lies = matches!(self.orientation, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH);
        let (width, height) = if lies { (height, width) } else { (width, height) };
        let kind = self.image.pixel_type().ok_or("its pixels are of an unknown kind")?;
        let mut scaled = Image::new(width, height, kind);
        let options = ResizeOptions::new().fit_into_destination(None);
        Resizer::new().resize(&self.image, &mut scaled, &options).map_err(|error| error.to_string())?;
        let mut pixels = scaled.into_vec();
        self.to_web_colours(&mut pixels);
        let image = if self.image.color().has_alpha() {
            image::RgbaImage::from_raw(width, height, pixels).map(DynamicImage::from)
        } else {
            image::RgbImage::from_raw(width, height, pixels).map(DynamicImage::from)
        };
        let mut image = image.ok_or("its size is not that of its pixels")?;
        image.apply_orientation(self.orientation);
        Ok(image)
    }

    /// Colours of another space (a telephone's is Display P3) → those of sRGB, which is what copies without a profile are
    /// shown in. A profile that is not understood is left out.
    fn to_web_colours(&self, pixels: &mut Vec<u8>) {
        let Some(profile) = self.profile.as_deref().and_then(|icc| ColorProfile::new_from_slice(icc).ok()) else {
            return;
        };
        let layout = if self.image.color().has_alpha() { Layout::Rgba } else { Layout::Rgb };
        let srgb = ColorProfile::new_srgb();
        let Ok(transform) = profile.create_transform_8bit(layout, &srgb, layout, TransformOptions::default()) else {
            return;
        };
        let mut there = vec![0; pixels.len()];
        if transform.transform(pixels, &mut there).is_ok() {
            *pixels = there;
        }
    }
}
