//! Live items: the headings of a body that begin with a time are updates, each with its moment and an anchor that stays.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::{Days, Duration, NaiveDateTime};
use chrono_tz::Tz;
use pulldown_cmark::{Event, Tag, TagEnd};
use serde::{Deserialize, Serialize};

use super::body_event::{BodyEvent, Steps, push_text, text_of};
use super::live_time::{HeadingTime, TimedHeading, heading_time};
use crate::base::date::When;

/// Live item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Live {
    /// Whether updates are still to come.
    pub is_open: bool,
    /// Its updates, newest first.
    pub updates: Box<[LiveUpdate]>,
}

/// Update of a live item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveUpdate {
    /// Its moment.
    pub at: When,
    /// Its anchor, which stays the same when other updates are added.
    pub id: Box<str>,
    /// The text of its heading behind the time; may be empty.
    pub title: Box<str>,
    /// Its text, plain.
    pub text: Box<str>,
    /// Its place among the updates in the file.
    pub place: u32,
}

/// Heading of a body that stands in no list, quotation or block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopHeading {
    /// The step of its start, and that of its end.
    pub steps: Range<usize>,
    /// Its level.
    pub level: u8,
    /// Its text, plain.
    pub text: String,
    /// Its bytes in the body.
    pub range: Range<usize>,
}

/// The headings of a body that can begin an update.
pub fn top_headings(steps: &Steps<'_>) -> Vec<TopHeading> {
    let mut found: Vec<TopHeading> = Vec::new();
    let (mut depth, mut open): (usize, Option<TopHeading>) = (0, None);
    for (at, (step, range)) in steps.iter().enumerate() {
        match step {
            BodyEvent::Event(Event::Start(Tag::Heading { level, .. })) if depth == 0 => {
                let level = *level as u8;
                open = Some(TopHeading { steps: at..at, level, text: String::new(), range: range.clone() });
                depth += 1;
            }
            BodyEvent::Event(Event::End(TagEnd::Heading(_))) if depth == 1 => {
                depth = 0;
                found.extend(open.take().map(|heading| TopHeading { steps: heading.steps.start..at, ..heading }));
            }
            BodyEvent::Event(Event::Start(_)) | BodyEvent::Open(_) => depth += 1,
            BodyEvent::Event(Event::End(_)) | BodyEvent::Close => depth = depth.saturating_sub(1),
            BodyEvent::Event(event) => {
                if let Some(heading) = &mut open {
                    push_text(&mut heading.text, event);
                }
            }
            BodyEvent::Attributes(_) => {}
        }
    }
    found
}

/// The headings of a body that begin updates, with their times. `near` is the day of the item.
pub fn update_headings(steps: &Steps<'_>, published: When) -> Vec<(TopHeading, usize)> {
    let timed = |heading: TopHeading| match heading_time(&heading.text, published.day()) {
        HeadingTime::At(timed) => Some((heading, timed.title_at)),
        _ => None,
    };
    top_headings(steps).into_iter().filter_map(timed).collect()
}

/// What is odd about a heading of a live item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OddUpdate {
    /// It has no time, and is of the level of those that have.
    NoTime,
    /// There is no such time.
    Impossible,
    /// It stands where an earlier or later one should.
    OutOfOrder,
}

/// The longest time by which an update may stand in the wrong place. A longer one is night: 23:50 is followed by 00:10, and 20:00 by
/// 09:00 of the next day.
const LONGEST_SLIP: i64 = 6;

