//! `courant publish`: builds the site, publishes it to a target, and reports the changes.

use std::path::Path;
use std::time::Instant;

use courant::base::{Address, Checked, Error, ErrorCode, Folder};
use courant::build::{Request, Summary, build_with_snapshot, state_folder};
use courant::config::publishing::{PurgeSettings, TargetSettings, unknown_target};
use courant::config::{self, BaseUrl, Config};
use courant::plan::{Snapshot, held_back, outline};
use courant::save;
use courant::tools::publish::{
    LOCK_RENEWAL, Location, LockOwner, PublishOptions, PublishResult, PublishSummary, PublishedFiles, TargetOptions,
    TargetRef, TargetSession, Token,
};
use courant::tools::{aliases, release};

use super::arguments::{BuildOptions, Publish};
use super::build::{request, use_threads};
use super::progress::{Progress, Sending};
use super::report::{Outcome, Report, Status, remark};
use super::site_folder::SiteFolders;
use super::wait::{Done, go_on};
use super::{base_url, drafts, environment, shared_cache};

/// Publishes the site.
pub(crate) fn run(folders: &SiteFolders, typed: &Publish, report: &mut Report) -> Result<Status, Error> {
    use_threads(typed.threads)?;
    go_on(&folders.root, &typed.wait, report, &mut |report| once(folders, typed, report))
}

fn once(folders: &SiteFolders, typed: &Publish, report: &mut Report) -> Result<Done, Error> {
    let started = Instant::now();
    let root = &folders.root;
    let Publish { at, format, threads, .. } = typed;
    let site = Folder::new(root);
    let failed = |checked| Outcome::of_build(checked, started.elapsed());
    let settings = config::load(&site, BaseUrl::OfTarget(typed.target.as_deref()))?;
    if settings.findings.iter().any(courant::base::Diagnostic::is_error) {
        return Ok((report.outcome(&failed(Checked { value: None, findings: settings.findings })), None));
    }
    let has_base_url = base_url::is_set(&settings.findings);
    let staging = target(&settings.value, typed.target.as_deref())?.staging.clone();
    let run = BuildOptions {
        at: at.clone(),
        drafts: staging.drafts,
        base_url: None,
        format: *format,
        all: false,
        timings: false,
        threads: *threads,
    };
    let mut request = request(&run, settings, folders)?;
    if let Some(when) = staging.at.filter(|_| at.is_none()) {
        request.at = when.at.to_utc();
    }
    request.cache = shared_cache::of_site(&request.config, root)?;
    let config = &request.config;
    let target = target(config, typed.target.as_deref())?;
    let options = PublishOptions { cache: request.cache.clone(), ..options(config, typed, target)? };
    let target = release::target_options(target, config, root);
    let (state, base_url) =
        (state_folder(root, folders.state.as_deref())?, format!("{}{}", config.origin, config.base_path));
    let target = TargetRef { options: &target, site: root, state: &state, base_url: &base_url };
    let own = || if staging.is_apart() { format!("output-{}", target.options.name) } else { "output".to_owned() };
    let output = typed.output.clone().unwrap_or_else(|| root.join(own()));
    release::refuse_own_folder(target.options, root, &output, &state)?;
    if typed.rollback {
        let sending = Sending::start();
        let session = TargetSession::open(target, &options)?;
        let Checked { value, findings } = session.roll_back(&|event| sending.tell(event))?;
        drop(sending);
        return Ok((report.publication(&Checked { value: Some(value), findings }, None, started.elapsed()), None));
    }
    base_url::require(&request.config, has_base_url, "feeds and the sitemap would lead readers to http://localhost")?;
    let session = TargetSession::open(target, &options)?;
    let Checked { value, findings } = build_and_publish(&site, &output, typed, &request, (target, &session))?;
    let Some((summary, done)) = value else {
        return Ok((report.outcome(&failed(Checked { value: None, findings })), None));
    };
    let status = report.publication(&Checked { value: done, findings }, Some(&summary), started.elapsed());
    Ok((status, summary.next))
}

/// What was built, and what was published of it.
type Published = (Summary, Option<PublishSummary>);

