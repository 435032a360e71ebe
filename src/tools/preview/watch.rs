//! Events of the file system, collected until a change is complete.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind, RenameMode};
use notify::{ErrorKind, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::file_index::Touched;
use super::message::Message;
use crate::base::SOURCE_FOLDERS;
use crate::base::name::nfc;
use crate::base::site_path::site_path;
use crate::config;

/// A change is complete after this time without another event.
const QUIET: Duration = Duration::from_millis(8);
/// The same for many files: a branch is checked out, or a folder is copied.
const QUIET_OF_MANY: Duration = Duration::from_millis(50);
/// The number of files from which on they are many.
const MANY: usize = 5;
/// The longest pause between two writes to a file. On systems that report the end of writing, a change waits for it.
const WRITING: Duration = Duration::from_millis(if cfg!(target_os = "linux") { 250 } else { 0 });
/// A change that never ends is shown after this time.
const LONGEST: Duration = Duration::from_secs(2);

/// Watches the files of a site for as long as the returned watcher lives.
///
/// # Errors
/// If the system has reached its limit of watches, or does not support watching.
pub(super) fn watch(root: &Path, messages: Sender<Message>) -> notify::Result<RecommendedWatcher> {
    let tell = move |event: notify::Result<notify::Event>| {
        // Opening a file is an event too, and a build opens thousands.
        let is_of_interest = match &event {
            Ok(event) => !matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write)),
            Err(_) => true,
        };
        if is_of_interest {
            // An error means that the preview has ended.
            let _ = messages.send(Message::Event(event, Instant::now()));
        }
    };
    let mut watcher = notify::recommended_watcher(tell)?;
    watcher.watch(root, RecursiveMode::NonRecursive)?;
    for folder in SOURCE_FOLDERS {
        watch_folder(&mut watcher, root, folder)?;
    }
    Ok(watcher)
}

/// Watches a folder of the site, if it exists.
fn watch_folder(watcher: &mut RecommendedWatcher, root: &Path, folder: &str) -> notify::Result<()> {
    let path = root.join(folder);
    // A folder that was removed and created again needs a new watch.
    let _ = watcher.unwatch(&path);
    match watcher.watch(&path, RecursiveMode::Recursive) {
        // Systems say in different words that it is missing.
        Err(_missing) if !path.exists() => Ok(()),
        other => other,
    }
}

/// The reason why a site cannot be watched, with a hint.
pub(super) fn reason(error: &notify::Error) -> String {
    let is_full = match &error.kind {
        ErrorKind::MaxFilesWatch => true,
        ErrorKind::Io(error) => {
            matches!(error.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded)
                || error.raw_os_error() == Some(24)
        }
        _ => false,
    };
    if is_full {
        let hint = "raise it with `sudo sysctl fs.inotify.max_user_watches=1048576 fs.inotify.max_user_instances=512`";
        return format!("the system limit on watched files is reached; {hint}");
    }
    error.to_string()
}

/// The events since the last rebuild.
#[derive(Debug)]
pub(super) struct Burst {
    touched: BTreeSet<String>,
    is_anything: bool,
    /// Files that are being written.
    written: BTreeSet<PathBuf>,
    /// The times of the first and the last event.
    times: Option<(Instant, Instant)>,
}

impl Burst {
    /// No events.
    pub(super) fn new() -> Self {
        Self { touched: BTreeSet::new(), is_anything: false, written: BTreeSet::new(), times: None }
    }

