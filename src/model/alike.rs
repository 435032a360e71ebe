//! Different names with one address: `Müller` and `Muller`, `café` and `cafe`.

use super::listing::Group;
use super::site::Site;
use super::terms::Term;
use super::unusual::place;
use crate::base::yaml::quoted;
use crate::base::{Code, Diagnostic, Sources, files};

/// Warns of names that would have the address of another name, at the oldest item that has them.
pub fn terms_alike(site: &Site, sources: &dyn Sources, findings: &mut Vec<Diagnostic>) {
    for group in site.groups() {
        for (moved, kept) in site.terms(group).alike() {
            findings.extend(finding(site, sources, group, (moved, kept)));
        }
    }
}

fn finding(site: &Site, sources: &dyn Sources, group: Group, (moved, kept): (&Term, &Term)) -> Option<Diagnostic> {
    let oldest = site.config.language_ids().filter_map(|language| moved.items(language).last()).max()?;
    let file = &*site.item(*oldest).file;
    let text = files::readable_text(sources, file);
    let key = group.key(&site.config);
    let message = format!(
        "the {key} `{}` and `{}` would have the same address, so `{}` has the slug `{}`",
        moved.name, kept.name, moved.name, moved.slug
    );
    let hint = format!(
        "if both are one, write the same name in every item; if not, give this one a slug in site.yaml:\n{}{}: {}-2{}",
        if group.is_own() { format!("taxonomies: {{{key}: {{slugs: {{") } else { format!("term_slugs: {{{key}: {{") },
        quoted(&moved.name),
        kept.slug,
        if group.is_own() { "}}}" } else { "}}" },
    );
    let place = place(file, key, &moved.name, text.as_deref());
    Some(Diagnostic::new(Code::TermsAlike, place, message).hint(hint))
}
