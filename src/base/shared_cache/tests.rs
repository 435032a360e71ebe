//! The shared cache at a place in memory that fails as it is told.

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
    for name in names() {
        cache.put(&name, name.as_bytes());
    }
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
