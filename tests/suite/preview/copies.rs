//! Copies of pictures are made in the background, while the picture itself is shown.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::server::{Preview, item, small_site};
use crate::images::a_picture_and_a_corrupt_copy;
use crate::program::{courant, files, write};

const FILE: &str = "content/nieuws/foto.png";
/// Only a failing test waits so long.
const TIMEOUT: Duration = Duration::from_mins(1);
const PAGE: &str = "/nieuws/2014/een/";

/// A picture of 300 × 200 pixels.
fn photo() -> image::RgbImage {
    let part = |number: u32| u8::try_from(number % 256).unwrap();
    image::RgbImage::from_fn(300, 200, |x, y| image::Rgb([part(x / 3), part(y / 2), part(x + y)]))
}

/// Builds the site elsewhere, without the cache of the preview, and waits until each copy is served as it was built.
fn until_the_copies_are_as_built(preview: &Preview, site: &Path) {
    let elsewhere = tempfile::tempdir().unwrap();
    let [state, output] = ["state", "output"].map(|name| elsewhere.path().join(name));
    let base_url = format!("http://127.0.0.1:{}", preview.port);
    let options = ["--state", state.to_str().unwrap(), "--output", output.to_str().unwrap(), "--base-url", &base_url];
    let told = courant(site, &[&["build"], &options[..]].concat());
    assert_eq!(told.status, 0, "{told:?}");
    let copies: Vec<String> = files(&output).into_iter().filter(|file| file.contains("foto")).collect();
    assert!(copies.len() >= 4, "{copies:?}");
    for file in copies {
        let built = fs::read(output.join(&file)).unwrap();
        let started = Instant::now();
        while preview.get(&format!("/{file}")).body != built {
            assert!(started.elapsed() < TIMEOUT, "{file} is not served as it was built");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

#[test]
fn a_new_picture_is_shown_at_once_and_its_copies_end_up_as_a_build_writes_them() {
    for can_keep in [true, false] {
        let folder = small_site();
        let site = folder.path();
        if !can_keep {
            write(site, ".courant", "in the way");
        }
        let preview = Preview::of(site, &[]);
        preview.until_seen(PAGE, "De eerste tekst.");
        photo().save(site.join(FILE)).unwrap();
        write(site, "content/nieuws/een.md", &item("Een", "", "![De brug](foto.png)"));
        let page = preview.until_seen(PAGE, "De brug").text();
        let copy = page.split(['"', ' ', ',']).find(|part| part.ends_with(".avif")).unwrap_or_else(|| panic!("{page}"));
        let first = preview.get(copy);
        assert_eq!((first.status, first.header("content-type").as_deref()), (200, Some("image/png")));
        assert_eq!(image::load_from_memory(&first.body).unwrap().to_rgb8(), photo());
        until_the_copies_are_as_built(&preview, site);
        assert_eq!(preview.get(PAGE).text(), page, "the page itself stays as it is");
        let (out, _) = preview.end();
        assert_eq!(out.matches("making copies of content/nieuws/foto.png").count(), 1, "{out}");
    }
}

#[test]
fn a_picture_that_was_broken_before_the_preview_began_is_told_when_a_copy_is_wanted() {
    let folder = small_site();
    let site = folder.path();
    let (whole, torn) = a_picture_and_a_corrupt_copy();
    fs::write(site.join(FILE), &torn).unwrap();
    write(site, "content/nieuws/een.md", &item("Een", "", "![De brug](foto.png)"));
    let preview = Preview::of(site, &[]);
    let page = preview.until_seen(PAGE, "De brug").text();
    let copy = page.split(['"', ' ', ',']).find(|part| part.ends_with(".webp")).unwrap_or_else(|| panic!("{page}"));
    preview.get(copy);
    assert_eq!(preview.until_wrong("image-unreadable")["findings"][0]["place"]["file"], FILE);
    preview.until(copy, |answer| answer.status == 500);
    fs::write(site.join(FILE), &whole).unwrap();
    preview.until("/.courant/report", |answer| answer.json()["findings"].as_array().is_some_and(Vec::is_empty));
    until_the_copies_are_as_built(&preview, site);
}
