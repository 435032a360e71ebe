//! A text of Ghost → a neutral item.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Datelike as _};
use chrono_tz::Tz;
use serde_json::Value;

use super::cards::bookmark;
use super::ghost_lexical::{GhostText, lexical, mobiledoc};
use super::ghost_tables::{GhostPost, is_true, key};
use super::html_tag::{next_tag, plain_text};
use super::item::{ImportedBody, ImportedImage, ImportedItem, ImportedKind, ImportedPlace, ImportedStatus};
use super::loss::{Harm, ImportLoss};
use crate::base::date::When;

/// The names and values that other tables have for texts, by the keys of these.
#[derive(Debug, Default)]
pub(super) struct GhostNames {
    pub(super) authors: HashMap<String, Vec<String>>,
    pub(super) tags: HashMap<String, Vec<String>>,
    pub(super) meta: HashMap<String, BTreeMap<String, Value>>,
    pub(super) users: HashMap<String, String>,
    /// The form of addresses: `/:year/:month/:slug/`.
    pub(super) permalink: String,
    pub(super) zone: Tz,
}

/// The item of a text.
pub(super) fn item(post: &GhostPost, names: &GhostNames, file: &str) -> ImportedItem {
    let id = key(&post.id);
    let is_page = post.kind.as_deref() == Some("page") || is_true(&post.page);
    let text =
        |value: &Option<String>| value.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(ToOwned::to_owned);
    let meta =
        |name: &str| names.meta.get(&id)?.get(name)?.as_str().map(ToOwned::to_owned).filter(|text| !text.is_empty());
    let mut item = ImportedItem {
        key: id.clone(),
        place: ImportedPlace { file: file.to_owned(), line: 0 },
        kind: if is_page { ImportedKind::Page } else { ImportedKind::News },
        status: status(post),
        title: plain_text(post.title.as_deref().unwrap_or_default()),
        date: date(&post.published_at, names.zone).or_else(|| date(&post.created_at, names.zone)),
        summary: text(&post.custom_excerpt)
            .or_else(|| meta("meta_description"))
            .or_else(|| text(&post.meta_description)),
        authors: names.authors.get(&id).cloned().unwrap_or_default(),
        is_sticky: is_true(&post.featured),
        ..ImportedItem::default()
    };
    if item.authors.is_empty() {
        item.authors.extend(names.users.get(&key(&post.author_id)).cloned());
    }
    let (hidden, tags) =
        names.tags.get(&id).cloned().unwrap_or_default().into_iter().partition(|tag: &String| tag.starts_with('#'));
    item.tags = tags;
    let hidden: Vec<String> = hidden;
    if !hidden.is_empty() {
        item.extra.insert("internal_tags".to_owned(), Value::from(hidden));
    }
    item.updated = date(&post.updated_at, names.zone).filter(|updated| {
        item.date.is_some_and(|date| updated.at - date.at > chrono::Duration::hours(1)) && item.status.is_public()
    });
    let slug = post.slug.clone().unwrap_or_default();
    if item.status.is_public() && !slug.is_empty() {
        let pattern = if is_page { "/:slug/" } else { &names.permalink };
        item.address = Some(address(pattern, &slug, &item));
    }
    if let Some(url) = text(&post.canonical_url) {
        item.extra.insert("canonical_url".to_owned(), Value::from(url));
    }
    let slug = if slug.is_empty() { item.title.clone() } else { slug };
    item.path = match item.day().filter(|_| !is_page) {
        Some(day) => format!("news/{}/{}-{slug}", day.year(), day.format("%Y-%m-%d")),
        None => format!("pages/{slug}"),
    };
    let image = text(&post.feature_image).or_else(|| text(&post.image));
    item.image = image.map(|src| ImportedImage {
        src: src.replace("__GHOST_URL__", ""),
        alt: meta("feature_image_alt").unwrap_or_default(),
        caption: meta("feature_image_caption").map(|caption| plain_text(&caption)),
        credit: None,
    });
    note_code(post, &mut item);
    body(post, &mut item);
    item
}

