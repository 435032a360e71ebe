//! ninjs 3.1, the news in JSON of the IPTC (iptc.org/std/ninjs, `ninjs-schema_3.1.json`), for other newsrooms: a feed is an item of
//! the type `composite`, whose associations are the items of the feed.

use serde::Serialize;

use crate::base::{Error, media_type};
use crate::config::ContentOfFeeds;
use crate::plan::feed_view::{FeedAuthor, FeedEntry, FeedView};
use crate::plan::view::{AttachmentView, AudioView, ImageView};

/// A news object: all that is not said of it is left out.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct NewsObject<'a> {
    /// The role of it in the object that it is an association of.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    uri: String,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    representation_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    standard: Option<Standard>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_created: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version_created: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub_status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    copyright_holder: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    headlines: Vec<Text<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    descriptions: Vec<Text<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bodies: Vec<Text<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    people: Vec<Named<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    subjects: Vec<Named<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    info_sources: Vec<Source<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    renditions: Vec<Rendering<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    associations: Vec<Self>,
}

#[derive(Serialize)]
struct Standard {
    name: &'static str,
    version: &'static str,
    schema: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Text<'a> {
    role: &'static str,
    content_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    word_count: Option<u32>,
    value: &'a str,
}

/// A person or a subject.
#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
    rel: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<&'a str>,
}

#[derive(Serialize)]
struct Source<'a> {
    name: &'a str,
    role: &'static str,
    uri: &'a str,
}

/// A file of a news object.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Rendering<'a> {
    name: &'static str,
    href: String,
    content_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_in_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<u64>,
}

/// Writes a feed; `bodies` has the HTML of each entry, or is empty.
pub(super) fn write(view: &FeedView<'_>, bodies: &[std::sync::Arc<str>], out: &mut Vec<u8>) -> Result<(), Error> {
    let items = view.entries.iter().enumerate();
    let feed = NewsObject {
        uri: view.url.clone(),
        kind: "composite",
        standard: Some(Standard {
            name: "ninjs",
            version: "3.1",
            schema: "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
        }),
        version_created: Some(view.updated.to_rfc3339()),
        copyright_holder: Some(view.publisher),
        language: Some(view.language),
        title: Some(&view.title),
        descriptions: text("description", "text/plain", view.description),
        info_sources: vec![Source { name: view.publisher, role: "publisher", uri: view.origin }],
        associations: items.map(|(at, entry)| item(view, entry, (at, bodies.get(at).map(|body| &**body)))).collect(),
        ..NewsObject::default()
    };
    serde_json::to_writer(&mut *out, &feed).map_err(|error| Error::internal(format!("{}: {error}", view.url)))?;
    out.push(b'\n');
    Ok(())
}

fn text<'a>(role: &'static str, content_type: &'static str, value: &'a str) -> Vec<Text<'a>> {
    if value.is_empty() { Vec::new() } else { vec![Text { role, content_type, word_count: None, value }] }
}

fn item<'a>(view: &FeedView<'a>, entry: &'a FeedEntry<'_>, (at, body): (usize, Option<&'a str>)) -> NewsObject<'a> {
    let names: Vec<&str> = entry.authors.iter().map(|author| author.name).collect();
    let subject = |rel| move |name: &&'a str| Named { name, rel, uri: None };
    let bodies =
        body.map(|body| Text { role: "main", content_type: "text/html", word_count: Some(entry.words), value: body });
    let image = entry.image.as_ref().map(picture);
    let files = entry.attachments.iter().enumerate().map(|(at, file)| document(file, at, view.origin));
    let page = Rendering { name: "web", href: entry.url.clone(), content_type: "text/html", ..Rendering::default() };
    NewsObject {
        name: Some(format!("item{}", at + 1)),
        uri: entry.id.clone(),
        kind: "text",
        representation_type: Some(if view.content == ContentOfFeeds::Full { "full" } else { "partial" }),
        first_created: Some(entry.published.to_rfc3339()),
        version_created: Some(entry.updated.to_rfc3339()),
        pub_status: Some("usable"),
        copyright_holder: Some(view.publisher),
        language: Some(view.language),
        title: Some(entry.title),
        by: (!names.is_empty()).then(|| names.join(", ")),
        headlines: text("main", "text/plain", entry.title),
        descriptions: text("summary", "text/plain", entry.summary),
        bodies: bodies.into_iter().collect(),
        people: entry.authors.iter().map(person).collect(),
        subjects: entry.tags.iter().map(subject("about")).chain(entry.dossiers.iter().map(subject("partOf"))).collect(),
        renditions: vec![page],
        associations: image.into_iter().chain(entry.audio.as_ref().map(recording)).chain(files).collect(),
        ..NewsObject::default()
    }
}

fn person<'a>(author: &'a FeedAuthor<'_>) -> Named<'a> {
    Named { name: author.name, rel: "author", uri: author.url.as_deref() }
}

/// The kind of a file by its media type.
fn kind(media_type: &str) -> &'static str {
    match media_type.split('/').next() {
        Some("image") => "picture",
        Some("audio") => "audio",
        Some("video") => "video",
        _ => "component",
    }
}

/// The lead image, with its maker.
fn picture<'a>(image: &'a ImageView<'_>) -> NewsObject<'a> {
    let alt = text("alternative", "text/plain", image.alt).into_iter();
    let caption = image.caption.into_iter().flat_map(|caption| text("caption", "text/plain", caption));
    NewsObject {
        name: Some("mainpicture".to_owned()),
        uri: image.url.clone(),
        kind: "picture",
        by: image.credit.map(str::to_owned),
        descriptions: alt.chain(caption).collect(),
        renditions: vec![Rendering {
            name: "main",
            href: image.url.clone(),
            content_type: media_type::of_file(&image.url),
            width: image.width,
            height: image.height,
            ..Rendering::default()
        }],
        ..NewsObject::default()
    }
}

/// The recording of an item.
fn recording<'a>(audio: &'a AudioView<'_>) -> NewsObject<'a> {
    NewsObject {
        name: Some("mainaudio".to_owned()),
        uri: audio.url.clone(),
        kind: "audio",
        title: Some(audio.title),
        renditions: vec![Rendering {
            name: "original",
            href: audio.url.clone(),
            content_type: audio.media_type,
            size_in_bytes: Some(audio.bytes),
            duration: Some(audio.seconds),
            ..Rendering::default()
        }],
        ..NewsObject::default()
    }
}

/// A file that is offered with an item.
fn document<'a>(file: &'a AttachmentView<'_>, at: usize, origin: &str) -> NewsObject<'a> {
    let url = format!("{origin}{}", file.href);
    NewsObject {
        name: Some(format!("attachment{}", at + 1)),
        uri: url.clone(),
        kind: kind(file.media_type),
        language: file.language.as_ref().map(|language| language.tag),
        title: Some(file.title),
        renditions: vec![Rendering {
            name: "original",
            href: url,
            content_type: file.media_type,
            title: Some(file.title),
            size_in_bytes: Some(file.bytes),
            ..Rendering::default()
        }],
        ..NewsObject::default()
    }
}
