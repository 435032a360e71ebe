//! The outline of a site, for publishing: the role of each file, its source, and where redirects lead.

use std::sync::Arc;

use super::addresses::future_address;
use super::page::{Page, Subject};
use super::search_file::SearchFile;
use super::snapshot::Snapshot;
use crate::base::{Address, Fingerprint, Role, SharedDraft};
use crate::content::Item;

/// A file of the site.
#[derive(Clone, Debug)]
pub struct Outlined {
    /// Its address.
    pub address: Address,
    /// Its role.
    pub role: Role,
    /// Whether its name has a fingerprint of its contents, so that they never change.
    pub is_immutable: bool,
    /// The file in `content/` of the item, where it is its page or one of its aliases.
    pub source: Option<Box<str>>,
    /// The address that it redirects to.
    pub leads_to: Option<Address>,
    /// What its item is known by where its file has another name, if it is the page of one.
    pub likeness: Option<Likeness>,
    /// The shared draft whose page it is. It has no source: nothing says of what it is.
    pub draft: Option<SharedDraft>,
}

/// What an item is known by where its file has another name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Likeness {
    /// The fingerprint of its title and its day.
    pub title: Fingerprint,
    /// The fingerprint of its text, unless that is so short that others have it too.
    pub body: Option<Fingerprint>,
    /// The fingerprint of its title alone: a date that is corrected moves an item too.
    pub name: Fingerprint,
    /// The fingerprint of its moment, if it has a time: of several items on one day, none is known by the day.
    pub moment: Option<Fingerprint>,
}

/// The fewest words of a text that is not taken for another by chance.
const TELLING: u32 = 20;

fn likeness(item: &Item) -> Likeness {
    let title = Fingerprint::of(format!("{} {}", item.date.day(), item.title).as_bytes());
    let moment = item.date.has_time.then(|| Fingerprint::of(format!("at {}", item.date.at.to_utc()).as_bytes()));
    Likeness {
        title,
        body: Some(item.body.fingerprint).filter(|_| item.facts.words >= TELLING),
        name: Fingerprint::of(item.title.to_lowercase().as_bytes()),
        moment,
    }
}

/// All files of the site, in a fixed order.
pub fn outline(snapshot: &Snapshot) -> Vec<Outlined> {
    let outlined = |page: &Page| {
        let draft = snapshot.site.shared.iter().find(|draft| draft.address == page.address).cloned();
        let (source, leads_to) = match &page.subject {
            _ if draft.is_some() => (None, None),
            Subject::Item(id) | Subject::Closed(id) => (Some(snapshot.site.item(*id).file.clone()), None),
            Subject::Redirect { to, of } => (of.map(|id| snapshot.site.item(id).file.clone()), Some(to.clone())),
            _ => (None, None),
        };
        let likeness = match &page.subject {
            Subject::Item(id) if draft.is_none() => Some(likeness(snapshot.site.item(*id))),
            _ => None,
        };
        let (role, is_immutable) = (role(&page.subject), page.subject.is_immutable());
        Outlined { address: page.address.clone(), role, is_immutable, source, leads_to, likeness, draft }
    };
    snapshot.pages().iter().map(outlined).chain(snapshot.search.iter().map(of_search)).collect()
}

/// A file of the search index: the manifest goes last, when all that it names is there.
fn of_search(SearchFile { address, is_immutable }: &SearchFile) -> Outlined {
    let role = if *is_immutable { Role::Asset } else { Role::Machine };
    let (address, is_immutable) = (address.clone(), *is_immutable);
    Outlined { address, role, is_immutable, source: None, leads_to: None, likeness: None, draft: None }
}

/// An item that is not published.
#[derive(Clone, Debug)]
pub struct HeldBack {
    /// Its file in `content/`.
    pub source: Box<str>,
    /// Its address, and its aliases.
    pub addresses: Vec<Address>,
    /// Whether it is withdrawn.
    pub is_withdrawn: bool,
}

/// All items that are not published.
pub fn held_back(snapshot: &Snapshot) -> Vec<HeldBack> {
    let held = |item: &Arc<Item>| HeldBack {
        source: item.file.clone(),
        addresses: std::iter::once(future_address(&snapshot.site, item))
            .chain(item.rare().aliases.iter().cloned())
            .collect(),
        is_withdrawn: item.withdrawn,
    };
    snapshot.site.held.iter().map(held).collect()
}

fn role(subject: &Subject) -> Role {
    match subject {
        Subject::Item(_) | Subject::Closed(_) | Subject::Redirect { of: Some(_), .. } => Role::Page,
        // The redirects of lists are addresses of lists.
        Subject::Home
        | Subject::List { .. }
        | Subject::Archive(_)
        | Subject::Terms(_)
        | Subject::Week(_)
        | Subject::Search
        | Subject::Follow
        | Subject::Redirect { of: None, .. }
        | Subject::Moved(_) => Role::List,
        Subject::Feed { .. }
        | Subject::Podcast
        | Subject::EventCalendar(_)
        | Subject::LiveUpdates(_)
        | Subject::Calendar(_) => Role::Feed,
        Subject::Sitemap(_)
        | Subject::SitemapIndex
        | Subject::NewsSitemap
        | Subject::WooIndex(_)
        | Subject::WooSitemap { .. }
        | Subject::Robots
        | Subject::Host(_)
        | Subject::NotFound => Role::Machine,
        _ => Role::Asset,
    }
}
