//! The chunks of a PNG file (W3C PNG 3 §5), also of a damaged one. Browsers pass over a damaged chunk that they can do without,
//! and show the pixels that are there. Without a header and a palette that are whole they show nothing.

use flate2::Crc;

use super::image_problem::{ImageDamage, ImageProblem};

/// The length of the signature.
pub const SIGNATURE: usize = 8;

/// The state of a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChunkState {
    /// It is whole.
    Whole,
    /// Its checksum is another one.
    WrongChecksum,
    /// The file ends in it.
    Cut,
}

/// A chunk.
#[derive(Clone, Copy, Debug)]
pub struct PngChunk<'b> {
    /// Its name.
    pub name: [u8; 4],
    /// Its content, as far as it is there.
    pub content: &'b [u8],
    /// Its state.
    pub state: ChunkState,
}

impl PngChunk<'_> {
    /// Whether an image cannot be shown without it (§5.4): its name starts with a capital.
    pub fn is_critical(&self) -> bool {
        let [first, ..] = self.name;
        first.is_ascii_uppercase()
    }

    /// The damage that makes the whole file unreadable: pixels are shown as far as they go.
    pub fn is_fatal(&self) -> bool {
        self.is_critical() && self.state != ChunkState::Whole && !matches!(&self.name, b"IDAT" | b"IEND")
    }

    /// Its name, and what it is for readers of messages.
    pub fn in_words(&self) -> String {
        let name = self.name.escape_ascii();
        match &self.name {
            b"IHDR" => format!("header (`{name}`)"),
            b"PLTE" => format!("palette (`{name}`)"),
            b"IDAT" => format!("pixel data (`{name}`)"),
            b"iCCP" => format!("colour profile (`{name}`)"),
            b"tEXt" | b"zTXt" | b"iTXt" => format!("text (`{name}`)"),
            _ => format!("part `{name}`"),
        }
    }
}

/// The chunks of a file, up to the one that ends the image.
pub fn chunks(file: &[u8]) -> impl Iterator<Item = PngChunk<'_>> {
    let mut rest = file.get(SIGNATURE..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (length, after) = rest.split_first_chunk()?;
        let (name, after) = after.split_first_chunk()?;
        let length = u32::from_be_bytes(*length) as usize;
        let whole = after.split_at_checked(length).and_then(|(content, after)| {
            let (checksum, after) = after.split_first_chunk()?;
            Some((content, u32::from_be_bytes(*checksum), after))
        });
        let Some((content, checksum, after)) = whole else {
            rest = &[];
            let content = after.get(..length).unwrap_or(after);
            return Some(PngChunk { name: *name, content, state: ChunkState::Cut });
        };
        rest = if name == b"IEND" { &[] } else { after };
        let state = if sum(*name, content) == checksum { ChunkState::Whole } else { ChunkState::WrongChecksum };
        Some(PngChunk { name: *name, content, state })
    })
}

fn sum(name: [u8; 4], content: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(&name);
    crc.update(content);
    crc.sum()
}

/// The damage of a file that browsers show nonetheless.
///
/// # Errors
/// Browsers show nothing of it.
pub fn damage(file: &[u8]) -> Result<Option<ImageDamage>, ImageProblem> {
    let (mut has_pixels, mut has_end, mut wrong) = (false, false, None);
    for chunk in chunks(file) {
        if chunk.is_fatal() && chunk.state == ChunkState::WrongChecksum {
            return Err(ImageProblem::Checksum(chunk.in_words()));
        }
        has_pixels |= chunk.name == *b"IDAT" && !chunk.content.is_empty();
        has_end |= chunk.name == *b"IEND";
        if chunk.state == ChunkState::WrongChecksum && wrong.is_none() {
            wrong = Some(ImageDamage::Checksum(chunk.in_words()));
        }
    }
    match (has_pixels, has_end) {
        (false, _) => Err(ImageProblem::Torn),
        (true, false) => Ok(Some(ImageDamage::NoEnd)),
        (true, true) => Ok(wrong),
    }
}

/// Whether a file is an animation.
pub(super) fn moves(file: &[u8]) -> bool {
    chunks(file).any(|chunk| chunk.name == *b"acTL" && chunk.state == ChunkState::Whole)
}
