//! `courant schema`: prints a JSON Schema.

use courant::base::Error;
use courant::tools::schema;

use super::arguments::{Schema, SchemaKind};
use super::report::{Report, Status};

/// Prints the schema.
#[expect(clippy::unnecessary_wraps, reason = "all commands have the same signature")]
pub(crate) fn run(typed: &Schema, report: &mut Report) -> Result<Status, Error> {
    let text = match typed.subject {
        SchemaKind::Site => schema::site(),
        SchemaKind::Item => schema::item(),
        SchemaKind::Term => schema::term(),
        SchemaKind::Contact => schema::contact(),
        SchemaKind::Report => schema::report(),
    };
    report.text(text.as_bytes());
    Ok(Status::Fine)
}
