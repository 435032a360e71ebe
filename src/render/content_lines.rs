//! Content lines, of which calendars consist (RFC 5545 §3.1).

use std::io;

use chrono::{DateTime, Utc};
use ical_vcard::{Contentline, Writer};

/// The form of a moment in universal time, and of one on the wall clock of a zone.
const UTC: &str = "%Y%m%dT%H%M%SZ";
pub(super) const LOCAL: &str = "%Y%m%dT%H%M%S";

/// The lines of a calendar, folded where they are long.
pub(super) struct ContentLines<'o>(Writer<&'o mut Vec<u8>>);

impl<'o> ContentLines<'o> {
    /// Lines that are added to bytes.
    pub(super) fn new(out: &'o mut Vec<u8>) -> Self {
        Self(Writer::new(out))
    }

    /// A line whose value has a form of its own, such as a date.
    pub(super) fn raw(&mut self, name: &str, parameters: &[(&str, &str)], value: &str) -> io::Result<()> {
        // Control characters have no place in a calendar (RFC 5545 §3.1).
        let clean = value.replace(char::is_control, "");
        let mut line = Contentline::try_new(name, clean).map_err(io::Error::other)?;
        for (key, value) in parameters {
            line = line.try_add_param(key, [value]).map_err(io::Error::other)?;
        }
        self.0.write(&line)
    }

    /// A line with a text (RFC 5545 §3.3.11).
    pub(super) fn text(&mut self, name: &str, value: &str) -> io::Result<()> {
        if value.is_empty() { Ok(()) } else { self.raw(name, &[], &escaped(value)) }
    }

    /// A line with a moment, in universal time.
    pub(super) fn moment(&mut self, name: &str, at: DateTime<Utc>) -> io::Result<()> {
        self.raw(name, &[], &at.format(UTC).to_string())
    }
}

/// A text as a value, or a part of one.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out
}
