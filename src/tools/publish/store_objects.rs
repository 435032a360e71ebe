//! The objects of a store, or of a folder in one: listed, read, put and deleted, with retries. An object is put only where
//! nobody else changed it meanwhile, as far as the store supports that.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use object_store::path::Path;
use object_store::{
    Attributes, Extensions, ObjectMeta, ObjectStore, ObjectStoreExt as _, PutMode, PutOptions, PutPayload, PutResult,
    UpdateVersion,
};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::listing::{ListedFile, NO_TAG, TargetListing};
use super::options::StoreOptions;
use super::retry::{TRIES, pause, retry};
use super::store_client::{Patience, connect};
use super::store_error::{self, is_broken_connection};
use crate::base::{Error, ErrorCode};

/// Concurrent requests.
pub(super) const AT_ONCE: usize = 32;
/// The memory for file contents, in KiB.
const MEMORY: u32 = 32 << 10;
/// The size of an object that disappeared during the listing.
const GONE: u64 = u64::MAX;

/// The objects of a store, or of a folder in one.
#[derive(Debug)]
pub(in crate::tools) struct Objects {
    pub(in crate::tools) store: Arc<dyn ObjectStore>,
    folder: Path,
    url: String,
    /// The free memory for file contents.
    memory: Semaphore,
    /// Whether the store supports conditional requests, as far as known.
    is_conditional: AtomicBool,
}

impl Objects {
    /// Connects to a store.
    ///
    /// # Errors
    /// The options, or the keys of the environment, are invalid.
    pub(in crate::tools) fn connect(options: &StoreOptions, patience: Patience) -> Result<Self, Error> {
        let store = connect(options, patience).map_err(|error| store_error::unusable(&options.url, &error))?;
        let folder =
            options.url.split_once("://").and_then(|(_, rest)| Some(rest.split_once('/')?.1)).unwrap_or_default();
        let folder = Path::parse(folder).map_err(|error| {
            Error::usage(ErrorCode::TargetUnusable, format!("{}: {error}", options.url))
                .hint("write a folder as `s3://bucket/folder`")
        })?;
        Ok(Self::new(store, folder, &options.url))
    }

    /// The objects of a folder in a store.
    pub(super) fn new(store: Arc<dyn ObjectStore>, folder: Path, url: &str) -> Self {
        let (memory, is_conditional) = (Semaphore::new(MEMORY as usize), AtomicBool::new(true));
        Self { store, folder, url: url.to_owned(), memory, is_conditional }
    }

    /// The path of an object.
    pub(in crate::tools) fn path(&self, name: &str) -> Result<Path, Error> {
        let whole = if self.folder.as_ref().is_empty() { name.to_owned() } else { format!("{}/{name}", self.folder) };
        Path::parse(&whole).map_err(|error| {
            Error::usage(ErrorCode::TargetUnusable, format!("`{name}` cannot be the name of an object: {error}"))
                .hint("give the file another name")
        })
    }

    /// The error of a request; `doing` is the end of `cannot …`.
    pub(in crate::tools) fn failed(&self, doing: &str, error: &object_store::Error) -> Error {
        store_error::request_failed(&self.url, doing, error)
    }

