//! `courant theme`: shows the files of the site's theme, and copies one to change it.

use std::path::Path;

use courant::base::{Error, Folder};
use courant::tools::new::settings;
use courant::tools::theme_files;

use super::arguments::ThemeCommand;
use super::arguments::argument_theme::ThemeVerb;
use super::report::{Report, Status};

/// Shows or copies.
pub(crate) fn run(root: &Path, typed: &ThemeCommand, report: &mut Report) -> Result<Status, Error> {
    let site = Folder::new(root);
    let config = settings(&site)?;
    let files = theme_files::list(&site, &config)?;
    match &typed.verb {
        ThemeVerb::Show { file: None } => {
            let width = files.iter().map(|file| file.path.chars().count()).max().unwrap_or(0);
            for file in &files {
                let place = if file.is_built_in { " (built in)" } else { "" };
                report.line(&format!("{:width$}  {}{place}", file.path, file.theme));
            }
        }
        ThemeVerb::Show { file: Some(name) } => report.text(&theme_files::find(&files, name)?.bytes),
        ThemeVerb::Copy { file } => {
            let copied = theme_files::copy(&site, &config, theme_files::find(&files, file)?)?;
            for path in &copied.written {
                report.line(&path.display().to_string());
            }
            if let Some(theme) = copied.started {
                report.line(&theme_files::next_step(theme));
            }
        }
    }
    Ok(Status::Fine)
}
