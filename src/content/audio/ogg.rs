//! Ogg (RFC 3533) with Opus (RFC 7845) or Vorbis: the last page says how many samples there are.

use super::bytes::{little16, little32, little64, milliseconds as of};
use super::sound_problem::SoundProblem;

/// A page: what it says of itself, its contents, and how long it is.
struct OggPage<'b> {
    flags: u8,
    granule: u64,
    serial: u32,
    contents: &'b [u8],
    length: usize,
}

/// The flag of the last page of a stream.
const LAST: u8 = 4;

impl<'b> OggPage<'b> {
    fn at(bytes: &'b [u8], at: usize) -> Option<Self> {
        let rest = bytes.get(at..)?;
        let (segments, flags) = (usize::from(*rest.get(26)?), *rest.get(5)?);
        let head = 27 + segments;
        let contents: usize = rest.get(27..head)?.iter().map(|length| usize::from(*length)).sum();
        Some(Self {
            flags,
            granule: little64(rest, 6)?,
            serial: little32(rest, 14)?,
            contents: rest.get(head..head + contents)?,
            length: head + contents,
        })
    }
}

/// How long a file takes.
pub(super) fn milliseconds(bytes: &[u8]) -> Result<u64, SoundProblem> {
    let first = OggPage::at(bytes, 0).ok_or(SoundProblem::Torn)?;
    let (rate, skipped) = match first.contents {
        [b'O', b'p', b'u', b's', b'H', b'e', b'a', b'd', ..] => {
            (48_000, u64::from(little16(first.contents, 10).ok_or(SoundProblem::Torn)?))
        }
        [1, b'v', b'o', b'r', b'b', b'i', b's', ..] => {
            (u64::from(little32(first.contents, 12).ok_or(SoundProblem::Torn)?), 0)
        }
        [0x7f, b'F', b'L', b'A', b'C', ..] => return Err(SoundProblem::Form("FLAC in Ogg".into())),
        [b'S', b'p', b'e', b'e', b'x', ..] => return Err(SoundProblem::Form("Speex".into())),
        _ => return Err(SoundProblem::NoSound),
    };
    let (mut at, mut samples, mut is_whole) = (0, 0, false);
    while at < bytes.len() {
        if bytes.get(at..at + 4) != Some(b"OggS") {
            return Err(SoundProblem::Torn);
        }
        let page = OggPage::at(bytes, at).ok_or(SoundProblem::Torn)?;
        // No packet ends on a page whose granule is all ones.
        if page.serial == first.serial && page.granule != u64::MAX {
            samples = page.granule;
        }
        is_whole |= page.serial == first.serial && page.flags & LAST != 0;
        at += page.length;
    }
    if !is_whole {
        return Err(SoundProblem::Torn);
    }
    of(samples.saturating_sub(skipped), rate).filter(|time| *time > 0).ok_or(SoundProblem::NoDuration)
}
