//! A cache that machines share: copies of pictures, cards and compressed files, under names that say what they were made of. It only
//! makes builds faster. Whatever is wrong with it is a miss, and one warning.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use super::fingerprint::Mixer;
use super::{Code, Diagnostic, Fingerprint, Place};

/// A place that keeps objects by name. A name has letters, digits, dots, hyphens and slashes only.
pub trait CachePlace: Send + Sync + std::fmt::Debug {
    /// An object; `None` where there is none.
    ///
    /// # Errors
    /// The reason, in a few words.
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, String>;

    /// Whether there is an object.
    ///
    /// # Errors
    /// The reason, in a few words.
    fn has(&self, name: &str) -> Result<bool, String>;

    /// Puts an object, or replaces one, as a whole.
    ///
    /// # Errors
    /// The reason, in a few words.
    fn write(&self, name: &str, object: &[u8]) -> Result<(), String>;

    /// The number of requests at once that it takes well.
    fn at_once(&self) -> usize;
}

/// What a run may do with the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheAccess {
    /// It only reads, as runs for the proposals of others should.
    Read,
    /// It reads, and writes what it made.
    ReadAndWrite,
}

/// What the cache was good for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheCounts {
    /// Objects that were found in it.
    pub found: usize,
    /// Objects that it did not have, and that were made.
    pub made: usize,
}

/// The length of the longest object in bytes. No copy of a picture comes near it.
pub const LONGEST_OBJECT: u64 = 256 << 20;

/// Failures in a row after which a run asks no more. A store that does not answer would otherwise cost the time of a request for every
/// picture.
const MOST_FAILURES: u32 = 3;

/// Objects that wait to be written.
const MOST_WAITING: usize = 64;

/// What an object begins with: the version of its form.
const MARK: &[u8; 8] = b"courant1";
/// The length of what stands before the bytes of an object.
const HEAD: usize = 8 + 8 + 16;

/// A shared cache, as a run uses it.
#[derive(Debug)]
pub struct SharedCache {
    asked: Arc<AskedPlace>,
    writers: Mutex<Option<CacheWriters>>,
}

#[derive(Debug)]
struct AskedPlace {
    place: Box<dyn CachePlace>,
    access: CacheAccess,
    /// The name of the place, for people.
    shown: String,
    /// The setting that names it.
    setting: Place,
    found: AtomicUsize,
    made: AtomicUsize,
    /// Failures in a row.
    unread: AtomicU32,
    unwritten: AtomicU32,
    problem: Mutex<FirstProblem>,
}

#[derive(Debug, Default)]
struct FirstProblem {
    reason: Option<String>,
    is_told: bool,
}

/// Threads that write, so that nobody waits for the network.
#[derive(Debug)]
struct CacheWriters {
    queue: SyncSender<(String, Vec<u8>)>,
    threads: Vec<JoinHandle<()>>,
}

impl SharedCache {
    /// The cache at a place. `shown` is its name for people, and `setting` what named it.
    pub fn new(place: Box<dyn CachePlace>, access: CacheAccess, shown: &str, setting: Place) -> Self {
        let asked = AskedPlace {
            place,
            access,
            shown: shown.to_owned(),
            setting,
            found: AtomicUsize::new(0),
            made: AtomicUsize::new(0),
            unread: AtomicU32::new(0),
            unwritten: AtomicU32::new(0),
            problem: Mutex::default(),
        };
        Self { asked: Arc::new(asked), writers: Mutex::new(None) }
    }

    /// Reads objects, several at once, and gives those that are there and whole.
    pub fn fetch(&self, names: &[String], on_read: &(dyn Fn(&str, Option<Vec<u8>>) + Sync)) {
        self.for_each(names, &|name| on_read(name, self.asked.read(name)));
    }

    /// Puts an object that was made because it was not there. It is written in the background, until [`Self::finish`].
    pub fn put(&self, name: &str, bytes: &[u8]) {
        self.asked.made.fetch_add(1, Ordering::Relaxed);
        self.write(name, bytes);
    }

    /// Puts objects that were made earlier and that it lacks. `read` gives the bytes of one, by its name.
    pub fn complete(&self, names: &[String], read: &(dyn Fn(&str) -> Option<Vec<u8>> + Sync)) {
        let complete = |name: &str| {
            if let Some(bytes) = self.asked.lacks(name).then(|| read(name)).flatten() {
                self.write(name, &bytes);
            }
        };
        if self.asked.is_writable() {
            self.for_each(names, &complete);
        }
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let asked = &self.asked;
        if !asked.is_writable() {
            return;
        }
        let object = (name.to_owned(), packed(name, bytes));
        let queue = self.writers().get_or_insert_with(|| CacheWriters::start(asked)).queue.clone();
        if let Err(unsent) = queue.send(object) {
            // No thread could be started.
            asked.write(&unsent.0.0, &unsent.0.1);
        }
    }

