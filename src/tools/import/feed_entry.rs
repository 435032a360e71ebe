//! An entry of a feed → a neutral item.

use chrono::{DateTime, FixedOffset};
use serde_json::Value;

use super::html_tag::{html_text, next_tag, plain_text};
use super::item::{
    ImportedAttachment, ImportedBody, ImportedImage, ImportedItem, ImportedKind, ImportedPlace, ImportedStatus,
};
use super::old_hosts::OldHosts;
use super::values;
use super::xml_node::XmlNode;
use crate::base::date::When;
use chrono_tz::Tz;

/// What is the same for all entries of a feed.
#[derive(Clone, Copy)]
pub(super) struct FeedContext<'f> {
    pub(super) hosts: &'f OldHosts,
    pub(super) file: &'f str,
}

/// What every form of feed says of an entry.
#[derive(Default)]
struct EntryValues<'e> {
    id: &'e str,
    url: &'e str,
    title: String,
    date: Option<When>,
    updated: Option<When>,
    html: String,
    summary: &'e str,
}

/// The item of an RSS entry.
pub(super) fn of_rss(record: &XmlNode, line: usize, context: &FeedContext<'_>) -> ImportedItem {
    let first = |names: [&str; 3]| {
        names.into_iter().map(|name| record.text_of(name)).find(|text| !text.is_empty()).unwrap_or_default()
    };
    let (whole, short) = (first(["content:encoded", "content", "xhtml:body"]), record.text_of("description"));
    let guid = record.child("guid");
    let is_address =
        guid.is_some_and(|guid| guid.attribute("isPermaLink") != Some("false") && guid.text.contains("://"));
    let address = record.text_of("link");
    let mut item = item(
        EntryValues {
            id: first(["guid", "link", "title"]),
            url: if address.is_empty() && is_address { record.text_of("guid") } else { address },
            title: plain_text(record.text_of("title")),
            date: date(first(["pubDate", "dc:date", "published"])),
            updated: date(first(["atom:updated", "dcterms:modified", "updated"])),
            html: if whole.is_empty() { short.to_owned() } else { whole.to_owned() },
            summary: if whole.is_empty() { "" } else { short },
        },
        line,
        context,
    );
    item.authors
        .extend(Some(plain_text(first(["dc:creator", "itunes:author", "author"]))).filter(|name| !name.is_empty()));
    item.tags = record.all("category").map(|term| plain_text(&term.text)).filter(|name| !name.is_empty()).collect();
    for enclosure in record.all("enclosure") {
        let url = enclosure.attribute("url").unwrap_or_default();
        attach(&mut item, url, enclosure.attribute("type").unwrap_or_default(), context);
    }
    item
}

/// The item of an Atom entry. `None` for the comments and settings that exports of Blogger have among the texts.
pub(super) fn of_atom(record: &XmlNode, text: &str, line: usize, context: &FeedContext<'_>) -> Option<ImportedItem> {
    let kind = record
        .all("category")
        .filter_map(|term| term.attribute("term")?.split_once("kind#"))
        .map(|(_, kind)| kind)
        .next();
    if kind.is_some_and(|kind| !matches!(kind, "post" | "page")) {
        return None;
    }
    let related = |rel: &str| record.all("link").find(|link| link.attribute("rel").unwrap_or("alternate") == rel);
    let words = |name: &str| record.child(name).map(|node| content(node, text)).unwrap_or_default();
    let (html, summary) = (words("content"), plain_text(&words("summary")));
    let mut item = item(
        EntryValues {
            id: record.text_of("id"),
            url: related("alternate").and_then(|link| link.attribute("href")).unwrap_or_default(),
            title: plain_text(&words("title")),
            date: date(record.text_of("published")).or_else(|| date(record.text_of("updated"))),
            updated: date(record.text_of("updated")),
            html: if html.is_empty() { words("summary") } else { html.clone() },
            summary: if html.is_empty() { "" } else { &summary },
        },
        line,
        context,
    );
    if kind == Some("page") {
        item.kind = ImportedKind::Page;
        item.path = item.path.replacen("news/", "pages/", 1);
    }
    if record.child("app:control").is_some_and(|control| control.text_of("app:draft") == "yes") {
        item.status = ImportedStatus::Draft;
        item.address = None;
    }
    item.authors =
        record.all("author").map(|author| plain_text(author.text_of("name"))).filter(|name| !name.is_empty()).collect();
    let terms =
        record.all("category").filter(|term| !term.attribute("scheme").is_some_and(|scheme| scheme.ends_with("#kind")));
    item.tags =
        terms.filter_map(|term| term.attribute("label").or_else(|| term.attribute("term"))).map(plain_text).collect();
    if let Some(enclosure) = related("enclosure") {
        attach(
            &mut item,
            enclosure.attribute("href").unwrap_or_default(),
            enclosure.attribute("type").unwrap_or_default(),
            context,
        );
    }
    Some(item)
}

