//! One file of `content/` → one item: its front matter is split off, and read as that of an item or of a text about a term.

use super::front_matter::{Split, continued, split};
use super::item::ItemTerms;
use super::item_terms::own_terms;
use super::other_keys::{ITEM_KEYS, PAGE_KEYS};
use super::read::ItemReader;
use super::read_term::read_term;
use super::site_input::SiteInput;
use super::typed::{ItemFile, PAGES};
use super::{Item, ItemKind};
use crate::base::files::decode;
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic};

/// Reads one file. `None` where there is too much wrong with it to make an item.
pub(super) fn read(
    file: &str,
    bytes: Vec<u8>,
    site: &SiteInput<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<(Item, ItemTerms)> {
    let text = decode(file, bytes).map_err(|finding| findings.push(finding)).ok()?;
    let Split { yaml, body } = split(file, &text).map_err(|finding| findings.push(finding)).ok()?;
    let mapping = Mapping { file, text: &text, yaml };
    if let Some(folder) = site.config.term_folder(file) {
        return read_term(&mapping, body, (site, folder), findings);
    }
    let kind = if file.starts_with(PAGES) { ItemKind::Page } else { ItemKind::News };
    let own = own_terms(&mapping, kind, site.config, findings);
    let rest = Mapping { text: own.as_ref().map_or(&*text, |own| &own.text), ..mapping.clone() };
    let typed: ItemFile = rest
        .read(if kind == ItemKind::Page { PAGE_KEYS } else { ITEM_KEYS }, Code::FrontMatterSyntax)
        .report_to(findings);
    findings.extend(continued(file, &text, body, ITEM_KEYS.known));
    let own = own.map(|own| own.terms).unwrap_or_default();
    ItemReader::new(&mapping, kind, site, findings).item((typed, own), body)
}
