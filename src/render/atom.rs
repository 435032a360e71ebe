//! Atom (RFC 4287), with pictures as Media RSS has them.

use std::collections::BTreeMap;

use atom_syndication::extension::{Extension, ExtensionMap};
use atom_syndication::{Category, Content, Entry, Feed, Generator, Link, Person, Text, WriteConfig};

use super::clean::end_xml;
use super::feed_media::{self, MEDIA, MediaElement};
use crate::base::Error;
use crate::plan::feed_view::{FeedAuthor, FeedEntry, FeedView};
use crate::plan::view::{AttachmentView, AudioView};

/// Writes a feed; `bodies` has the HTML of each entry, or is empty.
pub(super) fn write(view: &FeedView<'_>, bodies: &[std::sync::Arc<str>], out: &mut Vec<u8>) -> Result<(), Error> {
    let config = WriteConfig { write_document_declaration: true, indent_size: None };
    let entries =
        view.entries.iter().enumerate().map(|(at, item)| entry(view, item, bodies.get(at).map(|body| &**body)));
    let own =
        [link("self", &view.url, Some("application/atom+xml")), link("alternate", &view.page_url, Some("text/html"))];
    let feed = Feed {
        title: Text::plain(view.title.clone()),
        id: view.url.clone(),
        updated: view.updated,
        authors: vec![person(view.publisher)],
        generator: Some(Generator {
            value: "Courant".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            ..Generator::default()
        }),
        links: own.into_iter().chain(view.hubs.iter().map(|hub| link("hub", hub, None))).collect(),
        logo: view.logo.clone(),
        subtitle: (!view.description.is_empty()).then(|| Text::plain(view.description)),
        entries: entries.collect(),
        lang: Some(view.language.to_owned()),
        namespaces: [MEDIA].map(|(name, url)| (name.to_owned(), url.to_owned())).into(),
        ..Feed::default()
    };
    let start = out.len();
    feed.write_with_config(&mut *out, config).map_err(|error| Error::internal(format!("{}: {error}", view.url)))?;
    end_xml(out, start);
    Ok(())
}

fn entry(view: &FeedView<'_>, item: &FeedEntry<'_>, body: Option<&str>) -> Entry {
    let content = |body: &str| Content {
        value: Some(body.to_owned()),
        content_type: Some("html".to_owned()),
        ..Content::default()
    };
    let authors =
        if item.authors.is_empty() { vec![person(view.publisher)] } else { item.authors.iter().map(author).collect() };
    let category = |scheme: &str, names: &[&str]| -> Vec<Category> {
        let scheme = (!scheme.is_empty()).then(|| scheme.to_owned());
        names
            .iter()
            .map(|name| Category { term: (*name).to_owned(), scheme: scheme.clone(), ..Category::default() })
            .collect()
    };
    let files = item.attachments.iter().map(|file| enclosure(file, view.origin));
    let files = item.audio.iter().map(recording).chain(files);
    Entry {
        title: Text::plain(item.title),
        id: item.id.clone(),
        updated: item.updated,
        published: Some(item.published),
        authors,
        categories: [category("", &item.tags), category(&view.schemes.dossiers, &item.dossiers)].concat(),
        links: std::iter::once(link("alternate", &item.url, Some("text/html"))).chain(files).collect(),
        summary: (!item.summary.is_empty()).then(|| Text::plain(item.summary)),
        content: body.map(content),
        extensions: extensions(item.image.iter().map(feed_media::image)),
        ..Entry::default()
    }
}

/// A file that is offered with an item: RFC 4287 §4.2.7.
fn enclosure(file: &AttachmentView<'_>, origin: &str) -> Link {
    Link {
        title: Some(file.title.to_owned()),
        length: Some(file.bytes.to_string()),
        hreflang: file.language.as_ref().map(|language| language.tag.to_owned()),
        ..link("enclosure", &format!("{origin}{}", file.href), Some(file.media_type))
    }
}

fn recording(audio: &AudioView<'_>) -> Link {
    Link {
        title: Some(audio.title.to_owned()),
        length: Some(audio.bytes.to_string()),
        ..link("enclosure", &audio.url, Some(audio.media_type))
    }
}

fn extensions(media: impl Iterator<Item = MediaElement>) -> ExtensionMap {
    let mut named: BTreeMap<String, Vec<Extension>> = BTreeMap::new();
    for element in media {
        named.entry(element.name.to_owned()).or_default().push(extension(element));
    }
    if named.is_empty() { ExtensionMap::new() } else { [(MEDIA.0.to_owned(), named)].into() }
}

fn extension(element: MediaElement) -> Extension {
    let name = element.full_name();
    let mut children: BTreeMap<String, Vec<Extension>> = BTreeMap::new();
    for child in element.children {
        children.entry(child.name.to_owned()).or_default().push(extension(child));
    }
    Extension { name, value: element.value, attrs: element.attributes, children }
}

fn person(name: &str) -> Person {
    Person { name: name.to_owned(), ..Person::default() }
}

fn author(author: &FeedAuthor<'_>) -> Person {
    Person { uri: author.url.clone(), email: author.email.map(str::to_owned), ..person(author.name) }
}

fn link(rel: &str, href: &str, media_type: Option<&str>) -> Link {
    Link { href: href.to_owned(), rel: rel.to_owned(), mime_type: media_type.map(str::to_owned), ..Link::default() }
}
