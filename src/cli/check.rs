//! `courant check`: reports every problem in the site. Writes only the aliases that `--fix` adds.

use std::sync::Arc;
use std::time::{Duration, Instant};

use courant::base::diagnostic::sort;
use courant::base::{Checked, Code, Error, ErrorCode, Folder, Located, Severity};
use courant::build::{Request, check, plan_only, state_folder};
use courant::config::publishing::TargetSettings;
use courant::plan::{Snapshot, external_links, held_back, outline};
use courant::tools::aliases::{AddedAliases, files_of, findings as lost_findings, fix};
use courant::tools::links::{LinkCheckOptions, LinkReport, check_links};
use courant::tools::publish::{LetGo, PublishedFiles};
use courant::tools::release;

use super::arguments::Check;
use super::build::{request, settings, use_threads};
use super::environment;
use super::progress::Looking;
use super::publish::published_at;
use super::report::{Outcome, Report, Status};
use super::site_folder::SiteFolders;

/// Checks the site.
pub(crate) fn run(folders: &SiteFolders, typed: &Check, report: &mut Report) -> Result<Status, Error> {
    let started = Instant::now();
    use_threads(typed.run.threads)?;
    report.show_all(typed.run.all);
    let site = Folder::new(&folders.root);
    let mut request = request(&typed.run, settings(&site, &typed.run)?, folders)?;
    let config = Arc::clone(&request.config);
    let against = typed.against.as_deref().map(|name| published_at(folders, &config, name)).transpose()?;
    if let Some((published, _)) = &against {
        request.published = published.lists();
    }
    if typed.fix {
        fix_aliases(&site, &request, against.as_ref().map(|(published, _)| published), report)?;
    }
    let Checked { value, mut findings } = check(&site, &request)?;
    let compared = match against {
        Some(known) => vec![known],
        None if typed.fix => last_runs(&site, &request)?,
        None => Vec::new(),
    };
    match &value {
        _ if compared.is_empty() => {}
        Some((_, snapshot)) => {
            let let_go = LetGo::new(&config.publishing.gone, &config.hosted_redirects());
            let outline = outline(snapshot);
            let (files, pages) = (files_of(&outline), release::pages(&outline, held_back(snapshot)));
            for (published, target) in &compared {
                let lost = published.lost(&files, &pages, &target.keep, &let_go);
                findings.extend(lost_findings(&lost, &target.name, &site));
            }
            sort(&mut findings);
        }
        None => report.note("published addresses are compared after the errors are fixed"),
    }
    let mut links = None;
    if typed.external {
        match &value {
            Some((_, snapshot)) => {
                let report = check_external(snapshot, folders, typed)?;
                findings.extend(report.findings);
                sort(&mut findings);
                links = Some(report.counts);
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

/// Adds aliases for published addresses that would disappear.
fn fix_aliases(
    site: &Folder,
    request: &Request,
    against: Option<&PublishedFiles>,
    report: &mut Report,
) -> Result<(), Error> {
    let Some(snapshot) = plan_only(site, request)?.value else {
        let message = "the site has errors: fix them before adding aliases";
        return Err(Error::usage(ErrorCode::NothingToFix, message)
            .hint("run `courant check` to see the errors, and fix them first"));
    };
    let outline = outline(&snapshot);
    let pages = release::pages(&outline, held_back(&snapshot));
    let published: Vec<PublishedFiles> = match against {
        Some(known) => vec![known.clone()],
        None => last_runs(site, request)?.into_iter().map(|(published, _)| published).collect(),
    };
    let config = &request.config;
    let let_go = LetGo::new(&config.publishing.gone, &config.hosted_redirects());
    for AddedAliases { file, addresses } in fix(site, &let_go, (&outline, &pages), &published)? {
        report.note(&format!("{file}: added aliases: {}", addresses.join(", ")));
    }
    Ok(())
}

/// What each target got with the last run from this machine.
fn last_runs<'r>(site: &Folder, request: &'r Request) -> Result<Vec<(PublishedFiles, &'r TargetSettings)>, Error> {
    let state = state_folder(site.root(), request.state.as_deref())?;
    let targets = request.config.publishing.targets.iter();
    Ok(targets.map(|target| (PublishedFiles::of_last_run(&state, &target.name), target)).collect())
}

/// Checks the links to other sites.
fn check_external(snapshot: &Snapshot, folders: &SiteFolders, typed: &Check) -> Result<LinkReport, Error> {
    let links: Vec<Located> =
        external_links(snapshot).into_iter().map(|link| Located { text: link.to.into(), place: link.place }).collect();
    let config = &snapshot.config;
    let options = LinkCheckOptions {
        now: environment::now().timestamp(),
        max_age_days: typed.max_age,
        timeout: Duration::from_secs(typed.timeout.into()),
        // A site for an intranet turns the lint off.
        allow_private: config.lints.is_off(Code::LinkLocal),
    };
    let state = state_folder(&folders.root, folders.state.as_deref())?;
    let looking = Looking::start();
    let mut report = check_links(&links, &state, &options, &|event| looking.tell(event))?;
    config.lints.weigh(&mut report.findings);
    Ok(report)
}
