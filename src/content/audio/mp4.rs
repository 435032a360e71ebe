//! MP4 (ISO/IEC 14496-12): boxes with a length and a name, of which `moov` says how long it takes.

use super::bytes::{big32, big64, milliseconds as of};
use super::sound_problem::SoundProblem;

/// The most boxes of one level that are looked at.
const MOST_BOXES: usize = 10_000;

/// A box: its name, and its contents.
type MovieBox<'b> = (&'b [u8], &'b [u8]);

/// The boxes in bytes; a box that is longer than what is left is torn.
fn boxes(bytes: &[u8]) -> Result<Vec<MovieBox<'_>>, SoundProblem> {
    let (mut rest, mut found) = (bytes, Vec::new());
    while let (Some(length), Some(name)) = (big32(rest, 0), rest.get(4..8)) {
        let (head, length) = match length {
            0 => (8, rest.len() as u64),
            1 => (16, big64(rest, 8).ok_or(SoundProblem::Torn)?),
            length => (8, u64::from(length)),
        };
        let length = usize::try_from(length).map_err(|_large| SoundProblem::Torn)?;
        if length < head || found.len() >= MOST_BOXES {
            return Err(SoundProblem::NoSound);
        }
        let inside = rest.get(head..length).ok_or(SoundProblem::Torn)?;
        found.push((name, inside));
        rest = rest.get(length..).unwrap_or_default();
    }
    Ok(found)
}

fn inside<'b>(boxes: &[MovieBox<'b>], name: &[u8]) -> Option<&'b [u8]> {
    boxes.iter().find(|(known, _)| *known == name).map(|(_, inside)| *inside)
}

/// How long a file takes.
pub(super) fn milliseconds(bytes: &[u8]) -> Result<u64, SoundProblem> {
    let top = boxes(bytes)?;
    let movie = boxes(inside(&top, b"moov").ok_or(SoundProblem::Torn)?)?;
    let tracks = movie.iter().filter(|(name, _)| *name == b"trak");
    let media: Vec<&[u8]> = tracks.filter_map(|(_, track)| inside(&boxes(track).ok()?, b"mdia")).collect();
    let has_sound = media.iter().any(|media| boxes(media).is_ok_and(|media| is_sound(&media)));
    if !has_sound {
        return Err(SoundProblem::NoSound);
    }
    let header = inside(&movie, b"mvhd").and_then(header).ok_or(SoundProblem::NoDuration)?;
    // A file in fragments says its length elsewhere (§8.8.2).
    let extended = inside(&movie, b"mvex").and_then(|extended| inside(&boxes(extended).ok()?, b"mehd"));
    let fragments = extended.and_then(|extended| {
        if extended.first() == Some(&1) { big64(extended, 4) } else { big32(extended, 4).map(u64::from) }
    });
    let duration = header.1.max(fragments.unwrap_or(0));
    of(duration, header.0).filter(|time| *time > 0).ok_or(SoundProblem::NoDuration)
}

/// Whether a medium is sound: the handler of its track (§8.4.3).
fn is_sound(media: &[MovieBox<'_>]) -> bool {
    inside(media, b"hdlr").and_then(|handler| handler.get(8..12)) == Some(b"soun")
}

/// Units a second and the number of units, as a header says (§8.2.2).
fn header(bytes: &[u8]) -> Option<(u64, u64)> {
    match bytes.first()? {
        1 => Some((big32(bytes, 20)?.into(), big64(bytes, 24)?)),
        // All bits set: the length is not known.
        _ => Some((big32(bytes, 12)?.into(), big32(bytes, 16).filter(|units| *units != u32::MAX).unwrap_or(0).into())),
    }
}
