//! Progress on standard error. On a terminal: bars, for pictures at once, and otherwise for runs that take longer than a second.
//! Elsewhere, such as in the log of a CI service: a line now and then while pictures are made.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressStyle};

use courant::base::foreign::one_line;
use courant::build::Event;
use courant::tools::{links, publish};

use super::report;

/// Time before a bar is drawn. Most builds are faster and need none.
const DELAY: Duration = Duration::from_secs(1);
/// Time between two lines where there is no terminal, and before the first.
const LOGGED_EVERY: Duration = Duration::from_secs(10);
/// Number of pages between two readings of the clock.
const STEP: u64 = 128;

/// Progress of a build.
#[derive(Debug)]
pub(crate) struct Progress {
    started: Instant,
    shared: Counter,
    images: Counter,
    pages: Counter,
}

/// Progress through a number of equal steps.
#[derive(Debug)]
struct Counter {
    what: &'static str,
    step: u64,
    all: AtomicU64,
    done: AtomicU64,
    bar: OnceLock<ProgressBar>,
    /// When the first file was begun.
    began: OnceLock<Instant>,
    /// When the last line was printed, where there is no terminal.
    logged: Mutex<Instant>,
}

impl Progress {
    /// Starts at zero.
    pub(crate) fn start() -> Self {
        Self {
            started: Instant::now(),
            shared: Counter::of("files from the shared cache", 1),
            images: Counter::of("Pictures", 1),
            pages: Counter::of("pages", STEP),
        }
    }

    /// Records an event of the build.
    pub(crate) fn tell(&self, event: Event<'_>) {
        match event {
            Event::Waiting => {
                report::remark("another build of this site is running; waiting for it to finish");
            }
            Event::Stateless => report::remark(
                "note: the folder of the site cannot be written to: nothing is kept between builds, so each makes everything anew; \
                 to keep it, name a folder with `--state DIR`",
            ),
            Event::Fetching(all) => self.shared.begin(all),
            Event::Fetched => self.shared.advance(self.started),
            Event::Images(images) => {
                self.shared.clear();
                self.images.begin(images);
            }
            Event::Picture(file) => self.images.name(&one_line(file)),
            Event::Image => self.images.count(),
            Event::Pages(pages) => {
                self.shared.clear();
                self.images.clear();
                self.pages.begin(pages);
            }
            Event::Page => self.pages.advance(self.started),
        }
    }
}

/// Progress of an upload, in bytes.
#[derive(Debug)]
pub(crate) struct Sending {
    started: Instant,
    bar: ProgressBar,
}

impl Sending {
    /// Starts at zero bytes.
    pub(crate) fn start() -> Self {
        let style = ProgressStyle::with_template("{bytes} of {total_bytes} {wide_bar} {bytes_per_sec}, {eta} left");
        let bar = ProgressBar::new(0).with_style(style.unwrap_or_else(|_use_default| ProgressStyle::default_bar()));
        Self { started: Instant::now(), bar }
    }

    /// Records an event of the publish run.
    pub(crate) fn tell(&self, event: publish::PublishEvent) {
        match event {
            publish::PublishEvent::Listing => {}
            publish::PublishEvent::Sending(bytes) => {
                self.bar.set_length(bytes);
                self.bar.reset_elapsed();
            }
            publish::PublishEvent::Sent(bytes) if self.started.elapsed() > DELAY => self.bar.inc(bytes),
            // The position counts even while the bar is not drawn.
            publish::PublishEvent::Sent(bytes) => self.bar.set_position(self.bar.position() + bytes),
        }
    }
}

/// Progress of a link check.
#[derive(Debug)]
pub(crate) struct Looking {
    started: Instant,
    links: Counter,
}

impl Looking {
    /// Starts at zero.
    pub(crate) fn start() -> Self {
        Self { started: Instant::now(), links: Counter::of("links", 1) }
    }

    /// Records an event of the link check.
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
        self.shared.clear();
        self.images.clear();
        self.pages.clear();
    }
}

impl Counter {
    fn of(what: &'static str, step: u64) -> Self {
        Self {
            what,
            step,
            all: AtomicU64::new(0),
            done: AtomicU64::new(0),
            bar: OnceLock::new(),
            began: OnceLock::new(),
            logged: Mutex::new(Instant::now()),
        }
    }

