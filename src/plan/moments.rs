//! The moments at which the site will be another, and why.

use chrono::{DateTime, Duration, Utc};

use super::addresses::{future_address, item_address};
use super::sitemap::NEWS_DAYS;
use super::snapshot::Snapshot;
use crate::base::Address;
use crate::content::{Change, Item};
use crate::model::{ItemId, Site};

/// A change of the site at a moment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// The moment.
    pub at: DateTime<Utc>,
    /// What happens.
    pub change: Change,
    /// The file of the item.
    pub file: Box<str>,
    /// The title of the item.
    pub title: Box<str>,
    /// Its address, then.
    pub address: Address,
}

/// All changes after the moment of the site, soonest first. Of an event that repeats, it is the next end only.
pub fn moments(snapshot: &Snapshot) -> Vec<Moment> {
    let site = &snapshot.site;
    let released =
        releases(site).map(|item| moment(item, (Change::Release, item.date.at.to_utc()), future_address(site, item)));
    let of_item = |id: ItemId| {
        let item = site.item(id);
        changes(site, id).map(move |change| moment(item, change, item_address(site, id).clone()))
    };
    let ends = site.shared.iter().filter_map(|draft| {
        let item = site.item(site.shared_item(draft)?);
        Some(moment(item, (Change::DraftEnd, draft.until), draft.address.clone()))
    });
    let mut moments: Vec<Moment> = released.chain(site.ids().flat_map(of_item)).chain(ends).collect();
    moments.sort();
    moments
}

/// The first moment at which the site is another.
pub fn next_change(snapshot: &Snapshot) -> Option<DateTime<Utc>> {
    let site = &snapshot.site;
    let changes = site.ids().flat_map(|id| changes(site, id)).map(|(_, at)| at);
    let ends = site.shared.iter().map(|draft| draft.until);
    releases(site).map(|item| item.date.at.to_utc()).chain(changes).chain(ends).min()
}

/// The items that are published by themselves.
fn releases(site: &Site) -> impl Iterator<Item = &Item> {
    site.held.iter().map(|item| &**item).filter(|item| (site.drafts || !item.draft) && item.date.at > site.at)
}

/// The changes of a published item after the moment of the site.
fn changes(site: &Site, id: ItemId) -> impl Iterator<Item = (Change, DateTime<Utc>)> {
    let item = site.item(id);
    let own = item.newsroom().changes_after(site.at, site.config.time_zone);
    let pin = site.pinned_until(item).map(|at| (Change::PinEnd, at));
    let is_news = (id.0 as usize) < site.news();
    let news = is_news.then(|| (Change::NewsEnd, item.date.at.to_utc() + Duration::days(NEWS_DAYS)));
    own.chain(pin.into_iter().chain(news).filter(|(_, at)| *at > site.at))
}

fn moment(item: &Item, (change, at): (Change, DateTime<Utc>), address: Address) -> Moment {
    Moment { at, change, file: item.file.clone(), title: item.title.clone(), address }
}
