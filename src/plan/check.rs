//! References that lead nowhere: every link, image and related item in texts and settings leads somewhere, or is a finding.

use rayon::prelude::*;

use super::idle_list::idle_lists;
use super::idle_setting::idle_settings;
use super::links::{Destination, Missing, destinations, resolve};
use super::near_file::{general_hint, near_file};
use super::odd_address::meant_elsewhere;
use super::page::Subject;
use super::paths::file_path;
use super::places::{BodyPlaces, in_front_matter};
use super::redirects::{self, RedirectPlaces};
use super::sheet_links::sheet_links;
use super::site_files;
use super::snapshot::Snapshot;
use crate::base::{Code, Diagnostic, Place, suggest};
use crate::config::{Config, Fetched};
use crate::content::markdown::Quotes;
use crate::content::{
    BodySettings, CONTENT, Facts, ImageProblem, Item, ItemKind, Reference, ReferenceKind, ReservedIds, is_elsewhere,
    is_external,
};
use crate::model::ItemId;

/// A reference of a text or a setting.
struct Referred<'a> {
    /// The item that it stands in; `None` in the settings.
    item: Option<ItemId>,
    /// The reference, as written.
    to: &'a str,
    target: ReferenceKind,
    /// Its place, for a finding about it.
    place: &'a dyn Fn() -> Place,
    /// Whether what is probably meant is looked for: that takes a look at the names of all files.
    is_hinted: bool,
}

/// The most items with broken references for which it is looked what is probably meant.
const HINTED_ITEMS: usize = 50;
/// The most findings of an item for which it is looked.
const HINTED: usize = 10;

/// Checks all references of all items and of the settings.
pub fn broken_references(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let config = &snapshot.config;
    let ids: Vec<ItemId> = snapshot.site.ids().collect();
    let check = |is_hinted: bool| {
        move |id: &ItemId| Some((*id, check_item(snapshot, *id, is_hinted))).filter(|(_, found)| !found.is_empty())
    };
    let mut broken: Vec<(ItemId, Vec<Diagnostic>)> = ids.par_iter().filter_map(check(false)).collect();
    let others = broken.split_off(broken.len().min(HINTED_ITEMS));
    let first: Vec<ItemId> = broken.into_iter().map(|(id, _)| id).collect();
    let first: Vec<(ItemId, Vec<Diagnostic>)> = first.par_iter().filter_map(check(true)).collect();
    let mut findings: Vec<Diagnostic> = first.into_iter().chain(others).flat_map(|(_, findings)| findings).collect();
    findings.extend(snapshot.pictures().positions());
    findings.extend(snapshot.pictures().damaged());
    findings.extend(snapshot.layout.files.without_address());
    findings.extend(site_files::missing(snapshot));
    findings.extend(site_files::pointers(snapshot));
    broken_redirects(snapshot, &mut findings);
    findings.extend(idle_settings(snapshot));
    findings.extend(idle_lists(snapshot));
    findings.extend(sheet_links(snapshot));
    for language in &config.languages {
        for entry in language.menu_links().filter(|entry| !is_elsewhere(&config.own_urls, &entry.link)) {
            let place = || entry.place.clone();
            let referred =
                Referred { item: None, to: &entry.link, target: ReferenceKind::Link, place: &place, is_hinted: true };
            findings.extend(check_one(snapshot, &referred, resolve(snapshot, None, &entry.link)));
        }
        let place = || config.footer_place.clone();
        let footer = (crate::config::FILE, &*language.footer);
        let facts = facts_of(config, footer, &language.quotes, &place, &mut findings);
        let place = |reference: &Reference| site_files::in_footer(snapshot, language, &reference.to);
        check_text(snapshot, None, &facts, &place, &mut findings);
    }
    findings
}

/// Checks the redirects of the settings.
fn broken_redirects(snapshot: &Snapshot, findings: &mut Vec<Diagnostic>) {
    let config = &snapshot.config;
    let places = RedirectPlaces::new(snapshot);
    let mut broken = 0;
    for redirect in config.redirects.0.iter().filter(|it| it.is_to_file(&config.own_urls)) {
        let place = || places.of(redirect);
        let is_hinted = broken < HINTED;
        let referred = Referred { item: None, to: &redirect.to, target: ReferenceKind::Link, place: &place, is_hinted };
        let found = check_one(snapshot, &referred, resolve(snapshot, None, &redirect.to));
        broken += usize::from(found.is_some());
        findings.extend(found);
    }
    findings.extend(redirects::loops(&places));
    findings.extend(redirects::host_problems(&places));
    findings.extend(redirects::lost_patterns(&places));
}

