//! The updates of a live item, and the findings on its headings.

use chrono_tz::Tz;

use super::BodySettings;
use super::live::{LiveUpdate, OddUpdate, TopHeading, updates};
use super::markdown::Markdown;
use crate::base::date::When;
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic, Place};

/// Reads the updates in the body of a file, which starts at a byte of its text.
pub(super) fn read_live(
    (mapping, body_start): (&Mapping<'_>, usize),
    (is_open, published): (bool, When),
    zone: Tz,
    settings: &BodySettings<'_>,
) -> (Vec<LiveUpdate>, Vec<Diagnostic>) {
    let body = mapping.text.get(body_start..).unwrap_or_default();
    let markdown = Markdown::of_file(mapping.file, body, settings.markdown);
    let steps = markdown.parse(settings.quotes, settings.reserved).steps;
    let (updates, odd) = updates(&steps, published, zone);
    let mut findings: Vec<Diagnostic> =
        odd.iter().map(|(heading, odd)| finding(mapping, body_start, heading, *odd)).collect();
    if updates.is_empty() && findings.is_empty() {
        findings.push(no_updates(mapping, is_open));
    }
    (updates, findings)
}

/// The finding for a live item without updates. In other systems `live: false` says that an item is not public: it stops the build.
fn no_updates(mapping: &Mapping<'_>, is_open: bool) -> Diagnostic {
    if is_open {
        let message = "this live item has no heading with a time, so it has no updates";
        let hint = "begin each update with a heading such as `## 14:05 Brug weer open`; or remove `live`";
        return Diagnostic::new(Code::LiveTime, mapping.key("live"), message).hint(hint);
    }
    let message = "`live: false` says that a live report has ended, and this item has no heading with a time";
    let hint = "remove `live`; or if the item is not to be public, write `draft: true` instead";
    Diagnostic::new(Code::KeyMisplaced, mapping.key("live"), message).hint(hint)
}

fn finding(mapping: &Mapping<'_>, body_start: usize, heading: &TopHeading, odd: OddUpdate) -> Diagnostic {
    let range = body_start + heading.range.start..body_start + heading.range.end;
    let line = mapping.text.get(range.clone()).unwrap_or_default().trim_end().len();
    let place = Place::span(mapping.file, mapping.text, range.start..range.start + line);
    let marks = "#".repeat(heading.level.into());
    let text = heading.text.trim();
    let (message, hint) = match odd {
        OddUpdate::NoTime => (
            "this heading has no time, so it belongs to the update before it",
            format!(
                "write the time before it, `{marks} 14:05 {text}`; or make it smaller than those of updates, with one more `#`"
            ),
        ),
        OddUpdate::Impossible => (
            "this heading begins with a time that does not exist",
            "hours run from 00 to 23, and minutes from 00 to 59: write a time such as `14:05`".to_owned(),
        ),
        OddUpdate::OutOfOrder => (
            "this update is earlier than the one that was written before it, and is shown where its time says",
            format!("mend its time; or if it is of another day, write the day too: `{marks} 3 december, {text}`"),
        ),
    };
    Diagnostic::new(Code::LiveTime, place, message).hint(hint)
}