    /// Waits for free memory for so many bytes. A file that is larger than all of it gets it alone.
    pub(super) async fn reserve_memory(&self, bytes: u64) -> Option<SemaphorePermit<'_>> {
        let kibibytes = u32::try_from(bytes / 1024 + 1).unwrap_or(MEMORY).min(MEMORY);
        self.memory.acquire_many(kibibytes).await.ok()
    }

    /// Puts an object. `replaces` is the object that it may replace; without one there must be none.
    pub(super) async fn put(
        &self,
        path: &Path,
        bytes: Vec<u8>,
        attributes: Attributes,
        replaces: Option<&ListedFile>,
    ) -> object_store::Result<PutResult> {
        let payload = PutPayload::from(bytes);
        let options = |mode| PutOptions { mode, attributes: attributes.clone(), ..PutOptions::default() };
        let put = retry(async || {
            let mode = self.mode(path, replaces).await?;
            self.store.put_opts(path, payload.clone(), options(mode)).await
        });
        match put.await {
            // After a lost response the object of our own first try is in the way.
            Err(error @ (object_store::Error::AlreadyExists { .. } | object_store::Error::Precondition { .. })) => {
                retry(async || self.put_before(path, &payload).await).await?.ok_or(error)
            }
            Err(object_store::Error::NotImplemented { .. } | object_store::Error::NotSupported { .. }) => {
                self.is_conditional.store(false, Ordering::Relaxed);
                self.store.put_opts(path, payload, options(PutMode::Overwrite)).await
            }
            put => put,
        }
    }

    /// The condition of a put: the object is still the one that was listed.
    async fn mode(&self, path: &Path, replaces: Option<&ListedFile>) -> object_store::Result<PutMode> {
        if !self.is_conditional.load(Ordering::Relaxed) {
            return Ok(PutMode::Overwrite);
        }
        let Some(listed) = replaces else { return Ok(PutMode::Create) };
        if *listed.tag == *NO_TAG {
            return Ok(PutMode::Overwrite);
        }
        if !self.url.starts_with("gs://") {
            return Ok(PutMode::Update(UpdateVersion { e_tag: Some(format!("\"{}\"", listed.tag)), version: None }));
        }
        // Google's conditions are about generations, which object_store does not read from its listing.
        match self.store.head(path).await {
            Ok(now) if *tag(now.e_tag.as_deref()) == *listed.tag => {
                Ok(PutMode::Update(UpdateVersion { e_tag: None, version: now.version }))
            }
            Ok(_) => {
                let source = "another file is there than the one that was listed".into();
                Err(object_store::Error::Precondition { path: path.to_string(), source })
            }
            Err(object_store::Error::NotFound { .. }) => Ok(PutMode::Create),
            Err(error) => Err(error),
        }
    }

    /// The result of an earlier try to put these bytes, if it succeeded.
    async fn put_before(&self, path: &Path, payload: &PutPayload) -> object_store::Result<Option<PutResult>> {
        let got = self.store.get(path).await?;
        let ObjectMeta { e_tag, version, size, .. } = got.meta.clone();
        let is_ours = size == payload.content_length() as u64
            && got.bytes().await? == payload.iter().map(AsRef::as_ref).collect::<Vec<&[u8]>>().concat();
        Ok(is_ours.then_some(PutResult { e_tag, version, extensions: Extensions::default() }))
    }

    /// Reads an object; `None` where there is none.
    pub(super) async fn get(&self, name: &str) -> Result<Option<(Vec<u8>, ListedFile)>, Error> {
        let path = self.path(name)?;
        let got = retry(async || {
            let got = self.store.get(&path).await?;
            let listed = ListedFile { size: got.meta.size, tag: tag(got.meta.e_tag.as_deref()) };
            let _memory = self.reserve_memory(listed.size).await;
            Ok((got.bytes().await?.to_vec(), listed))
        });
        match got.await {
            Ok(got) => Ok(Some(got)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(self.failed(&format!("read {name}"), &error)),
        }
    }

    /// The objects, except for the one named `hidden`. After a broken connection the listing goes on behind the last object.
    pub(super) async fn list(&self, hidden: &str) -> object_store::Result<TargetListing> {
        let folder = Some(&self.folder).filter(|folder| !folder.as_ref().is_empty());
        let start = folder.map_or(String::new(), |folder| format!("{folder}/"));
        let (mut listing, mut last, mut tries) = (TargetListing::new(), None, 0);
        loop {
            let objects = match &last {
                None => self.store.list(folder),
                Some(last) => self.store.list_with_offset(folder, last),
            };
            let objects = objects.map(|object| self.with_tag(object)).buffered(AT_ONCE);
            let listed = objects.try_for_each(|object| {
                let name = object.location.as_ref().strip_prefix(&start).filter(|name| *name != hidden);
                let file = ListedFile { size: object.size, tag: tag(object.e_tag.as_deref()) };
                listing.extend(name.filter(|_| object.size != GONE).map(|name| (name.into(), file)));
                (last, tries) = (Some(object.location), 0);
                std::future::ready(Ok(()))
            });
            match listed.await {
                Err(error) if tries < TRIES && is_broken_connection(&error) => tries = pause(tries).await,
                listed => return listed.map(|()| listing),
            }
        }
    }

    /// An object of a listing with its tag. Not every store lists tags: a missing one is requested.
    async fn with_tag(&self, object: object_store::Result<ObjectMeta>) -> object_store::Result<ObjectMeta> {
        let object = object?;
        if object.e_tag.is_some() {
            return Ok(object);
        }
        match self.store.head(&object.location).await {
            Err(object_store::Error::NotFound { .. }) => Ok(ObjectMeta { size: GONE, ..object }),
            head => head,
        }
    }

    /// Deletes objects. A missing one is fine: an earlier try, or somebody else, deleted it.
    pub(super) async fn delete(&self, mut left: Vec<Path>) -> object_store::Result<()> {
        let mut tries = 0;
        loop {
            let paths = stream::iter(left.clone().into_iter().map(Ok)).boxed();
            let results: Vec<object_store::Result<Path>> = self.store.delete_stream(paths).collect().await;
            let deleted: HashSet<Path> = results.iter().flatten().cloned().collect();
            let is_failure = |error: &object_store::Error| !matches!(error, object_store::Error::NotFound { .. });
            let Some(error) = results.into_iter().filter_map(Result::err).find(is_failure) else { return Ok(()) };
            if tries >= TRIES || !is_broken_connection(&error) {
                return Err(error);
            }
            left.retain(|path| !deleted.contains(path));
            tries = pause(tries).await;
        }
    }
}

/// The tag of an object: its `ETag`, without the quotes that only some stores put around it.
pub(super) fn tag(e_tag: Option<&str>) -> Box<str> {
    e_tag.unwrap_or(NO_TAG).trim_matches('"').into()
}
