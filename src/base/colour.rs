//! Colours, and whether text in one can be read on the other (WCAG 2.2, success criterion 1.4.3).

use std::fmt;

/// The contrast that text has at least, at level AA.
pub const READABLE: f64 = 4.5;

/// A colour of sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour([u8; 3]);

impl Colour {
    /// Reads a colour as CSS has it (CSS Color 4 §5.2): `#rgb` or `#rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: Vec<u8> = text.trim().strip_prefix('#')?.chars().map(hex).collect::<Option<_>>()?;
        match *digits {
            [red, green, blue] => Some(Self([red * 17, green * 17, blue * 17])),
            [r, red, g, green, b, blue] => Some(Self([r * 16 + red, g * 16 + green, b * 16 + blue])),
            _ => None,
        }
    }

    /// The contrast with another colour, from 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// The colour of this tint that is nearest to it and can be read on another: itself, or darker, or lighter.
    #[must_use]
    pub fn readable_on(self, paper: Self) -> Self {
        let steps = (0..=u8::MAX).flat_map(|share| [self.mixed(0, share), self.mixed(u8::MAX, share)]);
        let mut readable = steps.filter(|colour| colour.contrast(paper) >= READABLE);
        // On any paper either black or white can be read.
        readable.next().unwrap_or(self)
    }

    /// This colour with a share of grey, black or white in it, from 0 (none) to 255 (nothing else).
    fn mixed(self, grey: u8, share: u8) -> Self {
        Self(self.0.map(|part| {
            let (part, grey, share) = (u32::from(part), u32::from(grey), u32::from(share));
            u8::try_from((part * (255 - share) + grey * share + 127) / 255).unwrap_or(u8::MAX)
        }))
    }

    /// The relative luminance (WCAG 2.2), from 0 to 1.
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

fn hex(digit: char) -> Option<u8> {
    u8::try_from(digit.to_digit(16)?).ok()
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        Colour::parse(text).unwrap()
    }

    #[test]
    fn colours_are_read_as_css_has_them() {
        assert_eq!(colour("#fa0").to_string(), "#ffaa00");
        assert_eq!(colour("#8A1c22").to_string(), "#8a1c22");
        for text in ["", "#", "8a1c22", "#8a1c2", "#8a1c2g", "#é12345", "red", "#8a1c22ff"] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((colour("#000").contrast(colour("#fff")) - 21.0).abs() < 1e-9);
        assert!((colour("#777").contrast(colour("#fff")) - 4.478).abs() < 1e-3);
        assert!((colour("#fff").contrast(colour("#767676")) - 4.542).abs() < 1e-3);
    }

    #[test]
    fn the_nearest_readable_colour_is_readable_and_no_more_than_that() {
        for paper in ["#fff", "#000", "#777777", "#fbfaf7", "#171715", "#808080"].map(colour) {
            for text in ["#ff0000", "#00ff00", "#0000ff", "#ffffff", "#000000", "#e6b868", "#123456"].map(colour) {
                let readable = text.readable_on(paper);
                assert!(readable.contrast(paper) >= READABLE, "{text} on {paper}: {readable}");
                assert!(text.contrast(paper) < READABLE || readable == text, "{text} on {paper}: {readable}");
                assert!(text == readable || readable.contrast(paper) < 5.0, "{text} on {paper}: {readable}");
            }
        }
    }
}
