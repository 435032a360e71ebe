//! `courant check`: reports every problem in the site. Writes only the aliases that `--fix` adds, and the baseline.

use std::sync::Arc;
use std::time::{Duration, Instant};

use courant::base::diagnostic::sort;
use courant::base::{Checked, Code, Error, ErrorCode, Folder, Located, Severity};
use courant::build::{Request, SiteCheck, check, plan_only, state_folder};
use courant::config::publishing::TargetSettings;
use courant::plan::{Snapshot, external_links, held_back, outline, weigh};
use courant::tools::aliases::{AddedAliases, files_of, findings as lost_findings, fix};
use courant::tools::baseline::{self, BaselineCounts};
use courant::tools::links::{LinkCheckOptions, LinkReport, check_links};
use courant::tools::old_addresses::lost_addresses;
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
    let mut found = check(&site, &request)?;
    let compared = match against {
        Some(known) => vec![known],
        None if typed.fix => last_runs(&site, &request)?,
        None => Vec::new(),
    };
    if !compared.is_empty() {
        compare_published(&site, &compared, &mut found, report);
    }
    let mut links = None;
    if typed.external {
        match &found.sound {
            Some((_, snapshot)) => {
                let mut report = check_external(snapshot, folders, typed)?;
                found.known.extend(config.baseline.cover(&mut report.findings, &site));
                found.findings.extend(report.findings);
                sort(&mut found.findings);
                links = Some(report.counts);
            }
            None => report.note("links to other sites are checked after the errors are fixed"),
        }
    }
    let baseline = against_baseline(&site, &request, typed, &mut found)?;
    let addresses = match (&typed.addresses, &found.sound) {
        (Some(file), Some((_, snapshot))) => Some(lost_addresses(snapshot, file)?),
        (Some(_), None) => {
            report.note("old addresses are checked after the errors are fixed");
            None
        }
        (None, _) => None,
    };
    if typed.strict {
        found.findings.iter_mut().for_each(|finding| finding.severity = Severity::Error);
    }
    let elapsed = started.elapsed();
    let checked = Checked { value: found.sound.map(|(summary, _)| summary), findings: found.findings };
    let timings = typed.run.timings;
    Ok(report.outcome(&Outcome { checked, elapsed, writes: false, timings, links, baseline, addresses }))
}

/// Compares the findings with the baseline, or writes it.
fn against_baseline(
    site: &Folder,
    request: &Request,
    typed: &Check,
    found: &mut SiteCheck,
) -> Result<Option<BaselineCounts>, Error> {
    let known = &request.config.baseline;
    let is_site = request.findings.iter().all(|finding| finding.code != Code::SettingsMissing);
    let is_external = typed.external && found.sound.is_some();
    if typed.write_baseline && is_site {
        let counts = baseline::write(site, known, (&found.known, &mut found.findings), is_external)?;
        return Ok(Some(counts));
    }
    Ok((!known.is_empty()).then(|| baseline::compare(known, &found.known, &found.findings, is_external)))
}

/// Adds a finding for each published address that would disappear.
fn compare_published(
    site: &Folder,
    compared: &[(PublishedFiles, &TargetSettings)],
    found: &mut SiteCheck,
    report: &mut Report,
) {
    let Some((_, snapshot)) = &found.sound else {
        return report.note("published addresses are compared after the errors are fixed");
    };
    let let_go = LetGo::new(&snapshot.config.publishing.gone, &snapshot.config.hosted_redirects());
    let outline = outline(snapshot);
    let (files, pages) = (files_of(&outline), release::pages(&outline, held_back(snapshot)));
    for (published, target) in compared {
        let lost = published.lost(&files, &pages, &target.keep, &let_go);
        found.findings.extend(lost_findings(&lost, &target.name, site));
    }
    sort(&mut found.findings);
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
    weigh(snapshot, &mut report.findings);
    Ok(report)
}