/// Reads the updates of a body, and what is odd about them.
pub(super) fn updates(steps: &Steps<'_>, published: When, zone: Tz) -> (Vec<LiveUpdate>, Vec<(TopHeading, OddUpdate)>) {
    let mut odd = Vec::new();
    let mut found: Vec<(TopHeading, TimedHeading)> = Vec::new();
    let headings = top_headings(steps);
    let times: Vec<HeadingTime> = headings.iter().map(|heading| heading_time(&heading.text, published.day())).collect();
    let is_timed = |time: &HeadingTime| matches!(time, HeadingTime::At(_));
    let level = headings.iter().zip(&times).find(|(_, time)| is_timed(time)).map(|(heading, _)| heading.level);
    for (heading, time) in headings.into_iter().zip(times) {
        match time {
            HeadingTime::At(at) => found.push((heading, at)),
            HeadingTime::Impossible => odd.push((heading, OddUpdate::Impossible)),
            HeadingTime::None if !found.is_empty() && Some(heading.level) == level => {
                odd.push((heading, OddUpdate::NoTime));
            }
            HeadingTime::None => {}
        }
    }
    let written: Vec<TimedHeading> = found.iter().map(|(_, at)| *at).collect();
    let (moments, is_newest_first) = moments(&written, published);
    for place in out_of_order(&moments, is_newest_first) {
        odd.extend(found.get(place).map(|(heading, _)| (heading.clone(), OddUpdate::OutOfOrder)));
    }
    let mut all: Vec<(usize, NaiveDateTime)> = moments.into_iter().enumerate().collect();
    // Oldest first: of two at one time, the one that was written first.
    all.sort_by_key(|(place, at)| (*at, if is_newest_first { usize::MAX - place } else { *place }));
    let mut ids: BTreeMap<String, usize> = BTreeMap::new();
    let mut updates: Vec<LiveUpdate> = Vec::with_capacity(all.len());
    for (place, at) in all {
        let Some((heading, written)) = found.get(place) else { continue };
        let end = found.get(place + 1).map_or(steps.len(), |(next, _)| next.steps.start);
        let base = at.format("live-%Y%m%d-%H%M").to_string();
        let count = ids.entry(base.clone()).or_default();
        *count += 1;
        let id = if *count == 1 { base } else { format!("{base}-{count}") };
        updates.push(LiveUpdate {
            at: When::on_wall_clock(at, true, zone),
            id: id.into(),
            title: heading.text.get(written.title_at..).unwrap_or_default().trim().into(),
            text: plain(steps.get(heading.steps.end..end).unwrap_or_default()).into(),
            place: u32::try_from(place).unwrap_or(u32::MAX),
        });
    }
    updates.reverse();
    (updates, odd)
}