fn check_item(snapshot: &Snapshot, id: ItemId, is_hinted: bool) -> Vec<Diagnostic> {
    let item = snapshot.site.item(id);
    let mut findings = Vec::new();
    let places = BodyPlaces::new(snapshot, item);
    let mut found = destinations(snapshot, id);
    for (reference, found) in item.facts.references.iter().zip(found.by_ref()) {
        let place = || places.of(reference);
        let referred = Referred {
            item: Some(id),
            to: &reference.to,
            target: reference.target,
            place: &place,
            is_hinted: is_hinted && findings.len() < HINTED,
        };
        findings.extend(check_one(snapshot, &referred, found));
    }
    for reference in &item.facts.foreign {
        let place = || places.of(reference);
        findings.extend(check_external_image(snapshot, Some(id), &reference.to, &place));
    }
    if let Some(lead) = &item.lead {
        let quotes = &snapshot.config.language(item.language).quotes;
        let place = || in_front_matter(snapshot, id, |mapping| mapping.key("lead"));
        let facts = facts_of(&snapshot.config, (&item.file, lead), quotes, &place, &mut findings);
        let in_lead =
            |reference: &Reference| in_front_matter(snapshot, id, |mapping| mapping.value("lead", &reference.to));
        check_text(snapshot, Some(id), &facts, &in_lead, &mut findings);
    }
    if let Some((image, found)) = item.image.as_ref().zip(item.image.as_ref().and_then(|_| found.next())) {
        let place = || in_front_matter(snapshot, id, |mapping| mapping.value("image", &image.src));
        let referred = Referred {
            item: Some(id),
            to: &image.src,
            target: ReferenceKind::Image,
            place: &place,
            is_hinted: is_hinted && findings.len() < HINTED,
        };
        findings.extend(if is_elsewhere(&snapshot.config.own_urls, &image.src) {
            check_external_image(snapshot, Some(id), &image.src, &place)
        } else {
            check_one(snapshot, &referred, found)
        });
    }
    for (offer, found) in item.rare().attachments.iter().zip(found) {
        let place = || in_front_matter(snapshot, id, |mapping| mapping.value("attachments", &offer.file));
        let referred = Referred {
            item: Some(id),
            to: &offer.file,
            target: ReferenceKind::Link,
            place: &place,
            is_hinted: is_hinted && findings.len() < HINTED,
        };
        findings.extend(check_attachment(snapshot, item, &referred, found));
    }
    findings.extend(missing_related(snapshot, id, is_hinted));
    findings
}

/// Reads a lead or a footer, which is part of a file; `place` gives the place of its key.
fn facts_of(
    config: &Config,
    text: (&str, &str),
    quotes: &Quotes,
    place: &dyn Fn() -> Place,
    findings: &mut Vec<Diagnostic>,
) -> Facts {
    let mut own = Vec::new();
    let settings = BodySettings {
        own_urls: &config.own_urls,
        quotes,
        reserved: &ReservedIds::default(),
        markdown: config.markdown,
    };
    let facts = Facts::read(text, 0, &settings, &mut own);
    let too_deep = own.into_iter().filter(|finding| finding.code == Code::NestingTooDeep);
    findings.extend(too_deep.map(|finding| Diagnostic { place: place(), ..finding }));
    facts
}

/// Checks the references of a lead or a footer; `place` gives the place of one.
fn check_text(
    snapshot: &Snapshot,
    item: Option<ItemId>,
    facts: &Facts,
    place: &dyn Fn(&Reference) -> Place,
    findings: &mut Vec<Diagnostic>,
) {
    for reference in &facts.references {
        let place = || place(reference);
        let referred = Referred {
            item,
            to: &reference.to,
            target: reference.target,
            place: &place,
            is_hinted: findings.len() < HINTED,
        };
        findings.extend(check_one(snapshot, &referred, resolve(snapshot, item, &reference.to)));
    }
    for reference in &facts.foreign {
        findings.extend(check_external_image(snapshot, item, &reference.to, &|| place(reference)));
    }
}

