//! How far a build is, on standard error: only where that is a terminal, and the build takes longer than a second.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use courant::build::Event;

use super::report;

/// Builds that are faster have no need of it.
const PATIENCE: Duration = Duration::from_secs(1);
/// So many pages are made between two looks at the clock.
const STEP: u64 = 128;

/// How far a build is.
#[derive(Debug)]
pub(crate) struct Progress {
    started: Instant,
    pages: AtomicU64,
    done: AtomicU64,
    bar: OnceLock<ProgressBar>,
}

impl Progress {
    /// Nothing is done yet.
    pub(crate) fn start() -> Self {
        Self { started: Instant::now(), pages: AtomicU64::new(0), done: AtomicU64::new(0), bar: OnceLock::new() }
    }

    /// Something is done.
    pub(crate) fn tell(&self, event: Event) {
        match event {
            Event::Waiting => {
                report::remark("another build of this site is running; this one begins when it has ended");
            }
            Event::Pages(pages) => self.pages.store(pages as u64, Ordering::Relaxed),
            Event::Page => {
                let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
                if done.is_multiple_of(STEP) && self.started.elapsed() > PATIENCE {
                    self.bar.get_or_init(|| self.bar()).set_position(done);
                }
            }
        }
    }

    fn bar(&self) -> ProgressBar {
        let style = ProgressStyle::with_template("{human_pos} of {human_len} pages {wide_bar} {eta} to go");
        let bar = ProgressBar::new(self.pages.load(Ordering::Relaxed));
        // Where standard error is no terminal, a bar draws nothing.
        bar.with_style(style.unwrap_or_else(|_as_it_is| ProgressStyle::default_bar()))
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
