//! The request of a run, and what it reports while it goes on and when it is done.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use crate::base::{Address, CacheCounts, Checked, Diagnostic, SharedCache, SharedDraft};
use crate::config::Config;
use crate::content::Cache;
use crate::plan::{self, Layout, Snapshot};
use crate::save::{Counts, Seal};

/// The inputs of a run beside the files of the site.
#[derive(Clone, Debug)]
pub struct Request {
    /// The settings.
    pub config: Arc<Config>,
    /// The mistakes in the settings.
    pub findings: Vec<Diagnostic>,
    /// The moment for which the site is built: items that are dated later are held back.
    pub at: DateTime<Utc>,
    /// Whether drafts are shown.
    pub drafts: bool,
    /// Whether a build waits until its output is on the disk.
    pub durable: bool,
    /// The folder for the state; `None` for the site's own folder.
    pub state: Option<PathBuf>,
    /// Addresses of lists and feeds that the target has: those that the site no longer has lead elsewhere.
    pub published: Vec<Address>,
    /// Items that are held back and readable at addresses of their own at the target.
    pub shared: Vec<SharedDraft>,
    /// The cache that machines share, for runs that use it.
    pub cache: Option<Arc<SharedCache>>,
}

impl Request {
    /// A request for the site as it is published at a moment, with the settings as they were read.
    pub fn new(settings: Checked<Config>, at: DateTime<Utc>) -> Self {
        let Checked { value, findings } = settings;
        Self {
            config: Arc::new(value),
            findings,
            at,
            drafts: false,
            durable: false,
            state: None,
            published: Vec::new(),
            shared: Vec::new(),
            cache: None,
        }
    }

    /// The same request with or without drafts.
    #[must_use]
    pub fn with_drafts(self, drafts: bool) -> Self {
        Self { drafts, ..self }
    }

    /// Ends the use of the shared cache: waits until everything is written there, and adds the warning, if anything went wrong.
    pub(super) fn end_cache(&self, findings: &mut Vec<Diagnostic>) -> Option<CacheCounts> {
        let cache = self.cache.as_deref()?;
        findings.extend(cache.finish());
        Some(cache.counts())
    }
}

/// The knowledge that is kept between runs, on disk or in memory.
#[derive(Clone, Copy, Debug)]
pub struct PlanCache<'k> {
    /// The items and pictures of unchanged files.
    pub files: &'k Cache<'k>,
    /// The layout of an earlier plan with the same cache of files.
    pub layout: Option<&'k Arc<Layout>>,
}

impl<'k> From<&'k Cache<'k>> for PlanCache<'k> {
    fn from(files: &'k Cache<'k>) -> Self {
        Self { files, layout: None }
    }
}

/// The progress of a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<'e> {
    /// The build waits for another build of this site to end.
    Waiting,
    /// The folder of the site cannot be written to: nothing is kept for the next build.
    Stateless,
    /// The pages are rendered from now on: their number.
    Pages(usize),
    /// One more page is rendered, or found unchanged.
    Page,
    /// The shared cache is asked for copies and cards: their number.
    Fetching(usize),
    /// It answered for one more of them.
    Fetched,
    /// Renditions are made first: the number of pictures.
    Images(usize),
    /// The renditions of the picture in this file are being made.
    Picture(&'e str),
    /// The renditions of one more picture are made.
    Image,
}

/// The result of a run.
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
    /// Files that the site no longer has.
    pub removed: usize,
    /// Drafts and items that are dated later.
    pub held_back: usize,
    /// Findings that the baseline covers, as far as they were looked for.
    pub known: usize,
    /// The next moment at which the site is another.
    pub next: Option<DateTime<Utc>>,
    /// What the shared cache was good for, where one was used.
    pub cache: Option<CacheCounts>,
    /// The duration of each stage, in order.
    pub stages: Vec<(&'static str, Duration)>,
}

/// The result of a check.
#[derive(Debug)]
pub struct SiteCheck {
    /// The figures and the planned site, where there are no errors.
    pub sound: Option<(Summary, Snapshot)>,
    /// The findings, sorted.
    pub findings: Vec<Diagnostic>,
    /// Findings that the baseline covers.
    pub known: Vec<Diagnostic>,
}

impl Summary {
    /// The figures of a planned site.
    pub fn of(snapshot: &Snapshot) -> Self {
        let site = &snapshot.site;
        Self {
            items: site.news(),
            standing_pages: site.standing_pages(),
            pages: snapshot.pages().len(),
            held_back: site.order.held_back.len(),
            known: snapshot.known,
            next: plan::next_change(snapshot),
            ..Self::default()
        }
    }

    /// The same figures with the files that were changed.
    pub(super) fn with(self, Counts { written, unchanged, removed }: Counts) -> Self {
        Self { written, unchanged, removed, ..self }
    }

    /// The figures of a build that had nothing to do.
    pub(super) fn sealed(seal: Seal, pages: usize) -> Self {
        let Seal { items, standing_pages, held_back, until, .. } = seal;
        let next = (until != i64::MAX).then(|| DateTime::from_timestamp_nanos(until));
        Self { items, standing_pages, pages, unchanged: pages, held_back, next, ..Self::default() }
    }
}

/// A stopwatch with the duration of each stage of a run.
pub(super) struct Clock {
    since: Instant,
    stages: Vec<(&'static str, Duration)>,
}

impl Clock {
    pub(super) fn start() -> Self {
        Self { since: Instant::now(), stages: Vec::new() }
    }

    /// Ends a stage.
    pub(super) fn note(&mut self, stage: &'static str) {
        let now = Instant::now();
        self.stages.push((stage, now - self.since));
        self.since = now;
    }

    pub(super) fn stages(self) -> Vec<(&'static str, Duration)> {
        self.stages
    }
}
