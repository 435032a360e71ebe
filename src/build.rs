//! The story: settings, content, theme, model, plan, pages, output. Nothing is written while there is an error.

use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use rayon::prelude::*;

use crate::base::diagnostic::{has_errors, sort};
use crate::base::{Address, Checked, Code, Diagnostic, Error, Folder, Sources, disk};
use crate::content::Ledger;
use crate::plan::{Page, Plan, files};
use crate::render::{Failure, Press, theme};
use crate::save::{Counts, Writer};
use crate::{config, content, model, plan, save};

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
    let state = sources.root().join(STATE);
    // Without settings this is no site, and nothing is left here.
    let is_site = sources.read(config::FILE).is_ok();
    let _lock = is_site.then(|| save::lock(&state, || tell(Event::Waiting))).transpose()?;
    let ledger = is_site.then(|| Ledger::open(&state).ok()).flatten();
    run(sources, ledger.as_ref(), request, |plan, press| {
        tell(Event::Pages(plan.pages.len()));
        let writer = Writer::open(output, &state)?;
        let pressed = press_all(plan, |page| {
            tell(Event::Page);
            let sight = press.look(page)?;
            let inputs = press.print(&sight)?;
            if let Some(kept) = writer.holds(&page.address, inputs) {
                return Ok(kept);
            }
            let mut bytes = Vec::with_capacity(16 * 1024);
            press.render(&sight, &mut bytes)?;
            Ok(writer.put(&page.address, inputs, &bytes)?)
        });
        match pressed {
            Ok(Checked { value, findings }) if !has_errors(&findings) => {
                let addresses = plan.pages.iter().map(|page| &page.address);
                let done = addresses.zip(value).filter_map(|(address, done)| Some((address, done?))).collect();
                Ok((findings, writer.commit(done)?))
            }
            failed => {
                writer.abandon();
                failed.map(|pressed| (pressed.findings, Counts::default()))
            }
        }
    })
}

/// Finds all that is wrong with a site, without writing anything.
///
/// # Errors
/// Where a file that is there cannot be read.
pub fn check(sources: &Folder, request: &Request) -> Result<Checked<Option<Summary>>, Error> {
    let ledger = Ledger::to_read(&sources.root().join(STATE));
    run(sources, Some(&ledger), request, |plan, press| {
        let pressed = press_all(plan, |page| press.render(&press.look(page)?, &mut Vec::new()))?;
        Ok((pressed.findings, Counts::default()))
    })
}

/// Everything up to the pages, then `finish` with them, if there is no error by then.
fn run(
    sources: &dyn Sources,
    ledger: Option<&Ledger>,
    request: &Request,
    finish: impl FnOnce(&Plan<'_>, &Press<'_, '_>) -> Result<(Vec<Diagnostic>, Counts), Error>,
) -> Result<Checked<Option<Summary>>, Error> {
    let mut clock = Clock::start();
    let mut findings = Vec::new();
    let config = config::load(sources, request.base_url.as_deref())?.report_to(&mut findings);
    if findings.iter().any(|finding| finding.code == Code::SettingsMissing) {
        return Ok(Checked { value: None, findings });
    }
    let content = content::load(sources, &config, ledger)?.report_to(&mut findings);
    clock.note("content");
    let mut theme = theme::open(&config, sources)?.report_to(&mut findings);
    clock.note("theme");
    let found = files::Found::walk(content.files.clone(), sources)?.report_to(&mut findings);
    let site = model::assemble(&config, content, request.at, request.drafts);
    model::unusual_tags(&site, sources, &mut findings);
    clock.note("model");
    let extras = theme.extras.clone();
    let plan = plan::lay_out(&site, found, &extras, sources)?;
    plan.find_clashes(sources, &mut findings);
    findings.extend(plan.check(sources));
    clock.note("plan");
    let mut summary = Summary {
        items: site.news(),
        standing_pages: site.items.len() - site.news(),
        pages: plan.pages.len(),
        held_back: site.held_back.len(),
        ..Summary::default()
    };
    if !has_errors(&findings) {
        let press = Press::set_up(&plan, &mut theme, sources)?;
        let (found, counts) = finish(&plan, &press)?;
        findings.extend(found);
        Counts { written: summary.written, unchanged: summary.unchanged, removed: summary.removed } = counts;
        clock.note("pages");
    }
    sort(&mut findings);
    summary.stages = clock.stages;
    let value = (!has_errors(&findings)).then_some(summary);
    Ok(Checked { value, findings })
}

/// Does something with every page, in parallel. A template that fails on many pages is one finding.
fn press_all<T: Send>(
    plan: &Plan<'_>,
    press: impl Fn(&Page) -> Result<T, Failure> + Sync,
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
    let one = |(number, page): (usize, &Page)| match press(page) {
        Ok(done) => Ok(Some(done)),
        Err(Failure::Error(error)) => Err(error),
        Err(Failure::Findings(findings)) => {
            note(number, page, findings);
            Ok(None)
        }
    };
    let value = plan.pages.par_iter().enumerate().map(one).collect::<Result<_, Error>>()?;
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
            Err(Error::usage("output-inside-content", message).hint(hint))
        }
        None if site.starts_with(&output) => {
            let message = format!("the output folder {} is around the site itself", output.display());
            Err(Error::usage("output-around-site", message).hint(hint))
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
