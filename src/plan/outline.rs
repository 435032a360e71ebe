//! The outline of a site, for publishing: the role of each file, its source, and where redirects lead.

use super::page::{Page, Subject};
use super::snapshot::Snapshot;
use crate::base::{Address, Role};

/// A file of the site.
#[derive(Clone, Debug)]
pub struct Outlined {
    /// Its address.
    pub address: Address,
    /// Its role.
    pub role: Role,
    /// Whether its name has a fingerprint of its contents, so that they never change.
    pub is_immutable: bool,
    /// The file in `content/` that it is made of, where it is the page of an item.
    pub source: Option<Box<str>>,
    /// The address that it redirects to.
    pub leads_to: Option<Address>,
}

/// All files of the site, in a fixed order.
pub fn outline(snapshot: &Snapshot) -> Vec<Outlined> {
    let outlined = |page: &Page| {
        let (source, leads_to) = match &page.subject {
            Subject::Item(id) => (Some(snapshot.site.item(*id).file.clone()), None),
            Subject::Redirect { to, .. } => (None, Some(to.clone())),
            _ => (None, None),
        };
        let (role, is_immutable) = (role(&page.subject), page.subject.is_immutable());
        Outlined { address: page.address.clone(), role, is_immutable, source, leads_to }
    };
    snapshot.pages().iter().map(outlined).collect()
}

fn role(subject: &Subject) -> Role {
    match subject {
        Subject::Item(_) | Subject::Redirect { of: Some(_), .. } => Role::Page,
        Subject::Home | Subject::List { .. } | Subject::Archive | Subject::Terms(_) => Role::List,
        Subject::Feed { .. } => Role::Feed,
        Subject::Redirect { of: None, .. }
        | Subject::Sitemap(_)
        | Subject::SitemapIndex
        | Subject::NewsSitemap
        | Subject::Robots
        | Subject::Host(_)
        | Subject::NotFound => Role::Machine,
        _ => Role::Asset,
    }
}
