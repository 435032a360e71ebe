//! Views of lists: pages of items, overviews of terms and years, and the home page.

use std::borrow::Cow;
use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::addresses::list_address;
use super::board::left;
use super::declared_lists::pinned_items;
use super::entries::{entries, entry};
use super::image_view::lead_image;
use super::paging::paging;
use super::snapshot::Snapshot;
use super::view::{ListView, SectionView, TermView};
use super::view_parts::LinkView;
use crate::config::{LanguageId, Period, Stream};
use crate::content::DossierStatus;
use crate::model::{Group, ItemId, Listing, Month, Site, Week, Year};

/// The title of a list, where it has one of its own.
pub(super) fn list_title(site: &Site, language: LanguageId, listing: Listing) -> Option<Cow<'_, str>> {
    match listing {
        Listing::Index(Stream::MAIN) | Listing::Agenda | Listing::Corrected => None,
        Listing::PastEvents(year) => Some(Cow::Owned(year.to_string())),
        Listing::Index(stream) => Some(Cow::Borrowed(&*site.config.stream(language, stream).title)),
        Listing::Period(_, period) => Some(Cow::Owned(period_title(site, language, period))),
        Listing::Term(group, term) => Some(Cow::Borrowed(&*site.term(group, term).name)),
    }
}

/// The title of what readers subscribe to of a list, a feed or a calendar: the site's, with that of the list before it.
pub(super) fn title_of_subscription(site: &Site, language: LanguageId, listing: Listing) -> String {
    let of_site = &site.config.language(language).title;
    match list_title(site, language, listing) {
        None => of_site.to_string(),
        Some(title) => format!("{title} – {of_site}"),
    }
}

fn period_title(site: &Site, language: LanguageId, period: Period) -> String {
    let calendar = &site.config.language(language).calendar;
    match period {
        Period::Year(year) => year.to_string(),
        Period::Month(year, month) => calendar.month(year, month),
        Period::Day(year, month, day) => {
            let date = NaiveDate::from_ymd_opt(year, month.into(), day.into());
            date.map_or_else(String::new, |date| calendar.day(date))
        }
    }
}

/// A page of a list; without a number the newest.
pub(super) fn list(snapshot: &Snapshot, language: LanguageId, listing: Listing, number: Option<usize>) -> ListView<'_> {
    let site = &snapshot.site;
    let paging = paging(site, language, listing);
    let link = |number| snapshot.config.href(&list_address(site, language, listing, Some(number)));
    let items = site.listing(language, listing).get(paging.range(number)).unwrap_or_default();
    // Only on the newest page: a period with a first item changes one page of its neighbours, and not all.
    let [next_period, previous_period] = match number {
        None => periods_around(snapshot, language, listing),
        Some(_) => [None, None],
    };
    ListView {
        entries: entries(snapshot, items),
        pinned: Vec::new(),
        newer: number.map(|number| link(number + 1)),
        older: paging.older(number).map(link),
        next_period,
        previous_period,
    }
}

/// The links to the periods after and before that of a list.
fn periods_around(snapshot: &Snapshot, language: LanguageId, listing: Listing) -> [Option<LinkView<'_>>; 2] {
    let Listing::Period(stream, period) = listing else { return [None, None] };
    let site = &snapshot.site;
    site.periods_around(language, stream, period).map(|period| {
        let title = Cow::Owned(period_title(site, language, period?));
        let address = list_address(site, language, Listing::Period(stream, period?), None);
        Some(LinkView { title, href: snapshot.config.href(&address).into() })
    })
}

/// The list of the home page: pinned items, and the newest of the others.
pub(super) fn home(snapshot: &Snapshot, language: LanguageId) -> ListView<'_> {
    let site = &snapshot.site;
    let others = site.newest_first(language).iter().filter(|id| !site.is_pinned(site.item(**id)));
    let newest: Vec<ItemId> = others.take(snapshot.config.per_page).copied().collect();
    let pinned = pinned_items(snapshot, language);
    let (entries, pinned) = (entries(snapshot, &newest), entries(snapshot, &pinned));
    ListView { entries, pinned, newer: None, older: None, next_period: None, previous_period: None }
}

/// The most items of a section on home.
const IN_BAND: usize = 4;

/// The sections of a language with their newest items, without those that the page shows above them.
pub(super) fn section_bands(
    snapshot: &Snapshot,
    language: LanguageId,
    mut shown: BTreeSet<ItemId>,
) -> Vec<SectionView<'_>> {
    let site = &snapshot.site;
    shown.extend(pinned_items(snapshot, language));
    let band = |stream: Stream| {
        let others = site.stream(language, stream).iter().copied().filter(|id| !shown.contains(id));
        let newest: Vec<ItemId> = others.take(IN_BAND).collect();
        let known = snapshot.config.stream(language, stream);
        let view = SectionView {
            title: &known.title,
            href: snapshot.config.href(&known.index),
            entries: entries(snapshot, &newest),
        };
        (!newest.is_empty()).then_some(view)
    };
    snapshot.config.streams().skip(1).filter_map(band).collect()
}

