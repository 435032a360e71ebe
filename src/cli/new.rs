//! `courant new`: creates a news item, and opens it in an editor on request.

use std::path::Path;

use courant::base::date::When;
use courant::base::{Error, ErrorCode, Folder, disk};
use courant::tools::new::{NewItem, new, settings};

use super::arguments::New;
use super::report::{Report, Status};
use super::{environment, moment};

/// Creates the item.
pub(crate) fn run(root: &Path, typed: &New, report: &mut Report) -> Result<Status, Error> {
    let editor = if typed.edit { Some(environment::editor().ok_or_else(no_editor)?) } else { None };
    let site = Folder::new(root);
    let config = settings(&site)?;
    let date = if let Some(date) = &typed.date {
        moment::read("--date", date, config.time_zone)?
    } else {
        let now = environment::now().with_timezone(&config.time_zone).fixed_offset();
        When::new(now, false, config.time_zone)
    };
    let title = typed.title.join(" ");
    let item = NewItem { title: &title, language: typed.language.as_deref(), date, draft: typed.draft };
    let path = new(&site, &config, &item)?;
    report.line(&path.display().to_string());
    if let Some(editor) = editor {
        open(&editor, &path)?;
    }
    Ok(Status::Fine)
}

fn no_editor() -> Error {
    Error::usage(
        ErrorCode::EditorUnknown,
        "neither VISUAL nor EDITOR is set, so there is no editor to open; nothing was written",
    )
    .hint("set one of them, such as `EDITOR=nano`, or omit `--edit`")
}

/// Opens a file. The variable holds a command line with arguments and quotes, so a shell parses it.
fn open(editor: &str, path: &Path) -> Result<(), Error> {
    let status = disk::shell(editor, Some(path)).status();
    let hint = || format!("the item was created: open {} yourself", path.display());
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(Error::usage(ErrorCode::EditorFailed, format!("the editor `{editor}` did not start or failed"))
            .hint(hint())),
        Err(error) => Err(Error::io(&format!("cannot start the editor `{editor}`"), &error).hint(hint())),
    }
}
