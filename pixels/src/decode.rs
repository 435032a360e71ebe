//! Decoding: the bytes of a picture → pixels, oriented and in sRGB.

use std::io::Cursor;
use std::sync::OnceLock;

use fast_image_resize::images::Image;
use fast_image_resize::{FilterType, IntoImageView, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{ColorType, DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, RgbaImage};
use moxcms::{ColorProfile, Layout, TransformOptions};

use crate::encode::Encoding;
use crate::form::{Focus, Format, Quality};

/// The most pixels that are decoded, so that a file of a few bytes cannot ask for all memory: a photograph of 100
/// megapixels takes 700 MB for a moment, or 800 MB with 16 bits in four channels, and 400 MB while it is made smaller.
pub const MOST_PIXELS: u64 = 120_000_000;

/// The most bytes that a decoder may allocate: 8 for a pixel, which is what 16 bits in four channels take.
const MOST_BYTES: u64 = MOST_PIXELS * 8;

/// The width of the reduced picture from which small copies are made, and the width from which a picture has one. It depends on
/// nothing but the picture: a copy that is made alone has the bytes that it has among others.
const REDUCED: u32 = 1600;
const LARGE: u32 = 2400;

/// A filter by which images are made smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Lanczos, which keeps most detail.
    Sharp,
    /// Catmull and Rom's.
    Between,
    /// Mitchell and Netravali's, without rings around edges.
    Soft,
}

/// A picture, decoded.
pub struct Decoded {
    /// 8 bits in four channels, as they are in the file.
    image: DynamicImage,
    /// The picture in a smaller size, from when it is first asked for.
    reduced: OnceLock<Result<Image<'static>, String>>,
    /// The file as it is published.
    published: Vec<u8>,
    /// Its format, where copies can have it.
    format: Option<Format>,
    /// Whether any pixel is transparent.
    has_alpha: bool,
    orientation: Orientation,
    profile: Option<Vec<u8>>,
    /// Whether the format is one for drawings and screenshots, where edges matter.
    is_drawn: bool,
}

impl std::fmt::Debug for Decoded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { format, orientation, .. } = self;
        f.debug_struct("Decoded").field("format", format).field("orientation", orientation).finish_non_exhaustive()
    }
}

/// Decodes a picture from the file that is published: other parts of a file can expand to a multiple of their size. Of a damaged
/// file `shows_lines`, which receives its width, tells whether what is before the damage is shown.
///
/// # Errors
/// The reason why the picture cannot be decoded.
pub fn decode(bytes: Vec<u8>, shows_lines: &dyn Fn(&[u8], u32) -> bool) -> Result<Decoded, String> {
    let mut reader =
        ImageReader::new(Cursor::new(&bytes[..])).with_guessed_format().map_err(|error| error.to_string())?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    let format = match reader.format() {
        Some(ImageFormat::Jpeg) => Some(Format::Jpeg),
        Some(ImageFormat::Png) => Some(Format::Png),
        Some(ImageFormat::WebP) => Some(Format::Webp),
        _ => None,
    };
    let is_drawn = format == Some(Format::Png);
    let mut decoder = reader.into_decoder().map_err(|error| error.to_string())?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().unwrap_or_default();
    let ((width, height), colour) = (decoder.dimensions(), decoder.color_type());
    let size = usize::try_from(decoder.total_bytes().min(MOST_BYTES + 1)).map_err(|error| error.to_string())?;
    if size as u64 > MOST_BYTES {
        return Err(format!("it has {width} × {height} pixels, and the limit is {} million", MOST_PIXELS / 1_000_000));
    }
    let mut pixels = vec![0; size];
    match decoder.read_image(&mut pixels) {
        // The bytes of 16 bits are not in their order yet.
        Err(_damaged) if is_of_bytes(colour) && shows_lines(&bytes, width) => {}
        read => read.map_err(|error| error.to_string())?,
    }
    let pixels = four_channels(eight_bits(pixels, colour), colour)?;
    let image = RgbaImage::from_raw(width, height, pixels).ok_or("its dimensions do not match its pixel data")?;
    let (image, has_alpha, reduced) = (image.into(), colour.has_alpha(), OnceLock::new());
    Ok(Decoded { image, reduced, published: bytes, format, has_alpha, orientation, profile, is_drawn })
}

