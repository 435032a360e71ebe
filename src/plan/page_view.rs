//! A page → its view: the variables of its template.

use std::borrow::Cow;

use super::addresses::{fixed, group_folder, item_address, list_address, week_address};
use super::board::board;
use super::calendars::calendar;
use super::declared_lists::DeclaredLists;
use super::follow::{follow, has_follow};
use super::item_view::item_view;
use super::lists::{event_years, home, home_dossiers, list, list_title, section_bands, terms, week_list, years};
use super::locale::locale;
use super::newsroom_view::{closing, item_closing};
use super::page::{Page, Subject, listing_kind, overview_kind};
use super::redirects::{RedirectView, target};
use super::shared::{feed_formats, feed_links};
use super::sharing::{share, site_share};
use super::snapshot::Snapshot;
use super::term_view::term_page;
use super::version_view::language_tag;
use super::view::{PageView, View};
use super::view_parts::{CrumbView, TaxonomyView, TranslationView};
use crate::base::Address;
use crate::config::{Config, LanguageId, Stream};
use crate::content::ItemKind;
use crate::model::{Listing, Site};
use crate::theme::PageKind;

/// The view of a page that a template renders; `lead` is the lead of its item as HTML.
pub fn view<'p>(snapshot: &'p Snapshot, page: &Page, lead: Option<String>) -> View<'p> {
    let kind = snapshot.kind(page).unwrap_or(PageKind::NotFound);
    let declared = DeclaredLists::of(snapshot, page.language, kind);
    let mut view = View {
        page: page_view(snapshot, page, kind),
        item: None,
        term: term_page(snapshot, page),
        list: None,
        terms: Vec::new(),
        sections: Vec::new(),
        follow: Vec::new(),
        lists: declared.views(snapshot),
        board: None,
        closing: closing(snapshot, page),
        redirect: None,
    };
    match &page.subject {
        Subject::Home => {
            view.list = Some(home(snapshot, page.language));
            view.terms = home_dossiers(snapshot, page.language);
            view.sections = section_bands(snapshot, page.language, declared.all_shown());
        }
        Subject::List { listing, number } => {
            view.list = Some(list(snapshot, page.language, *listing, *number));
            if matches!(listing, Listing::Agenda | Listing::PastEvents(_)) {
                view.terms = event_years(snapshot, page.language);
            }
        }
        Subject::Week(week) => {
            view.board = Some(board(snapshot, page.language, *week));
            view.list = Some(week_list(snapshot, page.language, *week));
        }
        Subject::Archive(stream) => view.terms = years(snapshot, page.language, *stream),
        Subject::Terms(group) => view.terms = terms(snapshot, page.language, *group),
        Subject::Item(id) => view.item = Some(item_view(snapshot, *id, lead)),
        Subject::Redirect { to, .. } => {
            view.redirect = Some(RedirectView { href: snapshot.config.href(to), url: snapshot.config.url(to) });
        }
        Subject::Follow => view.follow = follow(snapshot, page.language),
        Subject::Moved(number) => view.redirect = target(snapshot, *number),
        _ => {}
    }
    view
}

fn page_view<'p>(snapshot: &'p Snapshot, page: &Page, kind: PageKind) -> PageView<'p> {
    let config = &snapshot.config;
    let language = config.language(page.language);
    let text = snapshot.text_of(page);
    let (number, feeds_of) = match &page.subject {
        Subject::List { listing, number } => (*number, *listing),
        _ => (None, Listing::Index(Stream::MAIN)),
    };
    let feeds = match feeds_of {
        Listing::Term(..) | Listing::Index(_) | Listing::Corrected
            if !feed_formats(&snapshot.site, page.language, feeds_of).is_empty() =>
        {
            feed_links(&snapshot.site, page.language, feeds_of).into()
        }
        _ => snapshot.shared.feeds(page.language),
    };
    PageView {
        kind,
        title: title(&snapshot.site, page).map(Cow::into_owned),
        description: text
            .map(|id| snapshot.site.item(id).shown_summary())
            .or((kind == PageKind::Home).then_some(&*language.description))
            .filter(|text| !text.is_empty()),
        href: config.href(&page.address),
        url: config.url(&page.address),
        language: text.map_or(Cow::Borrowed(&*language.tag), |id| language_tag(config, snapshot.site.item(id))),
        is_version: text.is_some_and(|id| snapshot.site.item(id).is_version()),
        translations: translations(snapshot, page),
        breadcrumbs: breadcrumbs(&snapshot.site, page),
        feeds,
        number,
        taxonomy: taxonomy(snapshot, page),
        share: text.and_then(|id| share(snapshot, id)).or_else(|| site_share(snapshot, page.language)),
        noindex: snapshot.config.noindex
            || matches!(page.subject, Subject::Closed(_) | Subject::Search | Subject::Week(_))
            || item_closing(snapshot, page).is_some(),
        calendar: calendar(snapshot, page),
    }
}

/// The taxonomy that a page is of.
fn taxonomy<'p>(snapshot: &'p Snapshot, page: &Page) -> Option<TaxonomyView<'p>> {
    let group = match &page.subject {
        Subject::Terms(group) | Subject::List { listing: Listing::Term(group, _), .. } => *group,
        _ => return None,
    };
    let known = group.taxonomy(&snapshot.config)?;
    Some(TaxonomyView {
        name: &known.key,
        title: known.title(page.language),
        href: snapshot.config.href(&fixed(group_folder(&snapshot.config, page.language, group))),
    })
}

