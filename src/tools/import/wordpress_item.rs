//! A record of a WordPress export → a neutral item.

use serde_json::Value;

use super::html_tag::plain_text;
use super::item::{
    ImportedAttachment, ImportedBody, ImportedComment, ImportedImage, ImportedItem, ImportedKind, ImportedPlace,
    ImportedStatus,
};
use super::loss::{Harm, ImportLoss};
use super::wordpress_access::{is_internal, limit};
use super::wordpress_body::WordpressBody;
use super::wordpress_index::{WordpressIndex, meta, term_folder};
use super::wordpress_zone::when;
use super::xml_node::XmlNode;
use chrono_tz::Tz;

/// The longest custom field that comes along, in bytes.
const LONGEST_FIELD: usize = 2_000;

/// Fields in which plug-ins keep the description for search engines.
const DESCRIPTIONS: &[&str] = &[
    "_yoast_wpseo_metadesc",
    "rank_math_description",
    "_aioseo_description",
    "_aioseop_description",
    "_genesis_description",
];

/// What is the same for all records of a file.
pub(super) struct WordpressContext<'w> {
    pub(super) index: &'w WordpressIndex,
    pub(super) zone: Tz,
    pub(super) file: &'w str,
}

/// The item of a record. `None` for records that are no texts.
pub(super) fn item(record: &XmlNode, line: usize, context: &WordpressContext<'_>) -> Option<ImportedItem> {
    let WordpressContext { index, zone, file } = *context;
    let kind = record.text_of("wp:post_type");
    let limit = limit(record);
    let status = status(record)?;
    let status = if limit.is_some() && status == ImportedStatus::Published { ImportedStatus::Private } else { status };
    if matches!(kind, "attachment" | "nav_menu_item" | "wp_block") || is_internal(kind) || !index.is_imported(kind) {
        return None;
    }
    let id: u64 = record.text_of("wp:post_id").parse().ok()?;
    let mut item = ImportedItem {
        key: format!("{id}"),
        place: ImportedPlace { file: file.to_owned(), line },
        kind: if kind == "page" { ImportedKind::Page } else { ImportedKind::News },
        status,
        title: plain_text(record.text_of("title")),
        date: when(record.text_of("wp:post_date"), record.text_of("wp:post_date_gmt"), zone),
        is_sticky: record.text_of("wp:is_sticky") == "1",
        feed_id: Some(record.text_of("guid").to_owned()).filter(|id| !id.is_empty()),
        ..ImportedItem::default()
    };
    let updated = when(record.text_of("wp:post_modified"), record.text_of("wp:post_modified_gmt"), zone);
    item.updated =
        updated.filter(|updated| item.date.is_some_and(|date| updated.at - date.at > chrono::Duration::hours(1)));
    if item.kind == ImportedKind::Page {
        item.date = None;
    }
    address(record, index, &mut item);
    item.path = path(&item, record, kind);
    terms(record, index, &mut item);
    item.summary = summary(record);
    item.image = lead_image(record, index, &mut item.losses, file, line);
    enclosures(record, index, &mut item);
    fields(record, &mut item);
    note_limit(limit.as_deref(), &mut item);
    item.comments = comments(record);
    let mut body = WordpressBody { index, id, file, line, losses: Vec::new() };
    item.body = ImportedBody::Html(body.html(record.text_of("content:encoded")));
    item.losses.extend(body.losses);
    Some(item)
}

/// The state of a text. `None` for a version of another.
fn status(record: &XmlNode) -> Option<ImportedStatus> {
    let is_protected = !record.text_of("wp:post_password").is_empty();
    Some(match record.text_of("wp:status") {
        "publish" | "future" | "" if is_protected => ImportedStatus::Private,
        "publish" | "future" | "" => ImportedStatus::Published,
        "private" => ImportedStatus::Private,
        "pending" => ImportedStatus::Pending,
        "trash" => ImportedStatus::Trash,
        "inherit" | "auto-draft" => return None,
        _ => ImportedStatus::Draft,
    })
}