fn is_of_bytes(colour: ColorType) -> bool {
    colour.bytes_per_pixel() == colour.channel_count()
}

/// Reduces 16 bits to 8 where they are: a second copy of a large picture would not fit.
fn eight_bits(mut pixels: Vec<u8>, colour: ColorType) -> Vec<u8> {
    if colour.bytes_per_pixel() != colour.channel_count() * 2 {
        return pixels;
    }
    let half = pixels.len() / 2;
    for at in 0..half {
        let Some(pair) = pixels.get(2 * at..).and_then(<[u8]>::first_chunk) else { break };
        let rounded = (u32::from(u16::from_ne_bytes(*pair)) + 128) / 257;
        if let Some(byte) = pixels.get_mut(at) {
            *byte = u8::try_from(rounded).unwrap_or(u8::MAX);
        }
    }
    pixels.truncate(half);
    pixels.shrink_to_fit();
    pixels
}

/// Pixels of 8 bits in any number of channels, in four.
fn four_channels(pixels: Vec<u8>, colour: ColorType) -> Result<Vec<u8>, String> {
    let wide = |channels: usize, pixel: &dyn Fn(&[u8]) -> Option<[u8; 4]>| {
        let mut out = Vec::with_capacity(pixels.len() / channels * 4);
        out.extend(pixels.chunks_exact(channels).filter_map(pixel).flatten());
        out
    };
    match colour.channel_count() {
        1 => Ok(wide(1, &|pixel| pixel.first().map(|grey| [*grey, *grey, *grey, u8::MAX]))),
        2 => Ok(wide(2, &|pixel| pixel.first_chunk().map(|[grey, alpha]| [*grey, *grey, *grey, *alpha]))),
        3 => Ok(wide(3, &|pixel| pixel.first_chunk().map(|[red, green, blue]| [*red, *green, *blue, u8::MAX]))),
        4 if colour.bytes_per_pixel() <= 8 => Ok(pixels),
        _ => Err(format!("its pixels are in an unknown form ({colour:?})")),
    }
}

impl Decoded {
    /// The bytes of a copy in a size. One that is as wide as its picture is not larger in bytes than it.
    ///
    /// # Errors
    /// The reason why it cannot be made.
    pub fn copy(
        &self,
        size: (u32, u32),
        focus: Option<Focus>,
        format: Format,
        quality: Quality,
    ) -> Result<Vec<u8>, String> {
        let encoding = Encoding { format, quality, is_drawn: self.is_drawn };
        let scaled = self.scaled(size, focus, encoding.filter(size.0))?;
        if !self.is_whole(size) {
            return encoding.encode(&scaled);
        }
        let most = self.published.len();
        if self.is_plain() && self.format == Some(format) {
            let encoded = encoding.encode(&scaled)?;
            return Ok(if encoded.len() > most { self.published.clone() } else { encoded });
        }
        encoding.encode_within(&scaled, most)
    }

    /// The picture in another size, cropped around its focus, or else its middle, if the shape differs.
    ///
    /// # Errors
    /// If the size is invalid.
    pub fn scaled(
        &self,
        (width, height): (u32, u32),
        focus: Option<Focus>,
        filter: Filter,
    ) -> Result<DynamicImage, String> {
        let (width, height) = if self.lies() { (height, width) } else { (width, height) };
        let focus = focus.map(|focus| self.before_turning(focus));
        let mut pixels = match self.reduced_for(width, height) {
            Some(reduced) => self.resized(reduced.as_ref().map_err(Clone::clone)?, (width, height), focus, filter)?,
            None => self.resized(&self.image, (width, height), focus, filter)?,
        }
        .into_vec();
        self.to_web_colours(&mut pixels);
        let image = RgbaImage::from_raw(width, height, pixels).ok_or("its dimensions do not match its pixel data")?;
        let mut image = DynamicImage::from(image);
        image.apply_orientation(self.orientation);
        Ok(if self.has_alpha { image } else { image.into_rgb8().into() })
    }

