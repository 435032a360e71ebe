//! The story: settings, content, theme, model, plan, pages, output. Nothing is written while there is an error.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use rayon::prelude::*;

use crate::base::diagnostic::{has_errors, sort};
use crate::base::fingerprint::{ENGINE, Mixer};
use crate::base::walked::WalkedSources;
use crate::base::{Address, Checked, Code, Diagnostic, Error, ErrorCode, Fingerprint, Folder, Sources, disk};
use crate::content::{Cache, Ledger};
use crate::plan::{Layout, Outlined, Outward, Page, Plan, Subject, files};
use crate::render::images::Images;
use crate::render::{Failure, Renderer, theme};
use crate::save::{Counts, OutputWriter, Seal};
use crate::{config, model, plan, save};

/// The folder, in that of the site, in which is kept what builds remember.
pub const STATE: &str = ".courant";

/// What is wanted of a build.
#[derive(Clone, Debug)]
pub struct Request {
    /// The moment for which the site is built: what is dated later is held back.
    pub at: DateTime<Utc>,
    /// Whether drafts are shown.
    pub drafts: bool,
    /// Replaces the `base_url` of the settings.
    pub base_url: Option<String>,
    /// Whether a build waits until its output is on the disk.
    pub durable: bool,
}

/// What is known before a site is made.
#[derive(Clone, Copy, Debug)]
pub struct Known<'k> {
    /// Of its files.
    pub cache: &'k Cache<'k>,
    /// The layout of an earlier one, made with the same memory.
    pub layout: Option<&'k Arc<Layout>>,
}

/// What a build tells while it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Another build of this site has to end first.
    Waiting,
    /// The pages come now: so many.
    Pages(usize),
    /// One more page is being made, or found to be as it was.
    Page,
    /// The smaller copies of so many images are made first.
    Images(usize),
    /// Those of one more image are there.
    Image,
}

/// What a build did.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// News items, in all languages.
    pub items: usize,
    /// Standing pages, in all languages.
    pub standing_pages: usize,
    /// Files of the site: pages, feeds, sitemaps, copies.
    pub pages: usize,
    /// Files that are new or have other bytes.
    pub written: usize,
    /// Files that were not touched.
    pub unchanged: usize,
    /// Files that are no longer wanted.
    pub removed: usize,
    /// Drafts and items that are dated later.
    pub held_back: usize,
    /// How long each stage took, in order.
    pub stages: Vec<(&'static str, Duration)>,
}

