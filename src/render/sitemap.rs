//! Sitemaps (sitemaps.org/protocol.html), with the languages of a page (Google's `xhtml:link`), the news sitemap, those of documents
//! by the Wet open overheid, and `robots.txt`.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::clean::for_xml;
use crate::base::Error;
use crate::config::WOO_ADOPTION;
use crate::plan::feed_view::{
    NewsSitemapEntry, NewsSitemapView, RobotsView, SitemapEntry, SitemapIndexView, SitemapView, WooDocument,
    WooSitemapView,
};

const SITEMAP: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
const XHTML: (&str, &str) = ("xmlns:xhtml", "http://www.w3.org/1999/xhtml");
const NEWS: (&str, &str) = ("xmlns:news", "http://www.google.com/schemas/sitemap-news/0.9");

const DIWOO: (&str, &str) = ("xmlns:diwoo", "https://standaarden.overheid.nl/diwoo/metadata/");

type Xml<'o> = Writer<&'o mut Vec<u8>>;

/// Writes a part of the sitemap.
pub(super) fn write(view: &SitemapView, out: &mut Vec<u8>) -> Result<(), Error> {
    document("urlset", &[SITEMAP, XHTML], out, |xml| view.entries.iter().try_for_each(|entry| url(xml, entry)))
}

/// Writes the index of the parts.
pub(super) fn write_index(view: &SitemapIndexView, out: &mut Vec<u8>) -> Result<(), Error> {
    document("sitemapindex", &[SITEMAP], out, |xml| {
        view.parts.iter().try_for_each(|part| element(xml, "sitemap", |xml| text(xml, "loc", part)))
    })
}

/// Writes the news sitemap.
pub(super) fn write_news(view: &NewsSitemapView<'_>, out: &mut Vec<u8>) -> Result<(), Error> {
    document("urlset", &[SITEMAP, NEWS], out, |xml| {
        view.entries.iter().try_for_each(|entry| element(xml, "url", |xml| news(xml, entry)))
    })
}

fn news(xml: &mut Xml<'_>, entry: &NewsSitemapEntry<'_>) -> io::Result<()> {
    text(xml, "loc", &entry.url)?;
    element(xml, "news:news", |xml| {
        element(xml, "news:publication", |xml| {
            text(xml, "news:name", entry.publication)?;
            text(xml, "news:language", entry.language)
        })?;
        text(xml, "news:publication_date", &entry.published.to_rfc3339())?;
        text(xml, "news:title", entry.title)
    })
}

/// Writes a part of the sitemap of a category of the Wet open overheid, with the metadata that `diwoo-metadata.xsd` requires
/// (standaarden.overheid.nl/diwoo/metadata, 0.9.4 to 0.9.8).
pub(super) fn write_woo(view: &WooSitemapView<'_>, out: &mut Vec<u8>) -> Result<(), Error> {
    document("urlset", &[SITEMAP, DIWOO], out, |xml| {
        view.documents.iter().try_for_each(|found| {
            element(xml, "url", |xml| {
                text(xml, "loc", &found.url)?;
                optional(xml, "lastmod", found.changed.as_deref())?;
                element(xml, "diwoo:Document", |xml| element(xml, "diwoo:DiWoo", |xml| diwoo(xml, view, found)))
            })
        })
    })
}

fn diwoo(xml: &mut Xml<'_>, view: &WooSitemapView<'_>, found: &WooDocument) -> io::Result<()> {
    optional(xml, "diwoo:creatiedatum", found.created.as_deref())?;
    resource(xml, "diwoo:publisher", (view.organisation, view.publisher))?;
    element(xml, "diwoo:titelcollectie", |xml| text(xml, "diwoo:officieleTitel", &found.title))?;
    element(xml, "diwoo:classificatiecollectie", |xml| {
        element(xml, "diwoo:informatiecategorieen", |xml| {
            resource(xml, "diwoo:informatiecategorie", (&view.category.uri(), view.category.name()))
        })
    })?;
    element(xml, "diwoo:documenthandelingen", |xml| {
        element(xml, "diwoo:documenthandeling", |xml| {
            resource(xml, "diwoo:soortHandeling", WOO_ADOPTION)?;
            optional(xml, "diwoo:atTime", found.adopted.as_deref())
        })
    })
}

/// A value of a list of TOOI: its identifier and its name.
fn resource(xml: &mut Xml<'_>, name: &str, (uri, label): (&str, &str)) -> io::Result<()> {
    let element = xml.create_element(name).with_attribute(("resource", uri));
    element.write_text_content(BytesText::new(&for_xml(label))).map(|_| ())
}

/// Writes `robots.txt` (RFC 9309): everything is allowed, with the sitemaps, or nothing.
pub(super) fn write_robots(view: &RobotsView, out: &mut Vec<u8>) {
    if view.noindex {
        out.extend_from_slice(b"User-agent: *\nDisallow: /\n");
        return;
    }
    out.extend_from_slice(b"User-agent: *\nAllow: /\n\n");
    for sitemap in &view.sitemaps {
        out.extend_from_slice(format!("Sitemap: {sitemap}\n").as_bytes());
    }
}

fn url(xml: &mut Xml<'_>, entry: &SitemapEntry) -> io::Result<()> {
    element(xml, "url", |xml| {
        text(xml, "loc", &entry.url)?;
        optional(xml, "lastmod", entry.changed.as_deref())?;
        entry.alternates.iter().try_for_each(|(language, url)| alternate(xml, language, url))?;
        // The page in the main language is the default for all other languages.
        entry.alternates.first().map_or(Ok(()), |(_, url)| alternate(xml, "x-default", url))
    })
}

fn alternate(xml: &mut Xml<'_>, language: &str, url: &str) -> io::Result<()> {
    let attributes = [("rel", "alternate"), ("hreflang", language), ("href", url)];
    xml.create_element("xhtml:link").with_attributes(attributes).write_empty().map(|_| ())
}

fn document(
    root: &str,
    spaces: &[(&str, &str)],
    out: &mut Vec<u8>,
    inner: impl FnOnce(&mut Xml<'_>) -> io::Result<()>,
) -> Result<(), Error> {
    let mut xml = Writer::new(&mut *out);
    let declared = xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    let element = xml.create_element(root).with_attributes(spaces.iter().copied());
    declared
        .and_then(|()| element.write_inner_content(inner).map(|_| ()))
        .map_err(|error| Error::io("cannot write a sitemap", &error))?;
    out.push(b'\n');
    Ok(())
}

fn element(xml: &mut Xml<'_>, name: &str, inner: impl FnOnce(&mut Xml<'_>) -> io::Result<()>) -> io::Result<()> {
    xml.create_element(name).write_inner_content(inner).map(|_| ())
}

fn optional(xml: &mut Xml<'_>, name: &str, value: Option<&str>) -> io::Result<()> {
    value.map_or(Ok(()), |value| text(xml, name, value))
}

fn text(xml: &mut Xml<'_>, name: &str, text: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(&for_xml(text))).map(|_| ())
}
