//! Encoding: pixels → the bytes of a rendition.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ImageEncoder as _, Rgb, RgbImage};
use jpeg_encoder::{ColorType, SamplingFactor};
use ravif::{Encoder, Img, RGB8, RGBA8};
use webp::WebPConfig;

use crate::av1;
use crate::decode::Filter;
use crate::form::{Format, Quality};

/// The qualities at which photographs are hard to tell from their originals on a screen, each in the scale of its form.
const JPEG: u8 = 80;
const WEBP: u8 = 78;
const AVIF: u8 = 60;
/// The quality of WebP that scores as AVIF does, for the widths at which it stands in for AVIF.
const WEBP_AS_AVIF: u8 = 62;
/// The same for drawings, where edges matter.
const DRAWN_WEBP: u8 = 90;
const DRAWN_AVIF: u8 = 80;
/// The speed of the AVIF encoder for drawings, from 1 (minutes) to 10: the slowest one that is bearable for an archive of thousands.
const AVIF_SPEED: u8 = 7;
/// The effort of the WebP encoder, up to 6. That of 4 is its default; 6 takes twice the time for 4 % fewer bytes.
const WEBP_METHOD: i32 = 4;
const MOST_WEBP_METHOD: i32 = 6;
/// The step by which quality is lowered, and the lowest one, for a copy that is larger than its original.
const STEP: u8 = 12;
const LOWEST: u8 = 36;

/// How a copy is encoded.
#[derive(Clone, Copy, Debug)]
pub struct Encoding {
    /// The format.
    pub format: Format,
    /// The quality.
    pub quality: Quality,
    /// Whether the picture is a drawing.
    pub is_drawn: bool,
}

impl Encoding {
    /// The filter by which an image is made smaller for it. What the sharper one keeps costs AVIF more bytes than it gives: at the same
    /// score, photographs take 3 % fewer with a softer one.
    pub(crate) fn filter(self, width: u32) -> Filter {
        match self.format {
            Format::Avif if !self.is_drawn => {
                if av1::is_small(width) {
                    Filter::Between
                } else {
                    Filter::Soft
                }
            }
            _ => Filter::Sharp,
        }
    }

    /// The quality from 1 to 100, in the scale of the format.
    fn level(self) -> u8 {
        match (self.quality, self.format) {
            (Quality::Set(level), _) => level,
            (_, Format::Avif) => {
                if self.is_drawn {
                    DRAWN_AVIF
                } else {
                    AVIF
                }
            }
            (_, Format::Webp) if self.is_drawn => DRAWN_WEBP,
            (Quality::AsAvif, Format::Webp) => WEBP_AS_AVIF,
            (Quality::Default, Format::Webp) => WEBP,
            (_, Format::Jpeg | Format::Png) => JPEG,
        }
    }

    /// Encodes an image.
    ///
    /// # Errors
    /// The reason why the image cannot be encoded.
    pub fn encode(self, image: &DynamicImage) -> Result<Vec<u8>, String> {
        self.encode_at(image, self.level())
    }

    /// Encodes an image in at most so many bytes, if a lower quality does that. A quality that was set is kept, and that of drawings.
    ///
    /// # Errors
    /// The reason why the image cannot be encoded.
    pub(crate) fn encode_within(self, image: &DynamicImage, most: usize) -> Result<Vec<u8>, String> {
        let mut level = self.level();
        let mut encoded = self.encode_at(image, level)?;
        let is_fixed = self.is_drawn || self.format == Format::Png || matches!(self.quality, Quality::Set(_));
        while !is_fixed && encoded.len() > most && level >= LOWEST + STEP {
            level -= STEP;
            encoded = self.encode_at(image, level)?;
        }
        Ok(encoded)
    }

    fn encode_at(self, image: &DynamicImage, level: u8) -> Result<Vec<u8>, String> {
        match self.format {
            Format::Jpeg => jpeg(image, level),
            Format::Png => png(image),
            Format::Webp if self.is_drawn => drawn_webp(image, level),
            Format::Webp => webp(image, level, self.quality),
            Format::Avif => match image {
                DynamicImage::ImageRgb8(image) if !self.is_drawn => av1::encode(image, level),
                image => avif(image, level),
            },
        }
    }
}

