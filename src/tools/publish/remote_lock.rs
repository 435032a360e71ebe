//! The lock of a run at a target that other machines reach. It is renewed while the run goes on, so that only the lock of a dead
//! run grows old; and a run neither renews nor removes the lock of another.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::listing::ListedFile;
use super::lock::{self, LockOwner, OwnLocks, is_locked};
use crate::base::Error;

/// The options of a lock at a target.
#[derive(Clone, Debug)]
pub(super) struct LockOptions {
    /// The list of the locks of this machine.
    pub own_locks: OwnLocks,
    /// Whether to ignore the lock of another run.
    pub break_lock: bool,
    /// The interval of renewals.
    pub renewal: Duration,
}

/// A lock at a target.
#[derive(Clone, Debug)]
pub(super) struct PlacedLock {
    /// Its contents.
    pub note: Vec<u8>,
    /// Its size and tag, for conditional puts.
    pub listed: ListedFile,
}

/// The place of the lock at a target.
pub(super) trait LockPlace: Send + Sync {
    /// The lock, if there is one.
    fn read(&self) -> Result<Option<PlacedLock>, Error>;

    /// Puts a lock, in place of `replaces` or where there is none; `false` where another lock is in the way.
    fn put(&self, note: &[u8], replaces: Option<&PlacedLock>) -> Result<bool, Error>;
}

/// A lock of this run.
#[derive(Debug)]
pub(super) struct RemoteLock {
    shared: Arc<LockState>,
    /// Dropping it ends the renewals.
    stop: mpsc::Sender<()>,
    renewals: JoinHandle<()>,
}

/// The state that a run shares with its renewals.
struct LockState {
    place: Box<dyn LockPlace>,
    target: String,
    owner: LockOwner,
    options: LockOptions,
    started: Instant,
    /// The contents of the lock. Its mutex keeps a look at the target and a renewal apart.
    note: Mutex<Vec<u8>>,
    is_lost: AtomicBool,
}

impl std::fmt::Debug for LockState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LockState")
            .field("target", &self.target)
            .field("is_lost", &self.is_lost)
            .finish_non_exhaustive()
    }
}

impl RemoteLock {
    /// Locks a target.
    ///
    /// # Errors
    /// Another run has the lock; the error names its owner.
    pub(super) fn acquire(
        place: Box<dyn LockPlace>,
        target: &str,
        owner: &LockOwner,
        options: LockOptions,
    ) -> Result<Self, Error> {
        let found = place.read()?;
        let is_own = |found: &PlacedLock| options.own_locks.has(&found.note);
        if let Some(found) = found.as_ref().filter(|found| !options.break_lock && !is_own(found)) {
            lock::refuse_live_lock(target, &found.note, owner)?;
        }
        let note = lock::remote_note(owner, 0);
        options.own_locks.remember(&note)?;
        if !place.put(&note, found.as_ref())? {
            // The lock of a killed run of this machine may have arrived after all.
            let found = place.read()?;
            let is_taken = found.as_ref().is_some_and(is_own) && place.put(&note, found.as_ref())?;
            if !is_taken {
                return Err(is_locked(target, found.and_then(|found| LockOwner::read(&found.note)).as_ref()));
            }
        }
        let shared = Arc::new(LockState {
            place,
            target: target.to_owned(),
            owner: owner.clone(),
            options,
            started: Instant::now(),
            note: Mutex::new(note),
            is_lost: AtomicBool::new(false),
        });
        let (stop, stopped) = mpsc::channel();
        let renewing = Arc::clone(&shared);
        let renewals = thread::spawn(move || renewing.renew_until(&stopped));
        Ok(Self { shared, stop, renewals })
    }