/// The dossiers on home: closed ones last, those with a number first, then by their newest item.
pub(super) fn home_dossiers(snapshot: &Snapshot, language: LanguageId) -> Vec<TermView<'_>> {
    let site = &snapshot.site;
    let mut places = site.terms_in(language, Group::DOSSIERS);
    places.sort_by_key(|term| {
        let (is_closed, number, _) = place_in_overview(site, language, Group::DOSSIERS, *term);
        // Ids are in the order of the news: newest first.
        (is_closed, number, site.term(Group::DOSSIERS, *term).items(language).first().copied(), *term)
    });
    term_views(snapshot, language, Group::DOSSIERS, places)
}

/// The overview of the terms of a group.
pub(super) fn terms(snapshot: &Snapshot, language: LanguageId, group: Group) -> Vec<TermView<'_>> {
    term_views(snapshot, language, group, terms_in_overview(&snapshot.site, language, group))
}

/// The terms of a group in the order of its overview.
pub(super) fn terms_in_overview(site: &Site, language: LanguageId, group: Group) -> Vec<u32> {
    let mut places = site.terms_in(language, group);
    places.sort_by_key(|term| place_in_overview(site, language, group, *term));
    places
}

fn term_views(snapshot: &Snapshot, language: LanguageId, group: Group, places: Vec<u32>) -> Vec<TermView<'_>> {
    let site = &snapshot.site;
    let view = |term| {
        let (known, listing) = (site.term(group, term), Listing::Term(group, term));
        let view = term_view(snapshot, language, listing, Cow::Borrowed(&*known.name), known.items(language));
        let profile = site.profile(language, group, term).map(|(_, profile)| profile);
        let Some(text) = known.text(language) else {
            return TermView { status: profile.and_then(|profile| profile.status), ..view };
        };
        let item = site.item(text);
        TermView {
            summary: Some(item.shown_summary()).filter(|summary| !summary.is_empty()),
            role: profile.and_then(|profile| profile.role.as_deref()),
            image: lead_image(snapshot, text),
            status: profile.and_then(|profile| profile.status),
            ..view
        }
    };
    places.into_iter().map(view).collect()
}

/// Closed dossiers stand last, and terms with a number first.
fn place_in_overview(site: &Site, language: LanguageId, group: Group, term: u32) -> (bool, i32, u32) {
    let profile = site.profile(language, group, term).map(|(_, profile)| profile);
    let is_closed = profile.is_some_and(|profile| profile.status == Some(DossierStatus::Closed));
    (is_closed, profile.and_then(|profile| profile.order).unwrap_or(i32::MAX), term)
}

fn term_view<'p>(
    snapshot: &'p Snapshot,
    language: LanguageId,
    listing: Listing,
    title: Cow<'p, str>,
    items: &[ItemId],
) -> TermView<'p> {
    let newest = items.first().filter(|_| matches!(listing, Listing::Term(..)));
    TermView {
        title,
        href: snapshot.config.href(&list_address(&snapshot.site, language, listing, None)),
        count: items.len(),
        summary: None,
        role: None,
        image: None,
        status: None,
        newest: newest.map(|id| entry(snapshot, *id).in_overview()),
        months: Vec::new(),
    }
}

/// The years of past events.
pub(super) fn event_years(snapshot: &Snapshot, language: LanguageId) -> Vec<TermView<'_>> {
    let view = |(year, items): &(i32, Vec<ItemId>)| {
        term_view(snapshot, language, Listing::PastEvents(*year), Cow::Owned(year.to_string()), items)
    };
    snapshot.site.newsroom(language).past.iter().map(view).collect()
}

/// The overview of years and months.
pub(super) fn years(snapshot: &Snapshot, language: LanguageId, stream: Stream) -> Vec<TermView<'_>> {
    let site = &snapshot.site;
    let calendar = &snapshot.config.language(language).calendar;
    let month_view = |year: &Year, month: &Month| {
        let listing = Listing::Period(stream, Period::Month(year.year, month.month));
        let title = Cow::Owned(calendar.month_alone(month.month));
        term_view(snapshot, language, listing, title, site.listing(language, listing))
    };
    let view = |year: &Year| {
        let listing = Listing::Period(stream, Period::Year(year.year));
        let has_months = snapshot.config.stream(language, stream).archive.has_months();
        let months = year.months.iter().filter(|_| has_months).map(|month| month_view(year, month)).collect();
        let title = Cow::Owned(year.year.to_string());
        TermView { months, ..term_view(snapshot, language, listing, title, site.listing(language, listing)) }
    };
    site.years(language, stream).iter().map(view).collect()
}

/// The items of a week as a list, for themes without a template for notice boards: those with dates in it, and then its news.
pub(super) fn week_list(snapshot: &Snapshot, language: LanguageId, week: Week) -> ListView<'_> {
    let site = &snapshot.site;
    let dates = site.events_of_week(language, week).into_iter().map(|(id, _)| id);
    let all = left(dates.chain(site.news_of_week(language, week).iter().copied()), &[]);
    ListView {
        entries: entries(snapshot, &all),
        pinned: Vec::new(),
        newer: None,
        older: None,
        next_period: None,
        previous_period: None,
    }
}