/// The title of a page, where it has one of its own.
fn title<'s>(site: &'s Site, page: &Page) -> Option<Cow<'s, str>> {
    match &page.subject {
        Subject::Item(id) | Subject::Closed(id) | Subject::Redirect { of: Some(id), .. } => {
            Some(&*site.item(*id).title).filter(|title| !title.is_empty()).map(Cow::Borrowed)
        }
        Subject::List { listing, .. } => list_title(site, page.language, *listing),
        Subject::Terms(group) => group.taxonomy(&site.config)?.title(page.language).map(Cow::Borrowed),
        _ => None,
    }
}

/// The same page in all languages that have it, by address, this one included; the site's own language first.
pub(super) fn alternates(site: &Site, page: &Page) -> Vec<(LanguageId, Address)> {
    let config = &site.config;
    let in_all = |address: &dyn Fn(LanguageId) -> Option<Address>| -> Vec<(LanguageId, Address)> {
        config.language_ids().filter_map(|id| Some((id, address(id)?))).collect()
    };
    match &page.subject {
        Subject::Item(id) => {
            let translations = site.translations(*id).iter();
            translations.map(|id| (site.item(*id).language, item_address(site, *id).clone())).collect()
        }
        Subject::Home => in_all(&|id| Some(config.language(id).home.clone())),
        Subject::Search => in_all(&|id| Some(fixed(&config.language(id).words.search))),
        Subject::Follow => in_all(&|id| has_follow(site, id).then(|| fixed(&config.language(id).words.follow))),
        Subject::Week(week) => {
            in_all(&|id| site.weeks(id).binary_search(week).is_ok().then(|| week_address(config, id, *week)))
        }
        Subject::Archive(stream) => in_all(&|id| {
            let there = site.has_page(id, Listing::Index(*stream));
            there.then(|| config.stream(id, *stream).overview.clone())
        }),
        Subject::Terms(group) => in_all(&|id| {
            let there = !site.terms_in(id, *group).is_empty();
            there.then(|| fixed(group_folder(config, id, *group)))
        }),
        Subject::List { listing, number: None } => in_all(&|id| {
            let there = site.has_page(id, *listing).then_some(*listing);
            there.or_else(|| translated(site, (page.language, *listing), id)).map(|it| list_address(site, id, it, None))
        }),
        _ => Vec::new(),
    }
}

/// The list in another language that has a text which is the translation of that of a list: a dossier with another name.
fn translated(site: &Site, (own, listing): (LanguageId, Listing), other: LanguageId) -> Option<Listing> {
    let translations = site.translations(site.text_of(own, listing)?).iter();
    let text = translations.map(|id| site.item(*id)).find(|item| item.language == other)?;
    site.list_of(text).filter(|found| site.has_page(other, *found))
}

fn translations<'p>(snapshot: &'p Snapshot, page: &Page) -> Vec<TranslationView<'p>> {
    let normal = page.subject.item().map(|id| snapshot.site.listed_as(id)).map(Subject::Item);
    let same = match normal {
        Some(subject) if matches!(page.subject, Subject::Item(_)) => {
            alternates(&snapshot.site, &Page { address: page.address.clone(), language: page.language, subject })
        }
        _ => alternates(&snapshot.site, page),
    };
    let others = same.into_iter().filter(|(id, _)| *id != page.language);
    others.map(|(id, address)| translation(&snapshot.config, id, &address)).collect()
}

/// A page in a language.
fn translation<'c>(config: &'c Config, language: LanguageId, address: &Address) -> TranslationView<'c> {
    let known = config.language(language);
    TranslationView {
        language: Cow::Borrowed(&known.tag),
        name: Cow::Borrowed(&known.name),
        locale: locale(&known.tag),
        href: config.href(address),
        url: config.url(address),
    }
}

fn breadcrumbs(site: &Site, page: &Page) -> Vec<CrumbView> {
    let crumb = |kind, title: Option<Cow<'_, str>>, address: &Address| CrumbView {
        kind,
        title: title.map(Cow::into_owned),
        href: site.config.href(address),
    };
    let archive = |stream| crumb(PageKind::Archive, None, &site.config.stream(page.language, stream).overview);
    let list = |listing| {
        let address = list_address(site, page.language, listing, None);
        crumb(listing_kind(listing), list_title(site, page.language, listing), &address)
    };
    let section = |stream| (stream != Stream::MAIN).then(|| list(Listing::Index(stream)));
    let mut crumbs = match &page.subject {
        Subject::Item(id) if site.item(*id).kind == ItemKind::News => {
            vec![list(Listing::Index(site.stream_of(*id)))]
        }
        Subject::List { listing: Listing::PastEvents(_), .. } => vec![list(Listing::Agenda)],
        Subject::List { listing: Listing::Period(stream, period), .. } => {
            let above = period.above().into_iter().map(|period| list(Listing::Period(*stream, period)));
            section(*stream).into_iter().chain([archive(*stream)]).chain(above).collect()
        }
        Subject::Archive(stream) => section(*stream).into_iter().collect(),
        Subject::List { listing: Listing::Term(group, _), .. } => {
            let title = group.taxonomy(&site.config).and_then(|taxonomy| taxonomy.title(page.language));
            vec![crumb(
                overview_kind(*group),
                title.map(Cow::Borrowed),
                &fixed(group_folder(&site.config, page.language, *group)),
            )]
        }
        _ => Vec::new(),
    };
    if let Subject::List { listing, number: Some(_) } = &page.subject {
        crumbs.push(list(*listing));
    }
    crumbs
}
