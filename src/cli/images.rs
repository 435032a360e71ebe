//! `courant images`: makes the copies of pictures in advance, or a share of them, and prints the result.

use std::time::Instant;

use courant::base::{Error, Folder};
use courant::build::{Request, make_images};

use super::arguments::ImagesCommand;
use super::build::{request, settings, use_threads};
use super::progress::Progress;
use super::report::{Report, Status};
use super::shard::shard;
use super::shared_cache;
use super::site_folder::SiteFolders;

/// Makes the copies.
pub(crate) fn run(folders: &SiteFolders, typed: &ImagesCommand, report: &mut Report) -> Result<Status, Error> {
    use_threads(typed.run.threads)?;
    report.show_all(typed.run.all);
    let started = Instant::now();
    let shard = shard(typed.shard.as_deref())?;
    let site = Folder::new(&folders.root);
    let request = request(&typed.run, settings(&site, &typed.run)?, folders)?;
    let request = Request { cache: shared_cache::of_site(&request.config, &folders.root)?, ..request };
    let progress = Progress::start();
    let checked = make_images(&site, &request, shard, &|event| progress.tell(event))?;
    drop(progress);
    Ok(report.images(&checked, shard, started.elapsed()))
}
