//! Media of items in feeds of XML: Media RSS (rssboard.org/media-rss), which Atom and RSS share.

use std::collections::BTreeMap;

use crate::base::media_type;
use crate::plan::view::{AttachmentView, AudioView, ImageView};

/// The namespace of Media RSS.
pub(super) const MEDIA: (&str, &str) = ("media", "http://search.yahoo.com/mrss/");

/// An element of Media RSS, with the elements in it.
#[derive(Debug, Default)]
pub(super) struct MediaElement {
    /// Its name without the prefix.
    pub(super) name: &'static str,
    pub(super) value: Option<String>,
    pub(super) attributes: BTreeMap<String, String>,
    pub(super) children: Vec<Self>,
}

impl MediaElement {
    /// Its name with the prefix.
    pub(super) fn full_name(&self) -> String {
        format!("{}:{}", MEDIA.0, self.name)
    }
}

/// The lead image, with its text and its maker.
pub(super) fn image(image: &ImageView<'_>) -> MediaElement {
    let number = |name: &str, value: Option<u32>| Some((name.to_owned(), value?.to_string()));
    let size = [number("width", image.width), number("height", image.height)].into_iter().flatten();
    let children = [("description", Some(image.alt)), ("title", image.caption), ("credit", image.credit)];
    let child = |(name, text): (&'static str, Option<&str>)| {
        let text = text.filter(|text| !text.is_empty())?;
        Some(MediaElement { name, value: Some(text.to_owned()), ..MediaElement::default() })
    };
    MediaElement {
        name: "content",
        value: None,
        attributes: of_file(&image.url, media_type::of_file(&image.url), "image").chain(size).collect(),
        children: children.into_iter().filter_map(child).collect(),
    }
}

/// The recording of an item.
pub(super) fn sound(audio: &AudioView<'_>) -> MediaElement {
    let title = MediaElement { name: "title", value: Some(audio.title.to_owned()), ..MediaElement::default() };
    let more = [("fileSize", audio.bytes), ("duration", audio.seconds)]
        .map(|(name, value)| (name.to_owned(), value.to_string()));
    MediaElement {
        name: "content",
        value: None,
        attributes: of_file(&audio.url, audio.media_type, "audio").chain(more).collect(),
        children: vec![title],
    }
}

/// A file that is offered with an item.
pub(super) fn document(file: &AttachmentView<'_>, origin: &str) -> MediaElement {
    let title = MediaElement { name: "title", value: Some(file.title.to_owned()), ..MediaElement::default() };
    let url = format!("{origin}{}", file.href);
    let size = ("fileSize".to_owned(), file.bytes.to_string());
    MediaElement {
        name: "content",
        value: None,
        attributes: of_file(&url, file.media_type, medium(file.media_type)).chain([size]).collect(),
        children: vec![title],
    }
}

fn of_file(url: &str, media_type: &str, medium: &str) -> impl Iterator<Item = (String, String)> {
    [("url", url), ("type", media_type), ("medium", medium)]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into_iter()
}

/// The kind of a file by its media type: one of the words of Media RSS.
fn medium(media_type: &str) -> &'static str {
    match media_type.split('/').next() {
        Some("image") => "image",
        Some("audio") => "audio",
        Some("video") => "video",
        _ => "document",
    }
}
