//! WAV (RIFF), and its form for large files (RF64, EBU Tech 3306): how long it takes follows from the bytes a second.

use super::bytes::{little32, little64, milliseconds as of};
use super::sound_problem::SoundProblem;

/// How long a file takes.
pub(super) fn milliseconds(bytes: &[u8]) -> Result<u64, SoundProblem> {
    let (mut at, mut rate, mut long) = (12_usize, None, None);
    while let (Some(name), Some(length)) = (bytes.get(at..at.saturating_add(4)), little32(bytes, at.saturating_add(4)))
    {
        let inside = at + 8;
        match name {
            b"fmt " => rate = little32(bytes, inside + 8),
            b"ds64" => long = little64(bytes, inside + 8),
            b"data" => {
                let there = bytes.len().saturating_sub(inside) as u64;
                let length = match (length, long) {
                    (u32::MAX, Some(long)) => long,
                    // A program that wrote while it recorded did not know the length.
                    (0 | u32::MAX, _) => there,
                    (length, _) => u64::from(length),
                };
                if length > there {
                    return Err(SoundProblem::Torn);
                }
                let rate = rate.filter(|rate| *rate > 0).ok_or(SoundProblem::NoDuration)?;
                return of(length, rate.into()).filter(|time| *time > 0).ok_or(SoundProblem::NoDuration);
            }
            _ => {}
        }
        // Chunks begin at even places.
        at = inside.saturating_add(length as usize).saturating_add(length as usize & 1);
    }
    Err(SoundProblem::Torn)
}
