//! What is to come, for other programs: the moments at which the site changes by itself, and promises to readers.

use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;
use serde::Serialize;

use crate::base::Error;
use crate::content::{Change, FollowUp};
use crate::plan::{DuePromise, Moment, Snapshot, item_address};
use crate::render;

#[derive(Serialize)]
struct TimedChange<'m> {
    at: DateTime<FixedOffset>,
    change: Change,
    title: &'m str,
    file: &'m str,
    address: &'m str,
}

#[derive(Serialize)]
struct NextDocument<'m> {
    /// 1; it increases when a key is removed or changes its meaning.
    version: u32,
    moments: Vec<TimedChange<'m>>,
}

/// Moments as one JSON document.
pub fn moments_as_json(moments: &[Moment], zone: Tz) -> String {
    let change = |moment: &'_ Moment| moment.at.with_timezone(&zone).fixed_offset();
    let moments = moments.iter().map(|moment| TimedChange {
        at: change(moment),
        change: moment.change,
        title: &moment.title,
        file: &moment.file,
        address: moment.address.as_str(),
    });
    serde_json::to_string_pretty(&NextDocument { version: 1, moments: moments.collect() }).unwrap_or_default()
}

/// Moments as a calendar, for the people who write the news.
///
/// # Errors
/// A title cannot be written, which is a defect.
pub fn moments_as_calendar(snapshot: &Snapshot, moments: &[Moment]) -> Result<Vec<u8>, Error> {
    let entry = |moment: &Moment| render::CalendarEntry {
        id: format!("{:?} {} {}", moment.change, moment.file, moment.at.timestamp()),
        at: moment.at,
        title: format!("{}: {}", in_words(moment.change), moment.title),
        url: snapshot.config.url(&moment.address),
    };
    let entries: Vec<render::CalendarEntry> = moments.iter().map(entry).collect();
    render::calendar_of_moments(&snapshot.config.language(crate::config::LanguageId::default()).title, &entries)
}

/// A change in words.
pub fn in_words(change: Change) -> &'static str {
    match change {
        Change::Release => "published",
        Change::Withdrawal => "withdrawn",
        Change::Expiry => "expires",
        Change::Correction => "correction shown",
        Change::EventEnd => "event over",
        Change::PinEnd => "no longer pinned",
        Change::NewsEnd => "leaves the news sitemap",
        Change::DraftEnd => "shared draft ends",
    }
}

/// A promise that no item has kept.
#[derive(Debug, Serialize)]
pub struct PromisedItem {
    /// When, as in the front matter: `2014-04`, a day, or words.
    pub when: String,
    /// Whether that time has passed.
    pub is_due: bool,
    /// The title of the item.
    pub title: String,
    /// Its file.
    pub file: String,
    /// Its address.
    pub address: String,
}

#[derive(Serialize)]
struct DueDocument<'p> {
    /// 1; it increases when a key is removed or changes its meaning.
    version: u32,
    promises: &'p [PromisedItem],
}

/// A promise, with the item that made it.
pub fn promised(snapshot: &Snapshot, promise: &DuePromise) -> PromisedItem {
    let item = snapshot.site.item(promise.id);
    PromisedItem {
        when: match &promise.promise {
            FollowUp::Month(year, month) => format!("{year}-{month:02}"),
            FollowUp::Day(when) => when.iso(),
            FollowUp::Words(words) => words.to_string(),
        },
        is_due: promise.is_due,
        title: item.title.to_string(),
        file: item.file.to_string(),
        address: item_address(&snapshot.site, promise.id).to_string(),
    }
}

/// Promises as one JSON document.
pub fn promises_as_json(promises: &[PromisedItem]) -> String {
    serde_json::to_string_pretty(&DueDocument { version: 1, promises }).unwrap_or_default()
}
