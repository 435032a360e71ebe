//! Images: their copies, their metadata, and the findings about them.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use img_parts::jpeg::{Jpeg, JpegSegment, markers};
use img_parts::png::{Png, PngChunk};
use img_parts::{Bytes, ImageEXIF as _};

mod crops;
mod settings;

use super::program::{courant, files, read, write};

const SECRETS: [&str; 4] = ["Geheimcamera", "51.9225", "opmerking", "ftypqt"];

/// A photograph that lies on its side, red above and blue below once it is turned, with all that cameras tell.
fn photograph(width: u32, height: u32) -> Vec<u8> {
    let pixel = |x: u32, y: u32| {
        let shade = u8::try_from((x * 7 + y * 3) % 61).unwrap();
        if x < width / 2 { Rgb([250 - shade, 20, 20]) } else { Rgb([20, 20, 250 - shade]) }
    };
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::from_fn(width, height, pixel).write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    let mut jpeg = Jpeg::from_bytes(bytes.into_inner().into()).unwrap();
    jpeg.set_exif(Some(tags()));
    let xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta exif:GPSLatitude=\"51.9225N\"/>";
    let segments = jpeg.segments_mut();
    segments.insert(0, JpegSegment::new_with_contents(markers::APP1, Bytes::from_static(xmp)));
    segments.insert(0, JpegSegment::new_with_contents(markers::COM, Bytes::from_static(b"opmerking")));
    let mut bytes = jpeg.encoder().bytes().to_vec();
    bytes.extend(b"\0\0\0\x14ftypqt  a film of the seconds around it");
    bytes
}

/// Lying on its right side (6), taken with a camera, at a place.
fn tags() -> Bytes {
    let field = |tag, value| Field { tag, ifd_num: In::PRIMARY, value };
    let degrees = |degrees| Value::Rational(vec![Rational { num: degrees, denom: 1 }; 3]);
    let fields = [
        field(Tag::Orientation, Value::Short(vec![6])),
        field(Tag::Make, Value::Ascii(vec![b"Geheimcamera".to_vec()])),
        field(Tag::GPSLatitude, degrees(51)),
        field(Tag::GPSLongitude, degrees(4)),
    ];
    let mut writer = Writer::new();
    for field in &fields {
        writer.push_field(field);
    }
    let mut out = Cursor::new(Vec::new());
    writer.write(&mut out, false).unwrap();
    out.into_inner().into()
}

fn has(bytes: &[u8], tag: Tag) -> bool {
    let exif = exif::Reader::new().read_from_container(&mut Cursor::new(bytes));
    exif.is_ok_and(|exif| exif.get_field(tag, In::PRIMARY).is_some())
}

/// A site with an item in a folder of its own; `settings` are added to its own.
fn site(settings: &str, body: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "site.yaml", &format!("title: Dorp\nbase_url: https://dorp.example\n{settings}"));
    write(folder.path(), "content/nieuws/brug/index.md", &format!("---\ntitle: De brug\ndate: 2014-10-04\n{body}"));
    folder
}

fn put(folder: &Path, file: &str, bytes: &[u8]) {
    write(folder, file, "");
    fs::write(folder.join(file), bytes).unwrap();
}

fn build(folder: &Path) {
    let told = courant(folder, &["build"]);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
}

/// The files of the item, each with its size in pixels where it is an image.
fn made(folder: &Path) -> Vec<(String, Option<(usize, usize)>)> {
    let output = folder.join("output/nieuws/2014/brug");
    let size = |file: &String| imagesize::size(output.join(file)).ok().map(|size| (size.width, size.height));
    files(&output).into_iter().map(|file| (file.clone(), size(&file))).collect()
}

/// The name of a file without its fingerprint: `foto-360.jpg`.
fn plain(file: &str) -> String {
    let (stem, ending) = file.rsplit_once('.').unwrap();
    let mut parts: Vec<&str> = stem.split('-').collect();
    if parts.len() > 2 {
        parts.pop();
    }
    format!("{}.{ending}", parts.join("-"))
}

