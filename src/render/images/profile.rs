//! Colour profiles: a profile without its texts, and with nothing but the tables that turn colours into colours. Those who
//! read profiles expand some of the texts to a multiple of their size, and texts name devices and their owners.

/// The largest profile, in bytes: those of printing presses have 2 MB.
pub(super) const MOST_BYTES: usize = 4 << 20;

/// The header, up to the number of tags (ICC.1:2022 §7.2).
const HEADER: usize = 128;
/// The tags that are kept (ICC.1:2022 §9.2): primaries, curves, white point and tables.
const KEPT: &[&[u8; 4]] = &[
    b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC", b"kTRC", b"wtpt", b"bkpt", b"chad", b"cicp", b"A2B0",
    b"A2B1", b"A2B2", b"B2A0", b"B2A1", b"B2A2",
];
/// The parts of the header that name programs and devices, and the checksum of the whole: preferred program, maker, model,
/// creator, identifier.
const NAMES: [(usize, usize); 3] = [(4, 8), (48, 56), (80, 100)];
/// The description and the copyright notice, which every profile must have.
const TEXT: &str = "RGB";

/// A profile without texts. `None` if it is no profile.
///
/// # Errors
/// If it is larger than any profile that is used.
pub(super) fn reduced(profile: &[u8]) -> Result<Option<Vec<u8>>, String> {
    if profile.len() > MOST_BYTES {
        return Err(too_large());
    }
    let Some(tags) = tags(profile) else { return Ok(None) };
    let Some(header) = profile.get(..HEADER) else { return Ok(None) };
    let mut out = header.to_vec();
    for (start, end) in NAMES {
        if let Some(name) = out.get_mut(start..end) {
            name.fill(0);
        }
    }
    let is_version_4 = header.get(8).is_some_and(|version| *version >= 4);
    let texts = texts(is_version_4);
    let mut data: Vec<(&[u8], usize)> = Vec::new();
    let mut table = Vec::new();
    let mut end = HEADER + 4 + 12 * (tags.len() + texts.len());
    let own = texts.iter().map(|(name, text)| (*name, text.as_slice()));
    for (name, content) in tags.into_iter().chain(own) {
        let known = data.iter().find(|(known, _)| std::ptr::eq(*known, content)).map(|(_, at)| *at);
        let at = known.unwrap_or(end);
        if known.is_none() {
            data.push((content, at));
            end += content.len().next_multiple_of(4);
        }
        if end > MOST_BYTES {
            return Err(too_large());
        }
        table.extend(name);
        table.extend(big_endian(at));
        table.extend(big_endian(content.len()));
    }
    out.extend(big_endian(table.len() / 12));
    out.extend(table);
    for (content, at) in data {
        out.resize(at, 0);
        out.extend(content);
    }
    out.resize(end, 0);
    if let Some(size) = out.first_chunk_mut() {
        *size = big_endian(end);
    }
    Ok(Some(out))
}

fn too_large() -> String {
    format!("its colour profile has more than {} MB", MOST_BYTES >> 20)
}

/// The kept tags, each once, in their order.
fn tags(profile: &[u8]) -> Option<Vec<([u8; 4], &[u8])>> {
    if profile.get(36..40) != Some(b"acsp") {
        return None;
    }
    let number = |at: usize| Some(u32::from_be_bytes(*profile.get(at..)?.first_chunk()?) as usize);
    let count = number(HEADER)?.min(100);
    let mut tags: Vec<([u8; 4], &[u8])> = Vec::new();
    for at in (0..count).map(|tag| HEADER + 4 + 12 * tag) {
        let name = *profile.get(at..)?.first_chunk()?;
        let (start, size) = (number(at + 4)?, number(at + 8)?);
        if KEPT.contains(&&name) && !tags.iter().any(|(known, _)| *known == name) {
            tags.push((name, profile.get(start..start.checked_add(size)?)?));
        }
    }
    (!tags.is_empty()).then_some(tags)
}

fn texts(is_version_4: bool) -> [([u8; 4], Vec<u8>); 2] {
    let localized = || {
        let text: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_be_bytes).collect();
        [&b"mluc\0\0\0\0\0\0\0\x01\0\0\0\x0cenUS"[..], &big_endian(text.len()), &big_endian(28), &text].concat()
    };
    let text = [b"text\0\0\0\0", TEXT.as_bytes(), b"\0"].concat();
    // ICC.1:2001-04 §6.5.17: the text, and room for two other forms of it.
    let described = [b"desc\0\0\0\0", &big_endian(TEXT.len() + 1)[..], TEXT.as_bytes(), &[0; 79]].concat();
    if is_version_4 {
        [(*b"desc", localized()), (*b"cprt", localized())]
    } else {
        [(*b"desc", described), (*b"cprt", text)]
    }
}

fn big_endian(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use moxcms::{ColorProfile, ProfileText};

    use super::*;

    #[test]
    fn a_profile_keeps_its_colours_and_loses_its_texts() {
        let mut profile = ColorProfile::new_display_p3();
        profile.description = Some(ProfileText::PlainString("Scherm van Anna".to_owned()));
        let bytes = profile.encode().unwrap();
        let reduced = reduced(&bytes).unwrap().unwrap();
        let read = ColorProfile::new_from_slice(&reduced).unwrap();
        let whole = ColorProfile::new_from_slice(&bytes).unwrap();
        assert_eq!((read.red_colorant, read.red_trc), (whole.red_colorant, whole.red_trc));
        assert_eq!(reduced.get(16..20), Some(&b"RGB "[..]));
        let text = String::from_utf8_lossy(&reduced).replace('\0', "");
        assert!(!text.contains("Anna"), "{text}");
        assert_eq!(super::reduced(&reduced), Ok(Some(reduced.clone())), "it is reduced already");
    }

    #[test]
    fn texts_that_multiply_are_not_read() {
        let mut profile = ColorProfile::new_srgb().encode().unwrap();
        let start = profile.len();
        // A text in 20,000 languages, all of them the same megabyte.
        profile.extend(b"mluc\0\0\0\0\0\0\x4e\x20\0\0\0\x0c");
        for _ in 0..20_000 {
            profile.extend(b"nlNL\0\x0f\0\0\0\x03\xa9\x90");
        }
        profile.resize(start + 1_300_000, b'x');
        let size = big_endian(profile.len());
        profile[..4].copy_from_slice(&size);
        let tags = profile.get(HEADER + 4..).unwrap().windows(4).position(|name| name == b"cprt").unwrap() + HEADER + 4;
        profile[tags + 4..tags + 8].copy_from_slice(&big_endian(start));
        profile[tags + 8..tags + 12].copy_from_slice(&big_endian(1_300_000));
        let reduced = reduced(&profile).unwrap().unwrap();
        assert!(reduced.len() < 10_000, "{} bytes", reduced.len());
    }

    #[test]
    fn tables_that_overlap_do_not_multiply() {
        let mut profile = vec![0; HEADER];
        profile[36..40].copy_from_slice(b"acsp");
        profile.extend(big_endian(KEPT.len()));
        for (number, name) in KEPT.iter().enumerate() {
            profile.extend(*name);
            profile.extend(big_endian(number));
            profile.extend(big_endian(1 << 20));
        }
        profile.resize(2 << 20, 0);
        assert!(reduced(&profile).is_err());
        assert_eq!(reduced(&profile[..300]), Ok(None));
        assert_eq!(reduced(b"no profile"), Ok(None));
        assert!(reduced(&vec![0; MOST_BYTES + 1]).is_err());
    }
}
