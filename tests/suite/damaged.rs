//! Pictures that are damaged: what browsers show of them is published, with a warning. The others are errors.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use image::{DynamicImage, ImageEncoder as _, ImageFormat, Rgb, RgbImage};

use super::program::{Told, courant, files, write};

/// What `image` makes of a picture of 64 × 48 pixels.
fn picture(format: ImageFormat) -> Vec<u8> {
    let shade = |x: u32, y: u32| u8::try_from((x * x * 7 + y * 31) % 251).unwrap();
    let image = RgbImage::from_fn(64, 48, |x, y| Rgb([shade(x, y), shade(y, x), 90]));
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(image).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A PNG with a chunk after its header. The checksum of a chunk with the name `wrong` is wrong.
fn png(chunk: [u8; 4], content: &[u8], wrong: [u8; 4]) -> Vec<u8> {
    let mut png = img_parts::png::Png::from_bytes(picture(ImageFormat::Png).into()).unwrap();
    png.chunks_mut().insert(1, img_parts::png::PngChunk::new(chunk, content.to_vec().into()));
    let mut bytes = png.encoder().bytes().to_vec();
    let mut at = 8;
    while let Some(length) = bytes.get(at..at + 4) {
        let end = at + 8 + u32::from_be_bytes(length.try_into().unwrap()) as usize;
        if bytes[at + 4..at + 8] == wrong {
            bytes[end] ^= 0xff;
        }
        at = end + 4;
    }
    bytes
}

fn profile() -> Vec<u8> {
    let mut png = Vec::new();
    let mut encoder = image::codecs::png::PngEncoder::new(&mut png);
    encoder.set_icc_profile(moxcms::ColorProfile::new_display_p3().encode().unwrap()).unwrap();
    encoder.write_image(&[0; 3], 1, 1, image::ExtendedColorType::Rgb8).unwrap();
    let png = img_parts::png::Png::from_bytes(png.into()).unwrap();
    png.chunk_by_type(*b"iCCP").unwrap().contents().to_vec()
}

/// One point.
const GIF: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\xff\0\0\0\0\xff\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b";

fn part(bytes: &[u8], hundredths: usize) -> Vec<u8> {
    bytes[..bytes.len() * hundredths / 100].to_vec()
}

fn site(folder: &Path, file: &str, bytes: &[u8]) {
    write(folder, "site.yaml", "title: Dorp\nbase_url: https://dorp.example\nimages: {formats: []}\n");
    let text = format!("---\ntitle: De brug\ndate: 2014-10-04\n---\n![De brug]({file})\n");
    write(folder, "content/nieuws/brug/index.md", &text);
    fs::write(folder.join("content/nieuws/brug").join(file), bytes).unwrap();
}

fn check_and_build(file: &str, bytes: &[u8]) -> (tempfile::TempDir, [Told; 2]) {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), file, bytes);
    let told = ["check", "build"].map(|verb| courant(folder.path(), &[verb]));
    (folder, told)
}

#[test]
fn a_damaged_picture_that_browsers_show_is_published_with_its_copies_and_a_warning() {
    let (jpeg, whole) = (picture(ImageFormat::Jpeg), picture(ImageFormat::Png));
    let no_end = "is truncated: its end is missing";
    let cases = [
        ("profiel.png", png(*b"iCCP", &profile(), *b"iCCP"), "the checksum of its colour profile (`iCCP`) is wrong"),
        ("tekst.png", png(*b"tEXt", b"Titel\0Brug", *b"tEXt"), "the checksum of its text (`tEXt`) is wrong"),
        ("maat.png", png(*b"pHYs", &[0; 9], *b"pHYs"), "the checksum of its part `pHYs` is wrong"),
        ("punten.png", png(*b"pHYs", &[0; 9], *b"IDAT"), "the checksum of its pixel data (`IDAT`) is wrong"),
        ("einde.png", whole[..whole.len() - 12].to_vec(), no_end),
        ("half.png", part(&whole, 60), no_end),
        ("einde.jpg", jpeg[..jpeg.len() - 2].to_vec(), no_end),
        ("half.jpg", part(&jpeg, 80), no_end),
        ("einde.gif", GIF[..GIF.len() - 1].to_vec(), no_end),
        ("half.gif", GIF[..GIF.len() - 3].to_vec(), no_end),
        ("vreemd.gif", [&GIF[..GIF.len() - 1], &[0x99; 9]].concat(), no_end),
    ];
    for (file, bytes, words) in cases {
        let (folder, told) = check_and_build(file, &bytes);
        for told in &told {
            assert_eq!((told.status, told.err.matches("warning[").count()), (0, 1), "{file}: {told:?}");
            let place = format!("content/nieuws/brug/{file}");
            assert!(told.err.contains(words) && told.err.contains(&place), "{file}: {told:?}");
        }
        let made = files(&folder.path().join("output/nieuws/2014/brug"));
        let has_copy = made.iter().any(|name| name.contains("-64-"));
        assert!(made.iter().any(|name| name == file) && has_copy != file.ends_with(".gif"), "{file}: {made:?}");
        // What is published is whole: it is not told of again.
        let published = fs::read(folder.path().join("output/nieuws/2014/brug").join(file)).unwrap();
        if !file.starts_with("half") {
            let (_folder, [told, _]) = check_and_build(file, &published);
            assert_eq!((told.status, told.err.as_str()), (0, ""), "{file}: {told:?}");
        }
    }
}

#[test]
fn a_damaged_picture_of_which_browsers_show_nothing_is_an_error_in_check_and_in_build() {
    let (jpeg, webp) = (picture(ImageFormat::Jpeg), picture(ImageFormat::WebP));
    let cases = [
        ("kop.png", png(*b"pHYs", &[0; 9], *b"IHDR"), "the checksum of its header (`IHDR`) is wrong"),
        ("palet.png", png(*b"PLTE", &[1; 6], *b"PLTE"), "the checksum of its palette (`PLTE`) is wrong"),
        ("begin.png", part(&picture(ImageFormat::Png), 1), "is truncated"),
        ("begin.jpg", jpeg[..200].to_vec(), "is truncated"),
        ("begin.gif", GIF[..20].to_vec(), "is truncated"),
        ("half.webp", part(&webp, 50), "is truncated"),
        ("einde.webp", webp[..webp.len() - 2].to_vec(), "is truncated"),
    ];
    for (file, bytes, words) in cases {
        for told in check_and_build(file, &bytes).1 {
            assert!(told.status == 1 && told.err.contains("error[image-unreadable]"), "{file}: {told:?}");
            assert!(told.err.contains(words) && told.err.contains(file), "{file}: {told:?}");
        }
    }
}