/// The old address, and those that redirect.
fn address(record: &XmlNode, index: &WordpressIndex, item: &mut ImportedItem) {
    let slug = record.text_of("wp:post_name");
    if !item.status.is_public() {
        return;
    }
    let path = index.own_path(record.text_of("link")).filter(|path| !path.contains('?') && path != "/");
    let day = item.day();
    item.address = path.or_else(|| {
        // A site whose addresses were numbers gets addresses with words: the numbers redirect.
        let slug = percent_encoding::percent_decode_str(slug).decode_utf8_lossy().into_owned();
        let is_usable = !slug.is_empty() && !index.has_addresses;
        let day = day.map(|day| format!("/{}", day.format("%Y/%m"))).unwrap_or_default();
        is_usable.then(|| format!("{day}/{slug}/"))
    });
    let old = record.all("wp:postmeta").filter(|meta| meta.text_of("wp:meta_key") == "_wp_old_slug");
    for old in old.map(|meta| meta.text_of("wp:meta_value")).filter(|old| !old.is_empty() && *old != slug) {
        let Some(address) = &item.address else { continue };
        let above = address.trim_end_matches('/').rsplit_once('/').map_or("", |(above, _)| above);
        let old = percent_encoding::percent_decode_str(old).decode_utf8_lossy();
        item.aliases.push(format!("{above}/{old}/"));
    }
}

/// The file of an item: news by year, pages in the folders of their addresses.
fn path(item: &ImportedItem, record: &XmlNode, kind: &str) -> String {
    let slug = percent_encoding::percent_decode_str(record.text_of("wp:post_name")).decode_utf8_lossy();
    let slug = if slug.is_empty() { item.title.clone() } else { slug.into_owned() };
    let slug = if slug.trim().is_empty() { item.key.clone() } else { slug };
    if item.kind == ImportedKind::Page {
        let address = item.address.as_deref().map(|address| address.trim_matches('/').to_owned());
        return format!("pages/{}", address.filter(|address| !address.is_empty()).unwrap_or(slug));
    }
    let folder = if kind == "post" { "news" } else { kind };
    match item.day() {
        Some(day) => format!("{folder}/{}/{}-{slug}", day.format("%Y"), day.format("%Y-%m-%d")),
        None => format!("{folder}/{slug}"),
    }
}

fn terms(record: &XmlNode, index: &WordpressIndex, item: &mut ImportedItem) {
    let login = record.text_of("dc:creator");
    let author = index.authors.get(login).cloned().unwrap_or_else(|| plain_text(login));
    if item.kind == ImportedKind::News && !author.is_empty() {
        item.authors.push(author);
    }
    for term in record.all("category") {
        let name = plain_text(term.text.trim());
        if name.is_empty() {
            continue;
        }
        match term.attribute("domain").unwrap_or("category") {
            "category" => item.categories.push(name),
            "post_tag" | "tag" => item.tags.push(name),
            "language" => item.language = term.attribute("nicename").map(ToOwned::to_owned),
            "post_format" | "nav_menu" | "post_translations" | "term_translations" | "wp_theme" | "author" => {}
            other => item.taxonomies.entry(term_folder(other).to_owned()).or_default().push(name),
        }
    }
    if item.kind == ImportedKind::Page {
        item.categories.clear();
        item.tags.clear();
        item.taxonomies.clear();
    }
}

/// The excerpt, or else the description for search engines.
fn summary(record: &XmlNode) -> Option<String> {
    let excerpt = plain_text(record.text_of("excerpt:encoded"));
    let described =
        || DESCRIPTIONS.iter().filter_map(|key| meta(record, key)).map(plain_text).find(|text| !text.contains("%%"));
    Some(excerpt).filter(|text| !text.is_empty()).or_else(described).filter(|text| !text.is_empty())
}

