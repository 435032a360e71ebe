//! Dates below the keys of YAML.

use chrono_tz::Tz;

use super::date::When;
use super::yaml::Mapping;
use super::{Code, Diagnostic};

/// Reads a date below a key. A text that is none is a finding, in whose hint `write` gives what to write for a form.
///
/// # Errors
/// The text is no date.
pub fn read_date(
    mapping: &Mapping<'_>,
    (key, typed): (&str, &str),
    zone: Tz,
    write: impl Fn(&str) -> String,
) -> Result<When, Diagnostic> {
    When::parse(typed, zone).map_err(|problem| {
        let (message, hint) = problem.told(typed, write);
        Diagnostic::new(Code::DateInvalid, mapping.value(key, typed), message).hint(hint)
    })
}
