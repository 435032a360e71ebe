//! Findings on files about terms: two about the same, and one that is about a term that no item has, but nearly.

use std::collections::HashMap;

use super::listing::{Group, Listing};
use super::site::Site;
use super::terms::Term;
use super::unusual::place;
use crate::base::{Code, Diagnostic, Place, Sources, files, suggest};
use crate::content::Item;

/// Finds what is wrong with the files about terms and sections.
pub fn term_files(site: &Site, sources: &dyn Sources, findings: &mut Vec<Diagnostic>) {
    let mut seen: HashMap<_, &Item> = HashMap::new();
    for item in site.items.iter().skip(site.listed()) {
        let Some(listing) = site.list_of(item) else { continue };
        if let Some(first) = seen.insert((item.language, listing), item) {
            let message = format!("`{}` is about the same as `{}`", item.file, first.file);
            let diagnostic = Diagnostic::new(Code::TermFileTwice, title_place(sources, item), message);
            findings.push(diagnostic.hint("remove one of the two files, or give it another `title` or `language`"));
            continue;
        }
        if let Listing::Term(group, term) = listing {
            findings.extend(unknown(site, sources, item, (group, term)));
        }
    }
}

/// The finding for a text about a term without items whose name resembles that of a term with items.
fn unknown(site: &Site, sources: &dyn Sources, item: &Item, (group, term): (Group, u32)) -> Option<Diagnostic> {
    let own = site.term(group, term);
    if own.count() > 0 {
        return None;
    }
    // A term with a file of its own is not the one that is meant.
    let is_meant = |other: &&Term| other.count() > 0 && other.texts().next().is_none();
    let others = || site.terms(group).all().iter().filter(is_meant);
    // A file that is named as the term is: `content/tags/zorg.md` with another title than `Zorg`.
    let named = others().find(|other| *other.slug == *item.stem()).map(|other| &*other.name);
    let near = named.or_else(|| suggest::nearest(&own.name, others().map(|other| &*other.name)))?;
    let key = group.key(&site.config);
    let message = format!("no item has `{}` among its {key}", own.name);
    let hint = format!("did you mean `title: {near}`?");
    Some(Diagnostic::new(Code::TermUnknown, title_place(sources, item), message).hint(hint))
}

fn title_place(sources: &dyn Sources, item: &Item) -> Place {
    let text = files::readable_text(sources, &item.file);
    place(&item.file, "title", &item.title, text.as_deref())
}
