//! A resolved reference of a text: its link on the site, and the renditions of an image.

use crate::plan::Offer;

/// The destination of a reference of a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Resolved {
    /// The link.
    pub href: String,
    /// Width and height in pixels, for images.
    pub size: Option<(u32, u32)>,
    /// The smaller copies, for images that have them.
    pub offer: Option<Box<Offer>>,
}

/// Whether a browser would run the target of a link.
pub(super) fn runs_code(to: &str) -> bool {
    let plain: String =
        to.chars().filter(|c| !c.is_whitespace() && !c.is_control()).take(12).collect::<String>().to_ascii_lowercase();
    ["javascript:", "vbscript:", "data:"].iter().any(|scheme| plain.starts_with(scheme))
}
