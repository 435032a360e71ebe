//! Rebuilds the site whenever its files change: one rebuild at a time, always of the whole site.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use notify::RecommendedWatcher;

use super::check::Checker;
use super::file_index::{ChangedFiles, FileIndex, FileSnapshot, Touched};
use super::generation::Generation;
use super::make::{MakeRequest, make};
use super::message::{Message, SiteAtMoment};
use super::options::{ServeEvent, ServeOptions};
use super::status::StatusChannel;
use super::watch::{self, Burst};
use crate::base::diagnostic::sort;
use crate::base::{Diagnostic, Error, ErrorCode, Folder};
use crate::content::{ItemCache, Ledger, may_be_item};

/// Delay after the last change until all files are checked, in case the system did not report one.
const VERIFIED_AFTER: Duration = Duration::from_secs(2);
/// Polling interval, if the files cannot be watched; longer if a check of all files takes long.
const POLLED_EVERY: Duration = Duration::from_millis(500);
/// Number of retries if a file disappears while it is read.
const RETRIES: u32 = 5;
/// The most new items that are announced to browsers.
const MOST_NEW: usize = 5;

/// The rebuilder: it owns the file index and the newest generation.
pub(super) struct Rebuilder<'w> {
    options: &'w ServeOptions,
    tell: &'w (dyn Fn(ServeEvent<'_>) + Sync),
    status: &'w StatusChannel,
    messages: Sender<Message>,
    root: PathBuf,
    origin: String,
    file_index: FileIndex,
    item_cache: Arc<Mutex<ItemCache>>,
    ledger: Ledger,
    /// The files of the last attempt.
    files: Option<Arc<FileSnapshot>>,
    /// The files that changed since the newest generation.
    pending: ChangedFiles,
    /// The files that changed since the first generation.
    touched: ChangedFiles,
    generation: Option<Arc<Generation>>,
    checker: Checker,
    made: u64,
    looked_at: i64,
    retries: u32,
    /// Whether a rebuild is due although no file changed, because the last one failed.
    is_due: bool,
    burst: Burst,
    watcher: Option<RecommendedWatcher>,
    /// The time of the next check of all files.
    verify: Option<Instant>,
    /// Polling interval; `None` while the files are watched.
    poll: Option<Duration>,
}

impl<'w> Rebuilder<'w> {
    /// A rebuilder without a generation.
    pub(super) fn new(
        (site, ledger): (&Folder, Ledger),
        (options, origin): (&'w ServeOptions, String),
        tell: &'w (dyn Fn(ServeEvent<'_>) + Sync),
        (status, messages): (&'w StatusChannel, Sender<Message>),
        checker: Checker,
    ) -> Self {
        Self {
            options,
            tell,
            status,
            messages,
            root: site.root().to_owned(),
            origin,
            file_index: FileIndex::new(site.clone()),
            item_cache: Arc::default(),
            ledger,
            files: None,
            pending: ChangedFiles::new(),
            touched: ChangedFiles::new(),
            generation: None,
            checker,
            made: 0,
            looked_at: 0,
            retries: 0,
            is_due: true,
            burst: Burst::new(),
            watcher: None,
            verify: None,
            poll: None,
        }
    }

    /// Builds the site, and rebuilds it until the preview ends.
    pub(super) fn run(mut self, messages: &Receiver<Message>) {
        self.update(&Touched::Anything);
        if self.options.poll {
            self.poll = Some(POLLED_EVERY);
        } else {
            self.start_watching();
        }
        loop {
            match messages.recv_timeout(self.next_wait()) {
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Ok(message) => self.take(message),
                Err(RecvTimeoutError::Timeout) => self.act(),
            }
        }
    }

    /// Starts the watcher in the background. The first site is built without it; when it runs, all files are checked once more.
    fn start_watching(&self) {
        let (root, messages) = (self.root.clone(), self.messages.clone());
        let start = move || {
            let watcher = watch::watch(&root, messages.clone());
            // An error means that the preview has ended.
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
            // The request may have been cancelled.
            Message::AtMoment(at, answer) => _ = answer.send(self.at(at)),
            Message::Findings(number, found) => self.note(number, found),
            Message::Stop => {}
        }
    }

    fn fall_back(&mut self, error: &notify::Error) {
        if self.poll.is_none() {
            self.poll = Some(POLLED_EVERY);
            (self.tell)(ServeEvent::Polling(watch::reason(error)));
        }
    }

    /// Time until the next scheduled task, unless a message arrives.
    fn next_wait(&self) -> Duration {
        let now = Instant::now();
        let wanted = self.burst.ends().into_iter().chain(self.verify).map(|at| at.saturating_duration_since(now));
        let next = self.until_next_change().into_iter();
        wanted.chain(self.poll).chain(next).min().unwrap_or(Duration::from_hours(1))
    }

