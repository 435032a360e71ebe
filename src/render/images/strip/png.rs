//! PNG (W3C PNG 3 §11): the chunks that a decoder needs, and no more of them than they are long.

use std::io::{Read as _, Write as _};
use std::ops::RangeInclusive;

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;

use super::bytes::Broken;
use super::orientation::turned;
use crate::content::png::{ChunkState, PngChunk, SIGNATURE, chunks};
use crate::render::images::profile;

/// The chunks that are kept, each with the lengths that it may have. Palette, pixels, transparency, colour space, background,
/// size of a pixel, and animation.
const KEPT: &[(&[u8; 4], RangeInclusive<usize>)] = &[
    (b"IHDR", 13..=13),
    (b"PLTE", 3..=768),
    (b"IDAT", 0..=usize::MAX),
    (b"tRNS", 1..=256),
    (b"gAMA", 4..=4),
    (b"cHRM", 32..=32),
    (b"sRGB", 1..=1),
    (b"cICP", 4..=4),
    (b"mDCV", 24..=24),
    (b"cLLI", 8..=8),
    (b"bKGD", 1..=6),
    (b"pHYs", 9..=9),
    (b"sBIT", 1..=4),
    (b"hIST", 2..=512),
    (b"acTL", 8..=8),
    (b"fcTL", 26..=26),
    (b"fdAT", 4..=usize::MAX),
];

/// A damaged chunk is left out, as browsers do. Those of pixels get their checksum, and a file without an end gets one.
pub(super) fn stripped(file: &[u8]) -> Result<Vec<u8>, Broken> {
    let mut out = Vec::with_capacity(file.len());
    out.extend(file.get(..SIGNATURE).ok_or(Broken::Ends)?);
    let mut has_pixels = false;
    for part in chunks(file) {
        let PngChunk { name, content, state } = part;
        if part.is_fatal() {
            return Err(Broken::Because(format!("its {} is damaged", part.in_words())));
        }
        has_pixels |= name == *b"IDAT";
        match &name {
            b"IEND" => break,
            b"IDAT" => {}
            _ if state != ChunkState::Whole => continue,
            _ => {}
        }
        match &name {
            b"iCCP" => out.extend(profile_chunk(content)?.unwrap_or_default()),
            _ if KEPT.iter().any(|(kept, lengths)| **kept == name && lengths.contains(&content.len())) => {
                out.extend(chunk(name, content.to_vec()));
            }
            _ => {}
        }
        if name == *b"IHDR"
            && let Some(turned) = turned(file)
        {
            out.extend(chunk(*b"eXIf", turned));
        }
    }
    if !has_pixels {
        return Err(Broken::Ends);
    }
    out.extend(chunk(*b"IEND", Vec::new()));
    Ok(out)
}

fn chunk(name: [u8; 4], content: Vec<u8>) -> Vec<u8> {
    img_parts::png::PngChunk::new(name, content.into()).encoder().bytes().to_vec()
}

/// The chunk of a colour profile, with a name of our own and the profile without its texts.
fn profile_chunk(content: &[u8]) -> Result<Option<Vec<u8>>, Broken> {
    // A name of 1 to 79 bytes, a zero, and the method of compression, of which there is one.
    let Some(end) = content.iter().take(80).position(|byte| *byte == 0) else { return Ok(None) };
    let Some([0, compressed @ ..]) = content.get(end + 1..) else { return Ok(None) };
    let mut whole = Vec::new();
    let most = profile::MOST_BYTES as u64 + 1;
    if ZlibDecoder::new(compressed).take(most).read_to_end(&mut whole).is_err() {
        return Ok(None);
    }
    let Some(profile) = profile::reduced(&whole).map_err(Broken::Because)? else { return Ok(None) };
    let mut encoder = ZlibEncoder::new(b"icc\0\0".to_vec(), Compression::default());
    let written = encoder.write_all(&profile).and_then(|()| encoder.finish());
    written.map(|content| Some(chunk(*b"iCCP", content))).map_err(|error| Broken::Because(error.to_string()))
}
