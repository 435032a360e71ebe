//! A page → its view: what its template may see.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::entries::Entry;
use super::page::{Page, Subject, listing_kind};
use super::view::{CrumbView, Kind, ListView, PageView, RedirectView, TermView, TranslationView, View};
use super::{DeclaredList, Plan};
use crate::base::Address;
use crate::base::slug::slugify;
use crate::config::LanguageId;
use crate::content;
use crate::model::{Group, ItemId, Listing};

impl<'s> Plan<'s> {
    /// The kind of a page that a template renders; `None` for feeds, sitemaps and copies.
    pub fn kind(&self, page: &Page) -> Option<Kind> {
        page.subject.kind(|id| self.site.item(id).kind == content::ItemKind::News)
    }

    /// The view of a page that a template renders; `lead` is the lead of its item as HTML.
    pub fn view(&self, page: &Page, lead: Option<String>) -> View<'_> {
        let kind = self.kind(page).unwrap_or(Kind::NotFound);
        let mut view = View {
            page: self.page_view(page, kind),
            item: None,
            list: None,
            terms: Vec::new(),
            lists: self.declared_lists(page.language, kind),
            redirect: None,
        };
        match &page.subject {
            Subject::Home => {
                view.list = Some(self.home(page.language));
                view.terms = self.terms(page.language, Group::Dossiers);
            }
            Subject::List { listing, number } => view.list = Some(self.list(page.language, *listing, *number)),
            Subject::Archive => view.terms = self.years(page.language),
            Subject::Terms(group) => view.terms = self.terms(page.language, *group),
            Subject::Item(id) => view.item = Some(self.item_view(*id, lead)),
            Subject::Redirect { to, .. } => {
                view.redirect = Some(RedirectView { href: self.site.config.href(to), url: self.site.config.url(to) });
            }
            _ => {}
        }
        view
    }

    fn page_view(&self, page: &Page, kind: Kind) -> PageView<'s> {
        let config = self.site.config;
        let language = config.language(page.language);
        let item = match &page.subject {
            Subject::Item(id) => Some(self.site.item(*id)),
            _ => None,
        };
        let (number, feeds_of) = match &page.subject {
            Subject::List { listing, number } => (*number, *listing),
            _ => (None, Listing::Index),
        };
        let feeds = match feeds_of {
            Listing::Term(..) => self.feed_links(page.language, feeds_of).into(),
            _ => self.site_feeds(page.language),
        };
        PageView {
            kind,
            title: self.title(page).map(Cow::into_owned),
            description: item
                .map(content::Item::shown_summary)
                .or((kind == Kind::Home).then_some(&*language.description))
                .filter(|text| !text.is_empty()),
            href: config.href(&page.address),
            url: config.url(&page.address),
            translations: self.translations(page),
            breadcrumbs: self.breadcrumbs(page),
            feeds,
            number,
            share: match &page.subject {
                Subject::Item(id) => self.share(*id),
                _ => None,
            },
        }
    }

    /// The title of a page, where it has one of its own.
    pub(super) fn title(&self, page: &Page) -> Option<Cow<'s, str>> {
        match &page.subject {
            Subject::Item(id) | Subject::Redirect { of: Some(id), .. } => {
                Some(Cow::Borrowed(&self.site.item(*id).title))
            }
            Subject::List { listing, .. } => self.list_title(page.language, *listing),
            _ => None,
        }
    }

    /// The title of a list, where it has one of its own.
    pub(super) fn list_title(&self, language: LanguageId, listing: Listing) -> Option<Cow<'s, str>> {
        match listing {
            Listing::Index => None,
            Listing::Year(year) => Some(Cow::Owned(year.to_string())),
            Listing::Month(year, month) => {
                Some(Cow::Owned(self.site.config.language(language).calendar.month(year, month)))
            }
            Listing::Term(group, term) => Some(Cow::Borrowed(&*self.site.term(group, term).name)),
        }
    }

    /// The same page in all languages that have it, by address, this one included; the site's own language first.
    pub(super) fn alternates(&self, page: &Page) -> Vec<(LanguageId, Address)> {
        let config = self.site.config;
        let in_all = |address: &dyn Fn(LanguageId) -> Option<Address>| -> Vec<(LanguageId, Address)> {
            config.language_ids().filter_map(|id| Some((id, address(id)?))).collect()
        };
        match &page.subject {
            Subject::Item(id) => self
                .site
                .translations(*id)
                .iter()
                .map(|id| (self.site.item(*id).language, self.item_address(*id).clone()))
                .collect(),
            Subject::Home => in_all(&|id| Some(config.language(id).home.clone())),
            Subject::Archive => in_all(&|id| Address::parse(&config.language(id).words.archive).ok()),
            Subject::Terms(group) => in_all(&|id| {
                let there = !self.terms_in(id, *group).is_empty();
                there.then(|| super::layout::fixed(super::layout::group_folder(config.language(id), *group)))
            }),
            Subject::List { listing, number: None } => in_all(&|id| {
                let there = *listing == Listing::Index || !self.site.listing(id, *listing).is_empty();
                there.then(|| self.list_address(id, *listing, None))
            }),
            _ => Vec::new(),
        }
    }

    fn translations(&self, page: &Page) -> Vec<TranslationView<'s>> {
        let others = self.alternates(page).into_iter().filter(|(id, _)| *id != page.language);
        others.map(|(id, address)| self.translation(id, &address)).collect()
    }

    fn breadcrumbs(&self, page: &Page) -> Vec<CrumbView> {
        let crumb = |kind, title: Option<Cow<'s, str>>, address: &Address| CrumbView {
            kind,
            title: title.map(Cow::into_owned),
            href: self.site.config.href(address),
        };
        let language = self.site.config.language(page.language);
        let archive = || crumb(Kind::Archive, None, &super::layout::fixed(&language.words.archive));
        let list = |listing| {
            crumb(
                listing_kind(listing),
                self.list_title(page.language, listing),
                &self.list_address(page.language, listing, None),
            )
        };
        let mut crumbs = match &page.subject {
            Subject::Item(id) if self.site.item(*id).kind == content::ItemKind::News => vec![list(Listing::Index)],
            Subject::List { listing: Listing::Year(_), .. } => vec![archive()],
            Subject::List { listing: Listing::Month(year, _), .. } => vec![archive(), list(Listing::Year(*year))],
            Subject::List { listing: Listing::Term(group, _), .. } => {
                let kind = self.kind(&Page { subject: Subject::Terms(*group), ..page.clone() }).unwrap_or(Kind::Tags);
                vec![crumb(kind, None, &super::layout::fixed(super::layout::group_folder(language, *group)))]
            }
            _ => Vec::new(),
        };
        if let Subject::List { listing, number: Some(_) } = &page.subject {
            crumbs.push(list(*listing));
        }
        crumbs
    }

    fn list(&self, language: LanguageId, listing: Listing, number: Option<usize>) -> ListView<'_> {
        let paging = self.paging(language, listing);
        let link = |number| self.site.config.href(&self.list_address(language, listing, Some(number)));
        ListView {
            entries: self.entries(self.site.listing(language, listing).get(paging.range(number)).unwrap_or_default()),
            pinned: Vec::new(),
            newer: number.map(|number| link(number + 1)),
            older: paging.older(number).map(link),
        }
    }

    fn home(&self, language: LanguageId) -> ListView<'_> {
        let all = self.site.newest_first(language);
        let is_pinned = |id: &&ItemId| self.site.is_pinned(self.site.item(**id));
        let pinned: Vec<ItemId> = all.iter().filter(is_pinned).copied().collect();
        let newest: Vec<ItemId> =
            all.iter().filter(|id| !pinned.contains(id)).take(self.site.config.per_page).copied().collect();
        ListView { entries: self.entries(&newest), pinned: self.entries(&pinned), newer: None, older: None }
    }

    fn terms(&self, language: LanguageId, group: Group) -> Vec<TermView<'_>> {
        let view = |term| {
            let (known, listing) = (self.site.term(group, term), Listing::Term(group, term));
            self.term(language, listing, Cow::Borrowed(&*known.name), known.items(language))
        };
        self.terms_in(language, group).into_iter().map(view).collect()
    }

    fn term<'t>(
        &'t self,
        language: LanguageId,
        listing: Listing,
        title: Cow<'t, str>,
        items: &[ItemId],
    ) -> TermView<'t> {
        TermView {
            title,
            href: self.site.config.href(&self.list_address(language, listing, None)),
            count: items.len(),
            newest: matches!(listing, Listing::Term(..)).then(|| items.first().map(|id| self.entry(*id))).flatten(),
            months: Vec::new(),
        }
    }

    fn years(&self, language: LanguageId) -> Vec<TermView<'_>> {
        let calendar = &self.site.config.language(language).calendar;
        let months = |year: &crate::model::Year| -> Vec<TermView<'_>> {
            let view = |month: &crate::model::Month| {
                let listing = Listing::Month(year.year, month.month);
                self.term(
                    language,
                    listing,
                    Cow::Owned(calendar.month_alone(month.month)),
                    self.site.listing(language, listing),
                )
            };
            year.months.iter().map(view).collect()
        };
        let view = |year: &crate::model::Year| {
            let listing = Listing::Year(year.year);
            let items = self.site.listing(language, listing);
            TermView { months: months(year), ..self.term(language, listing, Cow::Owned(year.year.to_string()), items) }
        };
        self.site.years(language).iter().map(view).collect()
    }

    fn declared_lists(&self, language: LanguageId, kind: Kind) -> BTreeMap<&str, Vec<Entry<'_>>> {
        let extras = self.extras;
        let name = serde_json::to_value(kind).ok();
        let name = name.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default();
        let wanted = extras.lists.iter().filter(|(_, list)| {
            if list.on.is_empty() { kind == Kind::Home } else { list.on.iter().any(|on| on == name) }
        });
        wanted.map(|(name, list)| (&**name, self.declared_list(language, list))).collect()
    }

    fn declared_list(&self, language: LanguageId, list: &DeclaredList) -> Vec<Entry<'_>> {
        let filters = [(Group::Tags, &list.tag), (Group::Authors, &list.author), (Group::Dossiers, &list.dossier)];
        let mut wanted = filters.into_iter().filter_map(|(group, name)| Some((group, name.as_deref()?)));
        let items = match wanted.next() {
            None => self.site.newest_first(language),
            Some((group, name)) => match self.site.terms(group).find(&slugify(name)) {
                Some(term) => self.site.term(group, term).items(language),
                None => &[],
            },
        };
        self.entries(items.get(..list.limit.unwrap_or(5).min(items.len())).unwrap_or_default())
    }
}
