//! MPEG audio (ISO/IEC 11172-3, 13818-3): the frames are counted, unless the first says how many there are (Xing, Info, VBRI).

use super::bytes::{big16, big32, milliseconds as of};
use super::sound_problem::SoundProblem;

/// How far behind the tags the first frame is looked for.
const FARTHEST: usize = 64 * 1024;
/// How much of a file may be missing by its own count before it is torn: encoders and tags differ by little.
const TOLERANCE: u64 = 100;

/// A frame by its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct MpegFrame {
    /// The bits that are the same in all frames of a file: version, layer and sampling rate.
    kind: u32,
    length: usize,
    samples: u64,
    rate: u64,
    /// The bytes between the header and the place of a count of frames.
    side: usize,
}

/// Kilobits a second by the index in the header: MPEG-1 layer I, II, III, and MPEG-2 layer I, II and III.
const RATES: [[u32; 15]; 5] = [
    [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];

impl MpegFrame {
    fn at(bytes: &[u8], at: usize) -> Option<Self> {
        let header = big32(bytes, at).filter(|header| header >> 21 == 0x7ff)?;
        let (version, layer) = ((header >> 19) & 3, 4 - ((header >> 17) & 3));
        let rate = [44_100_u64, 48_000, 32_000].get(((header >> 10) & 3) as usize)?;
        if version == 1 || layer == 4 {
            return None;
        }
        let is_first = version == 3;
        let table = match (is_first, layer) {
            (true, layer) => layer as usize - 1,
            (false, 1) => 3,
            (false, _) => 4,
        };
        let kilobits = *RATES.get(table)?.get(((header >> 12) & 15) as usize).filter(|rate| **rate > 0)?;
        // MPEG-2 has half the sampling rates, MPEG-2.5 a quarter.
        let rate = rate
            >> match version {
                3 => 0,
                2 => 1,
                _ => 2,
            };
        let samples: u64 = match (layer, is_first) {
            (1, _) => 384,
            (3, false) => 576,
            _ => 1152,
        };
        let slot: u64 = if layer == 1 { 4 } else { 1 };
        let padding = u64::from((header >> 9) & 1) * slot;
        let length = samples / 8 * u64::from(kilobits) * 1000 / rate / slot * slot + padding;
        let side = match (is_first, (header >> 6) & 3 == 3) {
            (true, false) => 32,
            (true, true) | (false, false) => 17,
            (false, true) => 9,
        };
        Some(Self { kind: header & 0xfffe_0c00, length: usize::try_from(length).ok()?, samples, rate, side })
    }
}

/// How long a file takes.
pub(super) fn milliseconds(bytes: &[u8]) -> Result<u64, SoundProblem> {
    let start = after_tags(bytes);
    if start > bytes.len() {
        return Err(SoundProblem::Torn);
    }
    let places = start..bytes.len().min(start + FARTHEST);
    let first = places
        .into_iter()
        .find_map(|at| Some((at, MpegFrame::at(bytes, at).filter(|frame| is_start(bytes, at, *frame))?)));
    let (at, frame) = first.ok_or(SoundProblem::NoSound)?;
    if let Some((frames, length)) = counted(bytes, at, frame) {
        let there = (bytes.len() - at) as u64;
        if length.is_some_and(|length| length > there + length / TOLERANCE) {
            return Err(SoundProblem::Torn);
        }
        return of(frames * frame.samples, frame.rate).filter(|time| *time > 0).ok_or(SoundProblem::NoDuration);
    }
    let samples = walked(bytes, at, frame.kind)?;
    of(samples, frame.rate).ok_or(SoundProblem::NoDuration)
}

/// The place behind the tags of ID3 version 2 (id3.org, `id3v2.4.0-structure` §3.1).
fn after_tags(bytes: &[u8]) -> usize {
    let mut at = 0_usize;
    while let Some([b'I', b'D', b'3', _, _, flags, size @ ..]) =
        bytes.get(at..).and_then(|rest| rest.first_chunk::<10>())
    {
        let size = size.iter().fold(0_usize, |sum, byte| sum << 7 | usize::from(byte & 0x7f));
        at = at.saturating_add(size + if flags & 0x10 == 0 { 10 } else { 20 });
    }
    at
}

/// Whether a frame begins the sound: it counts the frames, or another like it follows.
fn is_start(bytes: &[u8], at: usize, frame: MpegFrame) -> bool {
    let follows = || MpegFrame::at(bytes, at + frame.length).is_some_and(|next| next.kind == frame.kind);
    counted(bytes, at, frame).is_some() || follows()
}

/// The number of frames, and of bytes where it is given, that the first frame says.
fn counted(bytes: &[u8], at: usize, frame: MpegFrame) -> Option<(u64, Option<u64>)> {
    let xing = at + 4 + frame.side;
    let name = bytes.get(xing..xing + 4)?;
    if name == b"Xing" || name == b"Info" {
        let flags = big32(bytes, xing + 4)?;
        let frames = (flags & 1 != 0).then(|| big32(bytes, xing + 8)).flatten()?;
        let length = (flags & 3 == 3).then(|| big32(bytes, xing + 12)).flatten();
        return Some((frames.into(), length.map(u64::from)));
    }
    let vbri = at + 36;
    let is_vbri = bytes.get(vbri..vbri + 4) == Some(b"VBRI") && big16(bytes, vbri + 4).is_some();
    is_vbri.then(|| Some((big32(bytes, vbri + 14)?.into(), Some(big32(bytes, vbri + 10)?.into())))).flatten()
}

/// The samples of all frames from the first on. Something else may stand between them, and tags behind them.
fn walked(bytes: &[u8], start: usize, kind: u32) -> Result<u64, SoundProblem> {
    let like = |at: usize| MpegFrame::at(bytes, at).filter(|frame| frame.kind == kind);
    let is_next = |at: &usize| like(*at).is_some_and(|frame| like(at + frame.length).is_some());
    let (mut at, mut samples) = (start, 0);
    loop {
        match like(at) {
            Some(frame) if at + frame.length > bytes.len() => return Err(SoundProblem::Torn),
            Some(frame) => {
                samples += frame.samples;
                at += frame.length;
            }
            None => match (at + 1..bytes.len().min(at.saturating_add(FARTHEST))).find(is_next) {
                Some(place) => at = place,
                None => return Ok(samples),
            },
        }
    }
}
