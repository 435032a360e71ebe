//! `courant build`: builds the site and prints the result.

use std::time::Instant;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use courant::base::{Checked, Error, ErrorCode, Folder};
use courant::build::{Request, build};
use courant::config::{self, BaseUrl, Config};
use courant::theme::STACK;
use courant::tools::baseline::BaselineCounts;

use super::arguments::{Build, BuildOptions, MOST_THREADS};
use super::progress::Progress;
use super::report::{Outcome, Report, Status};
use super::site_folder::SiteFolders;
use super::wait::{Done, go_on};
use super::{environment, fetch, moment, shared_cache};

/// Builds the site.
pub(crate) fn run(folders: &SiteFolders, typed: &Build, report: &mut Report) -> Result<Status, Error> {
    use_threads(typed.run.threads)?;
    report.show_all(typed.run.all);
    go_on(&folders.root, &typed.wait, report, &mut |report| once(folders, typed, report))
}

fn once(folders: &SiteFolders, typed: &Build, report: &mut Report) -> Result<Done, Error> {
    let started = Instant::now();
    let site = Folder::new(&folders.root);
    let request = Request { durable: typed.durable, ..request(&typed.run, settings(&site, &typed.run)?, folders)? };
    let unfetched = if typed.fetch { fetch::run(&site, &request, report)? } else { Vec::new() };
    let request = Request { cache: shared_cache::of_site(&request.config, &folders.root)?, ..request };
    let output = typed.output.clone().unwrap_or_else(|| folders.root.join("output"));
    let progress = Progress::start();
    let mut checked = build(&site, &output, &request, &|event| progress.tell(event))?;
    drop(progress);
    checked.findings.extend(unfetched);
    let elapsed = started.elapsed();
    let known = checked.value.as_ref().map(|summary| BaselineCounts { known: summary.known, mended: None });
    let baseline = known.filter(|_| !request.config.baseline.is_empty());
    let next = checked.value.as_ref().and_then(|summary| summary.next);
    let outcome = Outcome { baseline, timings: typed.run.timings, ..Outcome::of_build(checked, elapsed) };
    Ok((report.outcome(&outcome), next))
}

/// The settings, with the `base_url` given on the command line.
pub(super) fn settings(site: &Folder, typed: &BuildOptions) -> Result<Checked<Config>, Error> {
    config::load(site, typed.base_url.as_deref().map_or(BaseUrl::FromSettings, BaseUrl::Replaced))
}

/// The build request for the command-line options.
pub(super) fn request(
    typed: &BuildOptions,
    settings: Checked<Config>,
    folders: &SiteFolders,
) -> Result<Request, Error> {
    let at = at(typed.at.as_deref(), settings.value.time_zone)?.unwrap_or_else(environment::now);
    let request = Request::new(settings, at).with_drafts(typed.drafts);
    Ok(Request { state: folders.state.clone(), ..request })
}

/// The time given with `--at`, if any.
pub(super) fn at(typed: Option<&str>, zone: Tz) -> Result<Option<DateTime<Utc>>, Error> {
    typed.map(|at| Ok(moment::read("--at", at, zone)?.at.to_utc())).transpose()
}

/// Starts the threads: as many as the option says, or `RAYON_NUM_THREADS`, or else one per processor.
pub(super) fn use_threads(typed: Option<u16>) -> Result<(), Error> {
    let most = u32::try_from(MOST_THREADS).unwrap_or(u32::MAX);
    let wanted = typed.map(u32::from).or_else(|| environment::threads().map(|threads| threads.min(most)));
    let threads = wanted.and_then(|threads| usize::try_from(threads).ok()).unwrap_or_default();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK);
    pool.build_global().map_err(|error| {
        Error::usage(ErrorCode::Threads, format!("cannot start {threads} threads: {error}"))
            .hint("use a smaller number with `--threads`")
    })
}
