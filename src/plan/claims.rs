//! Two pages at one address: found, and told with both places.

use super::Plan;
use super::page::{Page, Subject};
use crate::base::yaml::Mapping;
use crate::base::{Address, Code, Diagnostic, Index, Place, Sources};
use crate::config;
use crate::content;
use crate::model::{Group, ItemId, Listing};

impl Plan<'_> {
    /// Notes which page stands at which address: the first that claims it.
    pub(super) fn index(&mut self) {
        let (by_key, clashes) = Index::of_made(self.pages(), |page| page.address.key());
        let layout = self.laid();
        (layout.by_key, layout.clashes) = (by_key, clashes);
    }

    /// The page at an address.
    pub fn page_at(&self, address: &Address) -> Option<&Page> {
        let key = address.key();
        self.layout.pages.get(self.layout.by_key.find(&key)?).filter(|page| page.address.key() == key)
    }

    /// Whether something stands at an address.
    pub(super) fn has(&self, address: &Address) -> bool {
        self.page_at(address).is_some()
    }

    /// Finds all addresses that more than one page claims.
    pub fn find_clashes(&self, sources: &dyn Sources, findings: &mut Vec<Diagnostic>) {
        let page = |number: u32| self.layout.pages.get(number as usize);
        let clashes = self.layout.clashes.iter().filter_map(|(later, first)| Some((page(*later)?, page(*first)?)));
        findings.extend(clashes.map(|(page, other)| self.clash(page, other, sources)));
    }

    fn clash(&self, page: &Page, other: &Page, sources: &dyn Sources) -> Diagnostic {
        let (page, other) = if has_author(page) || !has_author(other) { (page, other) } else { (other, page) };
        let message =
            format!("{0} and {2} have the same address: `{1}`", self.name(page), page.address, self.name(other));
        let diagnostic = Diagnostic::new(Code::AddressTaken, self.origin(page, sources), message);
        let diagnostic = if has_author(other) {
            diagnostic.related(self.origin(other, sources), format!("{} is here", self.name(other)))
        } else {
            diagnostic
        };
        diagnostic.hint(match page.subject {
            Subject::Redirect { .. } => "remove this alias: the address is in use",
            Subject::Item(_) => "give one of them another `slug:`",
            _ => "rename the file",
        })
    }

    /// What a page is, for a writer.
    fn name(&self, page: &Page) -> String {
        match &page.subject {
            Subject::Item(id) => format!("“{}”", self.site.item(*id).title),
            Subject::Redirect { of: Some(id), .. } => format!("an alias of “{}”", self.site.item(*id).title),
            Subject::File(file) => format!("the file `{}`", file.path),
            Subject::Home => "the home page".to_owned(),
            Subject::Archive | Subject::List { listing: Listing::Year(_) | Listing::Month(..), .. } => {
                "a page of the archive".to_owned()
            }
            Subject::List { listing: Listing::Index, .. } | Subject::Redirect { of: None, .. } => {
                "a list page".to_owned()
            }
            Subject::Terms(group) => format!("the overview of {}", plural(*group)),
            Subject::List { listing: Listing::Term(group, term), .. } => {
                format!("the page of `{}`, one of the {}", self.site.term(*group, *term).name, plural(*group))
            }
            _ => "a page that Courant generates".to_owned(),
        }
    }

    /// Where the address of a page comes from.
    fn origin(&self, page: &Page, sources: &dyn Sources) -> Place {
        match &page.subject {
            Subject::Item(id) => self.in_front_matter(*id, sources, |mapping| {
                if mapping.has("slug") { mapping.value("slug", "") } else { mapping.value("title", "") }
            }),
            Subject::Redirect { of: Some(id), .. } => self.in_front_matter(*id, sources, |mapping| {
                let typed = page.address.as_str().trim_end_matches('/');
                mapping.value("aliases", typed)
            }),
            Subject::File(file) => Place::file(&file.path),
            _ => Place::file(config::FILE),
        }
    }

    /// A place in an item's front matter, which is read again for it.
    pub fn in_front_matter(&self, id: ItemId, sources: &dyn Sources, find: impl Fn(&Mapping<'_>) -> Place) -> Place {
        let file = &*self.site.item(id).file;
        let text = sources.read(file).ok().and_then(|bytes| crate::base::files::decode(file, bytes).ok());
        let place = text.as_deref().and_then(|text| {
            let yaml = content::split(file, text).ok()?.yaml;
            Some(find(&Mapping { file, text, yaml }))
        });
        place.unwrap_or_else(|| Place::file(file))
    }
}

/// Whether a page stands where it does because of something that a person wrote or named.
fn has_author(page: &Page) -> bool {
    matches!(page.subject, Subject::Item(_) | Subject::Redirect { of: Some(_), .. } | Subject::File(_))
}

fn plural(group: Group) -> &'static str {
    match group {
        Group::Tags => "tags",
        Group::Authors => "authors",
        Group::Dossiers => "dossiers",
    }
}
