//! The story: settings, content, theme, model, plan, pages, output. A verb plans a site, then renders and saves it, or looks at
//! it. Nothing is written while there is an error.

mod guard;
mod images;
mod pages;
mod request;
mod search;
mod write;

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, Utc};

use crate::base::diagnostic::{has_errors, sort};
use crate::base::fingerprint::{ENGINE, Mixer};
use crate::base::walked::WalkedSources;
use crate::base::{Checked, Code, Diagnostic, Error, ErrorCode, Fingerprint, Folder, SOURCE_FOLDERS, Sources, disk};
use crate::content::{CONTENT, Cache, Ledger, SiteInput};
use crate::plan::{Snapshot, SourceFiles, Subject};
use crate::render::Failure;
use crate::render::images::Images;
use crate::save::{OutputWriter, Seal, Shape};
use crate::{content, model, plan, render, save, theme};
use pages::{for_each_page, tell_once};
use request::Clock;
use write::{RunRecord, write};

pub use crate::save::state_folder;
pub use images::{ImagesSummary, make_images};
pub use request::{Event, PlanCache, Request, SiteCheck, Summary};

/// Plans a site: everything up to its pages. The value is `None` where the site has errors.
///
/// # Errors
/// A file of the site cannot be read.
pub fn plan(
    sources: &Arc<dyn Sources>,
    request: &Request,
    cache: PlanCache<'_>,
) -> Result<Checked<Option<Snapshot>>, Error> {
    let Planned { snapshot, mut findings, .. } = plan_with_errors(sources, request, cache)?;
    let known = request.config.baseline.cover(&mut findings, &**sources).len();
    let sound = snapshot.filter(|_| !has_errors(&findings));
    let sound = sound.map(|mut snapshot| {
        snapshot.known = known;
        render::with_globals(&snapshot)
    });
    Ok(Checked { value: sound.transpose()?, findings })
}

/// A planned site, whatever is wrong with it.
struct Planned {
    /// `None` where there are no settings.
    snapshot: Option<Snapshot>,
    findings: Vec<Diagnostic>,
    /// Whether the theme can render pages.
    has_theme: bool,
}

fn plan_with_errors(sources: &Arc<dyn Sources>, request: &Request, cache: PlanCache<'_>) -> Result<Planned, Error> {
    let mut clock = Clock::start();
    let (config, files) = (&request.config, &**sources);
    let mut findings = request.findings.clone();
    if is_no_site(request) {
        return Ok(Planned { snapshot: None, findings, has_theme: false });
    }
    let theme = theme::open(config, files)?;
    let has_theme = !has_errors(&theme.findings);
    let theme = theme.report_to(&mut findings);
    clock.note("theme");
    let input = SiteInput { config, reserved: &theme.ids };
    let mut content = cache.files.content(files, &input)?.report_to(&mut findings);
    content.contacts = content::contacts(files, config, &content.files)?.report_to(&mut findings);
    clock.note("content");
    let mut found = SourceFiles::walk(content.files.clone(), files)?.report_to(&mut findings);
    found.published.clone_from(&request.published);
    let images = cache.files.image_index(found.content.iter().chain(&found.fixed), files)?;
    let sounds = cache.files.sound_index(found.content.iter().chain(&found.fixed), files)?;
    let order = cache.layout.map(|layout| layout.order());
    let site = model::assemble(config, content, (request.at, request.drafts), &request.shared, order);
    model::unusual_tags(&site, files, &mut findings);
    model::terms_alike(&site, files, &mut findings);
    model::term_files(&site, files, &mut findings);
    clock.note("model");
    let suspects = plan::suspects(&found);
    let layout = plan::lay_out(&site, found, &images, &theme.manifest, cache.layout);
    let image_cache = cache.files.beside("images").map(Arc::from);
    let media = (Arc::new(images), Arc::new(sounds));
    let mut snapshot = Snapshot::new((site, layout, theme), media, Arc::clone(sources), image_cache);
    snapshot.shared_cache.clone_from(&request.cache);
    findings.extend(plan::clashes(&snapshot));
    findings.extend(plan::broken_references(&snapshot));
    findings.extend(plan::missing_contacts(&snapshot));
    findings.extend(plan::template_findings(&snapshot));
    findings.extend(plan::unkept_promises(&snapshot));
    findings.extend(plan::not_allowed(&snapshot));
    findings.extend(plan::idle_woo(&snapshot));
    findings.extend(plan::unplayable(&snapshot));
    findings.extend(plan::refused_podcast(&snapshot));
    findings.extend(plan::strays(files)?);
    let unread = plan::unread_files(&snapshot, &suspects);
    findings.extend(
        unread
            .into_iter()
            .filter(|found| findings.iter().all(|other| other.place.file != found.place.file))
            .collect::<Vec<_>>(),
    );
    plan::weigh(&snapshot, &mut findings);
    clock.note("plan");
    snapshot.stages = clock.stages().into();
    sort(&mut findings);
    Ok(Planned { snapshot: Some(snapshot), findings, has_theme })
}

