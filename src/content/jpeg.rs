//! The end of the image in a JPEG file. Cameras append data that is no part of the picture; a file without an end is torn.

/// The number of bytes up to and including the end of the image (ITU-T T.81 §B.1.1.3); `None` where it has no end.
pub fn end_of_image(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        // Between markers there is coded data, in which a byte of 0xff is followed by 0.
        at += bytes.get(at..)?.iter().position(|byte| *byte == 0xff)?;
        let marker = *bytes.get(at + 1)?;
        at += match marker {
            0xd9 => return Some(at + 2),
            0xff => 1,
            0x00 | 0x01 | 0xd0..=0xd8 => 2,
            _ => 2 + usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?])),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::end_of_image;

    #[test]
    fn the_end_is_that_of_the_image_and_not_of_its_thumbnail() {
        let thumbnail = [0xff, 0xe1, 0x00, 0x06, 0xff, 0xd8, 0xff, 0xd9];
        let scan = [0xff, 0xda, 0x00, 0x02, 0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0xff];
        let whole = [&[0xff, 0xd8], &thumbnail[..], &scan, &[0xff, 0xd9], b"a film of three seconds"].concat();
        assert_eq!(end_of_image(&whole), Some(23));
        for length in 0..23 {
            assert_eq!(end_of_image(&whole[..length]), None, "{length}");
        }
    }
}
