//! Dates in the words of a language.

use chrono::Datelike as _;

use super::snapshot::Snapshot;
use super::view_parts::DateView;
use crate::base::date::When;
use crate::config::LanguageId;

/// A date in the words of a language.
pub(super) fn date_view(snapshot: &Snapshot, when: When, language: LanguageId) -> DateView {
    let day = when.day();
    let text = snapshot.shared.day(language, day);
    let text = text.unwrap_or_else(|| snapshot.config.language(language).calendar.day(day).into());
    DateView { iso: when.iso(), text, time: when.time(), year: day.year() }
}
