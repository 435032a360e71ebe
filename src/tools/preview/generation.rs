//! A whole site in memory: made on a thread of its own, it answers questions until nobody can ask any more.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use tokio::sync::oneshot;

use super::check::{self, Found};
use super::desk::{Changed, Snapshot};
use super::page::Shared;
use crate::base::diagnostic::{has_errors, sort};
use crate::base::{Checked, Diagnostic, Error};
use crate::build::{self, Known, Request, Summary};
use crate::config;
use crate::content::{Cache, ItemCache, Ledger};
use crate::plan::{Layout, Plan};
use crate::render::Renderer;
use crate::save::Counts;

/// What a site is made of.
pub(super) struct Order {
    /// Its number, from 1 for the first.
    pub(super) number: u64,
    /// The files.
    pub(super) snapshot: Arc<Snapshot>,
    /// Those that are not as they were for the site before it.
    pub(super) changed: Changed,
    /// Those that changed since the first site.
    pub(super) touched: Changed,
    /// The items that are known.
    pub(super) item_cache: Arc<Mutex<ItemCache>>,
    /// What builds remember.
    pub(super) ledger: Ledger,
    /// The layout of the site before it.
    pub(super) layout: Option<Arc<Layout>>,
    /// The moment before the files were looked at, in nanoseconds since 1970.
    pub(super) looked: i64,
    /// The moment for which it is made.
    pub(super) at: DateTime<Utc>,
    /// Whether drafts are shown.
    pub(super) drafts: bool,
    /// Scheme, host and port at which it is served.
    pub(super) origin: String,
    /// Takes what is found wrong with its pages later on.
    pub(super) found: Found,
}

/// What came of an order.
pub(super) enum Made {
    /// A site; there may be warnings.
    Whole(Arc<Generation>),
    /// The texts or settings have errors.
    Mistakes(Vec<Diagnostic>),
}

/// How many answers are made at once: a browser asks for six, and one that takes long, such as the copy of a picture, is not
/// to hold up the others.
const THREADS: usize = 8;

/// What is asked of a site, by who waits for the answer elsewhere.
type Question = Box<dyn FnOnce(&Whole<'_, '_>) + Send>;

/// A site, as it can be asked from other threads. It goes when the last of them lets go of it.
#[derive(Debug)]
pub(super) struct Generation {
    /// Its number, from 1 for the first.
    pub(super) number: u64,
    /// The first moment at which it would be another.
    pub(super) until: Option<DateTime<Utc>>,
    /// What was found that does not stop it.
    pub(super) findings: Vec<Diagnostic>,
    /// In which moments are meant.
    pub(super) zone: Tz,
    /// The tag of the site's own language.
    pub(super) language: Box<str>,
    /// News items, in all languages.
    pub(super) items: usize,
    /// Files of the site.
    pub(super) pages: usize,
    /// Where they stand.
    pub(super) layout: Arc<Layout>,
    questions: Sender<Question>,
    is_stale: Arc<AtomicBool>,
}

/// A site, as it is where it was made.
#[derive(Debug)]
pub(super) struct Whole<'p, 's> {
    /// Its pages.
    pub(super) plan: &'p Plan<'s>,
    /// What renders them.
    pub(super) renderer: &'p Renderer<'p, 's>,
    /// The files of the site.
    pub(super) sources: &'p Snapshot,
    /// What is the same for all of them.
    pub(super) shared: Shared,
}

impl Generation {
    /// Asks for something. `None` where no answer came, which is a defect.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Whole<'_, '_>) -> T + Send + 'static,
    ) -> Option<T> {
        self.put(question).await.ok()
    }

    /// Asks for something, and waits.
    pub(super) fn ask_now<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Whole<'_, '_>) -> T + Send + 'static,
    ) -> Option<T> {
        self.put(question).blocking_recv().ok()
    }

    fn put<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Whole<'_, '_>) -> T + Send + 'static,
    ) -> oneshot::Receiver<T> {
        let (answer, answered) = oneshot::channel();
        // Who no longer waits for the answer needs none.
        let question = move |whole: &Whole<'_, '_>| _ = answer.send(question(whole));
        // Where nobody is left to answer, `answered` says so.
        let _ = self.questions.send(Box::new(question));
        answered
    }

    /// No more of its pages are checked.
    pub(super) fn retire(&self) {
        self.is_stale.store(true, Ordering::Relaxed);
    }
}

impl Drop for Generation {
    fn drop(&mut self) {
        self.retire();
    }
}

/// Makes a site.
///
/// # Errors
/// Where a file that is there cannot be read.
pub(super) fn make(order: Order) -> Result<Made, Error> {
    let (tell, told) = channel();
    let name = format!("site {}", order.number);
    let run = move || {
        let ended = run(&order, &tell);
        // Once the site was told of, nobody waits for its end.
        let _ = tell.send(ended);
    };
    thread::Builder::new().name(name).spawn(run).map_err(|error| Error::io("cannot start a thread", &error))?;
    told.recv().unwrap_or_else(|_ended| Err(Error::internal("the site could not be made")))
}

fn run(order: &Order, tell: &Sender<Result<Made, Error>>) -> Result<Made, Error> {
    let sources = &*order.snapshot;
    let base_url = format!("{}{}", order.origin, config::load(sources, None)?.value.base_path);
    let request = Request { at: order.at, drafts: order.drafts, base_url: Some(base_url), durable: false };
    let cache = Cache::Memory(&order.item_cache, &order.ledger, order.looked);
    let made = build::make(
        sources,
        &request,
        Known { cache: &cache, layout: order.layout.as_ref() },
        |_| (),
        |plan, renderer, findings| {
            let whole = Whole { plan, renderer, sources, shared: Shared::default() };
            let mut found = check::first(&whole, &order.changed, &order.touched)?;
            if !has_errors(&found) {
                found.extend_from_slice(findings);
                sort(&mut found);
                serve(&whole, order, found, tell);
                found = Vec::new();
            }
            Ok((found, Counts::default()))
        },
    );
    made.map(|Checked { findings, .. }: Checked<Option<Summary>>| Made::Mistakes(findings))
}

/// Tells of the site, and answers what is asked of it until nobody can ask any more.
fn serve(whole: &Whole<'_, '_>, order: &Order, findings: Vec<Diagnostic>, tell: &Sender<Result<Made, Error>>) {
    let (questions, asked) = channel();
    let is_stale = Arc::new(AtomicBool::new(false));
    let generation = Generation {
        number: order.number,
        until: whole.plan.next_change(),
        findings,
        zone: whole.plan.site.config.time_zone,
        language: whole.plan.site.config.main_language().tag.clone(),
        items: whole.plan.site.news(),
        pages: whole.plan.pages().len(),
        layout: Arc::clone(whole.plan.layout()),
        questions,
        is_stale: Arc::clone(&is_stale),
    };
    if tell.send(Ok(Made::Whole(Arc::new(generation)))).is_err() {
        return;
    }
    let asked = Mutex::new(asked);
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| answer(whole, &asked));
        }
        scope.spawn(|| check::rest(whole, order.number, &is_stale, &order.found));
    });
}

fn answer(whole: &Whole<'_, '_>, asked: &Mutex<Receiver<Question>>) {
    let next = || asked.lock().unwrap_or_else(PoisonError::into_inner).recv();
    while let Ok(question) = next() {
        // A defect in one answer is that of one answer: who asked is told that none came.
        let _ = catch_unwind(AssertUnwindSafe(|| question(whole)));
    }
}
