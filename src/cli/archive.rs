//! `courant archive`: builds the site, and writes what is new in it to web archive files.

use std::time::Instant;

use courant::base::{Checked, Error, Folder};
use courant::build::{build_with_snapshot, state_folder};
use courant::save;
use courant::tools::archive::{ArchiveOptions, ArchiveSummary, archive, refuse_own_folder};

use super::arguments::ArchiveCommand;
use super::progress::Progress;
use super::report::{Outcome, Report, Status};
use super::since::{RequestSince, request_since};
use super::site_folder::SiteFolders;
use super::{moment, sentences};

/// Archives the site.
pub(crate) fn run(folders: &SiteFolders, typed: &ArchiveCommand, report: &mut Report) -> Result<Status, Error> {
    let started = Instant::now();
    let site = Folder::new(&folders.root);
    let otherwise = "the addresses in the archive would be those of http://localhost";
    let RequestSince { request, since } =
        request_since(folders, (typed.since.as_deref(), typed.at.as_deref()), otherwise)?;
    let zone = request.config.time_zone;
    let folder_of =
        |typed: &Option<std::path::PathBuf>, name: &str| typed.clone().unwrap_or_else(|| folders.root.join(name));
    let options = ArchiveOptions {
        output: folder_of(&typed.from, "output"),
        folder: folder_of(&typed.output, "archive"),
        state: state_folder(&folders.root, folders.state.as_deref())?,
        since,
        is_compressed: !typed.uncompressed,
    };
    refuse_own_folder(&folders.root, &options)?;
    let progress = Progress::start();
    let built = build_with_snapshot(&site, &options.output, &request, &|event| progress.tell(event))?;
    drop(progress);
    let Checked { value, findings } = built;
    let Some((_, snapshot)) = value else {
        return Ok(report.outcome(&Outcome::of_build(Checked { value: None, findings }, started.elapsed())));
    };
    report.listed(&findings, "nothing was archived");
    let status = Status::of(&findings);
    // No build changes the output meanwhile.
    let _lock = save::lock(&options.state, || {})?;
    let summary = archive(&snapshot, &options)?;
    report.line(&match summary {
        ArchiveSummary::NothingNew(None) => "nothing to archive: the site has no files".to_owned(),
        ArchiveSummary::NothingNew(Some(since)) => {
            format!("nothing new since {}: nothing was written", moment::minute(since, zone))
        }
        ArchiveSummary::Written { folder, files, warc_files, bytes } => {
            sentences::archived(&folder, (files, warc_files, bytes), started.elapsed())
        }
    });
    Ok(status)
}
