//! The orientation of a picture, which is the only part of its EXIF data that stays.

use std::io::Cursor;

use exif::experimental::Writer;
use exif::{Field, In, Tag, Value};

/// EXIF data with the orientation only, if the picture is not upright.
pub(super) fn turned(bytes: &[u8]) -> Option<Vec<u8>> {
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
