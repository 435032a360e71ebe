//! Removal of the metadata of cameras and editors: position, device, author, and thumbnails of the uncropped picture. Pixels,
//! colours and orientation stay.

use std::io::Cursor;

use exif::experimental::Writer;
use exif::{Field, In, Tag, Value};
use img_parts::jpeg::{Jpeg, markers};
use img_parts::png::Png;
use img_parts::webp::WebP;
use img_parts::{Bytes, ImageEXIF as _};

use crate::content::jpeg;

/// The start of a colour profile in a JPEG (ICC.1:2022 §B.4).
const PROFILE: &[u8] = b"ICC_PROFILE\0";
/// The chunks of a PNG that are not part of the picture (PNG 3 §11.3).
const PNG_TEXTS: [[u8; 4]; 5] = [*b"tEXt", *b"zTXt", *b"iTXt", *b"eXIf", *b"tIME"];
const WEBP_XMP: [u8; 4] = *b"XMP ";

/// The file without metadata. Files other than JPEG, PNG and WebP stay unchanged.
///
/// # Errors
/// If the file is corrupt, so that its contents are unknown.
pub(super) fn without_metadata(bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    match bytes.get(..12).unwrap_or_default() {
        [0xff, 0xd8, ..] => stripped_jpeg(bytes),
        [0x89, b'P', b'N', b'G', ..] => stripped_png(bytes),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P'] => stripped_webp(bytes),
        _ => Ok(bytes),
    }
}

fn stripped_jpeg(mut bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    // Some phones append a short film to the picture.
    bytes.truncate(jpeg::end_of_image(&bytes).ok_or("it ends too early")?);
    let turned = turned(&bytes);
    let mut jpeg = Jpeg::from_bytes(Bytes::from(bytes)).map_err(|error| error.to_string())?;
    jpeg.segments_mut().retain(|segment| match segment.marker() {
        markers::APP2 => segment.contents().starts_with(PROFILE),
        // The colour model: JFIF, and Adobe's.
        markers::APP0 | markers::APP14 => true,
        marker => !(markers::APP0..=markers::APP15).contains(&marker) && marker != markers::COM,
    });
    jpeg.set_exif(turned);
    Ok(jpeg.encoder().bytes().to_vec())
}

fn stripped_png(bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    let turned = turned(&bytes);
    let mut png = Png::from_bytes(Bytes::from(bytes)).map_err(|error| error.to_string())?;
    png.chunks_mut().retain(|chunk| !PNG_TEXTS.contains(&chunk.kind()));
    png.set_exif(turned);
    Ok(png.encoder().bytes().to_vec())
}

fn stripped_webp(bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    let turned = turned(&bytes);
    let mut webp = WebP::from_bytes(Bytes::from(bytes)).map_err(|error| error.to_string())?;
    webp.remove_chunks_by_id(WEBP_XMP);
    webp.set_exif(turned);
    Ok(webp.encoder().bytes().to_vec())
}

/// EXIF data with the orientation only, if the picture is not upright.
fn turned(bytes: &[u8]) -> Option<Bytes> {
    let exif = exif::Reader::new().read_from_container(&mut Cursor::new(bytes)).ok()?;
    let turned =
        exif.get_field(Tag::Orientation, In::PRIMARY)?.value.get_uint(0).filter(|turned| (2..=8).contains(turned))?;
    let turned = Value::Short(vec![u16::try_from(turned).ok()?]);
    let field = Field { tag: Tag::Orientation, ifd_num: In::PRIMARY, value: turned };
    let mut writer = Writer::new();
    writer.push_field(&field);
    let mut out = Cursor::new(Vec::new());
    writer.write(&mut out, false).ok()?;
    Some(out.into_inner().into())
}
