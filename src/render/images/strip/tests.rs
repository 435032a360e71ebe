//! Tests: each format keeps what shows the picture, and nothing else.

use super::without_metadata;

const SECRET: &[u8] = b"GEHEIM";

fn tells(bytes: &[u8]) -> bool {
    // Profiles have texts in UTF-16.
    let bytes: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
    bytes.windows(SECRET.len()).any(|window| window == SECRET)
}

/// A file without its secret, which it had before. Stripping it again changes nothing.
fn stripped(file: &[u8]) -> Vec<u8> {
    assert!(tells(file), "the file has a secret");
    let out = without_metadata(file.to_vec()).unwrap();
    assert!(!tells(&out), "{}", String::from_utf8_lossy(&out));
    assert_eq!(without_metadata(out.clone()).unwrap(), out);
    out
}

fn jpeg_segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker], &length[..], content].concat()
}

#[test]
fn a_jpeg_keeps_what_decodes_it_and_nothing_else() {
    let jfif = |thumbnail: &[u8]| [b"JFIF\0\x01\x02\0\0\x48\0\x48", thumbnail].concat();
    let adobe = b"Adobe\0\x64\0\0\0\0\x01";
    let frame = jpeg_segment(0xc2, b"\x08\0\x01\0\x01\x01\x01\x11\0");
    let tables = [jpeg_segment(0xdb, &[1; 65]), jpeg_segment(0xc4, &[0; 17]), jpeg_segment(0xdd, &[0, 1])].concat();
    let scan = [jpeg_segment(0xda, b"\x01\x01\0\0\x3f\0").as_slice(), b"\x12\xff\0\x34\xff\xd0\x56"].concat();
    let secrets: Vec<u8> = [
        (0xe0, &b"JFXX\0\x10GEHEIM"[..]),
        (0xe1, b"Exif\0\0GEHEIM"),
        (0xe2, b"ICC_PROFILE\0\x01\x01GEHEIM"),
        (0xe2, b"MPF\0GEHEIM"),
        (0xeb, b"JP\0\0GEHEIM"),
        (0xed, b"Photoshop 3.0\0GEHEIM"),
        (0xf0, b"GEHEIM"),
        (0xfe, b"GEHEIM"),
    ]
    .into_iter()
    .flat_map(|(marker, content)| jpeg_segment(marker, content))
    .collect();
    let thumbnail = jpeg_segment(0xe0, &jfif(b"\x02\x01GEHEIM"));
    let said = jpeg_segment(0xee, &[&adobe[..], SECRET].concat());
    let end: &[u8] = b"\xff\xd9GEHEIM";
    let whole =
        [&[0xff, 0xd8], &thumbnail[..], &secrets, &said, &frame, &tables, &scan, &secrets, SECRET, &tables, &scan, end]
            .concat();
    let kept = [
        &[0xff, 0xd8],
        &jpeg_segment(0xe0, &jfif(&[0, 0]))[..],
        &jpeg_segment(0xee, adobe),
        &frame,
        &tables,
        &scan,
        &tables,
        &scan,
        &end[..2],
    ];
    assert_eq!(stripped(&whole), kept.concat());
    for length in 0..whole.len() - 8 {
        let cut = without_metadata(whole[..length].to_vec());
        // What is there of the coded data can be shown.
        assert!(length < 12 || !cut.is_ok_and(|cut| tells(&cut)), "{length}");
    }
}

#[test]
fn a_profile_stays_in_a_jpeg_without_its_texts_and_a_large_one_is_refused() {
    let mut profile = moxcms::ColorProfile::new_display_p3();
    profile.description = Some(moxcms::ProfileText::PlainString("GEHEIM".to_owned()));
    let file = |profile: &[u8]| {
        let mut out = Vec::new();
        let mut encoder = jpeg_encoder::Encoder::new(&mut out, 90);
        encoder.add_icc_profile(profile).unwrap();
        encoder.encode(&[1; 3 * 64], 8, 8, jpeg_encoder::ColorType::Rgb).unwrap();
        out
    };
    let out = stripped(&file(&profile.encode().unwrap()));
    assert!(out.windows(11).any(|window| window == b"ICC_PROFILE") && out.windows(4).any(|window| window == b"rXYZ"));
    assert!(without_metadata(file(&vec![b'x'; 5 << 20])).unwrap_err().contains("colour profile"));
}