fn jpeg(image: &DynamicImage, level: u8) -> Result<Vec<u8>, String> {
    let image = on_white(image);
    let side = |length: u32| u16::try_from(length).map_err(|_long| format!("{length} pixels are too many for a JPEG"));
    let mut out = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut out, level);
    encoder.set_progressive(true);
    encoder.set_optimized_huffman_tables(true);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    let (width, height) = (side(image.width())?, side(image.height())?);
    encoder.encode(image.as_raw(), width, height, ColorType::Rgb).map_err(|error| error.to_string())?;
    Ok(out)
}

/// Removes transparency, which JPEG does not have.
fn on_white(image: &DynamicImage) -> RgbImage {
    let DynamicImage::ImageRgba8(image) = image else { return image.to_rgb8() };
    let mut flat = RgbImage::new(image.width(), image.height());
    for (to, from) in flat.pixels_mut().zip(image.pixels()) {
        let [red, green, blue, alpha] = from.0;
        let over = |colour: u8| {
            let (colour, alpha) = (u16::from(colour), u16::from(alpha));
            u8::try_from((colour * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
        };
        *to = Rgb([over(red), over(green), over(blue)]);
    }
    flat
}

fn png(image: &DynamicImage) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    PngEncoder::new_with_quality(&mut out, CompressionType::Best, FilterType::Adaptive)
        .write_image(image.as_bytes(), image.width(), image.height(), image.color().into())
        .map_err(|error| error.to_string())?;
    Ok(out)
}

fn webp(image: &DynamicImage, level: u8, quality: Quality) -> Result<Vec<u8>, String> {
    let mut config = WebPConfig::new().map_err(|()| "the WebP encoder does not start".to_owned())?;
    config.quality = f32::from(level);
    config.method = if quality == Quality::AsAvif { MOST_WEBP_METHOD } else { WEBP_METHOD };
    webp_encoder(image).encode_advanced(&config).map(|bytes| bytes.to_vec()).map_err(|error| format!("{error:?}"))
}

/// Drawings are often smallest without any loss.
fn drawn_webp(image: &DynamicImage, level: u8) -> Result<Vec<u8>, String> {
    let simple = |lossless| {
        let encoded = webp_encoder(image).encode_simple(lossless, f32::from(level));
        encoded.map(|bytes| bytes.to_vec()).map_err(|error| format!("{error:?}"))
    };
    let (lossy, lossless) = (simple(false)?, simple(true)?);
    Ok(if lossless.len() <= lossy.len() { lossless } else { lossy })
}

fn webp_encoder(image: &DynamicImage) -> webp::Encoder<'_> {
    let (width, height) = (image.width(), image.height());
    match image {
        DynamicImage::ImageRgba8(image) => webp::Encoder::from_rgba(image.as_raw(), width, height),
        image => webp::Encoder::from_rgb(image.as_bytes(), width, height),
    }
}

/// AVIF of drawings, with colours at full resolution, and of what is transparent.
fn avif(image: &DynamicImage, level: u8) -> Result<Vec<u8>, String> {
    let quality = f32::from(level.clamp(1, 100));
    // One thread: pictures and their renditions are processed in parallel already.
    let encoder = Encoder::new().with_quality(quality).with_alpha_quality(quality).with_speed(AVIF_SPEED);
    let encoder = encoder.with_num_threads(Some(1));
    let (width, height) = (image.width() as usize, image.height() as usize);
    let done = match image {
        DynamicImage::ImageRgba8(image) => {
            let pixels: Vec<RGBA8> = image.pixels().map(|pixel| RGBA8::from(pixel.0)).collect();
            encoder.encode_rgba(Img::new(&pixels, width, height))
        }
        image => {
            let pixels: Vec<RGB8> = image.to_rgb8().pixels().map(|pixel| RGB8::from(pixel.0)).collect();
            encoder.encode_rgb(Img::new(&pixels, width, height))
        }
    };
    Ok(done.map_err(|error| error.to_string())?.avif_file)
}
