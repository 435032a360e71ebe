//! `courant serve`: the site as it is now, on this machine only, rebuilt with every change of its files.
//!
//! The files are watched (watch) and indexed (`file_index`). When one changes, the rebuilder plans the whole site again (make):
//! the result is a generation, which keeps the pages that are rendered of it (generation). Every request is answered by one
//! generation, so no page is a mix of two; pages are rendered when they are asked for (page, with the style sheets in style and the search index in search),
//! and the others are checked in the background (check), where copies of pictures are made too (copies). The status of the site goes to all connections (status, message).
//! Requests come in at the listener (listener, server) and are answered as a static host would (http, body, events).
//! Browsers get a script with every page (html), which reloads it, shows the findings (report, editor) and the state of the
//! page in a bar (`page_status`).

mod body;
mod check;
mod copies;
mod editor;
mod events;
mod file_index;
#[cfg(any(test, fuzzing))]
mod fuzzing;
mod generation;
mod html;
mod http;
mod listener;
mod make;
mod message;
mod options;
mod page;
mod page_status;
mod rebuilder;
mod report;
mod search;
mod server;
mod status;
mod style;
mod watch;

use std::sync::{Arc, mpsc};
use std::thread;

use crate::base::{Code, Error, ErrorCode, Folder, disk};
use crate::build::state_folder;
use crate::config::{self, BaseUrl};
use crate::content::Ledger;
use crate::theme::STACK;

pub use editor::Editor;
#[cfg(any(test, fuzzing))]
pub(crate) use fuzzing::fuzz_request;
pub use listener::is_host_name;
pub use options::{PORT, ServeEvent, ServeOptions};

use check::Checker;
use copies::CopyMaker;
use listener::{Listener, Names};
use rebuilder::Rebuilder;
use server::Server;
use status::StatusChannel;

/// Serves a site until the program ends.
///
/// # Errors
/// Outside of a site, and where nothing can be served at the host and port that are wanted.
pub fn serve(site: &Folder, options: &ServeOptions, tell: &(dyn Fn(ServeEvent<'_>) + Sync)) -> Result<(), Error> {
    let root = disk::absolute(site.root())
        .map_err(|error| Error::io(&format!("cannot open {}", site.root().display()), &error))?;
    let site = Folder::new(&root);
    refuse_where_no_site_is(&site)?;
    let ledger = Ledger::to_read(&state_folder(site.root(), options.state.as_deref())?);
    let editor = Editor::read(&options.editor, root)?;
    let listener = Listener::open(&options.host, options.port, tell)?;
    let origin = listener.names.origin();
    tell(ServeEvent::Listening(&origin));
    let (messages, told) = mpsc::channel();
    let status = Arc::new(StatusChannel::new(messages.clone()));
    let names = Names { allowed: options.allowed_hosts.clone(), ..listener.names.clone() };
    let (copies, wanted) = CopyMaker::new();
    let server = Server { copies, status: Arc::clone(&status), site: site.clone(), editor, names, now: options.now };
    let (site, status) = (&site, &*status);
    let (checker, queue) = Checker::new();
    let (found, found_in_copies) = (messages.clone(), messages.clone());
    thread::scope(|scope| {
        let failed = |error: std::io::Error| Error::io("cannot start a thread", &error);
        let start = || thread::Builder::new().stack_size(STACK);
        start().spawn_scoped(scope, move || check::run(&queue, &found)).map_err(failed)?;
        start().spawn_scoped(scope, move || copies::run(&wanted, &found_in_copies, tell)).map_err(failed)?;
        let rebuilder =
            move || Rebuilder::new((site, ledger), (options, origin), tell, (status, messages), checker).run(&told);
        start().spawn_scoped(scope, rebuilder).map_err(failed)?;
        let ended = server::run(listener, server);
        status.stop();
        ended
    })
}

fn refuse_where_no_site_is(site: &Folder) -> Result<(), Error> {
    let checked = config::load(site, BaseUrl::FromSettings)?;
    if checked.findings.iter().any(|finding| finding.code == Code::SettingsMissing) {
        let message = format!("{} is not a site folder: it has no `{}`", site.root().display(), config::FILE);
        return Err(Error::usage(ErrorCode::SettingsMissing, message)
            .hint("change to the folder of your site, or pass it with `--root`")
            .hint("to create a site, run `courant init`"));
    }
    Ok(())
}
