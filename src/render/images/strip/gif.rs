//! GIF (`GIF89a` §17 to §27): frames, their delays, and the number of repetitions.

use super::bytes::{Broken, Bytes};

/// The applications whose data browsers use: the number of repetitions of an animation.
const REPETITION: [&[u8]; 2] = [b"NETSCAPE2.0", b"ANIMEXTS1.0"];

pub(super) fn stripped(file: &[u8]) -> Result<Vec<u8>, Broken> {
    let mut bytes = Bytes { rest: file };
    let mut out = Vec::with_capacity(file.len());
    out.extend(bytes.take(6)?);
    let screen: [u8; 7] = bytes.array()?;
    out.extend(screen);
    let [_, _, _, _, flags, _, _] = screen;
    out.extend(bytes.take(colours(flags))?);
    // Many files lack the end; what is missing is one byte.
    while let Some((kind, rest)) = bytes.rest.split_first() {
        bytes.rest = rest;
        match kind {
            0x3b => break,
            0x2c => {
                let frame: [u8; 9] = bytes.array()?;
                let [.., flags] = frame;
                out.push(0x2c);
                out.extend(frame);
                out.extend(bytes.take(colours(flags))?);
                out.push(bytes.byte()?);
                blocks(&mut bytes, |block| put(&mut out, block))?;
                out.push(0);
            }
            0x21 => extension(&mut bytes, &mut out)?,
            _ => return Err(Broken::Because("it has an unknown block".to_owned())),
        }
    }
    out.push(0x3b);
    Ok(out)
}

/// The length of a table of colours.
fn colours(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 0x07) + 1) }
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
        each(bytes.take(usize::from(length))?);
    }
}

fn put(out: &mut Vec<u8>, block: &[u8]) {
    out.push(u8::try_from(block.len()).unwrap_or(u8::MAX));
    out.extend(block);
}
