//! Atom (RFC 4287).

use atom_syndication::{Category, Content, Entry, Feed, Generator, Link, Person, Text, WriteConfig};

use super::clean::end_xml;
use crate::base::Error;
use crate::plan::feed_view::{FeedAuthor, FeedEntry, FeedView};

/// Writes a feed; `bodies` has the HTML of each entry, or is empty.
pub(super) fn write(view: &FeedView<'_>, bodies: &[std::sync::Arc<str>], out: &mut Vec<u8>) -> Result<(), Error> {
    let config = WriteConfig { write_document_declaration: true, indent_size: None };
    let entries = view
        .entries
        .iter()
        .enumerate()
        .map(|(at, item)| entry(item, bodies.get(at).map(|body| &**body), view.publisher));
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
        ..Feed::default()
    };
    let start = out.len();
    feed.write_with_config(&mut *out, config).map_err(|error| Error::internal(format!("{}: {error}", view.url)))?;
    end_xml(out, start);
    Ok(())
}

fn entry(item: &FeedEntry<'_>, body: Option<&str>, publisher: &str) -> Entry {
    let content = |body: &str| Content {
        value: Some(body.to_owned()),
        content_type: Some("html".to_owned()),
        ..Content::default()
    };
    let authors =
        if item.authors.is_empty() { vec![person(publisher)] } else { item.authors.iter().map(author).collect() };
    Entry {
        title: Text::plain(item.title),
        id: item.id.clone(),
        updated: item.updated,
        published: Some(item.published),
        authors,
        categories: item.tags.iter().map(|tag| Category { term: (*tag).to_owned(), ..Category::default() }).collect(),
        links: vec![link("alternate", &item.url, Some("text/html"))],
        summary: (!item.summary.is_empty()).then(|| Text::plain(item.summary)),
        content: body.map(content),
        ..Entry::default()
    }
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