fn lead_image(
    record: &XmlNode,
    index: &WordpressIndex,
    losses: &mut Vec<ImportLoss>,
    file: &str,
    line: usize,
) -> Option<ImportedImage> {
    let id: u64 = meta(record, "_thumbnail_id")?.trim().parse().ok().filter(|id| *id > 0)?;
    let Some(media) = index.media.get(&id) else {
        let loss = ImportLoss::new(Harm::Part, "lead images", file).at(line);
        losses.push(loss.told(
            format!("its lead image, number {id}, is not in the export"),
            "export the media too, or write `image` yourself",
        ));
        return None;
    };
    Some(ImportedImage {
        src: media.address.clone(),
        alt: media.alt.clone(),
        caption: media.caption.clone(),
        credit: None,
    })
}

/// Sounds of podcasts.
fn enclosures(record: &XmlNode, index: &WordpressIndex, item: &mut ImportedItem) {
    let values = record.all("wp:postmeta").filter(|meta| meta.text_of("wp:meta_key") == "enclosure");
    for value in values.map(|meta| meta.text_of("wp:meta_value")) {
        let url = value.lines().next().unwrap_or_default().trim();
        let src = index.own_path(url).unwrap_or_else(|| url.to_owned());
        if !src.is_empty() && item.attachments.iter().all(|other| other.src != src) {
            item.attachments.push(ImportedAttachment { src, title: None });
        }
    }
}

/// The comments that readers saw: no pings of other sites, and nothing that says who wrote them but a name.
fn comments(record: &XmlNode) -> Vec<ImportedComment> {
    let is_shown = |comment: &&XmlNode| {
        let kind = comment.text_of("wp:comment_type");
        comment.text_of("wp:comment_approved") == "1" && matches!(kind, "" | "comment")
    };
    let comment = |comment: &XmlNode| ImportedComment {
        id: comment.text_of("wp:comment_id").to_owned(),
        answers: Some(comment.text_of("wp:comment_parent")).filter(|id| *id != "0").unwrap_or_default().to_owned(),
        name: plain_text(comment.text_of("wp:comment_author")),
        date: comment.text_of("wp:comment_date").to_owned(),
        text: plain_text(comment.text_of("wp:comment_content")),
    };
    record.all("wp:comment").filter(is_shown).map(comment).collect()
}

/// Custom fields that people wrote: not those of programs, and no values that only PHP can read.
fn fields(record: &XmlNode, item: &mut ImportedItem) {
    for field in record.all("wp:postmeta") {
        let (key, value) = (field.text_of("wp:meta_key"), field.text_of("wp:meta_value"));
        let is_of_program = key.starts_with('_') || key.is_empty() || key == "enclosure" || key.contains("elementor");
        if is_of_program || value.is_empty() || value.len() > LONGEST_FIELD || is_serialised(value) {
            continue;
        }
        item.extra.entry(key.to_owned()).or_insert_with(|| Value::from(value));
    }
    if record.text_of("wp:post_password").is_empty() || item.status != ImportedStatus::Private {
        return;
    }
    let loss = ImportLoss::new(Harm::Page, "texts with a password", item.place.file.clone()).at(item.place.line);
    item.losses.push(loss.told(
        format!("\"{}\" had a password, so it is a draft", item.title),
        "publish it without one, or leave it out",
    ));
}

/// Notes that a text was for members.
fn note_limit(limit: Option<&str>, item: &mut ImportedItem) {
    let Some(limit) = limit else { return };
    let loss = ImportLoss::new(Harm::Page, "texts for members", item.place.file.clone()).at(item.place.line);
    item.losses.push(loss.told(
        format!("\"{}\" was for members, at least in part ({limit}), so it is a draft", item.title),
        "remove what is not for everyone, and then `draft: true`",
    ));
}

/// Whether a value is one that PHP wrote for itself: `a:2:{…}`.
fn is_serialised(value: &str) -> bool {
    let mut parts = value.splitn(3, ':');
    let (kind, length) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    matches!(kind, "a" | "O" | "s" | "C") && length.parse::<usize>().is_ok() && parts.next().is_some()
        || matches!(value.get(..2), Some("b:" | "i:" | "d:")) && value.ends_with(';')
}
