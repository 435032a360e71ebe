//! What readers would stumble over in a text, though nothing is broken: told by a check and in the preview, never by a build,
//! which does not read for it.

use rayon::prelude::*;

use super::vague::is_vague;
use super::{Plan, document, links::file_path};
use crate::base::url_scope::{Scope, scope};
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic, Place, Sources, files};
use crate::config::{FILE, Language};
use crate::content::prose::{Linked, Prose};
use crate::content::{Item, Target, is_external, split};
use crate::model::ItemId;

/// The most characters of a summary: about what search engines show.
const SUMMARY: usize = 160;
/// The most characters of a title.
const TITLE: usize = 90;

/// A text of the site with what a check wants of it.
pub(super) struct Read<'t> {
    /// What it says.
    pub(super) prose: &'t Prose,
    /// The language that it is in.
    pub(super) language: &'t Language,
    /// Where a span of it stands.
    pub(super) place: &'t dyn Fn(std::ops::Range<usize>) -> Place,
}

impl Plan<'_> {
    /// What readers would stumble over, in all texts.
    pub fn lints(&self, sources: &dyn Sources) -> Vec<Diagnostic> {
        let ids: Vec<ItemId> = self.site.ids().collect();
        let mut findings: Vec<Diagnostic> = ids.par_iter().flat_map_iter(|id| self.lint(*id, sources)).collect();
        for language in &self.site.config.languages {
            let footer = Prose::read(&language.footer, 0, &language.quotes);
            let place = |_: std::ops::Range<usize>| self.site.config.footer_place.clone();
            lint_text(None, &Read { prose: &footer, language, place: &place }, sources, &mut findings);
            for entry in &language.menu {
                findings.extend(lint_address(&entry.link, || entry.place.clone()));
            }
        }
        self.site.config.lints.weigh(&mut findings);
        findings
    }

    /// What readers would stumble over in an item.
    pub fn lint(&self, id: ItemId, sources: &dyn Sources) -> Vec<Diagnostic> {
        let item = self.site.item(id);
        let mut findings = Vec::new();
        self.read_texts(item, sources, |read| lint_text(Some(item), read, sources, &mut findings));
        let too_long = [
            (Code::TitleLong, "title", Some(&*item.title), TITLE, "say it shorter, and leave the rest to the lead"),
            (
                Code::SummaryLong,
                "summary",
                item.summary.as_deref(),
                SUMMARY,
                "say it in one sentence; the text has the rest",
            ),
        ];
        for (code, key, text, most, hint) in too_long {
            let length = text.map_or(0, |text| text.chars().count());
            if length > most {
                let place = self.in_front_matter(id, sources, |mapping| mapping.value(key, ""));
                let message = format!("this {key} has {length} characters, and only about {most} are shown everywhere");
                findings.push(Diagnostic::new(code, place, message).hint(hint));
            }
        }
        self.site.config.lints.weigh(&mut findings);
        findings
    }

    /// Reads the lead and the body of an item anew. One that cannot be read now was changed meanwhile.
    pub(super) fn read_texts(&self, item: &Item, sources: &dyn Sources, mut each: impl FnMut(&Read<'_>)) {
        let language = self.site.config.language(item.language);
        let file = &*item.file;
        let Some(text) = sources.read(file).ok().and_then(|bytes| files::decode(file, bytes).ok()) else { return };
        let Ok(parts) = split(file, &text) else { return };
        if let Some(lead) = &item.lead {
            let prose = Prose::read(lead, 0, &language.quotes);
            let mapping = Mapping { file, text: &text, yaml: parts.yaml };
            let place = |span: std::ops::Range<usize>| mapping.value("lead", lead.get(span).unwrap_or_default());
            each(&Read { prose: &prose, language, place: &place });
        }
        let prose = Prose::read(&text, parts.body, &language.quotes);
        let place = |span| Place::span(file, &text, span);
        each(&Read { prose: &prose, language, place: &place });
    }
}

