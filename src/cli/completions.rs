//! `courant completions`: prints shell completions.

use clap::CommandFactory as _;

use courant::base::Error;

use super::arguments::{Arguments, Completions};
use super::report::{Report, Status};

/// Prints the completions.
#[expect(clippy::unnecessary_wraps, reason = "all commands have the same signature")]
pub(crate) fn run(typed: &Completions, report: &mut Report) -> Result<Status, Error> {
    let mut text = Vec::new();
    clap_complete::generate(typed.shell, &mut Arguments::command(), "courant", &mut text);
    report.text(&text);
    Ok(Status::Fine)
}