/// The text of some steps, plain, on one line.
fn plain(steps: &[(BodyEvent<'_>, Range<usize>)]) -> String {
    let mut text = String::new();
    for (step, _) in steps {
        match step {
            BodyEvent::Event(Event::End(_)) => text.push(' '),
            BodyEvent::Event(event) => text.push_str(text_of(event)),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The moments of updates on the wall clock, in the order of the file, and whether the newest stands first in it: a writer goes on at
/// the bottom or at the top. Both are tried, and the one in which all was told in the shortest time is right.
fn moments(times: &[TimedHeading], published: When) -> (Vec<NaiveDateTime>, bool) {
    let down = resolved(times.iter(), published);
    let mut up = resolved(times.iter().rev(), published);
    up.reverse();
    let span = |moments: &[NaiveDateTime]| match (moments.iter().min(), moments.iter().max()) {
        (Some(first), Some(last)) => *last - *first,
        _ => Duration::zero(),
    };
    let slips = |is_newest_first: bool, moments: &[NaiveDateTime]| out_of_order(moments, is_newest_first).len();
    let is_newest_first = (span(&up), slips(true, &up)) < (span(&down), slips(false, &down));
    (if is_newest_first { up } else { down }, is_newest_first)
}

/// The moments of times from the oldest on: the first is on the day of the item, and a time that is much earlier than the one before
/// it is of the next day.
fn resolved<'t>(times: impl Iterator<Item = &'t TimedHeading>, published: When) -> Vec<NaiveDateTime> {
    let mut day = published.day();
    let mut last: Option<NaiveDateTime> = None;
    let mut moments = Vec::new();
    for timed in times {
        day = timed.day.unwrap_or(day);
        let mut at = day.and_time(timed.time);
        let since = last.filter(|_| timed.day.is_none()).map_or(0, |last| (at - last).num_minutes());
        let other = match since {
            since if since < -60 * LONGEST_SLIP => day.checked_add_days(Days::new(1)),
            // 23:40 after 00:10 was forgotten, and is not of the next evening.
            since if since >= 60 * (24 - LONGEST_SLIP) => day.checked_sub_days(Days::new(1)),
            _ => None,
        };
        if let Some(other) = other.filter(|other| *other >= published.day()) {
            at = other.and_time(timed.time);
            day = day.max(other);
        }
        last = last.max(Some(at));
        moments.push(at);
    }
    moments
}

/// The places of the updates that are earlier than one that was written before them.
fn out_of_order(moments: &[NaiveDateTime], is_newest_first: bool) -> Vec<usize> {
    let mut places: Vec<usize> = (0..moments.len()).collect();
    if is_newest_first {
        places.reverse();
    }
    let mut last: Option<NaiveDateTime> = None;
    places.retain(|place| {
        let at = moments.get(*place).copied();
        let is_earlier = last.is_some_and(|last| at.is_some_and(|at| at < last));
        last = last.max(at);
        is_earlier
    });
    places
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Amsterdam;

    use super::super::ids::ReservedIds;
    use super::super::markdown::Markdown;
    use super::*;
    use crate::config::MarkdownOptions;

    /// The updates of a body, newest first, and how many headings are odd.
    fn read(body: &str) -> (Vec<String>, usize) {
        let markdown = Markdown::new(body, MarkdownOptions::default());
        let steps = markdown.parse(&["“", "”", "‘", "’"], &ReservedIds::default()).steps;
        let published = When::parse("2018-12-03 13:00", Amsterdam).unwrap();
        let (updates, odd) = updates(&steps, published, Amsterdam);
        (
            updates
                .iter()
                .map(|update| format!("{} {}", update.id.trim_start_matches("live-"), update.title))
                .collect(),
            odd.len(),
        )
    }

    #[test]
    fn the_newest_is_first_however_the_writer_goes_on() {
        let expected = ["20181203-1500 c", "20181203-1420 b", "20181203-1405 a"].map(str::to_owned).to_vec();
        assert_eq!(read("intro\n\n## 14:05 a\n\nx\n\n## 14:20 b\n\n## 15:00 c"), (expected.clone(), 0));
        assert_eq!(read("## 15:00 c\n\n## 14:20 b\n\n## 14:05 a"), (expected, 0));
    }

    #[test]
    fn updates_pass_into_the_next_day() {
        let expected = ["20181204-0900 c", "20181204-0010 b", "20181203-2350 a"].map(str::to_owned).to_vec();
        assert_eq!(read("## 23:50 a\n\n## 00:10 b\n\n## 09:00 c"), (expected.clone(), 0));
        assert_eq!(read("## 9:00 c\n\n## 00:10 b\n\n## 23:50 a"), (expected.clone(), 0));
        assert_eq!(read("## 23:50 a\n\n## 4 december, 00:10 b\n\n## 09:00 c"), (expected, 0));
        assert_eq!(read("## 23:50 a\n\n## 00:10 b").0, ["20181204-0010 b", "20181203-2350 a"]);
    }

    #[test]
    fn anchors_stay_when_updates_are_added() {
        let ids = |body: &str| read(body).0;
        let before = ids("## 14:05 b\n\n## 14:05 a\n\n## 13:00 z");
        let after = ids("## 14:20 d\n\n## 14:05 c\n\n## 14:05 b\n\n## 14:05 a\n\n## 13:00 z");
        assert_eq!(before, ["20181203-1405-2 b", "20181203-1405 a", "20181203-1300 z"]);
        assert_eq!(
            after,
            ["20181203-1420 d", "20181203-1405-3 c", "20181203-1405-2 b", "20181203-1405 a", "20181203-1300 z"]
        );
    }

    #[test]
    fn what_is_out_of_order_is_put_in_its_place_and_told() {
        let (found, odd) = read("## 14:05 a\n\n## 14:20 b\n\n## 14:10 c\n\n## 15:00 d");
        assert_eq!(
            (found, odd),
            (
                ["20181203-1500 d", "20181203-1420 b", "20181203-1410 c", "20181203-1405 a"]
                    .map(str::to_owned)
                    .to_vec(),
                1
            )
        );
        let night = "## 23:50 a\n\n## 00:10 b\n\n## 23:40 c\n\n## 00:20 d";
        assert_eq!(
            read(night),
            (
                ["20181204-0020 d", "20181204-0010 b", "20181203-2350 a", "20181203-2340 c"]
                    .map(str::to_owned)
                    .to_vec(),
                1
            )
        );
        assert_eq!(read("## 14:05 a\n\n## Achtergrond\n\n### Kop\n\n## 25:00 b").1, 2);
        assert_eq!(read("## Eerst\n\n> ## 14:05 a\n\n- ## 14:10 b").0, [""; 0]);
    }

    proptest::proptest! {
        #[test]
        fn any_times_have_different_anchors(times in proptest::collection::vec((0_u32..24, 0_u32..60), 0..12)) {
            let headings = times.iter().map(|(hours, minutes)| format!("## {hours}:{minutes:02} x"));
            let body = headings.collect::<Vec<_>>().join("\n\n");
            let (mut found, _) = read(&body);
            assert_eq!(found.len(), times.len());
            found.sort();
            found.dedup();
            assert_eq!(found.len(), times.len());
        }
    }
}
