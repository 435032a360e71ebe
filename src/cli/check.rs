//! `courant check`: reports every problem in the site. Writes only the aliases that `--fix` adds.

use std::path::Path;
use std::time::{Duration, Instant};

use courant::base::diagnostic::sort;
use courant::base::{Error, Folder, Severity};
use courant::build::{Request, STATE, check, outward};
use courant::config;
use courant::tools::links::{Looked, Wish, look};
use courant::tools::publish::{Kept, fix};

use super::arguments::Check;
use super::build::{request, use_threads};
use super::environment;
use super::progress::Looking;
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
            report.note(&format!("{file}: added aliases: {}", addresses.join(", ")));
        }
    }
    let mut checked = check(&site, &request)?;
    let mut links = None;
    if typed.external {
        match look_elsewhere(&site, root, &request, typed)? {
            Some(looked) => {
                checked.findings.extend(looked.findings);
                sort(&mut checked.findings);
                links = Some(looked.account);
            }
            None => report.note("links to other sites are checked after the errors are fixed"),
        }
    }
    if typed.strict {
        checked.findings.iter_mut().for_each(|finding| finding.severity = Severity::Error);
    }
    let elapsed = started.elapsed();
    Ok(report.outcome(&Outcome { checked, elapsed, writes: false, timings: typed.run.timings, links }))
}

/// Result of the check of links to other sites; `None` if the site has errors.
fn look_elsewhere(site: &Folder, root: &Path, request: &Request, typed: &Check) -> Result<Option<Looked>, Error> {
    let Some(outward) = outward(site, request)? else { return Ok(None) };
    let settings = config::load(site, None)?.value;
    let patience = Duration::from_secs(typed.timeout.into());
    let wish = Wish { now: environment::now().timestamp(), days: typed.max_age, patience };
    let looking = Looking::start();
    look(&outward, &settings.lints, &root.join(STATE), &wish, &|event| looking.tell(event)).map(Some)
}
