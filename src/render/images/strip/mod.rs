//! Removal of everything in a picture that is not needed to show it: position, device, author, history, thumbnails of the
//! uncropped picture, and what was appended to it. Each format has an allow-list of its parts (jpeg, png, webp, gif, avif).
//! Pixels, colours, animation and orientation stay.

mod avif;
mod gif;
mod jpeg;
mod png;
#[cfg(test)]
mod tests;
mod webp;

use std::io::Cursor;

use exif::experimental::Writer;
use exif::{Field, In, Tag, Value};

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

/// Why the parts of a file cannot be told.
#[derive(Debug)]
enum Broken {
    /// It ends within a part.
    Ends,
    Because(String),
}

/// The bytes of a file from the front to the back.
struct Bytes<'b> {
    rest: &'b [u8],
}

impl<'b> Bytes<'b> {
    fn take(&mut self, length: usize) -> Result<&'b [u8], Broken> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(Broken::Ends)?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Broken> {
        self.take(N)?.try_into().map_err(|_other_length| Broken::Ends)
    }

    fn byte(&mut self) -> Result<u8, Broken> {
        let [byte] = self.array()?;
        Ok(byte)
    }
}

/// EXIF data with the orientation only, if the picture is not upright.
fn turned(bytes: &[u8]) -> Option<Vec<u8>> {
    let exif = exif::Reader::new().read_from_container(&mut Cursor::new(bytes)).ok()?;
    let turned =
        exif.get_field(Tag::Orientation, In::PRIMARY)?.value.get_uint(0).filter(|turned| (2..=8).contains(turned))?;
    let turned = Value::Short(vec![u16::try_from(turned).ok()?]);
    let field = Field { tag: Tag::Orientation, ifd_num: In::PRIMARY, value: turned };
    let mut writer = Writer::new();
    writer.push_field(&field);
    let mut out = Cursor::new(Vec::new());
    writer.write(&mut out, false).ok()?;
    Some(out.into_inner())
}
