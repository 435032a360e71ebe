//! The moments at which the site will be another, and why.

use chrono::{DateTime, Duration, Utc};

use serde::Serialize;

use super::addresses::{future_address, item_address};
use super::sitemap::NEWS_DAYS;
use super::snapshot::Snapshot;
use crate::base::Address;
use crate::content::{Closing, Item};
use crate::model::ItemId;

/// What happens at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// An item is published.
    Release,
    /// An item is withdrawn.
    Withdrawal,
    /// An item expires.
    Expiry,
    /// A correction is shown.
    Correction,
    /// A date of an event is over.
    EventEnd,
    /// An item is no longer pinned to the home page.
    PinEnd,
    /// An item leaves the news sitemap: readers see no difference.
    NewsEnd,
}

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
    let is_held = |item: &Item| !item.draft && item.date.at > site.at;
    let releases = site.held.iter().filter(|item| is_held(item)).map(|item| Moment {
        at: item.date.at.to_utc(),
        change: Change::Release,
        file: item.file.clone(),
        title: item.title.clone(),
        address: future_address(site, item),
    });
    let mut moments: Vec<Moment> = releases.collect();
    for id in site.ids() {
        moments.extend(of_item(snapshot, id));
    }
    moments.retain(|moment| moment.at > site.at);
    moments.sort();
    moments
}

fn of_item(snapshot: &Snapshot, id: ItemId) -> Vec<Moment> {
    let site = &snapshot.site;
    let item = site.item(id);
    let newsroom = item.newsroom();
    let zone = site.config.time_zone;
    let of = |closing: &Option<Closing>| closing.as_ref().and_then(|closing| closing.from);
    let corrections = newsroom.corrections.iter().map(|it| (Change::Correction, it.date.at.to_utc()));
    let is_news = (id.0 as usize) < site.news();
    let changes = [
        of(&newsroom.withdrawal).map(|at| (Change::Withdrawal, at)),
        of(&newsroom.expiry).map(|at| (Change::Expiry, at)),
        newsroom
            .event
            .as_ref()
            .and_then(|event| Some((Change::EventEnd, event.over_at(event.next(site.at, zone)?, zone)))),
        site.pinned_until(item).map(|at| (Change::PinEnd, at)),
        is_news.then(|| (Change::NewsEnd, item.date.at.to_utc() + Duration::days(NEWS_DAYS))),
    ];
    let changes = changes.into_iter().flatten().chain(corrections).filter(|(_, at)| *at > site.at);
    let moment = |(change, at)| Moment {
        at,
        change,
        file: item.file.clone(),
        title: item.title.clone(),
        address: item_address(site, id).clone(),
    };
    changes.map(moment).collect()
}