#[test]
fn photographs_are_resized_turned_upright_and_stripped_of_metadata() {
    let site =
        site("images: {formats: [webp]}\n", "image: {src: foto.jpg, alt: De brug}\n---\n![De leuning](foto.jpg)\n");
    put(site.path(), "content/nieuws/brug/foto.jpg", &photograph(1100, 1000));
    build(site.path());
    let made = made(site.path());
    let sizes: Vec<(String, Option<(usize, usize)>)> = made.iter().map(|(file, size)| (plain(file), *size)).collect();
    let shown = |file: &str| sizes.iter().find(|(known, _)| known == file).and_then(|(_, size)| *size);
    for ending in ["jpg", "webp"] {
        assert_eq!(shown(&format!("foto-360.{ending}")), Some((360, 396)), "{sizes:?}");
        assert_eq!(shown(&format!("foto-720.{ending}")), Some((720, 792)), "{sizes:?}");
        assert_eq!(shown(&format!("foto-1000.{ending}")), Some((1000, 1100)), "its own width, and no more: {sizes:?}");
    }
    assert_eq!(shown("foto-share.jpg"), Some((1000, 525)), "{sizes:?}");
    let crops = ["16x9", "4x3", "1x1"].map(|name| shown(&format!("foto-{name}.jpg")));
    assert_eq!(crops, [Some((1000, 562)), Some((1000, 750)), Some((1000, 1000))], "{sizes:?}");
    assert_eq!(sizes.len(), 12, "{sizes:?}");
    let output = site.path().join("output/nieuws/2014/brug");
    for (file, _) in made.iter().filter(|(_, size)| size.is_some()) {
        let bytes = fs::read(output.join(file)).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(!SECRETS.iter().any(|secret| text.contains(secret)), "{file} tells");
        assert!(!has(&bytes, Tag::GPSLatitude) && !has(&bytes, Tag::Make), "{file} tells");
        assert_eq!(has(&bytes, Tag::Orientation), file == "foto.jpg", "{file}");
        if file.ends_with(".jpg") && file != "foto.jpg" {
            let pixels = image::load_from_memory(&bytes).unwrap().into_rgb8();
            let (above, below) = (pixels.get_pixel(20, 20), pixels.get_pixel(20, pixels.height() - 20));
            assert!(above.0[0] > 120 && below.0[2] > 120, "{file} is not upright: {above:?} {below:?}");
        }
    }
}