/// Notes code that the author added to the head or the foot of the page: Courant puts no code of a text into its page.
fn note_code(post: &GhostPost, item: &mut ImportedItem) {
    for (part, code) in [("head", &post.codeinjection_head), ("foot", &post.codeinjection_foot)] {
        if let Some(loss) = code_loss(code.as_deref(), part, &format!("\"{}\"", item.title), &item.place.file) {
            item.losses.push(loss);
        }
    }
}

/// The loss of code that was added to pages.
pub(super) fn code_loss(code: Option<&str>, part: &str, whose: &str, file: &str) -> Option<ImportLoss> {
    let code = code.map(str::trim).filter(|code| !code.is_empty())?;
    let start = super::values::one_line(code).chars().take(80).collect::<String>();
    let loss = ImportLoss::new(Harm::Part, "code that was added to pages", file);
    let hint = "put styles and scripts that readers need into the theme, and what they read into the text";
    Some(loss.told(format!("the {part} of {whose} had code of its own, which was left out: `{start}`"), hint))
}

fn status(post: &GhostPost) -> ImportedStatus {
    let is_open = post.visibility.as_deref().is_none_or(|visibility| matches!(visibility, "public" | ""));
    match post.status.as_deref() {
        Some("published" | "scheduled" | "sent") if !is_open || is_true(&post.email_only) => ImportedStatus::Private,
        Some("published" | "scheduled") => ImportedStatus::Published,
        Some("sent") => ImportedStatus::Private,
        _ => ImportedStatus::Draft,
    }
}

/// A date in UTC: as text, or in milliseconds since 1970.
fn date(value: &Value, zone: Tz) -> Option<When> {
    let at = match value {
        Value::Number(number) => DateTime::from_timestamp_millis(number.as_i64()?)?.fixed_offset(),
        Value::String(text) => {
            let text = text.trim().get(..19)?;
            When::parse(&format!("{text}Z"), Tz::UTC).ok()?.at
        }
        _ => return None,
    };
    Some(When::new(at.with_timezone(&zone).fixed_offset(), true, zone))
}

fn address(pattern: &str, slug: &str, item: &ImportedItem) -> String {
    let day = item.day().unwrap_or_default();
    let author = item.authors.first().map(|name| crate::base::slug::slugify(name)).unwrap_or_default();
    let tag = item.tags.first().map_or_else(|| "all".to_owned(), |name| crate::base::slug::slugify(name));
    let fields = [
        (":slug", slug.to_owned()),
        ("{slug}", slug.to_owned()),
        (":year", day.format("%Y").to_string()),
        ("{year}", day.format("%Y").to_string()),
        (":month", day.format("%m").to_string()),
        ("{month}", day.format("%m").to_string()),
        (":day", day.format("%d").to_string()),
        ("{day}", day.format("%d").to_string()),
        (":id", item.key.clone()),
        ("{id}", item.key.clone()),
        (":author", author.clone()),
        ("{author}", author),
        (":primary_author", String::new()),
        (":primary_tag", tag.clone()),
        ("{primary_tag}", tag),
    ];
    fields.iter().fold(pattern.to_owned(), |address, (field, value)| address.replace(field, value))
}

/// The text: as HTML, or else in the form of one of the editors.
fn body(post: &GhostPost, item: &mut ImportedItem) {
    let given = |text: &Option<String>| text.as_deref().filter(|text| !text.trim().is_empty()).map(ToOwned::to_owned);
    let read = given(&post.html)
        .map(|html| {
            let (html, hidden) = without_gated(&html);
            GhostText { html: without_cards(&html), unknown: Vec::new(), hidden }
        })
        .or_else(|| lexical(&given(&post.lexical)?))
        .or_else(|| mobiledoc(&given(&post.mobiledoc)?));
    let text = read.unwrap_or_default();
    for kind in text.unknown {
        let loss = ImportLoss::new(Harm::Part, format!("the card `{kind}`"), item.place.file.clone());
        let loss = loss.told(
            format!("\"{}\" has a card of the kind `{kind}`, which is not known", item.title),
            "write what it showed",
        );
        item.losses.push(loss);
    }
    if text.hidden > 0 {
        let loss = ImportLoss::new(Harm::Private, "cards for members or in messages", item.place.file.clone());
        let message = format!("{} cards of \"{}\" were not for all readers of the site", text.hidden, item.title);
        item.losses.push(loss.told(message, "write them anew, if all may read them"));
    }
    item.body = ImportedBody::Html(text.html.replace("__GHOST_URL__", ""));
    if item.status == ImportedStatus::Private {
        let loss = ImportLoss::new(Harm::Page, "texts for members", item.place.file.clone());
        let message = format!("\"{}\" was only for members or subscribers, so it is a draft", item.title);
        item.losses.push(loss.told(message, "remove `draft: true` to publish it for all"));
    }
}

