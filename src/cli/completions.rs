//! `courant completions`: prints what a shell wants to know to complete what is typed.

use clap::CommandFactory as _;

use courant::base::Error;

use super::arguments::{Arguments, Completions};
use super::report::{Report, Status};

/// Prints the completions.
#[expect(clippy::unnecessary_wraps, reason = "all verbs have one form")]
pub(crate) fn run(typed: &Completions, report: &mut Report) -> Result<Status, Error> {
    let mut text = Vec::new();
    clap_complete::generate(typed.shell, &mut Arguments::command(), "courant", &mut text);
    report.text(&text);
    Ok(Status::Fine)
}