    fn begin(&self, all: usize) {
        self.all.store(all as u64, Ordering::Relaxed);
    }

    fn advance(&self, started: Instant) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if done.is_multiple_of(self.step) && started.elapsed() > DELAY {
            self.bar.get_or_init(|| self.bar()).set_position(done);
        }
    }

    /// Counts a file that is done. The line is drawn with the name of the next one.
    fn count(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// Shows the file that is being worked on, at once: it may take long.
    fn name(&self, file: &str) {
        let began = *self.began.get_or_init(Instant::now);
        if !report::has_terminal() {
            let mut logged = self.logged.lock().unwrap_or_else(PoisonError::into_inner);
            if logged.elapsed() >= LOGGED_EVERY {
                *logged = Instant::now();
                report::remark(&self.line(file, began.elapsed()));
            }
            return;
        }
        let bar = self.bar.get_or_init(|| {
            let style = ProgressStyle::with_template("{wide_msg}");
            ProgressBar::no_length().with_style(style.unwrap_or_else(|_use_default| ProgressStyle::default_bar()))
        });
        bar.set_message(self.line(file, began.elapsed()));
        bar.tick();
    }

    /// How far the work is, how fast it goes, and the file that is being worked on. There is no telling how long it takes before
    /// some are done.
    fn line(&self, file: &str, since: Duration) -> String {
        let (done, all) = (self.done.load(Ordering::Relaxed), self.all.load(Ordering::Relaxed));
        let counts = format!("{} {}/{}", self.what, HumanCount(done), HumanCount(all));
        let seconds = since.as_secs_f64();
        if done == 0 || seconds < 0.5 {
            return format!("{counts}: {file}");
        }
        let rate = rounded(done) / seconds;
        let speed = if rate < 1.0 { format!("{:.1} a minute", rate * 60.0) } else { format!("{rate:.1} a second") };
        format!("{counts}, {speed}, {} left: {file}", about(rounded(all.saturating_sub(done)) / rate))
    }

    fn bar(&self) -> ProgressBar {
        let bar = ProgressBar::new(self.all.load(Ordering::Relaxed));
        // If standard error is not a terminal, the bar draws nothing.
        bar.with_style(self.style())
    }

    fn style(&self) -> ProgressStyle {
        let template = format!("{{human_pos}} of {{human_len}} {} {{wide_bar}} {{eta}} left", self.what);
        ProgressStyle::with_template(&template).unwrap_or_else(|_use_default| ProgressStyle::default_bar())
    }

    fn clear(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn rounded(number: u64) -> f64 {
    number as f64
}

/// A time that is left, as people say it.
fn about(seconds: f64) -> String {
    let (number, unit) = match seconds {
        ..90.0 => (seconds, "second"),
        ..5400.0 => (seconds / 60.0, "minute"),
        _ => (seconds / 3600.0, "hour"),
    };
    let number = number.ceil().max(1.0);
    format!("about {number:.0} {unit}{}", if number > 1.0 { "s" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_far_how_fast_and_how_long_and_names_the_file() {
        let counter = Counter::of("Pictures", 1);
        counter.begin(1000);
        let line = |done: u64, seconds: u64| {
            counter.done.store(done, Ordering::Relaxed);
            counter.line("content/a.jpg", Duration::from_secs(seconds))
        };
        assert_eq!(line(0, 0), "Pictures 0/1,000: content/a.jpg");
        assert_eq!(line(0, 30), "Pictures 0/1,000: content/a.jpg");
        assert_eq!(line(37, 9), "Pictures 37/1,000, 4.1 a second, about 4 minutes left: content/a.jpg");
        assert_eq!(line(1, 10), "Pictures 1/1,000, 6.0 a minute, about 3 hours left: content/a.jpg");
        assert_eq!(line(990, 400), "Pictures 990/1,000, 2.5 a second, about 5 seconds left: content/a.jpg");
        assert_eq!(line(999, 400), "Pictures 999/1,000, 2.5 a second, about 1 second left: content/a.jpg");
    }
}
