//! The texts of items as HTML: bodies, leads and footers, their directives through the theme, and bodies for feeds.

use std::cell::{Cell, OnceCell};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use tera::{Context, Value};

use super::Failure;
use super::body::live::{LivePart, LiveParts, render_live};
use super::body::{self, BodyContext};
use super::clean;
use super::resolved::Resolved;
use super::sheet_links::linked_once;
use crate::base::fingerprint::Mixer;
use crate::base::{Code, Diagnostic, Error, Fingerprint, Place, files, suggest};
use crate::config::LanguageId;
use crate::content::ids::{FOOTER_PREFIX, LEAD_PREFIX};
use crate::content::markdown::Markdown;
use crate::content::{Directive, Item, LiveUpdate, Reference, ReferenceKind, ReservedIds, embed_on_site, is_elsewhere};
use crate::model::ItemId;
use crate::plan::feed_view::FeedEntry;
use crate::plan::{Destination, Snapshot, destination_of, keyed_contact, resolve};

/// The body of an item, read again.
pub(super) fn body(snapshot: &Snapshot, id: ItemId) -> Result<String, Failure> {
    body_with(snapshot, id, Medium::Page)
}

/// The updates of a live item, newest first.
pub(super) fn updates(snapshot: &Snapshot, id: ItemId) -> Result<Vec<String>, Failure> {
    Ok(parts(snapshot, id, Medium::Page)?.updates)
}

fn body_with(snapshot: &Snapshot, id: ItemId, medium: Medium) -> Result<String, Failure> {
    let BodyParts { mut html, updates, after } = parts(snapshot, id, medium)?;
    if snapshot.site.item(id).rare().live.is_some() {
        html.push_str("<div class=\"updates\">\n");
        html.extend(updates);
        html.push_str("</div>\n");
    }
    html.push_str(&after);
    Ok(linked_once(html))
}

/// Where a body is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Medium {
    /// On its page.
    Page,
    /// In a feed, whose readers have no style sheet for the colours of code, and break lines themselves.
    Feed,
}

/// A body: that of a live item with its updates apart.
struct BodyParts {
    html: String,
    updates: Vec<String>,
    after: String,
}

fn parts(snapshot: &Snapshot, id: ItemId, medium: Medium) -> Result<BodyParts, Failure> {
    let item = snapshot.site.item(id);
    let file = file_of(snapshot, item)?;
    let text = body_in(item, &file)?;
    let numbers = ReferenceNumbers::of(item);
    let context = BodyContext {
        quotes: &snapshot.config.language(item.language).quotes,
        reserved: &snapshot.theme.ids,
        colours: medium == Medium::Page && snapshot.config.markdown.code_colours,
        hyphens: (medium == Medium::Page).then_some(&*snapshot.config.language(item.language).tag),
        untrusted: snapshot.config.untrusted,
        image_sizes: &snapshot.theme.image_sizes,
        id_prefix: "",
        word: &|key| snapshot.theme.word(item.language, key).unwrap_or_default(),
        resolve: &|to, _: ReferenceKind| reference(snapshot, id, to, &numbers),
        directive: &|found, inner| directive(snapshot, item, found, inner),
    };
    let markdown = Markdown::of_file(&item.file, text, snapshot.config.markdown);
    if let Some(live) = &item.rare().live {
        let LiveParts { before, updates, after } =
            render_live(&markdown, &context, item.date).map_err(Failure::Findings)?;
        let html = |update: &LiveUpdate| update_html(snapshot, item, update, updates.get(update.place as usize));
        return Ok(BodyParts { html: before, updates: live.updates.iter().map(html).collect(), after });
    }
    let mut html = String::with_capacity(text.len() * 2);
    body::render(&markdown, &context, &mut html).map_err(Failure::Findings)?;
    Ok(BodyParts { html, updates: Vec::new(), after: String::new() })
}

/// An update as it stands on the page: with its anchor, and with its day where that is not the one of the item.
fn update_html(snapshot: &Snapshot, item: &Item, update: &LiveUpdate, part: Option<&LivePart>) -> String {
    let (title, html) = part.map_or(("", ""), |part| (part.title.as_str(), part.html.as_str()));
    let LiveUpdate { at, id, .. } = update;
    let time = at.time().unwrap_or_default();
    let day = (at.day() != item.date.day()).then(|| snapshot.config.language(item.language).calendar.day(at.day()));
    let time = day.map_or(time.clone(), |day| format!("{day}, {time}"));
    let iso = at.iso();
    format!(
        "<article class=\"update\" id=\"{id}\">\n<h2><a href=\"#{id}\"><time datetime=\"{iso}\">{time}</time></a> {title}</h2>\n\
         {html}</article>\n"
    )
}