#[test]
fn pages_offer_the_copies_with_their_dimensions() {
    let site = site("", "image: {src: foto.jpg, alt: De brug}\n---\n![De leuning](foto.jpg \"Zo ziet ze eruit\")\n");
    put(site.path(), "content/nieuws/brug/foto.jpg", &photograph(400, 500));
    build(site.path());
    let page = read(site.path(), "output/nieuws/2014/brug/index.html");
    let pictures: Vec<&str> =
        page.split("<picture>").skip(1).map(|rest| rest.split("</picture>").next().unwrap()).collect();
    let [lead, body] = pictures[..] else { panic!("{page}") };
    for picture in [lead, body] {
        let forms: Vec<&str> = picture.split("type=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert_eq!(forms, ["image/avif", "image/webp"], "{picture}");
        assert!(picture.contains(" width=\"500\" height=\"400\""), "{picture}");
        for candidate in picture.split("srcset=\"").skip(1).flat_map(|rest| rest.split('"').next().unwrap().split(", "))
        {
            let (address, width) = candidate.split_once(' ').unwrap();
            let real = imagesize::size(site.path().join("output").join(address.trim_start_matches('/'))).unwrap();
            assert_eq!(width, format!("{}w", real.width), "{candidate}");
        }
    }
    assert!(lead.contains("fetchpriority=\"high\"") && !lead.contains("loading="), "{lead}");
    assert!(body.contains("loading=\"lazy\"") && body.contains("alt=\"De leuning\""), "{body}");
    assert!(page.contains("<figcaption>Zo ziet ze eruit</figcaption>"), "{page}");
    let home = read(site.path(), "output/index.html");
    assert!(home.contains("type=\"image/avif\"") && home.contains(" alt=\"\""), "{home}");
}

#[test]
fn a_second_build_makes_no_copies_and_those_of_a_deleted_picture_are_removed() {
    let site = site("images: {formats: []}\n", "---\n![Een](een.jpg) ![Twee](twee.png)\n");
    put(site.path(), "content/nieuws/brug/een.jpg", &photograph(60, 40));
    let mut png = Cursor::new(Vec::new());
    RgbaImage::from_pixel(50, 40, Rgba([200, 30, 30, 128])).write_to(&mut png, ImageFormat::Png).unwrap();
    put(site.path(), "content/nieuws/brug/twee.png", &png.into_inner());
    build(site.path());
    let kept = site.path().join(".courant/images");
    let stamps = || -> Vec<_> {
        files(&kept)
            .into_iter()
            .filter(|file| !file.ends_with("-card.png"))
            .map(|file| (file.clone(), fs::metadata(kept.join(file)).unwrap().modified().unwrap()))
            .collect()
    };
    let before = stamps();
    assert_eq!(before.len(), 2, "{before:?}");
    write(site.path(), "content/nieuws/later.md", "---\ntitle: Later\ndate: 2014-10-05\n---\nTekst.\n");
    build(site.path());
    assert_eq!(stamps(), before);
    let copy = made(site.path()).into_iter().find(|(file, _)| file.starts_with("twee-")).unwrap().0;
    let copy = image::open(site.path().join("output/nieuws/2014/brug").join(copy)).unwrap();
    assert!(matches!(copy, DynamicImage::ImageRgba8(_)), "what is transparent stays so");
    fs::remove_file(site.path().join("content/nieuws/brug/een.jpg")).unwrap();
    write(
        site.path(),
        "content/nieuws/brug/index.md",
        "---\ntitle: De brug\ndate: 2014-10-04\n---\n![Twee](twee.png)\n",
    );
    build(site.path());
    assert_eq!(stamps().len(), 1);
    assert!(!made(site.path()).iter().any(|(file, _)| file.starts_with("een")));
}

#[test]
fn drawings_and_animations_stay_unchanged_and_untrusted_drawings_lose_their_scripts() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"10\"><script>alert(1)</script><rect width=\"9\" height=\"9\" onclick=\"x()\"/></svg>";
    let gif = b"GIF89a\x02\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x02\0\x01\0\0\x02\x02\x04\x0a\0;";
    for untrusted in [false, true] {
        let site = site(&format!("untrusted: {untrusted}\n"), "---\n![Kaart](kaart.svg) ![Molen](molen.gif)\n");
        put(site.path(), "content/nieuws/brug/kaart.svg", svg.as_bytes());
        put(site.path(), "content/nieuws/brug/molen.gif", gif);
        build(site.path());
        let output = site.path().join("output/nieuws/2014/brug");
        let page = read(&output, "index.html");
        assert!(page.contains("kaart.svg\" alt=\"Kaart\" width=\"20\" height=\"10\""), "{page}");
        assert!(
            page.contains("molen.gif\" alt=\"Molen\" width=\"2\" height=\"1\"") && !page.contains("<picture>"),
            "{page}"
        );
        assert_eq!(fs::read(output.join("molen.gif")).unwrap(), gif);
        let published = read(&output, "kaart.svg");
        assert_eq!(published == svg, !untrusted, "{published}");
        assert_eq!(published.contains("alert") || published.contains("onclick"), !untrusted, "{published}");
        assert!(published.contains("<rect"), "{published}");
    }
}

