//! `courant check`: tells everything that is wrong with the site, and writes nothing.

use std::path::Path;
use std::time::Instant;

use courant::base::{Error, Folder};
use courant::build::check;

use super::arguments::Check;
use super::build::{request, use_threads};
use super::report::{Outcome, Report, Status};

/// Checks the site.
pub(crate) fn run(root: &Path, typed: &Check, report: &mut Report) -> Result<Status, Error> {
    let started = Instant::now();
    use_threads(&typed.run)?;
    let site = Folder::new(root);
    let checked = check(&site, &request(&typed.run, &site)?)?;
    let elapsed = started.elapsed();
    Ok(report.outcome(&Outcome { checked, elapsed, writes: false, timings: typed.run.timings }))
}
