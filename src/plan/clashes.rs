//! Two pages at one address, or one below the file of another: a finding with both places.

use super::page::{Page, Subject};
use super::places::in_front_matter;
use super::redirects::RedirectPlaces;
use super::snapshot::Snapshot;
use crate::base::{Code, Diagnostic, Place};
use crate::config;
use crate::model::{Listing, Site};

/// All addresses that more than one page has, and those that are below the file of another page.
pub fn clashes(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let page = |place: u32| snapshot.pages().get(place as usize);
    let pairs = snapshot.layout.clashes.iter().filter_map(|(later, first)| Some((page(*later)?, page(*first)?)));
    pairs.map(|(page, other)| clash(snapshot, page, other)).collect()
}

fn clash(snapshot: &Snapshot, page: &Page, other: &Page) -> Diagnostic {
    let is_one_address = page.address.key() == other.address.key();
    let (page, other) = if has_author(page) || !has_author(other) { (page, other) } else { (other, page) };
    let site = &snapshot.site;
    let (one, another) = (name(site, page), name(site, other));
    let message = if is_one_address {
        format!("{one} and {another} have the same address: `{}`", page.address)
    } else {
        format!("{one} and {another} cannot both exist: `{}` and `{}`", page.address, other.address)
    };
    let diagnostic = Diagnostic::new(Code::AddressTaken, origin(snapshot, page), message);
    let diagnostic = if has_author(other) {
        diagnostic.related(origin(snapshot, other), format!("{} is here", name(site, other)))
    } else {
        diagnostic
    };
    diagnostic.hint(match page.subject {
        Subject::Moved(_) if !is_one_address => "remove this redirect: a file cannot be a folder too",
        Subject::Moved(_) => "remove this redirect: the address is in use",
        Subject::Redirect { .. } if !is_one_address => "remove this alias: a file cannot be a folder too",
        _ if !is_one_address => "rename one of them: a file cannot be a folder too",
        Subject::Redirect { .. } => "remove this alias: the address is in use",
        Subject::Item(_) => "give one of them another `slug:` or `address:`",
        Subject::Feed { .. } => {
            "give one of them another name or alias under `feeds`, such as `names: {atom: atom.xml}`"
        }
        Subject::File(_) => "rename the file",
        _ => "give one of them another address in site.yaml",
    })
}

/// The name of a page in a message.
fn name(site: &Site, page: &Page) -> String {
    match &page.subject {
        Subject::Item(id) => format!("“{}”", site.item(*id).title),
        Subject::Redirect { of: Some(id), .. } => format!("an alias of “{}”", site.item(*id).title),
        Subject::Moved(_) => "a redirect".to_owned(),
        Subject::File(file) => format!("the file `{}`", file.path),
        Subject::Home => "the home page".to_owned(),
        Subject::Archive(_) | Subject::List { listing: Listing::Period(..), .. } => "a page of the archive".to_owned(),
        Subject::List { listing: Listing::Index(_), .. } | Subject::Redirect { of: None, .. } => {
            "a list page".to_owned()
        }
        Subject::Terms(group) => format!("the overview of {}", group.key(&site.config)),
        Subject::List { listing: Listing::Term(group, term), .. } => {
            format!("the page of `{}`, one of the {}", site.term(*group, *term).name, group.key(&site.config))
        }
        Subject::Feed { format, .. } => format!("a feed, {},", format.title()),
        _ => "a page that Courant generates".to_owned(),
    }
}

/// The place that a page's address comes from.
fn origin(snapshot: &Snapshot, page: &Page) -> Place {
    match &page.subject {
        Subject::Item(id) => in_front_matter(snapshot, *id, |mapping| {
            let key = ["address", "slug"].into_iter().find(|key| mapping.has(key));
            mapping.value(key.unwrap_or("title"), "")
        }),
        Subject::Redirect { of: Some(id), .. } => in_front_matter(snapshot, *id, |mapping| {
            let typed = page.address.as_str().trim_end_matches('/');
            mapping.value("aliases", typed)
        }),
        Subject::File(file) => Place::file(&file.path),
        Subject::List { number: None, .. } if let Some(id) = snapshot.text_of(page) => {
            in_front_matter(snapshot, id, |mapping| {
                mapping.value(if mapping.has("slug") { "slug" } else { "title" }, "")
            })
        }
        Subject::Moved(number) => match snapshot.config.redirects.0.get(*number as usize) {
            Some(redirect) => RedirectPlaces::new(snapshot).of(redirect),
            None => Place::file(config::FILE),
        },
        _ => Place::file(config::FILE),
    }
}

/// Whether a page stands where it does because of something that a person wrote or named.
fn has_author(page: &Page) -> bool {
    matches!(
        page.subject,
        Subject::Item(_) | Subject::Redirect { of: Some(_), .. } | Subject::File(_) | Subject::Moved(_)
    )
}