impl Summary {
    fn sealed(seal: Seal, pages: usize, stages: Vec<(&'static str, Duration)>) -> Self {
        let Seal { items, standing_pages, held_back, .. } = seal;
        Self { items, standing_pages, pages, unchanged: pages, held_back, stages, ..Self::default() }
    }
}

impl<'k> From<&'k Cache<'k>> for Known<'k> {
    fn from(cache: &'k Cache<'k>) -> Self {
        Self { cache, layout: None }
    }
}

/// Builds a site into a folder. The value is `None`, and the output as it was, where the site has errors.
///
/// # Errors
/// Where the output stands in the way of the site, or the disk fails; the output is as it was.
pub fn build(
    sources: &Folder,
    output: &Path,
    request: &Request,
    tell: &(dyn Fn(Event) + Sync),
) -> Result<Checked<Option<Summary>>, Error> {
    refuse_to_write_over_the_site(sources.root(), output)?;
    let started = Instant::now();
    if sources.read(config::FILE).is_err() {
        // Without settings this is no site: that is told, and nothing is left here.
        return make(sources, request, (&Cache::Empty).into(), as_it_is, |_, _, _| Ok((Vec::new(), Counts::default())));
    }
    let state = sources.root().join(STATE);
    let _lock = save::lock(&state, || tell(Event::Waiting))?;
    let ledger = Ledger::open(&state).ok();
    let walk = || WalkedSources::new(sources, &["content", "static", "themes"]);
    let (site, writer) = rayon::join(walk, || OutputWriter::open(output, &state, request.durable));
    let (site, writer) = (site?, writer?);
    let inputs = inputs(&site, ledger.as_ref(), request);
    if let Some((seal, pages)) = inputs.and_then(|inputs| writer.sealed(inputs, nanoseconds(request.at))) {
        writer.sync()?;
        return Ok(Checked::clean(Some(Summary::sealed(seal, pages, vec![("files", started.elapsed())]))));
    }
    let mut writer = Some(writer);
    let cache = ledger.as_ref().map_or(Cache::Empty, Cache::Ledger);
    let checked = make(&site, request, (&cache).into(), fingerprint_entries, |plan, renderer, findings| {
        let Some(writer) = writer.take() else { return Ok((Vec::new(), Counts::default())) };
        let seal = inputs.filter(|_| findings.is_empty()).map(|inputs| seal(inputs, plan));
        write(plan, renderer, writer, seal, tell)
    });
    writer.into_iter().for_each(OutputWriter::abandon);
    checked
}

/// What is asked of the plan alone wants nothing more of it.
fn as_it_is(_: &mut Plan<'_>) {}

/// What fingerprints of pages want of the plan.
fn fingerprint_entries(plan: &mut Plan<'_>) {
    plan.word_days();
    plan.fingerprint_entries();
}

/// What making all pages wants of the plan.
fn word_days(plan: &mut Plan<'_>) {
    plan.word_days();
}

/// All that a site is made of but the moment, where that can be told without reading it.
fn inputs(site: &WalkedSources<'_>, ledger: Option<&Ledger>, request: &Request) -> Option<Fingerprint> {
    let files = site.fingerprint(ledger?.started()?)?;
    let settings = site.read(config::FILE).ok()?;
    let base_url = request.base_url.as_deref().unwrap_or_default();
    let mixer = Mixer::default().bytes(ENGINE.as_bytes()).bytes(&settings).bytes(base_url.as_bytes());
    Some(mixer.bytes(&[u8::from(request.drafts)]).fingerprint(files).finish())
}

fn seal(inputs: Fingerprint, plan: &Plan<'_>) -> Seal {
    let site = plan.site;
    Seal {
        items: site.news(),
        standing_pages: site.items.len() - site.news(),
        held_back: site.order.held_back.len(),
        inputs,
        from: nanoseconds(site.at),
        until: plan.next_change().map_or(i64::MAX, nanoseconds),
        trace: 0,
    }
}

fn nanoseconds(at: DateTime<Utc>) -> i64 {
    at.timestamp_nanos_opt().unwrap_or(i64::MAX)
}

/// Writes the pages that are not as they were.
fn write(
    plan: &Plan<'_>,
    renderer: &Renderer<'_, '_>,
    writer: OutputWriter,
    seal: Option<Seal>,
    tell: &(dyn Fn(Event) + Sync),
) -> Result<(Vec<Diagnostic>, Counts), Error> {
    let unreadable = renderer.images.develop(plan, |images| tell(Event::Images(images)), || tell(Event::Image));
    match unreadable {
        Ok(findings) if findings.is_empty() => {}
        failed => {
            writer.abandon();
            return failed.map(|findings| (findings, Counts::default()));
        }
    }
    tell(Event::Pages(plan.pages().len()));
    let rendered = render_all(plan, |page| {
        tell(Event::Page);
        let input = renderer.look(page)?;
        let inputs = renderer.fingerprint(&input)?;
        if let Some(kept) = writer.holds(&page.address, inputs) {
            return Ok((&page.address, kept));
        }
        let mut bytes = Vec::with_capacity(16 * 1024);
        renderer.render(&input, &mut bytes)?;
        Ok((&page.address, writer.put(&page.address, inputs, &bytes)?))
    });
    match rendered {
        Ok(Checked { value, findings }) if !has_errors(&findings) => {
            let counts = writer.commit(value.into_iter().flatten().collect(), seal.filter(|_| findings.is_empty()))?;
            renderer.images.sweep(plan.image_index());
            Ok((findings, counts))
        }
        failed => {
            writer.abandon();
            failed.map(|rendered| (rendered.findings, Counts::default()))
        }
    }
}

/// Finds all that is wrong with a site, without writing anything.
///
/// # Errors
/// Where a file that is there cannot be read.
pub fn check(sources: &Folder, request: &Request) -> Result<Checked<Option<Summary>>, Error> {
    let ledger = Ledger::to_read(&sources.root().join(STATE));
    make(sources, request, (&Cache::Ledger(&ledger)).into(), word_days, |plan, renderer, _| {
        let mut findings = renderer.images.verify(plan, |_| true)?;
        let rendered = render_all(plan, |page| match page.subject {
            Subject::Rendition(_) => Ok(()),
            _ => renderer.render(&renderer.look(page)?, &mut Vec::new()),
        })?;
        findings.extend(rendered.findings);
        findings.extend(plan.lints(sources));
        Ok((findings, Counts::default()))
    })
}

/// What the site refers to elsewhere, in the order of its texts; `None` where the site has errors.
///
/// # Errors
/// Where a file that is there cannot be read.
pub fn outward(sources: &Folder, request: &Request) -> Result<Option<Vec<Outward>>, Error> {
    of_plan(sources, request, |plan, sources| plan.outward(sources))
}

/// The files that a site has, with what each is, in a fixed order; `None` where the site has errors.
///
/// # Errors
/// Where a file that is there cannot be read.
pub fn outline(sources: &Folder, request: &Request) -> Result<Option<Vec<Outlined>>, Error> {
    of_plan(sources, request, |plan, _| plan.outline())
}

/// Something of the plan of a site; `None` where the site has errors.
fn of_plan<T>(
    sources: &Folder,
    request: &Request,
    ask: impl FnOnce(&Plan<'_>, &Folder) -> T,
) -> Result<Option<T>, Error> {
    let ledger = Ledger::to_read(&sources.root().join(STATE));
    let mut answer = None;
    make(sources, request, (&Cache::Ledger(&ledger)).into(), as_it_is, |plan, _, _| {
        answer = Some(ask(plan, sources));
        Ok((Vec::new(), Counts::default()))
    })?;
    Ok(answer)
}

/// Everything up to the pages, then `finish` with them and with the warnings so far, if there is no error by then.
/// `prepare` makes what `finish` wants of the plan beside its pages.
///
/// # Errors
/// Where a file that is there cannot be read, and where `finish` fails.
pub fn make(
    sources: &dyn Sources,
    request: &Request,
    Known { cache, layout }: Known<'_>,
    prepare: impl FnOnce(&mut Plan<'_>),
    finish: impl FnOnce(&Plan<'_>, &Renderer<'_, '_>, &[Diagnostic]) -> Result<(Vec<Diagnostic>, Counts), Error>,
) -> Result<Checked<Option<Summary>>, Error> {
    let mut clock = Clock::start();
    let mut findings = Vec::new();
    let config = config::load(sources, request.base_url.as_deref())?.report_to(&mut findings);
    if findings.iter().any(|finding| finding.code == Code::SettingsMissing) {
        return Ok(Checked { value: None, findings });
    }
    let content = cache.content(sources, &config)?.report_to(&mut findings);
    clock.note("content");
    let mut theme = theme::open(&config, sources)?.report_to(&mut findings);
    clock.note("theme");
    let found = files::Found::walk(content.files.clone(), sources)?.report_to(&mut findings);
    let image_index = cache.image_index(found.content.iter().chain(&found.fixed), sources)?;
    let order = layout.map(|layout| layout.order());
    let mut site = model::assemble(&config, content, (request.at, request.drafts), order);
    model::unusual_tags(&site, sources, &mut findings);
    clock.note("model");
    let extras = theme.extras.clone();
    let mut plan = plan::lay_out(&site, found, &image_index, &extras, layout);
    plan.find_clashes(sources, &mut findings);
    findings.extend(plan.check(sources));
    config.lints.weigh(&mut findings);
    clock.note("plan");
    let mut summary = Summary {
        items: site.news(),
        standing_pages: site.items.len() - site.news(),
        pages: plan.pages().len(),
        held_back: site.order.held_back.len(),
        ..Summary::default()
    };
    if !has_errors(&findings) {
        prepare(&mut plan);
        let images = Images::new(sources, cache.beside("images"));
        let renderer = Renderer::set_up(&plan, &mut theme, sources, images)?;
        let (found, counts) = finish(&plan, &renderer, &findings)?;
        findings.extend(found);
        Counts { written: summary.written, unchanged: summary.unchanged, removed: summary.removed } = counts;
        clock.note("pages");
    }
    drop(plan);
    // Many small things: one after another this takes a while.
    std::mem::take(&mut site.items).into_par_iter().for_each(drop);
    sort(&mut findings);
    summary.stages = clock.stages;
    let value = (!has_errors(&findings)).then_some(summary);
    Ok(Checked { value, findings })
}

/// Does something with every page, in parallel. A template that fails on many pages is one finding.
fn render_all<'p, T: Send>(
    plan: &'p Plan<'_>,
    renderer: impl Fn(&'p Page) -> Result<T, Failure> + Sync,
) -> Result<Checked<Vec<Option<T>>>, Error> {
    let first: Mutex<Vec<(usize, Address, Diagnostic)>> = Mutex::new(Vec::new());
    let note = |number: usize, page: &Page, findings: Vec<Diagnostic>| {
        let mut first = first.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for finding in findings {
            match first.iter_mut().find(|(_, _, known)| *known == finding) {
                Some(known) if known.0 > number => *known = (number, page.address.clone(), finding),
                Some(_) => {}
                None => first.push((number, page.address.clone(), finding)),
            }
        }
    };
    let broken: Mutex<Option<Error>> = Mutex::new(None);
    let one = |(number, page): (usize, &'p Page)| match renderer(page) {
        Ok(done) => Some(done),
        Err(Failure::Error(error)) => {
            broken.lock().unwrap_or_else(std::sync::PoisonError::into_inner).get_or_insert(error);
            None
        }
        Err(Failure::Findings(findings)) => {
            note(number, page, findings);
            None
        }
    };
    let value = plan.pages().par_iter().enumerate().map(one).collect();
    if let Some(error) = broken.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
        return Err(error);
    }
    let first = first.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let findings = first.into_iter().map(|(_, address, finding)| finding.hint(format!("seen while making {address}")));
    Ok(Checked { value, findings: findings.collect() })
}

/// The output is a folder of its own: neither in the content nor around the site.
fn refuse_to_write_over_the_site(site: &Path, output: &Path) -> Result<(), Error> {
    let absolute = |path: &Path| {
        disk::absolute(path).map_err(|error| Error::io(&format!("cannot open {}", path.display()), &error))
    };
    let (site, output) = (absolute(site)?, absolute(output)?);
    let inside =
        ["content", "static", "themes", STATE].into_iter().find(|folder| output.starts_with(site.join(folder)));
    let hint = "choose a folder of its own, such as `--output output`";
    match inside {
        Some(folder) => {
            let message = format!(
                "the output folder {} is inside {folder}/: the site would be built into itself",
                output.display()
            );
            Err(Error::usage(ErrorCode::OutputInsideContent, message).hint(hint))
        }
        None if site.starts_with(&output) => {
            let message = format!("the output folder {} is around the site itself", output.display());
            Err(Error::usage(ErrorCode::OutputAroundSite, message).hint(hint))
        }
        None => Ok(()),
    }
}

/// Notes how long each stage took.
struct Clock {
    since: Instant,
    stages: Vec<(&'static str, Duration)>,
}

impl Clock {
    fn start() -> Self {
        Self { since: Instant::now(), stages: Vec::new() }
    }

    fn note(&mut self, stage: &'static str) {
        let now = Instant::now();
        self.stages.push((stage, now - self.since));
        self.since = now;
    }
}
