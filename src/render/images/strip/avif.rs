//! AVIF and HEIF (ISO/IEC 23008-12): metadata is overwritten with zeros where it stands, because offsets in the file count from
//! its start.

use std::ops::Range;

use super::bytes::{Broken, Bytes};

/// Brands of pictures (ISO/IEC 23008-12 §10, AVIF §8). Films, which have the same structure, stay as they are.
const BRANDS: [&[u8; 4]; 8] = [b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"];
/// The boxes that are kept: at the top, in the description of a picture, of a sequence, and of a track.
const TOP: &[&[u8; 4]] = &[b"ftyp", b"meta", b"mdat", b"moov"];
const META: &[&[u8; 4]] = &[b"hdlr", b"pitm", b"iloc", b"iinf", b"iprp", b"iref", b"idat", b"dinf", b"grpl"];
const MOVIE: &[&[u8; 4]] = &[b"mvhd", b"trak", b"mvex"];
const TRACK: &[&[u8; 4]] = &[b"tkhd", b"edts", b"mdia", b"tref"];
/// The items that are pictures, or made of pictures.
const PICTURES: &[&[u8; 4]] =
    &[b"av01", b"hvc1", b"hev1", b"lhv1", b"avc1", b"jpeg", b"grid", b"iovl", b"iden", b"tmap"];

/// A box of the file.
struct FileBox {
    name: [u8; 4],
    /// The bytes after the header.
    content: Range<usize>,
    /// The first byte of the name.
    name_at: usize,
}

pub(super) fn stripped(file: Vec<u8>) -> Result<Vec<u8>, Broken> {
    let is_picture = |part: &FileBox| {
        let brands = file.get(part.content.clone()).unwrap_or_default();
        part.name == *b"ftyp" && brands.chunks(4).any(|brand| BRANDS.iter().any(|known| known[..] == *brand))
    };
    let parts = match parts(&file, 0..file.len()) {
        Ok(parts) if parts.first().is_some_and(is_picture) => parts,
        Err(broken) if BRANDS.iter().any(|known| file.get(8..12) == Some(&known[..])) => return Err(broken),
        _ => return Ok(file),
    };
    let mut out = file.clone();
    out.truncate(parts.last().map_or(0, |part| part.content.end));
    for part in &parts {
        match &part.name {
            b"meta" => description(&file, part, &mut out)?,
            b"moov" => {
                for inner in
                    keep(&file, part.content.clone(), MOVIE, &mut out)?.iter().filter(|inner| inner.name == *b"trak")
                {
                    keep(&file, inner.content.clone(), TRACK, &mut out)?;
                }
            }
            name if !TOP.contains(&name) => blank(part, &mut out),
            _ => {}
        }
    }
    Ok(out)
}

/// The boxes in a range. What is too short for one at the end is no part of the picture.
fn parts(file: &[u8], range: Range<usize>) -> Result<Vec<FileBox>, Broken> {
    let mut all = Vec::new();
    let mut at = range.start;
    while at + 8 <= range.end {
        let mut bytes = Bytes { rest: file.get(at..range.end).unwrap_or_default() };
        let short = u32::from_be_bytes(bytes.array()?) as usize;
        let name = bytes.array()?;
        let (header, length) = match short {
            0 => (8, range.end - at),
            1 => (16, usize::try_from(u64::from_be_bytes(bytes.array()?)).map_err(|_long| Broken::Ends)?),
            length => (8, length),
        };
        let end = at.checked_add(length).filter(|end| *end <= range.end && length >= header);
        let Some(end) = end else {
            let is_appended = range == (0..file.len()) && !TOP.contains(&&name) && has_pixels(&all);
            return if is_appended { Ok(all) } else { Err(Broken::Ends) };
        };
        all.push(FileBox { name, content: at + header..end, name_at: at + 4 });
        at = end;
    }
    Ok(all)
}

/// Whether all that shows a picture is there: what follows, and is no box, was appended.
fn has_pixels(parts: &[FileBox]) -> bool {
    [b"meta", b"mdat"].iter().all(|name| parts.iter().any(|part| part.name == **name))
}

/// Overwrites the boxes in a range that are not kept.
fn keep(file: &[u8], range: Range<usize>, kept: &[&[u8; 4]], out: &mut [u8]) -> Result<Vec<FileBox>, Broken> {
    let parts = parts(file, range)?;
    parts.iter().filter(|part| !kept.contains(&&part.name)).for_each(|part| blank(part, out));
    Ok(parts)
}

/// Makes a box one of free space.
fn blank(part: &FileBox, out: &mut [u8]) {
    write(out, part.name_at..part.name_at + 4, b"free");
    zero(out, part.content.clone());
}

fn write(out: &mut [u8], range: Range<usize>, bytes: &[u8]) {
    if let Some(field) = out.get_mut(range).filter(|field| field.len() == bytes.len()) {
        field.copy_from_slice(bytes);
    }
}

fn zero(out: &mut [u8], range: Range<usize>) {
    let end = range.end.min(out.len());
    if let Some(field) = out.get_mut(range.start.min(end)..end) {
        field.fill(0);
    }
}

/// The description of a picture: items that are no pictures lose their kind, name and data.
fn description(file: &[u8], meta: &FileBox, out: &mut [u8]) -> Result<(), Broken> {
    let parts = keep(file, meta.content.start + 4..meta.content.end, META, out)?;
    let find = |name: &[u8; 4]| parts.iter().find(|part| part.name == *name);
    let (Some(names), Some(places)) = (find(b"iinf"), find(b"iloc")) else { return Ok(()) };
    let removed = removed(file, names, out)?;
    let inside = find(b"idat").map_or(0..0, |part| part.content.clone());
    let mut ranges = extents(file.get(places.content.clone()).unwrap_or_default(), &removed, &inside)?;
    ranges.sort_by_key(|range| range.start);
    let mut done = 0;
    for range in ranges {
        zero(out, range.start.max(done)..range.end.max(done));
        done = done.max(range.end);
    }
    Ok(())
}

/// The items that are no pictures.
fn removed(file: &[u8], names: &FileBox, out: &mut [u8]) -> Result<Vec<u32>, Broken> {
    let version = file.get(names.content.start).copied().ok_or(Broken::Ends)?;
    let list = names.content.start + if version == 0 { 6 } else { 8 };
    let mut removed = Vec::new();
    for item in parts(file, list..names.content.end)? {
        let mut bytes = Bytes { rest: file.get(item.content.clone()).unwrap_or_default() };
        let [version, _, _, _] = bytes.array()?;
        let id = match version {
            2 => u32::from(u16::from_be_bytes(bytes.array()?)),
            3 => u32::from_be_bytes(bytes.array()?),
            _ => return Err(unknown()),
        };
        bytes.take(2)?;
        let kind: [u8; 4] = bytes.array()?;
        let name = item.content.end - bytes.rest.len();
        zero(out, name..item.content.end);
        if !PICTURES.contains(&&kind) {
            write(out, name - 4..name, b"free");
            removed.push(id);
        }
    }
    removed.sort_unstable();
    Ok(removed)
}

/// The bytes of items (ISO/IEC 14496-12 §8.11.3). `inside` is the data in the description itself.
fn extents(places: &[u8], items: &[u32], inside: &Range<usize>) -> Result<Vec<Range<usize>>, Broken> {
    let mut bytes = Bytes { rest: places };
    let [version, _, _, _, sizes, more] = bytes.array()?;
    let (offset, length, base) = (sizes >> 4, sizes & 15, more >> 4);
    let index = if version == 0 { 0 } else { more & 15 };
    if version > 2 || length == 0 {
        return Err(unknown());
    }
    let wide = if version == 2 { 4 } else { 2 };
    let count = number(&mut bytes, wide)?;
    let mut ranges = Vec::new();
    for _ in 0..count {
        let id = number(&mut bytes, wide)?;
        let method = if version == 0 { 0 } else { number(&mut bytes, 2)? & 15 };
        bytes.take(2)?;
        let start = number(&mut bytes, base)?;
        let count = number(&mut bytes, 2)?;
        for _ in 0..count {
            number(&mut bytes, index)?;
            let at = start.saturating_add(number(&mut bytes, offset)?);
            let end = at.saturating_add(number(&mut bytes, length)?);
            let from = if method == 1 { inside.start } else { 0 };
            if method < 2 && u32::try_from(id).is_ok_and(|id| items.binary_search(&id).is_ok()) {
                ranges.push(from.saturating_add(at)..from.saturating_add(end));
            }
        }
    }
    Ok(ranges)
}

/// A number of so many bytes.
fn number(bytes: &mut Bytes<'_>, length: u8) -> Result<usize, Broken> {
    let taken = bytes.take(usize::from(length))?;
    Ok(taken.iter().fold(0_usize, |number, byte| number.saturating_mul(256).saturating_add(usize::from(*byte))))
}

fn unknown() -> Broken {
    Broken::Because("its structure is unknown".to_owned())
}