/// An image of another site comes from a host that is allowed.
fn check_external_image(
    snapshot: &Snapshot,
    item: Option<ItemId>,
    to: &str,
    place: &dyn Fn() -> Place,
) -> Option<Diagnostic> {
    let (message, allow) = match snapshot.config.external_images.fetch(to) {
        Fetched::Allowed => return None,
        Fetched::From(host) => (
            format!("this image is loaded from `{host}`, which can then track readers"),
            Some(format!("or allow the host in site.yaml: `external_images: [{host}]`")),
        ),
        Fetched::Never => (format!("browsers cannot load an image from `{to}`"), None),
    };
    let hint = match item {
        Some(_) => "put the file beside this one and write its name: `foto.jpg`",
        None => "put the file in `static/` and write its address: `/foto.jpg`",
    };
    let finding = Diagnostic::new(Code::ImageExternal, place(), message).hint(hint);
    Some(allow.into_iter().fold(finding, Diagnostic::hint))
}

/// An attachment is a file, not a page.
fn check_attachment(
    snapshot: &Snapshot,
    item: &Item,
    referred: &Referred<'_>,
    found: Result<Destination<'_>, Missing>,
) -> Option<Diagnostic> {
    if is_external(referred.to) {
        return Some(attachment_elsewhere(referred.to, (referred.place)()));
    }
    let path = file_path(&snapshot.site.names, item.folder(), referred.to);
    let is_file = path.is_some_and(|path| snapshot.layout.files.attached.contains_key(&*path));
    if found.is_err() || is_file {
        return check_one(snapshot, referred, found);
    }
    let message = format!("`{}` cannot be an attachment", referred.to);
    let hint = "put the file beside this one and write its name; for a page, use a link in the text";
    Some(Diagnostic::new(Code::AttachmentInvalid, (referred.place)(), message).hint(hint))
}

/// An attachment is copied and measured, so it must be a file of the site.
fn attachment_elsewhere(to: &str, place: Place) -> Diagnostic {
    let name = to.split(['?', '#']).next().unwrap_or_default().rsplit('/').find(|part| !part.is_empty()).unwrap_or(to);
    let message =
        format!("`{to}` cannot be an attachment: it is not a file beside the item, so readers would not see it");
    Diagnostic::new(Code::AttachmentInvalid, place, message)
        .hint(format!("put the file beside this one and write its name: `{name}`"))
        .hint(format!("or remove it here, and link to it in the text: `[{name}]({to})`"))
}

fn missing_related(snapshot: &Snapshot, id: ItemId, is_hinted: bool) -> Vec<Diagnostic> {
    let item = snapshot.site.item(id);
    let is_missing = |related: &str| match resolve(snapshot, Some(id), related) {
        Ok(found) => !is_closed(snapshot, &found) && related_item(snapshot, id, related).is_none(),
        Err(missing) => missing != Missing::Unread,
    };
    let is_own = |related: &str| related_item(snapshot, id, related) == Some(id);
    let own = item.rare().related.iter().filter(|related| is_own(related)).map(|related| {
        let place = in_front_matter(snapshot, id, |mapping| mapping.value("related", related));
        Diagnostic::new(Code::RelatedMissing, place, "an item is not related to itself")
            .hint("name another item, or remove it")
    });
    let missing = item.rare().related.iter().map(|related| &**related).filter(|related| is_missing(related));
    let finding = |(number, related): (usize, &str)| {
        let place = in_front_matter(snapshot, id, |mapping| mapping.value("related", related));
        let message = format!("there is no news item `{related}`");
        let near = (is_hinted && number < HINTED).then(|| near_file(snapshot, item.folder(), related)).flatten();
        let hint = near.unwrap_or_else(|| general_hint(ReferenceKind::Link).to_owned());
        Diagnostic::new(Code::RelatedMissing, place, message).hint(hint)
    };
    own.chain(missing.enumerate().map(finding)).collect()
}

/// The news item that `related` names.
pub(super) fn related_item(snapshot: &Snapshot, id: ItemId, related: &str) -> Option<ItemId> {
    let destination = resolve(snapshot, Some(id), related).ok()?;
    // It may be named by its address too.
    let of_page = || match snapshot.layout.page_at(destination.address?)?.subject {
        Subject::Item(id) => Some(id),
        _ => None,
    };
    let found = destination.item.or_else(of_page)?;
    (snapshot.site.item(found).kind == ItemKind::News && snapshot.site.closing(found).is_none()).then_some(found)
}

fn is_closed(snapshot: &Snapshot, destination: &Destination<'_>) -> bool {
    destination.item.is_some_and(|id| snapshot.site.closing(id).is_some())
}

