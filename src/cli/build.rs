//! `courant build`: builds the site and tells what came of it.

use std::path::Path;
use std::time::Instant;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use courant::base::{Error, ErrorCode, Folder};
use courant::build::{Request, build};
use courant::config;

use super::arguments::{Build, Run};
use super::progress::Progress;
use super::report::{Outcome, Report, Status};
use super::{environment, moment};

/// Builds the site.
pub(crate) fn run(root: &Path, typed: &Build, report: &mut Report) -> Result<Status, Error> {
    let started = Instant::now();
    use_threads(&typed.run)?;
    let site = Folder::new(root);
    let request = Request { durable: typed.durable, ..request(&typed.run, &site)? };
    let output = typed.output.clone().unwrap_or_else(|| root.join("output"));
    let progress = Progress::start();
    let checked = build(&site, &output, &request, &|event| progress.tell(event))?;
    drop(progress);
    let elapsed = started.elapsed();
    Ok(report.outcome(&Outcome { checked, elapsed, writes: true, timings: typed.run.timings, links: None }))
}

/// What was typed → what is asked of the library.
pub(super) fn request(typed: &Run, site: &Folder) -> Result<Request, Error> {
    let at = at(typed.at.as_deref(), site)?.unwrap_or_else(environment::now);
    Ok(Request { at, drafts: typed.drafts, base_url: typed.base_url.clone(), durable: false })
}

/// The moment that was typed, if any was.
pub(super) fn at(typed: Option<&str>, site: &Folder) -> Result<Option<DateTime<Utc>>, Error> {
    typed.map(|at| Ok(moment::read("--at", at, time_zone(site))?.at.to_utc())).transpose()
}

/// Has the work done by as many threads as were asked for.
pub(super) fn use_threads(typed: &Run) -> Result<(), Error> {
    let Some(threads) = typed.threads else { return Ok(()) };
    rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads.get())).build_global().map_err(|error| {
        Error::usage(ErrorCode::Threads, format!("cannot start {threads} threads: {error}"))
            .hint("ask for fewer with `--threads`")
    })
}

/// The time zone of the site. Where the settings cannot be read, any will do: the run tells that, and makes nothing.
fn time_zone(site: &Folder) -> Tz {
    config::load(site, None).map_or(Tz::UTC, |checked| checked.value.time_zone)
}
