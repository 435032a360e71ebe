//! The neutral form of a site: its settings, menus, taxonomies and addresses in the old system.

use std::collections::HashSet;

use chrono_tz::Tz;

use super::loss::ImportLoss;
use crate::config::FeedFormat;

/// A redirect of the old site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ImportedRedirect {
    /// The old address, as `redirects` in `site.yaml` has it.
    pub(super) from: String,
    /// An address or a URL.
    pub(super) to: String,
}

/// A feed of the old site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ImportedFeed {
    /// Its address.
    pub(super) address: String,
    /// Its format.
    pub(super) format: FeedFormat,
}

/// A taxonomy of the old site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ImportedTaxonomy {
    /// The key of its terms in items: `categories`.
    pub(super) name: String,
    /// The title of its overview.
    pub(super) title: String,
    /// The folder of its addresses, with a final `/`; `None` where it had none.
    pub(super) address: Option<String>,
    /// Whether its lists had feeds.
    pub(super) has_feeds: bool,
}

/// A stream of news beside the main one: the texts in a folder of its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ImportedSection {
    /// Its name, and that of its folder.
    pub(super) name: String,
    /// Its title.
    pub(super) title: String,
    /// The address of its index.
    pub(super) index_address: String,
    /// Whether its texts also stand in the main stream.
    pub(super) is_main: bool,
}

impl ImportedSection {
    /// A section of a name, with the title that follows from it.
    pub(super) fn of(name: &str, index_address: String, is_main: bool) -> Self {
        Self { name: name.to_owned(), title: Self::title_of(name), index_address, is_main }
    }

    /// The title that follows from a name.
    fn title_of(name: &str) -> String {
        let mut title = name.replace(['-', '_'], " ");
        if let Some(first) = title.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        title
    }
}

/// Another language of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ImportedLanguage {
    /// The tag.
    pub(super) tag: String,
    /// The native name.
    pub(super) name: Option<String>,
    /// The title of the site in it.
    pub(super) title: Option<String>,
    /// Its links in the masthead.
    pub(super) menu: Vec<(String, String)>,
}

/// All that a source knows of its site.
#[derive(Clone, Debug, Default)]
pub(super) struct ImportedSite {
    /// The title.
    pub(super) title: Option<String>,
    /// The description.
    pub(super) description: Option<String>,
    /// The URL.
    pub(super) base_url: Option<String>,
    /// What tells the site from others, where it is more than the URL: the number of a database.
    pub(super) identity: Option<String>,
    /// The main language.
    pub(super) language: Option<String>,
    /// The other languages.
    pub(super) languages: Vec<ImportedLanguage>,
    /// The time zone.
    pub(super) time_zone: Option<Tz>,
    /// The links in the masthead: title and target.
    pub(super) menu: Vec<(String, String)>,
    /// The number of items on a list page.
    pub(super) per_page: Option<u32>,
    /// The address of the news index, where it was not the home page.
    pub(super) index_address: Option<String>,
    /// The streams of news beside the main one.
    pub(super) sections: Vec<ImportedSection>,
    /// The address pattern of months, as `archive_address` in `site.yaml` has it.
    pub(super) archive_address: Option<String>,
    /// The taxonomies, tags and authors among them.
    pub(super) taxonomies: Vec<ImportedTaxonomy>,
    /// The last parts of the addresses of authors, by name.
    pub(super) author_slugs: Vec<(String, String)>,
    /// The feeds.
    pub(super) feeds: Vec<ImportedFeed>,
    /// The redirects.
    pub(super) redirects: Vec<ImportedRedirect>,
    /// Settings of `markdown` in `site.yaml`: how the old system read it.
    pub(super) markdown: Vec<(&'static str, &'static str)>,
    /// The addresses that lead nowhere any more, each of which is told in a loss.
    pub(super) lost_addresses: Vec<String>,
    /// What is lost of the settings.
    pub(super) losses: Vec<ImportLoss>,
}

impl ImportedSite {
    /// Gives the overview of terms the address of a list that has its name: `/categories/`, `/tags/`.
    pub(super) fn give_terms(&mut self, address: &str) {
        let name = match address {
            "/categories/" | "/category/" => "categories",
            "/tags/" | "/tag/" => "tags",
            _ => return,
        };
        if let Some(taxonomy) = self.taxonomies.iter_mut().find(|taxonomy| taxonomy.name == name) {
            taxonomy.address.get_or_insert_with(|| address.to_owned());
            return;
        }
        let (title, address) = (ImportedSection::title_of(name), Some(address.to_owned()));
        self.taxonomies.push(ImportedTaxonomy { name: name.to_owned(), title, address, has_feeds: false });
    }

    /// Redirects of the further pages of lists to their beginning, for those that the new site does not have: `/page/{number}/`.
    pub(super) fn add_paging(&mut self, page: &str) {
        let lists = self.index_address.iter().chain(self.sections.iter().map(|section| &section.index_address));
        let terms = self.taxonomies.iter().filter_map(|taxonomy| taxonomy.address.as_deref());
        let terms = terms.map(|address| format!("{address}{{name}}/"));
        let lists: Vec<String> = ["/".to_owned()].into_iter().chain(lists.cloned()).chain(terms).collect();
        for to in lists.into_iter().filter(|to| to.ends_with('/')) {
            self.redirects.push(ImportedRedirect { from: format!("{to}{page}"), to });
        }
        let mut seen = HashSet::new();
        self.redirects.retain(|redirect| seen.insert(redirect.from.clone()));
    }
}
