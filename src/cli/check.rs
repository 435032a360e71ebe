//! `courant check`: reports all mistakes of the site. It writes nothing but the aliases of `--fix`.

use std::path::Path;
use std::time::{Duration, Instant};

use courant::base::diagnostic::sort;
use courant::base::{Code, Error, Folder, Located, Severity};
use courant::build::{Request, STATE, check, outward};
use courant::config;
use courant::tools::aliases::{AddedAliases, fix};
use courant::tools::links::{LinkCheckOptions, LinkReport, check_links};

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
        for AddedAliases { file, addresses } in fix(&site, &settings.value.publishing, &request)? {
            report.note(&format!("{file}: {} lead here now", addresses.join(", ")));
        }
    }
    let mut checked = check(&site, &request)?;
    let mut links = None;
    if typed.external {
        match check_external(&site, root, &request, typed)? {
            Some(report) => {
                checked.findings.extend(report.findings);
                sort(&mut checked.findings);
                links = Some(report.counts);
            }
            None => report.note("other sites are asked once there are no errors"),
        }
    }
    if typed.strict {
        checked.findings.iter_mut().for_each(|finding| finding.severity = Severity::Error);
    }
    let elapsed = started.elapsed();
    Ok(report.outcome(&Outcome { checked, elapsed, writes: false, timings: typed.run.timings, links }))
}

/// Checks the links to other sites; `None` where the site has errors.
fn check_external(site: &Folder, root: &Path, request: &Request, typed: &Check) -> Result<Option<LinkReport>, Error> {
    let Some(outward) = outward(site, request)? else { return Ok(None) };
    let links: Vec<Located> =
        outward.into_iter().map(|link| Located { text: link.to.into(), place: link.place }).collect();
    let config = config::load(site, None)?.value;
    let options = LinkCheckOptions {
        now: environment::now().timestamp(),
        max_age_days: typed.max_age,
        timeout: Duration::from_secs(typed.timeout.into()),
        // A site for an intranet turns the lint off.
        allow_private: config.lints.is_off(Code::LinkLocal),
    };
    let looking = Looking::start();
    let mut report = check_links(&links, &root.join(STATE), &options, &|event| looking.tell(event))?;
    config.lints.weigh(&mut report.findings);
    Ok(Some(report))
}
