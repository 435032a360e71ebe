//! Calendars: iCalendar (RFC 5545, with the properties of RFC 7986).

use std::io;

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::content_lines::{ContentLines, LOCAL, escaped};
use super::time_zone;
use crate::base::Error;
use crate::base::date::When;
use crate::content::NewsEvent;
use crate::plan::{CalendarEvent, CalendarView};

const DAY: &str = "%Y%m%d";

/// An entry of a calendar that is no event of readers.
#[derive(Clone, Debug)]
pub struct CalendarEntry {
    /// The permanent id.
    pub id: String,
    /// The moment.
    pub at: DateTime<Utc>,
    /// The title.
    pub title: String,
    /// The absolute URL of the page that it is about.
    pub url: String,
}

/// A calendar of moments.
///
/// # Errors
/// A text cannot be written, which is a defect.
pub fn calendar_of_moments(name: &str, entries: &[CalendarEntry]) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let lines = &mut ContentLines::new(&mut bytes);
    let mut write = || -> io::Result<()> {
        head(name, lines)?;
        for entry in entries {
            lines.raw("BEGIN", &[], "VEVENT")?;
            lines.text("UID", &entry.id)?;
            lines.moment("DTSTAMP", entry.at)?;
            lines.moment("DTSTART", entry.at)?;
            lines.text("SUMMARY", &entry.title)?;
            lines.raw("URL", &[("VALUE", "URI")], &entry.url)?;
            lines.raw("END", &[], "VEVENT")?;
        }
        lines.raw("END", &[], "VCALENDAR")
    };
    write().map_err(|error| Error::io("cannot write a calendar", &error))?;
    Ok(bytes)
}

/// The beginning of a calendar.
fn head(name: &str, lines: &mut ContentLines<'_>) -> io::Result<()> {
    lines.raw("BEGIN", &[], "VCALENDAR")?;
    lines.raw("VERSION", &[], "2.0")?;
    lines.text("PRODID", "-//Courant//Courant//EN")?;
    lines.raw("METHOD", &[], "PUBLISH")?;
    ["NAME", "X-WR-CALNAME"].iter().try_for_each(|key| lines.text(key, name))
}

/// Writes a calendar.
pub(super) fn write(view: &CalendarView<'_>, out: &mut Vec<u8>) -> Result<(), Error> {
    calendar(view, &mut ContentLines::new(out)).map_err(|error| Error::io("cannot write a calendar", &error))
}

fn calendar(view: &CalendarView<'_>, lines: &mut ContentLines<'_>) -> io::Result<()> {
    head(&view.name, lines)?;
    lines.raw("URL", &[("VALUE", "URI")], &view.url)?;
    lines.raw("REFRESH-INTERVAL", &[("VALUE", "DURATION")], "PT6H")?;
    lines.raw("X-PUBLISHED-TTL", &[], "PT6H")?;
    let days = view.events.iter().filter(|it| it.event.start.has_time).flat_map(|it| {
        [it.event.start.day(), it.event.end.map_or(it.event.start.day(), |end| end.day()), it.event.last().day()]
    });
    let (first, last) = (days.clone().min(), days.max());
    if let Some((first, last)) = first.zip(last) {
        time_zone::write(view.zone, (first, last), lines)?;
    }
    for event in &view.events {
        self::event(event, view, lines)?;
    }
    lines.raw("END", &[], "VCALENDAR")
}

fn event(it: &CalendarEvent<'_>, view: &CalendarView<'_>, lines: &mut ContentLines<'_>) -> io::Result<()> {
    let event = it.event;
    lines.raw("BEGIN", &[], "VEVENT")?;
    lines.text("UID", &it.id)?;
    lines.moment("DTSTAMP", it.changed)?;
    lines.moment("CREATED", it.created)?;
    lines.moment("LAST-MODIFIED", it.changed)?;
    lines.raw("SEQUENCE", &[], &it.version.to_string())?;
    lines.raw("STATUS", &[], if event.cancelled { "CANCELLED" } else { "CONFIRMED" })?;
    times(event, view.zone, lines)?;
    let language = [("LANGUAGE", view.language)];
    lines.raw("SUMMARY", &language, &escaped(it.title))?;
    let price = event.price.iter().map(|price| &**price);
    let description: Vec<&str> = [it.summary].into_iter().chain(price).chain([&*it.url]).collect();
    lines.raw("DESCRIPTION", &language, &escaped(&description.join("\n\n")))?;
    let place: Vec<&str> = event.place.iter().chain(&event.address).map(|part| &**part).collect();
    lines.text("LOCATION", &place.join(", "))?;
    lines.raw("URL", &[("VALUE", "URI")], &it.url)?;
    if let Some(url) = event.url.as_deref().filter(|_| event.online) {
        lines.raw("CONFERENCE", &[("VALUE", "URI")], url)?;
    }
    if !it.tags.is_empty() {
        let tags: Vec<String> = it.tags.iter().map(|tag| escaped(tag)).collect();
        lines.raw("CATEGORIES", &[], &tags.join(","))?;
    }
    lines.raw("END", &[], "VEVENT")
}

/// The start, the end and the rule of an event.
fn times(event: &NewsEvent, zone: &str, lines: &mut ContentLines<'_>) -> io::Result<()> {
    let in_zone = |when: When| when.on_site().format(LOCAL).to_string();
    // The end of a day is the start of the next (RFC 5545 §3.6.1).
    let next = |day: NaiveDate| day.checked_add_days(Days::new(1)).unwrap_or(day).format(DAY).to_string();
    if !event.start.has_time {
        let last = event.end.map_or(event.start.day(), |end| end.day());
        let date = [("VALUE", "DATE")];
        lines.raw("DTSTART", &date, &event.start.day().format(DAY).to_string())?;
        lines.raw("DTEND", &date, &next(last))?;
        return event.repeat.iter().try_for_each(|rule| lines.raw("RRULE", &[], &in_days(rule, event)));
    }
    let zone = [("TZID", zone)];
    lines.raw("DTSTART", &zone, &in_zone(event.start))?;
    match event.end {
        Some(end) if end.has_time => lines.raw("DTEND", &zone, &in_zone(end))?,
        Some(end) => lines.raw("DTEND", &zone, &format!("{}T000000", next(end.day())))?,
        None => {}
    }
    event.repeat.iter().try_for_each(|rule| lines.raw("RRULE", &[], rule))
}

/// The rule of an event of whole days: its end is a day too (RFC 5545 §3.3.10).
fn in_days(rule: &str, event: &NewsEvent) -> String {
    let part = |part: &str| match part.strip_prefix("UNTIL=") {
        Some(_) => format!("UNTIL={}", event.last().day().format(DAY)),
        None => part.to_owned(),
    };
    rule.split(';').map(part).collect::<Vec<_>>().join(";")
}
