//! JSON Feed 1.1 (jsonfeed.org/version/1.1).

use serde::Serialize;

use crate::base::Error;
use crate::plan::feed_view::{FeedEntry, FeedView};
use crate::plan::view::{AttachmentView, AudioView, ImageView};

/// Where the extension is described.
const ABOUT: &str = "https://github.com/courant-news/courant/blob/main/docs/newsroom.md#feeds";

#[derive(Serialize)]
struct Feed<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    #[serde(rename = "feed_url")]
    own_url: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<&'a str>,
    authors: Vec<Author<'a>>,
    language: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub<'a>>,
    items: Vec<JsonItem<'a>>,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct Hub<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    url: &'a str,
}

#[derive(Serialize)]
struct JsonItem<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<&'a str>,
    /// An item has `content_html` or this: the summary where the feed has no whole text.
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    summary: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    date_published: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<JsonAttachment<'a>>,
    /// What the format has no keys for: extensions begin with `_`.
    #[serde(rename = "_courant", skip_serializing_if = "Option::is_none")]
    more: Option<More<'a>>,
}

#[derive(Serialize)]
struct JsonAttachment<'a> {
    url: String,
    mime_type: &'a str,
    title: &'a str,
    size_in_bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_in_seconds: Option<u64>,
}

#[derive(Serialize)]
struct More<'a> {
    about: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<ImageCredit<'a>>,
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    dossiers: &'a [&'a str],
}

#[derive(Serialize)]
struct ImageCredit<'a> {
    alt: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    caption: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credit: Option<&'a str>,
}

/// Writes a feed; `bodies` has the HTML of each entry, or is empty.
pub(super) fn write(view: &FeedView<'_>, bodies: &[std::sync::Arc<str>], out: &mut Vec<u8>) -> Result<(), Error> {
    let feed = Feed {
        version: "https://jsonfeed.org/version/1.1",
        title: &view.title,
        home_page_url: &view.page_url,
        own_url: &view.url,
        description: view.description,
        icon: view.logo.as_deref(),
        authors: vec![Author { name: view.publisher, url: None }],
        language: view.language,
        hubs: view.hubs.iter().map(|url| Hub { kind: "WebSub", url }).collect(),
        items: view
            .entries
            .iter()
            .enumerate()
            .map(|(at, entry)| item(view, entry, bodies.get(at).map(|body| &**body)))
            .collect(),
    };
    serde_json::to_writer(&mut *out, &feed).map_err(|error| Error::internal(format!("{}: {error}", view.url)))?;
    out.push(b'\n');
    Ok(())
}

fn item<'a>(view: &FeedView<'_>, entry: &'a FeedEntry<'_>, body: Option<&'a str>) -> JsonItem<'a> {
    JsonItem {
        id: &entry.id,
        url: &entry.url,
        title: entry.title,
        content_html: body,
        content_text: body.is_none().then_some(entry.summary),
        summary: entry.summary,
        image: entry.image.as_ref().map(|image| image.url.as_str()),
        date_published: entry.published.to_rfc3339(),
        date_modified: (entry.updated != entry.published).then(|| entry.updated.to_rfc3339()),
        authors: entry.authors.iter().map(|it| Author { name: it.name, url: it.url.as_deref() }).collect(),
        tags: entry.tags.iter().chain(&entry.dossiers).copied().collect(),
        attachments: {
            let files = entry.attachments.iter().map(|file| attachment(file, view.origin));
            entry.audio.iter().map(recording).chain(files).collect()
        },
        more: more(entry),
    }
}

fn attachment<'a>(file: &'a AttachmentView<'_>, origin: &str) -> JsonAttachment<'a> {
    let url = format!("{origin}{}", file.href);
    JsonAttachment {
        url,
        mime_type: file.media_type,
        title: file.title,
        size_in_bytes: file.bytes,
        duration_in_seconds: None,
    }
}

fn recording<'a>(audio: &'a AudioView<'_>) -> JsonAttachment<'a> {
    JsonAttachment {
        url: audio.url.clone(),
        mime_type: audio.media_type,
        title: audio.title,
        size_in_bytes: audio.bytes,
        duration_in_seconds: Some(audio.seconds),
    }
}

fn more<'a>(entry: &'a FeedEntry<'_>) -> Option<More<'a>> {
    let credit =
        |image: &'a ImageView<'_>| ImageCredit { alt: image.alt, caption: image.caption, credit: image.credit };
    let image = entry.image.as_ref().map(credit);
    (image.is_some() || !entry.dossiers.is_empty()).then(|| More { about: ABOUT, image, dossiers: &entry.dossiers })
}
