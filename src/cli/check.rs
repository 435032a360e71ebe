//! `courant check`: reports every problem in the site. Writes only the aliases that `--fix` adds.

use std::path::Path;
use std::time::{Duration, Instant};

use courant::base::diagnostic::sort;
use courant::base::{Checked, Error, ErrorCode, Folder, Severity};
use courant::build::{Request, STATE, check, plan_only};
use courant::plan::{Snapshot, external_links, outline};
use courant::tools::links::{Looked, Wish, look};
use courant::tools::publish::{Kept, fix};

use super::arguments::Check;
use super::build::{request, settings, use_threads};
use super::environment;
use super::progress::Looking;
use super::report::{Outcome, Report, Status};

/// Checks the site.
pub(crate) fn run(root: &Path, typed: &Check, report: &mut Report) -> Result<Status, Error> {
    let started = Instant::now();
    use_threads(&typed.run)?;
    let site = Folder::new(root);
    let request = request(&typed.run, settings(&site, &typed.run)?)?;
    if typed.fix {
        fix_aliases(&site, &request, report)?;
    }
    let Checked { value, mut findings } = check(&site, &request)?;
    let mut links = None;
    if typed.external {
        match &value {
            Some((_, snapshot)) => {
                let looked = look_elsewhere(snapshot, root, typed)?;
                findings.extend(looked.findings);
                sort(&mut findings);
                links = Some(looked.account);
            }
            None => report.note("links to other sites are checked after the errors are fixed"),
        }
    }
    if typed.strict {
        for finding in &mut findings {
            finding.severity = Severity::Error;
        }
    }
    let elapsed = started.elapsed();
    let checked = Checked { value: value.map(|(summary, _)| summary), findings };
    Ok(report.outcome(&Outcome { checked, elapsed, writes: false, timings: typed.run.timings, links }))
}

/// Writes the aliases that keep addresses alive.
fn fix_aliases(site: &Folder, request: &Request, report: &mut Report) -> Result<(), Error> {
    let Some(snapshot) = plan_only(site, request)?.value else {
        let message = "the site has errors: aliases can be written when those are mended";
        return Err(Error::usage(ErrorCode::NothingToFix, message).hint("see them with `courant check`"));
    };
    for Kept { file, addresses } in fix(site, &request.config.publishing, &outline(&snapshot))? {
        report.note(&format!("{file}: added aliases: {}", addresses.join(", ")));
    }
    Ok(())
}

/// Asks other sites whether the pages and images that this site refers to are still there.
fn look_elsewhere(snapshot: &Snapshot, root: &Path, typed: &Check) -> Result<Looked, Error> {
    let patience = Duration::from_secs(typed.timeout.into());
    let wish = Wish { now: environment::now().timestamp(), days: typed.max_age, patience };
    let looking = Looking::start();
    let links = external_links(snapshot);
    look(&links, &snapshot.config.lints, &root.join(STATE), &wish, &|event| looking.tell(event))
}