/// HTML without the cards that only members saw, and how many these are.
fn without_gated(html: &str) -> (String, usize) {
    let (mut written, mut hidden, mut rest) = (String::with_capacity(html.len()), 0, html);
    while let Some((before, after)) = rest.split_once("<!--kg-gated-block:begin") {
        let (values, inner) = after.split_once("-->").unwrap_or((after, ""));
        let (inner, next) = inner.split_once("<!--kg-gated-block:end-->").unwrap_or((inner, ""));
        written.push_str(before);
        if values.contains("nonMember:true") {
            written.push_str(inner);
        } else {
            hidden += 1;
        }
        rest = next;
    }
    written.push_str(rest);
    (written, hidden)
}

/// HTML without the marks of cards: bookmarks as links, notes as quotations.
fn without_cards(html: &str) -> String {
    let mut written = String::with_capacity(html.len());
    let (mut done, mut at) = (0, 0);
    while let Some(tag) = next_tag(html, at, &["figure", "div"]) {
        at = tag.range.end;
        let class = tag.get("class").unwrap_or_default();
        let end = |close: &str| html.get(at..).and_then(|rest| rest.find(close)).map(|end| at + end + close.len());
        let (replaced, end) = if class.contains("kg-bookmark-card") {
            let Some(end) = end("</figure>") else { continue };
            let card = html.get(at..end).unwrap_or_default();
            let part =
                |class: &str| card.split_once(class).map(|(_, rest)| rest.split_once('>').map_or("", |(_, rest)| rest));
            let text = |class: &str| {
                part(class).map(|rest| plain_text(rest.split("</div>").next().unwrap_or_default())).unwrap_or_default()
            };
            let href = next_tag(card, 0, &["a"]).and_then(|link| link.get("href")).unwrap_or_default();
            (bookmark(&href, &text("kg-bookmark-title"), &text("kg-bookmark-description")), end)
        } else if class.contains("kg-callout-emoji") {
            let Some(end) = end("</div>") else { continue };
            (format!("{} ", plain_text(html.get(at..end).unwrap_or_default())), end)
        } else if class.contains("kg-callout-card") {
            ("<blockquote>".to_owned(), at)
        } else if class.contains("kg-callout-text") {
            let Some(end) = end("</div>") else { continue };
            let inner = html.get(at..end).unwrap_or_default().trim_end_matches("</div>");
            (format!("{inner}</blockquote>"), end)
        } else {
            continue;
        };
        written.push_str(html.get(done..tag.range.start).unwrap_or_default());
        written.push_str(&replaced);
        (done, at) = (end, end);
    }
    written.push_str(html.get(done..).unwrap_or_default());
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_are_what_readers_saw() {
        let html = "<p>a</p><figure class=\"kg-card kg-bookmark-card\"><a class=\"kg-bookmark-container\" href=\"https://x.example/\">\
            <div class=\"kg-bookmark-content\"><div class=\"kg-bookmark-title\">Een &amp; ander</div><div class=\"kg-bookmark-description\">Over x</div></div>\
            </a></figure><p>b</p>";
        assert_eq!(
            without_cards(html),
            "<p>a</p><p><a href=\"https://x.example/\">Een &amp; ander</a><br>Over x</p>\n<p>b</p>"
        );
        let note = "<div class=\"kg-card kg-callout-card\"><div class=\"kg-callout-emoji\">💡</div><div class=\"kg-callout-text\">Let <b>op</b></div></div>";
        assert_eq!(without_cards(note), "<blockquote>💡 Let <b>op</b></blockquote></div>");
    }
}
