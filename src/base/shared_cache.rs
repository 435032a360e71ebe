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
        if self.asked.is_writable() {
            self.for_each(names, &|name| {
                if let Some(bytes) = self.asked.lacks(name).then(|| read(name)).flatten() {
                    self.write(name, &bytes);
                }
            });
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
        writers.map(CacheWriters::end);
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
        self.writers().take().map(CacheWriters::end);
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
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use super::*;

    /// A place in memory, which fails as it is told.
    #[derive(Debug, Default)]
    struct Shelf {
        objects: Mutex<BTreeMap<String, Vec<u8>>>,
        is_down: bool,
        is_read_only: bool,
        asked: AtomicUsize,
    }

    impl CachePlace for Arc<Shelf> {
        fn read(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
            self.asked.fetch_add(1, Ordering::Relaxed);
            if self.is_down {
                return Err("it is down".to_owned());
            }
            Ok(self.objects.lock().unwrap().get(name).cloned())
        }

        fn has(&self, name: &str) -> Result<bool, String> {
            self.read(name).map(|object| object.is_some())
        }

        fn write(&self, name: &str, object: &[u8]) -> Result<(), String> {
            self.asked.fetch_add(1, Ordering::Relaxed);
            if self.is_down || self.is_read_only {
                return Err("nobody may write".to_owned());
            }
            thread::sleep(Duration::from_millis(1));
            self.objects.lock().unwrap().insert(name.to_owned(), object.to_vec());
            Ok(())
        }

        fn at_once(&self) -> usize {
            4
        }
    }

    fn cache(shelf: &Arc<Shelf>, access: CacheAccess) -> SharedCache {
        SharedCache::new(Box::new(Arc::clone(shelf)), access, "plank", Place::file("site.yaml"))
    }

    fn names() -> Vec<String> {
        (0..200).map(|number| format!("images/{number}")).collect()
    }

    /// The number of names under which the cache gives their own bytes.
    fn found(cache: &SharedCache) -> usize {
        let found = AtomicUsize::new(0);
        cache.fetch(&names(), &|name, bytes| {
            found.fetch_add(usize::from(bytes.is_some_and(|bytes| bytes == name.as_bytes())), Ordering::Relaxed);
        });
        found.into_inner()
    }

    fn fill(cache: &SharedCache) -> Option<Diagnostic> {
        names().iter().for_each(|name| cache.put(name, name.as_bytes()));
        cache.finish()
    }

    #[test]
    fn what_was_put_is_found_by_others_and_a_run_that_only_reads_writes_nothing() {
        let shelf = Arc::new(Shelf::default());
        assert_eq!(fill(&cache(&shelf, CacheAccess::Read)), None);
        assert!(shelf.objects.lock().unwrap().is_empty());
        assert_eq!(fill(&cache(&shelf, CacheAccess::ReadAndWrite)), None);
        let reader = cache(&shelf, CacheAccess::Read);
        assert_eq!((found(&reader), reader.finish()), (200, None));
        assert_eq!(reader.counts(), CacheCounts { found: 200, made: 0 });
    }

    #[test]
    fn what_an_earlier_run_made_and_did_not_put_is_put() {
        let shelf = Arc::new(Shelf::default());
        fill(&cache(&shelf, CacheAccess::ReadAndWrite));
        shelf.objects.lock().unwrap().retain(|name, _| name.ends_with('7'));
        for (access, there) in [(CacheAccess::Read, 20), (CacheAccess::ReadAndWrite, 199)] {
            let cache = cache(&shelf, access);
            cache.complete(&names(), &|name| Some(name.as_bytes().to_vec()).filter(|_| name != "images/0"));
            assert_eq!((cache.finish(), cache.counts()), (None, CacheCounts::default()));
            assert_eq!(shelf.objects.lock().unwrap().len(), there);
        }
    }

    #[test]
    fn an_object_that_is_not_whole_is_a_miss_and_all_of_them_are_one_warning() {
        let shelf = Arc::new(Shelf::default());
        fill(&cache(&shelf, CacheAccess::ReadAndWrite));
        let mut objects = shelf.objects.lock().unwrap();
        let other = objects["images/7"].clone();
        objects.get_mut("images/1").unwrap().pop();
        objects.get_mut("images/2").unwrap().push(0);
        objects.get_mut("images/3").unwrap().clear();
        objects.get_mut("images/4").unwrap().truncate(20);
        *objects.get_mut("images/5").unwrap().last_mut().unwrap() ^= 1;
        objects.insert("images/6".to_owned(), other);
        drop(objects);
        let cache = cache(&shelf, CacheAccess::ReadAndWrite);
        assert_eq!(found(&cache), 194);
        let warning = cache.finish().unwrap();
        assert!(warning.message.contains("is torn, or is something else"), "{warning:?}");
        assert_eq!((found(&cache), cache.finish()), (194, None), "one warning, and torn objects do not stop a run");
    }

    #[test]
    fn a_place_that_fails_is_soon_left_alone_and_is_one_warning() {
        let shelf = Arc::new(Shelf { is_down: true, ..Shelf::default() });
        let down = cache(&shelf, CacheAccess::ReadAndWrite);
        assert_eq!(found(&down), 0);
        assert!(fill(&down).is_some_and(|warning| warning.message.contains("it is down")));
        assert_eq!(down.finish(), None);
        let asked = shelf.asked.load(Ordering::Relaxed);
        assert!(asked <= 2 * (4 + MOST_FAILURES as usize), "{asked}");
        let shelf = Arc::new(Shelf { is_read_only: true, ..Shelf::default() });
        let (name, bytes) = ("images/0", b"images/0");
        shelf.objects.lock().unwrap().insert(name.to_owned(), packed(name, bytes));
        let read_only = cache(&shelf, CacheAccess::ReadAndWrite);
        assert!(fill(&read_only).is_some_and(|warning| warning.message.contains("nobody may write")));
        assert_eq!(found(&read_only), 1, "what cannot be written to can be read");
    }
}