    /// Adds an event. Returns the folder of the site that needs a new watch.
    pub(super) fn take(&mut self, root: &Path, event: &notify::Event, at: Instant) -> Option<&'static str> {
        if event.need_rescan() || event.paths.is_empty() {
            self.touch_anything(at);
            return None;
        }
        let mut again = None;
        for path in &event.paths {
            let Ok(below) = path.strip_prefix(root) else { continue };
            let folder = SOURCE_FOLDERS.into_iter().find(|folder| below.starts_with(folder));
            match (site_path(below).map(|below| nfc(&below).into_owned()), folder) {
                (Some(file), _) if config::FILES.contains(&&*file) => {}
                (_, None) => continue,
                (Some(below), Some(folder)) if below == folder => {
                    self.is_anything = true;
                    let has_come = matches!(
                        event.kind,
                        EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(RenameMode::To | RenameMode::Both))
                    );
                    again = again.or(has_come.then_some(folder));
                }
                (Some(below), _) => _ = self.touched.insert(below),
                (None, _) => self.is_anything = true,
            }
            self.note_writing(path, event.kind);
            self.times = Some((self.times.map_or(at, |(first, _)| first), at));
        }
        again
    }

    /// Marks all files as possibly touched.
    pub(super) fn touch_anything(&mut self, at: Instant) {
        self.is_anything = true;
        self.times = Some((self.times.map_or(at, |(first, _)| first), at));
    }

    fn note_writing(&mut self, path: &Path, kind: EventKind) {
        match kind {
            EventKind::Create(CreateKind::File) | EventKind::Modify(ModifyKind::Data(_)) => {
                self.written.insert(path.to_owned());
            }
            EventKind::Access(AccessKind::Close(AccessMode::Write))
            | EventKind::Remove(_)
            | EventKind::Modify(ModifyKind::Name(_)) => {
                self.written.remove(path);
            }
            _ => {}
        }
    }

    /// The time at which the change is complete; `None` without events.
    pub(super) fn ends(&self) -> Option<Instant> {
        let (first, last) = self.times?;
        let quiet = match (self.written.is_empty(), self.touched.len() >= MANY || self.is_anything) {
            (false, _) => WRITING.max(QUIET),
            (true, true) => QUIET_OF_MANY,
            (true, false) => QUIET,
        };
        Some((last + quiet).min(first + LONGEST))
    }

    /// Takes the touched paths and resets the events.
    pub(super) fn end(&mut self) -> Touched {
        let burst = std::mem::replace(self, Self::new());
        if burst.is_anything { Touched::Anything } else { Touched::Paths(burst.touched) }
    }
}

/// Watches a folder of the site again, after it was created anew.
pub(super) fn again(watcher: &mut RecommendedWatcher, root: &Path, folder: &str) -> notify::Result<()> {
    watch_folder(watcher, root, folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::Event;
    use notify::event::DataChange;

    const MODIFIED: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Any));
    const CLOSED: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Write));

    fn event(kind: EventKind, path: &str) -> Event {
        Event::new(kind).add_path(Path::new("/site").join(path))
    }

    fn burst(events: &[(u64, EventKind, &str)]) -> (Burst, Instant) {
        let (mut burst, start) = (Burst::new(), Instant::now());
        for (at, kind, path) in events {
            burst.take(Path::new("/site"), &event(*kind, path), start + Duration::from_millis(*at));
        }
        (burst, start)
    }

    fn ends(events: &[(u64, EventKind, &str)]) -> Option<u64> {
        let (burst, start) = burst(events);
        burst.ends().map(|end| u64::try_from((end - start).as_millis()).unwrap())
    }

    #[test]
    fn a_file_that_was_closed_is_whole_at_once() {
        assert_eq!(ends(&[(0, MODIFIED, "content/a.md"), (5, CLOSED, "content/a.md")]), Some(13));
    }

    #[test]
    fn a_file_that_is_still_written_is_waited_for() {
        let end = ends(&[(0, MODIFIED, "content/a.md"), (5, MODIFIED, "content/a.md")]).unwrap();
        assert!(end >= 5 + u64::try_from(WRITING.as_millis()).unwrap());
    }

    #[test]
    fn many_files_are_one_change() {
        let paths: Vec<String> = (0..40).map(|number| format!("content/{number}.md")).collect();
        let events: Vec<_> = paths.iter().zip(0..).map(|(path, at)| (at * 10, CLOSED, path.as_str())).collect();
        assert_eq!(ends(&events), Some(390 + 50));
        let all: BTreeSet<String> = paths.iter().cloned().collect();
        assert_eq!(burst(&events).0.end(), Touched::Paths(all));
    }

    #[test]
    fn a_change_that_never_ends_is_shown_all_the_same() {
        let events: Vec<_> = (0..1000).map(|at| (at * 5, MODIFIED, "static/log.txt")).collect();
        assert_eq!(ends(&events), Some(2000));
    }

    #[test]
    fn what_is_no_part_of_the_site_is_nothing() {
        assert_eq!(
            ends(&[(0, CLOSED, "output/index.html"), (1, CLOSED, "README.md"), (2, CLOSED, "contents/a.md")]),
            None
        );
        assert_eq!(burst(&[(0, CLOSED, "site.yaml")]).0.end(), Touched::Paths(BTreeSet::new()));
    }

    #[test]
    fn a_folder_of_the_site_that_comes_back_is_watched_again() {
        let mut burst = Burst::new();
        let created = event(EventKind::Create(CreateKind::Folder), "content");
        assert_eq!(burst.take(Path::new("/site"), &created, Instant::now()), Some("content"));
        assert_eq!(burst.end(), Touched::Anything);
    }
}
