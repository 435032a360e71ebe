//! The form of a copy: its format, its quality, and the point that it keeps.

use serde::{Deserialize, Serialize};

/// The format of a copy.
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

/// The quality of a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Quality {
    /// That of its format.
    Default,
    /// That of AVIF, for which it stands in: AVIF of this width takes too long.
    AsAvif,
    /// That of the settings, from 1 to 100.
    Set(u8),
}

/// The point of a picture that stays in view where it is cropped, in percent: CSS has it as `object-position`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Focus {
    /// From the left.
    pub x: u8,
    /// From the top.
    pub y: u8,
}

/// The longest side of an image in pixels: RFC 9649 §3.4 for WebP, ITU-T T.81 §B.2.2 for JPEG, and the encoder for AVIF.
const LONGEST: [(Format, u32); 3] = [(Format::Webp, 16_383), (Format::Jpeg, 65_535), (Format::Avif, 16_384)];

/// The most pixels of an AVIF copy: encoding more takes minutes.
const MOST_IN_AVIF: u64 = 8_000_000;

impl Format {
    /// Whether an image of this size can be encoded, in a time that a build can take.
    pub fn fits(self, width: u32, height: u32) -> bool {
        let is_long = |(format, longest): &(Self, u32)| *format == self && width.max(height) > *longest;
        let is_slow = self == Self::Avif && u64::from(width) * u64::from(height) > MOST_IN_AVIF;
        !is_slow && !LONGEST.iter().any(is_long)
    }

    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Avif => "image/avif",
            Self::Webp => "image/webp",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// The file extension, without a dot.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Avif => "avif",
            Self::Webp => "webp",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }
}
