//! `courant next` and `courant due`: when the site will be another, and what was promised to readers.

use courant::base::{Checked, Error, Folder, SharedDraft};
use courant::build::{Request, plan_only, state_folder};
use courant::config::{self, BaseUrl, Config};
use courant::plan::{Snapshot, moments, promises};
use courant::tools::outlook::{self, PromisedItem};
use courant::tools::publish;

use super::arguments::argument_outlook::{DueFormat, NextFormat};
use super::arguments::{DueCommand, NextCommand};
use super::build::at;
use super::report::{Report, Status};
use super::site_folder::SiteFolders;
use super::{environment, moment};

/// Lists the moments at which the site changes by itself.
pub(crate) fn run(folders: &SiteFolders, typed: &NextCommand, report: &mut Report) -> Result<Status, Error> {
    let (status, snapshot) = planned(folders, typed.at.as_deref(), report)?;
    let Some(snapshot) = snapshot else { return Ok(status) };
    let zone = snapshot.config.time_zone;
    let moments = moments(&snapshot);
    match typed.format {
        NextFormat::Json => report.line(&outlook::moments_as_json(&moments, zone)),
        NextFormat::Ics => report.text(&outlook::moments_as_calendar(&snapshot, &moments)?),
        NextFormat::Text if moments.is_empty() => report.line("the site stays as it is"),
        NextFormat::Text => {
            for moment in &moments {
                let what = outlook::in_words(moment.change);
                report.line(&format!(
                    "{}  {what}: “{}” ({})",
                    moment::minute(moment.at, zone),
                    moment.title,
                    moment.file
                ));
            }
        }
    }
    Ok(status)
}

/// Lists the promises that no item has kept.
pub(crate) fn run_due(folders: &SiteFolders, typed: &DueCommand, report: &mut Report) -> Result<Status, Error> {
    let (status, snapshot) = planned(folders, typed.at.as_deref(), report)?;
    let Some(snapshot) = snapshot else { return Ok(status) };
    let promises: Vec<PromisedItem> =
        promises(&snapshot).iter().map(|promise| outlook::promised(&snapshot, promise)).collect();
    match typed.format {
        DueFormat::Json => report.line(&outlook::promises_as_json(&promises)),
        DueFormat::Text if promises.is_empty() => report.line("every promise is kept"),
        DueFormat::Text => {
            for PromisedItem { when, is_due, title, file, .. } in &promises {
                report.line(&format!("{when}{}: “{title}” ({file})", if *is_due { ", overdue" } else { "" }));
            }
        }
    }
    Ok(status)
}

fn planned(
    folders: &SiteFolders,
    typed: Option<&str>,
    report: &mut Report,
) -> Result<(Status, Option<Snapshot>), Error> {
    let site = Folder::new(&folders.root);
    let settings = config::load(&site, BaseUrl::FromSettings)?;
    let at = at(typed, settings.value.time_zone)?.unwrap_or_else(environment::now);
    let shared = shared_drafts(folders, &settings.value)?;
    let request = Request { state: folders.state.clone(), shared, ..Request::new(settings, at) };
    let Checked { value, findings } = plan_only(&site, &request)?;
    // Warnings are for `courant check`.
    let errors: Vec<_> = findings.into_iter().filter(courant::base::Diagnostic::is_error).collect();
    report.found(&errors);
    Ok((Status::of(&errors), value))
}

/// The shared drafts at all targets, as runs from this machine left them.
fn shared_drafts(folders: &SiteFolders, config: &Config) -> Result<Vec<SharedDraft>, Error> {
    let state = state_folder(&folders.root, folders.state.as_deref())?;
    let targets = config.publishing.targets.iter();
    Ok(targets.flat_map(|target| publish::shared_drafts(&state, &target.name)).collect())
}
