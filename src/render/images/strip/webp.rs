//! WebP (RFC 9649 §2): the chunks of pixels, transparency, animation and colours.

use super::bytes::{Broken, Bytes};
use super::orientation::turned;
use crate::render::images::profile;

/// Flags of the extended header (RFC 9649 §2.7).
const HAS_PROFILE: u8 = 0x20;
const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;

pub(super) fn stripped(file: &[u8]) -> Result<Vec<u8>, Broken> {
    let mut bytes = Bytes { rest: file };
    bytes.take(4)?;
    let length = u32::from_le_bytes(bytes.array()?) as usize;
    let mut bytes = Bytes { rest: bytes.take(length)? };
    bytes.take(4)?;
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    let (mut header, mut has_profile) = (None, false);
    while let Some((name, content)) = next(&mut bytes)? {
        match &name {
            b"VP8X" if header.is_none() => {
                header = Some(out.len() + 8);
                put(&mut out, name, content.get(..10).ok_or(Broken::Ends)?);
            }
            b"ICCP" if !has_profile => {
                let profile = profile::reduced(content).map_err(Broken::Because)?;
                has_profile = profile.is_some();
                if let Some(profile) = profile {
                    put(&mut out, name, &profile);
                }
            }
            b"ANIM" => put(&mut out, name, content.get(..6).ok_or(Broken::Ends)?),
            b"ANMF" => put(&mut out, name, &frame(content)?),
            b"ALPH" | b"VP8 " | b"VP8L" => put(&mut out, name, content),
            _ => {}
        }
    }
    if let Some(flags) = header.and_then(|at| out.get(at)).copied() {
        let turned = turned(file);
        let mut kept = flags & !(HAS_PROFILE | HAS_EXIF | HAS_XMP);
        kept |= if has_profile { HAS_PROFILE } else { 0 };
        if let Some(turned) = turned {
            kept |= HAS_EXIF;
            put(&mut out, *b"EXIF", &turned);
        }
        if let Some(flags) = header.and_then(|at| out.get_mut(at)) {
            *flags = kept;
        }
    }
    let length = u32::try_from(out.len().saturating_sub(8)).unwrap_or(u32::MAX);
    if let Some(field) = out.get_mut(4..8) {
        field.copy_from_slice(&length.to_le_bytes());
    }
    Ok(out)
}

/// A frame: 16 bytes of header, and chunks of its own.
fn frame(content: &[u8]) -> Result<Vec<u8>, Broken> {
    let mut bytes = Bytes { rest: content };
    let mut out = bytes.take(16)?.to_vec();
    while let Some((name, content)) = next(&mut bytes)? {
        if matches!(&name, b"ALPH" | b"VP8 " | b"VP8L") {
            put(&mut out, name, content);
        }
    }
    Ok(out)
}

/// A chunk: its name and its content.
type WebpChunk<'b> = ([u8; 4], &'b [u8]);

/// The next chunk. The last one may lack the byte that makes its length even.
fn next<'b>(bytes: &mut Bytes<'b>) -> Result<Option<WebpChunk<'b>>, Broken> {
    if bytes.rest.len() < 8 {
        return Ok(None);
    }
    let name = bytes.array()?;
    let length = u32::from_le_bytes(bytes.array()?) as usize;
    let content = bytes.take(length)?;
    bytes.take((length % 2).min(bytes.rest.len()))?;
    Ok(Some((name, content)))
}

fn put(out: &mut Vec<u8>, name: [u8; 4], content: &[u8]) {
    out.extend(name);
    out.extend(u32::try_from(content.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend(content);
    out.resize(out.len().next_multiple_of(2), 0);
}
