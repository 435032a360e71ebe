//! RSS 2.0 (rssboard.org/rss-specification), with the whole text in `content:encoded` authors in `dc:creator`, and
//! pictures and files as Media RSS has them.

use std::collections::BTreeMap;

use quick_xml::escape::escape;
use rss::extension::atom::{AtomExtension, Link};
use rss::extension::dublincore::DublinCoreExtension;
use rss::extension::{Extension, ExtensionMap};
use rss::{Category, Channel, Enclosure, Guid, Image, Item};

use super::clean::end_xml;
use super::feed_media::{self, MEDIA, MediaElement};
use crate::base::Error;
use crate::plan::feed_view::{FeedAuthor, FeedEntry, FeedView};
use crate::plan::view::{AttachmentView, AudioView};

/// Writes a feed; `bodies` has the HTML of each entry, or is empty.
pub(super) fn write(view: &FeedView<'_>, bodies: &[std::sync::Arc<str>], out: &mut Vec<u8>) -> Result<(), Error> {
    let start = out.len();
    channel(view, bodies).write_to(&mut *out).map_err(|error| Error::internal(format!("{}: {error}", view.url)))?;
    end_xml(out, start);
    Ok(())
}

/// The channel of a feed.
pub(super) fn channel(view: &FeedView<'_>, bodies: &[std::sync::Arc<str>]) -> Channel {
    let title = view.title.clone();
    let own = Link {
        href: view.url.clone(),
        rel: "self".to_owned(),
        mime_type: Some("application/rss+xml".to_owned()),
        ..Link::default()
    };
    let hubs = view.hubs.iter().map(|hub| Link { href: hub.clone(), rel: "hub".to_owned(), ..Link::default() });
    // The description is required; a feed whose site has none says its title there.
    let description = if view.description.is_empty() { title.clone() } else { view.description.to_owned() };
    let logo = |url: &String| Image {
        url: url.clone(),
        title: title.clone(),
        link: view.page_url.clone(),
        ..Image::default()
    };
    let items =
        view.entries.iter().enumerate().map(|(at, entry)| item(view, entry, bodies.get(at).map(|body| &**body)));
    Channel {
        link: view.page_url.clone(),
        description,
        language: Some(view.language.to_owned()),
        last_build_date: (!view.entries.is_empty()).then(|| view.updated.to_rfc2822()),
        generator: Some(format!("Courant {}", env!("CARGO_PKG_VERSION"))),
        image: view.logo.as_ref().map(logo),
        items: items.collect(),
        atom_ext: Some(AtomExtension { links: [own].into_iter().chain(hubs).collect() }),
        namespaces: namespaces(),
        title,
        ..Channel::default()
    }
}

fn item(view: &FeedView<'_>, entry: &FeedEntry<'_>, body: Option<&str>) -> Item {
    let tag = |name: &&str| Category { name: (*name).to_owned(), domain: None };
    let dossier = |name: &&str| Category { name: (*name).to_owned(), domain: Some(view.schemes.dossiers.clone()) };
    let names = entry.authors.iter().map(|author| author.name.to_owned());
    let creators = if entry.authors.is_empty() { vec![view.publisher.to_owned()] } else { names.collect() };
    let mail = |author: &FeedAuthor<'_>| Some(format!("{} ({})", author.email?, author.name));
    Item {
        title: Some(entry.title.to_owned()),
        link: Some(entry.url.clone()),
        // The text of a description is HTML.
        description: (!entry.summary.is_empty()).then(|| escape(entry.summary).into_owned()),
        categories: entry.tags.iter().map(tag).chain(entry.dossiers.iter().map(dossier)).collect(),
        guid: Some(Guid { value: entry.id.clone(), permalink: entry.id == entry.url }),
        // The element is for an email address.
        author: entry.authors.iter().find_map(mail),
        pub_date: Some(entry.published.to_rfc2822()),
        content: body.map(str::to_owned),
        // Readers take one enclosure: the recording, or else the first file. All are among the media.
        enclosure: entry
            .audio
            .as_ref()
            .map(recording)
            .or_else(|| entry.attachments.first().map(|file| enclosure(file, view.origin))),
        extensions: media(entry, view.origin),
        dublin_core_ext: Some(DublinCoreExtension { creators, ..DublinCoreExtension::default() }),
        ..Item::default()
    }
}

fn enclosure(file: &AttachmentView<'_>, origin: &str) -> Enclosure {
    Enclosure {
        url: format!("{origin}{}", file.href),
        length: file.bytes.to_string(),
        mime_type: file.media_type.to_owned(),
    }
}

fn recording(audio: &AudioView<'_>) -> Enclosure {
    Enclosure { url: audio.url.clone(), length: audio.bytes.to_string(), mime_type: audio.media_type.to_owned() }
}

fn media(entry: &FeedEntry<'_>, origin: &str) -> ExtensionMap {
    let files = entry.attachments.iter().map(|file| feed_media::document(file, origin));
    let sound = entry.audio.iter().map(feed_media::sound);
    let media = entry.image.iter().map(feed_media::image).chain(sound).chain(files);
    let media: Vec<Extension> = media.map(extension).collect();
    if media.is_empty() {
        return ExtensionMap::new();
    }
    [(MEDIA.0.to_owned(), [("content".to_owned(), media)].into())].into()
}

fn extension(element: MediaElement) -> Extension {
    let name = element.full_name();
    let mut children: BTreeMap<String, Vec<Extension>> = BTreeMap::new();
    for child in element.children {
        children.entry(child.name.to_owned()).or_default().push(extension(child));
    }
    Extension { name, value: element.value, attrs: element.attributes, children }
}

fn namespaces() -> BTreeMap<String, String> {
    [
        ("atom", "http://www.w3.org/2005/Atom"),
        ("content", "http://purl.org/rss/1.0/modules/content/"),
        ("dc", "http://purl.org/dc/elements/1.1/"),
        MEDIA,
    ]
    .map(|(name, url)| (name.to_owned(), url.to_owned()))
    .into()
}
