//! The logo on share cards: a drawing or a picture of the site, as large as fits above the title.

use std::sync::LazyLock;

use courant_pixels::{Filter, decode};
use resvg::tiny_skia::{ColorU8, FilterQuality, Pixmap, PixmapPaint, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree};

use crate::content::{Picture, PictureFormat};

/// The most room that a logo takes, in pixels.
const WIDTH: f32 = 640.0;
const HEIGHT: f32 = 78.0;

/// A drawing loads nothing: neither files of this machine nor what is written into it.
static OPTIONS: LazyLock<Options<'static>> = LazyLock::new(|| {
    let nothing = ImageHrefResolver { resolve_data: Box::new(|_, _, _| None), resolve_string: Box::new(|_, _| None) };
    Options { image_href_resolver: nothing, ..Options::default() }
});

/// A logo that can be drawn.
pub(super) enum DrawnLogo {
    Drawing(Box<Tree>),
    Picture(Pixmap),
}

impl DrawnLogo {
    /// Reads a file; `None` for what cannot be drawn: then the name of the site stands there.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let Picture { form, width, height, .. } = Picture::inspect(bytes).ok()?;
        match form {
            PictureFormat::Svg => {
                // Its text has no font here.
                let text = str::from_utf8(bytes).ok().filter(|text| !text.contains("<text"))?;
                let tree = Tree::from_str(text, &OPTIONS).ok().filter(|tree| tree.root().has_children())?;
                Some(Self::Drawing(Box::new(tree)))
            }
            PictureFormat::Jpeg | PictureFormat::Png | PictureFormat::Webp => Self::picture(bytes, width, height),
            PictureFormat::Kept => None,
        }
    }

    fn picture(bytes: &[u8], width: u32, height: u32) -> Option<Self> {
        let part = scale(f32_of(width), f32_of(height)).min(1.0);
        let size = (part_of(width, part), part_of(height, part));
        let decoded = decode(bytes.to_vec(), &|_, _| false).ok()?;
        let pixels = decoded.scaled(size, None, Filter::Sharp).ok()?.into_rgba8();
        let mut picture = Pixmap::new(pixels.width(), pixels.height())?;
        for (to, from) in picture.pixels_mut().iter_mut().zip(pixels.pixels()) {
            let [red, green, blue, alpha] = from.0;
            *to = ColorU8::from_rgba(red, green, blue, alpha).premultiply();
        }
        Some(Self::Picture(picture))
    }

    /// Draws it with its left upper corner here, in the middle of its height.
    pub(super) fn draw(&self, card: &mut Pixmap, left: f32, top: f32) {
        match self {
            Self::Drawing(tree) => {
                let (width, height) = (tree.size().width(), tree.size().height());
                let scale = scale(width, height);
                let top = top + (HEIGHT - height * scale) / 2.0;
                let place = Transform::from_scale(scale, scale).post_translate(left, top);
                resvg::render(tree, place, &mut card.as_mut());
            }
            Self::Picture(picture) => {
                let top = top + (HEIGHT - f32_of(picture.height())) / 2.0;
                let paint = PixmapPaint { quality: FilterQuality::Bilinear, ..PixmapPaint::default() };
                card.draw_pixmap(0, 0, picture.as_ref(), &paint, Transform::from_translate(left, top), None);
            }
        }
    }
}

/// How much larger or smaller it is on the card.
fn scale(width: f32, height: f32) -> f32 {
    (WIDTH / width).min(HEIGHT / height)
}

#[expect(clippy::cast_precision_loss, reason = "a picture has fewer pixels on a side than f32 has whole numbers")]
fn f32_of(pixels: u32) -> f32 {
    pixels as f32
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a number of pixels")]
fn part_of(pixels: u32, part: f32) -> u32 {
    ((f32_of(pixels) * part).round() as u32).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(logo: &[u8]) -> Option<Pixmap> {
        let mut card = Pixmap::new(800, 130).unwrap();
        DrawnLogo::read(logo)?.draw(&mut card, 20.0, 10.0);
        Some(card)
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::RgbaImage::from_pixel(width, height, image::Rgba([200, 10, 10, 255]))
            .write_to(&mut bytes, image::ImageFormat::Png)
            .unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_logo_is_as_large_as_fits() {
        let wide = br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 4"><path fill="#c80a0a" d="M0 0h64v4H0z"/></svg>"##;
        for (logo, corners) in [(wide.to_vec(), [(659, 49), (661, 49)]), (png(780, 390), [(175, 87), (177, 87)])] {
            let card = card(&logo).unwrap();
            let [inside, outside] = corners.map(|(x, y)| card.pixel(x, y).unwrap());
            assert!(inside.red() > 150 && inside.alpha() == 255 && outside.alpha() == 0, "{inside:?} {outside:?}");
        }
        // A small picture is not enlarged.
        assert_eq!(card(&png(10, 10)).unwrap().pixel(32, 49).unwrap().alpha(), 0);
    }

    #[test]
    fn what_cannot_be_drawn_is_left_to_the_name_of_the_site() {
        let with_text = br#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>Dorp</text></svg>"#;
        for logo in [b"".as_slice(), b"GIF89a", b"<svg", with_text, &png(9, 9)[..40]] {
            assert!(card(logo).is_none());
        }
        let foreign = br#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="/etc/passwd" width="9" height="9"/><path d="M0 0h1v1z"/></svg>"#;
        assert!(card(foreign).is_some());
    }
}
