//! `courant cache`: the state of builds as one file, for CI services.

use courant::base::{Error, ErrorCode, disk};
use courant::build::state_folder;
use courant::config::FILE;
use courant::tools::state_archive::{ImportSummary, NotTaken, export, import};

use super::arguments::CacheCommand;
use super::report::{Report, Status, remark};
use super::sentences;
use super::site_folder::SiteFolders;

/// Writes the file, or takes it.
pub(crate) fn run(folders: &SiteFolders, typed: &CacheCommand, report: &mut Report) -> Result<Status, Error> {
    let root = &folders.root;
    if matches!(disk::stamp(&root.join(FILE)), Ok(None)) {
        return Err(Error::usage(ErrorCode::SettingsMissing, format!("this folder has no `{FILE}`"))
            .hint("change to the folder of your site, or name it with `--root DIR`"));
    }
    let state = state_folder(root, folders.state.as_deref())?;
    if let Some(file) = &typed.export {
        let done = export(&state, file, typed.max_size)?;
        report.line(&sentences::exported(&done, file));
    }
    if let Some(file) = &typed.import {
        let ImportSummary { files, bytes, not_taken } = import(&state, file)?;
        match &not_taken {
            Some(NotTaken::All(made)) => {
                remark(&format!(
                    "note: {} is not taken, for it was made {made}: the next build makes everything anew",
                    file.display()
                ));
            }
            Some(NotTaken::Memory(made)) => remark(&format!(
                "note: of {} only the copies of images are taken, for it was made {made}: the next build reads and renders everything anew",
                file.display()
            )),
            None => {}
        }
        report.line(&sentences::imported(files, bytes, file));
    }
    Ok(Status::Fine)
}
