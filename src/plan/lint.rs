//! Lints of texts: faults that break nothing, but that readers notice. A check and the preview report them; a build does not
//! read for them.

use std::sync::Arc;

use rayon::prelude::*;

use super::blocked::blocked;
use super::document;
use super::lint_block::lint_blocks;
use super::lint_document::lint_documents;
use super::lint_field::{lint_fields, lint_settings};
use super::odd_address::odd_address;
use super::paths::file_path;
use super::places::in_front_matter;
use super::prose::{SiteText, each_text};
use super::redirects::RedirectPlaces;
use super::site_files::{example_host, in_footer, sample_details};
use super::snapshot::Snapshot;
use super::vague::is_vague;
use super::weigh::weigh;
use crate::base::files::readable_text;
use crate::base::url_scope::{Scope, scope};
use crate::base::{Code, Diagnostic, Place, PlaceFinder, Severity};
use crate::config::FILE;
use crate::content::leftover::Leftover;
use crate::content::prose::{Prose, ProseLink};
use crate::content::{DamagedText, Item, ReferenceKind, damaged, is_external};
use crate::model::ItemId;

/// The most characters of a summary: about what search engines show.
const SUMMARY: usize = 160;
/// The most characters of a title.
const TITLE: usize = 90;

/// Lints of all texts: faults that break nothing, but that readers notice.
pub fn lints(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let config = &snapshot.config;
    let ids: Vec<ItemId> = snapshot.site.ids().collect();
    let mut findings: Vec<Diagnostic> = ids.par_iter().flat_map_iter(|id| lint_item(snapshot, *id)).collect();
    findings.extend(example_host(snapshot));
    findings.extend(sample_details(snapshot));
    for language in &config.languages {
        let footer = Prose::read(&language.footer, &language.quotes, snapshot.config.markdown);
        let part = |range: std::ops::Range<usize>| language.footer.get(range).unwrap_or_default();
        let place = |range: std::ops::Range<usize>| in_footer(snapshot, language, part(range));
        let text = SiteText { prose: &footer, language, place: &place };
        lint_text(None, &text, snapshot, &mut findings);
        findings.extend(blocked(config, &text));
        for entry in language.menu_links() {
            findings.extend(lint_address(&entry.link, || entry.place.clone()));
        }
    }
    let places = RedirectPlaces::new(snapshot);
    for redirect in &config.redirects.0 {
        findings.extend(lint_address(&redirect.to, || places.of(redirect)));
    }
    findings.extend(lint_settings(snapshot));
    weigh(snapshot, &mut findings);
    findings
}

/// Lints of one item, without those that are known.
pub fn lint(snapshot: &Snapshot, id: ItemId) -> Vec<Diagnostic> {
    let mut findings = lint_item(snapshot, id);
    weigh(snapshot, &mut findings);
    snapshot.config.baseline.cover(&mut findings, &*snapshot.sources);
    findings
}

fn lint_item(snapshot: &Snapshot, id: ItemId) -> Vec<Diagnostic> {
    let item = snapshot.site.item(id);
    let mut findings = Vec::new();
    each_text(snapshot, item, |text| {
        lint_text(Some(item), text, snapshot, &mut findings);
        findings.extend(blocked(&snapshot.config, text));
    });
    findings.extend(lint_damage(snapshot, id));
    findings.extend(lint_fields(snapshot, id));
    findings.extend(lint_documents(snapshot, id));
    findings.extend(lint_version(item));
    if let Some(updated) = item.rare().updated.filter(|updated| updated.at.to_utc() > snapshot.site.at) {
        let place = in_front_matter(snapshot, id, |mapping| mapping.value("updated", ""));
        let message = format!("this change of {} is in the future, and readers see that date now", updated.day());
        let finding = Diagnostic::new(Code::DateOrder, place, message);
        let finding = finding.hint("write the date of the last change; to publish later, write that day under `date`");
        findings.push(Diagnostic { severity: Severity::Warning, ..finding });
    }
    findings.extend(lint_future_update(snapshot, item));
    let too_long = [
        (Code::TitleLong, "title", Some(&*item.title), TITLE, "shorten it, and move the details to the lead"),
        (Code::SummaryLong, "summary", item.summary.as_deref(), SUMMARY, "summarise the item in one sentence"),
    ];
    for (code, key, text, most, hint) in too_long {
        let length = text.map_or(0, |text| text.chars().count());
        if length > most {
            let place = in_front_matter(snapshot, id, |mapping| mapping.value(key, ""));
            let message = format!("this {key} has {length} characters, and may be cut off after about {most}");
            findings.push(Diagnostic::new(code, place, message).hint(hint));
        }
    }
    findings
}

