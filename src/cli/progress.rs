//! How far a run is, on standard error: only where that is a terminal, and the run takes longer than a second.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use courant::build::Event;
use courant::tools::{links, publish};

use super::report;

/// Builds that are faster have no need of it.
const PATIENCE: Duration = Duration::from_secs(1);
/// So many pages are made between two looks at the clock.
const STEP: u64 = 128;

/// How far a build is.
#[derive(Debug)]
pub(crate) struct Progress {
    started: Instant,
    images: Stage,
    pages: Stage,
}

/// How far one thing is of which there are many.
#[derive(Debug)]
struct Stage {
    what: &'static str,
    step: u64,
    all: AtomicU64,
    done: AtomicU64,
    bar: OnceLock<ProgressBar>,
}

impl Progress {
    /// Nothing is done yet.
    pub(crate) fn start() -> Self {
        Self { started: Instant::now(), images: Stage::of("images", 1), pages: Stage::of("pages", STEP) }
    }

    /// Something is done.
    pub(crate) fn tell(&self, event: Event) {
        match event {
            Event::Waiting => {
                report::remark("another build of this site is running; this one begins when it has ended");
            }
            Event::Images(images) => self.images.begin(images),
            Event::Image => self.images.advance(self.started),
            Event::Pages(pages) => {
                self.images.clear();
                self.pages.begin(pages);
            }
            Event::Page => self.pages.advance(self.started),
        }
    }
}

/// How far a run of publishing is, in bytes.
#[derive(Debug)]
pub(crate) struct Sending {
    started: Instant,
    bar: ProgressBar,
}

impl Sending {
    /// Nothing is sent yet.
    pub(crate) fn start() -> Self {
        let style = ProgressStyle::with_template("{bytes} of {total_bytes} {wide_bar} {bytes_per_sec}, {eta} to go");
        let bar = ProgressBar::new(0).with_style(style.unwrap_or_else(|_as_it_is| ProgressStyle::default_bar()));
        Self { started: Instant::now(), bar }
    }

    /// Something is done.
    pub(crate) fn tell(&self, event: publish::PublishEvent) {
        match event {
            publish::PublishEvent::Listing => {}
            publish::PublishEvent::Sending(bytes) => {
                self.bar.set_length(bytes);
                self.bar.reset_elapsed();
            }
            publish::PublishEvent::Sent(bytes) if self.started.elapsed() > PATIENCE => self.bar.inc(bytes),
            // A bar that is never drawn counts too.
            publish::PublishEvent::Sent(bytes) => self.bar.set_position(self.bar.position() + bytes),
        }
    }
}

/// How many links to other sites are looked at.
#[derive(Debug)]
pub(crate) struct Looking {
    started: Instant,
    links: Stage,
}

impl Looking {
    /// None is looked at yet.
    pub(crate) fn start() -> Self {
        Self { started: Instant::now(), links: Stage::of("links", 1) }
    }

    /// Something is done.
    pub(crate) fn tell(&self, event: links::LinkCheckEvent) {
        match event {
            links::LinkCheckEvent::Started(links) => self.links.begin(links),
            links::LinkCheckEvent::Checked => self.links.advance(self.started),
        }
    }
}

impl Drop for Looking {
    fn drop(&mut self) {
        self.links.clear();
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.images.clear();
        self.pages.clear();
    }
}

impl Stage {
    fn of(what: &'static str, step: u64) -> Self {
        Self { what, step, all: AtomicU64::new(0), done: AtomicU64::new(0), bar: OnceLock::new() }
    }

    fn begin(&self, all: usize) {
        self.all.store(all as u64, Ordering::Relaxed);
    }

    fn advance(&self, started: Instant) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if done.is_multiple_of(self.step) && started.elapsed() > PATIENCE {
            self.bar.get_or_init(|| self.bar()).set_position(done);
        }
    }

    fn bar(&self) -> ProgressBar {
        let template = format!("{{human_pos}} of {{human_len}} {} {{wide_bar}} {{eta}} to go", self.what);
        let bar = ProgressBar::new(self.all.load(Ordering::Relaxed));
        // Where standard error is no terminal, a bar draws nothing.
        bar.with_style(ProgressStyle::with_template(&template).unwrap_or_else(|_as_it_is| ProgressStyle::default_bar()))
    }

    fn clear(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