#[test]
fn static_files_stay_unchanged_and_one_with_a_position_is_a_warning() {
    let site = site("images: {formats: []}\n", "---\n![De brug](/brug.jpg)\n");
    let photograph = photograph(60, 40);
    put(site.path(), "static/brug.jpg", &photograph);
    let told = courant(site.path(), &["build"]);
    assert_eq!(told.status, 0, "{told:?}");
    assert!(told.err.contains("warning[image-position]") && told.err.contains("static/brug.jpg"), "{told:?}");
    assert_eq!(fs::read(site.path().join("output/brug.jpg")).unwrap(), photograph);
    let page = read(site.path(), "output/nieuws/2014/brug/index.html");
    assert!(page.contains("<img src=\"/brug-40-") && page.contains("width=\"40\" height=\"60\""), "{page}");
}

#[test]
fn share_cards_are_made_for_items_without_a_picture() {
    let site = site("share_cards: true\n", "---\nTekst.\n");
    write(site.path(), "content/nieuws/arabisch.md", "---\ntitle: أخبار القرية\ndate: 2014-10-05\n---\nTekst.\n");
    build(site.path());
    let page = read(site.path(), "output/nieuws/2014/brug/index.html");
    let card = made(site.path()).into_iter().find(|(file, _)| file.starts_with("card-")).unwrap();
    assert_eq!(card.1, Some((1200, 630)));
    let tag = format!("<meta property=\"og:image\" content=\"https://dorp.example/nieuws/2014/brug/{}\">", card.0);
    assert!(page.contains(&tag) && page.contains("og:image:alt\" content=\"De brug\""), "{page}");
    let other = read(site.path(), "output/nieuws/2014/arabisch/index.html");
    let of_site = files(&site.path().join("output")).into_iter().find(|file| file.starts_with("card-")).unwrap();
    let tag = format!("og:image\" content=\"https://dorp.example/{of_site}\">");
    assert!(other.contains(&tag), "its letters are not in the font: {other}");
}

/// The second has corrupt pixels under a valid checksum, so that only decoding finds it.
pub(crate) fn a_picture_and_a_corrupt_copy() -> (Vec<u8>, Vec<u8>) {
    let mut png = Cursor::new(Vec::new());
    RgbImage::from_fn(90, 70, |x, y| Rgb([u8::try_from(x * y % 251).unwrap(), 3, 4]))
        .write_to(&mut png, ImageFormat::Png)
        .unwrap();
    let png = png.into_inner();
    let mut torn = Png::from_bytes(png.clone().into()).unwrap();
    for chunk in torn.chunks_mut().iter_mut().filter(|chunk| chunk.kind() == *b"IDAT") {
        let mut pixels = chunk.contents().to_vec();
        // A block of the kind 3, which there is not (RFC 1951 §3.2.3).
        pixels[2..].fill(0xff);
        *chunk = PngChunk::new(*b"IDAT", pixels.into());
    }
    (png, torn.encoder().bytes().to_vec())
}

#[test]
fn a_corrupt_picture_is_reported_and_the_old_output_stays() {
    let site = site("images: {formats: []}\n", "---\n![De brug](foto.png)\n");
    let (whole, torn) = a_picture_and_a_corrupt_copy();
    put(site.path(), "content/nieuws/brug/foto.png", &whole);
    build(site.path());
    put(site.path(), "content/nieuws/brug/foto.png", &torn);
    let before = files(&site.path().join("output"));
    for verb in ["check", "build"] {
        let told = courant(site.path(), &[verb]);
        assert_eq!(told.status, 1, "{told:?}");
        let place = "error[image-unreadable]: this image cannot be read";
        assert!(told.err.contains(place) && told.err.contains("content/nieuws/brug/foto.png"), "{told:?}");
    }
    assert_eq!(files(&site.path().join("output")), before);
}