    /// Refuses to go on without the lock, as far as the last renewal knows.
    ///
    /// # Errors
    /// Another run took the lock.
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.shared.is_lost.load(Ordering::Relaxed) { Err(is_locked(&self.shared.target, None)) } else { Ok(()) }
    }

    /// Looks at the target, and refuses to go on without the lock.
    ///
    /// # Errors
    /// Another run took the lock; the error names its owner.
    pub(super) fn verify(&self) -> Result<(), Error> {
        let note = self.shared.note.lock().unwrap_or_else(PoisonError::into_inner);
        let found = self.shared.place.read()?;
        if found.as_ref().is_some_and(|found| self.shared.is_own(&note, &found.note)) {
            return Ok(());
        }
        self.shared.is_lost.store(true, Ordering::Relaxed);
        Err(is_locked(&self.shared.target, found.and_then(|found| LockOwner::read(&found.note)).as_ref()))
    }

    /// Ends the renewals; gives whether the lock at the target is still that of this run, and so to be removed.
    pub(super) fn end(self) -> bool {
        let Self { shared, stop, renewals } = self;
        drop(stop);
        let _ = renewals.join();
        let note = shared.note.lock().unwrap_or_else(PoisonError::into_inner);
        let found = shared.place.read().unwrap_or_default();
        found.is_some_and(|found| shared.is_own(&note, &found.note))
    }
}

impl LockState {
    /// Renews the lock until the run ends or another run has the lock. After an error the next renewal tries again.
    fn renew_until(&self, stopped: &mpsc::Receiver<()>) {
        while stopped.recv_timeout(self.options.renewal) == Err(mpsc::RecvTimeoutError::Timeout) {
            if let Ok(false) = self.renew() {
                self.is_lost.store(true, Ordering::Relaxed);
                return;
            }
        }
    }

    /// Renews the lock; `false` where another run has it.
    fn renew(&self) -> Result<bool, Error> {
        let mut note = self.note.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(found) = self.place.read()?.filter(|found| self.is_own(&note, &found.note)) else { return Ok(false) };
        let seconds = i64::try_from(self.started.elapsed().as_secs()).unwrap_or(i64::MAX);
        let renewed = lock::remote_note(&self.owner, seconds);
        self.options.own_locks.remember(&renewed)?;
        if !self.place.put(&renewed, Some(&found))? {
            return Ok(false);
        }
        *note = renewed;
        Ok(true)
    }

