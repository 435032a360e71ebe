//! The icon of a site: a front page in the accent colour, as SVG, as ICO and for the home screens of phones.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use crate::plan::{Icon, IconView};

/// A front page in 32 by 32 units.
const PAGE: &str = "M3 0h26a3 3 0 0 1 3 3v26a3 3 0 0 1-3 3H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3zM5 5h22v2.5H5zM5 9h22v1H5zM5 13h12v9H5z\
    M19 13h8v1.5h-8zM19 16.8h8v1.5h-8zM19 20.5h8V22h-8zM5 25h22v1.5H5z";
/// The sizes in an ICO file in pixels: tabs, and shortcuts.
const SIZES: [u8; 2] = [16, 32];
/// The size of the icon on a home screen in pixels (developer.apple.com/design/human-interface-guidelines/app-icons).
const TOUCH: u32 = 180;

/// Draws an icon.
///
/// # Errors
/// The reason why it cannot be drawn.
pub(in crate::render) fn draw_icon(view: &IconView) -> Result<Vec<u8>, String> {
    let (light, dark) = (&*view.colours.light, &*view.colours.dark);
    match view.icon {
        Icon::Svg => Ok(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\"><style>path{{fill:{light}}}@media(prefers-color-scheme:dark)\
             {{path{{fill:{dark}}}}}</style><path fill-rule=\"evenodd\" d=\"{PAGE}\"/></svg>\n"
        )
        .into_bytes()),
        Icon::Ico => {
            let whole = drawing(light, "", 32);
            let pictures = SIZES.map(|size| Ok((size, png(&whole, u32::from(size))?)));
            Ok(ico(&pictures.into_iter().collect::<Result<Vec<_>, String>>()?))
        }
        Icon::Touch => png(&drawing("#fbfaf7", &format!("<rect width=\"52\" height=\"52\" fill=\"{light}\"/>"), 52), TOUCH),
    }
}

/// The front page in the middle of a square of a width in units, over a ground.
fn drawing(colour: &str, ground: &str, width: u8) -> String {
    let edge = width.saturating_sub(32) / 2;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {width}\">{ground}<path fill=\"{colour}\" fill-rule=\"evenodd\" \
         transform=\"translate({edge} {edge})\" d=\"{PAGE}\"/></svg>"
    )
}

fn png(drawing: &str, size: u32) -> Result<Vec<u8>, String> {
    let tree = Tree::from_str(drawing, &Options::default()).map_err(|error| error.to_string())?;
    let mut pixels = Pixmap::new(size, size).ok_or("there is not enough memory for its pixels")?;
    #[expect(clippy::cast_precision_loss, reason = "an icon has few pixels")]
    let scale = size as f32 / tree.size().width();
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| error.to_string())
}

/// An ICO file of PNG pictures: a header of 6 bytes, 16 for each picture, and the pictures.
fn ico(pictures: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let count = u16::try_from(pictures.len()).unwrap_or_default();
    let mut out = [[0, 0, 1, 0], [count.to_le_bytes()[0], count.to_le_bytes()[1], 0, 0]].concat();
    out.truncate(6);
    let mut start = 6 + 16 * u32::from(count);
    for (size, bytes) in pictures {
        let length = u32::try_from(bytes.len()).unwrap_or_default();
        out.extend([*size, *size, 0, 0, 1, 0, 32, 0]);
        out.extend(length.to_le_bytes());
        out.extend(start.to_le_bytes());
        start = start.saturating_add(length);
    }
    for (_, bytes) in pictures {
        out.extend(bytes);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::IconColours;

    #[test]
    fn an_icon_is_what_its_name_says_in_the_colours_of_the_site() {
        let colours = IconColours { light: "#8a1c22".into(), dark: "#f09c94".into() };
        let file = |icon| draw_icon(&IconView { icon, colours: colours.clone() }).unwrap();
        let svg = String::from_utf8(file(Icon::Svg)).unwrap();
        assert!(svg.contains("fill:#8a1c22") && svg.contains("fill:#f09c94"), "{svg}");
        let touch = image::load_from_memory(&file(Icon::Touch)).unwrap().into_rgba8();
        assert_eq!((touch.dimensions(), touch.get_pixel(2, 2).0), ((180, 180), [0x8a, 0x1c, 0x22, 255]));
        let ico = file(Icon::Ico);
        assert_eq!(ico[..6], [0, 0, 1, 0, 2, 0]);
        let at = |place: usize| u32::from_le_bytes(ico[place..place + 4].try_into().unwrap()) as usize;
        let second = &ico[at(34)..at(34) + at(30)];
        assert_eq!(image::load_from_memory(second).unwrap().width(), 32);
        assert_eq!(at(34) + at(30), ico.len());
    }
}
