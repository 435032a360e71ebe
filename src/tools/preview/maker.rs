//! Makes the site anew whenever its files change: one at a time, always the whole of it.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use notify::RecommendedWatcher;
use tokio::sync::oneshot;

use super::board::{AtMoment, Board};
use super::desk::{Changed, Desk, Snapshot, Touched};
use super::generation::{self, Generation, Made, Order};
use super::watch::{self, Burst};
use super::{Event, Wish};
use crate::base::diagnostic::sort;
use crate::base::{Diagnostic, Error, ErrorCode, Folder};
use crate::build::STATE;
use crate::content::{ItemCache, Ledger};

/// After so long without a change all files are looked at, in case one was not told of.
const VERIFIED_AFTER: Duration = Duration::from_secs(2);
/// How often the files are looked at where they cannot be watched; more seldom where a look takes long.
const POLLED_EVERY: Duration = Duration::from_millis(500);
/// How often a file may vanish while it is read before that counts as a failure.
const RETRIES: u32 = 5;
/// How many new items are told of.
const MOST_NEW: usize = 5;

/// What is told to the maker.
#[derive(Debug)]
pub(super) enum Message {
    /// Something was touched, at a moment.
    Event(notify::Result<notify::Event>, Instant),
    /// The files are watched from now on; or cannot be.
    Watching(notify::Result<RecommendedWatcher>),
    /// The site is wanted as it will be at another moment.
    Moment(DateTime<Utc>, oneshot::Sender<AtMoment>),
    /// What was found wrong with pages of the site of this number.
    Found(u64, Vec<Diagnostic>),
    /// Nobody wants the site any more.
    Stop,
}

/// What makes the site.
pub(super) struct Maker<'w> {
    wish: &'w Wish,
    tell: &'w (dyn Fn(Event<'_>) + Sync),
    board: &'w Board,
    messages: Sender<Message>,
    root: PathBuf,
    origin: String,
    desk: Desk,
    item_cache: Arc<Mutex<ItemCache>>,
    ledger: Ledger,
    /// The files of the site that was tried last.
    snapshot: Option<Arc<Snapshot>>,
    /// What changed since the newest whole site.
    pending: Changed,
    /// What changed since the first one.
    touched: Changed,
    generation: Option<Arc<Generation>>,
    made: u64,
    looked: i64,
    retries: u32,
    /// Whether the site has to be made although no file changed: it could not be, the last time.
    is_due: bool,
    burst: Burst,
    watcher: Option<RecommendedWatcher>,
    /// When all files are looked at again.
    verify: Option<Instant>,
    /// How often the files are looked at, where they are not watched.
    poll: Option<Duration>,
}

impl<'w> Maker<'w> {
    /// Nothing is made yet.
    pub(super) fn new(
        site: &Folder,
        (wish, origin): (&'w Wish, String),
        tell: &'w (dyn Fn(Event<'_>) + Sync),
        (board, messages): (&'w Board, Sender<Message>),
    ) -> Self {
        Self {
            wish,
            tell,
            board,
            messages,
            root: site.root().to_owned(),
            origin,
            desk: Desk::new(site.clone()),
            item_cache: Arc::default(),
            ledger: Ledger::to_read(&site.root().join(STATE)),
            snapshot: None,
            pending: Changed::new(),
            touched: Changed::new(),
            generation: None,
            made: 0,
            looked: 0,
            retries: 0,
            is_due: true,
            burst: Burst::new(),
            watcher: None,
            verify: None,
            poll: None,
        }
    }

    /// Makes the site, and then again and again, until nobody wants it any more.
    pub(super) fn run(mut self, messages: &Receiver<Message>) {
        self.update(&Touched::Anything);
        if self.wish.poll {
            self.poll = Some(POLLED_EVERY);
        } else {
            self.start_watching();
        }
        loop {
            match messages.recv_timeout(self.patience()) {
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Ok(message) => self.take(message),
                Err(RecvTimeoutError::Timeout) => self.act(),
            }
        }
    }