fn check_one(
    snapshot: &Snapshot,
    found: &Referred<'_>,
    destination: Result<Destination<'_>, Missing>,
) -> Option<Diagnostic> {
    match destination {
        Ok(destination) if found.target == ReferenceKind::Image => shown_or_not(found, &destination),
        Ok(destination) if found.item != destination.item && is_closed(snapshot, &destination) => Some(
            Diagnostic::new(
                Code::LinkWithdrawn,
                (found.place)(),
                format!("`{}` is withdrawn or has expired", found.to),
            )
            .hint("remove the link, or lead readers to where the matter is now"),
        ),
        Ok(destination) => check_heading(snapshot, found, &destination),
        Err(Missing::Unread) => None,
        Err(Missing::HeldBack(file)) => {
            let message = format!("`{file}` is a draft or not yet published, so this link would be broken");
            Some(
                Diagnostic::new(Code::LinkBroken, (found.place)(), message)
                    .hint("publish that item too, or remove the link"),
            )
        }
        Err(Missing::Nothing(_)) if is_external(found.to) => {
            let message = format!("`{}` is an address of this site, but no page or file has it", found.to);
            let hint = "correct it; if another program answers there, set `lints: {link-own: off}` in site.yaml";
            Some(Diagnostic::new(Code::LinkOwn, (found.place)(), message).hint(hint))
        }
        Err(Missing::Nothing(_)) if redirects::is_redirected(snapshot, found.to) => None,
        Err(Missing::Nothing(file)) => {
            let (code, what) = match found.target {
                ReferenceKind::Image => (Code::ImageMissing, "image"),
                ReferenceKind::Link => (Code::LinkBroken, "file or page"),
            };
            let folder = found.item.map_or(CONTENT, |id| snapshot.site.item(id).folder());
            let near = || found.is_hinted.then(|| near_file(snapshot, folder, found.to)).flatten();
            let hint = meant_elsewhere(found.to, found.target).or_else(near);
            let hint = hint.unwrap_or_else(|| match found.item {
                Some(_) => general_hint(found.target).to_owned(),
                None => "write an address of the site such as `/nieuws/`, or a file in `content/` such as `pages/contact.md`".to_owned(),
            });
            Some(Diagnostic::new(code, (found.place)(), format!("there is no {what} `{file}`")).hint(hint))
        }
    }
}

fn check_heading(snapshot: &Snapshot, found: &Referred<'_>, destination: &Destination<'_>) -> Option<Diagnostic> {
    let fragment = destination.suffix.split_once('#').map(|(_, fragment)| fragment).filter(|id| !id.is_empty())?;
    let fragment = percent_encoding::percent_decode_str(fragment).decode_utf8().ok()?;
    let (id, target) = (destination.item?, snapshot.site.item(destination.item?));
    // `#top` is the top of every page (HTML §7.4.6.4).
    let is_of_page = fragment.eq_ignore_ascii_case("top") || snapshot.theme.ids.has(&fragment);
    if is_of_page || snapshot.memo.anchors(id, target).has(&fragment, target, &*snapshot.sources) {
        return None;
    }
    let known = target.facts.headings.iter().map(|heading| heading.id);
    let hint = match known.clone().next() {
        None => "the page has no headings: link to it without `#…`".to_owned(),
        Some(_) if found.is_hinted => suggest::hint(&fragment, known),
        Some(_) => "write the id of a heading of that page".to_owned(),
    };
    let message = format!("`{}` has no heading `#{fragment}`", target.file);
    Some(Diagnostic::new(Code::HeadingMissing, (found.place)(), message).hint(hint))
}

/// An image has to be a file that browsers show as one.
/// Whether a file has the name of what no browser shows as a picture.
fn is_document(to: &str) -> bool {
    const ENDINGS: &[&str] =
        &["txt", "pdf", "doc", "docx", "odt", "rtf", "csv", "xls", "xlsx", "md", "html", "htm", "mp3", "mp4", "zip"];
    let ending = to.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&&*ending))
}

fn shown_or_not(found: &Referred<'_>, destination: &Destination<'_>) -> Option<Diagnostic> {
    let (reason, hint) = match destination.picture {
        // The file has a finding of its own.
        Some((_, Err(ImageProblem::Pointer))) => return None,
        Some((_, Err(unshown))) => unshown.in_words(),
        None if destination.item.is_some() || is_document(found.to) => ImageProblem::NoPicture.in_words(),
        // Files without the name of an image are not inspected: they may belong to the theme or to another program.
        Some((_, Ok(_))) | None => return None,
    };
    Some(Diagnostic::new(Code::ImageUnreadable, (found.place)(), format!("`{}` {reason}", found.to)).hint(hint))
}