    fn resized(
        &self,
        from: &impl IntoImageView,
        (width, height): (u32, u32),
        focus: Option<(f64, f64)>,
        filter: Filter,
    ) -> Result<Image<'static>, String> {
        let mut to = Image::new(width, height, PixelType::U8x4);
        let kind = match filter {
            Filter::Sharp => FilterType::Lanczos3,
            Filter::Between => FilterType::CatmullRom,
            Filter::Soft => FilterType::Mitchell,
        };
        let options = ResizeOptions::new()
            .resize_alg(ResizeAlg::Convolution(kind))
            .fit_into_destination(focus)
            .use_alpha(self.has_alpha);
        Resizer::new().resize(from, &mut to, &options).map_err(|error| error.to_string())?;
        Ok(to)
    }

    /// The reduced picture, where a copy is so much smaller that it loses nothing by it.
    fn reduced_for(&self, width: u32, height: u32) -> Option<&Result<Image<'static>, String>> {
        let (own_width, own_height) = (self.image.width(), self.image.height());
        let across = if self.lies() { own_height } else { own_width };
        let reduced = |side: u32| u32::try_from(u64::from(side) * u64::from(REDUCED) / u64::from(across.max(1)));
        let (reduced_width, reduced_height) = (reduced(own_width).ok()?.max(1), reduced(own_height).ok()?.max(1));
        let is_small = |side: u32, reduced: u32| u64::from(side) * 4 <= u64::from(reduced) * 3;
        let is_wanted = across >= LARGE && is_small(width, reduced_width) && is_small(height, reduced_height);
        let size = (reduced_width, reduced_height);
        is_wanted.then(|| self.reduced.get_or_init(|| self.resized(&self.image, size, None, Filter::Sharp)))
    }

    /// Whether the picture is stored on its side.
    fn lies(&self) -> bool {
        use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
        matches!(self.orientation, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH)
    }

    /// Whether a size is the whole picture in its own size.
    fn is_whole(&self, (width, height): (u32, u32)) -> bool {
        let own = (self.image.width(), self.image.height());
        own == if self.lies() { (height, width) } else { (width, height) }
    }

    /// Whether the published file is shown as its copies are: upright, and in the colours of the web.
    fn is_plain(&self) -> bool {
        self.orientation == Orientation::NoTransforms && self.profile.is_none()
    }

    /// A point of the picture as it is seen, as fractions of the picture as it is stored.
    fn before_turning(&self, focus: Focus) -> (f64, f64) {
        let (x, y) = (f64::from(focus.x) / 100.0, f64::from(focus.y) / 100.0);
        match self.orientation {
            Orientation::NoTransforms => (x, y),
            Orientation::FlipHorizontal => (1.0 - x, y),
            Orientation::FlipVertical => (x, 1.0 - y),
            Orientation::Rotate180 => (1.0 - x, 1.0 - y),
            Orientation::Rotate90 => (y, 1.0 - x),
            Orientation::Rotate270 => (1.0 - y, x),
            Orientation::Rotate90FlipH => (y, x),
            Orientation::Rotate270FlipH => (1.0 - y, 1.0 - x),
        }
    }

    /// Converts other colour spaces (phones use Display P3) to sRGB, which browsers assume without a profile. An unknown profile is
    /// ignored.
    fn to_web_colours(&self, pixels: &mut Vec<u8>) {
        let profile = self.profile.as_deref().filter(|icc| is_rgb(icc));
        let Some(profile) = profile.and_then(|icc| ColorProfile::new_from_slice(icc).ok()) else { return };
        let (srgb, options) = (ColorProfile::new_srgb(), TransformOptions::default());
        let Ok(transform) = profile.create_transform_8bit(Layout::Rgba, &srgb, Layout::Rgba, options) else { return };
        let mut there = vec![0; pixels.len()];
        if transform.transform(pixels, &mut there).is_ok() {
            *pixels = there;
        }
    }
}

