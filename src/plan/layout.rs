//! The site → all its pages: every address once, in a fixed order.

use std::sync::Arc;

use super::entries::Shared;
use super::page::{Page, Subject};
use super::paging::Paging;
use super::{Extras, Layout, Plan, addresses, files, sitemap};
use crate::base::{Address, Fingerprint};
use crate::config::{Language, LanguageId};
use crate::content::ImageIndex;
use crate::model::{Group, Listing, Site};

/// Lays out the pages of a site; `image_index` has the pictures among its files, `extras` is what the theme brings along. `known`
/// is the layout of an earlier one, which is kept where it is made of the same.
pub fn lay_out<'s>(
    site: &'s Site<'s>,
    found: files::Found,
    image_index: &'s ImageIndex,
    extras: &'s Extras,
    known: Option<&Arc<Layout>>,
) -> Plan<'s> {
    let made_of = made_of(site, &found, image_index, extras);
    let is_same = |layout: &&Arc<Layout>| {
        Arc::ptr_eq(&layout.order, &site.order) && made_of.is_some() && layout.made_of == made_of
    };
    let known = known.filter(is_same).map(Arc::clone);
    let is_new = known.is_none();
    let layout =
        known.unwrap_or_else(|| Arc::new(Layout { order: Arc::clone(&site.order), made_of, ..Layout::default() }));
    let mut plan =
        Plan { site, extras, image_index, layout, shared: Shared::default(), entry_fingerprints: Vec::new() };
    if is_new {
        addresses::compute(site);
        plan.lay_out_all(found);
    }
    plan.share_values();
    plan
}

/// What a layout is made of beside the order of the items. `None` where it is made of more: the names of cards have what
/// stands on them in them.
fn made_of(site: &Site<'_>, found: &files::Found, image_index: &ImageIndex, extras: &Extras) -> Option<Fingerprint> {
    let config = site.config;
    let is_known = site.order.is_known() && !config.share_cards;
    is_known.then(|| Fingerprint::of_value(&(config.fingerprint, found, image_index, extras)).ok()).flatten()
}

