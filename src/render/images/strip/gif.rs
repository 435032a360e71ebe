//! GIF (`GIF89a` §17 to §27): frames, their delays, and the number of repetitions.

use super::bytes::{Broken, Bytes};
use crate::content::gif::colours;

/// The applications whose data browsers use: the number of repetitions of an animation.
const REPETITION: [&[u8]; 2] = [b"NETSCAPE2.0", b"ANIMEXTS1.0"];

/// Many files lack the end, and some end in a frame: what is there is kept, as browsers show it.
pub(super) fn stripped(file: &[u8]) -> Result<Vec<u8>, Broken> {
    let mut bytes = Bytes { rest: file };
    let mut out = Vec::with_capacity(file.len());
    out.extend(bytes.take(6)?);
    let screen: [u8; 7] = bytes.array()?;
    out.extend(screen);
    let [_, _, _, _, flags, _, _] = screen;
    out.extend(bytes.take(colours(flags))?);
    let mut has_frame = false;
    while let Some((kind, rest)) = bytes.rest.split_first() {
        bytes.rest = rest;
        let start = out.len();
        let added = match kind {
            0x2c => frame(&mut bytes, &mut out, &mut has_frame),
            0x21 => extension(&mut bytes, &mut out),
            // The end, or what is no block.
            _ => break,
        };
        if added.is_err() {
            // Half an extension, or half the header of a frame, is no part of the picture.
            out.truncate(start);
            break;
        }
    }
    if !has_frame {
        return Err(Broken::Ends);
    }
    out.push(0x3b);
    Ok(out)
}

/// A frame. Of one that is cut, what is there is kept.
fn frame(bytes: &mut Bytes<'_>, out: &mut Vec<u8>, has_frame: &mut bool) -> Result<(), Broken> {
    let frame: [u8; 9] = bytes.array()?;
    let [.., flags] = frame;
    let (table, width) = (bytes.take(colours(flags))?, bytes.byte()?);
    out.push(0x2c);
    out.extend(frame);
    out.extend(table);
    out.push(width);
    let whole = blocks(bytes, |block| {
        put(out, block);
        *has_frame = true;
    });
    out.push(0);
    if whole.is_err() {
        bytes.rest = &[];
    }
    Ok(())
}

/// An extension: kept if it is the delay of a frame, or the number of repetitions.
fn extension(bytes: &mut Bytes<'_>, out: &mut Vec<u8>) -> Result<(), Broken> {
    let label = bytes.byte()?;
    let mut content = Vec::new();
    blocks(bytes, |block| content.push(block))?;
    match (label, content.as_slice()) {
        (0xf9, [delay]) if delay.len() == 4 => {
            out.extend([0x21, 0xf9]);
            put(out, delay);
            out.push(0);
        }
        (0xff, [name, times, ..]) if REPETITION.contains(name) && times.len() == 3 => {
            out.extend([0x21, 0xff]);
            put(out, name);
            put(out, times);
            out.push(0);
        }
        _ => {}
    }
    Ok(())
}

/// Reads blocks up to the empty one that ends them.
fn blocks<'b>(bytes: &mut Bytes<'b>, mut each: impl FnMut(&'b [u8])) -> Result<(), Broken> {
    loop {
        let length = bytes.byte()?;
        if length == 0 {
            return Ok(());
        }
        let there = usize::from(length).min(bytes.rest.len());
        each(bytes.take(there)?);
        if there < usize::from(length) {
            return Err(Broken::Ends);
        }
    }
}

fn put(out: &mut Vec<u8>, block: &[u8]) {
    out.push(u8::try_from(block.len()).unwrap_or(u8::MAX));
    out.extend(block);
}
