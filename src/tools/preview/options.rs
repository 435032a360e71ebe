//! The options of a preview, and its reports.

use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::base::{Diagnostic, Error};

/// The default port.
pub const PORT: u16 = 4400;

/// The options of a preview.
#[derive(Clone, Debug)]
pub struct ServeOptions {
    /// The host to listen on: a name or an address of this machine.
    pub host: String,
    /// The port to listen on; by default the first free one from [`PORT`] on.
    pub port: Option<u16>,
    /// Other names by which browsers may ask for the site.
    pub allowed_hosts: Vec<String>,
    /// The moment for which the site is shown; by default now.
    pub at: Option<DateTime<Utc>>,
    /// Whether drafts are shown.
    pub drafts: bool,
    /// The editor, by name or by link, as [`super::Editor::read`] takes it.
    pub editor: String,
    /// Whether to poll the files instead of watching them.
    pub poll: bool,
    /// The folder for the state of builds; `None` for the site's own folder.
    pub state: Option<PathBuf>,
    /// The clock.
    pub now: fn() -> DateTime<Utc>,
}

/// A report of a preview while it runs.
#[derive(Debug)]
pub enum ServeEvent<'a> {
    /// The site is served at this address.
    Listening(&'a str),
    /// The port is in use, and the next one is tried; with the command that shows the other program.
    PortTaken(u16, String),
    /// The files cannot be watched, for this reason, and are polled.
    Polling(String),
    /// Copies of the picture in this file are being made; the picture itself is shown meanwhile.
    Copying(&'a str),
    /// The site was rebuilt.
    Made {
        /// News items, in all languages.
        items: usize,
        /// Files of the site.
        pages: usize,
        /// The changed files; empty for the first site.
        changed: &'a [String],
        /// The duration of the rebuild.
        elapsed: Duration,
        /// Warnings.
        findings: &'a [Diagnostic],
    },
    /// The site has errors; the previous one is still served.
    Mistakes {
        /// The errors and warnings.
        findings: &'a [Diagnostic],
    },
    /// The machine failed; the previous site is still served.
    Trouble(&'a Error),
}
