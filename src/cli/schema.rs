//! `courant schema`: prints a JSON Schema.

use courant::base::Error;
use courant::tools::schema;

use super::arguments::{Schema, Subject};
use super::report::{Report, Status};

/// Prints the schema.
#[expect(clippy::unnecessary_wraps, reason = "all verbs have one form")]
pub(crate) fn run(typed: &Schema, report: &mut Report) -> Result<Status, Error> {
    let text = match typed.subject {
        Subject::Site => schema::site(),
        Subject::Item => schema::item(),
        Subject::Report => schema::report(),
    };
    report.text(text.as_bytes());
    Ok(Status::Fine)
}
