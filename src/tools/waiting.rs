//! Waiting for the next reason to build a site again: a moment, a change of its files, or the end.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use crate::base::{Error, SOURCE_FOLDERS};
use crate::config;

/// How often the clock and the signals are looked at.
const TICK: Duration = Duration::from_millis(500);
/// A change of files is complete after this time without another one; one that never ends, after the second.
const QUIET: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(20);
/// How often a site is looked at whose files cannot be watched.
const LOOK: Duration = Duration::from_mins(5);
/// The exit status of a process that the second Ctrl-C ends.
const INTERRUPTED: i32 = 130;

/// The reason for which waiting ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    /// The moment has come.
    Moment,
    /// Files may have changed.
    Files,
    /// The process was asked to end.
    End,
}

/// Watches the files of a site, the clock and signals.
#[derive(Debug)]
pub struct Waiting {
    root: PathBuf,
    changes: Receiver<()>,
    watcher: Option<RecommendedWatcher>,
    ends: Arc<AtomicBool>,
}

impl Waiting {
    /// Starts to watch the files of a site, as far as the system can, and to listen to SIGTERM and Ctrl-C. A second signal ends the
    /// process at once.
    ///
    /// # Errors
    /// The system does not let signals be heard.
    pub fn start(root: &Path) -> Result<Self, Error> {
        let ends = Arc::new(AtomicBool::new(false));
        for signal in [SIGTERM, SIGINT] {
            flag::register_conditional_shutdown(signal, INTERRUPTED, Arc::clone(&ends))
                .and_then(|_| flag::register(signal, Arc::clone(&ends)))
                .map_err(|error| Error::io("cannot listen to signals", &error))?;
        }
        let (tell, changes) = mpsc::channel();
        let own = root.to_owned();
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            if event.map_or(true, |event| is_of_site(&own, &event)) {
                // An error means that nobody waits any more.
                let _ = tell.send(());
            }
        });
        let mut waiting = Self { root: root.to_owned(), changes, watcher: watcher.ok(), ends };
        waiting.watch();
        Ok(waiting)
    }

    /// Whether the files are watched; otherwise they are looked at every five minutes.
    pub fn is_watching(&self) -> bool {
        self.watcher.is_some()
    }

    /// Watches all folders that are there now.
    fn watch(&mut self) {
        let Some(watcher) = &mut self.watcher else { return };
        let mut is_whole = watcher.watch(&self.root, RecursiveMode::NonRecursive).is_ok();
        for folder in SOURCE_FOLDERS.map(|folder| self.root.join(folder)).iter().filter(|folder| folder.is_dir()) {
            // A folder that was removed and created again needs a new watch.
            let _ = watcher.unwatch(folder);
            is_whole &= watcher.watch(folder, RecursiveMode::Recursive).is_ok();
        }
        if !is_whole {
            self.watcher = None;
        }
    }

    /// Waits until a moment, until files change, or until the process is asked to end.
    pub fn until(&mut self, moment: Option<DateTime<Utc>>, now: &dyn Fn() -> DateTime<Utc>) -> Wake {
        let (started, mut is_changed) = (Instant::now(), false);
        loop {
            if self.is_ending() {
                return Wake::End;
            }
            if is_changed {
                return Wake::Files;
            }
            if moment.is_some_and(|moment| moment <= now()) {
                return Wake::Moment;
            }
            if self.watcher.is_none() && started.elapsed() >= LOOK {
                return Wake::Files;
            }
            is_changed = self.has_changed();
        }
    }

    fn is_ending(&self) -> bool {
        self.ends.load(Ordering::SeqCst)
    }

    /// Waits a moment for a change of files, and then until it is complete.
    fn has_changed(&mut self) -> bool {
        match self.changes.recv_timeout(TICK) {
            Ok(()) => {
                let started = Instant::now();
                while !self.is_ending() && started.elapsed() < LONGEST && self.changes.recv_timeout(QUIET).is_ok() {}
                self.watch();
                true
            }
            Err(mpsc::RecvTimeoutError::Timeout) => false,
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                std::thread::sleep(TICK);
                false
            }
        }
    }
}

/// Whether an event is a change of the files of the site, and not of its output.
fn is_of_site(root: &Path, event: &notify::Event) -> bool {
    let is_own = |path: &PathBuf| {
        let Ok(below) = path.strip_prefix(root) else { return true };
        let first = below.components().next().and_then(|part| part.as_os_str().to_str()).unwrap_or_default();
        SOURCE_FOLDERS.contains(&first) || config::FILES.contains(&first)
    };
    !matches!(event.kind, EventKind::Access(_)) && (event.paths.is_empty() || event.paths.iter().any(is_own))
}
