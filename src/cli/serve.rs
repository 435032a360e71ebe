//! `courant serve`: previews the site while it is written, and prints what happens.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};

use courant::base::{Diagnostic, Error, Folder};
use courant::config::{self, BaseUrl};
use courant::tools::preview::{ServeEvent, ServeOptions, serve};

use super::arguments::Serve;
use super::build::use_threads;
use super::environment;
use super::report::{Report, Status, remark};
use super::sentences;
use super::site_folder::SiteFolders;

/// Default editor.
const EDITOR: &str = "vscode";

/// Serves the site until the program is stopped.
pub(crate) fn run(folders: &SiteFolders, typed: &Serve, report: &mut Report) -> Result<Status, Error> {
    use_threads(None)?;
    let site = Folder::new(&folders.root);
    let options = ServeOptions {
        host: typed.host.clone(),
        port: typed.port,
        allowed_hosts: typed.allow_host.clone(),
        at: moment(typed, &site)?,
        drafts: typed.drafts,
        editor: typed.editor.clone().or_else(environment::preview_editor).unwrap_or_else(|| EDITOR.to_owned()),
        poll: typed.poll,
        state: folders.state.clone(),
        now: environment::now,
    };
    let printer = Mutex::new(EventPrinter { report, opens: typed.open, printed: Vec::new() });
    let print = |event: ServeEvent<'_>| printer.lock().unwrap_or_else(PoisonError::into_inner).print(&event);
    serve(&site, &options, &print)?;
    Ok(Status::Fine)
}

/// The time given with `--at`, in the time zone of the site.
fn moment(typed: &Serve, site: &Folder) -> Result<Option<DateTime<Utc>>, Error> {
    let Some(at) = &typed.at else { return Ok(None) };
    let settings = config::load(site, BaseUrl::FromSettings)?;
    super::build::at(Some(at), settings.value.time_zone)
}

/// Printer of preview events.
struct EventPrinter<'r> {
    report: &'r mut Report,
    /// Whether to open a browser as soon as the preview listens.
    opens: bool,
    /// The findings printed last. They are not repeated while they stay the same.
    printed: Vec<Diagnostic>,
}

impl EventPrinter<'_> {
    fn print(&mut self, event: &ServeEvent<'_>) {
        match event {
            ServeEvent::PortTaken(port, who) => remark(&format!("port {port} is in use by another program: {who}")),
            ServeEvent::Listening(address) => {
                self.report.line(&format!("serving the site at {address}/ (press Ctrl-C to stop)"));
                if std::mem::take(&mut self.opens)
                    && let Err(error) = open::that_detached(format!("{address}/"))
                {
                    remark(&format!("could not open a browser ({error}): open the address yourself"));
                }
            }
            ServeEvent::Polling(reason) => {
                remark(&format!("cannot watch the files, polling instead, which is slower: {reason}"));
            }
            ServeEvent::Copying(file) => self.report.line(&sentences::copying(file)),
            ServeEvent::Made { items, pages, changed, elapsed, findings } => {
                self.found(findings);
                self.report.line(&sentences::made(changed, *items, *pages, *elapsed));
            }
            ServeEvent::Mistakes { findings } => self.found(findings),
            ServeEvent::Trouble(error) => self.report.trouble(error),
        }
    }

    fn found(&mut self, findings: &[Diagnostic]) {
        if self.printed != findings {
            self.report.found(findings);
            self.printed = findings.to_vec();
        }
    }
}
