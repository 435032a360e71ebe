//! Removal of everything in a picture that is not needed to show it: position, device, author, history, thumbnails of the
//! uncropped picture, and what was appended to it. Each format has an allow-list of its parts (jpeg, png, webp, gif, avif),
//! which are read with bytes. Pixels, colours, animation and orientation stay (orientation).

mod avif;
mod bytes;
mod gif;
mod jpeg;
mod orientation;
mod png;
#[cfg(test)]
mod tests;
mod webp;

use bytes::Broken;

/// The file without metadata. Files that are none of these pictures stay unchanged.
///
/// # Errors
/// If the file is corrupt, so that its contents are unknown.
pub(super) fn without_metadata(bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    let stripped = match bytes.get(..12).unwrap_or_default() {
        [0xff, 0xd8, ..] => jpeg::stripped(&bytes),
        [0x89, b'P', b'N', b'G', ..] => png::stripped(&bytes),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P'] => webp::stripped(&bytes),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => gif::stripped(&bytes),
        [0, _, _, _, b'f', b't', b'y', b'p', ..] => avif::stripped(bytes),
        _ => return Ok(bytes),
    };
    stripped.map_err(|broken| match broken {
        Broken::Ends => "it ends too early".to_owned(),
        Broken::Because(reason) => reason,
    })
}