/// Builds the site with the shared drafts of the target, and publishes it. The value is `None` where the site has errors.
fn build_and_publish(
    site: &Folder,
    output: &Path,
    typed: &Publish,
    request: &Request,
    (target, session): (TargetRef<'_>, &TargetSession<'_>),
) -> Result<Checked<Option<Published>>, Error> {
    let published = session.published()?;
    let (shared, draft) = drafts::shared(site.root(), &typed.draft, published.shared_drafts())?;
    let request = Request { published: published.lists(), shared, ..request.clone() };
    let progress = Progress::start();
    let built = build_with_snapshot(site, output, &request, &|event| progress.tell(event))?;
    drop(progress);
    let Checked { value, findings: warnings } = built;
    let Some((summary, snapshot)) = value else { return Ok(Checked { value: None, findings: warnings }) };
    let link = draft.map(|draft| drafts::link(&snapshot, &draft)).transpose()?;
    let Checked { mut value, mut findings } = publish(site, output, &snapshot, target, session)?;
    findings.extend(request.cache.as_ref().and_then(|cache| cache.finish()));
    if let Some(done) = value.as_mut().filter(|_| !typed.dry_run) {
        session.note_shared(&drafts::of(&snapshot))?;
        done.draft = link;
        if done.draft.is_some() && matches!(target.options.location, Location::Git(_)) {
            remark("whoever can read the branch can read the draft there, also in its history");
        }
    }
    let findings = warnings.into_iter().chain(findings).collect();
    Ok(Checked { value: Some((summary, value)), findings })
}

/// Publishes the output; `None`, with findings, where addresses would disappear.
fn publish(
    site: &Folder,
    output: &Path,
    snapshot: &Snapshot,
    target: TargetRef<'_>,
    session: &TargetSession<'_>,
) -> Result<Checked<Option<PublishSummary>>, Error> {
    let sending = Sending::start();
    // No build changes the output meanwhile.
    let lock = save::lock(target.state, || {})?;
    if is_rsync(target.options) {
        // Even where this process is killed: its `rsync` goes on reading the output.
        lock.share_with_programs().map_err(|error| Error::io("cannot write to .courant", &error))?;
    }
    let outline = outline(snapshot);
    let pages = release::pages(&outline, held_back(snapshot));
    let release = release::from_outline(&outline, pages, output, target.state)?;
    Ok(match session.publish(release, &|event| sending.tell(event))? {
        PublishResult::Done(Checked { value, findings }) => Checked { value: Some(value), findings },
        PublishResult::Refused(lost) => {
            Checked { value: None, findings: aliases::findings(&lost, &target.options.name, site) }
        }
    })
}

fn is_rsync(target: &TargetOptions) -> bool {
    matches!(target.location, Location::Rsync(_))
}

/// The files that a target has according to its own record, without any state on this machine, and its settings.
pub(crate) fn published_at<'c>(
    folders: &SiteFolders,
    config: &'c Config,
    name: &str,
) -> Result<(PublishedFiles, &'c TargetSettings), Error> {
    let settings = target(config, Some(name))?;
    let options = PublishOptions {
        dry_run: true,
        take_over: false,
        break_lock: false,
        token: None,
        let_go: Vec::new(),
        owner: LockOwner { name: environment::who(), since: String::new(), at: environment::now().timestamp() },
        lock_renewal: LOCK_RENEWAL,
        cache: None,
    };
    let root = folders.root.as_path();
    let target = release::target_options(settings, config, root);
    let state = state_folder(root, folders.state.as_deref())?;
    let base_url = format!("{}{}", config.origin, config.base_path);
    let target = TargetRef { options: &target, site: root, state: &state, base_url: &base_url };
    Ok((TargetSession::open(target, &options)?.published()?, settings))
}

fn target<'c>(config: &'c Config, name: Option<&str>) -> Result<&'c TargetSettings, Error> {
    config.publishing.target(name).map_err(|known| {
        let (message, hint) = unknown_target(name, &known);
        Error::usage(ErrorCode::TargetUnknown, message).hint(hint)
    })
}

/// The options of the run, from the arguments and the environment.
fn options(config: &Config, typed: &Publish, target: &TargetSettings) -> Result<PublishOptions, Error> {
    let token_variable = match &target.after.purge {
        Some(PurgeSettings::Url(_, token_variable)) => token_variable.as_deref(),
        _ => None,
    };
    let address = |text: &String| {
        Address::parse(text).map_err(|error| {
            Error::usage(ErrorCode::AddressInvalid, format!("--let-go: `{text}`: {error}"))
                .hint("write the address as in the report, such as `--let-go /nieuws/2013/open-dag/`")
        })
    };
    let now = environment::now();
    let since = now.with_timezone(&config.time_zone).format("%Y-%m-%d %H:%M:%S %:z").to_string();
    Ok(PublishOptions {
        dry_run: typed.dry_run,
        take_over: typed.take_over,
        break_lock: typed.break_lock,
        token: token_variable.and_then(environment::variable).map(Token),
        let_go: typed.let_go.iter().map(address).collect::<Result<_, _>>()?,
        owner: LockOwner { name: environment::who(), since, at: now.timestamp() },
        lock_renewal: LOCK_RENEWAL,
        cache: None,
    })
}