#[test]
fn the_share_image_exists_also_for_a_lead_image_in_the_static_folder() {
    let site = site("images: {formats: []}\n", "image: {src: /brug.png, alt: De brug}\n---\nTekst.\n");
    let mut png = Cursor::new(Vec::new());
    RgbImage::from_pixel(50, 40, Rgb([200, 30, 30])).write_to(&mut png, ImageFormat::Png).unwrap();
    put(site.path(), "static/brug.png", &png.into_inner());
    build(site.path());
    let page = read(site.path(), "output/nieuws/2014/brug/index.html");
    let named = page.split("og:image\" content=\"https://dorp.example/").nth(1).unwrap().split('"').next().unwrap();
    assert!(named.starts_with("brug-share-"), "{named}");
    assert!(site.path().join("output").join(named).is_file(), "{named} is not there");
}

#[test]
fn equal_photographs_of_many_items_are_copied_once() {
    let folder = site("images: {formats: []}\n", "---\n");
    let photograph = photograph(700, 500);
    for number in 0..40 {
        let item = format!("content/nieuws/bericht-{number}");
        let text = "---\ntitle: Bericht\ndate: 2014-10-05\n---\n![Een brug](foto.jpg)\n";
        write(folder.path(), &format!("{item}/index.md"), text);
        put(folder.path(), &format!("{item}/foto.jpg"), &photograph);
    }
    let mut told = Vec::new();
    for _ in 0..3 {
        let _ = fs::remove_dir_all(folder.path().join(".courant"));
        let _ = fs::remove_dir_all(folder.path().join("output"));
        told.push(courant(folder.path(), &["build"]));
    }
    assert!(told.iter().all(|told| told.status == 0 && told.err.is_empty()), "{told:?}");
    let renditions = files(&folder.path().join("output")).into_iter().filter(|file| file.contains("foto-")).count();
    let kept = files(&folder.path().join(".courant/images"));
    let kept = kept.into_iter().filter(|file| !file.ends_with("-card.png")).count();
    assert!(kept > 0 && renditions == 40 * kept, "{renditions} copies on the site are made of {kept} files");
}

#[test]
fn a_tall_picture_has_copies_in_the_formats_that_it_fits_in() {
    let site = site("", "---\n![De route](route.png)\n");
    let mut png = Cursor::new(Vec::new());
    RgbImage::from_pixel(200, 17_000, Rgb([200, 30, 30])).write_to(&mut png, ImageFormat::Png).unwrap();
    put(site.path(), "content/nieuws/brug/route.png", &png.into_inner());
    assert_eq!(courant(site.path(), &["check"]).status, 0);
    build(site.path());
    let endings: Vec<String> = made(site.path()).into_iter().map(|(file, _)| plain(&file)).collect();
    assert!(endings.contains(&"route-200.png".to_owned()), "{endings:?}");
    assert!(!endings.iter().any(|file| file.ends_with(".webp") || file.ends_with(".avif")), "{endings:?}");
    let page = read(site.path(), "output/nieuws/2014/brug/index.html");
    assert!(!page.contains("image/webp") && page.contains("height=\"17000\""), "{page}");
}