    /// The first site is made before: all files are looked at once more when they are watched.
    fn start_watching(&self) {
        let (root, messages) = (self.root.clone(), self.messages.clone());
        let start = move || {
            let watcher = watch::watch(&root, messages.clone());
            // Where nobody listens any more the preview is over.
            let _ = messages.send(Message::Watching(watcher));
        };
        thread::spawn(start);
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Event(Ok(event), at) => {
                let again = self.burst.take(&self.root, &event, at);
                if let Some((folder, watcher)) = again.zip(self.watcher.as_mut())
                    && let Err(error) = watch::again(watcher, &self.root, folder)
                {
                    self.fall_back(&error);
                }
            }
            Message::Watching(Ok(watcher)) => {
                self.watcher = Some(watcher);
                self.burst.touch_anything(Instant::now());
            }
            Message::Event(Err(error), _) | Message::Watching(Err(error)) => self.fall_back(&error),
            // Who asked may have gone.
            Message::Moment(at, answer) => _ = answer.send(self.at(at)),
            Message::Found(number, found) => self.note(number, found),
            Message::Stop => {}
        }
    }

    fn fall_back(&mut self, error: &notify::Error) {
        if self.poll.is_none() {
            self.poll = Some(POLLED_EVERY);
            (self.tell)(Event::Polling(watch::reason(error)));
        }
    }

    /// How long there is nothing to do unless something is told.
    fn patience(&self) -> Duration {
        let now = Instant::now();
        let wanted = self.burst.ends().into_iter().chain(self.verify).map(|at| at.saturating_duration_since(now));
        let next = self.until_next_change().into_iter();
        wanted.chain(self.poll).chain(next).min().unwrap_or(Duration::from_hours(1))
    }

    /// How long the site stays the same by itself: an item may be held back until a moment.
    fn until_next_change(&self) -> Option<Duration> {
        if self.wish.at.is_some() {
            return None;
        }
        let until = self.generation.as_ref()?.until?;
        Some((until - (self.wish.now)()).to_std().unwrap_or(Duration::ZERO))
    }

    fn act(&mut self) {
        let now = Instant::now();
        if self.burst.ends().is_some_and(|end| end <= now) {
            let touched = self.burst.end();
            self.verify = matches!(touched, Touched::Paths(_)).then_some(now + VERIFIED_AFTER);
            self.update(&touched);
        } else if self.verify.is_some_and(|at| at <= now) || self.poll.is_some() {
            self.verify = None;
            self.update(&Touched::Anything);
        } else if self.until_next_change().is_some_and(|left| left.is_zero()) {
            self.make(&Changed::new());
        }
    }

    /// Looks at the files, and makes the site where any of them is not as it was.
    fn update(&mut self, touched: &Touched) {
        self.looked = nanoseconds((self.wish.now)());
        let started = Instant::now();
        match self.desk.look(touched) {
            Ok(changed) if changed.is_empty() && !self.is_due => {}
            Ok(changed) => self.make(&changed),
            Err(error) => {
                // It is not known which of the texts are as they were.
                self.snapshot = None;
                self.fail(error);
            }
        }
        if self.poll.is_some() {
            self.poll = Some(POLLED_EVERY.max(started.elapsed() * 10));
        }
    }

    fn order(&mut self, at: DateTime<Utc>, changed: &Changed) -> Order {
        let snapshot = Arc::new(self.desk.snapshot(self.snapshot.as_deref(), changed));
        self.snapshot = Some(Arc::clone(&snapshot));
        self.made += 1;
        let messages = Mutex::new(self.messages.clone());
        Order {
            number: self.made,
            snapshot,
            changed: self.pending.clone(),
            touched: self.touched.clone(),
            item_cache: Arc::clone(&self.item_cache),
            ledger: self.ledger.clone(),
            layout: self.generation.as_ref().map(|generation| Arc::clone(&generation.layout)),
            looked: self.looked,
            at,
            drafts: self.wish.drafts,
            origin: self.origin.clone(),
            found: Box::new(move |number, findings| {
                if let Ok(messages) = messages.lock() {
                    // Where nobody listens any more the preview is over.
                    let _ = messages.send(Message::Found(number, findings));
                }
            }),
        }
    }

    fn make(&mut self, changed: &Changed) {
        let started = Instant::now();
        let is_first = self.made == 0;
        if let Some(generation) = &self.generation {
            generation.retire();
        }
        self.pending.extend(changed.iter().cloned());
        if self.generation.is_some() {
            self.touched.extend(changed.iter().cloned());
        }
        let at = self.wish.at.unwrap_or_else(self.wish.now);
        let order = self.order(at, changed);
        match generation::make(order) {
            Ok(Made::Whole(generation)) => self.publish(&generation, is_first, started),
            Ok(Made::Mistakes(findings)) => {
                (self.tell)(Event::Mistakes { findings: &findings });
                (self.retries, self.is_due) = (0, false);
                self.board.put(|notice| {
                    notice.findings = findings.into();
                    notice.trouble = None;
                });
            }
            Err(error) => self.fail(error),
        }
    }

    fn publish(&mut self, generation: &Arc<Generation>, is_first: bool, started: Instant) {
        let old = self.generation.replace(Arc::clone(generation));
        let new = old.map(|old| new_items(&old, generation, &self.pending)).unwrap_or_default();
        let changed = if is_first { Changed::new() } else { std::mem::take(&mut self.pending) };
        self.pending.clear();
        (self.retries, self.is_due) = (0, false);
        self.board.put(|notice| {
            notice.generation = Some(Arc::clone(generation));
            notice.findings = generation.findings.clone().into();
            notice.trouble = None;
            notice.new = new.into();
        });
        self.board.forget_moments();
        (self.tell)(Event::Made {
            items: generation.items,
            pages: generation.pages,
            changed: &changed.into_iter().collect::<Vec<_>>(),
            elapsed: started.elapsed(),
            findings: &generation.findings,
        });
    }

    /// A file that vanished while it was read is one that is about to be told of.
    fn fail(&mut self, error: Error) {
        let error = super::report::with_hint(error);
        self.is_due = true;
        let is_passing = matches!(error.code, ErrorCode::NotFound | ErrorCode::ChangedMeanwhile);
        if is_passing && self.retries < RETRIES {
            self.retries += 1;
            self.burst.touch_anything(Instant::now());
            return;
        }
        let is_told = self.board.read().trouble.is_some_and(|known| known.message() == error.message());
        if !is_told {
            (self.tell)(Event::Trouble(&error));
        }
        self.board.put(|notice| notice.trouble = Some(Arc::new(error)));
        // What stood in the way may go without a word.
        self.verify = Some(Instant::now() + VERIFIED_AFTER);
    }

    fn at(&mut self, at: DateTime<Utc>) -> AtMoment {
        let order = self.order(at, &Changed::new());
        match generation::make(order) {
            Ok(Made::Whole(generation)) => Ok(generation),
            Ok(Made::Mistakes(findings)) => Err(findings),
            Err(error) => {
                self.fail(error);
                Err(Vec::new())
            }
        }
    }

    /// Adds what was found wrong with pages of the newest site.
    fn note(&mut self, number: u64, found: Vec<Diagnostic>) {
        let Some(generation) = self.generation.as_ref().filter(|generation| generation.number == number) else {
            return;
        };
        let mut findings = generation.findings.clone();
        findings.extend(found);
        sort(&mut findings);
        let known = self.board.read().findings;
        if *known != *findings {
            (self.tell)(Event::Mistakes { findings: &findings });
            self.board.put(|notice| notice.findings = findings.into());
        }
    }
}

/// The files of items that only the newer of two sites has.
fn new_items(old: &Generation, new: &Generation, changed: &Changed) -> Vec<String> {
    let texts: Vec<String> = changed.iter().filter(|path| path.ends_with(".md")).cloned().collect();
    if texts.is_empty() {
        return texts;
    }
    let there = |generation: &Generation| {
        let texts = texts.clone();
        generation.ask_now(move |whole| -> Vec<String> {
            texts.into_iter().filter(|file| whole.plan.site.find(file).is_some()).collect()
        })
    };
    let Some((before, after)) = there(old).zip(there(new)) else { return Vec::new() };
    after.into_iter().filter(|file| !before.contains(file)).take(MOST_NEW).collect()
}

fn nanoseconds(at: DateTime<Utc>) -> i64 {
    at.timestamp_nanos_opt().unwrap_or(i64::MAX)
}
