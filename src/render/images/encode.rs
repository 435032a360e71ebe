//! Encoding: pixels → the bytes of a rendition.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ImageEncoder as _, Rgb, RgbImage};
use jpeg_encoder::{ColorType, SamplingFactor};
use ravif::{Encoder, Img, RGB8, RGBA8};

use crate::plan::Format;

/// The qualities at which photographs are hard to tell from their originals on a screen, each in the scale of its form.
const JPEG: u8 = 80;
const WEBP: f32 = 78.0;
const AVIF: f32 = 60.0;
/// The same for drawings, where edges matter.
const DRAWN_WEBP: f32 = 90.0;
const DRAWN_AVIF: f32 = 80.0;
/// The speed of the AVIF encoder, from 1 (minutes) to 10: the slowest one that is bearable for an archive of thousands.
const AVIF_SPEED: u8 = 7;

/// Encodes an image; `is_drawn` selects the settings for drawings.
///
/// # Errors
/// The reason why the image cannot be encoded.
pub(super) fn encode(image: &DynamicImage, format: Format, is_drawn: bool) -> Result<Vec<u8>, String> {
    match format {
        Format::Jpeg => jpeg(image),
        Format::Png => png(image),
        Format::Webp => webp(image, is_drawn),
        Format::Avif => avif(image, is_drawn),
    }
}

fn jpeg(image: &DynamicImage) -> Result<Vec<u8>, String> {
    let image = on_white(image);
    let side = |length: u32| u16::try_from(length).map_err(|_long| format!("{length} pixels are too many for a JPEG"));
    let mut out = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut out, JPEG);
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

/// Drawings are often smallest without any loss.
fn webp(image: &DynamicImage, is_drawn: bool) -> Result<Vec<u8>, String> {
    let (width, height) = (image.width(), image.height());
    let encoder = match image {
        DynamicImage::ImageRgba8(image) => webp::Encoder::from_rgba(image.as_raw(), width, height),
        image => webp::Encoder::from_rgb(image.as_bytes(), width, height),
    };
    let simple = |lossless, quality| {
        encoder.encode_simple(lossless, quality).map(|bytes| bytes.to_vec()).map_err(|error| format!("{error:?}"))
    };
    if !is_drawn {
        return simple(false, WEBP);
    }
    let (lossy, lossless) = (simple(false, DRAWN_WEBP)?, simple(true, DRAWN_WEBP)?);
    Ok(if lossless.len() <= lossy.len() { lossless } else { lossy })
}

fn avif(image: &DynamicImage, is_drawn: bool) -> Result<Vec<u8>, String> {
    let quality = if is_drawn { DRAWN_AVIF } else { AVIF };
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
