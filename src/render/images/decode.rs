//! Decoding: the bytes of a picture → pixels, oriented and in sRGB.

use std::io::Cursor;

use fast_image_resize::images::Image;
use fast_image_resize::{PixelType, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, RgbaImage};
use moxcms::{ColorProfile, Layout, TransformOptions};

use crate::content::picture::MOST_PIXELS;

/// The most bytes that a decoder may allocate: 8 for a pixel, which is what 16 bits in four channels take.
const MOST_BYTES: u64 = MOST_PIXELS * 8;

/// A picture, decoded.
pub(super) struct Decoded {
    /// 8 bits in four channels, as they are in the file.
    image: DynamicImage,
    /// Whether any pixel is transparent.
    has_alpha: bool,
    orientation: Orientation,
    profile: Option<Vec<u8>>,
    /// Whether the format is one for drawings and screenshots, where edges matter.
    pub(super) is_drawn: bool,
}

/// Decodes a picture.
///
/// # Errors
/// The reason why the picture cannot be decoded.
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
    let has_alpha = image.color().has_alpha();
    Ok(Decoded { image: image.into_rgba8().into(), has_alpha, orientation, profile, is_drawn })
}

impl Decoded {
    /// The picture in another size, cropped from the middle if the shape differs.
    ///
    /// # Errors
    /// If the size is invalid.
    pub(super) fn scaled(&self, width: u32, height: u32) -> Result<DynamicImage, String> {
        use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
        let lies = matches!(self.orientation, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH);
        let (width, height) = if lies { (height, width) } else { (width, height) };
        let mut scaled = Image::new(width, height, PixelType::U8x4);
        let options = ResizeOptions::new().fit_into_destination(None).use_alpha(self.has_alpha);
        Resizer::new().resize(&self.image, &mut scaled, &options).map_err(|error| error.to_string())?;
        let mut pixels = scaled.into_vec();
        self.to_web_colours(&mut pixels);
        let image = RgbaImage::from_raw(width, height, pixels).ok_or("its dimensions do not match its pixel data")?;
        let mut image = DynamicImage::from(image);
        image.apply_orientation(self.orientation);
        Ok(if self.has_alpha { image } else { image.into_rgb8().into() })
    }

    /// Converts other colour spaces (phones use Display P3) to sRGB, which browsers assume without a profile. An unknown profile is
    /// ignored.
    fn to_web_colours(&self, pixels: &mut Vec<u8>) {
        let Some(profile) = self.profile.as_deref().and_then(|icc| ColorProfile::new_from_slice(icc).ok()) else {
            return;
        };
        let (srgb, options) = (ColorProfile::new_srgb(), TransformOptions::default());
        let Ok(transform) = profile.create_transform_8bit(Layout::Rgba, &srgb, Layout::Rgba, options) else { return };
        let mut there = vec![0; pixels.len()];
        if transform.transform(pixels, &mut there).is_ok() {
            *pixels = there;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_colours_of_a_telephone_become_those_of_the_web() {
        let encoded = |profile: Option<Vec<u8>>| {
            let mut out = Vec::new();
            let mut encoder = jpeg_encoder::Encoder::new(&mut out, 100);
            if let Some(profile) = profile {
                encoder.add_icc_profile(&profile).unwrap();
            }
            encoder.encode(&[180, 80, 60].repeat(64), 8, 8, jpeg_encoder::ColorType::Rgb).unwrap();
            let scaled = decode(&out).unwrap().scaled(4, 4).unwrap().into_rgb8();
            scaled.get_pixel(2, 2).0
        };
        let plain = encoded(None);
        assert!(plain[0].abs_diff(180) < 3, "{plain:?}");
        let wide = encoded(Some(ColorProfile::new_display_p3().encode().unwrap()));
        assert!(wide[0] > plain[0] + 8, "a red of the wider space is a stronger one here: {wide:?}, {plain:?}");
        assert_eq!(encoded(Some(b"no profile".to_vec())), plain);
    }
}