    /// Works on several names at once.
    fn for_each(&self, names: &[String], work: &(dyn Fn(&str) + Sync)) {
        let next = AtomicUsize::new(0);
        let some = || {
            while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
                work(name);
            }
        };
        thread::scope(|scope| {
            for _ in 1..self.asked.place.at_once().min(names.len()) {
                // Where no more threads can be had, there are fewer.
                let _ = thread::Builder::new().spawn_scoped(scope, some);
            }
            some();
        });
    }

    /// Waits until everything is written, and gives the first problem, once.
    pub fn finish(&self) -> Option<Diagnostic> {
        let writers = self.writers().take();
        if let Some(writers) = writers {
            writers.end();
        }
        let asked = &self.asked;
        let mut problem = asked.problem.lock().unwrap_or_else(PoisonError::into_inner);
        let reason = problem.reason.clone().filter(|_| !problem.is_told)?;
        problem.is_told = true;
        let message = format!("the shared cache {} is of no use now: {reason}", asked.shown);
        let finding = Diagnostic::new(Code::CacheFailed, asked.setting.clone(), message);
        Some(finding.hint("the site is right without it: what it does not have is made anew, which takes longer"))
    }

    /// What the cache was good for until now.
    pub fn counts(&self) -> CacheCounts {
        let count = |number: &AtomicUsize| number.load(Ordering::Relaxed);
        CacheCounts { found: count(&self.asked.found), made: count(&self.asked.made) }
    }

    fn writers(&self) -> MutexGuard<'_, Option<CacheWriters>> {
        self.writers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for SharedCache {
    fn drop(&mut self) {
        // What was made is worth keeping, also after an error.
        let writers = self.writers().take();
        if let Some(writers) = writers {
            writers.end();
        }
    }
}

impl AskedPlace {
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        if self.unread.load(Ordering::Relaxed) >= MOST_FAILURES {
            return None;
        }
        match self.place.read(name) {
            Ok(object) => {
                self.unread.store(0, Ordering::Relaxed);
                let bytes = unpacked(name, object?);
                match &bytes {
                    Some(_) => drop(self.found.fetch_add(1, Ordering::Relaxed)),
                    None => self.note(format!("{name} in it is torn, or is something else")),
                }
                bytes
            }
            Err(reason) => {
                self.unread.fetch_add(1, Ordering::Relaxed);
                self.note(reason);
                None
            }
        }
    }

    fn is_writable(&self) -> bool {
        self.access == CacheAccess::ReadAndWrite && self.unwritten.load(Ordering::Relaxed) < MOST_FAILURES
    }

    /// Whether an object is missing, as far as can be told.
    fn lacks(&self, name: &str) -> bool {
        if self.unread.load(Ordering::Relaxed) >= MOST_FAILURES {
            return false;
        }
        let has = self.place.has(name);
        match &has {
            Ok(_) => self.unread.store(0, Ordering::Relaxed),
            Err(reason) => {
                self.unread.fetch_add(1, Ordering::Relaxed);
                self.note(reason.clone());
            }
        }
        has == Ok(false)
    }

    fn write(&self, name: &str, object: &[u8]) {
        if self.unwritten.load(Ordering::Relaxed) >= MOST_FAILURES {
            return;
        }
        match self.place.write(name, object) {
            Ok(()) => self.unwritten.store(0, Ordering::Relaxed),
            Err(reason) => {
                self.unwritten.fetch_add(1, Ordering::Relaxed);
                self.note(reason);
            }
        }
    }

    fn note(&self, reason: String) {
        self.problem.lock().unwrap_or_else(PoisonError::into_inner).reason.get_or_insert(reason);
    }
}

impl CacheWriters {
    fn start(asked: &Arc<AskedPlace>) -> Self {
        let (queue, objects) = mpsc::sync_channel(MOST_WAITING);
        let objects = Arc::new(Mutex::new(objects));
        let start = |_| {
            let (asked, objects) = (Arc::clone(asked), Arc::clone(&objects));
            thread::Builder::new().spawn(move || write_all(&asked, &objects)).ok()
        };
        let threads = (0..asked.place.at_once().max(1)).filter_map(start).collect();
        Self { queue, threads }
    }

    fn end(self) {
        drop(self.queue);
        for thread in self.threads {
            // A thread that panicked has written less.
            let _ = thread.join();
        }
    }
}

fn write_all(asked: &AskedPlace, objects: &Mutex<Receiver<(String, Vec<u8>)>>) {
    loop {
        let next = objects.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((name, object)) = next else { return };
        asked.write(&name, &object);
    }
}

/// The fingerprint of an object: another one that was copied to its name is not it.
fn fingerprint(name: &str, bytes: &[u8]) -> Fingerprint {
    Mixer::default().bytes(name.as_bytes()).bytes(bytes).finish()
}

/// What stands before the bytes of an object: the mark, the length and the fingerprint.
fn head(name: &str, bytes: &[u8]) -> Vec<u8> {
    [MARK, &(bytes.len() as u64).to_le_bytes()[..], fingerprint(name, bytes).bytes()].concat()
}

/// An object as it is kept.
fn packed(name: &str, bytes: &[u8]) -> Vec<u8> {
    [&head(name, bytes)[..], bytes].concat()
}

/// The bytes of an object; `None` where it is not whole, or of another name.
fn unpacked(name: &str, mut object: Vec<u8>) -> Option<Vec<u8>> {
    let bytes = object.split_off(HEAD.min(object.len()));
    (object == head(name, &bytes)).then_some(bytes)
}

#[cfg(test)]
mod tests;
