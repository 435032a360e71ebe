//! The settings of copies: widths and qualities, and which format a width has.

use std::fs;
use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};

use super::super::program::{files, read, write};
use super::{build, made, plain, put, site};

/// A photograph of many colours and sizes of detail.
fn landscape(width: u32, height: u32) -> Vec<u8> {
    let byte = |value: u32| u8::try_from(value % 256).unwrap();
    let pixel = |x: u32, y: u32| Rgb([byte(x * x / 97 + y), byte(y * 2 + x / 3), byte(x * y / 211)]);
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::from_fn(width, height, pixel).write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// The candidates of each `srcset` of a page, without fingerprints, and the types of its sources.
fn candidates(page: &str) -> (Vec<Vec<String>>, Vec<&str>) {
    let sets = page.split("srcset=\"").skip(1).map(|rest| {
        let set = rest.split('"').next().unwrap();
        set.split(", ").map(|one| plain(one.split(' ').next().unwrap().rsplit('/').next().unwrap())).collect()
    });
    let types = page.split("<source type=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    (sets.collect(), types)
}

#[test]
fn widths_and_their_formats_follow_the_settings() {
    let body = "---\n![De leuning](foto.jpg)\n";
    let names = |stems: &[u32], ending: &str| -> Vec<String> {
        stems.iter().map(|width| format!("foto-{width}.{ending}")).collect()
    };
    for (settings, widths, avif) in [
        ("images: {widths: [1200, 200, 400, 400]}\n", vec![200, 400, 1200], "webp"),
        ("images: {widths: [1200, 200, 400], formats: [avif]}\n", vec![200, 400, 1200], "avif"),
        ("images: {widths: [64]}\n", vec![64], ""),
    ] {
        let site = site(settings, body);
        put(site.path(), "content/nieuws/brug/foto.jpg", &landscape(1300, 200));
        build(site.path());
        let page = read(site.path(), "output/nieuws/2014/brug/index.html");
        let (sets, types) = candidates(&page);
        let mut best = names(&widths, "avif");
        if widths.contains(&1200) && avif == "webp" {
            // One that reads AVIF reads WebP.
            *best.last_mut().unwrap() = "foto-1200.webp".to_owned();
        }
        assert_eq!((&sets[0], types[0]), (&best, "image/avif"), "{page}");
        assert_eq!(sets.last(), Some(&names(&widths, "jpg")), "{page}");
        let copies: Vec<String> = made(site.path()).into_iter().map(|(file, _)| plain(&file)).collect();
        assert_eq!(copies.contains(&"foto-1200.avif".to_owned()), avif == "avif", "{copies:?}");
        for name in sets.iter().flatten() {
            assert!(copies.contains(name), "{name} is offered, and there is {copies:?}");
        }
    }
    let site = site("images: {widths: [1200]}\n", body);
    put(site.path(), "content/nieuws/brug/foto.jpg", &landscape(1300, 200));
    build(site.path());
    let page = read(site.path(), "output/nieuws/2014/brug/index.html");
    assert_eq!(candidates(&page).1, ["image/webp"], "no width is AVIF: {page}");
}

#[test]
fn another_quality_is_another_file() {
    let site = site("", "image: {src: foto.jpg, alt: De brug}\n---\nTekst.\n");
    put(site.path(), "content/nieuws/brug/foto.jpg", &landscape(700, 500));
    let copies = |settings: &str| {
        let whole = format!("title: Dorp\nbase_url: https://dorp.example\n{settings}");
        write(site.path(), "site.yaml", &whole);
        build(site.path());
        made(site.path()).into_iter().map(|(file, _)| file).filter(|file| file.contains("foto-")).collect::<Vec<_>>()
    };
    let length = |files: &[String], start: &str, ending: &str| {
        let file = files.iter().find(|file| file.starts_with(start) && file.ends_with(ending)).unwrap();
        fs::metadata(site.path().join("output/nieuws/2014/brug").join(file)).unwrap().len()
    };
    let usual = copies("");
    let sizes = ["avif", "webp", "jpg"].map(|ending| length(&usual, "foto-360-", ending));
    let low = copies("images: {quality: {avif: 20, webp: 20, jpeg: 20}}\n");
    for (ending, usual) in ["avif", "webp", "jpg"].into_iter().zip(sizes) {
        assert!(length(&low, "foto-360-", ending) * 4 < usual * 3, "{ending}");
    }
    assert!(usual.iter().all(|file| !low.contains(file)), "browsers keep a name forever: {usual:?}, {low:?}");
    assert_eq!(copies(""), usual);
}

#[test]
fn no_copy_is_larger_than_its_original_in_its_own_size() {
    let site = site("", "---\n![De leuning](foto.jpg)\n");
    let mut low = Vec::new();
    let image = image::load_from_memory(&landscape(500, 400)).unwrap().into_rgb8();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut low, 12);
    image.write_with_encoder(encoder).unwrap();
    put(site.path(), "content/nieuws/brug/foto.jpg", &low);
    build(site.path());
    let output = site.path().join("output/nieuws/2014/brug");
    let own: Vec<String> = files(&output).into_iter().filter(|file| file.starts_with("foto-500-")).collect();
    assert_eq!(own.len(), 3, "{own:?}");
    let published = fs::read(output.join("foto.jpg")).unwrap();
    for file in own {
        let bytes = fs::read(output.join(&file)).unwrap();
        assert!(bytes.len() <= low.len(), "{file}: {} of {}", bytes.len(), low.len());
        assert_eq!(file.ends_with(".jpg"), bytes == published, "{file}");
    }
}

#[test]
fn a_copy_that_is_made_later_is_as_it_would_have_been_at_once() {
    let site = site("images: {widths: [64, 900], formats: [webp]}\n", "---\n![De leuning](foto.jpg)\n");
    put(site.path(), "content/nieuws/brug/foto.jpg", &landscape(2600, 900));
    build(site.path());
    let kept = site.path().join(".courant/images");
    let all = || -> Vec<(String, Vec<u8>)> {
        files(&kept).into_iter().map(|file| (file.clone(), fs::read(kept.join(file)).unwrap())).collect()
    };
    let before = all();
    // And the share card of the site.
    assert_eq!(before.len(), 5);
    for (file, _) in &before {
        fs::remove_file(kept.join(file)).unwrap();
        fs::remove_dir_all(site.path().join("output")).unwrap();
        build(site.path());
        assert!(all() == before, "{file} is another");
    }
}