/// Looks through one text.
fn lint_text(item: Option<&Item>, read: &Read<'_>, sources: &dyn Sources, findings: &mut Vec<Diagnostic>) {
    findings.extend(lint_headings(read));
    for table in &read.prose.bare_tables {
        let message = "this table has no header row, so nothing says what its columns are";
        let hint = "write what each column has in its first row: `| Dag | Tijd |`";
        findings.push(Diagnostic::new(Code::TableHeader, (read.place)(table.clone()), message).hint(hint));
    }
    for link in read.prose.links.iter().filter(|link| link.target == Target::Link) {
        findings.extend(lint_words(link, read));
        findings.extend(lint_address(&link.to, || (read.place)(link.own.clone())));
        findings.extend(lint_document(item, link, read, sources));
    }
}

/// A document is announced, so that nobody opens one who wanted a page.
fn lint_document(item: Option<&Item>, link: &Linked, read: &Read<'_>, sources: &dyn Sources) -> Option<Diagnostic> {
    let kind = document::kind(&link.to)?;
    let text = link.text.as_deref()?;
    if document::is_announced(&link.paragraph, kind) {
        return None;
    }
    let path = file_path(item.map_or(crate::content::CONTENT, Item::folder), &link.to);
    let size =
        path.filter(|_| !is_external(&link.to)).and_then(|path| sources.read(&path).ok()).map(|bytes| bytes.len());
    let size = size.map(|size| document::size(size, &read.language.tag)).unwrap_or_default();
    let message = format!("this link leads to a {kind}, and nothing here says so");
    let hint = format!("write `[{text} ({kind}{size})]({})`", link.to);
    let finding = Diagnostic::new(Code::DocumentLink, (read.place)(link.range.clone()), message).hint(hint);
    Some(match item {
        Some(_) if !is_external(&link.to) => {
            finding.hint("or offer the file under `attachments`: its type and size are shown there by themselves")
        }
        _ => finding,
    })
}

/// Headings go down one level at a time; the title of the page is above all of them.
fn lint_headings(read: &Read<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut before = 1;
    for (heading, place) in read.prose.headings.iter().zip(&read.prose.heading_places) {
        if heading.level > before + 1 {
            let (message, hint) = if before == 1 {
                ("the first heading stands below the level of later ones", "begin with the level that the others have")
            } else {
                (
                    "this heading skips a level below the one before it",
                    "take away a `#`, or give it a heading to stand below",
                )
            };
            findings.push(Diagnostic::new(Code::HeadingJump, (read.place)(place.clone()), message).hint(hint));
        }
        before = heading.level;
    }
    findings
}

/// The text of a link says where it leads.
fn lint_words(link: &Linked, read: &Read<'_>) -> Option<Diagnostic> {
    let text = link.text.as_deref()?;
    let has_image = read.prose.links.iter().any(|other| {
        other.target == Target::Image && link.range.start < other.range.start && other.range.end < link.range.end
    });
    let message = if text.is_empty() {
        // An image without a text in a link is one mistake: that of the image.
        if has_image || link.to.is_empty() {
            return None;
        }
        "this link has no text, so nobody sees it".to_owned()
    } else if is_vague(text, &read.language.tag) {
        format!("`{text}` does not say where this link leads")
    } else {
        return None;
    };
    let hint = format!("write what is there: `[the report of the meeting]({})`", link.to);
    Some(Diagnostic::new(Code::LinkText, (read.place)(link.range.clone()), message).hint(hint))
}

/// A link leads where other readers come too.
fn lint_address(to: &str, place: impl Fn() -> Place) -> Option<Diagnostic> {
    let where_to = match scope(to)? {
        Scope::Public | Scope::Nowhere => return None,
        Scope::Loopback => "this very machine",
        Scope::Private => "a private network",
    };
    let message = format!("`{to}` leads to {where_to}: other readers find nothing there");
    let hint = format!(
        "write the public address; where the site is for a private network itself, write `lints: {{link-local: off}}` in {FILE}"
    );
    Some(Diagnostic::new(Code::LinkLocal, place(), message).hint(hint))
}
