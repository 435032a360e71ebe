//! The options of a preview, and its reports.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::base::{Diagnostic, Error};

/// The port at which previews are found, if nothing else is there.
pub const PORT: u16 = 4400;

/// The options of a preview.
#[derive(Clone, Debug)]
pub struct ServeOptions {
    /// The host to listen at: a name or an address of this machine.
    pub host: String,
    /// The port to listen at; without it the first free one from [`PORT`] on.
    pub port: Option<u16>,
    /// The moment at which the site is shown; without it the moment that it is.
    pub at: Option<DateTime<Utc>>,
    /// Whether drafts are shown.
    pub drafts: bool,
    /// The editor, by name or by link, as [`super::Editor::read`] takes it.
    pub editor: String,
    /// Whether the files are looked at again and again, rather than watched.
    pub poll: bool,
    /// The clock.
    pub now: fn() -> DateTime<Utc>,
}

/// A report of a preview while it runs.
#[derive(Debug)]
pub enum ServeEvent<'a> {
    /// The site is served at this address.
    Listening(&'a str),
    /// The port is taken, and the next one is tried; how to see by whom.
    PortTaken(u16, String),
    /// The files cannot be watched, for this reason: they are looked at again and again.
    Polling(String),
    /// The site was made.
    Made {
        /// News items, in all languages.
        items: usize,
        /// Files of the site.
        pages: usize,
        /// The files that changed; none for the first site.
        changed: &'a [String],
        /// How long it took.
        elapsed: Duration,
        /// Warnings.
        findings: &'a [Diagnostic],
    },
    /// The site has errors: the one before it stays.
    Mistakes {
        /// The errors and warnings.
        findings: &'a [Diagnostic],
    },
    /// The machine failed: the site before it stays.
    Trouble(&'a Error),
}
