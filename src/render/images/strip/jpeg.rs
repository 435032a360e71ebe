//! JPEG (ITU-T T.81 annex B): the segments that a decoder needs, wherever they stand.

use super::bytes::{Broken, Bytes};
use super::orientation::turned;
use crate::render::images::profile;

/// The start of a part of a colour profile, before its number and the number of parts (ICC.1:2022 §B.4).
const PROFILE: &[u8] = b"ICC_PROFILE\0";
/// The most bytes of a profile in one segment.
const PROFILE_PART: usize = 65_519;

/// The parts of a file that are kept.
#[derive(Default)]
struct Kept<'b> {
    /// The segments before all others.
    header: Vec<u8>,
    /// The other segments, and the coded data.
    segments: Vec<u8>,
    /// The parts of the colour profile.
    profiles: Vec<&'b [u8]>,
    has_scan: bool,
}

/// A file without an end gets one: what is there of it can be shown once its coded data has begun.
pub(super) fn stripped(file: &[u8]) -> Result<Vec<u8>, Broken> {
    let mut bytes = Bytes { rest: file };
    bytes.take(2)?;
    let mut kept = Kept { header: vec![0xff, 0xd8], ..Kept::default() };
    while let Some(marker) = next_marker(&mut bytes) {
        if marker == 0xd9 {
            break;
        }
        match add(&mut kept, marker, &mut bytes) {
            Err(Broken::Ends) if kept.has_scan => break,
            added => added?,
        }
    }
    if !kept.has_scan {
        return Err(Broken::Ends);
    }
    let Kept { mut header, segments, profiles, .. } = kept;
    if let Some(turned) = turned(file) {
        segment(&mut header, 0xe1, &[b"Exif\0\0", turned.as_slice()].concat());
    }
    put_profile(&mut header, profiles)?;
    header.extend(segments);
    header.extend([0xff, 0xd9]);
    Ok(header)
}

/// Adds a segment, if it is one to keep.
fn add<'b>(kept: &mut Kept<'b>, marker: u8, bytes: &mut Bytes<'b>) -> Result<(), Broken> {
    // Without a length, and without a meaning outside of a scan.
    if matches!(marker, 0x00 | 0x01 | 0xd0..=0xd8) {
        return Ok(());
    }
    let length = usize::from(u16::from_be_bytes(bytes.array()?)).checked_sub(2).ok_or(Broken::Ends)?;
    let content = bytes.take(length)?;
    let Kept { header, segments, profiles, has_scan } = kept;
    match (marker, content) {
        // JFIF without its thumbnail; the extension JFXX has nothing but a thumbnail.
        (0xe0, [b'J', b'F', b'I', b'F', 0, rest @ ..]) if header.len() == 2 && rest.len() >= 9 => {
            segment(header, 0xe0, &[b"JFIF\0", rest.get(..7).unwrap_or_default(), &[0, 0]].concat());
        }
        (0xe2, _) => profiles.extend(content.strip_prefix(PROFILE)),
        // The colour model, which Adobe's programs write.
        (0xee, [b'A', b'd', b'o', b'b', b'e', ..]) if content.len() >= 12 => {
            segment(segments, 0xee, content.get(..12).unwrap_or_default());
        }
        (0xda, _) => {
            segment(segments, marker, content);
            segments.extend(bytes.take(coded(bytes.rest))?);
            *has_scan = true;
        }
        // Frames, tables, restart interval, number of lines.
        (0xc0..=0xc7 | 0xc9..=0xcf | 0xdb..=0xdd, _) => segment(segments, marker, content),
        _ => {}
    }
    Ok(())
}

/// The next marker: any number of bytes 0xff, and its number.
fn next_marker(bytes: &mut Bytes<'_>) -> Option<u8> {
    let at = bytes.rest.iter().position(|byte| *byte == 0xff)?;
    let fill = bytes.rest.get(at..)?.iter().position(|byte| *byte != 0xff)?;
    bytes.take(at + fill).ok()?;
    bytes.byte().ok()
}

fn segment(out: &mut Vec<u8>, marker: u8, content: &[u8]) {
    // It was read with a length that fits, or is short.
    let length = u16::try_from(content.len() + 2).unwrap_or(u16::MAX);
    out.extend([0xff, marker]);
    out.extend(length.to_be_bytes());
    out.extend(content);
}

/// The length of the coded data up to the next marker, which is neither a restart nor a byte of 0xff in the data.
fn coded(rest: &[u8]) -> usize {
    let is_marker = |pair: &[u8]| matches!(pair, [0xff, marker] if !matches!(marker, 0x00 | 0xd0..=0xd7 | 0xff));
    rest.windows(2).position(is_marker).unwrap_or(rest.len())
}

/// Puts the parts of a profile together in their order, and writes it without its texts.
fn put_profile(out: &mut Vec<u8>, mut parts: Vec<&[u8]>) -> Result<(), Broken> {
    parts.retain(|part| part.len() >= 2);
    parts.sort_by_key(|part| part.first().copied());
    let whole: Vec<u8> = parts.iter().flat_map(|part| part.iter().skip(2)).copied().collect();
    let Some(profile) = profile::reduced(&whole).map_err(Broken::Because)? else { return Ok(()) };
    let count = u8::try_from(profile.chunks(PROFILE_PART).count()).unwrap_or(u8::MAX);
    for (number, part) in (1..=u8::MAX).zip(profile.chunks(PROFILE_PART)) {
        segment(out, 0xe2, &[PROFILE, &[number, count], part].concat());
    }
    Ok(())
}