/// The text of an element of Atom as HTML.
fn content(node: &XmlNode, text: &str) -> String {
    match node.attribute("type") {
        Some("xhtml") => text.get(node.inner.clone()).unwrap_or_default().to_owned(),
        Some("html" | "text/html") => node.text.clone(),
        _ => html_text(&node.text),
    }
}

/// The item of an entry of a JSON Feed.
pub(super) fn of_json(entry: &Value, context: &FeedContext<'_>) -> ImportedItem {
    let text = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default();
    let id = entry.get("id").and_then(values::text).unwrap_or_default();
    let html = match text("content_html") {
        "" => super::html_paragraphs::paragraphs(&html_text(text("content_text")), true),
        html => html.to_owned(),
    };
    let mut item = item(
        EntryValues {
            id: &id,
            url: text("url"),
            title: plain_text(text("title")),
            date: date(text("date_published")),
            updated: date(text("date_modified")),
            html,
            summary: text("summary"),
        },
        0,
        context,
    );
    let all = |name: &str| entry.get(name).map(values::list).unwrap_or_default();
    item.tags = all("tags");
    item.authors = if entry.get("authors").is_some() { all("authors") } else { all("author") };
    item.image = Some(text("image")).filter(|src| !src.is_empty()).map(|src| ImportedImage {
        src: context.hosts.path(src).unwrap_or_else(|| src.to_owned()),
        ..ImportedImage::default()
    });
    for attachment in entry.get("attachments").and_then(Value::as_array).into_iter().flatten() {
        let part = |name: &str| attachment.get(name).and_then(Value::as_str).unwrap_or_default();
        attach(&mut item, part("url"), part("mime_type"), context);
    }
    item
}

fn item(entry: EntryValues<'_>, line: usize, context: &FeedContext<'_>) -> ImportedItem {
    let EntryValues { id, url, title, date, updated, html, summary } = entry;
    let path = context.hosts.path(url).filter(|path| path != "/" && !path.contains('?'));
    let mut title = title;
    if title.is_empty() {
        title = plain_text(&html).split_whitespace().take(8).collect::<Vec<_>>().join(" ");
    }
    let slug = path.as_deref().and_then(|path| path.trim_end_matches('/').rsplit('/').next()).unwrap_or_default();
    let slug = slug.rsplit_once('.').map_or(slug, |(stem, _)| stem);
    let slug = if slug.is_empty() { title.as_str() } else { slug };
    let day = date.as_ref().map(When::day);
    let file = day.map_or_else(
        || format!("news/{slug}"),
        |day| format!("news/{}/{}-{slug}", day.format("%Y"), day.format("%Y-%m-%d")),
    );
    let key = if id.is_empty() { url } else { id };
    ImportedItem {
        key: key.to_owned(),
        place: ImportedPlace { file: context.file.to_owned(), line },
        path: file,
        title,
        updated: updated.filter(|updated| date.is_some_and(|date| updated.at - date.at > chrono::Duration::hours(1))),
        date,
        summary: Some(plain_text(summary)).filter(|text| !text.is_empty() && text.chars().count() < 400),
        feed_id: Some(id.to_owned()).filter(|id| !id.is_empty() && *id != url),
        address: path,
        body: ImportedBody::Html(context.hosts.addresses(&html)),
        ..ImportedItem::default()
    }
}

/// A sound is offered with the item, and an image is its lead image, unless the text has it.
fn attach(item: &mut ImportedItem, url: &str, kind: &str, context: &FeedContext<'_>) {
    if url.is_empty() {
        return;
    }
    let src = context.hosts.path(url).unwrap_or_else(|| url.to_owned());
    if !kind.starts_with("image/") {
        item.attachments.push(ImportedAttachment { src, title: None });
        return;
    }
    let ImportedBody::Html(html) = &item.body else { return };
    let mut at = 0;
    while let Some(tag) = next_tag(html, at, &["img"]) {
        at = tag.range.end;
        if tag.get("src").is_some_and(|shown| shown == src) {
            return;
        }
    }
    item.image.get_or_insert(ImportedImage { src, ..ImportedImage::default() });
}

/// A date in the form of RFC 2822, RFC 3339, or any that people write.
fn date(text: &str) -> Option<When> {
    let text = text.trim();
    let fixed: Option<DateTime<FixedOffset>> =
        DateTime::parse_from_rfc2822(text).or_else(|_| DateTime::parse_from_rfc3339(text)).ok();
    match fixed {
        Some(at) => Some(When::new(at, true, Tz::Europe__Amsterdam)),
        None => values::date(text, Tz::Europe__Amsterdam, false),
    }
}