/// The newest update of a live item, where it is in the future.
fn lint_future_update(snapshot: &Snapshot, item: &Item) -> Option<Diagnostic> {
    let last = item.last_update().filter(|last| last.at.to_utc() > snapshot.site.at)?;
    let time = last.time().unwrap_or_default();
    let message = format!(
        "the newest update of this item is of {} at {time}, which is in the future, and readers see it now",
        last.day()
    );
    let hint = "mend its time, or write the day before it: `## 3 december, 14:05 …`";
    Some(Diagnostic::new(Code::LiveTime, Place::file(&item.file), message).hint(hint))
}

/// A version in plain language of nothing.
fn lint_version(item: &Item) -> Option<Diagnostic> {
    item.rare().plain.as_ref().filter(|plain| !plain.has_normal)?;
    let message = "this text in plain language is a version of no item, so it stands in lists itself";
    let hint = format!("name it as the item that it belongs to, which would be `{}.md`; or leave it so", item.stem());
    Some(Diagnostic::new(Code::VersionAlone, Place::file(&item.file), message).hint(hint))
}

/// What was read in the wrong encoding, and control characters.
fn lint_damage(snapshot: &Snapshot, id: ItemId) -> Vec<Diagnostic> {
    let item = snapshot.site.item(id);
    let Some(text) = readable_text(&*snapshot.sources, &item.file) else { return Vec::new() };
    let places = PlaceFinder::new(&item.file, text.as_str());
    let finding = |damage: DamagedText| {
        let (message, hint) = match &damage.meant {
            Some(meant) => {
                let typed = text.get(damage.range.clone()).unwrap_or_default();
                let message =
                    format!("`{typed}` was probably `{meant}`, before the text was read in the wrong encoding");
                (message, format!("write `{meant}`; if there are more, import the text again as UTF-8"))
            }
            None if !text.get(damage.range.clone()).is_some_and(|it| it.chars().all(char::is_control)) => (
                "a character was lost here before the text came to this site".to_owned(),
                "write the letter or sign that stood here".to_owned(),
            ),
            None => (
                "an invisible control character stands here, which HTML forbids".to_owned(),
                "remove it: in most editors with the backspace key behind it".to_owned(),
            ),
        };
        Diagnostic::new(Code::TextDamaged, places.span(damage.range), message).hint(hint)
    };
    damaged(&text).into_iter().map(finding).collect()
}

/// Lints of one text.
fn lint_text(item: Option<&Item>, text: &SiteText<'_>, snapshot: &Snapshot, findings: &mut Vec<Diagnostic>) {
    findings.extend(lint_headings(text));
    for table in &text.prose.bare_tables {
        let message = "this table has no header row to name its columns";
        let hint = "name each column in the first row: `| Dag | Tijd |`";
        findings.push(Diagnostic::new(Code::TableHeader, (text.place)(table.clone()), message).hint(hint));
    }
    findings.extend(lint_blocks(text, snapshot));
    findings.extend(text.prose.leftovers.iter().map(|left| lint_leftover(left, text)));
    let links = &text.prose.links;
    let mut announced = Announced::default();
    for (number, link) in links.iter().enumerate().filter(|(_, link)| link.target == ReferenceKind::Link) {
        findings.extend(lint_words(link, links.get(number + 1..).unwrap_or_default(), text));
        findings.extend(lint_address(&link.to, || (text.place)(link.own.clone())));
        findings.extend(lint_document(item, link, text, &mut announced, snapshot));
    }
}

/// Nothing of a text is a mark that was not understood.
fn lint_leftover(left: &Leftover, text: &SiteText<'_>) -> Diagnostic {
    let (code, message) = left.kind.told();
    Diagnostic::new(code, (text.place)(left.range.clone()), message).hint(left.hint.clone())
}

