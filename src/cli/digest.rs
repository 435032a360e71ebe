//! `courant digest`: makes a message for mail of what is new.

use courant::base::{Checked, Error, ErrorCode, Folder, suggest};
use courant::build::{plan_only, state_folder};
use courant::config::{Config, LanguageId};
use courant::save;
use courant::tools::digest::{DigestOptions, DigestSince, DigestSummary, ListmonkToken, digest, refuse_own_folder};

use super::arguments::DigestCommand;
use super::report::{Report, Status};
use super::since::{RequestSince, request_since};
use super::site_folder::SiteFolders;
use super::{environment, moment, sentences};

/// Makes a digest.
pub(crate) fn run(folders: &SiteFolders, typed: &DigestCommand, report: &mut Report) -> Result<Status, Error> {
    let site = Folder::new(&folders.root);
    let otherwise = "the links in the message would lead readers to http://localhost";
    let RequestSince { request, since } =
        request_since(folders, (typed.since.as_deref(), typed.at.as_deref()), otherwise)?;
    let config = &request.config;
    let token_in = config.digest.listmonk.as_ref().map(|listmonk| listmonk.token_in.as_str());
    let options = DigestOptions {
        since: since.map_or(DigestSince::Last, DigestSince::Moment),
        list: typed.list.clone(),
        language: language(config, typed.lang.as_deref())?,
        folder: typed.output.clone().unwrap_or_else(|| folders.root.join("digest")),
        state: state_folder(&folders.root, folders.state.as_deref())?,
        makes_draft: typed.to.is_some(),
        token: token_in.and_then(environment::variable).map(ListmonkToken),
    };
    refuse_own_folder(&folders.root, &folders.root.join("output"), &options)?;
    let Checked { value, findings } = plan_only(&site, &request)?;
    // Warnings are for `courant check`.
    let mut errors: Vec<_> = findings.into_iter().filter(courant::base::Diagnostic::is_error).collect();
    let mut summary = None;
    if let Some(snapshot) = value {
        // Two runs at once would make the same digest twice.
        let _lock = save::lock(&options.state, || {})?;
        let made = digest(&snapshot, &options)?;
        errors.extend(made.findings);
        summary = made.value;
    }
    report.listed(&errors, "no digest was made");
    match summary {
        Some(DigestSummary::NothingNew(since)) => {
            let since = moment::minute(since, config.time_zone);
            report.line(&format!("nothing new since {since}: no digest was made"));
        }
        Some(DigestSummary::Written { folder, items, left_out, bytes, draft }) => {
            report.line(&sentences::digested(&folder, (items, left_out), bytes));
            if let Some(draft) = draft {
                report.line(&format!("Listmonk has a draft of it, and sends nothing by itself: {draft}"));
            }
        }
        None => {}
    }
    Ok(Status::of(&errors))
}

fn language(config: &Config, typed: Option<&str>) -> Result<LanguageId, Error> {
    let Some(tag) = typed else { return Ok(LanguageId::default()) };
    config.find_language(tag).ok_or_else(|| {
        let known: Vec<&str> = config.languages.iter().map(|language| &*language.tag).collect();
        Error::usage(ErrorCode::LanguageUnknown, format!("the site has no language `{tag}`"))
            .hint(suggest::hint(tag, known.iter().copied()))
    })
}
