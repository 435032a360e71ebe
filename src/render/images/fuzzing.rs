//! What fuzzers run on pictures and drawings.

use courant_pixels::Filter;

use super::{decoded, drawing, profile, strip};
use crate::content::Picture;

/// The most pixels that are decoded: more take so long that hardly any files are tried.
const MOST_PIXELS: u64 = 1 << 18;

/// A drawing that was made harmless is harmless, and stays as it is.
pub(crate) fn fuzz_drawing(bytes: &[u8]) {
    let Ok(harmless) = drawing::harmless("tekening.svg", bytes) else { return };
    let again = drawing::harmless("tekening.svg", &harmless).map_err(|finding| finding.message.clone());
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert_eq!(again.as_deref().map(text), Ok(text(&harmless)));
    let lower = text(&harmless).to_lowercase();
    assert!(!lower.contains("<script") && !lower.contains("<foreignobject"), "{lower}");
}

/// A picture without metadata has none.
pub(crate) fn fuzz_strip(bytes: &[u8]) {
    if let Ok(stripped) = strip::without_metadata(bytes.to_vec()) {
        assert_eq!(strip::without_metadata(stripped.clone()).as_ref(), Ok(&stripped));
    }
    let _ = profile::reduced(bytes);
}

/// A picture that can be decoded can be made smaller.
pub(crate) fn fuzz_picture(bytes: &[u8]) {
    let Ok(picture) = Picture::inspect(bytes) else { return };
    let pixels = u64::from(picture.width) * u64::from(picture.height);
    if !picture.has_renditions() || pixels > MOST_PIXELS {
        return;
    }
    if let Ok(picture) = decoded(bytes.to_vec()) {
        let scaled = picture.scaled((8, 6), None, Filter::Sharp).map(|scaled| (scaled.width(), scaled.height()));
        assert_eq!(scaled, Ok((8, 6)));
    }
}
