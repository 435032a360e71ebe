//! Renditions: resized versions of pictures.

use courant_pixels::{Focus, Format, Quality};

use crate::base::Fingerprint;

/// A resized version of a picture, cropped around its focus if the shape differs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rendition {
    /// The file of the picture.
    pub file: Box<str>,
    /// The fingerprint of that file's bytes.
    pub fingerprint: Fingerprint,
    /// The width in pixels.
    pub width: u32,
    /// The height in pixels.
    pub height: u32,
    /// The format.
    pub format: Format,
    /// The quality.
    pub quality: Quality,
    /// The point that stays in view, where the rendition is a crop.
    pub focus: Option<Focus>,
}