/// Builds a site into a folder. The value is `None`, and the output as it was, where the site has errors.
///
/// # Errors
/// The output stands in the way of the site, or the disk fails; the output is as it was.
pub fn build(
    site: &Folder,
    output: &Path,
    request: &Request,
    tell: &(dyn Fn(Event<'_>) + Sync),
) -> Result<Checked<Option<Summary>>, Error> {
    let started = Instant::now();
    let Some(run) = Run::begin(site, output, request, Remembers::IfPossible, tell)? else {
        return Ok(nothing(request));
    };
    let sealed = run.inputs.and_then(|inputs| run.writer.sealed(inputs, nanoseconds(request.at)));
    if let Some((seal, pages)) = sealed {
        run.writer.sync()?;
        let stages = vec![("files", started.elapsed())];
        return Ok(Checked::clean(Some(Summary { stages, ..Summary::sealed(seal, pages) })));
    }
    let Checked { value, findings } = run.finish(request, tell)?;
    Ok(Checked { value: value.map(|(summary, _)| summary), findings })
}

/// Builds a site into a folder, and gives its snapshot too: publishing needs its outline, also where nothing changed.
///
/// # Errors
/// As for [`build`].
pub fn build_with_snapshot(
    site: &Folder,
    output: &Path,
    request: &Request,
    tell: &(dyn Fn(Event<'_>) + Sync),
) -> Result<Checked<Option<(Summary, Snapshot)>>, Error> {
    match Run::begin(site, output, request, Remembers::Always, tell)? {
        Some(run) => run.finish(request, tell),
        None => Ok(nothing(request)),
    }
}

/// Whether there are no settings.
fn is_no_site(request: &Request) -> bool {
    request.findings.iter().any(|finding| finding.code == Code::SettingsMissing)
}

/// The result where there is no site: nothing but the finding that says so.
fn nothing<T>(request: &Request) -> Checked<Option<T>> {
    Checked { value: None, findings: request.findings.clone() }
}

/// Whether a run goes on where nothing can be kept for the next one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Remembers {
    IfPossible,
    Always,
}

impl Remembers {
    /// A folder that was chosen for the state has to be one.
    fn may_forget(self, request: &Request) -> bool {
        self == Self::IfPossible && request.state.is_none()
    }
}

/// A run that builds: the site is locked and walked, the output is open.
struct Run {
    sources: Arc<dyn Sources>,
    ledger: Option<Ledger>,
    writer: OutputWriter,
    /// The fingerprint of all inputs, where it can be told without reading files.
    inputs: Option<Fingerprint>,
    /// The same without the texts.
    frame: Option<Fingerprint>,
    _lock: disk::Lock,
}

impl Run {
    /// Begins a run. `None` where there are no settings: then this is no site, and nothing is left here.
    fn begin(
        site: &Folder,
        output: &Path,
        request: &Request,
        remembers: Remembers,
        tell: &(dyn Fn(Event<'_>) + Sync),
    ) -> Result<Option<Self>, Error> {
        guard::refuse_to_write_over_the_site(site.root(), output)?;
        if is_no_site(request) {
            return Ok(None);
        }
        if let Some(state) = &request.state {
            guard::refuse_state_in_the_output(state, output)?;
        }
        let own = state_folder(site.root(), request.state.as_deref())
            .and_then(|state| Ok((save::lock(&state, || tell(Event::Waiting))?, state)));
        let (lock, state, ledger) = match own {
            Err(error) if error.code == ErrorCode::NotPermitted && remembers.may_forget(request) => {
                let (lock, state) = save::lock_output(output, || tell(Event::Waiting))?;
                tell(Event::Stateless);
                let ledger = Ledger::to_read(&state);
                (lock, state, Some(ledger))
            }
            own => {
                let (lock, state) = own?;
                let ledger = Ledger::open(&state).ok();
                (lock, state, ledger)
            }
        };
        let walk = || WalkedSources::new(Arc::new(site.clone()), &SOURCE_FOLDERS);
        let (walked, writer) = rayon::join(walk, || OutputWriter::open(output, &state, request.durable));
        let (walked, writer) = (walked?, writer?);
        let started = ledger.as_ref().and_then(Ledger::started);
        let inputs = started.and_then(|started| inputs_of(walked.fingerprint(started)?, request));
        // The texts of shared drafts are those of items that the site does not have.
        let started = started.filter(|_| request.shared.is_empty());
        let frame = started.and_then(|started| inputs_of(walked.fingerprint_without_texts(started, CONTENT)?, request));
        Ok(Some(Self { sources: Arc::new(walked), ledger, writer, inputs, frame, _lock: lock }))
    }

    /// Plans the site, then renders and saves it.
    fn finish(
        self,
        request: &Request,
        tell: &(dyn Fn(Event<'_>) + Sync),
    ) -> Result<Checked<Option<(Summary, Snapshot)>>, Error> {
        let Self { sources, ledger, writer, inputs, frame, _lock: lock } = self;
        let cache = ledger.as_ref().map_or(Cache::Empty, Cache::Ledger);
        let planned = plan(&sources, request, PlanCache::from(&cache));
        let Ok(Checked { value: Some(snapshot), mut findings }) = planned else {
            writer.abandon();
            return Ok(Checked { value: None, findings: planned?.findings });
        };
        let mut clock = Clock::start();
        let summary = Summary::of(&snapshot);
        let record = RunRecord {
            seal: inputs.filter(|_| findings.is_empty()).map(|inputs| seal(inputs, &summary, &snapshot)),
            shape: frame.map(|frame| shape(frame, &summary, &snapshot)),
        };
        let is_same_shape = record.shape.is_some_and(|shape| writer.has_shape(&shape));
        let mut snapshot = if is_same_shape { snapshot } else { plan::for_all_pages(&snapshot) };
        let (written, search) = write(&snapshot, writer, record, tell)?;
        snapshot.search = search;
        clock.note("pages");
        drop(lock);
        let counts = written.report_to(&mut findings);
        let cache = request.end_cache(&mut findings);
        sort(&mut findings);
        let stages = snapshot.stages.iter().copied().chain(clock.stages()).collect();
        let summary = Summary { cache, stages, ..summary.with(counts) };
        Ok(Checked { value: (!has_errors(&findings)).then_some((summary, snapshot)), findings })
    }
}

/// The fingerprint of all inputs of a site but the moment; `files` is that of its files.
fn inputs_of(files: Fingerprint, request: &Request) -> Option<Fingerprint> {
    let config = &request.config;
    let mixer = Mixer::default().bytes(ENGINE.as_bytes()).fingerprint(config.fingerprint);
    let mixer = mixer
        .fingerprint(config.baseline.fingerprint)
        .bytes(config.origin.as_bytes())
        .bytes(config.base_path.as_bytes());
    let mixer = mixer.bytes(&[u8::from(request.drafts), u8::from(config.noindex)]).fingerprint(files);
    Some(mixer.fingerprint(Fingerprint::of_value(&(&request.published, &request.shared)).ok()?).finish())
}

/// What all pages of a site are made of but the wording of bodies; `frame` is the fingerprint of all inputs but the texts.
fn shape(frame: Fingerprint, summary: &Summary, snapshot: &Snapshot) -> Shape {
    let inputs = Mixer::default().fingerprint(frame).fingerprint(plan::shape(snapshot)).finish();
    let until = summary.next.map_or(i64::MAX, nanoseconds);
    Shape { inputs, from: nanoseconds(snapshot.site.at), until }
}

fn seal(inputs: Fingerprint, summary: &Summary, snapshot: &Snapshot) -> Seal {
    let Summary { items, standing_pages, held_back, next, .. } = *summary;
    let until = next.map_or(i64::MAX, nanoseconds);
    Seal { items, standing_pages, held_back, inputs, from: nanoseconds(snapshot.site.at), until, trace: 0 }
}

fn nanoseconds(at: DateTime<Utc>) -> i64 {
    at.timestamp_nanos_opt().unwrap_or(i64::MAX)
}

/// Plans a site to be looked at: nothing is written, and what builds remember is only read.
///
/// # Errors
/// A file of the site cannot be read.
pub fn plan_only(site: &Folder, request: &Request) -> Result<Checked<Option<Snapshot>>, Error> {
    let ledger = ledger_to_read(site, request)?;
    let sources: Arc<dyn Sources> = Arc::new(site.clone());
    plan(&sources, request, PlanCache::from(&ledger.as_ref().map_or(Cache::Empty, Cache::Ledger)))
}

/// What builds remember, only to be read; `None` where this user may not.
fn ledger_to_read(site: &Folder, request: &Request) -> Result<Option<Ledger>, Error> {
    match state_folder(site.root(), request.state.as_deref()) {
        Err(error) if error.code == ErrorCode::NotPermitted => Ok(None),
        state => Ok(Some(Ledger::to_read(&state?))),
    }
}

/// Finds all mistakes of a site in one run, without writing anything.
///
/// # Errors
/// A file of the site cannot be read.
pub fn check(site: &Folder, request: &Request) -> Result<SiteCheck, Error> {
    let ledger = ledger_to_read(site, request)?;
    let sources: Arc<dyn Sources> = Arc::new(site.clone());
    let cache = ledger.as_ref().map_or(Cache::Empty, Cache::Ledger);
    let planned = plan_with_errors(&sources, request, PlanCache::from(&cache))?;
    let Planned { snapshot, mut findings, has_theme } = planned;
    let Some(snapshot) = snapshot else { return Ok(SiteCheck { sound: None, findings, known: Vec::new() }) };
    let mut clock = Clock::start();
    findings.extend(plan::lints(&snapshot));
    sort(&mut findings);
    let known = request.config.baseline.cover(&mut findings, site);
    // A picture of which no copies can be made stops a build: it is never known.
    findings.extend(Images::of(&snapshot).verify(|_| true)?);
    let snapshot = if has_theme { plan::for_all_pages(&render::with_globals(&snapshot)?) } else { snapshot };
    // A text that is nested too deep takes time with the square of its depth.
    let is_too_deep = findings.iter().any(|finding| finding.code == Code::NestingTooDeep);
    if has_theme && !is_too_deep {
        findings.extend(broken_pages(&snapshot, has_errors(&findings))?);
    }
    clock.note("pages");
    tell_once(&mut findings);
    sort(&mut findings);
    let stages = snapshot.stages.iter().copied().chain(clock.stages()).collect();
    let summary = Summary { stages, known: known.len(), ..Summary::of(&snapshot) };
    let sound = (!has_errors(&findings)).then_some((summary, snapshot));
    Ok(SiteCheck { sound, findings, known })
}

/// Renders all pages but renditions, for what is wrong with the templates.
fn broken_pages(snapshot: &Snapshot, is_broken: bool) -> Result<Vec<Diagnostic>, Error> {
    let rendered = for_each_page(snapshot, |page| match page.subject {
        Subject::Rendition(_) => Ok(()),
        _ => match render::page_input(snapshot, page)
            .and_then(|input| render::render(snapshot, &input, &mut Vec::new()))
        {
            // What is broken was told already.
            Err(Failure::Error(_)) if is_broken => Ok(()),
            rendered => rendered,
        },
    })?;
    Ok(rendered.findings)
}
