//! `courant serve`: previews the site while it is written, and prints what happens.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use courant::base::{Diagnostic, Error, Folder};
use courant::tools::preview::{Event, Wish, serve};

use super::arguments::Serve;
use super::build::at;
use super::environment;
use super::report::{Report, Status, remark};
use super::sentences;

/// Default editor.
const EDITOR: &str = "vscode";

/// Serves the site until the program is stopped.
pub(crate) fn run(root: &Path, typed: &Serve, report: &mut Report) -> Result<Status, Error> {
    let site = Folder::new(root);
    let wish = Wish {
        host: typed.host.clone(),
        port: typed.port,
        at: at(typed.at.as_deref(), &site)?,
        drafts: typed.drafts,
        editor: typed.editor.clone().or_else(environment::preview_editor).unwrap_or_else(|| EDITOR.to_owned()),
        poll: typed.poll,
        now: environment::now,
    };
    let printer = Mutex::new(EventPrinter { report, opens: typed.open, printed: Vec::new() });
    let print = |event: Event<'_>| printer.lock().unwrap_or_else(PoisonError::into_inner).print(&event);
    serve(&site, &wish, &print)?;
    Ok(Status::Fine)
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
    fn print(&mut self, event: &Event<'_>) {
        match event {
            Event::PortTaken(port, who) => remark(&format!("port {port} is in use by another program: {who}")),
            Event::Listening(address) => {
                self.report.line(&format!("serving the site at {address}/ (press Ctrl-C to stop)"));
                if std::mem::take(&mut self.opens)
                    && let Err(error) = open::that_detached(format!("{address}/"))
                {
                    remark(&format!("could not open a browser ({error}): open the address yourself"));
                }
            }
            Event::Polling(reason) => {
                remark(&format!("cannot watch the files, polling instead, which is slower: {reason}"));
            }
            Event::Made { items, pages, changed, elapsed, findings } => {
                self.found(findings);
                self.report.line(&sentences::made(changed, *items, *pages, *elapsed));
            }
            Event::Mistakes { findings } => self.found(findings),
            Event::Trouble(error) => self.report.trouble(error),
        }
    }

    fn found(&mut self, findings: &[Diagnostic]) {
        if self.printed != findings {
            self.report.found(findings);
            self.printed = findings.to_vec();
        }
    }
}
