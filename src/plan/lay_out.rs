//! The site → its layout: every page once, in a fixed order, and every reference resolved.

use std::sync::Arc;

use rayon::prelude::*;

use super::addresses::{
    calendar_address, compute, event_calendar_address, feed_address, feed_aliases, fixed, group_folder, item_address,
    list_address, live_address, week_address,
};
use super::calendars::has_calendar;
use super::cards::{card_address, site_card_address};
use super::contacts::{card_address as contact_card_address, cards};
use super::files::{Files, SourceFiles, fixed_address, published};
use super::follow::has_follow;
use super::followers::Followers;
use super::gone::gone_lists;
use super::host_file::host_files;
use super::icons::icons;
use super::layout::Layout;
use super::links;
use super::live_view::{has_live, has_live_file};
use super::newsroom_view::has_own_calendar;
use super::page::{Page, Subject};
use super::paging::paging;
use super::pictures::Pictures;
use super::podcast::podcast_address;
use super::redirects;
use super::shared::feed_formats;
use super::sharing::shared_renditions;
use super::{sitemap_parts, woo};
use crate::base::{Address, Fingerprint, Index};
use crate::config::{LanguageId, Period, Stream};
use crate::content::{ImageIndex, ItemKind};
use crate::model::{Listing, Site, Year};
use crate::theme::ThemeManifest;

/// Lays out the pages of a site. `known` is the layout of an earlier site: it is kept where its inputs are the same.
pub fn lay_out(
    site: &Site,
    found: SourceFiles,
    images: &ImageIndex,
    manifest: &ThemeManifest,
    known: Option<&Arc<Layout>>,
) -> Arc<Layout> {
    let inputs = inputs(site, &found, images, manifest);
    let is_same =
        |layout: &&Arc<Layout>| Arc::ptr_eq(&layout.order, &site.order) && inputs.is_some() && layout.inputs == inputs;
    if let Some(layout) = known.filter(is_same) {
        return Arc::clone(layout);
    }
    compute(site);
    let mut files = published(site, &found);
    let pictures = Pictures { config: &site.config, names: &site.names, files: &files, images };
    files.shown = pictures.shown_by(site);
    let pages = PageList { site, files: &files, images, manifest, pages: Vec::new() }.all(found);
    let (by_address, mut clashes) = Index::of_made(&pages, |page| page.address.key());
    clashes.extend(below_files(&pages, &by_address));
    let order = Arc::clone(&site.order);
    let mut layout = Layout { order, inputs, pages, files, by_address, clashes, ..Layout::default() };
    layout.links = links::resolve_all(site, &layout);
    layout.followers = Followers::of(site);
    Arc::new(layout)
}

/// The files of the theme for live items only.
const LIVE: [&str; 2] = ["live.js", "live.css"];
/// The file of the theme for notice boards only.
const BOARD: &str = "week.css";

/// Whether a file of the theme is for search only: a site without does not publish it.
fn is_of_search(name: &str) -> bool {
    matches!(name, "search.js" | "search-index.js" | "search.css")
}

/// The pages that would be below the file of another page, as the place of the page and that of the file: no file is also a
/// folder.
fn below_files(pages: &[Page], by_address: &Index) -> Vec<(u32, u32)> {
    let file_above = |page: &Page| -> Option<u32> {
        let key = page.address.key();
        let is_file = |folder: &str| {
            let place = by_address.find(folder)?;
            pages.get(place).filter(|page| page.address.key() == folder).and_then(|_| u32::try_from(place).ok())
        };
        key.rmatch_indices('/').find_map(|(at, _)| key.get(..at).and_then(is_file))
    };
    let places = pages.par_iter().enumerate();
    places.filter_map(|(place, page)| Some((u32::try_from(place).ok()?, file_above(page)?))).collect()
}

/// The fingerprint of a layout's inputs beside the order of the items. `None` where it has more inputs: the addresses of
/// cards depend on what is written on them.
fn inputs(site: &Site, found: &SourceFiles, images: &ImageIndex, manifest: &ThemeManifest) -> Option<Fingerprint> {
    let config = &site.config;
    let is_known = site.order.is_known() && !config.share_cards;
    is_known
        .then(|| Fingerprint::of_value(&(config.fingerprint, found, images, manifest, site.contacts.fingerprint)).ok())
        .flatten()
}

/// The pages of a layout, one after another.
struct PageList<'l> {
    site: &'l Site,
    files: &'l Files,
    images: &'l ImageIndex,
    manifest: &'l ThemeManifest,
    pages: Vec<Page>,
}

