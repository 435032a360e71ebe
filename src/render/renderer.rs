//! A page with its inputs → its bytes.

use std::sync::Arc;

use tera::{Context, Value};

use super::images::{self, Images};
use super::page_input::{PageInput, Parts};
use super::{
    Failure, atom, calendar, host, json_feed, live, ninjs, podcast, rss, sitemap, structured_data, texts, vcard,
};
use crate::base::{Error, Fingerprint, SourceFile};
use crate::config::{ContentOfFeeds, FeedFormat};
use crate::content::CONTENT;
use crate::plan::feed_view::FeedView;
use crate::plan::view::View;
use crate::plan::{Page, Rendition, Snapshot};
use crate::theme::PageKind;

/// Renders a page.
///
/// # Errors
/// A template or a text has mistakes, or a file cannot be read.
pub fn render(snapshot: &Snapshot, input: &PageInput<'_>, out: &mut Vec<u8>) -> Result<(), Failure> {
    match &input.parts {
        Parts::Html { view, template } => html(snapshot, input.page, view, template, out)?,
        Parts::Feed(view) => feed(snapshot, view, out)?,
        Parts::Podcast(view) => {
            if let Some(view) = view {
                podcast::write(view, &bodies(snapshot, &view.feed)?, out)?;
            }
        }
        Parts::Sitemap(view) => sitemap::write(view, out)?,
        Parts::SitemapIndex(view) => sitemap::write_index(view, out)?,
        Parts::NewsSitemap(view) => sitemap::write_news(view, out)?,
        Parts::WooSitemap(view) => sitemap::write_woo(view, out)?,
        Parts::Calendar(view) => calendar::write(view, out)?,
        Parts::LiveUpdates(id) => live::write(snapshot, *id, out)?,
        Parts::Robots(view) => sitemap::write_robots(view, out),
        Parts::Host(view) => host::write(view, out)?,
        Parts::File(source) => out.extend(file(snapshot, source)?),
        Parts::Rendition(copy) => out.extend(Images::of(snapshot).copy(copy)?),
        Parts::ContactCard(card) => {
            if let Some(card) = card {
                vcard::write(card, out).map_err(|error| Error::internal(format!("{}: {error}", card.url)))?;
            }
        }
        Parts::Card(card) => out.extend(Images::of(snapshot).card(card)?),
        Parts::Icon(icon) => out.extend(images::draw_icon(icon).map_err(Error::internal)?),
        Parts::ThemeFile(name) => out.extend_from_slice(snapshot.theme.file(name).unwrap_or_default()),
    }
    Ok(())
}

/// A file of the site as it is published: pictures beside items are without the metadata of cameras.
fn file(snapshot: &Snapshot, file: &SourceFile) -> Result<Vec<u8>, Failure> {
    let bytes = read(snapshot, &file.path)?;
    let is_drawing = || file.path.to_lowercase().ends_with(".svg") || snapshot.pictures().is_drawing(&file.path);
    if snapshot.config.untrusted && is_drawing() {
        return images::harmless_drawing(&file.path, &bytes);
    }
    without_metadata(&file.path, bytes)
}

/// The picture of a rendition as it is published.
///
/// # Errors
/// The picture is damaged, was changed meanwhile, or cannot be read.
pub fn original(snapshot: &Snapshot, copy: &Rendition) -> Result<Vec<u8>, Failure> {
    let bytes = read(snapshot, &copy.file)?;
    if Fingerprint::collision_resistant(&bytes) != copy.fingerprint {
        return Err(Error::changed_meanwhile(&copy.file).into());
    }
    without_metadata(&copy.file, bytes)
}

fn read(snapshot: &Snapshot, file: &str) -> Result<Vec<u8>, Error> {
    snapshot.sources.read(file).map_err(|error| Error::io(&format!("cannot read {file}"), &error))
}

fn without_metadata(file: &str, bytes: Vec<u8>) -> Result<Vec<u8>, Failure> {
    if file.starts_with(CONTENT) { images::without_metadata(file, bytes) } else { Ok(bytes) }
}

fn html(snapshot: &Snapshot, page: &Page, view: &View<'_>, template: &str, out: &mut Vec<u8>) -> Result<(), Failure> {
    let (theme, language) = (&snapshot.theme, page.language);
    let Some(globals) = snapshot.globals(language) else { return Ok(()) };
    let mut context = Context::from_serialize(view).map_err(|error| Error::internal(error.to_string()))?;
    let body = snapshot.text_of(page).map(|id| texts::body(snapshot, id)).transpose()?;
    context.insert_value("content", body.map_or(Value::none(), |html| Value::safe_string(&html)));
    let data = theme.shows_structured_data.then(|| {
        let word = |kind: PageKind| theme.word(language, word_of(kind)).unwrap_or_default();
        structured_data::json_ld(view, &globals.site, &snapshot.config.origin, &word)
    });
    context.insert_value("structured_data", data.flatten().map_or(Value::none(), |json| Value::safe_string(&json)));
    theme.render(&globals.engine, template, &context, out).map_err(Failure::Findings)
}

/// The texts of the entries of a feed, where it has full texts.
fn bodies(snapshot: &Snapshot, feed: &FeedView<'_>) -> Result<Vec<Arc<str>>, Failure> {
    if feed.content != ContentOfFeeds::Full {
        return Ok(Vec::new());
    }
    feed.entries.iter().map(|entry| texts::in_feed(snapshot, entry)).collect()
}

fn feed(snapshot: &Snapshot, feed: &FeedView<'_>, out: &mut Vec<u8>) -> Result<(), Failure> {
    let bodies = bodies(snapshot, feed)?;
    match feed.format {
        FeedFormat::Atom => atom::write(feed, &bodies, out)?,
        FeedFormat::Rss => rss::write(feed, &bodies, out)?,
        FeedFormat::Json => json_feed::write(feed, &bodies, out)?,
        FeedFormat::Ninjs => ninjs::write(feed, &bodies, out)?,
    }
    Ok(())
}

/// The word of the theme for a kind of page that has no title of its own.
fn word_of(kind: PageKind) -> &'static str {
    match kind {
        PageKind::Home => "home",
        PageKind::Archive => "archive",
        PageKind::Tags => "tags",
        PageKind::Authors => "authors",
        PageKind::Dossiers => "dossiers",
        PageKind::Agenda => "agenda",
        PageKind::Corrections => "corrections",
        PageKind::Search => "search",
        PageKind::Follow => "follow",
        PageKind::NotFound => "not_found",
        _ => "index",
    }
}
