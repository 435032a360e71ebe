//! `courant publish`: builds the site, puts it at a target, and tells what came of it.

use std::path::Path;
use std::time::Instant;

use courant::base::{Address, Checked, Code, Error, ErrorCode, Folder};
use courant::build::build_with_snapshot;
use courant::config::publishing::{Target, unknown_target};
use courant::config::{self, BaseUrl, Config, Purge};
use courant::plan::outline;
use courant::tools::publish::{Goal, Holder, Publication, Token, Wish, publish, roll_back};

use super::arguments::{BuildOptions, Publish};
use super::build::{request, use_threads};
use super::environment;
use super::progress::{Progress, Sending};
use super::report::{Outcome, Report, Status};

/// Publishes the site.
pub(crate) fn run(root: &Path, typed: &Publish, report: &mut Report) -> Result<Status, Error> {
    let started = Instant::now();
    let Publish { at, format, threads, .. } = typed;
    let run = BuildOptions {
        at: at.clone(),
        drafts: false,
        base_url: None,
        format: *format,
        timings: false,
        threads: *threads,
    };
    use_threads(&run)?;
    let site = Folder::new(root);
    let settings = config::load(&site, BaseUrl::FromSettings)?;
    if settings.findings.iter().any(courant::base::Diagnostic::is_error) {
        let checked = Checked { value: None, findings: settings.findings };
        return Ok(report.outcome(&Outcome {
            checked,
            elapsed: started.elapsed(),
            writes: true,
            timings: false,
            links: None,
        }));
    }
    let has_base_url = settings.findings.iter().all(|finding| finding.code != Code::BaseUrlMissing);
    let request = request(&run, settings)?;
    let config = &request.config;
    let output = root.join("output");
    let base = format!("{}{}", config.origin, config.base_path);
    let goal = Goal { target: target(config, typed)?, gone: &config.publishing.gone, output: &output, base: &base };
    let wish = wish(config, typed, goal.target)?;
    if typed.rollback {
        let sending = Sending::start();
        let Checked { value, findings } = roll_back(&site, &goal, &wish, &|event| sending.tell(event))?;
        drop(sending);
        let done = Checked { value: Some(value), findings };
        return Ok(report.publication(&done, None, started.elapsed()));
    }
    if !has_base_url {
        return Err(base_url_missing());
    }
    let progress = Progress::start();
    let built = build_with_snapshot(&site, &output, &request, &|event| progress.tell(event))?;
    drop(progress);
    let Checked { value, findings: warnings } = built;
    let Some((summary, snapshot)) = value else {
        return Ok(report.outcome(&Outcome {
            checked: Checked { value: None, findings: warnings },
            elapsed: started.elapsed(),
            writes: true,
            timings: false,
            links: None,
        }));
    };
    let sending = Sending::start();
    let Checked { value, findings } = publish(&site, &goal, &outline(&snapshot), &wish, &|event| sending.tell(event))?;
    drop(sending);
    let findings = warnings.into_iter().chain(findings).collect();
    let published: Checked<Option<Publication>> = Checked { value, findings };
    Ok(report.publication(&published, Some(&summary), started.elapsed()))
}

fn target<'c>(config: &'c Config, typed: &Publish) -> Result<&'c Target, Error> {
    let name = typed.target.as_deref();
    config.publishing.target(name).map_err(|known| {
        let (message, hint) = unknown_target(name, &known);
        Error::usage(ErrorCode::TargetUnknown, message).hint(hint)
    })
}

/// What was typed → what is asked of the library.
fn wish(config: &Config, typed: &Publish, target: &Target) -> Result<Wish, Error> {
    let token_in = match &target.after.purge {
        Some(Purge::Url(_, token_in)) => token_in.as_deref(),
        _ => None,
    };
    let address = |text: &String| {
        Address::parse(text).map_err(|error| {
            Error::usage(ErrorCode::AddressInvalid, format!("--let-go: `{text}`: {error}"))
                .hint("write it as it was told, such as `--let-go /nieuws/2013/open-dag/`")
        })
    };
    let now = environment::now();
    let since = now.with_timezone(&config.time_zone).format("%Y-%m-%d %H:%M:%S %:z").to_string();
    Ok(Wish {
        dry_run: typed.dry_run,
        take_over: typed.take_over,
        break_lock: typed.break_lock,
        token: token_in.and_then(environment::variable).map(Token),
        let_go: typed.let_go.iter().map(address).collect::<Result<_, _>>()?,
        holder: Holder { who: environment::who(), since, at: now.timestamp() },
    })
}

/// Published pages have whole addresses in them: they cannot say `localhost`.
fn base_url_missing() -> Error {
    let message = "`base_url` is not set: feeds and the sitemap would lead readers to http://localhost";
    Error::usage(ErrorCode::BaseUrlMissing, message)
        .hint("write `base_url: https://www.example.org` in site.yaml, with your own host")
}
