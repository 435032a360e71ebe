//! The point of a lead image that stays in view.

use super::{build, made, photograph, put, site};
use crate::program::read;

#[test]
fn what_is_cropped_keeps_the_focus_in_view() {
    let crop = |focus: &str, name: &str| {
        let site = site("", &format!("image: {{src: foto.jpg, alt: De brug{focus}}}\n---\nTekst.\n"));
        put(site.path(), "content/nieuws/brug/foto.jpg", &photograph(1100, 1000));
        build(site.path());
        let output = site.path().join("output");
        let file = made(site.path()).into_iter().map(|(file, _)| file).find(|file| file.starts_with(name)).unwrap();
        let pixels = image::open(output.join("nieuws/2014/brug").join(&file)).unwrap().into_rgb8();
        let page = read(&output, "nieuws/2014/brug/index.html");
        assert!(page.contains(&format!("/nieuws/2014/brug/{file}\"")), "{file} is not in {page}");
        (pixels.get_pixel(500, 20).0[0] > 120, read(&output, "index.html"))
    };
    // The photograph is red above and blue below.
    let (is_red, home) = crop("", "foto-share-");
    assert!(is_red && home.contains("class=\"x5 y1\""), "the upper part of a tall picture: {home}");
    let (is_red, home) = crop(", focus: \"50% 100%\"", "foto-share-50-100-");
    assert!(!is_red && home.contains("class=\"x5 y10\""), "{home}");
    let (is_red, _) = crop(", focus: \"50% 100%\"", "foto-16x9-50-100-");
    assert!(!is_red);
}