impl Plan<'_> {
    fn lay_out_all(&mut self, found: files::Found) {
        let files = files::published(self, &found);
        self.laid().files = files;
        let attached = files::attached(self, &found);
        self.laid().attached = attached;
        let shown = self.shown_pictures();
        self.laid().shown = shown;
        let site = self.site;
        for language in site.config.language_ids() {
            self.lay_out_language(language);
        }
        for id in site.ids() {
            let item = site.item(id);
            self.add(self.item_address(id).clone(), item.language, Subject::Item(id));
            for alias in &item.rare().aliases {
                self.add(
                    alias.clone(),
                    item.language,
                    Subject::Redirect { to: self.item_address(id).clone(), of: Some(id) },
                );
            }
        }
        self.lay_out_for_machines();
        self.lay_out_files(found);
        self.lay_out_pictures();
        self.index();
    }

    /// The layout, to be added to: nobody else has it yet.
    pub(super) fn laid(&mut self) -> &mut Layout {
        Arc::make_mut(&mut self.layout)
    }

    fn add(&mut self, address: Address, language: LanguageId, subject: Subject) {
        self.laid().pages.push(Page { address, language, subject });
    }

    fn lay_out_language(&mut self, id: LanguageId) {
        let (site, language) = (self.site, self.site.config.language(id));
        if language.home != language.index {
            self.add(language.home.clone(), id, Subject::Home);
        }
        self.lay_out_list(id, Listing::Index);
        self.add(fixed(&language.words.archive), id, Subject::Archive);
        for year in site.years(id) {
            self.lay_out_list(id, Listing::Year(year.year));
            for month in &year.months {
                self.lay_out_list(id, Listing::Month(year.year, month.month));
            }
        }
        for group in Group::ALL {
            let terms = self.terms_in(id, group);
            if !terms.is_empty() {
                self.add(fixed(group_folder(language, group)), id, Subject::Terms(group));
            }
            for term in terms {
                self.lay_out_list(id, Listing::Term(group, term));
            }
        }
        if let Ok(address) = language.home.join("404.html") {
            self.add(address, id, Subject::NotFound);
        }
    }

    /// A list: its newest page, its numbered pages, the redirect at the number that comes next, and its feeds.
    fn lay_out_list(&mut self, language: LanguageId, listing: Listing) {
        let paging = self.paging(language, listing);
        let address = self.list_address(language, listing, None);
        for number in std::iter::once(None).chain((1..=paging.numbered()).map(Some)) {
            self.add(self.list_address(language, listing, number), language, Subject::List { listing, number });
        }
        if let Some(number) = paging.redirect() {
            let to = address.clone();
            self.add(self.list_address(language, listing, Some(number)), language, Subject::Redirect { to, of: None });
        }
        if matches!(listing, Listing::Index | Listing::Term(..)) {
            for format in &self.site.config.feeds.formats {
                self.add(
                    self.feed_address(language, listing, *format),
                    language,
                    Subject::Feed { listing, format: *format },
                );
            }
        }
    }

    fn lay_out_for_machines(&mut self) {
        let main = LanguageId::default();
        let parts = sitemap::parts(self);
        if parts == 1 {
            self.add(fixed("/sitemap.xml"), main, Subject::Sitemap(0));
        } else {
            self.add(fixed("/sitemap.xml"), main, Subject::SitemapIndex);
            for part in 0..parts {
                self.add(sitemap::part_address(part), main, Subject::Sitemap(part));
            }
        }
        self.add(fixed("/news-sitemap.xml"), main, Subject::NewsSitemap);
        self.add(fixed("/robots.txt"), main, Subject::Robots);
        for (address, file) in self.host_files() {
            self.add(address, main, Subject::Host(file));
        }
    }

    /// Copies: files of items, `static/`, and of the theme. One in `static/` goes before what Courant makes itself for
    /// machines (a `robots.txt` of one's own) and before the theme's.
    fn lay_out_files(&mut self, found: files::Found) {
        let main = LanguageId::default();
        let own: Vec<Address> = found.fixed.iter().filter_map(|file| files::fixed_address(&file.path)).collect();
        self.laid().pages.retain(|page| !(matches!(page.subject, Subject::Robots) && own.contains(&page.address)));
        for file in found.content {
            if let Some(address) = self.layout.files.get(&file.path).cloned() {
                self.add(address, main, Subject::File(Box::new(file)));
            }
        }
        for (file, address) in
            found.fixed.into_iter().filter_map(|file| files::fixed_address(&file.path).map(|address| (file, address)))
        {
            self.add(address, main, Subject::File(Box::new(file)));
        }
        let extras = self.extras;
        for (name, address) in &extras.files {
            if !own.contains(address) {
                self.add(address.clone(), main, Subject::ThemeFile(name.clone()));
            }
        }
    }

    /// The copies that are made of pictures, and the pictures of items for where they are shared.
    fn lay_out_pictures(&mut self) {
        let main = LanguageId::default();
        for (address, rendition) in self.renditions() {
            self.add(address, main, Subject::Rendition(Box::new(rendition)));
        }
        for id in self.site.ids() {
            if let Some(address) = self.card_address(id) {
                self.add(address, self.site.item(id).language, Subject::Card(id));
            }
        }
    }

    /// The places of the terms of a group that have items in a language.
    pub(super) fn terms_in(&self, language: LanguageId, group: Group) -> Vec<u32> {
        let terms = self.site.terms(group).all().iter().zip(0_u32..);
        terms.filter(|(term, _)| !term.items(language).is_empty()).map(|(_, place)| place).collect()
    }

    /// The pages of a list.
    pub(super) fn paging(&self, language: LanguageId, listing: Listing) -> Paging {
        Paging::new(self.site.listing(language, listing).len(), self.site.config.per_page)
    }
}

/// The folder of a group's addresses.
pub(super) fn group_folder(language: &Language, group: Group) -> &str {
    match group {
        Group::Tags => &language.words.tags,
        Group::Authors => &language.words.authors,
        Group::Dossiers => &language.words.dossiers,
    }
}

/// An address that is made of checked parts.
pub(super) fn fixed(text: &str) -> Address {
    Address::parse(text).unwrap_or_else(|_checked_before| Address::root())
}
