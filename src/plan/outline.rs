//! What the files of a site are, for whoever carries them elsewhere: which go first, which have an item behind them,
//! and which only lead to another.

use super::Plan;
use super::page::Subject;
use crate::base::{Address, Role};

/// A file of the site.
#[derive(Clone, Debug)]
pub struct Outlined {
    /// Its address.
    pub address: Address,
    /// What it is.
    pub role: Role,
    /// Whether its name has a fingerprint of its contents, so that they never change.
    pub is_immutable: bool,
    /// The file in `content/` that it is made of, where it is the page of an item.
    pub source: Option<Box<str>>,
    /// Where it leads, where it is a redirect.
    pub leads_to: Option<Address>,
}

impl Plan<'_> {
    /// All files of the site.
    pub fn outline(&self) -> Vec<Outlined> {
        let outlined = |page: &super::Page| {
            let (source, leads_to) = match &page.subject {
                Subject::Item(id) => (Some(self.site.item(*id).file.clone()), None),
                Subject::Redirect { to, .. } => (None, Some(to.clone())),
                _ => (None, None),
            };
            let (role, is_immutable) = (role(&page.subject), is_immutable(&page.subject));
            Outlined { address: page.address.clone(), role, is_immutable, source, leads_to }
        };
        self.layout.pages.iter().map(outlined).collect()
    }
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

/// Whether the plan names a file by its contents: copies of pictures, share cards, files of the theme.
fn is_immutable(subject: &Subject) -> bool {
    matches!(subject, Subject::Rendition(_) | Subject::Card(_) | Subject::ThemeFile(_))
}