/// Whether a profile is for pixels in red, green and blue (ICC.1:2022 §7.2.8).
fn is_rgb(profile: &[u8]) -> bool {
    profile.get(16..20) == Some(b"RGB ")
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
            let scaled = decode(out, &|_, _| false).unwrap().scaled((4, 4), None, Filter::Sharp).unwrap().into_rgb8();
            scaled.get_pixel(2, 2).0
        };
        let plain = encoded(None);
        assert!(plain[0].abs_diff(180) < 3, "{plain:?}");
        let wide = encoded(Some(ColorProfile::new_display_p3().encode().unwrap()));
        assert!(wide[0] > plain[0] + 8, "a red of the wider space is a stronger one here: {wide:?}, {plain:?}");
        assert_eq!(encoded(Some(b"no profile".to_vec())), plain);
    }

    #[test]
    fn a_crop_keeps_its_focus_however_the_picture_is_stored() {
        // Seen upright: a tall picture whose top is red. Each is stored as the orientation wants it.
        let seen =
            RgbaImage::from_fn(40, 80, |_, y| image::Rgba(if y < 20 { [255, 0, 0, 255] } else { [0, 0, 255, 255] }));
        for (stored, orientation) in [
            (image::imageops::rotate270(&seen), Orientation::Rotate90),
            (image::imageops::rotate90(&seen), Orientation::Rotate270),
            (image::imageops::rotate180(&seen), Orientation::Rotate180),
            (image::imageops::flip_vertical(&seen), Orientation::FlipVertical),
            (seen.clone(), Orientation::NoTransforms),
        ] {
            let decoded = Decoded {
                image: stored.into(),
                reduced: OnceLock::new(),
                published: Vec::new(),
                format: None,
                has_alpha: false,
                orientation,
                profile: None,
                is_drawn: false,
            };
            let at = |y| {
                let scaled = decoded.scaled((20, 10), Some(Focus { x: 50, y }), Filter::Sharp).unwrap();
                scaled.into_rgb8().get_pixel(10, 5).0
            };
            assert_eq!((at(0), at(100)), ([255, 0, 0], [0, 0, 255]), "{orientation:?}");
        }
    }

    #[test]
    fn pixels_of_any_depth_have_the_values_that_the_image_crate_gives_them() {
        use image::{ImageBuffer, Luma, LumaA, Rgb, Rgba};
        let value = |x: u32, y: u32| u16::try_from(x * 9000 + y * 77).unwrap();
        let images: [DynamicImage; 6] = [
            ImageBuffer::from_fn(7, 5, |x, y| Luma([value(x, y)])).into(),
            ImageBuffer::from_fn(7, 5, |x, y| LumaA([value(x, y), value(y, x)])).into(),
            ImageBuffer::from_fn(7, 5, |x, y| Rgb([value(x, y), 3, value(y, x)])).into(),
            ImageBuffer::from_fn(7, 5, |x, y| Rgba([value(x, y), 3, 65_000, value(y, x)])).into(),
            DynamicImage::from(ImageBuffer::from_fn(7, 5, |x, y| Luma([value(x, y)]))).into_luma8().into(),
            DynamicImage::from(ImageBuffer::from_fn(7, 5, |x, y| Rgb([value(x, y), 3, 4]))).into_rgb8().into(),
        ];
        for image in images {
            let mut png = Cursor::new(Vec::new());
            image.write_to(&mut png, ImageFormat::Png).unwrap();
            let decoded = decode(png.into_inner(), &|_, _| false).unwrap();
            assert_eq!(decoded.has_alpha, image.color().has_alpha());
            assert_eq!(decoded.image.into_rgba8(), image.to_rgba8(), "{:?}", image.color());
        }
    }
}
