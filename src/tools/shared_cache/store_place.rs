//! An object store as the place of the shared cache. It is connected to when the first object is wanted, and is given little time: what
//! does not come is made instead.

use std::sync::OnceLock;
use std::time::Duration;

use object_store::{ObjectStoreExt as _, PutPayload};
use tokio::runtime::Handle;
use tokio::time::timeout;

use crate::base::{CachePlace, Error, ErrorCode, LONGEST_OBJECT};
use crate::tools::publish::{Objects, Patience, RequestThreads, StoreOptions};

/// The time limit of reading an object. Making a copy of a picture takes about as long.
const READ: Duration = Duration::from_secs(15);
/// The time limit of writing an object, which nobody waits for.
const WRITE: Duration = Duration::from_mins(1);
/// A store that is busy is asked again, soon.
const PATIENCE: Patience = Patience { tries: 2, whole: Duration::from_secs(10) };
/// Requests at once, as for publishing.
const AT_ONCE: usize = 32;

/// An object store, or a folder in one.
#[derive(Debug)]
pub(super) struct StorePlace {
    options: StoreOptions,
    connected: OnceLock<Result<ConnectedStore, String>>,
}

#[derive(Debug)]
struct ConnectedStore {
    objects: Objects,
    runtime: Handle,
    /// Kept until the place is closed.
    _threads: RequestThreads,
}

impl StorePlace {
    /// The place in a store.
    pub(super) fn new(options: StoreOptions) -> Self {
        Self { options, connected: OnceLock::new() }
    }

    fn connected(&self) -> Result<&ConnectedStore, String> {
        let connect = || {
            let objects = Objects::connect(&self.options, PATIENCE)?;
            let (runtime, threads) = RequestThreads::start()?;
            Ok(ConnectedStore { objects, runtime, _threads: threads })
        };
        self.connected.get_or_init(|| connect().map_err(|error| reason(&error))).as_ref().map_err(Clone::clone)
    }
}

impl ConnectedStore {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let (objects, path) = (&self.objects, self.objects.path(name)?);
        let get = async {
            let got = objects.store.get(&path).await?;
            // A longer one is no object of a cache: it is nothing, which is not whole.
            if got.meta.size > LONGEST_OBJECT { Ok(Vec::new()) } else { got.bytes().await.map(Vec::from) }
        };
        match self.runtime.block_on(async { timeout(READ, get).await }) {
            Ok(Ok(object)) => Ok(Some(object)),
            Ok(Err(error @ object_store::Error::NotFound { .. })) if !is_of_bucket(&error) => Ok(None),
            Ok(Err(error)) => Err(objects.failed(&format!("read {name}"), &error)),
            Err(_elapsed) => Err(late("read", name)),
        }
    }

    fn has(&self, name: &str) -> Result<bool, Error> {
        let (objects, path) = (&self.objects, self.objects.path(name)?);
        let head = objects.store.head(&path);
        match self.runtime.block_on(async { timeout(READ, head).await }) {
            Ok(Ok(_)) => Ok(true),
            // Without a body, there is no telling whether it is the bucket that is missing: writing tells.
            Ok(Err(object_store::Error::NotFound { .. })) => Ok(false),
            Ok(Err(error)) => Err(objects.failed(&format!("look for {name}"), &error)),
            Err(_elapsed) => Err(late("look for", name)),
        }
    }

    fn write(&self, name: &str, object: &[u8]) -> Result<(), Error> {
        let (objects, path) = (&self.objects, self.objects.path(name)?);
        let put = objects.store.put(&path, PutPayload::from(object.to_vec()));
        match self.runtime.block_on(async { timeout(WRITE, put).await }) {
            Ok(put) => put.map(drop).map_err(|error| objects.failed(&format!("write {name}"), &error)),
            Err(_elapsed) => Err(late("write", name)),
        }
    }
}

fn late(doing: &str, name: &str) -> Error {
    Error::remote(ErrorCode::TargetFailed, format!("cannot {doing} {name}: the server did not answer in time"))
}

/// Whether it is the bucket that is not there.
fn is_of_bucket(error: &object_store::Error) -> bool {
    let mut causes = std::iter::successors(Some(error as &(dyn std::error::Error + 'static)), |error| error.source());
    let says =
        |text: &str| ["NoSuchBucket", "ContainerNotFound", "bucket does not exist"].iter().any(|it| text.contains(it));
    causes.any(|cause| says(&cause.to_string()))
}

/// The reason of an error in one line, with what is to be done about keys and buckets.
fn reason(error: &Error) -> String {
    let is_to_be_done =
        matches!(error.code, ErrorCode::TargetRefuses | ErrorCode::TargetMissing | ErrorCode::TargetUnusable);
    match error.hints.first().filter(|_| is_to_be_done) {
        Some(hint) => format!("{} ({hint})", error.message()),
        None => error.message(),
    }
}

impl CachePlace for StorePlace {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        self.connected()?.read(name).map_err(|error| reason(&error))
    }

    fn has(&self, name: &str) -> Result<bool, String> {
        self.connected()?.has(name).map_err(|error| reason(&error))
    }

    fn write(&self, name: &str, object: &[u8]) -> Result<(), String> {
        self.connected()?.write(name, object).map_err(|error| reason(&error))
    }

    fn at_once(&self) -> usize {
        AT_ONCE
    }
}
