//! The lead image of an item, as its front matter has it.

use super::LeadImage;
use super::typed::ImageFile;
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic};

/// The lead image of an item; `None` where it names no file.
pub(super) fn lead_image(typed: ImageFile, mapping: &Mapping<'_>, findings: &mut Vec<Diagnostic>) -> Option<LeadImage> {
    let mut add = |code, message: &str, hint: &str| {
        findings.push(Diagnostic::new(code, mapping.key("image"), message).hint(hint));
    };
    let ImageFile { src, alt, caption, credit } = typed;
    if alt.is_none() {
        add(
            Code::ImageAltMissing,
            "the lead image has no `alt`",
            "add `alt: \"a description of the image\"` to `image`",
        );
    }
    let Some(src) = src.filter(|src| !src.is_empty()) else {
        add(Code::ImageMissing, "the lead image has no `src`", "add `src: foto.jpg` to `image`");
        return None;
    };
    Some(LeadImage {
        src: src.into(),
        alt: alt.unwrap_or_default().into(),
        caption: caption.map(Into::into),
        credit: credit.map(Into::into),
    })
}
