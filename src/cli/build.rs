//! `courant build`: builds the site and prints the result.

use std::path::Path;
use std::time::Instant;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use courant::base::{Error, Folder};
use courant::build::{Request, build};
use courant::config;

use super::arguments::{Build, BuildOptions};
use super::progress::Progress;
use super::report::{Outcome, Report, Status};
use super::{environment, moment};

/// Builds the site.
pub(crate) fn run(root: &Path, typed: &Build, report: &mut Report) -> Result<Status, Error> {
    let started = Instant::now();
    use_threads(&typed.run)?;
    let site = Folder::new(root);
    let request = request(&typed.run, &site)?;
    let output = typed.output.clone().unwrap_or_else(|| root.join("output"));
    let progress = Progress::start();
    let checked = build(&site, &output, &request, &|event| progress.tell(event))?;
    drop(progress);
    let elapsed = started.elapsed();
    Ok(report.outcome(&Outcome { checked, elapsed, writes: true, timings: typed.run.timings, links: None }))
}

/// The build request for the command-line options.
pub(super) fn request(typed: &BuildOptions, site: &Folder) -> Result<Request, Error> {
    let at = at(typed.at.as_deref(), site)?.unwrap_or_else(environment::now);
    Ok(Request { at, drafts: typed.drafts, base_url: typed.base_url.clone() })
}

/// The time given with `--at`, if any.
pub(super) fn at(typed: Option<&str>, site: &Folder) -> Result<Option<DateTime<Utc>>, Error> {
    typed.map(|at| Ok(moment::read("--at", at, time_zone(site))?.at.to_utc())).transpose()
}

/// Sets the number of threads, if the option was given.
pub(super) fn use_threads(typed: &BuildOptions) -> Result<(), Error> {
    let Some(threads) = typed.threads else { return Ok(()) };
    rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads.get())).build_global().map_err(|error| {
        Error::usage("threads", format!("cannot start {threads} threads: {error}"))
            .hint("use a smaller number with `--threads`")
    })
}

/// Time zone of the site. If the settings cannot be read, any will do: the run reports that and builds nothing.
fn time_zone(site: &Folder) -> Tz {
    config::load(site, None).map_or(Tz::UTC, |checked| checked.value.time_zone)
}