/// The text of an item's file.
pub(super) fn file_of(snapshot: &Snapshot, item: &Item) -> Result<String, Failure> {
    files::read_text(&*snapshot.sources, &item.file)?.map_err(|finding| Failure::Findings(vec![finding]))
}

/// The body in the text of an item's file, which is the one of which the facts were taken.
pub(super) fn body_in<'f>(item: &Item, file: &'f str) -> Result<&'f str, Error> {
    let text = file.get(item.body.starts_at as usize..).unwrap_or_default();
    let is_same = Fingerprint::of(text.as_bytes()) == item.body.fingerprint;
    is_same.then_some(text).ok_or_else(|| Error::changed_meanwhile(&item.file))
}

/// The numbers of the references of a body, which are rendered in the order in which they were found.
struct ReferenceNumbers<'i> {
    references: &'i [Reference],
    next: Cell<usize>,
    /// The first number of each target, for what is rendered out of order: an image that is rendered twice.
    first: OnceCell<HashMap<&'i str, usize>>,
}

impl<'i> ReferenceNumbers<'i> {
    fn of(item: &'i Item) -> Self {
        Self { references: &item.facts.references, next: Cell::new(0), first: OnceCell::new() }
    }

    fn number(&self, to: &str) -> Option<usize> {
        let next = self.next.get();
        if self.references.get(next).is_some_and(|reference| *reference.to == *to) {
            self.next.set(next + 1);
            return Some(next);
        }
        let numbers =
            || self.references.iter().enumerate().rev().map(|(number, reference)| (&*reference.to, number)).collect();
        self.first.get_or_init(numbers).get(to).copied()
    }
}

/// A reference of a body, by its number.
fn reference(snapshot: &Snapshot, id: ItemId, to: &str, numbers: &ReferenceNumbers<'_>) -> Option<Resolved> {
    if is_elsewhere(&snapshot.config.own_urls, to) {
        return None;
    }
    match numbers.number(to) {
        Some(number) => destination_of(snapshot, id, number)?.ok().map(|destination| resolved(snapshot, &destination)),
        None => resolve(snapshot, Some(id), to).ok().map(|to| resolved(snapshot, &to)),
    }
}

/// The fingerprint of a body, with the destinations of its links and images.
pub(super) fn body_fingerprint(snapshot: &Snapshot, id: ItemId) -> Fingerprint {
    snapshot.memo.body_fingerprint(id, || {
        let item = snapshot.site.item(id);
        let mixer = Mixer::default().fingerprint(item.body.fingerprint);
        let mixer = mixer.bytes(&[u8::from(snapshot.config.untrusted)]).bytes(&snapshot.config.markdown.as_bytes());
        let contacts = item.facts.contacts.iter().map(|key| keyed_contact(snapshot, key, item.language));
        let mixer =
            contacts.fold(mixer, |mixer, contact| mixer.bytes(&serde_json::to_vec(&contact).unwrap_or_default()));
        // A live item is divided into updates, whose days are told apart from that of the item.
        let live = item.rare().live.as_ref().map(|live| (live, item.date));
        let mixer =
            live.into_iter().fold(mixer, |mixer, live| mixer.bytes(&serde_json::to_vec(&live).unwrap_or_default()));
        let numbers = 0..item.facts.references.len();
        numbers
            .fold(mixer, |mixer, number| match destination_of(snapshot, id, number) {
                Some(Ok(destination)) => mix(mixer, &resolved(snapshot, &destination)),
                _ => mixer.bytes(b""),
            })
            .finish()
    })
}

fn mix(mixer: Mixer, Resolved { href, size, offer }: &Resolved) -> Mixer {
    let mixer = mixer.bytes(href.as_bytes()).bytes(format!("{size:?}").as_bytes());
    // The addresses of all renditions have fingerprints of what they are made of.
    let sources = offer.iter().flat_map(|offer| &offer.sources).map(|source| &source.srcset);
    let copies = offer.iter().map(|offer| &offer.srcset).chain(sources);
    copies.fold(mixer, |mixer, copies| mixer.bytes(copies.as_bytes()))
}

