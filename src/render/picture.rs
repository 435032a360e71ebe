//! An image of a text as HTML, with its renditions for the browser to choose from.

use std::fmt::Write as _;

use quick_xml::escape::escape;

use super::resolved::{Resolved, runs_code};

/// The HTML of an image; `sizes` is the HTML attribute.
pub(super) fn html(image: &Resolved, alt: &str, title: Option<&str>, sizes: &str) -> String {
    let Some(offer) = &image.offer else {
        // As a picture, an image in the text itself runs nothing.
        let is_picture = image.href.get(..11).is_some_and(|start| start.eq_ignore_ascii_case("data:image/"));
        let href = if runs_code(&image.href) && !is_picture { "" } else { &image.href };
        return img(href, "", image.size, alt, title);
    };
    let mut html = String::new();
    let sizes = escape(sizes);
    for source in &offer.sources {
        let (kind, srcset) = (source.media_type, escape(&source.srcset));
        let _ = write!(html, "<source type=\"{kind}\" srcset=\"{srcset}\" sizes=\"{sizes}\">");
    }
    let srcset = format!(" srcset=\"{}\" sizes=\"{sizes}\"", escape(&offer.srcset));
    let img = img(&offer.src, &srcset, Some((offer.width, offer.height)), alt, title);
    if offer.sources.is_empty() { img } else { format!("<picture>{html}{img}</picture>") }
}

fn img(src: &str, srcset: &str, size: Option<(u32, u32)>, alt: &str, title: Option<&str>) -> String {
    let mut html = format!("<img src=\"{}\"{srcset} alt=\"{}\"", escape(src), escape(alt));
    if let Some((width, height)) = size {
        let _ = write!(html, " width=\"{width}\" height=\"{height}\"");
    }
    if let Some(title) = title {
        let _ = write!(html, " title=\"{}\"", escape(title));
    }
    html + " loading=\"lazy\" decoding=\"async\">"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Offer;
    use crate::plan::view::ImageSource;

    #[test]
    fn a_browser_chooses_among_forms_and_sizes() {
        let source = ImageSource { media_type: "image/avif", srcset: "/a-480.avif 480w, /a-600.avif 600w".to_owned() };
        let offer = Offer {
            src: "/a-480.jpg".to_owned(),
            largest: None,
            srcset: "/a-480.jpg 480w, /a-600.jpg 600w".to_owned(),
            sources: vec![source],
            width: 600,
            height: 400,
        };
        let image = Resolved { href: "/a.jpg".to_owned(), size: Some((600, 400)), offer: Some(Box::new(offer)) };
        assert_eq!(
            html(&image, "Een \"brug\"", None, "100vw"),
            "<picture><source type=\"image/avif\" srcset=\"/a-480.avif 480w, /a-600.avif 600w\" sizes=\"100vw\">\
             <img src=\"/a-480.jpg\" srcset=\"/a-480.jpg 480w, /a-600.jpg 600w\" sizes=\"100vw\" alt=\"Een &quot;brug&quot;\" \
             width=\"600\" height=\"400\" loading=\"lazy\" decoding=\"async\"></picture>"
        );
    }
}
