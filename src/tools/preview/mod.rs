//! `courant serve`: the site as it is now, on this machine only, made anew with every change of its files.
//!
//! The files are watched (watch) and known (desk). Whenever one changes, the whole site is planned anew (maker), on a
//! thread of its own, where it answers questions until a newer one has taken over (generation): so every request is
//! answered by one whole site, and pages are made only when somebody wants to see them (page); what only shows then is
//! looked for meanwhile (check). What is known is put up for all to see (board). Requests come in at one door (door,
//! server) and are answered as a static host would (http, body, events). Browsers get a script along with every page (html),
//! which reloads it, shows what is wrong (report, editor) and tells what it shows (about).

mod about;
mod board;
mod body;
mod check;
mod desk;
mod door;
mod editor;
mod events;
mod generation;
mod html;
mod http;
mod maker;
mod page;
mod report;
mod server;
mod watch;

use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::base::{Code, Diagnostic, Error, ErrorCode, Folder, disk};
use crate::config;

pub use editor::Editor;

use board::Board;
use door::Door;
use maker::Maker;
use server::Server;

/// The port at which previews are found, if nothing else is there.
pub const PORT: u16 = 4400;

/// What is wanted of a preview.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The host to listen at: a name or an address of this machine.
    pub host: String,
    /// The port to listen at; without it the first free one from [`PORT`] on.
    pub port: Option<u16>,
    /// The moment at which the site is shown; without it the moment that it is.
    pub at: Option<DateTime<Utc>>,
    /// Whether drafts are shown.
    pub drafts: bool,
    /// The editor, by name or by link, as [`Editor::read`] takes it.
    pub editor: String,
    /// Whether the files are looked at again and again, rather than watched.
    pub poll: bool,
    /// The clock.
    pub now: fn() -> DateTime<Utc>,
}

/// What a preview tells while it goes on.
#[derive(Debug)]
pub enum Event<'a> {
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

/// Serves a site until the program ends.
///
/// # Errors
/// Outside of a site, and where nothing can be served at the host and port that are wanted.
pub fn serve(site: &Folder, wish: &Wish, tell: &(dyn Fn(Event<'_>) + Sync)) -> Result<(), Error> {
    let root = disk::absolute(site.root())
        .map_err(|error| Error::io(&format!("cannot open {}", site.root().display()), &error))?;
    let site = Folder::new(&root);
    refuse_where_no_site_is(&site)?;
    let editor = Editor::read(&wish.editor, root)?;
    let door = Door::open(&wish.host, wish.port, tell)?;
    let origin = door.names.origin();
    tell(Event::Listening(&origin));
    let (messages, told) = mpsc::channel();
    let board = Arc::new(Board::new(messages.clone()));
    let names = door.names.clone();
    let server = Server { board: Arc::clone(&board), site: site.clone(), editor, names, now: wish.now };
    let (site, board) = (&site, &*board);
    thread::scope(|scope| {
        scope.spawn(move || Maker::new(site, (wish, origin), tell, (board, messages)).run(&told));
        let ended = server::run(door, server);
        board.stop();
        ended
    })
}

fn refuse_where_no_site_is(site: &Folder) -> Result<(), Error> {
    let checked = config::load(site, None)?;
    if checked.findings.iter().any(|finding| finding.code == Code::SettingsMissing) {
        let message =
            format!("there is no `{}` in {}, so it is not that of a site", config::FILE, site.root().display());
        return Err(Error::usage(ErrorCode::SettingsMissing, message)
            .hint("go to the folder of your site, or name it with `--root`")
            .hint("or make a site with `courant init`"));
    }
    Ok(())
}