/// A directive is a template of the theme: `directives/NAME.html`.
fn directive(
    snapshot: &Snapshot,
    item: &Item,
    directive: &Directive<'_>,
    inner: &str,
) -> Result<String, Vec<Diagnostic>> {
    let (theme, template) = (&snapshot.theme, format!("directives/{}.html", directive.name));
    if theme.named_template(&template).is_none() {
        let known: Vec<&str> = theme.directive_names().collect();
        let hint = suggest::hint(directive.name, known.iter().copied());
        let message = format!("the theme has no directive `{}`", directive.name);
        let place = directive_place(snapshot, item, directive);
        return Err(vec![Diagnostic::new(Code::DirectiveUnknown, place, message).hint(hint)]);
    }
    let Some(globals) = snapshot.globals(item.language) else { return Ok(inner.to_owned()) };
    let attributes: BTreeMap<&str, &str> = directive.attributes.iter().copied().collect();
    let contact = directive.contact_key().and_then(|key| keyed_contact(snapshot, key, item.language));
    let embed = embed_on_site(directive.argument, snapshot.config.untrusted);
    let embed = embed.map(|embed| BTreeMap::from([("frame", embed.frame), ("service", embed.service)]));
    let values = BTreeMap::from([
        ("embed", embed.map_or(Value::none(), |embed| Value::from_serializable(&embed))),
        ("contact", contact.map_or(Value::none(), |contact| Value::from_serializable(&contact))),
        ("name", Value::from(directive.name)),
        ("argument", Value::from(directive.argument)),
        ("attributes", Value::from_serializable(&attributes)),
        ("content", Value::safe_string(inner)),
    ]);
    let mut context = Context::new();
    context.insert_value("directive", Value::from(values));
    let mut out = Vec::new();
    theme.render(&globals.engine, &template, &context, &mut out)?;
    Ok(String::from_utf8_lossy(&out).into_owned())
}

fn directive_place(snapshot: &Snapshot, item: &Item, directive: &Directive<'_>) -> Place {
    let text = files::readable_text(&*snapshot.sources, &item.file).unwrap_or_default();
    let start = item.body.starts_at as usize + directive.range.start;
    Place::span(&item.file, &text, start..start + directive.name.len() + 4)
}

/// The lead of an item.
pub(super) fn lead(snapshot: &Snapshot, id: ItemId) -> Option<String> {
    let item = snapshot.site.item(id);
    let resolve = |to: &str, _: ReferenceKind| {
        let found =
            (!is_elsewhere(&snapshot.config.own_urls, to)).then(|| resolve(snapshot, Some(id), to).ok()).flatten();
        found.map(|to| resolved(snapshot, &to))
    };
    Some(short(snapshot, (item.language, LEAD_PREFIX), &resolve, item.lead.as_deref()?))
}

/// A whole item for feeds: lead image, lead and body.
pub(super) fn in_feed(snapshot: &Snapshot, entry: &FeedEntry<'_>) -> Result<Arc<str>, Failure> {
    snapshot.memo.feed_body(entry.item, || {
        let mut html = entry.image.as_ref().map(clean::lead_image).unwrap_or_default();
        html.push_str(entry.lead.as_deref().unwrap_or_default());
        html.push_str(&body_with(snapshot, entry.item, Medium::Feed)?);
        html.push_str(&clean::attachments(&entry.attachments));
        Ok(clean::for_feed(&html, &entry.url).into())
    })
}

/// The footer of a language.
pub(super) fn footer(snapshot: &Snapshot, language: LanguageId) -> String {
    let resolve = |to: &str, _: ReferenceKind| {
        if is_elsewhere(&snapshot.config.own_urls, to) {
            return None;
        }
        let href = match resolve(snapshot, None, to) {
            Ok(destination) if destination.address.is_some() => resolved(snapshot, &destination).href,
            _ => to.to_owned(),
        };
        Some(Resolved { href, ..Resolved::default() })
    };
    short(snapshot, (language, FOOTER_PREFIX), &resolve, &snapshot.config.language(language).footer)
}

/// A destination as a link on the site, with the renditions of a picture.
fn resolved(snapshot: &Snapshot, destination: &Destination<'_>) -> Resolved {
    let Destination { address, suffix, picture, .. } = *destination;
    let href =
        address.map_or_else(|| suffix.to_owned(), |address| format!("{}{suffix}", snapshot.config.href(address)));
    let size = picture.and_then(|(_, seen)| seen.as_ref().ok()).map(|picture| (picture.width, picture.height));
    let offer = picture.and_then(|(file, _)| snapshot.pictures().offer(file)).map(Box::new);
    Resolved { href, size, offer }
}

/// A short text: a lead, or a footer. It has no directives.
fn short(
    snapshot: &Snapshot,
    (language, id_prefix): (LanguageId, &str),
    resolve: &dyn Fn(&str, ReferenceKind) -> Option<Resolved>,
    markdown: &str,
) -> String {
    let context = BodyContext {
        quotes: &snapshot.config.language(language).quotes,
        reserved: &ReservedIds::default(),
        colours: snapshot.config.markdown.code_colours,
        hyphens: None,
        untrusted: snapshot.config.untrusted,
        image_sizes: &snapshot.theme.image_sizes,
        id_prefix,
        word: &|key| snapshot.theme.word(language, key).unwrap_or_default(),
        resolve,
        directive: &|_: &Directive<'_>, inner: &str| Ok::<String, std::convert::Infallible>(inner.to_owned()),
    };
    let mut html = String::new();
    let Ok(()) = body::render(&Markdown::new(markdown, snapshot.config.markdown), &context, &mut html);
    html
}
