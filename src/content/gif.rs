//! The blocks of a GIF file (`GIF89a` §17 to §27), also of one without its end. Browsers show the frames that are there.

use super::image_problem::{ImageDamage, ImageProblem};

/// The damage of a file that browsers show nonetheless.
///
/// # Errors
/// It has no frame.
pub(super) fn damage(file: &[u8]) -> Result<Option<ImageDamage>, ImageProblem> {
    let mut has_frame = false;
    match has_end(file, &mut has_frame) {
        _ if !has_frame => Err(ImageProblem::Torn),
        Some(true) => Ok(None),
        _ => Ok(Some(ImageDamage::NoEnd)),
    }
}

/// Whether the blocks lead to the one that ends the file; `None` where the file ends in a block.
fn has_end(file: &[u8], has_frame: &mut bool) -> Option<bool> {
    let screen: &[u8; 13] = file.first_chunk()?;
    let mut rest = file.get(screen.len() + colours(*screen.get(10)?)..)?;
    while let Some((kind, after)) = rest.split_first() {
        rest = match kind {
            0x3b => return Some(true),
            0x2c => {
                // Position, size, flags; a table of colours; the width of codes.
                let blocks = after.get(10 + colours(*after.get(8)?)..)?;
                *has_frame |= blocks.len() > 1;
                after_blocks(blocks)?
            }
            0x21 => after_blocks(after.get(1..)?)?,
            _ => return Some(false),
        };
    }
    Some(false)
}

/// The length of a table of colours.
pub fn colours(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 0x07) + 1) }
}

/// The bytes after the empty block that ends a row of blocks.
fn after_blocks(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        let (length, after) = rest.split_first()?;
        rest = after.get(usize::from(*length)..)?;
        if *length == 0 {
            return Some(rest);
        }
    }
}
