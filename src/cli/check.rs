//! `courant check`: tells everything that is wrong with the site, and writes nothing but the aliases that `--fix` asks for.

use std::path::Path;
use std::time::Instant;

use courant::base::{Error, Folder};
use courant::build::check;
use courant::config;
use courant::tools::publish::{Kept, fix};

use super::arguments::Check;
use super::build::{request, use_threads};
use super::report::{Outcome, Report, Status};

/// Checks the site.
pub(crate) fn run(root: &Path, typed: &Check, report: &mut Report) -> Result<Status, Error> {
    let started = Instant::now();
    use_threads(&typed.run)?;
    let site = Folder::new(root);
    let request = request(&typed.run, &site)?;
    if typed.fix {
        let settings = config::load(&site, None)?;
        for Kept { file, addresses } in fix(&site, &settings.value.publishing, &request)? {
            report.note(&format!("{file}: {} lead here now", addresses.join(", ")));
        }
    }
    let checked = check(&site, &request)?;
    let elapsed = started.elapsed();
    Ok(report.outcome(&Outcome { checked, elapsed, writes: false, timings: typed.run.timings }))
}
