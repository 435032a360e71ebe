//! The end of the image in a JPEG file. Cameras append data that is no part of the picture. Of a file without an end, browsers
//! show the lines that are there.

use super::image_problem::{ImageDamage, ImageProblem};

/// The end of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum JpegEnd {
    /// The number of bytes up to and including it (ITU-T T.81 §B.1.1.3).
    At(usize),
    /// The file ends after the start of coded data.
    Cut,
    /// The file ends before.
    Torn,
}

/// The damage of a file that browsers show nonetheless.
///
/// # Errors
/// Browsers show nothing of it.
pub(super) fn damage(file: &[u8]) -> Result<Option<ImageDamage>, ImageProblem> {
    match end(file) {
        JpegEnd::At(_) => Ok(None),
        JpegEnd::Cut => Ok(Some(ImageDamage::NoEnd)),
        JpegEnd::Torn => Err(ImageProblem::Torn),
    }
}

fn end(file: &[u8]) -> JpegEnd {
    let (mut at, mut has_scan) = (0, false);
    while let Some((marker, next)) = marker(file, at) {
        at = next;
        match marker {
            0xd9 => return JpegEnd::At(next),
            0xda => has_scan |= next < file.len(),
            _ => {}
        }
    }
    if has_scan { JpegEnd::Cut } else { JpegEnd::Torn }
}

/// The next marker, and where its segment ends.
fn marker(file: &[u8], at: usize) -> Option<(u8, usize)> {
    // Between markers there is coded data, in which a byte of 0xff is followed by 0.
    let at = at + file.get(at..)?.iter().position(|byte| *byte == 0xff)?;
    let marker = *file.get(at + 1)?;
    let length = match marker {
        0xff => 1,
        0x00 | 0x01 | 0xd0..=0xd9 => 2,
        _ => 2 + usize::from(u16::from_be_bytes([*file.get(at + 2)?, *file.get(at + 3)?])),
    };
    Some((marker, at + length))
}

#[cfg(test)]
mod tests {
    use super::{JpegEnd, end};

    #[test]
    fn the_end_is_that_of_the_image_and_not_of_its_thumbnail() {
        let thumbnail = [0xff, 0xe1, 0x00, 0x06, 0xff, 0xd8, 0xff, 0xd9];
        let scan = [0xff, 0xda, 0x00, 0x02, 0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0xff];
        let whole = [&[0xff, 0xd8], &thumbnail[..], &scan, &[0xff, 0xd9], b"a film of three seconds"].concat();
        assert_eq!(end(&whole), JpegEnd::At(23));
        for length in 0..23 {
            assert_eq!(end(&whole[..length]), if length > 14 { JpegEnd::Cut } else { JpegEnd::Torn }, "{length}");
        }
    }
}