    /// Time until the site changes by itself, for example because an item is due.
    fn until_next_change(&self) -> Option<Duration> {
        if self.options.at.is_some() {
            return None;
        }
        let until = self.generation.as_ref()?.until?;
        Some((until - (self.options.now)()).to_std().unwrap_or(Duration::ZERO))
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
            self.make(&ChangedFiles::new());
        }
    }

    /// Checks the files, and rebuilds the site if any of them changed.
    fn update(&mut self, touched: &Touched) {
        self.looked_at = nanoseconds((self.options.now)());
        let started = Instant::now();
        match self.file_index.look(touched) {
            Ok(changed) if changed.is_empty() && !self.is_due => {}
            Ok(changed) => self.make(&changed),
            Err(error) => {
                // The kept texts may be outdated.
                self.files = None;
                self.fail(error);
            }
        }
        if self.poll.is_some() {
            self.poll = Some(POLLED_EVERY.max(started.elapsed() * 10));
        }
    }

    fn request(&mut self, at: DateTime<Utc>, changed: &ChangedFiles) -> MakeRequest {
        let files = Arc::new(self.file_index.snapshot(self.files.as_deref(), changed));
        self.files = Some(Arc::clone(&files));
        self.made += 1;
        MakeRequest {
            number: self.made,
            files,
            changed: self.pending.clone(),
            touched: self.touched.clone(),
            item_cache: Arc::clone(&self.item_cache),
            ledger: self.ledger.clone(),
            layout: self.generation.as_ref().map(|generation| Arc::clone(&generation.snapshot.layout)),
            search: self.generation.as_ref().and_then(|generation| generation.known_search()),
            looked_at: self.looked_at,
            at,
            drafts: self.options.drafts,
            origin: self.origin.clone(),
        }
    }

    fn make(&mut self, changed: &ChangedFiles) {
        let started = Instant::now();
        let is_first = self.made == 0;
        if let Some(generation) = &self.generation {
            generation.retire();
        }
        self.pending.extend(changed.iter().cloned());
        if self.generation.is_some() {
            self.touched.extend(changed.iter().cloned());
        }
        let at = self.options.at.unwrap_or_else(self.options.now);
        match make(&self.request(at, changed)) {
            Ok(Ok(generation)) => self.publish(&generation, is_first, started),
            Ok(Err(findings)) => {
                (self.tell)(ServeEvent::Mistakes { findings: &findings });
                (self.retries, self.is_due) = (0, false);
                self.status.put(|status| {
                    status.findings = findings.into();
                    status.trouble = None;
                });
            }
            Err(error) => self.fail(error),
        }
    }

    fn publish(&mut self, generation: &Arc<Generation>, is_first: bool, started: Instant) {
        let old = self.generation.replace(Arc::clone(generation));
        let new = old.as_ref().map(|old| new_items(old, generation, &self.pending)).unwrap_or_default();
        self.checker.check(Arc::clone(generation), old);
        let changed = if is_first { ChangedFiles::new() } else { std::mem::take(&mut self.pending) };
        self.pending.clear();
        (self.retries, self.is_due) = (0, false);
        self.status.put(|status| {
            status.generation = Some(Arc::clone(generation));
            status.findings = generation.findings.clone().into();
            status.trouble = None;
            status.new = new.into();
        });
        self.status.forget_moments();
        (self.tell)(ServeEvent::Made {
            items: generation.snapshot.site.news(),
            pages: generation.snapshot.pages().len(),
            changed: &changed.into_iter().collect::<Vec<_>>(),
            elapsed: started.elapsed(),
            findings: &generation.findings,
        });
    }

    /// Reports a failure of the machine. A file that disappeared while it was read is retried: its event is about to arrive.
    fn fail(&mut self, error: Error) {
        let error = super::report::with_hint(error);
        self.is_due = true;
        let is_passing = matches!(error.code, ErrorCode::NotFound | ErrorCode::ChangedMeanwhile);
        if is_passing && self.retries < RETRIES {
            self.retries += 1;
            self.burst.touch_anything(Instant::now());
            return;
        }
        let is_told = self.status.read().trouble.is_some_and(|known| known.is_same(&error));
        if !is_told {
            (self.tell)(ServeEvent::Trouble(&error));
        }
        self.status.put(|status| status.trouble = Some(Arc::new(error)));
        // The cause may disappear without an event.
        self.verify = Some(Instant::now() + VERIFIED_AFTER);
    }

    fn at(&mut self, at: DateTime<Utc>) -> SiteAtMoment {
        match make(&self.request(at, &ChangedFiles::new())) {
            Ok(made) => made,
            Err(error) => {
                self.fail(error);
                Err(Vec::new())
            }
        }
    }

    /// Adds findings of the background check to those of the newest generation.
    fn note(&mut self, number: u64, found: Vec<Diagnostic>) {
        let Some(generation) = self.generation.as_ref().filter(|generation| generation.number == number) else {
            return;
        };
        let mut findings = generation.findings.clone();
        findings.extend(found);
        sort(&mut findings);
        let known = self.status.read().findings;
        if *known != *findings {
            (self.tell)(ServeEvent::Mistakes { findings: &findings });
            self.status.put(|status| status.findings = findings.into());
        }
    }
}

/// The files of items that only the newer of two generations has.
fn new_items(old: &Generation, new: &Generation, changed: &ChangedFiles) -> Vec<String> {
    let has = |generation: &Generation, file: &str| generation.snapshot.site.find(file).is_some();
    let is_new = |file: &&String| may_be_item(file) && has(new, file) && !has(old, file);
    changed.iter().filter(is_new).take(MOST_NEW).cloned().collect()
}

fn nanoseconds(at: DateTime<Utc>) -> i64 {
    at.timestamp_nanos_opt().unwrap_or(i64::MAX)
}