fn png_chunk(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    img_parts::png::PngChunk::new(name, content.to_vec().into()).encoder().bytes().to_vec()
}

fn png(chunks: &[([u8; 4], &[u8])]) -> Vec<u8> {
    let chunks = chunks.iter().flat_map(|(name, content)| png_chunk(*name, content));
    b"\x89PNG\r\n\x1a\n".iter().copied().chain(chunks).collect()
}

#[test]
fn a_png_keeps_what_decodes_it_and_nothing_else() {
    let header: &[u8] = b"\0\0\0\x01\0\0\0\x01\x08\0\0\0\0";
    let kept: [([u8; 4], &[u8]); 9] = [
        (*b"IHDR", header),
        (*b"gAMA", &[0, 0, 1, 2]),
        (*b"cICP", &[1, 13, 0, 1]),
        (*b"acTL", &[0; 8]),
        (*b"fcTL", &[0; 26]),
        (*b"tRNS", &[0, 1]),
        (*b"IDAT", &[1, 2, 3]),
        (*b"fdAT", &[0, 0, 0, 1, 2, 3]),
        (*b"IEND", &[]),
    ];
    let mut whole = Vec::new();
    for chunk in kept {
        whole.push(chunk);
        if chunk.0 != *b"IEND" {
            whole.extend(
                [*b"caBX", *b"prVW", *b"mkBF", *b"zxIf", *b"tEXt", *b"iCCP", *b"pHYs", *b"IeND"]
                    .map(|name| (name, SECRET)),
            );
        }
    }
    let whole = [png(&whole).as_slice(), SECRET, &png_chunk(*b"tEXt", SECRET)].concat();
    assert_eq!(stripped(&whole), png(&kept));
}

#[test]
fn a_profile_that_grows_when_it_is_unpacked_is_refused() {
    use std::io::Write as _;
    let mut encoder = flate2::write::ZlibEncoder::new(b"x\0\0".to_vec(), flate2::Compression::best());
    for _ in 0..64 {
        encoder.write_all(&vec![0; 1 << 20]).unwrap();
    }
    let bomb = encoder.finish().unwrap();
    let file = png(&[(*b"IHDR", &[0; 13]), (*b"iCCP", &bomb), (*b"IEND", &[])]);
    assert!(without_metadata(file).unwrap_err().contains("colour profile"));
}

fn webp_chunk(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_le_bytes();
    let mut chunk = [&name[..], &length, content].concat();
    chunk.resize(chunk.len().next_multiple_of(2), 0);
    chunk
}

fn webp(chunks: &[Vec<u8>]) -> Vec<u8> {
    let content = [b"WEBP", chunks.concat().as_slice()].concat();
    webp_chunk(*b"RIFF", &content)
}

#[test]
fn a_webp_keeps_its_frames_and_nothing_else() {
    let secret = webp_chunk(*b"GEHM", SECRET);
    let pixels = webp_chunk(*b"VP8 ", b"\x01\x02\x03");
    let frame = |inside: &[u8]| webp_chunk(*b"ANMF", &[&[7; 16], inside].concat());
    let said = [
        webp_chunk(*b"VP8X", &[0x2e, 0, 0, 0, 1, 0, 0, 1, 0, 0, b'G', b'E', b'H', b'E', b'I', b'M']),
        webp_chunk(*b"ICCP", SECRET),
        secret.clone(),
        webp_chunk(*b"ANIM", &[&[0; 6], SECRET].concat()),
        frame(&[secret.as_slice(), &pixels, &secret].concat()),
        webp_chunk(*b"EXIF", SECRET),
        webp_chunk(*b"XMP ", SECRET),
    ];
    let kept =
        [webp_chunk(*b"VP8X", &[0x02, 0, 0, 0, 1, 0, 0, 1, 0, 0]), webp_chunk(*b"ANIM", &[0; 6]), frame(&pixels)];
    assert_eq!(stripped(&[webp(&said).as_slice(), SECRET].concat()), webp(&kept));
}

