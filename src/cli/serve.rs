//! `courant serve`: shows the site while it is written, and tells what happens.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};

use courant::base::{Diagnostic, Error, Folder};
use courant::config::{self, BaseUrl};
use courant::tools::preview::{ServeEvent, ServeOptions, serve};

use super::arguments::Serve;
use super::environment;
use super::report::{Report, Status, remark};
use super::sentences;

/// The editor that is opened where nobody says which.
const EDITOR: &str = "vscode";

/// Serves the site until the program is ended.
pub(crate) fn run(root: &Path, typed: &Serve, report: &mut Report) -> Result<Status, Error> {
    let site = Folder::new(root);
    let options = ServeOptions {
        host: typed.host.clone(),
        port: typed.port,
        at: moment(typed, &site)?,
        drafts: typed.drafts,
        editor: typed.editor.clone().or_else(environment::preview_editor).unwrap_or_else(|| EDITOR.to_owned()),
        poll: typed.poll,
        now: environment::now,
    };
    let teller = Mutex::new(Teller { report, opens: typed.open, told: Vec::new() });
    let tell = |event: ServeEvent<'_>| teller.lock().unwrap_or_else(PoisonError::into_inner).tell(&event);
    serve(&site, &options, &tell)?;
    Ok(Status::Fine)
}

/// The moment at which the site is shown. The settings have the time zone that it is in.
fn moment(typed: &Serve, site: &Folder) -> Result<Option<DateTime<Utc>>, Error> {
    let Some(at) = &typed.at else { return Ok(None) };
    let settings = config::load(site, BaseUrl::FromSettings)?;
    super::build::at(Some(at), settings.value.time_zone)
}

struct Teller<'r> {
    report: &'r mut Report,
    /// Whether a browser is to be opened.
    opens: bool,
    /// What was found the last time: it is not told again and again.
    told: Vec<Diagnostic>,
}

impl Teller<'_> {
    fn tell(&mut self, event: &ServeEvent<'_>) {
        match event {
            ServeEvent::PortTaken(port, who) => remark(&format!("port {port} is taken by another program: {who}")),
            ServeEvent::Listening(address) => {
                self.report.line(&format!("the site is at {address}/ (Ctrl-C ends it)"));
                if std::mem::take(&mut self.opens)
                    && let Err(error) = open::that_detached(format!("{address}/"))
                {
                    remark(&format!("no browser could be opened ({error}): open the address yourself"));
                }
            }
            ServeEvent::Polling(reason) => {
                remark(&format!(
                    "the files cannot be watched, so they are looked at again and again, which is slower: {reason}"
                ));
            }
            ServeEvent::Made { items, pages, changed, elapsed, findings } => {
                self.found(findings);
                self.report.line(&sentences::made(changed, *items, *pages, *elapsed));
            }
            ServeEvent::Mistakes { findings } => self.found(findings),
            ServeEvent::Trouble(error) => self.report.trouble(error),
        }
    }

    fn found(&mut self, findings: &[Diagnostic]) {
        if self.told != findings {
            self.report.found(findings);
            self.told = findings.to_vec();
        }
    }
}
