//! The page with all that readers can follow: the feeds and calendars of the site, its sections and its terms.

use super::addresses::{calendar_address, fixed, list_address};
use super::follow_view::{FollowGroup, FollowList};
use super::lists::{list_title, terms_in_overview};
use super::newsroom_view::list_calendar;
use super::page::{Page, Subject};
use super::shared::{feed_formats, feed_links};
use super::snapshot::Snapshot;
use crate::config::{LanguageId, Stream};
use crate::model::{Group, Listing, Site};

/// The most terms of a group: those with the most items. A page with more is no help to anybody, and each term has its feeds on its own page.
const MOST_TERMS: usize = 100;

/// Whether readers of a language can follow anything by a feed.
pub(super) fn has_follow(site: &Site, language: LanguageId) -> bool {
    let streams = site.config.streams().map(Listing::Index).filter(|listing| is_there(site, language, *listing));
    streams.into_iter().any(|listing| !feed_formats(site, language, listing).is_empty())
}

fn is_there(site: &Site, language: LanguageId, listing: Listing) -> bool {
    listing == Listing::Index(Stream::MAIN) || site.has_page(language, listing)
}

/// The link to that page, or to the page that the site has in its place.
pub(super) fn follow_link(snapshot: &Snapshot, language: LanguageId) -> Option<String> {
    let address = fixed(&snapshot.config.language(language).words.follow);
    snapshot.layout.page_at(&address).map(|page: &Page| snapshot.config.href(&page.address))
}

/// All that readers of a language can follow.
pub(super) fn follow(snapshot: &Snapshot, language: LanguageId) -> Vec<FollowGroup> {
    let site = &snapshot.site;
    let group = |kind: &str, title: Option<&str>, listings: Vec<Listing>| FollowGroup {
        kind: kind.to_owned(),
        title: title.map(str::to_owned),
        lists: listings.into_iter().filter_map(|listing| followed(snapshot, language, listing)).collect(),
    };
    let sections = site.config.streams().skip(1).map(Listing::Index);
    let mut groups = vec![
        group("news", None, vec![Listing::Index(Stream::MAIN)]),
        group("sections", None, sections.filter(|listing| site.has_page(language, *listing)).collect()),
        group("dossiers", None, terms(site, language, Group::DOSSIERS)),
        group("tags", None, terms(site, language, Group::TAGS)),
    ];
    for (taxonomy, number) in site.config.own_taxonomies() {
        let title = taxonomy.title(language).unwrap_or(&taxonomy.key);
        groups.push(group(&taxonomy.key, Some(title), terms(site, language, Group(number))));
    }
    groups.push(group("authors", None, terms(site, language, Group::AUTHORS)));
    let corrected = (!site.newsroom(language).corrected.is_empty()).then_some(Listing::Corrected);
    groups.push(group("corrections", None, corrected.into_iter().collect()));
    groups.retain(|group| !group.lists.is_empty());
    groups
}

/// The terms of a group, those with the most items, in the order of its overview.
fn terms(site: &Site, language: LanguageId, group: Group) -> Vec<Listing> {
    let all = terms_in_overview(site, language, group);
    let mut counts: Vec<usize> = all.iter().map(|term| site.term(group, *term).items(language).len()).collect();
    counts.sort_unstable_by(|one, other| other.cmp(one));
    let least = counts.get(MOST_TERMS).copied().unwrap_or(0);
    let is_among = |term: &u32| site.term(group, *term).items(language).len() >= least.max(1);
    all.into_iter().filter(is_among).take(MOST_TERMS).map(|term| Listing::Term(group, term)).collect()
}

fn followed(snapshot: &Snapshot, language: LanguageId, listing: Listing) -> Option<FollowList> {
    let site = &snapshot.site;
    let feeds = feed_links(site, language, listing);
    // The calendar of all events stands with all news.
    let of_calendar = if listing == Listing::Index(Stream::MAIN) { Listing::Agenda } else { listing };
    let known = snapshot.layout.page_at(&calendar_address(site, language, of_calendar));
    let calendar = known
        .filter(|page| page.subject == Subject::Calendar(of_calendar))
        .map(|_| list_calendar(snapshot, language, of_calendar));
    let title = list_title(site, language, listing).map_or_else(String::new, std::borrow::Cow::into_owned);
    let title = if listing == Listing::Index(Stream::MAIN) {
        snapshot.config.language(language).title.to_string()
    } else {
        title
    };
    let href = snapshot.config.href(&list_address(site, language, listing, None));
    (!feeds.is_empty() || calendar.is_some()).then_some(FollowList { title, href, feeds, calendar })
}
