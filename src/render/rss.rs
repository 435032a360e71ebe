//! RSS 2.0 (rssboard.org/rss-specification), with the whole text in `content:encoded` and authors in `dc:creator`.

use std::collections::BTreeMap;

use quick_xml::escape::escape;
use rss::extension::atom::{AtomExtension, Link};
use rss::extension::dublincore::DublinCoreExtension;
use rss::{Category, Channel, Guid, Image, Item};

use super::clean::end_xml;
use crate::base::Error;
use crate::plan::feed_view::{FeedAuthor, FeedEntry, FeedView};

/// Writes a feed; `bodies` has the HTML of each entry, or is empty.
pub(super) fn write(view: &FeedView<'_>, bodies: &[std::sync::Arc<str>], out: &mut Vec<u8>) -> Result<(), Error> {
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
    let items = view
        .entries
        .iter()
        .enumerate()
        .map(|(at, entry)| item(entry, bodies.get(at).map(|body| &**body), view.publisher));
    let channel = Channel {
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
    };
    let start = out.len();
    channel.write_to(&mut *out).map_err(|error| Error::internal(format!("{}: {error}", view.url)))?;
    end_xml(out, start);
    Ok(())
}

fn item(entry: &FeedEntry<'_>, body: Option<&str>, publisher: &str) -> Item {
    let category = |tag: &&str| Category { name: (*tag).to_owned(), domain: None };
    let names = entry.authors.iter().map(|author| author.name.to_owned());
    let creators = if entry.authors.is_empty() { vec![publisher.to_owned()] } else { names.collect() };
    let mail = |author: &FeedAuthor<'_>| Some(format!("{} ({})", author.email?, author.name));
    Item {
        title: Some(entry.title.to_owned()),
        link: Some(entry.url.clone()),
        // The text of a description is HTML.
        description: (!entry.summary.is_empty()).then(|| escape(entry.summary).into_owned()),
        categories: entry.tags.iter().map(category).collect(),
        guid: Some(Guid { value: entry.id.clone(), permalink: entry.id == entry.url }),
        // The element is for an email address.
        author: entry.authors.iter().find_map(mail),
        pub_date: Some(entry.published.to_rfc2822()),
        content: body.map(str::to_owned),
        dublin_core_ext: Some(DublinCoreExtension { creators, ..DublinCoreExtension::default() }),
        ..Item::default()
    }
}

fn namespaces() -> BTreeMap<String, String> {
    [
        ("atom", "http://www.w3.org/2005/Atom"),
        ("content", "http://purl.org/rss/1.0/modules/content/"),
        ("dc", "http://purl.org/dc/elements/1.1/"),
    ]
    .map(|(name, url)| (name.to_owned(), url.to_owned()))
    .into()
}