/// The kinds of documents that a paragraph announces: it is read once for each kind, not for each link.
#[derive(Default)]
struct Announced {
    paragraph: Option<Arc<str>>,
    kinds: Vec<(&'static str, bool)>,
}

impl Announced {
    fn has(&mut self, paragraph: &Arc<str>, kind: &'static str) -> bool {
        if !self.paragraph.as_ref().is_some_and(|known| Arc::ptr_eq(known, paragraph)) {
            *self = Self { paragraph: Some(Arc::clone(paragraph)), kinds: Vec::new() };
        }
        let known = self.kinds.iter().find(|(known, _)| *known == kind).map(|(_, is_announced)| *is_announced);
        known.unwrap_or_else(|| {
            let is_announced = document::is_announced(paragraph, kind);
            self.kinds.push((kind, is_announced));
            is_announced
        })
    }
}

/// A document is announced, so that nobody opens one who wanted a page.
fn lint_document(
    item: Option<&Item>,
    link: &ProseLink,
    text: &SiteText<'_>,
    announced: &mut Announced,
    snapshot: &Snapshot,
) -> Option<Diagnostic> {
    let kind = document::kind(&link.to)?;
    let words = link.text.as_deref()?;
    if announced.has(&link.paragraph, kind) {
        return None;
    }
    let path = file_path(&snapshot.site.names, item.map_or(crate::content::CONTENT, Item::folder), &link.to);
    let size = path
        .filter(|_| !is_external(&link.to))
        .and_then(|path| snapshot.sources.read(&path).ok())
        .map(|bytes| bytes.len());
    let size = size.map(|size| document::size(size, &text.language.tag)).unwrap_or_default();
    let message = format!("this link leads to a {kind} without saying so");
    let hint = format!("write `[{words} ({kind}{size})]({})`", link.to);
    let finding = Diagnostic::new(Code::DocumentLink, (text.place)(link.range.clone()), message).hint(hint);
    Some(match item {
        Some(_) if !is_external(&link.to) => {
            finding.hint("or list the file under `attachments`, which shows its type and size")
        }
        _ => finding,
    })
}

/// Headings go down one level at a time; the title of the page is above all of them.
fn lint_headings(text: &SiteText<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut before = 1;
    for (heading, place) in text.prose.headings.iter().zip(&text.prose.heading_places) {
        if heading.level > before + 1 {
            let (message, hint) = if before == 1 {
                ("the first heading has a lower level than later headings", "use the level of the later headings")
            } else {
                (
                    "this heading skips a level after the previous heading",
                    "remove a `#`, or add the missing heading above it",
                )
            };
            findings.push(Diagnostic::new(Code::HeadingJump, (text.place)(place.clone()), message).hint(hint));
        }
        before = heading.level;
    }
    findings
}

/// The text of a link says where it leads. `after` are the links and images after it, those in it first.
fn lint_words(link: &ProseLink, after: &[ProseLink], text: &SiteText<'_>) -> Option<Diagnostic> {
    let words = link.text.as_deref()?;
    let mut within = after.iter().take_while(|other| other.range.start < link.range.end);
    let has_image = within.any(|other| other.target == ReferenceKind::Image && other.range.end < link.range.end);
    let message = if words.is_empty() {
        // An image without a text in a link is one mistake: that of the image.
        if has_image || link.to.is_empty() {
            return None;
        }
        "this link has no text, so readers cannot see it".to_owned()
    } else if is_vague(words, &text.language.tag) {
        format!("`{words}` does not say where this link leads")
    } else {
        return None;
    };
    let hint = format!("describe the target: `[the report of the meeting]({})`", link.to);
    Some(Diagnostic::new(Code::LinkText, (text.place)(link.range.clone()), message).hint(hint))
}

/// A link leads somewhere, and where other readers come too.
fn lint_address(to: &str, place: impl Fn() -> Place) -> Option<Diagnostic> {
    if let Some((message, hint)) = odd_address(to) {
        return Some(Diagnostic::new(Code::LinkAddress, place(), message).hint(hint));
    }
    let where_to = match scope(to)? {
        Scope::Public | Scope::Nowhere => return None,
        Scope::Loopback => "this very machine",
        Scope::Private => "a private network",
    };
    let message = format!("`{to}` leads to {where_to}, which other readers cannot reach");
    let hint =
        format!("write a public URL; for a site on a private network, set `lints: {{link-local: off}}` in {FILE}");
    Some(Diagnostic::new(Code::LinkLocal, place(), message).hint(hint))
}