#[test]
fn a_gif_keeps_its_frames_and_nothing_else() {
    let start = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff";
    let times = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0";
    let delay = b"\x21\xf9\x04\0\x05\0\0\0";
    let frame = b",\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0";
    let secrets: [&[u8]; 4] = [
        b"\x21\xfe\x06GEHEIM\0",
        b"\x21\xff\x0bXMP DataXMP\x06GEHEIM\0",
        b"\x21\x01\x0c0123456789ab\x06GEHEIM\0",
        b"\x21\xff\x0bNETSCAPE2.0\x06GEHEIM\0",
    ];
    let secrets = secrets.concat();
    let whole = [start.as_slice(), &secrets, times, &secrets, delay, frame, &secrets, b";GEHEIM"].concat();
    assert_eq!(stripped(&whole), [start.as_slice(), times, delay, frame, b";"].concat());
    let cut = |length: usize| without_metadata([start.as_slice(), times, delay, &frame[..length]].concat());
    assert!(cut(frame.len() - 2).is_ok() && cut(10).is_err());
}

fn part(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len() + 8).unwrap().to_be_bytes();
    [&length[..], &name, content].concat()
}

#[test]
fn an_avif_keeps_its_pictures_and_the_rest_is_overwritten() {
    let item = |id: u8, kind: &[u8; 4], name: &[u8]| {
        part(*b"infe", &[&[2, 0, 0, 0, 0, id, 0, 0], &kind[..], name, b"\0"].concat())
    };
    let names =
        [item(1, b"av01", SECRET), item(2, b"Exif", SECRET), item(3, b"mime", b"\0application/rdf+xml")].concat();
    let names = part(*b"iinf", &[b"\0\0\0\0\0\x03", names.as_slice()].concat());
    let file = |offset: u32| {
        let place = |id: u8, at: u32, length: u32| {
            [&[0, id, 0, 0, 0, 1][..], &at.to_be_bytes(), &length.to_be_bytes()].concat()
        };
        let places = [place(1, offset, 4), place(2, offset + 4, 6), place(3, offset + 10, 6)].concat();
        let places = part(*b"iloc", &[b"\0\0\0\0\x44\0\0\x03", places.as_slice()].concat());
        let inside = [part(*b"hdlr", b"pict"), names.clone(), places, part(*b"uuid", SECRET)].concat();
        let description = part(*b"meta", &[&[0; 4], inside.as_slice()].concat());
        let data = part(*b"mdat", b"\x01\x02\x03\x04GEHEIMGEHEIM");
        [part(*b"ftyp", b"avif\0\0\0\0mif1"), description, data, part(*b"uuid", SECRET), b"GEHEIM".to_vec()].concat()
    };
    let data = file(0).windows(4).position(|window| window == b"mdat").unwrap() + 4;
    let whole = file(u32::try_from(data).unwrap());
    let out = stripped(&whole);
    assert_eq!(out.len(), whole.len() - 6);
    assert_eq!(out[data..data + 16], *b"\x01\x02\x03\x04\0\0\0\0\0\0\0\0\0\0\0\0");
    assert_eq!(out.windows(4).filter(|window| window == b"free").count(), 4);
    let appended = [&whole[..whole.len() - 6], &SECRET.repeat(5)].concat();
    assert_eq!(stripped(&appended), out, "what is appended is no box");
    let cut = data + 8;
    assert!(without_metadata(whole[..cut].to_vec()).is_err());
    let movie = part(*b"ftyp", b"isom\0\0\0\0mp42GEHEIM");
    assert_eq!(without_metadata(movie.clone()).unwrap(), movie);
}

#[test]
fn places_without_lengths_take_no_time() {
    let places: Vec<u8> = [b"\0\0\0\0\0\0\xff\xff".as_slice(), &b"\0\x01\0\0\xff\xff".repeat(65_535)].concat();
    let inside = [part(*b"iinf", b"\0\0\0\0\0\0"), part(*b"iloc", &places)].concat();
    let file = [part(*b"ftyp", b"avif\0\0\0\0"), part(*b"meta", &[&[0; 4], inside.as_slice()].concat())].concat();
    assert!(without_metadata(file).is_err());
}