#[test]
fn metadata_that_is_not_in_its_usual_place_is_removed_too() {
    let site =
        site("images: {formats: []}\n", "---\n[een](een.jpg) [twee](twee.png) [drie](drie.gif) [vier](vier.avif)\n");
    let secret = b"Geheimcamera";
    let segment = [&[0xff, 0xe1, 0, 14][..], secret].concat();
    let (mut jpeg, mut png) = (Cursor::new(Vec::new()), Cursor::new(Vec::new()));
    let image = RgbImage::from_fn(64, 48, |x, y| Rgb([u8::try_from(x * y % 251).unwrap(), 3, 4]));
    image.write_to(&mut jpeg, ImageFormat::Jpeg).unwrap();
    image.write_to(&mut png, ImageFormat::Png).unwrap();
    let (mut jpeg, mut png) = (jpeg.into_inner(), png.into_inner());
    let behind_the_scan = jpeg.len() - 2;
    jpeg.splice(behind_the_scan..behind_the_scan, segment);
    let chunk = PngChunk::new(*b"caBX", Bytes::from_static(secret)).encoder().bytes();
    png.splice(png.len() - 12..png.len() - 12, chunk);
    png.extend(secret);
    let gif = b"GIF89a\x02\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xfe\x0cGeheimcamera\0,\0\0\0\0\x02\0\x01\0\0\x02\x02\x04\x0a\0;";
    let avif = b"\0\0\0\x14ftypavif\0\0\0\0mif1\0\0\0\x0cmdat\x01\x02\x03\x04\0\0\0\x14uuidGeheimcamera";
    for (file, bytes) in [("een.jpg", &jpeg[..]), ("twee.png", &png), ("drie.gif", gif), ("vier.avif", avif)] {
        put(site.path(), &format!("content/nieuws/brug/{file}"), bytes);
    }
    build(site.path());
    let output = site.path().join("output/nieuws/2014/brug");
    for file in ["een.jpg", "twee.png", "drie.gif", "vier.avif"] {
        let bytes = fs::read(output.join(file)).unwrap();
        assert!(!bytes.windows(secret.len()).any(|window| window == secret), "{file} tells");
        if let Ok(decoded) = image::load_from_memory(&bytes) {
            assert_eq!((decoded.width(), decoded.height()), (64, 48), "{file}");
        }
    }
}

#[test]
fn a_colour_profile_that_is_too_large_is_an_error_in_check_and_in_build() {
    let site = site("images: {formats: []}\n", "---\n![De brug](foto.jpg)\n");
    let mut jpeg = Cursor::new(Vec::new());
    RgbImage::from_pixel(60, 40, Rgb([200, 30, 30])).write_to(&mut jpeg, ImageFormat::Jpeg).unwrap();
    let mut jpeg = jpeg.into_inner();
    for part in 1..=80 {
        let content = [b"ICC_PROFILE\0", &[part, 80][..], &vec![0; 60_000]].concat();
        let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
        jpeg.splice(2..2, [&[0xff, 0xe2], &length[..], &content].concat());
    }
    put(site.path(), "content/nieuws/brug/foto.jpg", &jpeg);
    for verb in ["check", "build"] {
        let told = courant(site.path(), &[verb]);
        assert_eq!(told.status, 1, "{told:?}");
        assert!(told.err.contains("its colour profile has more than 4 MB"), "{told:?}");
    }
}

#[test]
#[ignore = "wants script, from util-linux, for a terminal"]
fn the_picture_that_is_worked_on_is_named_on_a_terminal_and_elsewhere_nothing_is_said_of_a_short_build() {
    let site = crate::program::site("nl");
    put(site.path(), "content/nieuws/brug/foto\u{202e}.png", &a_picture_and_a_corrupt_copy().0);
    let text = "---\ntitle: Brug\ndate: 2014-01-01\n---\n![De brug](foto\u{202e}.png)\n";
    put(site.path(), "content/nieuws/brug/index.md", text.as_bytes());
    let build = format!("{} build", env!("CARGO_BIN_EXE_courant"));
    let mut script = std::process::Command::new("script");
    script.args(["--quiet", "--return", "--command", &build, "/dev/null"]).current_dir(site.path());
    let told = crate::program::told(script.env("TERM", "xterm").stdin(std::process::Stdio::null()));
    assert_eq!(told.status, 0, "{told:?}");
    let is_named = told.out.contains("Pictures 0/1") && told.out.contains("content/nieuws/brug/foto");
    assert!(is_named && !told.out.contains('\u{202e}'), "{told:?}");
    fs::remove_dir_all(site.path().join(".courant")).unwrap();
    let told = courant(site.path(), &["build"]);
    assert!(told.status == 0 && !told.err.contains("Pictures"), "{told:?}");
}