impl PageList<'_> {
    fn all(mut self, mut found: SourceFiles) -> Vec<Page> {
        let site = self.site;
        let had = std::mem::take(&mut found.published);
        for language in site.config.language_ids() {
            self.language(language);
        }
        for id in site.ids() {
            let item = site.item(id);
            let address = item_address(site, id);
            let subject = if site.has_text(id) { Subject::Item(id) } else { Subject::Closed(id) };
            if item.kind != ItemKind::Term {
                self.add(address.clone(), item.language, subject);
            }
            if has_own_calendar(site, id) {
                self.add(event_calendar_address(site, id), item.language, Subject::EventCalendar(id));
            }
            if has_live_file(site, id) {
                self.add(live_address(site, id), item.language, Subject::LiveUpdates(id));
            }
            for alias in &item.rare().aliases {
                let redirect = Subject::Redirect { to: address.clone(), of: Some(id) };
                self.add(alias.clone(), item.language, redirect);
            }
        }
        self.prefer_own_pages();
        self.published_drafts();
        for (owner, language) in cards(site) {
            self.add(contact_card_address(site, &owner), language, Subject::ContactCard(owner));
        }
        self.pages.extend(redirects::pages(&site.config));
        self.for_machines();
        self.copies(found);
        self.pictures();
        let gone = gone_lists(site, &self.pages, had);
        self.pages.extend(gone);
        self.pages
    }

    /// A page of the site's own goes before the page with all that readers can follow.
    fn prefer_own_pages(&mut self) {
        let of_follow = |page: &&Page| page.subject == Subject::Follow;
        let follow: Vec<Address> = self.pages.iter().filter(of_follow).map(|page| page.address.clone()).collect();
        let is_own = |page: &Page| page.subject != Subject::Follow && follow.contains(&page.address);
        let taken: Vec<Address> =
            self.pages.iter().filter(|page| is_own(page)).map(|page| page.address.clone()).collect();
        self.pages.retain(|page| page.subject != Subject::Follow || !taken.contains(&page.address));
    }

    /// Shared drafts that are published since: their addresses lead to the items.
    fn published_drafts(&mut self) {
        for draft in &self.site.shared {
            let id = self.site.shared_item(draft);
            if let Some(id) = id.filter(|id| !self.site.item(*id).is_shared_draft() && self.site.closing(*id).is_none())
            {
                let redirect = Subject::Redirect { to: item_address(self.site, id).clone(), of: None };
                self.add(draft.address.clone(), self.site.item(id).language, redirect);
            }
        }
    }

    fn add(&mut self, address: Address, language: LanguageId, subject: Subject) {
        self.pages.push(Page { address, language, subject });
    }

    fn language(&mut self, id: LanguageId) {
        let site = self.site;
        let (config, language) = (&site.config, site.config.language(id));
        if language.home != language.main.index {
            self.add(language.home.clone(), id, Subject::Home);
        }
        for stream in config.streams() {
            // A section has pages in each language that it has items or a text in.
            if id == LanguageId::default() || site.has_page(id, Listing::Index(stream)) {
                self.stream(id, stream);
            }
        }
        for group in site.groups() {
            let terms = site.terms_in(id, group);
            if !terms.is_empty() {
                self.add(fixed(group_folder(config, id, group)), id, Subject::Terms(group));
            }
            for term in terms {
                self.list(id, Listing::Term(group, term));
            }
        }
        self.newsroom(id);
        self.weeks(id);
        if config.search {
            self.add(fixed(&language.words.search), id, Subject::Search);
        }
        if let Some(address) = podcast_address(site, id) {
            self.add(address, id, Subject::Podcast);
        }
        if self.manifest.has_follow && has_follow(site, id) {
            self.add(fixed(&language.words.follow), id, Subject::Follow);
        }
        if let Ok(address) = language.home.join("404.html") {
            self.add(address, id, Subject::NotFound);
        }
    }

    /// The pages of weeks, and at the address above them a redirect to the newest in which news was published: a link that stays.
    fn weeks(&mut self, language: LanguageId) {
        let site = self.site;
        let weeks = site.weeks(language);
        for week in weeks {
            self.add(week_address(&site.config, language, *week), language, Subject::Week(*week));
        }
        let newest = weeks.iter().rev().find(|week| !site.news_of_week(language, **week).is_empty());
        if let Some(week) = newest {
            let to = week_address(&site.config, language, *week);
            let above = fixed(&site.config.language(language).words.week);
            self.add(above, language, Subject::Redirect { to, of: None });
        }
    }

    /// The agenda, and the list of corrections, where there are any.
    fn newsroom(&mut self, language: LanguageId) {
        let lists = self.site.newsroom(language);
        if lists.has_events() {
            self.list(language, Listing::Agenda);
            for (year, _) in &lists.past {
                self.list(language, Listing::PastEvents(*year));
            }
        }
        if !lists.corrected.is_empty() {
            self.list(language, Listing::Corrected);
        }
    }

    fn stream(&mut self, language: LanguageId, stream: Stream) {
        self.list(language, Listing::Index(stream));
        let overview = self.site.config.stream(language, stream).overview.clone();
        self.add(overview, language, Subject::Archive(stream));
        for year in self.site.years(language, stream) {
            self.year(language, stream, year);
        }
    }

    fn year(&mut self, language: LanguageId, stream: Stream, year: &Year) {
        let archive = &self.site.config.stream(language, stream).archive;
        self.list(language, Listing::Period(stream, Period::Year(year.year)));
        for month in year.months.iter().filter(|_| archive.has_months()) {
            self.list(language, Listing::Period(stream, Period::Month(year.year, month.month)));
            for day in &month.days {
                self.list(language, Listing::Period(stream, Period::Day(year.year, month.month, day.day)));
            }
        }
    }

    /// A list: its newest page, its numbered pages, the redirect at the number that comes next, and its feeds.
    fn list(&mut self, language: LanguageId, listing: Listing) {
        let paging = paging(self.site, language, listing);
        let address = list_address(self.site, language, listing, None);
        for number in std::iter::once(None).chain((1..=paging.numbered()).map(Some)) {
            self.add(list_address(self.site, language, listing, number), language, Subject::List { listing, number });
        }
        if let Some(number) = paging.redirect() {
            let to = address.clone();
            self.add(
                list_address(self.site, language, listing, Some(number)),
                language,
                Subject::Redirect { to, of: None },
            );
        }
        self.feeds(language, listing);
        if has_calendar(self.site, language, listing) {
            self.add(calendar_address(self.site, language, listing), language, Subject::Calendar(listing));
        }
    }

    fn feeds(&mut self, language: LanguageId, listing: Listing) {
        for format in feed_formats(self.site, language, listing) {
            let own = feed_address(self.site, language, listing, *format);
            let aliases = feed_aliases(self.site, language, listing, *format);
            for address in std::iter::once(own).chain(aliases) {
                self.add(address, language, Subject::Feed { listing, format: *format });
            }
        }
    }

    fn for_machines(&mut self) {
        let main = LanguageId::default();
        let parts = sitemap_parts::count(self.site, &self.pages);
        if parts == 1 {
            self.add(fixed("/sitemap.xml"), main, Subject::Sitemap(0));
        } else {
            self.add(fixed("/sitemap.xml"), main, Subject::SitemapIndex);
            for part in 0..parts {
                self.add(sitemap_parts::address(part), main, Subject::Sitemap(part));
            }
        }
        self.add(fixed("/news-sitemap.xml"), main, Subject::NewsSitemap);
        for (address, subject) in woo::pages(self.site, self.files) {
            self.add(address, main, subject);
        }
        self.add(fixed("/robots.txt"), main, Subject::Robots);
        for (address, icon) in icons(self.manifest) {
            self.add(address, main, Subject::Icon(icon));
        }
        for (address, file) in host_files(&self.site.config) {
            self.add(address, main, Subject::Host(file));
        }
    }

    /// Copies: files of items, `static/`, and of the theme. One in `static/` goes before what Courant makes itself for
    /// machines (a `robots.txt` or a `favicon.ico` of one's own) and before the theme's.
    fn copies(&mut self, found: SourceFiles) {
        let main = LanguageId::default();
        let own: Vec<Address> = found.fixed.iter().filter_map(|file| fixed_address(&file.path)).collect();
        self.pages.retain(|page| {
            !(matches!(page.subject, Subject::Robots | Subject::Icon(_)) && own.contains(&page.address))
        });
        for file in found.content {
            if let Some(address) = self.files.address(&file.path) {
                self.add(address.clone(), main, Subject::File(Box::new(file)));
            }
        }
        for (file, address) in
            found.fixed.into_iter().filter_map(|file| fixed_address(&file.path).map(|address| (file, address)))
        {
            self.add(address, main, Subject::File(Box::new(file)));
        }
        let is_live = has_live(self.site);
        for (name, address) in &self.manifest.files {
            let is_used = match &**name {
                name if LIVE.contains(&name) => is_live,
                BOARD => self.site.config.noticeboard,
                name => self.site.config.search || !is_of_search(name),
            };
            if is_used && !own.contains(address) {
                self.add(address.clone(), main, Subject::ThemeFile(name.clone()));
            }
        }
    }

    /// The copies that are made of pictures, and the pictures of items for where they are shared.
    fn pictures(&mut self) {
        let main = LanguageId::default();
        let pictures =
            Pictures { config: &self.site.config, names: &self.site.names, files: self.files, images: self.images };
        let mut renditions = pictures.renditions();
        renditions.extend(shared_renditions(pictures, self.site));
        for (address, rendition) in renditions {
            self.add(address, main, Subject::Rendition(Box::new(rendition)));
        }
        for language in self.site.config.language_ids() {
            if let Some(address) = site_card_address(&self.site.config, language, self.manifest) {
                self.add(address, language, Subject::SiteCard);
            }
        }
        for id in self.site.ids() {
            if let Some(address) = card_address(self.site, id, self.manifest).filter(|_| self.site.has_text(id)) {
                self.add(address, self.site.item(id).language, Subject::Card(id));
            }
        }
    }
}
