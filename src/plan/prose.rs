//! The texts of items, read again for a check.

use super::snapshot::Snapshot;
use crate::base::files::readable_text;
use crate::base::yaml::Mapping;
use crate::base::{Place, PlaceFinder};
use crate::config::Language;
use crate::content::markdown::Markdown;
use crate::content::prose::Prose;
use crate::content::{Item, split};

/// A text of the site.
pub(super) struct SiteText<'t> {
    /// Its links, headings and tables.
    pub(super) prose: &'t Prose,
    /// Its language.
    pub(super) language: &'t Language,
    /// The place of a span of it.
    pub(super) place: &'t dyn Fn(std::ops::Range<usize>) -> Place,
}

/// Reads the lead and the body of an item. An item that cannot be read now was changed meanwhile.
pub(super) fn each_text(snapshot: &Snapshot, item: &Item, mut each: impl FnMut(&SiteText<'_>)) {
    let language = snapshot.config.language(item.language);
    let file = &*item.file;
    let Some(text) = readable_text(&*snapshot.sources, file) else { return };
    let Ok(parts) = split(file, &text) else { return };
    if let Some(lead) = &item.lead {
        let prose = Prose::read(lead, &language.quotes, snapshot.config.markdown);
        let mapping = Mapping { file, text: &text, yaml: parts.yaml };
        let place = |span: std::ops::Range<usize>| mapping.value("lead", lead.get(span).unwrap_or_default());
        each(&SiteText { prose: &prose, language, place: &place });
    }
    let body = text.get(parts.body..).unwrap_or_default();
    let markdown = Markdown::of_file(file, body, snapshot.config.markdown);
    let prose = Prose::of(&markdown, parts.body, &language.quotes);
    let places = PlaceFinder::new(file, &*text);
    let place = |span| places.span(span);
    each(&SiteText { prose: &prose, language, place: &place });
}
