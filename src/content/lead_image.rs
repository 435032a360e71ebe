//! The lead image of an item, as its front matter has it.

use courant_pixels::Focus;

use super::LeadImage;
use super::typed::ImageFile;
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic};

/// The lead image of an item; `None` where it names no file.
pub(super) fn lead_image(typed: ImageFile, mapping: &Mapping<'_>, findings: &mut Vec<Diagnostic>) -> Option<LeadImage> {
    let mut add = |code, message: &str, hint: &str| {
        findings.push(Diagnostic::new(code, mapping.key("image"), message).hint(hint));
    };
    let ImageFile { src, alt, caption, credit, focus } = typed;
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
    let point = focus.as_deref().map(read_focus);
    if point == Some(None) {
        add(
            Code::ImageFocus,
            "the `focus` of the lead image is not a point of it",
            "write how far it is from the left and from the top, as two percentages: `focus: \"50% 20%\"`",
        );
    }
    Some(LeadImage {
        src: src.into(),
        alt: alt.unwrap_or_default().into(),
        caption: caption.map(Into::into),
        credit: credit.map(Into::into),
        focus: point.flatten(),
    })
}

/// Reads `50% 20%`; the signs may be left out.
fn read_focus(typed: &str) -> Option<Focus> {
    let percent = |part: &str| part.trim_end_matches('%').parse().ok().filter(|number: &u8| *number <= 100);
    let mut parts = typed.split([' ', ',']).filter(|part| !part.is_empty());
    let focus = Focus { x: percent(parts.next()?)?, y: percent(parts.next()?)? };
    parts.next().is_none().then_some(focus)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_focus_is_two_percentages() {
        for typed in ["50% 20%", "50 20", " 50%,  20% "] {
            assert_eq!(read_focus(typed), Some(Focus { x: 50, y: 20 }), "{typed}");
        }
        for typed in ["", "50%", "50% 20% 1%", "101% 0%", "-1% 0%", "top", "50px 20px"] {
            assert_eq!(read_focus(typed), None, "{typed}");
        }
    }
}
