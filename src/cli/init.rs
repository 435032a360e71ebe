//! `courant init`: creates a site that is ready to build, and prints the next steps.

use std::path::{Path, PathBuf};

use courant::base::Error;
use courant::tools::init::{SiteNames, init};

use super::arguments::Init;
use super::report::{Report, Status};
use super::{environment, sentences};

/// Creates the site.
pub(crate) fn run(root: &Path, typed: &Init, report: &mut Report) -> Result<Status, Error> {
    let folder = match &typed.folder {
        None => root.to_owned(),
        Some(folder) if root == Path::new(".") => folder.clone(),
        Some(folder) => root.join(folder),
    };
    let language = typed.language.clone().or_else(environment::language).unwrap_or_else(|| "nl".to_owned());
    let names = SiteNames {
        title: report.ask("Title of the site", "leave empty for a sample"),
        base_url: report
            .ask("Its address, such as https://www.my-village.org", "leave empty if you do not know it yet"),
    };
    let files = init(&folder, &language, &names, environment::now())?;
    report.line(&summary(&folder, &files));
    Ok(Status::Fine)
}

fn summary(folder: &PathBuf, files: &[String]) -> String {
    let is_here = folder == Path::new(".");
    let shown = folder.display().to_string();
    let place = if is_here { "this folder".to_owned() } else { format!("{}/", shown.trim_end_matches('/')) };
    let mut lines =
        vec![format!("Created a site in {place}: {}.", sentences::count(files.len(), "file", "files")), String::new()];
    lines.extend(files.iter().map(|file| format!("    {file}")));
    lines.push("\nNext steps:\n".to_owned());
    if !is_here {
        let quoted = if shown.contains(char::is_whitespace) { format!("\"{shown}\"") } else { shown };
        lines.push(format!("    cd {quoted}"));
    }
    lines.push("    courant serve --open    see the site in your browser while you write".to_owned());
    lines.push("    courant new A title     create a news item".to_owned());
    lines.push("    courant build           write the site to output/".to_owned());
    lines
        .push("\nSet the title and the base URL of your own site in site.yaml. The samples can be removed.".to_owned());
    lines.join("\n")
}