    /// Whether a lock at the target is that of this run. After a lost response it may be an earlier or later one than `note`.
    fn is_own(&self, note: &[u8], found: &[u8]) -> bool {
        found == note || self.options.own_locks.has(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::RootedFolder;
    use crate::tools::publish::listing::NO_TAG;

    /// A target in memory.
    #[derive(Clone, Default)]
    struct InMemory(Arc<Mutex<Option<Vec<u8>>>>);

    impl InMemory {
        fn set(&self, note: Option<&[u8]>) {
            *self.0.lock().unwrap() = note.map(<[u8]>::to_vec);
        }

        fn note(&self) -> Option<Vec<u8>> {
            self.0.lock().unwrap().clone()
        }

        fn owner(&self) -> LockOwner {
            LockOwner::read(&self.note().unwrap()).unwrap()
        }
    }

    impl LockPlace for InMemory {
        fn read(&self) -> Result<Option<PlacedLock>, Error> {
            let listed = ListedFile { size: 0, tag: NO_TAG.into() };
            Ok(self.note().map(|note| PlacedLock { note, listed }))
        }

        fn put(&self, note: &[u8], replaces: Option<&PlacedLock>) -> Result<bool, Error> {
            let mut place = self.0.lock().unwrap();
            if place.as_deref() != replaces.map(|lock| &*lock.note) {
                return Ok(false);
            }
            *place = Some(note.to_vec());
            Ok(true)
        }
    }

    fn owner(name: &str, at: i64) -> LockOwner {
        LockOwner { name: name.to_owned(), since: "2021-01-01".to_owned(), at }
    }

    struct Machine(tempfile::TempDir);

    impl Machine {
        fn new() -> Self {
            Self(tempfile::tempdir().unwrap())
        }

        fn own_locks(&self) -> OwnLocks {
            OwnLocks { folder: RootedFolder::open(self.0.path()).unwrap(), name: "held".to_owned() }
        }

        fn lock(&self, place: &InMemory, owner: &LockOwner, renewal: Duration) -> Result<RemoteLock, Error> {
            let options = LockOptions { own_locks: self.own_locks(), break_lock: false, renewal };
            RemoteLock::acquire(Box::new(place.clone()), "doel", owner, options)
        }
    }

    fn wait_for(is_so: impl Fn() -> bool) {
        let started = Instant::now();
        while !is_so() {
            assert!(started.elapsed() < Duration::from_secs(20), "it does not come to that");
            thread::sleep(Duration::from_millis(5));
        }
    }

    const NEVER: Duration = Duration::from_hours(1);

    #[test]
    fn a_lock_is_renewed_as_long_as_its_run_goes_on() {
        let (place, machine) = (InMemory::default(), Machine::new());
        let lock = machine.lock(&place, &owner("anna", 1000), Duration::from_millis(10)).unwrap();
        wait_for(|| place.owner().at > 1000);
        assert_eq!((place.owner().name, place.owner().since), ("anna".to_owned(), "2021-01-01".to_owned()));
        // An hour after the start the lock is as young as its last renewal.
        let later = owner("bob", place.owner().at + 3600);
        let refused = Machine::new().lock(&place, &later, NEVER).unwrap_err();
        assert_eq!(refused.message(), "anna has been publishing to `doel` since 2021-01-01");
        assert!(lock.check().is_ok() && lock.verify().is_ok());
        assert!(lock.end());
    }

    #[test]
    fn the_lock_of_a_dead_run_grows_old() {
        let (place, machine) = (InMemory::default(), Machine::new());
        drop(machine.lock(&place, &owner("anna", 1000), NEVER).unwrap());
        assert!(Machine::new().lock(&place, &owner("bob", 4600), NEVER).is_err());
        assert!(Machine::new().lock(&place, &owner("bob", 4601), NEVER).unwrap().end());
        assert_eq!(place.owner().name, "bob");
    }

    #[test]
    fn a_run_whose_lock_was_taken_stops_and_leaves_the_other_lock() {
        for other in [Some(&b"bob\n2021-01-02\n2000\n"[..]), None] {
            let (place, machine) = (InMemory::default(), Machine::new());
            let lock = machine.lock(&place, &owner("anna", 1000), Duration::from_millis(10)).unwrap();
            place.set(other);
            wait_for(|| lock.check().is_err());
            assert!(lock.verify().is_err() && !lock.end());
            assert_eq!(place.note().as_deref(), other);
        }
    }

    /// A target at which an earlier lock arrives late.
    struct Late(InMemory, Mutex<Option<Vec<u8>>>);
    impl LockPlace for Late {
        fn read(&self) -> Result<Option<PlacedLock>, Error> {
            self.0.read()
        }

        fn put(&self, note: &[u8], replaces: Option<&PlacedLock>) -> Result<bool, Error> {
            if let Some(late) = self.1.lock().unwrap().take() {
                self.0.set(Some(&late));
            }
            self.0.put(note, replaces)
        }
    }

    #[test]
    fn a_killed_run_of_this_machine_keeps_nobody_out_even_where_its_lock_arrives_late() {
        let (place, machine) = (InMemory::default(), Machine::new());
        drop(machine.lock(&place, &owner("anna", 1000), NEVER).unwrap());
        let late = Late(place.clone(), Mutex::new(place.note()));
        place.set(None);
        let options = LockOptions { own_locks: machine.own_locks(), break_lock: false, renewal: NEVER };
        let lock = RemoteLock::acquire(Box::new(late), "doel", &owner("anna", 1010), options).unwrap();
        assert_eq!(place.owner().at, 1010);
        assert!(lock.end());
    }
}
